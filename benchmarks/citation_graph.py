"""A country's citation graph, made from a seed: the shape of a real one, and nothing in it real.

Half as many documents as measures, of 3,000 places in four tiers; each cites one to five things, most
of them 4,000 instruments that are cited the more the more they are cited already. One citation in ten
leads to nothing known, one in four to another document, mostly of the same place or above and older,
now and then of a neighbour; one document in two hundred that is cited cites back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_schema.regions import is_provincial
from graph_schema.terms import MeasureKind, SourceLevel
from tracer.bulk.arrays import EVER, NEVER, NONE, BasisArrays, Bytes, Confidences, Documents, Measures, Steps, Targets
from tracer.bulk.numbers import KIND_NUMBER, LEVEL_NUMBER, SCOPE_NUMBER, Sort, Step, Trait
from tracer.bulk.places import NOWHERE, Flags, Ints, Places
from tracer.policy.rules import Scope

SEED = 20_201_207
INSTRUMENTS = 4_000
_CITATIONS = (0.5, 0.3, 0.1, 0.07, 0.03)  # how many documents cite one thing, two, … five
_TIERS = (0.05, 0.15, 0.30, 0.50)  # nation, provinces, cities, counties
_FIRST, _LAST = date(2003, 1, 1).toordinal(), date(2026, 6, 30).toordinal()
_UNRESOLVED, _TO_DOCUMENT, _OWN, _BACK, _ASIDE = 0.12, 0.40, 0.40, 0.005, 0.05
_INSTRUMENT_LEVELS = {
    SourceLevel.LAW: 0.08,
    SourceLevel.ADMIN_REGULATION: 0.17,
    SourceLevel.CENTRAL_POLICY: 0.10,
    SourceLevel.JUDICIAL_INTERPRETATION: 0.01,
    SourceLevel.LOCAL_REGULATION: 0.20,
    SourceLevel.DEPARTMENT_RULE: 0.15,
    SourceLevel.DEPARTMENT_NORMATIVE: 0.17,
    SourceLevel.LOCAL_NORMATIVE: 0.12,
}
_UNKNOWN_LEVELS = {
    SourceLevel.LAW: 0.1,
    SourceLevel.LOCAL_REGULATION: 0.1,
    SourceLevel.LOCAL_NORMATIVE: 0.5,
    SourceLevel.DEPARTMENT_NORMATIVE: 0.2,
    SourceLevel.UNKNOWN: 0.1,
}
_KINDS = {
    MeasureKind.PUNISHMENT: 0.35,
    MeasureKind.INFO_INCLUSION: 0.25,
    MeasureKind.NAME_LIST: 0.15,
    MeasureKind.SHARING: 0.1,
    MeasureKind.INCENTIVE: 0.05,
    MeasureKind.REPAIR: 0.05,
    MeasureKind.SCORING: 0.05,
}


@dataclass(frozen=True, slots=True, eq=False)
class _Citations:
    """One row a citation, in the order of the citing documents; `into` is the document cited or NONE."""

    citing: Ints
    target: Ints
    into: Ints
    own: Flags
    renumbered: Ints
    confidence: Confidences
    flags: Bytes


def citation_graph(measures: int, seed: int = SEED) -> BasisArrays:
    """Returns the graph with so many measures. The same number and seed give the same graph."""
    rng = np.random.default_rng(seed)
    places = _places()
    region = _regions(rng, places, max(measures // 2, 10))
    documents = _documents(rng, places, region)
    instruments = _instruments(rng, places)
    rows = _citations(rng, places, region, instruments)
    whole = ~rows.own
    return BasisArrays(
        places=places,
        documents=documents,
        document_of=np.arange(len(region), dtype=np.int32),
        article_nodes=0,
        targets=_targets(rng, instruments, documents, int(rows.target.max()) + 1),
        steps=_steps(rows, whole, rows.citing[whole], len(region)),
        measures=_measures(rng, rows, len(region), measures),
        carried_by_target={},
        carried_by_document={},
    )


def _places() -> Places:
    """Returns the nation, 30 provinces, 300 cities, 2,700 counties."""
    names = []
    for p in range(30):
        province = f"第{p}省"
        names.append(province)
        for c in range(10):
            names.append(f"{province}/第{c}市")
            names.extend(f"{province}/第{c}市/第{k}县" for k in range(9))
    return Places.of(names)


def _by_tier(places: Places) -> list[Ints]:
    depth = np.array([0 if n == "全国" else n.count("/") + 1 for n in places.names])
    return [np.flatnonzero(depth == tier).astype(np.int32) for tier in range(4)]


def _regions(rng: np.random.Generator, places: Places, count: int) -> Ints:
    tier = rng.choice(4, count, p=_TIERS)
    out = np.zeros(count, dtype=np.int32)
    for number, members in enumerate(_by_tier(places)):
        here = tier == number
        out[here] = rng.choice(members, int(here.sum()))
    return out


def _drawn(rng: np.random.Generator, shares: dict[SourceLevel, float], count: int) -> Bytes:
    numbers = np.array([LEVEL_NUMBER[level] for level in shares], dtype=np.uint8)
    drawn: Bytes = numbers[rng.choice(len(numbers), count, p=list(shares.values()))]
    return drawn


def _documents(rng: np.random.Generator, places: Places, region: Ints) -> Documents:
    """Returns documents in the order of their days."""
    count = len(region)
    national = region == places.nation
    level = np.where(
        national,
        _drawn(rng, {SourceLevel.DEPARTMENT_NORMATIVE: 0.8, SourceLevel.DEPARTMENT_RULE: 0.2}, count),
        _drawn(
            rng,
            {SourceLevel.LOCAL_NORMATIVE: 0.93, SourceLevel.LOCAL_RULE: 0.05, SourceLevel.LOCAL_REGULATION: 0.02},
            count,
        ),
    ).astype(np.uint8)
    day = np.sort(rng.integers(_FIRST, _LAST, count)).astype(np.int32)
    return Documents(
        level=level,
        confidence=np.where(rng.random(count) < 0.005, 0.5, 0.95).astype(np.float32),
        region=region,
        day=day,
        own_day=day,
        repealed=np.full(count, EVER, dtype=np.int32),
        ended=np.full(count, EVER, dtype=np.int32),
        in_file=np.zeros(count, dtype=np.bool_),
        provincial=np.array([is_provincial(name) for name in places.names])[region],
        begins=np.ones(count, dtype=np.bool_),
        card=np.ones(count, dtype=np.float32),
        authority=rng.random(count) < 0.005,
    )


def _instruments(rng: np.random.Generator, places: Places) -> Targets:
    level = _drawn(rng, _INSTRUMENT_LEVELS, INSTRUMENTS)
    local = np.isin(level, [LEVEL_NUMBER[SourceLevel.LOCAL_REGULATION], LEVEL_NUMBER[SourceLevel.LOCAL_NORMATIVE]])
    tiers = _by_tier(places)
    region = np.full(INSTRUMENTS, places.nation, dtype=np.int32)
    region[local] = rng.choice(np.concatenate((np.repeat(tiers[1], 5), tiers[2])), int(local.sum()))
    begins = rng.integers(_FIRST - 4000, _LAST, INSTRUMENTS).astype(np.int32)
    repealed = rng.random(INSTRUMENTS) < 0.15
    ends = np.where(repealed, begins + rng.integers(300, 6000, INSTRUMENTS), EVER).astype(np.int32)
    sort = np.full(INSTRUMENTS, int(Sort.KNOWN), dtype=np.uint8)
    sort[rng.random(INSTRUMENTS) < 0.02] |= np.uint8(Sort.SINCE_UNKNOWN)
    sort[rng.random(INSTRUMENTS) < 0.05] |= np.uint8(Sort.DECISION)
    return Targets(level, region, sort, begins, ends, np.full(INSTRUMENTS, NONE, dtype=np.int32))


def _citations(rng: np.random.Generator, places: Places, region: Ints, instruments: Targets) -> _Citations:
    count = len(region)
    citing = np.repeat(np.arange(count, dtype=np.int32), rng.choice(len(_CITATIONS), count, p=_CITATIONS) + 1)
    total = len(citing)
    into = np.where(rng.random(total) < _TO_DOCUMENT, _cited_documents(rng, places, region, citing), NONE)
    _cite_back(rng, citing, into)
    target = _cited_instruments(rng, places, region[citing], instruments)
    unresolved = (into == NONE) & (rng.random(total) < _UNRESOLVED / (1 - _TO_DOCUMENT))
    target[unresolved] = INSTRUMENTS + count + np.arange(int(unresolved.sum()))
    target = np.where(into >= 0, INSTRUMENTS + into, target)
    return _Citations(
        citing=citing,
        target=target.astype(np.int32),
        into=into.astype(np.int32),
        own=rng.random(total) < _OWN,
        renumbered=np.where(rng.random(total) < 0.01, _LAST - 1000, EVER).astype(np.int32),
        confidence=np.where(rng.random(total) < 0.002, 0.5, 0.95).astype(np.float32),
        flags=(rng.random(total) < 0.01).astype(np.uint8) * np.uint8(Step.ARTICLE_MISSING),
    )


def _cited_documents(rng: np.random.Generator, places: Places, region: Ints, citing: Ints) -> Ints:
    """Returns for each citation a document it could cite: older and of the same place or above, but for a few; else NONE."""
    count = len(region)
    above = _ancestors(places)[region[citing], rng.integers(0, 4, len(citing))]
    aside = rng.random(len(citing)) < _ASIDE
    above[aside] = rng.choice(region, int(aside.sum()))
    keys = np.sort(region.astype(np.int64) * count + np.arange(count))
    first = np.searchsorted(keys, above.astype(np.int64) * count)
    end = np.searchsorted(keys, above.astype(np.int64) * count + citing)
    # Few documents of a place are cited by most others of it.
    place = first + ((end - first) * rng.random(len(citing)) ** 3).astype(np.int64)
    found = np.where(end > first, keys[np.minimum(place, count - 1)] % count, NONE)
    return np.where(found == citing, NONE, found).astype(np.int32)


def _cite_back(rng: np.random.Generator, citing: Ints, into: Ints) -> None:
    """Adds circles: some documents that are cited cite what cites them."""
    back = np.flatnonzero((into != NONE) & (rng.random(len(into)) < _BACK))
    into[np.searchsorted(citing, into[back])] = citing[back]


def _ancestors(places: Places) -> Ints:
    """Returns four columns for each place: itself and what is above it, repeated to the nation."""
    out = np.full((len(places.names), 4), places.nation, dtype=np.int32)
    for number, name in enumerate(places.names):
        parts = name.split("/")
        line = [places.number("/".join(parts[:n])) for n in range(len(parts), 0, -1)]
        out[number, : len(line)] = line
    return out


def _cited_instruments(rng: np.random.Generator, places: Places, region: Ints, instruments: Targets) -> Ints:
    """Returns instruments by preferential attachment; local ones mostly of the own place or above."""
    weight = 1 / np.arange(1, INSTRUMENTS + 1) ** 0.9
    drawn = rng.choice(INSTRUMENTS, len(region), p=weight / weight.sum()).astype(np.int32)
    elsewhere = ~places.covers(instruments.region[drawn], region) & (rng.random(len(region)) < 0.8)
    drawn[elsewhere] = rng.choice(INSTRUMENTS // 10, int(elsewhere.sum()))
    return drawn


def _targets(rng: np.random.Generator, instruments: Targets, documents: Documents, count: int) -> Targets:
    """Returns the instruments, then the documents, then what is not known."""
    stored = len(documents.level)
    ghosts = max(count - INSTRUMENTS - stored, 0)

    def joined(one: Ints, two: Ints, rest: int) -> Ints:
        return np.concatenate((one, two, np.full(ghosts, rest, dtype=np.int32)))

    return Targets(
        level=np.concatenate((instruments.level, documents.level, _drawn(rng, _UNKNOWN_LEVELS, ghosts))),
        region=joined(instruments.region, documents.region, NOWHERE),
        sort=np.concatenate(
            (instruments.sort, np.zeros(stored, np.uint8), np.full(ghosts, int(Sort.UNRESOLVED), np.uint8))
        ),
        begins=joined(instruments.begins, documents.day, int(NEVER)),
        ends=joined(instruments.ends, np.full(stored, EVER, dtype=np.int32), int(EVER)),
        document=joined(instruments.document, np.arange(stored, dtype=np.int32), NONE),
    )


def _steps(rows: _Citations, chosen: Flags, origin: Ints, count: int) -> Steps:
    first = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(origin, minlength=count), out=first[1:])
    order = np.flatnonzero(chosen)[np.argsort(origin, kind="stable")]
    return Steps(
        first, rows.target[order], rows.into[order], rows.renumbered[order], rows.confidence[order], rows.flags[order]
    )


def _measures(rng: np.random.Generator, rows: _Citations, documents: int, count: int) -> Measures:
    """Returns measures in the order of their documents; a citation that is not of the whole is one measure's own."""
    document = np.sort(rng.integers(0, documents, count)).astype(np.int32)
    first = np.searchsorted(document, np.arange(documents + 1))
    of_document = np.diff(first)
    has = rows.own & (of_document[rows.citing] > 0)
    citing = rows.citing[has]
    owner = (first[citing] + rng.integers(0, of_document[citing])).astype(np.int32)
    own = _steps(rows, has, owner, count)
    kinds = np.array([KIND_NUMBER[kind] for kind in _KINDS], dtype=np.uint8)
    kind = kinds[rng.choice(len(kinds), count, p=list(_KINDS.values()))]
    shared = kind == KIND_NUMBER[MeasureKind.SHARING]
    scope = np.where(shared, rng.integers(0, len(SCOPE_NUMBER), count), SCOPE_NUMBER[Scope.ANY]).astype(np.uint8)
    lists = kind == KIND_NUMBER[MeasureKind.NAME_LIST]
    traits = (
        (lists & (rng.random(count) < 0.5)) * np.uint8(Trait.LOCAL_LIST)
        | (rng.random(count) < 0.05) * np.uint8(Trait.DEBTORS)
        | (rng.random(count) < 0.1) * np.uint8(Trait.VAGUE)
        | (np.diff(own.first) == 0) * np.uint8(Trait.ALL_BY_DOCUMENT)
    ).astype(np.uint8)
    confidence = np.where(rng.random(count) < 0.02, 0.5, 0.95).astype(np.float32)
    ended = np.full(count, EVER, dtype=np.int32)
    return Measures(document, kind, scope, traits, confidence, np.ones(count, dtype=np.float32), ended, own)
