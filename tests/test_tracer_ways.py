"""The walk enters each text once: it says what listing every path would say, and stays quick where nobody could list them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World, WorldCitation, WorldDocument, WorldItem, WorldMeasure, id_of, readings_of, world

from graph_schema.records import Finding, Version
from graph_schema.terms import BreakReason, MeasureKind, Relation, SourceLevel, Verdict, VersionKind
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge_library
from tracer.verdict.proof import prove
from tracer.verdict.ways import MANY_WAYS
from tracer.verify import verify

DAY = date(2026, 1, 1)
LAW = replace(
    next(row for seed in range(99) for row in world(Random(seed)).instruments if row.level is SourceLevel.LAW),
    repealed=None,
    status="in_force",
    versions=(Version(kind=VersionKind.MADE, published=date(2001, 1, 1), effective=date(2001, 1, 1)),),
)
PLAIN = WorldDocument(SourceLevel.LOCAL_NORMATIVE, "云岭省", None, None, Relation.SELF, (), ())
MEASURE = WorldMeasure(MeasureKind.NAME_LIST, "列入黑名单", ())
WALKED = {"branches", "verdict", "reasons"}

Net = list[list[int]]  # what each document cites; the number of documents stands for the law


def library_of(net: Net) -> Library:
    """Returns documents that cite each other as said; the measure stands in the first."""
    cites = [
        tuple(WorldCitation(instrument=0) if to == len(net) else WorldCitation(document=to) for to in cited)
        for cited in net
    ]
    documents = [replace(PLAIN, preamble=some) for some in cites]
    documents[0] = replace(documents[0], items=(WorldItem((), (MEASURE,)),))
    w = World(tuple(documents), (LAW,))
    return build_library(readings_of(w), w.registry)


def finding_of(net: Net) -> Finding:
    """Returns the finding on the one measure."""
    (finding,) = judge_library(library_of(net), load_policy(), DAY)
    return finding


def every_path(net: Net, path: tuple[int, ...] = (0,)) -> Iterator[tuple[int, ...]]:
    """Yields every path from the first document, to the law, to a document that cites nothing, or round to one that it has come through."""
    here = path[-1]
    if here == len(net) or here in path[:-1] or not net[here]:
        yield path
        return
    for to in net[here]:
        yield from every_path(net, (*path, to))


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """Draws a few documents that cite each other and the law, none itself."""
    count = draw(st.integers(2, 6))
    others = [[to for to in range(count + 1) if to != own] for own in range(count)]
    return [draw(st.lists(st.sampled_from(some), max_size=3, unique=True)) for some in others]


@settings(max_examples=80, deadline=None)
@given(nets())
def test_it_says_what_every_path_says(net: Net) -> None:
    paths = list(every_path(net))
    finding = finding_of(net)
    reached = [path for path in paths if path[-1] == len(net)]
    round_ = {path[-1] for path in paths if path[-1] in path[:-1]}
    silent = {path[-1] for path in paths if path[-1] < len(net) and not net[path[-1]]}
    if reached:
        assert finding.verdict is Verdict.INDIRECT
        assert (
            len(finding.chain) == min(map(len, reached)) + 1
        )  # the measure and its provision stand for the first document
        if not round_:
            assert finding.other_ways == len(reached) - 1
        assert len(finding.other_chains) <= 5
        return
    assert finding.verdict is Verdict.DEAD_END
    assert finding.other_ways == 0
    broken = {(stop.node, stop.reason): len(stop.chain) for stop in finding.stops}
    for node in silent - {0}:
        shortest = min(len(path) for path in paths if path[-1] == node)
        assert broken[id_of(node), BreakReason.NO_CITATION] == shortest + 1
    circles = {node for node, reason in broken if reason is BreakReason.ONLY_CYCLE}
    assert circles <= {id_of(node) for node in round_}
    assert bool(circles) == (bool(round_) and not silent)


@settings(max_examples=20, deadline=None)
@given(nets())
def test_lists_and_proofs_say_the_same(net: Net) -> None:
    library = library_of(net)
    (finding,) = judge_library(library, load_policy(), DAY)
    standing = judge_all(library, load_policy(), DAY)[finding.measure.id]
    assert (standing.verdict, standing.reasons) == (finding.verdict, frozenset(s.reason for s in finding.stops))
    proof = prove(library, finding.measure, load_policy(), DAY)
    assert [f for f in verify(json.loads(json.dumps(proof))).faults if f.place.partition("/")[0] in WALKED] == []


def mesh(layers: int, width: int, *, exit_: bool = False, back: bool = False) -> Net:
    """Returns layers of documents each of which cites the whole next layer, and with `back` the one before."""
    net: Net = [list(range(1, width + 1))]
    for layer in range(layers):
        up = [1 + (layer + 1) * width + k for k in range(width)] if layer + 1 < layers else []
        down = [1 + (layer - 1) * width + k for k in range(width)] if back and layer else []
        net += [[*up, *down] for _ in range(width)]
    if exit_:
        net[-1] = [*net[-1], len(net)]
    return net


@pytest.mark.parametrize(("layers", "width"), [(6, 5), (8, 8), (12, 12)])
def test_layers_that_cite_each_other_are_quick(layers: int, width: int) -> None:
    dead, open_ = library_of(mesh(layers, width)), finding_of(mesh(layers, width, exit_=True))
    start = time.process_time()
    (finding,) = judge_library(dead, load_policy(), DAY)
    proof = prove(dead, finding.measure, load_policy(), DAY)
    assert time.process_time() - start < 6
    assert finding.verdict is Verdict.DEAD_END
    assert {s.reason for s in finding.stops} == {BreakReason.NO_CITATION, BreakReason.LEVEL_NOT_PERMITTED}
    assert len(proof["branches"]) == width
    assert open_.verdict is Verdict.INDIRECT
    assert open_.other_ways == min(width ** (layers - 1), MANY_WAYS) - 1
    assert finding_of(mesh(layers, width, back=True)).stops[0].reason is BreakReason.ONLY_CYCLE


@pytest.mark.parametrize(("documents", "verdict"), [(20, Verdict.INDIRECT), (40, Verdict.REVIEW)])
def test_a_short_way_counts_and_a_long_one_is_not_followed(documents: int, verdict: Verdict) -> None:
    line = [[n + 1] for n in range(documents)]
    assert finding_of(line).verdict is verdict
    short = [[*cited, documents - 1] if n == 0 else cited for n, cited in enumerate(line)]
    assert finding_of(short).verdict is Verdict.INDIRECT


MANY = """浦东县社会事务局关于公物管理的通知

浦社发〔2024〕3号

各村：

一、违反{laws}规定的，记入信用档案。

浦东县社会事务局
2024年5月6日
"""


def test_the_law_that_speaks_of_the_measure_is_named_first_and_the_others_are_counted() -> None:
    registry = load_registry()
    laws = [row for row in registry.instruments.values() if row.level is SourceLevel.LAW and row.status == "in_force"]
    titles = [row.title for row in sorted(laws, key=lambda row: row.id) if "全国人民代表大会" not in row.title][:40]
    named = [*(f"《{title}》第一条" for title in titles), "《中华人民共和国旅游法》第一百零八条"]
    text = MANY.replace("违反{laws}规定的", f"依照{'、'.join(named)}的规定，对违法企业")
    library = build_library([read(file_of_text(text, "many.txt"), registry.law_names())], registry)
    (finding,) = judge_library(library, load_policy(), DAY)
    assert finding.verdict is Verdict.DIRECT
    assert finding.chain[-1].title == "中华人民共和国旅游法"
    assert len(finding.other_chains) == 5
    assert finding.other_ways >= 30
