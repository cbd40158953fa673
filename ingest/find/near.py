"""Looks for a pattern around its anchors only: words that are rare, and without which nothing matches."""

from __future__ import annotations

import re
from collections.abc import Iterator


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
