"""Holds that what once made the work grow with the square of a text is looked up: counted in calls, never in seconds.

`make bench-shapes` measures whole texts of all shapes.
"""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from re._parser import parse  # type: ignore[import-not-found]
from typing import Any, SupportsIndex, overload

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from benchmarks.shapes import SHAPES, exponent, name, numeral
from graph_schema.terms import Role
from ingest.clean.repair import clean
from ingest.clean.undoing import Undoing
from ingest.confidence.clauses import _BRACKETS, _blanked
from ingest.find.frames.bearer import _MARKS, _OF_GRADES, _POINTS, _RECORDS, rank, standing
from ingest.find.frames.genre import _SENTENCES
from ingest.find.frames.memory import Names, with_names
from ingest.find.frames.words import words_of, words_of_classes
from ingest.find.mention import Mention
from ingest.find.near import Marks
from ingest.find.printed_numbers import printed_numbers
from ingest.find.short_names import expanded
from ingest.find.ties import _ENDS_A_LIST, _list_begins
from ingest.formats.files import file_of_text
from ingest.parts.documents import split_parts
from ingest.parts.issued import Signatures
from ingest.parts.lines import Line, classify
from ingest.reading import read

MARKS = "。！？\n"


def calls(work: Callable[[], object]) -> int:
    """Returns how many calls of functions, those of built-in ones too, some work takes."""
    count = 0

    def trace(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(trace)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_names_that_do_not_stand_in_a_sentence_cost_it_nothing() -> None:
    names = Names(
        [
            replace(word, text=f"青石{number}分")
            for word in list(words_of_classes(["score"]))[:1]
            for number in range(2_000)
        ]
    )
    text = "按照青石7分将企业列入黑名单"
    found = with_names(words_of(text), text, names)
    assert any(word.text == "青石7分" for _, _, word in found)
    assert calls(lambda: with_names(words_of(text), text, names)) < 200


def test_a_name_defined_over_and_over_is_looked_up() -> None:
    mention = Mention(start=0, end=6, title="青石县信用条例", number=None, articles=(), role=Role.MENTION, cue="")
    defined = {"条例": tuple(replace(mention, start=at, end=at + 6) for at in range(0, 40_000, 8))}
    use = replace(mention, start=20_003, end=20_007, title="条例")
    assert expanded(use, defined).title == mention.title
    assert calls(lambda: expanded(use, defined)) < 60


def test_signatures_are_looked_up() -> None:
    """Each document of a file may have its day from the signature behind all that hangs on it."""
    words = "".join(f"{name(n)}县财政局\n2022年3月5日\n\n" for n in range(600))
    lines = list(
        classify(clean(f"青石县财政局通知\n\n各单位：\n\n现将有关事项通知如下，请执行。\n\n{words}", Undoing(())))
    )
    signatures = Signatures(lines)
    issuer = f"{name(590)}县财政局"
    assert signatures.day(0, len(lines), issuer) == date(2022, 3, 5)
    assert signatures.day(0, len(lines), "某省教育厅") is None
    assert calls(lambda: signatures.day(1, len(lines), issuer)) < 200


@pytest.mark.parametrize("joiner", ["、", "和"])
def test_a_list_of_serials_that_comes_to_no_end_is_gone_through_once(joiner: str) -> None:
    """A search from each of its years to its end would take minutes."""
    flat = "根据青政发〔2021〕" + "".join(f"20{n % 100:02}{joiner}" for n in range(12_000))
    assert printed_numbers(flat, 0, len(flat)) == []
    assert len(printed_numbers(flat + "7号", 0, len(flat) + 2)) > 1_000


def test_every_shape_is_read() -> None:
    """The small ones of the bench, without an exception; a shape is about as long as it was asked to be."""
    for shape, make in SHAPES.items():
        text = make(300)
        assert 150 < len(text) < 2_500, shape
        read(file_of_text(text, shape))


def test_numerals_and_exponents_of_the_bench() -> None:
    assert [numeral(n) for n in (3, 10, 14, 20, 105, 110, 2020)] == [
        "三",
        "十",
        "十四",
        "二十",
        "一百零五",
        "一百一十",
        "二千零二十",
    ]
    rows = [{"size": size, "seconds": size**2} for size in (1.0, 2.0, 4.0, 8.0)]
    assert exponent(rows) == pytest.approx(2)


@settings(max_examples=sized(40, 1_000))
@given(st.text("甲。！\n，", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_marks_are_found_where_a_search_finds_them(flat: str, start: int, end: int) -> None:
    marks = Marks(flat)
    assert marks.last(MARKS, start, end) == max(flat.rfind(mark, start, end) for mark in MARKS)
    firsts = [at for mark in MARKS if (at := flat.find(mark, start, end)) >= 0]
    assert marks.first(MARKS, start, end) == min(firsts, default=-1)


CLAUSES = st.sampled_from(
    [
        "A级企业",
        "B级",
        "评定为优秀的",
        "失信企业",
        "无失信记录",
        "扣10分以上的（含10分，下同）",
        "信用分低于60分",
        "红牌",
        "三星级农户",
        "按规定办理",
        "在本县行政区域内从事生产经营活动的",
        "乙等",
    ]
)


@given(
    st.lists(st.tuples(CLAUSES, st.sampled_from("，；。、")), max_size=24), st.sampled_from([(), ("甲", "乙", "丙")])
)
def test_what_is_told_last_is_that_of_the_whole_text(clauses: list[tuple[str, str]], scale: tuple[str, ...]) -> None:
    """The last clauses alone are looked at where they tell of someone; they say what the whole says."""
    from ingest.find.frames import bearer

    text = "".join(words + mark for words, mark in clauses)
    assert standing(text, scale) == bearer._told_last(text, scale)
    assert rank(text, scale) == bearer._ranked_last(text, scale)


def test_reading_leaves_the_collector_of_circles_as_it_was() -> None:
    source = file_of_text(SHAPES["measure ，"](300), "x")
    gc.collect()
    read(source)
    assert gc.isenabled()
    assert gc.collect() < 50  # reading makes no circles
    gc.disable()
    try:
        read(source)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_a_pattern_finds_holds_what_it_needs() -> None:
    """A text without these characters is not asked."""
    for pattern in _MARKS:
        assert needs_one_of(pattern, _OF_GRADES.pattern), pattern
    for needs, pattern, _ in (*_POINTS, *_RECORDS):
        assert needs_one_of(pattern, "".join(needs)), pattern
    for needs, pattern in _SENTENCES:
        assert needs_one_of(pattern, "".join(needs)), pattern
    for _, pattern, _ in _POINTS:
        assert needs_one_of(pattern, "分信指"), pattern
    assert not needs_one_of(re.compile("(?:甲|乙?)丙*"), "甲乙丙")


def needs_one_of(pattern: re.Pattern[str], characters: str) -> bool:
    """Tells whether each match of a pattern holds one of the characters, which may be a class of them."""
    one = re.compile(characters if characters.startswith("[") else f"[{characters}]")

    def holds(parsed: Iterable[tuple[Any, Any]]) -> bool:
        return any(part(str(what), of) for what, of in parsed)

    def part(what: str, of: Any) -> bool:
        match what:
            case "LITERAL":
                return one.match(chr(of)) is not None
            case "IN":
                spans = [(x, x) if str(kind) == "LITERAL" else x for kind, x in of if str(kind) in ("LITERAL", "RANGE")]
                return len(spans) == len(of) and all(one.match(chr(c)) for a, b in spans for c in range(a, b + 1))
            case "SUBPATTERN":
                return holds(of[-1])
            case "MAX_REPEAT":
                return of[0] > 0 and holds(of[2])
            case "BRANCH":
                return all(map(holds, of[1]))
        return False

    return holds(parse(pattern.pattern))


@settings(max_examples=sized(60, 1_000))
@given(
    st.lists(st.sampled_from(["甲。", "《乙》", "《丙》、", "《丁》，根据", "《戊》；"]), max_size=12),
    st.integers(1, 6),
)
def test_the_list_of_a_citation_is_that_of_a_walk_back(pieces: list[str], most: int) -> None:
    flat = "".join(pieces)
    places = [(found.start(), found.end()) for found in re.finditer("《.》", flat)]
    mentions = [
        Mention(start=start, end=end, title="乙", number=None, articles=(), role=Role.BASIS, cue="根据")
        for start, end in places
    ]
    begins = _list_begins(flat, mentions, range(len(mentions)))
    for last in range(len(mentions)):
        first = last
        while first and last - first < most and not _ENDS_A_LIST.search(flat, places[first - 1][1], places[first][0]):
            first -= 1
        assert max(begins[last], last - most) == first


def test_a_foreign_page_is_looked_for_without_going_through_the_part_at_each_colophon() -> None:
    words = "".join(f"青石县{name(n)}局\n2022年3月5日\n印发日期2022年3月5日印发\n" for n in range(300))
    lines = Counted(classify(clean(f"青石县财政局通知\n\n各单位：\n\n现将有关事项通知如下。\n\n{words}", Undoing(()))))
    split_parts(lines)
    assert lines.asked < 12 * len(lines)


class Counted(list[Line]):
    """Lines that count how often they are looked at."""

    asked = 0

    @overload
    def __getitem__(self, index: SupportsIndex) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> Line | list[Line]:
        """Returns a line, or several, and counts them."""
        found = super().__getitem__(index)
        self.asked += len(found) if isinstance(index, slice) and isinstance(found, list) else 1
        return found


@given(st.text("（）《》甲如，", max_size=40))
def test_what_is_never_closed_is_no_bracket(flat: str) -> None:
    assert _blanked(flat) == _BRACKETS.sub(lambda found: "※" * len(found[0]), flat)
