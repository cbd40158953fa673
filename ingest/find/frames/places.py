"""Tells where spans stand in a text, however many they are."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Places:
    """Keeps the stretches of a text that some spans cover."""

    def __init__(self, spans: Iterable[tuple[int, int]], by: int = 0) -> None:
        """Takes spans in the order of their ends; `by` is added to their offsets."""
        self._starts, self._ends = array("q"), array("q")
        for start, end in spans:
            while self._starts and self._ends[-1] > start + by:  # spans across one another cover one stretch
                start = min(start, self._starts.pop() - by)
                self._ends.pop()
            self._starts.append(start + by)
            self._ends.append(end + by)

    def reach(self, start: int, end: int) -> bool:
        """Tells whether they cover a part of a span."""
        at = bisect_right(self._ends, start)
        return at < len(self._ends) and self._starts[at] < end

    def within(self, start: int, end: int) -> bool:
        """Tells whether a stretch that they cover stands in a span as a whole."""
        at = bisect_left(self._starts, start)
        return at < len(self._starts) and self._ends[at] <= end
