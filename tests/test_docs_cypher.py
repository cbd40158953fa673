"""Every question of docs/cypher.md, asked of a real server and compared with what the program itself knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import networkx as nx
import pytest
from neo4j.exceptions import Neo4jError
from store_contract import SAMPLE
from whole_graph import graph_of

from graph_schema.records import Finding
from graph_schema.terms import DecisionKind, LinkStatus, Role, Tie
from ingest.formats.files import load_file
from ingest.reading import read
from tracer import jobs
from tracer.jobs import deciding
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.store import open_store
from tracer.store.neo4j.server import Server
from tracer.verdict.judge import judge_library

pytestmark = pytest.mark.neo4j

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "cypher.md").read_text(encoding="utf-8")
QUESTIONS: Mapping[int, str] = {
    int(number): query
    for number, query in re.findall(r"^## (\d+)\. .*?```cypher\n(.*?)```", PAGE, flags=re.DOTALL | re.MULTILINE)
}
DAYS = (date(2019, 6, 1), date(2021, 1, 1), date(2024, 1, 1), date(2026, 1, 1))
DAY = date(2024, 1, 1)
LEVELS = ["constitution", "law", "admin_regulation", "local_regulation", "central_policy"]
Rows = list[dict[str, object]]


@cache
def library() -> Library:
    return build_library([read(load_file(file)) for file in sorted(SAMPLE.glob("*.txt"))], load_registry())


@cache
def findings(day: date = DAY) -> tuple[Finding, ...]:
    return tuple(judge_library(library(), load_policy(), day))


@pytest.fixture(scope="module")
def server(neo4j_server: Server) -> Server:
    """Returns the server with the sample corpus, judged on several days."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_USERNAME", neo4j_server.user)
        environment.setenv("NEO4J_PASSWORD", neo4j_server.password)
        neo4j_server.run("MATCH (n) DETACH DELETE n")
        jobs.ingest([SAMPLE], neo4j_server.url)
        for day in DAYS:
            jobs.judge_store(neo4j_server.url, as_of=day)
    return neo4j_server


