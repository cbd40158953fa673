"""The store in a real Neo4j: what is Neo4j's own beside the contract: addresses, passwords, other data, versions."""

from __future__ import annotations

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from store_contract import JUDGEMENT, judged_corpus, keep, small_reading

from graph_schema.errors import InputError, NewerStoreError, NotAStoreError, StoreError
from graph_schema.graph import EDGES, NODES
from tracer.store import open_store
from tracer.store.neo4j.schema import LATEST, STEPS, names_of
from tracer.store.neo4j.server import Server

pytestmark = pytest.mark.neo4j


def refused(url: str, *, create: bool = True) -> StoreError:
    """Returns the error of opening a store that must not open."""
    with pytest.raises(StoreError) as caught:
        open_store(url, create=create)
    return caught.value


def test_a_wrong_password_is_named(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "quite another one")
    assert "NEO4J_PASSWORD" in refused(neo4j_url).message
    monkeypatch.delenv("NEO4J_PASSWORD")
    assert "NEO4J_PASSWORD" in refused(neo4j_url).message


def test_a_wrong_database_is_named(neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "nosuch")
    assert "nosuch" in refused(neo4j_url).message


@pytest.mark.parametrize("create", [False, True])
def test_the_database_of_the_server_itself_is_refused(
    neo4j_url: str, monkeypatch: pytest.MonkeyPatch, create: bool
) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "system")
    error = refused(neo4j_url, create=create)
    assert "NEO4J_DATABASE" in error.message and "NEO4J_DATABASE" in error.english
    assert not re.search("[a-z]{3,} [a-z]{3,}", error.message), "the words of the driver"


