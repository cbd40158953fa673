"""graph_schema.numerals and graph_schema.days: one reading of numerals and days for text, typing and tables."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.days import iso_day, printed_day, typed_day
from graph_schema.numerals import numeral, value_of


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百〇五", 105),
        ("一〇五", 105),
        ("二○二一", 2021),
        ("一千二百", 1200),
        ("两百", 200),
        ("", None),
        ("1十", None),
        ("²", None),
        ("若干", None),
    ],
)
def test_numerals(words: str, number: int | None) -> None:
    assert value_of(words) == number


@given(st.integers(0, 9999))
def test_a_numeral_is_read_as_it_was_spelt(number: int) -> None:
    assert value_of(numeral(number)) == number


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_days_are_read_as_they_are_written(day: date) -> None:
    assert iso_day(day.isoformat()) == typed_day(f"{day.year}/{day.month}/{day.day}") == day
    assert printed_day(str(day.year), numeral(day.month), numeral(day.day)) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-09-13", date(2022, 9, 13)),
        (" 2022/9/13 ", date(2022, 9, 13)),
        ("2022年9月13日", date(2022, 9, 13)),
        ("2022-02-30", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_days_that_people_type(typed: str, day: date | None) -> None:
    assert typed_day(typed) == day


@pytest.mark.parametrize("text", ["", "2022-9-13", "20220913", "2022-02-30", "2022-W37-2"])
def test_a_table_holds_days_in_one_form(text: str) -> None:
    assert iso_day(text) is None


def test_there_is_no_such_day() -> None:
    assert printed_day("2022", "二", "三十") is None
    assert printed_day("二〇二二", "13", "1") is None
