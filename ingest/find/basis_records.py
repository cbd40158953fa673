"""The Basis records of a file, as one sequence of which each is made when it is looked at.

A Basis is a citation that supports a measure; its tie says how near. Every measure rests on every basis of its
document as a whole (ingest.find.ties), so that a long text can have millions of ties. As records they would be
most of what a reading takes in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

from graph_schema.records import Basis, Citation, Measure
from graph_schema.terms import Tie

_HOW = tuple(Tie)
_NUMBER = {how: k for k, how in enumerate(_HOW)}


class BasisRecords(Sequence[Basis]):
    """Grows by the documents of a file, in order; `confidence` says how sure each kind of tie is."""

    __slots__ = ("_basis", "_citations", "_confidence", "_how", "_measured", "_measures")

    def __init__(self, confidence: Mapping[str, float]) -> None:
        self._confidence = [confidence[how] for how in _HOW]
        self._measures: list[str] = []
        self._citations: list[str] = []
        # For each tie the numbers of its measure and its citation, and how near it is.
        self._measured = array("I")
        self._basis = array("I")
        self._how = array("B")

    def add(
        self,
        measures: Sequence[Measure],
        citations: Sequence[Citation],
        ties: Iterable[Sequence[tuple[int, Tie]]],
    ) -> None:
        """Appends the ties of a document: for each of its measures the citations (indexes) and how near they are."""
        first = len(self._citations)
        put_measure, put_citation, put_how = self._measured.append, self._basis.append, self._how.append
        for measure, own in enumerate(ties, start=len(self._measures)):
            for citation, how in own:
                put_measure(measure)
                put_citation(first + citation)
                put_how(_NUMBER[how])
        self._measures.extend(m.id for m in measures)
        self._citations.extend(c.id for c in citations)

    def _made(self, measure: int, citation: int, how: int) -> Basis:
        return Basis(
            measure=self._measures[measure],
            citation=self._citations[citation],
            tie=_HOW[how],
            confidence=self._confidence[how],
        )

    def __len__(self) -> int:
        return len(self._how)

    @overload
    def __getitem__(self, index: int) -> Basis: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Basis, ...]: ...
    def __getitem__(self, index: int | slice) -> Basis | tuple[Basis, ...]:
        if isinstance(index, slice):
            return tuple(map(self._made, self._measured[index], self._basis[index], self._how[index]))
        return self._made(self._measured[index], self._basis[index], self._how[index])

    def __iter__(self) -> Iterator[Basis]:
        return map(self._made, self._measured, self._basis, self._how)

    def __eq__(self, other: object) -> bool:
        """Tells whether the other is a sequence of the same records."""
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
