"""The page around a document: which lines are furniture, what its card says, and that nothing else disappears."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph_schema.terms import RepairKind
from ingest.clean.repair import clean

CASES = tomllib.loads((Path(__file__).parent / "cases/page.toml").read_text(encoding="utf-8"))["page"]


def page_of(case: dict[str, Any]) -> tuple[str, set[str]]:
    """Returns the text of a case, and the lines of it that are furniture."""
    lines = case["text"].strip("\n").split("\n")
    return "\n".join(line.removeprefix("~") for line in lines), {line[1:].strip() for line in lines if line[:1] == "~"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_each_line_of_the_page_is_that_line_and_nothing_more(case: dict[str, Any]) -> None:
    text, furniture = page_of(case)
    cleaned = clean(text)
    cut = [r.span.of(text) for r in cleaned.repairs if r.kind in (RepairKind.FURNITURE, RepairKind.PAGE_NOISE)]
    assert set(cut) == furniture
    if "fields" in case:
        shown = [f"{field.field} {text[field.start : field.end]}" for field in cleaned.page]
        assert [words for words in shown if words.split()[0] in ("title", "number", "issuer", "date", "validity")] == (
            case["fields"]
        )
