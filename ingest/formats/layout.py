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
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from graph_schema.page_map import Box, PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats.file_text import Cell, Table

_MARGIN = 0.13  # of the height of a page: above and below stand running heads and page numbers
_NEAR = 3.0  # points within which drawn lines are one
_MOST_RULES = 20_000  # drawn lines of one page: more are a drawing
_LEAST_UPRIGHT = 3  # upright lines that a table has at least: two are a frame
_MOST_FRAMED = 8  # lines in a cell that holds most of a table: more are text in a frame
_LEAST_ROWS = 6  # rows of lines that show that a page has two columns
_LEAST_ALIKE = 3  # pages on which a running head stands
_NUMBERED = re.compile(
    r"[—–\-－―─·•~]+\s*(?P<dashed>\d{1,4})\s*[—–\-－―─·•~]+"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*[（(]?共\s*\d{1,4}\s*页[）)]?)?|\d{1,4}\s*[/／]\s*\d{1,4}"
    r"|(?P<bare>\d{1,4})"
)
_DIGITS = re.compile(r"\d+")
_MARKER = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十百千零〇\d]{1,6}[条章节编款]"
    r"|\d{1,3}[.．、](?!\d)|附\s*件|附：|[①-⑳]"
)
_TITLE_END = re.compile(
    r"(?:通知|决定|公告|通告|意见|通报|报告|批复|函|纪要|方案|办法|规定|细则|条例|规则|制度|规划|计划|目录|清单|措施|表)(?:[（(][^（()）]{1,24}[)）])?$"
)
_ENDS = tuple("。；：！？”）")
_NO_FIRST = frozenset("，。、；：？！）》〉」』】〕”’％%,.;:!?)]}")
_NO_LAST = frozenset("（《〈「『【〔“‘([{")


@dataclass(slots=True)
class Line:
    """Holds a piece of a line: its words, its box, and `size`, the height of its letters in points (0: that of the box).

    `edges` and `confidences` are as PageMap.add takes them. `noise` is set where the reader knows that the piece is none of the text.
    """

    words: str
    box: Box
    size: float = 0.0
    edges: bytes = b""
    confidences: bytes = b""
    noise: RepairKind | None = None


class Rule(NamedTuple):
    """Holds a drawn line: where it lies across its direction, and from where to where it goes, in points."""

    at: float
    first: float
    last: float


