"""Setting up and carrying out: the kind is that of the last action that the object names (docs/frames.md#set-up)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.acts.listing import gives_an_entry
from ingest.find.frames.acts.lists import Standing, standing_around
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_ABOUT_RULES = re.compile(
    "(?:办法|目录|标准|细则|方案|规定|规划|计划|程序|规则|意见|流程|规范|政策|指标|事项|表|文书|章程|要点|条例)$"
)
_FOR_ALL = re.compile("(?:社会)?信用体系|诚信体系|信用建设|诚信建设|体系建设|诚信文化|诚信教育|诚信意识")
_NO_ACT = re.compile(
    "(?:活动|宣传|力度|协调|意识|教育|氛围|培训|标准|常态化|指导|报道|功能|服务体系|检查|督导|建设|工作部署)等?$"
)
_ACTIONS: tuple[tuple[str, MeasureKind, str], ...] = (
    ("sanction", MeasureKind.PUNISHMENT, "实施惩戒"),
    ("reward", MeasureKind.INCENTIVE, "实施激励"),
    ("flow", MeasureKind.SHARING, "共享公示"),
    ("logging", MeasureKind.INFO_INCLUSION, "归集记录"),
    ("score", MeasureKind.SCORING, "信用评价"),
    ("rating", MeasureKind.SCORING, "信用评价"),
    ("grade", MeasureKind.SCORING, "信用评价"),
    ("way_out", MeasureKind.REPAIR, "信用修复"),
)


def _by_action(phrase: Phrase) -> tuple[MeasureKind, str] | None:
    """Returns the kind of the last action that a phrase names: 失信信息公示制度 is about 公示."""
    for token in reversed(phrase.tokens):
        for name, kind, label in _ACTIONS:
            if token.is_a(name):
                return kind, label
    return None


def found(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to set up; None where it is no act of a measure."""
    words = clause.behind().rstrip("等")
    whole = (
        Phrase((*clause.object.tokens, *clause.complement.tokens))
        if not clause.complement.tokens
        else clause.complement
    )
    names_list = whole.has("list")
    head = whole.tokens[-1] if whole.tokens else None
    if head is None:
        return None
    if _ABOUT_RULES.search(words) and not head.is_a("list"):
        return None
    if head.is_a("frame_noun"):
        inner = Phrase(whole.tokens[:-1])
        action = _by_action(inner)
        if inner.has("sanction") and inner.has("reward"):
            return MeasureKind.PUNISHMENT, "建立惩戒机制", Link.CREDIT
        if names_list and (action is None or action[0] in (MeasureKind.PUNISHMENT,)):
            standing = standing_around(clause)
            if standing in (Standing.BAD, Standing.GOOD):
                return MeasureKind.NAME_LIST, "建立名单", Link.SELF
            if standing is Standing.OPEN:
                return MeasureKind.NAME_LIST, "建立名单", Link.CREDIT
        if action is not None:
            return action[0], "建立" + action[1] + "机制", Link.CREDIT
        if inner.has("record_book") and inner.credit:
            return MeasureKind.INFO_INCLUSION, "建立档案", Link.SELF
        return None
    if names_list and head.is_a("list"):
        standing = standing_around(clause)
        if standing is Standing.NAMED:
            return None
        return MeasureKind.NAME_LIST, "建立名单", Link.CREDIT if standing is Standing.OPEN else Link.SELF
    if head.is_a("record_book", "fact"):
        if re.search("平台|系统|网站|专栏|栏$", words[-6:]):
            return None
        told = head.word.credit or whole.has("fact", "bad_person", "good_person")
        return (MeasureKind.INFO_INCLUSION, "建立档案", Link.SELF) if told else None
    action = _by_action(whole)
    if action is not None:
        return action[0], action[1], Link.CREDIT
    return None


def carry(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to carry out; None where it is no act of a measure."""
    whole = clause.complement if clause.complement.tokens else clause.object
    words = clause.behind()
    if _FOR_ALL.search(words) or _NO_ACT.search(words):
        return None
    if gives_an_entry(clause):
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.SELF
    if (
        whole.has("put", "designate")
        and whole.has("list")
        and whole.tokens
        and whole.tokens[-1].is_a("frame_noun", "burden", "sanction", "designate")
    ):
        return MeasureKind.NAME_LIST, "列入名单", Link.CREDIT
    if whole.has("sanction") and whole.has("reward"):
        return MeasureKind.PUNISHMENT, "实施奖惩", Link.CREDIT
    if token.word.text in ("受到", "面临", "接受", "承担", "履行"):
        return (MeasureKind.PUNISHMENT, "受到限制", Link.NEAR) if whole.has("sanction") else None
    action = _by_action(whole)
    if action is not None:
        kind, label = action
        if kind is MeasureKind.PUNISHMENT:
            return kind, label, Link.SELF if whole.credit else Link.NEAR
        if kind is MeasureKind.SCORING and not whole.credit and not clause.object.credit:
            return kind, label, Link.CREDIT
        return kind, label, Link.SELF if whole.credit else Link.CREDIT
    if whole.has("burden"):
        return MeasureKind.PUNISHMENT, "增加负担", Link.NEAR
    if whole.has("favour", "benefit") and token.word.text in (
        "给予",
        "予以",
        "实施",
        "实行",
        "采取",
        "享受",
        "享有",
        "提供",
        "获得",
        "优先",
    ):
        return MeasureKind.INCENTIVE, "给予优惠", Link.CONSEQUENCE
    return None
