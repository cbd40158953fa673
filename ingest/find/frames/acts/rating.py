"""Grading, points, and what a grade is bound to: scoring (docs/frames.md#grade)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.bearer import names_a_grade, standing, tells_points
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_NUMBER = "(?:\\d+(?:\\.\\d+)?|[一二三四五六七八九十百千两半]+)"
_POINTS = re.compile(f"{_NUMBER}(?:[—\\-~～至]{_NUMBER})?分(?!钟|之|公司|局|别|类|级|期)|零分|满分")
_CAP = re.compile("(?:不(?:得|能|再|应)?(?:超过|高于|少于|低于)|最[高低多少]|上限|封顶|为限)")
_WATCHED = re.compile(
    "重点(?:监管|监督|检查|关注|监控|审查|抽查|稽查|核查|管理|巡查)|从严(?:监管|审查|审核)|严格监管|严管"
)
_NOTED = re.compile("认定|列为|确定为|[评定判]为|评定|授予")


def rate(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to rate; None where it is no act of a measure."""
    words = clause.behind()
    whole = Phrase((*clause.object.tokens, *clause.complement.tokens))
    text = token.word.text
    if "为单位" in clause.text:  # 积分以户为单位计算
        return None
    if _WATCHED.search(words):
        return MeasureKind.PUNISHMENT, "列为重点监管", Link.CREDIT
    graded = names_a_grade(words, scene.context.grades)
    if _NOTED.fullmatch(text) and clause.complement.has("bad_person", "good_person", "list"):
        if graded and not clause.complement.has("list"):
            return MeasureKind.SCORING, "评定等级", Link.SELF
        return MeasureKind.NAME_LIST, "认定名单", Link.SELF
    if text in ("授予", "赋予") and clause.complement.has("good", "benefit", "good_person"):
        last = clause.complement.last("benefit", "grade", "score", "good_person")
        if last is None or last.is_a("benefit", "good_person"):
            return MeasureKind.INCENTIVE, "授予荣誉", Link.CREDIT if clause.complement.credit else Link.CONSEQUENCE
    if graded or whole.has("score", "grade"):
        return MeasureKind.SCORING, "评定等级", Link.CREDIT
    if token.is_a("assess"):
        return MeasureKind.SCORING, "信用评价", Link.CREDIT if _POINTS.search(clause.text) else Link.NEAR
    return None


def determine(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that fixes something by how someone stands: 根据信用状况确定额度, 参考信用等级核定比例."""
    before = scene.clauses[number - 1].tokens if number and scene.clauses[number - 1].mark == "，" else ()
    posts = Phrase((*before, *clause.object.tokens, *clause.complement.tokens))
    removed = token.word.text in ("调整", "更换", "调换", "撤换") and posts.has("post")
    if removed and (scene.grade(number) == "bad" or scene.breached(number)):
        return MeasureKind.PUNISHMENT, "调整职务", Link.CONSEQUENCE  # 已担任小组长的予以调整
    if not scene.rests_on_standing(number) or _CAP.search(clause.text):
        return None
    granted = clause.complement.has("benefit", "load", "score", "grade", "points")
    if token.is_a("carry") and not (granted and token.word.text in ("给予", "予以", "执行", "适用", "享受")):
        return None
    return MeasureKind.SCORING, "据以确定", Link.CREDIT


def points(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to give or take points; None where it is no act of a measure."""
    if _CAP.search(clause.text):
        return None
    if _POINTS.search(clause.sentence, token.start, clause.end) or clause.complement.has("score"):
        return MeasureKind.SCORING, "加减分", Link.CREDIT
    if token.is_a("tally"):
        return MeasureKind.SCORING, "加减分", Link.CREDIT
    return None


def told_points(clause: Clause, scene: Scene, number: int) -> Found:
    """Returns points that a clause tells without a verb: 每次3分, 基础分80分."""
    if not tells_points(clause.text) or clause.text.endswith("的"):
        return None
    return MeasureKind.SCORING, "分值", Link.CREDIT


def weigh(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells how much a score weighs: 信用得分占总分的百分之十."""
    if clause.object.has("score", "fact") or clause.object.credit:
        return MeasureKind.SCORING, "信用分权重", Link.CREDIT
    return None


def bind(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to bind to: by what is bound to it, a career or a burden, a punishment."""
    whole = Phrase((*clause.object.tokens, *clause.complement.tokens))
    told = (
        Phrase(scene.clauses[number - 1].tokens)
        if number and scene.clauses[number - 1].mark == "，" and not clause.taken
        else whole
    )
    if not (whole.has("fact", "score", "grade", "data") or whole.credit or told.has("score", "grade")):
        return None
    hit = scene.breached(number) and whole.has("benefit") and told is not whole
    return (MeasureKind.PUNISHMENT if hit or _hits_a_career(whole) else MeasureKind.SCORING), "结果挂钩", Link.CREDIT


def use_as(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to use as; None where it is no act of a measure."""
    used, bearer = clause.complement, clause.object
    whole = Phrase((*bearer.tokens, *used.tokens))
    if clause.text.endswith(("文书", "材料", "证明", "凭证")):
        return None  # 可作为认定依据的其他文书
    if not used.has("use", "matter"):
        if used.has("fact") and (bearer.has("data", "fact") or bearer.credit):
            return MeasureKind.INFO_INCLUSION, "作为信用信息", Link.NEAR
        return None
    if not (whole.has("fact", "score", "grade", "data", "record_book") or whole.credit):
        return None
    if not used.has("use") and not (bearer.has("fact", "score", "grade") or bearer.credit):
        return None
    if standing(clause.ahead()) == "good" and not _hits_a_career(used):
        return MeasureKind.INCENTIVE, "作为优待依据", Link.CREDIT
    favours = used.has("reward", "favour", "benefit") and not used.has("career")
    if favours and bearer.has("good") and not bearer.has("bad"):
        return MeasureKind.INCENTIVE, "作为优待依据", Link.CREDIT
    return (MeasureKind.PUNISHMENT if _hits_a_career(used) else MeasureKind.SCORING), "作为依据", Link.CREDIT


def serve(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what 以…为依据 does; where a clause follows, it only tells on what that one rests."""
    what = clause.object
    if "以" not in clause.ahead() or clause.mark == "，":
        return None
    if what.has("fact", "score", "grade") or what.credit:
        return MeasureKind.SCORING, "作为依据", Link.CREDIT
    return None


def _hits_a_career(phrase: Phrase) -> bool:
    """Tells whether posts, honours of staff or sanctions stand among the words, beside what tells of credit."""
    return any(t.is_a("career", "sanction") for t in phrase.tokens if not t.word.credit)
