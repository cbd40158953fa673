"""Turns: one process and thread at a time does what must not be done by two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import RLock

from graph_schema.errors import StoreError

PATIENCE = 30.0
"""Seconds for which one waits for one's turn."""
_here: defaultdict[str, RLock] = defaultdict(RLock)
_held: set[str] = set()


@contextmanager
def in_turn(name: str, taken: Callable[[float], AbstractContextManager[None]]) -> Iterator[None]:
    """Holds the turn of that name, for which threads of this process wait here and processes where it is `taken`.

    A thread that holds it comes in again. StoreError where waiting takes longer than PATIENCE.
    """
    if not _here[name].acquire(timeout=PATIENCE):
        raise in_use(name)
    try:
        if name in _held:  # by this thread, further out
            yield
            return
        with taken(PATIENCE):
            _held.add(name)
            try:
                yield
            finally:
                _held.discard(name)
    finally:
        _here[name].release()


def in_use(name: str) -> StoreError:
    """Returns the sentence for a store that another process has."""
    return StoreError("store.in_use", path=name)
