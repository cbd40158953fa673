"""Prints the gap list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import listed, say
from graph_schema.terms import Group, Verdict
from tracer.cli.printing.decisions import print_moved
from tracer.cli.printing.entries import (
    gaps_heading,
    print_basis,
    print_cleanup,
    print_counts,
    print_ended,
    print_entries,
)
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
    offset: int,
    again: Again,
) -> None:
    """Prints the counts, then the list that was asked for, then what else must be mended: what the report has of them, behind `offset` entries.

    It ends with the command that shows one of the measures.
    """
    print_basis(console, report, lang)
    print_counts(console, report.counts, lang)
    _print_groups(console, report, lang)
    print_line(console, _list_heading(report, chosen, lang, must_mend=must_mend), "bold")
    print_entries(console, report.findings, lang, first=offset + 1)
    is_default = not (chosen or must_mend or report.group)
    never = report.counts[Verdict.DEAD_END] - report.gaps
    if never > 0 and is_default:
        print_line(console, say(lang, "finding.never_gaps", n=never))
    before = report.chosen
    for heading, found, count in (
        ("finding.other_heading", report.other, report.others),
        ("finding.unsupported_heading", report.unsupported, report.unsupporteds),
    ):
        if found:
            print_line(console, "")
            print_line(console, say(lang, heading, count=count), "bold")
            print_entries(console, found, lang, first=max(offset - before, 0) + 1)
        before += count
    shown = (*report.findings, *report.other, *report.unsupported)
    if before > len(shown):
        print_line(console, say(lang, "finding.not_listed", count=before - len(shown)))
    more = report.ended_documents - len({row.document.id for row in report.ended})
    print_ended(console, report.ended, lang, count=report.groups[Group.ENDED], more=more)
    print_cleanup(console, report.cleanup, lang)
    for path, lines in report.unread:
        print_line(console, say(lang, "ingest.unread", path=path, lines=lines))
    if report.unreads > len(report.unread):
        print_line(console, say(lang, "finding.unread_not_listed", n=report.unreads - len(report.unread)))
    print_moved(console, report.moved, lang, again)
    if shown and report.group is not Group.ENDED:
        print_next(console, say(lang, "finding.see_trace", command=again("trace", shown[0].measure.id)))


def _print_groups(console: Console, report: GapsReport, lang: str) -> None:
    """Tells how many measures are in each group that has any, and how one is listed."""
    held = [say(lang, "finding.group", name=group, n=count) for group, count in report.groups.items() if count]
    if held:
        print_line(console, say(lang, "finding.groups", groups=listed(lang, held, "list.parts")), "dim")


def _list_heading(report: GapsReport, chosen: Sequence[Verdict], lang: str, *, must_mend: bool) -> str:
    count = report.chosen
    if report.group is not None and report.group is not Group.MUST_MEND:
        return say(lang, "finding.group_heading", name=report.group, count=count)
    if must_mend or report.group is Group.MUST_MEND:
        gaps = report.gaps if not chosen or Verdict.DEAD_END in chosen else 0
        return say(lang, "finding.mend_heading", count=count, n=gaps)
    if chosen:
        return say(lang, "finding.chosen_heading", verdicts=chosen, count=count)
    if not sum(report.counts.values()):
        return say(lang, "finding.none_left" if report.ended else "finding.no_measures")
    return gaps_heading(report.gaps, report.draft_gaps, lang)
