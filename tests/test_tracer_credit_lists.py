"""The national lists and supplements: annexes as offices have them, the edition of the day, what a measure is to them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import office_files
import pytest
from drawn_pdf import printed
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.errors import TracerError
from graph_schema.graph import problems
from graph_schema.messages import in_words
from graph_schema.records import Measure, Slot, Span
from graph_schema.terms import CheckResult, CreditList, InfoCategory, MeasureKind, Sanction, SlotRole
from ingest.formats.grids import grids_of
from tracer import jobs
from tracer.cli.app import main
from tracer.registry.credit_lists import (
    ListEdition,
    class_of,
    edition_of,
    known_editions,
    list_facts,
    sanction_rows,
)
from tracer.registry.list_table import read_list
from tracer.registry.load import load_registry
from tracer.registry.statements import IDS
from tracer.verdict.catalogue import catalogue, held
from tracer.verdict.sanctions import category_of, sanctions_of

CASES = Path(__file__).parent / "cases" / "credit_lists"
TEA = (CASES / "measures.csv").read_text("utf-8")
DAY_2021, DAY_2024 = date(2022, 5, 6), date(2024, 5, 6)


def measure(text: str, kind: str = "punishment", **slots: str) -> Measure:
    """Returns a measure of these words."""
    return Measure(
        id="d-1.m1",
        document="d-1",
        provision="d-1.p1",
        kind=MeasureKind(kind),
        span=Span(0, len(text)),
        text=text,
        sentence=Span(0, len(text)),
        act="限制",
        slots=tuple(Slot(role=SlotRole(role), words=words) for role, words in slots.items()),
    )


# --- files -------------------------------------------------------------------------------------------


def workbook(rows: Sequence[Sequence[str]], merged: Sequence[str] = ()) -> bytes:
    """Returns a workbook with one sheet of these rows: words as shared strings, as office programs write them."""
    words = sorted({cell for row in rows for cell in row if cell})
    cells = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(64 + c)}{r}" t="s"><v>{words.index(cell)}</v></c>' for c, cell in enumerate(row, 1) if cell
        )
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    spans = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    after = f"<mergeCells>{spans}</mergeCells>" if merged else ""
    return office_files.workbook({"清单": office_files.sheet_xml(cells, after=after)}, words)


def word_file(tables: Sequence[Sequence[Sequence[str | None]]]) -> bytes:
    """Returns a Word file with these tables; a cell that is None goes on from the one above it."""

    def cell(words: str | None) -> str:
        merge = '<w:vMerge w:val="restart"/>' if words is not None else "<w:vMerge/>"
        text = f"<w:r><w:t>{escape(words)}</w:t></w:r>" if words else ""
        return f"<w:tc><w:tcPr>{merge}</w:tcPr><w:p>{text}</w:p></w:tc>"

    body = "".join(
        "<w:tbl>" + "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in table) + "</w:tbl>" for table in tables
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        document = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def rows_of(text: str) -> list[list[str]]:
    """Returns the rows of a CSV text."""
    return list(csv.reader(io.StringIO(text)))


def words_read(data: bytes, name: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Returns number, words, object and titles of the bases of each item of a file."""
    found = read_list([grid.rows for grid in grids_of(data, name)], name)
    return [(i.number, i.words, i.object, tuple(b.title for b in i.bases)) for i in found.items]


def test_an_annex_is_read_alike_in_each_format() -> None:
    rows = rows_of(TEA)
    read = words_read(TEA.encode(), "清单.csv")
    assert [number for number, *_ in read] == list("1234567")
    assert words_read(workbook(rows, ["A2:F2"]), "清单.xlsx") == read
    assert words_read(word_file([rows]), "清单.docx") == read
    pages = [rows[:5], [rows[0], *rows[5:]]]
    assert words_read(word_file(pages), "清单.docx") == read, "a head on each page"


