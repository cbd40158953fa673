"""Kept findings say what judging all anew says, whatever was put, replaced, removed or asked before, and judge no more than the change touches."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from judged_anew import findings_anew, gaps_anew, library_anew
from sizes import sized
from small_corpus import CITY, write_corpus
from worlds import AS_OF, World, edited, readings_of, world

from graph_schema.errors import StoreError
from graph_schema.records import Finding, Reading
from graph_schema.terms import Group, MeasureKind, Verdict
from ingest.parallel import started
from tracer import jobs
from tracer.jobs import kept as kept_module
from tracer.jobs.kept import UpToDate, library_in, up_to_date
from tracer.jobs.opening import Tools
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.store import Filters, GraphStore, open_store, turns
from tracer.store.sqlite import database
from tracer.store.sqlite.store import SqliteStore
from tracer.work import JUDGING, Progress

TODAY = AS_OF[2]
EVERYTHING = Filters(verdicts=frozenset(Verdict))


def tools_of(w: World) -> Tools:
    return Tools(w.registry, load_policy(), None)


def fill(store: GraphStore, w: World) -> None:
    """Makes the store hold the files of a world and no others."""
    readings = readings_of(w)
    for entry in store.entries():
        if entry.path not in {reading.source.path for reading in readings}:
            store.remove(entry.path)
    for reading in readings:
        store.put(reading, reader="w")


def require_as_anew(kept: UpToDate, store: GraphStore, w: World, day: date) -> None:
    """Requires that pages, tallies and single documents of kept findings say what judging all anew says."""
    policy, answers = load_policy(), kept.answers
    counting, aside = findings_anew(library_anew(store, w.registry), policy, day)
    every = answers.findings(policy.id, day, EVERYTHING)
    assert list(every.findings) == counting
    by_document: dict[str, list[Finding]] = {}
    for finding in sorted((*counting, *aside), key=lambda f: (f.measure.span.start, f.measure.span.end, f.measure.id)):
        by_document.setdefault(finding.document.id, []).append(finding)
    found = answers.findings_in(policy.id, day, list(kept.library.documents))
    assert {id: list(some) for id, some in found.items()} == by_document
    tally = answers.tally(policy.id, day)
    assert tally.gaps == sum(f.is_gap for f in counting)
    assert tally.groups[Group.ENDED] == sum(f.aside is Group.ENDED for f in aside)
    assert list(answers.findings(policy.id, day).findings) == [f for f in counting if f.is_gap]


@pytest.mark.parametrize("seed", range(sized(8, 60)))
def test_edits_and_days_give_what_judging_anew_gives(seed: int) -> None:
    with open_store("sqlite:///:memory:") as store:
        edit_and_compare(store, seed)


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(sized(2, 10)))
def test_edits_and_days_give_the_same_in_neo4j(seed: int, new_neo4j_store: Callable[[], GraphStore]) -> None:
    edit_and_compare(new_neo4j_store(), seed)


def edit_and_compare(store: GraphStore, seed: int) -> None:
    """Edits a world some times, asks on a day each time, and compares with judging anew."""
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2)
    for _ in range(5):
        fill(store, w)
        day = chance.choice((TODAY, TODAY, *AS_OF))
        kept = up_to_date(store, tools_of(w), day, today=TODAY)
        require_as_anew(kept, store, w, day)
        again = up_to_date(store, tools_of(w), day, today=TODAY)
        assert again.documents == 0 and again.judgement == kept.judgement
        w = edited(chance, w)


def the_world(size: int = 12) -> World:
    return world(Random(5), size=size)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as one:
        fill(one, the_world())
        yield one


bring = partial(up_to_date, tools=tools_of(the_world()), as_of=TODAY, today=TODAY)


def test_nothing_changed_judges_nothing_and_writes_nothing(store: GraphStore) -> None:
    first = bring(store)
    assert first.documents == len(first.library.documents) > 2 and first.measures > 0
    file = Path(store.url.removeprefix("sqlite:///"))
    before = [one.read_bytes() for one in (file, file.with_name(f"{file.name}-wal"))]
    assert bring(store).documents == 0
    assert [one.read_bytes() for one in (file, file.with_name(f"{file.name}-wal"))] == before


def test_the_next_day_takes_over_what_still_holds(store: GraphStore) -> None:
    bring(store)
    tomorrow = TODAY + timedelta(days=1)
    kept = bring(store, as_of=tomorrow, today=tomorrow)
    assert kept.documents == 0
    assert [one.as_of for one in store.judgements()] == [tomorrow]
    require_as_anew(kept, store, the_world(), tomorrow)


def test_a_few_other_days_stay_beside_today(store: GraphStore) -> None:
    bring(store)
    for year in range(2010, 2024):
        bring(store, as_of=date(year, 1, 1))
    days = [one.as_of for one in store.judgements()]
    assert len(days) == 12 and TODAY in days and date(2023, 1, 1) in days
    require_as_anew(bring(store), store, the_world(), TODAY)


def test_a_run_that_breaks_off_is_not_taken_for_whole_and_goes_on(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_module, "_TOGETHER", 1)

    def stop(progress: Progress) -> None:
        if progress.doing == JUDGING and progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(store, on_progress=stop)
    assert [one.version for one in store.judgements()] == [0]
    kept = bring(store)
    assert kept.documents == len(kept.library.documents) - 3
    assert store.judgements() == (kept.judgement,) and kept.judgement.version == store.version()
    require_as_anew(kept, store, the_world(), TODAY)


def test_what_another_policy_or_program_judged_is_judged_again(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = bring(store).documents
    monkeypatch.setattr(kept_module, "program", lambda: "another")
    assert bring(store).documents == everything
    stricter = replace(load_policy(), rules=load_policy().rules[:1])
    kept = bring(store, tools=replace(tools_of(the_world()), policy=stricter))
    assert kept.documents == everything
    counting, _ = findings_anew(library_anew(store, the_world().registry), stricter, TODAY)
    assert list(store.findings(stricter.id, TODAY, EVERYTHING).findings) == counting


def test_processes_judge_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "_AT_ONCE", 1)
    url = f"sqlite:///{tmp_path}/texts.sqlite"
    jobs.ingest([write_corpus(tmp_path / "公文")], url)
    tools = Tools.load(None)
    with started(2) as workers, open_store(url) as one:
        library = library_in(one, tools)
        stale = [(id, 7) for id in library.documents]
        alone = list(kept_module._judged_of(library, tools, TODAY, stale, None, url))
        assert list(kept_module._judged_of(library, tools, TODAY, stale, workers, url)) == alone
        assert sum(len(one.findings) for one in alone) > 4


def test_a_store_that_another_one_writes_is_answered_from_memory(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.01)
    with open_store(store.url) as mine, closing(sqlite3.connect(store.url.removeprefix("sqlite:///"))) as writer:
        writer.execute("BEGIN IMMEDIATE")
        kept = bring(mine)
        assert not kept.is_kept
        require_as_anew(kept, mine, the_world(), TODAY)
        assert mine.judgements() == ()
        writer.rollback()
        assert bring(mine).is_kept


ASKED = (
    (Filters(), None),
    (Filters(must_mend=True), None),
    (EVERYTHING, None),
    (Filters(verdicts=frozenset({Verdict.DIRECT}), must_mend=True), None),
    (Filters(region="云岭省"), None),
    (Filters(region="云岭省", kinds=frozenset({MeasureKind.PUNISHMENT})), None),
    (Filters(issued_after=date(2018, 1, 1)), None),
    (Filters(document="旅游市场"), None),
    *((Filters(), group) for group in Group),
    (Filters(region="云岭省"), Group.ENDED),
    (Filters(verdicts=frozenset({Verdict.DEAD_END})), Group.MUST_MEND),
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Returns a store of short documents, one of which ends another."""
    folder = write_corpus(tmp_path_factory.mktemp("kept") / "公文")
    (folder / "止.txt").write_text(ENDING, encoding="utf-8")
    (folder / "稿.txt").write_text(
        CITY.replace("3号", "7号").replace("关于推进", "关于推进（征求意见稿）"), encoding="utf-8"
    )
    url = f"sqlite:///{folder.parent}/store.sqlite"
    jobs.ingest([folder], url)
    return url


