"""Findings as stable JSON and as text for people.

The JSON is that of docs/json.md. The text is printed on a rich console: folded to the
terminal's width there, in whole lines where it goes into a file or a pipe.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_schema.messages import Message, in_words, label_of, listed, say
from graph_schema.records import (
    Document,
    Duty,
    Finding,
    Hop,
    Overruled,
    Reading,
    Reference,
    Segment,
    Stop,
    VagueReference,
)
from graph_schema.regions import known_path
from graph_schema.terms import Check, ReferenceKind, Verdict
from tracer.show.leads import leads_of
from tracer.show.rows import (
    chain_line,
    hop_name,
    mending_in_words,
    node_name,
    reaches,
    role_label,
    stop_name,
    stop_sign,
)
from tracer.show.signs import BREAK_SIGN, ORDER, SIGNS, verdict_words

if TYPE_CHECKING:
    from tracer.jobs import CheckReport, GapsReport, IngestReport
    from tracer.learning.evaluation import Comparison, Evaluation, Tally
    from tracer.verdict.impact import Impact, SourceUse
    from tracer.verify import ProofReport

Again = Callable[..., str]
"""Gives a command of this program, from its words, as a person can type it now."""

WIDTH = 120
"""Cells a line, where nothing says how wide the output is."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


# --- JSON --------------------------------------------------------------------------------------