def test_merged_cells_stand_in_each_of_their_rows() -> None:
    head = ["序号", "惩戒措施", "惩戒内容", "惩戒对象", "依据", "实施单位"]
    rows = [
        head,
        ["1", "限制任职", "不得担任厂长", "甲厂负责人", "《甲法》第一条", "甲局"],
        ["", "", "不得担任出纳", "乙厂负责人", "《乙法》第二条", "乙局"],
        ["2", "限制消费", "限制高消费", "丙", "《丙法》第三条", "丙局"],
    ]
    found = read_list(
        [g.rows for g in grids_of(workbook(rows, ["A2:A3", "B2:B3"]), "a.xlsx")], "a.xlsx", CreditList.MEASURES
    )
    assert [(i.number, i.words, i.heading) for i in found.items] == [
        ("1", "不得担任厂长", "限制任职"),
        ("1", "不得担任出纳", "限制任职"),
        ("2", "限制高消费", "限制消费"),
    ]
    upright: list[Sequence[str | None]] = [head, rows[1], [None, None, *rows[2][2:]], rows[3]]
    found_in_word = read_list([g.rows for g in grids_of(word_file([upright]), "a.docx")], "a.docx")
    assert [i.words for i in found_in_word.items] == [i.words for i in found.items]


def test_text_in_columns_goes_on_over_lines_and_pages() -> None:
    data = (CASES / "catalogue.txt").read_bytes()
    found = read_list([grid.rows for grid in grids_of(data, "目录.txt")], "目录.txt")
    assert found.list is CreditList.CATALOGUE
    assert [(i.number, i.words, i.object) for i in found.items] == [
        ("1", "茶园用药检查结果信息", "茶农和茶企"),
        ("2", "茶青收购合同履行信息", "法人和非法人组织"),
        ("3", "名茶工匠荣誉信息", "自然人"),
    ]
    assert found.items[1].bases[0].articles == ("第十三条", "第十四条")
    assert [i.category for i in found.items] == [
        InfoCategory.ADMINISTRATION,
        InfoCategory.CONTRACTS,
        InfoCategory.HONOURS,
    ]
    assert [words for _, words in found.skipped] == ["备注：信息内容以附件为准"]


HEAD = ("序号", "惩戒措施", "惩戒内容", "惩戒对象", "依据", "实施主体")
LEFT = (40, 80, 160, 290, 380, 500)


def row_at(y: float, *cells: str) -> list[tuple[float, float, str]]:
    """Returns the cells of a row at their places."""
    return [(x, y, words) for x, words in zip(LEFT, cells, strict=True) if words]


def frame(*levels: float, without: tuple[float, float] | None = None) -> list[str]:
    """Returns the lines of a table with rows between these levels; `without` is a level that has none in the first two columns."""
    level = [f"{160 if y == (without or (0,))[0] else 38} {y} 542 .5 re f" for y in levels]
    return level + [f"{x} {levels[0]} m {x} {levels[-1]} l S" for x in (38, 78, 158, 288, 378, 498, 580)]


def test_a_drawn_table_is_read_by_its_lines_over_pages() -> None:
    first = [
        (200, 760, "乌有县失信惩戒措施补充清单"),
        *row_at(725, *HEAD),
        *row_at(703, "", "", "不得担任茶厂厂长和分管", "甲厂负责人", "《茶叶法》第二条", "茶叶局"),
        *row_at(690, "", "", "茶叶加工的副厂长", "", "、第三条", ""),
        *row_at(680, "1", "限制任职", "", "", "", ""),
        *row_at(665, "", "", "不得担任茶厂出纳", "乙厂负责人", "《账目条例》第四条", "财政局"),
        (290, 20, "— 1 —"),
    ]
    second = [
        *row_at(785, *HEAD),
        *row_at(765, "2", "限制消费", "限制乘坐飞机", "丙", "《茶叶法》第九条", "茶叶局"),
        (40, 730, "注：本清单由茶叶局解释"),
    ]
    lines = [frame(740, 720, 685, 655, without=(685, 0)), frame(797, 780, 755)]
    data = printed([first, second], lines)
    found = read_list([grid.rows for grid in grids_of(data, "清单.pdf")], "清单.pdf")
    assert [(i.number, i.heading, i.words, i.object, i.bases[0].articles) for i in found.items] == [
        ("1", "限制任职", "不得担任茶厂厂长和分管茶叶加工的副厂长", "甲厂负责人", ("第二条", "第三条")),
        ("1", "限制任职", "不得担任茶厂出纳", "乙厂负责人", ("第四条",)),
        ("2", "限制消费", "限制乘坐飞机", "丙", ("第九条",)),
    ]


