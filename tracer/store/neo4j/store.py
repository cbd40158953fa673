"""The store in a Neo4j server (5, Community or more), over the official driver.

What was read lies as it is in :Source nodes, one a file, since the records of a file are to come back
equal, equal ones and loose ends included; the basis graph, which people query, lies beside it in
nodes and edges as graph_schema.graph states (tracer.store.neo4j.judged). Every write takes the one :Store node
first, so writers take turns and versions have no gaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from neo4j import ManagedTransaction

from graph_schema.errors import DamagedError
from graph_schema.graph import Edge, Node, Value
from graph_schema.integrity import Fault
from graph_schema.records import Decision, Finding, Reading, Withdrawal
from tracer.store.base import (
    Change,
    ChangeKind,
    Earlier,
    Entry,
    Filters,
    FindingPage,
    Held,
    History,
    Hit,
    Judgement,
    Kept,
    Put,
    SearchText,
    Statistics,
    StoreCounts,
    no_decision,
    no_reading,
    no_version,
    now,
    since_of,
    user_name,
    withdrawn_already,
)
from tracer.store.neo4j.database import Database, count, lock, one, run, version_of
from tracer.store.neo4j.faults import faults
from tracer.store.neo4j.judged import Judged
from tracer.store.neo4j.schema import MARK
from tracer.store.neo4j.search import candidate_query
from tracer.store.rows import hits, known, pack, search_texts, unpack, ways_of

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays


class Neo4jStore:
    """A GraphStore in one database of a Neo4j server; see `tracer.store.base.GraphStore` for what each call gives.

    User, password and database are those of NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE; none
    given: no authentication, and the server's default database.
    """

    def __init__(self, url: str, *, create: bool = True, reader: str = "") -> None:
        self._database = Database(url, create=create)
        self._judged = Judged(self._database)
        self._reader = reader
        self._who = user_name()

    @property
    def url(self) -> str:
        """The address that opens this store again."""
        return self._database.url

    # --- readings ---

    def put(self, reading: Reading, *, reader: str | None = None, anew: bool = False) -> Put:
        """Keep a reading, all of it or nothing."""
        source, read_by = reading.source, self._reader if reader is None else reader
        body = pack(reading, source.path)  # refuses what cannot be kept before anything is sent
        texts = [asdict(text) for text in search_texts(reading)]
        row_of = {
            "path": source.path,
            "sha256": source.sha256,
            "reader": read_by,
            "body": body,
            "sizes": _sizes(reading),
            "texts": texts,
        }

        def work(tx: ManagedTransaction) -> Put:
            version = lock(tx)
            row = one(tx, _SOURCE, path=source.path)
            done = Put.ADDED if row is None else Put.REPLACED
            again = anew
            try:
                before = unpack(Reading, row["body"], source.path) if row else None
            except DamagedError:
                if row is None or row["sha256"] != source.sha256:
                    raise  # what earlier versions held cannot be put aside
                before, again = reading, True
            if row is not None and before == reading:
                if again:
                    # The same, written again: the log has nothing new to say.
                    _drop(tx, source.path)
                    tx.run(_PUT, {**row_of, "since": row["since"]})
                    return done
                if (row["sha256"], row["reader"]) == (source.sha256, read_by):
                    return Put.UNCHANGED
                # Another reader says the same: nothing changed but who said it.
                tx.run("MATCH (s:Source {path: $path}) SET s.reader = $reader", path=source.path, reader=read_by)
                return done
            kind = ChangeKind(done.value)
            self._note(tx, version + 1, kind, source.path, row["sha256"] if row else None, source.sha256)
            if row is not None:
                _put_aside(tx, source.path, version + 1)
            tx.run(_PUT, {**row_of, "since": version + 1})
            return done

        return self._database.write(work)

    def has(self, path: str, sha256: str) -> bool:
        """Whether these bytes at this path were read by this store's reader."""
        row = self._database.row(
            "MATCH (s:Source {path: $path}) WHERE s.sha256 = $sha256 AND s.reader = $reader RETURN s.path AS path",
            path=path,
            sha256=sha256,
            reader=self._reader,
        )
        return row is not None

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """The paths of the files with these bytes."""
        rows = self._database.rows("MATCH (s:Source {sha256: $sha256}) RETURN s.path AS path", sha256=sha256)
        return tuple(sorted(row["path"] for row in rows))

    def entries(self) -> tuple[Entry, ...]:
        """All files by hash and path."""
        rows = self._database.rows("MATCH (s:Source) RETURN s.path AS path, s.sha256 AS sha256, s.reader AS reader")
        # What somebody took away from a node is missing, and not an error here: tracer store check names it.
        found = (Entry(path=r["path"] or "", sha256=r["sha256"] or "", reader=r["reader"] or "") for r in rows)
        return tuple(sorted(found, key=lambda entry: (entry.sha256, entry.path)))

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """The reading of the file at `path`."""
        row = (
            self._database.row(_SOURCE, path=path)
            if version is None
            else self._database.read(lambda tx: _source_at(tx, path, version))
        )
        if row is None:
            raise no_reading(path)
        return unpack(Reading, row["body"], path)

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """All readings, ordered by the hash and the path of their files."""
        held = self._database.read(lambda tx: _held_at(tx, version))
        for key, path, since in held:
            # The server gives the id of a node that is gone to another one.
            row = self._database.row(
                "MATCH (s) WHERE elementId(s) = $key AND (s:Source OR s:Past) AND s.path = $path AND s.since = $since"
                " RETURN s.body AS body",
                key=key,
                path=path,
                since=since,
            )
            if row is not None:
                yield unpack(Reading, row["body"], path)

    def remove(self, path: str) -> bool:
        """Take the file at `path` out."""

        def work(tx: ManagedTransaction) -> bool:
            version = lock(tx)
            row = one(tx, _SOURCE, path=path)
            if row is None:
                return False
            self._note(tx, version + 1, ChangeKind.REMOVED, path, row["sha256"], None)
            _put_aside(tx, path, version + 1)
            return True

        return self._database.write(work)

    def counts(self) -> StoreCounts:
        """How much was read."""
        return self._database.read(_counts)

    # --- history ---

    def version(self) -> int:
        """How many changes the store has seen."""
        return self._database.read(version_of)

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """The changes after a version, in order."""
        rows = self._database.rows(
            "MATCH (c:Change) WHERE c.version > $since AND ($subject IS NULL OR c.subject = $subject)"
            " RETURN c ORDER BY c.version",
            since=since,
            subject=subject,
        )
        return iter([_change(row["c"]) for row in rows])

    def forget_before(self, version: int) -> int:
        """Drop the readings that no version from this one on holds."""

        def work(tx: ManagedTransaction) -> int:
            last = lock(tx)
            if version > last:
                raise no_version(version, 0, last)
            tx.run(
                "MATCH (s:Store) SET s.forgotten = CASE WHEN s.forgotten < $version THEN $version ELSE s.forgotten END",
                version=version,
            )
            row = one(tx, "MATCH (p:Past) WHERE p.until <= $version DELETE p RETURN count(p) AS gone", version=version)
            return int(row["gone"]) if row else 0

        return self._database.write(work)

    def held(self) -> tuple[Held, ...]:
        """What the store holds and held."""
        rows = self._database.rows(
            "MATCH (s:Source|Past) RETURN s.path AS path, s.sha256 AS sha256, s.since AS since, s.until AS until"
        )
        found = [Held(path=r["path"], sha256=r["sha256"], since=r["since"], until=r["until"]) for r in rows]
        return tuple(sorted(found, key=lambda one: (one.path or "", one.since or 0)))

    def history(self) -> History:
        """The log, the decisions and what earlier versions held."""

        def work(tx: ManagedTransaction) -> tuple[int, list[Change], list[Decision], list[tuple[str, int]]]:
            row = one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.forgotten AS first", mark=MARK)
            changes = [_change(found["c"]) for found in tx.run("MATCH (c:Change) RETURN c ORDER BY c.version")]
            bodies = tx.run("MATCH (d:Decision) RETURN d.id AS id, d.body AS body ORDER BY d.place")
            decisions = [unpack(Decision, found["body"], found["id"]) for found in bodies]
            keys = tx.run("MATCH (p:Past) RETURN elementId(p) AS key, p.since AS since ORDER BY p.path, p.since")
            return row["first"] if row else 0, changes, decisions, [(found["key"], found["since"]) for found in keys]

        first, changes, decisions, keys = self._database.read(work)
        return History(first=first, changes=tuple(changes), decisions=tuple(decisions), earlier=self._earlier(keys))

    def _earlier(self, keys: Iterable[tuple[str, int]]) -> Iterator[Earlier]:
        for key, since in keys:
            row = self._database.row(
                "MATCH (p:Past) WHERE elementId(p) = $key AND p.since = $since"
                " RETURN p.path AS path, p.since AS since, p.until AS until, p.body AS body",
                key=key,
                since=since,
            )
            if row is not None:
                yield Earlier(since=row["since"], until=row["until"], reading=unpack(Reading, row["body"], row["path"]))

    def take_history(self, history: History) -> None:
        """Take over how another store came to hold what this one holds."""
        self._judged.forget()
        earlier = [
            {
                "path": e.reading.source.path,
                "sha256": e.reading.source.sha256,
                "since": e.since,
                "until": e.until,
                "body": pack(e.reading, e.reading.source.path),
            }
            for e in history.earlier
        ]
        since = [{"path": path, "since": version} for path, version in since_of(history.changes).items()]
        decisions = [
            {"id": d.id, "place": place, "subject": d.subject, "body": pack(d, d.id)}
            for place, d in enumerate(history.decisions)
        ]

        def work(tx: ManagedTransaction) -> None:
            lock(tx)
            run(tx, "MATCH (n:Change|Past|Decision) DELETE n")
            run(
                tx,
                "MATCH (s:Store {mark: $mark}) SET s.version = $version, s.forgotten = $first",
                mark=MARK,
                version=max((c.version for c in history.changes), default=0),
                first=history.first,
            )
            run(tx, "MATCH (s:Source) SET s.since = 0")
            run(tx, "UNWIND $rows AS row MATCH (s:Source {path: row.path}) SET s.since = row.since", rows=since)
            run(tx, "UNWIND $rows AS row CREATE (c:Change) SET c = row", rows=list(map(_change_row, history.changes)))
            run(tx, "UNWIND $rows AS row CREATE (d:Decision) SET d = row", rows=decisions)
            for at in range(0, len(earlier), _FEW):
                run(tx, "UNWIND $rows AS row CREATE (p:Past) SET p = row", rows=earlier[at : at + _FEW])

        self._database.write(work)

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
            change=_change_row(
                Change(
                    version=version,
                    at=now(),
                    who=who or self._who,
                    kind=kind,
                    subject=subject,
                    before=before,
                    after=after,
                )
            ),
        )

    # --- decisions ---

    def decide(self, decision: Decision) -> None:
        """Keep a decision."""
        body = pack(decision, decision.id)

        def work(tx: ManagedTransaction) -> None:
            version = lock(tx)
            if one(tx, _DECISION, id=decision.id) is None:
                tx.run(
                    "CREATE (:Decision {id: $id, place: $place, subject: $subject, body: $body})",
                    id=decision.id,
                    place=version + 1,
                    subject=decision.subject,
                    body=body,
                )
                self._note(tx, version + 1, ChangeKind.DECIDED, decision.id, None, decision.value, decision.who)
                if decision.withdrawn is not None:  # as it comes from another store
                    who = decision.withdrawn.who
                    self._note(tx, version + 2, ChangeKind.WITHDRAWN, decision.id, decision.value, None, who)

        self._database.write(work)

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Take a decision back."""

        def work(tx: ManagedTransaction) -> None:
            version = lock(tx)
            row = one(tx, _DECISION, id=decision)
            if row is None:
                raise no_decision(decision)
            kept = unpack(Decision, row["body"], decision)
            if kept.withdrawn is not None:
                raise withdrawn_already(decision)
            body = pack(replace(kept, withdrawn=withdrawal), decision)
            tx.run("MATCH (d:Decision {id: $id}) SET d.body = $body", id=decision, body=body)
            self._note(tx, version + 1, ChangeKind.WITHDRAWN, decision, kept.value, None, withdrawal.who)

        self._database.write(work)

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """The decisions in the order in which they were made."""
        rows = self._database.rows(
            "MATCH (d:Decision) WHERE $subject IS NULL OR d.subject = $subject RETURN d.id AS id, d.body AS body ORDER BY d.place",
            subject=subject,
        )
        return tuple(unpack(Decision, row["body"], row["id"]) for row in rows)

    # --- search ---

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Where all the words stand."""
        ways = ways_of(words)
        if not ways:
            return ()
        query = candidate_query(ways)
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
            return hits(((row["tier"], row["item"], row["text"]) for row in rows), ways, limit)

        return self._database.read(work)

    def search_texts(self, path: str) -> list[SearchText]:
        """The texts of a file that are searched."""
        rows = self._database.rows(
            "MATCH (:Source {path: $path})-[:SAYS]->(t:SearchText)"
            " RETURN t.tier AS tier, t.item AS item, t.size AS size, t.text AS text",
            path=path,
        )
        return sorted(SearchText(row["tier"], row["item"], row["size"], row["text"]) for row in rows)

    # --- graph and findings ---

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keep the graph and these findings."""
        return self._judged.keep(judgement, nodes, edges, findings)

    def drop_graph(self) -> None:
        """Let the graph, all findings and judgements go."""
        self._judged.drop()

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that are kept whole."""
        return self._judged.judgements()

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """The gaps of a judgement, or what else the filters choose."""
        return self._judged.findings(policy, as_of, filters, offset=offset, limit=limit)

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """The finding on one measure."""
        return self._judged.finding(policy, as_of, measure)

    def node(self, id: str) -> Node:
        """The node of that id."""
        return self._judged.node(id)

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Every edge from or to a node, with the node at its other end."""
        return self._judged.neighbours(id)

    def nodes(self) -> Iterator[Node]:
        """All nodes, ordered by id."""
        return self._judged.nodes()

    def edges(self) -> Iterator[Edge]:
        """All edges, ordered by id."""
        return self._judged.edges()

    def arrays(self) -> GraphArrays:
        """All nodes and edges as numbers."""
        return self._judged.arrays()

    def statistics(self) -> Statistics:
        """How much the store holds of everything."""
        return self._database.read(
            lambda tx: Statistics(
                version=version_of(tx),
                counts=_counts(tx),
                decisions=count(tx, "MATCH (d:Decision) RETURN count(d) AS count"),
                nodes=self._judged.node_counts(tx),
                edges=self._judged.edge_counts(tx),
                verdicts=self._judged.verdict_counts(tx),
            )
        )

    def faults(self) -> Iterator[Fault]:
        """What is broken in the schema, and what belongs to nothing."""

        def work(tx: ManagedTransaction) -> list[Fault]:
            version = lock(tx)  # one query of a transaction may see what another did not: writers wait
            return [*faults(tx), *self._judged.faults(tx, version)]

        return iter(self._database.write(work))

    def close(self) -> None:
        """Let go of the server."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# --- transactions ------------------------------------------------------------------------------

