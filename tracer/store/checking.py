"""Every broken invariant of a store, by name: of the store itself, then of each reading."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.errors import NotFoundError, StoreError
from graph_schema.integrity import Fault, FaultKind, faults_of
from tracer.store.base import GraphStore
from tracer.work import OnProgress, tell


def check(store: GraphStore, on_progress: OnProgress | None = None) -> Iterator[Fault]:
    """What does not hold. Nothing is changed; a file that cannot be read is named and the others are checked."""
    yield from store.faults()
    entries = store.entries()
    for number, entry in enumerate(entries):
        tell(on_progress, number, len(entries), entry.path)
        try:
            yield from faults_of(store.get_reading(entry.path))
        except NotFoundError:
            continue  # removed meanwhile
        except StoreError as error:
            yield Fault(kind=FaultKind.UNREADABLE, file=entry.path, where=error.english)
    tell(on_progress, len(entries), len(entries))
