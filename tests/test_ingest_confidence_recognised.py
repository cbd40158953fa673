"""Words of a scan that were read with doubt make a doubt of what rests on them: review, never a dead end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from graph_schema.page_map import SURE, Box, PageMap, Unit
from graph_schema.records import Citation, Finding, Reading, Repair, Span
from graph_schema.terms import BreakReason, RepairKind, Verdict
from ingest.confidence.recognised import with_doubts
from ingest.formats.file_text import RECOGNISED_PAGES, FileText
from ingest.formats.files import FileBytes, source_file
from ingest.reading import read
from tracer.policy.file import load_policy
from tracer.registry.load import Registry, load_registry
from tracer.verdict.judge import judge

TEXT = """松原岭县农业农村局文件

松农发〔2022〕44号

松原岭县农业农村局关于规范农药经营的通知

各有关单位：

为了规范农药经营，制定本通知。

一、依照《农药管理条例》第六十二条，将出借许可证的经营者列入失信名单。

二、将逾期不改的经营者列入失信名单。

三、依照《松原岭县农药办法》（松农发〔2019〕8号），将无证经营者列入失信名单。《松原岭县农药办法》（松农发〔2019〕8号）同时适用。

松原岭县农业农村局
2022年5月16日
"""


@cache
def registry() -> Registry:
    return load_registry()


def scanned(
    doubts: Mapping[str, float], text: str = TEXT, *, recognised: bool = True, noise: str | None = None
) -> Reading:
    """Reads a text as if it had been recognised, with these confidences for the first printing of some words, and `noise` left out."""
    page_map = PageMap()
    part = page_map.add_part("", Unit.PAGE)
    known = bytearray([SURE]) * len(text)
    for words, sure in doubts.items():
        at = text.index(words)
        known[at : at + len(words)] = bytes([round(sure * SURE)]) * len(words)
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip("\n"))
        if end > at:
            page_map.add(at, end, part, 1, Box(0, 0, 100, 10), confidences=bytes(known[at:end]))
        at += len(line)
    found = FileText(
        text=text,
        encoding="png",
        page_map=page_map,
        repairs=() if noise is None else (_left_out(text, noise),),
        metadata={RECOGNISED_PAGES: "1"} if recognised else {},
    )
    return read(source_file("x.png", "0" * 64, found), registry().law_names())


def _left_out(text: str, words: str) -> Repair:
    at = text.index(words)
    return Repair(kind=RepairKind.PAGE_NOISE, span=Span(at, at + len(words)), replacement="")


def plain() -> Reading:
    """Reads the text as it is."""
    return read(FileBytes("x.txt", "0" * 64, TEXT.encode()).as_file(), registry().law_names())


def findings(reading: Reading) -> list[Finding]:
    return judge([reading], registry(), load_policy())


def cited(reading: Reading, words: str) -> list[Citation]:
    return [c for c in reading.citations if words in c.text]


def test_what_is_certain_is_as_in_a_text() -> None:
    one, other = scanned({}), plain()
    assert replace(one, source=other.source) == other
    assert [f.verdict for f in findings(one)] == [Verdict.DIRECT, Verdict.DEAD_END, Verdict.DEAD_END]


def test_a_text_that_was_not_recognised_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PageMap, "of_bytes", lambda data: pytest.fail("the map is unpacked"))
    assert with_doubts(plain()).citations == plain().citations
    scanned({"农药管理": 0.2}, recognised=False)


@pytest.mark.parametrize("words", ["农药管理条例", "药", "六十二"])
def test_a_doubtful_title_or_article_is_a_question(words: str) -> None:
    reading = scanned({f"《{words}" if words == "农药管理条例" else words: 0.4})
    first = findings(reading)[0]
    if words == "药":  # the first one stands in the title of the document
        assert first.verdict is Verdict.DIRECT
        return
    assert cited(reading, "农药管理条例")[0].confidence == pytest.approx(0.4, abs=0.01)
    assert first.verdict is Verdict.REVIEW and [s.reason for s in first.stops] == [BreakReason.DOUBTFUL]


def test_marks_are_no_doubt() -> None:
    reading = scanned({"《": 0.1, "〔": 0.1, "，": 0.1, "》": 0.1, "（": 0.1})
    assert reading.citations == scanned({}).citations


def test_a_doubtful_measure_is_a_question() -> None:
    reading = scanned({"逾期不改的经营者列入失信": 0.5})
    assert [f.verdict for f in findings(reading)] == [Verdict.DIRECT, Verdict.REVIEW, Verdict.DEAD_END]


def test_where_words_around_were_misread_a_dead_end_is_a_question() -> None:
    """A basis may stand in the preamble that nobody sees; what a sure law carries hangs on nothing of the kind."""
    reading = scanned({"了规范农药经营，制": 0.3})
    assert [f.verdict for f in findings(reading)] == [Verdict.DIRECT, Verdict.REVIEW, Verdict.REVIEW]


def test_a_second_printing_clears_the_first() -> None:
    once = scanned({"农药办法》（松农发〔2019": 0.4})
    assert [c.confidence > 0.9 for c in cited(once, "松农发〔2019〕8号")] == [True, True]
    text = TEXT.replace("《松原岭县农药办法》（松农发〔2019〕8号）同时适用。", "")
    alone = scanned({"农药办法》（松农发〔2019": 0.4}, text)
    assert [round(c.confidence, 1) for c in cited(alone, "松农发〔2019〕8号")] == [0.4]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("〔2019〕8号）同时", "〔2016〕8号）同时"),
        ("农药办法》（松农发〔2019〕8号）同", "农约办法》（松农发〔2019〕8号）同"),
    ],
)
def test_of_two_printings_that_differ_the_less_sure_is_doubted(old: str, new: str) -> None:
    text = TEXT.replace(old, new)
    reading = scanned({new[:-2]: 0.9}, text)
    sure, doubted = cited(reading, "〕8号")
    assert sure.confidence > 0.9 and doubted.confidence == 0.5


def test_a_card_is_as_sure_as_its_words() -> None:
    sure, doubtful = scanned({}).documents[0], scanned({"2022〕44": 0.3}).documents[0]
    assert sure.confidence_in("level") > 0.9 and doubtful.confidence_in("level") == pytest.approx(0.3, abs=0.01)
    signed = scanned({"5月16日": 0.3}).documents[0]
    assert signed.confidence_in("date") == pytest.approx(0.3, abs=0.01) and signed.confidence_in("level") > 0.9


def test_what_is_left_out_is_not_doubted() -> None:
    text = TEXT.replace("制定本通知。", "制定本通知。\n印章之字")
    doubts = {"印章之字": 0.1}
    assert findings(scanned(doubts, text))[1].verdict is Verdict.REVIEW
    assert findings(scanned(doubts, text, noise="印章之字"))[1].verdict is Verdict.DEAD_END
