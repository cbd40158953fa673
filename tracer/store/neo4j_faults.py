"""What can be broken in a store of Neo4j beneath its readings."""

from __future__ import annotations

from collections.abc import Iterator

from neo4j import ManagedTransaction

from graph_schema.integrity import Fault, FaultKind
from tracer.store.neo4j_schema import LATEST, MARK, STEPS, names_of

_LOOSE = {
    "SearchText": "MATCH (n:SearchText) WHERE NOT (:Source)-[:SAYS]->(n) RETURN count(n) AS count",
    "Finding": "MATCH (n:Finding) WHERE NOT EXISTS { MATCH (:Judgement {key: n.judgement}) } RETURN count(n) AS count",
}
_TEXTS = """
MATCH (s:Source) OPTIONAL MATCH (s)-[:SAYS]->(t:SearchText {tier: 2})
WITH s, count(t) AS found WHERE found > s.measures RETURN s.path AS path, found
"""


def faults(tx: ManagedTransaction) -> Iterator[Fault]:
    """Constraints and indexes that are missing or do not work, a log that is not whole, nodes that belong to nothing."""
    yield from _schema(tx)
    store = tx.run("MATCH (s:Store {mark: $mark}) RETURN s.version AS version, s.schema AS schema", mark=MARK).single()
    version, schema = (store["version"], store["schema"]) if store else (None, None)
    if schema != LATEST:
        yield Fault(kind=FaultKind.SCHEMA, file="", where=f"Store.schema {schema}, {LATEST}")
    log = tx.run("MATCH (c:Change) RETURN count(c) AS count, coalesce(max(c.version), 0) AS last").single()
    if log is None or not version == log["count"] == log["last"]:
        yield Fault(kind=FaultKind.GAP, file="", where=f"Change (Store.version {version})")
    for label, query in _LOOSE.items():
        loose = tx.run(query).single()
        if loose and loose["count"]:
            yield Fault(kind=FaultKind.ORPHAN, file="", where=f"{label} ({loose['count']})")
    for row in tx.run(_TEXTS):
        yield Fault(kind=FaultKind.INDEX, file=row["path"], where=f"SearchText ({row['found']})")


def _schema(tx: ManagedTransaction) -> Iterator[Fault]:
    """What the schema makes and is not there, or has failed."""
    made = {name for step in STEPS for name in names_of(step)}
    here = {row["name"]: row["state"] for row in tx.run("SHOW INDEXES YIELD name, state")}
    for name in sorted(made):
        if here.get(name) != "ONLINE":
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} ({here.get(name, '-')})")
