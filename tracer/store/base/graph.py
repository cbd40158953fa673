"""The basis graph that the engine made of the readings, as graph_schema.graph states it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from graph_schema.graph import Edge, Node

if TYPE_CHECKING:
    from tracer.store.arrays import GraphArrays


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The numbers of nodes and edges that were written and that went when a graph was kept."""

    written: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphShare:
    """The share of one document in the graph: its own node, those of its provisions and measures, and all edges that start at one of these.

    `stamp` names what it was made of: who finds another one there makes the share anew.
    """

    document: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    stamp: int = 0


class Graph(Protocol):
    """The graph of the documents, kept share by share; instruments, issuers, places and list items belong to all who lead to them."""

    def keep_graph(
        self,
        shares: Iterable[GraphShare],
        shared: Iterable[Node] = (),
        between: Iterable[Edge] = (),
        gone: Iterable[str] = (),
    ) -> Kept:
        """Keeps the shares of documents in place of those that they had, and takes out those of documents that are `gone`; only what differs is written.

        `shared` are the nodes that these shares lead to, other documents included, `between` the edges among those of them that
        belong to nobody (a place in a larger one); both replace what was there, and go when nothing leads to them any more.
        InputError where it is not as graph_schema.graph states.
        """
        ...

    def share_stamps(self) -> Iterator[tuple[str, int]]:
        """Gives the documents that have a share, with its stamp, ordered by id."""
        ...

    def node(self, id: str) -> Node:
        """Returns the node of that id. NotFoundError where there is none."""
        ...

    def neighbours(self, id: str) -> tuple[tuple[Edge, Node], ...]:
        """Returns every edge from or to a node, with the node at its other end, ordered by the id of the edge."""
        ...

    def nodes(self) -> Iterator[Node]:
        """Gives all nodes, ordered by id, some at a time: who changes the graph meanwhile changes what is still to come."""
        ...

    def edges(self) -> Iterator[Edge]:
        """Gives all edges, ordered by id, in the same way."""
        ...

    def arrays(self) -> GraphArrays:
        """Returns all nodes and edges as numbers, without their properties."""
        ...
