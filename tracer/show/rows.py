"""Rows for screens: a measure in a list, the card of a document, a document with its text and marks.

Pure functions. All offsets in rows count from the start of the document's own text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from graph_schema.errors import NotFoundError
from graph_schema.messages import Message, say
from graph_schema.page_map import PageMap
from graph_schema.records import Document, Duty, Finding, Reading, Span, Undo
from graph_schema.terms import (
    Disposal,
    Lack,
    MeasureKind,
    Relation,
    Role,
    SegmentKind,
    SourceLevel,
    Verdict,
)
from tracer.links.library import Library
from tracer.registry.editions import keep_edition
from tracer.show.authority import AuthorityRow
from tracer.show.cleanup import ListedRow
from tracer.show.ended import EndedRow
from tracer.show.leads import leads_of
from tracer.show.page import unread_lines, unread_row
from tracer.show.places import places_of
from tracer.show.repairs import RepairRow, kept_rows
from tracer.show.wording import chain_line, reasons_in_words
from tracer.store.base.findings import Tally
from tracer.version import __version__


def keep_edition_of(url: str, library: Library) -> None:
    """Keeps the edition that findings of a store are made with beside it, so that they can be had again."""
    keep_edition(
        url, library.registry, library.articles, datetime.now().astimezone().isoformat("T", "seconds"), __version__
    )


# --- measures ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One measure as a list shows it. `reasons` are in words, `chain_line` is the chain in one line."""

    measure: str
    verdict: Verdict
    verdict_at_issue: Verdict | None
    region: str | None
    document: str
    title: str | None
    number: str | None
    issuer: str | None
    date: date | None
    provision: str
    kind: MeasureKind
    text: str
    reasons: tuple[str, ...]
    sentence: str
    chain_line: str
    disposal: Disposal
    authority: str
    is_gap: bool


def count_verdicts(findings: Iterable[Finding]) -> dict[Verdict, int]:
    """Returns how many measures have each verdict, all five named, in the order of the vocabulary."""
    found = Counter(finding.verdict for finding in findings)
    return {verdict: found[verdict] for verdict in Verdict}


def gap_row(finding: Finding, lang: str = "zh") -> GapRow:
    """Returns a finding as a row of a list."""
    document = finding.document
    return GapRow(
        measure=finding.measure.id,
        verdict=finding.verdict,
        verdict_at_issue=finding.verdict_at_issue,
        region=document.region,
        document=document.id,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        date=document.date,
        provision=finding.provision.label,
        kind=finding.measure.kind,
        text=finding.measure.text,
        reasons=reasons_in_words(finding, lang),
        sentence=say(lang, finding.sentence),
        chain_line=chain_line(finding, lang),
        disposal=finding.disposal,
        authority=finding.authority,
        is_gap=finding.is_gap,
    )


# --- documents ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """The card of a document. `worst` is the verdict that weighs most, None where it has no measure."""

    id: str
    title: str | None
    number: str | None
    issuer: str | None
    date: date | None
    level: SourceLevel
    region: str | None
    kind: SegmentKind
    draft: bool
    parent: str | None
    relation: Relation
    lacks: tuple[Lack, ...]
    path: str
    measures: int
    verdicts: Mapping[Verdict, int]
    gaps: int
    must_mend: int
    worst: Verdict | None


class MarkKind(StrEnum):
    """The kinds of marked stretches of a document's text."""

    MEASURE = "measure"
    CITATION = "citation"
    VAGUE = "vague"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a document's text. `id` is that of the measure or citation, empty for a vague reference.

    `verdict`, `measure_kind` and `is_gap` are set on measures, `role` on citations, `leads_to` (in words)
    on references.
    """

    start: int
    end: int
    kind: MarkKind
    id: str
    verdict: Verdict | None = None
    measure_kind: MeasureKind | None = None
    role: Role | None = None
    is_gap: bool = False
    leads_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document: its card, its place in the file, its own text, what is marked in it, its findings in text order.

    `children` are the documents that it forwards or attaches, `siblings` all documents of its file.
    `duties` are who must do what by when, each with the label of its provision. `repairs` are those of
    the whole file, `undone` what somebody took back of them; `sha256` names the bytes of the file.
    `before` is the page that it continues. `document` is what was read of it, `parts` what of the file is no document, by
    kind with its length, `places` where its words stand in it (None for plain text), `warnings` what its reader
    noticed, `unread` the numbers of the fenced lines with words of measures and `unread_words` these lines. What
    has ended of it, what cleanup decisions say of it, and of which authority text it is are `ended`, `listed` and `authority`.
    """

    card: DocumentRow
    span: Span
    text: str
    marks: tuple[Mark, ...]
    findings: tuple[Finding, ...]
    children: tuple[DocumentRow, ...]
    siblings: tuple[DocumentRow, ...]
    duties: tuple[tuple[str, Duty], ...]
    repairs: tuple[RepairRow, ...]
    undone: tuple[Undo, ...]
    sha256: str
    document: Document
    parts: tuple[tuple[SegmentKind, int], ...]
    unread: tuple[int, ...]
    unread_words: tuple[str, ...]
    places: PageMap | None = None
    warnings: tuple[Message, ...] = ()
    before: DocumentRow | None = None
    ended: EndedRow | None = None
    listed: tuple[ListedRow, ...] = ()
    authority: AuthorityRow | None = None


