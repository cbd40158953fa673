"""Tables of a page of a PDF: by the lines drawn around their cells; where none are drawn, by the blanks between columns.

A drawn line that lacks between two cells makes one of them. Lines that touch are one table; one with a single column
is a frame around text, and no table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.formats.pdf_layout import Line, Row, line_of, rows_of
from ingest.formats.pdf_page import Drawn, Piece, Rule, is_wide

_NEAR = 2.5  # points: lines nearer than this are one
_LEAST_UPRIGHT = 3
_MOST_CELLS = 40_000  # of one page


@dataclass(slots=True)
class Field:
    """Holds a cell of a table on a page: where it begins, how many rows and columns it covers, its lines."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    lines: list[Line] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Returns its words, line after line."""
        return joined(line.words for line in self.lines)


@dataclass(slots=True)
class Grid:
    """Holds a table: where it stands, the sides of its columns, the cells of each row."""

    page: int
    top: float
    bottom: float
    columns: list[float]
    rows: list[list[Field]] = field(default_factory=list)
    is_drawn: bool = True


def joined(lines: Iterable[str]) -> str:
    """Returns lines as one, with a blank between words of other scripts only."""
    words = ""
    for line in lines:
        words += blank_between(words, line) + line
    return words


def blank_between(before: str, after: str) -> str:
    """Returns what stands between two lines that are one: a blank between words of other scripts, else nothing."""
    if not before or not after or is_wide(before[-1]) or is_wide(after[0]):
        return ""
    if before[-1] in "-/" or before[-1].isspace() or (before[-1].isdigit() and after[0].isdigit()):
        return ""
    return " " if before[-1].isalnum() or before[-1] in ",.;:)" else ""


def drawn_tables(page: Drawn, pieces: Sequence[Piece]) -> tuple[list[Grid], list[Piece]]:
    """Returns the tables that are drawn in lines on a page, and the pieces that stand in none."""
    grids: list[Grid] = []
    rest = list(pieces)
    for level, upright in _clusters(page.level, page.upright):
        frame = _Frame(level, upright)
        if not frame.is_table:
            continue
        inside = [piece for piece in rest if frame.holds(piece)]
        if not inside:
            continue
        rest = [piece for piece in rest if not frame.holds(piece)]
        grids.append(frame.filled(inside, page.number))
    return grids, rest


