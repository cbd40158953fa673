"""The verdict as a small coloured label. What it looks like is told in tracer.show.signs, for all readers alike."""

from __future__ import annotations

from graph_schema.messages import label_of
from graph_schema.terms import Verdict
from tracer.show.signs import SIGNS


def chip(verdict: Verdict, lang: str = "zh") -> str:
    """Returns the verdict as a coloured label (HTML)."""
    return (
        f'<span class="chip v-{verdict.value}"><span aria-hidden="true">{SIGNS[verdict]}</span> '
        f"{label_of(verdict, lang)}</span>"
    )
