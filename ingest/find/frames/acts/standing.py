"""Tells what follows from how someone stands, whatever the verb: of the bad any load, of the good any ease (docs/frames.md#bearer)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_NUMBER = "[\\d一二三四五六七八九十两半双]+"
# 每季度巡查一次, 半年检查一次: how often someone is looked at.
_HOW_OFTEN = re.compile(
    f"(?:每(?:个|半|{_NUMBER}个?)?|{_NUMBER}个?)(?:年|月|季度?|周|日|天|学期|旬)[^，。；的]{{0,10}}{_NUMBER}[次遍]|逢[^，]{{1,2}}必[检查抽]"
)
# 过闸费打九折, 随到随办; 保证金翻倍, 排名靠后, 须自费: how much, how fast, in what order.
_EASIER = re.compile(
    "[\\d一二三四五六七八九.]+折|减半|随到随|即[到来报]即|当[日场]办|免(?![疫责])|翻[倍番]发|提额|上门服务|靠前"
)
_HARDER = re.compile(
    "(?<!减半)(?:翻[倍番]|加倍|[往靠]后|自费|现缴|上限收|逐[日次批车单]|全额|打[\\d一二三四五六七八九.]+折)"
)
_MAY = ("可", "可以", "均可", "也可", "可依法", "有权")
_LAYS_ON = ("执行", "实行", "施行", "适用", "实施", "采取")
_NOT_FREE = (
    "deny",
    "burden",
    "favour",
    "rate",
    "points",
    "put",
    "record",
    "publish",
    "pass",
    "mend",
    "ordinary",
    "ask",
    "as",
    "listed",
    "designate",
    "bind",
)
"""A verb of a family that found no act in it keeps its word."""


def turn(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what changing the terms of someone does, by how that one stands: 改为预付费方式用水."""
    if not clause.complement.tokens:  # 由五年改为一年
        return None
    match scene.grade(number):
        case "bad":
            return MeasureKind.PUNISHMENT, "改变待遇", Link.CONSEQUENCE
        case "good" if not clause.complement.has("score", "grade"):
            return MeasureKind.INCENTIVE, "改变待遇", Link.CONSEQUENCE
        case "" if clause.complement.has("load") and scene.breached(number):
            return MeasureKind.PUNISHMENT, "改变待遇", Link.CONSEQUENCE
    return None


def by_standing(clause: Clause, scene: Scene, number: int) -> Found:
    """Returns what a clause without an act of a frame does to one of known standing; None where it tells of neither ease nor load."""
    if clause.predicate >= 0 and clause.tokens[clause.chain[-1]].is_a(*_NOT_FREE):
        return None
    whole = Phrase(clause.tokens)
    often = _HOW_OFTEN.search(clause.text) is not None and whole.has("load")
    eased, hardened = _EASIER.search(clause.text), _HARDER.search(clause.text)
    may = any(t.word.text in _MAY for t in clause.tokens) and whole.has("access", "benefit")
    if not (often or eased or hardened or may) and clause.predicate < 0:
        return None
    laid_on = clause.predicate >= 0 and clause.tokens[clause.chain[-1]].word.text in _LAYS_ON and whole.has("load")
    match scene.grade(number):
        case "good" if often or eased or may or (whole.has("favour") and not whole.has("bad")):
            return MeasureKind.INCENTIVE, "给予优惠", Link.CONSEQUENCE
        case "bad" if often or hardened or laid_on or whole.has("burden"):
            return MeasureKind.PUNISHMENT, "增加负担", Link.CONSEQUENCE
    return None
