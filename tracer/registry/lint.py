"""Says what does not hold together in the registry or in a table, and what it does not know: each with its kind, file and line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from graph_schema.errors import RegistryError
from graph_schema.messages import Message
from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.regions import covers, is_place
from graph_schema.terms import SourceLevel
from tracer.registry.article_facts import ArticleFacts
from tracer.registry.importing import rows_and_faults
from tracer.registry.load import Registry, title_key
from tracer.registry.own_rows import OwnRow


class FaultKind(StrEnum):
    """Names what may be wrong with a row, or unknown of it: the words of `--kind` and of the counts."""

    PLACE = "place"
    LEVEL_UNKNOWN = "level_unknown"
    NO_ORDER_NUMBER = "no_order_number"
    NO_DATES = "no_dates"
    NO_DAY_OF_REPEAL = "no_day_of_repeal"
    REPEALED_EARLY = "repealed_early"
    REPEALED_IN_FORCE = "repealed_in_force"
    EDITION_UNSOURCED = "edition_unsourced"
    VERSIONS_BACKWARDS = "versions_backwards"
    VERSIONS_OVERLAP = "versions_overlap"
    EFFECT_BEFORE_MAKING = "effect_before_making"
    COUNT_UNKNOWN = "count_unknown"
    COUNT_TOO_LOW = "count_too_low"
    COUNT_SMALL = "count_small"
    CITED_BEYOND = "cited_beyond"
    MOVES = "moves"
    SAME_NUMBER = "same_number"
    SAME_TITLE = "same_title"
    SHORT_TITLE = "short_title"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold or is unknown, with the file and the line of the row (0 where it has none)."""

    file: str
    line: int
    kind: FaultKind
    instrument: Instrument
    what: Message

    @property
    def said(self) -> Message:
        """Returns the sentence."""
        return Message.of("registry_fault.of", title=self.instrument.title, id=self.instrument.id, what=self.what)


def lint_tables(paths: Iterable[Path], registry: Registry) -> list[RegistryError]:
    """Returns what is wrong in the tables, as an import of them would find it, all of it."""
    return [fault for path in paths for fault in rows_and_faults(path, registry)[1]]


def lint(
    registry: Registry, rows: Iterable[OwnRow], facts: ArticleFacts, cited: Mapping[str, int] | None = None
) -> list[Fault]:
    """Returns what does not hold together in the registry as it stands, the user's own rows included, and what it does not know.

    `cited` gives the highest article that documents cite, by instrument: beyond all counts of it, one of both is wrong.
    """
    places = {row.id: (row.source, row.line) for row in rows}
    lines = {known: number for number, known in enumerate(sorted(registry.instruments), start=3)}
    shared = _names_of_several(registry)
    found: list[Fault] = []
    for row in registry.instruments.values():
        file, line = places.get(row.id, ("registry.tsv.gz", lines[row.id]))
        beyond = _cited_beyond(row, (cited or {}).get(row.id, 0))
        several = (*_faults(row), *_faults_of_counts(row, facts), *beyond, *_faults_among(row, registry, shared))
        found += [Fault(file, line, kind, row, what) for kind, what in several]
    return found


def count_kinds(faults: Iterable[Fault]) -> dict[str, int]:
    """Returns how many faults there are of each kind, kinds without any included."""
    counts = Counter(fault.kind for fault in faults)
    return {kind.value: counts[kind] for kind in FaultKind}


_Found = Iterator[tuple[FaultKind, Message]]


# --- one row ------------------------------------------------------------------------------------

_EDITION = re.compile(r"[（(](?:19|20)\d\d年?版[）)]")


