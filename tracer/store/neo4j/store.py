"""The store in a Neo4j server (5, Community or more), over the official driver. Each side of it has a module.

What was read lies as it is in :Source nodes; the basis graph, which people query, lies beside it in
nodes and edges as graph_schema.graph states. Every write takes the one :Store node first, so writers
take turns and versions have no gaps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager

from neo4j import ManagedTransaction

from graph_schema.closing import ClosedAtEnd
from graph_schema.integrity import Fault
from tracer.store.base import Statistics
from tracer.store.base.log import user_name
from tracer.store.neo4j.database import Database, count, lock, version_of
from tracer.store.neo4j.faults import faults
from tracer.store.neo4j.findings import Neo4jFindings, say_on_documents, verdict_counts
from tracer.store.neo4j.graph import Neo4jGraph, edge_counts, node_counts
from tracer.store.neo4j.index import Neo4jIndex
from tracer.store.neo4j.log import Neo4jLog
from tracer.store.neo4j.readings import Neo4jReadings, counts
from tracer.store.neo4j.search import Neo4jSearch
from tracer.store.neo4j.turn import turn_at


class Neo4jStore(Neo4jReadings, Neo4jLog, Neo4jIndex, Neo4jSearch, Neo4jGraph, Neo4jFindings, ClosedAtEnd):
    """A GraphStore in one database of a Neo4j server; see `tracer.store.base` for what each call gives.

    User, password and database are those of NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE; none
    given: no authentication, and the server's default database.
    """

    def __init__(self, url: str, *, create: bool = True, reader: str = "", same_as: Collection[str] = ()) -> None:
        super().__init__(Database(url, create=create), reader=reader, same_as=same_as, who=user_name())

    @property
    def url(self) -> str:
        """Returns the address that opens this store again."""
        return self._database.url

    def turn(self) -> AbstractContextManager[None]:
        """Holds the turn at this store."""
        return turn_at(self._database)

    def _say_on(self, tx: ManagedTransaction, documents: Sequence[str]) -> None:
        """Writes on the nodes of documents what is judged of them."""
        say_on_documents(tx, documents)

    def statistics(self) -> Statistics:
        """Counts the files of the store and what they say."""
        return self._database.read(
            lambda tx: Statistics(
                version=version_of(tx),
                counts=counts(tx),
                decisions=count(tx, "MATCH (d:Decision) RETURN count(d) AS count"),
                nodes=node_counts(tx),
                edges=edge_counts(tx),
                verdicts=verdict_counts(tx),
            )
        )

    def faults(self) -> Iterator[Fault]:
        """Gives what is broken in the schema, what belongs to nothing, and what of the judged is not as it was kept."""

        def work(tx: ManagedTransaction) -> list[Fault]:
            version = lock(tx)  # one query of a transaction may see what another did not: writers wait
            return list(faults(tx, version))

        return iter(self._database.write(work))

    def close(self) -> None:
        """Lets go of the server."""
        self._database.close()
