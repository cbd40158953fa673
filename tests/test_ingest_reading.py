"""read(): any text at all, spans that say what they cover, short names, roles, ties."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import CITY, PROVINCE

from graph_schema.records import Citation, Reading, SourceFile, Span
from graph_schema.terms import Relation, RepairKind, Role, SegmentKind, SourceLevel, Tie
from ingest.clean.flat import flatten
from ingest.reading import read

NAMES = {"民事诉讼法": "中华人民共和国民事诉讼法"}


def reading(text: str) -> Reading:
    return read(SourceFile(path="t.txt", sha256="0" * 64, encoding="utf-8", text=text), NAMES)


def notice(*body: str) -> str:
    head = "石梁县人民政府办公室文件\n\n石梁政办发〔2021〕7号\n\n关于加强农资市场信用管理的通知\n\n各乡镇人民政府，县直各部门：\n\n"
    return head + "\n\n".join(body) + "\n\n石梁县人民政府办公室\n2021年5月6日\n"


def only(found: Reading, role: Role) -> list[Citation]:
    return [c for c in found.citations if c.role is role]


def test_the_card_of_a_notice() -> None:
    (document,) = reading(notice("现将有关事项通知如下。", "一、各部门要按时检查。")).documents
    assert document.title == "关于加强农资市场信用管理的通知"
    assert document.number == "石梁政办发〔2021〕7号"
    assert document.issuer == "石梁县人民政府办公室"
    assert document.date is not None and document.date.isoformat() == "2021-05-06"


def test_the_card_of_a_joint_order_in_traditional_characters() -> None:
    text = (
        "網絡貨運經營管理暫行辦法（交通運輸部 國家稅務總局令2019年第17號）\n\n"
        "第一條 爲了規範網絡貨運經營，保護經營者和消費者的合法權益，根據有關法律，制定本辦法。\n\n"
        "第二條 對違反本辦法的經營者，縣級以上交通運輸主管部門應當將其列入嚴重失信主體名單。\n"
    )
    (document,) = reading(text).documents
    assert document.issuer == "交通运输部、国家税务总局"
    assert document.level is SourceLevel.DEPARTMENT_RULE


@pytest.mark.parametrize(
    ("words", "title", "number", "articles"),
    [
        (
            "依照《中华人民共和国种子法》第五十条、第五十二条第一款和第三款",
            "中华人民共和国种子法",
            None,
            ("第五十条", "第五十二条第一款", "第五十二条第三款"),
        ),
        (
            "根据《国务院关于加强政务诚信建设的指导意见》（国发[2016]第76号）",
            "国务院关于加强政务诚信建设的指导意见",
            "国发〔2016〕76号",
            (),
        ),
        ("根据国发〔201633号", None, "国发〔2016〕33号", ()),
        ("依照民事诉讼法第二百六十六条", "中华人民共和国民事诉讼法", None, ("第二百六十六条",)),
        ("按照《征信业管理条例》(国务院令 第 631 号)", "征信业管理条例", "国务院令第631号", ()),
        (
            "依据第十二届会议印发的《石梁县种子信用办法》（石政发〔2019〕3号）第二条至第四条",
            "石梁县种子信用办法",
            "石政发〔2019〕3号",
            ("第二条", "第三条", "第四条"),
        ),
    ],
)
def test_one_citation(words: str, title: str | None, number: str | None, articles: tuple[str, ...]) -> None:
    found = reading(notice("一、" + words + "，将受到处罚的经营者记入信用档案。"))
    (c,) = only(found, Role.BASIS)
    assert (c.title, c.number, c.articles) == (title, number, articles)


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("现将《石梁县种子诚信公约》印发给你们，请遵照执行。", Role.FORWARDS),
        ("一、各部门要深入学习宣传贯彻《中华人民共和国种子法》。", Role.MENTION),
        ("一、违反《中华人民共和国种子法》规定的，依法处理。", Role.MENTION),
        ("一、本通知自印发之日起执行，《石梁县种子管理办法》同时废止。", Role.REPEALS),
        ("一、对《石梁县种子管理办法》进行了修订，一并公布。", Role.AMENDS),
        ("一、抓紧制定出台《石梁县种子信用办法》。", Role.MENTION),
        ("附件：1.《石梁县种子信用名单管理办法》", Role.ATTACHES),
    ],
)
def test_roles(sentence: str, role: Role) -> None:
    found = reading(notice(sentence))
    assert [c.role for c in found.citations if c.role is not Role.SELF] == [role]


def test_short_names_hold_in_the_document_that_defines_them() -> None:
    second = notice(
        "根据《种子检验规程》（农业农村部令2019年第2号，以下简称《规程》），通知如下。",
        "一、依照《规程》第三条记入信用档案。",
    )
    first = notice(
        "根据《种子经营规程》（石农发〔2019〕1号，以下简称《规程》），通知如下。",
        "一、依照《规程》第二条记入信用档案。",
    )
    found = reading(first + "\n" + second)
    assert len(found.documents) == 2
    short = [c for c in found.citations if c.text.startswith("《规程》")]
    assert [c.title for c in short] == ["种子经营规程", "种子检验规程"]
    assert [c.defined_number for c in short] == ["石农发〔2019〕1号", "农业农村部令2019年第2号"]


def test_ties_are_nearest_first_and_a_neighbouring_sentence_does_not_tie() -> None:
    found = reading(
        notice(
            "根据国发〔2016〕33号，通知如下。",
            "一、依照《中华人民共和国种子法》第五十条，将假种子经营者记入信用档案；并向社会公布处罚信息。违约的，两年内不得申请补贴。",
        )
    )
    ties = {m.kind.value: sorted((b.tie, b.citation) for b in found.basis if b.measure == m.id) for m in found.measures}
    near = {kind: {tie for tie, _ in t} for kind, t in ties.items()}
    assert near == {
        "info_inclusion": {Tie.CLAUSE, Tie.DOCUMENT},
        "sharing": {Tie.SENTENCE, Tie.DOCUMENT},
        "punishment": {Tie.DOCUMENT},
    }


def test_a_notice_and_the_plan_that_it_issues_are_two_documents() -> None:
    text = notice("现将《石梁县农资信用实施方案》印发给你们，请认真执行。") + (
        "\n石梁县农资信用实施方案\n\n为规范农资经营，制定本方案。\n\n一、建立农资经营者信用档案。\n"
    )
    found = reading(text)
    assert [s.kind for s in found.segments] == [SegmentKind.NOTICE, SegmentKind.PLAN]
    plan = found.documents[1]
    assert plan.relation is Relation.FORWARDS and plan.parent == found.documents[0].id
    assert plan.number == "石梁政办发〔2021〕7号"


def test_aims_and_examples_of_a_ledger_hold_no_measure() -> None:
    ledger = (
        "\n附件1\n\n失信约束措施台账样式\n\n序号\t文件名称\t内容摘要\n示例\t《XX办法》\t将闯红灯的行人列入“黑名单”\n"
    )
    found = reading(
        notice("一、总体要求", "（一）工作目标。全面建立信用记录，实施联合惩戒。", "二、各单位于3月底前报送台账。")
        + ledger
    )
    assert found.measures == ()


ANY = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                "《",
                "》",
                "〔",
                "〕",
                "（",
                "）",
                "第",
                "条",
                "根据",
                "国发",
                "2016",
                "号",
                "，",
                "。",
                "\n",
                "\n\n",
                "附件",
                "通知",
                "办法",
                "一、",
                "（一）",
                "第一条 ",
                "将",
                "记入信用档案",
                "以下简称",
                "人民政府",
                "文件",
                "2021年1月2日",
                "印发",
                "：",
                "\t",
                "\ud800",
            ]
        ),
        max_size=80,
    ).map("".join),
)


TRADITIONAL = """雲嶺省關於加強旅遊市場信用管理的通知

