"""Circles of documents that cite each other, and how long a chain can become.

Documents that lie in no circle are peeled off from both ends; what is left is small in every real
collection and is looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np

from tracer.bulk.places import Ints
from tracer.bulk.spread import Onward, distinct, ranges


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """The circle that each document lies in (documents of one circle share a number), and its size."""

    circle: Ints
    size: Ints


def circles_of(onward: Onward) -> Circles:
    """Returns the strongly connected parts of the graph of documents."""
    core = _core(onward)
    circle = np.arange(onward.nodes, dtype=np.int32)
    size = np.ones(onward.nodes, dtype=np.int32)
    inside = core[onward.origin] & core[onward.into]
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(zip(onward.origin[inside].tolist(), onward.into[inside].tolist(), strict=True))
    for part in nx.strongly_connected_components(graph):
        members = np.fromiter(part, dtype=np.int32)
        circle[members] = members.min()
        size[members] = len(members)
    return Circles(circle, size)


def _core(onward: Onward) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Returns what is left when documents without a step in or without a step out are taken away again and again."""
    left = np.ones(onward.nodes, dtype=np.bool_)
    forward_first = np.searchsorted(onward.origin, np.arange(onward.nodes + 1)).astype(np.int32)
    outgoing = np.diff(forward_first)
    incoming = np.diff(onward.back_first)
    ends = np.flatnonzero((outgoing == 0) | (incoming == 0)).astype(np.int32)
    while ends.size:
        left[ends] = False
        back = onward.entering(ends)
        forth = _leaving(forward_first, ends)
        np.subtract.at(outgoing, onward.origin[back], 1)
        np.subtract.at(incoming, onward.into[forth], 1)
        near = distinct(np.concatenate((onward.origin[back], onward.into[forth])))
        ends = near[left[near] & ((outgoing[near] == 0) | (incoming[near] == 0))]
    return left


def _leaving(first: Ints, nodes: Ints) -> Ints:
    return ranges(first[nodes], first[nodes + 1])


def longest(onward: Onward, circles: Circles, limit: int) -> Ints:
    """Returns how many documents a chain from each document can hold at most, itself included; never more than `limit`."""
    between = circles.circle[onward.origin] != circles.circle[onward.into]
    origin, into = circles.circle[onward.origin[between]], circles.circle[onward.into[between]]
    length = np.minimum(circles.size, limit)
    while origin.size:
        longer = length.copy()
        np.maximum.at(longer, origin, circles.size[origin] + length[into])
        np.minimum(longer, limit, out=longer)
        grown = longer != length
        if not grown.any():
            break
        length = longer
    return length[circles.circle].astype(np.int32)
