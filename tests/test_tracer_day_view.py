"""A day that is only looked at, from what is kept of another one, answers as a judgement of that day does, and leaves nothing in the store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from judged_anew import findings_anew, library_anew
from sizes import sized
from worlds import AS_OF, DAYS, World, readings_of, world

from graph_schema.records import Finding
from graph_schema.terms import Group, MeasureKind, Verdict
from tracer.jobs.day_view import DayView
from tracer.jobs.kept import kept_findings, up_to_date
from tracer.jobs.opening import Tools
from tracer.policy.file import load_policy
from tracer.store import Filters, GraphStore, open_store
from tracer.store.base.findings import Asked

EVERYTHING = Filters(verdicts=frozenset(Verdict))


def tools_of(w: World) -> Tools:
    """Returns what a world is judged with."""
    return Tools(w.registry, load_policy(), None)


def filled(url: str, w: World) -> GraphStore:
    """Returns a store that holds the files of a world."""
    store = open_store(url)
    for reading in readings_of(w):
        store.put(reading, reader="w")
    return store


def some_filters(chance: Random, places: list[str]) -> list[Filters]:
    """Returns filters of every sort, those that need no words first."""
    place = chance.choice([*places, None])
    plain = [
        Filters(),
        EVERYTHING,
        Filters(subjects=True, region=place),
        Filters(kinds=frozenset({chance.choice(list(MeasureKind))})),
        Filters(issued_after=chance.choice(AS_OF)),
        Filters(must_mend=True),
        Filters(rest=True),
        Filters(silent=True),
        *(Filters(group=group) for group in Group),
    ]
    return [*plain, Filters(words="名单"), replace(EVERYTHING, words=chance.choice(["依据", "不明", "处罚"]))]


def require_same(seen: Asked, whole: Asked, policy: str, day: date, chance: Random) -> None:
    """Requires that both answer every question alike."""
    places = [place for place in whole.tally_by_place(policy, day) if place != "—"]
    filters = some_filters(chance, places)
    for one in filters:
        assert seen.tally(policy, day, one) == whole.tally(policy, day, one), one
        assert seen.tally_by_place(policy, day, one) == whole.tally_by_place(policy, day, one), one
        assert list(seen.aside_by_part(policy, day, one)) == list(whole.aside_by_part(policy, day, one)), one
    documents = {document for document, _, _ in whole.verdicts_of(policy, day)}
    assert list(seen.verdicts_of(policy, day)) == list(whole.verdicts_of(policy, day))
    assert seen.tally_by_document(policy, day, documents) == whole.tally_by_document(policy, day, documents)
    assert seen.with_most_gaps(policy, day, limit=9) == whole.with_most_gaps(policy, day, limit=9)
    for one in filters:
        offset = chance.randrange(4)
        page = seen.findings(policy, day, one, offset=offset, limit=3)
        assert page == whole.findings(policy, day, one, offset=offset, limit=3), one
    assert seen.findings_in(policy, day, documents) == whole.findings_in(policy, day, documents)
    assert seen.said_of_measures(policy, day, documents) == whole.said_of_measures(policy, day, documents)
    assert list(seen.lines_of(policy, day)) == list(whole.lines_of(policy, day))
    for one in filters:
        assert seen.tally(policy, day, one) == whole.tally(policy, day, one), one


@pytest.mark.parametrize("seed", range(sized(3, 400)))
def test_a_day_that_is_looked_at_answers_as_one_that_is_judged(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2, size=sized(10, 14))
    tools = tools_of(w)
    with filled("sqlite:///:memory:", w) as store, filled("sqlite:///:memory:", w) as other:
        up_to_date(store, tools, AS_OF[2], today=AS_OF[2])
        for asked in chance.sample([*AS_OF[:2], *DAYS[1:]], 3):
            with kept_findings(store, tools, asked, must_write=False) as seen:
                assert isinstance(seen.answers, DayView)
                whole = up_to_date(other, tools, asked, today=asked)
                require_same(seen.answers, whole.answers, tools.policy.id, asked, chance)
                counting, _ = findings_anew(library_anew(store, w.registry), tools.policy, asked)
                assert list(seen.answers.findings(tools.policy.id, asked, EVERYTHING).findings) == counting
        assert [one.as_of for one in store.judgements()] == [AS_OF[2]]


def test_a_day_that_is_looked_at_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    w = world(Random(5), size=12)
    tools, path = tools_of(w), tmp_path / "store.sqlite"
    with filled(f"sqlite:///{path}", w) as store:
        up_to_date(store, tools, AS_OF[2], today=AS_OF[2])
        files = (path, path.with_name(f"{path.name}-wal"))
        before = [one.read_bytes() for one in files]
        for _ in range(2):
            with kept_findings(store, tools, AS_OF[1], must_write=False) as seen:
                assert seen.answers.findings(tools.policy.id, AS_OF[1], EVERYTHING).findings
        assert [one.read_bytes() for one in files] == before


def test_a_day_that_is_kept_is_not_only_looked_at() -> None:
    w = world(Random(5), size=12)
    tools = tools_of(w)
    with filled("sqlite:///:memory:", w) as store:
        for day in AS_OF[:2]:
            up_to_date(store, tools, day, today=AS_OF[2])
        with kept_findings(store, tools, AS_OF[0], must_write=False) as seen:
            assert seen.answers is store and seen.is_kept


def test_today_is_kept_in_the_place_of_yesterday() -> None:
    """Asserts that the first question of a day brings the kept rows to it, and judges only those that hold no more."""
    w = world(Random(5), size=12)
    tools, today = tools_of(w), date.today()
    with filled("sqlite:///:memory:", w) as store:
        up_to_date(store, tools, today - timedelta(days=1), today=today - timedelta(days=1))
        with kept_findings(store, tools, None, must_write=False) as seen:
            assert seen.answers is store and not seen.documents
        assert [one.as_of for one in store.judgements()] == [today]


def test_a_day_that_is_remembered_answers_in_every_thread(tmp_path: Path) -> None:
    """Each visit to a page runs in a thread of its own, with a store that it opens."""
    w = world(Random(5), size=12)
    tools, url = tools_of(w), f"sqlite:///{tmp_path}/store.sqlite"
    with filled(url, w) as store:
        up_to_date(store, tools, AS_OF[2], today=AS_OF[2])

    def visit() -> tuple[Finding, ...]:
        with open_store(url) as store, kept_findings(store, tools, AS_OF[1], must_write=False) as seen:
            return seen.answers.findings(tools.policy.id, AS_OF[1], EVERYTHING).findings

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        first = one.submit(visit).result()
        assert first
        assert other.submit(visit).result() == first
