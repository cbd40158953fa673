"""Writes what an update of the registry would change as JSON."""

from __future__ import annotations

from collections.abc import Mapping

from graph_schema.terms import Verdict
from tracer.bulk.standings import Standing
from tracer.show.as_json.instruments import row_change_json, text_change_json
from tracer.show.updates import DocumentChange, Update


def update_json(update: Update, lang: str) -> dict[str, object]:
    """Returns what `tracer registry update --json` prints, but for whether it was done."""
    return {
        "as_of": update.as_of.isoformat(),
        "registry": {"before": update.edition_before, "after": update.edition_after},
        "summary": update.summary,
        "verdicts": {"before": _counts(update.before), "after": _counts(update.after)},
        "documents": [_document_json(document) for document in update.documents],
        "rows": [row_change_json(change) for change in update.report.rows],
        "laws": [text_change_json(change) for change in update.report.laws],
        "failed": [error.in_language(lang) for error in update.report.failed],
    }


def _counts(counts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: counts.get(verdict, 0) for verdict in Verdict}


def _document_json(change: DocumentChange) -> dict[str, object]:
    document = change.document
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "measures": [
            {
                "measure": one.measure.id,
                "kind": one.measure.kind.value,
                "before": _standing_json(one.before),
                "after": _standing_json(one.after),
            }
            for one in change.measures
        ],
    }


def _standing_json(standing: Standing | None) -> dict[str, object] | None:
    if standing is None:
        return None
    return {"verdict": standing.verdict.value, "reasons": sorted(reason.value for reason in standing.reasons)}
