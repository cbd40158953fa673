"""Read-only rows for screens: what a page shows, worked out from one judged snapshot of a store.

`load_snapshot` is the one thing that costs time; a screen keeps its result. Everything else here is a
pure function of it. All offsets in rows count from the start of the document's own text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from graph_schema.errors import NotFoundError
from graph_schema.messages import say
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
from tracer.links.library import Library, build_library
from tracer.links.marking import decisions_of
from tracer.policy.file import load_policy
from tracer.policy.rules import Policy
from tracer.registry.editions import edition_now, judged_by, keep_edition
from tracer.registry.load import Registry, load_registry
from tracer.registry.own_rows import registry_of
from tracer.registry.shelf import shelf
from tracer.show.authority import AuthorityRow, authority_rows
from tracer.show.cleanup import Cleanup, cleanup_of
from tracer.show.decisions import DecisionRow, decision_rows, to_confirm
from tracer.show.drawing import LANES, ChainEdge, ChainNode, ChainView, Lane, chain_view
from tracer.show.ended import EndedRow, ended_rows
from tracer.show.leads import leads_of
from tracer.show.repairs import RepairRow, kept_rows
from tracer.show.wording import (
    chain_line,
    hop_name,
    mending_in_words,
    node_name,
    reaches,
    reasons_in_words,
    role_label,
    stop_name,
    stop_sign,
)
from tracer.store import GraphStore, default_store_url, open_store
from tracer.verdict.again import JudgedLibrary, judge_again
from tracer.verdict.judge import finding_aside, in_order
from tracer.version import __version__

__all__ = [
    "LANES",
    "ChainEdge",
    "ChainNode",
    "ChainView",
    "DocumentRow",
    "DocumentView",
    "GapRow",
    "Lane",
    "Mark",
    "MarkKind",
    "OverviewRow",
    "RepairRow",
    "Snapshot",
    "chain_line",
    "chain_view",
    "count_verdicts",
    "default_store_url",
    "distinct",
    "document_view",
    "documents",
    "finding_of",
    "gap_row",
    "gap_rows",
    "hop_name",
    "load_snapshot",
    "mend_rows",
    "mending_in_words",
    "no_finding",
    "no_measure",
    "node_name",
    "overview",
    "reaches",
    "reasons_in_words",
    "registry_edition",
    "role_label",
    "snapshot_of",
    "stop_name",
    "stop_sign",
    "totals",
]

NO_REGION = "—"


# --- the snapshot ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a store says on one day: the readings, every measure judged, and what judged it.

    `stands_for` leads from every document of the store to the one that stands for it (itself, where
    it has no better copy); `regions` gives the place of every document and instrument of a chain; `moved` are
    the decisions of people that follow a corrected text or have lost their words; `joined` are the later pages, as they
    hang on the page before, `ended` the documents that hold no longer, `cleanup` what cleanup decisions list and came to, `authority` those that are the policy's own authority, `aside` what
    there is to show of the measures of both, which are no `findings`. Documents of a `permitted` level are sources.
    """

    store: str
    as_of: date
    policy: str
    policy_title: str
    policy_title_en: str
    kinds: tuple[MeasureKind, ...]
    edition: str
    readings: tuple[Reading, ...]
    judged: JudgedLibrary
    findings: tuple[Finding, ...]
    stands_for: Mapping[str, str]
    regions: Mapping[str, str | None]
    moved: tuple[DecisionRow, ...] = ()
    joined: Mapping[str, Document] = field(default_factory=dict)
    ended: tuple[EndedRow, ...] = ()
    cleanup: Cleanup = field(default_factory=Cleanup)
    authority: tuple[AuthorityRow, ...] = ()
    aside: tuple[Finding, ...] = ()
    permitted: frozenset[SourceLevel] = frozenset()


def load_snapshot(
    store_url: str,
    as_of: date,
    policy: str | None = None,
    before: Snapshot | None = None,
    registry: str | None = None,
) -> Snapshot:
    """Opens the store, reads and judges all of it on one day, and closes it.

    `policy` is the name or path of another policy, `registry` an edition of the store's registry, the one now where it is
    left out; what has not changed since the snapshot `before` is not judged again. StoreError where there is no store to
    read; errors of the edition as of find_edition.
    """
    with registry_of(store_url), judged_by(store_url, registry), open_store(store_url, create=False) as store:
        return snapshot_of(store, as_of=as_of, policy=load_policy(policy), registry=load_registry(), before=before)


