"""An SQLite file that holds a store: opening it, the schema, transactions, errors as sentences.

WAL lets others read while one process writes; a writer waits for another one.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from graph_schema.errors import NewerStoreError, NoStoreError, NotAStoreError, StoreError
from graph_schema.files import is_full, narrow, owned_file
from tracer.store.sqlite.schema import APPLICATION_ID, LATEST, migrate, version_of
from tracer.store.turns import in_use

MEMORY = ":memory:"
BESIDE = ("-wal", "-shm", "-journal")
"""The ends of the names of what SQLite keeps beside a file."""
_HEADER = b"SQLite format 3\x00"
_WAIT_SECONDS = 30.0
_TOLD = 64  # answers that a connection knows at most

T = TypeVar("T")


class Connection(sqlite3.Connection):
    """A connection that knows what it was told of the file until something in it changes, whoever changes it."""

    _told: dict[object, object] | None = None
    _at: tuple[int, int] = (0, 0)

    def known(self, asked: Hashable, find: Callable[[], T]) -> T:
        """Returns what `find` gives, which is asked only where nothing of it is known yet."""
        at = self.execute("PRAGMA data_version").fetchone()[0], self.total_changes
        if self._told is None or at != self._at or len(self._told) > _TOLD:
            self._told, self._at = {}, at
        if asked not in self._told:
            self._told[asked] = find()
        return cast(T, self._told[asked])

    def forget(self) -> None:
        """Knows nothing any more: what was asked within a transaction that came to nothing."""
        self._told = None


class Database:
    """One file with a store of this program's latest version in it; `path` is MEMORY where it lies in no file."""

    def __init__(self, path: str, *, create: bool) -> None:
        self.path = path if path == MEMORY else os.path.expanduser(path)
        self.connection = _open(self.path, create=create)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Gives what the store holds at one moment, whoever writes meanwhile."""
        with self._transaction("DEFERRED"):
            yield self.connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Waits for one's turn to write; then all is written or nothing."""
        with self._transaction("IMMEDIATE"):
            yield self.connection

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        with translated(self.path):
            self.connection.execute(f"BEGIN {kind}")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.forget()
                # A full disk ends the transaction by itself; rolling back twice would hide the first error.
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


class Part:
    """One side of a store over the database that all sides share; `who` writes, `reader` reads files for it, as do `same_as`."""

    def __init__(self, database: Database, *, reader: str, same_as: Collection[str], who: str) -> None:
        self._database = database
        self._reader = reader
        self._readers = (reader, *same_as)
        self._who = who


# --- statements --------------------------------------------------------------------------------


def quoted(names: Iterable[str]) -> str:
    """Puts names of columns between quotes: one of them is a word of SQL."""
    return ", ".join(f'"{name}"' for name in names)


def upsert(table: str, keys: Sequence[str], columns: Sequence[str]) -> str:
    """Returns the statement that inserts a row, or sets the columns of the row with these keys."""
    marks = ", ".join("?" * (len(keys) + len(columns)))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    return (
        f"INSERT INTO {table} ({quoted((*keys, *columns))}) VALUES ({marks})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"
    )


# --- the file ----------------------------------------------------------------------------------


def _open(path: str, *, create: bool) -> Connection:
    """Returns a connection to a store of the latest version, made or brought up to date where need be."""
    if path != MEMORY:
        _require_place(Path(path), create=create)
    with translated(path):
        connection = sqlite3.connect(
            path,
            timeout=_WAIT_SECONDS,
            isolation_level=None,
            # One in memory cannot be opened again by another thread: whoever shares it sees to turns.
            check_same_thread=path != MEMORY,
            factory=Connection,
        )
        try:
            _require_store(connection, path, create=create)
            connection.execute("PRAGMA foreign_keys = ON")
            _use_wal(connection)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _require_place(path: Path, *, create: bool) -> None:
    """Requires that the file exists and begins as SQLite does, or may be made; from then on it is its owner's alone."""
    try:
        if path.is_dir():
            raise NotAStoreError(
                "store.is_folder",
                path=path,
                example=path / "store.sqlite",
            )
        if path.exists():
            if path.stat().st_size and not is_sqlite(path):
                raise _not_a_store(str(path))
        elif not create:
            raise _no_store(str(path))
        owned_file(path)
        for name in BESIDE:
            narrow(path.with_name(path.name + name))
    except OSError as error:
        raise _unusable(str(path), error.strerror or str(error)) from error


def is_sqlite(path: Path) -> bool:
    """Tells whether the file begins as an SQLite file does."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def _require_store(connection: sqlite3.Connection, path: str, *, create: bool) -> None:
    """Requires that the database is ours, no newer than this program, or empty and may be filled."""
    connection.execute("BEGIN")  # one look at all three: another process may be making the store
    mark = int(connection.execute("PRAGMA application_id").fetchone()[0])
    version = version_of(connection)
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    connection.execute("COMMIT")
    if mark == 0 and version == 0 and empty:
        if not create:
            raise _no_store(path)
    elif mark != APPLICATION_ID:
        raise _not_a_store(path)
    elif version > LATEST:
        raise NewerStoreError(
            "store.newer",
            path=path,
            version=version,
            latest=LATEST,
        )


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging. SQLite does not wait for a lock here, so this does."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Tells errors of SQLite as sentences."""
    try:
        yield
    except sqlite3.Error as error:
        raise _store_error(path, error) from error
    except UnicodeDecodeError as error:  # names in a damaged file are words of SQLite's own complaint
        raise StoreError("store.damaged_file", path=path) from error


@contextmanager
def room_for(path: str) -> Iterator[None]:
    """Does the same for the copy of a store; OSError where there is no room or no right to write it."""
    try:
        with translated(path):
            yield
    except StoreError as error:
        raise no_room(error.__cause__) or error from error.__cause__


def no_room(error: BaseException | None) -> OSError | None:
    """Returns the error as one of the disk, where it is that."""
    of_the_disk = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return OSError(code, str(error)) if code in of_the_disk else None


def _store_error(path: str, error: sqlite3.Error) -> StoreError:
    """Returns the sentence for what SQLite complains of."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return _not_a_store(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(
            "store.damaged_file",
            path=path,
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return in_use(path)
    if code == sqlite3.SQLITE_FULL or (code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and is_full(path)):
        return StoreError(
            "store.disk_full",
            path=path,
        )
    if code == sqlite3.SQLITE_READONLY:
        return StoreError(
            "store.no_right",
            path=path,
        )
    return _unusable(path, str(error))


def _unusable(path: str, why: str) -> StoreError:
    return StoreError(
        "store.cannot_open",
        path=path,
        why=why,
    )


def _no_store(path: str) -> NoStoreError:
    return NoStoreError(
        "store.none_yet",
        path=path,
    )


def _not_a_store(path: str) -> NotAStoreError:
    return NotAStoreError(
        "store.no_store_file",
        path=path,
    )
