"""Tells what becomes of the articles that a document cites: in the version of its own day, and until the day asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, IntEnum

from graph_schema.records import Instrument, Version
from graph_schema.terms import VersionKind
from tracer.registry.versions import holds_since, indices_on, may_hold_since, place_named

GONE = 0
"""Stands for the number of an article that is no longer there."""


class Fate(Enum):
    """Says what is known of the articles cited; all but THERE and MISSING are questions."""

    THERE = "there"
    MISSING = "missing"
    COMING = "coming"  # not in the text of the own day, but in one that was made by then and holds on the day asked for
    BETWEEN = "between"  # in one of the texts that may have held on the own day, not in another
    BEYOND = "beyond"  # beyond the articles of the nearest text whose count is known
    OLDER = "older"  # the text of the own day was replaced since, and how many articles it had is not known
    UNTOLD = "untold"  # not in the texts on record, but the document is younger than the day until which these are known to be all
    NAMED = "named"  # not in the version that the document names, but in another that was made by its day
    GONE = "gone"  # in the text of the own day, taken away since


@dataclass(frozen=True, slots=True)
class Standing:
    """Holds what is known of the articles cited: the versions of the own day, and the one that holds on the day asked for
    where that is another, with the numbers that the articles have in it: GONE, or None where nobody followed them.

    `bound` is the count that the articles are held against, `then` the version that held on the own day where the document
    names an older one.
    """

    fate: Fate
    own: tuple[Version, ...] = ()
    now: Version | None = None
    numbers: tuple[int | None, ...] = ()
    bound: int | None = None
    then: Version | None = None


class _Has(IntEnum):
    """Says whether a version has the articles, the surest first."""

    YES = 0
    LIKELY = 1
    OLD = 2
    BEYOND = 3
    NO = 4


def standing_of(row: Instrument, wanted: Sequence[int], issued: date | None, day: date, words: str = "") -> Standing:
    """Returns what becomes of the articles that a document of a day, None where that is not known, cites of an instrument.

    The `words` of the citation may name a version. See docs/semantics.md#versions.
    """
    if not row.versions:
        return Standing(Fate.THERE)
    held = indices_on(row.versions, issued or day) or (0,)
    named = place_named(row.versions, words, issued or day)
    if named is None or may_hold_since(row.versions[named]) > day:
        return _standing(row, held, wanted, issued, day)
    then = row.versions[held[-1]] if named < held[0] else None
    return replace(_standing(row, (named,), wanted, issued, day, is_named=True), then=then)


def _standing(
    row: Instrument,
    own: Sequence[int],
    wanted: Sequence[int],
    issued: date | None,
    day: date,
    *,
    is_named: bool = False,
) -> Standing:
    """Returns what becomes of the articles of the versions cited: those that may have held on the own day, or the one named."""
    has = [_has(row, i, wanted) for i in own]
    texts = tuple(row.versions[i] for i in own)
    later = [i for i in _begun(row, day) if i > own[-1]] if issued or is_named else []
    now = row.versions[later[-1]] if later else None
    if min(has) is _Has.NO:
        tell = _fate_of_named if is_named else _fate_of_missing
        return Standing(tell(row, own, wanted, issued, day), texts, now, bound=texts[-1].articles)
    if max(has) is _Has.NO:
        return Standing(Fate.BETWEEN, texts, now, bound=min(t.articles for t in texts if t.articles is not None))
    if max(has) is _Has.BEYOND:
        return Standing(Fate.BEYOND, texts, now, bound=_bound(row, own[has.index(_Has.BEYOND)]))
    if max(has) is _Has.OLD or (later and max(has) is _Has.LIKELY):
        return Standing(Fate.OLDER, texts, now)
    if now is None:
        return Standing(Fate.THERE, texts)
    numbers = tuple(number_in(row, n, own[0], later[-1]) if len(own) == 1 else None for n in wanted)
    return Standing(Fate.GONE if GONE in numbers else Fate.THERE, texts, now, numbers)


def fates(row: Instrument, wanted: Sequence[int], issued: date | None, words: str = "") -> Iterator[tuple[date, Fate]]:
    """Yields what becomes of the articles as the day asked for goes by: the days on which that may change, the first one of all."""
    days = {date.min, *map(may_hold_since, row.versions), *map(holds_since, row.versions)}
    days.update(v.made for v in row.versions if v.made)
    if row.known_until:
        days.add(row.known_until + timedelta(days=1))
    for day in sorted(days):
        yield day, standing_of(row, wanted, issued, day, words).fate


def number_in(row: Instrument, number: int, since: int, until: int) -> int | None:
    """Returns the number of an article of one version in a later one, by their places; GONE, or None where that is not on record."""
    for at in range(since + 1, until + 1):
        days = row.versions[at].days
        found = next((m for m in row.moved if m.day in days and m.old <= number < m.old + m.count), None)
        if found is None or found.new is None:
            return None if found is None else GONE
        number += found.new - found.old
    return number


def _begun(row: Instrument, day: date) -> list[int]:
    return [i for i, v in enumerate(row.versions) if may_hold_since(v) <= day]


def _fate_of_missing(
    row: Instrument, own: Sequence[int], wanted: Sequence[int], issued: date | None, day: date
) -> Fate:
    """Tells articles that were never there from those of a text to come, and from those that an undated document may have seen."""
    begun = _begun(row, day)
    if issued is None:
        older = any(_has(row, i, wanted) is not _Has.NO for i in begun if i < own[0])
        return Fate.BETWEEN if older else _missing_by(row, day)
    made = (i for i in begun if i > own[-1] and (since := row.versions[i].made) is not None and since <= issued)
    return Fate.COMING if any(_has(row, i, wanted) is not _Has.NO for i in made) else _missing_by(row, issued)


def _fate_of_named(row: Instrument, own: Sequence[int], wanted: Sequence[int], issued: date | None, day: date) -> Fate:
    """Tells articles that no version made by the own day has from those of another one than is named."""
    made = (i for i in _begun(row, day) if i != own[0] and (row.versions[i].made or date.min) <= (issued or day))
    return Fate.NAMED if any(_has(row, i, wanted) is not _Has.NO for i in made) else _missing_by(row, issued or day)


def _missing_by(row: Instrument, day: date) -> Fate:
    """Tells articles that were never there from those that a revision which is not on record may have added by a day."""
    return Fate.UNTOLD if row.known_until is not None and day > row.known_until else Fate.MISSING


def _has(row: Instrument, at: int, wanted: Sequence[int]) -> _Has:
    """Tells whether a version has all articles wanted: by its own count, by moves, by the count of the nearest text that has one."""
    return max(_has_one(row, at, number) for number in wanted)


def _has_one(row: Instrument, at: int, number: int) -> _Has:
    count = row.versions[at].articles
    if count is not None:
        return _Has.YES if number <= count else _Has.NO
    if _is_moved(row, at, number):
        return _Has.YES
    bound = _bound(row, at)
    if bound is not None and number > bound:
        return _Has.BEYOND
    # An amendment leaves most numbers as they are; a text that is made anew says nothing of the one before.
    replaced = any(v.kind is VersionKind.REVISED for v in row.versions[at + 1 :])
    return _Has.OLD if replaced else _Has.LIKELY


def _is_moved(row: Instrument, at: int, number: int) -> bool:
    """Tells whether a move leads to the article of a version, or from it."""
    here = row.versions[at].days
    after = row.versions[at + 1].days if at + 1 < len(row.versions) else frozenset[date]()
    return any(
        (m.day in here and m.new is not None and m.new <= number < m.new + m.count)
        or (m.day in after and m.old <= number < m.old + m.count)
        for m in row.moved
    )


def _bound(row: Instrument, at: int) -> int | None:
    """Returns the count of the next version that has one, else that of the last one before."""
    following = (*row.versions[at:], *reversed(row.versions[:at]))
    return next((v.articles for v in following if v.articles is not None), None)
