"""Says how far long work is: what it tells whoever started it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Says how far a job is: `done` of `total` files, and the file that comes next (None at the end).

    `doing` is the code of words for what is done with them, where that is not what the job was begun for.
    """

    done: int
    total: int
    path: str | None
    doing: str | None = None


OnProgress = Callable[[Progress], None]


RECOGNISING = "work.recognising"
"""The code of the words for pages that are pictures and are recognised one by one: `done` and `total` are pages."""

INDEXING, JUDGING, LAYING = "work.indexing", "work.judging", "work.laying"
"""The codes of the words for what follows other work: documents are put into the index, judged, and laid into the basis graph."""


def tell(
    on_progress: OnProgress | None, done: int, total: int, path: str | None = None, doing: str | None = None
) -> None:
    """Tells it where somebody listens."""
    if on_progress:
        on_progress(Progress(done=done, total=total, path=path, doing=doing))
