"""Says who must do what by when (tests/cases/duties.toml)."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.patterns import Pattern
from graph_schema.records import Reading
from ingest.find.duties import BRACKETED, BY_OFFICE, DEADLINE, HINT, IN_CHARGE, REPORT, TIMED, day_of, split_offices
from ingest.formats.files import file_of_text
from ingest.reading import read

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "duties.toml").read_text(encoding="utf-8")
)["case"]
PATTERNS = [HINT, IN_CHARGE, BY_OFFICE, BRACKETED, DEADLINE, REPORT, TIMED]


def reading_of(case: dict[str, Any]) -> Reading:
    issued: date | None = case.get("issued")
    foot = f"\n青禾县信用办公室\n{issued.year}年{issued.month}月{issued.day}日\n" if issued else "\n"
    return read(file_of_text("关于做好信用信息工作的通知\n各单位：\n" + case["text"] + foot, case["purpose"]))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["purpose"])
def test_duties_of_a_text(case: dict[str, Any]) -> None:
    assert set(case) <= {"purpose", "text", "issued", "expect"}, "an unknown key is an error in the case"
    reading = reading_of(case)
    found = reading.duties
    assert [list(d.units) for d in found] == [x["units"] for x in case["expect"]], found
    for duty, want in zip(found, case["expect"], strict=True):
        assert (duty.deadline.isoformat() if duty.deadline else "") == want["deadline"]
        assert duty.due == want["due"]
        assert want.get("report", "") in duty.report
        words = duty.span.of(reading.source.text)
        assert duty.text == words.replace("\n", "")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.matches[0])
def test_patterns_match_and_refuse_their_examples(pattern: Pattern) -> None:
    assert [t for t in pattern.matches if not pattern.regex.search(t)] == []
    assert [t for t in pattern.refuses if pattern.regex.search(t)] == []


@pytest.mark.parametrize("pattern", [IN_CHARGE, BY_OFFICE, BRACKETED, DEADLINE, TIMED], ids=lambda p: p.matches[0])
def test_nothing_is_missed_by_looking_at_hinted_sentences_only(pattern: Pattern) -> None:
    assert [t for t in pattern.matches if not HINT.regex.search(t)] == []


def test_offices_are_parted_outside_brackets_only() -> None:
    assert split_offices("各县（市、区）政府、市财政局和市信用办") == ("各县（市、区）政府", "市财政局", "市信用办")


@given(st.text(alphabet="各市县局办、（）于在2021年2月5日底前内将报送责任单位：由负责，。", max_size=80))
def test_any_words_give_duties_that_lie_in_the_text(words: str) -> None:
    reading = read(file_of_text("关于某事的通知\n一、" + words, "any"))
    for duty in reading.duties:
        assert duty.span.start < duty.span.end <= len(reading.source.text)
        assert duty.units or duty.due


@given(st.from_regex(re.compile(DEADLINE.regex.pattern, DEADLINE.regex.flags), fullmatch=True), st.none() | st.dates())
def test_any_deadline_gives_a_day_or_none(due: str, issued: date | None) -> None:
    day = day_of(due, issued)
    assert day is None or isinstance(day, date)


@pytest.mark.parametrize(
    "words", ["由" + "各县市局部和" * 3000 + "负责", "各单位各部门" * 3000 + "于3月1日前报送", "（各县" * 3000]
)
def test_a_row_of_names_without_end_is_read(words: str) -> None:
    """A pattern that tries every way of parting the names would never come back."""
    assert read(file_of_text("关于某事的通知\n一、" + words, "any")).documents
