"""Parts of documents joined into arrays: every document, what it cites, and its measures, under numbers.

What documents say of each other is looked up here: day and place of a text that is cited, the provisions that a
citation names, what hangs on what in a file, and which documents are the policy's own authority.
"""

from __future__ import annotations

import json
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from sys import intern
from typing import Any

import numpy as np

from graph_schema.records import Instrument
from graph_schema.regions import is_provincial, may_lie_in
from graph_schema.terms import Relation, SourceLevel
from tracer.bulk.arrays import EVER, NEVER, NONE, BasisArrays, CarriedRow, Documents, Measures, Steps, Targets
from tracer.bulk.numbers import LEVEL_NUMBER, Sort, Step
from tracer.bulk.parts import NO_DAY, NO_END, part_of
from tracer.bulk.places import Ints, Places
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.registry.load import Registry
from tracer.registry.validity import begins_on, ends_on, is_undated
from tracer.verdict.aside import Claim, claimed_authority, naming

_Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The arrays of documents, and the ids behind the numbers of documents and measures. `behind` are the ids of measures behind those of their documents."""

    arrays: BasisArrays
    documents: tuple[str, ...]
    behind: Sequence[str]

    def measure(self, number: int) -> str:
        """Returns the id of a measure."""
        return self.documents[int(self.arrays.measures.document[number])] + self.behind[number]


def load(library: Library, policy: Policy) -> Loaded:
    """Returns a whole library as arrays, in which the policy's own authority is marked."""
    return arrays_of(parts_of(library), policy, library.registry)


def parts_of(library: Library) -> Iterator[tuple[str, bytes]]:
    """Gives the parts of all documents of a library, by id."""
    for id in sorted(library.documents):
        yield id, part_of(library, id, library.measures_in.get(id, ()))


def arrays_of(parts: Iterable[tuple[str, bytes]], policy: Policy, registry: Registry) -> Loaded:
    """Returns the arrays of parts, each with the id of its document, in which the policy's own authority is marked.

    The registry has the rows that the parts name, if on other days than when they were made: a row that is to end, as if.
    The same parts in the same order give the same arrays.
    """
    joined = _Joined()
    for document, part in parts:
        joined.add(document, json.loads(part), policy)
    return Loaded(_arrays(joined, policy, registry), tuple(joined.ids), joined.behind)


def newest_day(parts: Iterable[tuple[str, bytes]]) -> date | None:
    """Returns the day of the newest document of some parts; None where no day is known."""
    newest = max((json.loads(part)[0][1] for _, part in parts), default=NO_DAY)
    return date.fromordinal(newest) if newest != NO_DAY else None


