"""Importing one's own instruments: tables, law libraries, versions of a law, decisions of people.

The laws are of invented places; DOCX and HTML are made here, in the form of the national database.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from shared_files import SHARED, needs_shared
from test_ingest_formats import ARTICLE, READ

from graph_schema.errors import InputError, RegistryError
from graph_schema.messages import say
from graph_schema.terms import SourceLevel, Verdict
from ingest.formats.files import load_file
from ingest.formats.table import FORMATS
from tracer import jobs
from tracer.cli.app import main
from tracer.jobs.importing import import_to_registry, law_file
from tracer.registry.article_texts import Articles, default_articles_path
from tracer.registry.importing import ImportReport, read_table
from tracer.registry.law_text import LawText, NoLawError, NotALawError, law_of, moved_articles
from tracer.registry.load import load_registry
from tracer.registry.own_rows import kept_decisions, kept_rows
from tracer.store import Filters

TODAY = date(2026, 3, 1)

LAW = """# 河南省河灯管理条例

2015年3月2日 河南省人民代表大会常务委员会公布

2015年5月1日 施行
{revised}
<!-- INFO END -->

## 第一章 总则

{articles}
"""
OLD = """第一条 为了规范河灯的放流，保护水体，制定本条例。

第二条 放流河灯应当在指定的河段进行，不得妨碍航行。

河段由县级人民政府指定并公布。

第三条 违反规定放流河灯受到处罚的，记入放流人的信用档案，保存一年。"""
NEW = """第一条 为了规范河灯的放流，保护水体，制定本条例。

第二条 省人民政府生态环境部门主管全省河灯管理工作。

第三条 放流河灯应当在指定的河段进行，不得妨碍航行。

河段由县级人民政府指定并公布。

第三条之一 夜间放流另行规定。

第四条 违反规定放流河灯受到处罚的，记入放流人的信用档案，保存一年。

