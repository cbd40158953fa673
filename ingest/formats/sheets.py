"""Workbooks (XLSX, XLSM, XLSB, XLS, ET, ODS) by calamine, and tables as text (CSV, TSV): a row is a line, a sheet a table.

Formulas have the value that was saved with them; macros are not run, nothing outside of the file is asked. Numbers stand as
they are typed (2019, not 2019.0), days as 2021-12-31: how a cell would show them is not known. What is hidden is read like the
rest, and named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate, islice
from pathlib import PurePath
from typing import Any, overload
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import unescape

from graph_schema.errors import InputError
from graph_schema.messages import Message
from graph_schema.page_map import PageMap, Unit
from ingest.formats.docx_parts import properties_of
from ingest.formats.file_text import Cell, FileText, Table, TableRow
from ingest.formats.flat import one_line
from ingest.formats.packed import Packed, opened
from ingest.formats.text import decode, require_words

SAID = "file_kind.sheets"
MOST_CELLS = 5_000_000
"""Cells of all sheets, the empty ones between them counted: a list of a million rows with five columns."""

_EXTRA = 'pip install "policy-basis-tracer[office]"'
_PANICS = (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,10})["']""")
_NOWHERE = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]{0,9}[0-9]{9}""")
_FAR = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{3}[0-9]|[A-Za-z]{2}[0-9]{5}|[A-Za-z][0-9]{6})""")
_COUNT = re.compile(rb"""\s(?:count|uniqueCount)\s*=\s*["']([0-9]{4,20})["']""")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?(?:row|col)\b[^>]{0,300}? hidden="(?:1|true)"')
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]{1,2000})<")
_LAYOUT = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|[A-Z])')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]{3,9})"')
_DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE = 100  # lines that show what parts the cells
_COUNTED = ("xl/sharedStrings.xml", "xl/styles.xml")
_NAMED = 8
_AT_ONCE = 512  # rows
_LOOKED_THROUGH = 1_000_000  # bytes of a sheet
_MOST_REPEATED = 4_000
_BREAKS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@dataclass(slots=True)
class _Page:
    """The text as it grows, and where its rows stand."""

    map: PageMap = field(default_factory=PageMap)
    pieces: list[str] = field(default_factory=list)
    at: int = 0

    def put(self, line: str) -> None:
        """Adds a line that is not in the file."""
        self.pieces.append(line)
        self.at += len(line) + 1

    def put_rows(self, lines: Sequence[str], part: int, numbers: Sequence[int]) -> None:
        """Adds rows, none of them empty."""
        ends = list(accumulate((len(line) + 1 for line in lines), initial=self.at))
        self.map.add_run(ends[:-1], [end - 1 for end in ends[1:]], part, numbers)
        self.pieces += lines
        self.at = ends[-1]


Spans = dict[tuple[int, int], tuple[int, int]]
"""Row and column (from 0) of the first cell of those that are merged, to how many rows and columns they cover."""


