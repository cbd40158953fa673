"""The words that a decision was made on, found again in texts that were corrected since (docs/semantics.md#following).

A measure or citation is looked for by its words, in the document that has the marks of the one it stood in: number
and issuer, file, title, likeness of the texts. Each answer comes with how sure it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from graph_schema.ids import digest, without_copy
from graph_schema.likeness import likeness, sketch_of
from graph_schema.numbers import parse_number
from graph_schema.records import Anchor, Citation, Document, DocumentMarks, Measure
from tracer.links.records import Records, Texts

HOLDS = 0.85
"""A decision holds where its words were found with this confidence; below it a person confirms."""

_CHANGED_WORDS = 0.8
"""No more than so sure is a place whose words are others: one character can turn a measure round."""
_LEAST = 0.3
"""Below it nothing is proposed."""
_FEW = 20
"""In so many documents equal words are compared text by text, even where nothing else speaks for one of them."""

_LABEL = re.compile(
    r"\s*(?:第[〇零一二三四五六七八九十百千\d]+[章节条款项]|[（(]?[〇零一二三四五六七八九十百\d]+(?:[）)][、.．]?|[、.．]))"
)
"""Opens a provision: an item that only got another place has the same words behind it."""

_Subject = Measure | Citation
Kept = Mapping[str, Measure] | Mapping[str, Citation]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of words: the id of the measure or citation, and how sure that is. No id where nothing is like them."""

    id: str | None
    confidence: float


NOWHERE = Place(None, 0.0)


def anchor_of(record: _Subject, records: Records, texts: Texts, beside: Iterable[_Subject] | None = None) -> Anchor:
    """Returns the words of a measure or citation with all that helps to find them again, for a decision on it.

    `beside` are the measures or citations of its document, where somebody has them; else all records are gone through.
    """
    document = records.documents[record.document]
    label, around = _surroundings(record, records, texts)
    kept: Kept = records.measures if isinstance(record, Measure) else records.citations
    equal = [
        other
        for other in (kept.values() if beside is None else beside)
        if other.document == record.document and dense(other.text) == dense(record.text)
    ]
    return Anchor(
        start=record.span.start - document.span.start,
        words=record.text,
        provision=label,
        around=around,
        nth=sum(other.span.start < record.span.start for other in equal),
        equal=len(equal),
        alike=sum(_surroundings(other, records, texts)[1] == around for other in equal),
        marks=marks_of(document, texts),
    )


def marks_of(document: Document, texts: Texts) -> DocumentMarks:
    """Returns the marks by which a document is known again."""
    return DocumentMarks(
        number=document.number,
        title=document.title,
        issuer=document.issuer,
        path=texts.path[document.id],
        sketch=sketch_of(texts.own[document.id]),
    )


def _surroundings(record: _Subject, records: Records, texts: Texts) -> tuple[str, str]:
    """Returns label and digest of the provision that a record stands in; empty ones where it stands in none."""
    provision = records.provisions.get(record.provision or "")
    if provision is None:
        return "", ""
    words = provision.span.of(texts.file[record.document])
    return provision.label, digest(dense(_LABEL.sub("", words, count=1)))


class FindsAgain(Protocol):
    """Finds the words of decisions and the documents of earlier texts again."""

    def now(self, subject: str, anchor: Anchor | None, kept: Kept) -> Place:
        """Returns where the words of an id are now. Without an anchor the id itself must still be there."""
        ...

    def document_now(self, before: str, marks: DocumentMarks) -> Place:
        """Returns the document that has these marks now."""
        ...


