"""map_in_order(): as map() does, on several processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from operator import neg

import pytest

from graph_schema.errors import InputError
from ingest.parallel import map_in_order


def refuse_seven(n: int) -> int:
    if n == 7:
        raise ValueError(f"{n} is refused")
    return n


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 100])
def test_results_come_in_the_order_of_the_items(count: int, workers: int) -> None:
    assert list(map_in_order(neg, range(count), workers)) == [-n for n in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_ends_the_run(workers: int) -> None:
    done = map_in_order(refuse_seven, range(1000), workers)
    with pytest.raises(ValueError, match="7 is refused"):
        list(done)


def test_items_are_taken_only_as_results_are_asked_for() -> None:
    taken = []

    def items() -> Iterator[int]:
        for n in range(10_000):
            taken.append(n)
            yield n

    results = map_in_order(neg, items(), 2)
    assert [next(results) for _ in range(3)] == [0, -1, -2]
    results.close()
    assert len(taken) < 200


def where(n: int) -> int:
    return os.getpid()


def is_even(n: int) -> bool:
    return n // 50 % 2 == 0


def test_idle_items_stay_in_this_process() -> None:
    done = list(map_in_order(where, range(200), 2, is_idle=is_even))
    assert {n for n, process in enumerate(done) if process != os.getpid()} >= set(range(56, 96)) | set(range(160, 200))
    assert set(done[:48]) == {os.getpid()} == set(done[104:144])


def die_at_seven(n: int) -> int:
    if n == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def test_a_worker_that_the_system_ends_is_told() -> None:
    with pytest.raises(InputError, match="--workers"):
        list(map_in_order(die_at_seven, range(1000), 2))
