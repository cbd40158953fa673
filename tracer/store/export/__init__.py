"""The basis graph for other programs: `write` puts nodes and edges into a file or a folder, in one of `FORMATS`.

What a node and an edge say is stated in `graph_schema.graph`; every format carries all of it. XML knows no
difference between an empty text and none, and holds no control characters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import InputError, why
from graph_schema.files import folder_beside, written_beside
from graph_schema.graph import Edge, Node
from tracer.store.export.cypher import write_cypher
from tracer.store.export.jsonl import write_jsonl
from tracer.store.export.tables import write_csv, write_parquet
from tracer.store.export.xml import write_gexf, write_graphml

__all__ = ["FORMATS", "Format", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its writer, and whether it is a folder of files."""

    write: Callable[[Sequence[Node], Sequence[Edge], Path], None]
    folder: bool = False


FORMATS: Mapping[str, Format] = {
    "graphml": Format(write_graphml),
    "gexf": Format(write_gexf),
    "jsonl": Format(write_jsonl),
    "csv": Format(write_csv, folder=True),
    "cypher": Format(write_cypher),
    "parquet": Format(write_parquet, folder=True),
}


def write(nodes: Sequence[Node], edges: Sequence[Edge], form: str, out: Path) -> None:
    """Writes the graph, complete or not at all. InputError where `out` cannot be written, or is a folder with something in it."""
    chosen = FORMATS[form]
    try:
        with (folder_beside if chosen.folder else written_beside)(out) as beside:
            chosen.write(nodes, edges, beside)
    except OSError as error:
        raise InputError(
            "export.cannot_write",
            path=out,
            why=why(error),
        ) from error
