"""Says what can be broken in a store of Neo4j beneath its readings: its schema, what belongs to nothing, graph and findings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neo4j import ManagedTransaction

from graph_schema.graph import NODE_KINDS
from graph_schema.integrity import Fault, FaultKind
from tracer.store.graph_faults import graph_faults, index_faults, judged_faults
from tracer.store.neo4j.findings import judged_as_kept, judgements, missing_of
from tracer.store.neo4j.graph import edges_as_kept, graph_seal, nodes_as_kept
from tracer.store.neo4j.index import index_as_kept, kept_seal
from tracer.store.neo4j.schema import DROPPED, LATEST, MARK, STEPS, names_of

_OWN = (
    *("Store", "Source", "Past", "SearchText", "Change", "Decision", "Disclosure"),
    *("IndexState", "IndexRow", "IndexKey", "Judgement", "Judged", "Finding"),
)
_LABELS = (*_OWN, *NODE_KINDS)
_FOREIGN = """
MATCH (n) WHERE none(label IN labels(n) WHERE label IN $labels)
RETURN labels(n) AS labels, count(n) AS count ORDER BY labels
"""
_LOOSE = "MATCH (n:SearchText) WHERE NOT (:Source)-[:SAYS]->(n) RETURN count(n) AS count"


def faults(tx: ManagedTransaction, version: int) -> Iterator[Fault]:
    """Finds what is broken in a store that has seen so many changes."""
    yield from _own(tx)
    yield from _judged(tx, version)


def _judged(tx: ManagedTransaction, version: int) -> Iterator[Fault]:
    """Finds what of graph, index and findings is not as it was kept, or not as graph_schema.graph states."""
    yield from graph_faults(nodes_as_kept(tx), edges_as_kept(tx), graph_seal(tx))
    yield from index_faults(index_as_kept(tx), kept_seal(tx))
    for key, one in judgements(tx):
        yield from judged_faults(one, judged_as_kept(tx, key), missing_of(tx, key), version)


def _own(tx: ManagedTransaction) -> Iterator[Fault]:
    """Yields constraints and indexes that are missing, do not work or are others; a version that is not the log's; foreign nodes."""
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
    """Finds what the schema makes and is not there, has failed, or is of another kind."""
    query = "SHOW INDEXES YIELD name, state, type, owningConstraint, options"
    here = {row["name"]: row for row in tx.run(query)}
    made = ((name, statement) for step in STEPS for statement in step for name in names_of([statement]))
    for name, statement in made:
        if name in DROPPED:
            continue
        row = here.get(name)
        analyzer = re.search("`fulltext.analyzer`: '(.*?)'", statement)
        if row is None or row["state"] != "ONLINE":
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} ({row['state'] if row else '-'})")
        elif statement.startswith("CREATE CONSTRAINT") and row["owningConstraint"] != name:
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} (UNIQUE)")
        elif analyzer and row["options"]["indexConfig"].get("fulltext.analyzer") != analyzer[1]:
            yield Fault(kind=FaultKind.SCHEMA, file="", where=f"{name} ({analyzer[1]})")
