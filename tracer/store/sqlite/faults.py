"""Says what can be broken in a store of SQLite beneath its readings: the file, its schema, its indexes, graph and findings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from graph_schema.integrity import Fault, FaultKind
from tracer.store.graph_faults import graph_faults, index_faults, judged_faults
from tracer.store.sqlite.findings import judged_as_kept, judgements, missing_of
from tracer.store.sqlite.graph import edges_as_kept, graph_seal, nodes_as_kept
from tracer.store.sqlite.index import index_as_kept, kept_seal
from tracer.store.sqlite.log import last_version
from tracer.store.sqlite.schema import LATEST, migrate, version_of

_MOST = 100  # so many damaged places of the file are named


def faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Finds what is broken in the file, its tables and indexes, and what was judged that is not as it was kept."""
    yield from _file(connection)
    yield from _judged(connection)


def _judged(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Finds what of graph, index and findings is not as it was kept, or not as graph_schema.graph states."""
    yield from graph_faults(nodes_as_kept(connection), edges_as_kept(connection), graph_seal(connection))
    yield from index_faults(index_as_kept(connection), kept_seal(connection))
    version = last_version(connection)
    for key, one in judgements(connection):
        missing = missing_of(connection, key)
        yield from judged_faults(one, judged_as_kept(connection, key), missing, version)


def _file(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Finds damaged pages, a schema that is not that of the version, rows of no file, places left out in the order of a file."""
    damage = [what for (what,) in connection.execute(f"PRAGMA integrity_check({_MOST})") if what != "ok"]
    yield from (Fault(kind=FaultKind.DAMAGED, file="", where=what) for what in damage)
    yield from _schema(connection)
    for table, row, _, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Fault(kind=FaultKind.ORPHAN, file="", where=table if row is None else f"{table} {row}")
    for table in _tables_by_place(connection):
        query = f"""
            SELECT path, count(*) FROM {table} JOIN source ON source.id = {table}.source
            GROUP BY source HAVING min(place) <> 0 OR max(place) <> count(*) - 1
        """
        for path, count in connection.execute(query):
            yield Fault(kind=FaultKind.GAP, file=path, where=f"{table} ({count})")
    yield from _search(connection)


def _search(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Checks that the index of words is that of the texts."""
    try:
        connection.execute("INSERT INTO search_word(search_word, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield Fault(kind=FaultKind.INDEX, file="", where=f"search_word: {error}")


def _schema(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Finds whatever differs from a store that is made now."""
    if version_of(connection) != LATEST:
        yield Fault(kind=FaultKind.SCHEMA, file="", where=f"user_version {version_of(connection)}, {LATEST}")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        wanted, here = _objects(fresh), _objects(connection)
    for name in sorted(wanted.keys() | here.keys()):
        if wanted.get(name) != here.get(name):
            yield Fault(kind=FaultKind.SCHEMA, file="", where=name)


def _objects(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Returns tables, indexes and triggers with the words that made them; what ANALYZE keeps is no part of the schema."""
    query = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
    return dict(connection.execute(query))


def _tables_by_place(connection: sqlite3.Connection) -> list[str]:
    """Returns the tables whose rows are keyed by file and place."""
    query = """
        SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND c.pk > 0 GROUP BY m.name HAVING group_concat(c.name) = 'source,place' ORDER BY m.name
    """
    return [name for (name,) in connection.execute(query)]
