"""Workbooks, tables as text, and documents that another program reads: what stands in the text, and what is refused."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import compound, ods, packed, rows_xml, sheet_xml, workbook
from sizes import sized

from benchmarks.mutation import mutated
from benchmarks.small_files import SEEDS
from graph_schema.errors import InputError
from graph_schema.page_map import Unit
from ingest.formats import office, sheets
from ingest.formats.file_text import Cell, FileText
from ingest.formats.flat import one_line
from ingest.formats.grids import grids_of
from ingest.formats.ole import root_streams
from ingest.formats.table import document_text

ROWS = (("序号", "措施", "依据"), ("1", "列入失信名单\n一年", "《征信业管理条例》第十四条"), ("2", "限制\t参加", ""))


def read(cells: str, **more: str) -> FileText:
    """Returns a workbook with one sheet of these rows."""
    return sheets.read(workbook({"清单": sheet_xml(cells, **more)}), "清单.xlsx")


def refused(data: bytes, name: str = "某表.xlsx") -> str:
    """Returns the code of the sentence by which a file is refused."""
    with pytest.raises(InputError) as caught:
        document_text(data, name)
    assert name in caught.value.message and name in caught.value.english
    return caught.value.said.code


@pytest.mark.parametrize("data", [workbook({"清单": sheet_xml(rows_xml(ROWS))}), ods(ROWS)], ids=["xlsx", "ods"])
def test_a_row_is_a_line_with_its_number(data: bytes) -> None:
    found = document_text(data, "清单.xlsx")
    assert found.text == "序号\t措施\t依据\n1\t列入失信名单一年\t《征信业管理条例》第十四条\n2\t限制 参加\n"
    assert found.page_map is not None
    places = [
        (found.text[p.start : p.end], p.part, p.unit, p.number) for p in found.page_map.places(0, len(found.text))
    ]
    assert places == [(line, "清单", Unit.ROW, at) for at, line in enumerate(found.text.splitlines(), 1)]
    assert list(found.tables[0].rows)[2] == (3, ((0, Cell(words="2")), (1, Cell(words="限制 参加"))))
    assert found.tables[0].rows[1:] == tuple(found.tables[0].rows)[1:]


def test_values_stand_as_they_are_typed() -> None:
    cells = (
        '<row r="1"><c r="A1"><v>2019</v></c><c r="B1"><v>0.05</v></c><c r="C1"><v>13800000000</v></c><c r="D1" t="b"><v>1</v></c>'
        '<c r="E1" t="str"><f>1+1</f><v>2021年底</v></c><c r="F1"><f>1+1</f><v>2</v></c><c r="G1"><v>1E+16</v></c></row>'
    )
    assert read(cells).text == "2019\t0.05\t13800000000\tTRUE\t2021年底\t2\t10000000000000000\n"


def test_days_of_a_workbook_are_shown_as_days() -> None:
    data = SEEDS[".xlsx"][0]
    assert "2022-03-01" in document_text(data, "a.xlsx").text or "44621" in document_text(data, "a.xlsx").text


def test_merged_cells_stand_once_in_the_text_and_everywhere_in_the_grid() -> None:
    merged = '<mergeCells><mergeCell ref="B2:C3"/></mergeCells>'
    cells = rows_xml((("", "措施", "依据"), ("", "甲", ""), ("", "", ""), ("", "乙", "丙")))
    data = workbook({"清单": sheet_xml(cells, after=merged)})
    found = sheets.read(data, "清单.xlsx")
    assert found.text == "措施\t依据\n甲\n乙\t丙\n"  # a column that is empty throughout is none
    assert found.tables[0].rows[1] == (2, ((0, Cell(words="甲", rows=2, columns=2)),))
    (grid,) = grids_of(data, "清单.xlsx")
    assert grid.rows == ((1, ("措施", "依据")), (2, ("甲", "甲")), (4, ("乙", "丙")))


def test_a_span_that_ends_before_it_begins_covers_one_cell() -> None:
    data = workbook(
        {"清单": sheet_xml(rows_xml([["甲"], ["乙"]]), after='<mergeCells><mergeCell ref="A2:A1"/></mergeCells>')}
    )
    assert all(cell.rows == 1 for _, row in sheets.read(data, "a.xlsx").tables[0].rows for _, cell in row)


def test_several_sheets_stand_under_their_names_and_hidden_ones_are_told() -> None:
    hidden = sheet_xml('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row>')
    data = workbook({"甲表": sheet_xml(rows_xml([["甲"]])), "空": sheet_xml(""), "乙表": hidden}, hidden=["乙表"])
    found = sheets.read(data, "a.xlsx")
    assert found.text == "甲表\n甲\n乙表\n1\n"
    assert [told.code for told in found.warnings] == ["sheets.hidden", "sheets.hidden_rows"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('序号,措施\n1,"甲,乙"\n', ["序号\t措施", "1\t甲,乙"]),
        ("序号;措施\n1;甲，乙\n", ["序号\t措施", "1\t甲，乙"]),
        ("序号\t措施\n\n1\t甲\n", ["序号\t措施", "1\t甲"]),
        ('甲,"一\n二"\n乙,三\n', ["甲\t一二", "乙\t三"]),
        ("只有一列\n甲\n", ["只有一列", "甲"]),
    ],
)
def test_tables_as_text_are_parted_by_what_parts_most_lines(text: str, rows: list[str]) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        assert document_text(text.encode(encoding), "a.csv").text.splitlines() == rows


def test_the_row_of_a_table_as_text_is_the_line_where_it_begins() -> None:
    found = document_text('甲,"一\n二"\n乙,三\n'.encode(), "a.csv")
    assert found.page_map is not None
    assert [place.number for place in found.page_map.places(0, 99)] == [1, 3]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("甲\n乙", "甲乙"),
        ("one\r\ntwo", "one two"),
        ("甲\none", "甲one"),
        (" 甲\t乙 ", "甲 乙"),
        ("a　\n\n b", "a b"),
        ("甲\v乙", "甲 乙"),
    ],
)
def test_what_a_line_end_parts_nothing_parts_between_chinese_characters(words: str, line: str) -> None:
    assert one_line(words) == line


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook({"清单": sheet_xml(FAR)}), "sheets.too_large"),
        (workbook({"清单": sheet_xml(FAR.replace(' r="XFD', " t='s'  r = \"XFD"))}), "sheets.too_large"),
        (packed({"xl/workbook.xml": "甲"}), "sheets.damaged"),
        (
            packed({"xl/workbook.xml": "甲", "xl/sharedStrings.xml": '<sst uniqueCount="2000000000"/>'}),
            "file.part_damaged",
        ),
        (workbook({"清单": sheet_xml("")}), "file.blank"),
        (compound("EncryptionInfo", "EncryptedPackage"), "file.locked"),
        (compound("PowerPoint Document", "Current User"), "office.other_kind"),
        (compound("__properties_version1.0", "__nameid_version1.0"), "office.other_kind"),
        (compound(), "office.other_kind"),
        (compound("Workbook"), "file.blank"),
    ],
)
def test_what_is_no_workbook_is_a_sentence(monkeypatch: pytest.MonkeyPatch, data: bytes, code: str) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    assert refused(data) == code


def test_what_is_not_installed_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(InputError, match=r"policy-basis-tracer\[office\]"):
        sheets.read(workbook({"清单": sheet_xml(rows_xml(ROWS))}), "a.xlsx")
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(InputError, match="apt-get install libreoffice-writer-nogui"):
        document_text(compound("WordDocument"), "通知.wps")


def test_streams_of_a_compound_file_are_those_at_its_root() -> None:
    names = [f"流{n}" for n in range(9)]
    data = compound(*names)
    assert root_streams(data) == set(names)
    assert root_streams(data[:700]) == frozenset() and root_streams(b"x") == frozenset()


def test_a_program_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_SECONDS", 0.2)
    with pytest.raises(InputError, match="转换太久"):
        office._run(["sleep", "60"], "a.doc", "/tmp")


@pytest.mark.skipif(office.program() is None or sized(0, 1) == 0, reason="make soak, where LibreOffice is installed")
@pytest.mark.parametrize("suffix", [".doc", ".rtf", ".odt"])
def test_an_old_document_is_read_as_the_new_one(suffix: str) -> None:
    given = SEEDS[".docx"][0]
    old = office.converted(given, "a.docx", ".docx", suffix.removeprefix("."))
    lines = document_text(given, "a.docx").text.splitlines()
    found = document_text(old, f"a{suffix}")
    assert found.text.splitlines()[:3] == lines[:3] and "列入失信名单\t《征信业管理条例》第十四条" in found.text
    assert found.encoding == suffix.removeprefix(".")


@given(st.integers(0, 2**32), st.sampled_from([".xlsx", ".ods", ".xls", ".csv"]))
@settings(max_examples=sized(40, 3000), deadline=None)
def test_any_bytes_are_read_or_refused(seed: int, suffix: str) -> None:
    chance = random.Random(seed)
    data = mutated(chance.choice(SEEDS[suffix]), chance, list(SEEDS[suffix]))
    reader = sheets.read_csv if suffix == ".csv" else sheets.read
    try:
        found = reader(data, f"a{suffix}")
    except InputError:
        return
    assert "\0" not in found.text or suffix != ".csv"
    assert found.page_map is not None
    assert all(place.end <= len(found.text) for place in found.page_map.places(0, len(found.text)))
