"""kill -9 at any moment leaves a store that opens and is whole, and a second run ends where an undisturbed one does.

All of them hold decisions of each kind, and cases with their states. 20 kills a store in every run of the tests;
`make soak` asks for more by TRACER_KILLS.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest
from killing import Worker
from sizes import sized
from small_corpus import TEXTS

from graph_schema.errors import StoreError
from graph_schema.plain import to_plain
from graph_schema.records import Anchor, Decision, Reading, Withdrawal
from graph_schema.terms import DecisionKind, MeasureKind, Verdict
from tracer import jobs
from tracer.policy.file import load_policy
from tracer.registry.article_texts import Articles, default_articles_path
from tracer.registry.own_rows import NameDecision, OwnRegistry, OwnRow, kept_decisions, kept_rows, own_registry_path
from tracer.store import Filters, open_store, turns
from tracer.store.backup import back_up, restore
from tracer.store.base.log import ChangeKind
from tracer.store.dump import write_dump
from tracer.store.faults import store_faults
from tracer.store.neo4j.server import Server

KILLS = int(os.environ.get("TRACER_KILLS", "20"))
FILES = 16
SHARES = {"ingest": 4, "put": 3, "decide": 5, "copy": 2, "restore": 2, "backup": 1, "judge": 3}
MOMENT = datetime(2024, 1, 1, tzinfo=UTC)


def kills(work: str) -> range:
    """Returns the numbers of the kills of one kind of work; those of all kinds together are KILLS for each store."""
    return range(max(1, KILLS * SHARES[work] // sum(SHARES.values())))


Held = dict[str, tuple[str, Reading]]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as one:
        yield one


NewUrl = Callable[[], str]


@pytest.fixture
def new_file(tmp_path: Path) -> NewUrl:
    """Returns the address of a store in a file that is not there yet."""
    numbers = iter(range(10_000))
    return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def new_url(request: pytest.FixtureRequest, new_file: NewUrl) -> NewUrl:
    """Returns the address of a store that is not there yet; in Neo4j it ends the one before."""
    if request.param == "sqlite":
        return new_file
    server: Server = request.getfixturevalue("neo4j_server")
    url: str = request.getfixturevalue("neo4j_url")

    def make() -> str:
        server.run("MATCH (n) DETACH DELETE n")
        return url

    return make


def held(url: str) -> Held:
    """Returns all that a store holds, after a check that finds nothing."""
    with open_store(url, create=True, reader=jobs.reader_version()) as store:
        assert list(store_faults(store)) == []
        return {entry.path: (entry.reader, store.get_reading(entry.path)) for entry in store.entries()}


def decisions_on(readings: Iterable[Reading], who: str = "甲", each: int = 1) -> tuple[Decision, ...]:
    """Returns decisions of each kind on the first readings that have measures and citations; every third is taken back."""
    full = [reading for reading in readings if reading.measures and reading.citations]
    made: list[Decision] = []
    for number in range(each * len(DecisionKind)):
        kind, reading = list(DecisionKind)[number % len(DecisionKind)], full[number % len(full)]
        made.append(one_decision(f"{who}{number}", kind, reading, made, who))
    return tuple(
        replace(one, withdrawn=Withdrawal(who="乙", at=MOMENT, why="看错了")) if number % 3 == 2 else one
        for number, one in enumerate(made)
    )


def one_decision(id: str, kind: DecisionKind, reading: Reading, before: Sequence[Decision], who: str) -> Decision:
    """Returns a decision on a measure or citation of a reading, or on an earlier decision."""
    measure, citation, text = reading.measures[0], reading.citations[0], reading.documents[0]
    anchors = {one.id: Anchor(start=one.span.start - text.span.start, words=one.text) for one in (measure, citation)}
    # A kind that is not here is of a measure, and "stopped" is a word and a state.
    subjects = {"link": citation.id, "place": before[-1].id if before else measure.id}
    values = {"verdict": Verdict.EXEMPT.value, "link": text.id, "basis": citation.id, "place": measure.id}
    values |= {"no_basis": citation.id, "kind": MeasureKind.PUNISHMENT.value}
    subject, value = subjects.get(kind.value, measure.id), values.get(kind.value, "stopped")
    return Decision(
        id=id,
        kind=kind,
        subject=subject,
        value=value,
        who=who,
        at=MOMENT,
        why="看过原件",
        subject_at=anchors.get(subject),
        value_at=anchors.get(value),
    )


def decide_all(url: str, decisions: Iterable[Decision]) -> None:
    """Makes decisions in a store."""
    with open_store(url) as store:
        for decision in decisions:
            store.decide(decision)


def decided(url: str) -> tuple[Decision, ...]:
    """Returns the decisions of a store, after a look whether its log made and took back just these, each in a version of its own."""
    with open_store(url, create=True, reader=jobs.reader_version()) as store:
        found, changes, last = store.decisions(), list(store.changes()), store.version()
    assert [change.version for change in changes] == list(range(1, last + 1))
    made = [(change.subject, change.after) for change in changes if change.kind is ChangeKind.DECIDED]
    assert made == [(decision.id, decision.value) for decision in found]
    back = [change.subject for change in changes if change.kind is ChangeKind.WITHDRAWN]
    assert sorted(back) == sorted(decision.id for decision in found if decision.withdrawn)
    return found


def judged(url: str) -> object:
    """Returns the judgement that is kept with its findings and the graph; None where none is."""
    with open_store(url) as store:
        found = store.judgements()
        if not found:
            return None
        page = store.findings(found[0].policy, found[0].as_of, Filters(verdicts=frozenset(Verdict)))
        return found, page, list(store.nodes()), list(store.edges())


def corpus(folder: Path, count: int, words: str = "") -> Path:
    """Returns files of three short documents in turn, each a little different."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = list(TEXTS.values())[number % len(TEXTS)]
        (folder / f"{number:03}.txt").write_text(text.replace("一、", f"一、第{number}项{words}，"), encoding="utf-8")
    return folder


