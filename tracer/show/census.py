"""Tells which documents a store holds: how many of each place, of which levels, by which day."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from graph_schema.records import Document
from graph_schema.terms import SourceLevel

UNPLACED = "—"
"""Stands for documents whose place is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a census knows of one document that stands for itself."""

    document: str
    region: str | None
    level: SourceLevel
    date: date | None


class Census:
    """Counts documents by place as of any day, from one look at all of them."""

    def __init__(self, documents: Iterable[Counted]) -> None:
        days: defaultdict[tuple[str, SourceLevel], list[int]] = defaultdict(list)
        for one in documents:
            days[one.region or UNPLACED, one.level].append(one.date.toordinal() if one.date else 0)
        self._days = {key: sorted(found) for key, found in days.items()}

    @property
    def is_empty(self) -> bool:
        """Tells whether there is no document."""
        return not self._days

    def by_place(
        self, day: date, permitted: Collection[SourceLevel], without: Iterable[Counted | Document] = ()
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
