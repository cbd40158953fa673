"""The table of stores: how an address names one, and how it is opened. A new store is a row here; see CONTRIBUTING."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from tracer.store.base import GraphStore

SQLITE_FILE = "sqlite:///"
_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreKind:
    """A kind of store. Its `name` is that of its folder beside this file.

    Addresses of this kind begin with one of `begins`, and name something after it; `open` takes the whole
    address, whether a store may be made, and who reads files for it,
    with those who say the same. `files` are those that a new store makes.
    """

    name: str
    begins: tuple[str, ...]
    open: Callable[[str, bool, str, Collection[str]], GraphStore]
    files: Callable[[str], tuple[Path, ...]] = lambda _: ()

    @property
    def in_files(self) -> bool:
        """Tells whether an address names a file or folder, behind three slashes, and not a server."""
        return self.begins[0].endswith(":///")

    def has(self, url: str) -> bool:
        """Tells whether the address is one of this kind."""
        return any(url.startswith(begin) and url != begin for begin in self.begins)


def _open_sqlite(url: str, create: bool, reader: str, same_as: Collection[str]) -> GraphStore:
    from tracer.store.sqlite.store import SqliteStore

    return SqliteStore(url.removeprefix(SQLITE_FILE), create=create, reader=reader, same_as=same_as)


def _files_of_sqlite(url: str) -> tuple[Path, ...]:
    """Returns the file and those that SQLite lays beside it."""
    name = url.removeprefix(SQLITE_FILE)
    file = Path(name).expanduser()
    return () if name == _MEMORY else (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm")))


def _open_neo4j(url: str, create: bool, reader: str, same_as: Collection[str]) -> GraphStore:
    from tracer.store.neo4j.store import Neo4jStore  # the driver is loaded where it is asked for

    return Neo4jStore(url, create=create, reader=reader, same_as=same_as)


STORES: tuple[StoreKind, ...] = (
    StoreKind(name="sqlite", begins=(SQLITE_FILE,), open=_open_sqlite, files=_files_of_sqlite),
    StoreKind(
        name="neo4j",
        begins=("bolt://", "bolt+s://", "bolt+ssc://", "neo4j://", "neo4j+s://", "neo4j+ssc://"),
        open=_open_neo4j,
    ),
)
"""Every kind of store; the contract tests run over this table."""
