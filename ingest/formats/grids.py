"""Tables of a file as rows of cells: sheets of a workbook (xlsx), tables of a Word file or a PDF, CSV, and text in columns.

A cell that spans several rows or columns stands in each of them. What an office hands out as a list is read so; what the
columns mean is another's question (tracer.registry.list_table). A file that unpacks into more than any list needs is refused.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from xml.etree import ElementTree
from xml.parsers import expat

from graph_schema.errors import InputError
from ingest.formats.text import decode

Row = tuple[str, ...]

_LARGEST = 64_000_000  # bytes of unpacked XML
_MOST_CELLS = 400_000
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")
_GAP = re.compile("\t+| {2,}|\u3000{1,}|[│┃|]")


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: its name (sheet, or the lines above it), and its rows, each with the line or row that it has in the file."""

    name: str
    rows: tuple[tuple[int, Row], ...]


def grids_of(data: bytes, name: str) -> list[Grid]:
    """Returns the tables of a file. InputError where it is no file with tables that can be read."""
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, name)
    if data.startswith(b"%PDF"):
        return _printed(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError("list_file.other_kind", name=name)
    text = decode(data, name)[0]
    if PurePath(name).suffix.lower() == ".csv":
        rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        return [Grid("", tuple((number, tuple(_flat(c) for c in row)) for number, row in enumerate(rows, 1)))]
    return [Grid("", tuple(_columns(text.removeprefix("\ufeff"))))]


def _printed(data: bytes, name: str) -> list[Grid]:
    """Returns the tables of a PDF; where none is drawn in lines, its text in columns."""
    from ingest.formats import pdf  # only a PDF needs the package

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


# --- packed files ----------------------------------------------------------------------------------------


def _packed(data: bytes, name: str) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.namelist()
            if "word/document.xml" in parts:
                return list(_word_tables(_xml(archive, "word/document.xml", name)))
            if "xl/workbook.xml" in parts:
                return list(_sheets(archive, parts, name))
    except (zipfile.BadZipFile, KeyError, ValueError, ElementTree.ParseError, NotImplementedError, OSError) as error:
        raise InputError("list_file.damaged", name=name, why=error) from error
    raise InputError("list_file.other_kind", name=name)


def _xml(archive: zipfile.ZipFile, part: str, name: str) -> ElementTree.Element:
    """Returns the XML of a part. InputError where it is too large, or declares entities as no office program does."""
    if archive.getinfo(part).file_size > _LARGEST:
        raise InputError("file.too_large_unpacked", name=name)
    xml = archive.read(part)
    guard = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise InputError("list_file.damaged", name=name, why="DOCTYPE")

    guard.StartDoctypeDeclHandler = refuse
    try:
        guard.Parse(xml, True)
    except expat.ExpatError as error:
        raise InputError("list_file.damaged", name=name, why=error) from error
    return ElementTree.fromstring(xml)


def _sheets(archive: zipfile.ZipFile, parts: Sequence[str], name: str) -> Iterator[Grid]:
    shared: list[str] = []
    if "xl/sharedStrings.xml" in parts:
        for entry in _xml(archive, "xl/sharedStrings.xml", name).iter(f"{_S}si"):
            shared.append("".join(t.text or "" for t in entry.iter(f"{_S}t")))
    named = [str(s.get("name", "")) for s in _xml(archive, "xl/workbook.xml", name).iter(f"{_S}sheet")]
    files = sorted(
        (part for part in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part)),
        key=lambda part: int(re.sub(r"\D", "", part)),
    )
    for index, part in enumerate(files):
        sheet = _xml(archive, part, name)
        cells: dict[tuple[int, int], str] = {}
        for cell in sheet.iter(f"{_S}c"):
            words = _cell_words(cell, shared)
            if words:
                cells[_place(str(cell.get("r", "")))] = words
            if len(cells) > _MOST_CELLS:
                raise InputError("file.too_large_unpacked", name=name)
        for merged in sheet.iter(f"{_S}mergeCell"):
            first, _, last = str(merged.get("ref", "")).partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            if (bottom - top + 1) * (right - left + 1) <= _MOST_CELLS:
                words = cells.get((top, left), "")
                cells |= {(r, c): words for r in range(top, bottom + 1) for c in range(left, right + 1) if words}
        yield Grid(named[index] if index < len(named) else "", tuple(_rows(cells)))


def _cell_words(cell: ElementTree.Element, shared: Sequence[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _flat("".join(t.text or "" for t in cell.iter(f"{_S}t")))
    value = cell.find(f"{_S}v")
    words = (value.text or "") if value is not None else ""
    if cell.get("t") == "s" and words.isdigit() and int(words) < len(shared):
        return _flat(shared[int(words)])
    return _flat(words.removesuffix(".0"))


def _place(reference: str) -> tuple[int, int]:
    """Returns row and column of a reference: C12 → (12, 3). ValueError where it is none."""
    found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _rows(cells: dict[tuple[int, int], str]) -> Iterator[tuple[int, Row]]:
    if not cells:
        return
    width = max(column for _, column in cells)
    for number in sorted({row for row, _ in cells}):
        yield number, tuple(cells.get((number, column), "") for column in range(1, width + 1))


def _word_tables(document: ElementTree.Element) -> Iterator[Grid]:
    """Yields the tables of a Word file; a cell merged upright (vMerge) stands in each of its rows."""
    number = 0
    for table in document.iter(f"{_W}tbl"):
        rows: list[tuple[int, Row]] = []
        above: list[str] = []
        for line in table.findall(f"{_W}tr"):
            number += 1
            cells: list[str] = []
            for cell in line.findall(f"{_W}tc"):
                properties = cell.find(f"{_W}tcPr")
                merge = properties.find(f"{_W}vMerge") if properties is not None else None
                span = properties.find(f"{_W}gridSpan") if properties is not None else None
                width = int(span.get(f"{_W}val", "1")) if span is not None else 1
                goes_on = merge is not None and merge.get(f"{_W}val", "continue") != "restart"
                lines = ("".join(t.text or "" for t in p.iter(f"{_W}t")) for p in cell.iter(f"{_W}p"))
                words = _flat("\n".join(lines))
                words = above[len(cells)] if goes_on and len(cells) < len(above) else words
                cells += [words] * min(max(width, 1), 63)
            above = cells
            rows.append((number, tuple(cells)))
        yield Grid("", tuple(rows))