def test_a_table_without_lines_is_read_by_its_blanks() -> None:
    page = [
        *row_at(725, "序", "惩戒措", "惩戒内容", "惩戒对象", "依据", "实施主"),
        *row_at(713, "号", "施", "", "", "", "体"),
        *row_at(690, "1", "限制任", "不得担任茶厂厂长", "甲厂负责", "《茶叶法》第二", "茶叶局"),
        *row_at(678, "", "职", "和副厂长", "人", "条", ""),
        *row_at(655, "2", "限制消费", "限制乘坐飞机", "丙", "《茶叶法》第九条", "茶叶局"),
        (290, 20, "— 1 —"),
    ]
    found = read_list([grid.rows for grid in grids_of(printed([page], [[]]), "清单.pdf")], "清单.pdf")
    assert [(title, column is None) for title, column in found.columns] == [(title, False) for title in HEAD]
    assert [(i.number, i.heading, i.words, i.object, i.bases[0].articles) for i in found.items] == [
        ("1", "限制任职", "不得担任茶厂厂长和副厂长", "甲厂负责人", ("第二条",)),
        ("2", "限制消费", "限制乘坐飞机", "丙", ("第九条",)),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "编号,措施类别,具体措施,适用对象,设定依据,执行单位",
        "项号,惩戒措施,惩戒对象,法律法规依据,责任单位,备注",
        "序号,措施名称,内容,惩戒对象范围,政策文件依据,牵头部门",
        "惩戒对象,惩戒内容,法规政策依据,实施主体,序号,说明",
    ],
)
def test_a_head_is_known_by_what_its_cells_mean(head: str) -> None:
    columns = head.split(",")
    row = ["3" if c in ("编号", "项号", "序号") else f"{c}甲" for c in columns]
    found = read_list([[(1, tuple(columns)), (2, tuple(row))]], "a.csv", CreditList.MEASURES)
    assert len(found.items) == 1
    assert found.items[0].number == "3"
    assert "对象" in found.items[0].object


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7 x", "a.pdf", "pdf.damaged"),
        (printed([[]], [["0 0 600 800 re f"]]), "scan.pdf", "file.blank"),
        (b"\xd0\xcf\x11\xe0 x", "a.xls", "office.other_kind"),
        (b"PK\x03\x04 broken", "a.xlsx", "file.not_packed"),
        ("姓名,电话\n甲,1\n".encode(), "a.csv", "list_import.no_head"),
        ("序号,惩戒内容,对象,依据\n".encode(), "a.csv", "list_import.no_items"),
    ],
)
def test_what_is_no_annex_is_refused_with_what_to_do(data: bytes, name: str, code: str) -> None:
    with pytest.raises(TracerError) as refused:
        read_list([grid.rows for grid in grids_of(data, name)], name)
    assert refused.value.said.code == code


def test_an_annex_that_is_marked_secret_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_REGISTRY", str(tmp_path / "own.sqlite"))
    file = tmp_path / "a.csv"
    file.write_text("机密★10年\n" + TEA, encoding="utf-8")
    status, _, err = run(capsys, "registry", "import-list", file, "--edition", "2024", "--lang", "zh")
    assert (status, "机密" in err, (tmp_path / "own.sqlite").exists()) == (2, True, False)


CELLS = st.sampled_from(
    ["", "序号", "惩戒内容", "对象", "依据", "1", "一、甲", "注：乙", "不得投标", "《甲法》第二条", "— 2 —"]
)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=9))
@settings(max_examples=sized(60, 3000), deadline=None)
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    numbered = [(number, tuple(row)) for number, row in enumerate(rows, 1)]
    try:
        found = read_list([numbered], "a.csv", CreditList.MEASURES)
    except TracerError as refused:
        assert refused.said.code in ("list_import.no_head", "list_import.no_items")
        return
    assert found.items
    assert all(item.words and item.number for item in found.items)
    assert len(found.items) + len(found.skipped) <= len(rows)


def test_entities_of_a_workbook_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')
    with pytest.raises(TracerError) as refused:
        grids_of(out.getvalue(), "a.xlsx")
    assert refused.value.said.code == "sheets.damaged"


# --- editions ---------------------------------------------------------------------------------------


def tea(edition: str = "2024年版", since: date = date(2024, 2, 18), **more: object) -> ListEdition:
    """Returns the invented list as an edition."""
    items = read_list([grid.rows for grid in grids_of(TEA.encode(), "a.csv")], "a.csv").items
    told = {"list": CreditList.MEASURES, "edition": edition, "title": "清单", "since": since, "items": items}
    return ListEdition(**{**told, **more})  # type: ignore[arg-type]


def test_an_edition_is_kept_as_it_is(tmp_path: Path) -> None:
    assert edition_of(list_facts(tea()), tmp_path) == tea()


