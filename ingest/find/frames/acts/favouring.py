"""Favours, and ways out: incentive, repair (docs/frames.md#favour)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import HEARD, Found, Link
from ingest.find.frames.bearer import standing
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_NEAR = 3  # words behind 申请 in which the way out stands
_BY_A_STEP = re.compile("^[一二两三1-3]?个?(?:信用)?(?:等级|等次|级|档|星)")
_POINTS_BACK = re.compile("[^，]{0,4}?[\\d一二两三四五六七八九十]+分")
_ENDS = frozenset(["结束", "提前结束", "提前终止", "提前解除", "撤除", "撤回"])


_SPARES = frozenset(["免于", "免予", "免除", "豁免", "免"])
# What any service does for anyone (免费提供, 由街道推荐) is a favour only where someone earned it.
_ORDINARY = frozenset(["免费", "免费提供", "推荐", "推介"])


def favour(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to favour; None where it is no act of a measure."""
    text = token.word.text
    if HEARD.search(clause.text):
        return None
    moved = clause.complement if clause.complement.has("load", "benefit", "score", "grade") else clause.object
    if text in _SPARES and clause.complement.has("list", "sanction", "flow", "put", "publish", "record", "bad"):
        return None  # 免于列入失信名单: leniency
    if token.is_a("cut"):
        good = scene.grade(number) in ("good", "middle")
        if moved.has("load") or good:
            return MeasureKind.INCENTIVE, "减轻负担", Link.CONSEQUENCE
        return None
    if token.is_a("raise") and _BY_A_STEP.match(clause.behind()) and scene.grade(number) == "bad":
        return MeasureKind.REPAIR, "恢复信用", Link.CREDIT
    if token.is_a("raise"):
        if moved.has("score", "grade"):
            return MeasureKind.SCORING, "调整等级", Link.CREDIT
        return (MeasureKind.INCENTIVE, "增加优惠", Link.CONSEQUENCE) if moved.has("benefit") else None
    if scene.ranks(number) == "bad":  # 信用差的，补贴减半
        return (MeasureKind.PUNISHMENT, "减少优惠", Link.CONSEQUENCE) if moved.has("benefit") else None
    if text in ("激励", "便利") and clause.complement.has("person") and not clause.toward:
        return None  # 激励市场主体守信践诺: an aim
    if (
        text in _ORDINARY
        and len(clause.chain) == 1
        and standing(clause.text) != "good"
        and not (scene.acted(number) or scene.grade(number) == "good")
    ):
        return None
    told = standing(clause.text) == "good" or (scene.context.about_credit and not _is_for_anyone(clause))
    return MeasureKind.INCENTIVE, "给予优惠", Link.CREDIT if told else Link.CONSEQUENCE


def _is_for_anyone(clause: Clause) -> bool:
    """Tells whether a favour is for all alike: 为市场主体提供便利化服务."""
    return clause.object.has("person") and "为" in clause.ahead() and not standing(clause.text)


def allow(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to allow: a favour where the one who may stands well."""
    if scene.grade(number) not in ("good", "middle"):
        return None
    return MeasureKind.INCENTIVE, "准许", Link.CONSEQUENCE


def mend(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to mend; None where it is no act of a measure."""
    whole = Phrase((*clause.object.tokens, *clause.complement.tokens))
    text = token.word.text
    if text in ("修复", "信用修复", "重塑"):
        bare = text != "信用修复" and not whole.credit and not whole.has("score", "grade", "list")
        return None if bare and clause.behind() else (MeasureKind.REPAIR, "信用修复", Link.CREDIT)
    if text in ("更新", "标注", "标记"):
        mended = clause.complement.has("mend") or "修复" in clause.ahead()
        return (MeasureKind.REPAIR, "恢复信用", Link.CREDIT) if mended and whole.credit else None
    if (text == "缩短" and clause.complement.has("flow")) or (
        text in ("缩短为", "缩短至") and "公示" in clause.ahead()
    ):
        return MeasureKind.REPAIR, "缩短公示期", Link.ACTED
    if token.is_a("undo") and (
        whole.has("score", "grade", "fact", "list", "sanction", "flow", "data", "bad_person") or whole.credit
    ):
        return MeasureKind.REPAIR, "恢复信用", Link.CREDIT
    if text == "恢复" and (whole.has("access", "benefit") or _POINTS_BACK.match(clause.behind())):
        return MeasureKind.REPAIR, "恢复信用", Link.CONSEQUENCE
    if text in _ENDS and (whole.has("flow", "sanction") or (whole.has("list") and whole.credit)):
        return MeasureKind.REPAIR, "终止公示", Link.CREDIT
    if text in ("撤下", "撤榜", "下榜", "撤除") and not clause.behind():
        return MeasureKind.REPAIR, "名单移出", Link.NEAR
    if text in ("移除", "移出"):
        return MeasureKind.REPAIR, "名单移出", Link.SELF if whole.has("list") else Link.CREDIT
    return None


def _is_a_way_out(token: Token) -> bool:
    """Tells whether a word is a way out by itself: 申请移出, 申请信用修复."""
    return token.word.text in ("移出", "移除", "撤下", "撤榜", "下榜", "信用修复", "修复", "撤除")


def apply_for(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to ask for a way out; None where it is no act of a measure."""
    sought, first = clause.complement.last("way_out"), clause.complement.tokens[:1]
    way = next((t for t in clause.complement.tokens[:_NEAR] if t.is_a("mend", "way_out")), None)
    if way is not None and (clause.complement.has("score", "grade", "fact", "list", "sanction") or _is_a_way_out(way)):
        listed = clause.complement.has("list") and way.is_a("mend")
        return MeasureKind.REPAIR, "申请修复", Link.SELF if listed else Link.CREDIT
    raised = (
        first
        and first[0].is_a("raise")
        and (clause.complement.has("grade", "score") or _BY_A_STEP.match(clause.behind()))
    )
    if raised and scene.grade(number) == "bad":
        return MeasureKind.REPAIR, "申请修复", Link.CREDIT
    return (MeasureKind.REPAIR, "申请修复", Link.CREDIT) if sought is not None and sought.word.credit else None
