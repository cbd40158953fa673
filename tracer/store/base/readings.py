"""The readings of a store, by the path of their file, given back equal to what was put: all else follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from graph_schema.records import Reading
from tracer.store.base.opened import Opened


class Put(StrEnum):
    """The outcome of putting a reading."""

    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCounts:
    """The numbers of records that a store holds."""

    sources: int
    documents: int
    provisions: int
    citations: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of a store without what was read from it; `reader` names who read it."""

    path: str
    sha256: str
    reader: str


class Readings(Opened, Protocol):
    """Everything read of files, as it stands and as it stood in earlier versions."""

    def put(self, reading: Reading, *, reader: str | None = None, anew: bool = False) -> Put:
        """Keeps a reading, all of it or nothing. A reading of the same path is replaced when it differs.

        `reader` names who read it where that is not the reader that this store was opened for. `anew` writes
        an equal one again too, which mends what is damaged of it and its search texts and is no change.
        """
        ...

    def has(self, path: str, sha256: str) -> bool:
        """Tells whether the file at `path`, with these bytes, was read by this store's reader, or by one that says the same."""
        ...

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """Returns the paths of all files with these bytes, in order, whichever reader read them."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """Returns all files, in the order of `readings`."""
        ...

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """Returns the reading of the file at `path`, now or as it stood in a version.

        NotFoundError where there is none, DamagedError where it is not as it was written.
        """
        ...

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """Gives all readings one by one, ordered by the hash and the path of their files.

        Each comes whole, as it stood at one moment; one that is removed on the way is left out. With
        a version, those that the store held then; NotFoundError where it was not reached yet, or is forgotten.
        """
        ...

    def texts_of(self, documents: Collection[str]) -> Mapping[str, str]:
        """Returns the text of the whole file that each of these documents stands in, by the id of the document.

        Of several files the first by hash and path; what is not here is left out.
        """
        ...

    def remove(self, path: str) -> bool:
        """Takes the file at `path` out; False where it was not here. Earlier versions keep it until `forget_before`."""
        ...

    def counts(self) -> StoreCounts:
        """Counts what was read."""
        ...
