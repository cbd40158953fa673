"""Rows into Neo4j and out of it, some at a time, each batch in a transaction of its own: a large graph takes several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from neo4j import ManagedTransaction

from tracer.store.neo4j.database import Database, count, lock, run
from tracer.store.rows import Difference, difference

T = TypeVar("T")
Row = dict[str, Any]

_BATCH = 2000  # rows of one UNWIND, and of one transaction of `keep`


@dataclass(frozen=True, slots=True)
class Renewal:
    """Rows to write, each by its statement, and keys of what must go by `drop`; `more` are parameters of both."""

    rows: Difference[Row, str]
    drop: str
    statement: Callable[[Row], str]
    more: Mapping[str, Any]

    def write(self, database: Database) -> None:
        """Writes the rows, those of one statement together."""
        alike: dict[str, list[Row]] = {}
        for row in self.rows.write:
            alike.setdefault(self.statement(row), []).append(row)
        for statement, rows in alike.items():
            for batch in _batches(rows):
                database.write(partial(run, query=statement, rows=batch, **self.more))

    def drop_gone(self, database: Database) -> None:
        """Lets go what is wanted no more."""
        for gone in _batches(self.rows.gone):
            database.write(partial(run, query=self.drop, rows=gone, **self.more))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKind:
    """A kind of rows that are kept: the query for what is there, the statement that drops, the one that writes a row."""

    kept: str
    drop: str
    key: str
    statement: Callable[[Row], str]

    def renewal(self, database: Database, wanted: Sequence[Row], **more: Any) -> Renewal:
        """Finds what must be done to come from what is kept to what is wanted; `more` are parameters of the queries."""
        before = {row["key"]: row["digest"] for row in database.rows(self.kept, **more)}
        rows = difference(before, wanted, lambda row: str(row[self.key]), lambda row: int(row["digest"]))
        return Renewal(rows, self.drop, self.statement, more)


def gone_for_good(renewals: Sequence[Renewal]) -> int:
    """Counts the ids that go and are not written again under another kind."""
    gone = {key for renewal in renewals for key in renewal.rows.gone}
    return len(gone - {str(row["id"]) for renewal in renewals for row in renewal.rows.write if "id" in row})


def drop_all(database: Database, match: str) -> None:
    """Lets the nodes n that match go, some at a time."""
    while database.write(partial(_drop_some, match=match)):
        pass


def _drop_some(tx: ManagedTransaction, match: str) -> int:
    lock(tx)
    return count(tx, f"{match} WITH n LIMIT $most DETACH DELETE n RETURN count(n) AS count", most=_BATCH)


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
