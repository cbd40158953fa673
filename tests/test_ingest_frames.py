"""Measures of single sentences, by frame: tests/cases/frames/*.toml, one file for each family of verbs (docs/frames.md)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.clean.flat import flatten
from ingest.find.frames.find import find_in_sentence
from ingest.find.frames.gate import Telling
from ingest.find.frames.memory import defined_names
from ingest.find.frames.scene import Context
from ingest.find.frames.words import WordClass, tokens_of, word_classes

CASES = Path(__file__).parent / "cases" / "frames"


def sentences() -> list[Any]:
    """Returns the cases of all files: a sentence, what it stands under, the measures that it holds."""
    return [
        pytest.param(case, id=f"{path.stem}-{number}-{case['text'][:16]}")
        for path in sorted(CASES.glob("*.toml"))
        for number, case in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["sentence"], 1)
    ]


@pytest.mark.parametrize("case", sentences())
def test_a_sentence_holds_the_measures_that_it_lays_down(case: dict[str, Any]) -> None:
    context = Context(
        headings=case.get("headings", ""),
        list_head=case.get("head", ""),
        about_credit=case.get("credit", False),
        beside_credit=case.get("beside", True),
        names=defined_names(flatten(case.get("defined", ""))),
        told=case.get("told", False),
    )
    text = case["text"].rstrip("。")
    found = [(hit.kind.value, text[hit.start : hit.end]) for hit in find_in_sentence(flatten(text), context)]
    expected = [(measure["kind"].split("|"), measure["words"]) for measure in case.get("measures", [])]
    assert len(found) == len(expected), found
    for (kind, words), (kinds, quote) in zip(found, expected, strict=True):
        assert kind in kinds and (quote in words or words in quote), (kind, words)


@pytest.mark.parametrize("told", [False, True])
def test_no_sentence_with_a_measure_is_refused_before_it_is_parsed(told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compares what is found with what is found where every sentence is parsed."""
    context = Context(told=told)
    texts = [flatten(case.values[0]["text"].rstrip("。")) for case in sentences()]
    kept = [find_in_sentence(text, context) for text in texts]
    monkeypatch.setattr("ingest.find.frames.find.may_hold", lambda *_: True)
    parsed = [find_in_sentence(text, context) for text in texts]
    assert [text for text, a, b in zip(texts, kept, parsed, strict=True) if a != b] == []
    shown = [Telling(text, 0, len(text)).in_span(0, len(text)) for text in texts]
    assert [text for text, hits, found in zip(texts, parsed, shown, strict=True) if hits and not (found or told)] == []


@pytest.mark.parametrize("word_class", word_classes(), ids=lambda c: c.name)
def test_a_word_class_is_found_where_it_is_used_and_nowhere_else(word_class: WordClass) -> None:
    assert len(set(word_class.words)) == len(word_class.words)
    assert word_class.role == "plain" or (word_class.uses and word_class.refuses), (
        "a class without examples says nothing"
    )
    for clause in word_class.uses:
        assert any(token.is_a(word_class.name) for token in tokens_of(clause)), clause
    for clause in word_class.refuses:
        assert not any(token.is_a(word_class.name) and not token.is_a("plain") for token in tokens_of(clause)), clause
