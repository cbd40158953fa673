"""Writes policies as JSON, the faults of a policy file, and the differences of two policies."""

from __future__ import annotations

from dataclasses import asdict

from graph_schema.messages import say
from tracer.policy.file import Difference, Fault, entries_of_check, entries_of_principle, entries_of_rule
from tracer.policy.rules import CheckRule, Policy, Principle, Rule


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
        "checks": [
            {"id": c.check, "kinds": sorted(c.kinds), **entries_of_check(c), **_english(c)} for c in policy.checks
        ],
        "principles": [{"id": p.id, **entries_of_principle(p), **_english(p)} for p in policy.principles],
        "exempt": {
            "levels": sorted(policy.exempt_levels),
            "provincial_only": policy.exempt_provincial_only,
            "authority": policy.exempt_authority,
        },
        "authority_texts": [{"number": text.number, "title": text.title} for text in policy.authority_texts],
    }


def _rule_json(rule: Rule) -> dict[str, object]:
    english = {"question_en": rule.question.en} if rule.question.en else {}
    return {"kinds": sorted(rule.kinds), "scope": rule.scope, **entries_of_rule(rule), **english, **_english(rule)}


def _english(row: Rule | CheckRule | Principle) -> dict[str, str]:
    return {"conditions_en": row.conditions_en} if row.conditions_en else {}


def fault_json(fault: Fault, lang: str) -> dict[str, object]:
    """Returns a fault as JSON, its words in the language asked for."""
    return {"line": fault.line, "message": say(lang, fault.said)}


def difference_json(difference: Difference) -> dict[str, str]:
    """Returns a difference as JSON."""
    return {
        "row": difference.row,
        "entry": difference.entry,
        "one": difference.one,
        "other": difference.other,
    }
