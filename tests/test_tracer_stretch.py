"""Tells of findings on which days they hold: judging anew on any day of a stretch says the same, word for word."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_files import SHARED, needs_shared
from sizes import sized
from test_sample_corpus import corpus
from worlds import AS_OF, DAYS, number_of, readings_of, world

from graph_schema.messages import Message
from graph_schema.plain import to_plain
from graph_schema.records import Finding, Measure
from graph_schema.terms import Group, Verdict
from ingest.formats.files import load_file
from ingest.reading import read
from tracer.jobs.judged_document import judged_document
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.policy.rules import AuthorityText, Policy, ReviewBelow
from tracer.registry.load import load_registry
from tracer.verdict.judge import find, finding_aside, finding_on, judged_with_stretch, weigh
from tracer.verdict.memory import Memory, memory_of
from tracer.verdict.stretch import OPEN, Day, Stretches

ONE = timedelta(days=1)
BASE = date(2020, 1, 10)
NEAR = [BASE + timedelta(days=n) for n in range(-6, 7)]
COMPARED = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


# --- days --------------------------------------------------------------------------------------


@given(
    st.sampled_from(NEAR),
    st.lists(st.tuples(st.sampled_from(COMPARED), st.sampled_from([date.min, *NEAR, OPEN]), st.booleans()), max_size=5),
)
def test_on_every_day_of_the_stretch_all_comparisons_come_out_the_same(
    asked: date, compared: list[tuple[Callable[[date, date], bool], date, bool]]
) -> None:
    def results(day: date) -> list[bool]:
        return [op(day, other) if first else op(other, day) for op, other, first in compared]

    day = Day.of(asked)
    assert results(day) == results(asked)
    assert day.has(asked)
    same = {other for other in NEAR if results(other) == results(asked)}
    assert {other for other in NEAR if day.has(other)} <= same
    if len(compared) == 1 and compared[0][0] not in (operator.eq, operator.ne):
        assert {other for other in NEAR if day.has(other)} == same


@pytest.mark.parametrize(
    "use",
    [
        lambda day: day.year,
        lambda day: day.month,
        lambda day: day.day,
        hash,
        str,
        repr,
        lambda day: f"{day:%Y}",
        lambda day: day.isoformat(),
        lambda day: day.strftime("%d"),
        lambda day: day.toordinal(),
        lambda day: day.weekday(),
        lambda day: day.isocalendar(),
        lambda day: day.timetuple(),
        lambda day: day.replace(year=2021),
        lambda day: day + ONE,
        lambda day: ONE + day,
        lambda day: day - ONE,
        lambda day: day - BASE,
        lambda day: BASE - day,
        lambda day: {day},
        lambda day: day == BASE,
        copy.copy,
        copy.deepcopy,
        pickle.dumps,
        lambda day: Message.of("some.day", day=day),
    ],
)
def test_what_shows_the_day_holds_on_that_day_alone(use: Callable[[date], object]) -> None:
    day = Day.of(BASE)
    said = use(day)
    assert said == use(BASE)
    assert (day.since, day.until) == (BASE, BASE + ONE)
    assert isinstance(said, set) or not list(days_in(said))


def test_an_answer_remembered_brings_its_stretch_along() -> None:
    made: list[date] = []

    def is_later(day: Day) -> bool:
        made.append(day.plain)
        return day > BASE

    held: Stretches[str, bool] = Stretches(2)
    for asked in (*NEAR, *NEAR):
        day = Day.of(asked)
        assert held.of("a", day, is_later) == (asked > BASE)
        assert (day.since, day.until) == ((BASE + ONE, OPEN) if asked > BASE else (date.min, BASE + ONE))
    assert len(made) == 2
    for key in "bcdefg":
        held.of(key, Day.of(BASE), is_later)
        assert len(held) <= 2


# --- findings ----------------------------------------------------------------------------------


def judged(library: Library, measure: Measure, policy: Policy, day: date) -> Finding | None:
    """Returns what judging anew says of a measure, whether it counts or not."""
    found = finding_on(library, measure, policy, day)
    return found if found is not None else finding_aside(library, measure, policy, day)


def days_in(value: object) -> Iterator[Day]:
    """Yields the days that still remember what they are compared with."""
    if isinstance(value, Day):
        yield value
    elif isinstance(value, dict):
        yield from (day for pair in value.items() for one in pair for day in days_in(one))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (day for one in value for day in days_in(one))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (day for one in fields(value) for day in days_in(getattr(value, one.name)))


def assert_holds(make: Callable[[], Library], policy: Policy, days: list[date], random: Random, share: float) -> int:
    """Judges measures on days and again, without any memory, on other days of their stretches; returns how many stretches are long."""
    library, long = make(), 0
    for day in days:
        for measure in library.measures.values():
            if random.random() > share:
                continue
            judged_for = judged_with_stretch(library, measure, policy, day)
            finding, since, until = judged_for.finding, judged_for.since, judged_for.until
            assert since <= day < until
            assert not list(days_in(finding))
            long += until - since > timedelta(days=30)
            said = to_plain(finding)
            others = {day, since, until - ONE, *random.sample(range_of(since, until), 2)}
            other = random.choice(sorted(others - {date.min} or others))
            assert to_plain(judged(make(), measure, policy, other)) == said, (measure.id, day, other)
            assert to_plain(judged(library, measure, policy, day)) == said
            first, end = judged_for.counted
            assert first <= since and until <= end
            others = {first, end - ONE, *random.sample(range_of(first, end), 3)} - {date.min}
            for other in others:
                assert counted(judged(make(), measure, policy, other)) == counted(finding), (measure.id, day, other)
    return long


def counted(finding: Finding | None) -> object:
    """Returns what is counted of a finding."""
    if finding is None:
        return None
    reasons = [stop.reason for stop in finding.stops]
    silent = finding.is_unsupported and finding.aside is None
    mend = finding.must_mend, finding.would_mend and finding.aside is Group.ENDED
    return finding.verdict, finding.aside, finding.is_gap, finding.is_lean, *mend, silent, reasons


def range_of(since: date, until: date) -> list[date]:
    """Returns days of a stretch between the years in which anything happens."""
    first, last = max(since, date(2005, 1, 1)), min(until - ONE, date(2030, 1, 1))
    if first > last:
        return [since, until - ONE]
    length = (last - first).days
    return [first + timedelta(days=length * n // 7) for n in range(8)]


TURNS = [*AS_OF, *DAYS, *(day - ONE for day in DAYS), *(day + ONE for day in DAYS)]


@pytest.mark.parametrize("seed", range(sized(20, 3000)))
def test_random_worlds_say_the_same_on_every_day_of_a_stretch(seed: int) -> None:
    random = Random(seed)
    w = world(random, odd=seed % 3 == 2, size=sized(6, 10))
    readings, policy = readings_of(w), load_policy("huaian" if seed % 5 == 4 else None)
    if seed % 4 == 3:
        text = AuthorityText(number=number_of(seed % len(w.documents)), title="岭省办公室关于整理村规的通知")
        policy = replace(policy, authority_texts=(text,))
    days = random.sample(TURNS, 3)
    assert_holds(lambda: build_library(readings, w.registry), policy, days, random, 0.7)


def test_the_sample_corpus_says_the_same_on_every_day_of_a_stretch() -> None:
    readings = list(corpus().readings.values())
    fresh = [build_library(readings, load_registry()) for _ in range(3)]

    def library() -> Library:
        one = fresh.pop(0)
        one.memories.clear()
        fresh.append(one)
        return one

    random = Random(7)
    days = [date(2026, 11, 30), date(2021, 6, 1), date(2018, 5, 1), date(2015, 1, 1)]
    assert assert_holds(library, load_policy(), days, random, sized(1, 10) / 10) > 8


@needs_shared
def test_real_documents_say_the_same_on_every_day_of_a_stretch() -> None:
    readings = [read(load_file(path)) for path in sorted((SHARED / "seeds").glob("*.txt"))[: sized(2, 5)]]
    built = build_library(readings, load_registry())

    def library() -> Library:
        built.memories.clear()
        return built

    days = [date(2026, 11, 30), date(2022, 6, 1)]
    assert assert_holds(library, load_policy(), days, Random(11), sized(20, 100) / 100)


@pytest.mark.parametrize("seed", range(sized(8, 400)))
def test_the_verdict_at_issue_does_not_hang_on_the_day_asked_for(seed: int) -> None:
    w = world(Random(seed), odd=seed % 3 == 2, size=7)
    library = build_library(readings_of(w), w.registry)
    for measure in library.measures.values():
        found: set[Verdict | None] = set()
        for day in TURNS:
            finding = judged_with_stretch(library, measure, load_policy(), day).finding
            found |= {finding.verdict_at_issue} if finding and finding.aside is None else set()
        assert len(found) <= 1


@pytest.mark.parametrize("seed", range(sized(6, 400)))
def test_a_verdict_without_words_is_that_of_the_finding(seed: int) -> None:
    w = world(Random(seed), odd=seed % 3 == 2, size=7)
    library = build_library(readings_of(w), w.registry)
    policy = replace(load_policy(), review_below=ReviewBelow(measure=0.5 * (seed % 2), citation=0.9, header=0.9))
    for measure in library.measures.values():
        for day in AS_OF:
            finding, weighed = find(library, measure, policy, day), weigh(library, measure, policy, day)
            assert (finding is None) == (weighed is None)
            if finding and weighed:
                assert finding.verdict is weighed.shown and finding.chain == weighed.chain
                assert {stop.reason for stop in finding.stops} == weighed.reasons


def test_what_is_remembered_of_a_library_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.verdict.memory._POLICIES", 3)
    monkeypatch.setattr("tracer.verdict.memory._ANSWERS", 3)
    monkeypatch.setattr("tracer.verdict.memory._CLIMBS", 2)
    library = build_library(list(corpus().readings.values()), load_registry())
    for seed in range(4):
        policy = replace(load_policy(), title=str(seed))
        found = [finding_on(library, m, policy, date(2026, 1, 1)) for m in library.measures.values()]
        assert any(found)
        assert len(library.memories) <= 3
        memory = memory_of(library, policy)
        assert len(memory.authority) <= 3 and len(memory.regulations) <= 3 and len(memory.climbs) <= 2


def test_a_measure_rests_on_the_ways_by_which_it_was_weighed() -> None:
    w, policy = world(Random(3), size=12), load_policy()
    library = build_library(readings_of(w), w.registry)
    for document in library.documents:
        judged_document(library, document, policy, AS_OF[2], 0)
    held = [one.policy for one in library.memories.values() if isinstance(one, Memory) and len(one.climbs)]
    places = {document.region for document in library.documents.values()}
    days = {AS_OF[2], *(document.date for document in library.documents.values() if document.date)}
    ruled = {id(policy.ruled_on(day, place)) for day in days for place in places}
    assert held and {id(one) for one in held} <= ruled
