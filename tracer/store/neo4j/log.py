"""The log of changes, what earlier versions held, and what people decided, in Neo4j."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.graph import Value
from graph_schema.records import Decision, Reading, Withdrawal
from tracer.store.base.errors import no_decision, no_version, withdrawn_already
from tracer.store.base.log import Change, ChangeKind, Disclosure, Earlier, Held, History, now, since_of
from tracer.store.neo4j.database import Part, lock, one, run, version_of
from tracer.store.neo4j.findings import forget_judgements
from tracer.store.neo4j.index import drop_index
from tracer.store.neo4j.schema import MARK
from tracer.store.rows import known, pack, unpack

_FEW = 50  # readings that are sent at once
_DECISION = "MATCH (d:Decision {id: $id}) RETURN d.body AS body"


class Neo4jLog(Part):
    """The side of `tracer.store.base.log.Log`."""

    def version(self) -> int:
        """Counts the changes the store has seen."""
        return self._database.read(version_of)

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """Gives the changes after a version, in order."""
        rows = self._database.rows(
            "MATCH (c:Change) WHERE c.version > $since AND ($subject IS NULL OR c.subject = $subject)"
            " RETURN c ORDER BY c.version",
            since=since,
            subject=subject,
        )
        return iter([_change(row["c"]) for row in rows])

    def forget_before(self, version: int) -> int:
        """Drops the readings that no version from this one on holds."""

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
        """Returns what the store holds and held."""
        rows = self._database.rows(
            "MATCH (s:Source|Past) RETURN s.path AS path, s.sha256 AS sha256, s.since AS since, s.until AS until"
        )
        found = [Held(path=r["path"], sha256=r["sha256"], since=r["since"], until=r["until"]) for r in rows]
        return tuple(sorted(found, key=lambda one: (one.path or "", one.since or 0)))

    def history(self) -> History:
        """Returns the log, the decisions and what earlier versions held."""

        def work(tx: ManagedTransaction) -> tuple[int, list[Change], list[Decision], list[tuple[str, int]]]:
            row = one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.forgotten AS first", mark=MARK)
            changes = [_change(found["c"]) for found in tx.run("MATCH (c:Change) RETURN c ORDER BY c.version")]
            bodies = tx.run("MATCH (d:Decision) RETURN d.id AS id, d.body AS body ORDER BY d.place")
            decisions = [unpack(Decision, found["body"], found["id"]) for found in bodies]
            keys = tx.run("MATCH (p:Past) RETURN elementId(p) AS key, p.since AS since ORDER BY p.path, p.since")
            return row["first"] if row else 0, changes, decisions, [(found["key"], found["since"]) for found in keys]

        first, changes, decisions, keys = self._database.read(work)
        return History(
            first=first,
            changes=tuple(changes),
            decisions=tuple(decisions),
            earlier=self._earlier(keys),
            disclosures=self.disclosures(),
        )

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
        """Takes over how another store came to hold what this one holds."""
        forget_judgements(self._database)
        drop_index(self._database)  # its version is one of the log that goes
        earlier = [_past_row(past) for past in history.earlier]
        self._database.write(lambda tx: _take(tx, history, earlier))

    def decide(self, decision: Decision) -> None:
        """Keeps a decision."""
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
                who = decision.who or self._who
                note(tx, version + 1, who, ChangeKind.DECIDED, decision.id, None, decision.value)
                if decision.withdrawn is not None:  # as it comes from another store
                    who = decision.withdrawn.who or self._who
                    note(tx, version + 2, who, ChangeKind.WITHDRAWN, decision.id, decision.value, None)

        self._database.write(work)

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Takes a decision back."""

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
            who = withdrawal.who or self._who
            note(tx, version + 1, who, ChangeKind.WITHDRAWN, decision, kept.value, None)

        self._database.write(work)

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """Returns the decisions in the order in which they were made."""
        rows = self._database.rows(
            "MATCH (d:Decision) WHERE $subject IS NULL OR d.subject = $subject RETURN d.id AS id, d.body AS body ORDER BY d.place",
            subject=subject,
        )
        return tuple(unpack(Decision, row["body"], row["id"]) for row in rows)

    def disclose(self, disclosure: Disclosure) -> None:
        """Keeps on record that somebody is shown personal data."""

        def work(tx: ManagedTransaction) -> None:
            lock(tx)
            tx.run(
                "OPTIONAL MATCH (d:Disclosure) WITH coalesce(max(d.place), 0) + 1 AS place"
                " CREATE (n:Disclosure) SET n = $row, n.place = place",
                row=_disclosure_row(disclosure),
            )

        self._database.write(work)

    def disclosures(self) -> tuple[Disclosure, ...]:
        """Returns who was shown personal data."""
        rows = self._database.rows("MATCH (d:Disclosure) RETURN d ORDER BY d.place")
        return tuple(_disclosure(row["d"]) for row in rows)


