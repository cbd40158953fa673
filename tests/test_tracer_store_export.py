"""Every export is read back by another program and compared with the graph that was written."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j import GraphDatabase
from sizes import sized

from graph_schema.errors import InputError
from graph_schema.graph import EDGE_KINDS, EDGES, NODE_KINDS, NODES, Edge, Node, Property, PropertyType, Value, problems
from tracer.cli.app import main
from tracer.store.export import FORMATS, write
from tracer.store.export.cypher import statements
from tracer.store.neo4j.server import Server, fetch_jars, missing_tools, running

Graph = tuple[tuple[Node, ...], tuple[Edge, ...]]
SQL = {
    PropertyType.TEXT: "VARCHAR",
    PropertyType.INTEGER: "BIGINT",
    PropertyType.NUMBER: "DOUBLE",
    PropertyType.FLAG: "BOOLEAN",
    PropertyType.DAY: "VARCHAR",
}

# XML holds no control characters, which are tested apart; all else that quoting can stumble over comes often.
TEXTS = st.text(
    st.sampled_from("甲法〔2020〕1'\"\\,;<>&{}`$un \n\t\r") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=8
)


def value_of(p: Property) -> st.SearchStrategy[Value]:
    values: Any = {
        PropertyType.TEXT: st.sampled_from(sorted(p.terms)) if p.terms else TEXTS,
        PropertyType.INTEGER: st.integers(-(2**40), 2**40),
        PropertyType.NUMBER: st.floats(0, 1),
        PropertyType.FLAG: st.booleans(),
        PropertyType.DAY: st.dates().map(lambda day: day.isoformat()),
    }[p.values]
    chosen: st.SearchStrategy[Value] = values if p.required else st.none() | values
    return chosen


def said(properties: tuple[Property, ...]) -> st.SearchStrategy[dict[str, Value]]:
    values = st.fixed_dictionaries({p.name: value_of(p) for p in properties if p.name != "id"})
    return values.map(lambda row: {name: value for name, value in row.items() if value is not None})


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Returns any graph that graph_schema.graph allows; the ids look like those of documents."""
    nodes = [
        Node(kind.name, f"{kind.name}:{number}{draw(TEXTS)}", draw(said(kind.properties)))
        for kind in NODES
        for number in range(draw(st.integers(0, 2)))
    ]
    of_kind: dict[str, list[str]] = {}
    for node in nodes:
        of_kind.setdefault(node.kind, []).append(node.id)
    edges: list[Edge] = []
    for kind in EDGES:
        for start, end in kind.ends:
            if start in of_kind and end in of_kind and draw(st.booleans()):
                ends = draw(st.sampled_from(of_kind[start])), draw(st.sampled_from(of_kind[end]))
                edges.append(Edge(kind.name, f"e{len(edges)}", *ends, draw(said(kind.properties))))
    assert not list(problems(nodes, edges))
    return tuple(nodes), tuple(edges)


def stated(kind: str, given: Mapping[str, Value]) -> dict[str, Value]:
    """Returns the properties given, and something for the others that the kind must have."""
    something: dict[PropertyType, Value] = {
        PropertyType.TEXT: "x",
        PropertyType.INTEGER: 0,
        PropertyType.NUMBER: 0.5,
        PropertyType.FLAG: False,
        PropertyType.DAY: "2020-01-01",
    }
    properties = NODE_KINDS[kind].properties if kind in NODE_KINDS else EDGE_KINDS[kind].properties
    needed = {p.name: min(p.terms) if p.terms else something[p.values] for p in properties if p.required}
    needed.pop("id", None)
    return {**needed, **given}


def small_graph() -> Graph:
    """Returns an instrument that was repealed, a document that cites it, and its measure."""
    nodes: dict[str, tuple[str, dict[str, Value]]] = {
        "d": ("Document", {"title": '关于"某事"的通知', "date": "2020-05-01", "file": "C:\\users\\甲.txt"}),
        "d.p0": ("Provision", {"label": "一", "document": "d"}),
        "d.m0": ("Measure", {"kind": "name_list", "text": "列入，\r\n名单", "document": "d"}),
        "i": ("Instrument", {"title": "某法", "level": "law", "effective": "2010-01-01", "repealed": "2021-01-01"}),
    }
    words: dict[str, Value] = {"document": "d", "quote": "《某'法》\n"}
    edges: dict[str, tuple[str, str, str, dict[str, Value]]] = {
        "1": ("CONTAINS", "d", "d.p0", {}),
        "2": ("CONTAINS", "d.p0", "d.m0", {}),
        "c": ("CITES", "d.p0", "i", words),
        "b": ("BASED_ON", "d.m0", "i", {**words, "citation": "c", "articles": "第三条"}),
    }
    graph = (
        tuple(Node(kind, i, stated(kind, said)) for i, (kind, said) in nodes.items()),
        tuple(Edge(kind, i, start, end, stated(kind, said)) for i, (kind, start, end, said) in edges.items()),
    )
    assert not list(problems(*graph))
    return graph


