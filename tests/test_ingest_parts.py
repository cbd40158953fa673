"""Says where the documents of a file begin, what they hang on, and what stands in each (tests/cases/parts.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph_schema.records import Document, Reading
from graph_schema.terms import Role
from ingest.formats.files import file_of_text
from ingest.reading import read

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "parts.toml").read_text(encoding="utf-8")
)["case"]
KEYS = {"purpose", "text", "documents"}
KEYS_OF_DOCUMENT = {"begins", "title", "number", "issuer", "parent", "cites", "measures"}
LAWS: dict[str, str] = {}


def reading_of(text: str) -> Reading:
    return read(file_of_text(text.removeprefix("\n"), "t"), LAWS)


def words_within(reading: Reading, document: Document) -> list[str]:
    """Returns the words of the measures that stand in a document."""
    return [m.span.of(reading.source.text) for m in reading.measures if m.document == document.id]


def cited_in(reading: Reading, document: Document) -> set[str]:
    """Returns the titles, else the numbers, of what a document cites."""
    cited = (c for c in reading.citations if c.document == document.id and c.role is not Role.SELF)
    return {c.title or c.number or c.text for c in cited}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["purpose"])
def test_documents_of_a_file(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS, "an unknown key is an error in the case"
    reading = reading_of(case["text"])
    found = reading.documents
    begin = [document.span.of(reading.source.text)[:12] for document in found]
    assert len(found) == len(case["documents"]), begin
    for document, wanted in zip(found, case["documents"], strict=True):
        assert set(wanted) <= KEYS_OF_DOCUMENT, "an unknown key is an error in the case"
        assert document.span.of(reading.source.text).startswith(wanted["begins"]), begin
        parent = found[wanted["parent"]].id if "parent" in wanted else None
        assert document.parent == parent
        for field in ("title", "number", "issuer"):
            if field in wanted:
                assert (getattr(document, field) or "") == wanted[field]
        if "cites" in wanted:
            assert cited_in(reading, document) == set(wanted["cites"])
        measures = words_within(reading, document)
        for words in wanted.get("measures", ()):
            assert any(words in measure or measure in words for measure in measures), measures
