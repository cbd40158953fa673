"""Progress of long work on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from graph_schema.messages import say
from graph_schema.visible import visible
from tracer.cli import interrupts
from tracer.cli.output import tell_aside
from tracer.work import INDEXING, JUDGING, LAYING, RECOGNISING, OnProgress, Progress

_ENDED = {
    "work.reading": "work.reading_ended",
    "work.copying": "work.copying_ended",
    "work.checking": "work.checking_ended",
    "work.backing_up": "work.backing_up_ended",
    "work.restoring": "work.restoring_ended",
    "work.importing": "work.importing_ended",
    RECOGNISING: "work.recognising_ended",
    INDEXING: "work.indexing_ended",
    JUDGING: "work.judging_ended",
    LAYING: "work.laying_ended",
}
EVERY_SECONDS = 10.0
_WORTH_TELLING = 50  # documents whose judging takes long enough to be told of, beside a terminal


@contextmanager
def shown_progress(lang: str, doing: str = "work.reading") -> Iterator[OnProgress]:
    """Yields something to tell progress to: a bar on a terminal, else a line now and then.

    `doing` is the code of its words. Ctrl-C and SIGTERM let the file at hand be finished, and tell how far the
    work came and how to go on.
    """
    at = Progress(done=0, total=0, path=None)

    def tell(progress: Progress) -> None:
        nonlocal at
        at = progress
        interrupts.between_files(say(lang, "work.finishing") if progress.done < progress.total else None)
        shown(progress)

    with (_bar if sys.stderr.isatty() else lines)(lang, doing) as shown:
        try:
            yield tell
        except BaseException as error:
            if not interrupts.caused(error):
                raise
            raise KeyboardInterrupt(say(lang, _ENDED[at.doing or doing], done=at.done, n=at.total)) from None
        finally:
            interrupts.no_more_files()


@contextmanager
def _bar(lang: str, doing: str) -> Iterator[OnProgress]:
    """Yields a progress bar that vanishes when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from tracer.cli.consoles import console_for

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[path]}", markup=False),
    )
    with Bar(*columns, console=console_for(sys.stderr), transient=True) as shown:
        task = shown.add_task(say(lang, doing), total=None, path="")

        def tell(progress: Progress) -> None:
            words, path = say(lang, progress.doing or doing), visible(progress.path or "")
            shown.update(task, description=words, completed=progress.done, total=progress.total, path=path)

        yield tell


@contextmanager
def lines(lang: str, doing: str = "work.reading") -> Iterator[OnProgress]:
    """Yields a line every ten seconds, so that a log shows that long work goes on; short work stays silent."""
    last = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal last
        if progress.path and time.monotonic() - last >= EVERY_SECONDS:
            last = time.monotonic()
            at = say(lang, "work.at", done=progress.done, total=progress.total, path=progress.path)
            tell_aside(f"{say(lang, progress.doing or doing)} {at}")

    yield tell


@contextmanager
def working(lang: str) -> Iterator[None]:
    """Yields a sign of life on a terminal while the chains are judged."""
    if not sys.stderr.isatty():
        yield
        return
    from tracer.cli.consoles import console_for

    with console_for(sys.stderr).status(say(lang, "work.judging")):
        yield


def tell_judged(lang: str, documents: int, *, is_kept: bool) -> None:
    """Tells on standard error how many documents a question had to judge first, and where that was not kept."""
    if documents and (documents >= _WORTH_TELLING or sys.stderr.isatty()):
        tell_aside(say(lang, "work.judged_anew" if is_kept else "work.judged_unkept", n=documents))
