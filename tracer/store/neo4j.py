"""The store in a Neo4j server (5, Community or more), over the official driver.

What was read lies as it is in :Source nodes, one a file, since the records of a file are to come back
equal, equal ones and loose ends included; the basis graph, which people query, lies beside it in
nodes and edges as graph_schema.graph states. Every write takes the one :Store node first, so writers
take turns and versions have no gaps. The driver tries again what fails for a moment.
"""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import partial
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from neo4j import Driver, GraphDatabase, ManagedTransaction
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph_schema.errors import InputError, NewerStoreError, NotAStoreError, StoreError
from graph_schema.graph import EDGE_KINDS, NODE_KINDS, Edge, Node
from graph_schema.integrity import Fault
from graph_schema.numbers import normal_number
from graph_schema.records import Decision, Finding, Reading, Withdrawal
from graph_schema.regions import is_in
from graph_schema.terms import Verdict
from tracer.store.arrays import GraphArrays, Numbering
from tracer.store.base import (
    Change,
    ChangeKind,
    Entry,
    Filters,
    FindingPage,
    Hit,
    Judgement,
    Kept,
    Put,
    Statistics,
    StoreCounts,
    damaged_reading,
    no_decision,
    no_finding_kept,
    no_judgement,
    no_node,
    no_reading,
    no_version,
    now,
    user_name,
    withdrawn_already,
)
from tracer.store.neo4j_faults import faults
from tracer.store.neo4j_schema import LATEST, MARK, STEPS
from tracer.store.neo4j_search import candidate_query
from tracer.store.rows import (
    difference,
    edge_digest,
    finding_rows,
    hits,
    known,
    node_digest,
    pack,
    require_graph,
    search_texts,
    unpack,
    words_of,
)

T = TypeVar("T")
Row = dict[str, Any]

_BATCH = 2000  # rows of one UNWIND, and of one transaction of `keep`
_PATIENCE = 30.0  # seconds in which the driver tries again, and in which a server must answer
_OWN = {"id", "digest"}  # what a kept node or edge has beside its properties


