"""Prints a checked proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import Message, listed, say
from graph_schema.terms import Verdict
from tracer.cli.printing.layout import print_line, printable
from tracer.show.signs import BREAK_SIGN, SIGNS

if TYPE_CHECKING:
    from tracer.verify import Checked

_MAX_FAULTS = 8


def print_checked(console: Console, name: str, checked: Checked, lang: str) -> None:
    """Tells whether a proof holds, what is wrong with it, and what had to be taken on trust."""
    if checked.faults:
        rejected = say(lang, "list.pair", name=printable(name), words=Message.of("proof.rejected"))
        print_line(console, f"{BREAK_SIGN} {rejected}", "bold red")
        for words in checked.faults_in(lang)[:_MAX_FAULTS]:
            print_line(console, f"    {printable(words)}")
        if len(checked.faults) > _MAX_FAULTS:
            print_line(console, f"    {say(lang, 'proof.more_faults', count=len(checked.faults) - _MAX_FAULTS)}")
        return
    accepted = Message.of("proof.accepted", measure=checked.measure, verdict=Verdict(checked.verdict))
    print_line(console, f"{SIGNS[Verdict.DIRECT].shape} {say(lang, 'list.pair', name=printable(name), words=accepted)}")
    if checked.trusted:
        words = printable(listed(lang, checked.trusted_in(lang), "list.semicolon"))
        print_line(console, f"    {say(lang, 'list.pair', name=Message.of('proof.on_trust'), words=words)}", "dim")
