"""kill -9 at any moment leaves a store that opens and is whole, and a second run ends where an undisturbed one does.

20 kills in every run of the tests; `make soak` asks for more by TRACER_KILLS.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from killing import Worker
from small_corpus import TEXTS

from graph_schema.records import Reading
from graph_schema.terms import Verdict
from tracer import jobs
from tracer.store import Filters, open_store
from tracer.store.backup import back_up
from tracer.store.dump import write_dump
from tracer.store.faults import store_faults
from tracer.store.neo4j.server import Server

KILLS = int(os.environ.get("TRACER_KILLS", "20"))
FILES = 16

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
    url = new_url()
    for _ in range(KILLS // 4):
        killer.kill("ingest", url, folder)
        found = held(url)
        assert found == {path: wanted[path] for path in sorted(wanted)[: len(found)]}
        if chance.random() < 0.6 or len(found) == FILES:
            worker.run("ingest", url, folder)
            assert held(url) == wanted
            url = new_url()
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
    for _ in range(KILLS * 3 // 10):
        url = new_url()
        killer.kill("put", url, *dumps)
        assert all(kept in (old[path], new[path]) for path, kept in held(url).items())
        worker.run("put", url, *dumps)
        assert held(url) == wanted
    assert killer.met


def test_a_copy_that_is_killed_goes_on(worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    origin = new_file()
    worker.run("ingest", origin, corpus(tmp_path / "in", FILES))
    file, wanted = Path(origin.removeprefix("sqlite:///")), held(origin)
    killer = Killer(worker, worker.run("copy", new_url(), file), 3)
    for _ in range(KILLS // 8):
        url = new_url()
        killer.kill("copy", url, file)
        assert held(url).items() <= wanted.items()
        worker.run("copy", url, file)
        assert held(url) == wanted


def test_a_restore_that_is_killed_goes_on(worker: Worker, new_file: NewUrl, new_url: NewUrl, tmp_path: Path) -> None:
    """Into SQLite all of the backup comes at once or nothing."""
    origin = new_file()
    worker.run("ingest", origin, corpus(tmp_path / "in", FILES))
    with open_store(origin) as store:
        back_up(store, tmp_path / "b.backup")
        first = store.get_reading(store.entries()[0].path)
        log = tuple(store.changes())
    wanted, other = held(origin), replace(first, source=replace(first.source, path="旁.txt"))
    before = {"旁.txt": ("r", other)}
    killer = Killer(worker, worker.run("restore", new_url(), tmp_path / "b.backup"), 4)
    for _ in range(KILLS // 8):
        url = new_url()
        with open_store(url) as store:
            store.put(other, reader="r")
        killer.kill("restore", url, tmp_path / "b.backup")
        found = held(url)
        assert found in (wanted, before) if url.startswith("sqlite") else found.items() <= {**wanted, **before}.items()
        worker.run("restore", url, tmp_path / "b.backup")
        assert held(url) == wanted
        with open_store(url) as store:
            assert tuple(store.changes()) == log


def test_a_judgement_that_is_killed_is_made_again(worker: Worker, new_url: NewUrl, tmp_path: Path) -> None:
    """Findings are there whole or not at all, and nothing of what was read is touched."""
    folder, url = corpus(tmp_path / "in", len(TEXTS)), new_url()
    worker.run("ingest", url, folder)
    killer = Killer(worker, worker.run("judge", url, folder), 5)
    readings, wanted = held(url), judged(url)
    assert wanted
    for _ in range(KILLS - KILLS // 4 - KILLS * 3 // 10 - 2 * (KILLS // 8)):
        url = new_url()
        worker.run("ingest", url, folder)
        killer.kill("judge", url, folder)
        assert held(url) == readings
        assert judged(url) in (None, wanted)
        worker.run("judge", url, folder)
        assert judged(url) == wanted
        assert held(url) == readings
    assert killer.met


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
