"""Holds that rows are the same before and behind the number from which they are kept column by column."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingest.clean import columns
from ingest.clean.columns import Columns

FEW = 40


class Row(NamedTuple):
    """Holds a row of a number and a word."""

    number: int
    word: str


@pytest.mark.parametrize("size", [0, 1, FEW, FEW + 1, FEW + 7])
def test_rows_are_given_back_as_they_were_added(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_FEW", FEW)
    rows = Columns(Row, "IO")
    expected = [Row(number, "甲乙"[number % 2]) for number in range(size)]
    for row in expected:
        rows.add(*row)
    assert len(rows) == size
    assert list(rows) == list(rows.at_hand()) == expected
    assert rows[3:9] == expected[3:9]
    assert rows[-4:] == expected[-4:]
    assert [rows[at] for at in range(-size, size)] == expected + expected
    with pytest.raises(IndexError):
        rows[size]