class Neo4jStore:
    """A GraphStore in one database of a Neo4j server; see `tracer.store.base.GraphStore` for what each call gives.

    User, password and database are those of NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE; none
    given: no authentication, and the server's default database.
    """

    def __init__(self, url: str, *, create: bool = True, reader: str = "") -> None:
        if "@" in url:
            raise InputError(
                "库地址里不要写用户名和密码，请设置 NEO4J_USERNAME 和 NEO4J_PASSWORD。",
                "Leave user and password out of the store's address; set NEO4J_USERNAME and NEO4J_PASSWORD.",
            )
        self._url = url
        self._reader = reader
        self._who = user_name()
        self._database = os.environ.get("NEO4J_DATABASE") or None
        with self._translated():
            self._driver = _connect(url)
            try:
                self._open(create)
            except BaseException:
                self._driver.close()
                raise

    @property
    def url(self) -> str:
        """The address that opens this store again."""
        return self._url

    # --- readings ---

    def put(self, reading: Reading, *, reader: str | None = None) -> Put:
        """Keep a reading, all of it or nothing."""
        source, read_by = reading.source, self._reader if reader is None else reader
        body = pack(reading, source.path)  # refuses what cannot be kept before anything is sent
        texts = [asdict(text) for text in search_texts(reading)]
        sizes = [len(reading.documents), len(reading.provisions), len(reading.citations), len(reading.measures)]

        def work(tx: ManagedTransaction) -> Put:
            version = _lock(tx)
            row = _one(tx, _SOURCE, path=source.path)
            done = Put.ADDED if row is None else Put.REPLACED
            if row is not None and unpack(Reading, row["body"]) == reading:
                if (row["sha256"], row["reader"]) == (source.sha256, read_by):
                    return Put.UNCHANGED
                # Another reader says the same: nothing changed but who said it.
                tx.run("MATCH (s:Source {path: $path}) SET s.reader = $reader", path=source.path, reader=read_by)
                return done
            kind = ChangeKind(done.value)
            self._note(tx, version + 1, kind, source.path, row["sha256"] if row else None, source.sha256)
            if row is not None:
                _put_aside(tx, source.path, version + 1)
            tx.run(
                _PUT,
                {
                    "path": source.path,
                    "sha256": source.sha256,
                    "reader": read_by,
                    "since": version + 1,
                    "body": body,
                    "sizes": sizes,
                    "texts": texts,
                },
            )
            return done

        return self._write(work)

    def has(self, path: str, sha256: str) -> bool:
        """Whether these bytes at this path were read by this store's reader."""
        row = self._row(
            "MATCH (s:Source {path: $path}) WHERE s.sha256 = $sha256 AND s.reader = $reader RETURN s.path AS path",
            path=path,
            sha256=sha256,
            reader=self._reader,
        )
        return row is not None

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """The paths of the files with these bytes."""
        rows = self._rows("MATCH (s:Source {sha256: $sha256}) RETURN s.path AS path", sha256=sha256)
        return tuple(sorted(row["path"] for row in rows))

    def entries(self) -> tuple[Entry, ...]:
        """All files by hash and path."""
        rows = self._rows("MATCH (s:Source) RETURN s.path AS path, s.sha256 AS sha256, s.reader AS reader")
        found = (Entry(path=row["path"], sha256=row["sha256"], reader=row["reader"]) for row in rows)
        return tuple(sorted(found, key=lambda entry: (entry.sha256, entry.path)))

    def get_reading(self, path: str) -> Reading:
        """The reading of the file at `path`."""
        row = self._row(_SOURCE, path=path)
        if row is None:
            raise no_reading(path)
        try:
            return unpack(Reading, row["body"])
        except (KeyError, TypeError, ValueError, zlib.error) as error:
            raise damaged_reading(path, error) from error

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """All readings, ordered by the hash and the path of their files."""
        held = self._read(lambda tx: _held_at(tx, version))
        for key in held:
            row = self._row(
                "MATCH (s) WHERE elementId(s) = $key AND (s:Source OR s:Past) RETURN s.body AS body", key=key
            )
            if row is not None:
                yield unpack(Reading, row["body"])

    def remove(self, path: str) -> bool:
        """Take the file at `path` out."""

        def work(tx: ManagedTransaction) -> bool:
            version = _lock(tx)
            row = _one(tx, _SOURCE, path=path)
            if row is None:
                return False
            self._note(tx, version + 1, ChangeKind.REMOVED, path, row["sha256"], None)
            _put_aside(tx, path, version + 1)
            return True

        return self._write(work)

    def counts(self) -> StoreCounts:
        """How much was read."""
        return self._read(_counts)

    # --- history ---

    def version(self) -> int:
        """How many changes the store has seen."""
        return self._read(_version)

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """The changes after a version, in order."""
        rows = self._rows(
            "MATCH (c:Change) WHERE c.version > $since AND ($subject IS NULL OR c.subject = $subject)"
            " RETURN c ORDER BY c.version",
            since=since,
            subject=subject,
        )
        return iter([_change(row["c"]) for row in rows])

    def forget_before(self, version: int) -> int:
        """Drop the readings that no version from this one on holds."""

        def work(tx: ManagedTransaction) -> int:
            last = _lock(tx)
            if version > last:
                raise no_version(version, 0, last)
            tx.run(
                "MATCH (s:Store) SET s.forgotten = CASE WHEN s.forgotten < $version THEN $version ELSE s.forgotten END",
                version=version,
            )
            row = _one(tx, "MATCH (p:Past) WHERE p.until <= $version DELETE p RETURN count(p) AS gone", version=version)
            return int(row["gone"]) if row else 0

        return self._write(work)

    def _note(
        self,
        tx: ManagedTransaction,
        version: int,
        kind: ChangeKind,
        subject: str,
        before: str | None,
        after: str | None,
        who: str = "",
    ) -> None:
        """Write a change down as the version given."""
        tx.run(
            "MATCH (s:Store) SET s.version = $change.version CREATE (c:Change) SET c = $change",
            change=known(
                {
                    "version": version,
                    "at": now().isoformat(),
                    "who": who or self._who,
                    "kind": kind.value,
                    "subject": subject,
                    "before": before,
                    "after": after,
                }
            ),
        )

    # --- decisions ---

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""
        body = pack(decision, decision.id)

        def work(tx: ManagedTransaction) -> None:
            version = _lock(tx)
            if _one(tx, _DECISION, id=decision.id) is None:
                tx.run(
                    "CREATE (:Decision {id: $id, place: $place, subject: $subject, body: $body})",
                    id=decision.id,
                    place=version + 1,
                    subject=decision.subject,
                    body=body,
                )
                self._note(tx, version + 1, ChangeKind.DECIDED, decision.id, None, decision.value, decision.who)

        self._write(work)

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Take a decision back."""

        def work(tx: ManagedTransaction) -> None:
            version = _lock(tx)
            row = _one(tx, _DECISION, id=decision)
            if row is None:
                raise no_decision(decision)
            kept = unpack(Decision, row["body"])
            if kept.withdrawn is not None:
                raise withdrawn_already(decision)
            body = pack(replace(kept, withdrawn=withdrawal), decision)
            tx.run("MATCH (d:Decision {id: $id}) SET d.body = $body", id=decision, body=body)
            self._note(tx, version + 1, ChangeKind.WITHDRAWN, decision, kept.value, None, withdrawal.who)

        self._write(work)

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """The decisions in the order in which they were made."""
        rows = self._rows(
            "MATCH (d:Decision) WHERE $subject IS NULL OR d.subject = $subject RETURN d.body AS body ORDER BY d.place",
            subject=subject,
        )
        return tuple(unpack(Decision, row["body"]) for row in rows)

    # --- search ---

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Where all the words stand."""
        wanted = words_of(words)
        if not wanted:
            return ()
        query = candidate_query(wanted)
        found = (
            "CALL db.index.fulltext.queryNodes('search_text', $query) YIELD node AS t"
            if query
            else "MATCH (t:SearchText)"
        )

        def work(tx: ManagedTransaction) -> tuple[Hit, ...]:
            rows = tx.run(
                f"{found} RETURN t.tier AS tier, t.item AS item, t.text AS text ORDER BY t.tier, t.size, t.text, t.item",
                {"query": query},
            )
            return hits(((row["tier"], row["item"], row["text"]) for row in rows), wanted, limit)

        return self._read(work)

    # --- graph and findings ---

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keep the graph and these findings.

        A large graph takes several transactions: what was judged before goes in the first, and the
        judgement is there with the last. What an interrupted run has written counts as not kept yet.
        """
        all_nodes, all_edges = list(nodes), list(edges)
        require_graph(all_nodes, all_edges)
        rows = [asdict(row) for row in finding_rows(findings)]
        key = f"{judgement.policy}@{judgement.as_of.isoformat()}"
        self._write(partial(_begin, key=key, version=judgement.version))
        done = [*self._keep_nodes(all_nodes), *self._keep_edges(all_nodes, all_edges)]
        done.append(self._replace(_FINDINGS_KEPT, _DROP_FINDINGS, rows, "measure", lambda _: _FINDINGS, judgement=key))
        self._write(partial(_finish, key=key, judgement=judgement))
        return Kept(written=sum(kept.written for kept in done), removed=sum(kept.removed for kept in done))

    def _keep_nodes(self, nodes: Sequence[Node]) -> Iterator[Kept]:
        for kind in NODE_KINDS:
            wanted = [
                {"id": n.id, "digest": node_digest(n), "properties": known(n.properties)}
                for n in nodes
                if n.kind == kind
            ]
            yield self._replace(
                f"MATCH (n:{kind}) RETURN n.id AS key, n.digest AS digest",
                f"UNWIND $rows AS id MATCH (n:{kind} {{id: id}}) DETACH DELETE n",
                wanted,
                "id",
                partial(_node_statement, kind),
            )

    def _keep_edges(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[Kept]:
        kind_of = {n.id: n.kind for n in nodes}
        for kind in EDGE_KINDS:
            wanted = [
                {
                    "id": e.id,
                    "start": e.start,
                    "end": e.end,
                    "digest": edge_digest(e),
                    "properties": known(e.properties),
                }
                for e in edges
                if e.kind == kind
            ]
            yield self._replace(
                f"MATCH ()-[e:{kind}]->() RETURN e.id AS key, e.digest AS digest",
                f"UNWIND $rows AS id MATCH ()-[e:{kind} {{id: id}}]->() DELETE e",
                wanted,
                "id",
                partial(_edge_statement, kind, kind_of),
            )

    def _replace(
        self, kept: str, drop: str, wanted: Sequence[Row], key: str, statement: Callable[[Row], str], **more: Any
    ) -> Kept:
        """Bring what the query `kept` gives to what is wanted; `statement` is the one that writes a row and its like."""
        before = {row["key"]: row["digest"] for row in self._rows(kept, **more)}
        change = difference(before, wanted, lambda row: str(row[key]), lambda row: int(row["digest"]))
        for gone in _batches(change.gone):
            self._write(partial(_run, query=drop, rows=gone, **more))
        alike: dict[str, list[Row]] = {}
        for row in change.write:
            alike.setdefault(statement(row), []).append(row)
        for write, rows in alike.items():
            for batch in _batches(rows):
                self._write(partial(_run, query=write, rows=batch, **more))
        return Kept(written=len(change.write), removed=len(change.gone))

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that are kept whole."""
        return tuple(judgement for _, judgement in self._read(_judgements))

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """The gaps of a judgement, or what else the filters choose."""
        chosen = filters or Filters()
        return self._read(lambda tx: _findings(tx, _key(tx, policy, as_of), chosen, offset, limit))

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """The finding on one measure."""

        def work(tx: ManagedTransaction) -> Finding:
            row = _one(
                tx,
                "MATCH (f:Finding {judgement: $judgement, measure: $measure}) RETURN f.body AS body",
                judgement=_key(tx, policy, as_of),
                measure=measure,
            )
            if row is None:
                raise no_finding_kept(measure)
            return unpack(Finding, row["body"])

        return self._read(work)

    def node(self, id: str) -> Node:
        """The node of that id."""
        return self._read(lambda tx: _node_of(tx, id))

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Every edge from or to a node, with the node at its other end."""

        def work(tx: ManagedTransaction) -> tuple[tuple[Edge, Node], ...]:
            kind = _node_of(tx, id).kind
            rows = tx.run(
                f"MATCH (n:{kind} {{id: $id}})-[e]-(m) WHERE e.id IS NOT NULL AND m.id IS NOT NULL"
                " RETURN DISTINCT e, startNode(e).id AS start, endNode(e).id AS end, m ORDER BY e.id",
                {"id": id},
            )
            return tuple((_edge(row), _node(row["m"])) for row in rows)

        return self._read(work)

    def nodes(self) -> Iterator[Node]:
        """All nodes, ordered by id."""
        found = [_node(row["n"]) for name in NODE_KINDS for row in self._rows(f"MATCH (n:{name}) RETURN n")]
        yield from sorted(found, key=lambda node: node.id)

    def edges(self) -> Iterator[Edge]:
        """All edges, ordered by id."""
        found = [
            _edge(row)
            for name in EDGE_KINDS
            for row in self._rows(f"MATCH (a)-[e:{name}]->(b) RETURN e, a.id AS start, b.id AS end")
        ]
        yield from sorted(found, key=lambda edge: edge.id)

    def arrays(self) -> GraphArrays:
        """All nodes and edges as numbers."""

        def work(tx: ManagedTransaction) -> GraphArrays:
            numbering = Numbering(
                sorted(row[0] for row in tx.run(f"MATCH (n:{kind}) RETURN n.id").values()) for kind in NODE_KINDS
            )
            place = {kind: number for number, kind in enumerate(EDGE_KINDS)}
            rows = sorted(
                row
                for kind in EDGE_KINDS
                for row in tx.run(f"MATCH (a)-[e:{kind}]->(b) RETURN e.id, type(e), a.id, b.id").values()
            )
            return GraphArrays(
                ids=numbering.ids,
                kind=numbering.kind,
                edge_kind=np.array([place[kind] for _, kind, _, _ in rows], dtype=np.uint8),
                start=numbering.numbers([start for _, _, start, _ in rows]),
                end=numbering.numbers([end for _, _, _, end in rows]),
            )

        return self._read(work)

    def statistics(self) -> Statistics:
        """How much the store holds of everything."""

        def work(tx: ManagedTransaction) -> Statistics:
            verdicts = {}
            for key, judgement in _judgements(tx):
                rows = tx.run(_VERDICTS.format(where="true"), judgement=key)
                counted = {row["verdict"]: row["count"] for row in rows}
                verdicts[judgement] = {verdict: counted.get(verdict.value, 0) for verdict in Verdict}
            return Statistics(
                version=_version(tx),
                counts=_counts(tx),
                decisions=_count(tx, "MATCH (d:Decision) RETURN count(d) AS count"),
                nodes={name: _count(tx, f"MATCH (n:{name}) RETURN count(n) AS count") for name in NODE_KINDS},
                edges={name: _count(tx, f"MATCH ()-[e:{name}]->() RETURN count(e) AS count") for name in EDGE_KINDS},
                verdicts=verdicts,
            )

        return self._read(work)

    # --- the connection ---

    def faults(self) -> Iterator[Fault]:
        """What is broken in the schema, and what belongs to nothing."""
        return iter(self._read(lambda tx: list(faults(tx))))

    def close(self) -> None:
        """Let go of the server."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, work: Callable[[ManagedTransaction], T]) -> T:
        with self._translated(), self._driver.session(database=self._database) as session:
            return session.execute_read(work)

    def _write(self, work: Callable[[ManagedTransaction], T]) -> T:
        with self._translated(), self._driver.session(database=self._database) as session:
            return session.execute_write(work)

    def _rows(self, query: str, **parameters: object) -> list[Mapping[str, Any]]:
        return self._read(lambda tx: list(tx.run(query, dict(parameters))))

    def _row(self, query: str, **parameters: object) -> Mapping[str, Any] | None:
        return self._read(lambda tx: _one(tx, query, **parameters))

    def _open(self, create: bool) -> None:
        """Find the store in the database, of a version that is known, or make it."""
        row = self._row("MATCH (s:Store {mark: $mark}) RETURN s.schema AS schema", mark=MARK)
        if row is None:
            if not create:
                raise StoreError(
                    f"这个 Neo4j 里还没有库：{self._url}。请先运行 tracer ingest 文件或文件夹。",
                    f"There is no store yet in this Neo4j: {self._url}. Run tracer ingest FILE or FOLDER first.",
                )
            if self._row("MATCH (n) WHERE NOT n:Store RETURN elementId(n) AS id LIMIT 1") is not None:
                raise NotAStoreError(
                    f"这个 Neo4j 数据库里已有别的数据：{self._url}。请用 NEO4J_DATABASE 指定另一个数据库；原有数据没有改动。",
                    f"This Neo4j database holds other data: {self._url}. Name another one with NEO4J_DATABASE; "
                    "nothing was changed.",
                )
        version = int(row["schema"]) if row else 0
        if version > LATEST:
            raise NewerStoreError(
                f"库由更新版本的程序建立：{self._url}（库第 {version} 版，本程序到第 {LATEST} 版）。请升级程序。",
                f"The store was made by a newer version of the program: {self._url} (store version {version}, this "
                f"program knows {LATEST}). Upgrade the program.",
            )
        for number in range(version, LATEST):
            self._take_step(number)

    def _take_step(self, number: int) -> None:
        """One step of the schema. Its statements may be taken twice: Neo4j does not mix them with data in a transaction."""
        for statement in STEPS[number]:
            self._write(partial(_run, query=statement))
        self._write(
            lambda tx: _run(
                tx,
                "MERGE (s:Store {mark: $mark}) ON CREATE SET s.version = 0, s.forgotten = 0 SET s.schema = $schema",
                mark=MARK,
                schema=number + 1,
            )
        )
        with self._driver.session(database=self._database) as session:
            session.run("CALL db.awaitIndexes($seconds)", seconds=300).consume()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Errors of the driver and the server as sentences."""
        try:
            yield
        except (DriverError, Neo4jError) as error:
            raise _store_error(self._url, self._database, error) from error


# --- transactions ------------------------------------------------------------------------------

_SOURCE = "MATCH (s:Source {path: $path}) RETURN s.sha256 AS sha256, s.reader AS reader, s.body AS body"
_DECISION = "MATCH (d:Decision {id: $id}) RETURN d.body AS body"
_PUT = """
CREATE (s:Source {path: $path, sha256: $sha256, reader: $reader, since: $since, body: $body,
    documents: $sizes[0], provisions: $sizes[1], citations: $sizes[2], measures: $sizes[3]})
