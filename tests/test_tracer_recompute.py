"""Judging again what a change touches gives what judging all from scratch gives, and no more work than the cone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from naive_reference import naive
from worlds import AS_OF, World, WorldCitation, edited, measure_ids, readings_of, world

from graph_schema.terms import BreakReason, Relation, Role, Verdict
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.shelf import ArticleShelf
from tracer.verdict.again import judge_again
from tracer.verdict.judge import judge_library


def library_of(w: World) -> Library:
    return build_library(readings_of(w), w.registry)


@pytest.mark.parametrize("seed", range(60))
def test_edits_give_what_a_fresh_start_gives(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2)
    day = AS_OF[seed % len(AS_OF)]
    kept = judge_again(library_of(w), load_policy(), day)
    for _ in range(6):
        w = edited(chance, w)
        library = library_of(w)
        kept = judge_again(library, load_policy(), day, kept)
        assert list(kept.findings.values()) == judge_library(library, load_policy(), day)
        plain = naive(w, day)
        said = {m: plain[where] for m, where in measure_ids(w).items() if where in plain}
        stands = {m: (f.verdict, frozenset(s.reason for s in f.stops)) for m, f in kept.findings.items()}
        assert stands == said


def chain_of_three() -> World:
    """Returns three documents with measures: the first rests on nothing, the second on the first, the third stands alone."""
    w = world(Random(3))
    alone = replace(w.documents[0], region="云岭省", parent=None, relation=Relation.SELF, preamble=(), date=None)
    item = next(item for seed in range(99) for d in world(Random(seed)).documents for item in d.items if item.measures)
    items = (replace(item, citations=(), measures=tuple(replace(m, own=()) for m in item.measures)),)
    first = replace(alone, items=items)
    return World((first, replace(first, preamble=(WorldCitation(document=0, role=Role.BASIS),)), first), w.instruments)


def test_nothing_is_judged_again_without_a_change() -> None:
    w = chain_of_three()
    kept = judge_again(library_of(w), load_policy(), AS_OF[2])
    assert kept.again == set(measure_ids(w))
    assert judge_again(library_of(w), load_policy(), AS_OF[2], kept).again == frozenset()


def test_a_changed_document_touches_what_rests_on_it_and_nothing_else() -> None:
    before = chain_of_three()
    kept = judge_again(library_of(before), load_policy(), AS_OF[2])
    changed = replace(before.documents[0], region="海右省")
    w = replace(before, documents=(changed, *before.documents[1:]))
    again = judge_again(library_of(w), load_policy(), AS_OF[2], kept).again
    assert {measure_ids(w)[m][0] for m in again} == {0, 1}


def test_another_day_touches_everything() -> None:
    w = chain_of_three()
    kept = judge_again(library_of(w), load_policy(), AS_OF[1])
    assert judge_again(library_of(w), load_policy(), AS_OF[2], kept).again == set(measure_ids(w))


@pytest.mark.parametrize("seed", range(30))
def test_an_edited_rule_gives_what_a_fresh_start_gives_and_touches_its_kinds_alone(seed: int) -> None:
    chance = Random(seed)
    library = library_of(world(chance))
    policy = load_policy()
    kept = judge_again(library, policy, AS_OF[2])
    for _ in range(4):
        rules = list(policy.rules)
        number = chance.randrange(len(rules))
        levels = frozenset(chance.sample(sorted(policy.permitted_for_some), k=chance.randint(1, 3)))
        rules[number] = replace(rules[number], levels=levels)
        alike = {r.levels for r in policy.rules} == {r.levels for r in rules}
        policy = replace(policy, rules=tuple(rules))
        kept = judge_again(library, policy, AS_OF[2], kept)
        assert list(kept.findings.values()) == judge_library(library, policy, AS_OF[2])
        if alike:
            assert {kept.findings[m].measure.kind for m in kept.again if m in kept.findings} <= rules[number].kinds


def test_a_new_instrument_touches_dead_ends_alone() -> None:
    """Their cures are looked for in the whole registry."""
    w = world(Random(1), size=9)
    kept = judge_again(library_of(w), load_policy(), AS_OF[2])
    row = replace(w.instruments[0], id="i-new", title="新来的社会事务文件", numbers=("国发〔2001〕99号",))
    library = library_of(replace(w, instruments=(*w.instruments, row)))
    again = judge_again(library, load_policy(), AS_OF[2], kept)
    assert list(again.findings.values()) == judge_library(library, load_policy(), AS_OF[2])
    stops = {f.measure.id: {s.reason for s in f.stops} for f in kept.findings.values()}
    judged = {m for m in again.again if m in kept.findings}
    assert judged
    assert all(kept.findings[m].verdict is Verdict.DEAD_END or BreakReason.DOUBTFUL in stops[m] for m in judged)


def test_other_article_texts_touch_everything(tmp_path: Path) -> None:
    w = chain_of_three()
    with Articles(tmp_path / "articles.sqlite") as texts:
        library = build_library(readings_of(w), w.registry, ArticleShelf(texts=texts))
        kept = judge_again(library, load_policy(), AS_OF[2])
        assert judge_again(library, load_policy(), AS_OF[2], kept).again == frozenset()
        with Articles(tmp_path / "articles.sqlite") as other:
            other.put("i-0", [Article(1, "", "予以公布")])
        assert judge_again(library, load_policy(), AS_OF[2], kept).again == set(measure_ids(w))
