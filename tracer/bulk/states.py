"""Nodes in the place they are judged from: what of a step depends on the place, decided once.

Whether a step is out of jurisdiction depends on the place of the measure's own document and not on
the text that the step starts from. A chain that goes upward only, through texts that each cover the
place before, needs no more than the place of the text that it has come to: such a text is one
state for all measures below. Where more is needed (a province that cites the document of one of its
cities, a text of no known place) there is a state for the text and each place that asks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph_schema.terms import SourceLevel
from tracer.bulk.arrays import BasisArrays, Bytes, Steps
from tracer.bulk.circles import Circles, circles_of, longest
from tracer.bulk.numbers import LEVEL_NUMBER, Sort, Step
from tracer.bulk.places import NOWHERE, Flags, Ints
from tracer.bulk.spread import Onward, distinct, ordering, ranges, reaching
from tracer.verdict.walk import MAX_DEPTH

_LOCAL_REGULATION = LEVEL_NUMBER[SourceLevel.LOCAL_REGULATION]

# How a step stands to the place that it is judged from.
SOURCE_OUTSIDE = 1  # what is cited holds elsewhere
SOURCE_UNPLACED = 2  # only the province, which is not known, could tell, or the place of the source
TEXT_OUTSIDE = 4  # the text entered is of a neighbour or of an office below
PERHAPS_INSIDE = 8  # so it is, unless the chain has come through its own file

_DEPENDS = 2
_OUTSIDE = 1


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """The graph that a pass runs over: steps of states and of measures, their place decided.

    `node` is the node of each state, the first ones being the nodes themselves; `start` the state
    of each document judged from its own place; `stands` and `own_stands` how steps stand; `doubtful`
    and `circular` are documents whose chains may come back to where they were, for the exact engine
    to follow, and documents from which a circle can be reached.
    """

    node: Ints
    steps: Steps
    stands: Bytes
    onward: Onward
    own: Steps
    own_stands: Bytes
    start: Ints
    doubtful: Flags
    circular: Flags


def states_of(arrays: BasisArrays) -> States:
    """Returns the states that the measures of the graph need."""
    view = _View.of(arrays)
    documents = arrays.documents
    own = arrays.measures.own
    own_place = documents.region[arrays.measures.document[own.origins()]]
    own_stands = view.stands(own, own_place, exact_at_start=True)
    asked = _Asked(view)
    start = np.arange(len(documents.level), dtype=np.int32)
    has_measures = np.zeros(len(start), dtype=np.bool_)
    has_measures[arrays.measures.document] = True
    judged = np.flatnonzero(has_measures).astype(np.int32)
    start[judged] = asked.states(judged, documents.region[judged])
    enters = np.flatnonzero((own.into >= 0) & ((own_stands & TEXT_OUTSIDE) == 0))
    own_into = own.into.copy()
    own_into[enters] = asked.states(own.into[enters], own_place[enters])
    steps, stands = asked.all_steps()
    doubtful, circular = _doubts(arrays)
    node = np.concatenate([np.arange(view.nodes, dtype=np.int32), *asked.nodes])
    return States(
        node=node,
        steps=steps,
        stands=stands,
        onward=_onward(len(node), steps),
        own=replace(own, into=own_into),
        own_stands=own_stands,
        start=start,
        doubtful=doubtful,
        circular=circular,
    )


def _onward(count: int, steps: Steps) -> Onward:
    """Returns the steps that go on into a text."""
    enters = np.flatnonzero(steps.into >= 0).astype(np.int32)
    return Onward.of(count, enters, steps.origins()[enters], steps.into[enters])


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """The places of nodes and of what steps lead to, and which nodes are one state for all measures below.

    `asks` are nodes from which anything can be reached that has a place; `varies` those whose
    outcome is not settled by their own place.
    """

    arrays: BasisArrays
    nodes: int
    place: Ints
    steps: Steps
    settled: Bytes
    asks: Flags
    varies: Flags

    @classmethod
    def of(cls, arrays: BasisArrays) -> _View:
        places, steps = arrays.places, arrays.steps
        place = arrays.documents.region[arrays.document_of]
        nodes = len(place)
        onward = _onward(nodes, steps)
        source, text = _regions(arrays, steps)
        local = ((source >= 0) & (source != places.nation)) | ((text >= 0) & (text != places.nation))
        origins = steps.origins()
        asks = np.zeros(nodes, dtype=np.bool_)
        asks[origins[local]] = True
        asks = reaching(onward, asks)
        here = place[origins]
        by_source, by_text = (_settled(arrays, region, here) for region in (source, text))
        settled = (
            (by_source == _OUTSIDE) * SOURCE_OUTSIDE
            + (by_text == _OUTSIDE) * (TEXT_OUTSIDE + PERHAPS_INSIDE * _in_a_file(arrays, steps))
        ).astype(np.uint8)
        varies = np.zeros(nodes, dtype=np.bool_)
        varies[origins[(by_source == _DEPENDS) | (by_text == _DEPENDS)]] = True
        # A text entered whose place does not cover the place before leaves open where the chain came from.
        enters = onward.step[by_text[onward.step] != _OUTSIDE]
        there = place[steps.into[enters]]
        known = places.plain(there) & places.plain(here[enters])
        anchored = np.zeros(len(enters), dtype=np.bool_)
        anchored[known] = places.covers(there[known], here[enters][known])
        varies[origins[enters[~anchored & asks[steps.into[enters]]]]] = True
        upward = Onward.of(nodes, enters, origins[enters], steps.into[enters])
        return cls(arrays, nodes, place, steps, settled, asks, reaching(upward, varies))

    def stands(self, steps: Steps, own: Ints, *, exact_at_start: bool = False) -> Bytes:
        """Returns how steps stand to the place of the measure's own document, step by step.

        At the start of a chain its own document is all that it has come through.
        """
        places = self.arrays.places
        source, text = _regions(self.arrays, steps)
        outside = places.outside(text, own)
        perhaps = outside & (not exact_at_start) & _in_a_file(self.arrays, steps)
        stands: Bytes = (
            places.outside(source, own) * SOURCE_OUTSIDE
            + (places.unplaced(source, own) | _of_nowhere(self.arrays, steps)) * SOURCE_UNPLACED
            + outside * TEXT_OUTSIDE
            + perhaps * PERHAPS_INSIDE
        ).astype(np.uint8)
        return stands

    def shared(self, nodes: Ints, own: Ints) -> Flags:
        """Returns which nodes, asked from a place, are the one state for all places below them."""
        places = self.arrays.places
        above = places.plain(own) & places.plain(self.place[nodes]) & ~self.varies[nodes]
        some = np.flatnonzero(above)
        above[some] = places.covers(self.place[nodes[some]], own[some])
        return above | ~self.asks[nodes]


class _Asked:
    """The states asked for so far: nodes as they are, and pairs of node and place beside them."""

    def __init__(self, view: _View) -> None:
        self._view = view
        self._places = len(view.arrays.places.names) + 1
        self._keys: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._numbers: Ints = np.zeros(0, dtype=np.int32)
        self._count = view.nodes
        self._batches: list[tuple[Steps, Bytes]] = [(view.steps, view.settled)]
        self._open: list[tuple[Steps, Bytes, Ints]] = []
        self.nodes: list[Ints] = []

    def states(self, nodes: Ints, own: Ints) -> Ints:
        """Returns the states of nodes judged from the places, made where they are new."""
        out = nodes.copy()
        apart = np.flatnonzero(~self._view.shared(nodes, own))
        if apart.size:
            keys = nodes[apart].astype(np.int64) * self._places + (own[apart] - NOWHERE)
            asked: NDArray[np.int64] = distinct(keys)
            at = np.minimum(np.searchsorted(self._keys, asked), max(len(self._keys) - 1, 0))
            self._make(asked[self._keys[at] != asked] if len(self._keys) else asked)
            out[apart] = self._numbers[np.searchsorted(self._keys, keys)]
        return out

    def _make(self, keys: NDArray[np.int64]) -> None:
        """Makes new states; what they enter is looked up in `all_steps`."""
        if not keys.size:
            return
        numbers = np.arange(self._count, self._count + len(keys), dtype=np.int32)
        self._count += len(keys)
        at = np.searchsorted(self._keys, keys)
        self._keys = np.insert(self._keys, at, keys)
        self._numbers = np.insert(self._numbers, at, numbers)
        nodes, own = (keys // self._places).astype(np.int32), (keys % self._places + NOWHERE).astype(np.int32)
        self.nodes.append(nodes)
        all_steps = self._view.steps
        taken = ranges(all_steps.first[nodes], all_steps.first[nodes + 1])
        first = np.zeros(len(nodes) + 1, dtype=np.int32)
        np.cumsum(all_steps.first[nodes + 1] - all_steps.first[nodes], out=first[1:])
        steps = all_steps.taken(first, taken)
        place = np.repeat(own, np.diff(first))
        stands = self._view.stands(steps, place)
        self._batches.append((steps, stands))
        self._open.append((steps, stands, place))

    def all_steps(self) -> tuple[Steps, Bytes]:
        """Returns the steps of all states, in the order of the states."""
        while self._open:
            opened, stands, place = self._open.pop()
            enters = np.flatnonzero((opened.into >= 0) & ((stands & TEXT_OUTSIDE) == 0))
            opened.into[enters] = self.states(opened.into[enters], place[enters])
        batches = [steps for steps, _ in self._batches]
        first = [batches[0].first]
        for steps in batches[1:]:
            first.append(steps.first[1:] + first[-1][-1])
        return (
            Steps(
                np.concatenate(first).astype(np.int32),
                np.concatenate([s.target for s in batches]),
                np.concatenate([s.into for s in batches]),
                np.concatenate([s.renumbered for s in batches]),
                np.concatenate([s.confidence for s in batches]),
                np.concatenate([s.flags for s in batches]),
            ),
            np.concatenate([stands for _, stands in self._batches]),
        )


def _of_nowhere(arrays: BasisArrays, steps: Steps) -> Flags:
    """Returns which steps lead to a local regulation of which nobody knows where it holds (docs/semantics.md#ruling-38)."""
    targets = arrays.targets
    asked = (targets.sort & (Sort.AMBIGUOUS | Sort.INSIDE | Sort.UNRESOLVED)) == 0
    found: Flags = ((targets.level == _LOCAL_REGULATION) & asked & (targets.region < 0))[steps.target]
    return found


def _regions(arrays: BasisArrays, steps: Steps) -> tuple[Ints, Ints]:
    """Returns for each step the place that its source holds in and the place of the text entered, where they count."""
    targets = arrays.targets
    counts = (targets.level == _LOCAL_REGULATION) & ((targets.sort & (Sort.AMBIGUOUS | Sort.INSIDE)) == 0)
    source = np.where(counts, targets.region, NOWHERE)[steps.target].astype(np.int32)
    text = np.full(steps.count, NOWHERE, dtype=np.int32)
    enters = np.flatnonzero((steps.into >= 0) & ((steps.flags & Step.SAME_FILE) == 0))
    text[enters] = arrays.documents.region[arrays.document_of[steps.into[enters]]]
    return source, text


def _settled(arrays: BasisArrays, region: Ints, here: Ints) -> Bytes:
    """Returns 0 where a region covers every place below `here`, _OUTSIDE where it covers none, else _DEPENDS."""
    places = arrays.places
    out = np.zeros(len(region), dtype=np.uint8)
    asked = np.flatnonzero((region >= 0) & (region != places.nation))
    out[asked] = _DEPENDS
    plain = asked[places.plain(region[asked]) & places.plain(here[asked])]
    above = places.covers(region[plain], here[plain])
    below = places.covers(here[plain], region[plain])
    out[plain] = np.where(above, 0, np.where(below, _DEPENDS, _OUTSIDE))
    return out


def _in_a_file(arrays: BasisArrays, steps: Steps) -> Flags:
    """Tells whether the text entered is part of a compound file: a chain may have come through another part of it."""
    inside: Flags = (steps.into >= 0) & arrays.documents.in_file[arrays.document_of[steps.into]]
    return inside


def _doubts(arrays: BasisArrays) -> tuple[Flags, Flags]:
    """Returns documents whose chains the arrays may follow further than the exact engine, those that reach a circle.

    The exact engine goes through no document twice on one branch and stops at a depth. In a circle
    where each way in is the whole document, and none of its documents stands on its file alone, that
    makes no difference but for the reason only_cycle. A measure's own document is come through from
    the start: there the whole of it must cite something. A notice that cites its own annex, which hangs on it, makes none
    either where it cites something else too (`_with_annex`).
    """
    count = len(arrays.documents.level)
    leans, silent = _lean(arrays)
    doubtful, circular = _on_the_way(arrays, leans | silent)
    every = _all_links(arrays)
    circles = circles_of(every.onward)
    within = every.within(circles)
    back = within & ~_with_annex(arrays, every, circles, within)
    again = np.zeros(count, dtype=np.bool_)
    again[every.onward.into[back & (every.by_article | every.forwards)]] = True
    cited_back, leaning = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    cited_back[circles.circle[every.onward.into[back & every.cites]]] = True
    leaning[circles.circle[leans]] = True
    again |= (leaning[circles.circle] | silent) & cited_back[circles.circle]
    circular[every.onward.into[within & every.cites]] = True
    from_own = np.zeros(count, dtype=np.bool_)
    from_own[every.onward.origin[doubtful[every.onward.into]]] = True
    return doubtful | again | from_own, reaching(every.onward, circular)


def _on_the_way(arrays: BasisArrays, leans: Flags) -> tuple[Flags, Flags]:
    """Returns the documents from which a chain can come to a circle that is not followed alike, and those cited within a circle.

    `leans` are the documents that stand on their own file alone, or on nothing.
    """
    steps, count = arrays.steps, len(arrays.documents.level)
    through = _links(arrays, arrays.document_of[steps.origins()], steps)
    circles = circles_of(through.onward)
    circle = circles.circle
    within = through.within(circles)
    lean_circle = np.zeros(count, dtype=np.bool_)
    lean_circle[circle[leans & (circles.size > 1)]] = True
    into = through.onward.into
    bad_step = (
        within
        & ~_with_annex(arrays, through, circles, within)
        & (through.by_article | through.forwards | (through.cites & lean_circle[circle[into]]))
    )
    bad = np.zeros(count, dtype=np.bool_)
    bad[circle[into[bad_step | (through.onward.origin == into)]]] = True
    doubtful = reaching(through.onward, bad[circle] | (longest(through.onward, circles, MAX_DEPTH) >= MAX_DEPTH - 3))
    circular = np.zeros(count, dtype=np.bool_)
    circular[into[within & through.cites]] = True
    return doubtful, circular


def _all_links(arrays: BasisArrays) -> _Links:
    """Returns the links of documents as a whole, and those of their measures."""
    steps, own = arrays.steps, arrays.measures.own
    all_steps = Steps(
        own.first,
        np.concatenate((steps.target, own.target)),
        np.concatenate((steps.into, own.into)),
        np.concatenate((steps.renumbered, own.renumbered)),
        np.concatenate((steps.confidence, own.confidence)),
        np.concatenate((steps.flags, own.flags)),
    )
    origins = np.concatenate((arrays.document_of[steps.origins()], arrays.measures.document[own.origins()]))
    return _links(arrays, origins, all_steps)


def _with_annex(arrays: BasisArrays, links: _Links, circles: Circles, within: Flags) -> Flags:
    """Returns the links of circles of two: a notice that forwards by name what is attached to it, and cites something else too.

    From a measure of the annex the notice does not lead back into the annex, and what else it cites goes on; from
    anywhere else the second way into either ends in the circle, with nothing that the first one does not come to.
    """
    origin = links.onward.origin
    down = within & links.forwards & links.same_file & ~links.by_article
    up = within & ~links.cites & ~links.by_article
    count = links.onward.nodes
    others = np.diff(arrays.steps.first)[:count] - np.bincount(origin[within & ~links.own], minlength=count)
    notice = np.zeros(count, dtype=np.bool_)
    notice[origin[down]] = True
    notice &= (circles.size == 2) & (others > 0)
    annex = np.zeros(count, dtype=np.bool_)
    annex[origin[up]] = True
    annex &= circles.size == 2
    plain = np.ones(count, dtype=np.bool_)
    for link_of, side in ((down, notice), (up, annex)):
        plain[circles.circle[origin[within & ~link_of & side[origin]]]] = False
    both = np.zeros(count, dtype=np.int32)
    np.add.at(both, circles.circle[notice & ~annex], 1)
    np.add.at(both, circles.circle[annex & ~notice], 1)
    found: Flags = within & (both == 2)[circles.circle[origin]] & plain[circles.circle[origin]]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Links from document to document: by article, by forwarding, by a citation or within a file; `own` are those of measures."""

    onward: Onward
    by_article: Flags
    forwards: Flags
    cites: Flags
    same_file: Flags
    own: Flags

    def within(self, circles: Circles) -> Flags:
        """Returns the links that stay in one circle."""
        one, other = self.onward.origin, self.onward.into
        same: Flags = (circles.circle[one] == circles.circle[other]) & (circles.size[one] > 1)
        return same


def _links(arrays: BasisArrays, origins: Ints, steps: Steps) -> _Links:
    """Returns the steps that enter a text, seen as links from document to document; those of documents come first."""
    of_documents = arrays.steps.count
    count = len(arrays.documents.level)
    some = np.flatnonzero(steps.into >= 0)
    enters: Ints = some[ordering(origins[some])].astype(np.int32)
    into = steps.into[enters]
    return _Links(
        onward=Onward.of(count, enters, origins[enters], arrays.document_of[into]),
        by_article=(into >= count) & (into < count + arrays.article_nodes),
        forwards=(steps.flags[enters] & Step.FORWARDS) != 0,
        cites=(arrays.targets.sort[steps.target[enters]] & Sort.INSIDE) == 0,
        same_file=(steps.flags[enters] & Step.SAME_FILE) != 0,
        own=enters >= of_documents,
    )


def _lean(arrays: BasisArrays) -> tuple[Flags, Flags]:
    """Returns documents that as a whole stand on texts of their own file alone, and those that stand on nothing."""
    steps = arrays.steps
    count = len(arrays.documents.level)
    inside = (arrays.targets.sort[steps.target] & Sort.INSIDE) != 0
    origins = steps.origins()
    all_steps = np.bincount(origins, minlength=count)[:count]
    in_file = np.bincount(origins[inside], minlength=count)[:count]
    return (in_file > 0) & (in_file == all_steps), all_steps == 0
