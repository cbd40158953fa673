"""Prints the gap list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import listed, say
from graph_schema.terms import Group, Verdict
from tracer.cli.printing.decisions import print_moved
from tracer.cli.printing.entries import gaps_heading, print_basis, print_counts, print_ended, print_entries
from tracer.cli.printing.layout import Again, print_line, print_next

if TYPE_CHECKING:
    from tracer.jobs import GapsReport


def print_gaps(
    console: Console,
    report: GapsReport,
    chosen: Sequence[Verdict],
    lang: str,
    *,
    must_mend: bool,
    limit: int | None,
    again: Again,
) -> None:
    """Prints the counts, then the list that was asked for, then what else must be mended: `limit` entries at most.

    It ends with the command that shows one of the measures.
    """
    print_basis(console, report, lang)
    print_counts(console, report.counts, lang)
    _print_groups(console, report, lang)
    print_line(console, _list_heading(report, chosen, lang, must_mend=must_mend), "bold")
    shown = list(report.findings[:limit])
    print_entries(console, shown, lang)
    never = sum(1 for f in report.findings if f.verdict is Verdict.DEAD_END and not f.is_gap)
    hidden = report.counts[Verdict.DEAD_END] - report.gaps - never
    if hidden > 0 and not chosen and not must_mend and report.group is None:
        print_line(console, say(lang, "finding.never_gaps", n=hidden))
    further = (("finding.other_heading", report.other), ("finding.unsupported_heading", report.unsupported))
    for heading, found in further:
        part = found if limit is None else found[: limit - len(shown)]
        shown += part
        if part:
            print_line(console, "")
            print_line(console, say(lang, heading, count=len(found)), "bold")
            print_entries(console, part, lang)
    if hidden := len(report.findings) + len(report.other) + len(report.unsupported) - len(shown):
        print_line(console, say(lang, "finding.not_listed", count=hidden))
    print_ended(console, report.ended, lang)
    for path, lines in report.unread:
        print_line(console, say(lang, "ingest.unread", path=path, lines=lines))
    print_moved(console, report.moved, lang, again)
    if shown and report.group is not Group.ENDED:
        print_next(console, say(lang, "finding.see_trace", command=again("trace", shown[0].measure.id)))


def _print_groups(console: Console, report: GapsReport, lang: str) -> None:
    """Tells how many measures are in each group that has any, and how one is listed."""
    held = [say(lang, "finding.group", name=group, n=count) for group, count in report.groups.items() if count]
    if held:
        print_line(console, say(lang, "finding.groups", groups=listed(lang, held, "list.parts")), "dim")


def _list_heading(report: GapsReport, chosen: Sequence[Verdict], lang: str, *, must_mend: bool) -> str:
    count = len(report.findings)
    if report.group is not None and report.group is not Group.MUST_MEND:
        return say(lang, "finding.group_heading", name=report.group, count=count)
    if must_mend or report.group is Group.MUST_MEND:
        return say(lang, "finding.mend_heading", count=count, n=sum(finding.is_gap for finding in report.findings))
    if chosen:
        return say(lang, "finding.chosen_heading", verdicts=chosen, count=count)
    if not sum(report.counts.values()):
        return say(lang, "finding.none_left" if report.ended else "finding.no_measures")
    return gaps_heading(report.findings, lang)