ENDING = """云岭省鹭洲市人民政府文件

鹭政发〔2022〕9号

鹭洲市人民政府关于废止部分文件的决定

一、自本决定公布之日起，《鹭洲市人民政府关于推进诚信建设的通知》（鹭政发〔2021〕3号）废止。

鹭洲市人民政府
2022年9月2日
"""


@pytest.mark.parametrize(("filters", "group"), ASKED, ids=map(str, range(len(ASKED))))
def test_the_gap_list_says_what_judging_anew_says(texts: str, filters: Filters, group: Group | None) -> None:
    with open_store(texts) as store:
        for day in (TODAY, date(2022, 1, 1)):
            anew = gaps_anew(store, load_registry(), load_policy(), day, filters, group)
            assert jobs.gaps(store, as_of=day, filters=filters, group=group) == anew
            every = (*anew.findings, *anew.other, *anew.unsupported)
            paging = partial(jobs.gaps, store, as_of=day, filters=filters, group=group, limit=3)
            pages = [paging(offset=offset) for offset in range(0, len(every) + 1, 3)]
            assert [f for p in pages for f in (*p.findings, *p.other, *p.unsupported)] == list(every)
            assert all(
                replace(p, findings=anew.findings, other=anew.other, unsupported=anew.unsupported) == anew
                for p in pages
            )


def test_the_examples_of_the_gap_list_hold_something_of_all(texts: str) -> None:
    report = jobs.gaps(texts, as_of=TODAY)
    assert report.findings and report.ended and report.groups[Group.ENDED] and report.groups[Group.DRAFTS]
    assert report.cleanup.before != report.cleanup.after
    without = jobs.gaps(texts, as_of=TODAY, most_beside=0)
    assert not without.ended and without.ended_documents == report.ended_documents == len(report.ended)


def test_one_measure_loads_the_files_on_its_chains_alone(texts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: set[str] = set()
    get_reading = SqliteStore.get_reading

    def noted(store: SqliteStore, path: str, version: int | None = None) -> Reading:
        loaded.add(Path(path).name)
        return get_reading(store, path, version)

    monkeypatch.setattr(SqliteStore, "get_reading", noted)
    monkeypatch.setattr(SqliteStore, "readings", None)
    alone = next(f for f in jobs.gaps(texts, as_of=TODAY).findings if f.document.number == "岭政办发〔2019〕8号")
    loaded.clear()
    assert jobs.trace(texts, alone.measure.id, as_of=TODAY) == alone
    assert loaded == {"省.txt"}


def test_who_waits_too_long_for_another_process_is_answered_from_memory(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(store.url.removeprefix("sqlite:///")).parent
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    taken = os.open(folder, os.O_RDONLY)
    fcntl.flock(taken, fcntl.LOCK_EX)
    with pytest.raises(StoreError) as caught:
        bring(store, must_keep=True)
    assert caught.value.said.code == "store.in_use"
    assert not bring(store).is_kept and library_in(store, tools_of(the_world())).documents
    os.close(taken)
    assert bring(store, must_keep=True).is_kept
    assert bring(store).documents == 0
