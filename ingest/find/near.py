"""Looks for a pattern around its anchors only, words that are rare and without which nothing matches, and for the marks nearest to a place."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache


def found_near(
    anchor: re.Pattern[str], before: int, behind: int, pattern: re.Pattern[str], flat: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yields what `pattern.finditer(flat, start, end)` does, where each match holds an anchor.

    `before` and `behind` are the most characters of a match in front of an anchor and behind it, what it looks at included.
    """
    low = high = -1
    for found in anchor.finditer(flat, start, end):
        first = max(start, found.start() - before)
        if first > high:
            if high >= 0:
                yield from pattern.finditer(flat, low, high)
            low = first
        high = min(end, found.end() + behind)
    if high >= 0:
        yield from pattern.finditer(flat, low, high)


class Marks:
    """Knows where the marks of a text stand: however far the nearest one is, it is found in a few steps."""

    def __init__(self, flat: str) -> None:
        """Takes the text; each set of marks is looked up in it when it is first asked for."""
        self._flat = flat
        self._places: dict[str, array[int]] = {}

    def last(self, marks: str, start: int, end: int) -> int:
        """Returns where the last of the marks in a stretch stands; -1 where there is none."""
        places = self._of(marks)
        at = bisect_left(places, end) - 1
        return places[at] if at >= 0 and places[at] >= start else -1

    def first(self, marks: str, start: int, end: int) -> int:
        """Returns where the first of the marks in a stretch stands; -1 where there is none."""
        places = self._of(marks)
        at = bisect_left(places, start)
        return places[at] if at < len(places) and places[at] < end else -1

    def _of(self, marks: str) -> array[int]:
        if marks not in self._places:
            found = re.finditer(f"[{re.escape(marks)}]", self._flat)
            self._places[marks] = array("q", (mark.start() for mark in found))
        return self._places[marks]


@lru_cache(maxsize=1)
def marks_of(flat: str) -> Marks:
    """Returns the marks of a text, which are asked for again and again as long as it is read."""
    return Marks(flat)
