"""What can be broken in a store of SQLite beneath its readings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from graph_schema.graph import NODES
from graph_schema.integrity import Fault, FaultKind
from tracer.store.migrations import LATEST, migrate, version_of

_MOST = 100  # so many damaged places of the file are named


def faults(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Damaged pages, a schema that is not that of the version, rows of no file, places left out in the order of a file."""
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
    yield from _log(connection)
    yield from _search(connection)
    yield from _graph(connection)


def _log(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Versions are 1, 2, 3 …, and nothing is younger than the last one."""
    count, last = connection.execute("SELECT count(*), coalesce(max(version), 0) FROM change").fetchone()
    if count != last:
        yield Fault(kind=FaultKind.GAP, file="", where=f"change ({count}, {last})")
    for (path,) in connection.execute("SELECT path FROM source WHERE since > ?", (last,)):
        yield Fault(kind=FaultKind.GAP, file=path, where=f"since > {last}")


_SAID = """
    SELECT source, 0 AS tier, id AS item, number AS text FROM document WHERE number <> ''
    UNION ALL SELECT source, 1, id, title FROM document WHERE title <> ''
    UNION ALL SELECT source, 2, id, text FROM measure WHERE text <> ''
"""
_TEXTS = "SELECT source, tier, item, text FROM search_text"


def _search(connection: sqlite3.Connection) -> Iterator[Fault]:
    """What can be searched is what was read, and the index of words is that of the texts."""
    for one, other in ((_SAID, _TEXTS), (_TEXTS, _SAID)):
        query = f"SELECT path, item FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other})) JOIN source ON source.id = source"
        yield from (Fault(kind=FaultKind.INDEX, file=path, where=item) for path, item in connection.execute(query))
    try:
        connection.execute("INSERT INTO search_word(search_word, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        yield Fault(kind=FaultKind.INDEX, file="", where=f"search_word: {error}")


def _graph(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Edges lead from nodes to nodes, findings are on measures."""
    nodes = " UNION ALL ".join(f"SELECT id FROM node_{kind.key}" for kind in NODES)
    for end in ("start", "end"):
        query = f'SELECT id, "{end}" FROM edge WHERE "{end}" NOT IN ({nodes})'
        for edge, node in connection.execute(query):
            yield Fault(kind=FaultKind.DANGLING, file="", where=f"{edge} → {node}")
    for (measure,) in connection.execute(
        "SELECT measure FROM finding WHERE measure NOT IN (SELECT id FROM node_measure)"
    ):
        yield Fault(kind=FaultKind.DANGLING, file="", where=f"finding → {measure}")


def _schema(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Whatever differs from a store that is made now."""
    if version_of(connection) != LATEST:
        yield Fault(kind=FaultKind.SCHEMA, file="", where=f"user_version {version_of(connection)}, {LATEST}")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        wanted, here = _objects(fresh), _objects(connection)
    for name in sorted(wanted.keys() | here.keys()):
        if wanted.get(name) != here.get(name):
            yield Fault(kind=FaultKind.SCHEMA, file="", where=name)


def _objects(connection: sqlite3.Connection) -> dict[str, str | None]:
    """Tables, indexes and triggers with the words that made them; what ANALYZE keeps is no part of the schema."""
    query = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
    return dict(connection.execute(query))


def _tables_by_place(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows are keyed by file and place."""
    query = """
        SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND c.pk > 0 GROUP BY m.name HAVING group_concat(c.name) = 'source,place' ORDER BY m.name
    """
    return [name for (name,) in connection.execute(query)]
