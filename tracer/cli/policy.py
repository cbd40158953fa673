"""`tracer policy show | check | diff`: the rules as a lawyer reads them, and what does not hold in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

import typer

from graph_schema.messages import Message, codes, label_of, listed, say
from graph_schema.terms import Check, MeasureKind, SourceLevel
from tracer.cli.options import BAD_INPUT, OK, Register, json_option, lang_option, print_json, require_language
from tracer.policy.file import (
    Difference,
    Fault,
    builtin_names,
    differences,
    entries_of_check,
    entries_of_rule,
    load_policy,
)
from tracer.policy.rules import Policy, Rule, Scope

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
    **codes("policy_entry", ("transition_ends", "exempt", "exempt_authority", "provincial_only")),
}
"""The code of what each key of a policy file is called."""
SCOPES = {
    Scope.PERSONAL_PUBLIC: "policy_scope.personal_public",
    Scope.MIXED_PUBLIC: "policy_scope.mixed_public",
}
PRINCIPLES = codes("policy_principle", ("local_jurisdiction", "stop_execution"))
FLAGS = codes("policy_flag", ("true", "false"))


def add_policy_commands(register: Register, lang: str) -> None:
    """Puts the three commands into the group."""
    _add_show(register, lang)
    _add_check(register, lang)
    _add_diff(register, lang)


def _add_show(register: Register, lang: str) -> None:
    p_name = typer.Argument(None, metavar="NAME", help=say(lang, "help.p_policy_name", names=" ".join(builtin_names())))

    @register("show", "help.policy_show", "help.policy_show_epilog")
    def run(
        name: str | None = p_name, as_json: bool = json_option(lang), language: str | None = lang_option(lang)
    ) -> int:
        require_language(language)
        policy = load_policy(name)
        if as_json:
            print_json(policy_json(policy))
        else:
            print("\n".join(policy_lines(policy, lang)))
        return OK


def _add_check(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_policy_file"))

    @register("check", "help.policy_check", "help.policy_check_epilog")
    def run(file: str = p_file, as_json: bool = json_option(lang), language: str | None = lang_option(lang)) -> int:
        require_language(language)
        from tracer import jobs

        faults = jobs.policy_faults(file)
        if as_json:
            print_json({"policy": file, "problems": [fault_json(p, lang) for p in faults]})
        else:
            for p in faults:
                print(f"{file}:{p.line}: {say(lang, p.said)}")
            if not faults:
                policy = load_policy(file)
                rules = Message.of("count.rules", n=len(policy.rules))
                checks = Message.of("count.checks", n=len(policy.checks))
                print(say(lang, "policy.holds", title=_title(policy, lang), rules=rules, checks=checks))
        return BAD_INPUT if faults else OK


def _add_diff(register: Register, lang: str) -> None:
    p_one = typer.Argument(..., metavar="ONE", help=say(lang, "help.p_policy_one"))
    p_other = typer.Argument(..., metavar="OTHER", help=say(lang, "help.p_policy_other"))

    @register("diff", "help.policy_diff", "help.policy_diff_epilog")
    def run(
        one: str = p_one,
        other: str = p_other,
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        found = differences(load_policy(one), load_policy(other))
        if as_json:
            print_json({"one": one, "other": other, "differences": [difference_json(d) for d in found]})
        else:
            print("\n".join(difference_lines(found, lang)) or say(lang, "policy.same"))
        return OK


# --- words -------------------------------------------------------------------------------------


def _title(policy: Policy, lang: str) -> str:
    return policy.title_en if lang == "en" else policy.title


def policy_lines(policy: Policy, lang: str) -> Iterator[str]:
    """Yields a policy as text: its head, then each rule, check and principle with its entries."""
    yield f"{_title(policy, lang)}（{policy.id}）" if lang == "zh" else f"{_title(policy, lang)} ({policy.id})"
    yield f"  {policy.source}  {policy.since}"
    if policy.inherits:
        yield "  " + say(lang, "policy.inherits", name=policy.inherits, region=policy.region)
    for rule in policy.rules:
        scope = "" if rule.scope is Scope.ANY else f" · {say(lang, SCOPES[rule.scope])}"
        yield ""
        yield f"[{say(lang, 'policy_row.rule')}] {_kinds(rule.kinds, lang)}{scope}"
        question = {"question": rule.question.said_in(lang)}
        yield from _entries(entries_of_rule(rule) | question, lang)
    for check in policy.checks:
        yield ""
        name = label_of(check.check, lang)
        yield f"[{say(lang, 'policy_row.check')}] {name}" + say(lang, "policy_row.of", kinds=_kinds(check.kinds, lang))
        yield from _entries(entries_of_check(check), lang)
    for principle in policy.principles:
        yield ""
        yield f"[{say(lang, 'policy_row.principle')}] {_principle(principle.id, lang)}"
        yield from _entries({"authority": principle.authority, "conditions": principle.conditions}, lang)
    if policy.exempt_levels:
        yield ""
        yield f"[{say(lang, 'policy_row.exempt')}]"
        levels = " ".join(sorted(policy.exempt_levels))
        provincial = {"provincial_only": "true"} if policy.exempt_provincial_only else {}
        yield from _entries({"exempt": levels, **provincial, "authority": policy.exempt_authority}, lang)
    least = {name: f"{confidence:g}" for name, confidence in asdict(policy.review_below).items() if confidence}
    if least:
        yield ""
        yield f"[{say(lang, 'policy_entry.review_below')}]"
        yield from _entries({f"below_{name}": confidence for name, confidence in least.items()}, lang)


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


def policy_json(policy: Policy) -> dict[str, object]:
    """Returns a policy as JSON: what `policy show --json` prints."""
    return {
        "id": policy.id,
        "title": policy.title,
        "title_en": policy.title_en,
        "source": policy.source,
        "from": policy.since.isoformat(),
        "transition_ends": policy.transition_ends.isoformat() if policy.transition_ends else None,
        "inherits": policy.inherits,
        "region": policy.region,
        "kinds": sorted(policy.kinds),
        "review_below": asdict(policy.review_below),
        "lexicon": policy.lexicon,
        "rules": [_rule_json(rule) for rule in policy.rules],
        "checks": [{"id": c.check, "kinds": sorted(c.kinds), **entries_of_check(c)} for c in policy.checks],
        "principles": [{"id": p.id, "authority": p.authority, "conditions": p.conditions} for p in policy.principles],
        "exempt": {
            "levels": sorted(policy.exempt_levels),
            "provincial_only": policy.exempt_provincial_only,
            "authority": policy.exempt_authority,
        },
    }


def _rule_json(rule: Rule) -> dict[str, object]:
    english = {"question_en": rule.question.en} if rule.question.en else {}
    return {"kinds": sorted(rule.kinds), "scope": rule.scope, **entries_of_rule(rule), **english}


def fault_json(fault: Fault, lang: str) -> dict[str, object]:
    """Returns a fault as JSON, its words in the language asked for."""
    return {"line": fault.line, "message": say(lang, fault.said)}


def difference_json(d: Difference) -> dict[str, str]:
    """Returns a difference as JSON."""
    return {"row": d.row, "entry": d.entry, "one": d.one, "other": d.other}
