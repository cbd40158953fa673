"""Reads on what ground somebody is listed or recorded, and the weakest of several that each suffice (docs/semantics.md#ruling-23).

A ground is a decision (判决, 处罚决定), a complaint or a score, or neither. What is joined by 或 or stands in a list of which one is
enough are grounds each; what is joined by a comma or 并 must hold together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from graph_schema.first_use import later
from tracer.verdict.check_words import word_class
from tracer.verdict.clauses import sentences, with_full_marks


class Weight(IntEnum):
    """Ranks what a ground comes to, the weakest first."""

    SLIGHT = 0
    OPEN = 1
    FORMAL = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """Holds what a ground comes to, and the words that show it."""

    weight: Weight
    words: str = ""


_NOTHING = Ground(Weight.OPEN)
_ITEM = later(
    "[（(](?:[一二三四五六七八九十]{1,3}|\\d{1,2})[）)]|(?<![\\d.．])\\d{1,2}[.．、](?!\\d)|[①-⑳]|(?<=[：；，。])[一二三四五六七八九]是"
)
_ONE_OF = later("(?:下列|以下|如下|下述)[^，。；：]{0,12}(?:情形|行为|情况|条件|事项|问题)|情形之一|行为之一")
_ALL_OF = later("同时(?:具备|符合|满足|存在|具有)|(?:均|全部)(?:符合|满足|具备)")
_OR = later("，?(?:或者?是?)|；")
_TOGETHER = later("，|(?<![合一兼吞])(?:并且?(?![购列处入])|且|同时)")
_REACH = 2000  # characters of a sentence before or behind a measure; bounds the work on one without an end
_AND = later("、|以及|及(?![时其])|和")


def weakest(sentence: str, measure: str, provision: str) -> Ground:
    """Returns the ground that is enough for a measure: by its own condition, its items, else what its provision asks for."""
    sentence, measure, provision = map(_with_full_marks, (sentence, measure, provision))
    items = _items(sentence, provision)
    if items:
        each = [_of_condition(words) for words in items]
        pick = max if _ALL_OF.search(sentence) else min
        found = pick(each, key=lambda ground: ground.weight)
    else:
        found = _of_condition(_condition(sentence, measure))
    if found.weight is not Weight.OPEN:
        return found
    end = _end_of(sentence, measure)
    behind = _speaks_of_recognition(sentence) and _asked_for(sentence[end : end + _REACH])
    return behind or (not items and _asked_for_around(sentence, provision)) or found


# What is asked of a whole sentence or provision is asked once for all its measures.
@lru_cache(maxsize=16)
def _with_full_marks(words: str) -> str:
    return with_full_marks(words)


@lru_cache(maxsize=16)
def _speaks_of_recognition(sentence: str) -> bool:
    return word_class("recognition").may_be_in(sentence)


@lru_cache(maxsize=16)
def _asked_for_around(sentence: str, provision: str) -> Ground | None:
    """Returns a decision that a provision asks for outside of one of its sentences."""
    return _asked_for(provision.replace(sentence, "\n") if sentence in provision else provision)


@lru_cache(maxsize=16)
def _items(sentence: str, provision: str) -> Sequence[str]:
    """Returns the items of which one is enough (or, by the words of the head, all are needed), none where there is no such list."""
    head = _ONE_OF.search(sentence) or _ALL_OF.search(sentence)
    at = provision.find(sentence)
    if head is None or at < 0:
        return ()
    below = provision[at + head.end() :]
    marks = list(_ITEM.finditer(below))
    ends = [*(mark.start() for mark in marks[1:]), len(below)] if marks else []
    return [re.split("。", below[mark.end() : end])[0] for mark, end in zip(marks, ends, strict=True)]


def _end_of(sentence: str, measure: str) -> int:
    at = sentence.find(measure)
    return at + len(measure) if at >= 0 else len(sentence)


def _condition(sentence: str, measure: str) -> str:
    """Returns the part of a sentence in which the condition of a measure stands: from the semicolon before it to its end."""
    end = _end_of(sentence, measure)
    begin = max(sentence.rfind("；", 0, max(end - len(measure), 0)) + 1, end - _REACH)
    return sentence[begin:end]


@lru_cache(maxsize=1 << 8)
def _of_condition(words: str) -> Ground:
    """Returns what a condition comes to: what must hold together is as strong as its strongest part."""
    best = _NOTHING
    slight: Ground | None = None
    for part in _TOGETHER.split(_OR.sub("或", words)):
        ground = _of_alternatives(part)
        if ground.weight is Weight.SLIGHT:
            slight = slight or ground
            if _waived(part):
                return ground
        elif ground.weight > best.weight:
            best = ground
    return slight if slight and best.weight is not Weight.FORMAL else best


def _of_alternatives(part: str) -> Ground:
    grounds = [_of_enumerated(words) for words in part.split("或") if words]
    if not grounds:
        return _NOTHING
    low = min(grounds, key=lambda ground: ground.weight)
    # 违反甲规定或者乙规定受到处罚的: the last part bears the predicate of the parts before it.
    if low.weight is Weight.OPEN and grounds[-1].weight is Weight.FORMAL:
        return grounds[-1]
    return low


def _of_enumerated(words: str) -> Ground:
    """Returns what an enumeration comes to: a complaint in it is enough, but not one that only began a case."""
    pieces = [piece for piece in _AND.split(words) if piece]
    grounds = [_of_one(piece) for piece in pieces]
    formal = next((ground for ground in grounds if ground.weight is Weight.FORMAL), None)
    for piece, ground in zip(pieces, grounds, strict=True):
        if ground.weight is Weight.SLIGHT and not (formal and _begins_a_case(piece)):
            return ground
    return formal or _NOTHING


def _begins_a_case(piece: str) -> bool:
    slight = next(word_class("complaint").each_in(piece), None)
    return slight is not None and word_class("source_of_case").first_in(piece[: slight.start()]) is not None


def _of_one(words: str) -> Ground:
    waived = _waived(words)
    if waived:
        return Ground(Weight.SLIGHT, waived)
    for found in word_class("finding").each_in(words):
        if not _is_consequence(words, found.start()):
            return Ground(Weight.FORMAL, found[0])
    complaint = word_class("complaint").first_in(words)
    return Ground(Weight.SLIGHT, complaint) if complaint else _of_points(words)


def _of_points(words: str) -> Ground:
    """Returns a score that is a ground: points or a grade, and how many; 低于60分."""
    points = next(word_class("points").each_in(words), None)
    threshold = next(word_class("threshold").each_in(words, points.end() if points else 0), None)
    scored = re.search(
        "(?:低于|不足|不满|满|达到?|超过)?[\\d一二三四五六七八九十百]+分(?:以下|以上)?(?![之局钟期])", words
    )
    if scored and (points or threshold):
        return Ground(Weight.SLIGHT, scored[0])
    if points and threshold:
        return Ground(Weight.SLIGHT, words[points.start() : threshold.end()])
    return _NOTHING


_NEAR = 16  # letters between 无论是否 and the decision that is not needed


def _waived(words: str) -> str | None:
    """Returns the words by which no decision is needed: 无论是否受到处罚, 尚未作出处罚决定."""
    for found in word_class("finding").each_in(words):
        near = max(0, found.start() - _NEAR)
        for need in word_class("no_finding_needed").each_in(words[: found.start()], near):
            return words[need.start() : found.end()]
    return None


def _is_consequence(words: str, at: int) -> bool:
    """Tells whether a decision is what follows, not what is asked for: 并给予行政处罚."""
    before = words[max(0, at - 8) : at]
    behind = words[at:]
    return any(word_class("consequence").each_in(before)) and not re.search("[后的]", behind)


@lru_cache(maxsize=16)
def _asked_for(text: str) -> Ground | None:
    """Returns a decision that a text asks for beside the condition: 认定以处罚决定书为依据, 未经判决不得列入."""
    for sentence in sentences(text):
        if word_class("recognition").first_in(sentence) is None:
            continue
        waived = _waived(sentence)
        if waived and not re.search("不得|不能|不予|方可|才", sentence):
            return Ground(Weight.SLIGHT, waived)
        for found in word_class("finding").each_in(sentence):
            if not _is_consequence(sentence, found.start()):
                return Ground(Weight.FORMAL, found[0])
    return None
