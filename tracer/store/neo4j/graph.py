"""The basis graph in Neo4j: nodes and relationships of the kinds that graph_schema.graph states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from neo4j import ManagedTransaction

from graph_schema.graph import EDGE_KINDS, NODE_KINDS, Edge, Node
from tracer.store.base.errors import no_node
from tracer.store.neo4j.database import Database, Part, count, one
from tracer.store.neo4j.renewing import KeptKind, Renewal, Row, drop_all
from tracer.store.rows import edge_digest, known, node_digest, seal_of

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

_OWN = {"id", "digest"}  # what a kept node or edge has beside its properties
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


class Neo4jGraph(Part):
    """The side of `tracer.store.base.graph.Graph`."""

    def node(self, id: str) -> Node:
        """Returns the node of that id."""
        return self._database.read(lambda tx: _node_of(tx, id))

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Returns every edge from or to a node, with the node at its other end."""

        def work(tx: ManagedTransaction) -> tuple[tuple[Edge, Node], ...]:
            kind = _node_of(tx, id).kind
            rows = tx.run(
                f"MATCH (n:{kind} {{id: $id}})-[e]-(m) WHERE e.id IS NOT NULL AND m.id IS NOT NULL"
                " RETURN DISTINCT e, startNode(e).id AS start, endNode(e).id AS end, m ORDER BY e.id",
                {"id": id},
            )
            return tuple((_edge(row), _node(row["m"])) for row in rows)

        return self._database.read(work)

    def nodes(self) -> Iterator[Node]:
        """Gives all nodes, ordered by id."""
        found = [_node(row["n"]) for name in NODE_KINDS for row in self._database.rows(f"MATCH (n:{name}) RETURN n")]
        yield from sorted(found, key=lambda node: node.id)

    def edges(self) -> Iterator[Edge]:
        """Gives all edges, ordered by id."""
        found = [
            _edge(row)
            for name in EDGE_KINDS
            for row in self._database.rows(f"MATCH (a)-[e:{name}]->(b) RETURN e, a.id AS start, b.id AS end")
        ]
        yield from sorted(found, key=lambda edge: edge.id)

    def arrays(self) -> GraphArrays:
        """Returns all nodes and edges as numbers."""
        return self._database.read(_arrays)


# --- keeping -----------------------------------------------------------------------------------


def seal_of_graph(nodes: Iterable[Node], edges: Iterable[Edge]) -> int:
    """Returns the number that no node and no edge can go, come or change without."""
    return seal_of([*map(node_digest, nodes), *map(edge_digest, edges)])


def renewal_of_nodes(database: Database, nodes: Sequence[Node]) -> Iterator[Renewal]:
    """Gives what must be done to keep these nodes in place of those that are there."""
    for name in NODE_KINDS:
        kind = KeptKind(
            kept=f"MATCH (n:{name}) RETURN n.id AS key, n.digest AS digest",
            drop=f"UNWIND $rows AS id MATCH (n:{name} {{id: id}}) DETACH DELETE n",
            key="id",
            statement=partial(_node_statement, name),
        )
        yield kind.renewal(database, [_node_row(node) for node in nodes if node.kind == name])


def renewal_of_edges(database: Database, nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[Renewal]:
    """Gives what must be done to keep these edges between these nodes in place of those that are there."""
    kind_of = {node.id: node.kind for node in nodes}
    for name in EDGE_KINDS:
        kind = KeptKind(
            kept=f"MATCH ()-[e:{name}]->() RETURN e.id AS key, e.digest AS digest",
            drop=f"UNWIND $rows AS id MATCH ()-[e:{name} {{id: id}}]->() DELETE e",
            key="id",
            statement=partial(_edge_statement, name, kind_of),
        )
        yield kind.renewal(database, [_edge_row(edge) for edge in edges if edge.kind == name])


def _node_row(node: Node) -> Row:
    return {"id": node.id, "digest": node_digest(node), "properties": known(node.properties)}


def _edge_row(edge: Edge) -> Row:
    ends = {"start": edge.start, "end": edge.end}
    return {"id": edge.id, **ends, "digest": edge_digest(edge), "properties": known(edge.properties)}


def _node_statement(kind: str, _: Row) -> str:
    return _NODE.format(kind=kind)


def _edge_statement(kind: str, kind_of: Mapping[str, str], row: Row) -> str:
    return _EDGE.format(kind=kind, start=kind_of[row["start"]], end=kind_of[row["end"]])


def drop_graph(database: Database) -> None:
    """Lets all nodes and edges go."""
    for kind in NODE_KINDS:
        drop_all(database, f"MATCH (n:{kind})")


# --- reading, within a transaction -------------------------------------------------------------


def node_counts(tx: ManagedTransaction) -> dict[str, int]:
    """Counts the nodes of each kind."""
    return {name: count(tx, f"MATCH (n:{name}) RETURN count(n) AS count") for name in NODE_KINDS}


def edge_counts(tx: ManagedTransaction) -> dict[str, int]:
    """Counts the edges of each kind."""
    return {name: count(tx, f"MATCH ()-[e:{name}]->() RETURN count(e) AS count") for name in EDGE_KINDS}


def nodes_as_kept(tx: ManagedTransaction) -> Iterator[tuple[Node, int]]:
    """Gives the nodes with their digests."""
    for kind in NODE_KINDS:
        for row in tx.run(f"MATCH (n:{kind}) RETURN n"):
            yield _node(row["n"]), row["n"].get("digest")


def edges_as_kept(tx: ManagedTransaction) -> Iterator[tuple[Edge, int]]:
    """Gives the edges with their digests."""
    for kind in EDGE_KINDS:
        for row in tx.run(f"MATCH (a)-[e:{kind}]->(b) RETURN e, a.id AS start, b.id AS end"):
            yield _edge(row), row["e"].get("digest")


def measures(tx: ManagedTransaction) -> list[str]:
    """Returns the ids of the measures in the graph."""
    return [row["id"] for row in tx.run("MATCH (m:Measure) RETURN m.id AS id")]


def _arrays(tx: ManagedTransaction) -> GraphArrays:
    import numpy as np  # only here: most commands have no use for it

    from tracer.store.arrays import GraphArrays, Numbering

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


def _node_of(tx: ManagedTransaction, id: str) -> Node:
    for name in NODE_KINDS:
        row = one(tx, f"MATCH (n:{name} {{id: $id}}) RETURN n", id=id)
        if row is not None:
            return _node(row["n"])
    raise no_node(id)


def _node(node: Any) -> Node:
    (kind,) = node.labels & NODE_KINDS.keys()
    return Node(kind, node.get("id") or "", {name: value for name, value in node.items() if name not in _OWN})


def _edge(row: Mapping[str, Any]) -> Edge:
    edge = row["e"]
    properties = {name: value for name, value in edge.items() if name not in _OWN}
    return Edge(edge.type, edge.get("id") or "", row["start"] or "", row["end"] or "", properties)