def dumped(url: str, out: Path) -> Path:
    """Returns all of a store as lines of JSON."""
    with open_store(url) as store, out.open("wb") as file:
        write_dump(store, file)
    return out


class Killer:
    """Kills work at random moments of the time that it takes; earlier ones once the work was faster than that."""

    def __init__(self, worker: Worker, seconds: float, seed: int) -> None:
        self._worker, self._seconds, self._chance = worker, seconds, Random(seed)
        self.met = 0

    def kill(self, work: str, url: str, *paths: Path) -> None:
        """Begins the work and kills it."""
        if self._worker.kill(work, url, *paths, after=self._seconds * self._chance.random() * 1.05):
            self.met += 1
        else:
            self._seconds /= 2


def test_ingest_that_is_killed_goes_on(worker: Worker, new_url: NewUrl, tmp_path: Path) -> None:
    """Each reading is there whole or not at all, in the order of the files; some stores are killed several times."""
    folder, chance = corpus(tmp_path / "in", FILES), Random(1)
    worker.run("ingest", new_url(), folder)
    undisturbed = new_url()
    killer = Killer(worker, worker.run("ingest", undisturbed, folder), 1)
    wanted = held(undisturbed)
    assert len(wanted) == FILES
    decisions = decisions_on(reading for _, reading in wanted.values())
    decide_all(url := new_url(), decisions)
    for _ in kills("ingest"):
        killer.kill("ingest", url, folder)
        found = held(url)
        assert found == {path: wanted[path] for path in sorted(wanted)[: len(found)]}
        assert decided(url) == decisions
        if chance.random() < 0.6 or len(found) == FILES:
            worker.run("ingest", url, folder)
            assert held(url) == wanted
            assert decided(url) == decisions
            decide_all(url := new_url(), decisions)
    assert killer.met


