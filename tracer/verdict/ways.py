"""The ways upward of one measure, as a graph: each text is entered once, by the shortest way to it.

A neighbourhood of documents that cite each other has more ways than anybody can list; its places and the steps between
them are few. A `Place` is a text as a branch has come to it, with what its steps end in and lead on to. What is asked of
all ways together (circles, how many there are, what lies on them) is read off the graph.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graph_schema.messages import Message
from graph_schema.records import Citation, Hop
from graph_schema.terms import BreakReason
from tracer.verdict.branch import Branch

Part = tuple[str, ...]
"""What of a text is gone through: its id with the provisions named, or with the text of its file that it is entered from."""

MANY_WAYS = 1_000_000
"""Ways are counted up to here: more than a million are as good as a million."""


@dataclass(frozen=True, slots=True)
class Climb:
    """The ways up that measures of one document share where they cite the same: as in a Walk, without the measure's own words.

    `start` are the hops of measure and provision that all chains begin with, `sure` the branches without citations of doubt:
    all of them where there is none of doubt.
    """

    start: tuple[Hop, ...]
    branches: tuple[Branch, ...]
    lines: tuple[tuple[Hop, Hop], ...]
    ways: int
    doubtful: Citation | None
    sure: tuple[Branch, ...]

    def from_other(self, start: tuple[Hop, ...]) -> Climb:
        """Returns the same ways from another measure and its provision."""
        if start is self.start:
            return self
        own = {id(mine): other for mine, other in zip(self.start, start, strict=True)}
        branches = tuple(_from_other(branch, start) for branch in self.branches)
        sure = branches if self.doubtful is None else tuple(_from_other(branch, start) for branch in self.sure)
        lines = tuple((own.get(id(lower), lower), own.get(id(upper), upper)) for lower, upper in self.lines)
        return Climb(start, branches, lines, self.ways, self.doubtful, sure)


def _from_other(branch: Branch, start: tuple[Hop, ...]) -> Branch:
    chain = (*start, *branch.chain[len(start) :])
    return Branch(chain, branch.reached, branch.own, branch.reasons, branch.words, branch.question, branch.remark)


@dataclass(slots=True, eq=False)
class Place:
    """A text that a walk has come to: the chain to it, and in the order of its steps what they end in or lead on to.

    The first place of a walk is the measure itself, of no document.

    `taken` are all steps into other places, those into places that were there already included.
    """

    chain: tuple[Hop, ...]
    document: str = ""
    remark: Message | None = None
    below: Place | None = None
    found: list[Branch | Place] = field(default_factory=list)
    taken: list[tuple[Place, tuple[Hop, ...]]] = field(default_factory=list)

    def goes_through(self, other: Place) -> bool:
        """Tells whether the chain to this place has come through another one, or ends there."""
        here: Place | None = self
        while here is not None and here is not other:
            here = here.below
        return here is not None


def branches_of(places: Sequence[Place]) -> tuple[Branch, ...]:
    """Returns how the ways end, in the order of the steps; of several that break alike at one node the shortest.

    `places` are in the order in which they were gone through, the measure first.
    """
    shortest: dict[object, Branch] = {}
    for place in places:
        for branch in place.found:
            if isinstance(branch, Branch):
                kept = shortest.setdefault(_end(branch), branch)
                if len(branch.chain) < len(kept.chain):
                    shortest[_end(branch)] = branch
    return tuple(branch for branch in _ends(places[0]) if shortest[_end(branch)] is branch)


def _ends(start: Place) -> Iterator[Branch]:
    """Yields what the steps end in, each place's where the first step leads into it."""
    open_: list[Branch | Place] = [start]
    while open_:
        here = open_.pop()
        if isinstance(here, Place):
            open_.extend(reversed(here.found))
        else:
            yield here


def _end(branch: Branch) -> object:
    """Returns what makes two ends one: node and reasons of a broken branch, the step itself of one that reaches a source."""
    last = branch.chain[-1]
    if branch.reached:
        return branch.chain[-2].id, last.id, last.document, last.span, branch.own
    return last.id, branch.reasons, branch.is_question


