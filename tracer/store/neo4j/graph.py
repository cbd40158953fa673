"""The basis graph in Neo4j: nodes and relationships of the kinds that graph_schema.graph states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from heapq import merge
from typing import TYPE_CHECKING, Any

from neo4j import ManagedTransaction

from graph_schema.graph import EDGE_KINDS, NODE_KINDS, Edge, Node, Property, Value, edge_properties
from graph_schema.plain import to_plain
from tracer.store.base.errors import no_node
from tracer.store.base.graph import GraphShare, Kept
from tracer.store.neo4j.database import Database, Part, count, lock, one, run
from tracer.store.neo4j.graph_keeping import Keeping
from tracer.store.neo4j.renewing import drop_all
from tracer.store.neo4j.schema import MARK
from tracer.store.rows import require_whole_characters

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

_PAGE = 2000  # rows that are in memory at a time
_ON_EDGES = edge_properties()
_OWN = {"id", "digest", "stamp"}  # what a kept node or edge has beside its properties


class Neo4jGraph(Part):
    """The side of `tracer.store.base.graph.Graph`."""

    def keep_graph(
        self,
        shares: Iterable[GraphShare],
        shared: Iterable[Node] = (),
        between: Iterable[Edge] = (),
        gone: Iterable[str] = (),
    ) -> Kept:
        """Keeps the shares of documents in place of those that they had."""
        given = list(shares), list(shared), list(between), list(gone)
        require_whole_characters("graph", (to_plain([*given[0], *given[1], *given[2]]),))

        def work(tx: ManagedTransaction) -> Kept:
            lock(tx)
            kept = Keeping(tx).keep(*given)
            self._say_on(tx, [share.document for share in given[0]])
            return kept

        return self._database.write(work)

    def _say_on(self, tx: ManagedTransaction, documents: Sequence[str]) -> None:
        """Writes on the nodes of documents what is judged of them, where the store keeps that."""

    def share_stamps(self) -> Iterator[tuple[str, int]]:
        """Gives the stamps of the shares, by document."""
        query = "MATCH (n:Document) WHERE n.stamp IS NOT NULL RETURN n.id AS id, n.stamp AS stamp ORDER BY n.id"
        yield from [(row["id"], row["stamp"]) for row in self._database.rows(query)]

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
        of_kinds = (self._in_pages(f"(n:{name})", "n", "n") for name in NODE_KINDS)
        yield from merge(*(map(_node_in, rows) for rows in of_kinds), key=lambda node: node.id)

    def edges(self) -> Iterator[Edge]:
        """Gives all edges, ordered by id."""
        said = "e, a.id AS start, b.id AS end"
        of_kinds = (self._in_pages(f"(a)-[e:{name}]->(b)", "e", said) for name in EDGE_KINDS)
        yield from merge(*(map(_edge, rows) for rows in of_kinds), key=lambda edge: edge.id)

    def _in_pages(self, pattern: str, name: str, said: str) -> Iterator[Mapping[str, Any]]:
        """Gives what matches by the id of one of its names, some at a time."""
        query = (
            f"MATCH {pattern} WHERE {name}.id > $after RETURN {said}, {name}.id AS id ORDER BY {name}.id LIMIT {_PAGE}"
        )
        after = ""
        while True:
            rows = self._database.rows(query, after=after)
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1]["id"]

    def arrays(self) -> GraphArrays:
        """Returns all nodes and edges as numbers."""
        return self._database.read(_arrays)


# --- keeping -----------------------------------------------------------------------------------


def drop_graph(database: Database) -> None:
    """Lets all nodes and edges go."""
    database.write(partial(run, query="MATCH (s:Store {mark: $mark}) REMOVE s.graph", mark=MARK))
    for kind in NODE_KINDS:
        drop_all(database, f"MATCH (n:{kind})")
    database.write(partial(run, query="MATCH (s:Store {mark: $mark}) SET s.graph = 0", mark=MARK))


def graph_seal(tx: ManagedTransaction) -> int | None:
    """Returns the sum of the digests of all nodes and edges as it was kept; None while they go."""
    row = one(tx, "MATCH (s:Store {mark: $mark}) RETURN s.graph AS seal", mark=MARK)
    return row["seal"] if row else None


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
    kept = {p.name for p in NODE_KINDS[kind].properties if p.judged} | _OWN
    said = {name: value for name, value in node.items() if name not in kept}
    return Node(kind, node.get("id") or "", _in_order(said, NODE_KINDS[kind].kept))


def _node_in(row: Mapping[str, Any]) -> Node:
    return _node(row["n"])


def _edge(row: Mapping[str, Any]) -> Edge:
    edge = row["e"]
    said = {name: value for name, value in edge.items() if name not in _OWN}
    return Edge(edge.type, edge.get("id") or "", row["start"] or "", row["end"] or "", _in_order(said, _ON_EDGES))


def _in_order(said: Mapping[str, Value], stated: Iterable[Property]) -> dict[str, Value]:
    """Returns properties in the order in which they are stated, as every store gives them; what is not stated comes last."""
    return {**{p.name: said[p.name] for p in stated if p.name in said}, **said}
