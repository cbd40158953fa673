"""Judging again what a change touches gives what judging all from scratch gives, and no more work than the cone."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from naive_reference import naive
from worlds import AS_OF, World, WorldCitation, edited, measure_ids, readings_of, world

from graph_schema.terms import Relation, Role
from tracer.graph import Library, build_library
from tracer.judge import judge_library
from tracer.policy import load_policy
from tracer.recompute import judgement


def library_of(w: World) -> Library:
    return build_library(readings_of(w), w.registry)


@pytest.mark.parametrize("seed", range(60))
def test_edits_give_what_a_fresh_start_gives(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2)
    day = AS_OF[seed % len(AS_OF)]
    kept = judgement(library_of(w), load_policy(), day)
    for _ in range(6):
        w = edited(chance, w)
        library = library_of(w)
        kept = judgement(library, load_policy(), day, kept)
        assert list(kept.findings.values()) == judge_library(library, load_policy(), day)
        plain = naive(w, day)
        said = {m: plain[where] for m, where in measure_ids(w).items() if where in plain}
        stands = {m: (f.verdict, frozenset(s.reason for s in f.stops)) for m, f in kept.findings.items()}
        assert stands == said


def chain_of_three() -> World:
    """Three documents with measures: the first rests on nothing, the second on the first, the third stands alone."""
    w = world(Random(3))
    alone = replace(w.documents[0], region="云岭省", parent=None, relation=Relation.SELF, preamble=(), date=None)
    item = next(item for seed in range(99) for d in world(Random(seed)).documents for item in d.items if item.measures)
    items = (replace(item, citations=(), measures=tuple(replace(m, own=()) for m in item.measures)),)
    first = replace(alone, items=items)
    return World((first, replace(first, preamble=(WorldCitation(document=0, role=Role.BASIS),)), first), w.instruments)


def test_nothing_is_judged_again_without_a_change() -> None:
    w = chain_of_three()
    kept = judgement(library_of(w), load_policy(), AS_OF[2])
    assert kept.again == set(measure_ids(w))
    assert judgement(library_of(w), load_policy(), AS_OF[2], kept).again == frozenset()


def test_a_changed_document_touches_what_rests_on_it_and_nothing_else() -> None:
    before = chain_of_three()
    kept = judgement(library_of(before), load_policy(), AS_OF[2])
    changed = replace(before.documents[0], region="海右省")
    w = replace(before, documents=(changed, *before.documents[1:]))
    again = judgement(library_of(w), load_policy(), AS_OF[2], kept).again
    assert {measure_ids(w)[m][0] for m in again} == {0, 1}


def test_another_day_touches_everything() -> None:
    w = chain_of_three()
    kept = judgement(library_of(w), load_policy(), AS_OF[1])
    assert judgement(library_of(w), load_policy(), AS_OF[2], kept).again == set(measure_ids(w))
