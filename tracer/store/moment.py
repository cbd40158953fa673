"""Several looks at a store as one: done again where somebody wrote between them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from graph_schema.errors import StoreError
from tracer.store.base.log import Log

T = TypeVar("T")


def at_one_moment(store: Log, work: Callable[[], T], tries: int = 20) -> T:
    """Returns what the work gives while nobody writes; StoreError where somebody does each time."""
    for number in range(tries):
        time.sleep(0.02 * min(number, 5))
        version = store.version()
        done = work()
        if store.version() == version:
            return done
    raise StoreError(
        "store.never_still",
        url=store.url,
    )