def _faults(instrument: Instrument) -> _Found:
    """Yields what a row says of its place, its level, its number, its days and its versions."""
    for region in instrument.region.split("|"):
        if not is_place(region):
            yield FaultKind.PLACE, Message.of("registry_fault.no_place", region=region)
    if instrument.level is SourceLevel.UNKNOWN:
        yield FaultKind.LEVEL_UNKNOWN, Message("registry_fault.level_unknown")
    if instrument.level is SourceLevel.DEPARTMENT_RULE and not instrument.numbers:
        yield FaultKind.NO_ORDER_NUMBER, Message("registry_fault.no_order_number")
    since = instrument.in_force_since
    if instrument.level is SourceLevel.LOCAL_REGULATION and since is None and instrument.repealed is None:
        yield FaultKind.NO_DATES, Message("registry_fault.no_dates")
    if instrument.status == "repealed" and instrument.repealed is None:
        yield FaultKind.NO_DAY_OF_REPEAL, Message("registry_fault.no_day_of_repeal")
    if instrument.repealed and since and instrument.repealed < since:
        said = Message.of("registry_fault.repealed_before", effective=since, repealed=instrument.repealed)
        yield FaultKind.REPEALED_EARLY, said
    if instrument.repealed and instrument.status == "in_force":
        yield FaultKind.REPEALED_IN_FORCE, Message("registry_fault.repealed_in_force")
    yield from _faults_of_versions(instrument.versions)


def _faults_of_versions(versions: tuple[Version, ...]) -> _Found:
    for version in versions:
        made = version.adopted or version.published
        if version.effective and made and version.effective < made:
            said = Message.of("registry_fault.effect_before_making", effective=version.effective, made=made)
            yield FaultKind.EFFECT_BEFORE_MAKING, said
        if version.adopted and version.published and version.published < version.adopted:
            days = {"one": version.adopted, "other": version.published}
            yield FaultKind.VERSIONS_BACKWARDS, Message.of("registry_fault.published_before", **days)
    for one, other in pairwise(versions):
        if one.day and other.day and other.day < one.day:
            said = Message.of("registry_fault.versions_backwards", one=one.day, other=other.day)
            yield FaultKind.VERSIONS_BACKWARDS, said
        elif one.effective and other.effective and other.effective <= one.effective:
            said = Message.of("registry_fault.versions_overlap", one=one.effective, other=other.effective)
            yield FaultKind.VERSIONS_OVERLAP, said
        elif one.until and other.effective and other.effective <= one.until:
            said = Message.of("registry_fault.versions_overlap", one=one.until, other=other.effective)
            yield FaultKind.VERSIONS_OVERLAP, said


# --- articles -----------------------------------------------------------------------------------

_COUNTED = frozenset({SourceLevel.LAW, SourceLevel.ADMIN_REGULATION, SourceLevel.LOCAL_REGULATION})
_FEW = 6
"""A law, regulation or measures (法, 条例, 办法) with fewer articles was read from a text that is cut off, or is no such text."""
_LONG_FORM = re.compile(r"(?:法|法典|条例|办法|规则)(?:（.*）)?$")


def _faults_of_counts(instrument: Instrument, facts: ArticleFacts) -> _Found:
    """Yields what the count of articles does not agree with: what is known of single articles, and where they moved."""
    count = instrument.articles
    highest = max((number for number, _ in facts.known.get(instrument.id, ())), default=0)
    cut = instrument.level in _COUNTED and instrument.status == "in_force" and not instrument.is_decision
    if count is None and cut and instrument.in_force_since is not None:
        yield FaultKind.COUNT_UNKNOWN, Message("registry_fault.count_unknown")
    if count is not None and count < highest:
        yield FaultKind.COUNT_TOO_LOW, Message.of("registry_fault.count_too_low", count=count, highest=highest)
    if count is not None and count < _FEW and cut and _LONG_FORM.search(instrument.title):
        yield FaultKind.COUNT_SMALL, Message.of("registry_fault.count_small", count=count)
    for move in instrument.moved:
        before, after = _versions_around(instrument.versions, move.day)
        if after is None:
            yield FaultKind.MOVES, Message.of("registry_fault.moves_of_no_version", day=move.day)
        elif _is_beyond(move, before, after):
            yield (
                FaultKind.MOVES,
                Message.of("registry_fault.moves_beyond", old=move.old, new=move.new or "", day=move.day),
            )


