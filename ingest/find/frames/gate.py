"""Tells by their words alone which sentences may hold a measure; no others are parsed (docs/frames.md#words).

What the families of acts/ need where nothing speaks of credit stands here once more, by classes: a test holds both together.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from ingest.find.frames.places import Places
from ingest.find.frames.scene import BREACHED, LASTS, POINTS_BACK, WITHIN, Context, stands_under_credit
from ingest.find.frames.words import Word, words_of_classes
from ingest.find.words import WordScanner

# Where nothing speaks of credit, an act is a measure by a word of one of these classes,
_TELLING = frozenset(
    [
        "list",
        "bad_list",
        "good_list",
        "listed",
        "finding",
        "bad_person",
        "good_person",
        "fact",
        "credit_book",
        "wait",
        "stain",
    ]
)
# by two of them together,
_TELLING_TOGETHER = (("bad", "publish"), ("bad", "ask"), ("flow", "mend"))
# by one of these words,
_TELLING_WORDS = (
    "曝光",
    "惩戒",
    "逾期",
    "清出",
    "逐出",
    "被执行人",
    "处罚信息",
    "处罚的信息",
    "违法信息",
    "住址",
    "照片",
)
# or as a denial that bars the future: for a term, or from what one enters, for a breach.
_OF_A_TERM = re.compile("[再限]|重新")
_ENTERED = frozenset(["bad", "fact", "data"])
_BREACHES = frozenset(["breach", "bad_person"])


def may_hold(sentence: str, words: Collection[Word], context: Context) -> bool:
    """Tells whether a sentence may hold a measure: it speaks of credit, tells of someone's standing, or bars the future."""
    if context.grades or context.list_head or stands_under_credit(context):
        return True
    if any(word.credit for word in words) or any(word in sentence for word in _TELLING_WORDS):
        return True
    classes = set[str]().union(*(word.classes for word in words))
    if context.told and (POINTS_BACK.search(sentence) or ("record" in classes and not _ENTERED.isdisjoint(classes))):
        return True
    if not _TELLING.isdisjoint(classes) or any(classes.issuperset(pair) for pair in _TELLING_TOGETHER):
        return True
    if not context.beside_credit or "deny" not in classes:
        return False
    return bool(
        ("entry" in classes and (not _BREACHES.isdisjoint(classes) or BREACHED.search(sentence)))
        or _OF_A_TERM.search(sentence)
        or WITHIN.search(sentence)
        or LASTS.search(sentence)
    )


class Telling:
    """Finds where a text has words that `may_hold` asks for, all at once: what has none is not looked at sentence by sentence."""

    def __init__(self, text: str, start: int, end: int) -> None:
        """Takes the stretch of the text that is looked at."""
        found = _scanner().find(text[start:end])
        self._any = Places([(a, b) for a, b, _ in found], start)
        self._credit = Places([(a, b) for a, b, credit in found if credit], start)

    def in_span(self, start: int, end: int) -> bool:
        """Tells whether one of the words may stand in a span."""
        return self._any.reach(start, end)

    def of_credit(self, start: int, end: int) -> bool:
        """Tells whether a word of credit may stand in a span."""
        return self._credit.reach(start, end)


@cache
def _scanner() -> WordScanner[bool]:
    """Returns the scanner of the words that may let a sentence pass; its values tell whether a word is one of credit."""
    own = {word.text: word.credit for word in words_of_classes(_TELLING | {"bad", "mend", "deny"})}
    return WordScanner(dict.fromkeys(_TELLING_WORDS, False) | own)