def test_puts_that_are_killed_leave_whole_readings(
    worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path
) -> None:
    """Readings are put, replaced and removed as fast as the store can."""
    one, other = new_file(), new_file()
    for url, words in ((one, "旧"), (other, "新")):
        worker.run("ingest", url, corpus(tmp_path / "in", FILES, words))
    dumps = dumped(one, tmp_path / "old.jsonl"), dumped(other, tmp_path / "new.jsonl")
    old, new = held(one), held(other)
    undisturbed = new_url()
    killer = Killer(worker, worker.run("put", undisturbed, *dumps), 2)
    wanted = held(undisturbed)
    decisions = decisions_on(reading for _, reading in new.values())
    for _ in kills("put"):
        decide_all(url := new_url(), decisions)
        killer.kill("put", url, *dumps)
        assert all(kept in (old[path], new[path]) for path, kept in held(url).items())
        assert decided(url) == decisions
        worker.run("put", url, *dumps)
        assert held(url) == wanted
        assert decided(url) == decisions
    assert killer.met


def test_decisions_that_are_killed_are_made_or_not_made(
    worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path
) -> None:
    """Says that what was decided is on record, whole; at most the one at hand is there besides. Some stores are killed several times."""
    origin, folder = new_file(), corpus(tmp_path / "in", FILES)
    worker.run("ingest", origin, folder)
    readings = [reading for _, reading in held(origin).values()]
    first, planned = decisions_on(readings), decisions_on(readings, "丙", each=sized(20, 48))
    plan, dump = tmp_path / "plan.jsonl", dumped(origin, tmp_path / "readings.jsonl")
    plan.write_text("".join(json.dumps(to_plain(one), ensure_ascii=False) + "\n" for one in planned), encoding="utf-8")
    undisturbed = new_url()
    decide_all(undisturbed, first)
    killer = Killer(worker, worker.run("decide", undisturbed, plan, tmp_path / "notes.txt", dump), 6)
    wanted, chance = held(undisturbed), Random(6)
    assert decided(undisturbed) == (*first, *planned)
    decide_all(url := new_url(), first)
    noted = tmp_path / "0.txt"
    for number in kills("decide"):
        killer.kill("decide", url, plan, noted, dump)
        assert held(url).items() <= wanted.items()
        require_as_noted(decided(url), first, planned, noted.read_text("utf-8") if noted.exists() else "")
        if chance.random() < 0.6:
            worker.run("decide", url, plan, noted, dump)
            assert held(url) == wanted
            assert decided(url) == (*first, *planned)
            noted = tmp_path / f"{number + 1}.txt"
            decide_all(url := new_url(), first)
    assert killer.met


def require_as_noted(
    found: Sequence[Decision], first: Sequence[Decision], planned: Sequence[Decision], noted: str
) -> None:
    """Requires what was there before, then the first of those planned, whole: all that are noted and at most one step more."""
    assert tuple(found[: len(first)]) == tuple(first)
    new = found[len(first) :]
    assert [one.id for one in new] == [one.id for one in planned[: len(new)]]
    told = {word: {line.split()[1] for line in noted.splitlines() if line.startswith(word)} for word in STEPS}
    made = {"decided": {one.id for one in new}, "withdrawn": {one.id for one in new if one.withdrawn}}
    assert all(told[word] <= made[word] for word in STEPS)
    assert sum(len(made[word] - told[word]) for word in STEPS) <= 1
    for one, meant in zip(new, planned, strict=False):
        assert one == (meant if one.withdrawn else replace(meant, withdrawn=None))


STEPS = ("decided", "withdrawn")


