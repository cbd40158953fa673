"""The same corpus in SQLite and in each other store: the same readings, graph, findings, proofs, order and history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_files import SHARED, needs_shared
from sizes import sized
from store_contract import (
    DAY,
    FILTERS,
    JUDGEMENT,
    MOMENT,
    READINGS,
    SAMPLE,
    judged_world,
    keep,
    kinds_of_stores,
    small_reading,
)
from test_tracer_link_index import SHELF, contents, edit, of_all, registries, rows_of
from worlds import readings_of, world

from graph_schema.records import Decision, Reading
from graph_schema.terms import CREDIT_KINDS, CaseState, DecisionKind, Verdict
from tracer import jobs
from tracer.links.kept_library import kept_library
from tracer.links.library import build_library
from tracer.links.refresh import refresh
from tracer.store import GraphStore, open_store
from tracer.store.faults import store_faults
from tracer.store.rows import stands_in, ways_of
from tracer.store.stores import StoreKind

NewStore = Callable[[], GraphStore]
MEMORY = "sqlite:///:memory:"
WORDS = ("黑名单", "信用", "名", "国办发", "〔2020〕49", "通知 关于", "49号", "a")
# One server for all examples: each begins with an empty store.
FEW = settings(
    max_examples=sized(3, 20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(params=kinds_of_stores(but="sqlite"))
def new_other_store(request: pytest.FixtureRequest, new_store_of: Callable[[StoreKind], NewStore]) -> NewStore:
    return new_store_of(request.param)


def assert_alike(one: GraphStore, other: GraphStore) -> None:
    """Asserts all that can be asked of a store, but for its address and the time of day."""
    for (what, mine), (_, theirs) in zip(answers(one), answers(other), strict=True):
        assert mine == theirs, what


def answers(store: GraphStore) -> Iterator[tuple[str, object]]:
    yield "statistics", store.statistics()
    yield "readings", list(store.readings())
    past = store.history()
    yield "log and decisions", (past.first, past.decisions, list(past.earlier), store.held())
    yield "history", [[r.source for r in store.readings(version)] for version in range(store.version() + 1)]
    yield "changes", [replace(change, at=MOMENT) for change in store.changes()]
    yield "nodes", list(store.nodes())
    yield "edges", list(store.edges())
    for words in WORDS:
        yield f"search for {words}", store.search(words, limit=30)
    for judgement in store.judgements():
        for filters in FILTERS:
            asked = judgement.policy, judgement.as_of, filters
            yield f"findings {filters}", store.findings(*asked)
            yield f"a page of {filters}", store.findings(*asked, offset=3, limit=5)
    for node in list(store.nodes())[::37]:
        yield f"around {node.id}", store.neighbours(node.id)


@FEW
@given(readings=st.lists(READINGS, max_size=4), seed=st.integers(0, 99))
def test_any_readings_put_changed_and_removed(new_other_store: NewStore, readings: list[Reading], seed: int) -> None:
    with open_store(MEMORY) as one, new_other_store() as other:
        for store in (one, other):
            chance = Random(seed)
            for reading in (*readings, *chance.sample(readings, len(readings) // 2)):
                store.put(replace(reading, source=replace(reading.source, path=chance.choice("甲乙"))))
                if chance.random() < 0.2:
                    store.remove(chance.choice("甲乙"))
        assert_alike(one, other)


@FEW
@given(seed=st.integers(0, 10_000))
def test_random_worlds_judged(new_other_store: NewStore, seed: int) -> None:
    before, after = world(Random(seed)), world(Random(seed + 1))
    with open_store(MEMORY) as one, new_other_store() as other:
        for number, now in enumerate((before, after)):  # the second is written over the first
            readings, kept = readings_of(now), []
            decided = decisions_on(readings, Random(seed + number))
            for store, order in ((one, 1), (other, -1)):
                for gone in {r.source.path for r in store.readings()} - {r.source.path for r in readings}:
                    store.remove(gone)
                for reading in readings:
                    store.put(reading)
                for decision in decided:
                    store.decide(decision)
                library = build_library(list(store.readings())[::order], now.registry, decisions=store.decisions())
                judgement = replace(JUDGEMENT, version=store.version())
                kept.append(keep(store, judged_world(library), judgement))
            assert kept[0] == kept[1]
            assert_alike(one, other)
            assert list(store_faults(one)) == list(store_faults(other))


def decisions_on(readings: Sequence[Reading], chance: Random) -> list[Decision]:
    """Returns what somebody may decide on the measures and citations of some readings."""
    measures = sorted(m.id for r in readings for m in r.measures)
    citations = sorted(c.id for r in readings for c in r.citations)
    documents = sorted(d.id for r in readings for d in r.documents)
    kinds = {
        DecisionKind.VERDICT: (measures, [verdict.value for verdict in Verdict]),
        DecisionKind.LINK: (citations, documents),
        DecisionKind.BASIS: (measures, citations),
        DecisionKind.NO_BASIS: (measures, citations),
        DecisionKind.KIND: (measures, [kind.value for kind in CREDIT_KINDS]),
        DecisionKind.COMMENT: (measures, ["看过"]),
        DecisionKind.STATE: (measures, [state.value for state in CaseState]),
    }
    assert {*kinds, DecisionKind.PLACE} == set(DecisionKind)
    found = []
    for number, (kind, (subjects, values)) in enumerate(kinds.items()):
        if subjects and values:
            subject, value = chance.choice(subjects), chance.choice(values)
            id = f"{number}-{chance.random()}"
            found.append(Decision(id=id, kind=kind, subject=subject, value=value, who="甲", at=MOMENT, why="乙"))
    return found


@FEW
@given(seed=st.integers(0, 10_000))
def test_words_and_numbers_in_any_spelling(new_other_store: NewStore, seed: int) -> None:
    """Whatever the indexes choose among: what is found is what looking at every text finds."""
    chance = Random(seed)
    pieces = (
        "国办发",
        "令",
        "第",
        "〔",
        "[",
        "（",
        "】",
        "2020",
        "２０",
        "〕49号",
        "049",
        "４９ 号",
        " ",
        "Ab",
        "ａ",
        "名单",
    )
    texts = {"".join(chance.choices(pieces, k=chance.randint(1, 9))) for _ in range(60)}
    queries = ["".join(chance.choices(pieces, k=chance.randint(1, 5))) for _ in range(60)]
    base = small_reading()
    measures = [replace(base.measures[0], id=f"m{i}", text=text) for i, text in enumerate(sorted(texts))]
    with open_store(MEMORY) as one, new_other_store() as other:
        for store in (one, other):
            store.put(replace(base, documents=(), measures=tuple(measures)))
        for query in queries:
            expected = {text for text in texts if stands_in(text, ways_of(query))}
            for store in (one, other):
                assert {hit.text for hit in store.search(query, limit=99)} == expected, query
            assert one.search(query) == other.search(query)


def corpora() -> list[object]:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    return [
        pytest.param(sorted(SAMPLE.glob("*.txt")), id="sample"),
        pytest.param(seeds, id="seeds", marks=[needs_shared, pytest.mark.shared]),
    ]


@pytest.mark.parametrize("files", corpora())
def test_real_corpora_through_the_jobs(files: Sequence[Path], new_other_store: NewStore, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite'}"
    with open_store(url) as one, new_other_store() as other:
        for address, order in ((url, 1), (other.url, -1)):
            report = jobs.ingest(list(files)[::order], address)
            assert (len(report.added), report.failed) == (len(files), ())
        # The log tells in which order they came; what was read does not.
        assert list(one.readings()) == list(other.readings())
        assert jobs.gaps(url, as_of=DAY) == jobs.gaps(other.url, as_of=DAY)
        kept = [jobs.judge_store(address, as_of=DAY) for address in (url, other.url)]
        assert kept[0] == kept[1]
        assert list(one.nodes()) == list(other.nodes())
        assert list(one.edges()) == list(other.edges())
        policy = kept[0].judgement.policy
        for filters in FILTERS:
            assert one.findings(policy, DAY, filters) == other.findings(policy, DAY, filters)
        gaps = one.findings(policy, DAY).findings
        assert gaps == jobs.gaps(url, as_of=DAY).findings
        measures = [r.measures[0].id for r in one.readings() if r.measures]
        for measure in measures[::5]:
            assert jobs.trace(url, measure, as_of=DAY) == jobs.trace(other.url, measure, as_of=DAY)
            assert jobs.prove(url, measure, as_of=DAY) == jobs.prove(other.url, measure, as_of=DAY)
        for words in WORDS:
            assert one.search(words, limit=50) == other.search(words, limit=50)


def test_the_link_index_follows_edits_alike(new_other_store: NewStore) -> None:
    registry, _ = registries()
    with new_other_store() as store, open_store(MEMORY) as other:
        library = None
        for step in range(4):
            for one in (store, other):
                chance = Random(step)
                for _ in range(5 if step == 0 else 2):
                    edit(chance, one, library)
                refresh(one, registry, SHELF)
            library = of_all(other, registry)
            assert rows_of(store) == rows_of(other)
            assert dict(contents(kept_library(store, registry, SHELF))) == dict(contents(library))
