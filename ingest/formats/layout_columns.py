"""The order of reading on a page: columns of text from the left, and cells that stand in columns with blanks between.

A page is parted into columns where a blank strip goes through several lines most of which fill their side of it: cells of a
table are short. A line across the strip ends the columns above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from ingest.formats.layout_pieces import Line, Row, rows_of
from ingest.formats.layout_tables import Cells

_MOST_ROWS = 2_000  # of one page: more are a drawing
_MOST_PIECES = 5_000  # of one page: more are a drawing
_MOST_COLUMNS = 4
_LEAST_STRIP = 1.0  # heights of a line: the blank strip between two columns
_LEAST_SIDE = 9.0  # heights of a line: the width of a column of text
_LEAST_LINES = 4  # lines of the longer of two columns
_APART = 5.0  # heights of a line: rows further apart are no table
_FULL = 0.75  # share of a column's width that a full line has


class BlankTable:
    """Holds rows whose pieces stand in columns, with blanks between them and no lines drawn."""

    def __init__(self, rows: Sequence[Row], lefts: Sequence[float]) -> None:
        self.columns = len(lefts)
        self._rows: list[list[list[Line]]] = []
        below = 0.0
        for row in rows:
            cells: list[list[Line]] = [[] for _ in lefts]
            for piece in row:
                cells[max(n for n, left in enumerate(lefts) if piece.box.left >= left - 1)].append(piece)
            # A row without its first cell goes on with the one close above it.
            if self._rows and not cells[0] and row[0].box.top - below < 0.8 * row[0].size:
                for cell, more in zip(self._rows[-1], cells, strict=True):
                    cell += more
            else:
                self._rows.append(cells)
            below = max(piece.box.bottom for piece in row)

    def cells(self) -> Iterator[Cells]:
        """Yields the cells of each row."""
        for row in self._rows:
            yield [(column, 1, 1, lines) for column, lines in enumerate(row)]


def stretches(rows: Sequence[Row]) -> Iterator[BlankTable | list[Row]]:
    """Yields rows in the order in which they are read: rows of one column that stand below each other, and tables among them."""
    for stretch in _in_columns(rows):
        at, plain = 0, list[Row]()
        while at < len(stretch):
            end, lefts = _table(stretch, at)
            if lefts:
                if plain:
                    yield plain
                plain = []
                yield BlankTable(stretch[at:end], lefts)
                at = end
            else:
                plain += stretch[at:end]
                at = end
        if plain:
            yield plain


# --- columns of text ------------------------------------------------------------------------------------------


def _in_columns(rows: Sequence[Row], depth: int = 0) -> Iterator[Sequence[Row]]:
    """Yields stretches of rows in the order in which they are read, each of one column."""
    strip = _strip(rows) if depth < _MOST_COLUMNS and _LEAST_LINES <= len(rows) <= _MOST_ROWS else None
    if strip is None:
        yield rows
        return
    at = 0
    plain: list[Row] = []
    while at < len(rows):
        end = at
        while end < len(rows) and not _crosses(rows[end], strip):
            end += 1
        sides = [_side(rows[at:end], strip, is_left=is_left) for is_left in (True, False)]
        if max(map(len, sides)) >= _LEAST_LINES and all(map(_is_column, sides)):
            if plain:
                yield plain
            plain = []
            for side in sides:
                yield from _in_columns(side, depth + 1)
        else:
            plain += rows[at:end]
        while end < len(rows) and _crosses(rows[end], strip):
            plain.append(rows[end])
            end += 1
        at = end
    if plain:
        yield plain


def _strip(rows: Sequence[Row]) -> float | None:
    """Returns where a blank strip goes down through most lines, with text on both sides; None where there is none."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < 2 or sum(map(len, rows)) > _MOST_PIECES:
        return None
    size = median(row[0].size for row in rows)
    left, right = min(row[0].box.left for row in rows), max(row[-1].box.right for row in rows)
    starts = {round(piece.box.left) for row in several for piece in row[1:]}
    best: tuple[int, float] | None = None
    for start in sorted(starts):
        if left + _LEAST_SIDE * size <= start <= right - _LEAST_SIDE * size:
            strip = start - _LEAST_STRIP * size / 2
            parted = sum(not _crosses(row, strip) and row[0].box.left < strip < row[-1].box.left for row in several)
            if parted > 1 and (best is None or parted > best[0]):
                best = parted, strip
    return best[1] if best else None


def _crosses(row: Row, strip: float) -> bool:
    """Tells whether a piece of a row stands upon a strip."""
    return any(piece.box.left < strip - 1 and piece.box.right > strip + 1 for piece in row)


def _side(rows: Sequence[Row], strip: float, *, is_left: bool) -> list[Row]:
    """Returns the rows of one side of a strip, by their own lines: the two sides need not be level."""
    return rows_of(piece for row in rows for piece in row if (piece.box.left < strip) == is_left)


def _is_column(rows: Sequence[Row]) -> bool:
    """Tells whether rows are a column of text: wide, and most of its lines fill it."""
    if len(rows) < 2:
        return False
    left, right = min(row[0].box.left for row in rows), max(row[-1].box.right for row in rows)
    full = sum(_is_whole(row) and row[-1].box.right - row[0].box.left >= _FULL * (right - left) for row in rows)
    return right - left >= _LEAST_SIDE * median(row[0].size for row in rows) and full >= 0.5 * len(rows)


def _is_whole(row: Row) -> bool:
    """Tells whether a row has no gap wider than one behind the number of an article."""
    return all(after.box.left - before.box.right < 2.2 * after.size for before, after in pairwise(row))


# --- tables without lines ---------------------------------------------------------------------------------------


def _table(rows: Sequence[Row], at: int) -> tuple[int, list[float]]:
    """Returns the end of the rows from `at` on that are one table and where its columns begin; or of one row that is none."""
    end = at
    while end < len(rows) and (len(rows[end]) > 1 or (end > at and _goes_on(rows, at, end))):
        if end > at and rows[end][0].box.top - rows[end - 1][0].box.bottom > _APART * rows[end][0].size:
            break
        end += 1
    while end > at and len(rows[end - 1]) == 1 and not _goes_on(rows, at, end - 1):
        end -= 1
    lefts = _lefts(rows[at:end])
    return (end, lefts) if lefts else (max(end, at + 1), [])


def _goes_on(rows: Sequence[Row], first: int, at: int) -> bool:
    """Tells whether a row of one piece goes on with a cell above, not the first one: it begins where that does, close below."""
    piece, above = rows[at][0], rows[at - 1]
    if piece.box.top - above[0].box.bottom > 0.8 * piece.size:
        return False
    lefts = [other.box.left for row in rows[max(first, at - 2) : at] for other in row[1:] or row]
    return any(abs(piece.box.left - left) < 0.5 * piece.size for left in lefts)


def _lefts(rows: Sequence[Row]) -> list[float]:
    """Returns where the columns of a table begin; nothing where the rows are none."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < 3:
        return []
    spans: list[list[float]] = []
    for piece in sorted((piece for row in rows for piece in row), key=lambda one: one.box.left):
        if spans and piece.box.left < spans[-1][1] + 0.3 * piece.size:
            spans[-1][1] = max(spans[-1][1], piece.box.right)
        else:
            spans.append([piece.box.left, piece.box.right])
    least = 3 if len(spans) > 2 else 5  # two offices that sign stand side by side as well
    if len(spans) < 2 or len(several) < least or any(len(row) > len(spans) for row in several):
        return []
    filled = sum(len(row) for row in several)
    return [left for left, _ in spans] if filled >= 0.6 * len(spans) * len(several) else []
