"""`tracer policy show | check | diff`: the rules as a lawyer reads them, and what does not hold in a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import typer

from graph_schema.terms import label_of
from tracer.options import BAD_INPUT, OK, Register, json_option, lang_option, print_json, require_language
from tracer.policy import Policy
from tracer.policy_file import (
    Difference,
    Problem,
    builtin_names,
    check_entries,
    differences,
    load_policy,
    rule_entries,
)
from tracer.texts import say


def add_policy_commands(register: Register, lang: str) -> None:
    """Put the three commands into the group."""
    _add_show(register, lang)
    _add_check(register, lang)
    _add_diff(register, lang)


def _add_show(register: Register, lang: str) -> None:
    p_name = typer.Argument(None, metavar="NAME", help=say(lang, "p_policy_name", names=" ".join(builtin_names())))

    @register("show", "policy_show")
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
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "p_policy_file"))

    @register("check", "policy_check")
    def run(file: str = p_file, as_json: bool = json_option(lang), language: str | None = lang_option(lang)) -> int:
        require_language(language)
        from tracer import jobs

        problems = jobs.check_policy(file)
        if as_json:
            print_json({"policy": file, "problems": [problem_json(p, lang) for p in problems]})
        else:
            for p in problems:
                print(f"{file}:{p.line}: {p.en if lang == 'en' else p.zh}")
            if not problems:
                policy = load_policy(file)
                counts = {"rules": len(policy.rules), "checks": len(policy.checks)}
                print(say(lang, "policy_holds", title=_title(policy, lang), **counts))
        return BAD_INPUT if problems else OK


def _add_diff(register: Register, lang: str) -> None:
    p_one = typer.Argument(..., metavar="ONE", help=say(lang, "p_policy_one"))
    p_other = typer.Argument(..., metavar="OTHER", help=say(lang, "p_policy_other"))

    @register("diff", "policy_diff")
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
            print("\n".join(difference_lines(found)) or say(lang, "policy_same"))
        return OK


# --- words -------------------------------------------------------------------------------------


def _title(policy: Policy, lang: str) -> str:
    return policy.title_en if lang == "en" else policy.title


def policy_lines(policy: Policy, lang: str) -> Iterator[str]:
    """A policy as text: its head, then each rule, check and principle with its entries."""
    yield f"{_title(policy, lang)}（{policy.id}）" if lang == "zh" else f"{_title(policy, lang)} ({policy.id})"
    yield f"  {policy.source}  {policy.since}"
    if policy.inherits:
        yield "  " + say(lang, "policy_inherits", name=policy.inherits, region=policy.region)
    for rule in policy.rules:
        kinds = "、".join(label_of(k, lang) for k in sorted(rule.kinds))
        yield ""
        yield f"[rule] {kinds}" + ("" if rule.scope.value == "any" else f" · {rule.scope}")
        yield from _entries(rule_entries(rule))
    for check in policy.checks:
        kinds = "、".join(label_of(k, lang) for k in sorted(check.kinds))
        yield ""
        yield f"[check] {label_of(check.check, lang)}: {kinds}"
        yield from _entries(check_entries(check))
    for principle in policy.principles:
        yield ""
        yield f"[principle] {principle.id}"
        yield from _entries({"authority": principle.authority, "conditions": principle.conditions})
    if policy.exempt_levels:
        yield ""
        yield "[exempt]"
        yield from _entries({"levels": " ".join(sorted(policy.exempt_levels)), "authority": policy.exempt_authority})


def _entries(entries: dict[str, str]) -> Iterator[str]:
    return (f"  {name:<20} {words}" for name, words in entries.items() if words)


def difference_lines(found: list[Difference]) -> Iterator[str]:
    """The differences row by row: - what the first states, + what the second states."""
    row = ""
    for d in found:
        if d.row != row:
            row = d.row
            yield row
        yield from (f"  {sign} {d.entry:<20} {words}" for sign, words in (("-", d.one), ("+", d.other)) if words)


def policy_json(policy: Policy) -> dict[str, object]:
    """A policy as JSON: what `policy show --json` prints."""
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
        "rules": [{"kinds": sorted(r.kinds), "scope": r.scope, **rule_entries(r)} for r in policy.rules],
        "checks": [{"id": c.check, "kinds": sorted(c.kinds), **check_entries(c)} for c in policy.checks],
        "principles": [{"id": p.id, "authority": p.authority, "conditions": p.conditions} for p in policy.principles],
        "exempt": {
            "levels": sorted(policy.exempt_levels),
            "provincial_only": policy.exempt_provincial_only,
            "authority": policy.exempt_authority,
        },
    }


def problem_json(problem: Problem, lang: str) -> dict[str, object]:
    """A problem as JSON, its words in the language asked for."""
    return {"line": problem.line, "message": problem.en if lang == "en" else problem.zh}


def difference_json(d: Difference) -> dict[str, str]:
    """A difference as JSON."""
    return {"row": d.row, "entry": d.entry, "one": d.one, "other": d.other}