def test_no_edition_is_claimed_that_no_source_names() -> None:
    assert {one.edition for one in known_editions()} == {"2021年版", "2022年版", "2024年版"}
    assert all(one.source and one.since and not one.items for one in known_editions())


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2021, 12, 15), "还没有"),
        (date(2021, 12, 16), "2021年版"),
        (date(2022, 12, 27), "2021年版"),
        (date(2022, 12, 28), "2022年版"),
        (date(2023, 12, 31), "2022年版"),
        (date(2024, 1, 1), "没有来源"),
        (date(2024, 2, 17), "没有来源"),
        (date(2024, 2, 18), "2024年版"),
        (date(2026, 11, 30), "何时终止没有来源"),
    ],
)
def test_without_an_annex_the_edition_of_the_day_is_named(day: date, says: str) -> None:
    found = catalogue(held(measure("限制失信企业申请补助"), "限制失信企业申请补助", None), (), day)
    assert found.result is CheckResult.UNKNOWN
    assert says in in_words("zh", found.words)
    assert in_words("en", found.words)


@pytest.mark.parametrize(
    ("text", "kind", "result", "says"),
    [
        ("串通投标、情节严重的茶商，两年内取消青茶拍卖投标资格", "punishment", "ok", "第1项"),
        ("串通投标、情节严重的茶商，五年内取消青茶拍卖投标资格", "punishment", "failed", "最长3年"),
        ("失信企业三年内不得参加投标", "punishment", "failed", "超出"),
        ("骗取茶园补助资金的茶农，限制其申请财政补助", "punishment", "ok", "第3项"),
        ("限制失信主体申请财政补助资金", "punishment", "failed", "超出"),
        ("信用等级为D级的商户，取消评优资格", "punishment", "failed", "超出"),
        ("以陈茶冒充新茶受到行政处罚的茶商，取消评优资格", "punishment", "ok", "第4项"),
        ("限制失信主体子女就读高收费私立学校", "punishment", "not_found", ""),
        ("限制失信主体乘坐飞机", "punishment", "not_found", ""),
        ("列入茶叶安全严重失信主体名单", "name_list", "ok", "第6项"),
        ("列入本县欠费商户黑名单", "name_list", "not_found", ""),
        ("列入食品安全严重失信主体名单", "name_list", "not_found", ""),
        ("列入严重失信主体名单", "name_list", "not_found", ""),
        ("供银行授信时审慎参考", "punishment", "unknown", "第7项"),
        ("列入茶叶经营异常名录的茶商，增加检查频次", "punishment", "ok", "第5项"),
    ],
)
def test_a_measure_against_the_list_of_its_day(text: str, kind: str, result: str, says: str) -> None:
    found = catalogue(held(measure(text, kind), text, None), [tea()], DAY_2024)
    assert found.result == result, in_words("zh", found.words)
    assert says in in_words("zh", found.words)


def test_who_is_punished_by_the_article_of_the_item_is_its_object() -> None:
    text = "违反前款的，限制申请财政补助资金"
    by_it = held(measure(text), text, None, [("岚台茶叶法", ("第四十一条",))])
    beside = held(measure(text), text, None, [("岚台茶叶法", ("第九条",))])
    assert catalogue(by_it, [tea()], DAY_2024).result is CheckResult.OK
    assert catalogue(beside, [tea()], DAY_2024).result is not CheckResult.OK


def test_whom_the_provision_names_counts_for_its_items() -> None:
    text, head = "（二）取消评优资格", "以陈茶冒充新茶受到行政处罚的茶商，采取下列措施：（二）取消评优资格"
    assert catalogue(held(measure(text), text, None, (), head), [tea()], DAY_2024).result is CheckResult.OK
    other = measure(text, bearer="乱停车的司机", act="取消", object="评优资格")
    told = "乱停车的司机，取消评优资格"
    assert catalogue(held(other, told, None, (), told), [tea()], DAY_2024).result is CheckResult.FAILED
    assert catalogue(held(measure(text), text, None, (), text), [tea()], DAY_2024).result is CheckResult.UNKNOWN


def test_a_list_answers_on_its_own_days_only() -> None:
    text = "骗取茶园补助资金的茶农，限制其申请财政补助"
    asked = held(measure(text), text, None)
    old = tea("2021年版", date(2021, 12, 16), until=date(2022, 12, 27))
    assert catalogue(asked, [old], DAY_2021).result is CheckResult.OK
    assert catalogue(asked, [old], DAY_2024).result is CheckResult.UNKNOWN


