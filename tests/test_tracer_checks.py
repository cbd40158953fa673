"""The checks by the words of a provision and of its document (tests/cases/checks.toml), without the reader of measures."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_schema.records import Document, Measure, Span
from graph_schema.terms import Check, MeasureKind, SegmentKind, SourceLevel, Verdict
from tracer.policy.file import load_policy
from tracer.verdict import checks
from tracer.verdict.check_words import word_classes
from tracer.verdict.checks import Case, run_checks
from tracer.verdict.support import statement_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "checks.toml").read_text("utf-8"))["case"]
KEYS = {"purpose", "check", "sentence", "measure", "provision", "below", "level", "reached", "draft", "result"}
DAY = date(2022, 5, 6)


def case_of(said: dict[str, Any]) -> Case:
    """Returns what the checks look at, of an article and what stands below it."""
    assert set(said) <= KEYS
    sentence, words = said["sentence"], said.get("measure", said["sentence"])
    level = SourceLevel(said.get("level", "local_normative"))
    reached = SourceLevel(said["reached"]) if "reached" in said else None
    kind = MeasureKind.PUNISHMENT if said["check"] == "no_coercion" else MeasureKind.NAME_LIST
    provision = f"第二条　{sentence}{said.get('provision', '')}"
    text = "\n".join(
        (provision, *(f"第{n}条　{words}" for n, words in zip("三四五", said.get("below", ()), strict=False)))
    )
    start = provision.index(sentence)
    begins = start + sentence.index(words)
    measure = Measure(
        id="d-1.m1",
        document="d-1",
        provision="d-1.p1",
        kind=kind,
        span=Span(start=begins, end=begins + len(words)),
        text=words,
        sentence=Span(start=start, end=start + len(sentence)),
        act="列入",
    )
    document = Document(
        id="d-1",
        span=Span(start=0, end=len(text)),
        title="岚台县船舶管理办法",
        number=None,
        issuer=None,
        date=DAY,
        level=level,
        region=None,
        kind=SegmentKind.MEASURES,
        draft=said.get("draft", False),
    )
    return Case(
        measure=measure,
        sentence=sentence,
        provision=provision,
        document=document,
        text=text,
        reached=reached,
        all_reached=frozenset({reached} if reached else ()),
        verdict=Verdict.DIRECT if reached else Verdict.DEAD_END,
        policy=load_policy(),
        as_of=DAY,
        statement=statement_of(kind, words, sentence),
        cited=(),
        quoted=(),
        lays_down=False,
        nationwide=False,
    )


def test_no_word_of_a_class_reaches_over_the_end_of_a_clause() -> None:
    """A sentence without a word of the class is passed over before it is cut into clauses."""
    words = [word for one in word_classes().values() for word in (*one.words, *one.exceptions)]
    assert not [word for word in words if re.search("[，：；。,:;\\n]", word)]


@pytest.mark.parametrize("name", word_classes())
def test_examples_of_a_word_class(name: str) -> None:
    words = word_classes()[name]
    assert words.found_in and words.absent_from, "a class without examples says nothing"
    assert [use for use in words.found_in if words.first_in(use) is None] == []
    assert [use for use in words.absent_from if words.first_in(use) is not None] == []
    assert len(set(words.words)) == len(words.words)


def test_each_word_class_is_asked_for() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(checks.__file__).parent.glob("*.py"))
    unnamed = [name for name in word_classes() if f'"{name}"' not in source]
    assert unnamed == []


@pytest.mark.parametrize("said", CASES, ids=lambda said: said["purpose"])
def test_check(said: dict[str, Any]) -> None:
    found = run_checks(case_of(said))[Check(said["check"])]
    assert found.result.value == said["result"], found.words
