"""What-if: which measures fall when a source is repealed or replaced.

See docs/semantics.md#what-if. Whoever asks brings what is kept: which measures rest on the source, what all
measures rest on (`tracer.verdict.resting`), and the verdicts as if; only where something is shown that nothing kept has
the exact engine is asked, in a library as if.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graph_schema.errors import InputError
from graph_schema.ids import digest
from graph_schema.records import Chained, Document, Hop, Instrument, Measure, Reading, Rests
from graph_schema.terms import Verdict
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.registry.load import Registry
from tracer.verdict.aside import measure_aside
from tracer.verdict.judge import Weighed, own_day, weigh
from tracer.verdict.resting import Resting, SourceUse, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A measure that rests on the source: its verdict now and as if, and the source that it then rests on.

    `decided` where a person put the verdict of now in place of the machine's; it stays while the machine's does.
    """

    measure: Measure
    document: Document
    before: Verdict
    after: Verdict
    other: Hop | None
    decided: bool = False

    @property
    def falls(self) -> bool:
        """Tells whether the verdict changes."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """The measures that hang on one source, or some of them: `falls` and `stands` count all whose verdict changes, and the others.

    `lapses` counts the measures of the source's own text, which end with it.
    """

    source: SourceUse
    as_of: date
    repealed_on: date | None
    replaced_by: Instrument | None
    changes: tuple[Change, ...]
    falls: int
    stands: int
    lapses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A source that no longer holds from a day on, or in whose place another one stands; `row` is its row of the registry, if it has one."""

    target: str
    day: date
    row: Instrument | None
    other: Instrument | None

    @classmethod
    def of(cls, library: Library, target: str, day: date, other: str | None, wanted: str | None) -> Swap:
        """Returns the swap; InputError where what is to take the place, named as `wanted`, has no row of the registry."""
        row = library.instrument_of(other) if other else None
        if other and row is None:
            raise InputError("registry.no_row", wanted=wanted)
        return cls(target=target, day=day, row=library.instrument_of(target), other=row)

    @property
    def repealed(self) -> Instrument | None:
        """Returns the row repealed on that day; None where it has none, or something takes its place."""
        return replace(self.row, repealed=self.day, status="repealed") if self.row and not self.other else None

    def registry(self, registry: Registry) -> Registry:
        """Returns the registry in which the row is repealed, or reads as what takes its place under its names."""
        row, other = self.row, self.other
        if row is None:
            return registry
        if other is not None:
            new = replace(other, id=row.id, title=row.title, short_titles=row.short_titles, numbers=row.numbers)
        else:
            new = replace(row, repealed=self.day, status="repealed")
        return replace(registry.with_rows([new]), edition=f"{registry.edition} as if {digest(repr(new))}")

    def reading(self, reading: Reading) -> Reading:
        """Returns a reading in which a document that is gone is not yet issued, so that nothing may rest on it."""
        if self.row is not None:
            return reading
        documents = (replace(one, date=_NOT_YET) if one.id == self.target else one for one in reading.documents)
        return replace(reading, documents=tuple(documents))


