"""Going along many steps at once: sums of bits over the steps of a node, and what reaches what.

Bits only ever come to a node, never go, so that the order of the steps does not matter and circles
end by themselves. Rounds are over all steps while much changes and over the steps into what changed
when little does: a long chain costs its length and not the size of the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tracer.bulk.places import Flags, Ints

Masks = NDArray[np.uint32]
Number = TypeVar("Number", np.int32, np.int64)
Bits = TypeVar("Bits", np.uint32, np.bool_)

_FEW = 16  # with fewer than one in so many steps to look at, only those are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Onward:
    """The steps that enter another node, by the node they start from and by the node they enter.

    `step` is the number of each in the order of `origin`; `back[back_first[v] : back_first[v + 1]]`
    are the places, in that order, of the steps that enter v.
    """

    nodes: int
    step: Ints
    origin: Ints
    into: Ints
    starts: Ints
    heads: Ints
    back_first: Ints
    back: Ints

    @classmethod
    def of(cls, nodes: int, step: Ints, origin: Ints, into: Ints) -> Onward:
        """Returns the steps given, which must be in the order of their origins."""
        heads = np.flatnonzero(np.r_[True, origin[1:] != origin[:-1]]).astype(np.int32) if len(origin) else step[:0]
        back_first = np.zeros(nodes + 1, dtype=np.int32)
        np.cumsum(np.bincount(into, minlength=nodes), out=back_first[1:])
        return cls(
            nodes=nodes,
            step=step,
            origin=origin,
            into=into,
            starts=origin[heads],
            heads=heads,
            back_first=back_first,
            back=ordering(into),
        )

    def entering(self, nodes: Ints) -> Ints:
        """Returns the places of the steps that enter one of these nodes."""
        return self.back[ranges(self.back_first[nodes], self.back_first[nodes + 1])]


def ranges(first: Ints, end: Ints) -> Ints:
    """Returns all numbers of the half-open ranges, one range after the other."""
    sizes = end - first
    total = int(sizes.sum())
    if not total:
        return np.zeros(0, dtype=np.int32)
    offsets = np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    return (offsets + np.arange(total)).astype(np.int32)


def ordering(numbers: Ints) -> Ints:
    """Returns the places of the numbers in their order, equal ones as they stand. One sort of pairs takes a fifth of an argsort."""
    pairs = (numbers.astype(np.int64) << 32) | np.arange(len(numbers))
    pairs.sort()
    return pairs.astype(np.int32)  # the lower half


def distinct(numbers: NDArray[Number]) -> NDArray[Number]:
    """Returns the numbers in order, each once. By sorting: that of numpy takes several times as long on graphs of millions."""
    ordered = np.sort(numbers)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def or_by_node(first: Ints, bits: NDArray[Bits], out: NDArray[Bits]) -> NDArray[Bits]:
    """Returns `out` with the bits of the steps of each node added; steps of node n are first[n] up to first[n + 1]."""
    some = np.flatnonzero(first[1:] > first[:-1])
    if some.size:
        out[some] |= np.bitwise_or.reduceat(bits, first[some])
    return out


def spread(onward: Onward, bits: NDArray[Bits], lets: NDArray[Bits] | None = None) -> NDArray[Bits]:
    """Returns `bits` of the nodes, with all that comes to them from the nodes that their steps enter.

    `lets` says by place in `onward` which bits a step lets through, all where it is left out. The
    array given is changed and given back.
    """
    changed: Ints = np.flatnonzero(bits).astype(np.int32)
    while changed.size:
        places = onward.entering(changed)
        if not places.size:
            break
        if places.size * _FEW > len(onward.into):
            come = bits[onward.into] if lets is None else bits[onward.into] & lets
            total = np.bitwise_or.reduceat(come, onward.heads)
            nodes = onward.starts
        else:
            come = bits[onward.into[places]]
            if lets is not None:
                come &= lets[places]
            order = np.argsort(onward.origin[places], kind="stable")
            origins = onward.origin[places][order]
            heads = np.flatnonzero(np.r_[True, origins[1:] != origins[:-1]])
            total = np.bitwise_or.reduceat(come[order], heads)
            nodes = origins[heads]
        new = total & ~bits[nodes]
        grown = np.flatnonzero(new)
        changed = nodes[grown]
        bits[changed] |= new[grown]
    return bits


def reaching(onward: Onward, flags: Flags) -> Flags:
    """Returns which nodes have one of the flagged nodes among what can be reached from them, themselves included."""
    return spread(onward, flags.copy())
