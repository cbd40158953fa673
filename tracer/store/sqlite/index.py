"""The link index in SQLite: a row a document, one inverted table for keys of every kind."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tracer.store.base.errors import half_a_character
from tracer.store.base.index import IndexKey, IndexRow, IndexState
from tracer.store.judged_rows import index_digest
from tracer.store.rows import seal_of
from tracer.store.sqlite.database import Part

_MANY = 500  # documents or words of one question


class SqliteIndex(Part):
    """The side of `tracer.store.base.index.LinkIndex`."""

    def index_state(self) -> IndexState | None:
        """Returns what the rows were made of."""
        with self._database.read() as connection:
            return index_state(connection)

    def index_rows(self, documents: Collection[str]) -> Mapping[str, IndexRow]:
        """Returns the rows of documents, without their parts."""
        rows: dict[str, IndexRow] = {}
        with self._database.read() as connection:
            for some in _batches(documents):
                rows |= {row.document: row for row in _rows(connection, some)}
        return rows

    def index_by(self, kind: str, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Returns the documents that have one of these keys, by the words of the key."""
        found: dict[str, list[str]] = {}
        query = (
            "SELECT words, document FROM index_key JOIN index_row ON index_row.id = row"
            " WHERE kind = ? AND words IN (SELECT value FROM json_each(?)) ORDER BY words, document"
        )
        with self._database.read() as connection:
            for some in _batches(words):
                for asked, document in connection.execute(query, (kind, some)):
                    found.setdefault(asked, []).append(document)
        return {asked: tuple(documents) for asked, documents in found.items()}

    def index_kind(self, kind: str) -> Iterator[tuple[str, str]]:
        """Gives all keys of a kind, ordered by words and document."""
        query = (
            "SELECT words, document FROM index_key JOIN index_row ON index_row.id = row WHERE kind = ?"
            " ORDER BY words, document"
        )
        with self._database.read() as connection:
            found = connection.execute(query, (kind,)).fetchall()
        yield from found

    def index_documents(self) -> Iterator[str]:
        """Gives the ids of all rows, ordered."""
        with self._database.read() as connection:
            found = connection.execute("SELECT document FROM index_row ORDER BY document").fetchall()
        yield from (document for (document,) in found)

    def index_facts(self) -> Iterator[tuple[str, int, int]]:
        """Gives document, facts and touched of all rows, ordered by document."""
        with self._database.read() as connection:
            found = connection.execute("SELECT document, facts, touched FROM index_row ORDER BY document").fetchall()
        yield from found

    def index_parts(self, documents: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """Gives the parts of the rows that have one, some at a time."""
        query = (
            "SELECT document, part FROM index_row JOIN index_part ON index_part.id = index_row.id"
            " WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document"
        )
        for some in _batches(self.index_documents() if documents is None else documents):
            with self._database.read() as connection:
                found = connection.execute(query, (some,)).fetchall()
            yield from found

    def keep_index(
        self, state: IndexState, put: Iterable[IndexRow], gone: Iterable[str] = (), touched: Iterable[str] = ()
    ) -> None:
        """Keeps rows, takes others out, touches further ones, in one transaction."""
        with self._database.write() as connection:
            try:
                _keep(connection, state, put, gone, touched)
            except UnicodeEncodeError as error:
                raise half_a_character("index") from error

    def drop_index(self) -> None:
        """Lets all rows and the state go."""
        with self._database.write() as connection:
            drop_index(connection)


# --- keeping, within a transaction -------------------------------------------------------------


def _keep(
    connection: sqlite3.Connection,
    state: IndexState,
    put: Iterable[IndexRow],
    gone: Iterable[str],
    touched: Iterable[str],
) -> None:
    """Writes what differs, and the state with the seal of all rows."""
    before = connection.execute("SELECT seal FROM index_state").fetchone()
    changes = [before[0] if before else 0]
    for document in gone:
        changes.append(-_drop(connection, document))
    for row in put:
        changes.append(_put(connection, row, state.serial))
    connection.executemany(
        "UPDATE index_row SET touched = ? WHERE document = ?", ((state.serial, document) for document in touched)
    )
    connection.execute("DELETE FROM index_state")
    connection.execute(
        "INSERT INTO index_state (version, edition, serial, seal, body) VALUES (?, ?, ?, ?, ?)",
        (state.version, state.edition, state.serial, seal_of(changes), state.body),
    )


def _drop(connection: sqlite3.Connection, document: str) -> int:
    """Takes a row out; returns its digest, 0 where there was none."""
    row = connection.execute("DELETE FROM index_row WHERE document = ? RETURNING digest", (document,)).fetchone()
    return int(row[0]) if row else 0


def _put(connection: sqlite3.Connection, row: IndexRow, serial: int) -> int:
    """Writes a row; returns by how much the sum of all digests changes."""
    digest = index_digest(row)
    old = connection.execute("SELECT id, digest, touched FROM index_row WHERE document = ?", (row.document,)).fetchone()
    if row.touched not in (serial, old[2] if old else serial):  # who judged up to a later serial has not seen it
        connection.execute("UPDATE judgement SET whole = -1")
    if old and old[1] == digest:
        connection.execute("UPDATE index_row SET touched = ? WHERE id = ?", (row.touched, old[0]))
        return 0
    columns = (row.path, row.facts, row.touched, bool(row.part), digest, row.body)
    if old:
        key = int(old[0])
        connection.execute(
            "UPDATE index_row SET path = ?, facts = ?, touched = ?, stands = ?, digest = ?, body = ? WHERE id = ?",
            (*columns, key),
        )
        connection.execute("DELETE FROM index_part WHERE id = ?", (key,))
    else:
        made = connection.execute(
            "INSERT INTO index_row (path, facts, touched, stands, digest, body, document) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*columns, row.document),
        ).lastrowid
        assert made is not None  # an INSERT that did not raise has a row
        key = made
    if row.part:
        connection.execute("INSERT INTO index_part (id, part) VALUES (?, ?)", (key, row.part))
    _put_keys(connection, key, {(one.kind, one.words) for one in row.keys}, is_new=old is None)
    return digest - (old[1] if old else 0)


def _put_keys(connection: sqlite3.Connection, key: int, wanted: set[tuple[str, str]], *, is_new: bool) -> None:
    """Writes the keys that a row did not have, and takes out those that it has no more."""
    query = "SELECT kind, words FROM index_key WHERE row = ?"
    here = set() if is_new else set(connection.execute(query, (key,)))
    connection.executemany(
        "DELETE FROM index_key WHERE kind = ? AND words = ? AND row = ?", ((*one, key) for one in here - wanted)
    )
    connection.executemany(
        "INSERT INTO index_key (kind, words, row) VALUES (?, ?, ?)", ((*one, key) for one in sorted(wanted - here))
    )


def drop_index(connection: sqlite3.Connection) -> None:
    """Lets all rows and the state go; what was judged by them is whole no more."""
    for table in ("index_key", "index_part", "index_row", "index_state"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE judgement SET whole = -1")


# --- reading, within a transaction -------------------------------------------------------------


def index_state(connection: sqlite3.Connection) -> IndexState | None:
    """Returns what the rows were made of."""
    row = connection.execute("SELECT version, edition, serial, body FROM index_state").fetchone()
    return IndexState(version=row[0], edition=row[1], serial=row[2], body=row[3]) if row else None


def index_as_kept(connection: sqlite3.Connection) -> Iterator[tuple[IndexRow, int]]:
    """Gives the rows with their parts and digests."""
    documents = [document for (document,) in connection.execute("SELECT document FROM index_row ORDER BY document")]
    for some in _batches(documents):
        parts = dict(
            connection.execute(
                "SELECT document, part FROM index_row JOIN index_part ON index_part.id = index_row.id"
                " WHERE document IN (SELECT value FROM json_each(?))",
                (some,),
            )
        )
        digests = dict(
            connection.execute(
                "SELECT document, digest FROM index_row WHERE document IN (SELECT value FROM json_each(?))", (some,)
            )
        )
        for row in _rows(connection, some, parts):
            yield row, digests[row.document]


def kept_seal(connection: sqlite3.Connection) -> int | None:
    """Returns the sum of the digests of all rows as it was kept; None where there is no index."""
    row = connection.execute("SELECT seal FROM index_state").fetchone()
    return int(row[0]) if row else None


def _rows(connection: sqlite3.Connection, documents: str, parts: Mapping[str, bytes] | None = None) -> list[IndexRow]:
    """Returns the rows of documents that are named as JSON, ordered by id."""
    columns = "id, document, path, facts, touched, body"
    rows = connection.execute(
        f"SELECT {columns} FROM index_row WHERE document IN (SELECT value FROM json_each(?)) ORDER BY document",
        (documents,),
    ).fetchall()
    keys: dict[int, list[IndexKey]] = {row[0]: [] for row in rows}
    query = (
        "SELECT row, kind, words FROM index_key WHERE row IN (SELECT value FROM json_each(?)) ORDER BY row, kind, words"
    )
    for key, kind, words in connection.execute(query, (json.dumps(list(keys)),)):
        keys[key].append(IndexKey(kind, words))
    return [_row(row, keys[row[0]], (parts or {}).get(row[1], b"")) for row in rows]


def _row(row: Any, keys: Iterable[IndexKey], part: bytes) -> IndexRow:
    return IndexRow(
        document=row[1], path=row[2], keys=tuple(keys), facts=row[3], touched=row[4], body=row[5], part=part
    )


def _batches(texts: Iterable[str]) -> Iterator[str]:
    """Gives texts as JSON, so many of them at a time as one question takes, in order and each once."""
    ordered = sorted(set(texts))
    for start in range(0, len(ordered), _MANY):
        yield json.dumps(ordered[start : start + _MANY], ensure_ascii=False)
