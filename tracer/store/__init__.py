"""The stores: one contract (`base`, GraphStore), a table of those that there are (`stores`), opened by `open_store`.

In come readings, decisions of people, graphs and findings; out come the same, the log, search hits, backups and exports.
Every room above may call it, and opens a store by its address only; below it are graph_schema and tracer.work.

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
from tracer.store.base import GraphStore
from tracer.store.base.findings import Filters, Judgement
from tracer.store.base.graph import Kept
from tracer.store.base.readings import Entry, Put, StoreCounts
from tracer.store.stores import SQLITE_FILE, STORES

__all__ = [
    "SQLITE_FILE",
    "Entry",
    "Filters",
    "GraphStore",
    "Judgement",
    "Kept",
    "Put",
    "StoreCounts",
    "data_folder",
    "default_store_url",
    "dropped_if_new",
    "open_store",
]


def open_store(url: str, *, create: bool = True, reader: str = "", same_as: Collection[str] = ()) -> GraphStore:
    """Opens the store at an address.

    `create` makes it where there is none; else a missing store is a StoreError that says how to
    make one. `reader` names who reads files for this store: a file read by another one counts as not yet
    read, unless that one is among `same_as`, who say the same. InputError for an address of no known kind.
    """
    for kind in STORES:
        if kind.has(url):
            return kind.open(url, create, reader, same_as)
    raise InputError(
        "store.bad_address",
        url=url,
    )


@contextmanager
def dropped_if_new(url: str) -> Iterator[None]:
    """Leaves no empty file of a store where none was before, whatever fails."""
    files = [file for kind in STORES if kind.has(url) for file in kind.files(url)]
    was_there = any(file.exists() for file in files[:1])
    try:
        yield
    except BaseException:
        for file in () if was_there else files:
            file.unlink(missing_ok=True)
        raise


def data_folder() -> Path:
    """Returns the user's folder for data of this program (XDG: below XDG_DATA_HOME or ~/.local/share)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    return (Path(given) if os.path.isabs(given) else Path.home() / ".local" / "share") / "policy-basis-tracer"


def default_store_url() -> str:
    """Returns the address of the store in the user's data folder."""
    return f"{SQLITE_FILE}{data_folder() / 'store.sqlite'}"