各市人民政府：

一、依照《中華人民共和國旅遊法》第五條、第八條，將處罰記入信用檔案，並向社會公佈。
二、按照有關規定，對違反本辦法的企業，列入失信黑名單，取消其評優資格。
"""
# Official text with pieces torn out, put in, doubled: what scans and web pages do to it.
DAMAGE = st.tuples(
    st.integers(0, 400),
    st.integers(0, 40),
    st.sampled_from(
        [
            "",
            " ",
            "\n",
            "\n\n",
            "《",
            "）",
            "\u3000",
            "會",
            "第二条",
            "\n- 3 -\n",
            "\n【打印本页】\n",
            "\n首页 > 公开\n",
            "\n# ",
        ]
    ),
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from([PROVINCE, CITY, PROVINCE + "\n" + CITY, TRADITIONAL]))
    for at, size, piece in draw(st.lists(DAMAGE, max_size=6)):
        text = text[:at] + piece + text[at + size :]
    if draw(st.booleans()):
        width = draw(st.integers(10, 40))
        text = "\n".join(text[i : i + width] for i in range(0, len(text), width))
    return text


@given(ANY | damaged())
def test_any_text_is_read_and_every_span_says_what_it_covers(text: str) -> None:
    found = reading(text)
    size = len(text)
    spans = [x.span for x in found.documents] + [x.span for x in found.provisions]
    spans += [x.span for x in found.citations] + [x.span for x in found.vague] + [x.span for x in found.references]
    spans += [x.span for x in found.measures] + [x.sentence for x in found.measures]
    spans += [x.span for x in found.segments] + [x.span for x in found.repairs]
    assert all(0 <= s.start <= s.end <= size for s in spans)
    mended = mended_characters(found)
    words = [(c.span, c.text) for c in found.citations]
    words += [(m.span, m.text) for m in found.measures] + [(r.span, r.text) for r in found.references]
    assert [squeezed(said) for _, said in words] == [covered(mended, span) for span, _ in words]
    assert [squeezed(x.text) for x in found.vague] == [flatten(covered(mended, x.span)) for x in found.vague]
    assert all(mended[span.start] and mended[span.end - 1] for span, _ in words)
    provisions = {p.id: p.span for p in found.provisions}
    assert all(provisions[m.provision].contains(m.span) and m.sentence.contains(m.span) for m in found.measures)
    assert all(
        provisions[c.provision].contains(Span(c.span.start, c.span.start)) for c in found.citations if c.provision
    )
    assert found == reading(text)


@given(ANY | damaged())
def test_every_character_is_in_a_document_a_noise_segment_or_a_repair(text: str) -> None:
    found = reading(text)
    spans = [x.span for x in found.segments] + [x.span for x in found.repairs]
    named = {at for span in spans for at in range(span.start, span.end)}
    unseen = "".join(sign for at, sign in enumerate(text) if at not in named)
    # Between lines stand only blanks and the ends of lines.
    assert not unseen.strip()


def mended_characters(found: Reading) -> list[str]:
    """Returns the source, one entry for each of its characters, as it reads when its repairs are made; no blanks."""
    characters = [squeezed(c) for c in found.source.text]
    for repair in found.repairs:
        if repair.kind is RepairKind.NUMBER:
            continue  # another form of the number in the card or the citation; the words stay
        for k in range(repair.span.start, repair.span.end):
            characters[k] = repair.replacement[k - repair.span.start] if repair.replacement else ""
    return characters


def covered(mended: Sequence[str], span: Span) -> str:
    return "".join(mended[span.start : span.end])


def squeezed(words: str) -> str:
    """Returns a text without blanks; a lone surrogate is read as the sign for damage."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in words if not c.isspace())


