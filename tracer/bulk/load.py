"""A library as arrays: every document, what it cites, and its measures, under numbers.

What only words can tell (whether a list is the place's own, which source a title itself names) is
asked of the functions that the exact engine uses, so that the two cannot part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from graph_schema.numbers import article_number
from graph_schema.records import Basis, Citation, Document, Instrument, Measure
from graph_schema.regions import is_provincial, may_lie_in
from graph_schema.terms import Lack, LinkStatus, Relation, Role, SourceLevel, Tie
from tracer.bulk.arrays import (
    EVER,
    KIND_NUMBER,
    LEVEL_NUMBER,
    NEVER,
    NONE,
    SCOPE_NUMBER,
    BasisArrays,
    CarriedRow,
    Documents,
    Measures,
    Sort,
    Step,
    Steps,
    Targets,
    Trait,
)
from tracer.bulk.places import Places
from tracer.links.carried import carried_title
from tracer.links.library import Library
from tracer.links.records import is_beside
from tracer.policy.rules import Policy
from tracer.policy.scope import consent_words, is_local_list, scope_of
from tracer.registry.standing import Fate, fates
from tracer.registry.validity import begins_on, ends_on, has_pauses, is_undated
from tracer.verdict.aside import authority_of
from tracer.verdict.judge import own_day
from tracer.verdict.sources import by_central_number
from tracer.verdict.walk import provisions_named
from tracer.verdict.words import (
    is_against_debtors,
    is_of_association,
    lacks_its_basis,
    mention_beside,
    vague_words,
)

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The arrays of a library, and the ids behind the numbers of its documents and measures."""

    arrays: BasisArrays
    documents: tuple[str, ...]
    measures: tuple[str, ...]


def load(library: Library, policy: Policy) -> Loaded:
    """Returns the library as arrays, in which the policy's own authority is marked. The same library gives the same arrays."""
    documents = tuple(sorted(library.documents))
    measures = tuple(sorted(library.measures))
    loader = _Loader(library, {d: i for i, d in enumerate(documents)})
    own = [
        [loader.own_step(library.measures[m], b) for b in library.ties.basis.get(m, ()) if b.tie is not Tie.DOCUMENT]
        for m in measures
    ]
    keys, rows, article_nodes = loader.nodes()
    node_of = {key: i for i, key in enumerate(keys)}
    targets = list(loader.targets.values())
    places = Places.of([library.documents[d].region for d in documents] + [target.region for target in targets])
    return Loaded(
        arrays=BasisArrays(
            places=places,
            documents=_documents(library, documents, places, policy),
            document_of=np.array([loader.number_of[key[0]] for key in keys], dtype=np.int32),
            article_nodes=article_nodes,
            targets=_targets(targets, places),
            steps=_steps(rows, node_of),
            measures=_measures(library, measures, loader.number_of, _steps(own, node_of)),
            carried_by_target=_carried(library, [target.title for target in targets]),
            carried_by_document=_carried(library, [library.documents[d].title or "" for d in documents]),
        ),
        documents=documents,
        measures=measures,
    )


