"""The log of changes, what earlier versions held, and what people decided, in SQLite. Transactions are the caller's."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

from graph_schema.records import Decision, Reading, Withdrawal
from tracer.store.base.errors import no_decision, no_version, withdrawn_already
from tracer.store.base.log import Change, ChangeKind, Held, History, now, since_of
from tracer.store.rows import pack, unpack


class Log:
    """History of one store, written in the name of `who`."""

    def __init__(self, connection: sqlite3.Connection, who: str) -> None:
        self._connection = connection
        self._who = who

    def version(self) -> int:
        """How many changes there were."""
        return int(self._connection.execute("SELECT coalesce(max(version), 0) FROM change").fetchone()[0])

    def note(self, kind: ChangeKind, subject: str, before: str | None, after: str | None, who: str = "") -> int:
        """Write a change down; the version that comes of it."""
        row = (now().isoformat(), who or self._who, kind, subject, before, after)
        version = self._connection.execute(
            "INSERT INTO change (at, who, kind, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)", row
        ).lastrowid
        assert version is not None  # an INSERT that did not raise has a row
        return version

    def changes(self, since: int, subject: str | None) -> list[Change]:
        """The changes after a version, of one subject or of all."""
        rows = self._connection.execute(
            "SELECT version, at, who, kind, subject, before, after FROM change"
            " WHERE version > ? AND (? IS NULL OR subject = ?) ORDER BY version",
            (since, subject, subject),
        )
        return [
            Change(
                version=version,
                at=datetime.fromisoformat(at),
                who=who,
                kind=ChangeKind(kind),
                subject=what,
                before=before,
                after=after,
            )
            for version, at, who, kind, what, before, after in rows
        ]

    # --- what earlier versions held ---

    def put_aside(self, source: int, reading: Reading, until: int) -> None:
        """Keep a reading for the versions before `until`."""
        (since,) = self._connection.execute("SELECT since FROM source WHERE id = ?", (source,)).fetchone()
        self._connection.execute(
            "INSERT INTO past (path, sha256, since, until, body) VALUES (?, ?, ?, ?, ?)",
            (reading.source.path, reading.source.sha256, since, until, pack(reading, reading.source.path)),
        )

    def held_at(self, version: int, path: str | None = None) -> list[tuple[int, bool]]:
        """The keys of what a version held (at a path), in the order of readings, and whether each is past.

        NotFoundError for no version.
        """
        first = self.first()
        if not first <= version <= self.version():
            raise no_version(version, first, self.version())
        rows = self._connection.execute(
            "SELECT id, 0, sha256, path FROM source WHERE since <= :at AND (:path IS NULL OR path = :path) UNION ALL"
            " SELECT id, 1, sha256, path FROM past WHERE since <= :at AND until > :at AND (:path IS NULL OR path = :path)"
            " ORDER BY sha256, path",
            {"at": version, "path": path},
        )
        return [(key, bool(is_past)) for key, is_past, _, _ in rows]

    def past(self, key: int) -> Reading | None:
        """A reading that was put aside; None where it was forgotten since."""
        row = self._connection.execute("SELECT path, body FROM past WHERE id = ?", (key,)).fetchone()
        return unpack(Reading, row[1], row[0]) if row else None

    def forget_before(self, version: int) -> int:
        """Drop what only earlier versions held."""
        if version > self.version():
            raise no_version(version, 0, self.version())
        self._connection.execute("UPDATE forgotten SET version = max(version, ?)", (version,))
        return self._connection.execute("DELETE FROM past WHERE until <= ?", (version,)).rowcount

    # --- taking over ---

    def held(self) -> list[tuple[Held, int]]:
        """What the store holds and held, with the key of its row in source or past."""
        rows = self._connection.execute(
            "SELECT path, sha256, since, NULL, id FROM source"
            " UNION ALL SELECT path, sha256, since, until, id FROM past ORDER BY path, since"
        )
        return [
            (Held(path=path, sha256=sha256, since=since, until=until), key) for path, sha256, since, until, key in rows
        ]

    def first(self) -> int:
        """The earliest version whose readings are still there."""
        return int(self._connection.execute("SELECT version FROM forgotten").fetchone()[0])

    def take(self, history: History) -> None:
        """Another store's log and decisions in place of these."""
        run = self._connection.execute
        for table in ("judgement", "change", "past", "decision"):
            run(f"DELETE FROM {table}")
        run("UPDATE forgotten SET version = ?", (history.first,))
        self._connection.executemany(
            "INSERT INTO change (version, at, who, kind, subject, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((c.version, c.at.isoformat(), c.who, c.kind, c.subject, c.before, c.after) for c in history.changes),
        )
        self._connection.executemany(
            "INSERT INTO decision (id, subject, body) VALUES (?, ?, ?)",
            ((d.id, d.subject, pack(d, d.id)) for d in history.decisions),
        )
        for e in history.earlier:
            source = e.reading.source
            run(
                "INSERT INTO past (path, sha256, since, until, body) VALUES (?, ?, ?, ?, ?)",
                (source.path, source.sha256, e.since, e.until, pack(e.reading, source.path)),
            )
        run("UPDATE source SET since = 0")
        self._connection.executemany(
            "UPDATE source SET since = ? WHERE path = ?",
            ((version, path) for path, version in since_of(history.changes).items()),
        )

    # --- decisions ---

    def decide(self, decision: Decision) -> None:
        """Keep a decision that is not here yet."""
        body = pack(decision, decision.id)
        done = self._connection.execute(
            "INSERT INTO decision (id, subject, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (decision.id, decision.subject, body),
        )
        if done.rowcount:
            self.note(ChangeKind.DECIDED, decision.id, None, decision.value, decision.who)
            if decision.withdrawn is not None:  # as it comes from another store
                self.note(ChangeKind.WITHDRAWN, decision.id, decision.value, None, decision.withdrawn.who)

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Mark a decision as taken back."""
        row = self._connection.execute("SELECT body FROM decision WHERE id = ?", (decision,)).fetchone()
        if row is None:
            raise no_decision(decision)
        kept = unpack(Decision, row[0], decision)
        if kept.withdrawn is not None:
            raise withdrawn_already(decision)
        body = pack(replace(kept, withdrawn=withdrawal), decision)
        self._connection.execute("UPDATE decision SET body = ? WHERE id = ?", (body, decision))
        self.note(ChangeKind.WITHDRAWN, decision, kept.value, None, withdrawal.who)

    def decisions(self, subject: str | None) -> tuple[Decision, ...]:
        """The decisions on a subject, or all, in order."""
        rows = self._connection.execute(
            "SELECT id, body FROM decision WHERE ? IS NULL OR subject = ? ORDER BY place", (subject, subject)
        )
        return tuple(unpack(Decision, body, id) for id, body in rows)
