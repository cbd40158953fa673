"""The bulk pass, the exact engine and a naive reference agree, measure by measure, on random worlds and real cases."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from naive_reference import naive, naive_at_issue
from shared_files import SHARED, needs_shared
from sizes import sized
from worlds import (
    AS_OF,
    DAYS,
    ODD,
    REGULAR,
    UNKNOWN,
    World,
    WorldCitation,
    WorldDocument,
    WorldItem,
    WorldMeasure,
    ended,
    hangs_on,
    id_of,
    is_joined,
    joined,
    measure_ids,
    number_of,
    readings_of,
    world,
)

from graph_schema.records import Instrument, MovedArticle, Reading
from graph_schema.terms import BreakReason, Disposal, Group, LinkStatus, MeasureKind, Relation, SourceLevel, Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.policy.rules import AuthorityText, Policy
from tracer.registry.load import load_registry
from tracer.registry.standing import Fate, standing_of
from tracer.registry.validity import expired_since, has_pauses
from tracer.verdict.judge import finding_aside, judge_library, own_day
from tracer.verdict.proof import prove as prove_finding
from tracer.verify import verify

WALKED = {"branches", "verdict", "reasons", "policy", "scope"}
CASES = sorted((Path(__file__).parent / "cases" / "verdicts").glob("*.toml"))

Standings = Mapping[str, tuple[Verdict, frozenset[BreakReason]]]


def exact(library: Library, day: date, policy: Policy | None = None) -> Standings:
    findings = judge_library(library, policy or load_policy(), day)
    return {f.measure.id: (f.verdict, frozenset(s.reason for s in f.stops)) for f in findings}


def bulk(library: Library, day: date, policy: Policy | None = None) -> Standings:
    return {m: (s.verdict, s.reasons) for m, s in judge_all(library, policy or load_policy(), day).items()}


def library_of(w: World) -> Library:
    return build_library(readings_of(w), w.registry)


@pytest.mark.parametrize("seed", range(sized(200, 4000)))
def test_random_worlds(seed: int) -> None:
    w = world(Random(seed), odd=seed % 3 == 2, size=sized(7, 10))
    library = library_of(w)
    ids = measure_ids(w)
    first = naive_at_issue(w)
    for day in AS_OF:
        plain = naive(w, day)
        said = {m: plain[where] for m, where in ids.items() if where in plain}
        findings = judge_library(library, load_policy(), day)
        assert {f.measure.id: (f.verdict, frozenset(s.reason for s in f.stops)) for f in findings} == said
        assert bulk(library, day) == said
        assert all(f.verdict_at_issue == first.get(ids[f.measure.id]) for f in findings)


@pytest.mark.parametrize("seed", range(sized(30, 2000)))
def test_what_the_policy_names_as_its_authority_is_judged_nowhere(seed: int) -> None:
    w = world(Random(seed), odd=seed % 3 == 2, size=sized(7, 10))
    library, ids, number = library_of(w), measure_ids(w), seed % len(w.documents)
    text = AuthorityText(number=number_of(number), title="岭省办公室关于整理村规的通知")
    policy = replace(load_policy(), authority_texts=(text,))
    for day in AS_OF:
        plain = naive(w, day, number)
        said = {m: plain[where] for m, where in ids.items() if where in plain}
        assert exact(library, day, policy) == said
        assert bulk(library, day, policy) == said
        issued = {id for id, d in library.documents.items() if (own := own_day(library, d)) is None or own <= day}
        parts = {id_of(d) for d in range(len(w.documents)) if hangs_on(joined(w), d, number)}
        shown = [f for m in library.measures.values() if (f := finding_aside(library, m, policy, day)) is not None]
        assert all(not f.is_gap and not f.must_mend and f.disposal is Disposal.NONE for f in shown)
        assert not {f.measure.id for f in shown} & set(said)
        assert {f.measure.id for f in shown if f.aside is Group.AUTHORITY} == {
            m.id for m in library.measures.values() if m.document in parts & issued
        }


@pytest.mark.parametrize("seed", range(sized(16, 1500)))
def test_proofs_of_random_worlds_are_borne_out(seed: int) -> None:
    """The texts of a world lack the words that make a citation a basis: what the walk comes to is compared."""
    library = library_of(world(Random(seed), odd=seed % 3 == 2))
    for day in AS_OF:
        for finding in judge_library(library, load_policy(), day):
            proof = prove_finding(library, finding.measure, load_policy(), day)
            faults = verify(json.loads(json.dumps(proof))).faults
            assert [f for f in faults if f.place.partition("/")[0] in WALKED] == []


def test_pages_and_ends_are_those_that_the_reference_takes() -> None:
    kinds = {"joined": 0, "ended": 0, "damaged": 0, "rivals": 0, "without beginning": 0}
    for seed in range(80):
        w = world(Random(seed), odd=seed % 2 == 1)
        library, plain = library_of(w), joined(w)
        pages = {
            id_of(n): id_of(d.continues)
            for n, d in enumerate(w.documents)
            if is_joined(w, n) and d.continues is not None
        }
        gone = {id_of(n): day for n, day in ended(plain).items()}
        assert dict(library.pages.joined) == pages
        assert {d: one.day for d, one in library.ended.items()} == gone
        kinds["joined"] += len(pages)
        kinds["ended"] += len(gone)
        kinds["damaged"] += sum(c.damaged for c in library.citations.values())
        kinds["rivals"] += len(library.rivals)
        kinds["without beginning"] += sum(not d.begins for d in plain.documents)
    assert min(kinds.values()) >= 5, kinds


@pytest.mark.parametrize("own", [*REGULAR, *ODD])
def test_chains_between_any_two_places(own: str | None) -> None:
    """Alone with each other: whether a county without its city lies in a city is no matter of what else the store holds."""
    source = next(world(Random(seed)).instruments[0] for seed in range(9))
    measure = next(
        i for seed in range(99) for d in world(Random(seed)).documents for i in d.items if i.measures
    ).measures[0]
    item = WorldItem((), (replace(measure, own=(), referred=(), vague=False, sure=True),))
    for place in (*REGULAR, *ODD):
        rows = (replace(source, level=SourceLevel.LOCAL_REGULATION, region=place or "全国"),)
        normative = WorldDocument(SourceLevel.LOCAL_NORMATIVE, place, None, None, Relation.SELF, (), ())
        cites = (WorldCitation(document=1), WorldCitation(instrument=0))
        for cited in cites:
            low = replace(normative, region=own, preamble=(cited,), items=(item,))
            library = library_of(World((low, normative), rows))
            assert bulk(library, AS_OF[2]) == exact(library, AS_OF[2]), place


def local_policy(chance: Random) -> Policy:
    """Returns the credit policy narrowed in one place, widened from one day on, with a level under review, and silent on a kind."""
    policy = load_policy()
    silent = chance.choice((MeasureKind.REPAIR, MeasureKind.NAME_LIST))
    rules = [replace(r, kinds=r.kinds - {silent}) for r in policy.rules if r.kinds != {silent}]
    narrow, wide, asks = (chance.choice(rules) for _ in range(3))
    return replace(
        policy,
        rules=(
            replace(narrow, region="云岭省/鹭洲市", levels=frozenset({SourceLevel.LAW})),
            replace(wide, since=date(2019, 6, 1), levels=wide.levels | {SourceLevel.DEPARTMENT_RULE}),
            replace(asks, until=date(2016, 1, 1), review=frozenset({SourceLevel.LAW, SourceLevel.CENTRAL_POLICY})),
            *rules,
        ),
        exempt_provincial_only=chance.random() < 0.5,
    )


@pytest.mark.parametrize("seed", range(80))
def test_rules_of_a_place_and_a_time(seed: int) -> None:
    chance = Random(seed)
    library = library_of(world(chance, odd=seed % 3 == 2))
    policy = local_policy(chance)
    for day in AS_OF:
        assert bulk(library, day, policy) == exact(library, day, policy)


@pytest.mark.parametrize("seed", range(80))
def test_articles_that_moved(seed: int) -> None:
    chance = Random(seed)
    w = world(chance)
    rows = tuple(replace(row, moved=tuple(_moves(chance, row))) for row in w.instruments)
    library = library_of(replace(w, instruments=rows))
    for day in AS_OF:
        assert bulk(library, day) == exact(library, day)
        for finding in judge_library(library, load_policy(), day)[: 3 if seed < 16 else 0]:
            faults = verify(prove_finding(library, finding.measure, load_policy(), day)).faults
            assert [f for f in faults if f.place.partition("/")[0] in WALKED] == []


def _moves(chance: Random, row: Instrument) -> Iterator[MovedArticle]:
    """Yields moves into later versions, named by any of their days: two articles move on, another goes or stays."""
    for version in row.versions[1:]:
        day = chance.choice(sorted(version.days))
        if chance.random() < 0.7:
            yield MovedArticle(day=day, old=1, new=chance.choice((1, 2, 3)), count=2)
        if chance.random() < 0.7:
            yield MovedArticle(day=day, old=3, new=chance.choice((None, 3)))


def test_worlds_hold_all_that_may_become_of_an_article() -> None:
    rows = [row for seed in range(60) for row in world(Random(seed)).instruments]
    found = Counter(
        standing_of(row, [3], issued, day).fate for row in rows for issued in (*DAYS, None) for day in AS_OF
    )
    assert {fate for fate, count in found.items() if count >= 10} == {*Fate} - {Fate.GONE, Fate.NAMED}, found
    assert sum(expired_since(row, day) is not None for row in rows for day in AS_OF) >= 10
    assert sum(map(has_pauses, rows)) >= 3


@pytest.mark.parametrize(
    ("documents", "verdict"), [(20, Verdict.DEAD_END), (21, Verdict.DEAD_END), (60, Verdict.REVIEW)]
)
def test_a_chain_too_long_to_be_followed_is_a_question(documents: int, verdict: Verdict) -> None:
    plain = WorldDocument(SourceLevel.LOCAL_NORMATIVE, "云岭省", None, None, Relation.SELF, (), ())
    measure = WorldMeasure(MeasureKind.NAME_LIST, "列入黑名单", ())
    chain = [replace(plain, preamble=(WorldCitation(document=i + 1),)) for i in range(documents - 1)]
    first = replace(chain[0], items=(WorldItem((), (measure,)),))
    library = library_of(World((first, *chain[1:], plain), world(Random(0)).instruments))
    (finding,) = judge_library(library, load_policy(), AS_OF[2])
    assert finding.verdict is verdict
    assert bulk(library, AS_OF[2]) == exact(library, AS_OF[2])
    proof = prove_finding(library, finding.measure, load_policy(), AS_OF[2])
    faults = verify(json.loads(json.dumps(proof))).faults
    assert [f for f in faults if f.place.partition("/")[0] in WALKED] == []


def test_the_facts_of_unknown_titles_are_those_that_the_reference_takes() -> None:
    found = {}
    for seed in range(20):
        library = library_of(world(Random(seed)))
        for c in library.citations.values():
            link = library.links[c.id]
            if link.status is LinkStatus.UNRESOLVED and not c.damaged:
                found[c.title, None if c.title else c.number] = (link.level, link.region)
    assert found == UNKNOWN


def _together(files: list[dict[str, str]]) -> Library:
    registry = load_registry()
    readings: list[Reading] = [read(file_of_text(f["text"], f["name"]), registry.law_names()) for f in files]
    return build_library(readings, registry)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_cases(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    library = _together(case["file"])
    assert bulk(library, case["as_of"]) == exact(library, case["as_of"])


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("name", ["dev", "seeds-dev"])
@pytest.mark.parametrize("day", [date(2019, 6, 1), date(2026, 11, 1)])
def test_real_documents_together(name: str, day: date) -> None:
    lines = (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    library = _together([{"name": str(g["id"]), "text": g["text"]} for g in map(json.loads, lines)])
    assert bulk(library, day) == exact(library, day)


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize("path", sorted((SHARED / "gold" / "verdicts").glob("*.json")), ids=lambda p: p.stem)
def test_the_shared_cases(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    library = _together(case["files"])
    day = date.fromisoformat(case["as_of"])
    assert bulk(library, day) == exact(library, day)