def document_json(document: Document) -> dict[str, object]:
    """Returns the card of a document."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "level": document.level.value,
        "region": document.region,
    }


def finding_json(finding: Finding, lang: str) -> dict[str, object]:
    """Returns FINDING of docs/json.md, its sentences in a language. Offsets count in the text of the file that holds the document."""
    measure = finding.measure
    return {
        "measure": measure.id,
        "kind": measure.kind.value,
        "text": measure.text,
        "start": measure.span.start,
        "end": measure.span.end,
        "document": document_json(finding.document),
        "provision": finding.provision.label,
        "verdict": finding.verdict.value,
        "verdict_at_issue": finding.verdict_at_issue.value if finding.verdict_at_issue else None,
        "reasons": [_stop_json(stop, lang) for stop in finding.stops],
        "chain": [_hop_json(hop) for hop in finding.chain],
        "checks": {check.value: outcome.result.value for check, outcome in finding.checks.items()},
        "disposal": finding.disposal.value,
        "authority": finding.authority,
        "cures": [
            {
                "id": cure.instrument,
                "title": cure.title,
                "article": cure.article,
                "score": cure.score,
                "words": in_words(lang, cure.words),
            }
            for cure in finding.cures
        ],
        **({"overruled": _overruled_json(finding.overruled)} if finding.overruled else {}),
    }


def _overruled_json(overruled: Overruled) -> dict[str, object]:
    return {
        "machine": overruled.machine.value,
        "who": overruled.who,
        "at": overruled.at.isoformat(),
        "why": overruled.why,
    }


def _stop_json(stop: Stop, lang: str) -> dict[str, object]:
    return {
        "reason": stop.reason.value,
        "node": stop.node,
        "title": stop.title,
        "number": stop.number,
        "text": in_words(lang, stop.text),
    }


def _hop_json(hop: Hop) -> dict[str, object]:
    return {
        "id": hop.id,
        "kind": hop.kind,
        "title": hop.title,
        "number": hop.number,
        "level": hop.level.value if hop.level else None,
        "role": hop.role,
        "quote": hop.quote,
    }


def gaps_json(report: GapsReport, lang: str, limit: int | None = None) -> dict[str, object]:
    """Returns what `tracer gaps --json` prints, of the findings the first `limit`."""
    return {
        "as_of": report.as_of.isoformat(),
        "policy": report.policy,
        "counts": {verdict.value: count for verdict, count in report.counts.items()},
        "findings": [finding_json(finding, lang) for finding in report.findings[:limit]],
    }


def check_json(report: CheckReport, lang: str) -> dict[str, object]:
    """Returns what `tracer check --json` prints."""
    return {
        "document": document_json(report.document),
        "segments": [_segment_json(segment) for segment in report.reading.segments],
        "findings": [finding_json(finding, lang) for finding in report.findings],
        "references": [_reference_json(reference, names) for reference, names in leads_of(report.reading)],
        "vague": [_vague_json(vague) for vague in report.reading.vague],
        "duties": [_duty_json(duty) for duty in report.reading.duties],
    }


def _duty_json(duty: Duty) -> dict[str, object]:
    """Tells who must do or report something, and by when."""
    return {
        "start": duty.span.start,
        "end": duty.span.end,
        "text": duty.text,
        "units": list(duty.units),
        "deadline": duty.deadline.isoformat() if duty.deadline else None,
        "due": duty.due,
        "report": duty.report,
        "document": duty.document,
    }


def _reference_json(reference: Reference, names: Sequence[str]) -> dict[str, object]:
    """Returns words such as 前款 or 该条例, and what they lead to, by id and in words."""
    return {
        "start": reference.span.start,
        "end": reference.span.end,
        "text": reference.text,
        "kind": reference.kind.value,
        "role": reference.role.value,
        "targets": list(reference.targets),
        "leads_to": list(names),
        "document": reference.document,
    }


def _vague_json(vague: VagueReference) -> dict[str, object]:
    return {"start": vague.span.start, "end": vague.span.end, "text": vague.text, "document": vague.document}


def _segment_json(segment: Segment) -> dict[str, object]:
    """Returns a part of a file as in the label format, with the id of the document read from it (None for noise)."""
    return {
        "start": segment.span.start,
        "end": segment.span.end,
        "type": segment.kind.value,
        "relation": {"kind": segment.relation.value, "to": segment.parent},
        "document": segment.document,
    }


def ingest_json(report: IngestReport, lang: str) -> dict[str, object]:
    """Returns what `tracer ingest --json` prints: the paths by what became of them, failures with the reason."""
    return {
        "added": list(report.added),
        "unchanged": list(report.unchanged),
        "replaced": list(report.replaced),
        "failed": [{"path": path, "error": error.in_language(lang)} for path, error in report.failed],
    }


# --- text --------------------------------------------------------------------------------------


def console_for(stream: TextIO) -> Console:
    """Returns a console on a stream that prints words as they are, as wide as the terminal, or WIDTH."""
    width = None if stream.isatty() or os.environ.get("COLUMNS", "").isdigit() else WIDTH
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def printable(text: str) -> str:
    """Returns text of a document on one line, without what could steer a terminal or turn the reading direction."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def sign_of(verdict: Verdict, lang: str) -> Text:
    """Returns a verdict as shape, letter and word."""
    return Text(verdict_words(verdict, lang), style=SIGNS[verdict].style)


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
    _print_basis(console, report, lang)
    print_counts(console, report.counts, lang)
    _line(console, _list_heading(report, chosen, lang, must_mend=must_mend), "bold")
    listed = report.findings[:limit]
    _print_entries(console, listed, lang)
    never = sum(1 for f in report.findings if f.verdict is Verdict.DEAD_END and not f.is_gap)
    hidden = report.counts[Verdict.DEAD_END] - report.gaps - never
    if hidden > 0 and not chosen and not must_mend:
        _line(console, say(lang, "finding.never_gaps", n=hidden))
    other = report.other if limit is None else report.other[: limit - len(listed)]
    if other:
        _line(console, "")
        _line(console, say(lang, "finding.other_heading", count=len(report.other)), "bold")
        _print_entries(console, other, lang)
    shown = (*listed, *other)
    if hidden := len(report.findings) + len(report.other) - len(shown):
        _line(console, say(lang, "finding.not_listed", count=hidden))
    if shown:
        _next(console, say(lang, "finding.see_trace", command=again("trace", shown[0].measure.id)))


