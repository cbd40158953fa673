"""Prints a checked file: its card, its parts, its references and deadlines, and every measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from graph_schema.messages import Message, label_of, listed, say
from graph_schema.records import Document, Reading
from graph_schema.terms import Check, ReferenceKind, Verdict
from graph_schema.visible import in_one_line
from tracer.cli.printing.entries import (
    gaps_heading,
    place_name,
    print_authority,
    print_basis,
    print_counts,
    print_ended,
    print_entries,
)
from tracer.cli.printing.layout import print_fields, print_line
from tracer.show.leads import leads_of
from tracer.show.page import lines_of, page_words, unread_lines
from tracer.show.places import warning_lines
from tracer.show.wording import node_name

if TYPE_CHECKING:
    from tracer.jobs import CheckReport


def print_check(console: Console, report: CheckReport, lang: str) -> None:
    """Prints one file: its card, its parts, the counts, and every measure in text order."""
    document = report.document
    title = in_one_line(document.title or say(lang, "finding.untitled"))
    draft = say(lang, "list.bracket", name=title, words=Message("word.draft"))
    print_line(console, draft if document.draft else title, "bold")
    print_fields(
        console,
        [
            ("", in_one_line(document.number or "—")),
            (say(lang, "word.issuer"), in_one_line(document.issuer or "—")),
            (say(lang, "word.date"), str(document.date or "—")),
            (say(lang, "word.place"), place_name(document.region, lang)),
            (say(lang, "word.level"), label_of(document.level, lang)),
            *_facts_of_parts(report.reading.documents, lang),
            *((say(lang, "word.parts"), _part_words(part, lang)) for part in report.reading.documents[1:]),
        ],
    )
    print_basis(console, report, lang)
    counts = {verdict: sum(f.verdict is verdict for f in report.findings) for verdict in Verdict}
    print_counts(console, counts, lang)
    _print_references(console, report.reading, lang)
    _print_deadlines(console, report.reading, lang)
    for line in warning_lines(report.reading.source, lang):
        print_line(console, line, "bold")
    if report.reading.unread:
        at = lines_of(report.reading, report.reading.unread)
        print_line(console, say(lang, "finding.unread", lines=at), "bold")
    for line in unread_lines(report.reading):
        print_line(console, f"  {in_one_line(line)}")
    print_ended(console, report.ended, lang, count=sum(row.measures for row in report.ended))
    print_authority(console, report.authority, lang)
    if not report.findings:
        is_aside = report.ended or report.authority
        print_line(console, say(lang, "finding.none_left" if is_aside else "finding.no_measures"))
        return
    consent = next((f.checks[Check.PRE_ISSUANCE] for f in report.findings if Check.PRE_ISSUANCE in f.checks), None)
    if consent is not None:
        # Asked of the draft as a whole, so it is said once and not at every measure.
        print_line(console, say(lang, "list.pair", name=Check.PRE_ISSUANCE, words=consent.result))
    heading = gaps_heading(report.gaps, sum(f.is_gap and f.document.draft for f in report.findings), lang)
    print_line(console, f"{say(lang, 'finding.measures_heading', count=len(report.findings))}  {heading}", "bold")
    traced = counts[Verdict.DEAD_END] - report.gaps
    if traced:
        # The table above counts them as dead ends: without this line the two figures seem to disagree.
        print_line(console, say(lang, "finding.never_gaps", n=traced))
    print_entries(console, report.findings, lang)


def _print_references(console: Console, reading: Reading, lang: str) -> None:
    """Prints what references lead to, each wording once, and what names nothing; 本办法 for the document itself is not listed."""
    led = [(r, names) for r, names in leads_of(reading) if r.kind is not ReferenceKind.OWN]
    if not led and not reading.vague:
        return
    vague = Counter(in_one_line(v.text) for v in reading.vague)
    print_line(console, say(lang, "finding.references", led=len(reading.references), vague=len(reading.vague)), "bold")
    for row in dict.fromkeys(f"{in_one_line(r.text)} → {in_one_line('、'.join(names))}" for r, names in led):
        print_line(console, f"  {row}")
    for words, count in vague.items():
        print_line(console, f"  {words} → {say(lang, 'finding.names_nothing')}" + (f" ×{count}" if count > 1 else ""))


def _print_deadlines(console: Console, reading: Reading, lang: str) -> None:
    """Prints the duties that have a deadline: when, who, what is to be handed in."""
    dated = [duty for duty in reading.duties if duty.due]
    if not dated:
        return
    print_line(console, say(lang, "finding.deadlines", count=len(dated)), "bold")
    for duty in dated:
        who = in_one_line("、".join(duty.units)) or say(lang, "word.addressees")
        day = f" ({duty.deadline})" if duty.deadline else ""
        what = f"  {in_one_line(duty.report)}" if duty.report else ""
        print_line(console, f"  {in_one_line(duty.due)}{day}  {who}{what}")


def _facts_of_parts(parts: Sequence[Document], lang: str) -> Iterator[tuple[str, str]]:
    """Yields what the text of each document lacks and what its page says; of what is not the first one, with its name."""
    for part in parts:
        lacks = [label_of(lack, lang) for lack in part.lacks]
        facts = [("word.lacks", listed(lang, lacks))] if lacks else []
        facts += [("word.page", in_one_line(words)) for words in page_words(part, lang)]
        for key, words in facts:
            named = say(lang, "list.pair", name=_part_words(part, lang), words=words)
            yield say(lang, key), words if part is parts[0] else named


def _part_words(part: Document, lang: str) -> str:
    name = in_one_line(node_name(part.title or say(lang, "finding.untitled"), part.number))
    return f"{label_of(part.kind, lang)} {name}"