第五条 本条例自2019年7月1日起施行。《河南省水灯管理办法》同时废止。"""
REVISED = "\n2019年6月3日 河南省人民代表大会常务委员会修订\n"


def run_import(*paths: Path) -> ImportReport:
    return import_to_registry(paths, TODAY)


def read_law(name: Path, content: bytes) -> LawText:
    """Returns the law in a file of this name and content."""
    name.parent.mkdir(parents=True, exist_ok=True)
    name.write_bytes(content)
    return law_of(law_file(load_file(name)))


def library(folder: Path) -> Path:
    place = folder / "DLC" / "河南" / "地方性法规" / "河南"
    place.mkdir(parents=True)
    (place / "河南省河灯管理条例(2015-03-02).md").write_text(LAW.format(revised="", articles=OLD), "utf-8")
    (place / "河南省河灯管理条例(2019-06-03).md").write_text(LAW.format(revised=REVISED, articles=NEW), "utf-8")
    (folder / "_index.md").write_text("---\nbookCollapseSection: true\n---\n", "utf-8")
    return folder


def test_a_folder_of_markdown_laws(tmp_path: Path) -> None:
    report = run_import(library(tmp_path))
    assert (report.files, report.instruments, report.texts, report.articles, report.older) == (3, 1, 1, 6, 1)
    assert report.failed == ()
    (law,) = load_registry().by_title("河南省河灯管理条例")
    assert (law.level, law.region) == (SourceLevel.LOCAL_REGULATION, "河南省")
    assert law.issuer == "河南省人民代表大会常务委员会"
    assert (law.promulgated, law.in_force_since) == (date(2015, 3, 2), date(2015, 5, 1))
    assert (law.revised, law.articles) == ((date(2019, 6, 3),), 5)
    with Articles(default_articles_path(), create=False) as texts:
        assert texts.text(law.id, 3) == "放流河灯应当在指定的河段进行，不得妨碍航行。\n河段由县级人民政府指定并公布。"
        assert texts.text(law.id, 3, 1) == "夜间放流另行规定。"
    (row,) = kept_rows()
    assert row.source.endswith("河南省河灯管理条例(2019-06-03).md")
    assert len(row.sha256) == 64 and row.imported == "2026-03-01"


def test_the_older_wording_tells_where_its_articles_stand_now(tmp_path: Path) -> None:
    run_import(library(tmp_path))
    (law,) = load_registry().by_title("河南省河灯管理条例")
    assert [(m.day, m.old, m.new) for m in law.moved] == [
        (date(2019, 7, 1), 1, 1),
        (date(2019, 7, 1), 2, 3),
        (date(2019, 7, 1), 3, 4),
    ]


def test_importing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    run_import(library(tmp_path))
    before, edition = kept_rows(), load_registry().edition
    assert run_import(tmp_path).instruments == 0
    assert (kept_rows(), load_registry().edition) == (before, edition)


def test_an_older_text_never_stands_for_the_one_in_force(tmp_path: Path) -> None:
    run_import(library(tmp_path / "a"))
    (law,) = load_registry().by_title("河南省河灯管理条例")
    old = tmp_path / "b" / "地方性法规" / "河南"
    old.mkdir(parents=True)
    (old / "河南省河灯管理条例(2015-03-02).md").write_text(LAW.format(revised="", articles=OLD), "utf-8")
    report = run_import(tmp_path / "b")
    assert (report.texts, report.older) == (0, 1)
    assert load_registry().instruments[law.id] == law
    with Articles(default_articles_path(), create=False) as texts:
        assert texts.numbers(law.id)[-1] == (5, 0)


def test_a_repealing_clause_dates_the_repeal(tmp_path: Path) -> None:
    table = write(tmp_path, "河南省水灯管理办法,local_regulation,河南省,2001-01-01,2001-01-01,")
    run_import(table)
    run_import(library(tmp_path / "laws"))
    (gone,) = load_registry().by_title("河南省水灯管理办法")
    assert (gone.status, gone.repealed, gone.repealed_by) == ("repealed", date(2015, 5, 1), "河南省河灯管理条例")


def docx(paragraphs: list[str]) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return out.getvalue()


ORDER = [
    "渡口灯火管理条例",
    "（国务院令第999号　2013年1月21日公布　2013年3月15日施行）",
    "第一章　总则",
    "第一条　为了规范渡口灯火，制定本条例。",
    "第二条　渡口应当设置灯火。",
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx(ORDER)),
        ("a.docx", docx(["</w:t><w:br/><w:t>".join(ORDER)])),
        (
            "a.html",
            (
                "<html><head><title>x</title></head><body><nav>首页</nav>" + "".join(f"<p>{p}</p>" for p in ORDER)
            ).encode(),
        ),
        ("a.htm", "".join(f"<div>{p}</div>" for p in ORDER).encode("gb18030")),
    ],
)
def test_documents_of_the_national_database(tmp_path: Path, name: str, content: bytes) -> None:
    law = read_law(tmp_path / name, content)
    assert (law.title, law.level, law.region) == ("渡口灯火管理条例", SourceLevel.ADMIN_REGULATION, "全国")
    assert [n.removeprefix("中华人民共和国") for n in law.numbers] == ["国务院令第999号"]
    assert (law.promulgated, law.effective) == (date(2013, 1, 21), date(2013, 3, 15))
    assert [(a.number, a.heading, a.text) for a in law.articles] == [
        (1, "第一章 总则", "为了规范渡口灯火，制定本条例。"),
        (2, "第一章 总则", "渡口应当设置灯火。"),
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "案例/消费/买灯案.md",
            "# 某甲诉某乙买灯案\n\n<!-- INFO END -->\n\n## 案情\n\n某甲买灯一盏。\n\n法院判决退款。\n",
        ),
        ("民法典/灯下说法.md", "# 买灯被骗怎么办\n\n<!-- INFO END -->\n\n可以请求撤销合同。\n"),
        ("行政法/灯火攻略.md", "# 灯火申请攻略\n\n<!-- INFO END -->\n\n先去窗口领表。\n"),
    ],
)
def test_court_cases_and_essays_of_a_library_are_left_out(tmp_path: Path, path: str, words: str) -> None:
    with pytest.raises(NotALawError):
        read_law(tmp_path / path, words.encode())
    report = run_import(tmp_path)
    assert report.failed == () and kept_rows() == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b"no zip"),
        ("a.docx", docx([])),
        ("a.md", "# 一封信\n\n你好。\n".encode()),
        ("a.md", b"\xff\xfe\xff"),
        ("a.html", b""),
        ("a.html", ("<p>渡口灯火管理条例</p><p>第一条　灯火。</p>").encode()),
        # A county's congress makes no regulations.
        ("a.md", "# 浚县灯火条例\n\n2013年1月21日浚县人民代表大会常务委员会通过\n\n第一条　灯火。\n".encode()),
    ],
)
def test_what_is_no_law_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises((NoLawError, InputError)):
        read_law(tmp_path / name, content)
    report = run_import(tmp_path / name)
    assert [name in str(error) for error in report.failed] == [True]
    assert kept_rows() == []


def test_articles_that_are_gone_have_no_number(tmp_path: Path) -> None:
    old = read_law(tmp_path / "地方性法规" / "河南" / "a.md", LAW.format(revised="", articles=OLD).encode()).articles
    assert moved_articles(old, old) == {1: 1, 2: 2, 3: 3}
    assert moved_articles(old, old[:2]) == {1: 1, 2: 2, 3: 0}
    assert moved_articles(old, (old[0], replace(old[2], number=2))) == {1: 1, 2: 0, 3: 2}


def test_a_reworded_article_is_known_by_its_neighbours(tmp_path: Path) -> None:
    old = read_law(tmp_path / "地方性法规" / "河南" / "a.md", LAW.format(revised="", articles=OLD).encode()).articles
    reworded = replace(old[1], text="放流河灯应当在县级人民政府公布的时段进行，并且向河长备案登记。")
    assert moved_articles(old, (old[0], reworded, old[2])) == {1: 1, 2: 2, 3: 3}
    # Two places between the neighbours, or words of another matter: nobody can say.
    more = (old[0], reworded, replace(reworded, number=3), replace(old[2], number=4))
    assert moved_articles(old, more) == {1: 1, 3: 4}
    other = replace(old[1], text="省人民政府生态环境部门主管全省的水灯工作。")
    assert moved_articles(old, (old[0], other, old[2])) == {1: 1, 3: 3}


OLD_NUMBER = """河南省灯渡市民政局文件

