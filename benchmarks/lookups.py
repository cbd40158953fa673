"""make bench-lookups: how long the registry takes to load, and a look-up in it and among the places.

python -m benchmarks.lookups
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

from rich.console import Console
from rich.table import Table

from graph_schema.regions import find_region
from tracer.registry.build import BUILT_IN
from tracer.registry.load import built_in_registry, load_registry

PLACES = (
    "平顶山市卫东区人民政府办公室",
    "石家庄市栾城区发展和改革局",
    "福建省福州市平潭综合实验区",
    "新疆生产建设兵团",
)
RUNS = 5


def best(work: Callable[[], object]) -> float:
    """Returns the shortest of some runs, in seconds."""
    times = []
    for _ in range(RUNS):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return min(times)


def each(work: Callable[[str], object], words: Sequence[str]) -> float:
    """Returns seconds a word."""
    return best(lambda: [work(word) for word in words]) / len(words)


def main() -> None:
    """Measures and prints the table."""
    registry = load_registry()
    titles = [row.title[1:] for row in list(registry.instruments.values())[::200]]
    registry.similar("预热")
    table = Table("", "measured", "wanted")
    table.add_row("the registry loaded", f"{best(lambda: built_in_registry.__wrapped__(BUILT_IN)):.2f} s", "0.3 s")
    table.add_row("a damaged title looked up", f"{1e3 * each(registry.similar, titles):.1f} ms", "20 ms")
    table.add_row("a place found in a name", f"{1e3 * each(find_region, PLACES):.3f} ms", "0.5 ms")
    Console().print(table)


if __name__ == "__main__":
    main()