@dataclass(slots=True)
class _Joined:
    """Columns that grow while parts are gone through.

    Steps stand here once a part; what nodes and measures have are numbers of them. A way into a text is a key: the
    number of the document, alone, with the steps of the provisions named, or with the document of its file from which
    it is entered, told from a step by its sign (`_coming_from`).
    """

    ids: list[str] = field(default_factory=list)
    cards: list[list[Any]] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    number_of: dict[str, int] = field(default_factory=dict)
    targets: dict[tuple[Any, ...], int] = field(default_factory=dict)
    target: array[int] = field(default_factory=lambda: array("i"))
    renumbered: array[int] = field(default_factory=lambda: array("i"))
    confidence: array[float] = field(default_factory=lambda: array("f"))
    flags: array[int] = field(default_factory=lambda: array("B"))
    citing: array[int] = field(default_factory=lambda: array("i"))
    articles: dict[int, Sequence[str]] = field(default_factory=dict)
    provisions: dict[int, tuple[int, str]] = field(default_factory=dict)
    whole: list[array[int]] = field(default_factory=list)
    forwards: dict[int, list[tuple[int, str | None, bool]]] = field(default_factory=dict)
    meant: dict[int, list[str]] = field(default_factory=dict)
    behind: list[str] = field(default_factory=list)
    of_measures: tuple[array[Any], ...] = field(default_factory=lambda: tuple(array(code) for code in "iBBBffi"))
    own_counts: array[int] = field(default_factory=lambda: array("i"))
    own: array[int] = field(default_factory=lambda: array("i"))

    def add(self, document: str, part: list[Any], policy: Policy) -> None:
        """Takes in the part of a document."""
        card, claim, targets, steps, articles, whole, provisions, measures = part
        number, first = len(self.ids), len(self.citing)
        self.ids.append(document)
        self.number_of[document] = number
        self.cards.append(card)
        self.claims[document] = _claim(document, claim, card[0], policy)
        meanings = [self.targets.setdefault(tuple(target), len(self.targets)) for target in targets]
        self.target.extend([meanings[target] for target in steps[0]])
        self.renumbered.extend(steps[1])
        self.confidence.extend(steps[2])
        self.flags.extend(steps[3])
        self.citing.extend([number] * len(steps[0]))
        for step, heads in articles.items():
            self.articles[first + int(step)] = heads
        self.whole.append(array("i", [first + step for step in whole[0]]))
        if whole[1]:
            self.forwards[number] = whole[1]
        if whole[2]:
            self.meant[number] = whole[2]
        if provisions:
            self.provisions[number] = (first, provisions)
        if measures:
            behind, *columns, counts, own = measures
            self.behind += map(intern, behind)
            self.of_measures[0].extend([number] * len(behind))
            for kept, column in zip(self.of_measures[1:], columns, strict=True):
                kept.extend(column)
            self.own_counts.extend(counts)
            self.own.extend([first + step for step in own])


def _claim(id: str, claim: list[Any], region: str | None, policy: Policy) -> Claim:
    """Returns what a document shows itself to be; of what it cites only that which names a text of the authority."""
    parent, relation, number, issuer, title, opening, cited = claim
    named = naming(cited, policy)
    return Claim(
        id=id,
        parent=parent,
        relation=Relation(relation),
        number=number,
        issuer=issuer,
        title=title,
        region=region,
        opening=lambda: opening,
        cites=lambda: named,
    )


def _coming_from(document: int) -> int:
    return -1 - document


