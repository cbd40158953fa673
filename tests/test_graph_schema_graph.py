"""The statement of the graph, and what is made from it: tables, validators, JSON Schema, the page of the documentation."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from store_contract import READINGS, judged_sample

from graph_schema.graph import EDGES, NODES, Edge, Node, Property, PropertyType, edge_properties, problems
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Decision, Finding, Reading
from graph_schema.schema_page import files, with_terms
from tracer.store.sqlite.schema import migrate

ROOT = Path(__file__).resolve().parent.parent

_SQL = {
    PropertyType.TEXT: "TEXT",
    PropertyType.INTEGER: "INTEGER",
    PropertyType.NUMBER: "REAL",
    PropertyType.FLAG: "INTEGER",
    PropertyType.DAY: "TEXT",
}


def columns_of(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """Returns name, type and whether it must be there, of every column."""
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [(name, kind, bool(required or key)) for _, name, kind, required, _, key in rows]


def stated(properties: tuple[Property, ...], *, required: bool = True) -> list[tuple[str, str, bool]]:
    return [(p.name, _SQL[p.values], required and p.required) for p in properties]


def test_the_tables_of_sqlite_hold_what_is_stated_and_nothing_else() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {name for name in tables if name.startswith("node_")} == {f"node_{kind.key}" for kind in NODES}
        for kind in NODES:
            own = [column for column in columns_of(connection, f"node_{kind.key}") if column[0] != "digest"]
            assert own == stated(kind.kept)
            indexed = {name for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", (f"node_{kind.key}",)
            )}  # fmt: skip
            assert indexed == {f"node_{kind.key}_by_{p.name}" for p in kind.properties if p.indexed}
        frame = {"id", "kind", "start", "end", "digest"}
        own = [column for column in columns_of(connection, "edge") if column[0] not in frame]
        # One table holds all kinds of edges: what one of them must have, another one has not.
        assert sorted(own) == sorted(stated(edge_properties(), required=False))


def test_a_property_of_several_kinds_of_edges_is_the_same_in_all() -> None:
    for p in edge_properties():
        assert {q.values for kind in EDGES for q in kind.properties if q.name == p.name} == {p.values}


def test_the_graph_of_the_sample_corpus_holds() -> None:
    judged = judged_sample()
    assert list(problems(judged.nodes, judged.edges)) == []
    used = {edge.kind for edge in judged.edges}
    # Nobody amends anything in the corpus; no list was imported, and of ledgers nothing is read yet.
    assert {kind.name for kind in EDGES} - used == {"AMENDS", "LISTED_AS", "RECORDED_AS"}
    assert {kind.name for kind in NODES} - {node.kind for node in judged.nodes} == {"CatalogItem", "LedgerEntry"}


def test_the_page_on_meanings_names_all_kinds() -> None:
    page = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
    nodes, edges = (re.search(rf"^{what}: (.*?)\n\n", page, re.M | re.S) for what in ("Node kinds", "Edge kinds"))
    assert nodes and edges
    assert {kind.name for kind in NODES} == set(re.findall("`(.*?)`", nodes[1]))
    assert {kind.name for kind in EDGES} == set(re.findall("`(.*?)`", edges[1]))


def measure() -> Node:
    return next(node for node in judged_sample().nodes if node.kind == "Measure")


def basis() -> Edge:
    return next(edge for edge in judged_sample().edges if edge.kind == "BASED_ON")


BREAKS: list[tuple[Callable[[], Node | Edge], str]] = [
    (lambda: replace(measure(), kind="Act"), "no such kind of node"),
    (lambda: replace(measure(), properties={**measure().properties, "colour": "red"}), "no such property: colour"),
    (lambda: replace(measure(), properties={**measure().properties, "text": None}), "text is missing"),
    (lambda: replace(measure(), properties={**measure().properties, "begin": "1"}), "begin is no integer"),
    (lambda: replace(measure(), properties={**measure().properties, "begin": True}), "begin is no integer"),
    (lambda: replace(measure(), properties={**measure().properties, "kind": "ban"}), "kind is none of"),
    (lambda: replace(basis(), kind="NEAR"), "no such kind of edge"),
    (lambda: replace(basis(), end="nowhere"), "not there: nowhere"),
    (lambda: replace(basis(), end=basis().start), "must not lead from Measure to Measure"),
    (lambda: replace(basis(), properties={}), "quote is missing"),
]


@pytest.mark.parametrize(("broken", "said"), BREAKS, ids=[said for _, said in BREAKS])
def test_what_does_not_hold_is_named(broken: Callable[[], Node | Edge], said: str) -> None:
    judged, wrong = judged_sample(), broken()
    nodes = tuple(wrong if isinstance(wrong, Node) and n.id == wrong.id else n for n in judged.nodes)
    edges = tuple(wrong if isinstance(wrong, Edge) and e.id == wrong.id else e for e in judged.edges)
    found = list(problems(nodes, edges))
    assert any(said in problem and wrong.id in problem for problem in found)


def test_a_day_must_be_one() -> None:
    node = next(n for n in judged_sample().nodes if n.kind == "Document" and "date" in n.properties)
    wrong = replace(node, properties={**node.properties, "date": "2020-02-31"})
    assert [p.split(": ", 1)[1] for p in problems([wrong], [])] == ["date is no day: '2020-02-31'"]


def test_ids_are_used_once() -> None:
    node, edge = Node("Region", "r", {}), Edge("PART_OF", "e", "r", "r")
    assert list(problems([node, node], [])) == ["Region r: another node has this id"]
    assert list(problems([node], [edge, edge])) == ["PART_OF e: another edge has this id"]


@pytest.mark.parametrize(("file", "text"), list(files()), ids=lambda value: getattr(value, "name", ""))
def test_the_documentation_is_what_the_statement_makes(file: object, text: str) -> None:
    assert isinstance(file, Path)
    same = file.read_text(encoding="utf-8") == text
    assert same, f"docs/{file.name} is not what the code says: run make pages"


def test_each_table_of_terms_stands_on_its_page() -> None:
    """A mark that was lost or misspelt would leave a table as it is for ever."""
    page = next(text for file, text in files() if file.name == "semantics.md")
    assert re.findall("^<!-- (\\w+): `make pages`", page, re.MULTILINE) == ["MeasureKind", "BreakReason", "Check"]
    assert with_terms(page.replace("nothing is cited", "something is")) == page


# --- records as plain values -------------------------------------------------------------------


@given(reading=READINGS)
def test_readings_come_back_from_plain_values(reading: Reading) -> None:
    assert from_plain(Reading, to_plain(reading)) == reading


def test_findings_come_back_from_plain_values() -> None:
    for finding in judged_sample().findings:
        assert from_plain(Finding, to_plain(finding)) == finding


def test_what_an_older_version_wrote_is_read_with_defaults() -> None:
    plain = to_plain(judged_sample().findings[0])
    del plain["cures"], plain["measure"]["confidence"]
    assert from_plain(Finding, plain).cures == ()
    assert from_plain(Finding, plain).measure.confidence == 1.0


@pytest.mark.parametrize("plain", [{}, {"id": "x"}, [], None, 3], ids=str)
def test_other_values_are_no_record(plain: object) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        from_plain(Decision, plain)
