"""Tables of a file as rows of cells: what the reader of its format found (sheets, tables of Word, PDF, web pages), and text in columns.

A cell that spans several rows or columns stands in each of them. What an office hands out as a list is read so; what the
columns mean is another's question (tracer.registry.list_table).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_schema.errors import InputError
from ingest.formats.file_text import Table
from ingest.formats.table import document_text, format_in

Row = tuple[str, ...]

_MOST_CELLS = 400_000
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")
_GAP = re.compile("\t+| {2,}|\u3000{1,}|[│┃|]")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: its name (sheet, or the lines above it), and its rows, each with the line or row that it has in the file."""

    name: str
    rows: tuple[tuple[int, Row], ...]


def grids_of(data: bytes, name: str) -> list[Grid]:
    """Returns the tables of a file. InputError where it is no file with tables that can be read, SecretError where it is marked."""
    shown = format_in(data)
    if shown is not None and shown.media == "application/pdf":
        return _printed(data, name)
    found = document_text(data, name)
    if found.tables:
        return [_grid_of(table, name) for table in found.tables]
    return [Grid("", tuple(_columns(found.text)))]


def _grid_of(table: Table, name: str) -> Grid:
    """Returns a table with the words of each cell in all rows and columns that it covers. InputError where that is more than any list."""
    rows: list[tuple[int, Row]] = []
    open_below: dict[
        int, tuple[int, str]
    ] = {}  # of each column: how many rows the cell above still covers, and its words
    made = 0
    for number, cells in table.rows:
        row = {column: words for column, (_, words) in open_below.items()}
        open_below = {column: (left - 1, words) for column, (left, words) in open_below.items() if left > 1}
        for column, cell in cells:
            covered = range(column, column + cell.columns)
            row |= dict.fromkeys(covered, cell.words)
            if cell.rows > 1:
                open_below |= dict.fromkeys(covered, (cell.rows - 1, cell.words))
        made += len(row)
        if made > _MOST_CELLS:
            raise InputError("file.too_large_unpacked", name=name)
        width = max(row, default=-1) + 1
        rows.append((number, tuple(_flat(row.get(column, "")) for column in range(width))))
    return Grid(table.name, tuple(rows))


def _printed(data: bytes, name: str) -> list[Grid]:
    """Returns the tables of a PDF; where none is drawn in lines, its text in columns."""
    from ingest.formats import pdf

    tables = pdf.tables_of(data, name)
    if not tables:
        return [Grid("", tuple(_columns(pdf.text_in_columns(data, name))))]
    return [Grid("", tuple((n, tuple(map(_flat, row))) for n, row in enumerate(table, 1))) for table in tables]


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()


# --- text in columns ---------------------------------------------------------------------------------


def _columns(text: str) -> Iterator[tuple[int, Row]]:
    """Yields lines as cells: of a line in fewer pieces than the widest before it, each piece under the column where it begins."""
    starts: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        pieces = list(_pieces(line))
        if not pieces:
            continue
        if len(pieces) >= max(3, len(starts)):
            starts = [at for at, _ in pieces] if len(pieces) > len(starts) or not starts else starts
        if not starts or (len(pieces) == 1 and pieces[0][0] <= 1 and len(pieces[0][1]) > 12):
            yield number, (pieces[0][1],) if len(pieces) == 1 else tuple(words for _, words in pieces)
            continue
        cells = [""] * len(starts)
        if len(pieces) == len(starts):
            cells = [words for _, words in pieces]
        else:
            for at, words in pieces:
                column = min(range(len(starts)), key=lambda c: abs(starts[c] - at))
                cells[column] = f"{cells[column]}{words}"
        yield number, tuple(cells)


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    """Yields the pieces of a line with the place where each is seen to begin: a Chinese character is two wide."""
    at = 0
    if "\t" in line:
        for column, words in enumerate(line.split("\t")):
            if words.strip():
                yield column * 20, words.strip()
        return
    position = 0
    for gap in (*_GAP.finditer(line), None):
        end = gap.start() if gap else len(line)
        words = line[at:end]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            yield position + lead, words.strip()
        position += _width(line[at : gap.end() if gap else end])
        at = gap.end() if gap else end


def _width(words: str) -> int:
    return len(words) + len(_WIDE.findall(words))
