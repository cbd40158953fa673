"""A store into one file, and back: `back_up` and `restore`.

A store of SQLite becomes an SQLite file, copied at one moment whoever writes meanwhile; any other
store becomes lines of JSON. Either can be restored into any store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_schema.errors import InputError, NewerStoreError, NotAStoreError, StoreError
from graph_schema.files import written_beside
from graph_schema.messages import Message
from graph_schema.records import Decision
from tracer.store.base import GraphStore
from tracer.store.base.log import Change, Disclosure, Earlier, History
from tracer.store.copying import copy, copy_disclosures
from tracer.store.dump import First, Read, is_dump, read_dump, write_dump
from tracer.store.faults import damage
from tracer.store.sqlite.database import MEMORY, is_sqlite, no_room
from tracer.store.sqlite.store import SqliteStore
from tracer.work import OnProgress


def back_up(store: GraphStore, path: Path, on_progress: OnProgress | None = None) -> int:
    """Writes the store to a file, complete or not at all; returns how many files it holds.

    An earlier backup of that name is replaced. InputError where the file is anything else, or the store
    itself; StoreError where the store is damaged: a good backup must not make way for a bad one.
    """
    with _told(path):
        _require_replaceable(store, path)
        fault = damage(store, on_progress)
        if fault is not None:
            raise StoreError(
                "backup.damaged_store",
                file=fault.file,
                where=fault.where,
                url=store.url,
            )
        with written_beside(path) as beside:
            if isinstance(store, SqliteStore):
                return store.write_copy(str(beside))
            with beside.open("wb") as out:
                return write_dump(store, out, on_progress)


def restore(store: GraphStore, path: Path, *, replace: bool = False, on_progress: OnProgress | None = None) -> int:
    """Makes the store hold what the backup holds; returns how many files these are.

    The backup is read to its end and checked first. A store of SQLite then changes in one transaction;
    another one file by file, and the same command again goes on where it was broken off. StoreError where
    the store holds anything that the backup does not, unless `replace`.
    """
    with _told(path), _staged(store, path) as saved:
        kept = saved.entries()
        surplus = set(store.entries()) - set(kept)
        undecided = {d.id for d in store.decisions()} - {d.id for d in saved.decisions()}
        if (surplus or undecided) and not replace:
            raise _holds_more(store, len(surplus), len(undecided))
        copy_disclosures(store, saved)  # who was shown what stays on record
        if isinstance(store, SqliteStore):
            store.take_over(saved)
        else:
            for gone in {entry.path for entry in surplus} - {entry.path for entry in kept}:
                store.remove(gone)
            copy(saved, store, on_progress)
            store.take_history(saved.history())
        return len(kept)


@contextmanager
def _staged(store: GraphStore, path: Path) -> Iterator[SqliteStore]:
    """Gives the backup as a store of this version, beside the store that will take it; the backup itself stays as it is."""
    if not path.exists():
        raise InputError("backup.missing", path=path)
    if not path.is_file() or not (is_sqlite(path) or is_dump(path)):
        raise _no_backup(path)
    with (
        TemporaryDirectory(prefix=".restore-", dir=_folder_of(store)) as folder,
        _unpacked(path, Path(folder) / "staged.sqlite") as saved,
    ):
        yield saved


def _unpacked(path: Path, place: Path) -> SqliteStore:
    """Returns the backup in a file of its own, found whole."""
    try:
        if is_sqlite(path):
            SqliteStore.copy_file(str(path), str(place))
        with ExitStack() as on_failure:
            saved = on_failure.enter_context(SqliteStore(str(place)))
            if not is_sqlite(path):
                _unpack(path, saved)
            fault = damage(saved)
            if fault is not None:
                raise _damaged(path, f"{fault.file} {fault.where}".strip())
            on_failure.pop_all()
            return saved
    except (NewerStoreError, NotAStoreError) as error:
        here, there = str(place), str(path)
        raise type(error)(_renamed(error.said, here, there)) from error
    except StoreError as error:
        if error.said.code == "backup.damaged" or is_dump(path):
            raise
        raise no_room(error.__cause__) or _damaged(path, str(error.__cause__)) from error


def _renamed(said: Message, here: str, there: str) -> Message:
    """Returns what is told of one file as told of another."""
    values = ((name, value.replace(here, there) if isinstance(value, str) else value) for name, value in said.values)
    return Message(said.code, tuple(values))


def _unpack(path: Path, saved: SqliteStore) -> None:
    """Puts what a dump holds into an empty store."""
    first, changes, disclosures = None, list[Change](), list[Disclosure]()
    for kept in read_dump(path):
        if isinstance(kept, Read):
            saved.put(kept.reading, reader=kept.reader)
        elif isinstance(kept, Decision):
            saved.decide(kept)
        elif isinstance(kept, Change):
            changes.append(kept)
        elif isinstance(kept, Disclosure):
            disclosures.append(kept)
        elif isinstance(kept, First):
            first = kept.version
    if first is not None:
        earlier = (kept for kept in read_dump(path) if isinstance(kept, Earlier))
        saved.take_history(
            History(
                first=first,
                changes=tuple(changes),
                decisions=saved.decisions(),
                earlier=earlier,
                disclosures=tuple(disclosures),
            )
        )


def _folder_of(store: GraphStore) -> Path | None:
    """Returns where the store lies, which has room for it; None where it lies in no folder."""
    return Path(store.path).parent if isinstance(store, SqliteStore) and store.path != MEMORY else None


def _require_replaceable(store: GraphStore, path: Path) -> None:
    """Raises InputError unless the name is free or that of an earlier backup."""
    if not path.exists():
        return
    if isinstance(store, SqliteStore) and store.path != MEMORY and path.samefile(store.path):
        raise InputError(
            "backup.onto_store",
            path=path,
        )
    if not path.is_file() or not (is_sqlite(path) or is_dump(path)):
        raise InputError(
            "backup.name_taken",
            path=path,
        )


def _damaged(path: Path, what: str) -> StoreError:
    return StoreError(
        "backup.damaged",
        path=path,
        what=what,
    )


def _no_backup(path: Path) -> InputError:
    return InputError(
        "backup.no_backup",
        path=path,
    )


def _holds_more(store: GraphStore, files: int, decisions: int) -> StoreError:
    return StoreError(
        "backup.store_holds_more",
        files=Message.of("count.files", n=files),
        decisions=Message.of("count.decisions", n=decisions),
        url=store.url,
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tells what the system refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            "backup.not_done",
            path=path,
            why=error.strerror,
        ) from error
