"""The turn at a store in a file: a lock on its folder, which ends with its process."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tracer.store.sqlite.database import MEMORY
from tracer.store.turns import in_turn, in_use

_LOOK_AGAIN = 0.05  # seconds


@contextmanager
def turn_at(path: str) -> Iterator[None]:
    """Holds the turn at the stores of a file's folder. StoreError where another process has it for too long.

    The lock lies on the folder: it leaves no file, and SQLite's own locks are lost where somebody else opens and closes its file.
    """
    folder = Path(path).absolute().parent
    if path == MEMORY or not os.access(folder, os.R_OK):
        yield
        return

    @contextmanager
    def taken(patience: float) -> Iterator[None]:
        turn = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            _wait_for(turn, path, time.monotonic() + patience)
            yield
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)  # closing alone would leave it to processes that started meanwhile
            os.close(turn)

    with in_turn(str(folder), taken):
        yield


def _wait_for(turn: int, path: str, until: float) -> None:
    while True:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > until:
                raise in_use(path) from error
            time.sleep(_LOOK_AGAIN)
        else:
            return
