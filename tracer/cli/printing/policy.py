"""Writes a policy as a lawyer reads it, and the differences of two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from graph_schema.messages import codes, label_of, listed, say
from graph_schema.terms import Check, MeasureKind, SourceLevel
from tracer.policy.file import Difference, entries_of_check, entries_of_principle, entries_of_rule
from tracer.policy.rules import CheckRule, Policy, Principle, Rule, Scope
from tracer.show.wording import node_name

POLICY_ENTRIES = {
    "rule": "word.id",
    "source": "word.source",
    "below_measure": "word.measure",
    "below_citation": "word.citation",
    "below_header": "policy_entry.below_header",
    **codes("policy_entry", ("levels", "authority", "conditions", "decisions", "consent", "direct", "gaps", "interim")),
    **codes(
        "policy_entry", ("review", "review_below", "question", "answer_working_days", "from", "to", "region", "kinds")
    ),
    **codes("policy_entry", ("minor_months", "general_months", "serious_months", "every_months", "penalties_only")),
    **codes("policy_entry", ("transition_ends", "exempt", "exempt_authority", "provincial_only", "authority_text")),
}
"""The code of what each key of a policy file is called."""
SCOPES = {
    Scope.PERSONAL_PUBLIC: "policy_scope.personal_public",
    Scope.MIXED_PUBLIC: "policy_scope.mixed_public",
}
PRINCIPLES = codes("policy_principle", ("local_jurisdiction", "stop_execution", "whole_system", "fair_competition"))
FLAGS = codes("policy_flag", ("true", "false"))


def policy_title(policy: Policy, lang: str) -> str:
    """Returns the title of a policy in a language."""
    return policy.title_en if lang == "en" else policy.title


def policy_lines(policy: Policy, lang: str) -> Iterator[str]:
    """Yields a policy as text: its head, then each rule, check and principle with its entries."""
    yield say(lang, "list.bracket", name=policy_title(policy, lang), words=policy.id)
    yield f"  {policy.source}  {policy.since}"
    if policy.inherits:
        yield "  " + say(lang, "policy.inherits", name=policy.inherits, region=policy.region)
    for rule in policy.rules:
        scope = "" if rule.scope is Scope.ANY else f" · {say(lang, SCOPES[rule.scope])}"
        yield ""
        yield f"[{say(lang, 'policy_row.rule')}] {_kinds(rule.kinds, lang)}{scope}"
        question = {"question": rule.question.said_in(lang)}
        yield from _entries(entries_of_rule(rule) | question | _conditions(rule, lang), lang)
    for check in policy.checks:
        yield ""
        name = label_of(check.check, lang)
        yield f"[{say(lang, 'policy_row.check')}] {name}" + say(lang, "policy_row.of", kinds=_kinds(check.kinds, lang))
        yield from _entries(entries_of_check(check) | _conditions(check, lang), lang)
    for principle in policy.principles:
        yield ""
        yield f"[{say(lang, 'policy_row.principle')}] {_principle(principle.id, lang)}"
        yield from _entries(entries_of_principle(principle) | _conditions(principle, lang), lang)
    if policy.exempt_levels:
        yield ""
        yield f"[{say(lang, 'policy_row.exempt')}]"
        levels = " ".join(sorted(policy.exempt_levels))
        provincial = {"provincial_only": "true"} if policy.exempt_provincial_only else {}
        yield from _entries({"exempt": levels, **provincial, "authority": policy.exempt_authority}, lang)
    if policy.authority_texts:
        yield ""
        yield f"[{say(lang, POLICY_ENTRIES['authority_text'])}]"
        yield from (f"  {node_name(text.title, text.number)}" for text in policy.authority_texts)
    least = {name: f"{confidence:g}" for name, confidence in asdict(policy.review_below).items() if confidence}
    if least:
        yield ""
        yield f"[{say(lang, 'policy_entry.review_below')}]"
        yield from _entries({f"below_{name}": confidence for name, confidence in least.items()}, lang)


def _conditions(row: Rule | CheckRule | Principle, lang: str) -> dict[str, str]:
    """Returns the conditions of a row in a language; those of a file without English stand as they are."""
    return {"conditions": row.conditions_en if lang == "en" and row.conditions_en else row.conditions}


def _principle(name: str, lang: str) -> str:
    """Returns a principle of the built-in policies in words; that of another file by its own id."""
    return say(lang, PRINCIPLES[name]) if name in PRINCIPLES else name


def _kinds(kinds: Iterable[MeasureKind], lang: str) -> str:
    return listed(lang, (label_of(k, lang) for k in sorted(kinds)))


def _entries(entries: Mapping[str, str], lang: str) -> Iterator[str]:
    return (
        f"  {say(lang, POLICY_ENTRIES[name])}  {_value(name, words, lang)}" for name, words in entries.items() if words
    )


def _value(entry: str, words: str, lang: str) -> str:
    """Returns what an entry states, the terms of the file as words."""
    if entry in ("levels", "interim", "review", "exempt"):
        return listed(lang, (label_of(SourceLevel(word), lang) for word in words.split()))
    if entry == "kinds":
        return _kinds(map(MeasureKind, words.split()), lang)
    return say(lang, FLAGS[words]) if words in FLAGS else words


def difference_lines(found: list[Difference], lang: str) -> Iterator[str]:
    """Yields the differences row by row: - what the first states, + what the second states."""
    row = ""
    for difference in found:
        if difference.row != row:
            row = difference.row
            yield _row_words(row, lang)
        for sign, words in (("-", difference.one), ("+", difference.other)):
            if words:
                yield f"  {sign} {say(lang, POLICY_ENTRIES[difference.entry])}  {_value(difference.entry, words, lang)}"


def _row_words(row: str, lang: str) -> str:
    """Returns the name of a row in words: sharing · personal_public, list_procedure · name_list."""
    kinds, checks, scopes = set(MeasureKind), set(Check), set(Scope) - {Scope.ANY}
    parts = []
    for part in row.split(" · "):
        if part in kinds:
            parts.append(label_of(MeasureKind(part), lang))
        elif part in checks:
            parts.append(label_of(Check(part), lang))
        elif part in scopes:
            parts.append(say(lang, SCOPES[Scope(part)]))
        elif part == "policy":
            parts.append(say(lang, "policy_row.policy"))
    return " · ".join(parts)
