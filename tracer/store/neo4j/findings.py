"""The findings in Neo4j, and the judgements that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from functools import partial
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.graph import Edge, Node
from graph_schema.numbers import normal_number
from graph_schema.records import Finding
from graph_schema.regions import is_in
from graph_schema.terms import Verdict
from tracer.store.base.errors import no_finding_kept, no_judgement
from tracer.store.base.findings import Filters, FindingPage, Judgement, Kept
from tracer.store.graph_faults import KeptJudgement
from tracer.store.neo4j.database import Database, Part, lock, one, run
from tracer.store.neo4j.graph import drop_graph, renewal_of_edges, renewal_of_nodes, seal_of_graph
from tracer.store.neo4j.renewing import KeptKind, Row, drop_all, gone_for_good
from tracer.store.rows import FindingRow, finding_rows, require_graph, seal_of, unpack

_FINDINGS = """
UNWIND $rows AS row MERGE (f:Finding {judgement: $judgement, measure: row.measure}) SET f += row
WITH f, row MATCH (m:Measure {id: row.measure}) MERGE (f)-[:ON]->(m)
"""
_KIND = KeptKind(
    kept="MATCH (f:Finding {judgement: $judgement}) RETURN f.measure AS key, f.digest AS digest",
    drop="UNWIND $rows AS measure MATCH (f:Finding {judgement: $judgement, measure: measure}) DETACH DELETE f",
    key="measure",
    statement=lambda _: _FINDINGS,
)
_VERDICTS = "MATCH (f:Finding {{judgement: $judgement}}) WHERE {where} RETURN f.verdict AS verdict, count(f) AS count"


class Neo4jFindings(Part):
    """The side of `tracer.store.base.findings.Findings`."""

    def keep(
        self, judgement: Judgement, nodes: Iterable[Node], edges: Iterable[Edge], findings: Iterable[Finding]
    ) -> Kept:
        """Keeps the graph and these findings.

        A large graph takes several transactions: what was judged before goes in the first, and the
        judgement is there with the last. What an interrupted run has written counts as not kept yet.
        """
        all_nodes, all_edges = list(nodes), list(edges)
        require_graph(all_nodes, all_edges)
        rows = [asdict(row) for row in finding_rows(findings)]
        seals = {
            "graph": seal_of_graph(all_nodes, all_edges),
            "findings": seal_of(int(row["digest"]) for row in rows),
        }
        key = _key(judgement.policy, judgement.as_of)
        self._database.write(partial(_begin, key=key, version=judgement.version))
        of_nodes = list(renewal_of_nodes(self._database, all_nodes))
        of_edges = list(renewal_of_edges(self._database, all_nodes, all_edges))
        of_findings = [_KIND.renewal(self._database, rows, judgement=key)]
        renewals = [*of_nodes, *of_edges, *of_findings]
        for renewal in renewals:
            renewal.write(self._database)
        # Edges go before the nodes that they lead to.
        for renewal in reversed(renewals):
            renewal.drop_gone(self._database)
        self._database.write(partial(_finish, key=key, judgement=judgement, seals=seals))
        return Kept(
            written=sum(len(renewal.rows.write) for renewal in renewals),
            removed=sum(map(gone_for_good, (of_nodes, of_edges, of_findings))),
        )

    def drop_graph(self) -> None:
        """Lets the graph, all findings and judgements go."""
        forget_judgements(self._database)
        drop_graph(self._database)

    def judgements(self) -> tuple[Judgement, ...]:
        """Returns the judgements that are kept whole."""
        return tuple(judgement for _, judgement in self._database.read(_judgements))

    def findings(
        self, policy: str, as_of: date, filters: Filters | None = None, *, offset: int = 0, limit: int | None = None
    ) -> FindingPage:
        """Returns the gaps of a judgement, or what else the filters choose."""
        chosen = filters or Filters()
        return self._database.read(lambda tx: _page(tx, _key_of(tx, policy, as_of), chosen, offset, limit))

    def finding(self, policy: str, as_of: date, measure: str) -> Finding:
        """Returns the finding on one measure."""

        def work(tx: ManagedTransaction) -> Finding:
            row = one(
                tx,
                "MATCH (f:Finding {judgement: $judgement, measure: $measure}) RETURN f.body AS body",
                judgement=_key_of(tx, policy, as_of),
                measure=measure,
            )
            if row is None:
                raise no_finding_kept(measure)
            return unpack(Finding, row["body"], measure)

        return self._database.read(work)


# --- keeping -----------------------------------------------------------------------------------


def forget_judgements(database: Database) -> None:
    """Lets all judgements go, and then their findings: of a judgement that is not there none is kept."""
    database.write(partial(run, query="MATCH (j:Judgement) DETACH DELETE j"))
    drop_all(database, "MATCH (n:Finding) WHERE NOT EXISTS { MATCH (:Judgement {key: n.judgement}) }")


def _begin(tx: ManagedTransaction, key: str, version: int) -> None:
    """Drops the judgements of earlier versions; this one is not whole until `_finish`."""
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


# --- reading, within a transaction -------------------------------------------------------------


def verdict_counts(tx: ManagedTransaction) -> dict[Judgement, Mapping[Verdict, int]]:
    """Counts how the measures of each judgement stand."""
    verdicts: dict[Judgement, Mapping[Verdict, int]] = {}
    for key, judgement in _judgements(tx):
        rows = tx.run(_VERDICTS.format(where="true"), judgement=key)
        counted = {row["verdict"]: row["count"] for row in rows}
        verdicts[judgement] = {verdict: counted.get(verdict.value, 0) for verdict in Verdict}
    return verdicts


def kept_judgements(tx: ManagedTransaction) -> list[tuple[str, KeptJudgement]]:
    """Returns the judgements with their keys and seals, by policy and day."""
    rows = list(tx.run("MATCH (j:Judgement) RETURN j ORDER BY j.policy, j.as_of"))
    return [
        (key, KeptJudgement(judgement=judgement, graph=row["j"].get("graph"), findings=row["j"].get("findings")))
        for (key, judgement), row in zip(_judgements(tx), rows, strict=True)
    ]


def findings_as_kept(tx: ManagedTransaction, key: str) -> Iterator[Row]:
    """Gives the rows of findings in their order; one that does not lie ON its measure has none to name."""
    rows = tx.run(
        "MATCH (f:Finding {judgement: $key}) OPTIONAL MATCH (f)-[:ON]->(m:Measure)"
        " RETURN f, collect(m.id) AS on ORDER BY f.place, f.measure",
        {"key": key},
    )
    for row in rows:
        kept = {field.name: row["f"].get(field.name) for field in fields(FindingRow)}
        measure = kept["measure"] if row["on"] == [kept["measure"]] else f"{kept['measure']} ON {row['on']}"
        yield {**kept, "reasons": tuple(kept["reasons"] or ()), "measure": measure}


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


def _key(policy: str, as_of: date) -> str:
    return f"{policy}@{as_of.isoformat()}"


def _key_of(tx: ManagedTransaction, policy: str, as_of: date) -> str:
    """Returns the key of a judgement. NotFoundError where it is not kept."""
    key = _key(policy, as_of)
    if one(tx, "MATCH (j:Judgement {key: $key}) RETURN j.key AS key", key=key) is None:
        raise no_judgement(policy, as_of)
    return key


def _page(tx: ManagedTransaction, key: str, filters: Filters, offset: int, limit: int | None) -> FindingPage:
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
    """Returns the condition that a finding passes all filters but the choice of verdicts."""
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