WITH s UNWIND $texts AS text
CREATE (s)-[:SAYS]->(t:SearchText) SET t = text
"""
_VERDICTS = "MATCH (f:Finding {{judgement: $judgement}}) WHERE {where} RETURN f.verdict AS verdict, count(f) AS count"


def _run(tx: ManagedTransaction, query: str, **parameters: object) -> None:
    tx.run(query, dict(parameters)).consume()


def _one(tx: ManagedTransaction, query: str, **parameters: object) -> Mapping[str, Any] | None:
    """The first row, None where there is none."""
    for row in tx.run(query, dict(parameters)):
        return row
    return None


def _count(tx: ManagedTransaction, query: str) -> int:
    row = _one(tx, query)
    return int(row["count"]) if row else 0


def _lock(tx: ManagedTransaction) -> int:
    """Wait for one's turn to write; the version that the store has then."""
    row = _one(tx, "MATCH (s:Store {mark: $mark}) SET s.turn = 1 RETURN s.version AS version", mark=MARK)
    if row is None:
        raise StoreError("Neo4j 里的库已被删除。", "The store in Neo4j was deleted.")
    return int(row["version"])


def _version(tx: ManagedTransaction) -> int:
    row = _one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.version AS version", mark=MARK)
    return int(row["version"]) if row else 0


