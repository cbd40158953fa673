"""The basis graph in SQLite.

Tables and columns are those of graph_schema.graph: node_KIND for each kind of node, edge for all edges.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph_schema.graph import EDGE_KINDS, NODES, Edge, Node, NodeKind, Property, PropertyType, Value, edge_properties
from tracer.store.base.errors import no_node
from tracer.store.base.findings import Kept
from tracer.store.rows import difference, edge_digest, known, node_digest, seal_of
from tracer.store.sqlite.database import Part, quoted, upsert

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

_FIRST = ord("A")  # the letter of the first kind of edge
_EDGE_PROPERTIES = edge_properties()
_FLAGS = {p.name for kind in NODES for p in kind.properties if p.values is PropertyType.FLAG} | {
    p.name for p in _EDGE_PROPERTIES if p.values is PropertyType.FLAG
}


class SqliteGraph(Part):
    """The side of `tracer.store.base.graph.Graph`."""

    def node(self, id: str) -> Node:
        """Returns the node of that id, whatever its kind."""
        with self._database.read() as connection:
            return _node_of(connection, id)

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Returns the edges of a node and the nodes at their other ends."""
        columns = quoted(p.name for p in _EDGE_PROPERTIES)
        with self._database.read() as connection:
            _node_of(connection, id)
            rows = connection.execute(
                f'SELECT id, kind, start, "end", {columns} FROM edge WHERE start = ? OR "end" = ? ORDER BY id', (id, id)
            )
            edges = [_edge(row) for row in rows]
            return tuple((edge, _node_of(connection, edge.end if edge.start == id else edge.start)) for edge in edges)

    def nodes(self) -> Iterator[Node]:
        """Gives all nodes, ordered by id."""
        with self._database.read() as connection:
            found = [
                _node(kind, row)
                for kind in NODES
                for row in connection.execute(f"SELECT id, {quoted(_columns(kind))} FROM node_{kind.key}")
            ]
        yield from sorted(found, key=lambda node: node.id)

    def edges(self) -> Iterator[Edge]:
        """Gives all edges, ordered by id."""
        columns = quoted(p.name for p in _EDGE_PROPERTIES)
        with self._database.read() as connection:
            rows = connection.execute(f'SELECT id, kind, start, "end", {columns} FROM edge ORDER BY id').fetchall()
        yield from map(_edge, rows)

    def arrays(self) -> GraphArrays:
        """Returns all nodes and edges as numbers."""
        with self._database.read() as connection:
            return _arrays(connection)


# --- keeping, within a transaction -------------------------------------------------------------


def keep_graph(connection: sqlite3.Connection, nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Kept, int]:
    """Writes what differs, and drops what is there no more; returns how much that was, and the seal of the graph."""
    of_nodes = {node.id: node_digest(node) for node in nodes}
    of_edges = {edge.id: edge_digest(edge) for edge in edges}
    done = [_keep_nodes(connection, kind, [n for n in nodes if n.kind == kind.name], of_nodes) for kind in NODES]
    done.append(_keep_edges(connection, edges, of_edges))
    kept = Kept(written=sum(written for written, _ in done), removed=sum(removed for _, removed in done))
    return kept, seal_of([*of_nodes.values(), *of_edges.values()])


def drop_graph(connection: sqlite3.Connection) -> None:
    """Lets all nodes and edges go."""
    for table in ("edge", *(f"node_{kind.key}" for kind in NODES)):
        connection.execute(f"DELETE FROM {table}")


def _keep_nodes(
    connection: sqlite3.Connection, kind: NodeKind, nodes: Sequence[Node], digests: Mapping[str, int]
) -> tuple[int, int]:
    table, columns = f"node_{kind.key}", _columns(kind)
    kept = dict(connection.execute(f"SELECT id, digest FROM {table}"))
    change = difference(kept, nodes, lambda node: node.id, lambda node: digests[node.id])
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((id,) for id in change.gone))
    connection.executemany(
        upsert(table, ("id",), ("digest", *columns)),
        ((node.id, digests[node.id], *(node.properties.get(c) for c in columns)) for node in change.write),
    )
    return len(change.write), len(change.gone)


