"""The link index: what is kept of every document so that one question loads only the documents on its chains.

A row says by which keys others find a document (its number, its title, its captures, its parent …), what its own part in
findings was (`facts`, a digest) and when something on its chains last changed (`touched`). What the keys and the body mean
only tracer.links knows; a store keeps them and finds rows by them. The rows follow from the readings: they may be
dropped, and are made anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class IndexKey:
    """Names a key by which rows are found: its kind (`name`, `asks`, `capture`, `leads` …) and its words."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """Holds what is kept of one document, copies included. `path` is the file that it is read from: the first by hash and path.

    `touched` is the serial of the refresh at which a fact of it, or of a document that a chain from it can come to, last
    changed. `part` is its share of the arrays of the bulk pass, empty where it stands for no document.
    """

    document: str
    path: str
    keys: tuple[IndexKey, ...]
    facts: int
    touched: int
    body: bytes
    part: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """Says what the rows were made of: the version of the store, the reader of its files, registry and article texts (`edition`), and how often they were refreshed.

    `body` holds what the maker of the rows keeps for the whole store.
    """

    version: int
    edition: str
    serial: int
    body: bytes = b""


class LinkIndex(Protocol):
    """The rows of the index, found by document or key, changed in one transaction with their state."""

    def index_state(self) -> IndexState | None:
        """Returns what the rows were made of; None where there are none yet."""
        ...

    def index_rows(self, documents: Collection[str]) -> Mapping[str, IndexRow]:
        """Returns the rows of documents by id, without their parts; what is not here is left out."""
        ...

    def index_by(self, kind: str, words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Returns the documents, ordered by id, whose rows have one of these keys, by the words of the key; without words that nobody has."""
        ...

    def index_kind(self, kind: str) -> Iterator[tuple[str, str]]:
        """Gives all keys of a kind as (words, document), ordered."""
        ...

    def index_documents(self) -> Iterator[str]:
        """Gives the ids of all rows, ordered."""
        ...

    def index_facts(self) -> Iterator[tuple[str, int, int]]:
        """Gives (document, facts, touched) of all rows, ordered by document."""
        ...

    def index_parts(self, documents: Collection[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """Gives the parts of the rows that have one, of these documents or of all, ordered by document."""
        ...

    def keep_index(
        self, state: IndexState, put: Iterable[IndexRow], gone: Iterable[str] = (), touched: Iterable[str] = ()
    ) -> None:
        """Keeps rows, takes others out, and sets `touched` of further rows to the serial of the state: all or nothing, with the state."""
        ...

    def drop_index(self) -> None:
        """Lets all rows and the state go."""
        ...
