"""Writes sources as JSON, with what rests on them and what falls with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.show.as_json.findings import document_json, hop_json

if TYPE_CHECKING:
    from tracer.verdict.impact import Change, Impact
    from tracer.verdict.resting import SourceUse


def impact_json(found: Impact) -> dict[str, object]:
    """Returns what `tracer impact --json` prints."""
    return {
        "as_of": found.as_of.isoformat(),
        "source": source_json(found.source),
        "repealed_on": found.repealed_on.isoformat() if found.repealed_on else None,
        "replaced_by": found.replaced_by.id if found.replaced_by else None,
        "lapses": found.lapses,
        "changes": [_change_json(change) for change in found.changes],
    }


def _change_json(change: Change) -> dict[str, object]:
    return {
        "measure": change.measure.id,
        "kind": change.measure.kind.value,
        "text": change.measure.text,
        "document": document_json(change.document),
        "before": change.before.value,
        "after": change.after.value,
        "falls": change.falls,
        "decided": change.decided,
        "other": hop_json(change.other) if change.other else None,
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
