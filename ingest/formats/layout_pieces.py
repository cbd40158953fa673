"""Holds what stands on a page before it is laid out: pieces of lines with their boxes, and the lines that are drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graph_schema.page_map import Box
from graph_schema.terms import RepairKind

NEAR = 3.0
"""Points within which drawn lines are one."""

_MOST_MARKS = 2
_HIGH = 8.0  # points of height within which pieces of one row are looked for
_MOST_RULES = 20_000  # drawn lines of one page: more are a drawing


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
        if len(self.level) + len(self.upright) > _MOST_RULES or right - left < NEAR > bottom - top:
            return
        if bottom - top < NEAR:
            self.level.append(Rule((top + bottom) / 2, left, right))
        elif right - left < NEAR:
            self.upright.append(Rule((left + right) / 2, top, bottom))
        else:
            self.level += (Rule(top, left, right), Rule(bottom, left, right))
            self.upright += (Rule(left, top, bottom), Rule(right, top, bottom))


Row = list[Line]
"""The pieces of one line of a page, from the left."""


def middle_of(line: Line) -> float:
    """Returns how far down a line lies."""
    return (line.box.top + line.box.bottom) / 2


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """Returns the pieces of each row, from the top, each row from the left: pieces are on one row whose middles are near."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda one: (middle_of(one), one.box.left)):
        if rows and middle_of(line) - middle_of(rows[-1][0]) < 0.5 * min(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda one: one.box.left)
    return rows


def in_order(lines: Iterable[Line]) -> Iterator[Line]:
    """Yields pieces row after row, each row from the left."""
    for row in rows_of(lines):
        yield from row


def put_in(lines: list[Line]) -> list[Line]:
    """Returns the pieces with those taken apart that leave room for a mark or two set in another font: “ and ” among Chinese words."""
    wide: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if len(line.words) > _MOST_MARKS and line.edges and " " in line.words:
            wide[round(middle_of(line) / _HIGH)].append(line)
    inner: defaultdict[int, list[Line]] = defaultdict(list)  # by the piece that they stand in
    for rows in wide.values():
        rows.sort(key=lambda one: one.box.left)
    lefts = {at: [one.box.left for one in rows] for at, rows in wide.items()}
    for line in lines:
        if len(line.words) > _MOST_MARKS or not wide:
            continue
        near = round(middle_of(line) / _HIGH)
        for at in (near - 1, near, near + 1):
            before = bisect_right(lefts[at], line.box.left) - 1 if at in lefts else -1
            outer = wide[at][before] if before >= 0 else None
            if (
                outer
                and line.box.right <= outer.box.right
                and abs(middle_of(line) - middle_of(outer)) < 0.5 * outer.size
            ):
                inner[id(outer)].append(line)
                break
    return [part for line in lines for part in _parted(line, inner.get(id(line), ()))]


def _parted(line: Line, marks: Sequence[Line]) -> Iterator[Line]:
    """Yields the parts of a piece between marks that stand at its blanks."""
    begins = 0
    for mark in sorted(marks, key=lambda one: one.box.left):
        middle = (mark.box.left + mark.box.right) / 2
        at = next((at for at in range(begins, len(line.words)) if begins_at(line, at) > middle), len(line.words))
        while at > begins and line.words[at - 1] == " ":
            at -= 1
        if not begins < at < len(line.words) or line.words[at] != " ":
            continue
        part = part_of(line, begins, at)
        yield replace(part, box=part.box._replace(right=min(part.box.right, mark.box.left)))
        begins = at + len(line.words[at:]) - len(line.words[at:].lstrip(" "))
    yield part_of(line, begins, len(line.words)) if begins else line


def begins_at(line: Line, at: int) -> float:
    """Returns where a character of a line begins, whose edges are known."""
    wide = line.box.right - line.box.left
    return line.box.left + wide * line.edges[at] / 255 if at < len(line.edges) else line.box.right


def part_of(line: Line, first: int, last: int) -> Line:
    """Returns the part of a line from one character to another, whose edges are known."""
    left, right = begins_at(line, first), begins_at(line, last)
    scale = 255 / max(right - left, 0.01)
    return replace(
        line,
        words=line.words[first:last],
        box=line.box._replace(left=left, right=right),
        edges=bytes(min(255, max(0, int((begins_at(line, at) - left) * scale))) for at in range(first, last)),
        confidences=line.confidences[first:last],
    )