@dataclass(slots=True)
class Sheet:
    """Holds a page: its number, its size in points, the pieces of lines on it, and the level and upright lines that are drawn."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)

    def add_box(self, left: float, top: float, right: float, bottom: float) -> None:
        """Adds the lines that a drawn box makes: one where it is thin, else its four sides."""
        if len(self.level) + len(self.upright) > _MOST_RULES or right - left < _NEAR > bottom - top:
            return
        if bottom - top < _NEAR:
            self.level.append(Rule((top + bottom) / 2, left, right))
        elif right - left < _NEAR:
            self.upright.append(Rule((left + right) / 2, top, bottom))
        else:
            self.level += (Rule(top, left, right), Rule(bottom, left, right))
            self.upright += (Rule(left, top, bottom), Rule(right, top, bottom))


class Laid(NamedTuple):
    """Holds a text, where it stands on the pages, what of it is no text, and its tables."""

    text: str
    page_map: PageMap
    repairs: tuple[Repair, ...]
    tables: tuple[Table, ...]


def laid_out(sheets: Sequence[Sheet]) -> Laid:
    """Returns the text of pages: a paragraph a line, a row of a table a line with tabs between its cells."""
    for sheet in sheets:
        sheet.lines = [line for line in sheet.lines if line.words.strip()]
        for line in sheet.lines:
            line.size = line.size or max(line.box.bottom - line.box.top, 1.0)
    _mark_margins(sheets)
    writer = _Writer()
    for sheet in sheets:
        writer.page(sheet)
    return writer.laid()


# --- running heads and page numbers ---------------------------------------------------------------------


def _mark_margins(sheets: Sequence[Sheet]) -> None:
    """Marks what stands on the margins of pages: numbers of pages, and words that stand at the same place on several pages."""
    alike: Counter[tuple[str, int]] = Counter()
    counted: Counter[tuple[int, bool]] = Counter()
    found: list[tuple[Line, tuple[str, int], tuple[int, bool] | None]] = []
    for sheet in sheets:
        for line, is_outermost in _on_margins(sheet):
            words = " ".join(line.words.split())
            place = (_DIGITS.sub("#", words), round(line.box.top / 6))
            shown = _NUMBERED.fullmatch(words)
            if shown and shown["bare"] is None:
                line.noise = RepairKind.PAGE_NOISE
                continue
            bare = (int(shown["bare"]) - sheet.number, line.box.top > sheet.height / 2) if shown else None
            if bare is not None and is_outermost:
                counted[bare] += 1
            alike[place] += 1
            found.append((line, place, bare if is_outermost else None))
    for line, place, bare in found:
        near = sum(alike[place[0], place[1] + step] for step in (-1, 0, 1))
        is_head = near >= max(_LEAST_ALIKE, 0.3 * len(sheets)) and (bare is not None or len(place[0]) > 1)
        if is_head or (bare is not None and counted[bare] > 1):
            line.noise = RepairKind.PAGE_NOISE


def _on_margins(sheet: Sheet) -> Iterator[tuple[Line, bool]]:
    """Yields the lines on the margins of a page outside of its tables, and whether each is on the outermost row of them."""
    text = [line for line in sheet.lines if line.noise is None]
    if not text:
        return
    first = min(line.box.top for line in text)
    last = max(line.box.bottom for line in text)
    tables = _extents(sheet)
    for line in text:
        above, below = line.box.bottom <= sheet.height * _MARGIN, line.box.top >= sheet.height * (1 - _MARGIN)
        middle = (line.box.top + line.box.bottom) / 2
        if (above or below) and not any(top <= middle <= bottom for top, bottom in tables):
            yield line, (above and line.box.top < first + line.size) or (below and line.box.bottom > last - line.size)


def _extents(sheet: Sheet) -> list[tuple[float, float]]:
    """Returns from where to where upright lines go, as far down as they follow each other."""
    found: list[tuple[float, float]] = []
    for rule in sorted(sheet.upright, key=lambda one: one.first):
        if found and rule.first <= found[-1][1] + _NEAR:
            found[-1] = (found[-1][0], max(found[-1][1], rule.last))
        else:
            found.append((rule.first, rule.last))
    return found


# --- the order of reading ---------------------------------------------------------------------------------


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Returns the pieces of each row, from the top, each row from the left: pieces are on one row whose middles are near."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (_middle(one), one.box.left)):
        if rows and _middle(line) - _middle(rows[-1][0]) < 0.5 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda one: one.box.left)
    return rows


def _in_order(lines: Iterable[Line]) -> Iterator[Line]:
    for row in _rows(lines):
        yield from row


class _Column(NamedTuple):
    """Rows of text that stand below each other, each a list of pieces."""

    rows: list[list[Line]]


def _blocks(sheet: Sheet) -> Iterator[_Grid | _Column]:
    """Yields tables and columns of text of a page in the order in which they are read."""
    free = [line for line in sheet.lines if line.noise is None]
    grids: list[_Grid] = []
    for grid in _grids(sheet):
        held = grid.take(free)
        if held and not grid.is_frame(len(held)):
            grids.append(grid)
            taken = set(map(id, held))
            free = [line for line in free if id(line) not in taken]
    rows = _rows(free)
    for grid in grids:
        above = [row for row in rows if _middle(row[0]) < grid.top]
        yield from _columns(above)
        yield grid
        rows = rows[len(above) :]
    yield from _columns(rows)


def _columns(rows: list[list[Line]]) -> Iterator[_Column]:
    """Yields rows as columns: two of them, the left one first, where a gutter goes down through most rows."""
    at = 0
    while at < len(rows):
        end, gutter = _gutter(rows, at)
        if end > at:
            for is_right in (False, True):
                side = [[line for line in row if (line.box.left >= gutter) is is_right] for row in rows[at:end]]
                yield _Column([row for row in side if row])
            at = end
            continue
        first = at
        at += 1
        while at < len(rows) and not (len(rows[at]) == 2 and _gutter(rows, at)[0] > at):
            at += 1
        yield _Column(rows[first:at])


def _gutter(rows: Sequence[Sequence[Line]], at: int) -> tuple[int, float]:
    """Returns the end of the rows from `at` on that stand in two columns, and where the right one begins; `at` where they do not."""
    if len(rows[at]) != 2:
        return at, 0.0
    ends, begins = rows[at][0].box.right, rows[at][1].box.left
    both, end = 0, at
    while end < len(rows) and (both >= _LEAST_ROWS or end - at < 2 * _LEAST_ROWS):
        row = rows[end]
        ends_now = max([ends, *(line.box.right for line in row if line.box.left < ends)])
        begins_now = min([begins, *(line.box.left for line in row if line.box.left >= ends)])
        if len(row) > 2 or begins_now - ends_now < 0.8 * row[0].size:
            break
        ends, begins = ends_now, begins_now
        both += len(row) == 2
        end += 1
    used = [line for row in rows[at:end] for line in row]
    if both < _LEAST_ROWS or median(line.box.right - line.box.left for line in used) < 9 * median(
        line.size for line in used
    ):
        return at, 0.0  # few, or no prose: the cells of a table without lines
    return end, begins - 1


# --- drawn tables -------------------------------------------------------------------------------------------


def _places(rules: Iterable[Rule]) -> list[float]:
    """Returns where drawn lines lie, those that are one line once."""
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


def _covers(rule: Rule, at: float) -> bool:
    return rule.first - _NEAR <= at <= rule.last + _NEAR


class _Index:
    """Knows drawn lines by where they lie, for questions on one place."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = sorted(rules)
        self._ats = [rule.at for rule in self._rules]

    def has(self, at: float, along: float) -> bool:
        """Tells whether a line lies at a place and goes past another."""
        first, last = bisect_right(self._ats, at - _NEAR), bisect_right(self._ats, at + _NEAR)
        return any(_covers(self._rules[number], along) for number in range(first, last))


