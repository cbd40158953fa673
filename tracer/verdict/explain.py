"""A Finding as one plain sentence, with the clause that decides (docs/semantics.md#explanation)."""

from __future__ import annotations

from dataclasses import replace

from graph_schema.messages import Message
from graph_schema.records import Finding, Hop, Stop
from graph_schema.terms import BreakReason, MeasureKind, SourceLevel, Verdict

_OF_VERSIONS = ("remark.renumbered", "remark.not_followed", "remark.older_named")


def sentence_of(finding: Finding) -> Message:
    """Returns the sentence of a finding; it names the version that is cited, where another one is in force by now."""
    sentence, end = _sentence(finding), finding.chain[-1] if finding.chain else None
    if finding.verdict in (Verdict.DIRECT, Verdict.INDIRECT) and end is not None and end.title:
        told = (m for m in finding.remarks if m.code in _OF_VERSIONS and ("title", end.title) in m.values)
        return next((Message.of("sentence.with_version", said=sentence, told=one) for one in told), sentence)
    return sentence


def explain_overruled(finding: Finding) -> Finding:
    """Returns the finding with a sentence that says first what a person decided, then what the machine had found."""
    by = finding.overruled
    if by is None:
        return finding
    sentence = Message.of(
        "sentence.overruled",
        who=by.who,
        day=by.at.date(),
        verdict=finding.verdict,
        why=by.why.rstrip("。. "),
        machine=finding.sentence,
    )
    return replace(finding, sentence=sentence)


def _sentence(finding: Finding) -> Message:
    kind, clause = finding.measure.kind, _clause(finding)
    end = finding.chain[-1] if finding.chain else None
    level, name = (end.level if end and end.level else ""), name_of(end)
    match finding.verdict:
        case Verdict.EXEMPT:
            return Message.of("sentence.exempt", kind=kind, name=name, clause=clause)
        case Verdict.DIRECT if len(finding.chain) <= 2:
            return Message.of("sentence.consent", kind=kind, clause=clause)
        case Verdict.DIRECT if end and end.id == finding.document.id:
            return Message.of("sentence.laid_down", kind=kind, level=level, name=name, clause=clause)
        case Verdict.DIRECT:
            place = _place(finding.provision.label)
            return Message.of("sentence.direct", kind=kind, place=place, level=level, name=name, clause=clause)
        case Verdict.INDIRECT:
            return _indirect(finding, level, name)
        case Verdict.REVIEW:
            return Message.of("sentence.review", kind=kind, question=finding.question or "", clause=clause)
        case Verdict.DEAD_END:
            return Message.of("sentence.dead_end", kind=kind, reasons=_reasons(finding), clause=clause)


def _indirect(finding: Finding, level: SourceLevel | str, name: str | Message) -> Message:
    kind = finding.measure.kind
    via = tuple(name_of(hop) for hop in finding.chain[2:-1])  # a provision referred to included
    return Message.of(
        "sentence.indirect",
        kind=kind,
        way=Message.of("sentence.way_through", names=via) if via else Message("sentence.way_of_document"),
        level=level,
        name=name,
        mend=_mend(finding) if kind is MeasureKind.PUNISHMENT else "",
        clause=_clause(finding),
    )


def _mend(finding: Finding) -> Message:
    """Tells that a punishment must cite its basis itself: of a draft, before it is issued."""
    return Message("sentence.mend_draft" if finding.document.draft else "sentence.mend_punishment")


def _clause(finding: Finding) -> Message | str:
    return Message.of("sentence.clause", clause=finding.authority) if finding.authority else ""


def name_of(hop: Hop | None) -> str | Message:
    """Returns how a document is named in a sentence: 《title》（number）."""
    if hop is None:
        return ""
    if hop.kind in ("Measure", "Provision"):
        return hop.title or ""
    title = f"《{hop.title}》" if hop.title else ""
    number = (f"（{hop.number}）" if title else hop.number) if hop.number else ""
    return title + number or Message("sentence.untitled")


def _place(label: str) -> str | Message:
    """Returns 第三条 as it is; a bare 一 before 直接援引 would read as 一直."""
    return label if label.startswith("第") else Message.of("sentence.item", label=label)


# --- why a dead end is one ---------------------------------------------------------------------

_SHOWN_BY_WORDS = frozenset(
    {
        BreakReason.VAGUE,
        BreakReason.MENTION_ONLY,
        BreakReason.UNRESOLVED,
        BreakReason.AMBIGUOUS,
        BreakReason.ARTICLE_MISSING,
    }
)
"""Reasons that the words of the citation show better than the name of what is cited."""


def _reasons(finding: Finding) -> Message:
    """Returns each reason once, in the order of the breaks."""
    found = list(dict.fromkeys(_reason(stop, finding) for stop in finding.stops))
    if not found:
        return Message("sentence.no_basis")
    said = found.pop()
    while found:
        said = Message.of("sentence.and_so_on", one=found.pop(), others=said)
    return said


def _reason(stop: Stop, finding: Finding) -> Message:
    if stop.reason is BreakReason.NOT_IN_FORCE:
        return stop.text if isinstance(stop.text, Message) else Message.of("sentence.not_in_force", words=stop.text)
    if stop.text and stop.reason in _SHOWN_BY_WORDS:
        if isinstance(stop.text, Message):  # said by the program: no words of the document, so no marks of a quote
            return Message.of("sentence.reason_of", name=stop.text, reason=stop.reason)
        return Message.of("sentence.reason_by_words", words=stop.text, reason=stop.reason)
    of_own = stop.reason is BreakReason.NO_CITATION and stop.node == finding.provision.id
    name = "" if of_own else name_of(stop.chain[-1] if stop.chain else None)
    if name:
        return Message.of("sentence.reason_of", name=name, reason=stop.reason)
    return Message.of("sentence.reason", reason=stop.reason)
