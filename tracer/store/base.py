"""The contract of every store: what was read from the files, kept whole and given back equal.

A store keeps Readings and nothing that can be worked out from them: verdicts depend on the day, the
registry and the policy, and are judged anew. One contract test suite runs on every store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

from graph_schema.integrity import Fault
from graph_schema.records import Reading


class Put(StrEnum):
    """What putting a reading did."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """How much a store holds."""

    sources: int
    documents: int
    provisions: int
    citations: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of a store without what was read from it; `reader` names the program version that read it."""

    path: str
    sha256: str
    reader: str


class GraphStore(Protocol):
    """Readings by the path of their file.

    Errors: StoreError where the store cannot be used, InputError where a reading holds text that no
    store can keep (half a character).
    """

    @property
    def url(self) -> str:
        """The address that opens this store again."""
        ...

    def put(self, reading: Reading, *, reader: str | None = None) -> Put:
        """Keep a reading, all of it or nothing. A reading of the same path is replaced when it differs.

        `reader` names who read it where that is not the reader that this store was opened for.
        """
        ...

    def has(self, path: str, sha256: str) -> bool:
        """Whether the file at `path`, with these bytes, was read by the reader that this store was opened for."""
        ...

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """The paths of all files with these bytes, in order, whichever reader read them."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """All files, in the order of `readings`."""
        ...

    def get_reading(self, path: str) -> Reading:
        """The reading of the file at `path`. NotFoundError where there is none, StoreError where it is damaged."""
        ...

    def readings(self) -> Iterator[Reading]:
        """All readings one by one, ordered by the hash and the path of their files.

        Each comes whole, as it stood at one moment; one that is removed on the way is left out.
        """
        ...

    def remove(self, path: str) -> bool:
        """Forget the file at `path`; False where it was not here."""
        ...

    def counts(self) -> StoreCounts:
        """How much the store holds."""
        ...

    def faults(self) -> Iterator[Fault]:
        """What is broken in the store itself: its files, its schema, its indexes, rows that belong to nothing."""
        ...

    def close(self) -> None:
        """Let go of the store; closing twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
