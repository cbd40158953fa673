"""Lines with boxes in, text out: paragraphs, drawn tables, running heads and page numbers, by where the lines stand on their pages.

For PDF, OFD and scans alike. A reader gives each page as a `Sheet`: pieces of lines in any order, each without wide gaps
in it, and the lines drawn. `laid_out` puts pieces in the order of reading (columns too), joins the lines of a paragraph
where geometry says that they are one, makes a row of each row of a drawn table, and marks what stands on the margins.

A line goes on in the next one where the first word of that one would not have fitted behind it. In doubt the line break
stays: ingest.clean joins by the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from graph_schema.page_map import PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats.file_text import Cell, Table
from ingest.formats.layout_columns import BlankTable, stretches
from ingest.formats.layout_margins import mark_margins
from ingest.formats.layout_pieces import Line, Row, Rule, Sheet, begins_at, in_order, middle_of, put_in, rows_of
from ingest.formats.layout_tables import Cells, DrawnTable, drawn_tables

__all__ = ["Laid", "Line", "Rule", "Sheet", "laid_out"]

_LEAST_ROWS = 6  # rows that show the margins of a column by themselves
_MOST_HEADS = 3  # rows of the head of a table
_MARKER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十百千零〇\d]{1,6}[条章节编款]"
    r"|\d{1,3}[.．、](?!\d)|附\s*件|附：|[①-⑳]"
)
_ITEM = re.compile(rf"(?:{_MARKER.pattern}|[•●◆■□○▪·-])\s*")
_TITLE_END = re.compile(
    r"(?:通知|决定|公告|通告|意见|通报|报告|批复|函|纪要|方案|办法|规定|细则|条例|规则|制度|规划|计划|目录|清单|措施|表)(?:[（(][^（()）]{1,24}[)）])?$"
)
_HEAD_LINE = re.compile(r"[（(]?\d{4}年\d{1,2}月\d{1,2}日.*|.*\d\s*号|第[^第]{1,8}号")
"""A line of a head that begins a paragraph of its own: a day and what happened on it, a number."""
_ENDS = tuple("。；：！？”）")
_NO_FIRST = frozenset("，。、；：？！）》〉」』】〕”’％%,.;:!?)]}")
_NO_LAST = frozenset("（《〈「『【〔“‘([{")


class Laid(NamedTuple):
    """Holds a text, where it stands on the pages, what of it is no text, and its tables."""

    text: str
    page_map: PageMap
    repairs: tuple[Repair, ...]
    tables: tuple[Table, ...]


def laid_out(sheets: Sequence[Sheet]) -> Laid:
    """Returns the text of pages: a paragraph a line, a row of a table a line with tabs between its cells."""
    for sheet in sheets:
        sheet.lines = put_in([line for line in sheet.lines if line.words.strip()])
        for line in sheet.lines:
            line.size = line.size or max(line.box.bottom - line.box.top, 1.0)
    mark_margins(sheets)
    writer = _Writer()
    for sheet in sheets:
        writer.page(sheet)
    return writer.laid()


# --- the order of reading ---------------------------------------------------------------------------------


def _blocks(sheet: Sheet) -> Iterator[DrawnTable | BlankTable | list[Row]]:
    """Yields tables and columns of text of a page in the order in which they are read."""
    free = [line for line in sheet.lines if line.noise is None]
    grids: list[DrawnTable] = []
    for grid in drawn_tables(sheet):
        held = grid.take(free)
        if held and not grid.is_frame(len(held)):
            grids.append(grid)
            taken = set(map(id, held))
            free = [line for line in free if id(line) not in taken]
    rows = rows_of(free)
    for grid in grids:
        above = [row for row in rows if middle_of(row[0]) < grid.top]
        yield from stretches(above)
        yield grid
        rows = rows[len(above) :]
    yield from stretches(rows)


# --- text ---------------------------------------------------------------------------------------------------


class _Margins(NamedTuple):
    """Holds from where to where lines go in a column, the distance from line to line, their size, and whether paragraphs are indented."""

    left: float
    right: float
    leading: float
    has_indents: bool
    size: float = 0.0


@dataclass(slots=True)
class _OpenRow:
    """Holds a row of a table that may go on over the page: its cells with their lines by page, and the page of the last ones."""

    cells: list[tuple[int, int, int, list[tuple[list[Line], int]]]]
    page: int
    is_head: bool

    @property
    def is_empty(self) -> bool:
        """Tells whether no cell has words."""
        return not any(lines for *_, parts in self.cells for lines, _ in parts)

    def takes(self, cells: Cells, page: int) -> bool:
        """Tells whether the first row of the next page goes on with this one, and adds its words.

        It does where it lacks its first cell and, in a cell that goes on, no sentence was over.
        """
        own = [_words([line for lines, _ in parts for line in lines]) for *_, parts in self.cells]
        more = [_words(lines) for *_, lines in cells]
        places = [cell[:3] for cell in cells] == [cell[:3] for cell in self.cells]
        if page != self.page + 1 or not places or more[0] or not own[0] or not any(more):
            return False
        both = [(before, after) for before, after in zip(own[1:], more[1:], strict=True) if after]
        if any(not before or _MARKER.match(after) for before, after in both):
            return False
        lacks = any(before and not after for before, after in zip(own[1:], more[1:], strict=True))
        if not lacks and any(before.endswith(_ENDS) for before, _ in both):
            return False
        for (*_, parts), (*_, lines) in zip(self.cells, cells, strict=True):
            parts.append((lines, page))
        self.page = page
        return True


def _words(lines: Iterable[Line]) -> str:
    """Returns the words of pieces in the order of reading, without blanks between them."""
    return "".join(line.words for line in in_order(lines))


class _Writer:
    """Writes the text. The paragraph that may go on stays open; what stands on the margins waits until it is over."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._at = 0
        self._map = PageMap()
        self._part = self._map.add_part("", Unit.PAGE)
        self._repairs: list[Repair] = []
        self._tables: list[Table] = []
        self._table_rows: list[tuple[int, tuple[tuple[int, Cell], ...]]] = []
        self._table_columns = 0
        self._row: _OpenRow | None = None
        self._open: list[tuple[list[Line], int]] = []
        self._waiting: list[tuple[Line, int]] = []
        self._margins: _Margins | None = None
        self._last_words = ""

    def page(self, sheet: Sheet) -> None:
        """Writes a page."""
        self._map.add_page(self._part, sheet.number, sheet.width, sheet.height)
        noise = list(in_order(line for line in sheet.lines if line.noise is not None))
        blocks = list(_blocks(sheet))
        begins = min((middle_of(line) for line in sheet.lines if line.noise is None), default=sheet.height)
        for line in noise:
            if middle_of(line) < begins:
                self._noise(line, sheet.number)
        for block in blocks:
            if isinstance(block, list):
                self._column(block, sheet.number)
            else:
                self._grid(block, sheet.number)
        for line in noise:
            if middle_of(line) >= begins:
                self._noise(line, sheet.number)

    def laid(self) -> Laid:
        """Returns what was written."""
        self._end_paragraph()
        self._end_table()
        return Laid("".join(self._pieces).removesuffix("\n"), self._map, tuple(self._repairs), tuple(self._tables))

    def _column(self, rows: list[list[Line]], number: int) -> None:
        """Writes rows of text that stand below each other, each a line or a part of a paragraph."""
        if rows:
            self._end_table()
        self._margins = margins = _margins_of(rows, self._margins)
        is_first = True
        for row in rows:
            if self._open and not _goes_on([above for above, _ in self._open], row, margins, is_below=not is_first):
                self._end_paragraph()
            self._open.append((row, number))
            is_first = False

    def _grid(self, grid: DrawnTable | BlankTable, number: int) -> None:
        """Writes a table; one that goes on from the page above in as many columns is the same, and its head printed again is noise."""
        self._end_paragraph()
        goes_on = self._table_columns == grid.columns
        if not goes_on:
            self._end_table()
        self._table_columns = grid.columns
        heads = [tuple(cell.words for _, cell in cells) for _, cells in self._table_rows[:_MOST_HEADS]]
        is_head = goes_on and self._row is not None
        for at, cells in enumerate(grid.cells()):
            is_head = is_head and at < len(heads) and tuple(_words(lines) for *_, lines in cells) == heads[at]
            if is_head or self._row is None or not goes_on or not self._row.takes(cells, number):
                self._end_row()
                self._row = _OpenRow([(*cell[:3], [(cell[3], number)]) for cell in cells], number, is_head)
            goes_on = goes_on and is_head

    def _end_row(self) -> None:
        """Writes the row of a table that was kept open, since the next page may go on with it."""
        if self._row is None:
            return
        row: list[tuple[int, Cell]] = []
        filled, begins, is_empty = 0, self._at, self._row.is_empty
        for column, covers, across, parts in self._row.cells:
            if not is_empty:
                self._put("\t" * (column - filled))
            filled = column
            words = ""
            for lines, number in parts:
                words = self._joined([[line] for line in in_order(lines)], number, words)
            row.append((column, Cell(words=words, rows=covers, columns=across)))
        if not is_empty:
            self._put("\t" * (self._table_columns - 1 - filled))
        if self._row.is_head:
            self._leave_out(begins, RepairKind.PAGE_NOISE)
        else:
            self._table_rows.append((len(self._table_rows) + 1, tuple(row)))
        self._row = None
        if not is_empty:
            self._put("\n")
        self._let_go()

    def _leave_out(self, begins: int, kind: RepairKind) -> None:
        """Notes what was written from a place on as none of the text."""
        if self._at > begins:
            self._repairs.append(Repair(kind=kind, span=Span(begins, self._at), replacement=""))

    def _noise(self, line: Line, number: int) -> None:
        """Writes a line that is none of the text, once the paragraph is over that may go on behind it."""
        self._waiting.append((line, number))
        self._let_go()

    def _let_go(self) -> None:
        if self._open or self._row is not None:
            return
        for line, number in self._waiting:
            begins = self._at
            self._stretch(line, number)
            self._leave_out(begins, line.noise or RepairKind.PAGE_NOISE)
            self._put("\n")
        self._waiting.clear()

    def _end_paragraph(self) -> None:
        if self._open:
            words = ""
            for row, number in self._open:
                words = self._joined([row], number, words)
            self._put("\n")
            self._last_words = words
            self._open.clear()
        self._let_go()

    def _end_table(self) -> None:
        self._end_row()
        if self._table_rows:
            self._tables.append(Table(name=self._last_words, rows=tuple(self._table_rows)))
            self._table_rows.clear()
        self._table_columns = 0

    def _joined(self, rows: Iterable[Sequence[Line]], number: int, words: str = "") -> str:
        """Writes rows of pieces behind `words`, with blanks where words or pieces are apart; returns all of it."""
        for row in rows:
            for at, line in enumerate(row):
                blank = words and (_is_apart(row[at - 1], line) if at else _is_broken_between(words, line.words))
                if blank:
                    self._put(" ")
                self._stretch(line, number)
                words += f" {line.words}" if blank else line.words
        return words

    def _stretch(self, line: Line, number: int) -> None:
        words = line.words.replace("\n", " ").replace("\t", " ")
        self._map.add(
            self._at,
            self._at + len(words),
            self._part,
            number,
            line.box,
            edges=line.edges,
            confidences=line.confidences,
        )
        self._put(words)

    def _put(self, words: str) -> None:
        if words:
            self._pieces.append(words)
            self._at += len(words)


