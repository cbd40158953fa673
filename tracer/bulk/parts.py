"""The part of one document in the arrays: what it says itself, as bytes that a store keeps beside its row of the index.

What only words can tell (whether a list is the place's own, which source a title itself names) is
asked of the functions that the exact engine uses, so that the two cannot part. Parts follow from records, links and
registry; `tracer.bulk.load` joins them. No policy and no day is in them.

A part is a list in JSON: the card, what the document claims to be, targets, steps, steps of the document as a whole,
steps of provisions, measures. Targets and steps stand once and are named by their numbers in the part.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_schema.numbers import article_number
from graph_schema.records import Basis, Citation, Document, Instrument, Measure
from graph_schema.terms import Lack, LinkStatus, Role, SourceLevel, Tie
from tracer.bulk.numbers import KIND_NUMBER, LEVEL_NUMBER, SCOPE_NUMBER, Sort, Step, Trait
from tracer.links.carried import carried_title
from tracer.links.library import Library
from tracer.policy.scope import consent_words, is_local_list, scope_of
from tracer.registry.standing import Fate, fates
from tracer.registry.validity import has_pauses
from tracer.verdict.aside import claim_of
from tracer.verdict.sources import by_central_number
from tracer.verdict.walk import article_head
from tracer.verdict.words import (
    is_against_debtors,
    is_of_association,
    lacks_its_basis,
    mention_beside,
    vague_words,
)

NO_DAY = 0  # no day is known
NO_END = -1  # the day after all days


def part_of(library: Library, document: str, measures: Sequence[Measure]) -> bytes:
    """Returns the part of a document; `measures` are all of its own.

    It depends on what the document itself adds to findings: its record and level, its text, its provisions, measures, citations and
    ties, what its citations resolve to with the registry rows behind them and those that titles name, the days
    on which it and its provisions ended, and what people decided on it. What another document is (its day, its place, its
    provisions), and on which days a row of the registry holds, is looked up when parts are joined.
    """
    return _Writer(library, library.documents[document], measures).written()


@dataclass(slots=True)
class _Writer:
    """Numbers given out while one document is gone through."""

    library: Library
    document: Document
    measures: Sequence[Measure]
    targets: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    steps: dict[tuple[object, ...], int] = field(default_factory=dict)

    def written(self) -> bytes:
        """Returns the part as bytes."""
        whole = self._whole()
        provisions = self._provisions()
        measures = self._of_measures()
        columns = [list(column) for column in zip(*self.steps, strict=True)] or [[], [], [], [], []]
        articles = {str(number): heads for number, heads in enumerate(columns.pop()) if heads}
        part = [self._card(), self._claim(), list(self.targets), columns, articles, whole, provisions, measures]
        return json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    def _card(self) -> list[object]:
        card, library = self.document, self.library
        known = library.row_of(card)
        ended = library.ended.get(card.id)
        settled = known is not None and known.level is not SourceLevel.UNKNOWN
        return [
            card.region,
            card.date.toordinal() if card.date else NO_DAY,
            LEVEL_NUMBER[library.level_of(card)],
            _short(1.0 if settled else card.confidence_in("level")),
            _short(min(card.confidence_in("region"), card.confidence_in("date"))),
            known.id if known else "",
            _end(ended.day if ended else None),
            Lack.BEGINNING not in card.lacks,
            self._carried(card.title or ""),
        ]

    def _claim(self) -> list[object]:
        claim = claim_of(self.library, self.document)
        cited = list(dict.fromkeys(claim.cites()))
        return [claim.parent, claim.relation.value, claim.number, claim.issuer, claim.title, claim.opening(), cited]

    def _whole(self) -> list[object]:
        """Returns the steps of the document as a whole; of those that forward something what is forwarded, and what it names of the store."""
        library = self.library
        taken = {c for m in self.measures for c in library.decided.taken.get(m.id, ())}
        steps, forwards, meant = [], [], []
        for at, id in enumerate(library.ties.whole.get(self.document.id, ())):
            link = library.links[id]
            # By a person from one of the measures: that the node of the document does not tell.
            steps.append(self._citation(library.citations[id], flags=Step.ASK if id in taken else 0))
            if library.citations[id].role is Role.FORWARDS:
                forwards.append((at, link.target, link.status is LinkStatus.UNRESOLVED))
            if link.target in library.documents:
                meant.append(link.target)
        return [steps, forwards, meant]

    def _provisions(self) -> str:
        """Returns the provisions that cite a basis beside that of the whole document: a line each, its label and its steps."""
        library = self.library
        whole = set(library.ties.whole.get(self.document.id, ()))
        out = []
        for provision in library.within.provisions.get(self.document.id, ()):
            cited = [c for c in library.within.citations.get(provision.id, ()) if c.role is Role.BASIS]
            if not {c.id for c in cited} <= whole:
                out.append(f"{provision.label}\t{','.join(str(self._citation(c)) for c in cited)}")
        return "\n".join(out)

    def _of_measures(self) -> list[list[object]]:
        """Returns the measures column by column: name behind the document's, kind, scope, traits, confidences, end, number of steps, steps."""
        rows, steps = [], []
        text = self.library.texts.file[self.document.id] if self.measures else ""
        for measure in sorted(self.measures, key=lambda one: one.id):
            bases = self.library.ties.basis.get(measure.id, ())
            own = [self._own(measure, basis) for basis in bases if basis.tie is not Tie.DOCUMENT]
            mention = mention_beside(self.library, measure)
            ended = self.library.ended_provisions.get(measure.provision or "")
            steps += own
            rows.append(
                (
                    measure.id.removeprefix(self.document.id),
                    KIND_NUMBER[measure.kind],
                    SCOPE_NUMBER[scope_of(measure, text)],
                    int(_traits(self.library, measure, text, mention)),
                    _short(measure.confidence),
                    _short(self.library.citations[mention].confidence) if mention else 1,
                    _end(ended.day if ended else None),
                    len(own),
                )
            )
        return [*(list(column) for column in zip(*rows, strict=True)), list(steps)] if rows else []

    def _own(self, measure: Measure, basis: Basis) -> int:
        """Returns the step from a measure along a citation of its own provision, or of one that its sentence refers to."""
        library, cited = self.library, self.library.citations[basis.citation]
        if basis.tie is not Tie.REFERENCE or cited.provision == measure.provision:
            return self._citation(cited)
        # What refers to the other provision is on the chain as well and may itself be read as a citation.
        near = [r for r in library.within.references.get(measure.provision, ()) if measure.sentence.contains(r.span)]
        on_the_way = [library.citation_at.get((measure.document, r.span)) for r in near]
        confidence = min([cited.confidence, *(other.confidence for other in on_the_way if other)])
        return self._citation(cited, confidence, Step.BY_REFERENCE)

    def _citation(self, citation: Citation, confidence: float | None = None, flags: int = 0) -> int:
        """Returns the step along one citation."""
        library, link = self.library, self.library.links[citation.id]
        sure = _short(citation.confidence if confidence is None else confidence)
        title = citation.title or ""
        central = by_central_number(citation, link, self.document)
        if central is not None:
            answer = (citation.number or "").startswith("国函") and "批复" in title
            sort = Sort.ONE_PLACE if answer else Sort(0)
            return self._step(self._target("", "", link.level, central.region, sort, title), sure, flags)
        if link.status is LinkStatus.AMBIGUOUS or link.target is None:
            sort = Sort.AMBIGUOUS if link.status is LinkStatus.AMBIGUOUS else Sort.UNRESOLVED
            return self._step(self._target("", "", link.level, link.region, sort, title), sure, flags)
        known, text = library.instrument_of(link.target), library.documents.get(link.target)
        row, name = (known.id, known.title) if known else ("", title)
        target = self._target(link.target, row, link.level, link.region, Sort(0), name)
        renumbered, article = _articles(citation, self.document, known)
        flags |= article | (Step.FORWARDS if citation.role is Role.FORWARDS else 0)
        heads = tuple(sorted({article_head(a) for a in citation.articles})) if text else ()
        return self._step(target, sure, flags, renumbered, heads)

    def _step(
        self, target: int, confidence: float, flags: int, renumbered: int = NO_END, heads: tuple[str, ...] = ()
    ) -> int:
        return self.steps.setdefault((target, renumbered, confidence, int(flags), heads), len(self.steps))

    def _target(self, id: str, row: str, level: SourceLevel, region: str | None, sort: Sort, title: str) -> int:
        """Returns the number of what a citation means: its id and row where they are known, level, place, sort, rows that its title names."""
        key: tuple[str | int, ...] = (id, row, LEVEL_NUMBER[level], region or "", int(sort), *self._carried(title))
        return self.targets.setdefault(key, len(self.targets))

    def _carried(self, title: str) -> list[str]:
        """Returns the rows of the registry that a title itself names (docs/semantics.md#ruling-14)."""
        named = carried_title(title)
        return [row.id for row in self.library.registry.by_title(named["inner"])] if named else []


