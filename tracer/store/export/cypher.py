"""A Cypher script that can be run on any Neo4j, again and again: every node and edge is merged by its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from graph_schema.graph import Edge, Node, Value
from tracer.store.export.ends import Ends

_ROWS = 500  # rows of a statement


def write_cypher(nodes: Iterable[Node], edges: Iterable[Edge], out: Path) -> None:
    """Writes one statement a line: constraints, then nodes, then edges."""
    with out.open("w", encoding="utf-8") as file:
        file.writelines(f"{statement};\n" for statement in statements(nodes, edges, out.parent))


def statements(nodes: Iterable[Node], edges: Iterable[Edge], folder: Path | None = None) -> Iterator[str]:
    """Gives the statements of the script, without the semicolons; rows that wait for those of other kinds lie in files in the folder."""
    with ExitStack() as stack:
        kind_of = stack.enter_context(closing(Ends()))
        waiting = _Waiting(stack, folder)
        for node in nodes:
            kind_of.put(node.id, node.kind)
            waiting.put((node.kind,), f"[{_literal(node.id)}, {_map(node)}]")
        for (kind,) in waiting.groups():
            yield f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{kind}) REQUIRE n.id IS UNIQUE"
        for (kind,) in waiting.groups():
            for batch in waiting.batches((kind,)):
                yield f"UNWIND [{batch}] AS row MERGE (n:{kind} {{id: row[0]}}) SET n += row[1]"
        # A node is found by its index, and that is one of its kind.
        waiting = _Waiting(stack, folder)
        for edge in edges:
            group = edge.kind, kind_of.get(edge.start) or "", kind_of.get(edge.end) or ""
            ids = ", ".join(map(_literal, (edge.start, edge.end, edge.id)))
            waiting.put(group, f"[{ids}, {_map(edge)}]")
        for kind, start, end in waiting.groups():
            for batch in waiting.batches((kind, start, end)):
                yield (
                    f"UNWIND [{batch}] AS row MATCH (a:{start} {{id: row[0]}}) MATCH (b:{end} {{id: row[1]}}) "
                    f"MERGE (a)-[e:{kind} {{id: row[2]}}]->(b) SET e += row[3]"
                )


class _Waiting:
    """Rows by group, a line each, in files without names."""

    def __init__(self, stack: ExitStack, folder: Path | None) -> None:
        self._stack, self._folder = stack, folder
        self._files: dict[tuple[str, ...], IO[str]] = {}

    def put(self, group: tuple[str, ...], row: str) -> None:
        """Adds a row to a group."""
        file = self._files.get(group)
        if file is None:
            file = self._files[group] = self._stack.enter_context(
                TemporaryFile("w+", encoding="utf-8", newline="\n", dir=self._folder)  # noqa: SIM115 — closed by the stack
            )
        file.write(row + "\n")

    def groups(self) -> list[tuple[str, ...]]:
        """Returns the groups, ordered."""
        return sorted(self._files)

    def batches(self, group: tuple[str, ...]) -> Iterator[str]:
        """Gives the rows of a group, so many together as one statement takes."""
        file = self._files[group]
        file.seek(0)
        while rows := [line.removesuffix("\n") for line in islice(file, _ROWS)]:
            yield ", ".join(rows)


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
