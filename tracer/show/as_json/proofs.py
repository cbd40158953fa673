"""Writes the report on a proof as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.verify import ProofReport


def proof_report_json(name: str, report: ProofReport, lang: str) -> dict[str, object]:
    """Returns what `tracer verify --json` prints of one proof."""
    return {
        "proof": name,
        "accepted": not report.faults,
        "measure": report.measure,
        "verdict": report.verdict,
        "faults": [
            {"code": fault.code.value, "place": fault.place, "words": words}
            for fault, words in zip(report.faults, report.faults_in(lang), strict=True)
        ],
        "trusted": list(report.trusted),
    }
