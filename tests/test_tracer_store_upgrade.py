"""A store that the version before kept answers in has written: it opens, comes up to date, and answers as before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from store_contract import SAMPLE, decision

from ingest.formats.files import load_file
from ingest.reading import read
from tracer import jobs
from tracer.store import GraphStore, open_store
from tracer.store.faults import store_faults
from tracer.store.neo4j.schema import STEPS as NEO4J_STEPS
from tracer.store.neo4j.schema import names_of
from tracer.store.neo4j.server import Server
from tracer.store.sqlite.schema import APPLICATION_ID, STEPS, statements

DAY = date(2024, 3, 1)
SQLITE_BEFORE, NEO4J_BEFORE = 12, 4
"""The last versions that kept a judgement with all its findings in one go."""
FILES = sorted(SAMPLE.glob("*.txt"))[4:8]


def fill(store: GraphStore) -> None:
    """Puts some of the sample into a store, and overrules a measure of it."""
    for file in FILES:
        store.put(read(load_file(file)))
    gap = jobs.gaps(store, as_of=DAY).findings[0]
    store.decide(decision("decision-1", gap.measure.id))


def answers(store: GraphStore) -> object:
    """Returns what is asked of a store."""
    found = jobs.gaps(store, as_of=DAY)
    traced = [jobs.trace(store, finding.measure.id, as_of=DAY) for finding in found.findings[:3]]
    assert found.findings and "decision-1" in {one.id for one in store.decisions()}
    return found.findings, found.counts, traced


def test_a_store_of_sqlite_answers_as_before(tmp_path: Path) -> None:
    new, old = tmp_path / "new.sqlite", tmp_path / "old.sqlite"
    with open_store(f"sqlite:///{new}") as store:
        fill(store)
        wanted = answers(store)
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for step in STEPS[:SQLITE_BEFORE]:
            for statement in statements(step):
                connection.execute(statement)
        connection.execute("ATTACH ? AS new", (str(new),))
        for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith(("sqlite_", "search_word", "finding", "judgement", "edge", "node_")):
                continue
            names = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"DELETE FROM main.{table}")
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
        connection.execute(
            "INSERT INTO judgement (id, policy, as_of, version, edition) VALUES (1, 'credit-49', ?, 6, 'e')",
            (DAY.isoformat(),),
        )
        connection.execute(
            "INSERT INTO finding (judgement, measure, digest, place, verdict, gap, mend, kind, document, body)"
            " VALUES (1, 'd-x.m0', 0, 0, 'dead_end', 1, 1, 'punishment', 'd-x', x'00')"
        )
        connection.execute("INSERT INTO node_issuer (id, digest, title) VALUES ('issuer:旧', 0, '旧')")
        connection.execute(f"PRAGMA user_version = {SQLITE_BEFORE}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with open_store(f"sqlite:///{old}") as store:
        assert (store.judgements(), list(store.nodes())) == ((), [])
        assert answers(store) == wanted
        jobs.judge_store(store, as_of=DAY)
        assert answers(store) == wanted
        assert list(store_faults(store)) == []


@pytest.mark.neo4j
def test_a_store_of_neo4j_answers_as_before(neo4j_url: str, neo4j_server: Server) -> None:
    with open_store(neo4j_url) as store:
        fill(store)
        wanted = answers(store)
    names = [name for step in NEO4J_STEPS[NEO4J_BEFORE:] for name in names_of(step)]
    constraints = {row["name"] for row in neo4j_server.run("SHOW CONSTRAINTS YIELD name")}
    for name in names:
        neo4j_server.run(f"DROP {'CONSTRAINT' if name in constraints else 'INDEX'} {name}")
    for label in ("IndexRow", "IndexKey", "IndexState", "Judged", "Finding", "Judgement"):
        neo4j_server.run(f"MATCH (n:{label}) DETACH DELETE n")
    neo4j_server.run(
        "CREATE (j:Judgement {key: 'k', policy: 'credit-49', as_of: '2024-03-01', version: 6, edition: 'e'})"
        " CREATE (:Finding {judgement: 'k', measure: 'd-x.m0', place: 0, verdict: 'dead_end', gap: true, body: 'x'})"
    )
    neo4j_server.run("MATCH (s:Store) REMOVE s.said_of SET s.schema = $version", version=NEO4J_BEFORE)
    with open_store(neo4j_url) as store:
        assert (store.judgements(), list(store.nodes())) == ((), [])
        assert answers(store) == wanted
        jobs.judge_store(store, as_of=DAY)
        assert answers(store) == wanted
        assert list(store_faults(store)) == []
