"""A graph that is gone through and never held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph_schema.graph import Edge, Node

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Again(Generic[T]):
    """Holds what is made anew whenever somebody goes through it, so that it never is in memory as a whole."""

    make: Callable[[], Iterator[T]]

    def __iter__(self) -> Iterator[T]:
        return self.make()


@dataclass(frozen=True, slots=True)
class GraphStream:
    """Nodes and edges, each in the order of their ids; one may go through them again and again."""

    nodes: Iterable[Node]
    edges: Iterable[Edge]
