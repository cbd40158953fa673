"""Kept rows tell what measures rest on, on another day or without what people decided, as judging all anew does."""

from __future__ import annotations

from random import Random

import pytest
from sizes import sized
from test_tracer_day_view import filled, tools_of
from test_tracer_stores_alike import decisions_on
from worlds import AS_OF, DAYS, readings_of, world

from tracer.jobs.kept import UpToDate, in_memory, refreshed, up_to_date
from tracer.jobs.resting_on import OnDay, on_day
from tracer.links.overlay import as_if
from tracer.verdict.resting import Resting, sources


def require_same(seen: OnDay, whole: UpToDate) -> None:
    """Requires that both tell the same of every node."""
    judged, rows = (whole.judgement.policy, whole.judgement.as_of), whole.rows
    every = [Resting.unpacked(lines) for _, lines in rows.lines_of(*judged)]
    assert [one for one in seen.resting.lines() if one.provisions] == every
    for node in [source.id for source in sources(every)]:
        resting = list(rows.resting_on(*judged, node))
        assert sorted(seen.resting.resting_on(node)) == resting
        measures = [one.measure for one in resting]
        assert seen.resting.chains_of(measures) == rows.chains_of(*judged, measures)


@pytest.mark.parametrize("seed", range(sized(6, 400)))
def test_what_measures_rest_on_is_what_judging_that_day_says(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2, size=sized(9, 14))
    tools = tools_of(w)
    with filled("sqlite:///:memory:", w) as store:
        for _ in range(seed % 3):
            for decision in decisions_on(list(readings_of(w)), chance):
                store.decide(decision)
        up_to_date(store, tools, AS_OF[2], today=AS_OF[2])
        for day in (AS_OF[2], *chance.sample([*AS_OF[:2], *DAYS[1:]], 2)):
            with on_day(store, tools, day) as now:
                whole = in_memory(store, refreshed(as_if(store), tools), tools, day)
                require_same(now, whole)
        with on_day(store, tools, day, with_decisions=False) as now:
            view = refreshed(as_if(store, withdrawn=[decision.id for decision in store.decisions()]), tools)
            require_same(now, in_memory(store, view, tools, day))
        assert [one.as_of for one in store.judgements()] == [AS_OF[2]]
