"""Verdicts kept true while documents and sources change.

A change touches the measures from which a chain can come to it. Where these are few they are
followed one by one; a source high up touches so many that one pass over all is sooner done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_schema.terms import BreakReason, Verdict
from tracer.bulk.arrays import BasisArrays, Sort
from tracer.bulk.ends import renew_target
from tracer.bulk.passes import ABSENT, VERDICT_NUMBER, verdicts
from tracer.bulk.places import Ints
from tracer.bulk.proof import prove
from tracer.bulk.spread import ordering, ranges
from tracer.bulk.states import states_of
from tracer.policy.rules import Policy

ONE_IN = 100  # following one measure takes as long as a pass takes for so many


@dataclass(frozen=True, slots=True)
class CitesOtherwise:
    """A document whose step, by its number, now leads to another target, and into its text where it has one (else NONE)."""

    step: int
    target: int
    into: int


@dataclass(frozen=True, slots=True)
class HoldsOtherwise:
    """A source that holds from one day until another."""

    target: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class DatedOtherwise:
    """A document of another day."""

    document: int
    day: int


Change = CitesOtherwise | HoldsOtherwise | DatedOtherwise


class Standing:
    """All verdicts on one day under one policy, kept true under changes.

    `judged` has them as a pass would; the arrays given are changed in place.
    """

    def __init__(self, arrays: BasisArrays, policy: Policy, day: date) -> None:
        self.arrays, self._policy, self._day = arrays, policy, day
        self._states = states_of(arrays)
        self._steps_changed = False
        self._circle_closed = False
        self.judged = verdicts(arrays, self._states, policy, day)
        self._measures = _Index.of(arrays.measures.document, len(arrays.documents.level))
        self._origins = arrays.document_of[arrays.steps.origins()]
        self._owners = arrays.measures.document[arrays.measures.own.origins()]
        self._citing = _Index.of(arrays.steps.target, len(arrays.targets.level))
        self._citing_own = _Index.of(arrays.measures.own.target, len(arrays.targets.level))
        self._new_citing: dict[int, set[int]] = {}
        self._new_links: dict[int, set[int]] = {}

    def change(self, change: Change) -> Ints:
        """Makes the change; returns the measures whose verdict was worked out anew."""
        roots = self._make(change)
        cone = self._cone(roots)
        measures = self._measures.of_many(cone)
        if len(measures) * ONE_IN <= len(self.judged.verdict):
            self._follow(measures)
            return measures
        self._pass()
        return np.arange(len(self.judged.verdict), dtype=np.int32)

    def _make(self, change: Change) -> set[int]:
        """Writes the change into the arrays; returns the documents that it begins at."""
        arrays = self.arrays
        if isinstance(change, CitesOtherwise):
            origin = int(self._origins[change.step])
            arrays.steps.target[change.step] = change.target
            arrays.steps.into[change.step] = change.into
            self._new_citing.setdefault(change.target, set()).add(origin)
            self._steps_changed = True
            if change.into >= 0:
                text = int(arrays.document_of[change.into])
                self._new_links.setdefault(text, set()).add(origin)
                if text == origin or text in self._cone({origin}):
                    self._circle_closed = True
                    self._states.doubtful[self._cone({origin, text})] = True
            return {origin}
        if isinstance(change, HoldsOtherwise):
            arrays.targets.begins[change.target] = change.begins
            arrays.targets.ends[change.target] = change.ends
            return self._renew(np.array([change.target]))
        arrays.documents.day[change.document] = change.day
        arrays.documents.own_day[change.document] = change.day
        ended = arrays.documents.ended[change.document] <= self.judged.today
        self.judged.ends.shut[change.document] = change.day > self.judged.today or ended
        texts = np.flatnonzero(arrays.targets.document == change.document)
        unknown_to_registry = texts[(arrays.targets.sort[texts] & Sort.KNOWN) == 0]
        arrays.targets.begins[unknown_to_registry] = change.day
        return {change.document} | self._renew(unknown_to_registry)

    def _renew(self, targets: NDArray[np.intp]) -> set[int]:
        """Works out anew what targets mean on the day; returns the documents that cite them."""
        citing: set[int] = set()
        for target in targets.tolist():
            renew_target(self.arrays, self.judged.ends, self.judged.classes, self._policy, self._day, target)
            citing.update(self._origins[self._citing.of_one(target)].tolist())
            citing.update(self._owners[self._citing_own.of_one(target)].tolist())
            citing.update(self._new_citing.get(target, ()))
        return citing

    def _cone(self, roots: set[int]) -> Ints:
        """Returns the documents from which a chain can come to one of the roots, themselves included."""
        cites = self._states.cites
        found = set(roots)
        queue = np.array(sorted(roots), dtype=np.int32)
        while queue.size:
            near = set(cites.origin[cites.entering(queue)].tolist())
            for text in queue.tolist() if self._new_links else ():
                near |= self._new_links.get(text, set())
            near -= found
            found |= near
            queue = np.array(sorted(near), dtype=np.int32)
        return np.array(sorted(found), dtype=np.int32)

    def _follow(self, measures: Ints) -> None:
        """Judges a few measures one by one."""
        judged, documents = self.judged, self.arrays.documents
        for measure in measures.tolist():
            document = int(self.arrays.measures.document[measure])
            gone = documents.own_day[document] > judged.today or documents.ended[document] <= judged.today
            gone = gone or self.arrays.measures.ended[measure] <= judged.today
            if gone or documents.authority[document] or judged.class_of[measure] < 0:
                judged.verdict[measure], judged.exact[measure], judged.doubted[measure] = ABSENT, False, False
                continue
            proof = prove(self.arrays, judged, self._policy, measure)
            judged.verdict[measure] = VERDICT_NUMBER[proof.verdict]
            judged.doubted[measure] = BreakReason.DOUBTFUL in proof.reasons
            settled = proof.verdict in (Verdict.DIRECT, Verdict.EXEMPT)
            judged.exact[measure] = proof.unknown or (bool(self._states.doubtful[document]) and not settled)

    def _pass(self) -> None:
        """Makes one pass over all."""
        if self._steps_changed:
            self._states = states_of(self.arrays, None if self._circle_closed else self._states)
            self._steps_changed = False
        self.judged = verdicts(self.arrays, self._states, self._policy, self._day)


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """An index of the rows by value: those of value v are rows[first[v] : first[v + 1]]."""

    first: Ints
    rows: Ints

    @classmethod
    def of(cls, values: Ints, count: int) -> _Index:
        first = np.zeros(count + 1, dtype=np.int32)
        np.cumsum(np.bincount(values, minlength=count), out=first[1:])
        return cls(first, ordering(values))

    def of_one(self, value: int) -> Ints:
        return self.rows[self.first[value] : self.first[value + 1]]

    def of_many(self, values: Ints) -> Ints:
        return self.rows[ranges(self.first[values], self.first[values + 1])]
