"""What the command line says, in Chinese and in English, in one place.

`say` gives one text in one language; `language_of` finds out which one the person wants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

LANGUAGES = ("zh", "en")


def say(lang: str, key: str, **values: object) -> str:
    """The text `key` in a language, with its {placeholders} filled in. KeyError for an unknown key."""
    zh, en = TEXTS[key]
    text = en if lang == "en" else zh
    return text.format(**values) if values else text


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language asked for: by --lang, else by LC_ALL, LC_MESSAGES or LANG beginning with "en", else Chinese.

    An unknown --lang counts as not given here; the command line refuses it by name.
    """
    asked = ""
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    if asked in LANGUAGES:
        return asked
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "zh"


TEXTS: dict[str, tuple[str, str]] = {
    # --- help ---
    "app": (
        "政策依据链追溯：读出文件里的每一条信用措施，沿它引用的文件一级一级往上查，"
        "指出哪些措施追不到法律、法规或者党中央、国务院政策文件，断在哪里。",
        "Traces the basis of policy measures: reads every credit measure in a document, follows what it cites "
        "upward step by step, and shows which ones reach no law, regulation or central policy document, and "
        "where the chain breaks.",
    ),
    "app_epilog": (
        "第一次使用：\n"
        "  tracer ingest 文件夹/          把 .txt 文件读进库\n"
        "  tracer gaps                    看断链清单\n"
        "  tracer trace d-….m3            看一条措施的依据链（编号在清单里）\n"
        "  tracer check 草稿.txt --draft  出台前检查一份草稿\n"
        "  tracer dashboard               在浏览器里看\n"
        "\n"
        "退出码：0 都有依据；1 有断链；2 输入或用法有误。",
        "First steps:\n"
        "  tracer ingest FOLDER/          read .txt files into the store\n"
        "  tracer gaps                    list the dead ends\n"
        "  tracer trace d-….m3            the chain of one measure (ids are in the list)\n"
        "  tracer check draft.txt --draft check a draft before it is issued\n"
        "  tracer dashboard               look at it in the browser\n"
        "\n"
        "Exit status: 0 all reach a source; 1 dead ends; 2 bad input or usage.",
    ),
    "ingest": (
        "把文件读进库。文件夹会逐层查找 .txt、.md、.text；没有变化的文件不再重读。",
        "Read files into the store. Folders are searched for .txt, .md and .text; unchanged files are not read again.",
    ),
    "ingest_epilog": (
        "例：\n"
        "  tracer ingest 文件/ 补充.txt\n"
        "  tracer --store sqlite:///本市.sqlite ingest 文件/\n"
        "\n"
        "读不了的文件逐个列出原因，其余照常入库（退出码 2）。",
        "Examples:\n"
        "  tracer ingest documents/ more.txt\n"
        "  tracer --store sqlite:///city.sqlite ingest documents/\n"
        "\n"
        "Files that cannot be read are listed with the reason, the others are stored (exit status 2).",
    ),
    "extract": (
        "只读文本、不入库：逐行输出文件信息、分段、引用和措施（JSON）。每份文件按它自己的日期判断。",
        "Read texts without a store and print one JSON line each: document, segments, citations, measures. Every "
        "document is judged on its own date.",
    ),
    "extract_epilog": (
        "例：\n"
        "  tracer extract --jsonl 文本.jsonl > 结果.jsonl\n"
        '  echo \'{"id": 1, "text": "…"}\' | tracer extract --jsonl -\n'
        "  tracer extract 通知.txt",
        "Examples:\n"
        "  tracer extract --jsonl texts.jsonl > result.jsonl\n"
        '  echo \'{"id": 1, "text": "…"}\' | tracer extract --jsonl -\n'
        "  tracer extract notice.txt",
    ),
    "eval": (
        "同人工标注对照打分：按机关层级、文种、省份、年份分列，并同基线比较得失。",
        "Score the reading against hand labels, by level, kind of document, province and year, and compare with a "
        "baseline.",
    ),
    "eval_epilog": (
        "例：\n"
        "  tracer eval 标注.jsonl\n"
        "  tracer eval 标注.jsonl --baseline 基线.json         有损失时退出码 1\n"
        "  tracer eval 标注.jsonl --write-baseline 基线.json   把现在的结果存为基线",
        "Examples:\n"
        "  tracer eval labels.jsonl\n"
        "  tracer eval labels.jsonl --baseline baseline.json         exit status 1 on a loss\n"
        "  tracer eval labels.jsonl --write-baseline baseline.json   keep the present result as baseline",
    ),
    "p_gold": ("标注文件（每行一份文件）", "File of labels, one document a line"),
    "p_baseline": ("同这份基线比较", "Compare with this baseline"),
    "p_write_baseline": ("把现在的结果写成基线", "Write the present result as baseline"),
    "eval_documents": ("{n} 份文件", "{n} documents"),
    "eval_compared": ("同基线比：新对 {gains}，新错 {losses}", "Against the baseline: {gains} won, {losses} lost"),
    "gaps": (
        "断链清单：依据链追不到合格来源的措施，先列断链，再列其他须修改的。",
        "The gap list: measures whose chain reaches no permitted source; dead ends first, then what else must be "
        "mended.",
    ),
    "gaps_epilog": (
        "例：\n"
        "  tracer gaps --region 河南省/平顶山市\n"
        "  tracer gaps --kind punishment --issued-after 2020-12-18\n"
        "  tracer gaps --verdict review --verdict indirect\n"
        "  tracer gaps --as-of 2022-09-13 --json > 清单.json",
        "Examples:\n"
        "  tracer gaps --region 河南省/平顶山市\n"
        "  tracer gaps --kind punishment --issued-after 2020-12-18\n"
        "  tracer gaps --verdict review --verdict indirect\n"
        "  tracer gaps --as-of 2022-09-13 --json > list.json",
    ),
    "trace": (
        "一条措施的依据链：每一步的原文，断在哪里，为什么。",
        "The chain of one measure: the words of every step, where it breaks, and why.",
    ),
    "trace_epilog": (
        "例：\n  tracer trace d-1f2e3d4c5b6a.m3\n  tracer trace d-1f2e3d4c5b6a.m3 --as-of 2019-01-01\n"
        "  tracer trace d-1f2e3d4c5b6a.m3 --proof 证明.json",
        "Examples:\n  tracer trace d-1f2e3d4c5b6a.m3\n  tracer trace d-1f2e3d4c5b6a.m3 --as-of 2019-01-01\n"
        "  tracer trace d-1f2e3d4c5b6a.m3 --proof proof.json",
    ),
    "verify": (
        "核对认定的证明：只看证明本身，不用库，也不用得出认定的那部分程序。",
        "Check proofs of findings: by the proofs alone, without the store and without the engine that found them.",
    ),
    "verify_epilog": (
        "例：\n  tracer verify 证明.json\n  tracer trace d-1f2e3d4c5b6a.m3 --proof - | tracer verify -\n\n"
        "退出码：0 都成立；1 有不成立的；2 不是证明文件。",
        "Examples:\n  tracer verify proof.json\n  tracer trace d-1f2e3d4c5b6a.m3 --proof - | tracer verify -\n\n"
        "Exit status: 0 all hold; 1 some do not; 2 not a proof.",
    ),
    "impact": (
        "假如一份来源文件废止或者被替代：哪些措施的结论会变，哪些另有依据。不给文件时列出措施单靠它的来源。",
        "If a source is repealed or replaced: which measures change their verdict, which have another basis. Without "
        "a source: the sources on which measures rest alone.",
    ),
    "impact_epilog": (
        "例：\n  tracer impact\n  tracer impact 国发〔2016〕33号 --repealed-on 2027-01-01\n"
        "  tracer impact 河南省社会信用条例 --replaced-by 山东省社会信用条例",
        "Examples (a source by its title or number, too):\n  tracer impact\n"
        "  tracer impact zy-2016-3d1674bc --repealed-on 2027-01-01\n"
        "  tracer impact zy-2016-3d1674bc --replaced-by xf-2013-88207146",
    ),
    "check": (
        "检查一份文件（已印发的或草稿），不入库。已有库时，连同库里的文件一起判断。",
        "Check one document, issued or a draft, without storing it. Where there is a store, it is judged together "
        "with what the store holds.",
    ),
    "check_epilog": (
        "例：\n  tracer check 通知.txt\n  tracer check 草稿.txt --draft",
        "Examples:\n  tracer check notice.txt\n  tracer check draft.txt --draft",
    ),
    "repairs": (
        "列出读一份文件时修复的地方：断行、页码、重复页、空格、夹注、繁体字、文号、无关内容；可以撤销。",
        "List what was repaired in reading a file: broken lines, page numbers, repeated pages, blanks, readings, "
        "traditional characters, document numbers, foreign matter. Any of it can be undone.",
    ),
    "repairs_epilog": (
        "例：\n"
        "  tracer repairs 通知.txt\n"
        "  tracer repairs 通知.txt --undo 3 --undo 7 --remember\n"
        "  tracer check 通知.txt --undo 3 --keep traditional\n"
        "\n"
        "序号是全部修复时的序号，撤销后不变。",
        "Examples:\n"
        "  tracer repairs notice.txt\n"
        "  tracer repairs notice.txt --undo 3 --undo 7 --remember\n"
        "  tracer check notice.txt --undo 3 --keep traditional\n"
        "\n"
        "The numbers are those of the full list; they stay the same when something is undone.",
    ),
    "dashboard": (
        "在浏览器里看：总览、文件、依据链图。只在本机运行，不联网。",
        "Look at it in the browser: overview, documents, chains. Runs on this machine only, nothing leaves it.",
    ),
    "dashboard_epilog": (
        "例：\n  tracer dashboard\n  tracer dashboard --port 8502 --no-browser\n\n按 Ctrl+C 结束。",
        "Examples:\n  tracer dashboard\n  tracer dashboard --port 8502 --no-browser\n\nCtrl+C ends it.",
    ),
    "registry": ("登记库：法律、法规和中央文件。", "The registry of laws, regulations and central documents."),
    "registry_build": (
        "从一个文件夹的事实表（CSV）生成登记库文件。",
        "Build the registry file from a folder of fact tables (CSV).",
    ),
    "registry_build_epilog": (
        "例：\n  tracer registry build 事实表/ --out registry.tsv.gz",
        "Example:\n  tracer registry build facts/ --out registry.tsv.gz",
    ),
    "registry_import": (
        "把自己的法规导入登记库：事实表（CSV），或者法规库（Markdown、DOCX、HTML，逐条）。每个文件要么全部导入，要么不导入。",
        "Import instruments of your own: fact tables (CSV), or a law library (Markdown, DOCX, HTML, article by "
        "article). Each file is imported whole or not at all.",
    ),
    "registry_import_epilog": (
        "例：\n  tracer registry import 本市文件.csv\n  tracer registry import 法规库/",
        "Examples:\n  tracer registry import city.csv\n  tracer registry import laws/",
    ),
    "registry_show": ("显示登记库中的一个文件。", "Show an instrument of the registry."),
    "registry_show_epilog": (
        "例：\n  tracer registry show 征信业管理条例\n  tracer registry show 国发〔2016〕33号 --json",
        "Examples:\n  tracer registry show 征信业管理条例\n  tracer registry show 国发〔2016〕33号 --json",
    ),
    "registry_search": ("按文号、题名或题名中的字查找。", "Find instruments by number, title or words of the title."),
    "registry_search_epilog": (
        "例：\n  tracer registry search 社会信用 条例",
        "Example:\n  tracer registry search 社会信用 条例",
    ),
    "registry_lint": (
        "检查登记库，或者导入前检查事实表：文件、行、错在哪里（有问题时退出码 1）。",
        "Check the registry, or tables before an import: file, line and what is wrong (exit status 1 if anything is).",
    ),
    "registry_lint_epilog": (
        "例：\n  tracer registry lint\n  tracer registry lint 本市文件.csv",
        "Examples:\n  tracer registry lint\n  tracer registry lint city.csv",
    ),
    "registry_gaps": (
        "库中文件引用最多而登记库没有的文件：引用它的文件数、引用次数、层级、题名。",
        "What the store cites most and the registry does not know: documents, citations, level, title.",
    ),
    "registry_gaps_epilog": (
        "例：\n  tracer registry gaps --limit 50",
        "Example:\n  tracer registry gaps --limit 50",
    ),
    "registry_decide": (
        "确定一种写法指哪个文件，对所有相同的写法（或者只在一份文件里）生效，可撤回。",
        "Decide which instrument a title or number means, wherever it is written so (or in one document only).",
    ),
    "registry_decide_epilog": (
        "例：\n  tracer registry decide 市信用条例 df-2021-0a1b2c3d --by 张某 --why 印发时的简称",
        "Example:\n  tracer registry decide 市信用条例 df-2021-0a1b2c3d --by Zhang --why 'its short title'",
    ),
    "registry_undo": ("撤回这样一个决定；记录保留。", "Take such a decision back; it stays on record."),
    "registry_undo_epilog": (
        "例：\n  tracer registry undo 市信用条例 --by 张某",
        "Example:\n  tracer registry undo 市信用条例 --by Zhang",
    ),
    "store": (
        "库：保存结论、搜索、记录、统计；复制、检查、备份、恢复、导出。",
        "The store: findings kept in it, search, log and figures; copy, check, backup, restore, export.",
    ),
    "store_judge": (
        "判断全库，把依据图和结论保存在库里（供 Cypher 或 SQL 查询）。",
        "Judge the whole store and keep the basis graph and the findings in it, for Cypher or SQL.",
    ),
    "store_judge_epilog": (
        "例：\n  tracer store judge\n  tracer store judge --as-of 2022-09-13 --store bolt://127.0.0.1:7687",
        "Examples:\n  tracer store judge\n  tracer store judge --as-of 2022-09-13 --store bolt://127.0.0.1:7687",
    ),
    "store_search": (
        "在文号、标题和措施原文里找字词。",
        "Find words in numbers, titles and the text of measures.",
    ),
    "store_search_epilog": (
        "例：\n  tracer store search 黑名单\n  tracer store search '失信 限制' --limit 50 --json",
        "Examples:\n  tracer store search 黑名单\n  tracer store search '失信 限制' --limit 50 --json",
    ),
    "store_log": ("列出库的改动：谁、何时、改了什么。", "List the changes of the store: who, when and what."),
    "store_log_epilog": (
        "例：\n  tracer store log\n  tracer store log --since 120 --json",
        "Examples:\n  tracer store log\n  tracer store log --since 120 --json",
    ),
    "store_show": (
        "库里有什么：各类数目和保存的结论。",
        "What the store holds: counts of everything, and kept findings.",
    ),
    "store_show_epilog": ("例：\n  tracer store show --json", "Example:\n  tracer store show --json"),
    "store_citations": (
        "列出一份文件的引用：编号、条款、作用、原文、指哪个文件。",
        "List the citations of a document: id, provision, role, words, and what each means.",
    ),
    "store_citations_epilog": (
        "例：\n  tracer store citations 鹭政发〔2021〕3号",
        "Example:\n  tracer store citations 鹭政发〔2021〕3号",
    ),
    "store_decide": (
        "人的决定：改判一条措施（verdict），确定一处引用指哪个文件（link），给措施补一处依据（basis）。程序的判断仍然保留，"
        "决定可以撤回；对所有相同写法的引用用 tracer registry decide。",
        "Decide: another verdict on a measure (verdict), what a citation means (link), a citation that a measure rests on "
        "too (basis). The machine's result stays beside it, and a decision can be taken back. For all citations of the "
        "same words: tracer registry decide.",
    ),
    "store_decide_epilog": (
        "例：\n  tracer store decide verdict d-0a1b2c3d4e5f.m2 review --why 依据正在修订\n"
        "  tracer store decide link d-0a1b2c3d4e5f.c1 国发〔2016〕33号 --why 简称\n"
        "  tracer store decide basis d-0a1b2c3d4e5f.m2 d-0a1b2c3d4e5f.c1 --why 同条第一款",
        "Examples:\n  tracer store decide verdict d-0a1b2c3d4e5f.m2 review --why 'its basis is being amended'\n"
        "  tracer store decide link d-0a1b2c3d4e5f.c1 国发〔2016〕33号 --why 'its short name'\n"
        "  tracer store decide basis d-0a1b2c3d4e5f.m2 d-0a1b2c3d4e5f.c1 --why 'the same article'",
    ),
    "store_withdraw": ("撤回一个决定；记录保留。", "Take a decision back; it stays on record."),
    "store_withdraw_epilog": (
        "例：\n  tracer store withdraw j-0a1b2c3d4e5f --why 看错了条款",
        "Example:\n  tracer store withdraw j-0a1b2c3d4e5f --why 'the wrong article'",
    ),
    "store_decisions": (
        "列出人的决定：全部，或者关于一条措施、一处引用的。",
        "List what people decided: all of it, or on one measure or citation.",
    ),
    "store_decisions_epilog": ("例：\n  tracer store decisions --json", "Example:\n  tracer store decisions --json"),
    "store_decided": (
        "已记录决定 {id}；今天的结论因此改变 {changes} 条。",
        "Decision {id} is kept; it changes {changes} findings of today.",
    ),
    "store_withdrawn": (
        "已撤回决定 {id}；今天的结论因此改变 {changes} 条。",
        "Decision {id} is taken back; that changes {changes} findings of today.",
    ),
    "store_no_citations": ("这份文件没有引用别的文件。", "This document cites nothing."),
    "store_no_decisions": ("没有决定。", "There are no decisions."),
    "decision_withdrawn": ("（{who}于{day}撤回：{why}）", "(taken back by {who} on {day}: {why})"),
    "decision_idle": (
        "（原文已变，这项决定没有生效）",
        "(the words that it was about are gone: it holds for nothing)",
    ),
    "p_document_named": ("文件：编号、文号或标题", "A document: id, number or title"),
    "p_decision_kind": ("决定的种类", "What is decided"),
    "p_decision_subject": ("措施编号；link 写引用编号", "Id of the measure; for link, of the citation"),
    "p_decision_value": (
        "verdict 写结论；link 写文件的编号、文号或标题；basis 写引用编号",
        "A verdict; for link, id, number or title of what it means; for basis, id of the citation",
    ),
    "p_decision": ("决定的编号", "Id of the decision"),
    "p_decisions_on": ("措施或引用的编号", "Id of a measure or citation"),
    "p_by_me": ("由谁作出；默认是登录的账号", "Who decides; the account at work by default"),
    "store_kept": (
        "已保存 {policy} 在 {as_of} 的结论（库第 {version} 版）：写入 {written} 项，移除 {removed} 项。",
        "Kept the findings of {policy} on {as_of} (store version {version}): {written} written, {removed} removed.",
    ),
    "store_gone": (
        "库有改动，以前保存的这些结论已经移除：{days}。要用哪一天的，请再运行 tracer store judge --as-of 日期。",
        "The store has changed, so these findings that were kept before are gone: {days}. Run tracer store judge "
        "--as-of DATE again for a day that you need.",
    ),
    "store_nothing_found": (
        "没有找到。找过的是：已入库文件的文号、标题和措施原文。",
        "Nothing was found. Searched were the numbers, titles and measures of the documents read.",
    ),
    "store_in_registry": (
        "登记库中有{name}。哪些措施以它为依据：tracer impact {named}；登记库里的情况：tracer registry search {words}",
        "The registry knows {name}. What rests on it: tracer impact {named}; what the "
        "registry says of it: tracer registry search {words}",
    ),
    "store_counts": (
        "读入：文件 {sources}、公文 {documents}、条款 {provisions}、引用 {citations}、措施 {measures}；人的决定 {decisions}",
        "Read: files {sources}, documents {documents}, provisions {provisions}, citations {citations}, measures "
        "{measures}; decisions of people {decisions}",
    ),
    "store_not_judged": (
        "还没有保存结论；请运行 tracer store judge。",
        "No findings are kept yet: run tracer store judge.",
    ),
    "store_nodes": ("依据图的节点：{counts}", "Nodes of the graph: {counts}"),
    "store_edges": ("依据图的关系：{counts}", "Edges of the graph: {counts}"),
    "store_judged": ("{policy} 在 {as_of} 的结论：{counts}", "Findings of {policy} on {as_of}: {counts}"),
    "store_changed_since": (
        "。此后库有 {count} 次改动，请再运行 tracer store judge",
        ". The store has changed since (changes: {count}); run tracer store judge again",
    ),
    "change_added": ("新入库", "added"),
    "change_replaced": ("更新", "updated"),
    "change_removed": ("移除", "removed"),
    "change_decided": ("作出决定", "decided"),
    "change_withdrawn": ("撤回决定", "taken back"),
    "comma": ("、", ", "),
    "p_search_words": ("要找的字词，用空格隔开；要全部出现", "Words divided by blanks; all of them must stand there"),
    "p_search_limit": ("最多列出多少条", "How many to list at most"),
    "p_since": ("只列第几版以后的改动", "Only changes after this version"),
    "store_copy": (
        "把一个库复制到另一个库。中断后再运行同一命令，从断处接着复制。",
        "Copy a store into another one. A copy that was broken off goes on with the same command.",
    ),
    "store_copy_epilog": (
        "例：\n  tracer store copy sqlite:///本市.sqlite sqlite:///副本.sqlite\n\n"
        "目标库里有来源库没有的文件时不复制（退出码 2）。",
        "Example:\n  tracer store copy sqlite:///city.sqlite sqlite:///copy.sqlite\n\n"
        "Nothing is copied into a store with files that the other does not have (exit status 2).",
    ),
    "store_check": (
        "检查一个库：逐一指出不成立之处。只看不改。",
        "Check a store and name everything that does not hold. Nothing is changed.",
    ),
    "store_check_epilog": (
        "例：\n  tracer store check\n  tracer store check --json\n\n退出码：0 完好；1 有问题；2 库打不开。",
        "Examples:\n  tracer store check\n  tracer store check --json\n\n"
        "Exit status: 0 whole; 1 something does not hold; 2 the store cannot be opened.",
    ),
    "store_backup": (
        "把库备份成一个文件，库正在使用时也可以。先检查库，损坏的不备份；写全了才出现，同名的旧备份被取代。",
        "Back a store up into one file, also while it is in use. The store is checked first, a damaged one is not backed "
        "up; the file is there whole or not at all, and an earlier backup of that name is replaced.",
    ),
    "store_backup_epilog": ("例：\n  tracer store backup 备份.backup", "Example:\n  tracer store backup city.backup"),
    "store_restore": (
        "用备份恢复库。先把备份读完、查过，再写入：SQLite 一次完成，Neo4j 逐个文件，中断后再运行同一命令。",
        "Restore a store from a backup, which is read to its end and checked first. SQLite changes at once, Neo4j file by "
        "file: after a break run the same command again.",
    ),
    "store_restore_epilog": (
        "例：\n  tracer store restore 备份.backup\n  tracer store restore 备份.backup --replace\n\n"
        "库里有备份中没有的内容时，须加 --replace。",
        "Examples:\n  tracer store restore city.backup\n  tracer store restore city.backup --replace\n\n"
        "Where the store holds what the backup does not, --replace is needed.",
    ),
    "store_export": (
        "把依据关系图导出给别的程序用。",
        "Export the basis graph for other programs.",
    ),
    "store_export_epilog": (
        "例：\n  tracer store export graphml 图.graphml\n  tracer store export gexf 图.gexf        Gephi，带起止日期\n"
        "  tracer store export csv 文件夹/         供 neo4j-admin 导入到空的数据库：\n"
        "    cd 文件夹 && neo4j-admin database import full neo4j @import.args\n"
        "  tracer store export cypher 图.cypher\n  tracer store export parquet 文件夹/",
        "Examples:\n  tracer store export graphml graph.graphml\n"
        "  tracer store export gexf graph.gexf      for Gephi, with start and end dates\n"
        "  tracer store export csv folder/          for neo4j-admin, into an empty database:\n"
        "    cd folder && neo4j-admin database import full neo4j @import.args\n"
        "  tracer store export cypher graph.cypher\n  tracer store export parquet folder/",
    ),
    "p_store_from": ("来源库的地址", "Address of the store to copy"),
    "p_store_to": ("目标库的地址", "Address of the store to copy into"),
    "p_backup_out": ("备份文件", "File to write"),
    "p_backup_in": ("备份文件", "The backup"),
    "p_replace": ("用备份取代库里的一切", "Let the backup take the place of all that the store holds"),
    "p_format": ("格式：{formats}", "One of: {formats}"),
    "p_export_out": ("写到哪个文件；csv、parquet 是文件夹", "File to write; a folder for csv and parquet"),
    "store_copied": (
        "已复制：新增 {added}，更新 {replaced}，原已相同 {unchanged}：{url}",
        "Copied: added {added}, updated {replaced}, the same already {unchanged}: {url}",
    ),
    "store_left_out": (
        "记录已损坏，没有复制：{path}。请用 tracer ingest --anew 重新读入。",
        "Damaged and left out: {path}. Read it again with tracer ingest --anew.",
    ),
    "store_whole": ("完好：{files} 个文件，没有发现问题。", "Whole: {files} files, nothing wrong."),
    "store_faults": ("{files} 个文件，问题 {faults} 处。", "{files} files, {faults} faults."),
    "store_backed_up": ("已备份 {files} 个文件：{path}", "Backed up {files} files: {path}"),
    "store_restored": ("已恢复 {files} 个文件：{url}", "Restored {files} files: {url}"),
    "store_exported": (
        "已导出节点 {nodes} 个、关系 {edges} 条：{path}",
        "Exported {nodes} nodes and {edges} edges: {path}",
    ),
    "store_itself": ("库本身", "the store itself"),
    "fault_hash": ("正文同入库时的哈希对不上", "the text is not the one that was hashed"),
    "fault_span": ("位置在正文之外", "a place outside the text"),
    "fault_words": ("所记文字同正文该处不符", "the words do not stand there"),
    "fault_document_id": ("文件编号同其内容不符", "the id of the document is not that of its content"),
    "fault_twice": ("编号重复", "an id is used twice"),
    "fault_dangling": ("指向不存在的编号", "leads to nothing"),
    "fault_elsewhere": ("不在所说的条款里", "does not stand in that provision"),
    "fault_unreadable": ("记录读不出来", "cannot be read"),
    "fault_damaged": ("库文件损坏", "the file of the store is damaged"),
    "fault_schema": ("表结构同这一版不符", "the schema is not that of this version"),
    "fault_orphan": ("不属于任何文件的记录", "rows of no file"),
    "fault_gap": ("记录不连续，有缺", "records are missing in between"),
    "fault_index": ("检索索引同内容不符", "the search index is out of step"),
    "fault_history": ("改动记录同库里的内容不符", "the log does not lead to what is held"),
    "fault_graph": (
        "依据图或结论同保存时不符（tracer store judge --anew 重新得出）",
        "graph or findings are not as they were kept (tracer store judge --anew makes them again)",
    ),
    "policy": ("规则：哪类措施要有哪一级的依据。", "The rules: which measures need which level of source."),
    "policy_show": (
        "显示一份规则：每条管什么、要什么依据、出自哪一条款。",
        "Show a policy: each rule with its authority.",
    ),
    "policy_show_epilog": (
        "例：\n  tracer policy show\n  tracer policy show huaian --json",
        "Examples:\n  tracer policy show\n  tracer policy show huaian --json",
    ),
    "policy_check": (
        "检查一份规则文件，逐行指出不成立之处（退出码 2）。",
        "Check a policy file and name each line that does not hold (exit status 2).",
    ),
    "policy_check_epilog": (
        "例：\n  tracer policy check 本市.toml",
        "Example:\n  tracer policy check city.toml",
    ),
    "policy_diff": ("比较两份规则。", "Compare two policies."),
    "policy_diff_epilog": (
        "例：\n  tracer policy diff credit huaian",
        "Example:\n  tracer policy diff credit huaian",
    ),
    # --- help of parameters ---
    "p_lang": ("语言：zh 或 en", "Language: zh or en"),
    "p_store": (
        "库的地址：sqlite:///文件（默认在用户数据文件夹）或 bolt://主机:7687；也可用环境变量 TRACER_STORE",
        "Address of the store: sqlite:///FILE (default: in the user's data folder) or bolt://HOST:7687; also by TRACER_STORE",
    ),
    "p_version": ("显示版本", "Show the version"),
    "p_help": ("显示这份说明", "Show this message"),
    "p_json": ("输出 JSON", "Print JSON"),
    "p_as_of": (
        "按哪一天的效力判断，如 2022-09-13（默认今天）",
        "Day on which sources must hold, e.g. 2022-09-13 (default: today)",
    ),
    "p_policy": ("另用一份规则文件（名称或路径）", "Use another policy (name or path)"),
    "p_registry_paths": ("文件或文件夹（.csv .md .docx .html）", "Files or folders (.csv .md .docx .html)"),
    "p_instrument": ("登记库中的标识、文号或题名", "Id, number or title of an instrument of the registry"),
    "p_words": ("文号、题名或题名中的字", "A number, a title, or words of one"),
    "p_limit": ("最多列出多少个", "List at most so many"),
    "p_tables": ("事实表（CSV）；不写则检查登记库", "Fact tables (CSV); without them the registry is checked"),
    "p_string": ("文件里的写法（题名或文号）", "Title or number as documents write it"),
    "p_by": ("谁决定的", "Who decides"),
    "p_why": ("理由", "The reason"),
    "p_in": ("只在这份文件里（编号或文号）", "In this document only (id or number)"),
    "p_policy_name": ("规则的名称或文件（内置：{names}）", "Name or file of a policy (built in: {names})"),
    "p_policy_file": ("规则的文件或名称", "File or name of a policy"),
    "p_policy_one": ("一份规则", "A policy"),
    "p_policy_other": ("另一份规则", "Another policy"),
    "p_paths": ("文件或文件夹", "Files or folders"),
    "p_jsonl": ('逐行 {"id","text"} 的文件；- 为标准输入', 'File of {"id","text"} lines; - is standard input'),
    "p_workers": (
        "同时用几个进程读，结果和顺序不变",
        "How many processes share the work; results and order stay the same",
    ),
    "p_anew_files": (
        "没有变化的文件也重新读入，修好库里损坏的记录",
        "Read unchanged files again too, and mend what is damaged of them in the store",
    ),
    "p_anew_graph": (
        "先清除保存的依据图和全部结论，再重新写入",
        "Let the graph and all findings that are kept go first, and write everything again",
    ),
    "p_texts": ("文本文件或文件夹", "Text files or folders"),
    "p_region": ("只看这个地方及其下级，如 河南省/平顶山市", "Only this place and those below, e.g. 河南省/平顶山市"),
    "p_kind": ("只看这类措施（可多次）：{kinds}", "Only measures of this kind (repeatable): {kinds}"),
    "p_verdict": (
        "列出这种结论（可多次，默认 dead_end）：{verdicts}",
        "List this verdict (repeatable, default dead_end): {verdicts}",
    ),
    "p_issued_after": ("只看这一天以后印发的文件", "Only documents issued after this day"),
    "p_document": ("只看这份文件：编号、文号或标题中的字", "Only this document: id, number or words of the title"),
    "p_must_mend": ("列出所有须修改的，断链在前", "List all that must be mended, dead ends first"),
    "p_measure": ("措施编号，见 tracer gaps", "Id of a measure, see tracer gaps"),
    "p_proof": ("把证明写到这个文件，- 为标准输出", "Write the proof to this file, - for standard output"),
    "p_proofs": ("证明文件，- 为标准输入", "Proof files, - for standard input"),
    "p_any_registry": ("不要求证明用的是本机的登记库", "Accept proofs made with another registry than the one here"),
    "p_source": ("来源文件的标识、题名或者文号", "Id, title or number of a source"),
    "p_repealed_on": ("假设的废止日期，默认今天", "The day of the repeal, default today"),
    "p_replaced_by": ("假设由哪份文件替代", "The document that takes its place"),
    "cannot_write": ("写不到 {path}：{why}", "Cannot write {path}: {why}"),
    "cannot_read": ("读不到 {path}：{why}", "Cannot read {path}: {why}"),
    "u_both": ("--repealed-on 和 --replaced-by 只能用一个", "Use --repealed-on or --replaced-by, not both"),
    "u_no_source": ("请先写明来源文件", "Name the source first"),
    "proof_written": ("证明已写到 {path}", "Proof written to {path}"),
    "accepted": ("成立（{measure}，{verdict}）", "holds ({measure}, {verdict})"),
    "rejected": ("不成立", "does not hold"),
    "more_faults": ("… 另有 {count} 处", "… {count} more"),
    "on_trust": ("未经核对、采信的", "taken on trust"),
    "cures": ("可以考虑的依据（由人核对）", "What it could rest on (for a person to check)"),
    "no_cure": (
        "在 {searched} 份可作来源的文件中没有找到规定这类措施的条文",
        "None of {searched} permitted instruments was found to speak of such a measure",
    ),
    "score": ("相近度 {score}", "nearness {score}"),
    "why_amend": ("（可改为援引{cure}）", " (it could cite {cure})"),
    "why_repeal": (
        "（{searched} 份可作来源的文件中没有找到依据）",
        " (no basis found in {searched} permitted instruments)",
    ),
    "impact_repealed": ("假如{name}自{day}起废止", "If {name} is repealed from {day}"),
    "impact_replaced": ("假如{name}由{other}替代（{day}）", "If {other} takes the place of {name} ({day})"),
    "impact_counts": (
        "依据链经过它的措施 {resting} 条：结论改变 {falls} 条，另有依据或者不变 {stands} 条；它自身的措施 {lapses} 条随之失效。",
        "{resting} measures have chains through it: {falls} change their verdict, {stands} do not; "
        "{lapses} of its own measures end with it.",
    ),
    "impact_falls": ("结论改变的", "Changed"),
    "impact_stands": ("结论不变的", "Unchanged"),
    "impact_other": ("届时依据", "Then rests on"),
    "impact_document": ("文件", "Document"),
    "points_heading": ("有措施单靠它的来源：{count} 份", "Sources on which measures rest alone: {count}"),
    "c_alone": ("单靠它", "Alone"),
    "c_all": ("经过它", "In all"),
    "c_source": ("来源", "Source"),
    "p_file": ("要检查的文件", "The file to check"),
    "p_draft": ("按草稿检查（含出台前审查）", "Check as a draft (with the review before issue)"),
    "p_repairs_file": ("要看的文件", "The file to look at"),
    "p_undo": ("不做第 N 处修复（序号见 tracer repairs），可重复", "Leave out repair N of tracer repairs; repeatable"),
    "p_keep": ("不做这一种修复，可重复：{kinds}", "Leave out all repairs of a kind; repeatable: {kinds}"),
    "p_remember": (
        "把撤销记在库里，并重读库中的这份文件；不写 --undo 和 --keep 就是全部恢复修复",
        "Let the store remember it and read its copy of the file again; without --undo and --keep all is repaired again",
    ),
    "p_port": ("端口，默认 8501", "Port, default 8501"),
    "p_host": ("监听地址，默认 127.0.0.1", "Address to listen on, default 127.0.0.1"),
    "p_no_browser": ("不自动打开浏览器", "Do not open the browser"),
    "p_folder": ("放事实表的文件夹", "Folder of the fact tables"),
    "p_out": ("写到哪个文件（默认替换程序自带的登记库）", "File to write (default: the registry inside the program)"),
    # --- words of the help itself ---
    "h_usage": ("用法", "Usage"),
    "h_arguments": ("参数", "Arguments"),
    "h_options": ("选项", "Options"),
    "h_commands": ("命令", "Commands"),
    "h_options_metavar": ("[选项]", "[OPTIONS]"),
    "h_command_metavar": ("命令 …", "COMMAND …"),
    "h_see": ("每个命令的说明：{path} 命令 --help", "Help on a command: {path} COMMAND --help"),
    # --- usage errors ---
    "error": ("错误：{what}", "Error: {what}"),
    "try_help": ("用法见 {path} --help", "See {path} --help"),
    "u_missing": ("缺少 {what}。", "Missing {what}."),
    "u_no_option": ("没有这个选项：{what}。", "No such option: {what}."),
    "u_no_option_near": ("没有这个选项：{what}。是不是 {near}？", "No such option: {what}. Did you mean {near}?"),
    "u_needs_value": ("选项 {what} 后面缺少值。", "The option {what} needs a value."),
    "u_no_value": ("选项 {what} 不带值。", "The option {what} takes no value."),
    "u_no_command": ("没有这个命令：{what}。", "No such command: {what}."),
    "u_no_command_near": ("没有这个命令：{what}。是不是 {near}？", "No such command: {what}. Did you mean {near}?"),
    "u_missing_command": ("缺少命令。", "Missing command."),
    "u_extra": ("多余的参数：{what}。", "Unexpected argument: {what}."),
    "u_other": ("用法不对：{what}", "{what}"),
    "u_date": (
        "日期无法识别：{option} {value}。请写成 2022-09-13。",
        "Not a date: {option} {value}. Write it as 2022-09-13.",
    ),
    "u_choice": (
        "{option} 没有这个值：{value}。可用：{choices}。",
        "{option} has no value {value}. Use one of: {choices}.",
    ),
    "u_port": (
        "端口无法使用：{value}。请用 1 到 65535 之间的整数。",
        "Not a port: {value}. Use a whole number from 1 to 65535.",
    ),
    "u_extract": (
        "没有输入。请给出文本文件，或用 --jsonl 文件（- 为标准输入）。",
        "No input. Name text files, or use --jsonl FILE (- is standard input).",
    ),
    "u_extract_both": ("--jsonl 和文本文件只能选一种。", "Use either --jsonl or text files, not both."),
    "u_empty_region": ("--region 不能为空。", "--region must not be empty."),
    # --- while working ---
    "interrupted": ("已中断。已完成的部分都已保存。", "Interrupted. What was finished is kept."),
    "interrupted_next": ("要继续，请再运行同一命令。", "To go on, run the same command again."),
    "finishing": (
        "正在做完手头的文件，然后结束；再按一次 Ctrl-C 立即结束。",
        "Ending after the file at hand; Ctrl-C once more ends at once.",
    ),
    "reading": ("读取文件", "Reading"),
    "reading_ended": (
        "完成 {done}/{total} 个文件；再运行同一命令，从这里接着读。",
        "{done} of {total} files are done; the same command goes on from there.",
    ),
    "copying": ("复制", "Copying"),
    "copying_ended": (
        "完成 {done}/{total} 个文件；再运行同一命令，从这里接着复制。",
        "{done} of {total} files are done; the same command goes on from there.",
    ),
    "checking_ended": ("查到 {done}/{total} 个文件。", "{done} of {total} files were checked."),
    "backing_up_ended": ("没有写出备份。", "No backup was written."),
    "restoring_ended": ("再运行同一命令，接着恢复。", "The same command goes on from there."),
    "checking": ("检查", "Checking"),
    "backing_up": ("备份", "Backing up"),
    "restoring": ("恢复", "Restoring"),
    "at": ("{done}/{total}：{path}", "{done}/{total}: {path}"),
    "judging": ("判断依据链", "Judging"),
    "more_errors": ("……另有 {count} 条错误未列出", "… and {count} more errors"),
    "internal": (
        "程序内部错误（{what}）。请把这句话和所用命令报告给维护者；加 TRACER_DEBUG=1 可看详情。",
        "Internal error ({what}). Please report this line and the command; TRACER_DEBUG=1 shows the details.",
    ),
    # --- ingest ---
    "ingest_done": (
        "新入库 {added}，更新 {replaced}，未变 {unchanged}，失败 {failed}。",
        "Added {added}, updated {replaced}, unchanged {unchanged}, failed {failed}.",
    ),
    "ingest_store": (
        "库中现有 {sources} 个文件，分出 {documents} 份公文，{measures} 条措施，{citations} 处引用（重复收录的各计一次）：{url}",
        "The store now holds {sources} files with {documents} documents, {measures} measures and {citations} "
        "citations (copies counted each): {url}",
    ),
    "ingest_next": ("接着可以运行：{command}", "Next: {command}"),
    "failed_file": ("未入库：{what}", "Not stored: {what}"),
    # --- findings ---
    "stricter_here": (
        "{place}另有更严的地方规则：加 --policy {name} 按它判断",
        "{place} has stricter rules of its own: add --policy {name} to judge by them",
    ),
    "as_of": ("按 {day} 的效力判断 · 规则 {policy}", "Sources as of {day} · policy {policy}"),
    "c_verdict": ("结论", "verdict"),
    "c_count": ("措施数", "measures"),
    "c_share": ("占比", "share"),
    "total": ("合计", "total"),
    "gaps_heading": ("断链 {count} 条（须先停止执行，再处置）", "Dead ends: {count} (stop first, then mend)"),
    "no_gaps": ("没有断链。", "No dead ends."),
    "references": (
        "指代有着落 {led} 处，笼统引用 {vague} 处",
        "References that lead somewhere: {led}; vague ones: {vague}",
    ),
    "deadlines": ("期限 {count} 项", "Deadlines: {count}"),
    "addressees": ("收文单位", "the addressees"),
    "names_nothing": ("没有指明是哪个文件", "names no document"),
    "r_none": ("没有修复。", "Nothing was repaired."),
    "r_heading": ("修复 {count} 处", "Repairs: {count}"),
    "r_place": ("第 {line} 行第 {column} 列", "line {line}, column {column}"),
    "r_joined": ("与下一行相接", "joined to the next line"),
    "r_nothing": ("不读", "left out"),
    "r_undone": ("未修", "not made"),
    "r_undone_count": (
        "其中 {count} 处未修，照原文读。",
        "{count} of them are not made; the file is read as it stands.",
    ),
    "r_remembered": ("已记入库，库中的这份文件已重读。", "The store remembers it, and its copy was read again."),
    "r_forgotten": (
        "已恢复全部修复，库中的这份文件已重读。",
        "All repairs are made again, and the copy in the store was read again.",
    ),
    "no_measures": ("没有读出措施。", "No measure was found."),
    "never_gaps": (
        "另有 {count} 条激励、修复类措施追不到来源，只作提示，不算断链。",
        "Besides, {count} incentive or repair measures reach no source; they are shown and never count.",
    ),
    "other_heading": ("其他须修改 {count} 条", "Also to be mended: {count}"),
    "chosen_heading": ("{verdicts} {count} 条", "{verdicts}: {count}"),
    "mend_heading": ("须修改 {count} 条，其中断链 {gaps} 条", "To be mended: {count}, of which {gaps} dead ends"),
    "measures_heading": ("措施 {count} 条", "Measures: {count}"),
    "see_trace": ("看一条措施的依据链：{command}", "The chain of one measure: {command}"),
    "f_measure": ("措施", "measure"),
    "f_reason": ("原因", "reason"),
    "f_also": ("另查", "also"),
    "f_verdict": ("结论", "verdict"),
    "f_chain": ("依据链", "chain"),
    "f_disposal": ("建议", "disposal"),
    "f_id": ("编号", "id"),
    "f_issuer": ("机关", "issuer"),
    "f_date": ("日期", "date"),
    "f_level": ("层级", "level"),
    "f_region": ("地方", "place"),
    "f_authority": ("判断依据", "authority"),
    "f_at_issue": ("印发当日", "when issued"),
    "f_question": ("须核实", "question"),
    "f_remark": ("说明", "remark"),
    "f_parts": ("所含文件", "parts"),
    "untitled": ("（无标题）", "(no title)"),
    "no_place": ("（地方未定）", "(place unknown)"),
    "draft": ("草稿", "draft"),
    "steps": ("依据链", "Chain"),
    "breaks_dead_end": ("断点", "Where it breaks"),
    "breaks_review": ("待核之处", "Where a person must look"),
    "breaks_reached": ("另有走不通的", "Branches that do not reach one"),
    "checks": ("另查", "Checks"),
    "quote": ("原文", "words"),
    "no_chain": ("没有一条能走到合格来源。", "No branch reaches a permitted source."),
    "no_sure_chain": (
        "还不能确定有没有一条走到合格来源。",
        "It is not yet certain that a branch reaches a permitted source.",
    ),
    # --- dashboard ---
    "dash_at": ("看板：{address}（Ctrl+C 结束）", "Dashboard: {address} (Ctrl+C ends it)"),
    "dash_starting": ("正在启动看板……", "Starting the dashboard…"),
    "dash_port": (
        "端口已被占用：{port}。请换一个：tracer dashboard --port {other}",
        "The port {port} is in use. Take another one: tracer dashboard --port {other}",
    ),
    "dash_host": ("无法监听这个地址：{host}（{why}）。", "Cannot listen on {host} ({why})."),
    "dash_missing": (
        "没有安装看板（dashboards）。请按说明重新安装本程序。",
        "The dashboard is not installed. Install the program again as its README says.",
    ),
    "dash_ended": ("看板已结束。", "The dashboard has ended."),
    "dash_failed": ("看板没能启动（退出码 {status}）。", "The dashboard did not start (exit status {status})."),
    # --- make neo4j ---
    "neo4j_runs": (
        "Neo4j 已启动；另开一个终端，先执行上面两行，再用 tracer。按 Ctrl-C 结束。",
        "Neo4j runs; in another terminal run the two lines above, then tracer. Ctrl-C ends it.",
    ),
    "neo4j_ended": ("Neo4j 已结束，数据都已保存。", "Neo4j has ended; its data are kept."),
    "neo4j_gone": (
        "Neo4j 意外结束（退出码 {status}），原因见 {log}。数据仍在，请再运行 make neo4j。",
        "Neo4j ended by itself (exit status {status}); {log} says why. Its data are kept; run make neo4j again.",
    ),
    "neo4j_tools": (
        "{lacking}。也可以用 docker compose up 运行官方镜像。",
        "{lacking} (docker compose up takes the official image instead).",
    ),
    "neo4j_port": (
        "NEO4J_PORT 无法使用：{value}。请用 1 到 65535 之间的整数。",
        "NEO4J_PORT is no port: {value}. Use a whole number from 1 to 65535.",
    ),
    "neo4j_folder": (
        "数据文件夹无法使用：{path}（{why}）。请改正 NEO4J_DATA。",
        "The folder of the data cannot be used: {path} ({why}). Correct NEO4J_DATA.",
    ),
    # --- registry ---
    "registry_imported": (
        "已导入：文件 {files} 个；登记库新增或更改 {instruments} 行；条文 {texts} 部、{articles} 条；旧文本 {older} 份。",
        "Imported {files} files: {instruments} rows new or changed, texts of {texts} instruments with {articles} "
        "articles, {older} older wordings.",
    ),
    "registry_nothing": ("没有找到。", "Nothing found."),
    "registry_clean": ("没有问题。", "Nothing wrong."),
    "registry_no_gaps": ("引用的文件登记库都有。", "The registry knows everything that is cited."),
    "registry_decided": ("已确定：“{string}”指《{title}》。", "Decided: “{string}” means {title}."),
    "registry_undone": ("已撤回关于“{string}”的决定。", "The decision on “{string}” is taken back."),
    "policy_holds": (
        "{title}：没有问题，规则 {rules} 条，检查 {checks} 条。",
        "{title}: nothing wrong, {rules} rules, {checks} checks.",
    ),
    "policy_same": ("没有不同。", "No difference."),
    "policy_inherits": ("继承 {name}，用于 {region}，只收窄", "inherits {name}, for {region}, narrows only"),
    "moved_on": ("{day}起：{moves}", "from {day}: {moves}"),
    "moved_gone": ("第{old}条已无", "{old} is gone"),
    "moved_one": ("第{old}条→第{new}条", "{old} → {new}"),
    "moved_run": ("第{old}至{old_end}条→第{new}至{new_end}条", "{old}–{old_end} → {new}–{new_end}"),
    "row_from": (
        "{source} 第 {line} 行，{imported} 导入，SHA-256 {sha256}",
        "{source}, line {line}, imported on {imported}, SHA-256 {sha256}",
    ),
    "built_in": ("程序自带", "inside the program"),
    "decided_so": (
        "“{string}”{where}指它：{person}，{decided}，{why}",
        "“{string}”{where} means it: {person}, {decided}, {why}",
    ),
    "decided_in": ("（只在 {document}）", " (in {document} only)"),
    "decided_undone": ("；{undone_by} 于 {undone} 撤回", "; taken back by {undone_by} on {undone}"),
    "row_policy": ("规则本身", "the policy itself"),
    "row_rule": ("规则", "rule"),
    "row_check": ("检查", "check"),
    "row_of": ("（{kinds}）", " ({kinds})"),
    "row_principle": ("原则", "principle"),
    "row_exempt": ("不在清理范围", "outside the cleanup"),
    "registry_done": (
        "登记库已生成：{instruments} 个文件，{agencies} 个机关代字，版次 {edition}：{path}",
        "Registry built: {instruments} instruments, {agencies} agency codes, edition {edition}: {path}",
    ),
    "not_listed": ("另有 {count} 条没有列出（--limit）。", "Not listed (--limit): {count}"),
    "without_store": (
        "还没有库：{store}。只看这一个文件，不看库。",
        "There is no store yet: {store}. The file is looked at by itself.",
    ),
}
