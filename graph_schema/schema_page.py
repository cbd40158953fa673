"""The pages of docs/ that are made from code: `python -m graph_schema.schema_page`, a part of `make pages`.

docs/schema.md and docs/graph.schema.json are written whole from graph_schema.graph, the tables of kinds, reasons and
checks in docs/semantics.md from graph_schema.terms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from graph_schema.graph import EDGES, EVIDENCE, NODES, EdgeKind, NodeKind, Property, json_schema
from graph_schema.terms import LABELS, MEANINGS, BreakReason, Check, MeasureKind

DOCS = Path(__file__).resolve().parent.parent / "docs"

_HEAD = """# 依据图 / The basis graph

Made from [graph_schema/graph.py](../graph_schema/graph.py) by `make pages`; a test holds it true.
`tracer store judge` writes the graph into a store: in SQLite one table for each kind of node (`node_document` …) and the
table `edge`, in Neo4j nodes and relationships of these labels and types. [graph.schema.json](graph.schema.json) is the
JSON Schema of a node or an edge.

Every node has an `id` that no other node has, every edge has one that no other edge has. Days are texts
such as 2020-12-07. Offsets (`begin`, `finish`) are half-open and count the characters of the file. A property without
a value is left out. **Bold** properties are always there; ⌕ marks those with an index.
"""


def page() -> str:
    """Returns the whole of docs/schema.md."""
    parts = [_HEAD, "## 节点 / Nodes\n"]
    parts += [_node_section(kind) for kind in NODES]
    parts += ["## 边 / Edges\n"]
    parts += [_edge_section(kind) for kind in EDGES]
    return "\n".join(parts)


def schema() -> str:
    """Returns the whole of docs/graph.schema.json."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _node_section(kind: NodeKind) -> str:
    rows = "\n".join(_row(p) for p in kind.properties)
    return f"### {kind.name} {kind.zh}\n\n{_sentence(kind.en)}\n\n{_TABLE}\n{rows}\n"


def _edge_section(kind: EdgeKind) -> str:
    ends = ", ".join(f"{start} → {end}" for start, end in kind.ends)
    lines = [f"### {kind.name} {kind.zh}\n\n{_sentence(kind.en)} {ends}.\n"]
    if kind.from_text:
        lines.append(f"Read in a text, with its evidence: {', '.join(f'**{p.name}**' for p in EVIDENCE)}.\n")
    own = [p for p in kind.properties if p not in EVIDENCE]
    if own:
        lines.append("\n".join((_TABLE, *map(_row, own))) + "\n")
    return "\n".join(lines)


_TABLE = "| property | holds | 含义 | meaning |\n| --- | --- | --- | --- |"


def _row(prop: Property) -> str:
    name = f"**{prop.name}**" if prop.required else prop.name
    mark = " ⌕" if prop.unique or prop.indexed else ""
    values = f"{prop.values.value} of {prop.terms.__name__}" if prop.terms else prop.values.value
    return f"| {name}{mark} | {values} | {prop.zh} | {prop.en} |"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


_TABLES: dict[type[StrEnum], tuple[str, str]] = {
    MeasureKind: ("kind", "what it does"),
    BreakReason: ("reason", "when"),
    Check: ("check", "asks"),
}
# A text, not a pattern: a pattern of this package counts as one that the reader reads by (ingest.edition).
_MADE = r"(?ms)^<!-- (?P<term>\w+): `make pages` writes this table from graph_schema/terms.py -->\n(?P<table>.*?)^<!-- end -->$"


def with_terms(text: str) -> str:
    """Returns a page with its tables of terms written anew, each between two comments that say so."""
    made = {term.__name__: _terms(term, *words) for term, words in _TABLES.items()}
    return re.sub(_MADE, lambda m: m[0].replace(f"-->\n{m['table']}", f"-->\n{made[m['term']]}", 1), text)


def _terms(term: type[StrEnum], anchor: str, asks: str) -> str:
    rows = "".join(_term(term, member, anchor) for member in term)
    return f"| {anchor} | 中文 | {asks} |\n| --- | --- | --- |\n{rows}"


def _term(term: type[StrEnum], member: StrEnum, anchor: str) -> str:
    """Returns a row; what is not stated yet is left empty, and a test names it."""
    zh, _ = LABELS[term].get(member, ("", ""))
    meaning = MEANINGS[term].get(member, "")
    return f'| <a id="{anchor}-{member.replace("_", "-")}"></a>{member} | {zh} | {meaning} |\n'


def files() -> Iterator[tuple[Path, str]]:
    """Yields what is written where."""
    yield DOCS / "schema.md", page()
    yield DOCS / "graph.schema.json", schema()
    semantics = DOCS / "semantics.md"
    yield semantics, with_terms(semantics.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for file, text in files():
        file.write_text(text, encoding="utf-8")
