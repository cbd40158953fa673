"""Findings stand in every export, as the findings say it, of the types that are stated; parsed by readers that are not ours."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet
import pytest
from store_contract import SAMPLE, kinds_of_stores

from graph_schema.graph import NODE_KINDS, PropertyType, Value, validity_of
from graph_schema.records import Finding
from graph_schema.terms import Group, Verdict
from ingest.formats.files import load_file
from ingest.reading import read
from tracer import jobs
from tracer.policy.file import load_policy
from tracer.store import GraphStore, open_store
from tracer.store.base.findings import Filters
from tracer.store.export import FORMATS, write
from tracer.store.stores import StoreKind

DAY = date(2024, 3, 1)
POLICY = load_policy().id
JUDGED = ("verdict", "reasons", "groups", "gap", "must_mend", "day", "edition")
ASKED: Mapping[str, tuple[str, ...]] = {
    "Measure": JUDGED,
    "Document": ("level", "region", "validity"),
    "Instrument": ("level", "region", "validity"),
}
Told = dict[str, dict[str, Value]]


def fill(store: GraphStore) -> GraphStore:
    """Returns the store with some of the sample in it."""
    for file in sorted(SAMPLE.glob("*.txt"))[:8]:
        store.put(read(load_file(file)))
    return store


@pytest.fixture(scope="module")
def store() -> Iterator[GraphStore]:
    with open_store("sqlite:///:memory:") as made:
        yield fill(made)


@pytest.fixture(scope="module")
def folder(store: GraphStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("judged")
    export(store, out)
    return out


def export(store: GraphStore, out: Path) -> None:
    """Writes the graph of a store in every format."""
    with jobs.graph(store, as_of=DAY) as graph:
        for form in FORMATS:
            write(graph.nodes, graph.edges, form, out / form)


@pytest.fixture(scope="module")
def expected(store: GraphStore, folder: Path) -> Told:
    """Returns what the findings say of measures, and the graph of documents and instruments, by id."""
    assert folder.exists()
    nodes = list(store.nodes())
    documents = [node.id for node in nodes if node.kind == "Document"]
    found = [f for some in store.findings_in(POLICY, DAY, documents).values() for f in some]
    asked = {g: Filters(group=g, verdicts=frozenset(Verdict)) for g in Group}
    groups = {g: {f.measure.id for f in store.findings(POLICY, DAY, filters).findings} for g, filters in asked.items()}
    told: Told = {finding.measure.id: said_by(finding, groups) for finding in found}
    for node in nodes:
        if node.kind in ("Document", "Instrument"):
            values = {name: node.properties.get(name) for name in ("level", "region")}
            told[node.id] = {**values, "validity": validity_of(node, DAY.isoformat())}
    assert {said.get("verdict") for said in told.values()} >= {"direct", "indirect", "dead_end"}
    assert {said.get("validity") for said in told.values()} >= {"in_force", "unknown"}
    return {id: {name: value for name, value in said.items() if value is not None} for id, said in told.items()}


def said_by(finding: Finding, groups: Mapping[Group, set[str]]) -> dict[str, Value]:
    """Returns what a finding says, property by property."""
    return {
        "verdict": finding.verdict.value,
        "reasons": "、".join(dict.fromkeys(stop.reason.value for stop in finding.stops)) or None,
        "groups": "、".join(group.value for group in Group if finding.measure.id in groups[group]) or None,
        "gap": finding.is_gap,
        "must_mend": finding.must_mend,
        "day": DAY.isoformat(),
        "edition": finding.edition,
    }


def chosen(kind: str, said: Mapping[str, Any]) -> dict[str, Value]:
    """Returns those properties of a node that are asked for, where it has them."""
    return {name: said[name] for name in ASKED.get(kind, ()) if said.get(name) is not None}


def of_xml(graph: Any) -> Told:
    return {id: chosen(data["node_kind"], data) for id, data in graph.nodes(data=True)}


def of_graphml(path: Path) -> Told:
    return of_xml(nx.read_graphml(path, force_multigraph=True))


def of_gexf(path: Path) -> Told:
    return of_xml(nx.read_gexf(path, version="1.2draft"))


def of_jsonl(path: Path) -> Told:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    return {row["id"]: chosen(row["kind"], row["properties"]) for row in rows if "start" not in row}


def of_parquet(path: Path) -> Told:
    told: Told = {}
    for kind in NODE_KINDS:
        file = path / f"nodes-{kind}.parquet"
        rows: list[dict[str, Any]] = pyarrow.parquet.read_table(file).to_pylist() if file.exists() else []
        told |= {row["id"]: chosen(kind, row) for row in rows}
    return told


def of_csv(path: Path) -> Told:
    turned: dict[str, Callable[[str], Any]] = {"boolean": {"true": True, "false": False}.__getitem__, "string": str}
    told: Told = {}
    for kind in ASKED:
        header = [column.split(":") for column in (path / f"nodes-{kind}-header.csv").read_text().strip().split(",")]
        with (path / f"nodes-{kind}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                said = {
                    name: turned[type_](cell)
                    for (name, type_), cell in zip(header, row, strict=True)
                    if cell and name in ASKED[kind]
                }
                told[row[0]] = chosen(kind, said)
    return told


# What Neo4j itself makes of a script is seen in test_tracer_store_export.py.
_NODE = re.compile(r"\['([^']+)', \{((?:[^'}]|'(?:[^'\\]|\\.)*')*)\}\]")
_SAID = re.compile(r"(\w+): ('(?:[^'\\]|\\.)*'|true|false)")


def of_cypher(path: Path) -> Told:
    told: Told = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        kind = re.search(r"MERGE \(n:(\w+)", line)
        for id, said in _NODE.findall(line) if kind else ():
            values = {name: {"true": True, "false": False}.get(word, word[1:-1]) for name, word in _SAID.findall(said)}
            told[id] = chosen(kind[1] if kind else "", values)
    return told


READERS: Mapping[str, Callable[[Path], Told]] = {
    "graphml": of_graphml,
    "gexf": of_gexf,
    "jsonl": of_jsonl,
    "csv": of_csv,
    "cypher": of_cypher,
    "parquet": of_parquet,
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_what_is_judged(form: str, folder: Path, expected: Told) -> None:
    found = READERS[form](folder / form)
    assert {id: said for id, said in found.items() if said} == {id: said for id, said in expected.items() if said}


def test_the_tables_have_the_types_that_are_stated(folder: Path) -> None:
    types = {PropertyType.TEXT: "string", PropertyType.DAY: "string", PropertyType.FLAG: "bool"}
    for kind, names in ASKED.items():
        stated = {p.name: types[p.values] for p in NODE_KINDS[kind].properties if p.name in names}
        schema = pyarrow.parquet.read_schema(folder / "parquet" / f"nodes-{kind}.parquet")
        assert {name: str(schema.field(name).type) for name in names} == stated


@pytest.mark.parametrize("kind", kinds_of_stores(but="sqlite"))
def test_the_other_store_exports_the_same_bytes(
    kind: StoreKind, new_store_of: Callable[[StoreKind], Callable[[], GraphStore]], folder: Path, tmp_path: Path
) -> None:
    with new_store_of(kind)() as other:
        export(fill(other), tmp_path)
    mine, theirs = (
        {str(file.relative_to(top)): file.read_bytes() for file in top.rglob("*") if file.is_file()}
        for top in (folder, tmp_path)
    )
    assert mine.keys() == theirs.keys()
    different = [name for name in mine if mine[name] != theirs[name] and not name.endswith(".parquet")]
    assert different == []
    assert of_parquet(folder / "parquet") == of_parquet(tmp_path / "parquet")


def test_a_store_that_cannot_be_written_is_exported_from_memory(
    store: GraphStore, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph_schema.errors import StoreError
    from tracer.jobs import kept

    def refuse(*_: object, **__: object) -> object:
        raise StoreError("store.no_right", path="x")

    monkeypatch.setattr(kept, "refreshed", refuse)
    monkeypatch.setattr(kept, "_as_if_now", lambda view, *_: view)
    with jobs.graph(store, as_of=DAY) as graph:
        write(graph.nodes, graph.edges, "jsonl", tmp_path / "jsonl")
    assert (tmp_path / "jsonl").read_bytes() == (folder / "jsonl").read_bytes()
