"""Stores: one contract (`GraphStore`), opened by address with `open_store`.

sqlite:///FILE is the embedded store; three slashes name a file from the current folder, four an
absolute one. sqlite:///:memory: lasts as long as it is open.
"""

from __future__ import annotations

import os
from pathlib import Path

from graph_schema.errors import InputError, StoreError
from tracer.store.base import Entry, GraphStore, Put, StoreCounts
from tracer.store.sqlite import SqliteStore

__all__ = ["Entry", "GraphStore", "Put", "StoreCounts", "default_store_url", "open_store"]

_SQLITE = "sqlite:///"
_BOLT = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def open_store(url: str, *, create: bool = True, reader: str = "") -> GraphStore:
    """The store at an address.

    `create` makes it where there is none; else a missing store is a StoreError that says how to
    make one. `reader` names the program version that reads files for this store: a file read by
    another one counts as not yet read. InputError for an address of no known kind.
    """
    if url.startswith(_SQLITE) and len(url) > len(_SQLITE):
        return SqliteStore(url.removeprefix(_SQLITE), create=create, reader=reader)
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme in _BOLT:
        raise StoreError(
            f"这一版只有内嵌库，还不能连接 Neo4j：{url}。请用 sqlite:///文件名。",
            f"This version has the embedded store only and cannot connect to Neo4j: {url}. Use sqlite:///FILE.",
        )
    raise InputError(
        f"库地址无法识别：{url}。请写成 sqlite:///文件名（相对路径）或 sqlite:////完整路径。",
        f"Unknown store address: {url}. Write sqlite:///FILE (relative) or sqlite:////FULL/PATH.",
    )


def default_store_url() -> str:
    """The address of the store in the user's data folder (XDG Base Directory: XDG_DATA_HOME or ~/.local/share)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    data = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "share"
    return f"{_SQLITE}{data / 'policy-basis-tracer' / 'store.sqlite'}"