def test_a_supplement_alone_shows_nothing_to_be_missing() -> None:
    local = tea("2025年版", date(2025, 1, 1), region="河南省/驻马店市", regulation="df-1")
    text, other, day = "骗取茶园补助资金的茶农，限制其申请财政补助", "限制失信主体乘坐飞机", date(2025, 6, 1)
    here, there = "河南省/驻马店市/西平县", "河南省/平顶山市"
    assert catalogue(held(measure(text), text, here), [local], day).result is CheckResult.OK
    assert catalogue(held(measure(other), other, here), [local], day).result is CheckResult.UNKNOWN
    assert catalogue(held(measure(text), text, there), [local], day).result is CheckResult.UNKNOWN


def test_a_record_against_the_catalogue() -> None:
    data = (CASES / "catalogue.txt").read_bytes()
    items = read_list([grid.rows for grid in grids_of(data, "a.txt")], "a.txt").items
    lists = [tea(list=CreditList.CATALOGUE, items=items)]
    for text, result in (
        ("将茶青收购合同履行信息记入企业信用档案", "ok"),
        ("将村民茶青收购合同履行信息记入信用档案", "failed"),
        ("将乱倒垃圾信息记入信用档案", "not_found"),
    ):
        found = catalogue(held(measure(text, "info_inclusion"), text, None), lists, DAY_2024)
        assert found.result == result, text


# --- kinds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("三年内不得参加政府采购活动", ["market_access"]),
        ("取消评优评先资格", ["honours"]),
        ("不予安排财政补助资金", ["funds"]),
        ("不适用告知承诺等简化程序", ["preference"]),
        ("限制乘坐飞机和高等级列车", ["consumption"]),
        ("阻止其出境", ["exit"]),
        ("限制子女就读高收费私立学校", ["school"]),
        ("不得担任企业法定代表人", ["office"]),
        ("五年内不得从事导游职业", ["occupation"]),
        ("列为重点监管对象，增加检查频次", ["oversight"]),
        ("限制融资贷款", ["market_refer"]),
        ("限制发行债券", ["market_access"]),
        ("作为行政审批的重要参考", ["offices_refer"]),
        ("依法实施联合惩戒", ["other"]),
        ("停止供水", ["other"]),
        ("取消评优资格，并限制其申请财政补贴", ["funds", "honours"]),
    ],
)
def test_the_kind_of_a_punishment_is_told_always(text: str, kinds: list[str]) -> None:
    assert [kind.value for kind in sanctions_of(measure(text))] == kinds


def test_whom_it_falls_on_shows_no_kind() -> None:
    text = "对其法定代表人实施失信惩戒"
    assert sanctions_of(measure(text, act="实施", object="失信惩戒")) == (Sanction.OTHER,)


def test_kinds_of_other_measures() -> None:
    assert sanctions_of(measure("列入失信名单", "name_list")) == (Sanction.SEVERE_LIST,)
    assert sanctions_of(measure("列入守信红名单", "name_list")) == ()
    assert sanctions_of(measure("公开失信信息", "sharing")) == ()
    assert category_of(measure("将行政处罚信息记入信用档案", "info_inclusion")) is InfoCategory.ADMINISTRATION
    assert category_of(measure("将乱倒垃圾记入信用档案", "info_inclusion")) is None


def test_each_of_the_14_kinds_has_a_class_and_known_fields() -> None:
    kinds = set(Sanction) - {Sanction.OTHER}
    assert len(kinds) == 14
    assert all(class_of(kind) for kind in kinds)
    assert class_of(Sanction.OTHER) is None
    assert {field for row in sanction_rows() for field in row.fields} <= {*IDS, "refer"}


