"""make bench-verdicts: what all verdicts of a country cost, beside what plain reachability costs elsewhere.

    python -m benchmarks.verdicts [--all | --huge] [--sizes 10000,100000]

Rows of "reachability" are what others take for less than a verdict: no place, day, kind or reason.
--all asks SQLite and networkx at a million measures as well, --huge adds ten million measures for the
bulk pass alone. Times are the best of several runs, in milliseconds where nothing else is said.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.citation_graph import citation_graph
from benchmarks.reachability import FAST, SLOW, Plain, Timing, timed
from tracer.bulk.arrays import BasisArrays
from tracer.bulk.passes import reasons, verdicts
from tracer.bulk.states import states_of
from tracer.policy.file import load_policy

SIZES = (10_000, 100_000, 1_000_000)
HUGE = 10_000_000
DAY = date(2026, 1, 1)
WANTED = {  # at a million measures, in milliseconds or as said
    "all verdicts": "300",
    "  per measure, ns": "as at 10,000, or 20 % more",
    "all reasons, after the verdicts": "2,000",
    "arrays of the graph, MB": "200",
    "  with states and verdicts, MB": "200",
}


def best(work: Callable[[], object], runs: int = 5) -> float:
    """Returns the shortest time of some runs."""
    times = []
    for _ in range(runs):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return min(times)


def resident() -> float:
    """Returns megabytes that the process holds now; 0 where the system does not say."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0


def memory_of(record: object) -> int:
    """Returns the bytes of all arrays of a record and of the records in it."""
    if isinstance(record, np.ndarray):
        return record.nbytes
    if is_dataclass(record):
        return sum(memory_of(getattr(record, f.name)) for f in fields(record))
    return 0


def ours(arrays: BasisArrays) -> dict[str, str]:
    """Returns the rows of the bulk pass."""
    policy = load_policy()
    loading = best(lambda: states_of(arrays), runs=3)
    states = states_of(arrays)
    passing = best(lambda: verdicts(arrays, states, policy, DAY))
    judged = verdicts(arrays, states, policy, DAY)
    why = reasons(arrays, states, judged)
    reasoning = best(lambda: reasons(arrays, states, judged), runs=3)
    count = len(judged.verdict)
    return {
        "nodes": f"{count + len(arrays.documents.level) + int((arrays.targets.document < 0).sum()):,}",
        "edges": f"{count + arrays.steps.count + arrays.measures.own.count:,}",
        "load (states, places, circles)": ms(loading),
        "all verdicts": ms(passing),
        "  per measure, ns": f"{passing / count * 1e9:.0f}",
        "all reasons, after the verdicts": ms(reasoning),
        "for the exact engine, measures": f"{int(why.exact.sum()):,} ({why.exact.mean():.2%})",
        "arrays of the graph, MB": f"{memory_of(arrays) / 1e6:.0f}",
        "  with states and verdicts, MB": f"{(memory_of(arrays) + memory_of(states) + memory_of(judged)) / 1e6:.0f}",
        "resident, MB": f"{resident():.0f}",
    }


def ms(seconds: float) -> str:
    """Returns milliseconds with three digits."""
    return f"{seconds * 1e3:,.3g}" if seconds < 1 else f"{seconds * 1e3:,.0f}"


def shown(timing: Timing) -> str:
    """Returns a yardstick's cell."""
    if timing.missing:
        return f"needs {timing.missing}"
    return f"{ms(timing.answer)} (load {ms(timing.load)})"


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of measures")
    parser.add_argument("--all", action="store_true", help="SQLite and networkx at every size")
    parser.add_argument("--huge", action="store_true", help="ten million measures as well")
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    columns: dict[int, dict[str, str]] = {}
    for size in sizes:
        arrays = citation_graph(size)
        columns[size] = ours(arrays)
        graph = Plain.of(arrays)
        loaders = FAST | (SLOW if chosen.all or size <= 100_000 else {})
        columns[size] |= {f"reachability: {name}": shown(timed(loader, graph)) for name, loader in loaders.items()}
    if chosen.huge:
        columns[HUGE] = ours(citation_graph(HUGE))
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    table = Table("measures", *(f"{size:,}" for size in columns), "at most, at 1,000,000")
    for name in names:
        table.add_row(name, *(column.get(name, "–") for column in columns.values()), WANTED.get(name, ""))
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
