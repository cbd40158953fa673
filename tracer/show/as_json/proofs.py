"""Writes a checked proof as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.verify import Checked


def checked_json(name: str, checked: Checked, lang: str) -> dict[str, object]:
    """Returns what `tracer verify --json` prints of one proof."""
    return {
        "proof": name,
        "accepted": not checked.faults,
        "measure": checked.measure,
        "verdict": checked.verdict,
        "faults": [
            {"code": fault.code.value, "place": fault.place, "words": words}
            for fault, words in zip(checked.faults, checked.faults_in(lang), strict=True)
        ],
        "trusted": list(checked.trusted),
    }
