"""The ties that a reference lends a measure: to the basis of what it leads to, and to what it cites."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from graph_schema.terms import ReferenceKind, Role, Tie
from ingest.find.mention import Mention
from ingest.find.pointer import Pointer
from ingest.parts.provisions import Sentence

_MOST = 30  # citations that one reference to a provision lends at most
_NEARNESS = {how: k for k, how in enumerate(Tie)}


def cited_by_reference(pointers: Iterable[Pointer]) -> list[Mention]:
    """Makes the citations that stand as a basis by reference: 依照该条例第九条, 按照上述文件规定."""
    return [
        replace(
            m,
            start=x.start,
            end=x.end,
            articles=x.articles,
            role=Role.BASIS,
            cue="指代",
            by_reference=True,
            way="reference",
            shown=x.shown,
        )
        for x in pointers
        if x.kind is ReferenceKind.CITED and x.role is Role.BASIS
        for m in x.cited
    ]


def with_reference_ties(
    ties: Iterable[Sequence[tuple[int, Tie]]],
    pointers: Sequence[Pointer],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    measures: Sequence[tuple[int, int, int]],
) -> Iterator[Sequence[tuple[int, Tie]]]:
    """Completes the ties of each measure, (mention index, how near), with those of measures that rest on 前款 or 第五条.

    A reference leads the measure as a basis phrase does, before it in its sentence. A citation in the
    measure's own clause is nearer than any reference.
    """
    basis = _Starts.of([(m.start, i) for i, m in enumerate(mentions) if m.role is Role.BASIS])
    leading = _Starts.of([(x.start, number) for number, x in enumerate(pointers) if x.role is Role.BASIS and x.places])
    for known, (number, _, end) in zip(ties, measures, strict=True):
        nearest = leading.last_within(sentences[number].start, min(end, sentences[number].end))
        if not nearest or any(how is Tie.CLAUSE for _, how in known):
            yield known
            continue
        lent = _basis_within(nearest, pointers, leading, basis)
        rest = [(i, how) for i, how in known if i not in lent]
        yield sorted([*rest, *((i, Tie.REFERENCE) for i in lent)], key=lambda t: _NEARNESS[t[1]])


@dataclass(frozen=True, slots=True)
class _Starts:
    """Indexes of things by where they start, in text order."""

    starts: Sequence[int]
    indexes: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int]]) -> _Starts:
        """Takes (start, index) of each thing, in text order."""
        return cls([at for at, _ in rows], [i for _, i in rows])

    def last_within(self, start: int, end: int) -> Sequence[int]:
        """Returns the last one that starts within [start, end), if any."""
        last = bisect_left(self.starts, end) - 1
        return (self.indexes[last],) if last >= 0 and self.starts[last] >= start else ()

    def within(self, start: int, end: int) -> Sequence[int]:
        """Returns those that start within [start, end), so many at most."""
        first = bisect_left(self.starts, start)
        return self.indexes[first : min(bisect_left(self.starts, end), first + _MOST)]


def _basis_within(first: Sequence[int], pointers: Sequence[Pointer], leading: _Starts, basis: _Starts) -> list[int]:
    """Finds the basis citations of the places that the references lead to, directly or by further references."""
    found: set[int] = set()
    todo, seen = list(first), set[int]()
    while todo and len(found) < _MOST and len(seen) < _MOST:
        pointer = todo.pop()
        if pointer in seen:
            continue
        seen.add(pointer)
        for start, end in pointers[pointer].places:
            found.update(basis.within(start, end))
            todo.extend(leading.within(start, end))
    return sorted(found)