def keep_edition_of(url: str, library: Library) -> None:
    """Keeps the edition that findings of a store are made with beside it, so that they can be had again."""
    keep_edition(
        url, library.registry, library.articles, datetime.now().astimezone().isoformat("T", "seconds"), __version__
    )


def registry_edition(store_url: str) -> str:
    """Returns the edition of the registry of a store as it stands now."""
    with registry_of(store_url):
        return edition_now().id


def snapshot_of(
    store: GraphStore, *, as_of: date, policy: Policy, registry: Registry, before: Snapshot | None = None
) -> Snapshot:
    """Returns an open store judged on one day."""
    readings = distinct(store.readings())
    library = build_library(readings, registry, shelf(), decisions_of(store, readings))
    keep_edition_of(store.url, library)
    judged = judge_again(library, policy, as_of, before.judged if before else None)
    measures = in_order(library)
    shown = (finding_aside(library, measure, policy, as_of) for measure in measures)
    aside = tuple(finding for finding in shown if finding is not None)
    return Snapshot(
        store=store.url,
        as_of=as_of,
        policy=policy.id,
        policy_title=policy.title,
        policy_title_en=policy.title_en,
        kinds=tuple(kind for kind in MeasureKind if kind in policy.kinds),
        edition=library.edition,
        readings=readings,
        judged=judged,
        findings=tuple(judged.findings.values()),
        stands_for=library.stands_for,
        regions=_regions(library),
        moved=to_confirm(decision_rows(library.decided.standings, library.records)),
        joined={id: library.documents[id] for id in library.pages.joined},
        ended=ended_rows(library, measures, policy, as_of),
        cleanup=cleanup_of(library, judged.findings.values(), aside, as_of),
        authority=authority_rows(library, library.documents.values(), measures, policy, as_of),
        aside=aside,
        permitted=policy.permitted_for_some,
    )


def _regions(library: Library) -> dict[str, str | None]:
    """Returns the place of every document of the store, and of every instrument that one of them cites."""
    instruments = library.registry.instruments
    cited = {link.target for link in library.links.values() if link.target is not None}
    places: dict[str, str | None] = {i: instruments[i].region for i in sorted(cited) if i in instruments}
    return places | {document.id: document.region for document in library.documents.values()}


def distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Returns the readings in order, without files of equal bytes."""
    first: dict[str, Reading] = {}
    for reading in readings:
        first.setdefault(reading.source.sha256, reading)
    return tuple(first.values())


# --- overview and gaps -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRow:
    """One place: how many documents with measures, how many measures, and how they stand.

    `gaps` are the dead ends that count, `lean` the punishments that are only indirect, `must_mend`
    both with the failed checks.
    """

    region: str
    documents: int
    measures: int
    verdicts: Mapping[Verdict, int]
    gaps: int
    lean: int
    must_mend: int


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


def overview(findings: Iterable[Finding]) -> tuple[OverviewRow, ...]:
    """Returns one row a place, in the order of the places' names; documents without a place come last."""
    by_region: dict[str, list[Finding]] = {}
    for finding in findings:
        by_region.setdefault(finding.document.region or NO_REGION, []).append(finding)
    order = sorted(by_region, key=lambda region: (region == NO_REGION, region))
    return tuple(_overview_row(region, by_region[region]) for region in order)


def totals(findings: Iterable[Finding]) -> OverviewRow:
    """Returns all places in one row; its `region` is empty."""
    return _overview_row("", list(findings))


def _overview_row(region: str, findings: Sequence[Finding]) -> OverviewRow:
    return OverviewRow(
        region=region,
        documents=len({finding.document.id for finding in findings}),
        measures=len(findings),
        verdicts=count_verdicts(findings),
        gaps=sum(finding.is_gap for finding in findings),
        lean=sum(finding.is_lean for finding in findings),
        must_mend=sum(finding.must_mend for finding in findings),
    )


def count_verdicts(findings: Iterable[Finding]) -> dict[Verdict, int]:
    """Returns how many measures have each verdict, all five named, in the order of the vocabulary."""
    found = Counter(finding.verdict for finding in findings)
    return {verdict: found[verdict] for verdict in Verdict}