# --- within a transaction ----------------------------------------------------------------------


def note(
    tx: ManagedTransaction,
    version: int,
    who: str,
    kind: ChangeKind,
    subject: str,
    before: str | None,
    after: str | None,
) -> None:
    """Writes a change down as the version given."""
    change = Change(version=version, at=now(), who=who, kind=kind, subject=subject, before=before, after=after)
    tx.run(
        "MATCH (s:Store) SET s.version = $change.version CREATE (c:Change) SET c = $change", change=_change_row(change)
    )


def _change_row(change: Change) -> dict[str, Value]:
    """Returns a change as it is kept; what has no value is left out."""
    return known({**asdict(change), "at": change.at.isoformat(), "kind": change.kind.value})


def _disclosure_row(disclosure: Disclosure) -> dict[str, Value]:
    return {**asdict(disclosure), "at": disclosure.at.isoformat()}


def _disclosure(row: Mapping[str, Any]) -> Disclosure:
    return Disclosure(at=datetime.fromisoformat(row["at"]), who=row["who"], where=row["where"], what=row["what"])


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


# --- what earlier versions held ----------------------------------------------------------------


def put_aside(tx: ManagedTransaction, path: str, until: int) -> None:
    """Moves what a path holds out of the present version, and keeps it for those before `until`."""
    tx.run(
        "MATCH (s:Source {path: $path}) OPTIONAL MATCH (s)-[:SAYS]->(t:SearchText) DETACH DELETE t WITH DISTINCT s"
        " CREATE (p:Past {path: s.path, sha256: s.sha256, since: s.since, until: $until, body: s.body})"
        " DETACH DELETE s",
        path=path,
        until=until,
    ).consume()


def require_version(tx: ManagedTransaction, version: int | None) -> int:
    """Returns the version, the last one for None. NotFoundError where it was not reached yet, or is forgotten."""
    row = one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.version AS last, s.forgotten AS first", mark=MARK)
    first, last = (row["first"], row["last"]) if row else (0, 0)
    at = last if version is None else version
    if not first <= at <= last:
        raise no_version(at, first, last)
    return at


def held_at(tx: ManagedTransaction, version: int | None) -> list[tuple[str, str, int]]:
    """Returns what a version held, in the order of readings: the id of its node, its path and since when it was held."""
    at = require_version(tx, version)
    rows = tx.run(
        "MATCH (s:Source) WHERE s.since <= $at"
        " RETURN elementId(s) AS key, s.sha256 AS sha256, s.path AS path, s.since AS since"
        " UNION ALL MATCH (s:Past) WHERE s.since <= $at AND s.until > $at"
        " RETURN elementId(s) AS key, s.sha256 AS sha256, s.path AS path, s.since AS since",
        at=at,
    )
    found = sorted((row["sha256"], row["path"], row["key"], row["since"]) for row in rows)
    return [(key, path, since) for _, path, key, since in found]


def _take(tx: ManagedTransaction, history: History, earlier: Sequence[Mapping[str, Value | bytes]]) -> None:
    """Puts another store's log, decisions and disclosures in place of these; `earlier` are the rows of what earlier versions held."""
    lock(tx)
    since = [{"path": path, "since": version} for path, version in since_of(history.changes).items()]
    decisions = [
        {"id": decision.id, "place": place, "subject": decision.subject, "body": pack(decision, decision.id)}
        for place, decision in enumerate(history.decisions)
    ]
    run(tx, "MATCH (n:Change|Past|Decision|Disclosure) DELETE n")
    run(
        tx,
        "MATCH (s:Store {mark: $mark}) SET s.version = $version, s.forgotten = $first",
        mark=MARK,
        version=max((change.version for change in history.changes), default=0),
        first=history.first,
    )
    run(tx, "MATCH (s:Source) SET s.since = 0")
    run(tx, "UNWIND $rows AS row MATCH (s:Source {path: row.path}) SET s.since = row.since", rows=since)
    run(tx, "UNWIND $rows AS row CREATE (c:Change) SET c = row", rows=list(map(_change_row, history.changes)))
    run(tx, "UNWIND $rows AS row CREATE (d:Decision) SET d = row", rows=decisions)
    shown = [{**_disclosure_row(one), "place": place} for place, one in enumerate(history.disclosures, start=1)]
    run(tx, "UNWIND $rows AS row CREATE (d:Disclosure) SET d = row", rows=shown)
    for at in range(0, len(earlier), _FEW):
        run(tx, "UNWIND $rows AS row CREATE (p:Past) SET p = row", rows=earlier[at : at + _FEW])


def _past_row(earlier: Earlier) -> dict[str, Value | bytes]:
    source = earlier.reading.source
    return {
        "path": source.path,
        "sha256": source.sha256,
        "since": earlier.since,
        "until": earlier.until,
        "body": pack(earlier.reading, source.path),
    }
