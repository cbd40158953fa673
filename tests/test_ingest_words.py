"""Holds what a scanner of many words finds: every place of every word, at offsets of the text as Python counts them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from ingest.find.words import WordScanner

LETTERS = "甲乙丙😀a\ud800\u0000 "


def test_words_inside_of_and_across_one_another_are_all_found() -> None:
    scanner = WordScanner({"信用": "credit", "失信": "breach", "失信惩戒": "penalty", "惩戒": "penalty"})
    assert scanner.find("😀失信用户失信惩戒") == [
        (1, 3, "breach"),
        (2, 4, "credit"),
        (5, 7, "breach"),
        (5, 9, "penalty"),
        (7, 9, "penalty"),
    ]


def test_words_apart_share_no_character() -> None:
    scanner = WordScanner({"失信": 1, "失信惩戒": 2, "惩戒措施": 3}, apart=True)
    assert scanner.find("失信惩戒措施与失信") == [(0, 4, 2), (7, 9, 1)]


def test_no_words_find_nothing() -> None:
    assert WordScanner[int]({}).find("失信") == []


def test_an_empty_word_is_refused() -> None:
    with pytest.raises(ValueError):
        WordScanner({"": 1})


@settings(max_examples=sized(150, 5000), deadline=None)
@given(
    st.lists(st.text("甲乙丙😀a\u0000", min_size=1, max_size=4), unique=True, max_size=8),
    st.text(LETTERS, max_size=40),
)
def test_a_scanner_finds_what_a_search_word_by_word_finds(words: list[str], text: str) -> None:
    expected = [
        (at, at + len(word), n) for n, word in enumerate(words) for at in range(len(text)) if text.startswith(word, at)
    ]
    expected.sort(key=lambda match: (match[1], match[0]))
    assert WordScanner({word: n for n, word in enumerate(words)}).find(text) == expected