灯民发〔2016〕3号

关于加强河灯信用管理的通知

各县区：

一、依照《河南省河灯管理条例》第三条，将受到行政处罚的放流人的处罚信息记入信用档案。

灯渡市民政局
2016年5月18日
"""


def test_an_old_number_is_judged_as_the_article_it_is_now(tmp_path: Path) -> None:
    library(tmp_path / "laws")
    (tmp_path / "a.txt").write_text(OLD_NUMBER, "utf-8")
    new_only = next((tmp_path / "laws").rglob("*2019*"))
    run_import(new_only)
    assert jobs.check(tmp_path / "a.txt", as_of=date(2020, 1, 1)).findings[0].verdict is Verdict.REVIEW
    run_import(tmp_path / "laws")
    (finding,) = jobs.check(tmp_path / "a.txt", as_of=date(2020, 1, 1)).findings
    assert finding.verdict is Verdict.DIRECT
    assert any("第3条现为第4条" in say("zh", remark) for remark in finding.remarks)


# --- tables ------------------------------------------------------------------------------------

HEADER = "title,level,region,promulgated,effective,number"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "本市.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


GOOD = "淮安市河灯管理条例,local_regulation,江苏省/淮安市,2020-01-01,2020-03-01,"
BAD = [
    ("淮安市河灯办法,local_normative,江苏省/淮安市,2021-02-30,,", "2021-02-30"),
    ("淮安市河灯办法,decree,江苏省/淮安市,,,", "decree"),
    ("淮安市河灯办法,市里的办法,江苏省/淮安市,,,", "地方规范性文件"),
    ("淮安市河灯办法,local_normative,江苏省/云水市,,,", "云水市"),
    ("淮安市河灯办法,local_normative,全国,,,", "地方"),
    ("淮安市河灯办法,local_normative,江苏省/淮安市,,,国发〔2016〕33号", "国发〔2016〕33号"),
    ("淮安市河灯管理条例,local_regulation,江苏省/淮安市,2020-01-01,2020-03-01,", "第 2 行"),
    ("淮安市河灯办法,local_normative,江苏省/淮安市,,", "列数"),
    ("《淮安市河灯办法》,local_normative,江苏省/淮安市,,,", "《》"),
    ("淮安市河灯办法,local_normative,江苏省/淮安市,,,三号文", "三号文"),
]


@pytest.mark.parametrize(("row", "words"), BAD, ids=[words for _, words in BAD])
def test_a_bad_row_is_named_and_nothing_of_its_file_is_kept(tmp_path: Path, row: str, words: str) -> None:
    table = write(tmp_path, GOOD, row)
    report = run_import(table)
    assert [f"{table} 第 3 行" in str(e) and words in str(e) for e in report.failed] == [True]
    assert kept_rows() == []


def test_a_file_that_holds_is_kept_beside_one_that_does_not(tmp_path: Path) -> None:
    write(tmp_path / "a", GOOD)
    write(tmp_path / "b", BAD[0][0])
    report = run_import(tmp_path)
    assert (report.instruments, len(report.failed)) == (1, 1)
    assert load_registry().by_title("淮安市河灯管理条例")[0].in_force_since == date(2020, 3, 1)


def test_two_files_do_not_give_one_number_to_two_instruments(tmp_path: Path) -> None:
    write(tmp_path / "a", "淮安市河灯办法,local_normative,江苏省/淮安市,,,淮河灯发〔2021〕3号")
    second = write(tmp_path / "b", "淮安市河灯细则,local_normative,江苏省/淮安市,,,淮河灯发〔2021〕3号")
    report = run_import(tmp_path)
    assert report.instruments == 1
    assert [f"{second} 第 2 行" in str(e) and "淮安市河灯办法" in str(e) for e in report.failed] == [True]


def test_a_text_finds_the_row_that_a_table_beside_it_gives(tmp_path: Path) -> None:
    laws = library(tmp_path / "laws")
    write(tmp_path / "laws", "河南省河灯管理条例,local_regulation,河南省,2010-05-01,,")
    report = run_import(laws)
    assert report.failed == ()
    (row,) = kept_rows()
    assert load_registry().instruments[row.id].articles == 5


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("title,level\n甲法,law\n".encode() + b"\xff,law\n", "第 3 行：既不是 UTF-8"),
        ('title,level\n甲法,law\n"乙法,law\n'.encode(), "第 3 行：不是有效的 CSV"),
        (b"", "第 1 行：缺少列 title"),
    ],
    ids=["encoding", "quotes", "empty"],
)
def test_what_is_no_table_is_named_with_its_line(tmp_path: Path, content: bytes, words: str) -> None:
    table = tmp_path / "本市.csv"
    table.write_bytes(content)
    with pytest.raises(RegistryError, match=f"本市.csv {words}"):
        read_table(table, load_registry())
    with pytest.raises(RegistryError, match="没有这个文件"):
        read_table(tmp_path / "没有.csv", load_registry())


def test_tables_as_spreadsheets_save_them(tmp_path: Path) -> None:
    table = tmp_path / "本市.csv"
    table.write_bytes(f"{HEADER}\r\n{GOOD}\r\n".encode("gb18030"))
    assert [e.instrument.title for e in read_table(table, load_registry())] == ["淮安市河灯管理条例"]


@pytest.mark.parametrize(
    ("header", "words"), [("title,region", "level"), (HEADER + ",nubmer", "nubmer")], ids=["missing", "unknown"]
)
def test_columns_are_checked(tmp_path: Path, header: str, words: str) -> None:
    with pytest.raises(RegistryError, match=rf"第 1 行.*{words}"):
        read_table(write(tmp_path, header=header), load_registry())


def test_a_row_repealed_before_it_took_effect_is_refused(tmp_path: Path) -> None:
    table = write(tmp_path, "甲条例,law,全国,2020-03-01,2020-02-01", header="title,level,region,effective,repealed")
    with pytest.raises(RegistryError, match="早于施行日"):
        read_table(table, load_registry())


def test_a_row_overrides_what_it_states_and_leaves_the_rest(tmp_path: Path) -> None:
    (before,) = load_registry().by_number("国发〔2016〕33号")
    table = write(
        tmp_path,
        f"{before.id},{before.title},{before.level},2030-01-01,信用体系建设旧称,2029-01-01:3>4|2029-01-01:5>",
        header="id,title,level,repealed,former_titles,moved_articles",
    )
    run_import(table)
    (after,) = load_registry().by_title("信用体系建设旧称")
    assert (after.id, after.numbers, after.promulgated) == (before.id, before.numbers, before.promulgated)
    assert (after.status, after.repealed) == ("repealed", date(2030, 1, 1))
    assert [(m.old, m.new) for m in after.moved] == [(3, 4), (5, None)]


@pytest.mark.parametrize(("level", "status"), [("地方性法规", "已废止"), ("local regulation", "repealed")])
def test_level_and_state_are_read_as_they_are_printed(tmp_path: Path, level: str, status: str) -> None:
    run_import(
        write(tmp_path, f"淮安市河灯管理条例,{level},江苏省/淮安市,{status}", header="title,level,region,status")
    )
    (row,) = load_registry().by_title("淮安市河灯管理条例")
    assert (row.level, row.status) == (SourceLevel.LOCAL_REGULATION, "repealed")


# --- the commands ------------------------------------------------------------------------------


def tracer(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    status = main(["--lang", "zh", *map(str, words)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_import_show_search_and_lint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = tracer(capsys, "registry", "import", library(tmp_path / "laws"), "--json")
    assert status == 0 and json.loads(out)["articles"] == 6
    (shown,) = json.loads(tracer(capsys, "registry", "show", "河南省河灯管理条例", "--json")[1])
    assert shown["moved"] == [{"day": "2019-07-01", "old": n, "new": n + 1, "count": 1} for n in (2, 3)]
    assert shown["source"]["imported"]
    said = tracer(capsys, "registry", "show", "河南省河灯管理条例")[1]
    assert "条文移动  2019-07-01起：第2至3条→第3至4条\n" in said and "状态  现行" in said
    said = tracer(capsys, "--lang", "en", "registry", "show", "征信业管理条例")[1]
    assert "level  administrative regulation" in said and "source  inside the program" in said
    assert "河灯" in tracer(capsys, "registry", "search", "河灯")[1].splitlines()[0]
    assert tracer(capsys, "registry", "lint", "--kind", "same_number", "--kind", "place")[0] == 0
    status, out, _ = tracer(capsys, "registry", "lint", write(tmp_path, *(row for row, _ in BAD[:3])))
    assert status == 1 and [f"第 {n} 行" in line for n, line in enumerate(out.splitlines(), start=2)] == [True] * 3
    status, _, err = tracer(capsys, "registry", "show", "没有这样的条例")
    assert status == 2 and "没有这样的条例" in err


NOTICE = """淮安市盱眙县河灯管理局文件