@pytest.mark.parametrize("url", ["bolt://127.0.0.1:1", "neo4j://127.0.0.1:1", "bolt://127.0.0.1:port"])
def test_a_server_that_is_not_there_is_named(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert url in refused(url).english
    assert capfd.readouterr() == ("", "")


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    with pytest.raises(InputError, match="NEO4J_PASSWORD") as caught:
        open_store("bolt://neo4j:secret@127.0.0.1:1")
    assert "secret" not in caught.value.message + caught.value.english


def test_a_step_that_was_released_is_never_edited() -> None:
    """Stores that took it would lack what is added: make a new step, and add its hash here."""
    hashes = [hashlib.sha256("\n".join(step).encode()).hexdigest()[:12] for step in STEPS]
    assert hashes == ["34ac56fdab97", "521c7acfd0fa", "da1b57c1ae72", "e532a757f3a3", "1a8c10e90035", "a116236dfe52"]


@pytest.mark.parametrize("version", range(1, LATEST))
def test_every_earlier_version_comes_up_to_date(neo4j_url: str, neo4j_server: Server, version: int) -> None:
    with open_store(neo4j_url) as store:
        store.put(small_reading())
    later = [name for step in STEPS[version:] for name in names_of(step)]
    constraints = shown(neo4j_server, "CONSTRAINTS")
    for name in later:
        neo4j_server.run(f"DROP {'CONSTRAINT' if name in constraints else 'INDEX'} {name}")
    neo4j_server.run("MATCH (s:Store) SET s.schema = $version", version=version)
    with open_store(neo4j_url) as store:
        assert list(store.readings()) == [small_reading()]
        assert list(store.faults()) == []
    assert set(later) <= shown(neo4j_server, "INDEXES")


def test_findings_of_before_messages_go_with_their_judgement(neo4j_url: str, neo4j_server: Server) -> None:
    judged = judged_corpus([small_reading()])
    with open_store(neo4j_url) as store:
        store.put(small_reading())
        keep(store, judged, replace(JUDGEMENT, version=store.version()))
    neo4j_server.run("MATCH (s:Store) SET s.schema = 2")
    with open_store(neo4j_url) as store:
        assert (store.judgements(), list(store.faults())) == ((), [])
        now = replace(JUDGEMENT, version=store.version())
        keep(store, judged, now)
        assert store.judgements() == (now,)
    assert len(neo4j_server.run("MATCH (f:Finding) RETURN f")) == len(judged.findings)


def test_what_a_reader_that_says_the_same_has_read_counts_as_read(neo4j_url: str) -> None:
    source = small_reading().source
    with open_store(neo4j_url, reader="earlier") as store:
        store.put(small_reading())
    for same_as, read in (((), False), (("another", "earlier"), True)):
        with open_store(neo4j_url, reader="now", same_as=same_as) as store:
            assert store.has(source.path, source.sha256) is read
            assert not store.has(source.path, "other bytes")


def test_a_missing_store_is_not_made_for_reading(neo4j_url: str, neo4j_server: Server) -> None:
    assert "tracer ingest" in refused(neo4j_url, create=False).message
    assert neo4j_server.run("MATCH (n) RETURN n") == []


def test_other_data_is_left_alone(neo4j_url: str, neo4j_server: Server) -> None:
    neo4j_server.run("CREATE (:Customer {name: '甲'})")
    error = refused(neo4j_url)
    assert isinstance(error, NotAStoreError)
    for said in (error.message, error.english):
        assert "NEO4J_DATA=" in said and "Community" in said and "Enterprise" in said  # Community has one database
    assert neo4j_server.run("MATCH (n) RETURN labels(n) AS l") == [{"l": ["Customer"]}]


def test_a_store_of_a_newer_version_is_left_alone(neo4j_url: str, neo4j_server: Server) -> None:
    open_store(neo4j_url).close()
    neo4j_server.run("MATCH (s:Store) SET s.schema = $version", version=LATEST + 1)
    error = refused(neo4j_url)
    assert isinstance(error, NewerStoreError) and str(LATEST + 1) in error.message


def test_an_interrupted_step_is_taken_again(neo4j_url: str, neo4j_server: Server) -> None:
    """Version 0 is a database with a part of the schema and no mark."""
    open_store(neo4j_url).close()
    neo4j_server.run("MATCH (n) DETACH DELETE n")
    neo4j_server.run("DROP CONSTRAINT document_id")
    with open_store(neo4j_url) as store:
        store.put(small_reading())
    assert "document_id" in shown(neo4j_server, "CONSTRAINTS")


def shown(server: Server, what: str) -> set[str]:
    return {str(row["name"]) for row in server.run(f"SHOW {what} YIELD name")}


def test_the_server_holds_the_constraints_and_indexes_that_the_schema_states(
    neo4j_url: str, neo4j_server: Server
) -> None:
    open_store(neo4j_url).close()
    unique = {f"{kind.key}_{p.name}" for kind in NODES for p in kind.properties if p.unique}
    unique |= {f"{kind.name.lower()}_id" for kind in EDGES}
    assert unique <= shown(neo4j_server, "CONSTRAINTS")
    indexed = {f"{kind.key}_{p.name}" for kind in NODES for p in kind.properties if p.indexed}
    assert indexed and indexed <= shown(neo4j_server, "INDEXES")


def test_two_writers_and_a_reader_lose_nothing(neo4j_url: str) -> None:
    open_store(neo4j_url).close()

    def write(writer: int) -> int:
        with open_store(neo4j_url) as store:
            for index in range(15):
                store.put(small_reading(f"{writer}-{index}.txt", f"列入名单{writer}{index}。"))
            return store.counts().sources

    def look(_: int) -> int:
        most = 0
        with open_store(neo4j_url) as store:
            while most < 30 and not any(writer.done() and writer.exception() for writer in writers):
                found = list(store.readings())
                assert all(len(reading.measures) == len(reading.basis) == 1 for reading in found)
                assert len(found) >= most
                most = len(found)
        return most

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, number) for number in (1, 2)]
        reader = pool.submit(look, 0)
        assert max(future.result(timeout=60) for future in writers) == 30
        assert reader.result(timeout=60) == 30
    with open_store(neo4j_url) as store:
        assert [c.version for c in store.changes()] == list(range(1, 31))
