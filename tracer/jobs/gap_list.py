"""Lists the measures of a store whose chain reaches no permitted source, or whatever else the filters choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph_schema.errors import NotFoundError
from graph_schema.ids import is_document_id
from graph_schema.records import NEVER_GAPS, Document, Finding, Measure
from graph_schema.regions import is_in
from graph_schema.terms import Verdict
from tracer.bulk import judge_all
from tracer.jobs.following import id_now
from tracer.jobs.opening import Held, Tools, held_by, is_document, opened, with_its_registry
from tracer.links.library import Library
from tracer.policy.file import profiles_for
from tracer.policy.rules import Policy
from tracer.registry.load import load_registry
from tracer.show.decisions import DecisionRow, decision_rows, to_confirm
from tracer.show.ended import EndedRow, ended_rows
from tracer.show.page import lines_of
from tracer.show.rows import count_verdicts
from tracer.store import Filters, GraphStore
from tracer.verdict.judge import finding_on, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsReport:
    """The chosen findings, and how all measures that pass the other filters stand.

    `gaps` counts the dead ends that matter among the latter, whatever was chosen; `other` are the
    rest of what must be mended, empty where the choice was not the default. `profiles` are the
    local profiles, by name with their place, that narrow the policy for some of the documents. `moved` are
    the decisions of people whose texts were corrected, for a person to confirm where they stand; `ended` the documents that
    hold no longer on that day, whose measures are no findings; `unread` the files with fenced lines that hold words of
    measures, and the numbers of these lines.
    """

    as_of: date
    policy: str
    counts: dict[Verdict, int]
    findings: tuple[Finding, ...]
    gaps: int
    other: tuple[Finding, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[DecisionRow, ...] = ()
    ended: tuple[EndedRow, ...] = ()
    unread: tuple[tuple[str, tuple[int, ...]], ...] = ()


@with_its_registry
def gaps(
    store: GraphStore | str, *, as_of: date | None = None, policy: str | None = None, filters: Filters | None = None
) -> GapsReport:
    """Returns every measure whose chain reaches no permitted source, or whatever else the filters choose.

    Without chosen verdicts these are the gaps: incentive and repair measures are never among them.
    With must_mend the gaps come first. NotFoundError where the store is empty or holds no such document.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    with opened(store, policy=policy) as source:
        held, chosen = _asked(source, policy, filters or Filters())
    library = held.library(tools.registry)
    unread = _unread(held, chosen)
    asked = [m for m in in_order(library) if passes(library.documents[m.document], m, chosen)]
    ended = ended_rows(library, asked, tools.policy, day)
    if chosen.verdicts and not chosen.must_mend:
        report = _gaps_of_verdicts(library, asked, tools.policy, day, chosen.verdicts)
        return replace(report, moved=_moved(library), ended=ended, unread=unread)
    found = (finding_on(library, m, tools.policy, day) for m in asked)
    passing = [finding for finding in found if finding is not None]
    default = not chosen.must_mend
    return GapsReport(
        as_of=day,
        policy=tools.policy.id,
        counts=count_verdicts(passing),
        findings=_choose(passing, chosen),
        gaps=sum(finding.is_gap for finding in passing),
        other=tuple(f for f in passing if f.must_mend and not f.is_gap) if default else (),
        profiles=profiles_for(tools.policy, {f.document.region for f in passing}),
        moved=_moved(library),
        ended=ended,
        unread=unread,
    )


def _asked(store: GraphStore, policy: str | None, filters: Filters) -> tuple[Held, Filters]:
    """Returns what the store holds, and the filters: a document named by the id of an earlier text is the one that it is now."""
    try:
        return held_by(store, policy, filters), filters
    except NotFoundError:
        if filters.document is None or not is_document_id(filters.document):
            raise
        held = held_by(store, policy)
        library = held.library(load_registry())
        document = id_now(store, library, filters.document)
        if document not in library.documents:
            raise
        return held, replace(filters, document=document)


def _unread(held: Held, filters: Filters) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Returns the files of the place or document asked about with fenced lines that hold words of measures, and these lines."""

    def is_asked(document: Document) -> bool:
        placed = filters.region is None or is_in(document.region, filters.region)
        return placed and (filters.document is None or is_document(document, filters.document))

    fenced = (reading for reading in held.readings if reading.unread and any(map(is_asked, reading.documents)))
    return tuple((reading.source.path, lines_of(reading, reading.unread)) for reading in fenced)


def _moved(library: Library) -> tuple[DecisionRow, ...]:
    return to_confirm(decision_rows(library.decided.standings, library.records))


def _gaps_of_verdicts(
    library: Library, asked: Sequence[Measure], policy: Policy, day: date, verdicts: frozenset[Verdict]
) -> GapsReport:
    """Returns the report where verdicts were chosen: all are counted in bulk, the whole finding is worked out for the chosen ones."""
    verdicts_of = verdicts_on(library, policy, day)
    standing = [(m, verdicts_of[m.id]) for m in asked if m.id in verdicts_of]
    found = (finding_on(library, m, policy, day) for m, verdict in standing if verdict in verdicts)
    counts = Counter(verdict for _, verdict in standing)
    return GapsReport(
        as_of=day,
        policy=policy.id,
        counts={verdict: counts[verdict] for verdict in Verdict},
        findings=tuple(finding for finding in found if finding is not None),
        gaps=sum(verdict is Verdict.DEAD_END and m.kind not in NEVER_GAPS for m, verdict in standing),
    )


def verdicts_on(library: Library, policy: Policy, day: date) -> dict[str, Verdict]:
    """Returns the verdict on every measure that is judged on that day, by its id, what people overruled included."""
    overruled = library.decided.verdicts
    return {
        m: Verdict(overruled[m].value) if m in overruled else standing.verdict
        for m, standing in judge_all(library, policy, day).items()
    }


def passes(document: Document, measure: Measure, filters: Filters) -> bool:
    """Tells whether a measure of a document passes all filters but the choice of verdicts."""
    return (
        (filters.region is None or is_in(document.region, filters.region))
        and (not filters.kinds or measure.kind in filters.kinds)
        and (filters.issued_after is None or (document.date is not None and document.date > filters.issued_after))
        and (filters.document is None or is_document(document, filters.document))
    )


def _choose(findings: Sequence[Finding], filters: Filters) -> tuple[Finding, ...]:
    """Returns the findings of the chosen verdicts, the gaps first where all that must be mended was asked for."""
    if filters.must_mend:
        mend = [f for f in findings if f.must_mend and (not filters.verdicts or f.verdict in filters.verdicts)]
        return tuple(sorted(mend, key=lambda finding: not finding.is_gap))
    return tuple(finding for finding in findings if finding.is_gap)