class _Nodes:
    """The ways into texts with their steps; steps within a file are added to those that the parts have."""

    def __init__(self, joined: _Joined) -> None:
        self._joined = joined
        self._claims = [joined.claims[id] for id in joined.ids]
        self.parents = [joined.number_of.get(claim.parent or "", NONE) for claim in self._claims]
        self._children: dict[int, list[int]] = {}
        for number in sorted(range(len(joined.ids)), key=joined.ids.__getitem__):
            if self.parents[number] >= 0 and self._claims[number].relation is Relation.FORWARDS:
                self._children.setdefault(self.parents[number], []).append(number)
        self._text_of = [joined.number_of.get(target[0], NONE) for target in joined.targets]
        self.into: dict[int, _Key] = {}
        self._by_article: dict[_Key, list[int]] = {}
        self._from_file: dict[_Key, list[int]] = {}
        self._asked: deque[_Key] = deque()
        self._within: dict[tuple[int, int], int] = {}
        self._wholes = [
            array("i", self._whole(n)) if self.parents[n] >= 0 or n in self._children else whole
            for n, whole in enumerate(joined.whole)
        ]

    def all(self) -> tuple[list[_Key], array[int], Ints, int]:
        """Returns the ways into texts, documents first; their steps, and where those of each begin; and how many name articles."""
        joined = self._joined
        steps: array[int] = array("i")
        for whole in self._wholes:
            steps.extend(whole)
        with_articles = np.array(sorted(joined.articles), dtype=np.int32)
        for used in (steps, joined.own):
            self._enter(np.intersect1d(with_articles, np.array(used, dtype=np.int32)).tolist())
        while self._asked:
            key = self._asked.popleft()
            if key in self._by_article:
                named = key[1:]
                self._by_article[key] = [*named, *self._wholes[key[0]]]
                self._enter([step for step in named if step in joined.articles])
            else:
                left = self._whole(key[0], _coming_from(key[1]))
                self._from_file[key] = left
        further = [*self._by_article.items(), *self._from_file.items()]
        for _, rows in further:
            steps.extend(rows)
        counts = [*map(len, self._wholes), *(len(rows) for _, rows in further)]
        keys = [*((n,) for n in range(len(self._wholes))), *(key for key, _ in further)]
        return keys, steps, _firsts(counts), len(self._by_article)

    def _enter(self, steps: Iterable[int]) -> None:
        """Finds which provisions the steps name in the texts that they lead to."""
        for step in steps:
            text = self._text_of[self._joined.target[step]]
            named = self._named(text, self._joined.articles[step]) if text >= 0 else ()
            if named:
                self.into[step] = key = (text, *named)
                self._ask(key, self._by_article)

    def _ask(self, key: _Key, asked: dict[_Key, list[int]]) -> None:
        if key not in asked:
            asked[key] = []
            self._asked.append(key)

    def _named(self, text: int, heads: Sequence[str]) -> tuple[int, ...]:
        first, provisions = self._joined.provisions.get(text, (0, ""))
        rows = (line.rpartition("\t") for line in provisions.split("\n")) if provisions else ()
        cited = (step for label, _, steps in rows if label in heads for step in steps.split(","))
        return tuple(dict.fromkeys(first + int(step) for step in cited))

    def _whole(self, document: int, came_from: int | None = None) -> list[int]:
        """Returns the steps of a document as a whole: its basis, what it forwards, its parent (docs/semantics.md#ruling-2)."""
        joined = self._joined
        children = self._children.get(document, [])
        left_out = set()
        for at, target, unresolved in joined.forwards.get(document, ()):
            other = joined.number_of.get(target or "", NONE)
            if other in children or (unresolved and children) or self._is_beside(came_from, other):
                left_out.add(at)
        steps = [step for at, step in enumerate(joined.whole[document]) if at not in left_out]
        left = children if came_from in children else [came_from]
        return steps + [self._within_file(document, d) for d in self._file_steps(document) if d not in left]

    def _is_beside(self, annex: int | None, other: int) -> bool:
        """Tells what `tracer.links.records.is_beside` does."""
        if annex is None or other < 0 or other == annex:
            return False
        one, two = self._claims[annex], self._claims[other]
        return one.relation is not Relation.SELF and two.relation is Relation.ATTACHES and one.parent == two.parent

    def _file_steps(self, document: int) -> list[int]:
        """Returns the texts of its own file that a document stands on: what it forwards, and its parent."""
        found, parent = self._children.get(document, []), self.parents[document]
        if parent < 0 or self._claims[document].relation is Relation.SELF:
            return found
        above = self._claims[parent].region
        from_above = above and not may_lie_in(self._claims[document].region, above)
        return found if from_above else [*found, parent]

    def _within_file(self, document: int, other: int) -> int:
        """Returns the step from a document to another one of its file."""
        joined = self._joined
        if (document, other) not in self._within:
            key: _Key = (other,)
            if document in self._file_steps(other) or self._issues_beside(other, document):
                key = (other, _coming_from(document))
                self._ask(key, self._from_file)
            step = self._within[document, other] = len(joined.citing)
            joined.target.append(self._inside(other))
            joined.renumbered.append(NO_END)
            joined.confidence.append(1.0)
            joined.flags.append(0)
            joined.citing.append(document)
            self.into[step] = key
        return self._within[document, other]

    def _inside(self, other: int) -> int:
        """Returns the number of a document of the same file as a target."""
        joined = self._joined
        key = (joined.ids[other], "", LEVEL_NUMBER[SourceLevel.UNKNOWN], "", int(Sort.INSIDE))
        return joined.targets.setdefault(key, len(joined.targets))

    def _issues_beside(self, notice: int, annex: int) -> bool:
        """Tells whether a notice issues another document beside this one, which it names."""
        if self.parents[annex] != notice:
            return False
        meant = self._joined.meant.get(notice, ())
        return any(self._is_beside(annex, self._joined.number_of.get(target, NONE)) for target in meant)


