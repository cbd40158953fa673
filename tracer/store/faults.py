"""Every broken invariant of a store, by name: of the store itself, of its history, then of each reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial

from graph_schema.errors import DamagedError, NotFoundError
from graph_schema.integrity import Fault, FaultKind, faults_of
from graph_schema.records import Decision, Reading
from tracer.store.base import GraphStore, Records
from tracer.store.base.log import Change, ChangeKind, Held
from tracer.store.base.readings import Entry, Readings
from tracer.store.moment import at_one_moment
from tracer.store.rows import search_texts
from tracer.work import OnProgress, tell

_COUNTED = ("documents", "provisions", "citations", "measures")


def store_faults(store: GraphStore, on_progress: OnProgress | None = None) -> Iterator[Fault]:
    """Finds what does not hold. Nothing is changed; a file that cannot be read is named and the others are checked.

    StoreError where others write all the time.
    """
    yield from store.faults()
    yield from at_one_moment(store, lambda: list(_history(store)))
    version, entries, sound = store.version(), store.entries(), True
    counts: Counter[str] = Counter()
    for number, entry in enumerate(entries):
        tell(on_progress, number, len(entries), entry.path)
        found = list(_file(store, entry, counts))
        if found:  # somebody may have written in the middle of it
            found = at_one_moment(store, partial(_again, store, entry.path))
        sound = sound and not found
        yield from found
    kept = Counter(asdict(store.counts()))
    if sound and store.version() == version and counts != kept:
        yield Fault(kind=FaultKind.GAP, file="", where=f"{dict(kept - counts)} {dict(counts - kept)}")
    tell(on_progress, len(entries), len(entries))


# What a reader may have read strangely is kept as it was read; these say that a store is not what was written.
_DAMAGE = frozenset(
    {
        FaultKind.HASH,
        FaultKind.UNREADABLE,
        FaultKind.DAMAGED,
        FaultKind.SCHEMA,
        FaultKind.ORPHAN,
        FaultKind.GAP,
        FaultKind.HISTORY,
    }
)


def damage(store: GraphStore, on_progress: OnProgress | None = None) -> Fault | None:
    """Returns the first thing by which the store is not as it was written, None where it is whole.

    The graph, the findings and the search index do not count: they are made again.
    """
    return next((fault for fault in store_faults(store, on_progress) if fault.kind in _DAMAGE), None)


def _again(store: GraphStore, path: str) -> list[Fault]:
    return [fault for entry in store.entries() if entry.path == path for fault in _file(store, entry, Counter())]


def _file(store: GraphStore, entry: Entry, counts: Counter[str]) -> Iterator[Fault]:
    """Finds what does not hold of one file: its reading, whose it is, and what of it can be found; adds its records to `counts`."""
    path = entry.path
    try:
        reading = store.get_reading(path)
        kept = store.search_texts(path)
    except NotFoundError:
        return  # removed meanwhile
    except DamagedError as error:
        yield _unreadable(path, error)
        return
    counts.update(sources=1, **{name: len(getattr(reading, name)) for name in _COUNTED})
    yield from faults_of(reading)
    yield from _same_bytes(reading, path, entry.sha256)
    said = Counter(search_texts(reading))
    for text in (said - Counter(kept)) + (Counter(kept) - said):
        yield Fault(kind=FaultKind.INDEX, file=path, where=text.item)


def _same_bytes(reading: Reading, path: str, sha256: str) -> Iterator[Fault]:
    """Finds a reading that is not that of this file."""
    if (reading.source.path, reading.source.sha256) != (path, sha256):
        yield Fault(kind=FaultKind.HASH, file=path, where=f"{reading.source.path} {reading.source.sha256[:12]}")


def _unreadable(file: str, error: DamagedError) -> Fault:
    return Fault(kind=FaultKind.UNREADABLE, file=file, where=str(error.__cause__ or ""))


# --- history -----------------------------------------------------------------------------------


def _history(store: Records) -> Iterator[Fault]:
    """Checks that the log has every version and leads to what is held, and that earlier readings can still be given back."""
    try:
        history = store.history()
    except DamagedError as error:
        yield _unreadable("", error)
        return
    last = store.version()
    if [c.version for c in history.changes] != list(range(1, last + 1)):
        yield Fault(kind=FaultKind.GAP, file="", where=f"{len(history.changes)} / {last}")
    yield from _decisions(history.changes, history.decisions)
    logged, held = Counter(_held_by_log(history.changes, history.first)), Counter(store.held())
    # What was held before there was a log, or is not in it, counts from version 0.
    for one in (logged - held) + (held - logged):
        if one in logged or one.since or one.until is not None:
            yield Fault(kind=FaultKind.HISTORY, file=one.path, where=f"{one.since}–{one.until or ''}")
    for one in held:
        if one.until is not None:
            yield from _earlier(store, one, one.until - 1)


def _earlier(store: Readings, one: Held, version: int) -> Iterator[Fault]:
    """Checks that what a version held at a path is the reading of those bytes."""
    try:
        yield from _same_bytes(store.get_reading(one.path, version), one.path, one.sha256)
    except NotFoundError:
        yield Fault(kind=FaultKind.HISTORY, file=one.path, where=f"{one.since}–{one.until}")
    except DamagedError as error:
        yield _unreadable(one.path, error)


def _held_by_log(changes: Iterable[Change], first: int) -> Iterator[Held]:
    """Gives what was held when, by the log, as far as it is not forgotten."""
    now: dict[str, tuple[str, int]] = {}
    for change in changes:
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REPLACED, ChangeKind.REMOVED):
            continue
        if change.kind is not ChangeKind.ADDED:
            sha256, since = now.pop(change.subject, (change.before or "", 0))
            if change.version > first:
                yield Held(path=change.subject, sha256=sha256, since=since, until=change.version)
        if change.kind is not ChangeKind.REMOVED:
            now[change.subject] = (change.after or "", change.version)
    yield from (Held(path=path, sha256=sha256, since=since, until=None) for path, (sha256, since) in now.items())


def _decisions(changes: Iterable[Change], decisions: Iterable[Decision]) -> Iterator[Fault]:
    """Checks that every decision that is made or taken back is on record, once, and nothing else."""
    made = Counter(c.subject for c in changes if c.kind is ChangeKind.DECIDED)
    back = Counter(c.subject for c in changes if c.kind is ChangeKind.WITHDRAWN)
    kept = list(decisions)
    pairs = (made, Counter(d.id for d in kept)), (back, Counter(d.id for d in kept if d.withdrawn is not None))
    for logged, here in pairs:
        for id in (logged - here) + (here - logged):
            yield Fault(kind=FaultKind.HISTORY, file="", where=id)
