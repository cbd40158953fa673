"""Puts together what one sentence tells of one thing: the points for several acts, the bounds of several grades (docs/frames.md#series)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph_schema.making import altered
from graph_schema.terms import MeasureKind
from ingest.find.frames.hit import Hit

_TAKEN = re.compile("[扣减]")
_ALSO = re.compile(
    "(?:最[多高]|累计|总计|全年|年度|每年|每月|单项)[^，。；]{0,8}(?:加|扣|减|计|不超过|为限|封顶)[^，。；]{0,6}分|封顶$"
)
_CONDITION = re.compile("[，；](?:[^。；，]{1,8}的，?)?")


def in_one(hits: Sequence[Hit], sentence: str) -> list[Hit]:
    """Returns the measures of a sentence, those of one scale or of points of one direction as one."""
    out: list[Hit] = []
    for hit in hits:
        if out and _belong_together(out[-1], hit, sentence):
            out[-1] = altered(out[-1], end=hit.end)
        else:
            out.append(hit)
    return [_with_cap(hit, sentence) for hit in out]


def _belong_together(before: Hit, hit: Hit, sentence: str) -> bool:
    if before.kind is not MeasureKind.SCORING or hit.kind is not MeasureKind.SCORING:
        return False
    if not _CONDITION.fullmatch(sentence, before.end, hit.start):
        return False
    if "分值" in (before.rule, hit.rule):  # 实行信用计分，基准分为一百分
        return hit.start - before.end <= 1
    if before.rule != hit.rule:
        return False
    words, more = sentence[before.start : before.end], sentence[hit.start : hit.end]
    if hit.rule == "评定等级":
        return bool(_BOUNDS.search(words) and _BOUNDS.search(more))
    return hit.rule == "加减分" and bool(_TAKEN.search(words)) == bool(_TAKEN.search(more))


_BOUNDS = re.compile("\\d分?[^，；]{0,8}(?:以[上下]|为|是)|不足\\d+|低于\\d+")


def _with_cap(hit: Hit, sentence: str) -> Hit:
    """Returns points with the most that there may be of them: 每件加1分，最多加5分."""
    if hit.kind is not MeasureKind.SCORING or hit.rule != "加减分" or not sentence.startswith("，", hit.end):
        return hit
    ends = min((k for k in (sentence.find(mark, hit.end + 1) for mark in "，；。") if k >= 0), default=len(sentence))
    if not _ALSO.search(sentence, hit.end + 1, ends):
        return hit
    return altered(hit, end=ends)
