"""Writes as JSON what people decide, what changes by it, and the citations that they decide on."""

from __future__ import annotations

from collections.abc import Iterable

from graph_schema.messages import say
from graph_schema.plain import to_plain
from graph_schema.records import Decision, Finding
from tracer.show.citations import CitationRow


def decision_json(decision: Decision, *, is_idle: bool) -> dict[str, object]:
    """Returns a decision, and whether it holds: not where it was taken back, nor where its words are gone."""
    return {**to_plain(decision), "holds": decision.withdrawn is None and not is_idle}


def effect_json(decision: Decision, changes: Iterable[tuple[Finding, Finding]]) -> dict[str, object]:
    """Returns a decision with the findings that are others for it, before and after."""
    return {
        "decision": to_plain(decision),
        "changes": [
            {"measure": after.measure.id, "before": before.verdict.value, "after": after.verdict.value}
            for before, after in changes
        ],
    }


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