盱河灯发〔2022〕3号

关于加强河灯管理的通知

各乡镇：

一、依照《河灯信用条例》，将受到行政处罚的放流人的处罚信息记入信用档案。

盱眙县河灯管理局
2022年5月18日
"""


def test_a_decision_holds_for_equal_strings_and_can_be_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write(tmp_path, GOOD)
    run_import(table)
    file = tmp_path / "通知.txt"
    file.write_text(NOTICE, "utf-8")

    def finding() -> dict[str, object]:
        status, out, err = tracer(capsys, "check", file, "--as-of", "2023-01-01", "--json")
        assert status in (0, 1), err
        return dict(json.loads(out)["findings"][0])

    assert finding()["verdict"] != "direct"
    decide = ("registry", "decide", "《河灯信用条例》", "淮安市河灯管理条例", "--by", "甲", "--why", "起草时的名称")
    assert tracer(capsys, *decide)[0] == 0
    assert finding()["verdict"] == "direct"
    (shown,) = json.loads(tracer(capsys, "registry", "show", "淮安市河灯管理条例", "--json")[1])
    assert [(d["person"], d["why"]) for d in shown["decisions"]] == [("甲", "起草时的名称")]
    assert tracer(capsys, "registry", "undo", "河灯信用条例", "--by", "乙")[0] == 0
    assert finding()["verdict"] != "direct"
    assert tracer(capsys, "registry", "undo", "河灯信用条例", "--by", "乙")[0] == 2
    assert tracer(capsys, *decide, "--in", "盱河灯发[2022]3号")[0] == 0
    assert finding()["verdict"] == "direct"
    assert tracer(capsys, "registry", "undo", "河灯信用条例", "--by", "乙", "--in", "盱河灯发〔2022〕3号")[0] == 0
    assert tracer(capsys, *decide, "--in", "盱河灯发[2022]4号")[0] == 0
    assert finding()["verdict"] != "direct"
    said = tracer(capsys, "registry", "show", "淮安市河灯管理条例")[1]
    assert said.count("人的决定") == 3 and said.count("撤回") == 2 and "（只在 盱河灯发〔2022〕4号）" in said
    kept = kept_decisions()
    assert [(d.undone_by, d.document) for d in kept] == [
        ("乙", ""),
        ("乙", "盱河灯发|2022|3"),
        (None, "盱河灯发|2022|4"),
    ]


PROVED = """淮安市盱眙县河灯管理局文件

