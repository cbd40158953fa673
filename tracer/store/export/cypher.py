"""A Cypher script that can be run on any Neo4j, again and again: every node and edge is merged by its id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path

from graph_schema.graph import Edge, Node, Value

_ROWS = 500  # rows of a statement


def write_cypher(nodes: Sequence[Node], edges: Sequence[Edge], out: Path) -> None:
    """Writes one statement a line: constraints, then nodes, then edges."""
    with out.open("w", encoding="utf-8") as file:
        file.writelines(f"{statement};\n" for statement in statements(nodes, edges))


def statements(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[str]:
    """Gives the statements of the script, without the semicolons."""
    kind_of = {node.id: node.kind for node in nodes}
    for kind in sorted(set(kind_of.values())):
        yield f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{kind}) REQUIRE n.id IS UNIQUE"
    for kind in sorted(set(kind_of.values())):
        rows = (f"[{_literal(n.id)}, {_map(n)}]" for n in nodes if n.kind == kind)
        for batch in _batches(rows):
            yield f"UNWIND [{batch}] AS row MERGE (n:{kind} {{id: row[0]}}) SET n += row[1]"
    # A node is found by its index, and that is one of its kind.
    for kind, start, end in sorted({(edge.kind, kind_of[edge.start], kind_of[edge.end]) for edge in edges}):
        rows = (
            f"[{_literal(edge.start)}, {_literal(edge.end)}, {_literal(edge.id)}, {_map(edge)}]"
            for edge in edges
            if (edge.kind, kind_of[edge.start], kind_of[edge.end]) == (kind, start, end)
        )
        for batch in _batches(rows):
            yield (
                f"UNWIND [{batch}] AS row MATCH (a:{start} {{id: row[0]}}) MATCH (b:{end} {{id: row[1]}}) "
                f"MERGE (a)-[e:{kind} {{id: row[2]}}]->(b) SET e += row[3]"
            )


def _batches(rows: Iterator[str]) -> Iterator[str]:
    while batch := list(islice(rows, _ROWS)):
        yield ", ".join(batch)


def _map(record: Node | Edge) -> str:
    return "{" + ", ".join(f"{n}: {_literal(v)}" for n, v in record.properties.items() if v is not None) + "}"


_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_BACKSLASH = _ESCAPES["\\"]
_UNICODE = ("u", "\\u")


def _literal(value: Value) -> str:
    """Writes a value as Cypher does. Control characters are spelt out, so that a statement stays one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    parts = [_ESCAPES.get(c) or (c if c.isprintable() or ord(c) > 0xFFFF else f"\\u{ord(c):04X}") for c in value]
    # Cypher reads \u before it reads strings: a backslash of the text must not come to stand before a u or an escape.
    apart = (
        f"{one}' + '" if one == _BACKSLASH and then[:2] in _UNICODE else one for one, then in pairwise([*parts, ""])
    )
    return "'" + "".join(apart) + "'"