def _clusters(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yields the lines of each table: bands of upright lines that go on below each other."""
    if len(upright) < _LEAST_UPRIGHT:
        return
    spans: list[list[float]] = []
    for rule in sorted(upright, key=lambda one: one.first):
        if spans and rule.first <= spans[-1][1] + _NEAR:
            spans[-1][1] = max(spans[-1][1], rule.last)
        else:
            spans.append([rule.first, rule.last])
    for first, last in spans:
        yield (
            [rule for rule in level if first - _NEAR <= rule.at <= last + _NEAR],
            [rule for rule in upright if first - _NEAR <= rule.first and rule.last <= last + _NEAR],
        )


class _Frame:
    """The lines of one table, by the rows and columns that they make."""

    def __init__(self, level: Sequence[Rule], upright: Sequence[Rule]) -> None:
        first, last = min(rule.first for rule in upright), max(rule.last for rule in upright)
        # A row cut by the end of a page has no line there.
        self.tops = _places([*(rule.at for rule in level), first, last])
        self.lefts = _places(rule.at for rule in upright)
        self._level = _by_place(level, self.tops)
        self._upright = _by_place(upright, self.lefts)
        cells = (len(self.tops) - 1) * (len(self.lefts) - 1)
        self.is_table = len(self.lefts) >= _LEAST_UPRIGHT and len(self.tops) >= 2 and cells <= _MOST_CELLS

    def holds(self, piece: Piece) -> bool:
        """Tells whether a piece stands within the table."""
        across = piece.left + min(piece.size, piece.right - piece.left) * 0.25
        return self.tops[0] <= piece.middle <= self.tops[-1] and self.lefts[0] - _NEAR <= across <= self.lefts[-1]

    def filled(self, pieces: Sequence[Piece], page: int) -> Grid:
        """Returns the table with the words of its cells."""
        owner = self._owners()
        held: dict[tuple[int, int], list[Piece]] = {}
        for piece in self._cut(pieces):
            row = min(max(bisect_right(self.tops, piece.middle) - 1, 0), len(self.tops) - 2)
            across = piece.left + min(piece.size, piece.right - piece.left) * 0.25
            column = min(max(bisect_right(self.lefts, across) - 1, 0), len(self.lefts) - 2)
            held.setdefault(owner[row][column], []).append(piece)
        grid = Grid(page, self.tops[0], self.tops[-1], self.lefts)
        spans: dict[tuple[int, int], Field] = {}
        for row in range(len(self.tops) - 1):
            cells: list[Field] = []
            for column in range(len(self.lefts) - 1):
                first = owner[row][column]
                if first == (row, column):
                    lines = [line_of(one, page) for one in rows_of(held.get(first, ()))]
                    spans[first] = Field(row, column, lines=lines)
                    cells.append(spans[first])
                else:
                    cell = spans[first]
                    cell.rows = max(cell.rows, row - first[0] + 1)
                    cell.columns = max(cell.columns, column - first[1] + 1)
            grid.rows.append(cells)
        return grid

    def _owners(self) -> list[list[tuple[int, int]]]:
        """Returns for each place the first one of its cell; places between which no line is drawn are one cell."""
        owner: list[list[tuple[int, int]]] = []
        for row, (top, bottom) in enumerate(pairwise(self.tops)):
            owner.append([])
            for column, (left, right) in enumerate(pairwise(self.lefts)):
                mine = (row, column)
                if column and not _lies(self._upright[column], (top + bottom) / 2):
                    mine = owner[row][column - 1]
                elif row and not _lies(self._level[row], (left + right) / 2):
                    mine = owner[row - 1][column]
                owner[row].append(mine)
        return owner

    def _cut(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        """Yields pieces cut where a drawn line goes through them: cells may stand close to each other."""
        for piece in pieces:
            row = min(max(bisect_right(self.tops, piece.middle) - 1, 0), len(self.tops) - 2)
            middle = (self.tops[row] + self.tops[row + 1]) / 2
            first = 0
            for column, at in enumerate(self.lefts):
                if not piece.left + _NEAR < at < piece.right - _NEAR or not _lies(self._upright[column], middle):
                    continue
                cut = next((k for k in range(first, len(piece.words)) if piece.begins(k) >= at - _NEAR), None)
                if cut is not None and cut > first:
                    yield part_of(piece, first, cut)
                    first = cut
            yield part_of(piece, first, len(piece.words)) if first else piece


def part_of(piece: Piece, first: int, last: int) -> Piece:
    """Returns the part of a piece from one character to another."""
    left, right = piece.begins(first), piece.begins(last)
    scale = 255 / max(right - left, 0.01)
    edges = bytes(min(255, max(0, int((piece.begins(at) - left) * scale))) for at in range(first, last))
    return replace(piece, words=piece.words[first:last], left=left, right=right, edges=edges)


def _places(at: Iterable[float]) -> list[float]:
    """Returns where lines lie, those that are one line once."""
    found: list[float] = []
    for place in sorted(at):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found


def _by_place(rules: Iterable[Rule], places: Sequence[float]) -> list[list[tuple[float, float]]]:
    """Returns for each place the stretches that are drawn there, those that touch as one."""
    found: list[list[tuple[float, float]]] = [[] for _ in places]
    for rule in sorted(rules, key=lambda one: one.first):
        at = max(bisect_right(places, rule.at + _NEAR / 2) - 1, 0)
        stretches = found[at]
        if stretches and rule.first <= stretches[-1][1] + _NEAR:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], rule.last))
        else:
            stretches.append((rule.first, rule.last))
    return found


def _lies(stretches: Sequence[tuple[float, float]], at: float) -> bool:
    """Tells whether a line is drawn at a place."""
    index = bisect_right(stretches, (at + _NEAR, float("inf"))) - 1
    return index >= 0 and stretches[index][1] >= at - _NEAR


# --- without lines ---------------------------------------------------------------------------------------------


def blank_tables(rows: Sequence[Row], page: int) -> Iterator[Row | Grid]:
    """Yields rows as they are, and as one table those that stand in columns with blanks between."""
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and (len(rows[end]) > 1 or (end > at and _goes_on(rows, at, end))):
            end += 1
        while end > at and len(rows[end - 1]) == 1:
            end -= 1
        columns = _columns(rows[at:end])
        if columns is not None:
            yield _blank_grid(rows[at:end], columns, page)
            at = end
        else:
            yield rows[at]
            at += 1


def _goes_on(rows: Sequence[Row], first: int, at: int) -> bool:
    """Tells whether a row of one piece may go on with a cell above: it begins where a piece of the row above does."""
    piece = rows[at][0]
    return any(abs(piece.left - other.left) < piece.size for row in rows[max(first, at - 2) : at] for other in row) and (
        piece.top - rows[at - 1][0].bottom < piece.size
    )


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]] | None:
    """Returns from where to where each column goes; None where the rows are no table."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < 3:
        return None
    spans: list[list[float]] = []
    for piece in sorted((piece for row in rows for piece in row), key=lambda one: one.left):
        if spans and piece.left < spans[-1][1] + 0.3 * piece.size:
            spans[-1][1] = max(spans[-1][1], piece.right)
        else:
            spans.append([piece.left, piece.right])
    if len(spans) < 3 and (len(spans) < 2 or len(several) < 4):
        return None
    if any(len(row) > len(spans) for row in several):
        return None
    return [(left, right) for left, right in spans]


def _blank_grid(rows: Sequence[Row], columns: Sequence[tuple[float, float]], page: int) -> Grid:
    """Returns rows as a table; a row that lacks its first cells goes on with the cells above it."""
    grid = Grid(page, rows[0][0].top, rows[-1][0].bottom, [left for left, _ in columns], is_drawn=False)
    above: list[Row] = []
    for row in rows:
        cells: list[list[Piece]] = [[] for _ in columns]
        for piece in row:
            cells[max(n for n, (left, _) in enumerate(columns) if piece.left >= left - 1)].append(piece)
        near = bool(above) and row[0].top - max(p.bottom for p in above[-1]) < 0.6 * row[0].size
        if above and near and not cells[0] and grid.rows:
            for cell, pieces in zip(grid.rows[-1], cells, strict=True):
                if pieces:
                    cell.lines.append(line_of(pieces, page))
        else:
            grid.rows.append(
                [Field(len(grid.rows), n, lines=[line_of(c, page)] if c else []) for n, c in enumerate(cells)]
            )
        above.append(row)
    return grid
