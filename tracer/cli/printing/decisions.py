"""Prints what people decided, and which decisions follow texts that were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import label_of, say
from graph_schema.visible import in_one_line
from tracer.cli.printing.layout import Again, print_line, print_next
from tracer.show.decisions import value_in_words

if TYPE_CHECKING:
    from tracer.show.decisions import DecisionRow, PlaceRow

_MOST = 10
"""So many decisions are told of one by one after a command that is about something else."""


def decision_line(row: DecisionRow, lang: str) -> str:
    """Returns a decision on one line: who decided what on which words, when and why, and whether it holds."""
    decision = row.decision
    words = f"“{in_one_line(row.was.words)}” " if row.was else ""
    line = (
        f"{decision.id}  {decision.at.date()}  {in_one_line(decision.who)}  {label_of(decision.kind, lang)}  "
        f"{decision.subject} {words}→ {in_one_line(value_in_words(decision.kind, decision.value, lang))}  {in_one_line(decision.why)}"
    )
    if decision.withdrawn is not None:
        gone = decision.withdrawn
        return f"{line}  {say(lang, 'decision.withdrawn', who=in_one_line(gone.who), day=gone.at.date(), why=in_one_line(gone.why))}"
    return f"{line}  {_standing(row, lang)}" if row.is_moved else line


def print_moved(console: Console, rows: Sequence[DecisionRow], lang: str, again: Again) -> None:
    """Tells which decisions follow a corrected text or have lost their words, where they were and are, and how to confirm."""
    if not rows:
        return
    lost = sum(not row.holds for row in rows)
    print_line(console, "")
    heading = (
        say(lang, "decision.moved_heading", n=len(rows), lost=lost)
        if lost
        else say(lang, "decision.moved_heading_all_hold", n=len(rows))
    )
    print_line(console, heading, "bold")
    for row in rows[:_MOST]:
        print_line(
            console,
            f"  {row.decision.id}  {label_of(row.decision.kind, lang)} → {in_one_line(value_in_words(row.decision.kind, row.decision.value, lang))}",
        )
        if row.was:
            print_line(console, f"    {say(lang, 'decision.was', place=_place(row.was))}")
        print_line(console, f"    {_standing(row, lang)}")
    if len(rows) > _MOST:
        print_line(console, say(lang, "decision.moved_more", n=len(rows) - _MOST, command=again("store", "decisions")))
    if any(row.now for row in rows):
        print_next(console, say(lang, "decision.how_to_confirm", command=again("store", "confirm", "--why", "…")))


def _standing(row: DecisionRow, lang: str) -> str:
    """Tells where a decision stands now, and whether it holds there."""
    if row.now is None:
        return say(lang, "decision.idle")
    code = "decision.follows" if row.holds else "decision.may_follow"
    return say(lang, code, place=_place(row.now), percent=f"{row.confidence:.0%}")


def _place(place: PlaceRow) -> str:
    name = f"《{place.title}》" if place.title else place.document
    number = f"（{place.number}）" if place.number else ""
    return in_one_line(f"{name}{number}{place.provision} “{place.words}” {place.id}")
