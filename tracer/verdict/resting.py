"""Tells what the measures of a document rest on: the lines of their chains to permitted sources, kept beside their findings.

See docs/semantics.md#what-if. The lines of all documents together are the graph in which a measure rests alone on what
every way down to it goes through.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph_schema.records import Measure
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.verdict.walk import Walk, walk

if TYPE_CHECKING:
    import networkx as nx

_TOP = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUse:
    """Something that measures rest on, with how many rest on it alone and how many in all."""

    id: str
    title: str | None
    number: str | None
    alone: int
    all: int


@dataclass(frozen=True, slots=True)
class Use:
    """A node that chains go through: its title and number, and how many measures of the document rest on it."""

    title: str | None
    number: str | None
    measures: int


@dataclass(frozen=True, slots=True)
class Resting:
    """Holds what the measures of one document rest on.

    `lines` lead from the lower node to the upper one, those of the measures to their provisions left out; `provisions` counts the
    measures that have any, by their provision; `ends` are the sources that chains end at.
    """

    uses: Mapping[str, Use]
    lines: tuple[tuple[str, str], ...]
    provisions: Mapping[str, int]
    ends: tuple[str, ...]

    def packed(self) -> bytes:
        """Returns the same as bytes, ids named by numbers; empty where nothing rests on anything."""
        if not self.provisions:
            return b""
        ids = list(
            dict.fromkeys((*self.uses, *self.provisions, *self.ends, *(id for line in self.lines for id in line)))
        )
        at = {id: number for number, id in enumerate(ids)}
        uses = [(use.title, use.number, use.measures) for use in self.uses.values()]
        lines = [at[id] for line in self.lines for id in line]
        provisions = [number for id, count in self.provisions.items() for number in (at[id], count)]
        value = (ids, uses, lines, provisions, [at[id] for id in self.ends])
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    @classmethod
    def unpacked(cls, packed: bytes) -> Resting:
        """Returns what was packed."""
        if not packed:
            return cls({}, (), {}, ())
        ids, uses, lines, provisions, ends = json.loads(packed)
        return cls(
            uses={id: Use(*use) for id, use in zip(ids, uses, strict=False)},
            lines=tuple((ids[one], ids[other]) for one, other in zip(lines[::2], lines[1::2], strict=True)),
            provisions={ids[one]: count for one, count in zip(provisions[::2], provisions[1::2], strict=True)},
            ends=tuple(ids[one] for one in ends),
        )


def walk_of(library: Library, measure: Measure, policy: Policy, day: date) -> Walk | None:
    """Returns the ways of a measure; None where the policy does not ask for it there and then."""
    # With the rules alone, as weighing does: both go the same ways, which are remembered.
    then = policy.ruled_on(day, library.documents[measure.document].region)
    return walk(library, measure, then, day) if then.asks_for(measure.kind) else None


def rests_on(measure: str, path: Walk | None) -> tuple[str, ...]:
    """Returns the ids of all that the chains of a measure to permitted sources go through, its own provision left out."""
    return tuple(_above(measure, path)) if path else ()


def resting(paths: Iterable[tuple[str, Walk | None]]) -> Resting:
    """Returns what measures rest on, by their ways, in the order of their text."""
    hops: dict[str, tuple[str | None, str | None]] = {}
    counts: Counter[str] = Counter()
    lines: dict[tuple[str, str], None] = {}
    provisions: Counter[str] = Counter()
    ends: dict[str, None] = {}
    for measure, path in paths:
        if path is None or not path.lines:
            continue
        ends |= {branch.chain[-1].id: None for branch in path.branches if branch.reached}
        provisions.update(upper.id for lower, upper in path.lines if lower.id == measure)
        lines |= {(lower.id, upper.id): None for lower, upper in path.lines if lower.id != measure}
        above = _above(measure, path)
        hops |= above
        counts.update(above.keys())
    uses = {id: Use(title, number, counts[id]) for id, (title, number) in hops.items()}
    return Resting(uses, tuple(lines), dict(provisions), tuple(ends))


def _above(measure: str, path: Walk) -> dict[str, tuple[str | None, str | None]]:
    """Returns title and number of all that lies on the ways of a measure, by id."""
    return {upper.id: (upper.title, upper.number) for lower, upper in path.lines if lower.id != measure}


def sources(documents: Iterable[Resting]) -> list[SourceUse]:
    """Returns everything that a chain to a permitted source goes through, by how many measures cannot do without it.

    The chains are turned round, with one node above all permitted sources: a measure rests alone on
    what dominates it, that is on what every way down to it goes through. The documents come in their order.
    """
    names: dict[str, tuple[str | None, str | None]] = {}
    counts: Counter[str] = Counter()
    provisions: Counter[str] = Counter()
    above: dict[str, list[str]] = {}
    for one in documents:
        for id, use in one.uses.items():
            names[id] = use.title, use.number
            counts[id] += use.measures
        provisions.update(one.provisions)
        for lower, upper in one.lines:
            above.setdefault(lower, []).append(upper)
        for end in one.ends:
            above.setdefault(end, []).append(_TOP)
    alone = _alone(above, provisions, counts.keys())
    found = [
        SourceUse(id=id, title=title, number=number, alone=alone[id], all=counts[id])
        for id, (title, number) in names.items()
    ]
    return sorted(found, key=lambda source: (-source.alone, -source.all, source.id))


def _alone(above: Mapping[str, Sequence[str]], provisions: Mapping[str, int], inner: Iterable[str]) -> Counter[str]:
    """Counts the measures below each node that cannot do without it.

    Most provisions have nothing but measures below: what dominates them is where the ways up from them meet.
    """
    import networkx as nx  # here, since only this question needs it

    kept = set(inner)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node(_TOP)
    graph.add_edges_from((upper, lower) for lower, uppers in above.items() if lower in kept for upper in uppers)
    over = nx.immediate_dominators(graph, _TOP)
    order = {node: number for number, node in enumerate(nx.bfs_tree(_tree(over), _TOP))}
    depth: dict[str, int] = {}
    for node in order:
        depth[node] = 0 if node == _TOP else depth[over[node]] + 1
    alone: Counter[str] = Counter()
    for provision, measures in provisions.items():
        met = provision if provision in kept else _meeting(above.get(provision, ()), over, depth)
        alone[met] += measures
    for node in reversed(order):
        if node != _TOP:
            alone[over[node]] += alone[node]
    return alone


def _tree(over: Mapping[str, str | None]) -> nx.DiGraph[str]:
    """Returns the tree of dominators, downward."""
    import networkx as nx

    tree: nx.DiGraph[str] = nx.DiGraph()
    tree.add_node(_TOP)
    tree.add_edges_from((upper, lower) for lower, upper in over.items() if upper is not None and lower != _TOP)
    return tree


def _meeting(nodes: Sequence[str], over: Mapping[str, str], depth: Mapping[str, int]) -> str:
    """Returns the lowest node that dominates all of some."""
    here: str | None = None
    for node in nodes:
        if node not in depth:
            continue
        while here is not None and here != node:
            if depth[here] >= depth[node]:
                here = over[here]
            else:
                node = over[node]
        here = node
    return _TOP if here is None else here