def _firsts(counts: Iterable[int]) -> Ints:
    return np.array(list(accumulate(counts, initial=0)), dtype=np.int32)


def _arrays(joined: _Joined, policy: Policy, registry: Registry) -> BasisArrays:
    nodes = _Nodes(joined)
    keys, rows, first, article_nodes = nodes.all()
    regions = [card[0] for card in joined.cards] + [target[3] for target in joined.targets]
    places = Places.of(regions)
    documents = _documents(joined, nodes.parents, places, policy, registry)
    targets = _targets(joined, documents, places, registry)
    document_of = np.array([key[0] for key in keys], dtype=np.int32)
    steps = _steps(joined, nodes, targets, document_of, {key: n for n, key in enumerate(keys)})
    own_first = _firsts(joined.own_counts)
    document, kind, scope, traits, confidence, mention, ended = joined.of_measures
    return BasisArrays(
        places=places,
        documents=documents,
        document_of=document_of,
        article_nodes=article_nodes,
        targets=targets,
        steps=steps.taken(first, np.array(rows, dtype=np.int32)),
        measures=Measures(
            document=np.array(document, dtype=np.int32),
            kind=np.array(kind, dtype=np.uint8),
            scope=np.array(scope, dtype=np.uint8),
            traits=np.array(traits, dtype=np.uint8),
            confidence=np.array(confidence, dtype=np.float32),
            mention_confidence=np.array(mention, dtype=np.float32),
            ended=_ends(ended),
            own=steps.taken(own_first, np.array(joined.own, dtype=np.int32)),
        ),
        carried_by_target=_carried([target[5:] for target in joined.targets], registry),
        carried_by_document=_carried([card[8] for card in joined.cards], registry),
    )


def _steps(joined: _Joined, nodes: _Nodes, targets: Targets, document_of: Ints, node_of: Mapping[_Key, int]) -> Steps:
    """Returns all steps of the parts; which node has which, `first`, is left empty."""
    target = np.array(joined.target, dtype=np.int32)
    into = targets.document[target]
    for step, key in nodes.into.items():
        into[step] = node_of[key]
    texts = np.flatnonzero(into >= 0)
    citing, text = np.array(joined.citing, dtype=np.int32)[texts], document_of[into[texts]]
    # Whether a step stays in its file, where the place does not count.
    parents = np.array(nodes.parents, dtype=np.int32)
    hangs = np.array([joined.claims[id].parent is not None for id in joined.ids], dtype=np.bool_)
    near = hangs[text] & ((parents[text] == citing) | (parents[citing] == text))
    flags = np.array(joined.flags, dtype=np.uint8)
    flags[texts[near]] |= np.uint8(Step.SAME_FILE)
    return Steps(
        first=np.zeros(0, dtype=np.int32),
        target=target,
        into=into,
        renumbered=_ends(joined.renumbered),
        confidence=np.array(joined.confidence, dtype=np.float32),
        flags=flags,
    )


