"""A library in which one row of the registry reads otherwise, for a change by which no name means anything else than before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from graph_schema.records import Instrument
from tracer.links.library import Library, Settled
from tracer.links.resolve import Found
from tracer.registry.load import Registry

ValueT = TypeVar("ValueT")


def names_mean_the_same(registry: Registry, repealed: Instrument, latest: date | None) -> bool:
    """Tells whether a row that is repealed as if leaves what every citation means as it is; `latest` is the day of the newest document.

    A row that is repealed is no longer meant by documents of later days where others bear its name, and stands behind these.
    """
    row, day = registry.instruments[repealed.id], repealed.repealed or date.min
    alone = {row.title, *row.short_titles, *row.former_titles, *(v.title for v in row.versions if v.title)}
    if any(other.id != row.id for name in alone for other in registry.by_title(name)):
        return False
    if any(other.id != row.id for number in row.numbers for other in registry.by_number(number)):
        return False
    return row.repealed is None and row.status != "repealed" and (latest is None or latest < day)


def with_row(library: Library, row: Instrument) -> Library:
    """Returns the library with this row in place of the one of the same id; links, levels and names stay."""

    def settled(one: Settled) -> Settled:
        return replace(one, row=row) if one.row is not None and one.row.id == row.id else one

    def rivals(found: tuple[Found, ...]) -> tuple[Found, ...]:
        return tuple(
            replace(one, instrument=row) if one.instrument is not None and one.instrument.id == row.id else one
            for one in found
        )

    other = copy(library)
    for name in _OF_ROWS & other.__dict__.keys():
        del other.__dict__[name]
    other.__dict__.update(
        registry=library.registry.with_rows([row]),
        settled=_Seen(library.settled, settled),
        rivals=_Seen(library.rivals, rivals),
    )
    return other


_OF_ROWS = frozenset({"memories", "edition", "credit_regulations", "_wholes", "_texts_of_wholes"})
"""What a library remembers that rows of the registry are in."""


@dataclass(frozen=True, slots=True)
class _Seen(Mapping[str, ValueT], Generic[ValueT]):
    """A mapping whose values are seen through a function, each when it is asked for."""

    below: Mapping[str, ValueT]
    seen: Callable[[ValueT], ValueT]

    def __getitem__(self, key: str) -> ValueT:
        return self.seen(self.below[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self.below)

    def __len__(self) -> int:
        return len(self.below)
