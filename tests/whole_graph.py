"""The graph of all documents together, as the shares of them make it up."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.graph import Edge, Node
from tracer.links.graph import shares_of
from tracer.links.library import Library


@dataclass(frozen=True, slots=True)
class WholeGraph:
    """Nodes and edges, each in the order of their ids."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(library: Library) -> WholeGraph:
    """Returns the graph of what the library holds. Only the capture that stands for a document is in it."""
    made = shares_of(library, library.documents)
    nodes: dict[str, Node] = {node.id: node for node in made.shared}
    nodes |= {node.id: node for one in made.shares for node in one.nodes}
    edges: dict[str, Edge] = {edge.id: edge for edge in made.between}
    edges |= {edge.id: edge for one in made.shares for edge in one.edges}
    return WholeGraph(tuple(nodes[k] for k in sorted(nodes)), tuple(edges[k] for k in sorted(edges)))
