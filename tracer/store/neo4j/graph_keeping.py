"""The writing of the basis graph in Neo4j: what differs of the shares of documents, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.graph import EDGE_KINDS, NODE_KINDS, OWNED, Edge, Node, is_unknown, leads_nowhere, unknown_instrument
from tracer.store.base.errors import not_a_graph
from tracer.store.base.graph import GraphShare, Kept
from tracer.store.neo4j.database import one, run
from tracer.store.neo4j.renewing import batches
from tracer.store.neo4j.schema import MARK
from tracer.store.rows import Parts, edge_digest, known, node_digest, seal_of

_NODE = """
UNWIND $rows AS row MERGE (n:{kind} {{id: row.id}})
SET n += row.gone SET n += row.properties SET n.digest = row.digest, n.validity = null
"""
# An edge that leads elsewhere now is another one under the same id.
_EDGE = """
UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) MATCH (b:{end} {{id: row.end}})
CREATE (a)-[e:{kind}]->(b) SET e = row.properties SET e.id = row.id, e.digest = row.digest
"""


class Keeping:
    """One call of keep_graph: counts what is written and goes, and by how much the seal of the graph changes."""

    def __init__(self, tx: ManagedTransaction) -> None:
        self._tx = tx
        self._seal = 0
        self._written: set[str] = set()
        self._gone: set[str] = set()
        self._kept: set[str] = set()

    def keep(
        self, shares: Sequence[GraphShare], shared: Sequence[Node], between: Sequence[Edge], gone: Collection[str]
    ) -> Kept:
        """Writes what differs, lets go what nothing leads to, and looks at where all edges lead."""
        parts = Parts()
        for share in shares:
            parts.require_share(share)
        parts.require_shared(shared, between)
        owned = [node for share in shares for node in share.nodes]
        edges = [*(edge for share in shares for edge in share.edges), *between]
        old_nodes = self._owned_by([*gone, *(share.document for share in shares)])
        free = [node for node in shared if node.kind not in OWNED]
        starts: dict[str, set[str]] = defaultdict(set)
        for id, (kind, _) in old_nodes.items():
            starts[kind].add(id)
        for node in free:
            starts[node.kind].add(node.id)
        old_edges = self._from(starts)
        ours = {node.id for node in owned}
        # What is not on record is named by its first citation, see below.
        unknown = self._unknown([node.id for node in shared if is_unknown(node)])
        beside = [node for node in shared if node.id not in ours and node.id not in unknown]
        old_nodes |= self._of_ids(beside)
        left = self._drop_edges(old_edges, edges) | {node.id for node in free}
        self._put_nodes(old_nodes, [*owned, *beside])
        self._kept = {node.id for node in (*owned, *beside)}
        kind_of = self._kinds_of({edge.end for edge in edges}) | {node.id: node.kind for node in (*owned, *shared)}
        stamps = [{"id": share.document, "stamp": share.stamp} for share in shares]
        for batch in batches(stamps):
            run(self._tx, "UNWIND $rows AS row MATCH (n:Document {id: row.id}) SET n.stamp = row.stamp", rows=batch)
        parts.require_ends(kind_of.get)
        self._put_edges(old_edges, edges, kind_of)
        self._require_none_led_to_what_went(old_nodes)
        self._drop_nodes(old_nodes)
        self._drop_what_nothing_leads_to(set(left))
        self._name_again(left)
        row = one(self._tx, "MATCH (s:Store {mark: $mark}) RETURN coalesce(s.graph, 0) AS seal", mark=MARK)
        seal = seal_of([row["seal"] if row else 0, self._seal])
        run(self._tx, "MATCH (s:Store {mark: $mark}) SET s.graph = $seal", mark=MARK, seal=seal)
        return Kept(written=len(self._written), removed=len(self._gone - self._written))

    # --- what is there ---

    def _owned_by(self, documents: Collection[str]) -> dict[str, tuple[str, int]]:
        return {
            row["id"]: (kind, row["digest"])
            for kind, owner in OWNED.items()
            for row in self._tx.run(
                f"UNWIND $ids AS owner MATCH (n:{kind} {{{owner}: owner}}) RETURN n.id AS id, n.digest AS digest",
                {"ids": sorted(set(documents))},
            )
        }

    def _of_ids(self, nodes: Iterable[Node]) -> dict[str, tuple[str, int]]:
        ids: dict[str, list[str]] = defaultdict(list)
        for node in nodes:
            ids[node.kind].append(node.id)
        return {
            row["id"]: (kind, row["digest"])
            for kind, asked in ids.items()
            for row in self._tx.run(
                f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) RETURN n.id AS id, n.digest AS digest", {"ids": asked}
            )
        }

    def _from(self, starts: Mapping[str, Collection[str]]) -> dict[str, tuple[str, int, str]]:
        """Returns the edges from nodes, by id: kind, digest, end."""
        return {
            row["id"]: (row["kind"], row["digest"], row["end"])
            for kind, ids in starts.items()
            for row in self._tx.run(
                f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}})-[e]->(m)"
                " RETURN e.id AS id, type(e) AS kind, e.digest AS digest, m.id AS end",
                {"ids": sorted(ids)},
            )
        }

    def _kinds_of(self, ids: Collection[str]) -> dict[str, str]:
        return {
            row["id"]: kind
            for kind in NODE_KINDS
            for row in self._tx.run(
                f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) RETURN n.id AS id", {"ids": sorted(ids)}
            )
        }

    def _unknown(self, ids: Collection[str]) -> dict[str, int]:
        """Returns the digests of those nodes that are instruments not on record."""
        rows = self._tx.run(
            "UNWIND $ids AS id MATCH (n:Instrument {id: id}) WHERE NOT n.known RETURN n.id AS id, n.digest AS digest",
            {"ids": sorted(ids)},
        )
        return {row["id"]: row["digest"] for row in rows}

    # --- what changes ---

    def _put_nodes(self, old: Mapping[str, tuple[str, int]], nodes: Sequence[Node]) -> None:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        taken = self._kinds_of({node.id for node in nodes if node.id not in old})
        for node in nodes:
            digest = node_digest(node)
            if old.get(node.id) == (node.kind, digest):
                continue
            if node.id in taken or old.get(node.id, (node.kind, 0))[0] != node.kind:
                raise not_a_graph(f"{node.kind} {node.id}: another node has this id")
            said = known(node.properties)
            absent = {p.name: None for p in NODE_KINDS[node.kind].kept if p.name != "id" and p.name not in said}
            rows[node.kind].append({"id": node.id, "digest": digest, "properties": said, "gone": absent})
            self._written.add(node.id)
            self._seal += digest - old.get(node.id, ("", 0))[1]
        for kind, some in rows.items():
            for batch in batches(some):
                run(self._tx, _NODE.format(kind=kind), rows=batch)

    def _drop_edges(self, old: Mapping[str, tuple[str, int, str]], edges: Sequence[Edge]) -> set[str]:
        """Lets go the edges that are not as they were; returns the nodes that they led to."""
        wanted = {edge.id: (edge.kind, edge_digest(edge)) for edge in edges}
        left = set()
        ids: dict[str, list[str]] = defaultdict(list)
        for id, (kind, digest, end) in old.items():
            if wanted.get(id) != (kind, digest):
                ids[kind].append(id)
                left.add(end)
                self._seal -= digest
                self._gone.add(id)
        for kind, some in ids.items():
            run(self._tx, f"UNWIND $ids AS id MATCH ()-[e:{kind} {{id: id}}]->() DELETE e", ids=some)
        return left

    def _put_edges(
        self, old: Mapping[str, tuple[str, int, str]], edges: Sequence[Edge], kind_of: Mapping[str, str]
    ) -> None:
        rows: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for edge in edges:
            digest = edge_digest(edge)
            if edge.id in old and old[edge.id][:2] == (edge.kind, digest):
                continue
            ends = {"start": edge.start, "end": edge.end}
            rows[edge.kind, kind_of[edge.start], kind_of[edge.end]].append(
                {"id": edge.id, **ends, "digest": digest, "properties": known(edge.properties)}
            )
            self._written.add(edge.id)
            self._seal += digest
        for (kind, start, end), some in rows.items():
            self._require_new(kind, [row["id"] for row in some])
            for batch in batches(some):
                run(self._tx, _EDGE.format(kind=kind, start=start, end=end), rows=batch)

    def _require_new(self, kind: str, ids: Sequence[str]) -> None:
        for name in EDGE_KINDS:
            query = f"UNWIND $ids AS id MATCH ()-[e:{name} {{id: id}}]->() RETURN e.id AS id LIMIT 1"
            row = one(self._tx, query, ids=ids)
            if row is not None:
                raise not_a_graph(f"{kind} {row['id']}: another edge has this id")

    def _require_none_led_to_what_went(self, old: Mapping[str, tuple[str, int]]) -> None:
        for kind, ids in self._went(old).items():
            row = one(
                self._tx,
                f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}})<-[e]-(m) WHERE e.id IS NOT NULL AND NOT m.id IN $ids"
                " RETURN type(e) AS kind, e.id AS id, n.id AS node LIMIT 1",
                ids=ids,
            )
            if row is not None:
                raise not_a_graph(leads_nowhere(f"{row['kind']} {row['id']}", row["node"]))

    def _drop_nodes(self, old: Mapping[str, tuple[str, int]]) -> None:
        for kind, ids in self._went(old).items():
            run(self._tx, f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) DETACH DELETE n", ids=ids)
            self._gone |= set(ids)
            self._seal -= sum(old[id][1] for id in ids)

    def _went(self, old: Mapping[str, tuple[str, int]]) -> dict[str, list[str]]:
        went: dict[str, list[str]] = defaultdict(list)
        for id, (kind, _) in old.items():
            if id not in self._kept:
                went[kind].append(id)
        return went

    def _name_again(self, ids: Collection[str]) -> None:
        """Names instruments that are not on record as the first citation of each does."""
        old = self._unknown(ids)
        rows = self._tx.run(
            "UNWIND $ids AS id MATCH (n:Instrument {id: id})<-[e]-() WHERE e.level IS NOT NULL"
            " WITH n, e ORDER BY e.id WITH n, collect(e)[0] AS first RETURN n.id AS id, properties(first) AS named",
            {"ids": sorted(old)},
        )
        named = [unknown_instrument(row["id"], row["named"]) for row in rows]
        self._put_nodes({id: ("Instrument", digest) for id, digest in old.items()}, named)

    def _drop_what_nothing_leads_to(self, left: set[str]) -> None:
        """Lets go the nodes of nobody that nothing leads to any more, and then what only these led to."""
        while left:
            further: set[str] = set()
            for kind in NODE_KINDS:
                if kind in OWNED:
                    continue
                rows = list(
                    self._tx.run(
                        f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) WHERE NOT EXISTS {{ (n)<--() }}"
                        " RETURN n.id AS id, n.digest AS digest,"
                        " [(n)-[e]->(m) | [e.id, e.digest, m.id]] AS edges",
                        {"ids": sorted(left)},
                    )
                )
                for row in rows:
                    self._seal -= row["digest"] + sum(digest for _, digest, _ in row["edges"])
                    self._gone |= {row["id"], *(id for id, _, _ in row["edges"])}
                    further |= {end for _, _, end in row["edges"]}
                ids = [row["id"] for row in rows]
                run(self._tx, f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) DETACH DELETE n", ids=ids)
                self._written -= {id for row in rows for id in (row["id"], *(edge[0] for edge in row["edges"]))}
            left = further
