"""How verdicts and check results look: a shape, a letter and a colour each, so that no reader needs the colour.

The colours keep apart under the common kinds of colour blindness and in grey print.
"""

from __future__ import annotations

from graph_schema.messages import label_of
from graph_schema.terms import CheckResult, Verdict

ORDER = (Verdict.DIRECT, Verdict.INDIRECT, Verdict.DEAD_END, Verdict.REVIEW, Verdict.EXEMPT)
"""How verdicts stand side by side on the screens."""
SHAPES: dict[Verdict, str] = {
    Verdict.DIRECT: "●",
    Verdict.INDIRECT: "◐",
    Verdict.DEAD_END: "✕",
    Verdict.REVIEW: "?",
    Verdict.EXEMPT: "○",
}
LETTERS: dict[Verdict, str] = {
    Verdict.DIRECT: "D",
    Verdict.INDIRECT: "I",
    Verdict.DEAD_END: "X",
    Verdict.REVIEW: "R",
    Verdict.EXEMPT: "E",
}
COLOURS: dict[Verdict, str] = {
    Verdict.DIRECT: "#0b6aa2",
    Verdict.INDIRECT: "#8f5b00",
    Verdict.DEAD_END: "#b3261e",
    Verdict.REVIEW: "#7a3b8f",
    Verdict.EXEMPT: "#5b6673",
}
RESULT_SIGNS: dict[CheckResult, str] = {
    CheckResult.OK: "✓",
    CheckResult.FAILED: "✕",
    CheckResult.NOT_FOUND: "–",
    CheckResult.UNKNOWN: "?",
    CheckResult.STATED: "✓",
    CheckResult.NOT_STATED: "!",
    CheckResult.TEXT_NOT_AT_HAND: "?",
}


def sign_of(verdict: Verdict) -> str:
    """Shape and letter, e.g. "✕ X"."""
    return f"{SHAPES[verdict]} {LETTERS[verdict]}"


def verdict_words(verdict: Verdict, lang: str = "zh") -> str:
    """Shape, letter and word in plain text, e.g. "✕ X 断链"."""
    return f"{sign_of(verdict)} {label_of(verdict, lang)}"


def chip(verdict: Verdict, lang: str = "zh") -> str:
    """The verdict as a small coloured label (HTML)."""
    return (
        f'<span class="chip v-{verdict.value}"><span aria-hidden="true">{sign_of(verdict)}</span> '
        f"{label_of(verdict, lang)}</span>"
    )
