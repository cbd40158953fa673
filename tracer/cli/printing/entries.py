"""Prints what lists of measures share: the basis of the judgement, the counts, the entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_schema.messages import label_of, listed, say
from graph_schema.records import Finding
from graph_schema.regions import known_path
from graph_schema.terms import Verdict
from graph_schema.visible import in_one_line
from tracer.cli.printing.layout import print_fields, print_line, print_text
from tracer.show.authority import AuthorityRow, authority_lines
from tracer.show.cleanup import Cleanup, cleanup_lines
from tracer.show.ended import EndedRow, ended_lines
from tracer.show.signs import ORDER, SIGNS, verdict_words
from tracer.show.wording import chain_line, mending_in_words, node_name, reaches, unsupported_in_words

if TYPE_CHECKING:
    from tracer.jobs import CheckReport, GapsReport


def print_basis(console: Console, report: GapsReport | CheckReport, lang: str) -> None:
    """Prints the day, the policy and the registry edition of the findings, and which stricter ones there are for some of the documents."""
    print_line(
        console, say(lang, "finding.as_of", day=report.as_of, policy=report.policy, edition=report.registry), "dim"
    )
    for name, region in report.profiles.items():
        print_line(console, say(lang, "finding.stricter_here", place=place_name(region, lang), name=name), "dim")


def print_counts(console: Console, counts: Mapping[Verdict, int], lang: str) -> None:
    """Tells how many measures have each verdict, with their share."""
    total = sum(counts.values())
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(lang, "word.verdict"))
    table.add_column(say(lang, "column.count"), justify="right")
    table.add_column(say(lang, "column.share"), justify="right")
    for verdict in ORDER:
        share = f"{counts[verdict] / total:.0%}" if total else "—"
        table.add_row(sign_of(verdict, lang), str(counts[verdict]), share)
    table.add_row(say(lang, "finding.total"), str(total), "", style="bold")
    console.print(table)


def print_entries(console: Console, findings: Sequence[Finding], lang: str, *, first: int = 1) -> None:
    """Prints a list of measures, numbered from `first` on, each with its place, document, words, reason and chain."""
    for number, finding in enumerate(findings, start=first):
        print_line(console, "")
        head = Text.assemble(f"{number}. ", sign_of(finding.verdict, lang), "  ", where(finding, lang))
        print_text(console, head)
        print_fields(console, _entry_fields(finding, lang))
    if findings:
        print_line(console, "")


def gaps_heading(gaps: int, drafts: int, lang: str) -> str:
    """Returns how many gaps there are, so many of drafts, and what comes first: what is issued stops, a draft is changed before it is issued."""
    if not gaps:
        return say(lang, "finding.no_gaps")
    if not drafts:
        return say(lang, "finding.gaps_heading", count=gaps)
    of_drafts = say(lang, "finding.draft_gaps_heading", count=drafts)
    if drafts == gaps:
        return of_drafts
    return f"{say(lang, 'finding.gaps_heading', count=gaps - drafts)}  {of_drafts}"


def sign_of(verdict: Verdict, lang: str) -> Text:
    """Returns a verdict as shape, letter and word."""
    return Text(verdict_words(verdict, lang), style=SIGNS[verdict].style)


def where(finding: Finding, lang: str) -> str:
    """Returns place, document with its number, provision."""
    document = finding.document
    return " · ".join(
        (
            place_name(document.region, lang),
            in_one_line(node_name(document.title or say(lang, "finding.untitled"), document.number)),
            in_one_line(finding.provision.label),
        )
    )


def _entry_fields(finding: Finding, lang: str) -> list[tuple[str, str]]:
    """Returns what a list says of a measure, as labelled lines."""
    return [
        (say(lang, "word.measure"), f"[{label_of(finding.measure.kind, lang)}] {in_one_line(finding.measure.text)}"),
        (say(lang, "word.verdict" if reaches(finding) else "word.reason"), reason_of(finding, lang)),
        *([(say(lang, "word.also"), also_wrong(finding, lang))] if also_wrong(finding, lang) else []),
        (say(lang, "word.chain"), in_one_line(chain_line(finding, lang))),
        *question_field(finding, lang),
        (say(lang, "word.disposal"), label_of(finding.disposal, lang)),
        (say(lang, "word.id"), finding.measure.id),
    ]


def reason_of(finding: Finding, lang: str) -> str:
    """Returns the reason in words: the sentence of the finding."""
    return in_one_line(say(lang, finding.sentence))


def question_field(finding: Finding, lang: str) -> list[tuple[str, str]]:
    """Returns what a person is asked, as a labelled line; none where nothing is."""
    return [(say(lang, "word.question"), in_one_line(say(lang, finding.question)))] if finding.question else []


def also_wrong(finding: Finding, lang: str) -> str:
    """Returns what must be mended or looked at beside the verdict; empty where nothing must."""
    return listed(lang, (*mending_in_words(finding, lang), *unsupported_in_words(finding, lang)), "list.semicolon")


def place_name(region: str | None, lang: str) -> str:
    """Returns a place as people write it; where only its province is unknown, without the sign for that."""
    return in_one_line(known_path(region or "")) or say(lang, "finding.no_place")


def print_ended(console: Console, rows: Sequence[EndedRow], lang: str, *, count: int, more: int = 0) -> None:
    """Prints documents that hold no longer, `more` of which are not among the rows, and how many measures are not counted for all of them."""
    if rows:
        print_line(console, say(lang, "finding.ended_heading", count=count), "bold")
    for line in ended_lines(rows, lang):
        print_line(console, f"  {in_one_line(line)}")
    if more:
        print_line(console, f"  {say(lang, 'finding.ended_not_listed', n=more)}")


def print_cleanup(console: Console, cleanup: Cleanup, lang: str) -> None:
    """Prints what cleanup decisions came to: the figures before and after, and what they list."""
    lines = list(cleanup_lines(cleanup, lang))
    if lines:
        print_line(console, say(lang, "cleanup.heading"), "bold")
    for line in lines:
        print_line(console, f"  {in_one_line(line)}")


def print_authority(console: Console, rows: Sequence[AuthorityRow], lang: str) -> None:
    """Prints the documents that are the policy's own authority, and how many measures are not counted for that."""
    if rows:
        print_line(console, say(lang, "finding.authority_heading", n=sum(row.measures for row in rows)), "bold")
    for line in authority_lines(rows, lang):
        print_line(console, f"  {in_one_line(line)}")