def _documents(
    joined: _Joined, parents: Sequence[int], places: Places, policy: Policy, registry: Registry
) -> Documents:
    columns = [list(column) for column in zip(*joined.cards, strict=True)] or [[] for _ in range(9)]
    region, day, level, confidence, card, row, ended, begins, _ = columns
    claims = joined.claims
    hung_on = {claim.parent for claim in claims.values()}
    return Documents(
        level=np.array(level, dtype=np.uint8),
        confidence=np.array(confidence, dtype=np.float32),
        region=np.array([places.number(name) for name in region], dtype=np.int32),
        day=np.array(day, dtype=np.int32),
        own_day=np.array([_own_day(n, day, parents) for n in range(len(day))], dtype=np.int32),
        repealed=_ends([_end(registry.instruments[known]) if known else NO_END for known in row]),
        ended=_ends(ended),
        authority=np.array([claimed_authority(c, claims, policy) is not None for c in claims.values()], dtype=np.bool_),
        in_file=np.array(
            [c.parent is not None and (c.parent in claims or c.id in hung_on) for c in claims.values()],
            dtype=np.bool_,
        ),
        provincial=np.array([is_provincial(name) for name in region], dtype=np.bool_),
        card=np.array(card, dtype=np.float32),
        begins=np.array(begins, dtype=np.bool_),
    )


def _own_day(document: int, days: Sequence[int], parents: Sequence[int]) -> int:
    """Returns the day of a document, else of the document that it hangs on, as `tracer.verdict.judge.own_day` does."""
    seen: set[int] = set()
    while days[document] == NO_DAY and parents[document] >= 0 and parents[document] not in seen:
        seen.add(document)
        document = parents[document]
    return days[document]


def _targets(joined: _Joined, documents: Documents, places: Places, registry: Registry) -> Targets:
    """Returns what citations mean; a text of the store that the registry does not know holds from its own day on."""
    ids, rows, levels, regions, sorts = ([target[at] for target in joined.targets] for at in range(5))
    known = [registry.instruments[row] if row else None for row in rows]
    sort = np.array([sort | _sort(row) for sort, row in zip(sorts, known, strict=True)], dtype=np.uint8)
    document = np.array([joined.number_of.get(id, NONE) for id in ids], dtype=np.int32)
    begins = np.array([_begin(row) if row else NEVER for row in known], dtype=np.int32)
    ends = _ends([_end(row) if row else NO_END for row in known])
    cited = (document >= 0) & ((sort & Sort.INSIDE) == 0)
    alone = cited & ((sort & Sort.KNOWN) == 0)
    begins[alone] = documents.day[document[alone]]
    ends[cited] = np.minimum(ends[cited], documents.ended[document[cited]])
    return Targets(
        level=np.array(levels, dtype=np.uint8),
        region=np.array([places.number(name) for name in regions], dtype=np.int32),
        sort=sort,
        begins=begins,
        ends=ends,
        document=document,
    )


def _sort(known: Instrument | None) -> Sort:
    if known is None:
        return Sort(0)
    sort = Sort.KNOWN
    if known.is_decision:
        sort |= Sort.DECISION
    if any(number.startswith("国函") for number in known.numbers):
        sort |= Sort.ONE_PLACE
    if is_undated(known):
        sort |= Sort.SINCE_UNKNOWN
    return sort


def _begin(row: Instrument) -> int:
    day = begins_on(row)
    return day.toordinal() if day else int(NEVER)


def _end(row: Instrument) -> int:
    day = ends_on(row)
    return day.toordinal() if day else NO_END


def _ends(days: Sequence[int] | array[int]) -> Ints:
    """Returns days until which something holds."""
    out = np.array(days, dtype=np.int32)
    out[out == NO_END] = EVER
    return out


def _carried(named: Sequence[Sequence[str]], registry: Registry) -> dict[int, tuple[CarriedRow, ...]]:
    """Returns the rows of the registry that titles themselves name, by the number of the title."""
    return {
        number: tuple(_carried_row(registry.instruments[row]) for row in rows)
        for number, rows in enumerate(named)
        if rows
    }


def _carried_row(row: Instrument) -> CarriedRow:
    end = ends_on(row)
    until = int(NEVER) if is_undated(row) else end.toordinal() if end else int(EVER)
    return CarriedRow(LEVEL_NUMBER[row.level], _begin(row), until)
