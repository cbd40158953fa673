"""map_in_order(): as map() does, on several processes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from operator import neg
from pathlib import Path

import pytest
from small_corpus import CITY, PROVINCE

from graph_schema.errors import InputError
from ingest.formats.files import file_of_text
from ingest.parallel import map_in_order, started
from ingest.reading import read

ROOT = Path(__file__).resolve().parent.parent


def refuse_seven(n: int) -> int:
    if n == 7:
        raise ValueError(f"{n} is refused")
    return n


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 100])
def test_results_come_in_the_order_of_the_items(count: int, workers: int) -> None:
    with started(workers) as processes:
        assert list(map_in_order(neg, range(count), processes)) == [-n for n in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_ends_the_run(workers: int) -> None:
    with pytest.raises(ValueError, match="7 is refused"), started(workers) as processes:
        list(map_in_order(refuse_seven, range(1000), processes))


def test_items_are_taken_only_as_results_are_asked_for() -> None:
    taken = []

    def items() -> Iterator[int]:
        for n in range(10_000):
            taken.append(n)
            yield n

    with started(2) as processes:
        results = map_in_order(neg, items(), processes)
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
        for count, _ in enumerate(map_in_order(neg, items(), processes, size_of=lambda _: size), start=1):
            assert len(taken) - count <= max(2, (1 << 24) // size)
            assert len(taken) - count >= min(2, 1000 - count)


def where(n: int) -> int:
    return os.getpid()


def is_even(n: int) -> bool:
    return n // 50 % 2 == 0


def test_idle_items_stay_in_this_process() -> None:
    with started(2) as processes:
        done = list(map_in_order(where, range(200), processes, is_idle=is_even))
    assert {n for n, process in enumerate(done) if process != os.getpid()} >= set(range(56, 96)) | set(range(160, 200))
    assert set(done[:48]) == {os.getpid()} == set(done[104:144])


def die_at_seven(n: int) -> int:
    if n == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def test_a_worker_that_the_system_ends_is_told() -> None:
    with pytest.raises(InputError, match="--workers"), started(2) as processes:
        list(map_in_order(die_at_seven, range(1000), processes))


def rest(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_what_breaks_off_does_not_wait_for_what_the_processes_are_busy_with() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), started(2) as processes:
        results = map_in_order(rest, [0.0] * 8 + [600.0] * 32, processes)
        assert next(results) == 0.0
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()
    assert time.monotonic() - begun < 300


PARENT = """
import time
from ingest.parallel import map_in_order, started

with started(2) as processes:
    results = map_in_order(time.sleep, [0.0] * 8 + [600.0] * 32, processes)
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
