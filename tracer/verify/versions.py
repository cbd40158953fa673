"""The versions of a row of the registry, judged for the checker by code of its own: which held on a day, which has an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from graph_schema.terms import VersionKind
from tracer.verify.shape import FactShape, VersionShape

WAIT = timedelta(days=400)
"""So long after its making a version holds for certain, where its day of effect is not known."""

YEAR_OF_VERSION = r"[（(]((?:19|20)\d\d)(?:年[^（）()]{0,12}?)?修[正订改][^（）()]{0,4}[）)]"


class Word(StrEnum):
    """Says of the articles cited that they are there, that they never were, or that a person must look."""

    THERE = "there"
    MISSING = "missing"
    ASKED = "asked"


def first_day(version: VersionShape) -> date | None:
    """Returns the day of effect of a version, or else that of its making."""
    return version.effective or version.published or version.adopted


def held_on(fact: FactShape, day: date) -> list[int]:
    """Returns the places of the versions that may have held on a day."""
    out: list[int] = []
    for place, version in enumerate(fact.versions):
        since = first_day(version)
        if since is not None and since > day:
            continue
        made = version.published or version.adopted
        certain = version.effective or (made + WAIT if made else None)
        if place and (certain is None or certain <= day):
            out.clear()
        out.append(place)
    return out


def is_over(fact: FactShape, day: date) -> bool:
    """Tells whether the newest version begun by a day was to hold until an earlier one."""
    held = held_on(fact, day)
    until = fact.versions[held[-1]].until if held else None
    return until is not None and until < day


def has_ended(fact: FactShape, day: date) -> bool:
    """Tells whether a row holds no more: repealed by then, or its last version was to hold until an earlier day."""
    until = fact.versions[-1].until if fact.versions else None
    return bool(fact.repealed and fact.repealed <= day) or (until is not None and until < day)


def word_on(fact: FactShape, wanted: Sequence[int], issued: date | None, day: date, words: str) -> Word:
    """Returns what is to be said on a day of articles that a document of `issued` cites with these words."""
    if not fact.versions:
        return Word.THERE
    own = held_on(fact, issued or day) or [0]
    begun = [i for i, v in enumerate(fact.versions) if (since := first_day(v)) is None or since <= day]
    named = _named(fact, words, issued or day)
    if named not in begun:
        named = None
    if named is not None:
        own = [named]
    lacking = [i for i in own if _lacks(fact, i, wanted)]
    if len(lacking) == len(own):
        younger = fact.known_until is not None and (issued or day) > fact.known_until
        if named is None:
            others = _others_have(fact, own, begun, wanted, issued)
        else:
            others = any(_was_made(fact, i, issued or day) and not _lacks(fact, i, wanted) for i in begun if i != named)
        return Word.ASKED if younger or others else Word.MISSING
    later = [i for i in begun if i > own[-1]] if issued or named is not None else []
    if lacking or not all(_is_sure(fact, i, n, replaced=bool(later)) for i in own for n in wanted):
        return Word.ASKED
    if later and len(own) == 1 and any(_is_taken_away(fact, n, own[0], later[-1]) for n in wanted):
        return Word.ASKED
    return Word.THERE


def _others_have(
    fact: FactShape, own: Sequence[int], begun: Sequence[int], wanted: Sequence[int], issued: date | None
) -> bool:
    """Tells whether a text that an undated document may have seen, or that was made by its day and holds now, may have the articles."""
    if issued is None:
        return any(not _lacks(fact, i, wanted) for i in begun if i < own[0])
    for place in begun:
        made = fact.versions[place].published or fact.versions[place].adopted
        if place > own[-1] and made is not None and made <= issued and not _lacks(fact, place, wanted):
            return True
    return False


def _was_made(fact: FactShape, place: int, day: date) -> bool:
    made = fact.versions[place].published or fact.versions[place].adopted
    return made is None or made <= day


def _named(fact: FactShape, words: str, day: date) -> int | None:
    """Returns the place of the last version of a year that words name in brackets, made by a day."""
    year = re.search(YEAR_OF_VERSION, words)
    if year is None:
        return None
    for place in reversed(range(len(fact.versions))):
        made = fact.versions[place].published or fact.versions[place].adopted
        if made is not None and made.year == int(year[1]) and made <= day:
            return place
    return None


def _lacks(fact: FactShape, place: int, wanted: Sequence[int]) -> bool:
    count = fact.versions[place].articles
    return count is not None and max(wanted) > count


def _is_sure(fact: FactShape, place: int, number: int, *, replaced: bool) -> bool:
    """Tells whether a version has an article as far as its count, its moves and the texts next to it show."""
    if fact.versions[place].articles is not None or _was_moved(fact, place, number):
        return True
    counts = [v.articles for v in (*fact.versions[place:], *reversed(fact.versions[:place])) if v.articles is not None]
    anew = any(v.kind is VersionKind.REVISED for v in fact.versions[place + 1 :])
    return not (replaced or anew or (counts and number > counts[0]))


def _was_moved(fact: FactShape, place: int, number: int) -> bool:
    into = _days(fact.versions[place])
    out_of = _days(fact.versions[place + 1]) if place + 1 < len(fact.versions) else set[date]()
    came = any(m.day in into and m.new is not None and 0 <= number - m.new < m.count for m in fact.moved)
    return came or any(m.day in out_of and 0 <= number - m.old < m.count for m in fact.moved)


def _is_taken_away(fact: FactShape, number: int, since: int, until: int) -> bool:
    for place in range(since + 1, until + 1):
        days = _days(fact.versions[place])
        moves = [m for m in fact.moved if m.day in days and 0 <= number - m.old < m.count]
        if not moves:
            return False
        if moves[0].new is None:
            return True
        number += moves[0].new - moves[0].old
    return False


def _days(version: VersionShape) -> set[date]:
    return {day for day in (version.adopted, version.published, version.effective) if day is not None}
