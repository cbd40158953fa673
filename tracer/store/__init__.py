"""Stores: one contract (`GraphStore`), opened by address with `open_store`.

sqlite:///FILE is the embedded store; three slashes name a file from the current folder, four an
absolute one. sqlite:///:memory: lasts as long as it is open. bolt://HOST:PORT (or neo4j://, and both with
+s for TLS) is a Neo4j server; NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE say who and where.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import InputError
from tracer.store.base import Entry, Filters, GraphStore, Judgement, Kept, Put, StoreCounts
from tracer.store.sqlite.store import SqliteStore

__all__ = [
    "Entry",
    "Filters",
    "GraphStore",
    "Judgement",
    "Kept",
    "Put",
    "StoreCounts",
    "default_store_url",
    "dropped_if_new",
    "open_store",
]

_SQLITE = "sqlite:///"
_BOLT = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def open_store(url: str, *, create: bool = True, reader: str = "", same_as: Collection[str] = ()) -> GraphStore:
    """The store at an address.

    `create` makes it where there is none; else a missing store is a StoreError that says how to
    make one. `reader` names who reads files for this store: a file read by another one counts as not yet
    read, unless that one is among `same_as`, who say the same. InputError for an address of no known kind.
    """
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        return SqliteStore(url.removeprefix(_SQLITE), create=create, reader=reader, same_as=same_as)
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme in _BOLT:
        from tracer.store.neo4j.store import Neo4jStore  # the driver is loaded where it is asked for

        return Neo4jStore(url, create=create, reader=reader, same_as=same_as)
    raise InputError(
        f"库地址无法识别：{url}。请写成 sqlite:///文件名（相对路径）、sqlite:////完整路径，或 bolt://主机:7687。",
        f"Unknown store address: {url}. Write sqlite:///FILE (relative), sqlite:////FULL/PATH or bolt://HOST:7687.",
    )


@contextmanager
def dropped_if_new(url: str) -> Iterator[None]:
    """Whatever fails leaves no empty file of a store where none was before."""
    file = Path(url.removeprefix(_SQLITE)).expanduser() if url.startswith(_SQLITE) else None
    was_there = file is None or file.exists()
    try:
        yield
    except BaseException:
        if file is not None and not was_there:
            for name in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
                name.unlink(missing_ok=True)
        raise


def default_store_url() -> str:
    """The address of the store in the user's data folder (XDG Base Directory: XDG_DATA_HOME or ~/.local/share)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    data = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "share"
    return f"{_SQLITE}{data / 'policy-basis-tracer' / 'store.sqlite'}"
