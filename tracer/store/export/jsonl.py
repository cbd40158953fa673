"""JSON lines: nodes, then edges; each line as docs/graph.schema.json says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from graph_schema.graph import Edge, Node
from graph_schema.plain import to_plain


def write_jsonl(nodes: Sequence[Node], edges: Sequence[Edge], out: Path) -> None:
    """Writes one node or edge a line."""
    with out.open("w", encoding="utf-8") as file:
        for record in (*nodes, *edges):
            file.write(json.dumps(to_plain(record), ensure_ascii=False) + "\n")
