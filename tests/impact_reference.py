"""What-if as plainly as can be: everything is judged once as it is, once as if, and the chains of all measures are one graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import networkx as nx

from graph_schema.records import Decision, Document, Finding, Hop, Instrument, Measure, Reading
from graph_schema.terms import Verdict
from tracer.links.library import Library, build_library
from tracer.links.lookup import named
from tracer.policy.rules import Policy
from tracer.registry.load import Registry
from tracer.verdict.aside import measure_aside
from tracer.verdict.impact import Change, Impact
from tracer.verdict.judge import find, own_day
from tracer.verdict.resting import SourceUse
from tracer.verdict.walk import Walk, walk

_TOP = ""


def impact(
    readings: Sequence[Reading],
    registry: Registry,
    policy: Policy,
    wanted: str,
    *,
    as_of: date,
    repealed_on: date | None = None,
    replaced_by: str | None = None,
    decisions: Sequence[Decision] = (),
) -> Impact:
    """Returns what changes on that day if the source is repealed (on `repealed_on`, else then) or replaced.

    `wanted` is an id, a title or a number, of the registry or of the store. NotFoundError where nothing
    or more than one thing is meant.
    """
    library = build_library(readings, registry, decisions=decisions)
    target = named(library, wanted)
    other = library.instrument_of(named(library, replaced_by)) if replaced_by else None
    day = repealed_on or as_of
    then = _as_if(library, readings, decisions, target, day, other)
    judged = max(day, as_of)
    measures = list(_measures(library, policy, judged))
    paths = {measure.id: _walk(library, measure, policy, judged) for measure in measures}
    resting = [m for m in measures if _goes_through(paths[m.id], target) and m.document != target]
    found = (_change(library, then, measure, policy, judged, (target, other)) for measure in resting)
    changes = sorted((change for change in found if change is not None), key=_worst_first)
    return Impact(
        source=next((source for source in sources(paths) if source.id == target), _nothing(library, target)),
        as_of=judged,
        repealed_on=None if replaced_by else day,
        replaced_by=other,
        changes=tuple(changes),
        falls=sum(change.falls for change in changes),
        stands=sum(not change.falls for change in changes),
        lapses=sum(measure.document == target for measure in measures),
    )


def _change(
    library: Library, then: Library, measure: Measure, policy: Policy, day: date, swap: tuple[str, Instrument | None]
) -> Change | None:
    """Returns what becomes of one measure; None where it is not judged. `swap` is the source that goes and the one that comes."""
    before, after = find(library, measure, policy, day), find(then, then.measures[measure.id], policy, day)
    if before is None or after is None:
        return None
    decision = library.decided.verdicts.get(measure.id)
    said = Verdict(decision.value) if decision else before.verdict
    return Change(
        measure=measure,
        document=library.documents[measure.document],
        before=said,
        after=said if after.verdict is before.verdict else after.verdict,
        decided=decision is not None,
        other=_rests_on(after, *swap) if after.verdict in _STANDING else None,
    )


def _worst_first(change: Change) -> tuple[bool, int, str, int]:
    worst = (Verdict.DEAD_END, Verdict.REVIEW, Verdict.INDIRECT)
    weight = worst.index(change.after) if change.after in worst else len(worst)
    return not change.falls, weight, change.document.id, change.measure.span.start


def _rests_on(finding: Finding, target: str, other: Instrument | None) -> Hop | None:
    """Returns the source that a finding ends at: what has replaced the target, where it ends there."""
    last = finding.chain[-1] if finding.chain else None
    if last is None or other is None or last.id != target:
        return last
    number = other.numbers[0] if other.numbers else None
    return replace(last, id=other.id, title=other.title, number=number, level=other.level)


def _walk(library: Library, measure: Measure, policy: Policy, day: date) -> Walk | None:
    """Returns the ways of a measure; None where the policy does not ask for it there and then."""
    then = policy.on(day, library.documents[measure.document].region)
    return walk(library, measure, then, day) if then.asks_for(measure.kind) else None


def single_points(
    readings: Sequence[Reading],
    registry: Registry,
    policy: Policy,
    as_of: date,
    *,
    decisions: Sequence[Decision] = (),
) -> tuple[SourceUse, ...]:
    """Returns the sources on which measures rest alone, those with most of them first."""
    library = build_library(readings, registry, decisions=decisions)
    paths = {m.id: _walk(library, m, policy, as_of) for m in _measures(library, policy, as_of)}
    return tuple(source for source in sources(paths) if source.alone)


_STANDING = frozenset({Verdict.DIRECT, Verdict.INDIRECT, Verdict.EXEMPT})


def sources(paths: Mapping[str, Walk | None]) -> list[SourceUse]:
    """Returns everything that a chain to a permitted source goes through, by how many measures cannot do without it.

    The chains are turned round, with one node above all permitted sources: a measure rests alone on
    what dominates it, that is on what every way down to it goes through.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    hops: dict[str, Hop] = {}
    resting: dict[str, set[str]] = {}
    for measure, path in paths.items():
        if path is None:
            continue
        graph.add_edges_from((_TOP, branch.chain[-1].id) for branch in path.branches if branch.reached)
        for lower, upper in path.lines:
            graph.add_edge(upper.id, lower.id)
        # The step from the measure to its provision leads to no source.
        for hop in {upper.id: upper for lower, upper in path.lines if lower.id != measure}.values():
            hops[hop.id] = hop
            resting.setdefault(hop.id, set()).add(measure)
    if not graph:
        return []
    above = nx.immediate_dominators(graph, _TOP)
    alone = Counter(node for m in paths if m in above for node in _up(m, above))
    found = [
        SourceUse(id=i, title=h.title, number=h.number, alone=alone[i], all=len(resting[i])) for i, h in hops.items()
    ]
    return sorted(found, key=lambda s: (-s.alone, -s.all, s.id))


