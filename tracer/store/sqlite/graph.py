"""The basis graph in SQLite.

Tables and columns are those of graph_schema.graph: node_KIND for each kind of node, edge for all edges.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from typing import TYPE_CHECKING, Any

from graph_schema.graph import (
    EDGE_KINDS,
    NAMED,
    NODE_KINDS,
    NODES,
    OWNED,
    Edge,
    Node,
    NodeKind,
    Property,
    PropertyType,
    Value,
    edge_properties,
    is_unknown,
    leads_nowhere,
    unknown_instrument,
)
from tracer.store.base.errors import half_a_character, no_node, not_a_graph
from tracer.store.base.graph import GraphShare, Kept
from tracer.store.rows import Parts, edge_digest, known, node_digest, seal_of
from tracer.store.sqlite.database import Part, quoted, upsert

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

_PAGE = 2000  # rows that are in memory at a time
_FIRST = ord("A")  # the letter of the first kind of edge
_EDGE_PROPERTIES = edge_properties()
_FLAGS = {p.name for kind in NODES for p in kind.properties if p.values is PropertyType.FLAG} | {
    p.name for p in _EDGE_PROPERTIES if p.values is PropertyType.FLAG
}


class SqliteGraph(Part):
    """The side of `tracer.store.base.graph.Graph`."""

    def keep_graph(
        self,
        shares: Iterable[GraphShare],
        shared: Iterable[Node] = (),
        between: Iterable[Edge] = (),
        gone: Iterable[str] = (),
    ) -> Kept:
        """Keeps the shares of documents in place of those that they had."""
        with self._database.write() as connection:
            try:
                return _Keeping(connection).keep(shares, shared, between, gone)
            except UnicodeEncodeError as error:
                raise half_a_character("graph") from error

    def share_stamps(self) -> Iterator[tuple[str, int]]:
        """Gives the stamps of the shares, by document."""
        with self._database.read() as connection:
            found = connection.execute("SELECT document, stamp FROM graph_share ORDER BY document").fetchall()
        yield from found

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
        yield from merge(*map(self._nodes_of, NODES), key=lambda node: node.id)

    def _nodes_of(self, kind: NodeKind) -> Iterator[Node]:
        query = f"SELECT id, {quoted(_columns(kind))} FROM node_{kind.key}"
        return (_node(kind, row) for row in self._in_pages(query))

    def edges(self) -> Iterator[Edge]:
        """Gives all edges, ordered by id."""
        columns = quoted(p.name for p in _EDGE_PROPERTIES)
        return map(_edge, self._in_pages(f'SELECT id, kind, start, "end", {columns} FROM edge'))

    def _in_pages(self, query: str) -> Iterator[Sequence[Any]]:
        """Gives the rows of a query by their id, the first column; a page is what the store holds at one moment."""
        after = ""
        while True:
            with self._database.read() as connection:
                rows = connection.execute(f"{query} WHERE id > ? ORDER BY id LIMIT {_PAGE}", (after,)).fetchall()
            yield from rows
            if len(rows) < _PAGE:
                return
            after = rows[-1][0]

    def arrays(self) -> GraphArrays:
        """Returns all nodes and edges as numbers."""
        with self._database.read() as connection:
            return _arrays(connection)


# --- keeping, within a transaction -------------------------------------------------------------


class _Keeping:
    """One call of keep_graph: counts what is written and goes, and by how much the seal of the graph changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._parts = Parts()
        self._seal = 0
        self._written: set[str] = set()
        self._gone: set[str] = set()
        self._left: set[str] = set()  # nodes of nobody that something led to, or that were given

    def keep(
        self, shares: Iterable[GraphShare], shared: Iterable[Node], between: Iterable[Edge], gone: Iterable[str]
    ) -> Kept:
        """Writes what differs, lets go what nothing leads to, and looks at where all edges lead."""
        for document in gone:
            self._put_share(GraphShare(document=document, nodes=(), edges=()))
        for share in shares:
            self._parts.require_share(share)
            self._put_share(share)
        self._put_shared(list(shared), list(between))
        self._drop_what_nothing_leads_to()
        self._parts.require_ends(lambda id: _kind_of(self._connection, id))
        self._require_none_led_to_what_went()
        kept = seal_of([graph_seal(self._connection), self._seal])
        self._connection.execute("UPDATE graph_seal SET seal = ?", (kept,))
        return Kept(written=len(self._written), removed=len(self._gone - self._written))

    def _put_share(self, share: GraphShare) -> None:
        """Puts a share in place of the one that was there."""
        old: dict[str, tuple[str, int]] = {}
        for kind, owner in OWNED.items():
            query = f"SELECT id, digest FROM node_{NODE_KINDS[kind].key} WHERE {owner} = ?"
            old |= {id: (kind, digest) for id, digest in self._connection.execute(query, (share.document,))}
        self._put_edges(old, share.edges)
        self._put_nodes(old, share.nodes)
        if share.nodes:
            statement = upsert("graph_share", ("document",), ("stamp",))
            self._connection.execute(statement, (share.document, share.stamp))
        else:
            self._connection.execute("DELETE FROM graph_share WHERE document = ?", (share.document,))

    def _put_shared(self, nodes: Sequence[Node], between: Sequence[Edge]) -> None:
        """Writes nodes that belong to nobody, with the edges among them; documents of other shares too, which may come later."""
        self._parts.require_shared(nodes, between)
        old: dict[str, tuple[str, int]] = {}
        for node in nodes:
            query = f"SELECT digest FROM node_{NODE_KINDS[node.kind].key} WHERE id = ?"
            row = self._connection.execute(query, (node.id,)).fetchone()
            if row is not None:
                old[node.id] = node.kind, row[0]
        free = {node.id for node in nodes if node.kind not in OWNED}
        self._put_edges(free, between)
        # What is not on record is named by its first citation, see below.
        named = {node.id for node in nodes if is_unknown(node) and node.id in old and self._was_unknown(node.id)}
        left = [node for node in nodes if node.id not in named]
        self._put_nodes({id: one for id, one in old.items() if id not in named}, left)
        self._left |= free

    def _was_unknown(self, id: str) -> bool:
        return is_unknown(_node_of(self._connection, id))

    def _put_nodes(self, old: Mapping[str, tuple[str, int]], nodes: Sequence[Node]) -> None:
        wanted = {node.id: node_digest(node) for node in nodes}
        for id, (kind, digest) in old.items():
            if id not in wanted:
                self._drop_node(kind, id, digest)
        for node in nodes:
            digest = wanted[node.id]
            before = old.get(node.id)
            if before == (node.kind, digest):
                continue
            if before is None and _kind_of(self._connection, node.id) is not None:
                raise not_a_graph(f"{node.kind} {node.id}: another node has this id")
            stated = NODE_KINDS[node.kind]
            columns = _columns(stated)
            self._connection.execute(
                upsert(f"node_{stated.key}", ("id",), ("digest", *columns)),
                (node.id, digest, *(node.properties.get(column) for column in columns)),
            )
            self._written.add(node.id)
            self._seal += digest - (before[1] if before else 0)

    def _put_edges(self, starts: Collection[str], edges: Sequence[Edge]) -> None:
        """Puts edges in place of those that start at these nodes."""
        query = 'SELECT id, digest, "end" FROM edge WHERE start IN (SELECT value FROM json_each(?))'
        asked = json.dumps(sorted(starts), ensure_ascii=False)
        old = {id: (digest, end) for id, digest, end in self._connection.execute(query, (asked,))}
        wanted = {edge.id: edge_digest(edge) for edge in edges}
        for id, (digest, end) in old.items():
            if wanted.get(id) != digest:
                self._left.add(end)
            if id not in wanted:
                self._drop_edge(id, digest)
        columns = tuple(p.name for p in _EDGE_PROPERTIES)
        for edge in edges:
            digest = wanted[edge.id]
            before = old.get(edge.id, (0, ""))[0]
            if edge.id in old and before == digest:
                continue
            if (
                edge.id not in old
                and self._connection.execute("SELECT 1 FROM edge WHERE id = ?", (edge.id,)).fetchone()
            ):
                raise not_a_graph(f"{edge.kind} {edge.id}: another edge has this id")
            self._connection.execute(
                upsert("edge", ("id",), ("kind", "start", "end", "digest", *columns)),
                (edge.id, edge.kind, edge.start, edge.end, digest, *(edge.properties.get(c) for c in columns)),
            )
            self._written.add(edge.id)
            self._seal += digest - before

    def _drop_what_nothing_leads_to(self) -> None:
        """Lets go the nodes of nobody that nothing leads to any more, and then what only these led to."""
        while self._left:
            id = self._left.pop()
            kind = _kind_of(self._connection, id)
            if kind is None or kind in OWNED:
                continue
            if self._is_led_to(id):
                self._name_again(kind, id)
                continue
            self._put_edges([id], ())
            query = f"SELECT digest FROM node_{NODE_KINDS[kind].key} WHERE id = ?"
            self._drop_node(kind, id, self._connection.execute(query, (id,)).fetchone()[0])

    def _name_again(self, kind: str, id: str) -> None:
        """Names an instrument that is not on record as the first citation of it does."""
        if kind != "Instrument" or not is_unknown(_node_of(self._connection, id)):
            return
        columns = quoted(p.name for p in NAMED)
        query = f'SELECT {columns} FROM edge WHERE "end" = ? AND level IS NOT NULL ORDER BY id LIMIT 1'
        row = self._connection.execute(query, (id,)).fetchone()
        if row is not None:
            named = unknown_instrument(id, dict(zip((p.name for p in NAMED), row, strict=True)))
            query = "SELECT digest FROM node_instrument WHERE id = ?"
            (digest,) = self._connection.execute(query, (id,)).fetchone()
            self._put_nodes({id: (kind, digest)}, [named])

    def _require_none_led_to_what_went(self) -> None:
        for id in self._gone - self._written:
            row = self._connection.execute('SELECT kind, id FROM edge WHERE "end" = ?', (id,)).fetchone()
            if row is not None:
                raise not_a_graph(leads_nowhere(f"{row[0]} {row[1]}", id))

    def _is_led_to(self, id: str) -> bool:
        return self._connection.execute('SELECT 1 FROM edge WHERE "end" = ?', (id,)).fetchone() is not None

    def _drop_node(self, kind: str, id: str, digest: int) -> None:
        self._connection.execute(f"DELETE FROM node_{NODE_KINDS[kind].key} WHERE id = ?", (id,))
        self._gone.add(id)
        self._seal -= digest

    def _drop_edge(self, id: str, digest: int) -> None:
        self._connection.execute("DELETE FROM edge WHERE id = ?", (id,))
        self._gone.add(id)
        self._seal -= digest


