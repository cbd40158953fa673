"""A table for each kind of node and edge: CSV as neo4j-admin imports it, and Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from graph_schema.graph import EDGES, NODES, Edge, Node, PropertyType, Value

_ROWS = 20_000  # rows of one kind that are in memory at a time
_NEO4J = {
    PropertyType.TEXT: "string",
    PropertyType.INTEGER: "long",
    PropertyType.NUMBER: "double",
    PropertyType.FLAG: "boolean",
    PropertyType.DAY: "string",
}
_Row = list[Value]


@dataclass(frozen=True, slots=True)
class _Table:
    """The table of one kind; `columns` has the type of each property, None for the ids."""

    name: str
    columns: Mapping[str, PropertyType | None]

    def row(self, record: Node | Edge) -> _Row:
        """Returns the row of a node or an edge."""
        ids = [record.id] if isinstance(record, Node) else [record.start, record.end, record.id]
        return [*ids, *(record.properties.get(name) for name, kind in self.columns.items() if kind)]


def _tables() -> dict[str, _Table]:
    """Returns the table of each kind of node and edge, in the order of these."""
    tables: dict[str, _Table] = {}
    for node in NODES:
        said = {stated.name: stated.values for stated in node.properties if stated.name != "id"}
        tables[node.name] = _Table(f"nodes-{node.name}", {"id": None, **said})
    ids: dict[str, PropertyType | None] = {"start": None, "end": None, "id": None}
    for edge in EDGES:
        tables[edge.name] = _Table(f"edges-{edge.name}", ids | {p.name: p.values for p in edge.properties})
    return tables


# --- CSV ---------------------------------------------------------------------------------------

_IDS = {"nodes": ("id:ID",), "edges": (":START_ID", ":END_ID", "id:string")}


def write_csv(nodes: Iterable[Node], edges: Iterable[Edge], out: Path) -> None:
    """Writes a header and a table for each kind that there is any of, and the arguments for `neo4j-admin database import full neo4j @import.args`.

    A database reads them, so values stay as they are, also those that a spreadsheet would run as a formula; tables for
    spreadsheets are what the pages give (dashboards.views.to_csv).
    """
    tables, files = _tables(), dict[str, IO[str]]()
    with ExitStack() as stack:
        for record in chain[Node | Edge](nodes, edges):
            table = tables[record.kind]
            if record.kind not in files:
                path = out / f"{table.name}.csv"
                files[record.kind] = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            files[record.kind].write(",".join(map(_cell, table.row(record))) + "\n")
    arguments: list[str] = []
    for kind, table in tables.items():
        if kind not in files:
            continue
        where = table.name.partition("-")[0]
        header = [*_IDS[where], *(f"{name}:{_NEO4J[type_]}" for name, type_ in table.columns.items() if type_)]
        (out / f"{table.name}-header.csv").write_text(",".join(header) + "\n", encoding="utf-8")
        option = "--nodes" if where == "nodes" else "--relationships"
        arguments.append(f"{option}={kind}={table.name}-header.csv,{table.name}.csv")
    arguments.append("--multiline-fields=true")  # last: the ones above take all that follows, the database's name too
    (out / "import.args").write_text("\n".join(arguments) + "\n", encoding="utf-8")


def _cell(value: Value) -> str:
    """Writes a cell: nothing where nothing is known, texts between quotes, so that an empty one is seen."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)


# --- Parquet -----------------------------------------------------------------------------------


def write_parquet(nodes: Iterable[Node], edges: Iterable[Edge], out: Path) -> None:
    """Writes a Parquet file for each kind that there is any of."""
    import pyarrow
    import pyarrow.parquet

    types: dict[PropertyType | None, Any] = {
        None: pyarrow.string(),
        PropertyType.TEXT: pyarrow.string(),
        PropertyType.INTEGER: pyarrow.int64(),
        PropertyType.NUMBER: pyarrow.float64(),
        PropertyType.FLAG: pyarrow.bool_(),
        PropertyType.DAY: pyarrow.string(),
    }
    with ExitStack() as stack:
        files, waiting = dict[str, Any](), dict[str, list[_Row]]()

        def let_go(kind: str) -> None:
            columns = zip(*waiting.pop(kind), strict=True)
            files[kind].write_batch(pyarrow.record_batch(list(map(list, columns)), files[kind].schema))

        tables = _tables()
        for record in chain[Node | Edge](nodes, edges):
            table = tables[record.kind]
            if record.kind not in files:
                schema = pyarrow.schema([(name, types[type_]) for name, type_ in table.columns.items()])
                file = pyarrow.parquet.ParquetWriter(out / f"{table.name}.parquet", schema, compression="zstd")
                files[record.kind] = stack.enter_context(file)
            rows = waiting.setdefault(record.kind, [])
            rows.append(table.row(record))
            if len(rows) == _ROWS:
                let_go(record.kind)
        for kind in list(waiting):
            let_go(kind)