def gap_rows(findings: Iterable[Finding], lang: str = "zh") -> tuple[GapRow, ...]:
    """Returns the dead ends that count, in the order of the findings."""
    return tuple(gap_row(finding, lang) for finding in findings if finding.is_gap)


def mend_rows(findings: Iterable[Finding], lang: str = "zh") -> tuple[GapRow, ...]:
    """Returns what else must be mended: indirect punishments and failed checks that are no gaps."""
    return tuple(gap_row(finding, lang) for finding in findings if finding.must_mend and not finding.is_gap)


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
    `before` is the page that it continues.
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
    before: DocumentRow | None = None


_WEIGHT = (Verdict.DEAD_END, Verdict.REVIEW, Verdict.INDIRECT, Verdict.DIRECT, Verdict.EXEMPT)


def documents(snapshot: Snapshot) -> tuple[DocumentRow, ...]:
    """Returns all documents of the store, those with the most gaps first, then by title. Copies are left out."""
    rows: dict[str, DocumentRow] = {}
    by_document = _by_document(snapshot.findings)
    for reading in snapshot.readings:
        for document in reading.documents:
            if snapshot.stands_for[document.id] == document.id:
                shown = snapshot.joined.get(document.id, document)
                rows.setdefault(document.id, _document_row(shown, reading, by_document.get(document.id, ())))
    return tuple(sorted(rows.values(), key=lambda row: (-row.gaps, -row.must_mend, row.title or "", row.id)))


def document_view(snapshot: Snapshot, document_id: str) -> DocumentView:
    """Returns one document with its text and marks; for a copy, the one that stands for it.

    NotFoundError where the store has no such document.
    """
    document_id = snapshot.stands_for.get(document_id, document_id)
    reading, document = _reading_with(snapshot, document_id)
    by_document = _by_document(snapshot.findings)
    findings = tuple(_by_document((*snapshot.findings, *snapshot.aside)).get(document_id, ()))
    cards = tuple(
        _document_row(snapshot.joined.get(other.id, other), reading, by_document.get(other.id, ()))
        for other in reading.documents
    )
    page = snapshot.joined.get(document_id)
    return DocumentView(
        card=next(card for card in cards if card.id == document_id),
        span=document.span,
        text=document.span.of(reading.source.text),
        marks=_marks(reading, document, findings),
        findings=findings,
        children=tuple(card for card in cards if card.parent == document_id and card.id != document_id),
        siblings=cards,
        before=_page_before(snapshot, page, by_document) if page is not None else None,
        duties=_duties(reading, document),
        repairs=kept_rows(reading),
        undone=reading.undone,
        sha256=reading.source.sha256,
    )


def _page_before(snapshot: Snapshot, page: Document, findings: Mapping[str, Sequence[Finding]]) -> DocumentRow:
    """Returns the card of the page that a later one continues."""
    reading, document = _reading_with(snapshot, page.parent or page.id)
    return _document_row(document, reading, findings.get(document.id, ()))


def _duties(reading: Reading, document: Document) -> tuple[tuple[str, Duty], ...]:
    labels = {provision.id: provision.label for provision in reading.provisions}
    return tuple((labels.get(d.provision or "", ""), d) for d in reading.duties if d.document == document.id)


def finding_of(snapshot: Snapshot, measure_id: str) -> Finding:
    """Returns the finding on one measure. NotFoundError where the store has no such measure on that day."""
    for finding in snapshot.findings:
        if finding.measure.id == measure_id:
            return finding
    raise no_finding(snapshot.readings, snapshot.as_of, measure_id)


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


def _reading_with(snapshot: Snapshot, document_id: str) -> tuple[Reading, Document]:
    for reading in snapshot.readings:
        for document in reading.documents:
            if document.id == document_id:
                return reading, document
    raise NotFoundError("store.no_document", document=document_id)


def _by_document(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Returns the findings of each document, in text order."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.document.id, []).append(finding)
    for of_document in found.values():
        of_document.sort(key=lambda finding: (finding.measure.span.start, finding.measure.span.end))
    return found


def _document_row(document: Document, reading: Reading, findings: Sequence[Finding]) -> DocumentRow:
    verdicts = count_verdicts(findings)
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
        path=reading.source.path,
        measures=len(findings),
        verdicts=verdicts,
        gaps=sum(finding.is_gap for finding in findings),
        must_mend=sum(finding.must_mend for finding in findings),
        worst=next((verdict for verdict in _WEIGHT if verdicts[verdict]), None),
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