def drop_graph(connection: sqlite3.Connection) -> None:
    """Lets all nodes and edges go."""
    for table in ("edge", *(f"node_{kind.key}" for kind in NODES)):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE graph_seal SET seal = 0")
    connection.execute("DELETE FROM graph_share")


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


def graph_seal(connection: sqlite3.Connection) -> int:
    """Returns the sum of the digests of all nodes and edges, as it was kept."""
    return int(connection.execute("SELECT seal FROM graph_seal").fetchone()[0])


_KIND_OF = " UNION ALL ".join(f"SELECT '{kind.name}' FROM node_{kind.key} WHERE id = :id" for kind in NODES)


def _kind_of(connection: sqlite3.Connection, id: str) -> str | None:
    """Returns the kind of a node, None where there is none."""
    row = connection.execute(_KIND_OF, {"id": id}).fetchone()
    return str(row[0]) if row else None


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
    return tuple(p.name for p in kind.kept if p.name != "id")


def _values(stated: Iterable[Property], row: Sequence[Any]) -> dict[str, Value]:
    """Returns the properties of a row that have a value; SQLite keeps flags as numbers."""
    named = zip((p.name for p in stated), row, strict=True)
    return known({name: bool(v) if name in _FLAGS and v is not None else v for name, v in named})


def _node(kind: NodeKind, row: Sequence[Any]) -> Node:
    return Node(kind.name, row[0], _values((p for p in kind.kept if p.name != "id"), row[1:]))


def _edge(row: Sequence[Any]) -> Edge:
    return Edge(row[1], row[0], row[2], row[3], _values(_EDGE_PROPERTIES, row[4:]))
