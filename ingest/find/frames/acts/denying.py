"""Denying, taking away, burdening: punishment (docs/frames.md#deny)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link, is_of_the_slack
from ingest.find.frames.acts.lists import Standing, standing_around
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_LESS = re.compile("减少|减低|降低|下浮|下调|调低|调减|降至|减至|缩短|压缩|核减|削减|缩减|扣减")
_MORE = re.compile("增加|增至|提高|加大|上调|调高|上浮|加倍|加收|加密|加重|加征")
_ENDS = frozenset(
    [
        "停止",
        "终止",
        "中止",
        "撤销",
        "取消",
        "不再",
        "解除",
        "移出",
        "移除",
        "退出",
        "撤出",
        "剔除",
        "撤下",
        "结束",
        "缩短",
        "删除",
        "屏蔽",
    ]
)
# What someone must not do, and how much of something there may be, bars nobody.
_CONDUCT = re.compile(
    "^(?:再|其)?(?:实施|从事|采取|进行|有)?[^，。；]{0,12}(?:违法|违规|虚假|欺诈|弄虚作假|虚构|泄露|篡改|侵犯|损害|擅自|随意|收取|占用|少于|低于|超过|高于|大于|小于|改变|变更|对称|畅)"
)
_NEUTRAL = re.compile(
    "^(?:以|因|将|把|向|在|对)?[^，。；]{0,2}(?:重复|影响|妨碍|涉及|包括|包含|适用)|^[当足够符到均全良一]"
)


def deny(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to deny; None where it is no act of a measure."""
    denied, words, text = clause.complement, clause.behind(), token.word.text
    if text in ("移出", "清出", "清退", "清退出", "退出", "撤出", "剔除", "逐出", "除名"):
        return _taken_off(clause, scene, i)
    if _LESS.match(text):
        if not denied.has("load", "benefit", "score", "grade"):
            denied = clause.object
        if denied.has("load") and not denied.has("score", "grade"):
            return MeasureKind.INCENTIVE, "减轻负担", Link.CONSEQUENCE
        if scene.grade(i) == "good":
            return MeasureKind.INCENTIVE, "减轻负担", Link.CONSEQUENCE
        if denied.has("score", "grade"):
            return MeasureKind.SCORING, "降低等级", Link.CREDIT
        return (
            (MeasureKind.PUNISHMENT, "减少优惠", Link.CONSEQUENCE)
            if denied.has("benefit", "access") or text in ("核减", "扣减")
            else None
        )
    head = denied.tokens[0] if denied.tokens else None
    harmful = (
        denied.last("sanction", "flow", "list", "fact", "bad_person", "put", "publish", "burden")
        if denied.tokens
        else None
    )
    if text in _ENDS and (
        denied.has("flow", "publish") or (denied.has("sanction") and not denied.has("access", "benefit"))
    ):
        return MeasureKind.REPAIR, "终止公示", Link.CREDIT
    if text in _ENDS and denied.has("list") and not denied.has("access", "benefit"):
        return MeasureKind.REPAIR, "名单移出", Link.SELF
    if head is not None and head.is_a("mend") and denied.credit and text not in _ENDS:
        return None
    if denied.has("access", "benefit"):
        if head is not None and head.is_a("put", "publish", "record") and not denied.has("benefit"):
            return None
        return MeasureKind.PUNISHMENT, "取消资格", Link.BAR
    if harmful is not None:
        return (MeasureKind.REPAIR, "终止惩戒", Link.CREDIT) if text in _ENDS and denied.has("as", "sanction") else None
    if text in ("收回", "追回", "退回", "责令退出", "解除", "吊销", "扣留", "叫停", "减少", "控制"):
        return None
    if _CONDUCT.search(words) or _NEUTRAL.search(words) or len(words) < 2:
        return None
    return MeasureKind.PUNISHMENT, "限制", Link.BORNE


def _taken_off(clause: Clause, scene: Scene, i: int) -> Found:
    """Returns what it is to be taken off: a way out where the list names the bad, else the loss of what it gave."""
    off = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if off.has("list"):
        standing = standing_around(clause)
        breached = scene.breached(i) or scene.ranks(i) == "bad" or clause.object.has("bad", "bad_person")
        # Off a list without a name: for a breach someone loses a place, otherwise the list was one of the bad.
        if standing is Standing.BAD or (standing is Standing.OPEN and not breached):
            return MeasureKind.REPAIR, "名单移出", Link.SELF
        beside = scene.bars_elsewhere(i)
        return MeasureKind.PUNISHMENT, "清出名录", Link.SELF if beside else Link.BAR
    if off.has("sanction", "bad_person"):
        return MeasureKind.REPAIR, "名单移出", Link.SELF
    words = clause.behind()
    if clause.tokens[clause.predicate].word.text in ("清出", "清退", "清退出", "逐出", "除名"):
        return MeasureKind.PUNISHMENT, "清出市场", Link.BAR
    return (
        (MeasureKind.PUNISHMENT, "清出市场", Link.CONSEQUENCE) if re.search("市场|行业|领域|园区|保障", words) else None
    )


def burden(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to burden; None where it is no act of a measure."""
    text = token.word.text
    if is_of_the_slack(clause):
        return None
    if _MORE.match(text):
        if clause.complement.has("score", "grade"):
            return MeasureKind.SCORING, "调整等级", Link.CREDIT
        if scene.grade(i) == "good":
            return MeasureKind.INCENTIVE, "增加优惠", Link.CONSEQUENCE
        if clause.complement.has("load") or not clause.complement.tokens:
            return MeasureKind.PUNISHMENT, "增加负担", Link.CONSEQUENCE
        return (MeasureKind.INCENTIVE, "增加优惠", Link.CONSEQUENCE) if clause.complement.has("benefit") else None
    if (token.is_a("sanction") and token.word.credit) or "惩戒" in text or "联惩" in text or "奖惩" in text:
        return MeasureKind.PUNISHMENT, "实施惩戒", Link.SELF if "惩戒" in text else Link.NEAR
    if text in ("处理", "处罚", "处分", "整改", "追责", "问责", "打击", "整治", "处", "处以", "罚", "追偿", "严厉打击"):
        return None
    return MeasureKind.PUNISHMENT, "批评约谈", Link.CONSEQUENCE