def impact(
    library: Library,
    policy: Policy,
    day: date,
    swap: Swap,
    found: Iterable[Rests],
    documents: Iterable[Resting],
    after: Mapping[str, Verdict],
    then: Callable[[], Library],
    chains: Callable[[Collection[str]], Mapping[str, Chained]],
    *,
    offset: int = 0,
    limit: int | None = None,
) -> Impact:
    """Returns what changes on that day: how much, and of the changes those behind `offset`, at most `limit` of them.

    `found` are the measures of the day that rest on the source, `documents` what all measures rest on,
    in the order of documents; `after` the verdicts as if, as far as they are known; `then` gives the library as if, and
    `chains` the chains of measures now.
    """
    target, asked = swap.target, _Asked(swap, policy, day, then)
    resting = [one for one in found if one.document != target]
    overruled = [one.measure for one in resting if one.measure in library.decided.verdicts]
    machines = {id: one.by_machine for id, one in chains(overruled).items()} if overruled else {}
    fates = (asked.fate(one, machines.get(one.measure, one.verdict), after.get(one.measure)) for one in resting)
    every = sorted((fate for fate in fates if fate is not None), key=_worst_first)
    shown = every[offset:] if limit is None else every[offset : offset + limit]
    chained = chains([fate.rests.measure for fate in shown])
    use = next((source for source in sources(documents) if source.id == target), None)
    falls = sum(fate.falls for fate in every)
    return Impact(
        source=use or _nothing(library, target),
        as_of=day,
        repealed_on=None if swap.other else swap.day,
        replaced_by=swap.other,
        changes=tuple(asked.change(fate, chained[fate.rests.measure]) for fate in shown),
        falls=falls,
        stands=len(every) - falls,
        lapses=_lapses(library, target, policy, day),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """Tells what becomes of a measure: the machine's verdict now and as if, that which is shown then, and the source that it then rests on if it was `weighed`."""

    rests: Rests
    machine: Verdict
    then: Verdict
    other: Hop | None
    weighed: bool

    @property
    def after(self) -> Verdict:
        """Returns the verdict that is shown then: a person's stays while the machine's does."""
        return self.rests.verdict if self.then is self.machine else self.then

    @property
    def falls(self) -> bool:
        """Tells whether the verdict changes."""
        return self.rests.verdict is not self.after


@dataclass(frozen=True, slots=True)
class _Asked:
    """Asks the exact engine, in the library as if, where nothing that is kept tells."""

    swap: Swap
    policy: Policy
    day: date
    library: Callable[[], Library]

    def fate(self, rests: Rests, machine: Verdict, then: Verdict | None) -> _Fate | None:
        """Returns what becomes of one measure; None where it is not judged then."""
        if then is not None:
            return _Fate(rests=rests, machine=machine, then=then, other=None, weighed=False)
        judged = self._weigh(rests.measure)
        if judged is None:
            return None
        other = _rests_on(judged, self.swap)
        return _Fate(rests=rests, machine=machine, then=judged.shown, other=other, weighed=True)

    def change(self, fate: _Fate, now: Chained) -> Change:
        """Returns the change as it is shown."""
        return Change(
            measure=now.measure,
            document=now.document,
            before=fate.rests.verdict,
            after=fate.after,
            decided=now.overruled is not None,
            other=self._other(fate, now) if fate.then in _STANDING else None,
        )

    def _other(self, fate: _Fate, now: Chained) -> Hop | None:
        """Returns the source that a measure then rests on."""
        if fate.weighed:
            return fate.other
        if _stands_alike(now, fate.machine, fate.then, self.swap):
            return now.chain[-1] if now.chain else None
        judged = self._weigh(fate.rests.measure)
        return None if judged is None else _rests_on(judged, self.swap)

    def _weigh(self, measure: str) -> Weighed | None:
        library = self.library()
        return weigh(library, library.measures[measure], self.policy, self.day)


def _stands_alike(now: Chained, machine: Verdict, verdict: Verdict, swap: Swap) -> bool:
    """Tells whether a measure stands on what it stood on: the verdict is the same, and its chain does not go through what is gone.

    Ways are only taken away then, and the first of those that are left is the first of all.
    """
    return verdict is machine and swap.other is None and all(hop.id != swap.target for hop in now.chain)


_NOT_YET = date.max - timedelta(days=1)
"""The day of a document that is gone: later than any day asked for, with a day after it."""
_STANDING = frozenset({Verdict.DIRECT, Verdict.INDIRECT, Verdict.EXEMPT})


def _worst_first(fate: _Fate) -> tuple[bool, int, str, int, str]:
    worst = (Verdict.DEAD_END, Verdict.REVIEW, Verdict.INDIRECT)
    weight = worst.index(fate.after) if fate.after in worst else len(worst)
    return not fate.falls, weight, fate.rests.document, fate.rests.start, fate.rests.measure


def _rests_on(finding: Weighed, swap: Swap) -> Hop | None:
    """Returns the source that a finding ends at: what has replaced the target, where it ends there."""
    last, other = finding.chain[-1] if finding.chain else None, swap.other
    if last is None or other is None or last.id != swap.target:
        return last
    number = other.numbers[0] if other.numbers else None
    return replace(last, id=other.id, title=other.title, number=number, level=other.level)


def _lapses(library: Library, target: str, policy: Policy, day: date) -> int:
    """Counts the measures of a document that count on a day."""
    document = library.documents.get(target)
    issued = own_day(library, document) if document else None
    if document is None or (issued is not None and issued > day):
        return 0
    own = library.measures_in.get(target, ())
    return sum(measure_aside(library, measure, policy, day) is None for measure in own)


def _nothing(library: Library, target: str) -> SourceUse:
    row, document = library.instrument_of(target), library.documents.get(target)
    title = document.title if document else row.title if row else None
    number = document.number if document else row.numbers[0] if row and row.numbers else None
    return SourceUse(id=target, title=title, number=number, alone=0, all=0)
