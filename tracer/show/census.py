"""Tells which documents a store holds: how many of each place, of which levels, by which day."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from graph_schema.records import Document
from graph_schema.terms import SourceLevel

UNPLACED = "—"
"""Stands for documents whose place is unknown."""


class Census:
    """Counts documents by place as of any day, from the keys that the link index has for it (`tracer.links.sheets.COUNTED`)."""

    def __init__(self, keys: Iterable[str]) -> None:
        days: defaultdict[tuple[str, SourceLevel], list[int]] = defaultdict(list)
        for key in keys:
            place, level, day = key.split("\n")
            days[place or UNPLACED, SourceLevel(level)].append(date.fromisoformat(day).toordinal() if day else 0)
        self._days = {key: sorted(found) for key, found in days.items()}

    @property
    def is_empty(self) -> bool:
        """Tells whether there is no document."""
        return not self._days

    def by_place(
        self, day: date, permitted: Collection[SourceLevel], without: Iterable[Document] = ()
    ) -> dict[str, Counter[bool]]:
        """Returns the numbers of documents by place and whether they are of a permitted level; undated ones count on every day."""
        found: defaultdict[str, Counter[bool]] = defaultdict(Counter)
        for (place, level), days in self._days.items():
            if number := bisect_right(days, day.toordinal()):
                found[place][level in permitted] += number
        for one in without:
            if one.date is None or one.date <= day:
                found[one.region or UNPLACED][one.level in permitted] -= 1
        return dict(found)

    def places(self, day: date) -> tuple[str, ...]:
        """Returns the places of all documents that were there on a day."""
        return tuple(sorted(place for place, numbers in self.by_place(day, ()).items() if numbers[False]))
