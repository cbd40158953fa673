"""The versions of an instrument: made from columns of days, laid over each other, read from and written as cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.terms import VersionKind

VERSION_COLUMNS = ("id", "adopted", "published", "effective", "until", "kind", "articles", "title", "by")
MOVE_COLUMNS = ("id", "effective", "moves")
DAYS = ("adopted", "published", "effective", "until")
_MOVE = re.compile(r"(?P<old>\d{1,4})(?:-(?P<old_end>\d{1,4}))?>(?:(?P<new>\d{1,4})(?:-(?P<new_end>\d{1,4}))?)?")
_NAMED = re.compile(r"[（(](?P<year>(?:19|20)\d\d)(?:年[^（）()]{0,12}?)?(?:修正|修订|修改)[^（）()]{0,4}[）)]")


def restated(
    versions: Iterable[Version],
    *,
    promulgated: date | None = None,
    effective: date | None = None,
    revised: Iterable[date] = (),
    articles: int | None = None,
) -> tuple[Version, ...]:
    """Returns the versions with what columns of days say of them; those that the columns alone name are added.

    `effective` is the day of effect of the text that was the newest on that day: its version is the last one made until
    then. A version that only a day of revision names is an amendment, unless this day of effect is its own.
    """
    known = list(versions)
    made = next((v for v in known if v.kind is VersionKind.MADE), Version(kind=VersionKind.MADE))
    later = [v for v in known if v.kind is not VersionKind.MADE]
    if promulgated:
        made = replace(made, published=promulgated)
    named = {day for v in later for day in v.days} | ({promulgated} - {None})
    added = [Version(kind=VersionKind.AMENDED, published=day) for day in sorted({*revised} - named)]
    found = [made, *_by_day(later + added)]
    if effective:
        at = max((i for i, v in enumerate(found) if v.day and v.day <= effective), default=0)
        kind = VersionKind.REVISED if found[at] in added else found[at].kind
        found[at] = replace(found[at], effective=effective, kind=kind)
    if articles:
        found[-1] = replace(found[-1], articles=articles)
    return tuple(found) if found != [Version(kind=VersionKind.MADE)] else ()


def laid_over_versions(below: Iterable[Version], above: Iterable[Version]) -> tuple[Version, ...]:
    """Returns the versions of `above` with those of `below` that it does not speak of."""
    by_key = {_key(v): v for v in (*below, *above)}
    return in_order(by_key.values())


def told_by_texts(known: Sequence[Version], texts: Iterable[Version], *, over: bool) -> tuple[Version, ...]:
    """Returns the versions with the counts and days of effect that their texts tell; those that nobody knew are added.

    A count of a text stands `over` one that is known; otherwise texts fill what is empty.
    """
    found = list(known)
    for text in texts:
        at = next((i for i, v in enumerate(found) if _same(v, text)), None)
        if at is None:
            found.append(text)
            continue
        mine = found[at]
        articles = text.articles or mine.articles if over else mine.articles or text.articles
        kind = text.kind if over and mine.kind is VersionKind.AMENDED else mine.kind
        found[at] = replace(mine, articles=articles, effective=mine.effective or text.effective, kind=kind)
    return in_order(found)


def _same(one: Version, other: Version) -> bool:
    if one.effective and one.effective == other.effective:
        return True  # adopted on one day and published on another
    if VersionKind.MADE in (one.kind, other.kind):
        return one.kind is other.kind
    return bool({one.adopted, one.published} & {other.adopted, other.published} - {None})


def in_order(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Returns the versions in the order in which they were made."""
    found = list(versions)
    first = [v for v in found if v.kind is VersionKind.MADE]
    return (*first, *_by_day(v for v in found if v.kind is not VersionKind.MADE))


def _by_day(versions: Iterable[Version]) -> list[Version]:
    return sorted(versions, key=lambda v: (v.day or date.min, v.effective or date.min))


def _key(version: Version) -> object:
    return version.kind if version.kind is VersionKind.MADE else version.day


# --- days --------------------------------------------------------------------------------------

LONGEST_WAIT = timedelta(days=400)
"""So long after its making a version has taken effect, where its day of effect is not known: no law on record waited longer."""


def versions_on(versions: Sequence[Version], day: date) -> tuple[Version, ...]:
    """Returns the versions that may have been the text in force on a day, in their order; empty before the first one.

    There are several where the day lies between the making of one and a day of effect that is not known.
    """
    return tuple(versions[i] for i in indices_on(versions, day))


def indices_on(versions: Sequence[Version], day: date) -> tuple[int, ...]:
    """Returns the places of the versions that may have been in force on a day."""
    begun = [i for i, v in enumerate(versions) if may_hold_since(v) <= day]
    certain = max((i for i in begun if i == 0 or holds_since(versions[i]) <= day), default=0)
    return tuple(i for i in begun if i >= certain)


def year_named(words: str) -> int | None:
    """Returns the year of the version that words name behind a title: （2018年修正）, （2019年4月23日修订）."""
    found = _NAMED.search(words)
    return int(found["year"]) if found else None


def place_named(versions: Sequence[Version], words: str, day: date) -> int | None:
    """Returns the place of the version that words name, the last of its year that was made by a day; None where none is on record."""
    year = year_named(words)
    if year is None:
        return None
    made = ((i, v.made) for i, v in enumerate(versions))
    return max((i for i, since in made if since and since.year == year and since <= day), default=None)


def version_of_length(versions: Sequence[Version], last: int) -> Version | None:
    """Returns the newest version that has as many articles as a text at hand; None where none is known to."""
    return next((v for v in reversed(versions) if last and v.articles == last), None)


def may_hold_since(version: Version) -> date:
    """Returns the first day on which a version may have been in force."""
    return version.effective or version.made or date.min


def holds_since(version: Version) -> date:
    """Returns the day from which a version was in force for certain, where nothing took its place."""
    return version.effective or (version.made + LONGEST_WAIT if version.made else date.min)


def in_force_on(instrument: Instrument, day: date) -> Version | None:
    """Returns the newest version that may be in force on a day; None before the first one."""
    return next(reversed(versions_on(instrument.versions, day)), None)


# --- cells -------------------------------------------------------------------------------------


def version_of_cells(row: Mapping[str, str]) -> Version:
    """Returns the version of a row by column (VERSION_COLUMNS)."""
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in DAYS}
    return Version(
        **days,
        kind=VersionKind(row["kind"]),
        articles=int(row["articles"]) if row["articles"] else None,
        title=row["title"] or None,
        by=row["by"] or None,
    )


def cells_of_version(id: str, version: Version) -> tuple[str, ...]:
    """Returns the row of a version by column (VERSION_COLUMNS)."""
    days = (day.isoformat() if (day := getattr(version, name)) else "" for name in DAYS)
    return (id, *days, version.kind.value, str(version.articles or ""), version.title or "", version.by or "")


def moves_of_cell(day: date, cell: str) -> Iterator[MovedArticle]:
    """Yields the moves of a cell: 12>13, 20-30>22-32, 14> for an article that is gone. ValueError names a bad one."""
    for words in cell.split():
        found = _MOVE.fullmatch(words)
        if found is None:
            raise ValueError(words)
        old, count = int(found["old"]), int(found["old_end"] or found["old"]) - int(found["old"]) + 1
        new = int(found["new"]) if found["new"] else None
        end = int(found["new_end"] or found["new"]) if new is not None else None
        if count < 1 or (new is not None and end is not None and end - new + 1 != count):
            raise ValueError(words)
        yield MovedArticle(day=day, old=old, new=new, count=count)