def _counts(tx: ManagedTransaction) -> StoreCounts:
    row = _one(
        tx,
        "MATCH (s:Source) RETURN count(s) AS sources, sum(s.documents) AS documents, sum(s.provisions) AS provisions,"
        " sum(s.citations) AS citations, sum(s.measures) AS measures",
    )
    assert row is not None  # an aggregate has a row
    return StoreCounts(**dict(row))


def _put_aside(tx: ManagedTransaction, path: str, until: int) -> None:
    """What earlier versions held leaves the present one."""
    tx.run(
        "MATCH (s:Source {path: $path}) OPTIONAL MATCH (s)-[:SAYS]->(t:SearchText) DETACH DELETE t WITH DISTINCT s"
        " CREATE (p:Past {path: s.path, sha256: s.sha256, since: s.since, until: $until, body: s.body})"
        " DETACH DELETE s",
        path=path,
        until=until,
    ).consume()


def _held_at(tx: ManagedTransaction, version: int | None) -> list[str]:
    """The keys of what a version held, in the order of readings."""
    row = _one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.version AS last, s.forgotten AS first", mark=MARK)
    first, last = (row["first"], row["last"]) if row else (0, 0)
    at = last if version is None else version
    if not first <= at <= last:
        raise no_version(at, first, last)
    rows = tx.run(
        "MATCH (s:Source) WHERE s.since <= $at RETURN elementId(s) AS key, s.sha256 AS sha256, s.path AS path"
        " UNION ALL MATCH (s:Past) WHERE s.since <= $at AND s.until > $at"
        " RETURN elementId(s) AS key, s.sha256 AS sha256, s.path AS path",
        at=at,
    )
    found = sorted((row["sha256"], row["path"], row["key"]) for row in rows)
    return [key for _, _, key in found]


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        version=row["version"],
        at=datetime.fromisoformat(row["at"]),
        who=row["who"],
        kind=ChangeKind(row["kind"]),
        subject=row["subject"],
        before=row.get("before"),
        after=row.get("after"),
    )


