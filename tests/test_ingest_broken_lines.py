"""Lines broken at any place: no citation is read otherwise, and lines that are lines stay so."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from broken_documents import LAW_NAMES, documents, places
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from ingest.clean.repair import clean
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
