"""The Neo4j schema as numbered steps, made from graph_schema.graph: Community has uniqueness, no other constraint.

What must be there and of which type is checked before it is written (graph_schema.graph.problems).
Every statement may be taken twice, since a step may be interrupted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from graph_schema.graph import EDGES, NODES

BY_ITSELF = "IN TRANSACTIONS"
"""Words of a statement that begins and ends transactions itself."""

MARK = "policy-basis-tracer"
"""What the :Store node of a store of this program says."""

_OWN = (
    "CREATE CONSTRAINT store_mark IF NOT EXISTS FOR (n:Store) REQUIRE n.mark IS UNIQUE",
    "CREATE CONSTRAINT source_path IF NOT EXISTS FOR (n:Source) REQUIRE n.path IS UNIQUE",
    "CREATE INDEX source_sha256 IF NOT EXISTS FOR (n:Source) ON (n.sha256)",
    "CREATE CONSTRAINT change_version IF NOT EXISTS FOR (n:Change) REQUIRE n.version IS UNIQUE",
    "CREATE INDEX change_subject IF NOT EXISTS FOR (n:Change) ON (n.subject)",
    "CREATE INDEX past_until IF NOT EXISTS FOR (n:Past) ON (n.until)",
    "CREATE CONSTRAINT decision_id IF NOT EXISTS FOR (n:Decision) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX decision_subject IF NOT EXISTS FOR (n:Decision) ON (n.subject)",
    "CREATE CONSTRAINT judgement_key IF NOT EXISTS FOR (n:Judgement) REQUIRE n.key IS UNIQUE",
    "CREATE CONSTRAINT finding_measure IF NOT EXISTS FOR (n:Finding) REQUIRE (n.judgement, n.measure) IS UNIQUE",
    "CREATE INDEX finding_verdict IF NOT EXISTS FOR (n:Finding) ON (n.judgement, n.verdict)",
    "CREATE INDEX finding_gap IF NOT EXISTS FOR (n:Finding) ON (n.judgement, n.gap, n.place)",
    # Words of Chinese are found by their pairs of characters.
    "CREATE FULLTEXT INDEX search_text IF NOT EXISTS FOR (n:SearchText) ON EACH [n.text]"
    " OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}",
)


def graph_statements(kinds: Collection[str]) -> Iterator[str]:
    """Gives the constraints and indexes of these kinds of nodes and edges."""
    for kind in (node for node in NODES if node.name in kinds):
        for stated in kind.properties:
            name = f"{kind.key}_{stated.name}"
            if stated.unique:
                yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{kind.name}) REQUIRE n.{stated.name} IS UNIQUE"
            elif stated.indexed:
                yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{kind.name}) ON (n.{stated.name})"
    for edge in (edge for edge in EDGES if edge.name in kinds):
        name = f"{edge.name.lower()}_id"
        yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR ()-[e:{edge.name}]-() REQUIRE e.id IS UNIQUE"


_LATER = {"CatalogItem", "LedgerEntry", "LISTED_AS", "RECORDED_AS"}
_FIRST = ({node.name for node in NODES} | {edge.name for edge in EDGES}) - _LATER

_OWN_LATER = ("CREATE INDEX past_path IF NOT EXISTS FOR (n:Past) ON (n.path)",)

# A finding says what it says by codes with values; those of before kept sentences, which cannot be turned back.
# Their judgement goes, as that of an earlier edition does; the findings go when the next one is kept.
_FINDINGS_BY_CODES = ("MATCH (j:Judgement) DETACH DELETE j",)

_DISCLOSURES = ("CREATE INDEX disclosure_place IF NOT EXISTS FOR (n:Disclosure) ON (n.place)",)

DROPPED = ("finding_verdict", "finding_gap")
"""Indexes that earlier steps made and a later one drops."""

# The link index, and findings by document. Graph, findings and judgements of before go: `tracer store judge` makes them anew.
_KEPT_ANSWERS = (
    "MATCH (j:Judgement) DETACH DELETE j",
    "MATCH (s:Store) REMOVE s.graph, s.said_of",
    *(
        f"MATCH (n:{label}) CALL {{ WITH n DETACH DELETE n }} {BY_ITSELF} OF 2000 ROWS"
        for label in ("Finding", *(node.name for node in NODES))
    ),
    *(f"DROP INDEX {name} IF EXISTS" for name in DROPPED),
    "CREATE CONSTRAINT index_document IF NOT EXISTS FOR (n:IndexRow) REQUIRE n.document IS UNIQUE",
    "CREATE INDEX index_touched IF NOT EXISTS FOR (n:IndexRow) ON (n.touched)",
    "CREATE INDEX index_key IF NOT EXISTS FOR (n:IndexKey) ON (n.kind, n.words)",
    "CREATE INDEX index_key_document IF NOT EXISTS FOR (n:IndexKey) ON (n.document)",
    "CREATE CONSTRAINT judged_document IF NOT EXISTS FOR (n:Judged) REQUIRE (n.judgement, n.document) IS UNIQUE",
    "CREATE INDEX judged_order IF NOT EXISTS FOR (n:Judged) ON (n.judgement, n.order_number, n.order_title, n.document)",
)

_TURNS = ("CREATE CONSTRAINT turn_name IF NOT EXISTS FOR (n:Turn) REQUIRE n.name IS UNIQUE",)

STEPS: tuple[tuple[str, ...], ...] = (
    (*_OWN, *graph_statements(_FIRST)),
    (*_OWN_LATER, *graph_statements(_LATER)),
    _FINDINGS_BY_CODES,
    _DISCLOSURES,
    _KEPT_ANSWERS,
    _TURNS,
)
"""STEPS[n] takes a store from version n to version n + 1; the first makes an empty database a store."""

LATEST = len(STEPS)


def names_of(step: Iterable[str]) -> tuple[str, ...]:
    """Returns the names of the constraints and indexes that a step makes."""
    return tuple(name for statement in step for name in re.findall(r"^CREATE .*?(\w+) IF NOT EXISTS", statement))
