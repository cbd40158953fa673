"""The word classes that a measure is told by, and the one pass over a text that finds them (docs/frames.md#words)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ingest.find.words import WordScanner

FILES = ("marks", "acts", "things", "people", "goods", "actions")
"""The files of lexicon/words, in which the classes stand."""


class Token(NamedTuple):
    """A word of the classes within a text: half-open offsets, and what it may be."""

    start: int
    end: int
    word: Word

    def is_a(self, *classes: str) -> bool:
        """Tells whether the word belongs to one of these classes."""
        return not self.word.classes.isdisjoint(classes)


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word with the classes that it stands in; `verb`, `noun` and `mark` are what they may be in a clause.

    Each word is there once, and equal to itself alone: sets of words are quick to make.
    """

    text: str
    classes: frozenset[str]
    verb: bool
    noun: bool
    mark: bool
    plain: bool
    credit: bool


Found = tuple[int, int, Word]
"""A word where it was found: what a token is made of, if its sentence is looked at more closely."""


@dataclass(frozen=True, slots=True)
class WordClass:
    """One block of lexicon/words."""

    name: str
    role: str
    words: tuple[str, ...]
    credit: bool
    uses: tuple[str, ...]
    refuses: tuple[str, ...]


@cache
def word_classes() -> tuple[WordClass, ...]:
    """Returns the classes of lexicon/words, in the order of the file."""
    blocks = [
        block
        for name in FILES
        for block in tomllib.loads(files("ingest").joinpath(f"lexicon/words/{name}.toml").read_text(encoding="utf-8"))[
            "class"
        ]
    ]
    return tuple(
        WordClass(
            block["name"],
            block["role"],
            tuple(block["words"].split()),
            block.get("credit", False),
            tuple(block["uses"]),
            tuple(block["refuses"]),
        )
        for block in blocks
    )


_ROOTS = frozenset({"credit", "standing_list"})


@cache
def _words() -> tuple[Word, ...]:
    found: dict[str, list[WordClass]] = {}
    for word_class in word_classes():
        for text in word_class.words:
            found.setdefault(text, []).append(word_class)
    # A longer word that holds a word of credit speaks of credit too: 信用档案, 失信惩戒措施.
    roots = tuple(text for text, own in found.items() if any(c.name in _ROOTS for c in own))
    return tuple(
        Word(
            text,
            frozenset(c.name for c in own),
            any(c.role == "verb" for c in own),
            any(c.role == "noun" for c in own),
            any(c.role == "mark" for c in own),
            (plain := all(c.role == "plain" for c in own)),
            any(c.credit for c in own) or (not plain and any(root in text for root in roots)),
        )
        for text, own in found.items()
    )


@cache
def _scanner() -> WordScanner[Word]:
    return WordScanner({word.text: word for word in _words()}, apart=True)


@cache
def _verbs() -> WordScanner[Word]:
    return WordScanner({word.text: word for word in _words() if calls_for_a_look(word)}, apart=True)


def calls_for_a_look(word: Word) -> bool:
    """Tells whether a sentence with this word may hold a measure: a verb, or a bad record that a condition denies."""
    return word.verb or "stain" in word.classes


def words_of(text: str) -> list[Found]:
    """Finds the words of a text, left to right: of words that overlap the one that begins first, of those the longest."""
    return _scanner().find(text)


def tokens_of(text: str) -> list[Token]:
    """Finds the words of a text as tokens, which take some time to make."""
    return list(map(Token._make, words_of(text)))


def holds_a_verb(text: str) -> bool:
    """Tells whether a verb of the classes stands in a text: without one it lays down no measure of its own."""
    return bool(_verbs().find(text))


def words_of_classes(classes: Collection[str]) -> Iterator[Word]:
    """Yields the words of some classes, and all that speak of credit."""
    return (word for word in _words() if word.credit or not word.classes.isdisjoint(classes))


def speaks_of_credit(text: str) -> bool:
    """Tells whether a text holds a word of credit."""
    return any(word.credit for _, _, word in words_of(text))
