"""The signs of verdicts and check results: a shape, a letter and a colour each, so that no reader needs the colour.

The colours keep apart under the common kinds of colour blindness and in grey print; a terminal has its own names for them.
"""

from __future__ import annotations

from typing import NamedTuple

from graph_schema.messages import label_of
from graph_schema.terms import CheckResult, Verdict

ORDER = (Verdict.DIRECT, Verdict.INDIRECT, Verdict.DEAD_END, Verdict.REVIEW, Verdict.EXEMPT)
"""How verdicts stand side by side on the screens."""


class Sign(NamedTuple):
    """Says how a verdict looks. `colour` is for a page, `style` for a terminal."""

    shape: str
    letter: str
    colour: str
    style: str

    def __str__(self) -> str:
        """Returns shape and letter: "✕ X"."""
        return f"{self.shape} {self.letter}"


SIGNS: dict[Verdict, Sign] = {
    Verdict.DIRECT: Sign("●", "D", "#0b6aa2", "green"),
    Verdict.INDIRECT: Sign("◐", "I", "#8f5b00", "cyan"),
    Verdict.DEAD_END: Sign("✕", "X", "#b3261e", "bold red"),
    Verdict.REVIEW: Sign("?", "R", "#7a3b8f", "yellow"),
    Verdict.EXEMPT: Sign("○", "E", "#5b6673", "dim"),
}
BREAK_SIGN = SIGNS[Verdict.DEAD_END].shape
"""Stands where a chain breaks."""

RESULT_SIGNS: dict[CheckResult, str] = {
    CheckResult.OK: "✓",
    CheckResult.FAILED: "✕",
    CheckResult.NOT_FOUND: "–",
    CheckResult.UNKNOWN: "?",
    CheckResult.STATED: "✓",
    CheckResult.NOT_STATED: "!",
    CheckResult.TEXT_NOT_AT_HAND: "?",
}


def verdict_words(verdict: Verdict, lang: str = "zh") -> str:
    """Returns shape, letter and word in plain text, e.g. "✕ X 断链"."""
    return f"{SIGNS[verdict]} {label_of(verdict, lang)}"