def _print_basis(console: Console, report: GapsReport | CheckReport, lang: str) -> None:
    """Prints the day and the policy of the findings, and which stricter ones there are for some of the documents."""
    _line(console, say(lang, "finding.as_of", day=report.as_of, policy=report.policy), "dim")
    for name, region in report.profiles.items():
        _line(console, say(lang, "finding.stricter_here", place=place_name(region, lang), name=name), "dim")


def _list_heading(report: GapsReport, chosen: Sequence[Verdict], lang: str, *, must_mend: bool) -> str:
    count = len(report.findings)
    if must_mend:
        return say(lang, "finding.mend_heading", count=count, n=sum(finding.is_gap for finding in report.findings))
    if chosen:
        return say(lang, "finding.chosen_heading", verdicts=chosen, count=count)
    if not sum(report.counts.values()):
        return say(lang, "finding.no_measures")
    return say(lang, "finding.gaps_heading", count=count) if count else say(lang, "finding.no_gaps")


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


def _print_entries(console: Console, findings: Sequence[Finding], lang: str) -> None:
    """Prints a numbered list of measures, each with its place, document, words, reason and chain."""
    for number, finding in enumerate(findings, start=1):
        _line(console, "")
        head = Text.assemble(f"{number}. ", sign_of(finding.verdict, lang), "  ", _where(finding, lang))
        _text(console, head)
        _print_fields(console, _entry_fields(finding, lang))
    if findings:
        _line(console, "")


def _where(finding: Finding, lang: str) -> str:
    """Returns place, document with its number, provision."""
    document = finding.document
    return " · ".join(
        (
            place_name(document.region, lang),
            printable(node_name(document.title or say(lang, "finding.untitled"), document.number)),
            printable(finding.provision.label),
        )
    )


def _entry_fields(finding: Finding, lang: str) -> list[tuple[str, str]]:
    """Returns what a list says of a measure, as labelled lines."""
    return [
        (say(lang, "word.measure"), f"[{label_of(finding.measure.kind, lang)}] {printable(finding.measure.text)}"),
        (say(lang, "word.verdict" if reaches(finding) else "word.reason"), reason_of(finding, lang)),
        *([(say(lang, "word.also"), also_wrong(finding, lang))] if also_wrong(finding, lang) else []),
        (say(lang, "word.chain"), printable(chain_line(finding, lang))),
        *_question_field(finding, lang),
        (say(lang, "word.disposal"), label_of(finding.disposal, lang)),
        (say(lang, "word.id"), finding.measure.id),
    ]


def reason_of(finding: Finding, lang: str) -> str:
    """Returns the reason in words: the sentence of the finding."""
    return printable(say(lang, finding.sentence))


def _question_field(finding: Finding, lang: str) -> list[tuple[str, str]]:
    """Returns what a person is asked, as a labelled line; none where nothing is."""
    return [(say(lang, "word.question"), printable(say(lang, finding.question)))] if finding.question else []


def also_wrong(finding: Finding, lang: str) -> str:
    """Returns what must be mended beside the verdict; empty where nothing must."""
    return listed(lang, mending_in_words(finding, lang), "list.semicolon")


def place_name(region: str | None, lang: str) -> str:
    """Returns a place as people write it; where only its province is unknown, without the sign for that."""
    return printable(known_path(region or "")) or say(lang, "finding.no_place")


def print_finding(console: Console, finding: Finding, lang: str) -> None:
    """Prints one measure with every step of its chain, every break and every check."""
    measure, document = finding.measure, finding.document
    _text(console, Text.assemble(sign_of(finding.verdict, lang), "  ", _where(finding, lang)))
    _print_fields(
        console,
        [
            (say(lang, "word.measure"), f"[{label_of(measure.kind, lang)}] {printable(measure.text)}"),
            (say(lang, "word.id"), measure.id),
            (say(lang, "word.issuer"), printable(document.issuer or "—")),
            (say(lang, "word.date"), str(document.date or "—")),
            (say(lang, "word.verdict"), reason_of(finding, lang)),
            *_question_field(finding, lang),
        ],
    )
    _print_steps(console, finding, lang)
    _print_stops(console, finding, lang)
    _print_checks(console, finding, lang)
    _print_cures(console, finding, lang)
    _line(console, "")
    at_issue = label_of(finding.verdict_at_issue, lang) if finding.verdict_at_issue else "—"
    _print_fields(
        console,
        [
            (say(lang, "word.at_issue"), at_issue),
            (say(lang, "word.disposal"), f"{label_of(finding.disposal, lang)}{disposal_reason(finding, lang)}"),
            (say(lang, "word.authority"), printable(finding.authority)),
            *((say(lang, "word.remark"), printable(say(lang, remark))) for remark in finding.remarks),
        ],
    )