# --- keeping -----------------------------------------------------------------------------------

_FINDINGS_KEPT = "MATCH (f:Finding {judgement: $judgement}) RETURN f.measure AS key, f.digest AS digest"
_DROP_FINDINGS = "UNWIND $rows AS measure MATCH (f:Finding {judgement: $judgement, measure: measure}) DETACH DELETE f"
_FINDINGS = """
UNWIND $rows AS row MERGE (f:Finding {judgement: $judgement, measure: row.measure}) SET f += row
WITH f, row MATCH (m:Measure {id: row.measure}) MERGE (f)-[:ON]->(m)
"""
_NODE = """
UNWIND $rows AS row MERGE (n:{kind} {{id: row.id}})
SET n = row.properties SET n.id = row.id, n.digest = row.digest
"""
# An edge that leads elsewhere now is another one under the same id.
_EDGE = """
UNWIND $rows AS row OPTIONAL MATCH ()-[old:{kind} {{id: row.id}}]->() DELETE old
WITH row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}})
CREATE (a)-[e:{kind}]->(b) SET e = row.properties SET e.id = row.id, e.digest = row.digest
"""


def _node_statement(kind: str, _: Row) -> str:
    return _NODE.format(kind=kind)


def _edge_statement(kind: str, kind_of: Mapping[str, str], row: Row) -> str:
    return _EDGE.format(kind=kind, start=kind_of[row["start"]], end=kind_of[row["end"]])