def _short(confidence: float) -> float:
    """Returns a confidence in as many digits as the arrays hold."""
    return float(f"{confidence:.9g}")


def _end(day: date | None) -> int:
    return day.toordinal() if day else NO_END


def _articles(citation: Citation, citing: Document, known: Instrument | None) -> tuple[int, Step]:
    """Returns the day from which it is a question what became of the article cited, and whether it is missing until then."""
    if known is None:
        return NO_END, Step(0)
    pauses = Step.ASK if has_pauses(known) else Step(0)
    wanted = tuple(number for a in citation.articles if (number := article_number(a)) is not None)
    if not wanted:
        return NO_END, pauses
    changes = [(day, _turn(fate)) for day, fate in fates(known, wanted, citing.date, citation.text)]
    turns = [turn for i, (_, turn) in enumerate(changes) if i == 0 or turn is not changes[i - 1][1]]
    if len(turns) > 2 or (len(turns) == 2 and turns[1] is not Fate.GONE):
        return NO_END, Step.ASK
    asked = next((day for day, turn in changes if turn is Fate.GONE), None)
    return _end(asked), pauses | (Step.ARTICLE_MISSING if turns[0] is Fate.MISSING else Step(0))


def _turn(fate: Fate) -> Fate:
    """Returns what counts of a fate: THERE, MISSING, or GONE for every question."""
    return fate if fate in (Fate.THERE, Fate.MISSING) else Fate.GONE


def _traits(library: Library, measure: Measure, text: str, mention: str | None) -> Trait:
    holds = {
        Trait.LOCAL_LIST: is_local_list(measure),
        Trait.DEBTORS: is_against_debtors(library, measure),
        Trait.CONSENT: consent_words(measure, text) is not None,
        Trait.OF_ASSOCIATION: is_of_association(library, measure),
        Trait.ALL_BY_DOCUMENT: all(b.tie is Tie.DOCUMENT for b in library.ties.basis.get(measure.id, ())),
        Trait.VAGUE: bool(vague_words(library, measure)),
        Trait.MENTION: mention is not None,
        Trait.NO_BEGINNING: lacks_its_basis(library, measure),
    }
    return Trait(sum(trait for trait, held in holds.items() if held))
