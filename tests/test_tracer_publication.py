"""Terms of publication and ways to ask for repair, held against the rules of a day (tests/cases/publication_terms.toml)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_schema.messages import in_words
from graph_schema.records import Document, Measure, Span
from graph_schema.terms import Check, MeasureKind, SegmentKind, SourceLevel, Verdict
from tracer.policy.file import load_policy
from tracer.verdict.checks import Case, run_checks
from tracer.verdict.support import statement_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "publication_terms.toml").read_text("utf-8"))["case"]
KEYS = {"purpose", "check", "text", "day", "kind", "result", "says"}
DAY = date(2026, 6, 1)


def case_of(said: dict[str, Any]) -> Case:
    """Returns what the checks look at, of a document that opens with the measure's sentence."""
    assert set(said) <= KEYS
    text = said["text"]
    sentence = text.split("。")[0] + "。"
    kind = MeasureKind(said.get("kind", "name_list"))
    day = said.get("day", DAY)
    measure = Measure(
        id="d-1.m1",
        document="d-1",
        provision="d-1.p1",
        kind=kind,
        span=Span(start=0, end=len(sentence)),
        text=sentence,
        sentence=Span(start=0, end=len(sentence)),
        act="列入",
    )
    document = Document(
        id="d-1",
        span=Span(start=0, end=len(text)),
        title="岚台县管理办法",
        number=None,
        issuer=None,
        date=None,
        level=SourceLevel.LOCAL_NORMATIVE,
        region=None,
        kind=SegmentKind.MEASURES,
    )
    return Case(
        measure=measure,
        sentence=sentence,
        provision=sentence,
        document=document,
        text=text,
        reached=None,
        all_reached=frozenset(),
        verdict=Verdict.DEAD_END,
        policy=load_policy().on(day, None),
        as_of=day,
        statement=statement_of(kind, sentence, sentence),
        cited=(),
        quoted=(),
        lays_down=False,
        nationwide=False,
    )


@pytest.mark.parametrize("said", CASES, ids=lambda said: said["purpose"])
def test_text_and_rule_of_the_day(said: dict[str, Any]) -> None:
    found = run_checks(case_of(said)).get(Check(said["check"]))
    if said["result"] == "not_asked":
        assert found is None
        return
    assert found is not None
    assert found.result == said["result"], in_words("zh", found.words)
    assert said.get("says", "") in in_words("zh", found.words)
