"""Tells which acts of a sentence are parts of the measure beside them (docs/frames.md#parts)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.hit import Hit
from ingest.find.frames.words import tokens_of

_IN_WHICH_WAY = re.compile("(?:可以?|应当?|一般)?(?:采取|采用|通过|利用)[^，]*(?:方式|形式|途径|渠道)[^，]{2,4}$")
_POINTS = re.compile("[^，]*恢复[^，]{0,6}分$")
_EACH_TIME = re.compile("每[期次批]|遇[^，]{0,12}随时|随时")
_HOLDS = re.compile("(?:分别|如实|逐[项笔条]|主要|详细|及时)*(?:记录|记载|登记|载明)")
_GATHERS = re.compile("[^，]{0,24}(?:汇总|梳理|收集|整理|摸排)")
_WITH_IT = re.compile("(?:同时|并|相应)*恢复(?:其|相应)?[^，分]{0,16}(?:资格|待遇|权利|服务)")
_TOLD_OF_IT = re.compile("(?:同时|并|及时|书面)*(?:通知|告知|在原|通过原|在同一)")


def without_parts(hits: list[Hit], masked: str) -> list[Hit]:
    """Leaves out what is a part of the measure before it or behind it.

    What a record that is set up holds (建立档案，记录…), what ends by itself with a removal (移出名单，停止惩戒), whom the
    removal is told to, and whose names are gathered for a list.
    """
    out: list[Hit] = []
    for k, hit in enumerate(hits):
        before = out[-1] if out and "；" not in masked[out[-1].end : hit.start] else None
        after = hits[k + 1] if k + 1 < len(hits) and masked[hit.end : hits[k + 1].start] == "，" else None
        if before is not None and _belongs_to(hit, before, masked):
            continue
        if after is not None and after.rule == "建立名单" and _GATHERS.match(masked, hit.start, hit.end):
            continue
        out.append(hit)
    return out


def _belongs_to(hit: Hit, before: Hit, masked: str) -> bool:
    """Tells whether a measure is a part of the one before it."""
    if before.rule == "建立档案" or (before.rule == "归集信息" and hit.rule == "归集信息"):
        return hit.kind is MeasureKind.INFO_INCLUSION and bool(_HOLDS.match(masked, hit.start))
    if before.kind is MeasureKind.SHARING and hit.kind is MeasureKind.SHARING:
        return _says_how_it_is_told(masked[hit.start : hit.end], masked[before.start : before.end])
    if before.kind is not MeasureKind.REPAIR or before.rule in ("终止公示", "终止惩戒"):
        return False
    if hit.kind is MeasureKind.REPAIR and _POINTS.match(masked[before.start : before.end]):
        return bool(_POINTS.match(masked[hit.start : hit.end]))
    if hit.kind is MeasureKind.REPAIR:
        return hit.rule in ("终止公示", "终止惩戒") or bool(_WITH_IT.match(masked, hit.start))
    return hit.kind is MeasureKind.SHARING and bool(_TOLD_OF_IT.match(masked, hit.start))


def _says_how_it_is_told(words: str, before: str) -> bool:
    """Tells whether a clause only says how or how long that is told which the one before orders: 每期张贴三个月."""
    tokens = tokens_of(words)
    if (_EACH_TIME.match(words) or _IN_WHICH_WAY.match(words)) and words[-2:] in before:
        return True
    if any(t.is_a("data", "fact", "list", "score", "grade", "person", "bad_person", "office") for t in tokens):
        return False
    verbs = [t.word.text for t in tokens if t.is_a("publish")]
    return bool(verbs) and (verbs[-1] in before or bool(_EACH_TIME.match(words)))
