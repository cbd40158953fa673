"""Tells what the measures of a store rest on, on any day: by the kept rows of documents whose measures all count alike there, else by weighing them.

Nothing of it is written. `tracer.verdict.counted` says why such a row serves: its stretch holds all days by which the verdict was
weighed, and so its ways and its chain are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import merge

from graph_schema.records import Chained, Measure, Rests
from graph_schema.terms import Verdict
from tracer.jobs.kept import kept_day, kept_findings, library_as_if, refreshed
from tracer.jobs.opening import Tools
from tracer.links.library import Library
from tracer.links.overlay import Indexed, as_if
from tracer.policy.rules import Policy
from tracer.store import GraphStore, Judgement
from tracer.verdict.aside import measure_aside
from tracer.verdict.judge import Weighed, overruled_by, own_day, weigh
from tracer.verdict.resting import Resting, resting, rests_on
from tracer.verdict.walk import Walk
from tracer.work import OnProgress


@dataclass(frozen=True)
class _Weighed:
    """The measures of a document that count and were weighed: the chain of each, what it rests on, and the lines of all."""

    measures: Mapping[str, tuple[Chained, frozenset[str]]]
    lines: bytes


@dataclass(frozen=True, eq=False)
class RestingOn:
    """Tells what measures rest on, on a day: of documents that are to be weighed `anew` by the library, of all others by the rows of a judgement."""

    rows: GraphStore
    judgement: Judgement
    library: Library
    policy: Policy
    day: date
    anew: frozenset[str]

    def resting_on(self, node: str) -> list[Rests]:
        """Returns the measures that rest on something, by its id."""
        kept = self.rows.resting_on(self.judgement.policy, self.judgement.as_of, node)
        found = [one for one in kept if one.document not in self.anew]
        for id, weighed in self._weighed.items():
            for measure, (chained, above) in weighed.measures.items():
                if node in above:
                    found.append(Rests(id, measure, chained.measure.span.start, chained.verdict))
        return found

    def chains_of(self, measures: Collection[str]) -> Mapping[str, Chained]:
        """Returns the chains of measures."""
        new = {id: one for weighed in self._weighed.values() for id, (one, _) in weighed.measures.items()}
        left = [id for id in measures if id not in new]
        kept = self.rows.chains_of(self.judgement.policy, self.judgement.as_of, left)
        return {**kept, **{id: new[id] for id in measures if id in new}}

    def lines(self) -> Iterator[Resting]:
        """Yields what the measures of each document rest on, in the order of documents."""
        rows = self.rows.lines_of(self.judgement.policy, self.judgement.as_of)
        kept = ((document, lines) for document, lines in rows if document not in self.anew)
        new = ((id, weighed.lines) for id, weighed in self._weighed.items())
        for _, lines in merge(kept, new):
            yield Resting.unpacked(lines)

    @cached_property
    def _weighed(self) -> Mapping[str, _Weighed]:
        """Returns the documents that are weighed anew, ordered by id."""
        return {id: self._weigh(id) for id in sorted(self.anew)}

    def _weigh(self, document: str) -> _Weighed:
        found: dict[str, tuple[Chained, frozenset[str]]] = {}
        ways: list[tuple[str, Walk | None]] = []
        for measure in self.library.measures_in.get(document, ()):
            weighed = self._counting(measure)
            if weighed is not None:
                ways.append((measure.id, weighed.path))
                found[measure.id] = (self._chained(weighed), frozenset(rests_on(measure.id, weighed.path)))
        return _Weighed(found, resting(ways).packed())

    def _counting(self, measure: Measure) -> Weighed | None:
        """Returns a measure weighed on the day; None where there is no finding on it that counts."""
        issued = own_day(self.library, self.library.documents[measure.document])
        if issued is not None and self.day < issued:
            return None
        if measure_aside(self.library, measure, self.policy, self.day) is not None:
            return None
        return weigh(self.library, measure, self.policy, self.day)

    def _chained(self, weighed: Weighed) -> Chained:
        """Returns the chain of a measure, with the verdict that a person put in place of the machine's."""
        decision, verdict = self.library.decided.verdicts.get(weighed.measure.id), weighed.shown
        return Chained(
            measure=weighed.measure,
            document=weighed.document,
            verdict=Verdict(decision.value) if decision else verdict,
            chain=weighed.chain,
            overruled=overruled_by(decision, verdict) if decision else None,
        )


@dataclass(frozen=True, slots=True)
class OnDay:
    """A store on a day: where its parts are, its library, and what its measures rest on."""

    view: Indexed
    library: Library
    resting: RestingOn


@contextmanager
def on_day(
    store: GraphStore | str,
    tools: Tools,
    day: date,
    *,
    with_decisions: bool = True,
    on_progress: OnProgress | None = None,
) -> Iterator[OnDay]:
    """Yields a store on a day, by the findings that are kept; where what people decided is not to count, as if nobody had."""
    with kept_findings(store, tools, kept_day(store, tools, day), on_progress=on_progress) as now:
        view, library, anew = now.view, now.library, frozenset[str]()
        decisions = () if with_decisions else now.store.decisions()
        if decisions:
            view = refreshed(as_if(now.view, withdrawn=[decision.id for decision in decisions]), tools)
            library, anew = library_as_if(view, tools), _touched(now.view, view)
        if day != now.judgement.as_of:
            anew |= frozenset(now.rows.counted_otherwise(now.judgement.policy, now.judgement.as_of, day))
        yield OnDay(view, library, RestingOn(now.rows, now.judgement, library, tools.policy, day, anew))


def _touched(view: Indexed, other: Indexed) -> frozenset[str]:
    """Returns the documents whose rows of the index are others in another view."""
    before = {document: (facts, touched) for document, facts, touched in view.index_facts()}
    return frozenset(id for id, facts, touched in other.index_facts() if before.get(id) != (facts, touched))
