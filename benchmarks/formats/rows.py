"""A row of the speed table of formats, and how it is measured: a reader beside the bare library, each in a process of its own.

Times are CPU time of that process and all its threads, the best of some passes after one to warm up; memory is what the
process held at most (VmHWM). The works go to processes of their own, so they are functions of a module or partials of them.
"""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import process_time

PASSES = 3

Work = Callable[[], object]
"""What is timed; it can be sent to another process (a function of a module, or a partial of one)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Holds how fast a reader is and how fast the bare library, in `unit` a second (pages, MB), and the most memory of ours in MB.

    `wanted` is the least share of the bare speed that the reader should reach, `most` the most memory it should take.
    """

    what: str
    ours: float
    bare: float | None = None
    unit: str = "pages"
    memory: float | None = None
    wanted: float | None = None
    most: float | None = None

    @property
    def share(self) -> float | None:
        """Returns the part of the bare library's speed that the reader has."""
        return self.ours / self.bare if self.bare else None

    @property
    def falls_short(self) -> bool:
        """Tells whether the reader is slower, or takes more memory, than it should."""
        slow = self.share is not None and self.wanted is not None and self.share < self.wanted
        large = self.memory is not None and self.most is not None and self.memory > self.most
        return slow or large


@dataclass(frozen=True, slots=True)
class Spent:
    """Holds what a work took in a process of its own: CPU seconds, and the most memory of the process in MB."""

    seconds: float
    megabytes: float


def spent(work: Work, passes: int = PASSES) -> Spent:
    """Returns what a work takes, done `passes` times after one to warm up, in a process of its own; with no pass the first one counts."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_spent, work, passes).result()


def _spent(work: Work, passes: int) -> Spent:
    times = []
    for _ in range(1 + passes):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return Spent(min(times[1:] or times), peak())


def peak() -> float:
    """Returns the most memory that this process has held, in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def beside(
    what: str,
    ours: Work,
    bare: Work | None,
    amount: float,
    unit: str = "pages",
    *,
    wanted: float | None = None,
    most: float | None = None,
    passes: int = PASSES,
) -> Row:
    """Returns the row of a reader beside the bare library, where one call of either does `amount` of `unit`."""
    own = spent(ours, passes)
    other = spent(bare, passes) if bare is not None else None
    return Row(
        what=what,
        ours=amount / max(own.seconds, 1e-9),
        bare=amount / max(other.seconds, 1e-9) if other else None,
        unit=unit,
        memory=own.megabytes,
        wanted=wanted,
        most=most,
    )
