"""The embedded store: one SQLite file, one transaction a reading. Each side of it has a module."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

from graph_schema.closing import ClosedAtEnd
from graph_schema.integrity import Fault
from tracer.store.base import Statistics
from tracer.store.base.log import user_name
from tracer.store.sqlite.database import Database, room_for, translated
from tracer.store.sqlite.faults import faults
from tracer.store.sqlite.findings import SqliteFindings, verdict_counts
from tracer.store.sqlite.graph import SqliteGraph, edge_counts, node_counts
from tracer.store.sqlite.index import SqliteIndex
from tracer.store.sqlite.log import SqliteLog, decisions_on, last_version
from tracer.store.sqlite.readings import SqliteReadings, counts
from tracer.store.sqlite.search import SqliteSearch
from tracer.store.sqlite.turn import turn_at


class SqliteStore(SqliteReadings, SqliteLog, SqliteIndex, SqliteSearch, SqliteGraph, SqliteFindings, ClosedAtEnd):
    """A GraphStore in one SQLite file; see `tracer.store.base` for what each call gives."""

    def __init__(self, path: str, *, create: bool = True, reader: str = "", same_as: Collection[str] = ()) -> None:
        super().__init__(Database(path, create=create), reader=reader, same_as=same_as, who=user_name())

    @property
    def path(self) -> str:
        """Returns where the file lies; MEMORY where there is none."""
        return self._database.path

    @property
    def url(self) -> str:
        """Returns the address that opens this store again."""
        return f"sqlite:///{self.path}"

    def turn(self) -> AbstractContextManager[None]:
        """Holds the turn at the stores of this folder."""
        return turn_at(self.path)

    def statistics(self) -> Statistics:
        """Counts the files of the store and what they say."""
        with self._database.read() as connection:
            return Statistics(
                version=last_version(connection),
                counts=counts(connection),
                decisions=len(decisions_on(connection, None)),
                nodes=node_counts(connection),
                edges=edge_counts(connection),
                verdicts=verdict_counts(connection),
            )

    def faults(self) -> Iterator[Fault]:
        """Gives what is broken in the file, its tables and indexes, and in what was judged."""
        with (
            self._database.write() as connection
        ):  # the index of words is checked by writing to it, in SQLite's own words
            found = list(faults(connection))
        yield from found

    # --- the whole file ---

    def write_copy(self, path: str) -> int:
        """Writes all that the store holds at this moment into a new SQLite file; returns how many files that is."""
        with room_for(path), closing(sqlite3.connect(path, isolation_level=None)) as copy:
            self._database.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without others beside it
            return int(copy.execute("SELECT count(*) FROM source").fetchone()[0])

    @staticmethod
    def copy_file(origin: str, path: str) -> None:
        """Copies an SQLite file, which may lie where nothing can be written, into a new one."""
        # A store that is in use has what was written last in a file beside it, which `immutable` would pass over.
        in_use = Path(f"{origin}-wal").exists()
        uri = f"{Path(origin).resolve().as_uri()}?mode=ro{'' if in_use else '&immutable=1'}"
        with (
            translated(origin),
            closing(sqlite3.connect(uri, uri=True)) as saved,
            closing(sqlite3.connect(path)) as new,
        ):
            saved.backup(new)

    def take_over(self, other: SqliteStore) -> None:
        """Holds what the other store holds and nothing else, in one transaction, whoever else has this store open."""
        with translated(self.path):
            other._database.connection.backup(self._database.connection)
        self._database.connection.forget()

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()