def _begin(tx: ManagedTransaction, key: str, version: int) -> None:
    """Drop the judgements of earlier versions; this one is not whole until `_finish`."""
    _lock(tx)
    _run(tx, "MATCH (j:Judgement) WHERE j.version < $version DETACH DELETE j", version=version)
    _run(tx, "MATCH (j:Judgement {key: $key}) DETACH DELETE j", key=key)


def _finish(tx: ManagedTransaction, key: str, judgement: Judgement) -> None:
    _lock(tx)
    _run(
        tx,
        "CREATE (:Judgement {key: $key, policy: $policy, as_of: $as_of, version: $version, edition: $edition})",
        key=key,
        policy=judgement.policy,
        as_of=judgement.as_of.isoformat(),
        version=judgement.version,
        edition=judgement.edition,
    )
    _run(tx, "MATCH (f:Finding) WHERE NOT EXISTS { MATCH (:Judgement {key: f.judgement}) } DETACH DELETE f")


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


# --- findings ----------------------------------------------------------------------------------


def _judgements(tx: ManagedTransaction) -> list[tuple[str, Judgement]]:
    rows = tx.run("MATCH (j:Judgement) RETURN j ORDER BY j.policy, j.as_of")
    return [
        (
            row["j"]["key"],
            Judgement(
                policy=row["j"]["policy"],
                as_of=date.fromisoformat(row["j"]["as_of"]),
                version=row["j"]["version"],
                edition=row["j"]["edition"],
            ),
        )
        for row in rows
    ]