_FEW = 50  # readings that are sent at once
_SOURCE = (
    "MATCH (s:Source {path: $path}) RETURN s.sha256 AS sha256, s.reader AS reader, s.since AS since, s.body AS body"
)
_DECISION = "MATCH (d:Decision {id: $id}) RETURN d.body AS body"
_PUT = """
CREATE (s:Source {path: $path, sha256: $sha256, reader: $reader, since: $since, body: $body,
    documents: $sizes[0], provisions: $sizes[1], citations: $sizes[2], measures: $sizes[3]})
WITH s UNWIND $texts AS text
CREATE (s)-[:SAYS]->(t:SearchText) SET t = text
"""


def _sizes(reading: Reading) -> list[int]:
    return [len(reading.documents), len(reading.provisions), len(reading.citations), len(reading.measures)]


def _source_at(tx: ManagedTransaction, path: str, version: int) -> Mapping[str, Any] | None:
    """What a version held at a path; NotFoundError for no version."""
    _require_version(tx, version)
    return one(
        tx,
        "MATCH (s:Source|Past {path: $path}) WHERE s.since <= $at AND (s.until IS NULL OR s.until > $at)"
        " RETURN s.body AS body",
        path=path,
        at=version,
    )


def _counts(tx: ManagedTransaction) -> StoreCounts:
    row = one(
        tx,
        "MATCH (s:Source) RETURN count(s) AS sources, sum(s.documents) AS documents, sum(s.provisions) AS provisions,"
        " sum(s.citations) AS citations, sum(s.measures) AS measures",
    )
    assert row is not None  # an aggregate has a row
    return StoreCounts(**dict(row))


