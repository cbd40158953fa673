"""The basis graph for other programs: `write` puts nodes and edges into a file or a folder, in one of `FORMATS`.

What a node and an edge say is stated in `graph_schema.graph`; every format carries all of it. XML knows no
difference between an empty text and none, and holds no control characters. Nodes and edges are gone through, some of them
twice, and never held: what must wait for its turn waits in files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import InputError, why
from graph_schema.files import folder_beside, written_beside
from graph_schema.graph import Edge, Node
from graph_schema.streams import Again
from tracer.store.export.cypher import write_cypher
from tracer.store.export.jsonl import write_jsonl
from tracer.store.export.tables import write_csv, write_parquet
from tracer.store.export.xml import write_gexf, write_graphml

__all__ = ["FORMATS", "Format", "Written", "write"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its writer, and whether it is a folder of files."""

    write: Callable[[Iterable[Node], Iterable[Edge], Path], None]
    folder: bool = False


FORMATS: Mapping[str, Format] = {
    "graphml": Format(write_graphml),
    "gexf": Format(write_gexf),
    "jsonl": Format(write_jsonl),
    "csv": Format(write_csv, folder=True),
    "cypher": Format(write_cypher),
    "parquet": Format(write_parquet, folder=True),
}


@dataclass(frozen=True, slots=True)
class Written:
    """The numbers of nodes and edges that an export has."""

    nodes: int
    edges: int


def write(nodes: Iterable[Node], edges: Iterable[Edge], form: str, out: Path) -> Written:
    """Writes the graph, complete or not at all; a format may go through nodes and edges twice.

    InputError where `out` cannot be written, or is a folder with something in it.
    """
    chosen = FORMATS[form]
    number = {Node: 0, Edge: 0}

    def counted_nodes() -> Iterator[Node]:
        number[Node] = 0
        for number[Node], node in enumerate(nodes, 1):
            yield node

    def counted_edges() -> Iterator[Edge]:
        number[Edge] = 0
        for number[Edge], edge in enumerate(edges, 1):
            yield edge

    try:
        with (folder_beside if chosen.folder else written_beside)(out) as beside:
            chosen.write(Again(counted_nodes), Again(counted_edges), beside)
    except OSError as error:
        raise InputError(
            "export.cannot_write",
            path=out,
            why=why(error),
        ) from error
    return Written(number[Node], number[Edge])
