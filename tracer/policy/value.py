"""The rules of a policy as a value: what proofs hold of them, and what the edition of a judgement names."""

from __future__ import annotations

from typing import Any

from tracer.policy.rules import Policy


def policy_value(policy: Policy) -> dict[str, Any]:
    """Returns the rules as the proof holds them; `digest_of` it is what a reader of proofs trusts."""
    rules = [
        {
            **{name: getattr(r, name) for name in ("id", "authority", "decisions", "consent", "direct", "gaps")},
            "kinds": sorted(k.value for k in r.kinds),
            "scope": r.scope.value,
            "levels": sorted(level.value for level in r.levels),
            "interim": sorted(level.value for level in r.interim),
            "review": sorted(level.value for level in r.review),
            "since": r.since.isoformat() if r.since else None,
            "until": r.until.isoformat() if r.until else None,
            "region": r.region,
        }
        for r in policy.rules
    ]
    below = policy.review_below
    return {
        "id": policy.id,
        "rules": rules,
        "exempt_levels": sorted(level.value for level in policy.exempt_levels),
        "exempt_provincial_only": policy.exempt_provincial_only,
        "authority_texts": [{"number": text.number, "title": text.title} for text in policy.authority_texts],
        "review_below": {"measure": below.measure, "citation": below.citation, "header": below.header},
    }
