"""Lists the measures of a store whose chain reaches no permitted source, or whatever else the filters choose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice

from graph_schema.records import Finding
from graph_schema.terms import Group, Verdict
from tracer.jobs.asking import as_asked, unread_lines
from tracer.jobs.kept import UpToDate, kept_findings
from tracer.jobs.opening import Tools, with_its_registry
from tracer.links.library import Library
from tracer.policy.file import profiles_for
from tracer.show.cleanup import Cleanup, cleanup_of
from tracer.show.decisions import DecisionRow, decision_rows, to_confirm
from tracer.show.ended import EndedRow, ended_parts
from tracer.store import Filters, GraphStore
from tracer.store.base.findings import NO_PLACE, FindingPage, Tally
from tracer.work import OnProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsReport:
    """The chosen findings, and how all measures that pass the other filters stand.

    `gaps` counts the dead ends that matter among the latter, whatever was chosen, `draft_gaps` those of drafts; `other` are the
    rest of what must be mended, `unsupported` what reaches a source that says nothing of the kind, both empty where the choice
    was not the default. Where only some were asked for, the three are these, and `chosen`, `others` and `unsupporteds` how many
    there are. `groups` are the numbers of all groups, `group` the one chosen. `profiles` are the
    local profiles that narrow the policy for some of the documents. `moved` are
    the decisions of people whose texts were corrected, for a person to confirm where they stand; `ended` the documents that
    hold no longer on that day (the first of `ended_documents` where only some were asked for), whose measures are no findings, `cleanup` what decisions on them came to; `unread` the files with fenced lines that hold words of
    measures, and the numbers of these lines. `judged` documents were judged anew for the answer, and kept so unless `is_kept` is false.
    """

    as_of: date
    policy: str
    registry: str
    counts: Mapping[Verdict, int]
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
    ended_documents: int = 0
    cleanup: Cleanup = field(default_factory=Cleanup)
    unread: tuple[tuple[str, tuple[int, ...]], ...] = ()
    unreads: int = 0
    judged: int = field(default=0, compare=False)
    is_kept: bool = field(default=True, compare=False)


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
    with_others: bool = True,
    most_beside: int | None = None,
    on_progress: OnProgress | None = None,
) -> GapsReport:
    """Returns every measure whose chain reaches no permitted source, or whatever else the filters and the group choose.

    Without chosen verdicts these are the gaps: incentive and repair measures are never among them.
    With must_mend the gaps come first. What has ended and what the policy's own authority lays down is given only where that
    group is chosen, and in no count. Of the lists together, one behind the other, `limit` findings are given after the first `offset`;
    without `with_others` the first alone counts; of the documents that have ended, and of the files that were not read whole, the first `most_beside`. `registry` names an earlier edition of the registry to judge by. NotFoundError where the
    store is empty or holds no such document, or knows no such edition.
    """
    tools = Tools.load(policy)
    wanted = filters or Filters()
    with kept_findings(store, tools, as_of, registry=registry, must_write=False, on_progress=on_progress) as kept:
        wanted = as_asked(kept, wanted)
        is_default = not (wanted.must_mend or wanted.verdicts or group)
        lists = [replace(wanted, group=group)]
        if is_default and with_others:
            lists += [replace(wanted, rest=True), replace(wanted, silent=True)]
        pages = list(_listed(kept, lists, offset, limit))
        return replace(_report(kept, wanted, most_beside, *pages), group=group)


def _report(
    kept: UpToDate, filters: Filters, most_beside: int | None, main: FindingPage, *further: FindingPage
) -> GapsReport:
    """Returns the report on what passes the filters, with pages of its lists."""
    answers, library, name, day = kept.answers, kept.library, kept.policy.id, kept.judgement.as_of
    tally = answers.tally(name, day, filters)
    other, unsupported = further or (_NOTHING, _NOTHING)
    parts: dict[str, list[tuple[str, str, int]]] = {}
    for document, part, group, n in answers.aside_by_part(name, day, filters):
        if group is Group.ENDED:
            parts.setdefault(document, []).append((document, part, n))
    listed = chain.from_iterable(islice(parts.values(), most_beside))
    unread, unreads = unread_lines(kept, filters, most_beside)
    return GapsReport(
        as_of=day,
        policy=name,
        registry=library.edition,
        counts=tally.verdicts,
        findings=main.findings,
        chosen=main.total,
        gaps=tally.gaps,
        draft_gaps=tally.draft_gaps,
        groups=tally.groups,
        other=other.findings,
        others=other.total,
        unsupported=unsupported.findings,
        unsupporteds=unsupported.total,
        profiles=profiles_for(kept.policy, _places(answers.tally_by_place(name, day, filters))),
        moved=moved_decisions(library),
        ended=ended_parts(library, listed, day, kept.store.texts_of),
        ended_documents=len(parts),
        cleanup=cleanup_of(library, tally, day, filters.region),
        unread=unread,
        unreads=unreads,
        judged=kept.documents,
        is_kept=kept.is_kept,
    )


_NOTHING = FindingPage(findings=(), total=0, counts={})


def _places(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """Yields the places of which any finding counts."""
    return (place for place, tally in tallies.items() if tally.measures and place != NO_PLACE)


def _listed(kept: UpToDate, lists: Iterable[Filters], offset: int, limit: int | None) -> Iterator[FindingPage]:
    """Yields what is given of each list, as of one in which they stand one behind the other."""
    for filters in lists:
        page = kept.answers.findings(kept.policy.id, kept.judgement.as_of, filters, offset=offset, limit=limit)
        offset = max(0, offset - page.total)
        limit = None if limit is None else limit - len(page.findings)
        yield page


def moved_decisions(library: Library) -> tuple[DecisionRow, ...]:
    """Returns the decisions whose texts were corrected, for a person to confirm where they stand."""
    return to_confirm(decision_rows(library.decided.standings, library.records))
