"""A database of a Neo4j server that holds a store: the connection, the schema, transactions, errors as sentences.

The driver tries again what fails for a moment.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from neo4j import Driver, GraphDatabase, ManagedTransaction, Session
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph_schema.errors import InputError, NewerStoreError, NoStoreError, NotAStoreError, StoreError
from tracer.store.neo4j.schema import BY_ITSELF, LATEST, MARK, STEPS

T = TypeVar("T")

_PATIENCE = 30.0  # seconds in which the driver tries again, and in which a server must answer


class Database:
    """One database of a server, with a store of this program's latest version in it."""

    def __init__(self, url: str, *, create: bool) -> None:
        if "@" in url:
            raise InputError(
                "neo4j.password_in_address",
            )
        self.url = url
        self._database = os.environ.get("NEO4J_DATABASE") or None
        if self._database and self._database.lower() == "system":
            raise StoreError(
                "neo4j.system_database",
            )
        with self._translated():
            self._driver = _connect(url)
            try:
                self._open(create)
            except BaseException:
                self._driver.close()
                raise

    def close(self) -> None:
        """Lets go of the server."""
        self._driver.close()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Gives a session, for a transaction that nobody tries again."""
        with self._translated(), self._driver.session(database=self._database) as session:
            yield session

    def read(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Returns what the work gives that reads, in one transaction."""
        with self._translated(), self._driver.session(database=self._database) as session:
            return session.execute_read(work)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Returns what the work gives that writes, in one transaction, tried again where the server asks for it."""
        with self._translated(), self._driver.session(database=self._database) as session:
            return session.execute_write(work)

    def rows(self, query: str, **parameters: object) -> list[Mapping[str, Any]]:
        """Returns all rows of a query."""
        return self.read(lambda tx: list(tx.run(query, dict(parameters))))

    def row(self, query: str, **parameters: object) -> Mapping[str, Any] | None:
        """Returns the first row of a query, None where there is none."""
        return self.read(lambda tx: one(tx, query, **parameters))

    def _open(self, create: bool) -> None:
        """Finds the store in the database, of a version that is known, or makes it."""
        # In this order: another process may be making the store, its mark first.
        other = self.row("MATCH (n) WHERE NOT n:Store RETURN elementId(n) AS id LIMIT 1")
        row = self.row("MATCH (s:Store {mark: $mark}) RETURN s.schema AS schema", mark=MARK)
        if row is None:
            if not create:
                raise NoStoreError(
                    "neo4j.no_store",
                    url=self.url,
                )
            if other is not None:
                raise NotAStoreError(
                    "neo4j.other_data",
                    url=self.url,
                )
        version = int(row["schema"]) if row else 0
        if version > LATEST:
            raise NewerStoreError(
                "neo4j.newer_store",
                url=self.url,
                version=version,
                latest=LATEST,
            )
        for number in range(version, LATEST):
            self._take_step(number)

    def _take_step(self, number: int) -> None:
        """Takes one step of the schema. Its statements may be taken twice: Neo4j does not mix them with data in a transaction."""
        for statement in STEPS[number]:
            if BY_ITSELF in statement:
                with self._driver.session(database=self._database) as session:
                    session.run(statement).consume()
            else:
                self.write(partial(run, query=statement))
        self.write(
            lambda tx: run(
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
        """Tells errors of the driver and the server as sentences."""
        try:
            yield
        except (DriverError, Neo4jError) as error:
            raise _store_error(self.url, self._database, error) from error


class Part:
    """One side of a store over the database that all sides share; `who` writes, `reader` reads files for it, as do `same_as`."""

    def __init__(self, database: Database, *, reader: str, same_as: Collection[str], who: str) -> None:
        self._database = database
        self._reader = reader
        self._readers = (reader, *same_as)
        self._who = who


# --- transactions ------------------------------------------------------------------------------


def run(tx: ManagedTransaction, query: str, **parameters: object) -> None:
    """Does what a query says."""
    tx.run(query, dict(parameters)).consume()


def one(tx: ManagedTransaction, query: str, **parameters: object) -> Mapping[str, Any] | None:
    """Returns the first row, None where there is none."""
    for row in tx.run(query, dict(parameters)):
        return row
    return None


def count(tx: ManagedTransaction, query: str, **parameters: object) -> int:
    """Returns the number that a query counts."""
    row = one(tx, query, **parameters)
    return int(row["count"]) if row else 0


def lock(tx: ManagedTransaction) -> int:
    """Waits for one's turn to write; returns the version that the store has then."""
    row = one(tx, "MATCH (s:Store {mark: $mark}) SET s.turn = 1 RETURN s.version AS version", mark=MARK)
    if row is None:
        raise StoreError("neo4j.store_deleted")
    return int(row["version"])


def version_of(tx: ManagedTransaction) -> int:
    """Counts the changes the store has seen."""
    row = one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.version AS version", mark=MARK)
    return int(row["version"]) if row else 0


# --- the server --------------------------------------------------------------------------------


def _connect(url: str) -> Driver:
    """Returns a driver that a server answers."""
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
    """Returns the sentence for what the driver or the server complains of."""
    code = getattr(error, "code", "") or ""
    if isinstance(error, AuthError) or code.startswith("Neo.ClientError.Security"):
        return StoreError(
            "neo4j.no_login",
            url=url,
        )
    if isinstance(error, ClientError) and "Database" in code:
        return StoreError(
            "neo4j.no_database",
            database=database,
            url=url,
        )
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(
            "neo4j.unreachable",
            url=url,
        )
    if isinstance(error, ConfigurationError | ValueError):
        return StoreError("neo4j.bad_address", url=url, why=error)
    why = getattr(error, "message", None) or str(error)
    return StoreError("neo4j.complains", url=url, why=why)
