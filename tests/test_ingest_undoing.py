"""Repairs can be seen and left out: what is listed is true of the file, and undoing gives the file's text back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.numbers import normal_number
from graph_schema.records import Reading, Repair, Span, Undo
from graph_schema.terms import RepairKind, SegmentKind
from ingest.clean.repair import clean
from ingest.clean.script import to_simplified
from ingest.clean.undoing import Undoing
from ingest.find.number_forms import written_number
from ingest.formats.files import file_of_text
from ingest.reading import read

ALL = tuple(Undo(kind=kind, span=None) for kind in RepairKind)
LEFT_OUT = {
    *(RepairKind.LINE_BREAK, RepairKind.PAGE_NOISE, RepairKind.DUPLICATE),
    *(RepairKind.BLANK, RepairKind.READING, RepairKind.INVISIBLE, RepairKind.FOREIGN, RepairKind.FURNITURE),
    RepairKind.MARKUP,
}
PAGE = "第一条 对失信的市场主体，由市信用办列入严重失信名单，并向社会公布其名称和失信的事由，公布的期限为一年。\n"
LONG_PAGE = PAGE + PAGE.replace("第一条", "第二条").replace("一年", "两年")
DAMAGED = f"""澧泉市人民政府文件
澧政发[2021]第08号
浏览次数：12
# 澧泉市人民政府关于信用工作的 通知
各單位：
對失信企業，應當依據國務院關於信用體系建設的規劃綱要，將其列入嚴重失信名單，並向社會公佈。
根据《关于信用的意见》（国发〔201633号），对失信企业限制招标，
并且列入黑名单（huì）。
依照<<中华⼈民共和国招标\u200b投标法>>，按照国发〔2O14〕21号限制招标。
— 3 —
{LONG_PAGE}{LONG_PAGE}澧泉市人民政府
2021年5月6日
"""


def undo_of(repair: Repair) -> Undo:
    """Returns what leaves this one repair out."""
    return Undo(kind=repair.kind, span=Span(start=repair.span.start, end=repair.span.end))


# Lines as scans have them: broken, with blanks, page numbers, readings, traditional characters, a page twice.
LINES = st.lists(
    st.sampled_from(
        [
            *("— 3 —", "12", "第 2 页", "", "  ", "對失信 企業限制招標，", "列入黑 名单（huì）。", "一、按照国发[2016]第033号，"),
            *("依照<<招\u200b标法>>和国发〔2O16〕33号", "⼆、⼈\xad民\u2028二OO八年．", "&#12298;招标法&#12299;&nbsp;", "\u200b"),
            *("并且 公布。", "澧政发〔2021〕第8号", "2021 年 5月 6日", "A B 12 34", LONG_PAGE.strip(), "《关于信用的", "意见》"),
        ]
    )
    | st.text(alphabet="失信企業列入黑名单、，。《》（）[]〔〕 \t123国发号條⼈⻓\u200b\ufeff\xad\r\v\u2028O○l年<>．&;#", max_size=20),
    max_size=14,
).map(lambda lines: "\n".join([*lines, "。"]))  # fmt: skip


def reading_of(text: str, *undone: Undo) -> Reading:
    return read(file_of_text(text, "x"), undone=undone)


def of_kind(reading: Reading, kind: RepairKind) -> list[Repair]:
    return [repair for repair in reading.repairs if repair.kind is kind]


@given(LINES)
def test_undoing_all_repairs_gives_back_the_text(text: str) -> None:
    cleaned = clean(text, Undoing(ALL))
    assert cleaned.repairs == ()
    assert cleaned.text == "\n".join(line.strip() for line in text.splitlines() if line.strip())


@given(LINES)
def test_a_character_of_the_file_is_read_repaired_or_blank(text: str) -> None:
    cleaned = clean(text)
    read_at = {cleaned.offsets.to_source(i) for i, c in enumerate(cleaned.text) if c != "\n"}
    mended = {i for repair in cleaned.repairs for i in range(repair.span.start, repair.span.end)}
    assert [i for i, c in enumerate(text) if i not in read_at and i not in mended and not c.isspace()] == []


@given(LINES)
def test_a_repair_covers_what_it_says(text: str) -> None:
    for repair in reading_of(text).repairs:
        words = repair.span.of(text)
        assert 0 <= repair.span.start < repair.span.end <= len(text)
        assert (repair.replacement == "") == (repair.kind in LEFT_OUT)
        if repair.kind is RepairKind.BLANK:
            assert not words.strip()
        elif repair.kind in (RepairKind.CHARACTER, RepairKind.DIGIT, RepairKind.MARK):
            assert repair.replacement != words
        elif repair.kind is RepairKind.LINE_BREAK:
            assert len(f"{words}。".splitlines()) > 1
        elif repair.kind is RepairKind.TRADITIONAL:
            assert repair.span.of(to_simplified(text)) == repair.replacement != words
        elif repair.kind is RepairKind.NUMBER:
            assert "".join(words.split()) != repair.replacement


@given(LINES, st.data())
def test_a_repair_that_is_undone_is_made_no_more(text: str, data: st.DataObject) -> None:
    repairs = reading_of(text).repairs
    if not repairs:
        return
    unwanted = undo_of(data.draw(st.sampled_from(repairs)))
    again = reading_of(text, unwanted)
    assert again.undone == (unwanted,)
    assert unwanted not in [undo_of(repair) for repair in again.repairs]


@pytest.mark.parametrize("kind", [k for k in RepairKind if k not in (RepairKind.FOREIGN, RepairKind.CONTINUATION)])
def test_one_kind_can_be_kept(kind: RepairKind) -> None:
    assert of_kind(reading_of(DAMAGED), kind), "the damaged text has one of each kind"
    kept = reading_of(DAMAGED, Undo(kind=kind, span=None))
    assert not of_kind(kept, kind)
    assert {r.kind for r in kept.repairs} >= {r.kind for r in reading_of(DAMAGED).repairs} - {kind}


def test_a_number_is_listed_as_written_and_taken_as_written_when_undone() -> None:
    made = {r.span.of(DAMAGED): r for r in of_kind(reading_of(DAMAGED), RepairKind.NUMBER)}
    assert {words: r.replacement for words, r in made.items()} == {
        "澧政发[2021]第08号": "澧政发〔2021〕8号",
        "国发〔201633号": "国发〔2016〕33号",
    }
    kept = reading_of(DAMAGED, undo_of(made["国发〔201633号"]), undo_of(made["澧政发[2021]第08号"]))
    assert kept.documents[0].number == "澧政发[2021]第08号"
    assert [c.number for c in kept.citations if "国发" in c.text] == ["国发〔201633号", "国发〔2014〕21号"]


def test_a_short_name_follows_the_number_of_its_definition() -> None:
    text = "关于信用的通知\n一、根据《意见》（国发[2016]33号，以下简称《指导意见》）执行。\n二、落实《指导意见》。\n"
    (repair,) = of_kind(reading_of(text), RepairKind.NUMBER)
    assert [c.defined_number for c in reading_of(text).citations if c.defined_number] == ["国发〔2016〕33号"]
    kept = reading_of(text, undo_of(repair))
    assert [c.defined_number for c in kept.citations if c.defined_number] == ["国发[2016]33号"]


def test_a_page_scanned_twice_is_read_twice_when_undone() -> None:
    once, twice = reading_of(DAMAGED), reading_of(DAMAGED, Undo(kind=RepairKind.DUPLICATE, span=None))
    assert len(twice.measures) > len(once.measures)
    assert not [s for s in twice.segments if s.kind is SegmentKind.DUPLICATE]


def test_foreign_matter_is_read_for_itself_when_undone() -> None:
    foreign = "本厂二期工程竣工投产，全体职工参加剪彩仪式，锣鼓喧天，鞭炮齐鸣，气氛热烈而隆重。\n"
    text = f"澧泉市信用办通知\n各单位：\n请执行。\n澧泉市信用办\n2021年3月1日\n抄送：市档案局。\n{foreign}"
    (repair,) = of_kind(reading_of(text), RepairKind.FOREIGN)
    kept = reading_of(text, undo_of(repair))
    assert not of_kind(kept, RepairKind.FOREIGN)
    assert len(kept.documents) == len(reading_of(text).documents) + 1


def test_a_line_of_the_page_is_read_when_undone() -> None:
    text = "澧泉市信用积分管理办法\n发布时间：2021年\n第一条 对失信企业限制招标。\n【打印】【关闭】\n第二条 本办法自发布之日起施行。\n"
    first, second = of_kind(reading_of(text), RepairKind.FURNITURE)
    kept = reading_of(text, undo_of(first))
    assert of_kind(kept, RepairKind.FURNITURE) == [second]
    assert clean(text, Undoing((undo_of(second),))).text.count("打印") == 1


@pytest.mark.parametrize(
    ("words", "number", "found"),
    [
        ("《意见》（国发[2016]33号）", "国发〔2016〕33号", "国发[2016]33号"),
        ("国发〔2016〕33号", "国发〔2016〕33号", None),
        ("《意见》", "国发〔2016〕33号", None),
        ("按照国发（2016）第033号文件", "国发〔2016〕33号", "国发（2016）第033号"),
    ],
)
def test_the_written_form_of_a_number(words: str, number: str, found: str | None) -> None:
    at = written_number(words, words.replace("[", "〔").replace("]", "〕"), number)
    assert (words[slice(*at)] if at else None) == found
    assert normal_number(number) == number