def written(graph: Graph, form: str, folder: Path) -> Path:
    out = folder / f"graph.{form}"
    if out.is_file():
        out.unlink()
    for old in out.glob("*"):
        old.unlink()
    write(*graph, form, out)
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("export")


# --- XML: networkx ---


def seen(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Returns what XML can tell: nothing of an empty text."""
    return {name: value for name, value in properties.items() if value not in (None, "")}


@settings(max_examples=25)
@given(graph=graphs())
def test_graphml_is_read_by_networkx(graph: Graph, folder: Path) -> None:
    nodes, edges = graph
    found: Any = nx.read_graphml(written(graph, "graphml", folder), force_multigraph=True)
    assert dict(found.nodes(data=True)) == {n.id: seen({"node_kind": n.kind, **n.properties}) for n in nodes}
    assert {key: (start, end, data) for start, end, key, data in found.edges(keys=True, data=True)} == {
        e.id: (e.start, e.end, seen({"edge_kind": e.kind, **e.properties})) for e in edges
    }


@settings(max_examples=25)
@given(graph=graphs())
def test_gexf_is_read_by_networkx(graph: Graph, folder: Path) -> None:
    nodes, edges = graph
    found: Any = nx.MultiDiGraph(nx.read_gexf(written(graph, "gexf", folder), version="1.2draft"))
    beside = {"label", "start", "end", "id"}
    assert {i: {k: v for k, v in data.items() if k not in beside} for i, data in found.nodes(data=True)} == {
        n.id: {k: v for k, v in seen({"node_kind": n.kind, **n.properties}).items() if k != "label"} for n in nodes
    }
    assert {
        data["id"]: (a, b, {k: v for k, v in data.items() if k not in beside}) for a, b, data in found.edges(data=True)
    } == {e.id: (e.start, e.end, seen({"edge_kind": e.kind, **e.properties})) for e in edges}


def test_gexf_tells_from_when_until_when(folder: Path) -> None:
    found: Any = nx.read_gexf(written(small_graph(), "gexf", folder), version="1.2draft")
    times = {i: (data.get("start"), data.get("end")) for i, data in found.nodes(data=True)}
    assert times == {
        "d": ("2020-05-01", None),
        "d.p0": ("2020-05-01", None),
        "d.m0": ("2020-05-01", None),
        "i": ("2010-01-01", "2020-12-31"),
    }
    assert {data["start"] for _, _, data in found.edges(data=True)} == {"2020-05-01"}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_characters_that_xml_cannot_hold_show_as_such(form: str, folder: Path) -> None:
    nodes, edges = small_graph()
    odd = (Node("Issuer", "o", {"title": "甲\x00乙\x0b丙\uffff"}), *nodes)
    out = written((odd, edges), form, folder)
    found: Any = nx.read_graphml(out) if form == "graphml" else nx.read_gexf(out, version="1.2draft")
    assert found.nodes["o"]["title"] == "甲\ufffd乙\ufffd丙\ufffd"


# --- JSON lines ---


@settings(max_examples=25)
@given(graph=graphs())
def test_jsonl_is_read_by_json(graph: Graph, folder: Path) -> None:
    nodes, edges = graph
    lines = written(graph, "jsonl", folder).read_text(encoding="utf-8").split("\n")[:-1]
    rows = [json.loads(line) for line in lines]
    assert [(r["kind"], r["id"], r["properties"]) for r in rows if "start" not in r] == [
        (n.kind, n.id, n.properties) for n in nodes
    ]
    assert [(r["kind"], r["id"], r["start"], r["end"], r["properties"]) for r in rows if "start" in r] == [
        (e.kind, e.id, e.start, e.end, e.properties) for e in edges
    ]


# --- tables: DuckDB ---


def expected_tables(graph: Graph) -> dict[str, set[tuple[Value, ...]]]:
    nodes, edges = graph
    out: dict[str, set[tuple[Value, ...]]] = {}
    stated = {k.name: [p.name for p in k.properties if p.name != "id"] for k in NODES}
    stated |= {k.name: [p.name for p in k.properties] for k in EDGES}
    for n in nodes:
        row = (n.id, *(n.properties.get(name) for name in stated[n.kind]))
        out.setdefault(f"nodes-{n.kind}", set()).add(row)
    for e in edges:
        row = (e.start, e.end, e.id, *(e.properties.get(name) for name in stated[e.kind]))
        out.setdefault(f"edges-{e.kind}", set()).add(row)
    return out


@settings(max_examples=15)
@given(graph=graphs())
def test_parquet_is_read_by_duckdb(graph: Graph, folder: Path) -> None:
    duckdb: Any = importlib.import_module("duckdb")
    out = written(graph, "parquet", folder)
    found = {
        file.stem: set(duckdb.sql("SELECT * FROM read_parquet(?)", params=[str(file)]).fetchall())
        for file in out.glob("*.parquet")
    }
    assert found == expected_tables(graph)


@settings(max_examples=15)
@given(graph=graphs())
def test_csv_is_read_by_duckdb(graph: Graph, folder: Path) -> None:
    duckdb: Any = importlib.import_module("duckdb")
    out = written(graph, "csv", folder)
    query = (
        "SELECT * FROM read_csv(?, header=false, delim=',', quote='\"', escape='\"', nullstr='', "
        "allow_quoted_nulls=false, columns=?, parallel=false, auto_detect=false, new_line='\\n')"
    )
    types = {"ID": "VARCHAR", "START_ID": "VARCHAR", "END_ID": "VARCHAR", "string": "VARCHAR"}
    types |= {"long": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN"}
    found: dict[str, set[tuple[Value, ...]]] = {}
    for header in out.glob("*-header.csv"):
        columns = [column.split(":") for column in header.read_text().strip().split(",")]
        names = {f"{name}_{place}": types[kind] for place, (name, kind) in enumerate(columns)}
        table = header.name.removesuffix("-header.csv")
        found[table] = set(duckdb.sql(query, params=[str(out / f"{table}.csv"), names]).fetchall())
    assert found == expected_tables(graph)


# --- all of them ---


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_entered_everywhere(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    missing = []
    if not any(re.match(rf"test_{form}_is_(read|run)_by_", name) for name in globals()):
        missing.append(f"{Path(__file__).name}: test_{form}_is_read_by_SOMEBODY, with a reader that is not ours")
    for lang in ("zh", "en"):
        main(["store", "export", "--help", "--lang", lang])
        said = next(line for line in capsys.readouterr().out.splitlines() if line.split()[:1] == ["OUT"])
        if FORMATS[form].folder != (form in said):
            missing.append(f"the help of tracer store export, OUT ({lang}): is {form} a folder?")
    assert not missing, "; ".join(missing)


@pytest.mark.parametrize("form", FORMATS)
def test_a_graph_of_nothing_can_be_written(form: str, folder: Path) -> None:
    assert written(((), ()), form, folder).exists()


class Full(Mapping[str, Value]):
    """Properties at which the disk is full."""

    def __getitem__(self, name: str) -> Value:
        raise OSError(28, "No space left on device")

    def __iter__(self) -> Iterator[str]:
        return iter(("quote",))

    def __len__(self) -> int:
        return 1


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_that_fails_leaves_nothing_behind(form: str, tmp_path: Path) -> None:
    nodes, edges = small_graph()
    with pytest.raises(InputError, match="磁盘已满"):
        write(nodes, (*edges, Edge("CITES", "x", "d.p0", "i", Full())), form, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_place_that_cannot_be_written_is_named(form: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write(*small_graph(), form, tmp_path / "none" / "out")
    assert str(tmp_path / "none" / "out") in caught.value.message


@pytest.mark.parametrize("form", [name for name, form in FORMATS.items() if form.folder])
def test_a_folder_with_something_in_it_is_left_alone(form: str, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("一封信")
    with pytest.raises(InputError):
        write(*small_graph(), form, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_left_alone(form: str, linked: bool, tmp_path: Path) -> None:
    """So is a device, whose node would be replaced by a file where the superuser exports."""
    pipe = out = tmp_path / "pipe"
    os.mkfifo(pipe)
    if linked:
        out = tmp_path / "link"
        out.symlink_to(pipe)
    with pytest.raises(InputError) as caught:
        write(*small_graph(), form, out)
    assert str(out) in caught.value.message and "不是普通文件" in caught.value.message
    assert pipe.is_fifo() and out.is_symlink() is linked
    assert {p.name for p in tmp_path.iterdir()} == {"pipe", out.name}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("there", [False, True])
def test_a_link_stays_and_what_it_leads_to_is_written(form: str, there: bool, tmp_path: Path) -> None:
    target, out = tmp_path / "elsewhere" / "graph", tmp_path / "link"
    target.parent.mkdir()
    if there and FORMATS[form].folder:
        target.mkdir()
    elif there:
        target.write_text("earlier")
    out.symlink_to(target)
    write(*small_graph(), form, out)
    assert out.is_symlink() and out.resolve() == target
    assert target.is_dir() if FORMATS[form].folder else target.read_bytes() not in (b"", b"earlier")
    assert sorted(p.name for p in tmp_path.rglob("*") if p.parent == target.parent) == ["graph"]


def test_links_in_a_circle_are_named(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.symlink_to(other)
    other.symlink_to(one)
    with pytest.raises(InputError, match="one"):
        write(*small_graph(), "jsonl", one)
    assert one.is_symlink() and other.is_symlink()


def test_an_instrument_repealed_on_the_first_of_all_days_is_written(tmp_path: Path) -> None:
    node = Node("Instrument", "i", {"title": "旧法", "level": "law", "repealed": "0001-01-01"})
    assert 'end="0001-01-01"' in written(((node,), ()), "gexf", tmp_path).read_text(encoding="utf-8")


@settings(max_examples=15)
@given(graph=graphs())
def test_a_cypher_statement_is_one_line(graph: Graph) -> None:
    for statement in statements(*graph):
        assert statement == statement.splitlines()[0]


def lines_of(out: Path) -> Iterator[str]:
    """Yields the statements of a script, as cypher-shell takes them."""
    for line in out.read_text(encoding="utf-8").split("\n")[:-1]:
        assert line.endswith(";")
        yield line[:-1]


# --- Neo4j ---


@pytest.fixture
def driver(neo4j_server: Server, neo4j_url: str) -> Iterator[Any]:
    """Yields a server without a schema; the constraints that a script makes under other names are gone afterwards."""
    with GraphDatabase.driver(neo4j_url, auth=(neo4j_server.user, neo4j_server.password)) as connected:
        without_schema(connected)
        yield connected
        connected.execute_query("MATCH (n) DETACH DELETE n")
        without_schema(connected)


def without_schema(driver: Any) -> None:
    for kind in ("CONSTRAINT", "INDEX"):
        for row in driver.execute_query(f"SHOW {kind}ES" if kind == "INDEX" else "SHOW CONSTRAINTS").records:
            driver.execute_query(f"DROP {kind} {row['name']} IF EXISTS")


def in_neo4j(driver: Any) -> tuple[list[Any], list[Any]]:
    """Returns all nodes and edges that a server holds."""
    nodes = driver.execute_query("MATCH (n) RETURN labels(n)[0], n.id, properties(n)").records
    edges = driver.execute_query(
        "MATCH (a)-[e]->(b) RETURN type(e), e.id, a.id, b.id, properties(e), labels(a)[0], labels(b)[0]"
    ).records
    return sorted(map(list, nodes), key=str), sorted((list(edge)[:5] for edge in edges), key=str)


def expected_in_neo4j(graph: Graph) -> tuple[list[Any], list[Any]]:
    nodes, edges = graph
    return (
        sorted(([n.kind, n.id, {"id": n.id, **n.properties}] for n in nodes), key=str),
        sorted(([e.kind, e.id, e.start, e.end, {"id": e.id, **e.properties}] for e in edges), key=str),
    )


@pytest.mark.neo4j
@settings(max_examples=sized(5, 40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs(), odd=st.text(st.sampled_from("\\u'0041\x00\x7f\u2028\ud7ff😀"), max_size=6))
def test_cypher_is_run_by_neo4j(graph: Graph, odd: str, driver: Any, folder: Path) -> None:
    nodes, edges = graph
    graph = (*nodes, Node("Issuer", "odd", {"title": odd})), edges
    driver.execute_query("MATCH (n) DETACH DELETE n")
    script = list(lines_of(written(graph, "cypher", folder)))
    for statement in (*script, *script):
        driver.execute_query(statement)
    found = in_neo4j(driver)
    wanted = expected_in_neo4j(graph)
    assert [sorted(row[-1].items()) for row in found[0]] == [sorted(row[-1].items()) for row in wanted[0]]
    assert found == wanted


@pytest.mark.neo4j
def test_csv_is_imported_by_neo4j_admin(tmp_path: Path) -> None:
    lacking = missing_tools()
    if lacking:
        pytest.skip(lacking.said_in("en"))
    out = written(small_graph(), "csv", tmp_path)
    place = tmp_path / "server"
    for home, order in ((tmp_path / "other", ("neo4j", "@import.args")), (place, ("@import.args", "neo4j"))):
        (home / "conf").mkdir(parents=True)
        done = subprocess.run(
            ["java", "-cp", f"{fetch_jars()}/*", "org.neo4j.cli.AdminTool", "database", "import", "full", *order],
            cwd=out,
            env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    with (
        running(place, password="a-long-one") as server,
        GraphDatabase.driver(server.url, auth=(server.user, server.password)) as driver,
    ):
        assert in_neo4j(driver) == expected_in_neo4j(small_graph())
