"""The whole basis graph as numbers, for programs that compute over it: ranks, reach, components.

    arrays = store.arrays()
    scipy.sparse.coo_array((numpy.ones(len(arrays.start)), (arrays.start, arrays.end)))

A million measures with their provisions, citations and ties take some 300 MB and a few seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class GraphArrays:
    """Nodes are numbered in the order of `ids`: kind by kind as graph_schema.graph.NODES has them, each by id.

    Node n is of kind NODES[kind[n]]. Edge e, in the order of the ids of edges, is of kind
    EDGES[edge_kind[e]] and leads from node start[e] to node end[e].
    """

    ids: list[str]
    kind: Bytes
    edge_kind: Bytes
    start: Ints
    end: Ints


class Numbering:
    """Numbers for the ids of nodes, given kind by kind."""

    def __init__(self, by_kind: Iterable[list[str]]) -> None:
        parts = list(by_kind)
        self.ids = [identity for part in parts for identity in part]
        self.kind = np.repeat(np.arange(len(parts), dtype=np.uint8), [len(part) for part in parts])
        self._number_of = dict(zip(self.ids, range(len(self.ids)), strict=True))

    def numbers(self, ids: list[str]) -> Ints:
        """Returns the numbers of nodes. KeyError for an id that is none."""
        return np.fromiter(map(self._number_of.__getitem__, ids), np.int32, len(ids))
