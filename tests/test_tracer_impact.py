"""What-if: what falls with a source, what stands on another one; single points of failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise

import pytest

from graph_schema.errors import NotFoundError
from graph_schema.records import Hop
from graph_schema.terms import Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer import jobs
from tracer.policy.file import load_policy
from tracer.policy.rules import Scope
from tracer.registry.load import load_registry
from tracer.store import GraphStore, open_store
from tracer.verdict.branch import Branch
from tracer.verdict.impact import Impact
from tracer.verdict.resting import Resting, resting, sources
from tracer.verdict.walk import Walk

DAY = date(2023, 1, 1)
PLAN = """岚台省沁河市人民政府办公室文件

沁政办发〔2021〕6号

沁河市渡口诚信办法

第一条 根据国发〔2016〕33号文件，制定本办法。

第二条 渡口经营者受到行政处罚的，将处罚信息记入信用档案。

沁河市人民政府办公室
2021年3月1日
"""
NOTICE = """岚台省沁河市松原岭县交通运输局文件

松交发〔2022〕9号

关于渡口诚信的通知

各有关单位：

现将有关事项通知如下。

一、按照《沁河市渡口诚信办法》（沁政办发〔2021〕6号），将违规渡口经营者记入信用档案。

二、依照国发〔2014〕21号、国发〔2016〕33号，建立船员信用档案。

松原岭县交通运输局
2022年5月16日
"""


def what_if(wanted: str, **options: str | date | None) -> Impact:
    with filled(PLAN, NOTICE) as store:
        return jobs.impact(store, wanted, as_of=DAY, **options)  # type: ignore[arg-type]


@contextmanager
def filled(*texts: str) -> Iterator[GraphStore]:
    """Yields a store in memory that holds these texts."""
    with open_store("sqlite:///:memory:") as store:
        for number, text in enumerate(texts):
            store.put(read(file_of_text(text, f"{number}.txt"), load_registry().law_names()))
        yield store


def test_a_repeal_fells_what_has_no_other_basis() -> None:
    found = what_if("国发〔2016〕33号")
    after = {c.measure.text: (c.before, c.after, c.other.number if c.other else None) for c in found.changes}
    assert len(after) == 3
    assert after["建立船员信用档案"] == (Verdict.DIRECT, Verdict.DIRECT, "国发〔2014〕21号")
    assert after["将违规渡口经营者记入信用档案"] == (Verdict.INDIRECT, Verdict.DEAD_END, None)
    assert [c.falls for c in found.changes] == [True, True, False]
    assert (found.source.alone, found.source.all) == (2, 3)


def test_a_repeal_in_the_future_is_judged_on_that_day() -> None:
    found = what_if("国发〔2016〕33号", repealed_on=date(2030, 1, 1))
    assert found.as_of == date(2030, 1, 1)
    assert sum(c.falls for c in found.changes) == 2


def test_another_source_takes_its_place() -> None:
    replaced = what_if("国发〔2016〕33号", replaced_by="征信业管理条例").changes
    assert not any(c.falls for c in replaced)
    assert {c.other.title for c in replaced if c.other} >= {"征信业管理条例"}
    assert not any(c.other and c.other.number == "国发〔2016〕33号" for c in replaced)
    below = what_if("国发〔2016〕33号", replaced_by="发改办财金〔2021〕15号")
    assert sum(c.falls for c in below.changes) == 2


def test_a_stored_document_can_fall_too() -> None:
    found = what_if("沁政办发〔2021〕6号")
    assert [c.measure.text for c in found.changes if c.falls] == ["将违规渡口经营者记入信用档案"]
    assert found.lapses == 1


@pytest.mark.parametrize("wanted", ["没有这样的文件", "关于开展失信约束措施清理规范工作的通知"])
def test_what_names_no_single_document(wanted: str) -> None:
    with pytest.raises(NotFoundError):
        what_if(wanted)


def test_single_points() -> None:
    with filled(PLAN) as store:
        points = jobs.single_points(store, as_of=DAY)
    assert [(p.number, p.alone, p.all) for p in points] == [("国发〔2016〕33号", 1, 1)]


def ways(*chains: str) -> Walk:
    """Returns a walk with these chains to sources, each named by its nodes."""
    branches = []
    for chain in chains:
        hops = (
            Hop(id=i, kind="Document", title=i, number=None, level=None, role=None, quote=None) for i in chain.split()
        )
        branches.append(Branch(tuple(hops), reached=True))
    lines = tuple(line for branch in branches for line in pairwise(branch.chain))
    return Walk(load_policy().rules[0], Scope.ANY, tuple(branches), lines)


def test_dominators_are_what_every_chain_goes_through() -> None:
    paths = {
        "m1": ways("m1 p1 a law"),
        "m2": ways("m2 p2 a law", "m2 p2 b law"),
        "m3": ways("m3 p3 b other", "m3 p3 law"),
        "m4": ways(),
        "m5": None,
    }
    alone = {s.id: (s.alone, s.all) for s in sources([Resting.unpacked(resting(paths.items()).packed())])}
    assert alone == {"law": (1, 3), "a": (1, 2), "b": (0, 2), "other": (0, 1)}
    assert sources([resting({}.items()), resting([("m5", None)])]) == []