def _print_steps(console: Console, finding: Finding, lang: str) -> None:
    """Prints the chain as numbered steps with the words that show each."""
    _line(console, "")
    _line(console, say(lang, "heading.chain"), "bold")
    if not reaches(finding):
        _line(
            console,
            f"  {say(lang, 'finding.no_sure_chain' if finding.verdict is Verdict.REVIEW else 'finding.no_chain')}",
        )
    for number, hop in enumerate(finding.chain):
        _line(console, f"  {number}. {_hop_words(hop, finding, lang)}")
        if hop.quote and hop.id != finding.measure.id:
            _quote(console, hop.quote, lang)


def _hop_words(hop: Hop, finding: Finding, lang: str) -> str:
    """Returns a step: how it hangs on the one before, what it is, how high it stands."""
    if hop.id == finding.measure.id:
        return f"{say(lang, 'word.measure')} {printable(finding.measure.text)}"
    level = f"  [{label_of(hop.level, lang)}]" if hop.level else ""
    return f"{role_label(hop.role, lang)} → {printable(hop_name(hop, lang))}{level}".removeprefix(" ")


_BREAKS = {Verdict.DEAD_END: "finding.breaks_dead_end", Verdict.REVIEW: "finding.breaks_review"}


def _print_stops(console: Console, finding: Finding, lang: str) -> None:
    """Prints every broken branch: why it ends, where, and the words. What is for a person to judge is not called a break."""
    if not finding.stops:
        return
    _line(console, "")
    _line(console, say(lang, _BREAKS.get(finding.verdict, "finding.breaks_reached")), "bold")
    for stop in finding.stops:
        name = printable(stop_name(stop, lang))
        _line(console, f"  {stop_sign(finding)} {say(lang, 'list.pair', name=stop.reason, words=name)}")
        words = in_words(lang, stop.text)
        if words and printable(words) != name:
            _quote(console, words, lang)


def _quote(console: Console, words: str, lang: str) -> None:
    """Prints the words of a document that show a step or a break."""
    _line(console, f"       {say(lang, 'finding.quote', words=printable(words))}", "dim")


def _print_checks(console: Console, finding: Finding, lang: str) -> None:
    """Prints the checks beside the verdict."""
    if not finding.checks:
        return
    _line(console, "")
    _line(console, say(lang, "finding.checks"), "bold")
    for check, outcome in finding.checks.items():
        words = f"  {printable(in_words(lang, outcome.words))}" if outcome.words else ""
        _line(console, f"  {say(lang, 'list.pair', name=check, words=outcome.result)}{words}")


def _print_cures(console: Console, finding: Finding, lang: str) -> None:
    """Prints what a dead end could rest on, or that nothing was found."""
    if finding.verdict is not Verdict.DEAD_END:
        return
    _line(console, "")
    _line(console, say(lang, "cure.heading"), "bold")
    if not finding.cures:
        _line(console, f"  {say(lang, 'cure.none', n=finding.searched)}")
    for cure in finding.cures:
        name, score = printable(f"《{cure.title}》{cure.article}"), say(lang, "cure.score", score=f"{cure.score:.2f}")
        words = printable(in_words(lang, cure.words))
        _line(console, f"  {name}  {say(lang, 'list.pair', name=score, words=words)}")