class Follower:
    """Finds words again among the measures and citations of a store that are all at hand."""

    def __init__(self, records: Records, texts: Texts, stands_for: Mapping[str, str]) -> None:
        self._records, self._texts, self._stands_for = records, texts, stands_for
        self._sketches: dict[str, tuple[int, ...]] = {}

    def now(self, subject: str, anchor: Anchor | None, kept: Kept) -> Place:
        """Returns where the words of an id are now. Without an anchor the id itself must still be there."""
        if anchor is None:
            return Place(subject, 1.0) if subject in kept else NOWHERE
        before = subject.rpartition(".")[0]
        document = self._stands_for.get(before) or self._stands_for.get(without_copy(before))
        if document is not None:
            return self._in_same_document(before, document, anchor, kept)
        return self._elsewhere(anchor, anchor.marks, kept) if anchor.marks else NOWHERE

    def document_now(self, before: str, marks: DocumentMarks) -> Place:
        """Returns the document that has these marks now."""
        known = self._stands_for.get(before) or self._stands_for.get(without_copy(before))
        if known is not None:
            return Place(known, 1.0 if without_copy(known) == without_copy(before) else 0.98)
        sure = ((self._sure_of(document, marks), document.id) for document in self._records.documents.values())
        confidence, id = max(sure, default=(0.0, ""))
        return Place(id, confidence) if confidence >= _LEAST else NOWHERE

    # --- in the document itself, which another edition of the reader may have read otherwise ---

    def _in_same_document(self, before: str, document: str, anchor: Anchor, kept: Kept) -> Place:
        """Finds the words in the text that they were decided on, or in the fuller copy that stands for it."""
        same_text = without_copy(before) == without_copy(document)
        equal = self._equal(kept, anchor).get(document, ())
        if equal:
            near = min(equal, key=lambda record: self._order(record, anchor))
            doubt = _EITHER if not same_text and self._may_be_a_twin(near, anchor, len(equal)) else 1.0
            return Place(near.id, 1.0 if same_text else 0.98 * doubt)
        if same_text:
            return self._over_the_place(document, anchor, kept)
        return self._like_words(document, anchor, kept, 0.98)

    def _over_the_place(self, document: str, anchor: Anchor, kept: Kept) -> Place:
        """Finds what the reader now reads where the words stood: the text is the same, only the bounds are others."""
        begin = self._records.documents[document].span.start + anchor.start
        end = begin + len(anchor.words)
        over = [r for r in self._of(kept).get(document, ()) if r.span.start < end and begin < r.span.end]
        found = ((_alike(anchor.words, record.text), record.id) for record in over)
        share, id = max(found, default=(0.0, ""))
        return Place(id, 0.7 + 0.25 * share) if id else NOWHERE

    # --- in a text that was corrected ---

    def _elsewhere(self, anchor: Anchor, marks: DocumentMarks, kept: Kept) -> Place:
        """Finds the words in the document that has the marks of theirs; where these are other words, the likest ones."""
        same = self._equal(kept, anchor)
        best = min(self._places(same, anchor, marks), default=None)
        if best is not None and -best[0] >= HOLDS:
            return Place(best[-1], -best[0])
        changed = [
            self._like_words(document.id, anchor, kept, sure)
            for document in self._records.documents.values()
            if self._shares_a_mark(document, marks) and (sure := self._sure_of(document, marks)) > 0
        ]
        unsure = [Place(best[-1], -best[0])] if best is not None else [self._by_words_alone(same, anchor)]
        place = max((*unsure, *changed), key=lambda place: place.confidence, default=NOWHERE)
        return place if place.confidence >= _LEAST else NOWHERE

    def _by_words_alone(self, same: Mapping[str, list[_Subject]], anchor: Anchor) -> Place:
        """Proposes the one place with the same words, of provision or else of measure, where no mark speaks for its document."""
        found = [record for records in same.values() for record in records]
        to_the_letter = [record for record in found if self._fits(record, anchor) >= _TO_THE_LETTER]
        for records, sure in ((to_the_letter, _SAME_PROVISION), (found, _SAME_WORDS)):
            if len(records) == 1:
                return Place(records[0].id, sure)
        return NOWHERE

    def _places(
        self, same: Mapping[str, list[_Subject]], anchor: Anchor, marks: DocumentMarks
    ) -> Iterator[tuple[float, tuple[bool, int, bool, int], str]]:
        """Yields where equal words stand: the less sure the later, then by nearness."""
        is_home_there = any(
            self._sure_of(document, marks) >= HOLDS for document in self._documents_by_path.get(marks.path, ())
        )
        for id, found in same.items():
            document = self._records.documents[id]
            fits = {record.id: self._fits(record, anchor) for record in found}
            known = self._shares_a_mark(document, marks) or len(same) <= _FEW or 1.0 in fits.values()
            sure = self._sure_of(document, marks) if known else 0.0
            if is_home_there and self._texts.path[id] != marks.path:
                sure = min(sure, _EITHER)  # its own file has the document, without these words
            if sure > 0:
                several = Counter(fits.values())
                same_file = self._texts.path[id] == marks.path and not _is_another(document, marks)
                for record in found:
                    fit = fits[record.id]
                    if same_file and fit >= _TO_THE_LETTER:
                        sure = max(sure, _SAME_FILE)
                    could_be_either = several[fit] > 1 and fit < _SAME_LABEL
                    doubt = _EITHER if could_be_either or self._may_be_a_twin(record, anchor, len(found)) else fit
                    yield -sure * doubt, self._order(record, anchor), record.id

    def _may_be_a_twin(self, record: _Subject, anchor: Anchor, count: int) -> bool:
        """Tells whether equal words of the document may be others than those of an anchor, which are gone or elsewhere.

        They are its own where their provision is the same to the letter and no other was or none of them is gone, or
        where they are the same in number and order.
        """
        if max(anchor.equal, count) <= 1:
            return False
        fit = self._fits(record, anchor)
        if fit == 1.0 or (fit >= _TO_THE_LETTER and (anchor.alike == 1 or count >= anchor.equal)):
            return False
        return anchor.equal > 0 and (count != anchor.equal or self._nth_apart(record, anchor) > 0)

    def _fits(self, record: _Subject, anchor: Anchor) -> float:
        """Tells how well the place of equal words fits: the same provision to the letter, by its label, another one."""
        label, around = _surroundings(record, self._records, self._texts)
        if around == anchor.around:
            return 1.0 if label == anchor.provision else _TO_THE_LETTER
        return _SAME_LABEL if label == anchor.provision else 0.93

    def _order(self, record: _Subject, anchor: Anchor) -> tuple[bool, int, bool, int]:
        """Orders equal words of one document by how near they are to where they stood; their order counts where none is gone."""
        label, around = _surroundings(record, self._records, self._texts)
        others = around != anchor.around, label != anchor.provision
        begin = self._records.documents[record.document].span.start
        distance = abs(record.span.start - begin - anchor.start)
        apart = self._nth_apart(record, anchor)
        if len(self._equal(self._kept_with(record), anchor).get(record.document, ())) == anchor.equal:
            return others[0], apart, others[1], distance
        return others[0], 0, others[1], distance

    def _nth_apart(self, record: _Subject, anchor: Anchor) -> int:
        """Tells how far a record is from being the nth of equal words in its document."""
        equal = self._equal(self._kept_with(record), anchor).get(record.document, ())
        return abs(sum(r.span.start < record.span.start for r in equal) - anchor.nth)

    def _kept_with(self, record: _Subject) -> Kept:
        return self._records.measures if isinstance(record, Measure) else self._records.citations

    def _like_words(self, document: str, anchor: Anchor, kept: Kept, sure: float) -> Place:
        """Finds the words of a document that are likest; never so sure that a decision would hold by itself."""
        found = ((_alike(anchor.words, record.text), record.id) for record in self._of(kept).get(document, ()))
        share, id = max(found, default=(0.0, ""))
        confidence = sure * min(_CHANGED_WORDS, 0.9 * share)
        return Place(id, confidence) if confidence >= _LEAST else NOWHERE

    # --- marks of documents ---

    def _shares_a_mark(self, document: Document, marks: DocumentMarks) -> bool:
        return (
            self._texts.path[document.id] == marks.path
            or (marks.number is not None and document.number == marks.number)
            or (marks.title is not None and document.title == marks.title)
        )

    def _sure_of(self, document: Document, marks: DocumentMarks) -> float:
        """Tells how sure it is that a document is the one of these marks, in another edition; 0 where nothing says so."""
        same_number = marks.number is not None and document.number == marks.number
        same_issuer = marks.issuer is not None and document.issuer == marks.issuer
        if same_number and same_issuer and marks.title == document.title:
            return 0.99
        alike = likeness(self._sketch(document.id), marks.sketch)
        if same_number and same_issuer:
            return 0.98 if alike >= 0.2 else 0.8  # a notice and what it issues may share a number
        if same_number:
            return 0.95 if alike >= 0.3 else 0.7
        same_file = self._texts.path[document.id] == marks.path
        if marks.number is not None and document.number is not None and not same_file:
            return 0.6 if alike >= 0.6 else 0.0  # next year's notice has nearly the same words
        if same_file and _is_another(document, marks):
            return _EITHER
        if same_file and alike >= 0.3:
            return 0.95
        if same_issuer and marks.title is not None and document.title == marks.title and alike >= 0.3:
            return 0.93
        return UNMARKED if alike >= 0.8 else 0.75 if alike >= 0.6 else 0.6 if same_file else 0.0

    def _sketch(self, document: str) -> tuple[int, ...]:
        if document not in self._sketches:
            self._sketches[document] = sketch_of(self._texts.own[document])
        return self._sketches[document]

    # --- look-ups ---

    def _equal(self, kept: Kept, anchor: Anchor) -> Mapping[str, list[_Subject]]:
        """Returns the records with the words of an anchor, by document."""
        by_words = self._measures_by_words if kept is self._records.measures else self._citations_by_words
        return by_words.get(dense(anchor.words), {})

    def _of(self, kept: Kept) -> Mapping[str, list[_Subject]]:
        """Returns the records of a kind by document."""
        return self._measures_in if kept is self._records.measures else self._citations_in

    @cached_property
    def _documents_by_path(self) -> Mapping[str, list[Document]]:
        found: dict[str, list[Document]] = {}
        for document in self._records.documents.values():
            found.setdefault(self._texts.path[document.id], []).append(document)
        return found

    @cached_property
    def _measures_by_words(self) -> Mapping[str, Mapping[str, list[_Subject]]]:
        return _by_words(self._records.measures)

    @cached_property
    def _citations_by_words(self) -> Mapping[str, Mapping[str, list[_Subject]]]:
        return _by_words(self._records.citations)

    @cached_property
    def _measures_in(self) -> Mapping[str, list[_Subject]]:
        return _by_document(self._records.measures)

    @cached_property
    def _citations_in(self) -> Mapping[str, list[_Subject]]:
        return _by_document(self._records.citations)


