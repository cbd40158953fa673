"""Findings in short words: names of documents, the chain in one line, what must be mended."""

from __future__ import annotations

from graph_schema.messages import label_of, say
from graph_schema.records import NEVER_GAPS, Finding, Hop, Stop
from graph_schema.terms import Check, CheckResult, Group, Relation, Role, Verdict
from tracer.show.signs import BREAK_SIGN, SIGNS
from tracer.verdict.ways import MANY_WAYS

MEASURE, PROVISION = "Measure", "Provision"  # kinds of hops that are no documents


def reasons_in_words(finding: Finding, lang: str = "zh") -> tuple[str, ...]:
    """Returns why a measure is on a list, each reason once: break points or the question, then what else must be mended.

    Of a measure that counts nowhere: that its document has ended, or is the policy's own authority.
    """
    if finding.aside is not None:
        return (label_of(finding.aside, lang),)
    breaks = () if reaches(finding) else tuple(label_of(stop.reason, lang) for stop in finding.stops)
    if finding.verdict is Verdict.REVIEW and finding.question is not None:
        breaks = (say(lang, finding.question),)  # what is asked says more than where the branches end
    return tuple(dict.fromkeys((*breaks, *mending_in_words(finding, lang), *unsupported_in_words(finding, lang))))


def mending_in_words(finding: Finding, lang: str = "zh") -> tuple[str, ...]:
    """Returns what must be mended beside the verdict: a source that is not cited directly, and failed checks."""
    if finding.measure.kind in NEVER_GAPS or finding.aside is not None or finding.verdict is Verdict.EXEMPT:
        return ()
    words = [say(lang, "finding.not_direct")] if finding.is_lean else []
    for check, outcome in finding.checks.items():
        if outcome.result is CheckResult.FAILED:
            words.append(say(lang, "list.pair", name=check, words=outcome.result))
    return tuple(words)


def unsupported_in_words(finding: Finding, lang: str = "zh") -> tuple[str, ...]:
    """Returns that no source reached speaks of such a measure, with what they speak of; nothing where one does."""
    if finding.aside is not None or not finding.is_unsupported:
        return ()
    return (say(lang, "list.pair", name=Group.UNSUPPORTED, words=finding.checks[Check.SUPPORT].words),)


def chain_line(finding: Finding, lang: str = "zh") -> str:
    """Returns the chain in one line; where it reaches no source, the branch that came furthest, and why it ends there."""
    if reaches(finding):
        return " → ".join(hop_name(hop, lang) for hop in finding.chain)
    stop = max(finding.stops, key=lambda s: len(s.chain), default=None)
    names = [hop_name(hop, lang) for hop in (stop.chain if stop else finding.chain)]
    return " → ".join([*names, f"{stop_sign(finding)} {label_of(stop.reason, lang)}"] if stop else names)


def other_ways(finding: Finding, lang: str, shown: int = 1) -> str:
    """Tells how many ways to a source there are beside those shown; empty where there are none."""
    left = finding.other_ways + 1 - shown
    if left <= 0 or not reaches(finding):
        return ""
    return say(lang, "finding.many_ways" if finding.other_ways >= MANY_WAYS else "finding.other_ways", n=left)


def reaches(finding: Finding) -> bool:
    """Tells whether the chain ends at a permitted source, as the machine saw it; else it is the branch that came furthest."""
    return finding.by_machine in (Verdict.DIRECT, Verdict.INDIRECT, Verdict.EXEMPT)


def hop_name(hop: Hop, lang: str = "zh") -> str:
    """Returns what a hop of a chain is called in a line of text."""
    if hop.kind == MEASURE:
        return say(lang, "word.measure")
    if hop.kind == PROVISION:
        return hop.title or hop.id
    return node_name(hop.title, hop.number) or hop.id


def stop_sign(finding: Finding) -> str:
    """Returns the sign before a reason: the ✕ of a dead end accuses, what a person is to judge has a question mark."""
    return SIGNS[Verdict.REVIEW].shape if finding.verdict is Verdict.REVIEW else BREAK_SIGN


def stop_name(stop: Stop, lang: str = "zh") -> str:
    """Returns what the place where a branch ends is called: a document by its title, a provision by its label."""
    last = stop.chain[-1] if stop.chain else None
    if last is not None and last.id == stop.node and last.kind == PROVISION:
        return hop_name(last, lang)
    return node_name(stop.title, stop.number) or stop.node


def node_name(title: str | None, number: str | None) -> str:
    """Returns a document as a lawyer writes it: 《title》（number）, or what there is of it."""
    shown = f"《{title}》" if title and not title.startswith("《") else title or ""
    return f"{shown}（{number}）" if shown and number else shown or number or ""


def role_label(role: str | None, lang: str = "zh") -> str:
    """Returns a step of a chain in words: a Role, or "contains" from a measure to its provision."""
    if role in set(Role):
        return label_of(Role(role), lang)
    if role == Relation.CONTINUES.value:
        return label_of(Relation.CONTINUES, lang)
    return say(lang, "finding.stands_in") if role == "contains" else ""
