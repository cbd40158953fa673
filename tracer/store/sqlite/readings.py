"""The readings in SQLite: put, given back, taken out, each in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping

from graph_schema.errors import DamagedError
from graph_schema.records import Origin, Reading, SourceFile
from tracer.store.base.errors import damaged, half_a_character, no_reading
from tracer.store.base.log import ChangeKind
from tracer.store.base.readings import Entry, Put, StoreCounts
from tracer.store.rows import pack, unpack
from tracer.store.sqlite.database import Part
from tracer.store.sqlite.log import held_at, last_version, note, past, put_aside
from tracer.store.sqlite.search import add_texts
from tracer.store.sqlite.tables import TABLES, seal_of

_TEXT = (
    "SELECT source.text FROM document JOIN source ON source.id = document.source"
    " WHERE document.id = ? ORDER BY source.sha256, source.path LIMIT 1"
)


class SqliteReadings(Part):
    """The side of `tracer.store.base.readings.Readings`."""

    def put(self, reading: Reading, *, reader: str | None = None, anew: bool = False) -> Put:
        """Keeps a reading, all of it or nothing."""
        with self._database.write() as connection:
            try:
                return self._put(connection, reading, self._reader if reader is None else reader, anew=anew)
            except UnicodeEncodeError as error:
                raise half_a_character(reading.source.path) from error

    def _put(self, connection: sqlite3.Connection, reading: Reading, reader: str, *, anew: bool) -> Put:
        """Does the same within the open transaction."""
        source = reading.source
        old = _find(connection, source.path)
        if old is None:
            version = note(connection, self._who, ChangeKind.ADDED, source.path, None, source.sha256)
            _insert(connection, reading, reader, version)
            return Put.ADDED
        sha256, since = connection.execute("SELECT sha256, since FROM source WHERE id = ?", (old,)).fetchone()
        try:
            before = _load(connection, old)
        except DamagedError:
            if sha256 != source.sha256:
                raise  # what earlier versions held cannot be put aside
            before = reading
            anew = True
        if before == reading:
            if anew:
                # The same, written again: the log has nothing new to say.
                connection.execute("DELETE FROM source WHERE id = ?", (old,))
                _insert(connection, reading, reader, since)
                return Put.REPLACED
            if _was_read(connection, source.path, source.sha256, reader):
                return Put.UNCHANGED
            # Another reader says the same: nothing changed but who said it.
            connection.execute("UPDATE source SET reader = ? WHERE id = ?", (reader, old))
            return Put.REPLACED
        version = note(connection, self._who, ChangeKind.REPLACED, source.path, before.source.sha256, source.sha256)
        put_aside(connection, old, before, version)
        _insert(connection, reading, reader, version)
        return Put.REPLACED

    def has(self, path: str, sha256: str) -> bool:
        """Tells whether these bytes at this path were read by this store's reader, or by one that says the same."""
        with self._database.read() as connection:
            return _was_read(connection, path, sha256, *self._readers)

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """Returns the paths of the files with these bytes."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT path FROM source WHERE sha256 = ? ORDER BY path", (sha256,))
            return tuple(path for (path,) in rows)

    def entries(self) -> tuple[Entry, ...]:
        """Returns all files by hash and path."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT path, sha256, reader FROM source ORDER BY sha256, path").fetchall()
        return tuple(Entry(path=path, sha256=sha256, reader=reader) for path, sha256, reader in rows)

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """Returns the reading of the file at `path`."""
        with self._database.read() as connection:
            if version is not None:
                return _load_earlier(connection, path, version)
            source = _find(connection, path)
            if source is None:
                raise no_reading(path)
            return _load(connection, source)

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """Gives all readings, ordered by the hash and the path of their files."""
        with self._database.read() as connection:
            held = held_at(connection, last_version(connection) if version is None else version)
        for key, is_past in held:
            with self._database.read() as connection:
                reading = past(connection, key) if is_past else _load_if_here(connection, key)
            if reading is not None:
                yield reading

    def texts_of(self, documents: Collection[str]) -> Mapping[str, str]:
        """Returns the text of the whole file that each of these documents stands in."""
        texts: dict[str, str] = {}
        with self._database.read() as connection:
            for document in sorted(set(documents)):
                row = connection.execute(_TEXT, (document,)).fetchone()
                if row is not None:
                    texts[document] = row[0]
        return texts

    def remove(self, path: str) -> bool:
        """Takes the file at `path` out."""
        with self._database.write() as connection:
            old = _find(connection, path)
            if old is None:
                return False
            before = _load(connection, old)
            version = note(connection, self._who, ChangeKind.REMOVED, path, before.source.sha256, None)
            put_aside(connection, old, before, version)
            return True

    def counts(self) -> StoreCounts:
        """Counts what the store holds."""
        with self._database.read() as connection:
            return counts(connection)