def disposal_reason(finding: Finding, lang: str) -> str:
    """Tells why this is what is proposed, in brackets; nothing where the verdict says it."""
    if finding.verdict is not Verdict.DEAD_END:
        return ""
    if finding.cures:
        return say(lang, "cure.amend", cure=f"《{finding.cures[0].title}》{finding.cures[0].article}")
    return say(lang, "cure.repeal", n=finding.searched)


def impact_json(found: Impact) -> dict[str, object]:
    """Returns what `tracer impact --json` prints."""
    return {
        "as_of": found.as_of.isoformat(),
        "source": source_json(found.source),
        "repealed_on": found.repealed_on.isoformat() if found.repealed_on else None,
        "replaced_by": found.replaced_by.id if found.replaced_by else None,
        "lapses": found.lapses,
        "changes": [
            {
                "measure": c.measure.id,
                "kind": c.measure.kind.value,
                "text": c.measure.text,
                "document": document_json(c.document),
                "before": c.before.value,
                "after": c.after.value,
                "falls": c.falls,
                "other": _hop_json(c.other) if c.other else None,
            }
            for c in found.changes
        ],
    }


def source_json(source: SourceUse) -> dict[str, object]:
    """Returns a source with how many measures rest on it."""
    return {
        "id": source.id,
        "title": source.title,
        "number": source.number,
        "alone": source.alone,
        "all": source.all,
    }


def print_impact(console: Console, found: Impact, lang: str) -> None:
    """Prints what falls first, then what stands on another source."""
    name = printable(node_name(found.source.title, found.source.number) or found.source.id)
    other = f"《{found.replaced_by.title}》" if found.replaced_by else ""
    key = "impact.replaced" if found.replaced_by else "impact.repealed"
    _line(console, say(lang, key, name=name, day=found.repealed_on or found.as_of, other=other), "bold")
    falls = [c for c in found.changes if c.falls]
    stands = [c for c in found.changes if not c.falls]
    counts = {
        "falls": Message.of("count.falls", n=len(falls)),
        "stands": Message.of("count.stands", n=len(stands)),
        "lapses": Message.of("count.lapses", n=found.lapses),
    }
    _line(console, say(lang, "impact.counts", n=len(found.changes), **counts))
    for heading, changes in (("impact.falls", falls), ("impact.stands", stands)):
        if changes:
            _line(console, "")
            _line(console, say(lang, heading), "bold")
        for number, change in enumerate(changes, start=1):
            _text(
                console, Text.assemble(f"{number}. ", sign_of(change.before, lang), " → ", sign_of(change.after, lang))
            )
            rests = [(say(lang, "impact.other"), printable(hop_name(change.other, lang)))] if change.other else []
            fields = [
                (
                    say(lang, "word.measure"),
                    f"[{label_of(change.measure.kind, lang)}] {printable(change.measure.text)}",
                ),
                (say(lang, "word.id"), change.measure.id),
                (
                    say(lang, "heading.document"),
                    f"{place_name(change.document.region, lang)} · "
                    + printable(node_name(change.document.title, change.document.number) or change.document.id),
                ),
            ]
            _print_fields(console, [*fields, *rests])


def print_sources(console: Console, sources: Sequence[SourceUse], lang: str) -> None:
    """Prints the single points of failure as a table."""
    _line(console, say(lang, "impact.points_heading", count=len(sources)), "bold")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say(lang, "column.alone"), justify="right")
    table.add_column(say(lang, "column.all"), justify="right")
    table.add_column(say(lang, "column.source"), overflow="fold")
    for source in sources:
        name = printable(node_name(source.title, source.number) or source.id)
        table.add_row(str(source.alone), str(source.all), name)
    console.print(table)


def proof_report_json(name: str, report: ProofReport, lang: str) -> dict[str, object]:
    """Returns what `tracer verify --json` prints of one proof."""
    return {
        "proof": name,
        "accepted": not report.faults,
        "measure": report.measure,
        "verdict": report.verdict,
        "faults": [
            {"code": fault.code.value, "place": fault.place, "words": words}
            for fault, words in zip(report.faults, report.faults_in(lang), strict=True)
        ],
        "trusted": list(report.trusted),
    }


