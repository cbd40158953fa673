"""A row of a table rests on the basis of the row above where the cell is one with it or says so, and on nothing where it is empty."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO

import docx
import pytest
from office_files import rows_xml, sheet_xml, workbook

from graph_schema.records import Reading
from ingest.formats.files import FileBytes, file_of_text
from ingest.reading import read

HEAD = ("序号", "措施内容", "依据", "实施单位")
MEASURES = ("将失信企业列入黑名单", "限制失信企业参加政府采购活动", "对失信企业取消评优资格")
BASIS = "《征信业管理条例》第十四条"
TITLE = "云岭省鹭洲市失信惩戒措施清单"


def rows(*cells: str) -> list[tuple[str, ...]]:
    """Returns the table with these cells of the basis."""
    return [HEAD, *((str(n), MEASURES[n - 1], cell, "市财政局") for n, cell in enumerate(cells, 1))]


def as_workbook(table: list[tuple[str, ...]]) -> tuple[str, bytes]:
    """Returns a workbook in which the basis of the first row goes on in the second."""
    merged = '<mergeCells count="1"><mergeCell ref="C3:C4"/></mergeCells>'
    return "清单.xlsx", workbook({"清单": sheet_xml(rows_xml([(TITLE,), *table]), after=merged)})


def as_word_file(table: list[tuple[str, ...]]) -> tuple[str, bytes]:
    """Returns a Word file with the same."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    made = document.add_table(rows=len(table), cols=len(HEAD))
    for at, row in enumerate(table):
        for column, words in enumerate(row):
            made.cell(at, column).text = words
    made.cell(1, 2).merge(made.cell(2, 2))
    out = BytesIO()
    document.save(out)
    return "清单.docx", out.getvalue()


def as_page(table: list[tuple[str, ...]]) -> tuple[str, bytes]:
    """Returns a web page with the same."""
    lines = []
    for at, row in enumerate(table):
        cells = [words for column, words in enumerate(row) if (at, column) != (2, 2)]
        spans = ["" if (at, column) != (1, 2) else " rowspan=2" for column in range(len(cells))]
        lines.append("".join(f"<td{span}>{words}</td>" for span, words in zip(spans, cells, strict=True)))
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return "清单.html", f"<html><body><h1>{TITLE}</h1><table>{body}</table></body></html>".encode()


def resting(reading: Reading) -> list[str]:
    """Returns the measures that rest on a citation."""
    tied = {basis.measure for basis in reading.basis}
    return [measure.text for measure in reading.measures if measure.id in tied]


@pytest.mark.parametrize("made", [as_workbook, as_word_file, as_page])
def test_a_merged_cell_is_the_basis_of_all_its_rows(made: Callable[[list[tuple[str, ...]]], tuple[str, bytes]]) -> None:
    name, data = made(rows(BASIS, "", ""))
    file = FileBytes(name, hashlib.sha256(data).hexdigest(), data).as_file()
    reading = read(file)
    assert [measure.text for measure in reading.measures] == list(MEASURES)
    assert resting(reading) == list(MEASURES[:2])
    assert file.origin is not None
    ((row, column),) = file.origin.merged
    assert file.text[row:].startswith(f"2\t{MEASURES[1]}") and column == 2


@pytest.mark.parametrize(
    ("cell", "rests"), [("同上", True), ("〃", True), ("（同上）", True), ("", False), ("同上级规定", False)]
)
def test_a_cell_that_says_as_above_rests_on_what_the_row_above_rests_on(cell: str, rests: bool) -> None:
    table = rows(BASIS, cell)
    text = "\n".join((TITLE, *("\t".join(row) for row in table))) + "\n"
    assert resting(read(file_of_text(text, "清单.txt"))) == list(MEASURES[: 1 + rests])


def test_as_above_goes_on_from_row_to_row_until_a_row_states_its_own() -> None:
    text = "\n".join((TITLE, *("\t".join(row) for row in rows(BASIS, "同上", "同上")))) + "\n"
    assert resting(read(file_of_text(text, "清单.txt"))) == list(MEASURES)
    text = "\n".join((TITLE, *("\t".join(row) for row in rows(BASIS, "", "同上")))) + "\n"
    assert resting(read(file_of_text(text, "清单.txt"))) == list(MEASURES[:1])
