"""The basis graph that the engine made of the readings, as graph_schema.graph states it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from graph_schema.graph import Edge, Node

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays


class Graph(Protocol):
    """The graph of the last judgement that was kept."""

    def node(self, id: str) -> Node:
        """Returns the node of that id. NotFoundError where there is none."""
        ...

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Returns every edge from or to a node, with the node at its other end, ordered by the id of the edge."""
        ...

    def nodes(self) -> Iterator[Node]:
        """Gives all nodes, ordered by id."""
        ...

    def edges(self) -> Iterator[Edge]:
        """Gives all edges, ordered by id."""
        ...

    def arrays(self) -> GraphArrays:
        """Returns all nodes and edges as numbers, without their properties."""
        ...