def _are_words(before: str, after: str) -> bool:
    """Tells whether a blank parts the end of a line from the next one: both are words of Latin letters or numbers."""
    one, other = before[-1], after[0]
    return one.isascii() and other.isascii() and one.isalnum() and other.isalnum()


def _is_broken_between(before: str, after: str) -> bool:
    """Tells whether a line was broken between two words; between two digits it was broken within a number."""
    return _are_words(before, after) and not (before[-1].isdigit() and after[0].isdigit())


def _is_apart(before: Line, line: Line) -> bool:
    """Tells whether two pieces of a row are apart."""
    gap = line.box.left - before.box.right
    return gap > (0.15 if _are_words(before.words, line.words) else 0.6) * line.size


def _margins_of(rows: Sequence[Sequence[Line]], known: _Margins | None) -> _Margins:
    """Returns the margins of a column; where it has few rows, those that are `known` from above, if these rows keep within them."""
    if not rows:
        return known or _Margins(0.0, 0.0, 0.0, False)
    size = median(row[0].size for row in rows)
    left = min(row[0].box.left for row in rows)
    rights = sorted(row[-1].box.right for row in rows)
    right = rights[-1]
    # Set in block, most lines end at the same place, and a mark may hang out behind it.
    place, count = Counter(round(at / (0.2 * size)) for at in rights).most_common(1)[0]
    if count >= max(3, 0.3 * len(rows)) and right - place * 0.2 * size < 1.2 * size:
        right = place * 0.2 * size + 0.1 * size
    steps = [
        middle_of(below[0]) - middle_of(above[0])
        for above, below in pairwise(rows)
        if abs(above[0].size - below[0].size) < 0.2 * size
    ]
    leading = sorted(steps)[len(steps) // 4] if len(steps) > 2 else (known.leading if known else 0.0)
    has_indents = any(1.4 * size < row[0].box.left - left < 2.7 * size for row in rows)
    if known is not None and known.left - 3 * size < left and right < known.right + 3 * size and known.right > left:
        few = len(rows) < _LEAST_ROWS
        left = min(left, known.left) if few or left - known.left < 3 * size else left
        right = max(right, known.right) if few or known.right - right < 3 * size else right
        has_indents = has_indents or known.has_indents
    return _Margins(left, right, leading, has_indents, size)


def _goes_on(paragraph: Sequence[Row], row: Row, margins: _Margins, *, is_below: bool) -> bool:
    """Tells whether a row goes on with a paragraph: its first word would not have fitted behind the last row of that.

    `is_below` tells that both stand in the same column of the same page.
    """
    above, is_opening = paragraph[-1], len(paragraph) == 1
    last, first = above[-1], row[0]
    size = max(last.size, first.size)
    if abs(last.size - first.size) > 0.2 * size or margins.right - margins.left < 12 * size:
        return False
    step = middle_of(first) - middle_of(last)
    # A letterhead or title in large letters has its lines as much farther apart.
    larger = max(1.0, size / margins.size) if margins.size else 1.0
    if is_below and step > (1.5 * margins.leading * larger if margins.leading else 2.6 * size):
        return False
    begins, room = above[0].box.left - margins.left, margins.right - last.box.right
    tolerance = 0.1 if last.words.endswith(_ENDS) else -0.1
    if first.box.left > margins.left + 0.8 * size and not _hangs(paragraph[0], first):
        is_middle = abs(row[-1].box.right + first.box.left - margins.right - margins.left) < size
        if (
            not is_middle
            or abs(begins - room) > size
            or first.box.left < margins.left + 3 * (margins.size or size)
            or _MARKER.match(first.words)
            or _HEAD_LINE.fullmatch("".join(line.words for line in row))
        ):
            return False
        room += begins  # a title in the middle of the page, as wide as it
        tolerance = -0.25 if larger > 1.15 else -0.1  # a head that breaks is almost as wide as the page
    elif is_opening and begins > 4.5 * size:
        return False  # the day or the office of a signature, on the right
    elif is_opening and begins < size and margins.has_indents and _TITLE_END.search(last.words):
        return False
    is_set_in = paragraph[0][0].box.left > margins.left + 1.2 * size  # and so would the next paragraph be
    is_over = last.words.endswith(_ENDS) and not is_set_in
    if is_over and (not margins.has_indents or _MARKER.match(first.words)):
        return False
    blank = 0.5 if first.words[0].isascii() else 0.0  # which may have stood before the word
    return _first_word(first) > room + (tolerance - blank) * size


def _hangs(opening: Row, line: Line) -> bool:
    """Tells whether a line stands below the words of an item, behind its number."""
    number = _ITEM.match(opening[0].words)
    if number is None:
        return False
    if number.end() < len(opening[0].words):
        inner = begins_at(opening[0], number.end()) if opening[0].edges else opening[0].box.left
    else:
        inner = opening[1].box.left if len(opening) > 1 else opening[0].box.right
    return abs(line.box.left - inner) < 0.5 * line.size


def _first_word(line: Line) -> float:
    """Returns how wide the first word of a line is that may not be broken: a number, a Latin word, a character with its marks."""
    words = line.words
    end = 1
    while end < len(words) and (
        words[end] in _NO_FIRST or words[end - 1] in _NO_LAST or _are_words(words[end - 1], words[end])
    ):
        end += 1
    wide = line.box.right - line.box.left
    if line.edges:
        return wide * line.edges[end] / 255 if end < len(words) else wide
    return wide * _units(words[:end]) / max(_units(words), 1)


def _units(words: str) -> int:
    """Returns how wide words are, in letters of half width."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in words)
