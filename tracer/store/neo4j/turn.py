"""The turn at a store in a Neo4j server: a node that a transaction has taken and not given back, which ends with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from neo4j import Session, Transaction
from neo4j.exceptions import DriverError, Neo4jError

from tracer.store.neo4j.database import Database
from tracer.store.turns import in_turn, in_use

_NEXT, _TURN = "next", "turn"
_BESIDE = 10.0  # seconds for which one stays the next one beyond one's patience


@contextmanager
def turn_at(database: Database) -> Iterator[None]:
    """Holds the turn at a store. StoreError where another process has it for too long.

    The transaction that holds it may last, so it must not wait: a server knows one limit for both. Who is next, of whom
    there is one, waits in another transaction until nobody has the turn; then it is there to be taken.
    """

    @contextmanager
    def taken(patience: float) -> Iterator[None]:
        with database.session() as waiting, database.session() as holding:
            _wait(waiting, holding, database.url, patience)
            turn = holding.begin_transaction()
            _take(turn, _TURN)
            waiting.close()
            try:
                yield
            finally:
                with suppress(DriverError, Neo4jError):  # it has ended, whatever the server says of that
                    turn.rollback()

    with in_turn(database.url, taken):
        yield


def _wait(waiting: Session, holding: Session, url: str, patience: float) -> None:
    """Waits to be the next, and stays so; then until nobody holds the turn."""
    try:
        _take(waiting.begin_transaction(timeout=patience + _BESIDE), _NEXT)
        free = holding.begin_transaction(timeout=patience)
        _take(free, _TURN)
        free.rollback()
    except Neo4jError as error:
        if not any(said in (error.code or "") for said in _TIMED_OUT):
            raise
        raise in_use(url) from error


_TIMED_OUT = ("LockClientStopped", "TransactionTimedOut")
"""What codes say of a transaction whose time is over, waiting or not."""


def _take(tx: Transaction, name: str) -> None:
    """Takes a node that only this transaction will ever see: it is never committed."""
    tx.run("MERGE (t:Turn {name: $name}) SET t.taken = true", name=name).consume()