UNMARKED = 0.92
"""So sure at most is a document that shares neither file nor number nor title with what is looked for."""
_EITHER = 0.8
"""No more than so sure is one of equal words that may as well be another of them."""
_SAME_PROVISION, _SAME_WORDS = 0.6, 0.4
"""So sure are the same words in a document that no mark speaks for: part of a split file, a text moved elsewhere."""
_SAME_LABEL = 0.97
_TO_THE_LETTER = 0.99
_DAMAGED = 0.4
"""Titles of a damaged head that are as alike as this are the same."""
_SAME_FILE = 0.9
"""So sure is a document, however much of it was written anew, whose file has the very provision of the decision."""


def _is_another(document: Document, marks: DocumentMarks) -> bool:
    """Tells whether a document under the name of another's file is likely one of its own: next year's, another office's.

    A correction sets one part of a number right; another number differs in two of organ, year and serial. Without
    numbers, title and issuer tell it. Where only the number is gone, the head is damaged: then titles that are
    alike, or of which one stands in the other, are the same.
    """
    now, then = parse_number(document.number or ""), parse_number(marks.number or "")
    if now is not None and then is not None:
        return (now.organ != then.organ) + (now.year != then.year) + (now.serial != then.serial) > 1
    pairs = (document.title, marks.title), (document.issuer, marks.issuer)
    least = _DAMAGED if now is None and then is not None else 1.0
    return all(one is not None and other is not None and _likeness_of_names(one, other) < least for one, other in pairs)


