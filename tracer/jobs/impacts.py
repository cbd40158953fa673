"""Tells what changes if a source is repealed or replaced, and which sources measures rest on alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date

from graph_schema.errors import NotFoundError
from graph_schema.terms import Verdict
from tracer.jobs.kept import UpToDate, in_memory, kept_findings, library_as_if, refreshed
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.links.as_if_row import names_mean_the_same, with_row
from tracer.links.library import Library
from tracer.links.lookup import named
from tracer.links.overlay import Indexed, as_if
from tracer.store import Filters, GraphStore
from tracer.verdict import impact as what_if
from tracer.verdict.impact import Impact, Swap
from tracer.verdict.resting import Resting, SourceUse, sources
from tracer.work import OnProgress

_ALL = frozenset(Verdict)


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
    on_progress: OnProgress | None = None,
) -> Impact:
    """Returns what changes if a source is repealed or replaced, by what people decided too. NotFoundError where no single one is meant."""
    from tracer.bulk.standings import verdicts_of

    tools = Tools.load(policy)
    until = as_of or date.today()
    gone = repealed_on or until
    day = max(gone, until)
    with _kept(store, tools, day, with_decisions, on_progress) as now:
        library = now.library
        target = named(library, instrument)
        other = named(library, replaced_by) if replaced_by else None
        swap = Swap.of(library, target, gone, other, replaced_by)
        found = now.answers.findings(tools.policy.id, day, Filters(rests_on=target, verdicts=_ALL)).findings
        then = _then(now, swap, tools)
        return what_if.impact(
            library,
            tools.policy,
            day,
            swap,
            found,
            _resting(now),
            verdicts_of(then.view.index_parts(), tools.policy, day, then.library.registry) if found else {},
            lambda: then.library,
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
    with kept_findings(store, tools, as_of, on_progress=on_progress) as now:
        return tuple(source for source in sources(_resting(now)) if source.alone)


@contextmanager
def _kept(
    store: GraphStore | str, tools: Tools, day: date, with_decisions: bool, on_progress: OnProgress | None
) -> Iterator[UpToDate]:
    """Yields the findings of a store on a day; where what people decided is not to count, as if nobody had."""
    if with_decisions:
        with kept_findings(store, tools, day, on_progress=on_progress) as now:
            yield now
        return
    with opened(store, policy=tools.name) as source:
        view = refreshed(as_if(source, withdrawn=[decision.id for decision in source.decisions()]), tools)
        yield in_memory(source, view, tools, day, on_progress)


def _resting(now: UpToDate) -> Iterator[Resting]:
    """Yields what the measures of each document rest on."""
    for _, lines in now.answers.lines_of(now.judgement.policy, now.judgement.as_of):
        yield Resting.unpacked(lines)


@dataclass(frozen=True, slots=True)
class _Then:
    """A store as if: where its parts are, and its library."""

    view: Indexed
    library: Library


def _then(now: UpToDate, swap: Swap, tools: Tools) -> _Then:
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


def _latest(now: UpToDate) -> date | None:
    """Returns the day of the newest document that has one."""
    from tracer.bulk.load import newest_day

    return newest_day(now.view.index_parts())
