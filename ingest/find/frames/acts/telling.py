"""Publishing, passing on, asking: sharing (docs/frames.md#share)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.acts.listing import feed
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_ABOUT_RULES = re.compile(
    "(?:办法|目录|标准|细则|方案|规定|规划|计划|程序|规则|意见|流程|规范|政策|指标|事项|表|文书|章程|要点|条例)$"
)


def hand_on(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to pass on; None where it is no act of a measure."""
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    fed = feed(clause, token)
    if fed is not None:
        return fed
    if around.has("fact", "list", "score") or (
        around.has("data", "person", "bad_person") and token.is_a("flow", "publish")
    ):
        return MeasureKind.SHARING, "共享通报", Link.CREDIT
    if around.has("data"):
        return MeasureKind.SHARING, "共享通报", Link.NEAR
    return None


def publish(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to publish; None where it is no act of a measure."""
    words = clause.behind()
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if "曝光" in token.word.text and not _ABOUT_RULES.search(words):
        return MeasureKind.SHARING, "公开曝光", Link.ACTED
    if around.has("fact", "list", "score", "bad_person", "good_person"):
        return MeasureKind.SHARING, "公布", Link.CREDIT
    if around.has("data", "person", "grade", "bad"):
        return MeasureKind.SHARING, "公布", Link.CREDIT
    if not clause.complement.tokens:
        return MeasureKind.SHARING, "公布", Link.NEAR
    return None


def ask(clause: Clause, token: Token, scene: Scene, i: int) -> Found:
    """Returns what a verb does that tells to ask for; None where it is no act of a measure."""
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if token.word.text in ("审查", "审核", "核实", "查看") and "是否" not in clause.behind():
        return None
    if around.has("fact", "bad_person", "score") or ("是否" in clause.behind() and around.has("list", "bad")):
        return MeasureKind.SHARING, "查询信用", Link.SELF
    if around.credit:
        return MeasureKind.SHARING, "查询信用", Link.SELF
    return None
