"""Prints one measure: every step of its chain, every break, every check, what would mend it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from graph_schema.messages import Message, in_words, label_of, say
from graph_schema.records import Finding, Hop
from graph_schema.terms import Verdict
from graph_schema.visible import in_one_line
from tracer.cli.printing.entries import question_field, reason_of, sign_of, where
from tracer.cli.printing.layout import print_fields, print_line, print_text
from tracer.show.decisions import note_in_words
from tracer.show.sanctions import sanctions_line
from tracer.show.slots import slots_line
from tracer.show.wording import hop_name, other_ways, reaches, role_label, stop_name, stop_sign


def print_finding(console: Console, finding: Finding, lang: str) -> None:
    """Prints one measure with every step of its chain, every break and every check."""
    measure, document = finding.measure, finding.document
    print_text(console, Text.assemble(sign_of(finding.verdict, lang), "  ", where(finding, lang)))
    print_fields(
        console,
        [
            (say(lang, "word.measure"), f"[{label_of(measure.kind, lang)}] {in_one_line(measure.text)}"),
            *((say(lang, "word.frame"), in_one_line(line)) for line in (slots_line(measure, lang),) if line),
            *((say(lang, "sanction.name"), line) for line in (sanctions_line(measure, lang),) if line),
            (say(lang, "word.id"), measure.id),
            (say(lang, "word.issuer"), in_one_line(document.issuer or "—")),
            (say(lang, "word.date"), str(document.date or "—")),
            (say(lang, "word.verdict"), reason_of(finding, lang)),
            *question_field(finding, lang),
        ],
    )
    _print_steps(console, finding, lang)
    _print_stops(console, finding, lang)
    _print_checks(console, finding, lang)
    _print_cures(console, finding, lang)
    print_line(console, "")
    at_issue = label_of(finding.verdict_at_issue, lang) if finding.verdict_at_issue else "—"
    print_fields(
        console,
        [
            (say(lang, "word.at_issue"), at_issue),
            (say(lang, "word.disposal"), f"{label_of(finding.disposal, lang)}{disposal_reason(finding, lang)}"),
            (say(lang, "word.authority"), in_one_line(finding.authority)),
            *((say(lang, "word.edition"), edition) for edition in (finding.edition,) if edition),
            *((say(lang, "word.remark"), in_one_line(say(lang, remark))) for remark in finding.remarks),
            *((label_of(note.kind, lang), in_one_line(note_in_words(note, lang))) for note in finding.notes),
        ],
    )


def _print_steps(console: Console, finding: Finding, lang: str) -> None:
    """Prints the chain as numbered steps with the words that show each."""
    print_line(console, "")
    print_line(console, say(lang, "heading.chain"), "bold")
    if not reaches(finding):
        print_line(
            console,
            f"  {say(lang, 'finding.no_sure_chain' if finding.by_machine is Verdict.REVIEW else 'finding.no_chain')}",
        )
    for number, hop in enumerate(finding.chain):
        print_line(console, f"  {number}. {_hop_words(hop, finding, lang)}")
        if hop.quote and hop.id != finding.measure.id:
            _quote(console, hop.quote, lang)
    if others := other_ways(finding, lang):
        print_line(console, f"  {others}")


def _hop_words(hop: Hop, finding: Finding, lang: str) -> str:
    """Returns a step: how it hangs on the one before, what it is, how high it stands."""
    if hop.id == finding.measure.id:
        return f"{say(lang, 'word.measure')} {in_one_line(finding.measure.text)}"
    level = f"  [{label_of(hop.level, lang)}]" if hop.level else ""
    return f"{role_label(hop.role, lang)} → {in_one_line(hop_name(hop, lang))}{level}".removeprefix(" ")


_BREAKS = {Verdict.DEAD_END: "finding.breaks_dead_end", Verdict.REVIEW: "finding.breaks_review"}


def _print_stops(console: Console, finding: Finding, lang: str) -> None:
    """Prints every broken branch: why it ends, where, and the words. What is for a person to judge is not called a break."""
    if not finding.stops:
        return
    print_line(console, "")
    print_line(console, say(lang, _BREAKS.get(finding.by_machine, "finding.breaks_reached")), "bold")
    for stop in finding.stops:
        name = in_one_line(stop_name(stop, lang))
        print_line(console, f"  {stop_sign(finding)} {say(lang, 'list.pair', name=stop.reason, words=name)}")
        words = in_words(lang, stop.text)
        if not words or in_one_line(words) == name:
            continue
        if isinstance(stop.text, Message):  # what the program says of the source, not words of the document
            print_line(console, f"       {in_one_line(words)}", "dim")
        else:
            _quote(console, words, lang)


def _quote(console: Console, words: str, lang: str) -> None:
    """Prints the words of a document that show a step or a break."""
    print_line(console, f"       {say(lang, 'finding.quote', words=in_one_line(words))}", "dim")


def _print_checks(console: Console, finding: Finding, lang: str) -> None:
    """Prints the checks beside the verdict."""
    if not finding.checks:
        return
    print_line(console, "")
    print_line(console, say(lang, "finding.checks"), "bold")
    for check, outcome in finding.checks.items():
        words = f"  {in_one_line(in_words(lang, outcome.words))}" if outcome.words else ""
        print_line(console, f"  {say(lang, 'list.pair', name=check, words=outcome.result)}{words}")


def _print_cures(console: Console, finding: Finding, lang: str) -> None:
    """Prints what a dead end could rest on, or that nothing was found."""
    if finding.by_machine is not Verdict.DEAD_END or finding.verdict is not Verdict.DEAD_END:
        return
    print_line(console, "")
    print_line(console, say(lang, "cure.heading"), "bold")
    if not finding.cures:
        print_line(console, f"  {say(lang, 'cure.none', n=finding.searched)}")
    for cure in finding.cures:
        name, score = in_one_line(f"《{cure.title}》{cure.article}"), say(lang, "cure.score", score=f"{cure.score:.2f}")
        words = in_one_line(in_words(lang, cure.words))
        print_line(console, f"  {name}  {say(lang, 'list.pair', name=score, words=words)}")


def disposal_reason(finding: Finding, lang: str) -> str:
    """Tells why this is what is proposed, in brackets; nothing where the verdict says it."""
    if finding.overruled is not None:
        return say(lang, "cure.by_person", why=in_one_line(finding.overruled.why))
    if finding.verdict is not Verdict.DEAD_END:
        return ""
    if finding.cures:
        return say(lang, "cure.amend", cure=f"《{finding.cures[0].title}》{finding.cures[0].article}")
    return say(lang, "cure.repeal", n=finding.searched)
