"""A page around a document changes nothing that is read of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from portal import page_around, read_all, read_as, styles
from sizes import sized

SAMPLE = sorted((Path(__file__).parent.parent / "tracer/sample").rglob("*.txt"))
MOST = 6_000  # characters: a longer text tells no more of the page around it
TEXTS = tuple(text for text in (path.read_text(encoding="utf-8") for path in SAMPLE) if len(text) <= MOST)
"""Documents of the sample corpus, all invented."""


@cache
def alone(number: int) -> dict[str, Any]:
    """Reads a document without a page."""
    return read_all([TEXTS[number]])[0]


@settings(max_examples=sized(20, 1500), deadline=None)
@given(st.sampled_from(sorted(styles())), st.integers(0, len(TEXTS) - 1), st.integers(0, 1 << 30))
def test_page_furniture_around_a_document_changes_no_measure_verdict_or_field_of_it(
    style: str, number: int, seed: int
) -> None:
    label = alone(number)
    page = page_around(styles()[style], TEXTS[number], label["doc"] or {}, seed)
    (within,) = read_all([page.text])
    assert read_as(within, page) == read_as(label), page.text
