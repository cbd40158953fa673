"""The user's own registry in one SQLite file: imported rows with their source, and what people decided.

There are two: that of the store at hand, a file beside it, and the shared one in the data folder, which holds for
every store and is written only when somebody asks for it. A row is kept as JSON in the form that
`tracer.registry.importing` gives it; this module knows tables and transactions only. Each import is a layer over
the earlier ones and can be taken out again (docs/decisions/0022-imports-of-one-store.md).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from graph_schema.closing import ClosedAtEnd
from graph_schema.errors import RegistryError, TracerError
from graph_schema.files import is_full, owned_file
from graph_schema.ids import digest
from graph_schema.messages import Message
from tracer.store import data_folder, default_store_url
from tracer.store.stores import SQLITE_FILE

_SCHEMA = """
CREATE TABLE IF NOT EXISTS layer (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    facts TEXT NOT NULL,
    stated TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    imported TEXT NOT NULL,
    removed TEXT
);
CREATE INDEX IF NOT EXISTS layer_of ON layer(id, number);
CREATE TABLE IF NOT EXISTS decision (
    id INTEGER PRIMARY KEY,
    string TEXT NOT NULL,
    document TEXT NOT NULL,
    instrument TEXT NOT NULL,
    person TEXT NOT NULL,
    why TEXT NOT NULL,
    decided TEXT NOT NULL,
    undone_by TEXT,
    undone TEXT
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One imported row: the facts as JSON, those of them that it states itself ("" for all), and where they come from
    (file, line, hash of the file, day)."""

    id: str
    facts: str
    stated: str = ""
    source: str
    line: int
    sha256: str
    imported: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameDecision:
    """A person's decision that `string` means `instrument`, everywhere or in one `document` only ("" for everywhere)."""

    id: int
    string: str
    document: str
    instrument: str
    person: str
    why: str
    decided: str
    undone_by: str | None = None
    undone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One imported file: its path, its hash, the day, and the ids of the instruments that it has rows on."""

    source: str
    sha256: str
    imported: str
    ids: tuple[str, ...]


EVERYWHERE = ""
"""Stands for every store in the place of the address of one."""

_store: ContextVar[str | None] = ContextVar("store", default=None)


def use_store(url: str) -> None:
    """Has the registry of this store count from here on, in this context (a command line is one)."""
    _store.set(url)


@contextmanager
def registry_of(url: str) -> Iterator[None]:
    """Has the registry of this store count in the block; EVERYWHERE for the shared one alone."""
    token = _store.set(url)
    try:
        yield
    finally:
        _store.reset(token)


def url_at_hand() -> str:
    """Returns the address of the store whose registry counts: the one that was named, else that of the machine; EVERYWHERE for none."""
    url = _store.get()
    return url if url is not None else os.environ.get("TRACER_STORE") or default_store_url()


def own_file(kind: str, named: str) -> Path:
    """Returns the file of the user's own to write to, of this kind: the one that the variable `named` gives, that of the store
    at hand, or the shared one."""
    return own_files(kind, named)[-1]


def own_files(kind: str, named: str) -> tuple[Path, ...]:
    """Returns the files of the user's own that count, the shared one first."""
    given = os.environ.get(named)
    if given:
        return (Path(given),)
    shared = data_folder() / f"{kind}.sqlite"
    url = url_at_hand()
    return (shared,) if url == EVERYWHERE else (shared, beside(url, kind))


def beside(url: str, kind: str) -> Path:
    """Returns the file of a store of this kind: beside its own file, or in the data folder for a server."""
    file = url.removeprefix(SQLITE_FILE)
    if file != url and file != ":memory:":
        return Path(f"{file}.{kind}")
    return data_folder() / f"{kind}-{digest(url)}.sqlite"


def own_registry_path() -> Path:
    """Returns the file of the user's own registry that is written: TRACER_REGISTRY, or that of the store at hand."""
    return own_file("registry", "TRACER_REGISTRY")


def own_registry_paths() -> tuple[Path, ...]:
    """Returns the files of the user's own registry that there are and that count, each over the one before it."""
    return tuple(path for path in own_files("registry", "TRACER_REGISTRY") if path.is_file())


@contextmanager
def whole(connection: sqlite3.Connection) -> Iterator[None]:
    """Yields; what was written in the block stays if all went well, else nothing of it: by itself, or inside `one_write`."""
    if not connection.in_transaction:
        with connection:
            yield
        return
    connection.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK TO part")
        raise
    finally:
        connection.execute("RELEASE part")


@contextmanager
def one_write(connection: sqlite3.Connection) -> Iterator[None]:
    """Yields; what the parts of the block wrote (`whole`) comes to the disk at once, also where one of them ends it."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.commit()


_PathT = TypeVar("_PathT", Path, str)


class OwnFile(ClosedAtEnd, Generic[_PathT]):
    """A SQLite file of the user's own at `path`, whose complaints come as sentences; each class says by which error it is refused."""

    path: _PathT
    _connection: sqlite3.Connection
    _unreadable: ClassVar[type[ValueError]] = UnicodeDecodeError

    def write_copy(self, path: Path) -> None:
        """Writes all of it into another SQLite file, as it is at this moment."""
        with self._told(), closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _refusal(self, why: object) -> TracerError:
        """Returns the error for a file that cannot be used."""
        raise NotImplementedError

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Yields what SQLite or the disk complains of, as a sentence."""
        try:
            yield
        except (sqlite3.Error, OSError, self._unreadable) as error:
            raise self._refusal(Message("refusal.disk_full") if is_full(self.path) else error) from error


class OwnRegistry(OwnFile[Path]):
    """The file at `path`, made where there is none. RegistryError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            owned_file(path)
            self._connection = sqlite3.connect(path, timeout=30)
            self._connection.executescript(_SCHEMA)
            self._take_over_rows_of_before()

    def _take_over_rows_of_before(self) -> None:
        """Makes layers of the rows of a file that knew one row an instrument."""
        known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'instrument'"
        if self._connection.execute(known).fetchone() is None:
            return
        with self._connection:
            self._connection.execute(
                "INSERT INTO layer (id, facts, stated, source, line, sha256, imported)"
                " SELECT id, facts, '', source, line, sha256, imported FROM instrument ORDER BY id"
            )
            self._connection.execute("DROP TABLE instrument")

    def rows(self) -> list[OwnRow]:
        """Returns the uppermost row of each instrument, by id."""
        return sorted({row.id: row for row in self.layers()}.values(), key=lambda row: row.id)

    def layers(self) -> list[OwnRow]:
        """Returns all rows in the order in which they were imported, without those that were taken back."""
        query = (
            "SELECT id, facts, stated, source, line, sha256, imported FROM layer WHERE removed IS NULL ORDER BY number"
        )
        names = ("id", "facts", "stated", "source", "line", "sha256", "imported")
        with self._told():
            found = self._connection.execute(query).fetchall()
        return [OwnRow(**dict(zip(names, row, strict=True))) for row in found]

    def given(self, id: str) -> frozenset[tuple[str, str]]:
        """Returns path and hash of the files that rows of an instrument come from, without those that were taken back."""
        query = "SELECT source, sha256 FROM layer WHERE id = ? AND removed IS NULL"
        with self._told():
            return frozenset(self._connection.execute(query, (id,)).fetchall())

    @contextmanager
    def together(self) -> Iterator[None]:
        """Has what is put in the block written at its end, which is faster; each part still stands or falls by itself."""
        with self._told(), one_write(self._connection):
            yield

    def put(self, rows: Iterable[OwnRow]) -> None:
        """Lays the rows over those that there are, all of them or none; one that a file gave before moves up."""
        values = [(r.id, r.facts, r.stated, r.source, r.line, r.sha256, r.imported) for r in rows]
        with self._told(), whole(self._connection):
            self._connection.executemany(
                "DELETE FROM layer WHERE id = ? AND source = ? AND sha256 = ? AND removed IS NULL",
                [(r[0], r[3], r[5]) for r in values],
            )
            self._connection.executemany(
                "INSERT INTO layer (id, facts, stated, source, line, sha256, imported) VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )

    def sources(self, *, removed: bool = False) -> list[Source]:
        """Returns the files that rows were imported from, or those that were taken back, in the order of their import."""
        query = (
            "SELECT source, sha256, min(imported), json_group_array(id) FROM layer"
            f" WHERE removed IS {'NOT ' if removed else ''}NULL GROUP BY source, sha256 ORDER BY min(number)"
        )
        with self._told():
            found = self._connection.execute(query).fetchall()
        return [
            Source(source=r[0], sha256=r[1], imported=r[2], ids=tuple(dict.fromkeys(json.loads(r[3])))) for r in found
        ]

    def take_out(self, sources: Iterable[Source], day: str | None) -> None:
        """Takes the rows of these files out as of a day; None puts them back in their place. All of them or none."""
        state = "removed IS NULL" if day else "removed IS NOT NULL"
        with self._told(), self._connection:
            self._connection.executemany(
                f"UPDATE layer SET removed = ? WHERE source = ? AND sha256 = ? AND {state}",
                [(day, one.source, one.sha256) for one in sources],
            )

    def decisions(self) -> list[NameDecision]:
        """Returns all decisions in the order in which they were made, those taken back included."""
        query = (
            "SELECT id, string, document, instrument, person, why, decided, undone_by, undone FROM decision ORDER BY id"
        )
        with self._told():
            found = self._connection.execute(query).fetchall()
        names = ("id", "string", "document", "instrument", "person", "why", "decided", "undone_by", "undone")
        return [NameDecision(**dict(zip(names, row, strict=True))) for row in found]

    def decide(self, string: str, document: str, instrument: str, person: str, why: str, day: str) -> None:
        """Keeps a decision; an earlier one on the same string and document is taken back by it."""
        with self._told(), self._connection:
            self._take_back(string, document, person, day)
            self._connection.execute(
                "INSERT INTO decision (string, document, instrument, person, why, decided) VALUES (?, ?, ?, ?, ?, ?)",
                (string, document, instrument, person, why, day),
            )

    def undo(self, string: str, document: str, person: str, day: str) -> bool:
        """Takes the decision back; False where there is none. It stays on record."""
        with self._told(), self._connection:
            return self._take_back(string, document, person, day)

    def _take_back(self, string: str, document: str, person: str, day: str) -> bool:
        update = "UPDATE decision SET undone_by = ?, undone = ? WHERE string = ? AND document = ? AND undone IS NULL"
        return self._connection.execute(update, (person, day, string, document)).rowcount > 0

    def kept(self) -> frozenset[tuple[object, ...]]:
        """Returns all that the file holds, what was taken back included, to compare it with another."""
        with self._told():
            layers = self._connection.execute("SELECT id, facts, stated, source, sha256, removed FROM layer").fetchall()
        return frozenset([*layers, *(tuple(asdict(one).values())[1:] for one in self.decisions())])

    def _refusal(self, why: object) -> RegistryError:
        return RegistryError("registry.own_unusable", path=self.path, why=why)


def kept_rows() -> list[OwnRow]:
    """Returns the uppermost row of each instrument in the user's own registry; none where there is no such file."""
    rows: dict[str, OwnRow] = {}
    for path in own_registry_paths():
        with OwnRegistry(path) as own:
            rows |= {row.id: row for row in own.rows()}
    return [rows[id] for id in sorted(rows)]


def kept_decisions() -> list[NameDecision]:
    """Returns all that people decided, what was taken back included; nothing where there is no such file."""
    found: list[NameDecision] = []
    for path in own_registry_paths():
        with OwnRegistry(path) as own:
            found += own.decisions()
    return found


def kept_row(instrument: str) -> OwnRow | None:
    """Returns the row of an instrument by its id; None where it comes with the program."""
    return next((row for row in kept_rows() if row.id == instrument), None)


def kept_decisions_on(instrument: str) -> list[NameDecision]:
    """Returns all that people decided to be this instrument, what was taken back included."""
    return [decision for decision in kept_decisions() if decision.instrument == instrument]
