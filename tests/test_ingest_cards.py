"""The card of a document: what head and sign-off print becomes title, number, issuer, date (docs/reading.md#card)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph_schema.records import Document
from ingest.formats.files import file_of_text
from ingest.reading import read

_CASES = tomllib.loads((Path(__file__).parent / "cases" / "cards.toml").read_text(encoding="utf-8"))["case"]


def _field(document: Document, name: str) -> Any:
    """Returns a field of a card as the cases write it."""
    value = getattr(document, name)
    return value if isinstance(value, bool) else str(value or "")


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["purpose"])
def test_head_and_sign_off_give_the_card(case: dict[str, Any]) -> None:
    """Compares the fields of the first document that a case names."""
    document = read(file_of_text(case["text"].strip("\n"), "text.txt")).documents[0]
    assert {name: _field(document, name) for name in case["card"]} == case["card"]
