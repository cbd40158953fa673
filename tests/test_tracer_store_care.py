"""Copying, checking, backing up and restoring a store."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import sized
from store_contract import DAY, JUDGEMENT, READINGS, judged_corpus, keep, small_reading

from graph_schema.errors import DamagedError, InputError, NewerStoreError, StoreError
from graph_schema.integrity import FaultKind, faults_of
from graph_schema.records import Basis, Decision, Reading, Span, Undo, Withdrawal
from graph_schema.terms import DecisionKind, RepairKind, Tie
from tracer import jobs
from tracer.cli.store_care import fault_line
from tracer.store import GraphStore, Put, open_store
from tracer.store.backup import back_up, restore
from tracer.store.base.log import Disclosure
from tracer.store.copying import Copied, copy
from tracer.store.dump import Read, read_dump, write_dump
from tracer.store.faults import store_faults
from tracer.store.neo4j.schema import STEPS, names_of
from tracer.store.neo4j.server import Server
from tracer.store.sqlite.store import SqliteStore
from tracer.work import Progress

NewStore = Callable[[], GraphStore]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DECISION = Decision(
    id="decision", kind=DecisionKind.VERDICT, subject="d.m0", value="direct", who="甲", at=NOON, why="查了原文"
)
TAKEN_BACK = Withdrawal(who="乙", at=NOON, why="看错了")


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[NewStore]:
    with ExitStack() as stack:
        numbers = iter(range(10_000))

        def make() -> GraphStore:
            return stack.enter_context(open_store(f"sqlite:///{tmp_path}/{next(numbers)}.sqlite", reader="r1"))

        yield make


@pytest.fixture(
    params=[
        "sqlite to sqlite",
        pytest.param("sqlite to neo4j", marks=pytest.mark.neo4j),
        pytest.param("neo4j to sqlite", marks=pytest.mark.neo4j),
    ]
)
def pair(request: pytest.FixtureRequest, new_store: NewStore) -> tuple[GraphStore, GraphStore]:
    """Returns a store that something is in, and an empty one."""
    makers = [
        new_store if kind == "sqlite" else request.getfixturevalue("new_neo4j_store")
        for kind in request.param.split(" to ")
    ]
    return filled(makers[0]()), makers[1]()


def sample(path: str = "甲.txt", text: str = "根据《某法》，列入黑名单。") -> Reading:
    """Returns a reading in which everything holds."""
    from graph_schema.ids import document_id

    reading = small_reading(path, text)
    old, new = reading.documents[0].id, document_id(None, "关于某事的通知", "甲市人民政府", text)
    whole = Span(0, len(text))
    spot = text.find("《某法》")
    measure = text.index("列入")
    return (
        replace(
            reading,
            segments=tuple(replace(s, document=new) for s in reading.segments),
            documents=(replace(reading.documents[0], id=new, span=whole),),
            provisions=(replace(reading.provisions[0], id=f"{new}.p0", document=new),),
            citations=(
                replace(
                    reading.citations[0],
                    id=f"{new}.c0",
                    document=new,
                    provision=f"{new}.p0",
                    span=Span(spot, spot + 4),
                ),
            ),
            vague=tuple(replace(v, document=new) for v in reading.vague),
            measures=(
                replace(
                    reading.measures[0],
                    id=f"{new}.m0",
                    document=new,
                    provision=f"{new}.p0",
                    span=Span(measure, len(text) - 1),
                    text=text[measure:-1],
                ),
            ),
            basis=(Basis(measure=f"{new}.m0", citation=f"{new}.c0", tie=Tie.CLAUSE),),
        )
        if old != new
        else reading
    )


def filled(store: GraphStore, count: int = 5) -> GraphStore:
    for number in range(count):
        store.put(sample(f"{number}.txt", f"根据《某法》，列入第{number}号名单。"), reader="r1")
    store.put(replace(sample("撤.txt"), undone=(Undo(kind=RepairKind.BLANK, span=None),)), reader="r0")
    for number in range(3):
        store.decide(replace(DECISION, id=f"decision-{number}"))
    store.withdraw("decision-1", TAKEN_BACK)
    store.disclose(Disclosure(at=TAKEN_BACK.at, who="甲", where="tracer gaps", what="*"))
    return store


def held(store: GraphStore) -> object:
    """Returns all that a store holds now."""
    return store.entries(), list(store.readings()), store.decisions(), store.disclosures()


def changed(store: GraphStore) -> GraphStore:
    """Returns the store with something replaced, removed, added and forgotten."""
    store.put(sample("0.txt", "根据《某法》，列入又一名单。"), reader="r1")
    store.remove("1.txt")
    store.forget_before(store.version() - 1)
    store.put(sample("2.txt", "根据《某法》，列入另一名单。"), reader="r2")
    store.put(sample("0.txt", "根据《某法》，列入第三名单。"), reader="r2")
    return store


def history(store: GraphStore) -> object:
    """Returns all that it ever held and that is not forgotten."""
    found = store.history()
    versions = [list(store.readings(version)) for version in range(found.first, store.version() + 1)]
    return found.first, found.changes, found.decisions, list(found.earlier), versions


# --- what must hold of a reading ---


def test_nothing_is_wrong_with_a_whole_reading() -> None:
    assert list(faults_of(sample())) == []


def broken() -> dict[str, tuple[FaultKind, Reading]]:
    """Returns one reading for each way to break one."""
    good = sample()
    (document,), (citation,), (measure,) = good.documents, good.citations, good.measures
    return {
        "another text": (
            FaultKind.HASH,
            replace(good, source=replace(good.source, sha256=hashlib.sha256(b"x").hexdigest())),
        ),
        "an unknown encoding": (FaultKind.HASH, replace(good, source=replace(good.source, encoding="utf-77"))),
        "a span beyond the text": (
            FaultKind.SPAN,
            replace(good, provisions=(replace(good.provisions[0], span=Span(0, 999)),)),
        ),
        "a span the wrong way round": (
            FaultKind.SPAN,
            replace(good, undone=(Undo(kind=RepairKind.BLANK, span=Span(3, 1)),)),
        ),
        "other words": (FaultKind.WORDS, replace(good, measures=(replace(measure, text="列入红名单"),))),
        "a document of another id": (
            FaultKind.DOCUMENT_ID,
            replace(good, documents=(replace(document, title="另一个标题"),)),
        ),
        "two of one id": (FaultKind.TWICE, replace(good, citations=(citation, citation))),
        "a citation whose document is missing": (
            FaultKind.DANGLING,
            replace(good, citations=(replace(citation, document="d-none"),)),
        ),
        "a measure whose provision is missing": (
            FaultKind.DANGLING,
            replace(good, measures=(replace(measure, provision="p-none"),)),
        ),
        "a basis of a measure that is not there": (
            FaultKind.DANGLING,
            replace(good, basis=(replace(good.basis[0], measure="m-none"),)),
        ),
        "a segment of a document that is not there": (
            FaultKind.DANGLING,
            replace(good, segments=(replace(good.segments[0], document="d-none"),)),
        ),
        "a parent that is not there": (
            FaultKind.DANGLING,
            replace(good, documents=(replace(document, parent="d-none"),)),
        ),
        "a citation outside its provision": (
            FaultKind.ELSEWHERE,
            replace(good, provisions=(replace(good.provisions[0], span=Span(0, 3)),)),
        ),
    }


@pytest.mark.parametrize("name", broken())
def test_every_broken_invariant_is_named(name: str, new_store: NewStore) -> None:
    kind, reading = broken()[name]
    assert kind in {fault.kind for fault in faults_of(reading)}
    assert {fault.file for fault in faults_of(reading)} == {"甲.txt"}


@given(reading=READINGS)
def test_any_reading_can_be_checked(reading: Reading) -> None:
    list(faults_of(reading))


# --- what must hold of the store itself ---


BREAKING = {
    "an index is gone": ("DROP INDEX measure_by_kind", FaultKind.SCHEMA, "measure_by_kind"),
    "a table too many": ("CREATE TABLE mine (x)", FaultKind.SCHEMA, "mine"),
    "a row of no file": ("UPDATE measure SET source = 77 WHERE source = 4", FaultKind.ORPHAN, "measure"),
    "a row is missing": ("DELETE FROM provision WHERE source = 4 AND place = 0", FaultKind.UNREADABLE, "CRC"),
    "the last row is missing": ("DELETE FROM basis WHERE source = 4", FaultKind.UNREADABLE, "CRC"),
    "a place is missing": ("UPDATE citation SET place = 3 WHERE source = 5", FaultKind.GAP, "citation"),
    "a word that no term is": ("UPDATE measure SET kind = 'joy' WHERE source = 4", FaultKind.UNREADABLE, "joy"),
    "other words in a record": ("UPDATE citation SET title = '别的法' WHERE source = 4", FaultKind.UNREADABLE, "CRC"),
    "another confidence": ("UPDATE measure SET confidence = 0.5 WHERE source = 4", FaultKind.UNREADABLE, "CRC"),
    "another hash": ("UPDATE source SET sha256 = 'x' WHERE id = 4", FaultKind.HISTORY, ""),
    "held since too early": ("UPDATE source SET since = 0 WHERE id = 5", FaultKind.HISTORY, "5–"),
    "held since too late": ("UPDATE source SET since = 9999 WHERE id = 5", FaultKind.HISTORY, "9999–"),
    "a change is missing": ("DELETE FROM change WHERE version = 2", FaultKind.GAP, "/"),
    "a change of another kind": ("UPDATE change SET kind = 'removed' WHERE version = 2", FaultKind.HISTORY, ""),
    "a change to another hash": ("UPDATE change SET after = 'x' WHERE version = 2", FaultKind.HISTORY, ""),
    "an earlier reading is gone": ("DELETE FROM past WHERE path = '1.txt'", FaultKind.HISTORY, "2–"),
    "an earlier reading is garbage": ("UPDATE past SET body = x'00'", FaultKind.UNREADABLE, ""),
    "an earlier reading stands twice": (
        "INSERT INTO past (path, sha256, since, until, body) SELECT path, sha256, since, until, body FROM past",
        FaultKind.HISTORY,
        "",
    ),
    "an earlier reading of another file": ("UPDATE past SET path = 'x.txt'", FaultKind.HISTORY, ""),
    "more is forgotten than is gone": ("UPDATE forgotten SET version = 99", FaultKind.HISTORY, ""),
    "a decision is garbage": ("UPDATE decision SET body = x'00' WHERE id = 'decision-1'", FaultKind.UNREADABLE, ""),
    "a decision is gone": ("DELETE FROM decision WHERE id = 'decision-1'", FaultKind.HISTORY, "decision-1"),
    "a text cannot be found": ("DELETE FROM search_text WHERE tier = 2 AND source = 5", FaultKind.INDEX, ".m0"),
    "a text is found twice": (
        "INSERT INTO search_text (source, tier, item, size, text) SELECT source, tier, item, size, text FROM search_text",
        FaultKind.INDEX,
        ".m0",
    ),
    "a text has another length": ("UPDATE search_text SET size = 77 WHERE tier = 2", FaultKind.INDEX, ".m0"),
    "a text of nothing can be found": ("UPDATE search_text SET item = 'x' WHERE source = 5", FaultKind.INDEX, "x"),
    "the index of words is another": (
        "INSERT INTO search_word(search_word) VALUES ('delete-all')",
        FaultKind.INDEX,
        "search_word",
    ),
    "an edge from nothing": (
        "INSERT INTO edge (id, kind, start, \"end\", digest) VALUES ('e', 'CONTAINS', 'a', 'b', 0)",
        FaultKind.DANGLING,
        "CONTAINS e",
    ),
    "an edge of no kind": ("UPDATE edge SET kind = 'LIKES' WHERE kind = 'ISSUED_BY'", FaultKind.GRAPH, "LIKES"),
    "an edge between the wrong kinds": (
        "UPDATE edge SET kind = 'PART_OF' WHERE kind = 'ISSUED_BY'",
        FaultKind.GRAPH,
        "must not lead",
    ),
    "an edge without its words": ("UPDATE edge SET quote = NULL WHERE kind = 'BASED_ON'", FaultKind.GRAPH, "quote"),
    "an edge with other words": ("UPDATE edge SET quote = '别的' WHERE kind = 'BASED_ON'", FaultKind.GRAPH, "BASED_ON"),
    "edges are gone": ("DELETE FROM edge WHERE kind = 'BASED_ON'", FaultKind.GRAPH, "graph"),
    "a node is gone": ("DELETE FROM node_measure", FaultKind.DANGLING, ".m0"),
    "a node of no level": ("UPDATE node_document SET level = 'zzz'", FaultKind.GRAPH, "zzz"),
    "a node says something else": ("UPDATE node_measure SET text = '别的'", FaultKind.GRAPH, "Measure"),
    "a finding says something else": ("UPDATE finding SET verdict = 'direct', gap = 0", FaultKind.GRAPH, ".m0"),
    "a finding is gone": ("DELETE FROM finding WHERE id = 4", FaultKind.GRAPH, "p 2024-01-01: d-"),
    "a finding is garbage": ("UPDATE judged_bodies SET bodies = x'00' WHERE id = 1", FaultKind.UNREADABLE, "d-"),
    "a finding at another place": ("UPDATE finding SET start = 0 WHERE id = 1", FaultKind.GRAPH, ".m0"),
    "a document with other counts": ("UPDATE judged SET gaps = 7", FaultKind.GRAPH, "p 2024-01-01: d-"),
    "a document of another title": ("UPDATE judged SET title = '别的'", FaultKind.GRAPH, "p 2024-01-01: d-"),
    "a judgement of a later version": ("UPDATE judgement SET version = 999", FaultKind.GAP, "999"),
    "JSON that is none": ("UPDATE citation SET articles = '[' WHERE source = 5", FaultKind.UNREADABLE, ""),
}


@pytest.mark.parametrize("name", BREAKING)
def test_every_damage_of_the_store_is_named(name: str, tmp_path: Path) -> None:
    statement, kind, where = BREAKING[name]
    file = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{file}") as store:
        judge(changed(filled(store)))
        assert list(store_faults(store)) == []
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)
    with open_store(f"sqlite:///{file}") as store:
        found = list(store_faults(store))
    assert [f for f in found if f.kind is kind and where in f.where], found


def judge(store: GraphStore) -> GraphStore:
    """Returns the store with the graph and the findings of its readings."""
    judged = judged_corpus(list(store.readings()))
    keep(store, judged, replace(JUDGEMENT, version=store.version()))
    return store


# The same in Neo4j, as far as it can happen there.
BREAKING_NEO4J = {
    "an index is gone": ("DROP INDEX measure_kind", FaultKind.SCHEMA, "measure_kind"),
    "a constraint is gone": ("DROP CONSTRAINT measure_id", FaultKind.SCHEMA, "measure_id"),
    "no such file": ("CREATE (:Customer {name: '甲'})", FaultKind.ORPHAN, "Customer"),
    "the reading of another file": (
        "MATCH (a:Source {path: '2.txt'}), (b:Source {path: '3.txt'}) SET a.body = b.body",
        FaultKind.HASH,
        "3.txt",
    ),
    "another hash": ("MATCH (s:Source {path: '2.txt'}) SET s.sha256 = 'x'", FaultKind.HASH, "2.txt"),
    "no hash": ("MATCH (s:Source {path: '2.txt'}) REMOVE s.sha256", FaultKind.HASH, "2.txt"),
    "a reading is garbage": ("MATCH (s:Source {path: '2.txt'}) SET s.body = null", FaultKind.UNREADABLE, ""),
    "other counts": ("MATCH (s:Source {path: '2.txt'}) SET s.measures = 7", FaultKind.GAP, "measures"),
    "held since too early": ("MATCH (s:Source {path: '3.txt'}) SET s.since = 0", FaultKind.HISTORY, "4–"),
    "a file is gone": ("MATCH (s:Source {path: '3.txt'}) DETACH DELETE s", FaultKind.HISTORY, "4–"),
    "a change is missing": ("MATCH (c:Change {version: 2}) DELETE c", FaultKind.GAP, "Change"),
    "a change of another kind": ("MATCH (c:Change {version: 2}) SET c.kind = 'removed'", FaultKind.HISTORY, ""),
    "a change to another hash": ("MATCH (c:Change {version: 2}) SET c.after = 'x'", FaultKind.HISTORY, ""),
    "an earlier reading is gone": ("MATCH (p:Past {path: '1.txt'}) DELETE p", FaultKind.HISTORY, "2–"),
    "an earlier reading is garbage": ("MATCH (p:Past) SET p.body = null", FaultKind.UNREADABLE, ""),
    "an earlier reading of another file": ("MATCH (p:Past) SET p.path = 'x.txt'", FaultKind.HISTORY, ""),
    "a decision is gone": ("MATCH (d:Decision {id: 'decision-1'}) DELETE d", FaultKind.HISTORY, "decision-1"),
    "a text cannot be found": ("MATCH (t:SearchText) DETACH DELETE t", FaultKind.INDEX, ".m0"),
    "a text says something else": ("MATCH (t:SearchText) SET t.text = '别的'", FaultKind.INDEX, ".m0"),
    "a text of no file": (
        "CREATE (:SearchText {tier: 2, item: 'x', text: 'y', size: 1})",
        FaultKind.ORPHAN,
        "SearchText",
    ),
    "an edge twice": (
        "MATCH (a)-[e:ISSUED_BY]->(b) CREATE (a)-[:ISSUED_BY {id: e.id + '2', digest: e.digest}]->(b)",
        FaultKind.GRAPH,
        "graph",
    ),
    "an edge of no words": ("MATCH ()-[e:BASED_ON]->() REMOVE e.quote", FaultKind.GRAPH, "quote"),
    "edges are gone": ("MATCH ()-[e:BASED_ON]->() DELETE e", FaultKind.GRAPH, "graph"),
    "nodes are gone": ("MATCH (m:Measure) DETACH DELETE m", FaultKind.GRAPH, "graph"),
    "a node says something else": ("MATCH (m:Measure) SET m.text = '别的'", FaultKind.GRAPH, "Measure"),
    "a node of no level": ("MATCH (d:Document) REMOVE d.level", FaultKind.GRAPH, "level"),
    "a finding says something else": (
        "MATCH (f:Finding) SET f.verdict = 'direct', f.gap = false",
        FaultKind.GRAPH,
        ".m0",
    ),
    "a finding is gone": ("MATCH (f:Finding) WITH f LIMIT 1 DETACH DELETE f", FaultKind.GRAPH, "p 2024-01-01: d-"),
    "a finding on nothing": ("MATCH (:Finding)-[e:ON]->() DELETE e", FaultKind.GRAPH, ".m0"),
    "a judgement of a later version": ("MATCH (j:Judgement) SET j.version = 999", FaultKind.GAP, "999"),
}


@pytest.mark.neo4j
@pytest.mark.parametrize("name", BREAKING_NEO4J)
def test_every_damage_of_a_neo4j_store_is_named(name: str, new_neo4j_store: NewStore, neo4j_server: Server) -> None:
    statement, kind, where = BREAKING_NEO4J[name]
    with new_neo4j_store() as store:
        judge(changed(filled(store)))
        assert list(store_faults(store)) == []
        neo4j_server.run(statement)
        found = list(store_faults(store))
        mended = schema_statement(statement)
    if mended:
        neo4j_server.run(mended)
    assert [f for f in found if f.kind is kind and where in f.where + f.file], found


def schema_statement(statement: str) -> str | None:
    """Returns what makes again what a statement drops: the schema outlives the test."""
    name = statement.rpartition(" ")[2]
    made = (made for step in STEPS for made in step if name in names_of([made]))
    return next(made, None) if statement.startswith("DROP") else None


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_judging_anew_mends_graph_and_findings(kind: str, request: pytest.FixtureRequest, new_store: NewStore) -> None:
    make: NewStore = new_store if kind == "sqlite" else request.getfixturevalue("new_neo4j_store")
    with make() as store:
        judge(filled(store))
        wanted = list(store.nodes()), list(store.edges()), store.findings("p", DAY)
        if isinstance(store, SqliteStore):
            with closing(sqlite3.connect(store.path)) as connection, connection:
                connection.execute("UPDATE node_measure SET text = '别的'")
                connection.execute("UPDATE finding SET verdict = 'direct', gap = 0")
        else:
            server: Server = request.getfixturevalue("neo4j_server")
            server.run("MATCH (m:Measure) SET m.text = '别的'")
            server.run("MATCH (f:Finding) SET f.verdict = 'direct', f.gap = false")
        store.drop_graph()
        assert store.judgements() == () and [*store.nodes(), *store.edges()] == []
        judge(store)
        assert (list(store.nodes()), list(store.edges()), store.findings("p", DAY)) == wanted
        assert list(store_faults(store)) == []


# How a row of the link index breaks, in each store.
BREAKING_INDEX = {
    "a row is gone": ("DELETE FROM index_row WHERE id = 1", "MATCH (r:IndexRow) WITH r LIMIT 1 DETACH DELETE r"),
    "a row is garbage": ("UPDATE index_row SET body = x'00'", "MATCH (r:IndexRow) SET r.body = null"),
    "a row says something else": ("UPDATE index_row SET facts = 7", "MATCH (r:IndexRow) SET r.facts = 7"),
    "a key is gone": ("DELETE FROM index_key WHERE kind = 'name'", "MATCH (k:IndexKey {kind: 'name'}) DETACH DELETE k"),
}


@pytest.mark.parametrize("name", BREAKING_INDEX)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_judging_anew_mends_the_link_index(
    kind: str, name: str, request: pytest.FixtureRequest, new_store: NewStore
) -> None:
    make: NewStore = new_store if kind == "sqlite" else request.getfixturevalue("new_neo4j_store")
    with make() as store:
        filled(store, 2)
        jobs.judge_store(store, as_of=DAY)
        wanted = kept_in(store)
        assert wanted[0] and list(store_faults(store)) == []
        in_sql, in_cypher = BREAKING_INDEX[name]
        if isinstance(store, SqliteStore):
            with closing(sqlite3.connect(store.path)) as connection, connection:
                connection.execute("PRAGMA foreign_keys = ON")
                assert connection.execute(in_sql).rowcount > 0
        else:
            request.getfixturevalue("neo4j_server").run(in_cypher)
        found = [fault for fault in store_faults(store) if "index" in fault.where]
        assert found
        assert all("tracer store judge --anew" in fault_line(fault, "zh") for fault in found), found
        jobs.judge_store(store, as_of=DAY, anew=True)
        assert list(store_faults(store)) == []
        assert kept_in(store) == wanted


def kept_in(store: GraphStore) -> tuple[object, ...]:
    """Returns what is kept of a judgement; the index but for its serials."""
    state = store.index_state()
    policies = [judgement.policy for judgement in store.judgements()]
    documents = list(store.index_documents())
    rows = [replace(row, touched=0) for row in store.index_rows(documents).values()]
    found = [store.findings_in(policy, DAY, documents) for policy in policies]
    return rows, list(store.nodes()), list(store.edges()), found, state and state.edition


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def test_a_damaged_reading_is_mended_by_reading_it_again(
    kind: str, request: pytest.FixtureRequest, new_store: NewStore
) -> None:
    make: NewStore = new_store if kind == "sqlite" else request.getfixturevalue("new_neo4j_store")
    with make() as store:
        changed(filled(store))
        good, before = store.get_reading("2.txt"), (held(store), history(store))
        if isinstance(store, SqliteStore):
            with closing(sqlite3.connect(store.path)) as connection, connection:
                connection.execute(
                    "UPDATE measure SET kind = 'joy' WHERE source = (SELECT id FROM source WHERE path = '2.txt')"
                )
        else:
            server: Server = request.getfixturevalue("neo4j_server")
            server.run("MATCH (s:Source {path: '2.txt'}) SET s.body = null")
        with pytest.raises(DamagedError, match=r"2\.txt"):
            store.get_reading("2.txt")
        with pytest.raises(DamagedError, match=r"2\.txt"):
            list(store.readings())
        with pytest.raises(DamagedError):
            store.put(sample("2.txt", "根据《某法》，列入完全另外的名单。"), reader="r2")
        assert store.put(good, reader="r2") is Put.REPLACED
        assert (held(store), history(store)) == before
        assert list(store_faults(store)) == []


def test_a_damaged_record_is_an_error_in_words(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{file}") as store:
        store.put(sample())
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE document SET level = 'high'")
    with open_store(f"sqlite:///{file}") as store, pytest.raises(StoreError) as caught:
        store.get_reading("甲.txt")
    assert "甲.txt" in caught.value.message and "store check" in caught.value.english


# --- copy ---


def test_a_copy_equals_the_original(pair: tuple[GraphStore, GraphStore]) -> None:
    one, other = pair
    assert copy(one, other) == Copied(damaged=(), added=6, unchanged=0, replaced=0)
    assert held(other) == held(one)
    assert copy(one, other) == Copied(damaged=(), added=0, unchanged=6, replaced=0)
    assert copy(other, one) == Copied(damaged=(), added=0, unchanged=6, replaced=0)
    assert list(store_faults(one)) == list(store_faults(other)) == []


def test_a_copy_that_was_broken_off_goes_on(pair: tuple[GraphStore, GraphStore]) -> None:
    one, other = pair

    def give_up_at_three(progress: Progress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(one, other, give_up_at_three)
    assert len(other.entries()) == 3
    assert copy(one, other) == Copied(damaged=(), added=3, unchanged=3, replaced=0)
    assert held(other) == held(one)


def test_a_copy_takes_what_changed(pair: tuple[GraphStore, GraphStore]) -> None:
    one, other = pair
    copy(one, other)
    one.put(sample("0.txt", "根据《某法》，列入别的名单。"))
    one.put(one.get_reading("1.txt"), reader="r2")
    one.withdraw("decision-2", TAKEN_BACK)
    assert copy(one, other) == Copied(damaged=(), added=0, unchanged=4, replaced=2)
    assert held(other) == held(one)


def test_another_store_is_not_copied_into(new_store: NewStore) -> None:
    one, other = filled(new_store()), new_store()
    other.put(sample("别.txt"))
    before = held(other)
    with pytest.raises(StoreError, match=r"别\.txt"):
        copy(one, other)
    assert held(other) == before


def test_progress_is_told(new_store: NewStore) -> None:
    told: list[Progress] = []
    copy(filled(new_store(), 2), new_store(), told.append)
    assert [progress.done for progress in told] == [0, 1, 2, 3]
    assert {progress.total for progress in told} == {3} and told[-1].path is None


# --- backup and restore ---


def test_a_restored_store_equals_the_original(pair: tuple[GraphStore, GraphStore], tmp_path: Path) -> None:
    one, other = pair
    assert back_up(one, tmp_path / "b.backup") == 6
    assert restore(other, tmp_path / "b.backup") == 6
    assert held(other) == held(one)
    assert list(store_faults(other)) == []
    assert other.put(sample("0.txt", "根据《某法》，列入第0号名单。"), reader="r1") is Put.UNCHANGED
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_restored_store_has_the_history_of_the_original(pair: tuple[GraphStore, GraphStore], tmp_path: Path) -> None:
    one, other = pair
    changed(one)
    assert len(list(one.history().earlier)) == 3 and one.version() == 14
    other.put(sample("别.txt"))
    other.decide(replace(DECISION, id="decision-9"))
    back_up(one, tmp_path / "b.backup")
    restore(other, tmp_path / "b.backup", replace=True)
    assert held(other) == held(one)
    assert history(other) == history(one)
    assert list(store_faults(other)) == []
    other.put(sample("后.txt"))
    assert [(c.version, c.subject) for c in other.changes(14)] == [(15, "后.txt")]


def test_a_decision_that_the_backup_lacks_is_not_dropped_unasked(
    pair: tuple[GraphStore, GraphStore], tmp_path: Path
) -> None:
    one, other = pair
    back_up(one, tmp_path / "b.backup")
    restore(other, tmp_path / "b.backup")
    other.decide(replace(DECISION, id="decision-9"))
    with pytest.raises(StoreError, match="1 项决定"):
        restore(other, tmp_path / "b.backup")
    assert len(other.decisions()) == 4


def test_a_dump_of_the_first_version_is_still_taken(new_store: NewStore, tmp_path: Path) -> None:
    one, other = filled(new_store()), new_store()
    file = tmp_path / "dump.jsonl"
    with file.open("wb") as out:
        write_dump(one, out)
    lines = [json.loads(line) for line in file.read_bytes().splitlines()[1:-1]]
    old = [{"format": "policy-basis-tracer store", "version": 1}]
    old += [line for line in lines if "reading" in line or "decision" in line]  # disclosures came later
    body = b"".join((json.dumps(line, ensure_ascii=False) + "\n").encode() for line in old)
    end = {"lines": len(old) - 1, "sha256": hashlib.sha256(body).hexdigest()}
    file.write_bytes(body + (json.dumps(end) + "\n").encode())
    restore(other, file)
    assert (other.entries(), list(other.readings())) == (one.entries(), list(one.readings()))
    assert other.decisions() == one.decisions()


def test_who_was_shown_what_outlives_a_restore(pair: tuple[GraphStore, GraphStore], tmp_path: Path) -> None:
    one, other = pair
    back_up(one, tmp_path / "b.backup")
    restore(other, tmp_path / "b.backup")
    later = Disclosure(at=TAKEN_BACK.at, who="乙", where="tracer trace", what="d-1")
    other.disclose(later)
    restore(other, tmp_path / "b.backup")
    assert other.disclosures() == (*one.disclosures(), later)


def test_a_store_that_is_written_to_while_it_is_dumped_is_dumped_again(new_store: NewStore, tmp_path: Path) -> None:
    one, other = filled(new_store()), new_store()
    file, numbers = tmp_path / "dump.jsonl", iter(range(100))

    def write_once(progress: Progress) -> None:
        if progress.done == 3 and next(numbers) == 0:
            one.put(sample("0.txt", "根据《某法》，列入又一名单。"), reader="r1")

    with file.open("wb") as out:
        write_dump(one, out, write_once)
    restore(other, file)
    assert (held(other), history(other)) == (held(one), history(one))

    def write_always(progress: Progress) -> None:
        if progress.done == 3:
            one.put(sample("0.txt", f"根据《某法》，列入第{next(numbers)}号名单。"), reader="r1")

    with file.open("wb") as out, pytest.raises(StoreError, match="一直有人写入"):
        write_dump(one, out, write_always)


def hashed(reading: Reading) -> Reading:
    """Returns the reading with the hash of its text: without that a backup counts as damaged."""
    digest, origin = hashlib.sha256(reading.source.text.encode()).hexdigest(), reading.source.origin
    origin = replace(origin, text_sha256=digest) if origin else None
    return replace(reading, source=replace(reading.source, encoding="utf-8", sha256=digest, origin=origin))


@settings(
    max_examples=sized(10, 60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
@given(readings=st.lists(READINGS.map(hashed), max_size=4, unique_by=lambda r: r.source.path))
def test_a_dump_holds_any_readings(new_store: NewStore, tmp_path: Path, readings: list[Reading]) -> None:
    file = tmp_path / "dump.jsonl"
    with new_store() as store, new_store() as other:
        for number, reading in enumerate(readings):
            store.put(reading, reader=f"{number}")
        with file.open("wb") as out:
            assert write_dump(store, out) == len(readings)
        kept = [kept for kept in read_dump(file) if isinstance(kept, Read)]
        assert kept == [Read(e.reader, store.get_reading(e.path)) for e in store.entries()]
        assert restore(other, file) == len(readings)
        assert (held(other), history(other)) == (held(store), history(store))


def test_a_restore_takes_the_place_of_all_that_was_there(pair: tuple[GraphStore, GraphStore], tmp_path: Path) -> None:
    one, other = pair
    back_up(one, tmp_path / "b.backup")
    other.put(sample("别.txt"))
    other.put(sample("0.txt", "根据《某法》，列入旧名单。"))
    before = held(other)
    with pytest.raises(StoreError, match="--replace"):
        restore(other, tmp_path / "b.backup")
    assert held(other) == before
    restore(other, tmp_path / "b.backup", replace=True)
    assert held(other) == held(one)


def test_a_damaged_store_is_not_backed_up_over_a_good_backup(new_store: NewStore, tmp_path: Path) -> None:
    one = filled(new_store())
    back_up(one, tmp_path / "b.backup")
    good = (tmp_path / "b.backup").read_bytes()
    assert isinstance(one, SqliteStore)
    with closing(sqlite3.connect(one.path)) as connection, connection:
        connection.execute("UPDATE source SET text = substr(text, 1, 5) WHERE id = 1")
    with pytest.raises(StoreError, match="没有备份"):
        back_up(one, tmp_path / "b.backup")
    assert (tmp_path / "b.backup").read_bytes() == good
    SqliteStore.copy_file(one.path, str(tmp_path / "bad.backup"))
    with pytest.raises(StoreError, match="备份已损坏"):
        restore(new_store(), tmp_path / "bad.backup")


def test_a_store_that_is_open_can_be_restored_from_as_it_is(new_store: NewStore) -> None:
    """Shows what was written last may stand in the file beside it."""
    one, other = filled(new_store()), new_store()
    assert isinstance(one, SqliteStore)
    assert restore(other, Path(one.path)) == 6
    assert (held(other), history(other)) == (held(one), history(one))


def test_a_cut_backup_of_sqlite_is_said_to_be_the_backup(new_store: NewStore, tmp_path: Path) -> None:
    back_up(filled(new_store()), tmp_path / "b.backup")
    (tmp_path / "b.backup").write_bytes((tmp_path / "b.backup").read_bytes()[:9000])
    with pytest.raises(StoreError, match=r"备份已损坏：.*b\.backup"):
        restore(new_store(), tmp_path / "b.backup")


def test_a_copy_names_what_is_damaged_and_takes_the_rest(new_store: NewStore) -> None:
    one, other = filled(new_store()), new_store()
    assert isinstance(one, SqliteStore)
    with closing(sqlite3.connect(one.path)) as connection, connection:
        connection.execute("UPDATE measure SET kind = 'joy' WHERE source = 1")
    assert copy(one, other).damaged == ("0.txt",)
    assert len(other.entries()) == 5


def test_others_may_have_the_store_open(new_store: NewStore, tmp_path: Path) -> None:
    one = filled(new_store())
    back_up(one, tmp_path / "b.backup")
    one.put(sample("后来.txt"))
    with open_store(one.url) as reader:
        walk = reader.readings()
        next(walk)
        restore(one, tmp_path / "b.backup", replace=True)
        assert len(list(walk)) == 5
        assert held(reader) == held(one)
        reader.put(sample("更后来.txt"))
    assert len(one.entries()) == 7


def test_the_backup_stays_as_it_is(new_store: NewStore, tmp_path: Path) -> None:
    file = tmp_path / "b.backup"
    back_up(filled(new_store()), file)
    file.chmod(0o444)
    before = file.read_bytes()
    restore(new_store(), file)
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.glob("b.backup*")] == ["b.backup"]


def test_an_earlier_backup_is_replaced_and_nothing_else(new_store: NewStore, tmp_path: Path) -> None:
    store, file = filled(new_store()), tmp_path / "b.backup"
    back_up(store, file)
    store.put(sample("后来.txt"))
    assert back_up(store, file) == 7
    letter = tmp_path / "letter.txt"
    letter.write_text("一封信")
    with pytest.raises(InputError):
        back_up(store, letter)
    assert letter.read_text() == "一封信"
    with pytest.raises(InputError):
        back_up(store, Path(store.url.removeprefix("sqlite:///")))
    with pytest.raises(StoreError):
        back_up(store, tmp_path / "none" / "b.backup")


def damaged_backups(good: bytes) -> dict[str, bytes]:
    lines = good.splitlines(keepends=True)
    return {
        "cut off in a line": good[: len(good) // 2],
        "without its last line": b"".join(lines[:-1]),
        "without a file": b"".join(lines[:1] + lines[2:]),
        "with a letter changed": good.replace("黑名单".encode(), "红名单".encode()),
        "with a line after its end": good + b"{}\n",
        "of a later version": good.replace(b'"version": 1', b'"version": 2'),
        "nothing": b"",
    }


@pytest.mark.parametrize("name", damaged_backups(b"\n\n"))
def test_a_damaged_backup_is_refused_whole(name: str, new_store: NewStore, tmp_path: Path) -> None:
    file, store = tmp_path / "dump.jsonl", filled(new_store())
    with file.open("wb") as out:
        write_dump(store, out)
    file.write_bytes(damaged_backups(file.read_bytes())[name])
    target = filled(new_store(), 1)
    before = held(target)
    with pytest.raises((StoreError, InputError), match=r"dump\.jsonl"):
        restore(target, file, replace=True)
    assert held(target) == before


def test_a_damaged_backup_of_sqlite_is_refused_whole(new_store: NewStore, tmp_path: Path) -> None:
    file = tmp_path / "b.backup"
    back_up(filled(new_store(), 100), file)
    data = bytearray(file.read_bytes())
    data[-40_000:-20_000] = b"\x5a" * 20_000
    file.write_bytes(bytes(data))
    target = filled(new_store(), 1)
    before = held(target)
    with pytest.raises(StoreError, match=r"b\.backup"):
        restore(target, file, replace=True)
    assert held(target) == before


def test_a_backup_of_a_later_version_is_refused(new_store: NewStore, tmp_path: Path) -> None:
    file = tmp_path / "b.backup"
    back_up(filled(new_store()), file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerStoreError, match=r"b\.backup"):
        restore(new_store(), file)


def test_what_is_no_backup_is_refused(new_store: NewStore, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("一封信")
    for name in ("letter.txt", "none", "."):
        with pytest.raises(InputError):
            restore(new_store(), tmp_path / name)
