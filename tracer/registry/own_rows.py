"""The user's own registry in one SQLite file: imported rows with their source, and what people decided.

Beside the store and not in it: the same facts serve every store of a person. A row is kept as JSON
in the form that `tracer.registry.importing` gives it; this module knows tables and transactions only.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph_schema.closing import ClosedAtEnd
from graph_schema.errors import RegistryError
from graph_schema.files import owned_file
from tracer.store import data_folder

_SCHEMA = """
CREATE TABLE IF NOT EXISTS instrument (
    id TEXT PRIMARY KEY,
    facts TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    imported TEXT NOT NULL
) WITHOUT ROWID;
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
    """One imported row: the facts as JSON, and where they come from (file, line, hash of the file, day)."""

    id: str
    facts: str
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


def own_registry_path() -> Path:
    """Returns TRACER_REGISTRY, or registry.sqlite beside the default store."""
    given = os.environ.get("TRACER_REGISTRY")
    return Path(given) if given else data_folder() / "registry.sqlite"


class OwnRegistry(ClosedAtEnd):
    """The file at `path`, made where there is none. RegistryError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._told():
            owned_file(path)
            self._connection = sqlite3.connect(path, timeout=30)
            self._connection.executescript(_SCHEMA)

    def rows(self) -> list[OwnRow]:
        """Returns all imported rows by id."""
        query = "SELECT id, facts, source, line, sha256, imported FROM instrument ORDER BY id"
        with self._told():
            found = self._connection.execute(query).fetchall()
        return [OwnRow(id=r[0], facts=r[1], source=r[2], line=r[3], sha256=r[4], imported=r[5]) for r in found]

    def put(self, rows: Iterable[OwnRow]) -> None:
        """Keeps the rows in place of those of the same ids, all of them or none."""
        values = [(r.id, r.facts, r.source, r.line, r.sha256, r.imported) for r in rows]
        with self._told(), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO instrument VALUES (?, ?, ?, ?, ?, ?)", values)

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

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Yields what SQLite or the disk complains of, as a sentence."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise RegistryError(
                "registry.own_unusable",
                path=self._path,
                why=error,
            ) from error


def kept_rows() -> list[OwnRow]:
    """Returns the rows of the user's own registry; none where there is no such file."""
    path = own_registry_path()
    if not path.is_file():
        return []
    with OwnRegistry(path) as own:
        return own.rows()


def kept_decisions() -> list[NameDecision]:
    """Returns all that people decided, what was taken back included; nothing where there is no such file."""
    path = own_registry_path()
    if not path.is_file():
        return []
    with OwnRegistry(path) as own:
        return own.decisions()


def kept_row(instrument: str) -> OwnRow | None:
    """Returns the row of an instrument by its id; None where it comes with the program."""
    return next((row for row in kept_rows() if row.id == instrument), None)


def kept_decisions_on(instrument: str) -> list[NameDecision]:
    """Returns all that people decided to be this instrument, what was taken back included."""
    return [decision for decision in kept_decisions() if decision.instrument == instrument]