def _likeness_of_names(one: str, other: str) -> float:
    """Returns how alike two titles or issuers are; 1 only for the same, or one that stands in the other."""
    return 1.0 if one in other or other in one else min(0.99, _alike(one, other))


def _by_words(kept: Kept) -> dict[str, dict[str, list[_Subject]]]:
    """Returns the records by their words, then by document."""
    found: dict[str, dict[str, list[_Subject]]] = {}
    for record in kept.values():
        found.setdefault(dense(record.text), {}).setdefault(record.document, []).append(record)
    return found


def _by_document(kept: Kept) -> dict[str, list[_Subject]]:
    found: dict[str, list[_Subject]] = {}
    for record in kept.values():
        found.setdefault(record.document, []).append(record)
    return found


def dense(words: str) -> str:
    """Returns words without blanks and differences of width, which no correction means."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def _alike(one: str, other: str) -> float:
    """Returns the share of pairs of neighbouring characters that two wordings have in common (Dice)."""
    pairs, others = _pairs(one), _pairs(other)
    common = sum((pairs & others).values())
    return 2 * common / (pairs.total() + others.total()) if common else 0.0


def _pairs(words: str) -> Counter[str]:
    letters = dense(words)
    return Counter(letters[at : at + 2] for at in range(len(letters) - 1))
