"""The verdict cases of ../shared/gold/verdicts: small documents with what must come out.

Each is judged twice: with the texts of the cited articles, and with the facts that come with the program only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shared_files import SHARED, needs_shared

from graph_schema.messages import say
from graph_schema.records import Finding
from graph_schema.terms import Check
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.policy.file import load_policy
from tracer.registry.article_facts import load_facts
from tracer.registry.article_texts import Articles
from tracer.registry.articles import read_article_lines
from tracer.registry.load import load_registry
from tracer.registry.shelf import ArticleShelf
from tracer.verdict.judge import judge

pytestmark = [pytest.mark.shared, needs_shared]
CASES = sorted((SHARED / "gold" / "verdicts").glob("*.json"))
LAW_TEXTS = SHARED / "registry" / "lawtext"


@pytest.fixture(scope="module")
def texts() -> Iterator[Articles]:
    """Yields the articles of the laws that the cases name."""
    named = "".join(path.read_text(encoding="utf-8") for path in CASES)
    with Articles(":memory:") as kept:
        for instrument in load_registry().instruments.values():
            file = LAW_TEXTS / f"{instrument.id}.jsonl"
            if instrument.title in named and file.is_file():
                kept.put(instrument.id, (article for _, article in read_article_lines(file)))
        yield kept


def findings_of(case: dict[str, Any], shelf: ArticleShelf) -> list[tuple[str, Finding]]:
    registry = load_registry()
    readings = [read(file_of_text(f["text"], f["name"]), registry.law_names()) for f in case["files"]]
    file_of = {d.id: r.source.path for r in readings for d in r.documents}
    found = judge(readings, registry, load_policy(), date.fromisoformat(case["as_of"]), shelf)
    return [(file_of[f.document.id], f) for f in found]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
@pytest.mark.parametrize("at_hand", ["texts", "facts"])
def test_case(path: Path, at_hand: str, texts: Articles) -> None:
    shelf = ArticleShelf(texts) if at_hand == "texts" else ArticleShelf(facts=load_facts())
    case = json.loads(path.read_text(encoding="utf-8"))
    text_of = {f["name"]: f["text"] for f in case["files"]}
    found = findings_of(case, shelf)
    for expected in case["expect"]:
        start = text_of[expected["file"]].index(expected["quote"])
        end = start + len(expected["quote"])
        same = [
            f
            for name, f in found
            if name == expected["file"]
            and f.measure.kind.value == expected["kind"]
            and f.measure.span.start < end
            and f.measure.span.end > start
        ]
        assert same, f"no {expected['kind']} found in “{expected['quote']}”"
        finding = same[0]
        assert finding.verdict.value == expected["verdict"], say("zh", finding.sentence)
        if expected["reasons"]:
            assert {s.reason.value for s in finding.stops} == set(expected["reasons"])
        if expected["ends_at"]:
            assert expected["ends_at"] in {finding.chain[-1].title, finding.chain[-1].number}
        for check, result in expected["checks"].items():
            assert finding.checks[Check(check)].result.value == result, finding.checks[Check(check)]
    if not case["expect"]:
        assert [f.measure.text for _, f in found] == []
