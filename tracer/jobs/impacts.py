"""Tells what changes if a source is repealed or replaced, and which sources measures rest on alone."""

from __future__ import annotations

from datetime import date

from tracer.jobs.opening import Tools, held_by, with_its_registry
from tracer.store import GraphStore
from tracer.verdict import impact as what_if
from tracer.verdict.impact import Impact, SourceUse


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
    return what_if.impact(
        held.readings,
        tools.registry,
        tools.policy,
        instrument,
        as_of=as_of or date.today(),
        repealed_on=repealed_on,
        replaced_by=replaced_by,
        decisions=held.decisions if with_decisions else (),
    )


@with_its_registry
def single_points(
    store: GraphStore | str, *, as_of: date | None = None, policy: str | None = None
) -> tuple[SourceUse, ...]:
    """Returns the sources on which measures rest alone, those with most of them first."""
    tools = Tools.load(policy)
    held = held_by(store, policy)
    return what_if.single_points(
        held.readings, tools.registry, tools.policy, as_of or date.today(), decisions=held.decisions
    )