def print_proof_report(console: Console, name: str, report: ProofReport, lang: str) -> None:
    """Tells whether a proof holds, what is wrong with it, and what had to be taken on trust."""
    if report.faults:
        rejected = say(lang, "list.pair", name=printable(name), words=Message.of("proof.rejected"))
        _line(console, f"{BREAK_SIGN} {rejected}", "bold red")
        for words in report.faults_in(lang)[:_MAX_FAULTS]:
            _line(console, f"    {printable(words)}")
        if len(report.faults) > _MAX_FAULTS:
            _line(console, f"    {say(lang, 'proof.more_faults', count=len(report.faults) - _MAX_FAULTS)}")
        return
    accepted = Message.of("proof.accepted", measure=report.measure, verdict=Verdict(report.verdict))
    _line(console, f"{SIGNS[Verdict.DIRECT].shape} {say(lang, 'list.pair', name=printable(name), words=accepted)}")
    if report.trusted:
        words = printable(listed(lang, report.trusted_in(lang), "list.semicolon"))
        _line(console, f"    {say(lang, 'list.pair', name=Message.of('proof.on_trust'), words=words)}", "dim")


_MAX_FAULTS = 8


def print_check(console: Console, report: CheckReport, lang: str) -> None:
    """Prints one file: its card, its parts, the counts, and every measure in text order."""
    document = report.document
    draft = f"（{say(lang, 'word.draft')}）" if document.draft else ""
    _line(console, printable(document.title or say(lang, "finding.untitled")) + draft, "bold")
    _print_fields(
        console,
        [
            ("", printable(document.number or "—")),
            (say(lang, "word.issuer"), printable(document.issuer or "—")),
            (say(lang, "word.date"), str(document.date or "—")),
            (say(lang, "word.place"), place_name(document.region, lang)),
            (say(lang, "word.level"), label_of(document.level, lang)),
            *((say(lang, "word.parts"), _part_words(part, lang)) for part in report.reading.documents[1:]),
        ],
    )
    _print_basis(console, report, lang)
    counts = {verdict: sum(f.verdict is verdict for f in report.findings) for verdict in Verdict}
    print_counts(console, counts, lang)
    _print_references(console, report.reading, lang)
    _print_deadlines(console, report.reading, lang)
    if not report.findings:
        _line(console, say(lang, "finding.no_measures"))
        return
    consent = next((f.checks[Check.PRE_ISSUANCE] for f in report.findings if Check.PRE_ISSUANCE in f.checks), None)
    if consent is not None:
        # Asked of the draft as a whole, so it is said once and not at every measure.
        _line(console, say(lang, "list.pair", name=Check.PRE_ISSUANCE, words=consent.result))
    heading = say(lang, "finding.gaps_heading", count=report.gaps) if report.gaps else say(lang, "finding.no_gaps")
    _line(console, f"{say(lang, 'finding.measures_heading', count=len(report.findings))}  {heading}", "bold")
    traced = counts[Verdict.DEAD_END] - report.gaps
    if traced:
        # The table above counts them as dead ends: without this line the two figures seem to disagree.
        _line(console, say(lang, "finding.never_gaps", n=traced))
    _print_entries(console, report.findings, lang)


def _print_references(console: Console, reading: Reading, lang: str) -> None:
    """Prints what references lead to, each wording once, and what names nothing; 本办法 for the document itself is not listed."""
    led = [(r, names) for r, names in leads_of(reading) if r.kind is not ReferenceKind.OWN]
    if not led and not reading.vague:
        return
    vague = Counter(printable(v.text) for v in reading.vague)
    _line(console, say(lang, "finding.references", led=len(reading.references), vague=len(reading.vague)), "bold")
    for row in dict.fromkeys(f"{printable(r.text)} → {printable('、'.join(names))}" for r, names in led):
        _line(console, f"  {row}")
    for words, count in vague.items():
        _line(console, f"  {words} → {say(lang, 'finding.names_nothing')}" + (f" ×{count}" if count > 1 else ""))


