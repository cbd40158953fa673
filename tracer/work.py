"""Says how far long work is: what it tells whoever started it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Says how far a job is: `done` of `total` files, and the file that comes next (None at the end)."""

    done: int
    total: int
    path: str | None


OnProgress = Callable[[Progress], None]


def tell(on_progress: OnProgress | None, done: int, total: int, path: str | None = None) -> None:
    """Tells it where somebody listens."""
    if on_progress:
        on_progress(Progress(done=done, total=total, path=path))
