"""Tells what changes if a source is repealed or replaced, and which sources measures rest on alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from graph_schema.records import Finding
from tracer.bulk import verdicts_of
from tracer.bulk.load import parts_of
from tracer.jobs.opening import Held, Tools, held_by, with_its_registry
from tracer.links.as_if_row import names_mean_the_same, with_row
from tracer.links.library import Library, build_library
from tracer.links.lookup import named
from tracer.policy.rules import Policy
from tracer.registry.shelf import shelf
from tracer.store import GraphStore
from tracer.verdict import impact as what_if
from tracer.verdict.impact import Impact, Swap
from tracer.verdict.judge import judge_library
from tracer.verdict.resting import Resting, SourceUse, resting, rests_on, sources, walk_of


@with_its_registry
def impact(
    store: GraphStore | str,
    instrument: str,
    *,
    as_of: date | None = None,
    repealed_on: date | None = None,
    replaced_by: str | None = None,
    policy: str | None = None,
    with_decisions: bool = True,
) -> Impact:
    """Returns what changes if a source is repealed or replaced, by what people decided too. NotFoundError where no single one is meant."""
    tools = Tools.load(policy)
    held = held_by(store, policy)
    decisions = held.decisions if with_decisions else ()
    library = build_library(held.readings, tools.registry, shelf(), decisions)
    until = as_of or date.today()
    gone = repealed_on or until
    day = max(gone, until)
    target = named(library, instrument)
    other = named(library, replaced_by) if replaced_by else None
    swap = Swap.of(library, target, gone, other, replaced_by)
    findings = judge_library(library, tools.policy, day)
    then = _then(held, library, swap)
    return what_if.impact(
        library,
        tools.policy,
        day,
        swap,
        [f for f in findings if target in rests_on(f.measure.id, walk_of(library, f.measure, tools.policy, day))],
        _resting(library, findings, tools.policy, day),
        verdicts_of(parts_of(then), tools.policy, day, then.registry),
        lambda: then,
    )


@with_its_registry
def single_points(
    store: GraphStore | str, *, as_of: date | None = None, policy: str | None = None
) -> tuple[SourceUse, ...]:
    """Returns the sources on which measures rest alone, those with most of them first."""
    tools = Tools.load(policy)
    day = as_of or date.today()
    held = held_by(store, policy)
    library = build_library(held.readings, tools.registry, shelf(), held.decisions)
    findings = judge_library(library, tools.policy, day)
    found = sources(_resting(library, findings, tools.policy, day))
    return tuple(source for source in found if source.alone)


def _then(held: Held, library: Library, swap: Swap) -> Library:
    """Returns the library as if."""
    latest = max((one.date for one in library.documents.values() if one.date), default=None)
    if (row := swap.repealed) and names_mean_the_same(library.registry, row, latest):
        return with_row(library, row)
    readings = [swap.reading(one) for one in held.readings]
    return build_library(readings, swap.registry(library.registry), library.articles, held.decisions)


def _resting(library: Library, findings: Sequence[Finding], policy: Policy, day: date) -> Iterator[Resting]:
    """Yields what the measures of each document rest on."""
    judged: dict[str, list[Finding]] = {}
    for finding in findings:
        judged.setdefault(finding.document.id, []).append(finding)
    for _, found in sorted(judged.items()):
        yield resting((f.measure.id, walk_of(library, f.measure, policy, day)) for f in found)
