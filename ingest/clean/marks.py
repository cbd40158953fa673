"""Marks that stand for others by where they stand: <<…>> and 〈…〉 for 《…》, a point at the end of a sentence for 。

A mark that stands for another one wherever it is has its form in the flat view alone (ingest.clean.flat). GB/T 15834—2011
knows 〈 〉 within 《 》 only (4.15.3.7), so what is printed without 《 》 around it is a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np

from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.edits import CUT, Edit, made
from ingest.clean.scan import Classes, classes_of, scanned
from ingest.clean.undoing import Undoing
from ingest.clean.windows import window

GENRES = "通知|意见|决定|公告|通告|通报|批复|方案|办法|规定|细则|条例|规则|制度|规划|计划|纲要|目录|清单|样式|须知|标准|指引|指南|措施|纪要|公约|备忘录|要点|预案|章程|守则|文件"
"""The kinds of documents (党政机关公文处理工作条例, 8) as a title ends, and what is handed down with them."""

_OPEN, _STOP, _CHINESE = range(1, 4)
_LONGEST_TITLE = 120
_TITLE_END = re.compile(rf"(?:{GENRES}|法|解释|规程|规范|决议|令|报告|函)(?:[（(][^（）()]{{1,20}}[）)])?$")
_DOUBLE = re.compile(r"(<<|＜＜|〈〈|﹤﹤)((?:(?!>>|＞＞|〉〉|﹥﹥)[^《》。；]){2,100})(>>|＞＞|〉〉|﹥﹥)")
_SINGLE = re.compile(r"([<＜〈‹﹤])([^《》〈〉<>＜＞‹›﹤﹥。；]{2,100})([>＞〉›﹥])")
_CHINESE_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_MARKUP = re.compile(r"[=/\"'A-Za-z]")
_LIST_MARK = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十百〇零\d]{1,4}[）)]?|第[一二三四五六七八九十百〇零\d]{1,5}[编章节条])\s*$"
)
_LINE_REST = re.compile(r"[”’」』）)]{0,2}\s*?(?:\n|$)")
_CLAUSE = re.compile(r"[\u4e00-\u9fff《》（）“”]{8}")
_CLAUSE_END = re.compile(r"[\u4e00-\u9fff《》（）“”]{8}$")
_REACH = 200  # characters before a mark that are looked at


def with_marks(text: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns the text with the marks that are meant, of the same length, and adds what was mended to `repairs`."""
    edits: list[Edit] = []
    for place, kind in _places(text):
        edits.extend(_title(text, place) if kind == _OPEN else _full_stops(text, place))
    return made(text, dict.fromkeys(edits), repairs, undone)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Finds what may open a title, and the points behind Chinese words."""
    for block, found in scanned(text, _classes(), margin=1):
        here = found[1:-1]
        for place in np.flatnonzero((here == _OPEN) | ((here == _STOP) & (found[:-2] == _CHINESE))).tolist():
            yield block + place, int(here[place])


def _title(text: str, place: int) -> Iterator[Edit]:
    """Reads the marks around a title that opens at `place` as 《 and 》."""
    around = window(text, place, place + _LONGEST_TITLE)
    double = _DOUBLE.match(around.words)
    found = double or _SINGLE.match(around.words)
    if found is None or not _is_title(text, place, found, double=double is not None):
        return
    start, end = around.span(*found.span(1))
    yield Edit(RepairKind.MARK, start, end, "《", "《" + CUT * (end - start - 1))
    start, end = around.span(*found.span(3))
    yield Edit(RepairKind.MARK, start, end, "》", CUT * (end - start - 1) + "》")


def _is_title(text: str, place: int, found: re.Match[str], *, double: bool) -> bool:
    """Tells whether the words between two marks are a title of their own, and no part of one."""
    title = "".join(found[2].split())
    if not _CHINESE_WORDS.search(title) or found[2].count("\n") > 2 or _within_title(text, place):
        return False
    # Inner brackets may be 〈 〉 as well: （市住建局〈市人防办〉）.
    return double or (not _MARKUP.search(title) and _TITLE_END.search(title) is not None)


def _within_title(text: str, place: int) -> bool:
    """Tells whether a 《 is open at this place of its paragraph."""
    before = text[max(0, place - _REACH) : place].rsplit("\n\n", 1)[-1]
    return before.rfind("《") > before.rfind("》") or before.count("《") > before.count("》")


def _full_stops(text: str, place: int) -> Iterator[Edit]:
    """Reads the points of a line that ends in one as full stops, where it has no other ones."""
    if not _LINE_REST.match(text, place + 1, place + 40):
        return
    around = window(text, max(text.rfind("\n", 0, place) + 1, place - _REACH), place + 1)
    line = around.words
    if "。" in line or _LIST_MARK.match(line[:-1]):
        return
    for stop in _stops_of(line):
        start, end = around.span(stop, stop + 1)
        yield Edit(RepairKind.MARK, start, end, "。", "。")


def _stops_of(line: str) -> Iterator[int]:
    """Finds the points between Chinese clauses of a line, and the one at its end; a name (卡尔．马克思) has no clause beside it."""
    mark = line[-1]
    at = 0
    while (at := line.find(mark, at)) >= 0:
        before, behind = _CLAUSE_END.search(line[max(0, at - 8) : at]), _CLAUSE.match(line, at + 1)
        if at == len(line) - 1 or (before and behind and not _LIST_MARK.match(line[:at])):
            yield at
        at += 1


@cache
def _classes() -> Classes:
    chinese = "".join(map(chr, range(0x4E00, 0xA000))) + "》”’」』）)〉" + CUT
    return classes_of({_CHINESE: chinese, _OPEN: "<＜〈‹﹤", _STOP: ".．﹒"})