def _key(tx: ManagedTransaction, policy: str, as_of: date) -> str:
    key = f"{policy}@{as_of.isoformat()}"
    if _one(tx, "MATCH (j:Judgement {key: $key}) RETURN j.key AS key", key=key) is None:
        raise no_judgement(policy, as_of)
    return key


def _findings(tx: ManagedTransaction, key: str, filters: Filters, offset: int, limit: int | None) -> FindingPage:
    where, values = _passing(tx, key, filters)
    rows = tx.run(_VERDICTS.format(where=where), values)
    counted = {row["verdict"]: row["count"] for row in rows}
    if filters.must_mend:
        where += " AND f.mend"
    if filters.verdicts:
        where += " AND f.verdict IN $verdicts"
        values["verdicts"] = sorted(filters.verdicts)
    elif not filters.must_mend:
        where += " AND f.gap"
    match = f"MATCH (f:Finding {{judgement: $judgement}}) WHERE {where}"
    total = _one(tx, f"{match} RETURN count(f) AS count", **values)
    first = "f.gap DESC, " if filters.must_mend else ""
    page = f"{match} RETURN f.body AS body ORDER BY {first}f.place SKIP $offset"
    if limit is not None:
        page += " LIMIT $limit"
    bodies = tx.run(page, {**values, "offset": offset, "limit": limit})
    return FindingPage(
        findings=tuple(unpack(Finding, row["body"]) for row in bodies),
        total=int(total["count"]) if total else 0,
        counts={verdict: counted.get(verdict.value, 0) for verdict in Verdict},
    )


