"""map_in_order(): as map() does, on several processes."""

from __future__ import annotations

from collections.abc import Iterator
from operator import neg

import pytest

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