def _up(node: str, above: Mapping[str, str | None]) -> Iterator[str]:
    """Yields all that dominates a node, nearest first."""
    here = above[node]
    while here is not None and here != _TOP:
        yield here
        here = above[here]


def _measures(library: Library, policy: Policy, day: date) -> Iterator[Measure]:
    """Yields the measures that count on a day: of documents issued by then, neither ended nor the policy's own authority."""
    for measure in sorted(library.measures.values(), key=lambda m: (m.document, m.span.start, m.id)):
        issued = own_day(library, library.documents[measure.document])
        if (issued is None or issued <= day) and measure_aside(library, measure, policy, day) is None:
            yield measure


def _goes_through(path: Walk | None, target: str) -> bool:
    return path is not None and any(upper.id == target for _, upper in path.lines)


def _as_if(
    library: Library,
    readings: Sequence[Reading],
    decisions: Sequence[Decision],
    target: str,
    day: date,
    other: Instrument | None,
) -> Library:
    """Returns the library in which the target no longer holds from that day, or is what has replaced it."""
    row = library.instrument_of(target)
    if row is not None:
        changed = (
            replace(row, repealed=day, status="repealed")
            if other is None
            else replace(other, id=row.id, title=row.title, short_titles=row.short_titles, numbers=row.numbers)
        )
        rows = MappingProxyType({**library.registry.instruments, row.id: changed})
        return build_library(readings, replace(library.registry, instruments=rows), decisions=decisions)
    gone = [replace(r, documents=tuple(_gone(d, target, day) for d in r.documents)) for r in readings]
    return build_library(gone, library.registry, decisions=decisions)


def _gone(document: Document, target: str, day: date) -> Document:
    """Returns the document, and the one that is gone as if it were not yet issued, so that nothing may rest on it."""
    return replace(document, date=date(9999, 12, 30)) if document.id == target else document


def _nothing(library: Library, target: str) -> SourceUse:
    row, document = library.instrument_of(target), library.documents.get(target)
    title = document.title if document else row.title if row else None
    number = document.number if document else row.numbers[0] if row and row.numbers else None
    return SourceUse(id=target, title=title, number=number, alone=0, all=0)
