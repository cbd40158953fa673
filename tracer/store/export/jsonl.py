"""JSON lines: nodes, then edges; each line as docs/graph.schema.json says."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from graph_schema.graph import Edge, Node
from graph_schema.plain import to_plain
from graph_schema.visible import json_text


def write_jsonl(nodes: Iterable[Node], edges: Iterable[Edge], out: Path) -> None:
    """Writes one node or edge a line."""
    with out.open("w", encoding="utf-8") as file:
        for record in chain[Node | Edge](nodes, edges):
            file.write(json_text(to_plain(record)) + "\n")
