"""Lines broken at any place: no citation is read otherwise, and lines that are lines stay so."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from broken_documents import LAW_NAMES, documents, places
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.records import Repair
from ingest.clean.glued import with_lines_apart
from ingest.clean.repair import clean
from ingest.clean.undoing import ALL_MADE
from ingest.formats.files import file_of_text
from ingest.reading import read

CASES = tomllib.loads((Path(__file__).parent / "cases/broken_lines.toml").read_text(encoding="utf-8"))


def cited(text: str) -> Counter[tuple[object, ...]]:
    """Counts what the citations of a text say."""
    reading = read(file_of_text(text, "x"), LAW_NAMES)
    return Counter((c.title, c.number, c.articles, c.role) for c in reading.citations)


@settings(max_examples=sized(40, 1000), deadline=None)
@given(documents(), st.data())
def test_a_line_broken_anywhere_changes_no_citation(text: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(places(text)))
    assert cited(f"{text[:at]}\n{text[at:]}") == cited(text)


@settings(max_examples=sized(20, 500), deadline=None)
@given(documents(), st.integers(24, 44))
def test_pages_of_any_width_change_no_citation(text: str, width: int) -> None:
    lines = (line[at : at + width] for line in text.splitlines() for at in range(0, max(len(line), 1), width))
    assert cited("\n".join(lines)) == cited(text)


@pytest.mark.parametrize("lines", CASES["joined"], ids="⏎".join)
def test_what_was_broken_is_one_paragraph(lines: list[str]) -> None:
    assert clean("\n".join(lines)).text == "".join("".join(lines).split())


@pytest.mark.parametrize("lines", CASES["apart"], ids="⏎".join)
def test_lines_that_are_lines_stay_so(lines: list[str]) -> None:
    assert clean("\n".join(lines)).text == "\n".join("".join(line.split()) for line in lines)


@pytest.mark.parametrize("case", CASES["glued"], ids=lambda case: str(case["purpose"]))
def test_what_was_glued_is_taken_apart(case: dict[str, Any]) -> None:
    assert clean(case["text"]).text.split("\n") == case["read"]


@settings(max_examples=sized(40, 1000), deadline=None)
@given(st.text(alphabet="第二三条 。\n|-—1220/一a", max_size=60))
def test_taking_apart_keeps_the_length(text: str) -> None:
    repairs: list[Repair] = []
    apart = with_lines_apart(text, repairs, ALL_MADE)
    assert len(apart) == len(text)
    assert all(repair.span.of(text) for repair in repairs)
