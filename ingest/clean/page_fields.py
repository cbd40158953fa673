"""The labelled fields that a site shows of a document: 索引号：…　发文字号：…　来源：…　浏览次数：…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.clean.page_words import Grade, PageWords

_CLOCK = r"\s*(?:上午|下午)?\s*\d{1,2}：\d{2}(?:：\d{2})?"
_DAY = r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
_MOMENT = re.compile(rf"〔?{_DAY}(?P<clock>{_CLOCK})?〕?")
_COUNT = re.compile(
    r"(?:已?有|共|被)?\s*\d[\d，.]*\s*[万千]?\+?\s*(?:人次|人|次)?\s*(?:浏览|阅读|点击|访问|查看|收藏|点赞|评论|转发)|(?:浏览|阅读|点击|访问)了?\s*\d+\s*次?"
)
_OTHER_FIELDS = re.compile(r"(?:[\u4e00-\u9fff]{2,6}：[^：，。\s]{0,20}\s*)+")
_SENTENCE = re.compile("。|；$|[，、]$")
_DIGIT = re.compile(r"\d")
_NO_WORDS = re.compile(r"[\s|〔]+")
_COUNTERS = frozenset({"published", "counter"})
_LONGEST_VALUE = 120
_LONGEST_LINE = 400


class ShownField(NamedTuple):
    """A field of the page: what it is of the document, its label, and where its value stands (source offsets)."""

    field: str
    label: str
    grade: Grade
    start: int
    end: int


class FieldLine(NamedTuple):
    """A line of nothing but fields. `is_sure` tells that no document holds such a line."""

    fields: tuple[ShownField, ...]
    is_sure: bool

    @property
    def is_label_alone(self) -> bool:
        """Tells whether it holds one label and no value: the value may stand on the line below."""
        return len(self.fields) == 1 and self.fields[0].start == self.fields[0].end


def field_line(flat: str, at: int, words: PageWords) -> FieldLine | None:
    """Reads a line of labelled fields that stands at source offset `at`; None where it is no such line."""
    if len(flat) > _LONGEST_LINE:
        return None
    begin = len(flat) - len(flat.lstrip(" \u3000\t|•·●▪◆■*-"))
    moment = _MOMENT.match(flat, begin)
    if not _may_hold_label(flat, begin, words) and not (moment and _may_hold_label(flat, moment.end(), words)):
        # The first label stands behind other words, if any does.
        alone = _without_labels(flat[begin:], moment is not None and moment["clock"] is not None)
        return alone if alone is not None and next(_labels(flat, words), None) is None else None
    found = list(_labels(flat, words))
    if not found:
        return _without_labels(flat[begin:], moment is not None and moment["clock"] is not None)
    head = flat[begin : found[0][0]].strip(" \u3000\t|〔")
    clock = moment is not None and not flat[moment.end() : found[0][0]].strip(" \u3000\t|〔")
    if head and not clock and not _OTHER_FIELDS.fullmatch(head):
        return None
    fields = []
    for number, (_, name, behind) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(flat)
        value = flat[behind:end].strip(" \u3000\t|〕〔")
        if len(value) > _LONGEST_VALUE or (_SENTENCE.search(value) and words.labels[name][0] not in ("other", "title")):
            return None
        start = at + flat.index(value, behind) if value else at + behind
        field, grade = words.labels[name]
        fields.append(ShownField(field, name, grade, start, start + len(value)))
    if len(fields) > 1 and all(field.start == field.end for field in fields):
        return None  # the head of a table
    counters = sum(field.field in _COUNTERS for field in fields)
    sure = any(field.grade is Grade.PAGE for field in fields) or bool(_COUNT.search(flat))
    return FieldLine(tuple(fields), sure or counters + clock > 1)


def _without_labels(flat: str, clock: bool) -> FieldLine | None:
    """Reads a line without labels: a moment with its time of day, or how often a page was read."""
    if not clock and (not _DIGIT.search(flat) or not _COUNT.search(flat)):
        return None
    rest = _COUNT.sub("", _MOMENT.sub("", flat)).strip(" \u3000\t|〔〕（）,，·•")
    if rest:
        return None
    return FieldLine((), is_sure=True)


def _may_hold_label(flat: str, at: int, words: PageWords) -> bool:
    """Tells whether a label may be the first words from an offset on."""
    first = _NO_WORDS.match(flat, at)
    start = first.end() if first is not None else at
    return words.label.match(flat, start) is not None or _OTHER_FIELDS.match(flat, start) is not None


def _labels(flat: str, words: PageWords) -> Iterator[tuple[int, str, int]]:
    """Finds the labels of a line: where each begins, its name, where its value begins."""
    at = 0
    while at < len(flat):
        found = words.with_colon.search(flat, at)
        blank = words.with_blank.search(flat, at)
        if blank is not None and (found is None or blank.start() < found.start()):
            found = blank
        if found is None:
            return
        name = "".join(found["name"].split())
        yield found.start(), name, found.end()
        at = max(found.end(), at + 1)