def _print_deadlines(console: Console, reading: Reading, lang: str) -> None:
    """Prints the duties that have a deadline: when, who, what is to be handed in."""
    dated = [duty for duty in reading.duties if duty.due]
    if not dated:
        return
    _line(console, say(lang, "finding.deadlines", count=len(dated)), "bold")
    for duty in dated:
        who = printable("、".join(duty.units)) or say(lang, "word.addressees")
        day = f" ({duty.deadline})" if duty.deadline else ""
        what = f"  {printable(duty.report)}" if duty.report else ""
        _line(console, f"  {printable(duty.due)}{day}  {who}{what}")


def _part_words(part: Document, lang: str) -> str:
    name = printable(node_name(part.title or say(lang, "finding.untitled"), part.number))
    return f"{label_of(part.kind, lang)} {name}"


def print_ingest(console: Console, report: IngestReport, lang: str, again: Again) -> None:
    """Prints what became of the files, what the store holds now, and the command that shows the gaps."""
    _line(
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
    _line(
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
    if report.counts.documents:
        _next(console, say(lang, "ingest.next", command=again("gaps")))


def _print_fields(console: Console, fields: Iterable[tuple[str, str]]) -> None:
    """Prints labelled lines; on a terminal the words are folded beside their label."""
    rows = list(fields)
    if not console.is_terminal:
        for label, words in rows:
            _line(console, f"   {label}  {words}" if label else f"   {words}")
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=3)
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for label, words in rows:
        grid.add_row("", label, words)
    console.print(grid)


def _line(console: Console, words: str, style: str = "") -> None:
    _text(console, Text(words, style=style))


def _next(console: Console, words: str) -> None:
    """Prints what can be done next; not broken into lines, as the command in it is there to be copied."""
    console.print(Text(words, style="dim"), soft_wrap=True)


def _text(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=not console.is_terminal)


# --- evaluation --------------------------------------------------------------------------------

_SLICE_SCORES = ("cit.f1", "cit.role", "mea.f1", "mea.verdict", "gap.recall")


def evaluation_json(evaluation: Evaluation, compared: Comparison | None) -> dict[str, object]:
    """Returns all rates, the same by slice, and what was won and lost."""
    out: dict[str, object] = {
        "documents": evaluation.documents,
        "scores": evaluation.total.rates(),
        "slices": {name: tally.rates() for name, tally in evaluation.slices.items()},
    }
    if compared is not None:
        out |= {"gains": list(compared.gains), "losses": list(compared.losses)}
    return out


def evaluation_lines(evaluation: Evaluation, compared: Comparison | None, lang: str) -> list[str]:
    """Returns the scores as the labels' own scorer prints them, a line a slice, and the gains and losses by label."""
    lines = [say(lang, "evaluation.documents", n=evaluation.documents)]
    for name, rate in evaluation.total.rates().items():
        hits = evaluation.total.counts.get(name)
        lines.append(f"  {name:22s} {_rate(rate)}" + (f"   {hits[0]}/{hits[1]}" if hits else ""))
    lines.append("  " + " " * 28 + "".join(f"{name:>13s}" for name in _SLICE_SCORES))
    lines += [_slice_line(name, tally) for name, tally in evaluation.slices.items()]
    if compared is not None:
        lines.append(say(lang, "evaluation.compared", gains=len(compared.gains), losses=len(compared.losses)))
        lines += [f"  + {row}" for row in compared.gains] + [f"  - {row}" for row in compared.losses]
    return lines


def _slice_line(name: str, tally: Tally) -> str:
    rates = tally.rates()
    measured = {score for score in _SLICE_SCORES if score in rates and not score.endswith(".f1")}
    measured |= {score for score in _SLICE_SCORES if tally.rate(score.replace(".f1", ".recall")) is not None}
    return f"  {name:28s}" + "".join(f"{_rate(rates[s] if s in measured else None):>13s}" for s in _SLICE_SCORES)


def _rate(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.4f}"
