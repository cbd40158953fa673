"""Finds all words of a list in a text in one pass, however many they are (docs/decisions/0025-words-in-one-pass.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

Value = TypeVar("Value")

_HALVES = re.compile(r"[\ud800-\udfff]")
"""Halves of characters: no text in UTF-8 can hold them, so the automaton takes none."""


class WordScanner(Generic[Value]):
    """Finds each place where one of the words stands, those inside of and across one another too.

    With `apart` no two of them share a character: the one that begins first, and of those the longest.
    """

    def __init__(self, words: Mapping[str, Value], *, apart: bool = False) -> None:
        """Takes each word with what a match of it hands out, such as its class or its number; no word may be empty."""
        self._values = tuple(words.values())
        self._apart = apart
        kind = MatchKind.LeftmostLongest if apart else MatchKind.Standard
        self._automaton = AhoCorasick(words, matchkind=kind, implementation=Implementation.ContiguousNFA)

    def find(self, text: str) -> list[tuple[int, int, Value]]:
        """Returns start, end and value of each match, by end, of those that end together the longest first.

        Python keeps the UTF-8 form of a text that is handed over: of a large one hand over stretches.
        """
        values = self._values
        return [(start, end, values[n]) for n, start, end in self._matches(text)]

    def _matches(self, text: str) -> list[tuple[int, int, int]]:
        """Returns number of the word, start and end of each match."""
        try:
            return self._automaton.find_matches_as_indexes(text, overlapping=not self._apart)
        except UnicodeEncodeError:
            return self._automaton.find_matches_as_indexes(_HALVES.sub("\ufffd", text), overlapping=not self._apart)