def _cited_beyond(instrument: Instrument, highest: int) -> _Found:
    counts = [version.articles for version in instrument.versions if version.articles is not None]
    if counts and highest > max(counts):
        yield FaultKind.CITED_BEYOND, Message.of("registry_fault.cited_beyond", count=max(counts), highest=highest)


def _versions_around(versions: tuple[Version, ...], day: date) -> tuple[Version | None, Version | None]:
    """Returns the version that begins on a day, and the one before it."""
    at = next((n for n, version in enumerate(versions) if day in version.days), None)
    return (None, None) if at is None else (versions[at - 1] if at else None, versions[at])


def _is_beyond(move: MovedArticle, before: Version | None, after: Version) -> bool:
    """Tells whether articles move from or to a number that the version does not have."""
    last = move.count - 1
    from_nowhere = before is not None and before.articles is not None and move.old + last > before.articles
    to_nowhere = move.new is not None and after.articles is not None and move.new + last > after.articles
    return from_nowhere or to_nowhere


# --- several rows -------------------------------------------------------------------------------


def _names_of_several(registry: Registry) -> Mapping[str, tuple[Instrument, ...]]:
    """Returns the titles and short titles, as keys, that several instruments of one place have that are not repealed."""
    owners: defaultdict[str, dict[str, Instrument]] = defaultdict(dict)
    for row in registry.instruments.values():
        if row.status != "repealed":
            for name in (row.title, *row.short_titles):
                owners[title_key(name)][row.id] = row
    return {key: tuple(several.values()) for key, several in owners.items() if len(several) > 1}


def _faults_among(instrument: Instrument, registry: Registry, shared: Mapping[str, tuple[Instrument, ...]]) -> _Found:
    """Yields what a row has in common with others, once for all of them: a number, a title, a short title."""
    for number in instrument.numbers:
        parsed = parse_spelt_number(number)
        others = [o for o in registry.by_number(number) if o.id > instrument.id and not _issued_together(instrument, o)]
        # One order may publish several regulations; a number of a notice belongs to one notice, whatever it issues.
        if parsed and not parsed.is_order and others:
            yield FaultKind.SAME_NUMBER, Message.of("registry_fault.same_number", names=_names(others), number=number)
    if instrument.status == "repealed":
        return
    key = title_key(instrument.title)
    alike = [o for o in shared.get(key, ()) if o.id != instrument.id and o.region == instrument.region]
    same = [o for o in alike if title_key(o.title) == key]
    if later := [o for o in same if o.id > instrument.id]:
        yield FaultKind.SAME_TITLE, Message.of("registry_fault.same_title", names=_names(later))
    for short in instrument.short_titles:
        others = [o for o in shared.get(title_key(short), ()) if o.id != instrument.id and o not in same]
        others = [o for o in others if covers(o.region, instrument.region) or covers(instrument.region, o.region)]
        others = [o for o in others if o.id > instrument.id or title_key(o.title) == title_key(short)]
        if others and title_key(short) != key:
            said = Message.of("registry_fault.short_title", short=short, names=_names(others))
            yield FaultKind.SHORT_TITLE, said
    if instrument.id in registry.unsure and instrument.status == "in_force" and _EDITION.search(instrument.title):
        yield FaultKind.EDITION_UNSOURCED, Message("registry_fault.edition_unsourced")


def _names(others: Iterable[Instrument]) -> list[str]:
    return [f"《{o.title}》（{o.id}）" for o in others]


def _issued_together(one: Instrument, other: Instrument) -> bool:
    """Tells whether one notice issues two texts: of one office and one day."""
    return one.promulgated is not None and (one.issuer, one.promulgated) == (other.issuer, other.promulgated)
