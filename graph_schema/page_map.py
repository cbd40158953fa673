"""Tells where the text of a file stands in it: page and box, paragraph, or row of a sheet, for every stretch of the text.

A reader (ingest.formats) makes the map while it reads; the text itself need not be laid out as the pages are. Stretches
are kept as columns of numbers, since a file may have a million of them.
"""

from __future__ import annotations

import json
import struct
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import ge, gt
from typing import NamedTuple

SURE = 255
"""The confidence of a character that is certain; 0 is none at all."""

_NO_BOX = (0.0, 0.0, 0.0, 0.0)


class Unit(StrEnum):
    """Holds what the places of a file are counted in."""

    PAGE = "page"
    PARAGRAPH = "paragraph"
    ROW = "row"


class Box(NamedTuple):
    """Holds a rectangle on a page, in points (1/72 inch) from the upper left corner of the page as it is shown."""

    left: float
    top: float
    right: float
    bottom: float


class Page(NamedTuple):
    """Holds one page as it is shown: its part of the file (index), its number in the file (from 1), its size in points."""

    part: int
    number: int
    width: float
    height: float


class Part(NamedTuple):
    """Holds one part of a file: its name in the bundle or the name of a sheet ("" for the file itself), and its unit."""

    name: str
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Tells where a stretch text[start:end] stands: part of the file, number of the page, paragraph or row, box on the page.

    `confidence` (0–1) is that of the least sure character; None where the characters are those of the file.
    """

    start: int
    end: int
    part: str
    unit: Unit
    number: int
    box: Box | None
    confidence: float | None


@dataclass(slots=True)
class PageMap:
    """Holds the places of all stretches of one text, in the order of the text; what no stretch covers was set by the reader.

    `add` and `add_part` build it. Stretches may not overlap; each is one line of a page, one paragraph or cell, or one row.
    """

    parts: list[Part] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    _starts: array[int] = field(default_factory=lambda: array("I"))
    _ends: array[int] = field(default_factory=lambda: array("I"))
    _parts: array[int] = field(default_factory=lambda: array("I"))
    _numbers: array[int] = field(default_factory=lambda: array("I"))
    _boxes: array[float] = field(default_factory=lambda: array("f"))
    _edges: dict[int, bytes] = field(default_factory=dict)
    _confidences: dict[int, bytes] = field(default_factory=dict)

    def __len__(self) -> int:
        """Returns the number of stretches."""
        return len(self._starts)

    def add_part(self, name: str, unit: Unit) -> int:
        """Adds a part of the file; returns its index."""
        self.parts.append(Part(name, unit))
        return len(self.parts) - 1

    def add_page(self, part: int, number: int, width: float, height: float) -> None:
        """Adds a page of a part, with its size in points as it is shown."""
        self.pages.append(Page(part, number, width, height))

    def add(
        self,
        start: int,
        end: int,
        part: int,
        number: int,
        box: Box | None = None,
        *,
        edges: bytes = b"",
        confidences: bytes = b"",
    ) -> None:
        """Adds the stretch text[start:end], behind all others.

        `edges` tells for each character where it begins between the left (0) and the right (255) side of the box; without it
        all are taken to be as wide. `confidences` tells for each how sure it is, 0 to SURE; without it all are certain.
        ValueError where stretches overlap, or there is not one edge and one confidence a character.
        """
        if end <= start or (self._ends and start < self._ends[-1]):
            raise ValueError("stretches overlap, or one is empty")
        if any(given and len(given) != end - start for given in (edges, confidences)):
            raise ValueError("not one number a character")
        at = len(self._starts)
        self._starts.append(start)
        self._ends.append(end)
        self._parts.append(part)
        self._numbers.append(number)
        self._boxes.extend(box or _NO_BOX)
        if edges:
            self._edges[at] = edges
        if confidences and confidences.count(SURE) < len(confidences):
            self._confidences[at] = confidences

    def add_run(self, starts: Sequence[int], ends: Sequence[int], part: int, numbers: Sequence[int]) -> None:
        """Adds stretches without boxes, one behind the other, behind all others. ValueError as for `add`."""
        if starts and (self._ends and starts[0] < self._ends[-1]):
            raise ValueError("stretches overlap")
        if any(map(ge, starts, ends)) or any(map(gt, ends, starts[1:])):
            raise ValueError("stretches overlap, or one is empty")
        self._starts.extend(starts)
        self._ends.extend(ends)
        self._parts.extend([part] * len(starts))
        self._numbers.extend(numbers)
        self._boxes.extend(_NO_BOX * len(starts))

    def places(self, start: int, end: int) -> Iterator[Place]:
        """Yields where text[start:end] stands, stretch by stretch, each cut to what was asked for."""
        at = max(0, bisect_right(self._starts, start) - 1)
        while at < len(self._starts) and self._starts[at] < end:
            first, last = max(start, self._starts[at]), min(end, self._ends[at])
            if first < last:
                yield self._place(at, first, last)
            at += 1

    def _place(self, at: int, first: int, last: int) -> Place:
        part = self.parts[self._parts[at]]
        return Place(
            start=first,
            end=last,
            part=part.name,
            unit=part.unit,
            number=self._numbers[at],
            box=self._box(at, first, last),
            confidence=self._confidence(at, first, last),
        )

    def _box(self, at: int, first: int, last: int) -> Box | None:
        """Returns the box of a part of a stretch; None where the stretch has none."""
        whole = Box(*self._boxes[4 * at : 4 * at + 4])
        if whole == _NO_BOX:
            return None
        start, end = self._starts[at], self._ends[at]
        width, edges = whole.right - whole.left, self._edges.get(at)

        def side(offset: int) -> float:
            if offset == end:
                return whole.right
            share = edges[offset - start] / 255 if edges else (offset - start) / (end - start)
            return whole.left + width * share

        return Box(side(first), whole.top, side(last), whole.bottom)

    def _confidence(self, at: int, first: int, last: int) -> float | None:
        known = self._confidences.get(at)
        return None if known is None else min(known[first - self._starts[at] : last - self._starts[at]]) / SURE

    def least_confidence(self, start: int, end: int) -> float:
        """Returns how sure the least sure character of text[start:end] is; 1.0 where all are certain."""
        if not self._confidences:
            return 1.0
        return min((p.confidence for p in self.places(start, end) if p.confidence is not None), default=1.0)

    def confidences(self, length: int) -> bytes:
        """Returns how sure each character of a text of this length is, 0 to SURE."""
        known = bytearray([SURE]) * length
        for at, own in self._confidences.items():
            known[self._starts[at] : self._ends[at]] = own
        return bytes(known[:length])

    @property
    def has_doubts(self) -> bool:
        """Tells whether any character is less than certain."""
        return bool(self._confidences)

    def append(self, other: PageMap, shift: int, name: str, pages: int = 0) -> None:
        """Adds the map of a part of a bundle, whose text stands `shift` characters further on, under the name of the part.

        Its first page is the one behind so many `pages`: they are counted through the whole bundle.
        """
        first = len(self.parts)
        self.parts += [Part("/".join(filter(None, (name, part.name))), part.unit) for part in other.parts]
        self.pages += [page._replace(part=page.part + first, number=page.number + pages) for page in other.pages]
        for at in range(len(other)):
            before = pages if other.parts[other._parts[at]].unit is Unit.PAGE else 0
            self._add_of(other, at, shift, other._parts[at] + first, before)

    def add_stretches(self, other: PageMap, start: int, end: int, shift: int, part: int | None = None) -> None:
        """Adds the stretches of another map that begin in its text[start:end], `shift` characters further on: to the same parts, or to one."""
        for at in range(bisect_left(other._starts, start), bisect_left(other._starts, end)):
            self._add_of(other, at, shift, other._parts[at] if part is None else part)

    def _add_of(self, other: PageMap, at: int, shift: int, part: int, before: int = 0) -> None:
        self.add(
            other._starts[at] + shift,
            other._ends[at] + shift,
            part,
            other._numbers[at] + before,
            Box(*other._boxes[4 * at : 4 * at + 4]),
            edges=other._edges.get(at, b""),
            confidences=other._confidences.get(at, b""),
        )

    def first_behind(self, number: int) -> int | None:
        """Returns where the first stretch begins that stands on a page behind this one; None where there is none."""
        return next((self._starts[at] for at, there in enumerate(self._numbers) if there > number), None)

    # --- as bytes ---------------------------------------------------------------------------------

    def as_bytes(self) -> bytes:
        """Returns the map as bytes for a store, compressed; `of_bytes` reads them."""
        columns = [_little(c) for c in (self._starts, self._ends, self._parts, self._numbers, self._boxes)]
        columns += [_joined(self._edges), _joined(self._confidences)]
        head = json.dumps([self.parts, self.pages], ensure_ascii=False).encode("utf-8")
        pieces = [head, *columns]
        return zlib.compress(struct.pack(f"<{len(pieces)}I", *map(len, pieces)) + b"".join(pieces))

    @classmethod
    def of_bytes(cls, data: bytes) -> PageMap:
        """Returns the map that these bytes hold. ValueError where they hold none."""
        try:
            raw = zlib.decompress(data)
            sizes = struct.unpack_from("<8I", raw)
            at, pieces = 32, []
            for size in sizes:
                pieces.append(raw[at : at + size])
                at += size
            parts, pages = json.loads(pieces[0])
            found = cls([Part(name, Unit(unit)) for name, unit in parts], [Page(*page) for page in pages])
            columns: Iterable[array[int] | array[float]] = (
                found._starts,
                found._ends,
                found._parts,
                found._numbers,
                found._boxes,
            )
            for column, piece in zip(columns, pieces[1:6], strict=True):
                _fill(column, piece)
            found._edges, found._confidences = _parted(pieces[6]), _parted(pieces[7])
        except (zlib.error, struct.error, TypeError, UnicodeDecodeError) as error:
            raise ValueError(str(error)) from error
        return found


def _little(column: array[int] | array[float]) -> bytes:
    """Returns the numbers of a column as bytes, the low ones first on every machine."""
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()


def _fill(column: array[int] | array[float], piece: bytes) -> None:
    column.frombytes(piece)
    if sys.byteorder == "big":
        column.byteswap()


def _joined(kept: dict[int, bytes]) -> bytes:
    return b"".join(struct.pack("<II", at, len(piece)) + piece for at, piece in kept.items())


def _parted(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        key, size = struct.unpack_from("<II", data, at)
        found[key] = data[at + 8 : at + 8 + size]
        at += 8 + size
    return found
