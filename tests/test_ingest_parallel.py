"""map_in_order(): as map() does, in processes of its own, of which one may end without the others."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import FrozenInstanceError
from operator import neg
from pathlib import Path

import pytest
from small_corpus import CITY, PROVINCE

from graph_schema.errors import InputError
from ingest import helper_programs
from ingest.formats.files import file_of_text
from ingest.limits import MEGABYTES, SECONDS, limits_for
from ingest.parallel import Work, do_one, map_in_order, started
from ingest.reading import read

ROOT = Path(__file__).resolve().parent.parent


NEG: Work[int, int] = Work(do=neg)


def refuse_seven(n: int) -> int:
    if n == 7:
        raise ValueError(f"{n} is refused")
    return n


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 100])
def test_results_come_in_the_order_of_the_items(count: int, workers: int) -> None:
    with started(workers) as processes:
        assert list(map_in_order(NEG, range(count), processes)) == [-n for n in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_ends_the_run(workers: int) -> None:
    with pytest.raises(ValueError, match="7 is refused"), started(workers) as processes:
        list(map_in_order(Work(do=refuse_seven), range(1000), processes))


def test_items_are_taken_only_as_results_are_asked_for() -> None:
    taken = []

    def items() -> Iterator[int]:
        for n in range(10_000):
            taken.append(n)
            yield n

    with started(2) as processes:
        results = map_in_order(NEG, items(), processes)
        assert [next(results) for _ in range(3)] == [0, -1, -2]
    assert len(taken) < 200


@pytest.mark.parametrize("size", [1 << 18, 1 << 22, 1 << 30])
def test_fewer_items_are_under_way_the_larger_they_are(size: int) -> None:
    """Enough for each process to have something to do, and no more than 16 MB where that is possible."""
    taken = []

    def items() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    with started(2) as processes:
        for count, _ in enumerate(map_in_order(Work(do=neg, size_of=lambda _: size), items(), processes), start=1):
            assert len(taken) - count <= max(2, (1 << 24) // size)
            assert len(taken) - count >= min(2, 1000 - count)


def where(n: int) -> int:
    return os.getpid()


def is_even(n: int) -> bool:
    return n // 50 % 2 == 0


def test_idle_items_stay_in_this_process() -> None:
    with started(2) as processes:
        done = list(map_in_order(Work(do=where, is_idle=is_even), range(200), processes))
    assert {n for n, process in enumerate(done) if process != os.getpid()} >= set(range(56, 96)) | set(range(160, 200))
    assert set(done[:48]) == {os.getpid()} == set(done[104:144])


def die_at_seven(n: int) -> int:
    if n == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def loop_at_seven(n: int) -> int:
    while n == 7:
        pass
    return n


def match_at_seven(n: int) -> int:
    """Returns the number; at seven a library is busy for ever, and lets nothing else in this process run."""
    if n == 7:
        re.match("(?:a|a)*b", "a" * 64)
    return n


def sleep_at_seven(n: int) -> int:
    while n == 7:
        time.sleep(600)
    return n


def eat_at_seven(n: int) -> int:
    eaten = []
    while n == 7:
        eaten.append(bytearray(1 << 24))
    return n


def leave_at_seven(n: int) -> int:
    if n == 7:
        sys.exit(5)
    return n


def abort_at_seven(n: int) -> int:
    if n == 7:
        os.abort()
    return n


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize(
    ("do", "said"),
    [
        (die_at_seven, "-9"),
        (abort_at_seven, MEGABYTES),
        (leave_at_seven, "5"),
        (loop_at_seven, SECONDS),
        (match_at_seven, SECONDS),
        (eat_at_seven, MEGABYTES),
    ],
)
def test_only_the_item_at_which_a_process_ends_is_lost(
    do: Callable[[int], int], said: str, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the limit that is meant is near: filling memory may take a slow machine longer than the other allows.
    monkeypatch.setenv(SECONDS, "0.3" if said == SECONDS else "60")
    monkeypatch.setenv(MEGABYTES, "256")
    work: Work[int, int | InputError] = Work(do=do, name_of=lambda n: f"{n}.txt", lost=lambda _, error: error)
    with started(workers) as processes:
        results = list(map_in_order(work, range(40), processes))
    lost = results[7]
    assert isinstance(lost, InputError) and "7.txt" in lost.message and said in lost.message
    assert "7.txt" in lost.english and said in lost.english
    assert results[:7] + results[8:] == [n for n in range(40) if n != 7]
    assert not multiprocessing.active_children()


def test_who_does_nothing_for_ever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS, "0.3")
    work: Work[int, int | InputError] = Work(do=sleep_at_seven, lost=lambda _, error: error)
    with started(2) as processes:
        results = list(map_in_order(work, range(40), processes))
    assert [n for n, result in enumerate(results) if isinstance(result, InputError)] == [7]


def test_several_that_end_one_after_the_other() -> None:
    work: Work[int, int | InputError] = Work(do=end_at_odd_ones, lost=lambda _, error: error)
    with started(2) as processes:
        results = list(map_in_order(work, range(30), processes))
    assert [isinstance(result, InputError) for result in results] == [n % 2 == 1 for n in range(30)]


def end_at_odd_ones(n: int) -> int:
    if n % 2:
        os._exit(1)
    return n


def test_a_process_that_ends_while_it_has_nothing_to_do_costs_nothing() -> None:
    with started(2) as processes:
        assert list(map_in_order(NEG, range(10), processes)) == [-n for n in range(10)]
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        assert list(map_in_order(NEG, range(1), processes)) == [0]


def test_an_item_that_is_lost_ends_the_run_where_nobody_says_what_else() -> None:
    with pytest.raises(InputError, match="7"), started(2) as processes:
        list(map_in_order(Work(do=die_at_seven), range(1000), processes))


@pytest.mark.parametrize("words", ["0", "-1", "x", "1e99", "nan"])
def test_a_limit_that_is_no_number_is_told(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS, words)
    with pytest.raises(InputError, match=SECONDS):
        limits_for(0)


def test_limits_grow_with_the_file() -> None:
    small, large = limits_for(0), limits_for(10 << 20)
    assert large.seconds > 5 * small.seconds and large.megabytes > 2 * small.megabytes


def test_pages_to_recognise_take_more() -> None:
    """The engine takes 1,300 MB of addresses, and some five seconds a page."""
    plain, one, many = limits_for(0), limits_for(0, pages=1), limits_for(0, pages=100)
    assert one.megabytes == many.megabytes > plain.megabytes + 2000
    assert one.seconds > plain.seconds + 20 and many.seconds > 20 * 100
    work: Work[int, tuple[int, int]] = Work(do=core_of, pages_of=lambda n: n)
    with started(1) as processes:
        assert list(map_in_order(work, [1], processes)) == [(0, 0)]


def core_of(_: int) -> tuple[int, int]:
    """Returns how large an image of its memory a process may leave."""
    return resource.getrlimit(resource.RLIMIT_CORE)


def start_and_stay(place: str) -> None:
    """Leaves a temporary file and a program that runs for long, and is killed in the middle of it."""
    Path(tempfile.gettempdir(), "secret.doc").write_text("x")
    with helper_programs.noted(subprocess.Popen(["sleep", "600"], start_new_session=True).pid) as _:
        note = next(Path(tempfile.gettempdir()).glob("group*")).read_text()
        Path(place).write_text(f"{tempfile.gettempdir()}\n{note}")
        os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_process_leaves_goes_with_it(tmp_path: Path) -> None:
    told = tmp_path / "told"
    work: Work[str, InputError | None] = Work(do=start_and_stay, lost=lambda _, error: error)
    with started(1) as processes:
        assert isinstance(do_one(work, str(told), processes), InputError)
    folder, group = told.read_text().split()
    assert folder != tempfile.gettempdir() and not Path(folder).exists()
    for _ in range(100):  # whoever takes over the orphan sees to it in a moment
        with suppress(ProcessLookupError):
            os.killpg(int(group), 0)
            time.sleep(0.05)
            continue
        return
    assert Path(f"/proc/{group}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def rest(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_what_breaks_off_does_not_wait_for_what_the_processes_are_busy_with() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), started(2) as processes:
        results = map_in_order(Work(do=rest), [0.0] * 8 + [600.0] * 32, processes)
        assert next(results) == 0.0
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()
    assert time.monotonic() - begun < 300


PARENT = """
import time
from ingest.parallel import Work, do_one, map_in_order, started

with started(2) as processes:
    results = map_in_order(Work(do=time.sleep), [0.0] * 8 + [600.0] * 32, processes)
    next(results)
    print("busy", flush=True)
    list(results)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_processes_end_with_their_parent(number: int) -> None:
    """However it ends, and whatever they are doing. Each holds an end of the pipe, which closes with the last."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout and parent.stdout.readline() == b"busy\n"
    parent.send_signal(number)
    parent.communicate(timeout=60)
    assert parent.returncode == -number


def test_a_reading_comes_through_a_process_unchanged() -> None:
    reading = read(file_of_text(CITY + PROVINCE, "甲.txt"))
    back = pickle.loads(pickle.dumps(reading))
    assert back == reading and repr(back) == repr(reading)
    assert reading.measures and reading.citations and reading.basis and reading.documents[0].evidence
    with pytest.raises(FrozenInstanceError):
        back.measures[0].text = ""
