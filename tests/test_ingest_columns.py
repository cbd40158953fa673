"""Holds that rows are the same before and behind the number from which they are kept column by column."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from ingest.clean.columns import Columns

FEW = 1 << 17


class Row(NamedTuple):
    """Holds a row of a number and a word."""

    number: int
    word: str


@pytest.mark.parametrize("size", [0, 1, FEW, FEW + 1, FEW + 7])
def test_rows_are_given_back_as_they_were_added(size: int) -> None:
    rows = Columns(Row, "IO")
    expected = [Row(number, "甲乙"[number % 2]) for number in range(size)]
    for row in expected:
        rows.add(*row)
    assert len(rows) == size
    assert list(rows) == list(rows.at_hand()) == expected
    assert rows[3:9] == expected[3:9]
    assert rows[-4:] == expected[-4:]
    looked_at = {*range(-size, min(9 - size, size)), *range(max(-9, -size), min(9, size)), *range(max(size - 9, 0), size)}
    assert all(rows[at] == expected[at] for at in looked_at)
    with pytest.raises(IndexError):
        rows[size]
