"""Prints the report on a proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import Message, listed, say
from graph_schema.terms import Verdict
from graph_schema.visible import in_one_line
from tracer.cli.printing.layout import print_line
from tracer.show.signs import BREAK_SIGN, SIGNS

if TYPE_CHECKING:
    from tracer.verify import ProofReport

_MAX_FAULTS = 8


def print_proof_report(console: Console, name: str, report: ProofReport, lang: str) -> None:
    """Tells whether a proof holds, what is wrong with it, and what had to be taken on trust."""
    if report.faults:
        rejected = say(lang, "list.pair", name=in_one_line(name), words=Message.of("proof.rejected"))
        print_line(console, f"{BREAK_SIGN} {rejected}", "bold red")
        for words in report.faults_in(lang)[:_MAX_FAULTS]:
            print_line(console, f"    {in_one_line(words)}")
        if len(report.faults) > _MAX_FAULTS:
            print_line(console, f"    {say(lang, 'proof.more_faults', count=len(report.faults) - _MAX_FAULTS)}")
        return
    accepted = Message.of("proof.accepted", measure=report.measure, verdict=Verdict(report.verdict))
    print_line(
        console, f"{SIGNS[Verdict.DIRECT].shape} {say(lang, 'list.pair', name=in_one_line(name), words=accepted)}"
    )
    if report.trusted:
        words = in_one_line(listed(lang, report.trusted_in(lang), "list.semicolon"))
        print_line(console, f"    {say(lang, 'list.pair', name=Message.of('proof.on_trust'), words=words)}", "dim")