@pytest.fixture
def login(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets user and password, for what opens the store itself."""
    monkeypatch.setenv("NEO4J_USERNAME", server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)


def ask(server: Server, question: int, day: date = DAY, **more: object) -> Rows:
    told = {"policy": load_policy().id, "day": day.isoformat(), "levels": LEVELS, "sure": 0.6}
    return server.run(QUESTIONS[question], **told, **more)


def test_there_are_ten_questions() -> None:
    assert sorted(QUESTIONS) == list(range(1, 11))


def test_the_gap_list(server: Server) -> None:
    rows = ask(server, 1)
    expected = [f for f in findings() if f.is_gap]
    assert [row["measure"] for row in rows] == [f.measure.id for f in expected]
    assert [set(row["reasons"]) for row in rows] == [{s.reason.value for s in f.stops} for f in expected]  # type: ignore[call-overload]


def test_places(server: Server) -> None:
    rows = {row["region"]: (row["measures"], row["gaps"]) for row in ask(server, 2)}
    counted = Counter(f.document.region for f in findings())
    gaps = Counter(f.document.region for f in findings() if f.is_gap)
    assert rows == {region: (count, gaps[region]) for region, count in counted.items()}


def test_reasons(server: Server) -> None:
    rows = {row["reason"]: row["measures"] for row in ask(server, 3)}
    assert rows == Counter(reason for f in findings() if f.is_gap for reason in {s.reason.value for s in f.stops})


def test_sources(server: Server) -> None:
    rows = {row["source"]: row["measures"] for row in ask(server, 4)}
    assert rows == Counter(f.chain[-1].id for f in findings() if f.chain and not f.stops)


@pytest.mark.parametrize("number", ["国办发〔2020〕49号", "国发〔2016〕33号"])
def test_what_rests_on_a_source(server: Server, number: str) -> None:
    """Against networkx on the graph that the program makes, with measures hanging on their own documents."""
    graph = graph_of(library())
    steps: nx.DiGraph[str] = nx.DiGraph()
    for edge in graph.edges:
        if edge.kind == "RESTS_ON" or (edge.kind == "BASED_ON" and edge.properties["tie"] != Tie.DOCUMENT):
            steps.add_edge(edge.end, edge.start)
    for m in library().measures.values():
        steps.add_edge(m.document, m.id)
    sources = [n.id for n in graph.nodes if number in str(n.properties.get("number"))]
    below = {x for s in sources if s in steps for x in nx.descendants(steps, s)}
    assert below
    assert [row["measure"] for row in ask(server, 5, number=number)] == sorted(below & library().measures.keys())


def test_one_measure(server: Server) -> None:
    for m in list(library().measures.values())[::7]:
        rows = ask(server, 6, measure=m.id)
        cited = [(library().citations[b.citation], b.tie) for b in library().ties.basis.get(m.id, ())]
        label = library().provisions[m.provision].label
        expected: set[tuple[object, ...]] = {
            (label, tie.value, c.text, c.span.start, c.span.end) for c, tie in cited
        } or {(label, None, None, None, None)}
        assert {tuple(row[k] for k in ("provision", "tie", "words", "begin", "finish")) for row in rows} == expected


def test_unknown_things(server: Server) -> None:
    rows = Counter({(row["title"], row["number"]): row["citations"] for row in ask(server, 7)})
    found = library()
    unknown = [
        (c.title, c.number or c.defined_number)
        for c in found.citations.values()
        if c.role is not Role.SELF and found.links[c.id].status is not LinkStatus.RESOLVED
    ]
    assert rows == Counter(unknown)


def test_circles(server: Server) -> None:
    rests: nx.DiGraph[str] = nx.DiGraph()
    graph = graph_of(library())
    rests.add_edges_from((e.start, e.end) for e in graph.edges if e.kind == "RESTS_ON")
    documents = library().documents
    file_of = {node.id: node.properties.get("file") for node in graph.nodes}
    pairs = {
        tuple(str(documents[d].title) for d in sorted((a, b)))
        for circle in nx.strongly_connected_components(rests)
        for a in circle
        for b in circle
        if a != b and file_of[a] != file_of[b]
    }
    assert pairs, "the sample has documents of two files that rest on each other"
    assert {(row["one"], row["other"]) for row in ask(server, 8)} == pairs


def test_words(server: Server) -> None:
    rows = [row["text"] for row in ask(server, 9, words='"黑名单"')]
    expected = {m.text for m in library().measures.values() if "黑名单" in m.text}
    expected |= {d.title for d in library().documents.values() if d.title and "黑名单" in d.title}
    assert set(rows) == expected and len(rows) > 1


def test_what_the_page_says_of_words_that_the_index_does_not_take(server: Server, login: None) -> None:
    assert ask(server, 9, words="黑") == []
    for words in ('"黑名单', "(黑名单"):
        with pytest.raises(Neo4jError, match=r"lucene\.queryparser"):
            ask(server, 9, words=words)
    with open_store(server.url, create=False) as store:
        assert store.search("黑")
        assert store.search('"黑名单') == ()


def test_a_verdict_that_a_person_overruled_is_in_question_1_only(server: Server, login: None) -> None:
    gap = next(f.measure.id for f in findings() if f.is_gap)
    with open_store(server.url, create=False) as store:
        decided = deciding.decide(store, DecisionKind.VERDICT, gap, "exempt", who="甲", why="不在清理范围")
    try:
        jobs.judge_store(server.url, as_of=DAY)
        assert gap not in [row["measure"] for row in ask(server, 1)]
        assert gap in [row["measure"] for row in ask(server, 10)]
    finally:
        with open_store(server.url, create=False) as store:
            deciding.withdraw(store, decided.decision.id, who="甲", why="试过了")
        for day in DAYS:
            jobs.judge_store(server.url, as_of=day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_walk_from_the_sources_gives_the_gap_list(server: Server, day: date) -> None:
    assert [row["measure"] for row in ask(server, 10, day)] == sorted(f.measure.id for f in findings(day) if f.is_gap)
    assert [row["measure"] for row in ask(server, 1, day)] == [f.measure.id for f in findings(day) if f.is_gap]