@dataclass(frozen=True, slots=True)
class _Target:
    """A meaning of a citation; `title` may itself name a source where there is no text."""

    level: SourceLevel
    region: str | None
    sort: Sort
    begins: int
    ends: int
    document: int
    title: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A step; what it enters is the node of a key."""

    target: int
    into: _Key | None
    renumbered: int = int(EVER)
    confidence: float = 1.0
    flags: int = 0


@dataclass(slots=True)
class _Loader:
    """Numbers given out while the documents are gone through.

    A way into a text is a key: the document as a whole, the document with the citations of the
    provisions named, or the document entered from another text of its file.
    """

    library: Library
    number_of: dict[str, int]
    targets: dict[_Key, _Target] = field(default_factory=dict)
    _target_numbers: dict[_Key, int] = field(default_factory=dict)
    _by_article: dict[_Key, None] = field(default_factory=dict)
    _from_file: dict[_Key, None] = field(default_factory=dict)

    def nodes(self) -> tuple[list[_Key], list[list[_Step]], int]:
        """Returns all ways into texts with their steps, documents first; and how many of them name articles."""
        steps: dict[_Key, list[_Step]] = {(d,): self._whole(self.library.documents[d]) for d in self.number_of}
        while missing := [key for key in (*self._by_article, *self._from_file) if key not in steps]:
            for key in missing:
                steps[key] = self._steps_of(key)
        keys = [*((d,) for d in self.number_of), *self._by_article, *self._from_file]
        return keys, [steps[key] for key in keys], len(self._by_article)

    def _steps_of(self, key: _Key) -> list[_Step]:
        document = self.library.documents[key[0]]
        if key in self._by_article:
            return [self.citation(self.library.citations[c]) for c in key[1:]] + self._whole(document)
        return self._whole(document, came_from=key[1])

    def _whole(self, document: Document, came_from: str | None = None) -> list[_Step]:
        """Returns the steps of a document as a whole: its basis, what it forwards, its parent (docs/semantics.md#ruling-2)."""
        library = self.library
        children = set(library.ties.children.get(document.id, ()))
        steps = []
        for c_id in library.ties.whole.get(document.id, ()):
            link = library.links[c_id]
            forwards = library.citations[c_id].role is Role.FORWARDS
            inside = link.target in children or (link.status is LinkStatus.UNRESOLVED and bool(children))
            inside = inside or is_beside(library.documents, library.documents.get(came_from or ""), link.target)
            if forwards and inside:
                continue
            step = self.citation(library.citations[c_id])
            if any(
                c_id in gone for gone in library.decided.taken.values()
            ):  # by a person from one of the measures: that the node of the document does not tell
                step = replace(step, flags=step.flags | Step.ASK)
            steps.append(step)
        left = children if came_from in children else {came_from}
        return steps + [self._within_file(document, d) for d in _file_steps(library, document) if d not in left]

    def _within_file(self, document: Document, other: str) -> _Step:
        into = self.library.documents[other]
        key: _Key = (other,)
        if document.id in _file_steps(self.library, into) or self._issues_beside(into, document):
            key = (other, document.id)
            self._from_file.setdefault(key)
        target = _Target(SourceLevel.UNKNOWN, None, Sort.INSIDE, int(NEVER), int(EVER), self.number_of[other], "")
        return _Step(self._target((str(Sort.INSIDE), other), target), key, flags=_same_file(document, into))

    def _issues_beside(self, notice: Document, annex: Document) -> bool:
        """Tells whether a notice issues another document beside this one, which it names."""
        links = (self.library.links[c] for c in self.library.ties.whole.get(notice.id, ()))
        return annex.parent == notice.id and any(
            is_beside(self.library.documents, annex, link.target) for link in links
        )

    def own_step(self, measure: Measure, basis: Basis) -> _Step:
        """Returns the step from a measure along a citation of its own provision, or of one that its sentence refers to."""
        c = self.library.citations[basis.citation]
        step = self.citation(c)
        if basis.tie is not Tie.REFERENCE or c.provision == measure.provision:
            return step
        # What refers to the other provision is on the chain as well and may itself be read as a citation.
        near = [
            r for r in self.library.within.references.get(measure.provision, ()) if measure.sentence.contains(r.span)
        ]
        on_the_way = [self.library.citation_at.get((measure.document, r.span)) for r in near]
        confidence = min([step.confidence, *(other.confidence for other in on_the_way if other)])
        return replace(step, confidence=confidence, flags=step.flags | Step.BY_REFERENCE)

    def citation(self, citation: Citation) -> _Step:
        """Returns the step along one citation."""
        library = self.library
        link = library.links[citation.id]
        central = by_central_number(citation, link, library.documents[citation.document])
        if central is not None:
            answer = (citation.number or "").startswith("国函") and "批复" in (citation.title or "")
            sort = Sort.ONE_PLACE if answer else Sort(0)
            named = _Target(link.level, central.region, sort, int(NEVER), int(EVER), NONE, citation.title or "")
            key = ("number", central.target, citation.title or "", str(sort))
            return _Step(self._target(key, named), None, confidence=citation.confidence)
        if link.status is LinkStatus.AMBIGUOUS or link.target is None:
            sort = Sort.AMBIGUOUS if link.status is LinkStatus.AMBIGUOUS else Sort.UNRESOLVED
            unknown = _Target(link.level, link.region, sort, int(NEVER), int(EVER), NONE, citation.title or "")
            number = self._target((str(sort), link.level, link.region or "", citation.title or ""), unknown)
            return _Step(number, None, confidence=citation.confidence)
        known, text = library.instrument_of(link.target), library.documents.get(link.target)
        target = _Target(
            level=link.level,
            region=link.region,
            sort=_sort(known),
            begins=_ordinal(begins_on(known) if known else text.date if text else None, NEVER),
            ends=min(_ordinal(ends_on(known) if known else None, EVER), _ordinal(_ended(library, link.target), EVER)),
            document=self.number_of[text.id] if text else NONE,
            title=known.title if known else citation.title or "",
        )
        citing = library.documents[citation.document]
        renumbered, article = _articles(citation, citing, known)
        return _Step(
            target=self._target(("", link.target, link.level, link.region or ""), target),
            into=self._way_into(text, citation) if text else None,
            renumbered=renumbered,
            confidence=citation.confidence,
            flags=article
            | (Step.FORWARDS if citation.role is Role.FORWARDS else Step(0))
            | (_same_file(citing, text) if text else Step(0)),
        )

    def _way_into(self, text: Document, citation: Citation) -> _Key:
        library = self.library
        named = {
            other.id: None
            for p in provisions_named(library, text, citation.articles)
            for other in library.within.citations.get(p.id, ())
            if other.role is Role.BASIS
        }
        if set(named) <= set(library.ties.whole.get(text.id, ())):
            return (text.id,)
        key: _Key = (text.id, *named)
        self._by_article.setdefault(key)
        return key

    def _target(self, key: _Key, target: _Target) -> int:
        self.targets.setdefault(key, target)
        return self._target_numbers.setdefault(key, len(self._target_numbers))


def _file_steps(library: Library, document: Document) -> list[str]:
    """Returns the texts of its own file that a document stands on: what it forwards, and its parent."""
    found = sorted(library.ties.children.get(document.id, ()))
    parent = library.documents.get(document.parent or "")
    if parent is None or document.relation is Relation.SELF:
        return found
    from_above = parent.region and not may_lie_in(document.region, parent.region)
    return found if from_above else [*found, parent.id]


def _same_file(document: Document, into: Document) -> Step:
    """Tells whether a step stays in its file, where the place does not count."""
    near = into.parent is not None and (into.parent == document.id or document.parent == into.id)
    return Step.SAME_FILE if near else Step(0)


def _sort(known: Instrument | None) -> Sort:
    if known is None:
        return Sort(0)
    sort = Sort.KNOWN
    if known.is_decision:
        sort |= Sort.DECISION
    if any(n.startswith("国函") for n in known.numbers):
        sort |= Sort.ONE_PLACE
    if is_undated(known):
        sort |= Sort.SINCE_UNKNOWN
    return sort


def _articles(citation: Citation, citing: Document, known: Instrument | None) -> tuple[int, Step]:
    """Returns the day from which it is a question what became of the article cited, and whether it is missing until then."""
    if known is None:
        return int(EVER), Step(0)
    pauses = Step.ASK if has_pauses(known) else Step(0)
    wanted = tuple(number for a in citation.articles if (number := article_number(a)) is not None)
    if not wanted:
        return int(EVER), pauses
    changes = [(day, _turn(fate)) for day, fate in fates(known, wanted, citing.date, citation.text)]
    turns = [turn for i, (_, turn) in enumerate(changes) if i == 0 or turn is not changes[i - 1][1]]
    if len(turns) > 2 or (len(turns) == 2 and turns[1] is not Fate.GONE):
        return int(EVER), Step.ASK
    asked = next((day for day, turn in changes if turn is Fate.GONE), None)
    return _ordinal(asked, EVER), pauses | (Step.ARTICLE_MISSING if turns[0] is Fate.MISSING else Step(0))


def _turn(fate: Fate) -> Fate:
    """Returns what counts of a fate: THERE, MISSING, or GONE for every question."""
    return fate if fate in (Fate.THERE, Fate.MISSING) else Fate.GONE


def _ended(library: Library, document: str) -> date | None:
    ended = library.ended.get(document)
    return ended.day if ended else None


def _ordinal(day: date | None, otherwise: np.int32) -> int:
    return day.toordinal() if day else int(otherwise)


# --- arrays ------------------------------------------------------------------------------------


def _documents(library: Library, ids: Sequence[str], places: Places, policy: Policy) -> Documents:
    records = [library.documents[d] for d in ids]
    parents = {d.parent for d in records}
    known = [library.row_of(d) for d in records]
    return Documents(
        level=np.array([LEVEL_NUMBER[library.level_of(d)] for d in records], dtype=np.uint8),
        confidence=np.array([_confidence(d, k) for d, k in zip(records, known, strict=True)], dtype=np.float32),
        region=np.array([places.number(d.region) for d in records], dtype=np.int32),
        day=np.array([_ordinal(d.date, NEVER) for d in records], dtype=np.int32),
        own_day=np.array([_ordinal(own_day(library, d), NEVER) for d in records], dtype=np.int32),
        repealed=np.array([_ordinal(ends_on(k) if k else None, EVER) for k in known], dtype=np.int32),
        ended=np.array([_ordinal(_ended(library, d), EVER) for d in ids], dtype=np.int32),
        authority=np.array([authority_of(library, d, policy) is not None for d in records], dtype=np.bool_),
        in_file=np.array(
            [d.parent is not None and (d.parent in library.documents or d.id in parents) for d in records],
            dtype=np.bool_,
        ),
        provincial=np.array([is_provincial(d.region) for d in records], dtype=np.bool_),
        card=np.array([min(d.confidence_in("region"), d.confidence_in("date")) for d in records], dtype=np.float32),
        begins=np.array([Lack.BEGINNING not in d.lacks for d in records], dtype=np.bool_),
    )


def _confidence(document: Document, known: Instrument | None) -> float:
    """Returns how sure the level of a document is."""
    settled = known is not None and known.level is not SourceLevel.UNKNOWN
    return 1.0 if settled else document.confidence_in("level")


def _targets(targets: Sequence[_Target], places: Places) -> Targets:
    return Targets(
        level=np.array([LEVEL_NUMBER[t.level] for t in targets], dtype=np.uint8),
        region=np.array([places.number(t.region) for t in targets], dtype=np.int32),
        sort=np.array([int(t.sort) for t in targets], dtype=np.uint8),
        begins=np.array([t.begins for t in targets], dtype=np.int32),
        ends=np.array([t.ends for t in targets], dtype=np.int32),
        document=np.array([t.document for t in targets], dtype=np.int32),
    )


def _steps(rows: Sequence[Sequence[_Step]], node_of: Mapping[_Key, int]) -> Steps:
    flat = [step for row in rows for step in row]
    first = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum([len(row) for row in rows], out=first[1:])
    return Steps(
        first=first,
        target=np.array([s.target for s in flat], dtype=np.int32),
        into=np.array([node_of[s.into] if s.into else NONE for s in flat], dtype=np.int32),
        renumbered=np.array([s.renumbered for s in flat], dtype=np.int32),
        confidence=np.array([s.confidence for s in flat], dtype=np.float32),
        flags=np.array([s.flags for s in flat], dtype=np.uint8),
    )


def _measures(library: Library, ids: Sequence[str], number_of: Mapping[str, int], own: Steps) -> Measures:
    records = [library.measures[m] for m in ids]
    mentions = [mention_beside(library, m) for m in records]
    return Measures(
        document=np.array([number_of[m.document] for m in records], dtype=np.int32),
        kind=np.array([KIND_NUMBER[m.kind] for m in records], dtype=np.uint8),
        scope=np.array([SCOPE_NUMBER[scope_of(m, library.texts.file[m.document])] for m in records], dtype=np.uint8),
        traits=np.array([int(_traits(library, m)) for m in records], dtype=np.uint8),
        confidence=np.array([m.confidence for m in records], dtype=np.float32),
        mention_confidence=np.array(
            [library.citations[c].confidence if c else 1.0 for c in mentions], dtype=np.float32
        ),
        ended=np.array([_ordinal(_provision_ended(library, m), EVER) for m in records], dtype=np.int32),
        own=own,
    )


def _provision_ended(library: Library, measure: Measure) -> date | None:
    ended = library.ended_provisions.get(measure.provision or "")
    return ended.day if ended else None


def _traits(library: Library, measure: Measure) -> Trait:
    holds = {
        Trait.LOCAL_LIST: is_local_list(measure),
        Trait.DEBTORS: is_against_debtors(library, measure),
        Trait.CONSENT: consent_words(measure, library.texts.file[measure.document]) is not None,
        Trait.OF_ASSOCIATION: is_of_association(library, measure),
        Trait.ALL_BY_DOCUMENT: all(b.tie is Tie.DOCUMENT for b in library.ties.basis.get(measure.id, ())),
        Trait.VAGUE: bool(vague_words(library, measure)),
        Trait.MENTION: mention_beside(library, measure) is not None,
        Trait.NO_BEGINNING: lacks_its_basis(library, measure),
    }
    return Trait(sum(trait for trait, held in holds.items() if held))


def _carried(library: Library, titles: Sequence[str]) -> dict[int, tuple[CarriedRow, ...]]:
    """Returns the rows of the registry that titles themselves name, by the number of the title."""
    out = {}
    for number, title in enumerate(titles):
        named = carried_title(title)
        rows = library.registry.by_title(named["inner"]) if named else ()
        if rows:
            out[number] = tuple(_carried_row(row) for row in rows)
    return out


def _carried_row(row: Instrument) -> CarriedRow:
    ends = int(NEVER) if is_undated(row) else _ordinal(ends_on(row), EVER)
    return CarriedRow(LEVEL_NUMBER[row.level], _ordinal(begins_on(row), NEVER), ends)
