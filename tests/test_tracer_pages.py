"""Tests of later pages: joined to the first where they fit, in the exact engine, in bulk and in a proof (docs/semantics.md#pages)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph_schema.messages import say
from graph_schema.records import Reading, SourceFile, Undo
from graph_schema.terms import Lack, Relation, RepairKind, Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer import jobs
from tracer.bulk.standings import judge_all
from tracer.links.library import Library, build_library
from tracer.links.pages import Numbered, numbers_in, page_in_name
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge_library
from tracer.verdict.proof import prove
from tracer.verify import Anchors, verify

DAY = date(2023, 1, 1)
FIRST = """青石县渡口信用管理办法
青政发〔2021〕9号
第一条 为加强渡口管理，{basis}制定本办法。
第二条 本办法适用于本县渡口。
第三条 县交通运输局负责渡口管理。
"""
LAW = "依照《中华人民共和国港口法》，"
SECOND = """第四条 对超载的渡船，列入失信名单。
第五条 本办法自发布之日起施行。
青石县人民政府
2021年5月6日
"""
SECOND_ITEMS = "（三）对超载的渡船，列入失信名单。\n四、本意见自印发之日起执行。\n"
FIRST_ITEMS = """青石县人民政府关于加强渡口管理的意见
各乡镇人民政府：
依照《中华人民共和国港口法》，提出如下意见：
一、统一认识。
二、明确责任。
三、严格管理。
（一）落实检查。
（二）建立台账。
"""


def reading_of(name: str, text: str, **changes: object) -> Reading:
    source: SourceFile = replace(file_of_text(text, name), path=f"/share/{name}")
    return replace(read(source, load_registry().law_names()), **changes)  # type: ignore[arg-type]


def verdicts_of(library: Library) -> dict[str, Verdict]:
    """Returns the verdict of each measure by its words, after bulk and checker have said the same."""
    findings = judge_library(library, load_policy(), DAY)
    standings = judge_all(library, load_policy(), DAY)
    for finding in findings:
        assert standings[finding.measure.id].verdict is finding.verdict
        report = verify(prove(library, finding.measure, load_policy(), DAY), Anchors())
        assert (report.verdict, report.faults) == (finding.verdict.value, ())
    return {f.measure.text: f.verdict for f in findings}


def library_of(*readings: Reading) -> Library:
    return build_library(readings, load_registry())


def of_page(*readings: Reading) -> set[Verdict]:
    library = library_of(*readings)
    own = {d.id for d in readings[-1].documents}
    return {
        v
        for text, v in verdicts_of(library).items()
        for m in library.measures.values()
        if m.text == text and m.document in own
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.html", "a_1.html"),
        ("a.html", "a_2.html"),
        ("通知(1).txt", "通知(2).txt"),
        ("办法第一页.txt", "办法第二页.txt"),
    ],
)
def test_a_later_page_stands_on_the_preamble_of_the_first(first: str, second: str) -> None:
    alone = reading_of(second, SECOND)
    assert of_page(alone) == {Verdict.REVIEW}
    assert of_page(reading_of(first, FIRST.format(basis=LAW)), alone) == {Verdict.INDIRECT}
    assert of_page(reading_of(first, FIRST.format(basis="")), alone) == {Verdict.DEAD_END}


def test_items_go_on_within_an_item() -> None:
    assert of_page(reading_of("b_1.txt", FIRST_ITEMS), reading_of("b_2.txt", SECOND_ITEMS)) == {Verdict.INDIRECT}


def test_the_title_over_both_pages_joins_them() -> None:
    headed = "青石县渡口信用管理办法\n" + SECOND
    assert of_page(reading_of("x.txt", FIRST.format(basis=LAW)), reading_of("y.txt", headed)) == {Verdict.INDIRECT}


@pytest.mark.parametrize("name", ["other.html", "a_7.html", "b_1.html"])
def test_what_does_not_fit_is_left_alone(name: str) -> None:
    assert of_page(reading_of("a.html", FIRST.format(basis=LAW)), reading_of(name, SECOND)) == {Verdict.REVIEW}


def test_numbers_that_do_not_go_on_join_nothing() -> None:
    later = SECOND.replace("第四条", "第六条").replace("第五条", "第七条")
    assert of_page(reading_of("a.html", FIRST.format(basis=LAW)), reading_of("a_1.html", later)) == {Verdict.REVIEW}


def test_of_two_that_fit_none_is_taken_and_both_are_named() -> None:
    other = FIRST.format(basis="").replace("渡口", "码头").replace("9号", "8号")
    library = library_of(
        reading_of("a.html", FIRST.format(basis=LAW)), reading_of("a.txt", other), reading_of("a_1.html", SECOND)
    )
    (finding,) = judge_library(library, load_policy(), DAY)
    assert finding.verdict is Verdict.REVIEW and finding.question is not None
    asked = say("zh", finding.question)
    assert "渡口信用管理办法" in asked and "码头信用管理办法" in asked
    assert set(verdicts_of(library).values()) == {Verdict.REVIEW}


def test_a_person_may_undo_it() -> None:
    kept = Undo(kind=RepairKind.CONTINUATION, span=None)
    first, second = reading_of("a.html", FIRST.format(basis=LAW)), reading_of("a_1.html", SECOND, undone=(kept,))
    assert of_page(first, second) == {Verdict.REVIEW}


def test_the_card_is_that_of_the_first_page() -> None:
    first, second, third = (
        reading_of("a.html", FIRST.format(basis=LAW)),
        reading_of("a_1.html", "第四条 渡船应当检验。\n第五条 对超载的渡船，列入失信名单。\n"),
        reading_of("a_2.html", "第六条 对无证的渡船，记入信用档案。\n"),
    )
    library = library_of(third, first, second)
    page = library.documents[third.documents[0].id]
    assert (page.relation, page.parent) == (Relation.CONTINUES, second.documents[0].id)
    assert page.region == first.documents[0].region and Lack.BEGINNING not in page.lacks
    assert set(verdicts_of(library).values()) == {Verdict.INDIRECT}


def test_pages_and_numbers_are_read_off_names_and_labels() -> None:
    assert page_in_name("content_123456.html") == ("content_123456", 0)
    assert page_in_name("x(2).txt") == ("x", 2) and page_in_name("x.txt") == ("x", 0)
    assert numbers_in("二（三）4") == (Numbered(5, 2), Numbered(2, 3), Numbered(4, 4))
    assert numbers_in("第十二条") == (Numbered(1, 12),)


def test_ingest_tells_what_it_joined_and_a_person_undoes_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST.format(basis=LAW), encoding="utf-8")
    (tmp_path / "a_1.txt").write_text(SECOND, encoding="utf-8")
    store = f"sqlite:///{tmp_path}/s.sqlite"
    report = jobs.ingest([tmp_path], store)
    page, first = str(tmp_path / "a_1.txt"), str(tmp_path / "a.txt")
    assert (report.fragments, report.joined) == ((page,), ((page, first),))
    assert verdicts_in(store) == {Verdict.INDIRECT}
    jobs.repairs(page, store=store, keep=[RepairKind.CONTINUATION], remember=True)
    assert verdicts_in(store) == {Verdict.REVIEW}
    assert jobs.ingest([tmp_path], store, anew=True).joined == ()


def verdicts_in(store: str) -> set[Verdict]:
    """Returns the verdicts of all measures of a store."""
    return {verdict for verdict, count in jobs.gaps(store, as_of=DAY).counts.items() if count}