def test_a_backup_that_is_killed_leaves_the_one_before_or_is_whole(
    worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path
) -> None:
    folder, url, backup = corpus(tmp_path / "in", FILES), new_url(), tmp_path / "b.backup"
    worker.run("ingest", url, folder)
    wanted = held(url)
    decisions = decisions_on((reading for _, reading in wanted.values()), each=2)
    earlier = decisions[: len(decisions) // 2]
    decide_all(url, earlier)
    worker.run("backup", url, backup)
    shutil.copy(backup, before := tmp_path / "before.backup")
    decide_all(url, decisions)
    killer = Killer(worker, worker.run("backup", url, tmp_path / "other.backup"), 7)
    for _ in kills("backup"):
        shutil.copy(before, backup)
        killer.kill("backup", url, backup)
        assert held(url) == wanted
        assert decided(url) == decisions
        assert restored(new_file(), backup) in ((wanted, earlier), (wanted, decisions))
        worker.run("backup", url, backup)
        assert restored(new_file(), backup) == (wanted, decisions)


def restored(url: str, backup: Path) -> tuple[Held, tuple[Decision, ...]]:
    """Returns what a backup holds."""
    with open_store(url) as store:
        restore(store, backup)
    return held(url), decided(url)


def test_a_copy_that_is_killed_goes_on(worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    origin = new_file()
    worker.run("ingest", origin, corpus(tmp_path / "in", FILES))
    file, wanted = Path(origin.removeprefix("sqlite:///")), held(origin)
    decisions = decisions_on((reading for _, reading in wanted.values()), each=4)
    decide_all(origin, decisions)
    killer = Killer(worker, worker.run("copy", new_url(), file), 3)
    for _ in kills("copy"):
        url = new_url()
        killer.kill("copy", url, file)
        assert held(url).items() <= wanted.items()
        found = decided(url)
        assert found == decisions[: len(found)]
        worker.run("copy", url, file)
        assert held(url) == wanted
        assert decided(url) == decisions


def test_a_restore_that_is_killed_goes_on(worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    """Into SQLite all of the backup comes at once or nothing."""
    origin, backup = new_file(), tmp_path / "b.backup"
    worker.run("ingest", origin, corpus(tmp_path / "in", FILES))
    wanted = held(origin)
    readings = [reading for _, reading in wanted.values()]
    decisions, others = decisions_on(readings, each=2), decisions_on(readings, "丙")
    decide_all(origin, decisions)
    with open_store(origin) as store:
        back_up(store, backup)
        log = tuple(store.changes())
    other = replace(readings[0], source=replace(readings[0].source, path="旁.txt"))
    before = {"旁.txt": ("r", other)}
    killer = Killer(worker, worker.run("restore", new_url(), backup), 4)
    for _ in kills("restore"):
        url = new_url()
        with open_store(url) as store:
            store.put(other, reader="r")
        decide_all(url, others)
        killer.kill("restore", url, backup)
        found, now = held(url), decided(url)
        if url.startswith("sqlite"):
            assert (found, now) in ((wanted, decisions), (before, others))
        else:
            assert found.items() <= {**wanted, **before}.items()
            assert now == decisions or now == (*others, *decisions[: len(now) - len(others)])
        worker.run("restore", url, backup)
        assert held(url) == wanted
        assert decided(url) == decisions
        with open_store(url) as store:
            assert tuple(store.changes()) == log


def test_a_judgement_that_is_killed_is_made_again(worker: Worker, new_url: NewUrl, tmp_path: Path) -> None:
    """Says while it is not whole that it is not, holds no wrong row, and is gone on with; nothing of what was read is touched."""
    folder, url = corpus(tmp_path / "in", len(TEXTS)), new_url()
    worker.run("ingest", url, folder)
    readings = held(url)
    decisions = decisions_on(reading for _, reading in readings.values())
    decide_all(url, decisions)
    killer = Killer(worker, worker.run("judge", url, folder), 5)
    wanted, rows = judged(url), rows_on(url, JUDGED)
    assert "Overruled(" in repr(wanted)
    for _ in kills("judge"):
        url = new_url()
        worker.run("ingest", url, folder)
        decide_all(url, decisions)
        killer.kill("judge", url, folder)
        assert held(url) == readings
        require_none_wrong(url, rows)
        worker.run("judge", url, folder)
        assert judged(url) == wanted
        assert held(url) == readings
        assert decided(url) == decisions
    assert killer.met


JUDGED = date(2024, 1, 1)
"""The day of the work that judges."""


def rows_on(url: str, day: date) -> set[tuple[str, str, Verdict]]:
    """Returns the verdicts that a store keeps on a day, by document and measure."""
    with open_store(url) as store:
        return set(store.verdicts_of(load_policy().id, day))


def require_none_wrong(url: str, rows: set[tuple[str, str, Verdict]]) -> None:
    """Requires that all kept rows are of those wanted, and all of them where the judgement names the version of the store."""
    with open_store(url) as store:
        found = [one for one in store.judgements() if one.as_of == JUDGED]
        version = store.version()
        if found:
            kept = set(store.verdicts_of(found[0].policy, JUDGED))
            assert kept == rows if found[0].version == version else kept <= rows


def tables(folder: Path, count: int, rows: int) -> Path:
    """Returns a folder of tables of invented rules, and a law with its text."""
    folder.mkdir()
    for number in range(count):
        titles = (f"own-{number}-{row},淮安市第{number}类河灯办法之{row}" for row in range(rows))
        lines = ["id,title,level,region", *(f"{title},local_normative,江苏省/淮安市" for title in titles)]
        text = "".join(f"{line}\n" for line in lines)
        (folder / f"{number}.csv").write_text(text, encoding="utf-8")
    (folder / "鹭洲市河灯条例.md").write_text(LAW, encoding="utf-8")
    return folder


LAW = """# 云岭省河灯条例

2015年3月2日 云岭省人民代表大会常务委员会公布

2015年5月1日 施行

<!-- INFO END -->

第一条 放流河灯应当在指定的河段进行。

第二条 违反规定放流河灯受到处罚的，记入信用档案。
"""


def own() -> tuple[list[OwnRow], list[NameDecision]]:
    """Returns what is in the user's own registry."""
    return kept_rows(), kept_decisions()


def test_an_import_into_the_registry_that_is_killed_leaves_whole_files(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Besides those that are killed in stores: the registry is a file of its own. What people decided in it stays."""
    folder = tables(tmp_path / "in", 6, 40)

    def new_registry(name: str) -> None:
        for variable in ("TRACER_REGISTRY", "TRACER_ARTICLES"):
            monkeypatch.setenv(variable, str(tmp_path / f"{name}.{variable.lower()}"))
        with OwnRegistry(own_registry_path()) as registry:
            registry.decide("河灯办法", "", "own-0-0", "甲", "旧称", "2024-01-01")

    new_registry("undisturbed")
    names = kept_decisions()
    killer = Killer(worker, worker.run("import", "", folder), 8)
    wanted, _ = own()
    files = {row.source for row in wanted}
    law = next(row.id for row in wanted if row.source.endswith(".md"))
    assert len(files) == 7
    for number in range(max(2, KILLS // 10)):
        new_registry(str(number))
        killer.kill("import", "", folder)
        rows, decisions = own()
        assert decisions == names
        there = {row.source for row in rows}
        assert rows == [row for row in wanted if row.source in there]
        worker.run("import", "", folder)
        assert own() == (wanted, names)
        with Articles(default_articles_path()) as texts:
            assert texts.numbers(law) == ((1, 0), (2, 0))


def test_two_that_write_and_one_that_reads_lose_nothing(new_url: NewUrl, tmp_path: Path) -> None:
    """Both read the same files at once; whoever looks meanwhile sees whole readings, ever more of them."""
    folder, url = corpus(tmp_path / "in", FILES), new_url()
    with Worker() as one, Worker() as other, ThreadPoolExecutor(2) as pool:
        one.run("ingest", url, folder)
        wanted, url = held(url), new_url()
        open_store(url).close()
        writers = [pool.submit(worker.run, "ingest", url, folder) for worker in (one, other)]
        seen: list[int] = []
        while not all(writer.done() for writer in writers):
            found = held(url)
            assert found.items() <= wanted.items()
            seen.append(len(found))
        assert [writer.result() > 0 for writer in writers] == [True, True]
    assert seen == sorted(seen)
    assert held(url) == wanted
    with open_store(url) as store:
        assert store.version() == len(wanted) == len({change.subject for change in store.changes()})


_HOLD = """
import sys
from tracer.store import open_store
with open_store(sys.argv[1]) as store, store.turn():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_turn_is_waited_for_and_ends_with_its_process(new_url: NewUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits too long is told; a thread that has the turn comes in again."""
    url = new_url()
    with open_store(url) as store:
        with store.turn(), store.turn():
            pass
        with subprocess.Popen(
            [sys.executable, "-c", _HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout and other.stdout.readline() == "held\n"
            with monkeypatch.context() as patched:
                patched.setattr(turns, "PATIENCE", 0.3)
                with pytest.raises(StoreError) as caught, store.turn():
                    pass
            assert caught.value.said.code == "store.in_use"
            other.kill()
        with store.turn():
            assert list(store.faults()) == []
