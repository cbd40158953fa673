"""Says what citations a text holds: spans, titles, numbers, articles, roles, levels (tests/cases/citations.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from graph_schema.levels import level_of_citation
from graph_schema.records import Citation, Reading
from graph_schema.terms import Role
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.registry.load import load_registry

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "citations.toml").read_text(encoding="utf-8")
)["case"]
KEYS = {"words", "title", "number", "articles", "role", "level", "issuer", "damaged"}
HEAD = "鹭川市人民政府关于加强种子店信用管理的通知\n\n鹭政发〔2022〕9号\n\n各县人民政府：\n\n"
FOOT = "\n\n鹭川市人民政府\n2022年5月6日\n"
REGION = "河东省/鹭川市"


def reading_of(case: dict[str, Any]) -> Reading:
    text = case.get("text") or HEAD + case["line"] + FOOT
    return read(file_of_text(text, case["purpose"]), load_registry().law_names())


def said(reading: Reading, citation: Citation) -> dict[str, Any]:
    """Returns what a citation says, by the keys of the cases."""
    document = next(d for d in reading.documents if d.id == citation.document)
    number = citation.number or citation.defined_number
    shown = level_of_citation(citation.title, number, citation.issuer_hint, REGION, document.level)
    return {
        "words": citation.text,
        "title": citation.title,
        "number": citation.number,
        "articles": list(citation.articles),
        "role": citation.role.value,
        "level": shown.level.value,
        "issuer": citation.issuer_hint,
        "damaged": citation.damaged,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["purpose"])
def test_citations_of_a_text(case: dict[str, Any]) -> None:
    assert set(case) <= {"purpose", "line", "text", "want"} and all(set(w) <= KEYS for w in case["want"])
    reading = reading_of(case)
    found = [said(reading, c) for c in reading.citations if c.role is not Role.SELF and not c.by_reference]
    asked = [{key: one[key] for key in want} for one, want in zip(found, case["want"], strict=False)]
    assert (asked, len(found)) == (case["want"], len(case["want"])), [x["words"] for x in found]
