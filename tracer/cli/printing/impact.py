"""Prints what falls with a source, and the sources on which measures rest alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_schema.messages import Message, label_of, say
from graph_schema.visible import in_one_line
from tracer.cli.printing.entries import place_name, sign_of
from tracer.cli.printing.layout import print_fields, print_line, print_text
from tracer.show.wording import hop_name, node_name

if TYPE_CHECKING:
    from tracer.verdict.impact import Change, Impact
    from tracer.verdict.resting import SourceUse


def print_impact(console: Console, found: Impact, lang: str, *, offset: int = 0) -> None:
    """Prints what falls first, then what stands on another source: the changes that were asked for, behind `offset` others."""
    name = in_one_line(node_name(found.source.title, found.source.number) or found.source.id)
    other = f"《{found.replaced_by.title}》" if found.replaced_by else ""
    key = "impact.replaced" if found.replaced_by else "impact.repealed"
    print_line(console, say(lang, key, name=name, day=found.repealed_on or found.as_of, other=other), "bold")
    falls = [change for change in found.changes if change.falls]
    stands = [change for change in found.changes if not change.falls]
    counts = {
        "falls": Message.of("count.falls", n=found.falls),
        "stands": Message.of("count.stands", n=found.stands),
        "lapses": Message.of("count.lapses", n=found.lapses),
    }
    every = found.falls + found.stands
    print_line(console, say(lang, "impact.counts", n=every, **counts))
    for heading, changes, before in (
        ("impact.falls", falls, offset),
        ("impact.stands", stands, max(offset - found.falls, 0)),
    ):
        if changes:
            print_line(console, "")
            print_line(console, say(lang, heading), "bold")
        for number, change in enumerate(changes, start=before + 1):
            _print_change(console, number, change, lang)
    if every > len(found.changes):
        print_line(console, "")
        print_line(console, say(lang, "finding.not_listed", count=every - len(found.changes)))


def _print_change(console: Console, number: int, change: Change, lang: str) -> None:
    """Prints a measure with its verdict before and after, and what it then rests on."""
    measure, document = change.measure, change.document
    verdicts = (sign_of(change.before, lang), " → ", sign_of(change.after, lang))
    print_text(console, Text.assemble(f"{number}. ", *verdicts))
    place = place_name(document.region, lang)
    name = in_one_line(node_name(document.title, document.number) or document.id)
    fields = [
        (say(lang, "word.measure"), f"[{label_of(measure.kind, lang)}] {in_one_line(measure.text)}"),
        (say(lang, "word.id"), measure.id),
        (say(lang, "word.document"), f"{place} · {name}"),
    ]
    if change.other:
        fields.append((say(lang, "impact.other"), in_one_line(hop_name(change.other, lang))))
    print_fields(console, fields)


def print_sources(console: Console, sources: Sequence[SourceUse], lang: str) -> None:
    """Prints the single points of failure as a table."""
    print_line(console, say(lang, "impact.points_heading", count=len(sources)), "bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(lang, "column.alone"), justify="right")
    table.add_column(say(lang, "column.all"), justify="right")
    table.add_column(say(lang, "column.source"), overflow="fold")
    for source in sources:
        name = in_one_line(node_name(source.title, source.number) or source.id)
        table.add_row(str(source.alone), str(source.all), name)
    console.print(table)
