"""A store as if: readings put or hidden, decisions added, in memory above what is kept. Nothing of it is written.

The link index and the library that loads on demand work on it as on the store itself (docs/decisions/0036-one-question-loads-its-chains.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from heapq import merge
from typing import Protocol, TypeVar

from graph_schema.errors import NotFoundError
from graph_schema.records import Decision, Reading, Withdrawal
from tracer.links.part_of_reading import without_documents
from tracer.store.base.errors import no_reading
from tracer.store.base.index import IndexRow, IndexState, LinkIndex
from tracer.store.base.log import Change, ChangeKind, History, now
from tracer.store.base.readings import Entry

T = TypeVar("T")


class Indexed(LinkIndex, Protocol):
    """The side of a store that index and library are made of: readings, log, decisions and the index itself."""

    @property
    def url(self) -> str:
        """Returns the address of the store."""
        ...

    def version(self) -> int:
        """Counts the changes the store has seen."""
        ...

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """Gives the changes after version `since`, in order."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """Returns all files, by hash and path."""
        ...

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """Returns the paths of all files with these bytes, in order."""
        ...

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """Returns the reading of the file at `path`."""
        ...

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """Returns the decisions in the order in which they were made."""
        ...

    def history(self) -> History:
        """Returns the log, the decisions and what earlier versions held."""
        ...


class Rows:
    """Rows in memory above a link index, or above nothing: what was put here counts, what is gone is not seen below."""

    def __init__(self, below: LinkIndex | None = None) -> None:
        self._below = below
        self._put: dict[str, IndexRow] = {}
        self._gone: set[str] = set()
        self._touched: dict[str, int] = {}
        self._by: dict[str, dict[str, set[str]]] = {}
        self._state: IndexState | None = None

    # --- changing ---

    def put(self, row: IndexRow) -> None:
        """Has a row stand in place of the one that is there."""
        self._unkey(row.document)
        self._put[row.document] = row
        self._gone.discard(row.document)
        for key in row.keys:
            self._by.setdefault(key.kind, {}).setdefault(key.words, set()).add(row.document)

    def remove(self, document: str) -> None:
        """Takes a row out."""
        self._unkey(document)
        self._gone.add(document)

    def _unkey(self, document: str) -> None:
        row = self._put.pop(document, None)
        for key in row.keys if row else ():
            self._by[key.kind][key.words].discard(document)

    def changed(self) -> tuple[tuple[IndexRow, ...], tuple[str, ...]]:
        """Returns the rows that were put here, and the documents that are gone."""
        return tuple(self._put.values()), tuple(self._gone)

    def clear(self) -> None:
        """Forgets all that was put here: what is below counts again."""
        self._put, self._gone, self._by, self._touched = {}, set(), {}, {}

    def size(self) -> int:
        """Counts the rows that were put here."""
        return len(self._put)

    # --- the contract ---

    def index_state(self) -> IndexState | None:
        """Returns what the rows were made of."""
        return self._state or (self._below.index_state() if self._below else None)

    def index_rows(self, documents: Collection[str]) -> Mapping[str, IndexRow]:
        """Returns the rows of documents by id."""
        found = {id: self._put[id] for id in documents if id in self._put}
        left = [id for id in documents if id not in found and id not in self._gone]
        if left and self._below is not None:
            for id, row in self._below.index_rows(left).items():
                found[id] = replace(row, touched=self._touched[id]) if id in self._touched else row
        return found

    def index_by(self, kind: str, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Returns the documents whose rows have one of these keys, by the words of the key."""
        below = self._below.index_by(kind, words) if self._below is not None and words else {}
        own = self._by.get(kind, {})
        if not (own or self._gone or self._put):
            return below
        found: dict[str, tuple[str, ...]] = {}
        for word in words:
            here = own.get(word, ())
            there = (id for id in below.get(word, ()) if id not in self._put and id not in self._gone)
            if both := tuple(sorted({*here, *there})):
                found[word] = both
        return found

    def index_kind(self, kind: str) -> Iterator[tuple[str, str]]:
        """Gives all keys of a kind as (words, document), ordered."""
        own = sorted((words, id) for words, ids in self._by.get(kind, {}).items() for id in ids)
        yield from merge(own, self._seen(self._below.index_kind(kind), lambda key: key[1]) if self._below else ())

    def index_documents(self) -> Iterator[str]:
        """Gives the ids of all rows, ordered."""
        yield from merge(
            sorted(self._put), self._seen(self._below.index_documents(), lambda id: id) if self._below else ()
        )

    def index_facts(self) -> Iterator[tuple[str, int, int]]:
        """Gives (document, facts, touched) of all rows, ordered by document."""
        own = sorted((id, row.facts, row.touched) for id, row in self._put.items())
        below = self._seen(self._below.index_facts(), lambda row: row[0]) if self._below else ()
        yield from merge(own, ((id, facts, self._touched.get(id, touched)) for id, facts, touched in below))

    def index_parts(self, documents: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """Gives the parts of the rows that have one, ordered by document."""
        wanted = None if documents is None else set(documents)
        own = sorted((id, row.part) for id, row in self._put.items() if row.part and (wanted is None or id in wanted))
        yield from merge(own, self._seen(self._below.index_parts(documents), lambda row: row[0]) if self._below else ())

    def keep_index(
        self, state: IndexState, put: Iterable[IndexRow], gone: Iterable[str] = (), touched: Iterable[str] = ()
    ) -> None:
        """Keeps rows in memory."""
        for row in put:
            self.put(row)
        for id in gone:
            self.remove(id)
        for id in touched:
            if id in self._put:
                self._put[id] = replace(self._put[id], touched=state.serial)
            else:
                self._touched[id] = state.serial
        self._state = state

    def drop_index(self) -> None:
        """Lets all rows go, those below as well: they are not seen any more."""
        self.clear()
        self._below, self._state = None, None

    def _seen(self, below: Iterable[T], id_of: Callable[[T], str]) -> Iterator[T]:
        """Yields what is below and was not put here or taken out."""
        for one in below:
            if (id := id_of(one)) not in self._put and id not in self._gone:
                yield one


class AsIf(Rows):
    """A store with readings put or hidden and decisions added, as `as_if` says."""

    def __init__(
        self,
        store: Indexed,
        put: Iterable[Reading],
        hidden: Iterable[str],
        decisions: Iterable[Decision],
        withdrawn: Iterable[str],
    ) -> None:
        super().__init__(store)
        self._store = store
        self._readings: dict[str, Reading | None] = {}
        self._own_changes: list[Change] = []
        self._version = store.version()
        own = {reading.source.path: reading for reading in put}
        for path, reading in own.items():
            self._set(path, reading)
            for same in store.paths_of(reading.source.sha256):  # what is put counts, not a file of equal bytes
                if same not in own:
                    self._set(same, None)
        self._hide(set(hidden))
        self._decisions = tuple(decisions)
        self._withdrawn = frozenset(withdrawn)
        for decision in self._decisions:
            self._note(ChangeKind.DECIDED, decision.id, None, decision.value)
        for id in self._withdrawn:
            self._note(ChangeKind.WITHDRAWN, id, None, None)

    def _hide(self, hidden: set[str]) -> None:
        """Has the files at hidden paths be gone, and files be without hidden documents."""
        in_files = self._store.index_by("file", tuple(hidden))
        paths = {path for path in hidden if path in in_files or _is_held(self._store, path)}
        for path in sorted(paths):
            self._set(path, None)
        gone: dict[str, set[str]] = {}
        for id, row in self._store.index_rows(tuple(hidden - paths)).items():
            for key in row.keys:
                if key.kind == "file" and key.words not in self._readings:
                    gone.setdefault(key.words, set()).add(id)
        for path, ids in sorted(gone.items()):
            self._set(path, without_documents(self._store.get_reading(path), ids))

    def _set(self, path: str, reading: Reading | None) -> None:
        try:
            before: str | None = self._store.get_reading(path).source.sha256
        except NotFoundError:
            before = None
        self._readings[path] = reading
        kind = ChangeKind.REMOVED if reading is None else ChangeKind.ADDED if before is None else ChangeKind.REPLACED
        self._note(kind, path, before, reading.source.sha256 if reading else None)

    def _note(self, kind: ChangeKind, subject: str, before: str | None, after: str | None) -> None:
        self._version += 1
        self._own_changes.append(
            Change(version=self._version, at=now(), who="", kind=kind, subject=subject, before=before, after=after)
        )

    @property
    def url(self) -> str:
        """Returns the address of the store below."""
        return self._store.url

    def version(self) -> int:
        """Counts the changes of the store, and those that are only as if."""
        return self._version

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """Gives the changes after version `since`, those that are only as if last."""
        yield from self._store.changes(since, subject=subject)
        yield from (c for c in self._own_changes if c.version > since and subject in (None, c.subject))

    def entries(self) -> tuple[Entry, ...]:
        """Returns all files, by hash and path."""
        kept = [one for one in self._store.entries() if one.path not in self._readings]
        own = (one for one in self._readings.values() if one is not None)
        kept += [Entry(path=one.source.path, sha256=one.source.sha256, reader="") for one in own]
        return tuple(sorted(kept, key=lambda one: (one.sha256, one.path)))

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """Returns the paths of all files with these bytes."""
        own = {path for path, one in self._readings.items() if one is not None and one.source.sha256 == sha256}
        return tuple(sorted({*(p for p in self._store.paths_of(sha256) if p not in self._readings), *own}))

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """Returns the reading of the file at `path`."""
        if version is not None or path not in self._readings:
            return self._store.get_reading(path, version)
        reading = self._readings[path]
        if reading is None:
            raise no_reading(path)
        return reading

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """Returns the decisions of the store, some as if withdrawn, and those that are only as if."""
        kept = (
            replace(one, withdrawn=_AS_IF) if one.id in self._withdrawn and one.withdrawn is None else one
            for one in self._store.decisions(subject)
        )
        return (*kept, *(one for one in self._decisions if subject in (None, one.subject)))

    def history(self) -> History:
        """Returns the history of the store below."""
        return self._store.history()


_AS_IF = Withdrawal(who="", at=datetime.min.replace(tzinfo=UTC), why="")


def _is_held(store: Indexed, path: str) -> bool:
    try:
        store.get_reading(path)
    except NotFoundError:
        return False
    return True


def as_if(
    store: Indexed,
    *,
    put: Iterable[Reading] = (),
    hidden: Iterable[str] = (),
    decisions: Iterable[Decision] = (),
    withdrawn: Iterable[str] = (),
) -> AsIf:
    """Returns a store as if: with these readings in place of those of their paths, without the files at `hidden` paths or the documents of `hidden`
    ids, with further decisions and without those that are `withdrawn`. Its index must be refreshed before it is asked.
    """
    return AsIf(store, put, hidden, decisions, withdrawn)
