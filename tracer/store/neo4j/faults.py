"""What can be broken in a store of Neo4j beneath its readings and its graph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neo4j import ManagedTransaction

from graph_schema.graph import NODE_KINDS
from graph_schema.integrity import Fault, FaultKind
from tracer.store.neo4j.schema import LATEST, MARK, STEPS, names_of

_LABELS = ("Store", "Source", "Past", "SearchText", "Change", "Decision", "Judgement", "Finding", *NODE_KINDS)
_FOREIGN = """
MATCH (n) WHERE none(label IN labels(n) WHERE label IN $labels)
RETURN labels(n) AS labels, count(n) AS count ORDER BY labels
"""
_LOOSE = "MATCH (n:SearchText) WHERE NOT (:Source)-[:SAYS]->(n) RETURN count(n) AS count"


def faults(tx: ManagedTransaction) -> Iterator[Fault]:
    """Constraints and indexes that are missing, do not work or are others; a version that is not the log's; foreign nodes."""
    yield from _schema(tx)
    store = tx.run("MATCH (s:Store {mark: $mark}) RETURN s.version AS version, s.schema AS schema", mark=MARK).single()
    version, schema = (store["version"], store["schema"]) if store else (None, None)
    if schema != LATEST:
        yield Fault(kind=FaultKind.SCHEMA, file="", where=f"Store.schema {schema}, {LATEST}")
    log = tx.run("MATCH (c:Change) RETURN count(c) AS count, coalesce(max(c.version), 0) AS last").single()
    if log is None or not version == log["count"] == log["last"]:
        yield Fault(kind=FaultKind.GAP, file="", where=f"Change (Store.version {version})")
    loose = tx.run(_LOOSE).single()
    if loose and loose["count"]:
        yield Fault(kind=FaultKind.ORPHAN, file="", where=f"SearchText ({loose['count']})")
    for row in tx.run(_FOREIGN, {"labels": list(_LABELS)}):
        yield Fault(kind=FaultKind.ORPHAN, file="", where=f"{':'.join(row['labels']) or '()'} ({row['count']})")


def _schema(tx: ManagedTransaction) -> Iterator[Fault]:
    """What the schema makes and is not there, has failed, or is of another kind."""
    query = "SHOW INDEXES YIELD name, state, type, owningConstraint, options"
    here = {row["name"]: row for row in tx.run(query)}
    for statement in (statement for step in STEPS for statement in step):
        (name,) = names_of([statement])
        row = here.get(name)
        analyzer = re.search("`fulltext.analyzer`: '(.*?)'", statement)
        if row is None or row["state"] != "ONLINE":
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} ({row['state'] if row else '-'})")
        elif statement.startswith("CREATE CONSTRAINT") and row["owningConstraint"] != name:
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} (UNIQUE)")
        elif analyzer and row["options"]["indexConfig"].get("fulltext.analyzer") != analyzer[1]:
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} ({analyzer[1]})")