def _drop(tx: ManagedTransaction, path: str) -> None:
    """Take a file out without a trace."""
    tx.run(
        "MATCH (s:Source {path: $path}) OPTIONAL MATCH (s)-[:SAYS]->(t:SearchText) DETACH DELETE t, s", path=path
    ).consume()


def _put_aside(tx: ManagedTransaction, path: str, until: int) -> None:
    """What earlier versions held leaves the present one."""
    tx.run(
        "MATCH (s:Source {path: $path}) OPTIONAL MATCH (s)-[:SAYS]->(t:SearchText) DETACH DELETE t WITH DISTINCT s"
        " CREATE (p:Past {path: s.path, sha256: s.sha256, since: s.since, until: $until, body: s.body})"
        " DETACH DELETE s",
        path=path,
        until=until,
    ).consume()


def _require_version(tx: ManagedTransaction, version: int | None) -> int:
    """The version, the last one for None. NotFoundError where it was not reached yet, or is forgotten."""
    row = one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.version AS last, s.forgotten AS first", mark=MARK)
    first, last = (row["first"], row["last"]) if row else (0, 0)
    at = last if version is None else version
    if not first <= at <= last:
        raise no_version(at, first, last)
    return at


def _held_at(tx: ManagedTransaction, version: int | None) -> list[tuple[str, str, int]]:
    """What a version held, in the order of readings: the id of its node, its path and since when it was held."""
    at = _require_version(tx, version)
    rows = tx.run(
        "MATCH (s:Source) WHERE s.since <= $at"
        " RETURN elementId(s) AS key, s.sha256 AS sha256, s.path AS path, s.since AS since"
        " UNION ALL MATCH (s:Past) WHERE s.since <= $at AND s.until > $at"
        " RETURN elementId(s) AS key, s.sha256 AS sha256, s.path AS path, s.since AS since",
        at=at,
    )
    found = sorted((row["sha256"], row["path"], row["key"], row["since"]) for row in rows)
    return [(key, path, since) for _, path, key, since in found]


def _change_row(change: Change) -> dict[str, Value]:
    """A change as it is kept; what has no value is left out."""
    return known({**asdict(change), "at": change.at.isoformat(), "kind": change.kind.value})


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
