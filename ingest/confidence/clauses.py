"""Clauses as the statistical part sees them: the words of one clause, whoever proposes it.

What the model reads does not depend on which rule found a measure nor on where its span begins, so
that it cannot learn the rules by heart: the clause runs from the mark before it to its end, with
titles and brackets blanked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_schema.records import Measure, Reading, Span
from graph_schema.terms import MeasureKind, Zone
from ingest.clean.flat import flatten
from ingest.clean.markers import marker_of
from ingest.clean.script import may_be_traditional, to_simplified

_MARKS = "，；：。！？"
_BRACKETS = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》|（(?!如|即)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_BLANK = "※"
_BLANKS = re.compile("※+")
_NOTHING_SEEN = re.compile(r"[\s\ud800-\udfff]+")
_TRIGGER = re.compile(
    "信用|诚信|失信|守信|名单|名录|红榜|黑榜|惩戒|奖惩|激励|限制|取消|撤销|不得|不予|不再|不能|暂停|停止|禁止|优先|优惠|奖励|表彰|"
    "公示|公布|公开|曝光|披露|共享|互联互通|查询|修复|移出|评价|评级|等级|积分|评定|档案|记录|归集|推送|记入|纳入|列入|列为|分类监管|"
    "免|折|绿色|容缺|便利|通报|警告|劝退|约谈|拒绝|提高|增加|降低|张贴|不受理|不适用|不享受|享受|受限|从重|停业|加分|扣"
)
_PIECE = re.compile("[^，；：。！？\n]+")
_NO_MEASURES = frozenset({Zone.AIMS, Zone.CLOSING, Zone.HEADER})
_SHORTEST = 4
_REACH = 2000  # characters before a measure that are looked at; bounds the work on a sentence without an end


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a clause, its span in the text, and the kind that the rules say it has (None: no measure)."""

    span: Span
    words: str
    kind: MeasureKind | None


def clauses_of_measures(text: str, measures: Sequence[Measure]) -> Iterator[Clause]:
    """Returns one clause for each measure, in their order."""
    sentence, flat, before, is_simple = Span(0, 0), "", 0, True
    marks: list[str] = []
    for measure in measures:
        if measure.sentence != sentence:
            sentence, before = measure.sentence, 0
            flat = flatten(sentence.of(text))
            is_simple = not may_be_traditional(flat)
            marks = [mark for mark in _MARKS if mark in flat]
        first, end = max(0, before - _REACH), measure.span.end - sentence.start
        seen = _blanked(flat[first:end] if is_simple else to_simplified(flat[first:end]))
        start, last = before - first, len(seen) - 1
        for mark in marks:
            start = max(start, seen.rfind(mark, start, last) + 1)
        yield Clause(measure.span, _words(seen[start:]), measure.kind)
        before = end


def clauses_passed_over(reading: Reading) -> Iterator[Clause]:
    """Yields the clauses that hold a trigger, in places where measures stand, that the rules take for none."""
    text = reading.source.text
    taken = sorted((m.span.start, m.span.end) for m in reading.measures)
    for provision in reading.provisions:
        if provision.zone in _NO_MEASURES:
            continue
        start, end = provision.span.start, provision.span.end
        flat = to_simplified(flatten(text[start:end]))
        seen = _blanked(flat)
        for piece in _PIECE.finditer(seen):
            # The words of a measure begin behind the number of its item, and so do these.
            at = piece.start() + _length_of_number(flat[piece.start() : piece.end()])
            span = Span(start + at, start + piece.end())
            words = _words(seen[at : piece.end()])
            if len(words) < _SHORTEST or (words.endswith("的") and seen.startswith("，", piece.end())):
                continue
            if _TRIGGER.search(words) and not any(a < span.end and span.start < b for a, b in taken):
                yield Clause(span, words, None)


def _length_of_number(words: str) -> int:
    line = words.lstrip()
    marker = marker_of(line)
    return len(words) - len(line) + len(marker.label) if marker.level and marker.kind != "yi" else 0


def _blanked(flat: str) -> str:
    if not (("（" in flat and "）" in flat) or ("《" in flat and "》" in flat)):
        return flat  # what is never closed is no bracket, and would be gone through from each mark to the end
    return _BRACKETS.sub(lambda m: _BLANK * len(m[0]), flat)


def _words(clause: str) -> str:
    bare = _NOTHING_SEEN.sub("", clause)
    return _BLANKS.sub(_BLANK, bare) if _BLANK in bare else bare
