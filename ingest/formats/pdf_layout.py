"""The lines of a page of a PDF in the order in which they are read: what stands side by side, columns of text from the left.

A page is parted into columns where a blank strip goes through several lines, most of which fill their side of it: cells of a
table are short. A line across the strip ends the columns above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.pdf_page import Piece, Seen, is_wide

Row = list[Piece]
"""The pieces of one line of a page, from the left."""

_LEAST_STRIP = 1.2  # heights of a line: the blank strip between two columns
_LEAST_SIDE = 9.0  # heights of a line: the width of a column of text
_LEAST_LINES = 4  # lines of a column
_FULL = 0.75  # share of a column's width that a full line has
_MOST_COLUMNS = 4


@dataclass(slots=True)
class Line:
    """Holds a line of a page as it is read: words and places; `edges` as those of a piece, `gaps` counts wide blanks within."""

    page: int
    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    edges: bytes
    seen: Seen = Seen.YES
    inner: float = 0.0
    """Where the words behind the number of an item begin; the left side where there is none."""

    @property
    def middle(self) -> float:
        """Returns where it lies from the top."""
        return (self.top + self.bottom) / 2

    def begins(self, at: int) -> float:
        """Returns where the character at an index begins."""
        if at >= len(self.edges):
            return self.right
        return self.left + (self.right - self.left) * self.edges[at] / 255


def rows_of(pieces: Iterable[Piece]) -> list[Row]:
    """Returns pieces by the line on which they stand, from the top, those of a line from the left."""
    rows: list[Row] = []
    row: Row = []
    at = reach = 0.0
    for piece in sorted(pieces, key=lambda one: one.top + one.bottom):
        middle = piece.top + piece.bottom
        if row and middle - at > reach and middle - at > piece.size:
            rows.append(row)
            row = []
        if not row:
            at, reach = middle, piece.size
        row.append(piece)
    if row:
        rows.append(row)
    for one in rows:
        if len(one) > 1:
            one.sort(key=lambda piece: piece.left)
    return rows


def line_of(row: Sequence[Piece], page: int) -> Line:
    """Returns the pieces of a row as one line, with a wide blank where they stand apart."""
    first = row[0]
    if len(row) == 1:
        return Line(
            page, first.words, first.left, first.top, first.right, first.bottom, first.size, first.edges, first.seen, first.left
        )
    left, right = first.left, max(piece.right for piece in row)
    size = max(piece.size for piece in row)
    words, places = "", []
    end = left
    for piece in row:
        blank = _between(words[-1:], piece.words[:1], (piece.left - end) / max(size, 0.1)) if words else ""
        words += blank + piece.words
        places += [piece.left] * len(blank) + [piece.begins(at) for at in range(len(piece.words))]
        end = piece.right
    scale = 255 / max(right - left, 0.01)
    edges = bytes(min(255, max(0, int((place - left) * scale))) for place in places)
    top, bottom = min(piece.top for piece in row), max(piece.bottom for piece in row)
    return Line(page, words, left, top, right, bottom, size, edges, max(piece.seen for piece in row), row[1].left)


def _between(before: str, after: str, gap: float) -> str:
    """Returns the blank between two pieces of a line; `gap` is its width in heights of the line."""
    if gap > 0.8:
        return "\u3000"
    if is_wide(before) or is_wide(after):
        return ""
    return " " if gap > 0.15 else ""


# --- columns --------------------------------------------------------------------------------------------------


def in_reading_order(rows: Sequence[Row], depth: int = 0) -> Iterator[Sequence[Row]]:
    """Yields stretches of rows in the order in which they are read, each of one column."""
    strip = _strip(rows) if depth < _MOST_COLUMNS and len(rows) >= _LEAST_LINES else None
    if strip is None:
        yield rows
        return
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and not _crosses(rows[end], strip):
            end += 1
        if end > at:
            zone = rows[at:end]
            sides = [_side(zone, strip, is_left=True), _side(zone, strip, is_left=False)]
            if all(_is_column(side) for side in sides):
                for side in sides:
                    yield from in_reading_order(side, depth + 1)
            else:
                yield zone
        last = end
        while last < len(rows) and _crosses(rows[last], strip):
            last += 1
        if last > end:
            yield rows[end:last]
        at = last


def _strip(rows: Sequence[Row]) -> float | None:
    """Returns where a blank strip goes down through most of the lines, with text on both sides; None where there is none."""
    pieces = [piece for row in rows for piece in row]
    size = sorted(piece.size for piece in pieces)[len(pieces) // 2]
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    if right - left < 2 * _LEAST_SIDE * size:
        return None
    starts = sorted({round(piece.left) for row in rows for piece in row[1:]})
    best: tuple[int, float] | None = None
    for start in starts:
        if not left + _LEAST_SIDE * size <= start <= right - _LEAST_SIDE * size:
            continue
        strip = start - _LEAST_STRIP * size / 2
        parted = sum(_parts(row, strip, size) for row in rows)
        if parted >= _LEAST_LINES and (best is None or parted > best[0]):
            best = parted, strip
    return best[1] if best else None


def _parts(row: Row, strip: float, size: float) -> bool:
    """Tells whether a row has text on both sides of a strip, and none upon it."""
    reach = _LEAST_STRIP * size / 2
    return (
        row[0].right <= strip + reach
        and row[-1].left >= strip - reach
        and not any(piece.left < strip - 1 and piece.right > strip + 1 for piece in row)
    )


def _crosses(row: Row, strip: float) -> bool:
    return any(piece.left < strip - 1 and piece.right > strip + 1 for piece in row)


def _side(rows: Sequence[Row], strip: float, *, is_left: bool) -> list[Row]:
    """Returns the rows of one side of a strip, by their own lines: the two sides need not be level."""
    return rows_of(piece for row in rows for piece in row if (piece.left < strip) == is_left)


def _is_column(rows: Sequence[Row]) -> bool:
    """Tells whether rows are a column of text: most of its lines fill it."""
    if len(rows) < _LEAST_LINES:
        return False
    left, right = min(row[0].left for row in rows), max(row[-1].right for row in rows)
    size = rows[0][0].size
    full = sum(len(row) == 1 and row[0].right - row[0].left >= _FULL * (right - left) for row in rows)
    return right - left >= _LEAST_SIDE * size and full >= 0.5 * len(rows)
