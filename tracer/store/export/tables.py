"""A table for each kind of node and edge: CSV as neo4j-admin imports it, and Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from graph_schema.graph import EDGES, NODES, Edge, Node, PropertyType, Value

_ROWS = 50_000  # rows that are in memory at a time
_NEO4J = {
    PropertyType.TEXT: "string",
    PropertyType.INTEGER: "long",
    PropertyType.NUMBER: "double",
    PropertyType.FLAG: "boolean",
    PropertyType.DAY: "string",
}
_Row = list[Value]


class _Table:
    """The rows of one kind; `columns` has the type of each property, None for the ids."""

    def __init__(self, name: str, columns: Mapping[str, PropertyType | None], records: Sequence[Node | Edge]) -> None:
        self.name, self.columns, self._records = name, columns, records

    def rows(self) -> Iterator[_Row]:
        for record in self._records:
            ids = [record.id] if isinstance(record, Node) else [record.start, record.end, record.id]
            said = [record.properties.get(name) for name, kind in self.columns.items() if kind]
            yield [*ids, *said]


def _tables(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[_Table]:
    """Gives one table for each kind that there is any of."""
    for node_kind in NODES:
        chosen = [node for node in nodes if node.kind == node_kind.name]
        said = {stated.name: stated.values for stated in node_kind.properties if stated.name != "id"}
        if chosen:
            yield _Table(f"nodes-{node_kind.name}", {"id": None, **said}, chosen)
    for edge_kind in EDGES:
        links = [edge for edge in edges if edge.kind == edge_kind.name]
        ids: dict[str, PropertyType | None] = {"start": None, "end": None, "id": None}
        if links:
            yield _Table(
                f"edges-{edge_kind.name}", ids | {stated.name: stated.values for stated in edge_kind.properties}, links
            )


# --- CSV ---------------------------------------------------------------------------------------

_IDS = {"nodes": ("id:ID",), "edges": (":START_ID", ":END_ID", "id:string")}


def write_csv(nodes: Sequence[Node], edges: Sequence[Edge], out: Path) -> None:
    """Writes a header and a table for each kind, and the arguments for `neo4j-admin database import full neo4j @import.args`.

    A database reads them, so values stay as they are, also those that a spreadsheet would run as a formula; tables for
    spreadsheets are what the pages give (dashboards.views.to_csv).
    """
    arguments: list[str] = []
    for table in _tables(nodes, edges):
        where, kind = table.name.split("-")
        header = [*_IDS[where], *(f"{name}:{_NEO4J[type_]}" for name, type_ in table.columns.items() if type_)]
        (out / f"{table.name}-header.csv").write_text(",".join(header) + "\n", encoding="utf-8")
        with (out / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as file:
            file.writelines(",".join(map(_cell, row)) + "\n" for row in table.rows())
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


def write_parquet(nodes: Sequence[Node], edges: Sequence[Edge], out: Path) -> None:
    """Writes a Parquet file for each kind."""
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
    for table in _tables(nodes, edges):
        schema = pyarrow.schema([(name, types[type_]) for name, type_ in table.columns.items()])
        with pyarrow.parquet.ParquetWriter(out / f"{table.name}.parquet", schema, compression="zstd") as file:
            rows = table.rows()
            while chunk := list(islice(rows, _ROWS)):
                file.write_batch(pyarrow.record_batch([list(column) for column in zip(*chunk, strict=True)], schema))
