"""Progress of long work on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from tracer.texts import say

if TYPE_CHECKING:
    from tracer.jobs import Progress

EVERY_SECONDS = 10.0


@contextmanager
def bar(lang: str) -> Iterator[Callable[[Progress], None]]:
    """A progress bar that vanishes when the work is done."""
    columns = (
        TextColumn(say(lang, "reading")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[path]}", markup=False),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None, path="")

        def tell(progress: Progress) -> None:
            shown.update(task, completed=progress.done, total=progress.total, path=progress.path or "")

        yield tell


@contextmanager
def lines(lang: str) -> Iterator[Callable[[Progress], None]]:
    """A line every ten seconds, so that a log shows that long work goes on; short work stays silent."""
    last = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal last
        if progress.path and time.monotonic() - last >= EVERY_SECONDS:
            last = time.monotonic()
            text = say(lang, "reading_at", done=progress.done, total=progress.total, path=progress.path)
            print(text, file=sys.stderr, flush=True)

    yield tell
