"""Brings the findings that a store keeps up to date: what a change touches is judged again, and nothing else.

Every question to a store comes by here first (docs/decisions/0038-kept-findings.md): the index is refreshed, the documents whose
rows are stale are judged and kept some at a time, and a run that is killed goes on from there. Where the store cannot
be written the same answers come from memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from typing import TypeVar

from graph_schema.errors import StoreError
from graph_schema.seals import digest_of
from ingest.parallel import Work, Workers, map_in_order, started
from tracer.bulk.keeping import PARTS
from tracer.jobs.opening import Tools, opened
from tracer.links.kept_library import in_order, kept_library
from tracer.links.library import Library
from tracer.links.overlay import Indexed, as_if
from tracer.links.refresh import refresh
from tracer.policy.rules import Policy
from tracer.policy.value import policy_value
from tracer.registry.own_rows import registry_of
from tracer.registry.shelf import shelf
from tracer.show.rows import keep_edition_of
from tracer.store import GraphStore, open_store
from tracer.store.base.findings import Asked, Findings, JudgedDocument, Judgement
from tracer.store.base.index import IndexRow, IndexState
from tracer.version import program
from tracer.work import INDEXING, JUDGING, OnProgress, Progress, tell

IndexedT = TypeVar("IndexedT", bound=Indexed)

_TOGETHER = 64  # documents that one transaction keeps
_AT_ONCE = 8  # documents that travel to a process together
_MANY = 400  # stale documents that are worth processes of their own
_DAYS = 12  # days of a policy that are kept
_CORES = 8
_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpToDate:
    """A judgement that holds now: where its rows are asked for (`answers`), the library behind it, and how much was judged for it.

    `view` is what was judged, `rows` where its rows are kept: the store itself, or memory where that could not be written or something else than the store was judged;
    `answers` is the same, or what shows a day that is only looked at. `is_kept` tells whether the store keeps what was judged.
    """

    policy: Policy
    judgement: Judgement
    library: Library
    store: GraphStore
    view: Indexed
    rows: GraphStore
    answers: Asked
    is_kept: bool
    documents: int = 0
    measures: int = 0


def edition_of_judging(library: Library, policy: Policy) -> str:
    """Names what judges: the program, the edition of the registry, and the rules of the policy."""
    rules = digest_of(policy_value(policy))[:12]
    return f"{program()}+{library.edition}+{rules}"


def refreshed(view: IndexedT, tools: Tools, on_progress: OnProgress | None = None) -> IndexedT:
    """Returns a store or a view of one with its index as it is now."""
    tell_indexing = partial(_as_indexing, on_progress) if on_progress is not None else None
    refresh(view, tools.registry, shelf(), tell_indexing, parts=PARTS)
    return view


def _as_indexing(on_progress: OnProgress, progress: Progress) -> None:
    on_progress(replace(progress, doing=INDEXING))


def view_of(
    store: GraphStore, tools: Tools, registry: str | None = None, on_progress: OnProgress | None = None
) -> Indexed:
    """Returns a store whose index is as the store is now: the store itself, or as if where it cannot be written.

    With the name of an edition of the registry, which the tools are of, it is as if that one counted.
    """
    if registry is None:
        try:
            with store.turn():
                return refreshed(store, tools, on_progress)
        except StoreError as error:
            if not _is_unwritable(error):
                raise
    return _as_if_now(store, tools, on_progress)


def _as_if_now(store: GraphStore, tools: Tools, on_progress: OnProgress | None) -> Indexed:
    """Returns a store as if its index were as the store is now."""
    return refreshed(as_if(store), tools, on_progress)


def library_in(store: GraphStore, tools: Tools, registry: str | None = None) -> Library:
    """Returns what a store holds, file by file as it is asked for; the edition of the registry is kept beside it."""
    library = kept_library(view_of(store, tools, registry), tools.registry, shelf())
    keep_edition_of(store.url, library)
    return library


@contextmanager
def library_of(store: GraphStore | str, policy: str | None = None) -> Iterator[Library]:
    """Yields what a store holds, file by file as it is asked for, for the length of a question."""
    with opened(store, policy=policy) as source:
        yield library_in(source, Tools.load(policy))


def library_as_if(view: Indexed, tools: Tools) -> Library:
    """Returns what a view of a store holds, file by file as it is asked for."""
    return kept_library(refreshed(view, tools), tools.registry, shelf())


def up_to_date(
    store: GraphStore,
    tools: Tools,
    as_of: date,
    *,
    today: date,
    must_keep: bool = False,
    on_progress: OnProgress | None = None,
    workers: Workers | None = None,
) -> UpToDate:
    """Returns the findings of a policy on a day as they hold now: what is stale is judged and kept first.

    On `today` the rows of the latest day before it are taken over as far as they still hold; other days are kept beside it, a
    few of them. With `workers` (started before the store was opened) these judge; the rows are the same.
    Where the store cannot be written they are in memory; with `must_keep` that is a StoreError.
    """
    try:
        with store.turn():
            refreshed(store, tools, on_progress)
            return _brought(store, store, store, tools, as_of, today, on_progress, workers)
    except StoreError as error:
        if must_keep or not _is_unwritable(error):
            raise
    view = _as_if_now(store, tools, on_progress)
    return in_memory(store, view, tools, as_of, on_progress)


def _is_unwritable(error: StoreError) -> bool:
    """Tells whether the error says that a store cannot be written now."""
    return error.said.code in _UNWRITABLE


_UNWRITABLE = frozenset({"store.in_use", "store.no_right", "store.disk_full"})


def in_memory(
    store: GraphStore, view: Indexed, tools: Tools, as_of: date, on_progress: OnProgress | None = None
) -> UpToDate:
    """Returns the findings of a view of a store, whose index is as the view is; nothing of it is written."""
    memory = open_store("sqlite:///:memory:")
    state, touched = view.index_state(), {document: touched for document, _, touched in view.index_facts()}
    rows = (
        IndexRow(document=one, path="", keys=(), facts=0, touched=touched[one], body=b"", part=b"-")
        for one, _ in view.index_parts()
    )
    memory.keep_index(state or IndexState(version=0, edition="", serial=0), rows)
    return _brought(store, view, memory, tools, as_of, as_of, on_progress, None)


def _brought(
    store: GraphStore,
    view: Indexed,
    answers: GraphStore,
    tools: Tools,
    as_of: date,
    today: date,
    on_progress: OnProgress | None,
    workers: Workers | None,
) -> UpToDate:
    """Judges what is stale of a view and keeps it where the answers are."""
    library, state = kept_library(view, tools.registry, shelf()), view.index_state()
    keep_edition_of(store.url, library)
    judgement = Judgement(
        policy=tools.policy.id,
        as_of=as_of,
        version=state.version if state else 0,
        edition=edition_of_judging(library, tools.policy),
        registry=library.edition,
    )
    known = _standing(answers, judgement, today)
    stale = in_order(view, answers.stale(judgement.policy, as_of))
    gone = answers.judged_gone(judgement.policy, as_of)
    rows = _judged_of(library, tools, as_of, stale, workers if len(stale) >= _MANY else None, view.url)
    measures = done = 0
    # Until its last rows are there a judgement names no version, so that whoever reads rows alone sees that some are missing.
    unfinished = replace(judgement, version=0)
    while done < len(stale):
        tell(on_progress, done, len(stale), stale[done][0], JUDGING)
        together = tuple(islice(rows, _TOGETHER))
        done += len(together)
        is_last = done == len(stale)
        answers.keep_judged(judgement if is_last else unfinished, together, gone if is_last else ())
        measures += sum(len(one.findings) for one in together)
    if not stale and (gone or known != judgement):
        answers.keep_judged(judgement, (), gone)
    tell(on_progress, len(stale), len(stale), None, JUDGING)
    return UpToDate(
        policy=tools.policy,
        judgement=judgement,
        library=library,
        store=store,
        view=view,
        rows=answers,
        answers=answers,
        is_kept=answers is store,
        documents=len(stale),
        measures=measures,
    )


def _standing(answers: Findings, judgement: Judgement, today: date) -> Judgement | None:
    """Returns the judgement of that policy and day as it is kept, made where there is none: today's of the latest one before it.

    What something else judged goes first; where it was made new, None.
    """
    kept = {one.as_of: one for one in answers.judgements() if one.policy == judgement.policy}
    known = kept.pop(judgement.as_of, None)
    if known is not None and _by_the_same(known, judgement):
        return known
    if known is not None:
        answers.drop_judgement(judgement.policy, judgement.as_of)
    earlier = [day for day, one in kept.items() if day < judgement.as_of and _by_the_same(one, judgement)]
    moved = max(earlier) if earlier and judgement.as_of == today else None
    others = [day for day in kept if day != moved]
    for day in sorted(others, key=lambda day: abs(day - today))[_DAYS - 1 :]:
        answers.drop_judgement(judgement.policy, day)
    answers.keep_judged(replace(judgement, version=0), (), moved_from=moved)
    return None


def _by_the_same(one: Judgement, other: Judgement) -> bool:
    """Tells whether one program judged both by one policy. What another edition of the registry changes, the index has touched."""
    return one.edition.replace(one.registry, "", 1) == other.edition.replace(other.registry, "", 1)


# --- judging -----------------------------------------------------------------------------------


_Asked = tuple[tuple[str, int], ...]
"""Documents that travel to a process together, with the states of their index rows."""


def _judged_of(
    library: Library, tools: Tools, day: date, stale: Sequence[tuple[str, int]], workers: Workers | None, url: str
) -> Iterator[JudgedDocument]:
    """Yields the rows of stale documents, in their order, whoever judges them."""
    if not stale:
        return
    # Here, not above: where nothing is stale the engine is not loaded.
    from tracer.jobs.judged_document import judged_document

    if workers is None:
        yield from (judged_document(library, id, tools.policy, day, touched) for id, touched in stale)
        return
    work: Work[_Asked, tuple[JudgedDocument, ...]] = Work(
        do=partial(_judge_apart, url, tools.name, day), name_of=lambda asked: asked[0][0]
    )
    asked = (tuple(stale[start : start + _AT_ONCE]) for start in range(0, len(stale), _AT_ONCE))
    for together in map_in_order(work, asked, workers):
        yield from together


def _judge_apart(url: str, policy: str | None, day: date, asked: _Asked) -> tuple[JudgedDocument, ...]:
    """Judges documents in a process of its own, which opens the store itself."""
    from tracer.jobs.judged_document import judged_document

    with registry_of(url):
        tools = Tools.load(policy)
        library = _library_apart(url, policy, os.getpid())
        return tuple(judged_document(library, id, tools.policy, day, touched) for id, touched in asked)


@lru_cache(maxsize=1)
def _library_apart(url: str, policy: str | None, process: int) -> Library:
    """Returns the library of a store for the length of a process that judges."""
    return kept_library(open_store(url, create=False), Tools.load(policy).registry, shelf())


# --- for a question ----------------------------------------------------------------------------


@contextmanager
def kept_findings(
    store: GraphStore | str,
    tools: Tools,
    as_of: date | None,
    *,
    registry: str | None = None,
    must_keep: bool = False,
    must_write: bool = True,
    on_progress: OnProgress | None = None,
) -> Iterator[UpToDate]:
    """Yields the findings of a store as they hold on a day, today where it is left out, for the length of a question.

    Without `must_write` another day than today, of which none are kept, is looked at from one of which they are, and left unkept: for counts and pages.

    With the name of an edition of the registry they are judged in memory: what a store keeps is by the one that counts now.
    """
    today = date.today()
    day = as_of or today
    with opened(store, policy=tools.name) as source:
        if registry is not None:
            yield in_memory(source, view_of(source, tools, registry, on_progress), tools, day, on_progress)
            return
        base = None if must_write or day == today else _base_of(source, tools, day)
        bring = partial(
            up_to_date, tools=tools, as_of=base or day, today=today, must_keep=must_keep, on_progress=on_progress
        )
        if not isinstance(store, str) or not _is_much(source, tools, base or day, on_progress):
            yield _seen_on(bring(source), tools, day, on_progress)
            return
    with started(cores()) as workers, opened(store, policy=tools.name) as source:
        yield _seen_on(bring(source, workers=workers), tools, day, on_progress)


def kept_day(store: GraphStore | str, tools: Tools, day: date) -> date:
    """Returns the day whose kept findings tell most of those of a day: that very day if it is today, is kept, or none is; else the latest that is kept."""
    if day == date.today():
        return day
    with opened(store, policy=tools.name) as source:
        return _base_of(source, tools, day) or day


def _base_of(store: GraphStore, tools: Tools, day: date) -> date | None:
    """Returns the latest day of a policy that is kept; None where that very day is, or none."""
    kept = [one.as_of for one in store.judgements() if one.policy == tools.policy.id]
    return None if day in kept else max(kept, default=None)


def _seen_on(now: UpToDate, tools: Tools, day: date, on_progress: OnProgress | None) -> UpToDate:
    """Returns the findings of a day as they are seen from those of another one."""
    if day == now.judgement.as_of:
        return now
    if not now.is_kept:
        return in_memory(now.store, now.view, tools, day, on_progress)
    from tracer.jobs.day_view import day_view

    judgement = replace(now.judgement, as_of=day)
    seen = day_view(now.store, now.view, now.library, tools.policy, now.judgement, judgement)
    return replace(now, judgement=judgement, answers=seen)


def _is_much(store: GraphStore, tools: Tools, day: date, on_progress: OnProgress | None) -> bool:
    """Tells whether so much may be stale that processes of their own are worth it; these must start before the store is opened."""
    if cores() == 1 or store.url.endswith(_MEMORY) or store.counts().documents < _MANY:
        return False
    if view_of(store, tools, None, on_progress) is not store:
        return False
    name = tools.policy.id
    kept = [one.as_of for one in store.judgements() if one.policy == name and one.as_of <= day]
    return not kept or len(store.stale(name, max(kept))) >= _MANY


def cores() -> int:
    """Returns how many processes judge where much is to be judged."""
    return min(_CORES, len(os.sched_getaffinity(0)))