def close_circles(places: Sequence[Place]) -> None:
    """Adds a broken branch where a step comes back to a place of its own chain, and one at each circle without such a step.

    Two texts that cite each other, both cited from below, are such a circle: neither lies on the shortest way to the other.
    """
    closed: set[Place] = set()
    for place in places:
        for into, via in place.taken:
            if place.goes_through(into):
                closed.add(into)
                place.found.append(_circle((*place.chain, *via)))
    for circle in _circles(places):
        if len(circle) > 1 and not closed & circle:
            first = next(place for place in places if place in circle)
            first.found.append(_circle((*first.chain, *_round(first, circle))))


def _circles(places: Sequence[Place]) -> Iterator[set[Place]]:
    """Yields the places that lead to each other, in sets; a place by itself may be one too."""
    above: dict[Place, list[Place]] = {place: [] for place in places}
    open_ = {place: len(place.taken) for place in places}
    for place in places:
        for into, _ in place.taken:
            above[into].append(place)
    ended = [place for place, ways in open_.items() if not ways]
    while ended:
        for place in above[ended.pop()]:
            open_[place] -= 1
            if not open_[place]:
                ended.append(place)
    if any(open_.values()):  # only where ways never end: networkx takes longer to load than most chains to follow
        import networkx as nx

        graph: nx.DiGraph[Place] = nx.DiGraph()
        graph.add_edges_from((place, into) for place in places if open_[place] for into, _ in place.taken)
        yield from nx.strongly_connected_components(graph)


def _circle(chain: tuple[Hop, ...]) -> Branch:
    return Branch(chain, reasons=(BreakReason.ONLY_CYCLE,), words=chain[-1].quote or "")


def _round(first: Place, circle: set[Place]) -> tuple[Hop, ...]:
    """Returns the shortest way from a place within its circle back to it."""
    queue: deque[tuple[Place, tuple[Hop, ...]]] = deque([(first, ())])
    seen: set[Place] = set()
    while queue:
        place, way = queue.popleft()
        for into, via in place.taken:
            if into is first:
                return (*way, *via)
            if into in circle and into not in seen:
                seen.add(into)
                queue.append((into, (*way, *via)))
    return ()


def count_of(start: Place) -> int:
    """Returns how many ways lead to a source, a million at most; what comes round in a circle is no further way."""
    counts: dict[Place, int] = {}
    on_the_way = {start}
    open_ = [(start, iter(start.taken))]
    while open_:
        place, left = open_[-1]
        step = next(left, None)
        if step is None:
            ends = sum(isinstance(one, Branch) and one.reached for one in place.found)
            counts[place] = min(MANY_WAYS, ends + sum(counts.get(into, 0) for into, _ in place.taken))
            on_the_way.discard(place)
            open_.pop()
        elif step[0] not in counts and step[0] not in on_the_way:
            on_the_way.add(step[0])
            open_.append((step[0], iter(step[0].taken)))
    return counts[start]


def lines_of(places: Sequence[Place]) -> tuple[tuple[Hop, Hop], ...]:
    """Returns every step that lies on a way to a source, from the lower node to the upper one, that to the provision first."""
    carrying = _carrying(places)
    lines: dict[tuple[str, str], tuple[Hop, Hop]] = {}
    for place in carrying:
        if place.below is None:
            lines |= {(lower.id, upper.id): (lower, upper) for lower, upper in pairwise(place.chain)}
        ways = [via for into, via in place.taken if into in carrying]
        ways += [one.chain[len(place.chain) :] for one in place.found if isinstance(one, Branch) and one.reached]
        for way in ways:
            for lower, upper in pairwise((place.chain[-1], *way)):
                lines.setdefault((lower.id, upper.id), (lower, upper))
    return tuple(lines.values())


def _carrying(places: Sequence[Place]) -> dict[Place, None]:
    """Returns the places from which a source is reached, in their order."""
    entering: dict[Place, list[Place]] = {}
    for place in places:
        for into, _ in place.taken:
            entering.setdefault(into, []).append(place)
    open_ = [p for p in places if any(isinstance(one, Branch) and one.reached for one in p.found)]
    carrying = set(open_)
    while open_:
        for below in entering.get(open_.pop(), ()):
            if below not in carrying:
                carrying.add(below)
                open_.append(below)
    return {place: None for place in places if place in carrying}