# --- within a transaction ----------------------------------------------------------------------


def counts(connection: sqlite3.Connection) -> StoreCounts:
    """Counts what the store holds."""
    names = ("source", "document", "provision", "citation", "measure")
    sizes = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names]
    return StoreCounts(sources=sizes[0], documents=sizes[1], provisions=sizes[2], citations=sizes[3], measures=sizes[4])


def _was_read(connection: sqlite3.Connection, path: str, sha256: str, *readers: str) -> bool:
    query = "SELECT reader FROM source WHERE path = ? AND sha256 = ?"
    row = connection.execute(query, (path, sha256)).fetchone()
    return row is not None and row[0] in readers


def _find(connection: sqlite3.Connection, path: str) -> int | None:
    row = connection.execute("SELECT id FROM source WHERE path = ?", (path,)).fetchone()
    return int(row[0]) if row else None


def _insert(connection: sqlite3.Connection, reading: Reading, reader: str, version: int) -> None:
    """Writes all rows of a reading."""
    source = reading.source
    rows = {name: [*map(table.to_row, getattr(reading, name))] for name, table in TABLES.items()}
    origin = pack(source.origin, source.path) if source.origin is not None else None
    key = connection.execute(
        "INSERT INTO source (path, sha256, encoding, text, reader, since, seal, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (source.path, source.sha256, source.encoding, source.text, reader, version, seal_of(rows), origin),
    ).lastrowid
    assert key is not None  # an INSERT that did not raise has a row
    for name, table in TABLES.items():
        table.insert(connection, key, rows[name])
    add_texts(connection, key, reading)


def _load(connection: sqlite3.Connection, key: int) -> Reading:
    """Reads all rows of a file. DamagedError where they are not as they were written."""
    query = "SELECT path, sha256, encoding, text, seal, origin FROM source WHERE id = ?"
    path, sha256, encoding, text, seal, beside = connection.execute(query, (key,)).fetchone()
    rows = {name: table.select(connection, key) for name, table in TABLES.items()}
    try:
        records = {name: tuple(map(table.from_row, rows[name])) for name, table in TABLES.items()}
        if seal is not None and seal != seal_of(rows):
            raise ValueError("CRC-32")
        origin = unpack(Origin, beside, path) if beside is not None else None
        source = SourceFile(path=path, sha256=sha256, encoding=encoding, text=text, origin=origin)
        return Reading(source=source, **records)
    except (TypeError, ValueError) as error:
        raise damaged(path, error) from error


def _load_if_here(connection: sqlite3.Connection, key: int) -> Reading | None:
    found = connection.execute("SELECT 1 FROM source WHERE id = ?", (key,)).fetchone()
    return _load(connection, key) if found else None


def _load_earlier(connection: sqlite3.Connection, path: str, version: int) -> Reading:
    """Reads what a version held at a path. NotFoundError where that is nothing."""
    for key, is_past in held_at(connection, version, path):
        reading = past(connection, key) if is_past else _load(connection, key)
        if reading is not None:
            return reading
    raise no_reading(path)