def read(data: bytes, name: str) -> FileText:
    """Returns a workbook. InputError where it is none, damaged, locked or too large, or where the package that reads it is missing."""
    try:
        import python_calamine
    except ImportError as error:
        raise InputError("sheets.no_extra", name=name, command=_EXTRA) from error
    packed = opened(data, name, SAID) if data.startswith(b"PK\x03\x04") else None
    hidden_rows, margins = _looked_over(packed, name) if packed is not None else (0, [])
    page, tables, hidden, room = _Page(), [], [], MOST_CELLS
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        listed = [one for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        for one in listed:
            sheet = book.get_sheet_by_name(one.name)
            room -= sheet.total_height * sheet.total_width
            if room < 0:
                raise InputError("sheets.too_large", name=name, sheet=one.name, most=MOST_CELLS)
            if sheet.start is None:
                continue
            first, most_left = sheet.start  # columns that are empty throughout are none of the table
            spans = {
                (top, left - most_left): (max(1, bottom - top + 1), max(1, right - left + 1))
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            }
            if len(listed) > 1:
                page.put(one_line(one.name))
            table = _put_rows(page, one.name, enumerate(sheet.iter_rows(), first + 1), spans)
            if table.rows:
                tables.append(table)
                if one.visible != python_calamine.SheetVisibleEnum.Visible:
                    hidden.append(one.name)
    except InputError:
        raise
    except python_calamine.PasswordError as error:
        raise InputError("file.locked", name=name) from error
    except _PANICS:
        raise
    except BaseException as error:  # the library is in another language, and ends in its panics
        raise InputError("sheets.damaged", name=name, why=str(error)[:100]) from error
    warnings = []
    if hidden:
        warnings.append(Message.of("sheets.hidden", n=len(hidden), names="、".join(hidden[:_NAMED])))
    if hidden_rows:
        warnings.append(Message.of("sheets.hidden_rows", n=hidden_rows))
    if packed is not None and any(part.endswith("vbaProject.bin") for part in packed.names):
        warnings.append(Message("docx.macros"))
    encoding = PurePath(name).suffix.lower().removeprefix(".") or "xlsx"
    found = _found(page, tables, name, encoding, warnings)
    return found if packed is None else replace(found, above=tuple(margins), metadata=properties_of(packed))


def read_csv(data: bytes, name: str) -> FileText:
    """Returns a table that is text: cells parted by commas, tabs or the like. InputError where it is no text that can be trusted."""
    text, encoding = decode(data, name)
    text = text.removeprefix("\ufeff")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    page = _Page()
    try:
        table = _put_rows(page, "", _numbered(lines), {})
    except csv.Error as error:
        raise InputError("sheets.damaged", name=name, why=error) from error
    return _found(page, [table], name, encoding, ())


def _numbered(lines: Any) -> Iterator[tuple[int, list[str]]]:
    """Yields the rows, each with the line at which it begins."""
    begins = 1
    for row in lines:
        yield begins, row
        begins = lines.line_num + 1


def _delimiter(text: str) -> str:
    """Returns what parts the cells: of the signs that stand in most of the first lines the one that stands in them most evenly."""
    lines = [line for line in text[:200_000].splitlines()[:_SAMPLE] if line.strip()]

    def fitness(sign: str) -> tuple[float, int]:
        counts = [line.count(sign) for line in lines]
        most = max(set(counts), key=lambda count: (count > 0, counts.count(count)), default=0)
        return (counts.count(most) / max(1, len(counts)) if most else 0.0), most

    return max(_DELIMITERS, key=fitness) if lines else ","


def _found(page: _Page, tables: Sequence[Table], name: str, encoding: str, warnings: Sequence[Message]) -> FileText:
    text = "\n".join((*page.pieces, "")).replace("\0", "\ufffd")  # of the same length
    require_words(text, name)
    return FileText(text=text, encoding=encoding, page_map=page.map, tables=tuple(tables), warnings=tuple(warnings))


def _put_rows(page: _Page, name: str, rows: Iterable[tuple[int, Sequence[Any]]], spans: Spans) -> Table:
    """Puts the rows that hold anything; returns them as a table."""
    part = page.map.add_part(name, Unit.ROW)
    numbers: list[int] = []
    kept: list[str] = []
    found = iter(rows)
    while some := list(islice(found, _AT_ONCE)):
        lines = ["\t".join([one if type(one) is str else _MAKERS[type(one)](one) for one in row]) for _, row in some]
        joined = "".join(lines)
        if joined.count("\t") > sum(len(row) - 1 for _, row in some if row) or any(sign in joined for sign in _BREAKS):
            lines = ["\t".join(map(one_line, map(_shown, row))) for _, row in some]
        lines = [line.rstrip("\t") for line in lines]
        if not all(lines) or "" in map(str.strip, lines):
            full = [at for at, line in enumerate(lines) if line.strip()]
            some, lines = [some[at] for at in full], [lines[at] for at in full]
        these = [number for number, _ in some]
        page.put_rows(lines, part, these)
        numbers += these
        kept += lines
    return Table(name=name, rows=RowsAsAsked(numbers, kept, spans))


class RowsAsAsked(Sequence[TableRow]):
    """The rows of a table whose cells are made when they are asked for: a sheet may have millions."""

    def __init__(self, numbers: Sequence[int], lines: Sequence[str], spans: Spans) -> None:
        """Keeps the line of each row, its number, and which cells cover several."""
        self._numbers, self._lines, self._spans = numbers, lines, spans

    def __len__(self) -> int:
        """Returns how many rows there are."""
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> TableRow: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[TableRow, ...]: ...

    def __getitem__(self, at: int | slice) -> TableRow | tuple[TableRow, ...]:
        """Returns a row, or several."""
        if isinstance(at, slice):
            return tuple(map(self._row, self._numbers[at], self._lines[at]))
        return self._row(self._numbers[at], self._lines[at])

    def _row(self, number: int, line: str) -> TableRow:
        cells = enumerate(line.split("\t"))
        covered = ((column, one, self._spans.get((number - 1, column), (1, 1))) for column, one in cells if one)
        return number, tuple(
            (column, Cell(words=one, rows=rows, columns=columns)) for column, one, (rows, columns) in covered
        )


def _shown(value: Any) -> str:
    """Returns a value of a cell as words."""
    return value if type(value) is str else _MAKERS[type(value)](value)


def _number(value: float) -> str:
    """Returns a number as it is typed: 2019, and not 2019.0."""
    words = f"{value:.15g}"
    return str(int(value)) if "e+" in words and value < 1e20 else words


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")


def _span(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


class _Makers(dict[type, Callable[[Any], str]]):
    """By the type of a value of a cell what makes words of it."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        return str


_MAKERS = _Makers(
    {
        float: _number,
        bool: lambda value: "TRUE" if value else "FALSE",
        datetime: _moment,
        date: date.isoformat,
        time: lambda value: str(value.isoformat("seconds")),
        timedelta: _span,
        type(None): lambda _: "",
    }
)


# --- before a library takes a file in ----------------------------------------------------------------


def _plain(words: bytes) -> str:
    """Returns a header or footer without its signs of layout (&C, &"font", &12)."""
    return _LAYOUT.sub(" ", unescape(words.decode("utf-8", "replace")))


def _looked_over(packed: Packed, name: str) -> tuple[int, list[str]]:
    """Returns how many rows and columns are hidden, and what the headers and footers say. InputError for a sheet whose cells lie too far apart to be laid out.

    Of a large sheet the head is looked at, which says whether rows are filtered out; it has no room for many empty cells.
    """
    hidden, margins = 0, []
    for part in packed.names:
        if _SHEET.fullmatch(part):
            is_small = packed.entries[part].file_size <= _LOOKED_THROUGH
            xml = packed.read(part) if is_small else b"".join(packed.ends(part, 65_536))
            margins += [_plain(words) for words in _MARGIN.findall(xml)[:_NAMED]]
            hidden += len(_HIDDEN_ROW.findall(xml)) if b" hidden=" in xml else 0
            hidden += b' filterMode="1"' in xml and not is_small
            if is_small and _NOWHERE.search(xml):  # no workbook has such a row; the library counts it round
                raise packed.damaged(part)
            places = _PLACE.findall(xml) if is_small and _FAR.search(xml) else ()
            rows = max((int(row) for _, row in places), default=0)
            columns = max((_column(letters) for letters in {letters for letters, _ in places}), default=0)
            if rows * columns > MOST_CELLS:
                raise InputError("sheets.too_large", name=name, sheet=part, most=MOST_CELLS)
        elif part in _COUNTED:
            said = max(map(int, _COUNT.findall(packed.ends(part, 65_536)[0])), default=0)
            if said > max(packed.entries[part].file_size, 1_000_000):  # room is made for so many before one is read
                raise packed.damaged(part)
        elif part == "content.xml":
            xml = packed.read(part)
            _require_whole(xml, part, packed)
            if sum(len(number) > 4 for number in _REPEATED.findall(xml)) > _MOST_REPEATED:
                raise InputError("sheets.too_large", name=name, sheet=part, most=MOST_CELLS)
    return hidden, margins


def _require_whole(xml: bytes, part: str, packed: Packed) -> None:
    """Raises InputError where elements of a part are not closed: the library would look for their end for ever."""
    try:
        ParserCreate().Parse(xml, True)
    except (ExpatError, LookupError) as error:
        raise packed.damaged(part) from error


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
