"""The laws of a package beside the registry, row by row: what each says, which counts, and why.

Nothing is taken over in silence: a newer wording counts, an older one never stands for the one in force, and what only one
of them says is told. A text is what the package is for; its column of states is its makers' guess and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_schema.messages import Message
from graph_schema.records import Instrument
from graph_schema.regions import NATION, STATE
from graph_schema.terms import SourceLevel
from tracer.registry.law_text import LawText
from tracer.registry.laws_package import PackageLaw
from tracer.registry.load import Registry, title_key
from tracer.registry.wordings import version_of


class Differs(StrEnum):
    """Says in what a law of the package and its row in the registry differ."""

    ONLY_PACKAGE = "only_package"
    ONLY_REGISTRY = "only_registry"
    VERSION = "version"
    ARTICLES = "articles"
    EFFECTIVE = "effective"
    STATUS = "status"


class Counts(StrEnum):
    """Says which of the two counts."""

    PACKAGE = "package"
    REGISTRY = "registry"
    BOTH = "both"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawDifference:
    """One thing in which they differ: both values ("" for none), which counts, and why."""

    title: str
    id: str
    what: Differs
    registry: str
    package: str
    counts: Counts
    why: Message


def differences_of(laws: Iterable[PackageLaw], registry: Registry, today: date) -> Iterator[LawDifference]:
    """Yields what differs, by title; the newest wording of a law is compared, and its older ones by its row only."""
    newest: dict[str, PackageLaw] = {}
    for one in laws:
        other = newest.get(key := _key(one.law.title))
        if other is None or _day(one.law) > _day(other.law):
            newest[key] = one
    rows = {_key(row.title): row for row in sorted(_national(registry), key=lambda row: (row.level in _LAWS, row.id))}
    for key, one in sorted(newest.items()):
        row = rows.get(key)
        if row is None:
            yield _only_package(one.law)
        else:
            yield from _of_one(one, row, today)
    yield from _only_registry(newest, rows)


_LAWS = frozenset({SourceLevel.LAW, SourceLevel.CONSTITUTION})


def _national(registry: Registry) -> Iterator[Instrument]:
    """Yields laws and administrative regulations, one of which the package takes for a law."""
    levels = (*_LAWS, SourceLevel.ADMIN_REGULATION, SourceLevel.UNKNOWN)
    yield from (row for row in registry.instruments.values() if row.level in levels and row.region == NATION)


def _key(title: str) -> str:
    return title_key(title).removeprefix(STATE)


def _day(law: LawText) -> date:
    return law.version or date.min


def _only_package(law: LawText) -> LawDifference:
    return LawDifference(
        title=law.title,
        id="",
        what=Differs.ONLY_PACKAGE,
        registry="",
        package=str(law.version or ""),
        counts=Counts.PACKAGE,
        why=Message("laws.why_only_package"),
    )


def _only_registry(newest: Mapping[str, PackageLaw], rows: Mapping[str, Instrument]) -> Iterator[LawDifference]:
    for key, row in sorted(rows.items()):
        if key not in newest and row.level in _LAWS and row.status == "in_force" and not row.repealed:
            day = _newest_day(row)
            yield LawDifference(
                title=row.title,
                id=row.id,
                what=Differs.ONLY_REGISTRY,
                registry=str(day or ""),
                package="",
                counts=Counts.REGISTRY,
                why=Message("laws.why_only_registry"),
            )


def _newest_day(row: Instrument) -> date | None:
    return max((*row.revised, *filter(None, (row.promulgated,))), default=None)


def _of_one(one: PackageLaw, row: Instrument, today: date) -> Iterator[LawDifference]:
    law, day = one.law, _newest_day(row)

    def differs(what: Differs, registry: object, package: object, counts: Counts, why: Message) -> LawDifference:
        values = ("" if value is None else str(value) for value in (registry, package))
        one, other = values
        return LawDifference(title=row.title, id=row.id, what=what, registry=one, package=other, counts=counts, why=why)

    is_newer = law.version is not None and (day is None or law.version > day)
    is_older = law.version is not None and day is not None and law.version < day
    if is_newer:
        yield differs(Differs.VERSION, day, law.version, Counts.PACKAGE, Message("laws.why_newer"))
    elif is_older:
        yield differs(Differs.VERSION, day, law.version, Counts.REGISTRY, Message("laws.why_older"))
    if law.last is not None and law.last != row.articles:
        yield differs(Differs.ARTICLES, row.articles, law.last, *_which_count(law, today, is_older=is_older))
    mine = version_of(row.versions, law)
    begins, known = law.begins, (mine.effective if mine else row.in_force_since) or row.in_force_since
    if begins and known and begins != known and not is_older:
        told = mine is None or mine.effective is None
        why = Message("laws.why_effect_of_its_own" if told else "laws.why_effect_unsettled")
        yield differs(Differs.EFFECTIVE, known, begins, Counts.BOTH if told else Counts.REGISTRY, why)
    elif begins and known is None:
        yield differs(Differs.EFFECTIVE, None, begins, Counts.PACKAGE, Message("laws.why_only_one_says"))
    if one.is_repealed and row.status != "repealed":
        yield differs(Differs.STATUS, row.status, "repealed", Counts.REGISTRY, Message("laws.why_status"))


def _which_count(law: LawText, today: date, *, is_older: bool) -> tuple[Counts, Message]:
    if is_older:
        return Counts.REGISTRY, Message("laws.why_count_of_older")
    if law.count is None:
        return Counts.NEITHER, Message.of("laws.why_count_cut", signs=law.cut)
    if law.begins and law.begins > today:
        return Counts.BOTH, Message.of("laws.why_count_later", day=law.begins)
    return Counts.PACKAGE, Message("laws.why_count_whole")
