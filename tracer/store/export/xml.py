"""GraphML, and GEXF with the days from which and until which a node or an edge is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from graph_schema.graph import NODES, Edge, Node, Property, PropertyType, Value, edge_properties
from tracer.store.export.ends import Ends

_TYPES = {
    PropertyType.TEXT: "string",
    PropertyType.INTEGER: "long",
    PropertyType.NUMBER: "double",
    PropertyType.FLAG: "boolean",
    PropertyType.DAY: "string",
}
# A measure has a property `kind` of its own.
_NODE_KIND, _EDGE_KIND = "node_kind", "edge_kind"
_NAMES = ("label", "title", "text")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = {"\r": "&#13;"}
_BLANKS = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


def write_graphml(nodes: Iterable[Node], edges: Iterable[Edge], out: Path) -> None:
    """Writes GraphML as networkx, yEd, Gephi and igraph read it."""
    with out.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for where, columns in (("node", _node_columns()), ("edge", _edge_columns())):
            for name, kind in columns.items():
                file.write(f'<key id="{where[0]}_{name}" for="{where}" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        for node in nodes:
            file.write(f"<node id={_quoted(node.id)}>{_data('n', _NODE_KIND, node)}</node>\n")
        for edge in edges:
            ends = f"source={_quoted(edge.start)} target={_quoted(edge.end)}"
            file.write(f"<edge id={_quoted(edge.id)} {ends}>{_data('e', _EDGE_KIND, edge)}</edge>\n")
        file.write("</graph>\n</graphml>\n")


def write_gexf(nodes: Iterable[Node], edges: Iterable[Edge], out: Path) -> None:
    """Writes GEXF 1.2 as Gephi and networkx read it, with a time axis in days."""
    with closing(_Times(nodes)) as times, out.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
            '<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
        )
        for where, columns in (("node", _node_columns()), ("edge", _edge_columns())):
            file.write(f'<attributes class="{where}" mode="static">\n')
            for name, kind in columns.items():
                file.write(f'<attribute id="{where[0]}_{name}" title="{name}" type="{kind}"/>\n')
            file.write("</attributes>\n")
        file.write("<nodes>\n")
        for node in nodes:
            label = next((str(said) for name in _NAMES if (said := node.properties.get(name))), node.id)
            head = f"id={_quoted(node.id)} label={_quoted(label)}{times.of_node(node)}"
            file.write(f"<node {head}>{_values('n', _NODE_KIND, node)}</node>\n")
        file.write("</nodes>\n<edges>\n")
        for edge in edges:
            head = f"id={_quoted(edge.id)} source={_quoted(edge.start)} target={_quoted(edge.end)}{times.of_edge(edge)}"
            file.write(f"<edge {head}>{_values('e', _EDGE_KIND, edge)}</edge>\n")
        file.write("</edges>\n</graph>\n</gexf>\n")


class _Times:
    """When nodes and edges are there: an instrument while it holds, what a document says from its day on."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._days = {node.id: node.properties.get("date") for node in nodes if node.kind == "Document"}
        self._begins = Ends()

    def of_node(self, node: Node) -> str:
        """Returns the attributes of a node, and remembers them for the edges that start there."""
        begins = self._days.get(str(node.properties.get("document", node.id)))
        if begins:
            self._begins.put(node.id, str(begins))
        if node.kind == "Instrument":
            return _from_to(node.properties.get("effective"), node.properties.get("repealed"))
        return _from_to(begins, None)

    def of_edge(self, edge: Edge) -> str:
        return _from_to(self._begins.get(edge.start), None)

    def close(self) -> None:
        """Lets go of what was remembered."""
        self._begins.close()


def _from_to(begins: Value, ends: Value) -> str:
    """Writes the attributes of a stretch of days; the last day is the one before that on which it no longer holds."""
    out = f' start="{begins}"' if begins else ""
    if ends:
        day = date.fromisoformat(str(ends))
        # Nothing comes before the first day that a date can name.
        last = (max(day, date.min + timedelta(days=1)) - timedelta(days=1)).isoformat()
        out += f' end="{max(last, str(begins or last))}"'
    return out


def _node_columns() -> dict[str, str]:
    stated: dict[str, Property] = {}
    for kind in NODES:
        for p in kind.properties:
            stated.setdefault(p.name, p)
    return {_NODE_KIND: "string"} | {p.name: _TYPES[p.values] for p in stated.values() if p.name != "id"}


def _edge_columns() -> dict[str, str]:
    return {_EDGE_KIND: "string"} | {p.name: _TYPES[p.values] for p in edge_properties()}


def _data(prefix: str, kind: str, record: Node | Edge) -> str:
    return "".join(
        f'<data key="{prefix}_{name}">{escape(_text(value), _LINE_ENDS)}</data>'
        for name, value in _said({kind: record.kind, **record.properties})
    )


def _values(prefix: str, kind: str, record: Node | Edge) -> str:
    values = "".join(
        f'<attvalue for="{prefix}_{name}" value={_quoted(_text(value))}/>'
        for name, value in _said({kind: record.kind, **record.properties})
    )
    return f"<attvalues>{values}</attvalues>"


def _said(properties: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    return ((name, value) for name, value in properties.items() if value is not None and value != "")


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_IN_XML.sub("\ufffd", str(value))


def _quoted(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", text), _BLANKS)
