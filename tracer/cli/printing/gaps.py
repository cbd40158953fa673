"""Prints the gap list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import say
from graph_schema.terms import Verdict
from tracer.cli.printing.decisions import print_moved
from tracer.cli.printing.entries import print_basis, print_counts, print_ended, print_entries
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
    print_line(console, _list_heading(report, chosen, lang, must_mend=must_mend), "bold")
    listed = report.findings[:limit]
    print_entries(console, listed, lang)
    never = sum(1 for f in report.findings if f.verdict is Verdict.DEAD_END and not f.is_gap)
    hidden = report.counts[Verdict.DEAD_END] - report.gaps - never
    if hidden > 0 and not chosen and not must_mend:
        print_line(console, say(lang, "finding.never_gaps", n=hidden))
    other = report.other if limit is None else report.other[: limit - len(listed)]
    if other:
        print_line(console, "")
        print_line(console, say(lang, "finding.other_heading", count=len(report.other)), "bold")
        print_entries(console, other, lang)
    shown = (*listed, *other)
    if hidden := len(report.findings) + len(report.other) - len(shown):
        print_line(console, say(lang, "finding.not_listed", count=hidden))
    print_ended(console, report.ended, lang)
    for path, lines in report.unread:
        print_line(console, say(lang, "ingest.unread", path=path, lines=lines))
    print_moved(console, report.moved, lang, again)
    if shown:
        print_next(console, say(lang, "finding.see_trace", command=again("trace", shown[0].measure.id)))


def _list_heading(report: GapsReport, chosen: Sequence[Verdict], lang: str, *, must_mend: bool) -> str:
    count = len(report.findings)
    if must_mend:
        return say(lang, "finding.mend_heading", count=count, n=sum(finding.is_gap for finding in report.findings))
    if chosen:
        return say(lang, "finding.chosen_heading", verdicts=chosen, count=count)
    if not sum(report.counts.values()):
        return say(lang, "finding.none_left" if report.ended else "finding.no_measures")
    return say(lang, "finding.gaps_heading", count=count) if count else say(lang, "finding.no_gaps")