# --- the command -------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Runs one command line: its exit status, and what came on both streams."""
    status = main([str(word) for word in words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_list_is_imported_and_taken_back(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_REGISTRY", str(tmp_path / "own.sqlite"))
    file = tmp_path / "清单.xlsx"
    file.write_bytes(workbook(rows_of(TEA)))
    store = ("--store", f"sqlite:///{tmp_path / 's.sqlite'}", "--lang", "zh")
    before = load_registry().edition

    status, out, _ = run(capsys, "registry", "import-list", file, "--edition", "2024", "--dry-run", *store)
    assert status == 0
    assert "惩戒对象 → 对象" in out
    assert "7 项" in out
    assert load_registry().lists == ()

    status, out, _ = run(capsys, "registry", "import-list", file, "--edition", "2024年版", "--json", *store)
    told = json.loads(out)
    assert (status, told["edition"]["from"], told["edition"]["to"]) == (0, "2024-02-18", None)
    assert len(told["items"]) == told["edition"]["items"] == 7
    assert told["items"][0]["bases"][0] == {
        "title": "中华人民共和国招标投标法",
        "articles": ["第五十三条", "第五十四条"],
    }
    assert [one.edition for one in load_registry().lists] == ["2024年版"]
    assert load_registry().edition != before

    status, out, _ = run(capsys, "registry", "lists", "--as-of", "2024-05-06", *store)
    assert status == 0
    here, there = (next(line for line in out.splitlines() if f"清单（{year}年版）" in line) for year in (2024, 2022))
    assert "7 项，来自 清单.xlsx  当日有效" in here
    assert there.endswith("附件未导入（registry import-list）")
    told = json.loads(run(capsys, "registry", "lists", "--as-of", "2023-05-06", "--json", *store)[1])
    assert [(one["edition"], one["items"], one["holds"]) for one in told if one["list"] == "measures"] == [
        ("2021年版", 0, False),
        ("2022年版", 0, True),
        ("2024年版", 7, False),
    ]

    status, out, _ = run(capsys, "registry", "remove", file, *store)
    assert status == 0
    assert "全国失信惩戒措施基础清单（2024年版）" in out
    assert load_registry().lists == ()
    assert load_registry().edition == before
    status, out, _ = run(capsys, "registry", "remove", file, "--undo", "--json", *store)
    assert json.loads(out)["lists"] == ["全国失信惩戒措施基础清单（2024年版）"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--edition", ""), "--edition"),
        (("--edition", "2026年版"), "--from"),
        (("--edition", "2024", "--from", "2024-05-01", "--until", "2024-01-01"), "早于"),
        (("--edition", "2024", "--region", "河南省"), "--regulation"),
        (("--edition", "1", "--from", "2024-01-01", "--region", "没有的地方", "--regulation", "x"), "没有“没有的地方”"),
        (
            ("--edition", "1", "--from", "2024-01-01", "--region", "河南省", "--regulation", "没有的条例"),
            "登记库里没有",
        ),
        (
            ("--edition", "1", "--from", "2024-01-01", "--region", "河南省", "--regulation", "中华人民共和国民法典"),
            "不是地方性法规",
        ),
        (
            ("--edition", "1", "--from", "2024-01-01", "--region", "河南省", "--regulation", "上海市社会信用条例"),
            "上海市",
        ),
        (("--edition", "1", "--list", "别的"), "measures"),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.setenv("TRACER_REGISTRY", str(tmp_path / "own.sqlite"))
    status, _, err = run(capsys, "registry", "import-list", CASES / "measures.csv", *words, "--lang", "zh")
    assert status == 2
    assert says in err
    assert not (tmp_path / "own.sqlite").exists()


NOTICE = """乌有县茶叶局关于惩戒茶叶失信行为的通知
乌茶〔2024〕3号

各茶厂：
一、骗取茶园补助资金的茶农，限制其申请财政补助资金。
二、限制失信主体乘坐飞机。

乌有县茶叶局
2024年5月6日
"""


def test_the_graph_has_the_items_and_the_measures_that_stand_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACER_REGISTRY", str(tmp_path / "own.sqlite"))
    (tmp_path / "通知.txt").write_text(NOTICE, encoding="utf-8")
    store = f"sqlite:///{tmp_path / 's.sqlite'}"
    jobs.ingest([tmp_path / "通知.txt"], store)
    meant = jobs.ListMeant(edition="2024年版")
    jobs.import_list(CASES / "measures.csv", meant, DAY_2024)
    with jobs.graph(store) as graph:
        nodes, edges = tuple(graph.nodes), tuple(graph.edges)
    assert list(problems(nodes, edges)) == []
    items = {node.id: node.properties for node in nodes if node.kind == "CatalogItem"}
    assert len(items) == 7
    listed = [edge for edge in edges if edge.kind == "LISTED_AS"]
    assert [(items[edge.end]["title"], edge.properties) for edge in listed] == [
        ("限制申请茶园改造财政补助", {"wider": False})
    ]
    assert jobs.judge_store(store, as_of=DAY_2024).judgement.as_of == DAY_2024