class _Grid:
    """Holds one drawn table: its rows and columns, which cells are one, and the lines in each."""

    def __init__(self, level: Sequence[Rule], upright: Sequence[Rule], bands: Sequence[tuple[float, float]]) -> None:
        self.top, self.bottom = bands[0][0], bands[-1][1]
        self._bands = bands
        self._sides = _places(upright)
        self.columns = len(self._sides) - 1
        self._first = _merged(bands, self._sides, _Index(level), _Index(upright))
        self.held: dict[tuple[int, int], list[Line]] = {}

    def take(self, lines: Iterable[Line]) -> list[Line]:
        """Returns the lines that stand within the table, and keeps each in its cell."""
        tops, taken = [top for top, _ in self._bands], []
        for line in lines:
            inside = min((line.box.left + line.box.right) / 2, line.box.left + line.size)
            row, column = bisect_right(tops, _middle(line)) - 1, bisect_right(self._sides, inside) - 1
            if row >= 0 and 0 <= column < self.columns and _middle(line) <= self._bands[row][1]:
                self.held.setdefault(self._first[row, column], []).append(line)
                taken.append(line)
        return taken

    def is_frame(self, count: int) -> bool:
        """Tells whether nearly all of so many lines stand in one cell: a frame around a text, and no table."""
        most = max(map(len, self.held.values()))
        return most > _MOST_FRAMED and most > 0.8 * count

    def cells(self) -> Iterator[list[tuple[int, int, int, list[Line]]]]:
        """Yields the cells of each row: column, rows and columns covered, lines; a cell stands where it begins."""
        extent: dict[tuple[int, int], tuple[int, int]] = {}
        for (row, column), first in self._first.items():
            rows, columns = extent.get(first, (0, 0))
            extent[first] = max(rows, row - first[0] + 1), max(columns, column - first[1] + 1)
        for row in range(len(self._bands)):
            yield [
                (column, *extent[row, column], self.held.get((row, column), []))
                for column in range(self.columns)
                if self._first[row, column] == (row, column)
            ]


def _grids(sheet: Sheet) -> Iterator[_Grid]:
    """Yields the drawn tables of a page, from the top: bands between level lines that follow each other and have upright lines."""
    for top, bottom in _extents(sheet):
        upright = [rule for rule in sheet.upright if top <= (rule.first + rule.last) / 2 <= bottom]
        if len(_places(upright)) < _LEAST_UPRIGHT:
            continue
        left, right = min(rule.at for rule in upright), max(rule.at for rule in upright)
        level = [
            rule
            for rule in sheet.level
            if top - _NEAR <= rule.at <= bottom + _NEAR and rule.first < right and rule.last > left
        ]
        places = _places([*level, Rule(top, left, right), Rule(bottom, left, right)])
        bands = [(one, other) for one, other in pairwise(places)]
        if bands and len(_places(upright)) * len(bands) <= _MOST_RULES:
            yield _Grid(level, upright, bands)


def _merged(
    bands: Sequence[tuple[float, float]], sides: Sequence[float], level: _Index, upright: _Index
) -> dict[tuple[int, int], tuple[int, int]]:
    """Returns for each cell the first one of those that it is one with: no line is drawn between them."""
    cells = {(row, column): (row, column) for row in range(len(bands)) for column in range(len(sides) - 1)}

    def first_of(cell: tuple[int, int]) -> tuple[int, int]:
        while cells[cell] != cell:
            cells[cell] = cells[cells[cell]]
            cell = cells[cell]
        return cell

    def join(one: tuple[int, int], other: tuple[int, int]) -> None:
        first, last = sorted((first_of(one), first_of(other)))
        cells[last] = first

    for row, (top, bottom) in enumerate(bands):
        for column, (left, right) in enumerate(pairwise(sides)):
            if column and not upright.has(left, (top + bottom) / 2):
                join((row, column), (row, column - 1))
            if row and not level.has(top, (left + right) / 2):
                join((row, column), (row - 1, column))
    return {cell: first_of(cell) for cell in cells}


# --- text ---------------------------------------------------------------------------------------------------


