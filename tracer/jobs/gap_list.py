"""Lists the measures of a store whose chain reaches no permitted source, or whatever else the filters choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph_schema.errors import NotFoundError
from graph_schema.ids import is_document_id
from graph_schema.records import Document, Finding, Measure
from graph_schema.regions import is_in
from graph_schema.terms import Group, Verdict
from tracer.bulk import judge_all
from tracer.jobs.following import id_now
from tracer.jobs.opening import Held, Tools, held_by, is_document, opened, with_its_registry
from tracer.links.library import Library
from tracer.policy.file import profiles_for
from tracer.policy.rules import Policy
from tracer.registry.load import load_registry
from tracer.show.authority import authority_rows
from tracer.show.cleanup import Cleanup, cleanup_of
from tracer.show.decisions import DecisionRow, decision_rows, to_confirm
from tracer.show.ended import EndedRow, ended_rows
from tracer.show.groups import ASIDE, count_groups, in_group
from tracer.show.page import lines_of
from tracer.show.rows import count_verdicts
from tracer.store import Filters, GraphStore
from tracer.verdict.judge import finding_aside, finding_on, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsReport:
    """The chosen findings, and how all measures that pass the other filters stand.

    `gaps` counts the dead ends that matter among the latter, whatever was chosen, `draft_gaps` those of drafts; `other` are the
    rest of what must be mended, `unsupported` what reaches a source that says nothing of the kind, both empty where the choice
    was not the default. `chosen`, `others` and `unsupporteds` tell how many there are of each where not all were asked for. `groups` are the numbers of all groups, `group` the one chosen. `profiles` are the
    local profiles, by name with their place, that narrow the policy for some of the documents. `moved` are
    the decisions of people whose texts were corrected, for a person to confirm where they stand; `ended` the documents that
    hold no longer on that day, whose measures are no findings, `cleanup` what decisions on them came to; `unread` the files with fenced lines that hold words of
    measures, and the numbers of these lines.
    """

    as_of: date
    policy: str
    registry: str
    counts: dict[Verdict, int]
    findings: tuple[Finding, ...]
    gaps: int
    groups: Mapping[Group, int]
    chosen: int
    draft_gaps: int = 0
    group: Group | None = None
    other: tuple[Finding, ...] = ()
    others: int = 0
    unsupported: tuple[Finding, ...] = ()
    unsupporteds: int = 0
    profiles: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[DecisionRow, ...] = ()
    ended: tuple[EndedRow, ...] = ()
    cleanup: Cleanup = field(default_factory=Cleanup)
    unread: tuple[tuple[str, tuple[int, ...]], ...] = ()


@with_its_registry
def gaps(
    store: GraphStore | str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    filters: Filters | None = None,
    group: Group | None = None,
    registry: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> GapsReport:
    """Returns every measure whose chain reaches no permitted source, or whatever else the filters and the group choose.

    Without chosen verdicts these are the gaps: incentive and repair measures are never among them.
    With must_mend the gaps come first. What has ended and what the policy's own authority lays down is given only where that
    group is chosen, and in no count. Of the three lists, one behind the other, `limit` findings are given after the first `offset`. `registry` names an earlier edition of the registry to judge by. NotFoundError where the
    store is empty or holds no such document, or knows no such edition.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    with opened(store, policy=policy) as source:
        held, chosen = _asked(source, policy, filters or Filters())
    library = held.library(tools.registry)
    unread = _unread(held, chosen)
    asked = [m for m in in_order(library) if passes(library.documents[m.document], m, chosen)]
    ended = ended_rows(library, asked, tools.policy, day)
    authority = authority_rows(library, library.documents.values(), asked, tools.policy, day)
    aside = {
        Group.ENDED: sum(row.measures for row in ended),
        Group.AUTHORITY: sum(row.measures for row in authority),
    }
    found = (finding_on(library, m, tools.policy, day) for m in asked)
    passing = [finding for finding in found if finding is not None]
    permitted = tools.policy.permitted_for_some
    is_default = not (chosen.must_mend or chosen.verdicts or group)
    shown = (finding_aside(library, m, tools.policy, day) for m in asked) if ended or group in ASIDE else ()
    beside = tuple(finding for finding in shown if finding is not None)
    if group in ASIDE:
        listed = in_group(beside, group, permitted)
    else:
        listed = in_group(passing, group, permitted) if group else tuple(passing)
    lists = (
        _choose(listed, chosen, group),
        tuple(f for f in passing if f.must_mend and not f.is_gap) if is_default else (),
        tuple(f for f in passing if f.is_unsupported and not f.must_mend) if is_default else (),
    )
    (some, more, silent), gaps_found = _cut(lists, offset, limit), [f for f in passing if f.is_gap]
    return GapsReport(
        as_of=day,
        policy=tools.policy.id,
        registry=library.edition,
        counts=count_verdicts(passing),
        findings=some,
        chosen=len(lists[0]),
        gaps=len(gaps_found),
        draft_gaps=sum(finding.document.draft for finding in gaps_found),
        groups=count_groups(passing, permitted, aside),
        group=group,
        other=more,
        others=len(lists[1]),
        unsupported=silent,
        unsupporteds=len(lists[2]),
        profiles=profiles_for(tools.policy, {f.document.region for f in passing}),
        moved=_moved(library),
        ended=ended,
        cleanup=cleanup_of(library, passing, beside, day, chosen.region),
        unread=unread,
    )


def _cut(lists: Sequence[tuple[Finding, ...]], offset: int, limit: int | None) -> Iterator[tuple[Finding, ...]]:
    """Yields what is given of each list, as of one in which they stand one behind the other."""
    for found in lists:
        part = found[offset:] if limit is None else found[offset : offset + limit]
        offset = max(0, offset - len(found))
        limit = None if limit is None else limit - len(part)
        yield part


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


def _choose(findings: Sequence[Finding], filters: Filters, group: Group | None) -> tuple[Finding, ...]:
    """Returns the findings of the chosen verdicts, the gaps first where all that must be mended was asked for; else the gaps."""
    if not (filters.must_mend or filters.verdicts or group):
        return tuple(finding for finding in findings if finding.is_gap)
    chosen = [f for f in findings if not filters.verdicts or f.verdict in filters.verdicts]
    if filters.must_mend:
        chosen = sorted((f for f in chosen if f.must_mend), key=lambda finding: not finding.is_gap)
    return tuple(chosen)
