"""Writes as JSON what people decide, what changes by it, and the citations that they decide on."""

from __future__ import annotations

from collections.abc import Iterable

from graph_schema.messages import say
from graph_schema.plain import to_plain
from graph_schema.records import Decision, Finding
from tracer.show.citations import CitationRow
from tracer.show.decisions import DecisionRow


def decision_json(row: DecisionRow) -> dict[str, object]:
    """Returns a decision, whether it holds and how sure that is: where it was made, and where it stands now.

    It does not hold where it was taken back, where its words are gone, or where a person must confirm their place.
    """
    decision = to_plain(row.decision)
    for at in ("subject_at", "value_at"):  # `was` tells it in words
        decision.pop(at)
    return {
        **decision,
        "holds": row.holds,
        "confidence": round(row.confidence, 3),
        "was": to_plain(row.was),
        "now": to_plain(row.now),
    }


def moved_json(rows: Iterable[DecisionRow]) -> dict[str, object]:
    """Returns the decisions that a person should confirm as a part of a larger value; nothing where there are none."""
    told = [decision_json(row) for row in rows]
    return {"decisions": told} if told else {}


def effect_json(decision: Decision, changes: Iterable[tuple[Finding, Finding]]) -> dict[str, object]:
    """Returns a decision with the findings that are others for it, before and after."""
    return {"decision": to_plain(decision), "changes": changes_json(changes)}


def changes_json(changes: Iterable[tuple[Finding, Finding]]) -> list[dict[str, str]]:
    """Returns findings that are others than before: the measure, and its verdict before and after."""
    return [
        {"measure": after.measure.id, "before": before.verdict.value, "after": after.verdict.value}
        for before, after in changes
    ]


def citation_json(row: CitationRow, lang: str) -> dict[str, object]:
    """Returns a citation with what it means, why, and what else it could mean."""
    return {
        "id": row.citation.id,
        "text": row.citation.text,
        "provision": row.provision,
        "role": row.citation.role.value,
        "status": row.link.status.value,
        "target": row.target,
        "title": row.title,
        "level": row.link.level.value,
        "why": say(lang, row.link.level_reason),
        "candidates": [
            {"target": candidate.target, "score": candidate.score, "reason": say(lang, candidate.reason)}
            for candidate in row.link.candidates
        ],
        "decided": row.decided,
    }
