"""Grading, points, and what a grade is bound to: scoring (docs/frames.md#grade)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_GRADE = re.compile(
    "[A-DＡ-Ｄ]{1,4}[+＋-]?级?|[一二三四五零]星|[红黄绿蓝黑白]牌|[优良中差]等?(?:级|次)|[甲乙丙丁]级|[一二三四五]类|“[^”]{1,8}(?:户|级|星|等|单位|企业|家庭)”|\\d+分"
)
_POINTS = re.compile("\\d+(?:\\.\\d+)?(?:[—\\-~～至]\\d+(?:\\.\\d+)?)?分(?!钟|之|公司|局)|零分|满分")
_WATCHED = re.compile(
    "重点(?:监管|监督|检查|关注|监控|审查|抽查|稽查|核查|管理|巡查)|从严(?:监管|审查|审核)|严格监管|严管"
)
_STAFF = re.compile("任用|聘用|晋升|考核|评优|评先|发展党员|提拔|奖惩|竞聘|职称|惩戒|处罚|限制")


def rate(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to rate; None where it is no act of a measure."""
    words = clause.behind()
    whole = Phrase((*clause.object.tokens, *clause.complement.tokens))
    text = token.word.text
    if _WATCHED.search(words):
        return MeasureKind.PUNISHMENT, "列为重点监管", Link.CREDIT
    if text in ("认定", "认定为", "列为", "确定为", "定为", "评定", "评定为", "评为", "授予") and clause.complement.has(
        "bad_person", "good_person", "list"
    ):
        return (
            (MeasureKind.NAME_LIST, "认定名单", Link.SELF)
            if not _GRADE.search(words) or clause.complement.has("list")
            else (MeasureKind.SCORING, "评定等级", Link.SELF)
        )
    if (
        text in ("授予", "赋予")
        and clause.complement.has("good", "benefit", "good_person")
        and not clause.complement.has("grade", "score")
    ):
        return MeasureKind.INCENTIVE, "授予荣誉", Link.CONSEQUENCE
    if _GRADE.search(words) or whole.has("score", "grade"):
        return MeasureKind.SCORING, "评定等级", Link.CREDIT
    if text in (
        "评价",
        "评定",
        "评级",
        "评分",
        "评估",
        "考评",
        "测评",
        "考核",
        "打分",
        "赋分",
        "计分",
        "记分",
        "分级",
        "分类",
        "排名",
    ):
        return MeasureKind.SCORING, "信用评价", Link.NEAR
    return None


def points(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to give or take points; None where it is no act of a measure."""
    if _POINTS.search(clause.sentence, token.start, clause.end) or clause.complement.has("score"):
        return MeasureKind.SCORING, "加减分", Link.CREDIT
    if token.word.text in ("加分", "扣分", "减分", "清零"):
        return MeasureKind.SCORING, "加减分", Link.CREDIT
    return None


def bind(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to bind to; None where it is no act of a measure."""
    bound = clause.text
    if not (clause.object.has("fact", "score", "grade", "data") or clause.object.credit):
        return None
    return (MeasureKind.PUNISHMENT if _STAFF.search(bound) else MeasureKind.SCORING), "结果挂钩", Link.CREDIT


def use_as(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to use as; None where it is no act of a measure."""
    used = clause.complement
    bearer = clause.object
    if not used.has("use"):
        if used.has("fact") and (bearer.has("data", "fact") or bearer.credit):
            return MeasureKind.INFO_INCLUSION, "作为信用信息", Link.NEAR
        return None
    if not (bearer.has("fact", "score", "grade", "data", "record_book") or bearer.credit):
        return None
    words = clause.behind()
    if (
        bearer.has("good")
        and not bearer.has("bad")
        and used.has("reward", "favour", "benefit")
        and not _STAFF.search(words)
    ):
        return MeasureKind.INCENTIVE, "作为优待依据", Link.CREDIT
    return (
        (MeasureKind.PUNISHMENT if re.search("奖惩|惩戒|任用|聘用|晋升|处罚", words) else MeasureKind.SCORING),
        "作为依据",
        Link.CREDIT,
    )
