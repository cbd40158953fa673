"""The log of changes, what earlier versions held, and what people decided, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from graph_schema.records import Decision, Reading, Withdrawal
from tracer.store.base.errors import no_decision, no_version, withdrawn_already
from tracer.store.base.log import Change, ChangeKind, Disclosure, Earlier, Held, History, now, since_of
from tracer.store.rows import pack, unpack
from tracer.store.sqlite.database import Part
from tracer.store.sqlite.index import drop_index


class SqliteLog(Part):
    """The side of `tracer.store.base.log.Log`."""

    def version(self) -> int:
        """Counts the changes that the store has seen."""
        with self._database.read() as connection:
            return last_version(connection)

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """Gives the changes after a version, in order."""
        with self._database.read() as connection:
            return iter(_changes(connection, since, subject))

    def forget_before(self, version: int) -> int:
        """Drops the readings that no version from this one on holds."""
        with self._database.write() as connection:
            last = last_version(connection)
            if version > last:
                raise no_version(version, 0, last)
            connection.execute("UPDATE forgotten SET version = max(version, ?)", (version,))
            return connection.execute("DELETE FROM past WHERE until <= ?", (version,)).rowcount

    def held(self) -> tuple[Held, ...]:
        """Returns what the store holds and held."""
        with self._database.read() as connection:
            return tuple(held for held, _ in _held(connection))

    def history(self) -> History:
        """Returns the log, the decisions and what earlier versions held."""
        with self._database.read() as connection:
            return History(
                first=_first(connection),
                changes=tuple(_changes(connection, 0, None)),
                decisions=decisions_on(connection, None),
                earlier=self._earlier(_held(connection)),
                disclosures=_disclosures(connection),
            )

    def _earlier(self, held: Iterable[tuple[Held, int]]) -> Iterator[Earlier]:
        for one, key in held:
            if one.until is not None:
                with self._database.read() as connection:
                    reading = past(connection, key)
                if reading is not None:
                    yield Earlier(since=one.since, until=one.until, reading=reading)

    def take_history(self, history: History) -> None:
        """Takes over how another store came to hold what this one holds."""
        with self._database.write() as connection:
            _take(connection, history)

    def decide(self, decision: Decision) -> None:
        """Keeps a decision that is not here yet."""
        body = pack(decision, decision.id)
        with self._database.write() as connection:
            done = connection.execute(
                "INSERT INTO decision (id, subject, body) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (decision.id, decision.subject, body),
            )
            if done.rowcount:
                who = decision.who
                note(connection, who or self._who, ChangeKind.DECIDED, decision.id, None, decision.value)
                if decision.withdrawn is not None:  # as it comes from another store
                    who = decision.withdrawn.who
                    note(connection, who or self._who, ChangeKind.WITHDRAWN, decision.id, decision.value, None)

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Marks a decision as taken back."""
        with self._database.write() as connection:
            row = connection.execute("SELECT body FROM decision WHERE id = ?", (decision,)).fetchone()
            if row is None:
                raise no_decision(decision)
            kept = unpack(Decision, row[0], decision)
            if kept.withdrawn is not None:
                raise withdrawn_already(decision)
            body = pack(replace(kept, withdrawn=withdrawal), decision)
            connection.execute("UPDATE decision SET body = ? WHERE id = ?", (body, decision))
            note(connection, withdrawal.who or self._who, ChangeKind.WITHDRAWN, decision, kept.value, None)

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """Returns the decisions in the order in which they were made."""
        with self._database.read() as connection:
            return decisions_on(connection, subject)

    def disclose(self, disclosure: Disclosure) -> None:
        """Keeps on record that somebody is shown personal data."""
        with self._database.write() as connection:
            connection.execute(_DISCLOSE, _disclosure_row(disclosure))

    def disclosures(self) -> tuple[Disclosure, ...]:
        """Returns who was shown personal data."""
        with self._database.read() as connection:
            return _disclosures(connection)


# --- within a transaction ----------------------------------------------------------------------


def last_version(connection: sqlite3.Connection) -> int:
    """Counts the changes that there were."""
    return int(connection.execute("SELECT coalesce(max(version), 0) FROM change").fetchone()[0])


def note(
    connection: sqlite3.Connection, who: str, kind: ChangeKind, subject: str, before: str | None, after: str | None
) -> int:
    """Writes a change down; returns the version that comes of it."""
    version = connection.execute(
        "INSERT INTO change (at, who, kind, subject, before, after) VALUES (?, ?, ?, ?, ?, ?)",
        (now().isoformat(), who, kind, subject, before, after),
    ).lastrowid
    assert version is not None  # an INSERT that did not raise has a row
    return version


_DISCLOSE = "INSERT INTO disclosure (at, who, where_shown, what) VALUES (?, ?, ?, ?)"


