"""Rows into Neo4j and out of it, some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from neo4j import ManagedTransaction

from tracer.store.neo4j.database import Database, count, lock

T = TypeVar("T")
Row = dict[str, Any]

_BATCH = 2000  # rows of one UNWIND


def drop_all(database: Database, match: str) -> None:
    """Lets the nodes n that match go, some at a time."""
    while database.write(partial(_drop_some, match=match)):
        pass


def _drop_some(tx: ManagedTransaction, match: str) -> int:
    lock(tx)
    return count(tx, f"{match} WITH n LIMIT $most DETACH DELETE n RETURN count(n) AS count", most=_BATCH)


def batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Gives rows, so many at a time as one statement takes."""
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
