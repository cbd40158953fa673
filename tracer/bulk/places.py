"""Places as numbers: whether one covers the other is two comparisons.

The paths that occur are numbered in the order of a walk through their tree (a place, then what lies
in it), so that what lies in a place is one interval. Paths that a tree cannot hold (several places
of one instrument, an unknown province, a step left out, a former name) are asked of `graph_schema.regions.covers`,
once for each pair that occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from graph_schema.regions import NATION, UNKNOWN, covers, is_open_above, may_lie_below, places_above, present_region

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]

NOWHERE = -1  # the number of an unknown place
_DEEPEST = 6  # paths of more steps than any real place has are compared one by one


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """The places that occur. `end` is one past the last place that lies in a place.

    `regular` places are compared by their intervals alone; of `open` ones it is not known what lies above them.
    """

    names: tuple[str, ...]
    number_of: dict[str, int]
    end: Ints
    regular: Flags
    open: Flags
    nation: int

    @classmethod
    def of(cls, regions: Iterable[str | None]) -> Places:
        """Returns the tree of all places that occur."""
        names = tuple(sorted({r for r in regions if r} | {NATION}, key=_walk_order))
        number_of = {name: i for i, name in enumerate(names)}
        end = np.arange(1, len(names) + 1, dtype=np.int32)
        regular = np.ones(len(names), dtype=np.bool_)
        for number, name in enumerate(names):
            plain = UNKNOWN not in name.split("/") and "|" not in name and name.count("/") < _DEEPEST
            plain &= present_region(name) == name
            regular[number] &= plain
            for above in places_above(name):
                if above in number_of:
                    end[number_of[above]] = number + 1
            for other in _with_steps_left_out(name) if plain else ():
                if other in number_of:
                    regular[number_of[other]] = False
        end[number_of[NATION]] = len(names)
        return cls(
            names=names,
            number_of=number_of,
            end=end,
            regular=regular,
            open=np.array([is_open_above(n) for n in names], dtype=np.bool_),
            nation=number_of[NATION],
        )

    def number(self, region: str | None) -> int:
        """Returns the number of a place, NOWHERE where it is not known."""
        return self.number_of[region] if region else NOWHERE

    def plain(self, places: Ints) -> Flags:
        """Returns which of the places are known, with all that lies above them, and compared by intervals."""
        return (places >= 0) & self.regular[places] & ~self.open[places]

    def covers(self, upper: Ints, lower: Ints) -> Flags:
        """Returns pair by pair, whether `upper` is the place `lower` or above it; both must be known."""
        found = (upper <= lower) & (lower < self.end[upper])
        odd = np.flatnonzero(~(self.regular[upper] & self.regular[lower]))
        if odd.size:
            found[odd] = self._each_pair(covers, upper[odd], lower[odd])
        return found

    def outside(self, region: Ints, own: Ints) -> Flags:
        """Returns pair by pair, whether a place is neither the document's own nor above it; an unknown place accuses nobody."""
        both = (region >= 0) & (own >= 0)
        return both & ~self.covers(region, own) & ~self.unplaced(region, own)

    def unplaced(self, region: Ints, own: Ints) -> Flags:
        """Returns pair by pair, whether only the place of the document, which its text does not show in full, could tell."""
        found: Flags = (region >= 0) & (region != self.nation) & (own < 0)
        odd = np.flatnonzero((region >= 0) & (own >= 0) & self.open[own])
        if odd.size:
            found[odd] = self._each_pair(may_lie_below, own[odd], region[odd])
        return found

    def _each_pair(self, tells: Callable[[str, str], bool], one: Ints, other: Ints) -> Flags:
        """Returns what a function tells of each pair of places; it is asked once for each pair that occurs."""
        count = len(self.names)
        distinct, which = np.unique(one.astype(np.int64) * count + other, return_inverse=True)
        answers = [tells(self.names[pair // count], self.names[pair % count]) for pair in distinct]
        found: Flags = np.array(answers, dtype=np.bool_)[which]
        return found


def _walk_order(name: str) -> tuple[bool, list[str]]:
    return (name != NATION, name.split("/"))


def _with_steps_left_out(name: str) -> set[str]:
    """Returns 河南省/舞阳县 of 河南省/漯河市/舞阳县: it covers the same place without being above it in the tree."""
    head, *rest = name.split("/")
    kept = {"/".join((head, *some)) for n in range(1, len(rest)) for some in combinations(rest, n)}
    return kept - set(places_above(name))
