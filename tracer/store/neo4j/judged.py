"""The basis graph and the findings in Neo4j: nodes and relationships of the kinds that graph_schema.graph states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from neo4j import ManagedTransaction

from graph_schema.graph import EDGE_KINDS, NODE_KINDS, Edge, Node
from graph_schema.integrity import Fault
from graph_schema.numbers import normal_number
from graph_schema.records import Finding
from graph_schema.regions import is_in
from graph_schema.terms import Verdict
from tracer.store.base.errors import no_finding_kept, no_judgement, no_node
from tracer.store.base.findings import Filters, FindingPage, Judgement, Kept
from tracer.store.graph_checks import KeptJudgement, finding_faults, graph_faults
from tracer.store.neo4j.database import Database, count, lock, one, run
from tracer.store.rows import (
    Difference,
    FindingRow,
    difference,
    edge_digest,
    finding_rows,
    known,
    node_digest,
    require_graph,
    seal_of,
    unpack,
)

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

T = TypeVar("T")
Row = dict[str, Any]

_BATCH = 2000  # rows of one UNWIND, and of one transaction of `keep`
_OWN = {"id", "digest"}  # what a kept node or edge has beside its properties


@dataclass(frozen=True, slots=True)
class _Change:
    """Rows to write, each by its statement, and keys of what must go by `drop`; `more` are parameters of both."""

    rows: Difference[Row, str]
    drop: str
    statement: Callable[[Row], str]
    more: Mapping[str, Any]


class Judged:
    """Graph and findings of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keep the graph and these findings.

        A large graph takes several transactions: what was judged before goes in the first, and the
        judgement is there with the last. What an interrupted run has written counts as not kept yet.
        """
        all_nodes, all_edges = list(nodes), list(edges)
        require_graph(all_nodes, all_edges)
        rows = [asdict(row) for row in finding_rows(findings)]
        seals = {
            "graph": seal_of([*map(node_digest, all_nodes), *map(edge_digest, all_edges)]),
            "findings": seal_of(int(row["digest"]) for row in rows),
        }
        key = f"{judgement.policy}@{judgement.as_of.isoformat()}"
        self._database.write(partial(_begin, key=key, version=judgement.version))
        of_nodes, of_edges = list(self._nodes(all_nodes)), list(self._edges(all_nodes, all_edges))
        of_findings = [
            self._change(_FINDINGS_KEPT, _DROP_FINDINGS, rows, "measure", lambda _: _FINDINGS, judgement=key)
        ]
        changes = [*of_nodes, *of_edges, *of_findings]
        for change in changes:
            self._write(change)
        # Edges go before the nodes that they lead to.
        for change in reversed(changes):
            self._drop_gone(change)
        self._database.write(partial(_finish, key=key, judgement=judgement, seals=seals))
        return Kept(
            written=sum(len(change.rows.write) for change in changes),
            removed=sum(map(_gone_for_good, (of_nodes, of_edges, of_findings))),
        )

    def _nodes(self, nodes: Sequence[Node]) -> Iterator[_Change]:
        for kind in NODE_KINDS:
            wanted = [
                {"id": n.id, "digest": node_digest(n), "properties": known(n.properties)}
                for n in nodes
                if n.kind == kind
            ]
            yield self._change(
                f"MATCH (n:{kind}) RETURN n.id AS key, n.digest AS digest",
                f"UNWIND $rows AS id MATCH (n:{kind} {{id: id}}) DETACH DELETE n",
                wanted,
                "id",
                partial(_node_statement, kind),
            )

    def _edges(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[_Change]:
        kind_of = {n.id: n.kind for n in nodes}
        for kind in EDGE_KINDS:
            wanted = [
                {
                    "id": e.id,
                    "start": e.start,
                    "end": e.end,
                    "digest": edge_digest(e),
                    "properties": known(e.properties),
                }
                for e in edges
                if e.kind == kind
            ]
            yield self._change(
                f"MATCH ()-[e:{kind}]->() RETURN e.id AS key, e.digest AS digest",
                f"UNWIND $rows AS id MATCH ()-[e:{kind} {{id: id}}]->() DELETE e",
                wanted,
                "id",
                partial(_edge_statement, kind, kind_of),
            )

    def _change(
        self, kept: str, drop: str, wanted: Sequence[Row], key: str, statement: Callable[[Row], str], **more: Any
    ) -> _Change:
        """What must be done to come from what the query `kept` gives to what is wanted."""
        before = {row["key"]: row["digest"] for row in self._database.rows(kept, **more)}
        rows = difference(before, wanted, lambda row: str(row[key]), lambda row: int(row["digest"]))
        return _Change(rows, drop, statement, more)

    def _write(self, change: _Change) -> None:
        alike: dict[str, list[Row]] = {}
        for row in change.rows.write:
            alike.setdefault(change.statement(row), []).append(row)
        for write, rows in alike.items():
            for batch in _batches(rows):
                self._database.write(partial(run, query=write, rows=batch, **change.more))

    def _drop_gone(self, change: _Change) -> None:
        for gone in _batches(change.rows.gone):
            self._database.write(partial(run, query=change.drop, rows=gone, **change.more))

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that are kept whole."""
        return tuple(judgement for _, judgement in self._database.read(_judgements))

    def forget(self) -> None:
        """Let all judgements go, and then their findings: of a judgement that is not there none is kept."""
        self._database.write(partial(run, query="MATCH (j:Judgement) DETACH DELETE j"))
        self._drop("MATCH (n:Finding) WHERE NOT EXISTS { MATCH (:Judgement {key: n.judgement}) }")

    def drop(self) -> None:
        """Let all of it go."""
        self.forget()
        for kind in NODE_KINDS:
            self._drop(f"MATCH (n:{kind})")

    def _drop(self, match: str) -> None:
        """Let the nodes n go, some at a time."""
        while self._database.write(partial(_drop_some, match=match)):
            pass

    # --- checking ---

    def faults(self, tx: ManagedTransaction, version: int) -> Iterator[Fault]:
        """What is not as it was kept, or not as graph_schema.graph states."""
        rows = tx.run("MATCH (j:Judgement) RETURN j ORDER BY j.policy, j.as_of")
        kept = {
            key: KeptJudgement(judgement=judgement, graph=row["j"].get("graph"), findings=row["j"].get("findings"))
            for (key, judgement), row in zip(_judgements(tx), list(rows), strict=True)
        }
        yield from graph_faults(_nodes_as_kept(tx), _edges_as_kept(tx), kept.values())
        measures = [row["id"] for row in tx.run("MATCH (m:Measure) RETURN m.id AS id")]
        for key, judgement in kept.items():
            yield from finding_faults(judgement, _findings_as_kept(tx, key), measures, version)

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """The gaps of a judgement, or what else the filters choose."""
        chosen = filters or Filters()
        return self._database.read(lambda tx: _findings(tx, _key(tx, policy, as_of), chosen, offset, limit))

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """The finding on one measure."""

        def work(tx: ManagedTransaction) -> Finding:
            row = one(
                tx,
                "MATCH (f:Finding {judgement: $judgement, measure: $measure}) RETURN f.body AS body",
                judgement=_key(tx, policy, as_of),
                measure=measure,
            )
            if row is None:
                raise no_finding_kept(measure)
            return unpack(Finding, row["body"], measure)

        return self._database.read(work)

    def node(self, id: str) -> Node:
        """The node of that id."""
        return self._database.read(lambda tx: _node_of(tx, id))

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Every edge from or to a node, with the node at its other end."""

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
        """All nodes, ordered by id."""
        found = [_node(row["n"]) for name in NODE_KINDS for row in self._database.rows(f"MATCH (n:{name}) RETURN n")]
        yield from sorted(found, key=lambda node: node.id)

    def edges(self) -> Iterator[Edge]:
        """All edges, ordered by id."""
        found = [
            _edge(row)
            for name in EDGE_KINDS
            for row in self._database.rows(f"MATCH (a)-[e:{name}]->(b) RETURN e, a.id AS start, b.id AS end")
        ]
        yield from sorted(found, key=lambda edge: edge.id)

    def arrays(self) -> GraphArrays:
        """All nodes and edges as numbers."""
        import numpy as np  # only here: most commands have no use for it

        from tracer.store.arrays import GraphArrays, Numbering

        def work(tx: ManagedTransaction) -> GraphArrays:
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

        return self._database.read(work)

    def node_counts(self, tx: ManagedTransaction) -> dict[str, int]:
        """How many nodes of each kind."""
        return {name: count(tx, f"MATCH (n:{name}) RETURN count(n) AS count") for name in NODE_KINDS}

    def edge_counts(self, tx: ManagedTransaction) -> dict[str, int]:
        """How many edges of each kind."""
        return {name: count(tx, f"MATCH ()-[e:{name}]->() RETURN count(e) AS count") for name in EDGE_KINDS}

    def verdict_counts(self, tx: ManagedTransaction) -> dict[Judgement, Mapping[Verdict, int]]:
        """How the measures of each judgement stand."""
        verdicts: dict[Judgement, Mapping[Verdict, int]] = {}
        for key, judgement in _judgements(tx):
            rows = tx.run(_VERDICTS.format(where="true"), judgement=key)
            counted = {row["verdict"]: row["count"] for row in rows}
            verdicts[judgement] = {verdict: counted.get(verdict.value, 0) for verdict in Verdict}
        return verdicts


def _gone_for_good(changes: Sequence[_Change]) -> int:
    """How many ids go and are not written again under another kind."""
    gone = {key for change in changes for key in change.rows.gone}
    return len(gone - {str(row["id"]) for change in changes for row in change.rows.write if "id" in row})


# --- keeping -----------------------------------------------------------------------------------

_FINDINGS_KEPT = "MATCH (f:Finding {judgement: $judgement}) RETURN f.measure AS key, f.digest AS digest"
_DROP_FINDINGS = "UNWIND $rows AS measure MATCH (f:Finding {judgement: $judgement, measure: measure}) DETACH DELETE f"
_FINDINGS = """
UNWIND $rows AS row MERGE (f:Finding {judgement: $judgement, measure: row.measure}) SET f += row
WITH f, row MATCH (m:Measure {id: row.measure}) MERGE (f)-[:ON]->(m)
"""
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


def _node_statement(kind: str, _: Row) -> str:
    return _NODE.format(kind=kind)


def _edge_statement(kind: str, kind_of: Mapping[str, str], row: Row) -> str:
    return _EDGE.format(kind=kind, start=kind_of[row["start"]], end=kind_of[row["end"]])


def _begin(tx: ManagedTransaction, key: str, version: int) -> None:
    """Drop the judgements of earlier versions; this one is not whole until `_finish`."""
    lock(tx)
    run(tx, "MATCH (j:Judgement) WHERE j.version < $version DETACH DELETE j", version=version)
    run(tx, "MATCH (j:Judgement {key: $key}) DETACH DELETE j", key=key)
    run(tx, "MATCH (j:Judgement) REMOVE j.graph")  # while the graph is written it is nobody's


def _finish(tx: ManagedTransaction, key: str, judgement: Judgement, seals: Mapping[str, int]) -> None:
    lock(tx)
    run(
        tx,
        "CREATE (:Judgement {key: $key, policy: $policy, as_of: $as_of, version: $version, edition: $edition,"
        " findings: $findings})",
        findings=seals["findings"],
        key=key,
        policy=judgement.policy,
        as_of=judgement.as_of.isoformat(),
        version=judgement.version,
        edition=judgement.edition,
    )
    run(tx, "MATCH (j:Judgement) SET j.graph = $graph", graph=seals["graph"])  # all judgements share one graph
    run(tx, "MATCH (f:Finding) WHERE NOT EXISTS { MATCH (:Judgement {key: f.judgement}) } DETACH DELETE f")


def _drop_some(tx: ManagedTransaction, match: str) -> int:
    lock(tx)
    return count(tx, f"{match} WITH n LIMIT $most DETACH DELETE n RETURN count(n) AS count", most=_BATCH)


def _nodes_as_kept(tx: ManagedTransaction) -> Iterator[tuple[Node, int]]:
    """The nodes of the graph with their digests."""
    for kind in NODE_KINDS:
        for row in tx.run(f"MATCH (n:{kind}) RETURN n"):
            yield _node(row["n"]), row["n"].get("digest")


def _edges_as_kept(tx: ManagedTransaction) -> Iterator[tuple[Edge, int]]:
    for kind in EDGE_KINDS:
        for row in tx.run(f"MATCH (a)-[e:{kind}]->(b) RETURN e, a.id AS start, b.id AS end"):
            yield _edge(row), row["e"].get("digest")


def _findings_as_kept(tx: ManagedTransaction, key: str) -> Iterator[Row]:
    """The rows of findings in their order; one that does not lie ON its measure has none to name."""
    rows = tx.run(
        "MATCH (f:Finding {judgement: $key}) OPTIONAL MATCH (f)-[:ON]->(m:Measure)"
        " RETURN f, collect(m.id) AS on ORDER BY f.place, f.measure",
        {"key": key},
    )
    for row in rows:
        kept = {field.name: row["f"].get(field.name) for field in fields(FindingRow)}
        measure = kept["measure"] if row["on"] == [kept["measure"]] else f"{kept['measure']} ON {row['on']}"
        yield {**kept, "reasons": tuple(kept["reasons"] or ()), "measure": measure}


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


# --- findings ----------------------------------------------------------------------------------

_VERDICTS = "MATCH (f:Finding {{judgement: $judgement}}) WHERE {where} RETURN f.verdict AS verdict, count(f) AS count"


def _judgements(tx: ManagedTransaction) -> list[tuple[str, Judgement]]:
    rows = tx.run("MATCH (j:Judgement) RETURN j ORDER BY j.policy, j.as_of")
    return [
        (
            row["j"]["key"],
            Judgement(
                policy=row["j"]["policy"],
                as_of=date.fromisoformat(row["j"]["as_of"]),
                version=row["j"]["version"],
                edition=row["j"]["edition"],
            ),
        )
        for row in rows
    ]


def _key(tx: ManagedTransaction, policy: str, as_of: date) -> str:
    key = f"{policy}@{as_of.isoformat()}"
    if one(tx, "MATCH (j:Judgement {key: $key}) RETURN j.key AS key", key=key) is None:
        raise no_judgement(policy, as_of)
    return key


def _findings(tx: ManagedTransaction, key: str, filters: Filters, offset: int, limit: int | None) -> FindingPage:
    where, values = _passing(tx, key, filters)
    rows = tx.run(_VERDICTS.format(where=where), values)
    counted = {row["verdict"]: row["count"] for row in rows}
    if filters.must_mend:
        where += " AND f.mend"
    if filters.verdicts:
        where += " AND f.verdict IN $verdicts"
        values["verdicts"] = sorted(filters.verdicts)
    elif not filters.must_mend:
        where += " AND f.gap"
    match = f"MATCH (f:Finding {{judgement: $judgement}}) WHERE {where}"
    total = one(tx, f"{match} RETURN count(f) AS count", **values)
    first = "f.gap DESC, " if filters.must_mend else ""
    page = f"{match} RETURN f.body AS body, f.measure AS measure ORDER BY {first}f.place SKIP $offset"
    if limit is not None:
        page += " LIMIT $limit"
    bodies = tx.run(page, {**values, "offset": offset, "limit": limit})
    return FindingPage(
        findings=tuple(unpack(Finding, row["body"], row["measure"]) for row in bodies),
        total=int(total["count"]) if total else 0,
        counts={verdict: counted.get(verdict.value, 0) for verdict in Verdict},
    )


def _passing(tx: ManagedTransaction, key: str, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The condition that a finding passes all filters but the choice of verdicts."""
    where, values = ["true"], dict[str, Any](judgement=key)
    if filters.region is not None:
        rows = tx.run("MATCH (f:Finding {judgement: $judgement}) RETURN DISTINCT f.region AS region", judgement=key)
        values["places"] = [row["region"] for row in rows if row["region"] and is_in(row["region"], filters.region)]
        where.append("f.region IN $places")
    if filters.kinds:
        where.append("f.kind IN $kinds")
        values["kinds"] = sorted(filters.kinds)
    if filters.issued_after is not None:
        where.append("f.issued > $issued_after")
        values["issued_after"] = filters.issued_after.isoformat()
    if filters.document is not None:
        where.append("(f.document = $wanted OR f.number = $number OR ($named AND f.title CONTAINS $wanted))")
        wanted = filters.document
        values.update(wanted=wanted, number=normal_number(wanted), named=bool(wanted.strip()))
    return " AND ".join(where), values


# --- graph -------------------------------------------------------------------------------------


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
