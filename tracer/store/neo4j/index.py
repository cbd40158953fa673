"""The link index in Neo4j: a node a document, and one for each of its keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from neo4j import ManagedTransaction

from tracer.store.base.index import IndexKey, IndexRow, IndexState
from tracer.store.judged_rows import index_digest
from tracer.store.neo4j.database import Database, Part, lock, one, run
from tracer.store.neo4j.renewing import batches, drop_all
from tracer.store.rows import require_whole_characters, seal_of

_ROWS = "MATCH (r:IndexRow) WHERE r.document IN $documents"
_KEYS = "MATCH (k:IndexKey) WHERE k.document IN $documents"
_PUT = """
UNWIND $rows AS row MERGE (r:IndexRow {document: row.document})
SET r.path = row.path, r.facts = row.facts, r.touched = row.touched, r.stands = row.stands,
    r.digest = row.digest, r.body = row.body, r.part = row.part
"""
_PUT_KEYS = "UNWIND $rows AS row CREATE (:IndexKey {document: row.document, kind: row.kind, words: row.words})"


class Neo4jIndex(Part):
    """The side of `tracer.store.base.index.LinkIndex`."""

    def index_state(self) -> IndexState | None:
        """Returns what the rows were made of."""
        return self._database.read(index_state)

    def index_rows(self, documents: Collection[str]) -> Mapping[str, IndexRow]:
        """Returns the rows of documents, without their parts."""
        rows: dict[str, IndexRow] = {}
        for some in batches(sorted(set(documents))):
            found = self._database.read(partial(_rows, documents=some, parts=False))
            rows |= {row.document: row for row, _ in found}
        return rows

    def index_by(self, kind: str, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Returns the documents that have one of these keys, by the words of the key."""
        found: dict[str, list[str]] = {}
        query = (
            "UNWIND $words AS asked MATCH (k:IndexKey {kind: $kind, words: asked})"
            " RETURN k.words AS words, k.document AS document ORDER BY words, document"
        )
        for some in batches(sorted(set(words))):
            for row in self._database.rows(query, kind=kind, words=some):
                found.setdefault(row["words"], []).append(row["document"])
        return {asked: tuple(documents) for asked, documents in found.items()}

    def index_kind(self, kind: str) -> Iterator[tuple[str, str]]:
        """Gives all keys of a kind, ordered by words and document."""
        query = (
            "MATCH (k:IndexKey {kind: $kind}) RETURN k.words AS words, k.document AS document ORDER BY words, document"
        )
        yield from ((row["words"], row["document"]) for row in self._database.rows(query, kind=kind))

    def index_documents(self) -> Iterator[str]:
        """Gives the ids of all rows, ordered."""
        rows = self._database.rows("MATCH (r:IndexRow) RETURN r.document AS document ORDER BY document")
        yield from (row["document"] for row in rows)

    def index_facts(self) -> Iterator[tuple[str, int, int]]:
        """Gives document, facts and touched of all rows, ordered by document."""
        rows = self._database.rows(
            "MATCH (r:IndexRow) RETURN r.document AS document, r.facts AS facts, r.touched AS touched ORDER BY document"
        )
        yield from ((row["document"], row["facts"], row["touched"]) for row in rows)

    def index_parts(self, documents: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """Gives the parts of the rows that have one, some at a time."""
        query = f"{_ROWS} AND r.stands RETURN r.document AS document, r.part AS part ORDER BY document"
        for some in batches(sorted(set(self.index_documents() if documents is None else documents))):
            yield from ((row["document"], row["part"]) for row in self._database.rows(query, documents=some))

    def keep_index(
        self, state: IndexState, put: Iterable[IndexRow], gone: Iterable[str] = (), touched: Iterable[str] = ()
    ) -> None:
        """Keeps rows, takes others out, touches further ones, in one transaction."""
        rows, left, reached = list(put), list(gone), list(touched)
        require_whole_characters("index", ((row.document, row.path, [k.words for k in row.keys]) for row in rows))
        self._database.write(lambda tx: _keep(tx, state, rows, left, reached))

    def drop_index(self) -> None:
        """Lets all rows and the state go."""
        drop_index(self._database)


# --- keeping, within a transaction -------------------------------------------------------------


def _keep(tx: ManagedTransaction, state: IndexState, rows: list[IndexRow], gone: list[str], touched: list[str]) -> None:
    lock(tx)
    before = one(tx, "MATCH (s:IndexState) RETURN s.seal AS seal")
    # A state that was dropped leaves no rows that count: what is still there goes first.
    if before is None:
        run(tx, "MATCH (n:IndexKey|IndexRow) DELETE n")
    documents = [*gone, *(row.document for row in rows)]
    old = {
        row["document"]: row
        for row in tx.run(
            f"{_ROWS} RETURN r.document AS document, r.digest AS digest, r.touched AS touched", {"documents": documents}
        )
    }
    if any(row.touched not in (state.serial, _touched(old.get(row.document), state.serial)) for row in rows):
        run(tx, "MATCH (j:Judgement) SET j.whole = -1")
    digests = {row.document: index_digest(row) for row in rows}
    changed = {
        row.document: row for row in rows if row.document not in old or _digest(old, row) != digests[row.document]
    }
    run(tx, f"{_ROWS} DELETE r", documents=gone)
    run(tx, f"{_KEYS} DELETE k", documents=[*gone, *changed])
    told = [_told(row, digests[row.document]) for row in rows]
    run(tx, _PUT, rows=told)
    run(
        tx,
        _PUT_KEYS,
        rows=[
            {"document": row.document, "kind": kind, "words": words}
            for row in changed.values()
            for kind, words in sorted({(key.kind, key.words) for key in row.keys})
        ],
    )
    run(
        tx,
        "UNWIND $documents AS document MATCH (r:IndexRow {document: document}) SET r.touched = $serial",
        documents=touched,
        serial=state.serial,
    )
    seal = seal_of([before["seal"] if before else 0, *digests.values(), *(-row["digest"] for row in old.values())])
    run(
        tx,
        "MERGE (s:IndexState) SET s.version = $version, s.edition = $edition, s.serial = $serial, s.seal = $seal,"
        " s.body = $body",
        version=state.version,
        edition=state.edition,
        serial=state.serial,
        seal=seal,
        body=state.body,
    )


def _told(row: IndexRow, digest: int) -> dict[str, Any]:
    return {
        "document": row.document,
        "path": row.path,
        "facts": row.facts,
        "touched": row.touched,
        "stands": bool(row.part),
        "digest": digest,
        "body": row.body,
        "part": row.part,
    }


def _touched(old: Mapping[str, Any] | None, serial: int) -> int:
    return int(old["touched"]) if old else serial


def _digest(old: Mapping[str, Mapping[str, Any]], row: IndexRow) -> int:
    return int(old[row.document]["digest"])


def drop_index(database: Database) -> None:
    """Lets all rows and the state go; what was judged by them is whole no more."""
    database.write(_forget)
    for label in ("IndexKey", "IndexRow"):
        drop_all(database, f"MATCH (n:{label})")


def _forget(tx: ManagedTransaction) -> None:
    lock(tx)
    run(tx, "MATCH (s:IndexState) DELETE s")
    run(tx, "MATCH (r:IndexRow) SET r.stands = false")
    run(tx, "MATCH (j:Judgement) SET j.whole = -1")


# --- reading, within a transaction -------------------------------------------------------------


def index_state(tx: ManagedTransaction) -> IndexState | None:
    """Returns what the rows were made of."""
    row = one(
        tx,
        "MATCH (s:IndexState) RETURN s.version AS version, s.edition AS edition, s.serial AS serial, s.body AS body",
    )
    return IndexState(**row) if row else None


def index_as_kept(tx: ManagedTransaction) -> Iterator[tuple[IndexRow, int]]:
    """Gives the rows with their parts and digests."""
    documents = [row["d"] for row in tx.run("MATCH (r:IndexRow) RETURN r.document AS d ORDER BY d")]
    for some in batches(documents):
        yield from _rows(tx, some, parts=True)


def kept_seal(tx: ManagedTransaction) -> int | None:
    """Returns the sum of the digests of all rows as it was kept; None where there is no index."""
    row = one(tx, "MATCH (s:IndexState) RETURN s.seal AS seal")
    return int(row["seal"]) if row else None


def _rows(tx: ManagedTransaction, documents: Collection[str], *, parts: bool) -> list[tuple[IndexRow, int]]:
    keys: dict[str, list[IndexKey]] = {}
    asked = {"documents": list(documents)}
    query = f"{_KEYS} RETURN k.document AS document, k.kind AS kind, k.words AS words ORDER BY kind, words"
    for row in tx.run(query, asked):
        keys.setdefault(row["document"], []).append(IndexKey(row["kind"], row["words"]))
    columns = "r.document AS document, r.path AS path, r.facts AS facts, r.touched AS touched, r.body AS body"
    query = f"{_ROWS} RETURN {columns}, r.digest AS digest{', r.part AS part' if parts else ''} ORDER BY document"
    found = []
    for row in tx.run(query, asked):
        told = dict(row)
        digest = told.pop("digest")
        told["body"] = told["body"] or b""  # a damaged row has none, and its digest says so
        found.append((IndexRow(**told, keys=tuple(keys.get(told["document"], ()))), digest))
    return found
