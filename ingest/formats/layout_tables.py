"""Tables of a page by the lines drawn around their cells. Cells between which no line is drawn are one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ingest.formats.layout_pieces import NEAR, Line, Rule, Sheet, begins_at, middle_of, part_of

_MOST_CELLS = 20_000  # of one table
_LEAST_UPRIGHT = 3  # upright lines that a table has at least: two are a frame
_MOST_FRAMED = 8  # lines in a cell that holds most of a table: more are text in a frame

Cells = list[tuple[int, int, int, list[Line]]]
"""The cells of a row: column, rows and columns covered, pieces of lines."""


def extents(sheet: Sheet) -> list[tuple[float, float]]:
    """Returns from where to where upright lines go, as far down as they follow each other."""
    found: list[tuple[float, float]] = []
    for rule in sorted(sheet.upright, key=lambda one: one.first):
        if found and rule.first <= found[-1][1] + NEAR:
            found[-1] = (found[-1][0], max(found[-1][1], rule.last))
        else:
            found.append((rule.first, rule.last))
    return found


def _places(rules: Iterable[Rule]) -> list[float]:
    """Returns where drawn lines lie, those that are one line once."""
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > NEAR:
            found.append(at)
    return found


def _covers(rule: Rule, at: float) -> bool:
    return rule.first - NEAR <= at <= rule.last + NEAR


class _Index:
    """Knows drawn lines by where they lie, for questions on one place."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = sorted(rules)
        self._ats = [rule.at for rule in self._rules]

    def has(self, at: float, along: float) -> bool:
        """Tells whether a line lies at a place and goes past another."""
        first, last = bisect_right(self._ats, at - NEAR), bisect_right(self._ats, at + NEAR)
        return any(_covers(self._rules[number], along) for number in range(first, last))


class DrawnTable:
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
            row, column = bisect_right(tops, middle_of(line)) - 1, bisect_right(self._sides, inside) - 1
            if row >= 0 and 0 <= column < self.columns and middle_of(line) <= self._bands[row][1]:
                for first, part in self._parted(line, row, column):
                    self.held.setdefault(first, []).append(part)
                taken.append(line)
        return taken

    def _parted(self, line: Line, row: int, column: int) -> Iterator[tuple[tuple[int, int], Line]]:
        """Yields a line with its cell, cut where drawn lines go through it: cells may stand close to each other."""
        own = self._first[row, column]
        while column + 1 < self.columns and self._sides[column + 1] + NEAR < line.box.right and line.edges:
            column += 1
            if self._first[row, column] == own:
                continue
            at = next((n for n, _ in enumerate(line.edges) if begins_at(line, n) >= self._sides[column] - NEAR), 0)
            if at:
                yield own, part_of(line, 0, at)
                line = part_of(line, at, len(line.words))
            own = self._first[row, column]
        yield own, line

    def is_frame(self, count: int) -> bool:
        """Tells whether nearly all of so many lines stand in one cell: a frame around a text, and no table."""
        most = max(map(len, self.held.values()))
        return most > _MOST_FRAMED and most > 0.8 * count

    def cells(self) -> Iterator[Cells]:
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


def drawn_tables(sheet: Sheet) -> Iterator[DrawnTable]:
    """Yields the drawn tables of a page, from the top: bands between level lines that follow each other and have upright lines."""
    for top, bottom in extents(sheet):
        upright = [rule for rule in sheet.upright if top <= (rule.first + rule.last) / 2 <= bottom]
        if len(_places(upright)) < _LEAST_UPRIGHT:
            continue
        left, right = min(rule.at for rule in upright), max(rule.at for rule in upright)
        level = [
            rule
            for rule in sheet.level
            if top - NEAR <= rule.at <= bottom + NEAR and rule.first < right and rule.last > left
        ]
        places = _places([*level, Rule(top, left, right), Rule(bottom, left, right)])
        bands = [(one, other) for one, other in pairwise(places)]
        if bands and len(_places(upright)) * len(bands) <= _MOST_CELLS:
            yield DrawnTable(level, upright, bands)


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