def _passing(tx: ManagedTransaction, key: str, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The condition that a finding passes all filters but the choice of verdicts."""
    where, values = ["true"], dict[str, Any](judgement=key)
    if filters.region is not None:
        rows = tx.run("MATCH (f:Finding {judgement: $judgement}) RETURN DISTINCT f.region AS region", judgement=key)
        values["places"] = [row["region"] for row in rows if row["region"] and is_in(row["region"], filters.region)]
        where.append("f.region IN $places")
    if filters.kinds:
        where.append("f.kind IN $kinds")
        values["kinds"] = sorted(filters.kinds)
    if filters.issued_after is not None:
        where.append("f.issued > $issued_after")
        values["issued_after"] = filters.issued_after.isoformat()
    if filters.document is not None:
        where.append("(f.document = $wanted OR f.number = $number OR ($named AND f.title CONTAINS $wanted))")
        wanted = filters.document
        values.update(wanted=wanted, number=normal_number(wanted), named=bool(wanted.strip()))
    return " AND ".join(where), values


# --- graph -------------------------------------------------------------------------------------


def _node_of(tx: ManagedTransaction, id: str) -> Node:
    for name in NODE_KINDS:
        row = _one(tx, f"MATCH (n:{name} {{id: $id}}) RETURN n", id=id)
        if row is not None:
            return _node(row["n"])
    raise no_node(id)


def _node(node: Any) -> Node:
    (kind,) = node.labels & NODE_KINDS.keys()
    return Node(kind, node["id"], {name: value for name, value in node.items() if name not in _OWN})


def _edge(row: Mapping[str, Any]) -> Edge:
    edge = row["e"]
    properties = {name: value for name, value in edge.items() if name not in _OWN}
    return Edge(edge.type, edge["id"], row["start"], row["end"], properties)


# --- the server --------------------------------------------------------------------------------


def _connect(url: str) -> Driver:
    """A driver that a server answers."""
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # errors come as sentences, not as lines of a log
    user, password = os.environ.get("NEO4J_USERNAME"), os.environ.get("NEO4J_PASSWORD")
    driver = GraphDatabase.driver(
        url,
        auth=(user or "neo4j", password) if password else None,
        connection_timeout=_PATIENCE,
        max_transaction_retry_time=_PATIENCE,
        notifications_min_severity="OFF",
    )
    try:
        driver.verify_connectivity()
    except ValueError as error:  # the driver's way to say that an address has no sense
        driver.close()
        raise _store_error(url, None, error) from error
    except BaseException:
        driver.close()
        raise
    return driver


def _store_error(url: str, database: str | None, error: DriverError | Neo4jError | ValueError) -> StoreError:
    """The sentence for what the driver or the server complains of."""
    code = getattr(error, "code", "") or ""
    if isinstance(error, AuthError) or code.startswith("Neo.ClientError.Security"):
        return StoreError(
            f"Neo4j 不接受用户名或密码：{url}。请设置 NEO4J_USERNAME 和 NEO4J_PASSWORD。",
            f"Neo4j does not accept the user or the password: {url}. Set NEO4J_USERNAME and NEO4J_PASSWORD.",
        )
    if isinstance(error, ClientError) and "Database" in code:
        return StoreError(
            f"Neo4j 里没有数据库 {database}：{url}。请改正 NEO4J_DATABASE。",
            f"Neo4j has no database {database}: {url}. Correct NEO4J_DATABASE.",
        )
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(
            f"连不上 Neo4j：{url}。没有写完的一步已整个撤回。请检查它是否在运行、地址是否正确，再试一次。",
            f"Cannot reach Neo4j: {url}. What was not written to its end was undone whole. Check that it runs and "
            "that the address is right, and try again.",
        )
    if isinstance(error, ConfigurationError | ValueError):
        return StoreError(
            f"Neo4j 地址不能用：{url}（{error}）。", f"This Neo4j address cannot be used: {url} ({error})."
        )
    why = getattr(error, "message", None) or str(error)
    return StoreError(f"Neo4j 报错：{url}（{why}）。", f"Neo4j complains: {url} ({why}).")
