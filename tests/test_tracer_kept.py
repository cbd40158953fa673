"""Kept findings say what judging all anew says, whatever was put, replaced, removed or asked before, and judge no more than the change touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_anew import findings_anew, gaps_anew, library_anew
from sizes import sized
from worlds import AS_OF, World, edited, readings_of, world

from graph_schema.terms import Group, Verdict
from tracer.jobs.kept import UpToDate, up_to_date
from tracer.jobs.opening import Tools
from tracer.policy.file import load_policy
from tracer.store import Filters, GraphStore, open_store

TODAY = AS_OF[2]
EVERYTHING = Filters(verdicts=frozenset(Verdict))


def tools_of(w: World) -> Tools:
    return Tools(w.registry, load_policy(), None)


def fill(store: GraphStore, w: World) -> None:
    """Makes the store hold the files of a world and no others."""
    readings = readings_of(w)
    for entry in store.entries():
        if entry.path not in {reading.source.path for reading in readings}:
            store.remove(entry.path)
    for reading in readings:
        store.put(reading, reader="w")


def require_as_anew(kept: UpToDate, store: GraphStore, w: World, day: date) -> None:
    """Requires that pages, tallies and single documents of kept findings say what judging all anew says."""
    policy, answers = load_policy(), kept.answers
    counting, aside = findings_anew(library_anew(store, w.registry), policy, day)
    every = answers.findings(policy.id, day, EVERYTHING)
    assert list(every.findings) == counting
    by_document = {}
    for finding in sorted((*counting, *aside), key=lambda f: (f.measure.span.start, f.measure.span.end, f.measure.id)):
        by_document.setdefault(finding.document.id, []).append(finding)
    found = answers.findings_in(policy.id, day, [reading.id for reading in kept.library.documents.values()])
    assert {id: list(some) for id, some in found.items()} == by_document
    tally = answers.tally(policy.id, day)
    assert tally.gaps == sum(f.is_gap for f in counting)
    assert tally.groups[Group.ENDED] == sum(f.aside is Group.ENDED for f in aside)
    assert [f for f in answers.findings(policy.id, day).findings] == [f for f in counting if f.is_gap]


@pytest.mark.parametrize("seed", range(sized(8, 60)))
def test_edits_and_days_give_what_judging_anew_gives(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2)
    with open_store("sqlite:///:memory:") as store:
        for _ in range(5):
            fill(store, w)
            day = chance.choice((TODAY, TODAY, *AS_OF))
            kept = up_to_date(store, tools_of(w), day, today=TODAY)
            require_as_anew(kept, store, w, day)
            again = up_to_date(store, tools_of(w), day, today=TODAY)
            assert again.documents == 0 and again.judgement == kept.judgement
            w = edited(chance, w)
