"""read(): a text file to everything it says, the stages in order.

text → repaired text → lines → parts → cards → for each document: provisions, citations, references, measures,
what they rest on, duties. All offsets of the result are into the file's own text.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from graph_schema.making import altered
from graph_schema.records import (
    Citation,
    Document,
    Duty,
    Measure,
    Provision,
    Reading,
    Reference,
    Repair,
    SourceFile,
    Undo,
    VagueReference,
)
from graph_schema.terms import Relation, SegmentKind
from ingest.clean.repair import clean
from ingest.clean.text import CleanText
from ingest.clean.undoing import Undoing
from ingest.confidence import shares
from ingest.confidence.classifier import UNLEARNT, rated
from ingest.confidence.recognised import with_doubts
from ingest.find.basis_records import BasisRecords
from ingest.find.campaign import Lexicon, find_campaign_measures
from ingest.find.candidates import find_measures, measure_records
from ingest.find.citations import (
    NO_NAMES,
    based_by_column,
    citation_records,
    find_mentions,
    in_text_order,
    with_own_header,
)
from ingest.find.duties import duty_records
from ingest.find.mention import Mention
from ingest.find.number_forms import NumberForms
from ingest.find.reference_records import reference_records, settle
from ingest.find.reference_ties import cited_by_reference, with_reference_ties
from ingest.find.references import find_pointers
from ingest.find.short_names import find_short_names
from ingest.find.ties import find_ties
from ingest.find.unread import unread_measures
from ingest.find.vague import find_vague
from ingest.parts.cards import Card, foreign_repairs, read_cards, segments_of, with_foreign_read
from ingest.parts.document_text import lay_out
from ingest.parts.documents import split_parts
from ingest.parts.lines import classify
from ingest.parts.merged import MergedCells
from ingest.parts.parted import begins_of_parts
from ingest.parts.tables import rows_as_above, rows_of_tables

Rate = Callable[[str, Sequence[Measure]], tuple[Measure, ...]]
"""Gives the measures of a text their confidence."""

Record = TypeVar("Record")

_NO_NAMES: Mapping[str, Sequence[Mention]] = {}
_FORMS = (SegmentKind.LEDGER, SegmentKind.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class _Found:
    """The records of one document."""

    document: Document
    provisions: tuple[Provision, ...]
    citations: tuple[Citation, ...]
    vague: tuple[VagueReference, ...]
    measures: tuple[Measure, ...]
    references: tuple[Reference, ...]
    duties: tuple[Duty, ...]


def read(
    source: SourceFile,
    law_names: Mapping[str, str] = NO_NAMES,
    rate: Rate = rated,
    lexicon: Lexicon | None = None,
    undone: Collection[Undo] = (),
) -> Reading:
    """Reads everything that the file says. `law_names` maps bare names of known laws to full titles, for laws cited without 《》.

    Measures are those of credit, or those that the `lexicon` of another campaign finds. `rate` gives
    each measure of credit its confidence. `undone` are repairs that are not to be made.

    Any text at all is read without an exception; a text without documents gives an empty reading.
    """
    with _uncollected():
        return _read(source, law_names, rate, lexicon, undone)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Has Python look for no circles of objects: reading makes none, and to look through many records again takes a third of its time."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def _read(
    source: SourceFile, law_names: Mapping[str, str], rate: Rate, lexicon: Lexicon | None, undone: Collection[Undo]
) -> Reading:
    undoing = Undoing(undone)
    text = clean(source.text, undoing, source.origin.repairs if source.origin else ())
    lines = classify(text)
    at_hand = lines.at_hand()
    begins = begins_of_parts(source.text, text, at_hand)
    parts = with_foreign_read(split_parts(at_hand, begins), text, lines, undoing)
    numbers = NumberForms(text, undoing)
    cards = read_cards(source, text, lines, parts, numbers.of_header, begins)
    basis = BasisRecords(shares.shares()["tie"])
    merged = MergedCells(source)
    found = [
        _read_document(text, card, mentions, lexicon, basis, merged)
        for card, mentions in _with_mentions(text, cards.values(), numbers, law_names)
    ]
    references, unsettled = settle(_each(f.references for f in found), {f.document.id: f.document for f in found})
    measures = _each(f.measures for f in found)
    repairs = _in_order((*text.repairs, *foreign_repairs(parts, text, lines), *numbers.repairs))
    reading = Reading(
        source=source,
        repairs=repairs,
        segments=segments_of(text, lines, parts, cards, shares.of_segment),
        documents=tuple(f.document for f in found),
        provisions=_each(f.provisions for f in found),
        citations=_each(f.citations for f in found),
        vague=tuple(sorted((*_each(f.vague for f in found), *unsettled), key=lambda vague: vague.span.start)),
        measures=rate(source.text, measures) if lexicon is None else _unlearnt(measures),
        basis=basis,
        references=references,
        duties=_each(f.duties for f in found),
        undone=tuple(undone),
        unread=unread_measures(source.text, repairs, [f.document for f in found]),
    )
    return with_doubts(reading)


def _with_mentions(
    text: CleanText, cards: Iterable[Card], numbers: NumberForms, law_names: Mapping[str, str]
) -> Iterator[tuple[Card, list[Mention]]]:
    """Finds the mentions of documents in each document, one after the other.

    A form or table without a head of its own speaks with the short names of what it is attached to.
    """
    names: dict[int, Mapping[str, Sequence[Mention]]] = {}
    for card in cards:
        is_form = card.part.kind in _FORMS and card.part.relation is Relation.ATTACHES
        inherited = names.get(card.part.parent, _NO_NAMES) if is_form else _NO_NAMES
        start, end = card.lines[0].paragraph.start, card.lines[-1].paragraph.end
        found = find_mentions(text.flat, text.words, start, end, card.header.title_at, law_names, inherited)
        mentions = numbers.of_mentions(found)
        names[card.index] = {**inherited, **find_short_names(text.flat, start, end, mentions)}
        yield card, mentions


def _read_document(
    text: CleanText,
    card: Card,
    mentions: Sequence[Mention],
    lexicon: Lexicon | None,
    basis: BasisRecords,
    merged: MergedCells,
) -> _Found:
    """Reads what one document says, and adds what its measures rest on to `basis`."""
    document = lay_out(text, card)
    rows = rows_of_tables(document.lines)
    cited = based_by_column(with_own_header(mentions, card.header), rows.values())
    pointers = find_pointers(text.flat, document.lines, document.units, document.sentences, cited)
    cited = in_text_order([*cited, *cited_by_reference(pointers)])
    hits = find_measures(document, rows) if lexicon is None else find_campaign_measures(document, lexicon)

    citations = citation_records(document, cited, shares.of_citation)
    measures = measure_records(document, hits)
    starts = ((number, document.sentences[number].start, hit) for number, hit in hits)
    measured = [(number, start + hit.start, start + hit.end) for number, start, hit in starts]
    above = rows_as_above(rows, document.lines, lambda start: merged.columns_at(text.offsets.to_source(start)))
    ties = find_ties(text.flat, document.lines, document.units, document.sentences, cited, measured, above)
    basis.add(measures, citations, with_reference_ties(ties, pointers, document.sentences, cited, measured))
    return _Found(
        document=altered(
            card.document,
            evidence=shares.of_header(card.header, document.lines),
        ),
        provisions=document.provisions,
        citations=citations,
        vague=find_vague(document),
        measures=measures,
        references=reference_records(document, pointers, cited, citations),
        duties=duty_records(document),
    )


def _unlearnt(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Gives the measures of another campaign the confidence of what no labels are at hand for."""
    return tuple(altered(measure, confidence=UNLEARNT) for measure in measures)


def _each(records: Iterable[Iterable[Record]]) -> tuple[Record, ...]:
    """Joins the records of all documents."""
    return tuple(chain.from_iterable(records))


def _in_order(repairs: Iterable[Repair]) -> tuple[Repair, ...]:
    """Sorts repairs by where they stand."""
    return tuple(sorted(repairs, key=lambda repair: (repair.span.start, repair.span.end)))