盱河灯发〔2018〕3号

关于加强河灯管理的通知

各乡镇：

一、依照《河灯信用条例》，将受到行政处罚的放流人的处罚信息记入信用档案。

二、依照《河灯旧条例》第三条，将受到行政处罚的放流人的处罚信息记入信用档案。

盱眙县河灯管理局
2018年5月18日
"""


def test_proofs_hold_for_decisions_former_titles_and_moved_articles(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "title,level,region,promulgated,effective,revised,former_titles,moved_articles"
    row = "淮安市河灯管理条例,local_regulation,江苏省/淮安市,2010-01-01,2010-03-01,2020-06-01,河灯旧条例,2020-06-01:3>4"
    run_import(write(tmp_path, row, header=header))
    tracer(capsys, "registry", "decide", "河灯信用条例", "淮安市河灯管理条例", "--by", "甲", "--why", "起草时的名称")
    (tmp_path / "a.txt").write_text(PROVED, "utf-8")
    store = f"sqlite:///{tmp_path / 's.sqlite'}"
    jobs.ingest([tmp_path / "a.txt"], store)
    everything = Filters(verdicts=frozenset(Verdict))
    found = jobs.gaps(store, as_of=date(2023, 1, 1), filters=everything).findings
    assert [f.verdict for f in found] == [Verdict.DIRECT, Verdict.DIRECT]
    for finding in found:
        proof = tmp_path / "proof.json"
        trace = ("trace", finding.measure.id, "--as-of", "2023-01-01", "--store", store, "--proof", proof)
        assert tracer(capsys, *trace)[0] == 0
        status, out, _ = tracer(capsys, "verify", proof)
        assert (status, "所指" in out) == (0, True)  # the person's decision is taken on trust
        proof.write_text(proof.read_text("utf-8").replace('"decided": true', '"decided": false'), "utf-8")
        status, out, _ = tracer(capsys, "verify", proof)
        assert status == 1 and "指的是另一部法规或者文件" in out


def test_gaps_name_what_is_cited_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = f"sqlite:///{tmp_path}/store.sqlite"
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "一.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "a" / "二.txt").write_text(
        NOTICE.replace("3号", "4号").replace("《河灯", "《渡灯条例》《河灯"), "utf-8"
    )
    assert tracer(capsys, "--store", store, "ingest", tmp_path / "a")[0] == 0
    found = json.loads(tracer(capsys, "--store", store, "registry", "gaps", "--json")[1])
    assert [(m["title"], m["documents"]) for m in found] == [("河灯信用条例", 2), ("渡灯条例", 1)]


@needs_shared
def test_the_sample_of_a_law_library_is_imported_whole() -> None:
    report = run_import(SHARED / "registry" / "law-library-sample")
    assert report.failed == ()
    assert report.texts > 60 and report.articles > 3800
    (law,) = load_registry().by_title("立法法")
    assert {m.old: m.new for m in law.moved}[73] == 82


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("山东省/莱芜市", "山东省/济南市/莱芜区"),
        ("浙江省/景宁畲族自治县", "浙江省/丽水市/景宁畲族自治县"),
        ("江苏省/淮安市", "江苏省/淮安市"),
        ("江苏省/不存在市", None),
        ("江苏省/不存在", None),
        ("不存在省", None),
    ],
)
def test_a_place_is_kept_by_its_present_name(tmp_path: Path, stated: str, kept: str | None) -> None:
    table = tmp_path / "own.csv"
    table.write_text(f"title,level,region\n河灯放流条例,local_regulation,{stated}\n", "utf-8")
    report = run_import(table)
    if kept is None:
        assert [f"第 2 行：行政区划中没有“{stated}”" in error.message for error in report.failed] == [True]
    else:
        assert [i.region for i in load_registry().by_title("河灯放流条例")] == [kept]


# --- what a library holds beside laws, and what its heads and names say ---

CASE = """# 邻里河灯纠纷怎么赔

