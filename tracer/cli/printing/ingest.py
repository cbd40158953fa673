"""Prints what became of the files that were read into a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import Message, listed, say
from graph_schema.terms import RepairKind
from tracer.cli.printing.decisions import print_moved
from tracer.cli.printing.layout import Again, print_line, print_next

if TYPE_CHECKING:
    from tracer.jobs import IngestReport

_SHOWN = 5  # names of files in one line


def print_ingest(console: Console, report: IngestReport, lang: str, again: Again) -> None:
    """Prints what became of the files, what the store holds now, and the command that shows the gaps."""
    print_line(
        console,
        say(
            lang,
            "ingest.done",
            added=len(report.added),
            replaced=len(report.replaced),
            unchanged=len(report.unchanged),
            failed=len(report.failed),
        ),
        "bold",
    )
    print_line(
        console,
        say(
            lang,
            "ingest.store",
            sources=Message.of("count.files", n=report.counts.sources),
            documents=Message.of("count.documents", n=report.counts.documents),
            measures=Message.of("count.measures", n=report.counts.measures),
            citations=Message.of("count.citations", n=report.counts.citations),
            url=report.url,
        ),
    )
    if report.judged is None:
        print_line(console, say(lang, "ingest.judged_nothing", command=again("store", "check")))
    elif report.judged[0]:
        documents, measures = report.judged
        print_line(
            console, say(lang, "ingest.judged", documents=Message.of("count.documents", n=documents), n=measures)
        )
    for path, warnings in report.warned:
        for warning in warnings:
            print_line(console, say(lang, "ingest.warned", path=path, what=warning))
    for path, lines in report.unread:
        print_line(console, say(lang, "ingest.unread", path=path, lines=lines))
    for path, count in report.undone_lost:
        print_line(console, say(lang, "repair.undone_lost", path=path, n=count))
    joined = {page for page, _ in report.joined}
    if fragments := [name for name in report.fragments if name not in joined]:
        names = listed(lang, fragments[:_SHOWN])
        more = len(fragments) > _SHOWN
        print_line(console, say(lang, "ingest.fragments", n=len(fragments), names=names + ("…" if more else "")))
    for page, before in report.joined:
        command = again("repairs", page, "--keep", RepairKind.CONTINUATION.value, "--remember")
        print_line(console, say(lang, "ingest.joined", page=page, before=before, command=command))
    if report.followed and report.replaced:
        command = again("store", "decisions")
        print_line(console, say(lang, "decision.followed", n=report.followed, command=command))
    print_moved(console, report.moved, lang, again)
    if report.counts.documents:
        print_next(console, say(lang, "ingest.next", command=again("gaps")))
