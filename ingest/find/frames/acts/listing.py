"""Putting someone or something on a list, in a record, on a platform: name_list, info_inclusion (docs/frames.md#record)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.acts.lists import BAD_LIST, is_of_the_eligible
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_REVIEW = re.compile("审查|审核|审批|资质|准入")
_MINE = re.compile("专项|绩效|目标|年度(?:目标)?考核|工作考核|政府考核|目标责任|督查|综治|预算|规划|总结|职责")
_WATCHED = re.compile(
    "重点(?:监管|监督|检查|关注|监控|审查|抽查|稽查|核查|管理|巡查)|从严(?:监管|审查|审核)|严格监管|严管"
)


def put(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to put into: the kind is that of the target; None where it is no act of a measure."""
    target, words = clause.complement, clause.behind()
    if _WATCHED.search(words) and not target.has("list"):
        return MeasureKind.PUNISHMENT, "列为重点监管", Link.CREDIT
    if target.has("list"):
        if is_of_the_eligible(words):
            return None
        listed = bool(BAD_LIST.search(words) or target.credit or "红" in words)
        return MeasureKind.NAME_LIST, "列入名单", Link.SELF if listed else Link.CREDIT
    if target.has("record_book", "fact"):
        return (
            MeasureKind.INFO_INCLUSION,
            "记入档案",
            Link.SELF if target.credit else Link.CREDIT,
        )
    if target.has("score", "rating", "grade"):
        return MeasureKind.SCORING, "纳入评价", Link.CREDIT
    if _MINE.search(words):
        return None
    if _REVIEW.search(words) and clause.object.has("fact", "bad", "score"):
        return MeasureKind.PUNISHMENT, "纳入审查", Link.CREDIT
    if target.credit:
        return MeasureKind.INFO_INCLUSION, "纳入信用管理", Link.SELF
    if clause.object.has("fact", "data") and not target.tokens:
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.NEAR
    return None


def record(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to record; None where it is no act of a measure."""
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if around.has("fact") or (around.credit and around.has("data", "record_book")):
        return MeasureKind.INFO_INCLUSION, "归集信息", Link.SELF
    if around.has("data", "record_book", "bad"):
        return MeasureKind.INFO_INCLUSION, "归集信息", Link.NEAR
    if clause.complement.tokens == () and clause.object.has("bad"):
        return MeasureKind.INFO_INCLUSION, "归集信息", Link.NEAR
    return None