<!-- INFO END -->

## {heading}

李某于2019年3月5日放流河灯，烧坏了赵某的渔网。

第一条 河灯应当在指定的河段放流。
"""


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("典型案例/a.md", LAW.format(revised="", articles=OLD), "law.case"),
        ("民法/b.md", CASE.format(heading="案情回顾"), "law.case"),
        ("民法/c.md", CASE.format(heading="一、基本案情"), "law.case"),
        ("民法/d.md", CASE.format(heading="【法官说法】"), "law.case"),
        ("民法/e.md", "# 赵某诉李某财产损害赔偿纠纷案\n\n2019年3月5日 某区人民法院公布\n\n正文。", "law.case"),
        ("其他/f.md", "# 河灯维权攻略\n\n<!-- INFO END -->\n\n第一条 先拍照。\n\n第二条 再报警。", "law.essay"),
    ],
)
def test_court_cases_and_essays_are_left_out_wherever_they_lie(
    tmp_path: Path, name: str, content: str, code: str
) -> None:
    with pytest.raises(NotALawError) as told:
        read_law(tmp_path / name, content.encode())
    assert told.value.said.code == code
    (left,) = run_import(tmp_path / name).left_out
    assert (left.source, left.why.code) == (str(tmp_path / name), code)


HEADS = [
    # head, name of the file: made, taking effect, revised, the wording and its day of effect
    ("2019年3月5日 通过", "2019-03-05", ("2019-03-05", "2019-07-01", (), "2019-03-05", "2019-07-01")),
    ("２０１９年３月５日 通过", "2019-03-05", ("2019-03-05", "2019-07-01", (), "2019-03-05", "2019-07-01")),
    # The title of what was amended takes no effect, and the last article tells the first day of all.
    (
        "2019年3月5日 通过\n\n2022年5月6日 《关于修改〈河灯法实施条例〉的决定》修正）",
        "2022-05-06",
        ("2019-03-05", "2019-07-01", ("2022-05-06",), "2022-05-06", None),
    ),
    ("2019年3月5日 通过", "2005-07-30", ("2019-03-05", "2019-07-01", (), "2019-03-05", "2019-07-01")),
    # The file is named by a later revision of which the head says nothing.
    ("2019年3月5日 通过", "2023-01-01", ("2019-03-05", "2019-07-01", (), "2023-01-01", None)),
]


@pytest.mark.parametrize(("head", "named", "expected"), HEADS)
def test_days_of_a_head_and_of_the_name_of_its_file(
    tmp_path: Path, head: str, named: str, expected: tuple[str, str, tuple[str, ...], str, str | None]
) -> None:
    text = f"# 河南省河灯条例\n\n{head}\n\n<!-- INFO END -->\n\n第一条 一。\n\n第二条 本条例自2019年7月1日起施行。\n"
    law = read_law(tmp_path / "地方性法规" / "河南" / f"河南省河灯条例({named}).md", text.encode())
    days = (law.promulgated, law.effective, law.revised, law.version, law.begins)
    assert tuple(tuple(map(str, d)) if isinstance(d, tuple) else d and str(d) for d in days) == expected


def test_the_name_of_a_court_may_be_missing_and_a_place_may_be_told_more_closely(tmp_path: Path) -> None:
    table = write(
        tmp_path,
        "最高人民法院关于审理河灯案件适用法律若干问题的规定,judicial_interpretation,全国,2019-03-05,,",
        "溪石河灯条例,local_regulation,河南省/郑州市,2019-03-05,,",
    )
    run_import(table)
    body = "2019年3月5日 通过\n\n<!-- INFO END -->\n\n第一条 一。\n\n第二条 本规定自2019年7月1日起施行。\n"
    for folder, title in (("司法解释", "关于审理河灯案件适用法律若干问题的规定"), ("地方性法规/河南", "溪石河灯条例")):
        read_law(tmp_path / "laws" / folder / f"{title}.md", f"# {title}\n\n{body}".encode())
    assert not [row for row in run_import(tmp_path / "laws").rows if row.before is None]


@pytest.mark.parametrize(("folder", "region"), [("北京", "北京市"), ("河南", "河南省")])
def test_a_title_without_a_place_takes_that_of_its_folder(tmp_path: Path, folder: str, region: str) -> None:
    text = "# 关于河灯议案的规定\n\n2019年3月5日 通过\n\n第一条 本规定自2019年7月1日起施行。\n"
    assert read_law(tmp_path / "地方性法规" / folder / "a.md", text.encode()).region == region


@pytest.mark.parametrize("suffix", [".txt", ".md", ".docx", ".html", ".mhtml", ".pdf", ".ofd"])
def test_a_law_of_each_format_is_read_by_the_one_reader_of_that_format(tmp_path: Path, suffix: str) -> None:
    row = next(row for row in FORMATS if suffix in row.suffixes)
    file = tmp_path / f"a{suffix}"
    file.write_bytes(READ[row.media])
    assert ["".join(words.split()) for words in law_file(load_file(file)).paragraphs] == ["".join(ARTICLE.split())]
