"""JSON lines: nodes, then edges; each line as docs/graph.schema.json says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph_schema.graph import Edge, Node
from graph_schema.plain import to_plain
from graph_schema.visible import json_text


def write_jsonl(nodes: Sequence[Node], edges: Sequence[Edge], out: Path) -> None:
    """Writes one node or edge a line."""
    with out.open("w", encoding="utf-8") as file:
        for record in (*nodes, *edges):
            file.write(json_text(to_plain(record)) + "\n")