class _Margins(NamedTuple):
    """Holds from where to where lines go in a column, the distance from line to line, and whether paragraphs are indented."""

    left: float
    right: float
    leading: float
    has_indents: bool


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
        self._open: list[tuple[list[Line], int]] = []
        self._waiting: list[tuple[Line, int]] = []
        self._margins: _Margins | None = None
        self._last_words = ""

    def page(self, sheet: Sheet) -> None:
        """Writes a page."""
        self._map.add_page(self._part, sheet.number, sheet.width, sheet.height)
        noise = list(_in_order(line for line in sheet.lines if line.noise is not None))
        blocks = list(_blocks(sheet))
        begins = min((_middle(line) for line in sheet.lines if line.noise is None), default=sheet.height)
        for line in noise:
            if _middle(line) < begins:
                self._noise(line, sheet.number)
        for block in blocks:
            if isinstance(block, _Grid):
                self._grid(block, sheet.number)
            else:
                self._column(block.rows, sheet.number)
        for line in noise:
            if _middle(line) >= begins:
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
            if self._open and not _goes_on(
                self._open[-1][0], row, margins, is_below=not is_first, is_opening=len(self._open) == 1
            ):
                self._end_paragraph()
            self._open.append((row, number))
            is_first = False

    def _grid(self, grid: _Grid, number: int) -> None:
        """Writes a drawn table; one that goes on from the page above in as many columns is the same."""
        self._end_paragraph()
        if self._table_columns != grid.columns:
            self._end_table()
        self._table_columns = grid.columns
        for cells in grid.cells():
            row: list[tuple[int, Cell]] = []
            is_empty = not any(lines for *_, lines in cells)
            filled = 0
            for column, covers, across, lines in cells:
                if not is_empty:
                    self._put("\t" * (column - filled))
                filled = column
                words = self._joined([[line] for line in _in_order(lines)], number)
                row.append((column, Cell(words=words, rows=covers, columns=across)))
            if not is_empty:
                self._put("\t" * (grid.columns - 1 - filled) + "\n")
            self._table_rows.append((len(self._table_rows) + 1, tuple(row)))

    def _noise(self, line: Line, number: int) -> None:
        """Writes a line that is none of the text, once the paragraph is over that may go on behind it."""
        self._waiting.append((line, number))
        if not self._open:
            self._let_go()

    def _let_go(self) -> None:
        for line, number in self._waiting:
            begins = self._at
            self._stretch(line, number)
            self._repairs.append(
                Repair(kind=line.noise or RepairKind.PAGE_NOISE, span=Span(begins, self._at), replacement="")
            )
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
        _middle(below[0]) - _middle(above[0])
        for above, below in pairwise(rows)
        if abs(above[0].size - below[0].size) < 0.2 * size
    ]
    leading = median(steps) if len(steps) > 2 else (known.leading if known else 0.0)
    has_indents = any(1.4 * size < row[0].box.left - left < 2.7 * size for row in rows)
    if known is not None and known.left - 3 * size < left and right < known.right + 3 * size and known.right > left:
        few = len(rows) < _LEAST_ROWS
        left = min(left, known.left) if few or left - known.left < 3 * size else left
        right = max(right, known.right) if few or known.right - right < 3 * size else right
        has_indents = has_indents or known.has_indents
    return _Margins(left, right, leading, has_indents)


def _goes_on(
    above: Sequence[Line], row: Sequence[Line], margins: _Margins, *, is_below: bool, is_opening: bool
) -> bool:
    """Tells whether a row goes on with the paragraph of the one above: its first word would not have fitted there.

    `is_below` tells that both stand in the same column of the same page, `is_opening` that the one above begins its paragraph.
    """
    last, first = above[-1], row[0]
    size = max(last.size, first.size)
    if abs(last.size - first.size) > 0.25 * size or margins.right - margins.left < 12 * size:
        return False
    step = _middle(first) - _middle(last)
    if is_below and step > (1.5 * margins.leading if margins.leading else 2.6 * size):
        return False
    begins, room = above[0].box.left - margins.left, margins.right - last.box.right
    if first.box.left > margins.left + 0.8 * size:
        is_middle = abs(row[-1].box.right + first.box.left - margins.right - margins.left) < size
        if (
            not is_middle
            or abs(begins - room) > size
            or first.box.left < margins.left + 3 * size
            or _MARKER.match(first.words)
        ):
            return False
        room += begins  # a title in the middle of the page, as wide as it
    elif is_opening and begins < size and margins.has_indents and _TITLE_END.search(last.words):
        return False
    if last.words.endswith(_ENDS) and (not margins.has_indents or _MARKER.match(first.words)):
        return False
    blank = 0.5 if first.words[0].isascii() else 0.0  # which may have stood before the word
    return _first_word(first) > room + (0.1 - blank) * size


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