def _disclosure_row(disclosure: Disclosure) -> tuple[str, str, str, str]:
    return disclosure.at.isoformat(), disclosure.who, disclosure.where, disclosure.what


def _disclosures(connection: sqlite3.Connection) -> tuple[Disclosure, ...]:
    """Returns who was shown personal data, in order."""
    rows = connection.execute("SELECT at, who, where_shown, what FROM disclosure ORDER BY place")
    return tuple(
        Disclosure(at=datetime.fromisoformat(at), who=who, where=where, what=what) for at, who, where, what in rows
    )


def decisions_on(connection: sqlite3.Connection, subject: str | None) -> tuple[Decision, ...]:
    """Returns the decisions on a subject, or all, in order."""
    rows = connection.execute(
        "SELECT id, body FROM decision WHERE ? IS NULL OR subject = ? ORDER BY place", (subject, subject)
    )
    return tuple(unpack(Decision, body, id) for id, body in rows)


def _changes(connection: sqlite3.Connection, since: int, subject: str | None) -> list[Change]:
    """Returns the changes after a version, of one subject or of all."""
    rows = connection.execute(
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


# --- what earlier versions held ----------------------------------------------------------------


def put_aside(connection: sqlite3.Connection, source: int, reading: Reading, until: int) -> None:
    """Moves a reading out of the present version, and keeps it for those before `until`."""
    (since,) = connection.execute("SELECT since FROM source WHERE id = ?", (source,)).fetchone()
    connection.execute(
        "INSERT INTO past (path, sha256, since, until, body) VALUES (?, ?, ?, ?, ?)",
        (reading.source.path, reading.source.sha256, since, until, pack(reading, reading.source.path)),
    )
    connection.execute("DELETE FROM source WHERE id = ?", (source,))


def held_at(connection: sqlite3.Connection, version: int, path: str | None = None) -> list[tuple[int, bool]]:
    """Returns the keys of what a version held (at a path), in the order of readings, and whether each is past.

    NotFoundError for a version that was not reached yet, or is forgotten.
    """
    first, last = _first(connection), last_version(connection)
    if not first <= version <= last:
        raise no_version(version, first, last)
    rows = connection.execute(
        "SELECT id, 0, sha256, path FROM source WHERE since <= :at AND (:path IS NULL OR path = :path) UNION ALL"
        " SELECT id, 1, sha256, path FROM past WHERE since <= :at AND until > :at AND (:path IS NULL OR path = :path)"
        " ORDER BY sha256, path",
        {"at": version, "path": path},
    )
    return [(key, bool(is_past)) for key, is_past, _, _ in rows]


def past(connection: sqlite3.Connection, key: int) -> Reading | None:
    """Returns a reading that was put aside; None where it was forgotten since."""
    row = connection.execute("SELECT path, body FROM past WHERE id = ?", (key,)).fetchone()
    return unpack(Reading, row[1], row[0]) if row else None


def _held(connection: sqlite3.Connection) -> list[tuple[Held, int]]:
    """Returns what the store holds and held, with the key of its row in source or past."""
    rows = connection.execute(
        "SELECT path, sha256, since, NULL, id FROM source"
        " UNION ALL SELECT path, sha256, since, until, id FROM past ORDER BY path, since"
    )
    return [(Held(path=path, sha256=sha256, since=since, until=until), key) for path, sha256, since, until, key in rows]


def _first(connection: sqlite3.Connection) -> int:
    """Returns the earliest version whose readings are still there."""
    return int(connection.execute("SELECT version FROM forgotten").fetchone()[0])


def _take(connection: sqlite3.Connection, history: History) -> None:
    """Puts another store's log, decisions and disclosures in place of these."""
    drop_index(connection)  # its version is one of the log that goes
    for table in ("judgement", "change", "past", "decision", "disclosure"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE forgotten SET version = ?", (history.first,))
    connection.executemany(
        "INSERT INTO change (version, at, who, kind, subject, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((c.version, c.at.isoformat(), c.who, c.kind, c.subject, c.before, c.after) for c in history.changes),
    )
    connection.executemany(
        "INSERT INTO decision (id, subject, body) VALUES (?, ?, ?)",
        ((decision.id, decision.subject, pack(decision, decision.id)) for decision in history.decisions),
    )
    connection.executemany(_DISCLOSE, map(_disclosure_row, history.disclosures))
    for earlier in history.earlier:
        source = earlier.reading.source
        connection.execute(
            "INSERT INTO past (path, sha256, since, until, body) VALUES (?, ?, ?, ?, ?)",
            (source.path, source.sha256, earlier.since, earlier.until, pack(earlier.reading, source.path)),
        )
    connection.execute("UPDATE source SET since = 0")
    connection.executemany(
        "UPDATE source SET since = ? WHERE path = ?",
        ((version, path) for path, version in since_of(history.changes).items()),
    )
