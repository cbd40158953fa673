"""Judges a whole store anew, in the plainest way: what answers from kept findings must equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from graph_schema.ids import without_copy
from graph_schema.records import Document, Finding, Measure, Reading
from graph_schema.regions import is_in
from graph_schema.terms import Group
from tracer.jobs import GapsReport
from tracer.jobs.opening import is_document
from tracer.links.library import Library, build_library
from tracer.links.marking import decisions_among
from tracer.links.overlay import Indexed
from tracer.policy.file import profiles_for
from tracer.policy.rules import Policy
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf, shelf
from tracer.show.cleanup import Cleanup, Tally, listed_rows
from tracer.show.decisions import decision_rows, to_confirm
from tracer.show.ended import ended_rows
from tracer.show.groups import ASIDE, count_groups, in_group
from tracer.show.page import lines_of
from tracer.show.rows import count_verdicts
from tracer.store import Filters, GraphStore
from tracer.store.base.findings import Held
from tracer.verdict.judge import finding_aside, finding_on, in_order


def distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Returns the readings in order, without files of equal bytes."""
    first: dict[str, Reading] = {}
    for reading in readings:
        first.setdefault(reading.source.sha256, reading)
    return tuple(first.values())


def joined_anew(
    store: GraphStore | Indexed, readings: Sequence[Reading], registry: Registry, articles: ArticleShelf
) -> Library:
    """Returns the readings of a store joined, with what people decided."""
    held = {without_copy(document.id) for reading in readings for document in reading.documents}
    return build_library(readings, registry, articles, decisions_among(store, held.__contains__))


def library_anew(store: GraphStore, registry: Registry) -> Library:
    """Returns all that a store holds, joined anew."""
    return joined_anew(store, distinct(store.readings()), registry, shelf())


def findings_anew(library: Library, policy: Policy, day: date) -> tuple[list[Finding], list[Finding]]:
    """Returns all findings that count, and those that count nowhere, in their order."""
    measures = in_order(library)
    found = [finding_on(library, measure, policy, day) for measure in measures]
    aside = [finding_aside(library, measure, policy, day) for measure in measures]
    return [one for one in found if one is not None], [one for one in aside if one is not None]


def gaps_anew(
    store: GraphStore, registry: Registry, policy: Policy, day: date, filters: Filters, group: Group | None = None
) -> GapsReport:
    """Returns the report of `tracer gaps` with everything judged anew."""
    library = library_anew(store, registry)
    counting, asides = findings_anew(library, policy, day)
    passing = [f for f in counting if passes(library.documents[f.document.id], f.measure, filters)]
    beside = [f for f in asides if passes(library.documents[f.document.id], f.measure, filters)]
    permitted = policy.permitted_for_some
    aside = {group: sum(f.aside is group for f in beside) for group in ASIDE}
    is_default = not (filters.must_mend or filters.verdicts or group)
    listed = in_group(beside if group in ASIDE else passing, group, permitted) if group else tuple(passing)
    chosen = chosen_of(listed, filters, group)
    other = tuple(f for f in passing if f.must_mend and not f.is_gap) if is_default else ()
    silent = tuple(f for f in passing if f.is_unsupported and not f.must_mend) if is_default else ()
    unread = tuple(sorted(unread_anew(store, filters)))
    return GapsReport(
        as_of=day,
        policy=policy.id,
        registry=library.edition,
        counts=count_verdicts(passing),
        findings=chosen,
        chosen=len(chosen),
        gaps=sum(f.is_gap for f in passing),
        draft_gaps=sum(f.is_gap and f.document.draft for f in passing),
        groups=count_groups(passing, permitted, aside),
        group=group,
        other=other,
        others=len(other),
        unsupported=silent,
        unsupporteds=len(silent),
        profiles=profiles_for(policy, {f.document.region for f in passing}),
        moved=to_confirm(decision_rows(library.decided.standings, library.records)),
        ended=ended_rows(library, [f.measure for f in beside], policy, day),
        ended_documents=len({f.document.id for f in beside if f.aside is Group.ENDED}),
        cleanup=cleanup_anew(library, passing, beside, day, filters.region),
        unread=unread,
        unreads=len(unread),
    )


def cleanup_anew(
    library: Library, findings: Sequence[Finding], aside: Sequence[Finding], day: date, region: str | None
) -> Cleanup:
    """Returns the result of the cleanup by the findings themselves: what has ended counts before as if it held."""
    before, after = (figures_of(some) for some in ([*findings, *as_if_held(aside)], findings))
    return Cleanup(rows=tuple(listed_rows(library, day, region)), before=before, after=after)


def as_if_held(aside: Iterable[Finding]) -> list[Finding]:
    """Returns the findings on what has ended as if it counted."""
    return [replace(finding, aside=None) for finding in aside if finding.aside is Group.ENDED]


def held_of(aside: Iterable[Finding]) -> Held:
    """Counts them one by one."""
    figures = figures_of(as_if_held(aside))
    return Held(verdicts=figures.counts, gaps=figures.gaps, must_mend=figures.must_mend)


def figures_of(findings: Sequence[Finding]) -> Tally:
    """Counts findings by verdict, the gaps and what must be mended."""
    return Tally(
        counts=count_verdicts(findings),
        gaps=sum(finding.is_gap for finding in findings),
        must_mend=sum(finding.must_mend for finding in findings),
    )


def passes(document: Document, measure: Measure, filters: Filters) -> bool:
    """Tells whether a measure of a document passes all filters but the choice of verdicts."""
    return (
        (filters.region is None or is_in(document.region, filters.region))
        and (not filters.kinds or measure.kind in filters.kinds)
        and (filters.issued_after is None or (document.date is not None and document.date > filters.issued_after))
        and (filters.document is None or is_document(document, filters.document))
    )


def chosen_of(findings: Sequence[Finding], filters: Filters, group: Group | None) -> tuple[Finding, ...]:
    """Returns the findings of the chosen verdicts, the gaps first where all that must be mended was asked for; else the gaps."""
    if not (filters.must_mend or filters.verdicts or group):
        return tuple(finding for finding in findings if finding.is_gap)
    chosen = [f for f in findings if not filters.verdicts or f.verdict in filters.verdicts]
    if filters.must_mend:
        chosen = sorted((f for f in chosen if f.must_mend), key=lambda finding: not finding.is_gap)
    return tuple(chosen)


def unread_anew(store: GraphStore, filters: Filters) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yields the files of the place or document asked about with fenced lines, and these lines."""
    for reading in distinct(store.readings()):
        asked = [
            d
            for d in reading.documents
            if (filters.region is None or is_in(d.region, filters.region))
            and (filters.document is None or is_document(d, filters.document))
        ]
        if reading.unread and asked:
            yield reading.source.path, lines_of(reading, reading.unread)