def _keep_edges(connection: sqlite3.Connection, edges: Sequence[Edge], digests: Mapping[str, int]) -> tuple[int, int]:
    columns = tuple(p.name for p in _EDGE_PROPERTIES)
    kept = dict(connection.execute("SELECT id, digest FROM edge"))
    change = difference(kept, edges, lambda edge: edge.id, lambda edge: digests[edge.id])
    connection.executemany("DELETE FROM edge WHERE id = ?", ((id,) for id in change.gone))
    connection.executemany(
        upsert("edge", ("id",), ("kind", "start", "end", "digest", *columns)),
        (
            (edge.id, edge.kind, edge.start, edge.end, digests[edge.id], *(edge.properties.get(c) for c in columns))
            for edge in change.write
        ),
    )
    return len(change.write), len(change.gone)


# --- reading, within a transaction -------------------------------------------------------------


def node_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Counts the nodes of each kind."""
    return {kind.name: connection.execute(f"SELECT count(*) FROM node_{kind.key}").fetchone()[0] for kind in NODES}


def edge_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Counts the edges of each kind."""
    counted = dict(connection.execute("SELECT kind, count(*) FROM edge GROUP BY kind"))
    return {name: counted.get(name, 0) for name in EDGE_KINDS}


def nodes_as_kept(connection: sqlite3.Connection) -> Iterator[tuple[Node, int]]:
    """Gives the nodes with their digests."""
    for kind in NODES:
        rows = connection.execute(f"SELECT digest, id, {quoted(_columns(kind))} FROM node_{kind.key}")
        yield from ((_node(kind, row[1:]), row[0]) for row in rows)


def edges_as_kept(connection: sqlite3.Connection) -> Iterator[tuple[Edge, int]]:
    """Gives the edges with their digests."""
    columns = quoted(p.name for p in _EDGE_PROPERTIES)
    rows = connection.execute(f'SELECT digest, id, kind, start, "end", {columns} FROM edge')
    yield from ((_edge(row[1:]), row[0]) for row in rows)


def measures(connection: sqlite3.Connection) -> Iterator[str]:
    """Gives the ids of the measures in the graph."""
    return (id for (id,) in connection.execute("SELECT id FROM node_measure"))


def _node_of(connection: sqlite3.Connection, id: str) -> Node:
    for kind in NODES:
        row = connection.execute(
            f"SELECT id, {quoted(_columns(kind))} FROM node_{kind.key} WHERE id = ?", (id,)
        ).fetchone()
        if row is not None:
            return _node(kind, row)
    raise no_node(id)


def _arrays(connection: sqlite3.Connection) -> GraphArrays:
    """Reads the graph as numbers. Ids come as a few long texts: a row each would take five times as long."""
    import numpy as np  # only here: most commands have no use for it

    from tracer.store.arrays import GraphArrays, Numbering

    numbering = Numbering(
        json.loads(connection.execute(f"SELECT json_group_array(id) FROM node_{kind.key}").fetchone()[0])
        for kind in NODES
    )
    letters = " ".join(f"WHEN '{kind}' THEN '{chr(_FIRST + n)}'" for n, kind in enumerate(EDGE_KINDS))
    # NOT INDEXED: in the order of the ids, which are the key of the table.
    starts, ends, kinds = connection.execute(
        'SELECT json_group_array(start), json_group_array("end"),'
        f" coalesce(group_concat(CASE kind {letters} END, ''), '') FROM edge NOT INDEXED"
    ).fetchone()
    return GraphArrays(
        ids=numbering.ids,
        kind=numbering.kind,
        edge_kind=np.frombuffer(kinds.encode("ascii"), np.uint8) - np.uint8(_FIRST),
        start=numbering.numbers(json.loads(starts)),
        end=numbering.numbers(json.loads(ends)),
    )


# --- rows --------------------------------------------------------------------------------------


def _columns(kind: NodeKind) -> tuple[str, ...]:
    return tuple(p.name for p in kind.properties if p.name != "id")


def _values(stated: Iterable[Property], row: Sequence[Any]) -> dict[str, Value]:
    """Returns the properties of a row that have a value; SQLite keeps flags as numbers."""
    named = zip((p.name for p in stated), row, strict=True)
    return known({name: bool(v) if name in _FLAGS and v is not None else v for name, v in named})


def _node(kind: NodeKind, row: Sequence[Any]) -> Node:
    return Node(kind.name, row[0], _values((p for p in kind.properties if p.name != "id"), row[1:]))


def _edge(row: Sequence[Any]) -> Edge:
    return Edge(row[1], row[0], row[2], row[3], _values(_EDGE_PROPERTIES, row[4:]))
