"""Programs that a reader starts for itself: noted in the folder for temporary files, so that whoever ends the reader ends them too.

A reader may be killed at any moment by its limits or with the run. Its temporary files and what it started would stay.
"""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_NOTE = "group-of-helper"


@contextmanager
def noted(group: int) -> Iterator[None]:
    """Has a group of processes noted while the block runs, and ends it thereafter, however the block ended."""
    note = Path(tempfile.gettempdir(), _NOTE)
    try:
        with suppress(OSError):
            note.write_text(str(group), "ascii")
        yield
    finally:
        _end(group)
        note.unlink(missing_ok=True)


def end_noted(folder: str) -> None:
    """Ends the group that a process noted in its folder, where one is."""
    with suppress(OSError, ValueError):
        _end(int(Path(folder, _NOTE).read_text("ascii")))


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
