"""Damage repair: what is mended, that it can be shown, and that every offset leads back to the source."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.terms import RepairKind
from ingest.clean.repair import clean
from ingest.clean.script import to_simplified

LINES = st.lists(
    st.text(alphabet="一二第条章（）《》〔〕2016年33号国发，。；：、\t 　0-—附件信用abā會國\r", max_size=40),
    max_size=30,
).map("\n".join)

CHARACTERS = tomllib.loads((Path(__file__).parent / "cases/characters.toml").read_text(encoding="utf-8"))["case"]


def kinds(text: str) -> set[RepairKind]:
    return {r.kind for r in clean(text).repairs}


def test_a_broken_line_is_joined_and_the_span_covers_both_halves() -> None:
    source = "各部门要将受到行政处罚的信息及时纳入信用\n\n档案，并向社会公布有关情况。\n"
    text = clean(source)
    at = text.text.index("信用档案")
    assert text.offsets.span(at, at + 4).of(source) == "信用\n\n档案"


def test_page_numbers_and_stamps_are_left_out() -> None:
    source = "一、总体要求\n— 3 —\n全面落实。\n000217\n第 4 页\n二、任务\n"
    text = clean(source)
    assert "3" not in text.text and "000217" not in text.text and "页" not in text.text
    assert RepairKind.PAGE_NOISE in kinds(source)


def test_a_page_scanned_twice_is_read_once() -> None:
    page = "".join(f"{n}、各单位应当按照要求认真梳理本单位制定的各类文件，逐项提出处理意见。\n" for n in "一二三四")
    text = clean(page + page + "五、完成时间另行通知。\n")
    assert text.text.count("三、各单位") == 1
    assert RepairKind.DUPLICATE in kinds(page + page)


def test_a_repeated_short_line_is_no_page() -> None:
    assert RepairKind.DUPLICATE not in kinds("同意。\n同意。\n同意。\n")


def test_blanks_inside_chinese_go_and_blanks_between_words_stay() -> None:
    assert clean("实 施 意 见 of the State").text == "实施意见of the State"


def test_blanks_inside_a_number_go() -> None:
    assert "国发〔2016〕33号" in clean("根据国发〔20 16〕3 3号文件").text


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    source = "國務院關於建立信用體系的意見，對失信者應當進行懲戒，務必執行，各單位、各縣區辦公廳認真貫徹。"
    assert "国务院关于建立信用体系的意见" in clean(source).text
    assert RepairKind.TRADITIONAL in kinds(source)


def test_a_single_traditional_character_changes_nothing() -> None:
    assert (
        to_simplified("著作权登记办法由国家版权局制定，乾县照此执行。")
        == "著作权登记办法由国家版权局制定，乾县照此执行。"
    )


def test_inserted_readings_go() -> None:
    assert clean("社会(huì)信用体(tǐ)系建设").text == "社会信用体系建设"


def test_an_article_number_behind_a_broken_line_opens_no_article() -> None:
    text = clean("对提供虚假材料的申请人，由受理机关依照《中华人民共和国行政许可法》\n第七十八条给予警告。\n")
    assert len(text.paragraphs) == 1


@given(LINES)
def test_every_character_leads_back_to_the_source(source: str) -> None:
    text = clean(source)
    simple = to_simplified(source)
    assert len(text.text) == len(text.flat)
    for i, c in enumerate(text.text):
        if c != "\n":
            assert simple[text.offsets.to_source(i)] == c


@given(LINES)
def test_paragraphs_cover_the_text_in_order(source: str) -> None:
    text = clean(source)
    at = 0
    for p in text.paragraphs:
        assert at <= p.start <= p.end <= len(text.text)
        at = p.end


@given(LINES)
def test_repairs_lie_in_the_source(source: str) -> None:
    for repair in clean(source).repairs:
        assert 0 <= repair.span.start < repair.span.end <= len(source)


@pytest.mark.parametrize("case", CHARACTERS, ids=lambda case: case["written"])
def test_characters_are_read_as_what_they_show(case: dict[str, Any]) -> None:
    text = clean(case["written"])
    assert text.text == case["read"]
    assert {repair.kind.value for repair in text.repairs} == set(case["kinds"])


@pytest.mark.parametrize("end", ["\r", "\r\n", "\v", "\f", "\x1e", "\x85", "\u2028", "\u2029"])
def test_lines_end_with_any_line_end(end: str) -> None:
    text = clean(end.join(["澧泉市人民政府", "2021年3月5日", "", "同意。"]))
    assert text.text == "澧泉市人民政府\n2021年3月5日\n同意。"
    assert not text.repairs
    assert [paragraph.after_gap for paragraph in text.paragraphs] == [False, False, True]


@given(st.text(max_size=60))
def test_every_character_of_any_text_is_read_repaired_or_between_lines(source: str) -> None:
    text = clean(source)
    read = {text.offsets.to_source(at) for at, sign in enumerate(text.flat) if sign != "\n"}
    mended = {at for repair in text.repairs for at in range(repair.span.start, repair.span.end)}
    left = [sign for at, sign in enumerate(source) if at not in read and at not in mended]
    assert not "".join(left).strip()