_WEIGHT = (Verdict.DEAD_END, Verdict.REVIEW, Verdict.INDIRECT, Verdict.DIRECT, Verdict.EXEMPT)


def document_row(document: Document, path: str, tally: Tally | None) -> DocumentRow:
    """Returns the card of a document that is read from the file at `path`; without a tally it has no measures."""
    verdicts = {verdict: tally.verdicts.get(verdict, 0) if tally else 0 for verdict in Verdict}
    return DocumentRow(
        id=document.id,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        date=document.date,
        level=document.level,
        region=document.region,
        kind=document.kind,
        draft=document.draft,
        parent=document.parent,
        relation=document.relation,
        lacks=document.lacks,
        path=path,
        measures=sum(verdicts.values()),
        verdicts=verdicts,
        gaps=tally.gaps if tally else 0,
        must_mend=tally.must_mend if tally else 0,
        worst=next((verdict for verdict in _WEIGHT if verdicts[verdict]), None),
    )


def document_view(
    reading: Reading,
    document_id: str,
    findings: Sequence[Finding],
    siblings: Sequence[DocumentRow],
    before: DocumentRow | None = None,
) -> DocumentView:
    """Returns one document of a file with its text and marks: `findings` are its own, `siblings` the cards of all in the file."""
    document = next(one for one in reading.documents if one.id == document_id)
    return DocumentView(
        card=next(card for card in siblings if card.id == document_id),
        span=document.span,
        text=document.span.of(reading.source.text),
        marks=_marks(reading, document, findings),
        findings=tuple(findings),
        children=tuple(card for card in siblings if card.parent == document_id and card.id != document_id),
        siblings=tuple(siblings),
        before=before,
        duties=_duties(reading, document),
        repairs=kept_rows(reading),
        undone=reading.undone,
        sha256=reading.source.sha256,
        document=document,
        parts=tuple((part.kind, part.span.end - part.span.start) for part in reading.segments if part.document is None),
        unread=unread_row(reading).lines,
        unread_words=unread_lines(reading),
        places=places_of(reading.source),
        warnings=reading.source.origin.warnings if reading.source.origin is not None else (),
    )


def _duties(reading: Reading, document: Document) -> tuple[tuple[str, Duty], ...]:
    labels = {provision.id: provision.label for provision in reading.provisions}
    return tuple((labels.get(d.provision or "", ""), d) for d in reading.duties if d.document == document.id)


def no_finding(readings: Iterable[Reading], as_of: date, measure_id: str) -> NotFoundError:
    """Returns why there is no finding: the measure is not in the store, or its document is younger than the day asked for."""
    for reading in readings:
        for measure in reading.measures:
            if measure.id == measure_id:
                issued = next(d.date for d in reading.documents if d.id == measure.document)
                return NotFoundError(
                    "store.measure_not_yet",
                    day=as_of,
                    measure=measure_id,
                    issued=issued,
                )
    return no_measure(measure_id)


def no_measure(measure_id: str) -> NotFoundError:
    """Returns the error for a measure that is not in the store."""
    return NotFoundError(
        "store.no_measure_listed",
        measure=measure_id,
    )


def _marks(reading: Reading, document: Document, findings: Sequence[Finding]) -> tuple[Mark, ...]:
    """Returns the marked stretches of a document in text order, the longer one first where two begin together."""
    at, end = document.span.start, document.span.end

    def mark(span: Span, kind: MarkKind, id: str) -> Mark:
        return Mark(start=max(span.start, at) - at, end=min(span.end, end) - at, kind=kind, id=id)

    marks = [
        replace(
            mark(finding.measure.span, MarkKind.MEASURE, finding.measure.id),
            verdict=finding.verdict,
            measure_kind=finding.measure.kind,
            is_gap=finding.is_gap,
        )
        for finding in findings
    ]
    marks += [
        replace(mark(citation.span, MarkKind.CITATION, citation.id), role=citation.role)
        for citation in reading.citations
        if citation.document == document.id and not citation.by_reference
    ]
    marks += [
        replace(mark(reference.span, MarkKind.REFERENCE, ""), leads_to="、".join(names))
        for reference, names in leads_of(reading)
        if reference.document == document.id
    ]
    marks += [mark(v.span, MarkKind.VAGUE, "") for v in reading.vague if v.document == document.id]
    return tuple(sorted((m for m in marks if m.start < m.end), key=lambda m: (m.start, -m.end, m.kind, m.id)))
