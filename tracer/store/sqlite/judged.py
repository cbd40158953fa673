"""The basis graph and the findings in SQLite. Transactions are the caller's.

Tables and columns are those of graph_schema.graph: node_KIND for each kind of node, edge for all edges.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from graph_schema.graph import EDGE_KINDS, NODES, Edge, Node, NodeKind, Property, PropertyType, Value, edge_properties
from graph_schema.integrity import Fault
from graph_schema.numbers import normal_number
from graph_schema.records import Finding
from graph_schema.regions import is_in
from graph_schema.terms import Verdict
from tracer.store.base.errors import no_finding_kept, no_judgement, no_node
from tracer.store.base.findings import Filters, FindingPage, Judgement, Kept
from tracer.store.graph_checks import KeptJudgement, finding_faults, graph_faults
from tracer.store.rows import (
    FindingRow,
    difference,
    edge_digest,
    finding_rows,
    known,
    node_digest,
    seal_of,
    unpack,
)

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays

_FIRST = ord("A")  # the letter of the first kind of edge
_EDGE_PROPERTIES = edge_properties()
_FLAGS = {p.name for kind in NODES for p in kind.properties if p.values is PropertyType.FLAG} | {
    p.name for p in _EDGE_PROPERTIES if p.values is PropertyType.FLAG
}
_FINDING = (
    *("measure", "digest", "place", "verdict", "gap", "mend", "kind", "region", "issued"),
    *("document", "number", "title", "body"),
)


def _quoted(names: Iterable[str]) -> str:
    """Names of columns, one of which SQL takes for a word of its own."""
    return ", ".join(f'"{name}"' for name in names)


def _columns(kind: NodeKind) -> tuple[str, ...]:
    return tuple(p.name for p in kind.properties if p.name != "id")


class Judged:
    """Graph and findings of one store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # --- keeping ---

    def keep(
        self, judgement: Judgement, nodes: Sequence[Node], edges: Sequence[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Write what differs, and drop what is there no more."""
        run = self._connection.execute
        run(
            "DELETE FROM judgement WHERE version < ? AND NOT (policy = ? AND as_of = ?)",
            (judgement.version, judgement.policy, judgement.as_of.isoformat()),
        )
        written = removed = 0
        of_nodes = {n.id: node_digest(n) for n in nodes}
        of_edges = {e.id: edge_digest(e) for e in edges}
        for kind in NODES:
            write, gone = self._keep_nodes(kind, [n for n in nodes if n.kind == kind.name], of_nodes)
            written, removed = written + write, removed + gone
        key, rows = self._key(judgement), list(finding_rows(findings))
        for write, gone in (self._keep_edges(edges, of_edges), self._keep_findings(key, rows)):
            written, removed = written + write, removed + gone
        # All judgements share one graph.
        run("UPDATE judgement SET graph = ?", (seal_of([*of_nodes.values(), *of_edges.values()]),))
        run("UPDATE judgement SET findings = ? WHERE id = ?", (seal_of(row.digest for row in rows), key))
        return Kept(written=written, removed=removed)

    def drop(self) -> None:
        """Let all of it go."""
        for table in ("judgement", "edge", *(f"node_{kind.key}" for kind in NODES)):
            self._connection.execute(f"DELETE FROM {table}")

    # --- checking ---

    def faults(self, version: int) -> Iterator[Fault]:
        """What is not as it was kept, or not as graph_schema.graph states."""
        kept = [
            KeptJudgement(judgement=judgement, graph=graph, findings=findings)
            for (_, judgement), (graph, findings) in zip(
                self._judgements(),
                self._connection.execute("SELECT graph, findings FROM judgement ORDER BY policy, as_of").fetchall(),
                strict=True,
            )
        ]
        yield from graph_faults(self._nodes_as_kept(), self._edges_as_kept(), kept)
        for (key, _), one in zip(self._judgements(), kept, strict=True):
            yield from finding_faults(one, self._findings_as_kept(key), self._measures(), version)

    def _nodes_as_kept(self) -> Iterator[tuple[Node, int]]:
        for kind in NODES:
            rows = self._connection.execute(f"SELECT digest, id, {_quoted(_columns(kind))} FROM node_{kind.key}")
            yield from ((_node(kind, row[1:]), row[0]) for row in rows)

    def _edges_as_kept(self) -> Iterator[tuple[Edge, int]]:
        columns = _quoted(p.name for p in _EDGE_PROPERTIES)
        rows = self._connection.execute(f'SELECT digest, id, kind, start, "end", {columns} FROM edge')
        yield from ((_edge(row[1:]), row[0]) for row in rows)

    def _findings_as_kept(self, key: int) -> Iterator[Mapping[str, Any]]:
        query = f"SELECT {', '.join(_FINDING)} FROM finding WHERE judgement = ? ORDER BY place, measure"
        yield from (dict(zip(_FINDING, row, strict=True)) for row in self._connection.execute(query, (key,)))

    def _measures(self) -> Iterator[str]:
        return (id for (id,) in self._connection.execute("SELECT id FROM node_measure"))

    def _keep_nodes(self, kind: NodeKind, nodes: Sequence[Node], digests: Mapping[str, int]) -> tuple[int, int]:
        table, columns = f"node_{kind.key}", _columns(kind)
        kept = dict(self._connection.execute(f"SELECT id, digest FROM {table}"))
        change = difference(kept, nodes, lambda n: n.id, lambda n: digests[n.id])
        self._connection.executemany(f"DELETE FROM {table} WHERE id = ?", ((id,) for id in change.gone))
        self._connection.executemany(
            _upsert(table, ("id",), ("digest", *columns)),
            ((n.id, digests[n.id], *(n.properties.get(c) for c in columns)) for n in change.write),
        )
        return len(change.write), len(change.gone)

    def _keep_edges(self, edges: Sequence[Edge], digests: Mapping[str, int]) -> tuple[int, int]:
        columns = tuple(p.name for p in _EDGE_PROPERTIES)
        kept = dict(self._connection.execute("SELECT id, digest FROM edge"))
        change = difference(kept, edges, lambda e: e.id, lambda e: digests[e.id])
        self._connection.executemany("DELETE FROM edge WHERE id = ?", ((id,) for id in change.gone))
        self._connection.executemany(
            _upsert("edge", ("id",), ("kind", "start", "end", "digest", *columns)),
            (
                (e.id, e.kind, e.start, e.end, digests[e.id], *(e.properties.get(c) for c in columns))
                for e in change.write
            ),
        )
        return len(change.write), len(change.gone)

    def _key(self, judgement: Judgement) -> int:
        """The key of the judgement's row, made where there is none."""
        row = self._connection.execute(
            "INSERT INTO judgement (policy, as_of, version, edition) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (policy, as_of) DO UPDATE SET version = excluded.version, edition = excluded.edition"
            " RETURNING id",
            (judgement.policy, judgement.as_of.isoformat(), judgement.version, judgement.edition),
        ).fetchone()
        return int(row[0])

    def _keep_findings(self, key: int, findings: Sequence[FindingRow]) -> tuple[int, int]:
        kept = dict(self._connection.execute("SELECT measure, digest FROM finding WHERE judgement = ?", (key,)))
        change = difference(kept, findings, lambda f: f.measure, lambda f: f.digest)
        self._connection.executemany(
            "DELETE FROM finding WHERE judgement = ? AND measure = ?", ((key, measure) for measure in change.gone)
        )
        self._connection.executemany(
            _upsert("finding", ("judgement", "measure"), _FINDING[1:]),
            ((key, *(getattr(row, name) for name in _FINDING)) for row in change.write),
        )
        return len(change.write), len(change.gone)

    # --- findings ---

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements, by policy and day."""
        return tuple(judgement for _, judgement in self._judgements())

    def _judgements(self) -> list[tuple[int, Judgement]]:
        rows = self._connection.execute(
            "SELECT id, policy, as_of, version, edition FROM judgement ORDER BY policy, as_of"
        )
        return [
            (key, Judgement(policy=policy, as_of=date.fromisoformat(as_of), version=version, edition=edition))
            for key, policy, as_of, version, edition in rows
        ]

    def _judgement(self, policy: str, as_of: date) -> int:
        row = self._connection.execute(
            "SELECT id FROM judgement WHERE policy = ? AND as_of = ?", (policy, as_of.isoformat())
        ).fetchone()
        if row is None:
            raise no_judgement(policy, as_of)
        return int(row[0])

    def findings(self, policy: str, as_of: date, filters: Filters, offset: int, limit: int | None) -> FindingPage:
        """A page of the findings chosen."""
        key = self._judgement(policy, as_of)
        where, values = self._passing(key, filters)
        counted = dict(
            self._connection.execute(f"SELECT verdict, count(*) FROM finding WHERE {where} GROUP BY verdict", values)
        )
        chosen, more = _choice(filters)
        where, values = f"{where} AND {chosen}", [*values, *more]
        total = self._connection.execute(f"SELECT count(*) FROM finding WHERE {where}", values).fetchone()[0]
        first = "gap DESC, " if filters.must_mend else ""
        rows = self._connection.execute(
            f"SELECT body, measure FROM finding WHERE {where} ORDER BY {first}place LIMIT ? OFFSET ?",
            [*values, -1 if limit is None else limit, offset],
        )
        return FindingPage(
            findings=tuple(unpack(Finding, body, measure) for body, measure in rows),
            total=total,
            counts={verdict: counted.get(verdict.value, 0) for verdict in Verdict},
        )

    def _passing(self, key: int, filters: Filters) -> tuple[str, list[str | int]]:
        """The condition that a finding passes all filters but the choice of verdicts."""
        where, values = ["judgement = ?"], list[str | int]((key,))
        if filters.region is not None:
            rows = self._connection.execute("SELECT DISTINCT region FROM finding WHERE judgement = ?", (key,))
            places = [place for (place,) in rows if is_in(place, filters.region)]
            where.append("region IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(places))
        if filters.kinds:
            where.append("kind IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(sorted(filters.kinds)))
        if filters.issued_after is not None:
            where.append("issued > ?")
            values.append(filters.issued_after.isoformat())
        if filters.document is not None:
            wanted = filters.document
            where.append("(document = ? OR number = ? OR (? <> '' AND instr(title, ?) > 0))")
            values += [wanted, normal_number(wanted) or "", wanted.strip(), wanted]
        return " AND ".join(where), values

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """The finding on one measure."""
        key = self._judgement(policy, as_of)
        row = self._connection.execute(
            "SELECT body FROM finding WHERE judgement = ? AND measure = ?", (key, measure)
        ).fetchone()
        if row is None:
            raise no_finding_kept(measure)
        return unpack(Finding, row[0], measure)

    def verdict_counts(self) -> Mapping[Judgement, Mapping[Verdict, int]]:
        """How the measures of each judgement stand."""
        out = {}
        for key, judgement in self._judgements():
            rows = self._connection.execute(
                "SELECT verdict, count(*) FROM finding WHERE judgement = ? GROUP BY verdict", (key,)
            )
            counted = dict(rows)
            out[judgement] = {verdict: counted.get(verdict.value, 0) for verdict in Verdict}
        return out

    # --- graph ---

    def node(self, id: str) -> Node:
        """The node of that id, whatever its kind."""
        for kind in NODES:
            columns = _columns(kind)
            row = self._connection.execute(
                f"SELECT id, {_quoted(columns)} FROM node_{kind.key} WHERE id = ?", (id,)
            ).fetchone()
            if row is not None:
                return _node(kind, row)
        raise no_node(id)

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """The edges of a node and the nodes at their other ends."""
        self.node(id)
        columns = _quoted(p.name for p in _EDGE_PROPERTIES)
        rows = self._connection.execute(
            f'SELECT id, kind, start, "end", {columns} FROM edge WHERE start = ? OR "end" = ? ORDER BY id', (id, id)
        )
        edges = [_edge(row) for row in rows]
        return tuple((edge, self.node(edge.end if edge.start == id else edge.start)) for edge in edges)

    def nodes(self) -> Iterator[Node]:
        """All nodes, ordered by id."""
        found = (
            _node(kind, row)
            for kind in NODES
            for row in self._connection.execute(f"SELECT id, {_quoted(_columns(kind))} FROM node_{kind.key}").fetchall()
        )
        yield from sorted(found, key=lambda node: node.id)

    def edges(self) -> Iterator[Edge]:
        """All edges, ordered by id."""
        columns = _quoted(p.name for p in _EDGE_PROPERTIES)
        rows = self._connection.execute(f'SELECT id, kind, start, "end", {columns} FROM edge ORDER BY id')
        yield from map(_edge, rows.fetchall())

    def arrays(self) -> GraphArrays:
        """All nodes and edges as numbers. Ids come as a few long texts: a row each would take five times as long."""
        import numpy as np  # only here: most commands have no use for it

        from tracer.store.arrays import GraphArrays, Numbering

        run = self._connection.execute
        numbering = Numbering(
            json.loads(run(f"SELECT json_group_array(id) FROM node_{kind.key}").fetchone()[0]) for kind in NODES
        )
        letters = " ".join(f"WHEN '{kind}' THEN '{chr(_FIRST + n)}'" for n, kind in enumerate(EDGE_KINDS))
        # NOT INDEXED: in the order of the ids, which are the key of the table.
        starts, ends, kinds = run(
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

    def node_counts(self) -> dict[str, int]:
        """How many nodes of each kind."""
        return {
            kind.name: self._connection.execute(f"SELECT count(*) FROM node_{kind.key}").fetchone()[0] for kind in NODES
        }

    def edge_counts(self) -> dict[str, int]:
        """How many edges of each kind."""
        counted = dict(self._connection.execute("SELECT kind, count(*) FROM edge GROUP BY kind"))
        return {name: counted.get(name, 0) for name in EDGE_KINDS}


def _upsert(table: str, keys: Sequence[str], columns: Sequence[str]) -> str:
    marks = ", ".join("?" * (len(keys) + len(columns)))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    return (
        f"INSERT INTO {table} ({_quoted((*keys, *columns))}) VALUES ({marks})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}"
    )


def _choice(filters: Filters) -> tuple[str, list[str]]:
    """The condition that a finding is one of those chosen."""
    verdicts = "verdict IN (SELECT value FROM json_each(?))"
    asked = [json.dumps(sorted(filters.verdicts))] if filters.verdicts else []
    if filters.must_mend:
        return (f"mend = 1 AND {verdicts}" if asked else "mend = 1"), asked
    return (verdicts, asked) if asked else ("gap = 1", [])


def _values(stated: Iterable[Property], row: Sequence[Any]) -> dict[str, Value]:
    """The properties of a row that have a value; SQLite keeps flags as numbers."""
    named = zip((p.name for p in stated), row, strict=True)
    return known({name: bool(v) if name in _FLAGS and v is not None else v for name, v in named})


def _node(kind: NodeKind, row: Sequence[Any]) -> Node:
    return Node(kind.name, row[0], _values((p for p in kind.properties if p.name != "id"), row[1:]))


def _edge(row: Sequence[Any]) -> Edge:
    return Edge(row[1], row[0], row[2], row[3], _values(_EDGE_PROPERTIES, row[4:]))
