"""Favours, and ways out: incentive, repair (docs/frames.md#favour)."""

from __future__ import annotations

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_UNDOES = frozenset(
    [
        "恢复",
        "删除",
        "屏蔽",
        "划去",
        "清除",
        "撤下",
        "下榜",
        "撤榜",
        "解除",
        "缩短",
        "重新评定",
        "重新评级",
    ]
)
_ENDS = frozenset(["结束", "提前结束", "提前终止", "提前解除", "撤除", "撤回"])


def favour(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to favour; None where it is no act of a measure."""
    text = token.word.text
    if text in ("降低", "减少", "缩短", "下浮"):
        if clause.complement.has("load"):
            return MeasureKind.INCENTIVE, "减轻负担", Link.CONSEQUENCE
        return None
    if text in ("提高", "增加", "上浮", "上调", "提升", "扩大", "延长"):
        if clause.complement.has("score", "grade"):
            return MeasureKind.SCORING, "调整等级", Link.CREDIT
        return (MeasureKind.INCENTIVE, "增加优惠", Link.CONSEQUENCE) if clause.complement.has("benefit") else None
    return MeasureKind.INCENTIVE, "给予优惠", Link.CREDIT


def mend(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to mend; None where it is no act of a measure."""
    whole = Phrase((*clause.object.tokens, *clause.complement.tokens))
    text = token.word.text
    if text in ("修复", "信用修复", "重塑"):
        bare = text != "信用修复" and not whole.credit and not whole.has("score", "grade", "list")
        return None if bare and clause.behind() else (MeasureKind.REPAIR, "信用修复", Link.CREDIT)
    if text in ("更新", "标注", "标记"):
        mended = clause.complement.has("mend") or "修复" in clause.ahead()
        return (MeasureKind.REPAIR, "恢复信用", Link.CREDIT) if mended and whole.credit else None
    if text == "缩短" and whole.has("flow") and clause.complement.has("flow"):
        return MeasureKind.REPAIR, "缩短公示期", Link.ACTED
    if text in _UNDOES and (
        whole.has("score", "grade", "fact", "list", "sanction", "flow", "data", "bad_person") or whole.credit
    ):
        return MeasureKind.REPAIR, "恢复信用", Link.CREDIT
    if text in _ENDS and (whole.has("flow", "sanction") or (whole.has("list") and whole.credit)):
        return MeasureKind.REPAIR, "终止公示", Link.CREDIT
    if text in ("移除", "移出"):
        return MeasureKind.REPAIR, "名单移出", Link.SELF if whole.has("list") else Link.NEAR
    return None


def apply_for(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to ask for a way out; None where it is no act of a measure."""
    sought = clause.complement.last("way_out")
    return (MeasureKind.REPAIR, "申请修复", Link.CREDIT) if sought is not None and sought.word.credit else None