@pytest.mark.parametrize(
    "piece",
    ["《", "〔", "第", "\n", "（", "“", "一、", "根据", "以下简称《", "国发〔2016〕", "》", "附件\n", "1.《a》\n"],
)
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    """Doubling a hostile text about doubles the work: counted in calls, not in seconds."""

    def calls(n: int) -> int:
        count = 0

        def trace(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(trace)
        try:
            reading(piece * n)
        finally:
            sys.setprofile(None)
        return count

    assert calls(4000) < 2.6 * calls(2000) + 2000


CLAUSES = (
    "按照《青石县粮食管理办法》（青政发〔2021〕3号）第五条第二款规定办理登记",
    "由县财政局负责于2022年3月底前将情况报送县粮食局",
    "前款所称粮食是指稻谷和小麦",
    "国务院令第407号公布的条例第十三条另有规定的从其规定",
    "以下简称《细则》",
    "依照细则第三条和上述文件要求执行",
    "本办法由县粮食局解释",
    "按照国家有关规定报县政府批准",
)
MEASURES = (
    "对拒不整改的企业依法列入黑名单",
    "根据信用评价结果",
    "违反前款规定的三年内不得申报财政资金",
    "A级企业优先享受补贴",
    "移出名录",
    "并将欠费信息推送至信用平台",
    "鼓励银行降低利率",
    "约谈负责人",
    "已被评定为D级的经营者，取消其投标资格",
)


@pytest.mark.parametrize("clauses", [CLAUSES, MEASURES], ids=["references", "measures"])
def test_a_sentence_is_read_in_time_that_grows_with_its_length_and_no_faster(clauses: tuple[str, ...]) -> None:
    """A sentence eight times as long takes eight times the work, with all that a clause may hold in it."""

    def spent(size: int, times: int) -> float:
        words = "，".join(f"{clause}{chr(0x4E00 + n % 5000)}" for n, clause in zip(range(size // 5), cycle(clauses)))
        text = f"青石县粮食管理细则\n\n第一条　{words[:size]}。\n"
        best = float("inf")
        for _ in range(times):
            began = time.process_time()
            reading(text)
            best = min(best, time.process_time() - began)
        return best

    assert spent(200_000, times=1) < 2.5 * 8 * spent(25_000, times=1)


MEGABYTE = 350_000  # characters; three bytes each in UTF-8


def test_a_megabyte_of_any_one_mark_is_read_in_seconds() -> None:
    """In a process of its own: a pattern that backtracks without end hears no signal."""
    marks = [
        "《",
        "〔",
        "第",
        "\n",
        "（",
        "“",
        "一、",
        "，",
        "对",
        "不得",
        "》、",
        "（2016",
        "按照有关",
        "以下简称《",
        "a b ",
        "[甲](http://x)",
    ]
    # These make records, and take longer.
    marks_of_many = ["第1条、", "附件\n", "国办公室\n", "一、国，国。\n", "根据《a》（国发〔2016〕1号）", "列入名单，"]
    texts = [(m, MEGABYTE) for m in marks] + [(m, MEGABYTE // 5) for m in marks_of_many]
    program = (
        "import json, sys\n"
        "from graph_schema.records import SourceFile\n"
        "from ingest.reading import read\n"
        "for piece, size in json.load(sys.stdin):\n"
        "    text = piece * (size // len(piece))\n"
        "    read(SourceFile(path='x', sha256='', encoding='', text=text))\n"
        "    print(repr(piece), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(texts), capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == [repr(piece) for piece, _ in texts]


def test_a_note_in_the_head_may_hold_a_number_and_no_date() -> None:
    (document,) = reading(
        "石梁县种子信用办法\n\n（石政发〔2019〕3号印发）\n\n第一条　为规范经营，制定本办法。\n"
    ).documents
    assert document.title == "石梁县种子信用办法"


def test_in_a_memorandum_headings_are_measures_and_the_basis_stands_below() -> None:
    found = reading(
        notice(
            "一、惩戒对象\n\n受到行政处罚的种子店。",
            "二、惩戒措施",
            "（一）限制申请农资补贴\n\n法律依据：《中华人民共和国种子法》第五十条。",
            "（二）取消评优资格",
        )
    )
    first, second = found.measures
    assert (first.kind.value, first.text) == ("punishment", "限制申请农资补贴")
    assert (second.kind.value, second.text) == ("punishment", "取消评优资格")
    assert [(b.measure, b.tie) for b in found.basis] == [(first.id, Tie.ITEM)]


def test_a_form_speaks_with_the_short_names_of_its_notice() -> None:
    text = notice(
        "根据《国务院关于加强政务诚信建设的指导意见》（国发〔2016〕76号，以下简称《指导意见》），请填报台账。",
        "附件：失信约束措施台账样式",
    )
    form = "\n附件\n\n失信约束措施台账样式\n\n序号\t文件名称\t处置方式\n\n注：完全符合《指导意见》要求的，填保留。\n"
    found = reading(text + form)
    note = [c for c in found.citations if c.text == "《指导意见》"]
    assert [c.title for c in note] == ["国务院关于加强政务诚信建设的指导意见"]


def test_paragraphs_behind_a_preamble_are_counted() -> None:
    text = "青石县水利局关于渡口管理的意见\n为加强管理，提出如下意见。\n渡口应当登记。\n船只应当年检。\n对超载的，列入失信名单。\n"
    assert [p.label for p in reading(text).provisions] == ["序言", "序言", "第3段", "第4段"]


def test_a_line_that_leads_to_items_belongs_to_the_item_it_stands_in() -> None:
    found = reading(
        notice(
            "现通知如下：", "一、盘活存量", "对合同约定由企业自持的商业用房：", "（一）可以转让。", "（二）可以出租。"
        )
    )
    assert [p.label for p in found.provisions][2:] == ["一", "一（一）", "一（二）", "落款"]
