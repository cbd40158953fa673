"""Reads off the texts of an instrument what they tell of its versions: days of effect, counts, and where articles have moved.

Used by an import and by the tables that come with the program (`tracer.registry.version_facts`), so that both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise

from graph_schema.records import MovedArticle, Version
from graph_schema.terms import VersionKind
from tracer.registry.articles import Article
from tracer.registry.law_text import LawText, moved_articles
from tracer.registry.versions import in_order, restated

SAME_VERSION = timedelta(days=100)
"""So far apart may the days be by which a text and the record name one version: adopted here, approved or published there."""

FIRST_VERSION = timedelta(days=400)
"""The same of an instrument that nobody has revised: interpretations of courts are published months after their adoption."""


def version_of(versions: Sequence[Version], law: LawText) -> Version | None:
    """Returns the version of which a text is the wording: by one of its days, else by the nearest, if it is near."""
    day = law.version
    if day is None:
        return versions[0] if len(versions) == 1 else None
    exact = [v for v in versions if day in v.days]
    far = FIRST_VERSION if len(versions) == 1 and not law.revised else SAME_VERSION
    near = [v for v in versions if v.day and abs(v.day - day) <= far]
    return exact[0] if exact else near[0] if len(near) == 1 else None


def with_wording(versions: Sequence[Version], law: LawText) -> tuple[Version, ...]:
    """Returns the versions with what a text says of its own; a wording that is younger than all of them is a new one.

    The count of a whole text stands; one that a text of the same version goes beyond, or that comes from nowhere, is unknown.
    """
    latest = max((v.day for v in versions if v.day), default=date.min)
    newer = law.version is not None and law.version > latest
    is_new = newer and bool(versions) and version_of(versions, law) is None
    known = restated(
        versions,
        promulgated=law.promulgated if all(v.made is None for v in versions) else None,
        effective=law.effective if is_new or not any(v.effective for v in versions) else None,
        revised=(law.revised or (law.version,)) if is_new and law.version else () if versions else law.revised,
    )
    mine = version_of(known, law)
    if mine is None:
        return known
    return in_order(_told(v, law) if v is mine else v for v in known)


def _told(version: Version, law: LawText) -> Version:
    """Returns a version with the facts that its text tells."""
    goes_beyond = version.articles is not None and law.last is not None and law.last > version.articles
    articles = law.count or (None if goes_beyond else version.articles)
    begins = version.effective
    if begins is None and law.begins and (version.made is None or law.begins >= version.made):
        begins = law.begins
    kind = version.kind
    if kind is VersionKind.AMENDED and law.begins and law.version and law.begins >= law.version and not law.revised:
        kind = VersionKind.REVISED
    return replace(version, articles=articles, effective=begins, kind=kind)


def moves_between(
    versions: Sequence[Version], texts: Iterable[tuple[LawText, Sequence[Article]]]
) -> Iterator[tuple[Version, dict[int, int]]]:
    """Yields each version with where the articles of the one before stand in it (0: gone), where the texts of both are at
    hand. What neither words nor neighbours tell is left out.
    """
    of: dict[int, tuple[LawText, Sequence[Article]]] = {}
    for law, articles in texts:
        mine = version_of(versions, law)
        if mine is not None and articles:
            of[versions.index(mine)] = law, articles
    for one, other in pairwise(range(len(versions))):
        if one in of and other in of:
            moved = moved_articles(of[one][1], of[other][1])
            # What a text that is cut off does not have may stand where it was cut.
            whole = not (of[one][0].cut or of[other][0].cut)
            yield versions[other], {old: new for old, new in moved.items() if new or whole}


def together(day: date, moves: Mapping[int, int]) -> Iterator[MovedArticle]:
    """Yields moves by article as ranges: 20 to 30 that are 22 to 32 now are one."""
    numbered = list(enumerate(sorted(moves.items())))
    for _, run in groupby(numbered, key=lambda at: (at[1][0] - at[0], at[1][1] - at[0] if at[1][1] else None)):
        pairs = [pair for _, pair in run]
        yield MovedArticle(day=day, old=pairs[0][0], new=pairs[0][1] or None, count=len(pairs))
