"""The check of the registry: each kind of fault is found where it is and nowhere else, and the built-in rows have no more than they had."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from test_tracer_registry_editions import read, store, table
from test_tracer_registry_remove import run

from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.terms import SourceLevel, VersionKind
from scripts.lint_baseline import BASELINE, faulty_rows
from tracer.registry.article_facts import ArticleFacts
from tracer.registry.lint import FaultKind, count_kinds, lint
from tracer.registry.load import Registry

__all__ = ["read", "store"]  # fixtures

FIRST = Version(
    kind=VersionKind.MADE, adopted=date(2001, 3, 1), published=date(2001, 3, 5), effective=date(2001, 5, 1), articles=30
)
LATER = Version(kind=VersionKind.REVISED, adopted=date(2010, 3, 1), effective=date(2010, 6, 1), articles=32)
SOUND = Instrument(
    id="a-1",
    title="溪石省河灯条例",
    short_titles=("河灯条例",),
    numbers=(),
    level=SourceLevel.LOCAL_REGULATION,
    issuer="溪石省人大常委会",
    region="河南省",
    versions=(FIRST, LATER),
    repealed=None,
    status="in_force",
)
OTHER = replace(SOUND, id="b-1", title="溪石省河桥条例", short_titles=("河桥条例",))
NOTICE = replace(
    SOUND, title="关于河灯的通知", level=SourceLevel.DEPARTMENT_NORMATIVE, numbers=("河发〔2003〕7号",), issuer="河务局"
)


def moved(old: int, new: int | None, day: date = date(2010, 6, 1), count: int = 1) -> MovedArticle:
    """Returns a move of articles by the revision."""
    return MovedArticle(day=day, old=old, new=new, count=count)


CASES: tuple[tuple[FaultKind, tuple[Instrument, ...]], ...] = (
    (FaultKind.PLACE, (replace(SOUND, region="河南省/无此市"),)),
    (FaultKind.LEVEL_UNKNOWN, (replace(SOUND, level=SourceLevel.UNKNOWN),)),
    (FaultKind.NO_ORDER_NUMBER, (replace(SOUND, level=SourceLevel.DEPARTMENT_RULE),)),
    (FaultKind.NO_DATES, (replace(SOUND, versions=()),)),
    (FaultKind.NO_DAY_OF_REPEAL, (replace(SOUND, status="repealed"),)),
    (FaultKind.REPEALED_EARLY, (replace(SOUND, status="repealed", repealed=date(2000, 1, 1)),)),
    (FaultKind.REPEALED_IN_FORCE, (replace(SOUND, repealed=date(2020, 1, 1)),)),
    (FaultKind.VERSIONS_BACKWARDS, (replace(SOUND, versions=(FIRST, replace(LATER, adopted=date(2000, 1, 1), effective=None))),)),
    (FaultKind.VERSIONS_BACKWARDS, (replace(SOUND, versions=(replace(FIRST, published=date(2001, 2, 1)), LATER)),)),
    (FaultKind.VERSIONS_OVERLAP, (replace(SOUND, versions=(FIRST, replace(LATER, adopted=None, published=date(2001, 4, 1), effective=date(2001, 5, 1)))),)),
    (FaultKind.VERSIONS_OVERLAP, (replace(SOUND, versions=(replace(FIRST, until=date(2012, 1, 1)), LATER)),)),
    (FaultKind.EFFECT_BEFORE_MAKING, (replace(SOUND, versions=(FIRST, replace(LATER, effective=date(2010, 1, 1)))),)),
    (FaultKind.COUNT_UNKNOWN, (replace(SOUND, versions=(FIRST, replace(LATER, articles=None))),)),
    (FaultKind.COUNT_TOO_LOW, (replace(SOUND, id="known", versions=(FIRST, replace(LATER, articles=20))),)),
    (FaultKind.COUNT_SMALL, (replace(SOUND, versions=(FIRST, replace(LATER, articles=3))),)),
    (FaultKind.MOVES, (replace(SOUND, moved=(moved(3, 5, date(2011, 1, 1)),)),)),
    (FaultKind.MOVES, (replace(SOUND, moved=(moved(28, 31, count=3),)),)),
    (FaultKind.MOVES, (replace(SOUND, moved=(moved(31, None),)),)),
    (FaultKind.CITED_BEYOND, (replace(SOUND, id="cited"),)),
    (FaultKind.SAME_NUMBER, (NOTICE, replace(NOTICE, id="b-1", title="关于河桥的通知", short_titles=(), issuer="桥务局"))),
    (FaultKind.SAME_TITLE, (SOUND, replace(SOUND, id="b-1", short_titles=()))),
    (FaultKind.SHORT_TITLE, (SOUND, replace(OTHER, short_titles=("河灯条例",)))),
    (FaultKind.EDITION_UNSOURCED, (replace(NOTICE, id="unsure", title="河灯目录（2021年版）"),)),
)  # fmt: skip
SOUND_WORLDS: tuple[tuple[Instrument, ...], ...] = (
    (replace(SOUND, id="cited", versions=(replace(FIRST, articles=33), LATER)),),
    (SOUND, OTHER),
    (replace(SOUND, status="repealed", repealed=date(2012, 1, 1)), replace(SOUND, id="b-1")),
    (SOUND, replace(SOUND, id="b-1", region="河北省")),
    (replace(SOUND, moved=(moved(3, 5), moved(30, None), moved(4, 6, count=20))),),
    (replace(SOUND, title="溪石省人大常委会关于规章设定罚款限额的规定", versions=(replace(FIRST, articles=4),)),),
    (replace(SOUND, level=SourceLevel.DEPARTMENT_RULE, numbers=("河务部令第3号",)), replace(OTHER, level=SourceLevel.DEPARTMENT_RULE, numbers=("河务部令第3号",))),
)  # fmt: skip


def faults(rows: tuple[Instrument, ...]) -> list[FaultKind]:
    """Returns the kinds of faults of rows, of which 25 articles of the one called known are known, and unsure has no source."""
    registry = replace(Registry.from_rows(rows), unsure=frozenset({"unsure"}))
    known = ArticleFacts(known={"known": frozenset((n, 0) for n in range(1, 26))})
    return [fault.kind for fault in lint(registry, (), known, {"cited": 33})]


@pytest.mark.parametrize(("kind", "rows"), CASES)
def test_each_kind_is_found_once(kind: FaultKind, rows: tuple[Instrument, ...]) -> None:
    assert faults(rows) == [kind]


@pytest.mark.parametrize("rows", SOUND_WORLDS)
def test_what_holds_together_is_no_fault(rows: tuple[Instrument, ...]) -> None:
    assert faults(rows) == []


def test_every_kind_has_a_case() -> None:
    assert {kind for kind, _ in CASES} == set(FaultKind)


def test_the_built_in_rows_have_no_more_faults_than_they_had() -> None:
    """Fails on a fault that is new, and names its row; `python scripts/lint_baseline.py` lowers what is let be."""
    let_be: dict[str, list[str]] = json.loads(BASELINE.read_text(encoding="utf-8"))
    more = {
        kind: sorted((Counter(ids) - Counter(let_be.get(kind, ()))).elements())
        for kind, ids in faulty_rows().items()
        if len(ids) > len(let_be.get(kind, ()))
    }
    assert not more


def test_the_command_counts_by_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    status, out, _ = run(capsys, "registry", "lint", "--json")
    said = json.loads(out)
    assert status == 1 and sum(said["kinds"].values()) == len(said["found"]) == len(said["faults"])
    assert set(said["kinds"]) == set(FaultKind) and set(said["found"][0]) == {
        *("kind", "id", "title", "file", "line", "text")
    }
    kind = said["found"][0]["kind"]
    status, out, _ = run(capsys, "registry", "lint", "--kind", kind, "--json")
    assert status == 1 and json.loads(out)["kinds"] == {kind: said["kinds"][kind]}
    assert f"[{kind}]" in run(capsys, "registry", "lint", "--kind", kind, "--lang", "en")[1]
    status, _, err = run(capsys, "registry", "lint", "--kind", "nothing")
    assert status == 2 and "count_unknown" in err


def test_articles_that_the_store_cites_beyond_a_count_are_found(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("registry", "lint", "--cited", "--kind", "cited_beyond", "--json", "--store", store)
    assert run(capsys, *words)[0] == 0
    table(tmp_path).write_text((tmp_path / "t.csv").read_text("utf-8").replace(",9,", ",1,"), encoding="utf-8")
    assert run(capsys, "registry", "import", tmp_path / "t.csv", "--store", store)[0] == 0
    status, out, _ = run(capsys, *words)
    assert status == 1 and [found["id"] for found in json.loads(out)["found"]] == ["own-7"]


def test_kinds_without_a_fault_count_nothing() -> None:
    assert count_kinds([]) == dict.fromkeys(map(str, FaultKind), 0)
