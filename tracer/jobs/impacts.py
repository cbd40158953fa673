"""Tells what changes if a source is repealed or replaced, and which sources measures rest on alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from graph_schema.errors import NotFoundError
from graph_schema.terms import Verdict
from tracer.jobs.kept import library_as_if
from tracer.jobs.opening import Tools, with_its_registry
from tracer.jobs.resting_on import OnDay, on_day
from tracer.links.as_if_row import names_mean_the_same, with_row
from tracer.links.library import Library
from tracer.links.lookup import named
from tracer.links.overlay import Indexed, as_if
from tracer.policy.rules import Policy
from tracer.store import GraphStore
from tracer.verdict import impact as what_if
from tracer.verdict.impact import Impact, Swap
from tracer.verdict.resting import SourceUse, sources
from tracer.work import OnProgress


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
    offset: int = 0,
    limit: int | None = None,
    on_progress: OnProgress | None = None,
) -> Impact:
    """Returns what changes if a source is repealed or replaced, by what people decided too: all of it counted, and the changes behind `offset`, at most `limit`.

    NotFoundError where no single source is meant.
    """
    tools = Tools.load(policy)
    until = as_of or date.today()
    gone = repealed_on or until
    day = max(gone, until)
    with on_day(store, tools, day, with_decisions=with_decisions, on_progress=on_progress) as now:
        library = now.library
        target = named(library, instrument)
        other = named(library, replaced_by) if replaced_by else None
        swap = Swap.of(library, target, gone, other, replaced_by)
        then = cache(lambda: _then(now, swap, tools))
        found = now.resting.resting_on(target)
        return what_if.impact(
            library,
            tools.policy,
            day,
            swap,
            found,
            now.resting.lines(),
            then().verdicts(tools.policy, day) if found else {},
            lambda: then().library,
            now.resting.chains_of,
            offset=offset,
            limit=limit,
        )


@with_its_registry
def single_points(
    store: GraphStore | str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    on_progress: OnProgress | None = None,
) -> tuple[SourceUse, ...]:
    """Returns the sources on which measures rest alone, those with most of them first."""
    tools = Tools.load(policy)
    with on_day(store, tools, as_of or date.today(), on_progress=on_progress) as now:
        return tuple(source for source in sources(now.resting.lines()) if source.alone)


@dataclass(frozen=True, slots=True)
class _Then:
    """A store as if: where its parts are, and its library."""

    view: Indexed
    library: Library

    def verdicts(self, policy: Policy, day: date) -> Mapping[str, Verdict]:
        """Returns the verdicts on that day, as far as the pass over the arrays can tell."""
        from tracer.bulk.standings import verdicts_of

        return verdicts_of(self.view.index_parts(), policy, day, self.library.registry)


def _then(now: OnDay, swap: Swap, tools: Tools) -> _Then:
    """Returns the store as if. A repeal that changes no name needs no other index: on which days rows hold is looked up in the registry."""
    row = swap.repealed
    if row is not None and names_mean_the_same(now.library.registry, row, _latest(now)):
        return _Then(now.view, with_row(now.library, row))
    put = []
    if swap.row is None:
        with suppress(NotFoundError):
            put = [swap.reading(now.view.get_reading(now.library.texts.path[swap.target]))]
    view = as_if(now.view, put=put)
    return _Then(view, library_as_if(view, replace(tools, registry=swap.registry(tools.registry))))


def _latest(now: OnDay) -> date | None:
    """Returns the day of the newest document that has one."""
    from tracer.bulk.load import newest_day

    return newest_day(now.view.index_parts())
