"""Publishing, passing on, asking: sharing; feeding a platform: info_inclusion (docs/frames.md#share)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link, is_of_the_slack
from ingest.find.frames.acts.listing import feed
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_STANDING = ("fact", "list", "score", "bad_person", "good_person", "report")
_CONTENT = (*_STANDING, "data", "grade", "guide", "credit_book", "credit")
_REPORTS = frozenset(["报送", "上报", "填报", "报备", "归集报送", "报送归集"])
_RECEIVERS = tuple(
    [
        "窗口",
        "部门",
        "机关",
        "机构",
        "单位",
        "局",
        "委",
        "办",
        "院",
        "庭",
        "银行",
        "中心",
        "镇",
        "街道",
        "处",
        "站",
        "公司",
        "协会",
        "平台",
        "厅",
        "系统",
        "政府",
        "乡",
        "村",
        "社区",
        "工会",
        "纪委",
        "组织",
        "学校",
        "院校",
        "所",
        "队",
        "会",
        "集团",
        "企业",
        "部",
        "法人",
    ]
)
_NAMES = frozenset(["姓名", "名称", "照片", "名单", "名录", "名册"])
_CRITICIZES = frozenset(["通报", "点名", "点名通报", "公开通报", "通报批评", "公开点名", "点名批评"])
_AND_KEPT = re.compile("(?:归档|存档|备查)$")
_MOST_BEFORE = 8  # clauses
# An office that tells the one above it of its work passes nothing on.
_TO_SUPERIORS = frozenset(["报", "上报", "报告", "报请", "呈报", "请示", "汇报"])
_FOR_HOW_LONG = re.compile("(?:[0-9一二三四五六七八九十百两半]{1,4}(?:次|个?工作日|日|天|个?月|年|周)(?:以上)?|等)?")
_LONG = 80  # characters of the receivers of what is passed on


def hand_on(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to pass on; None where it is no act of a measure."""
    told = _told(clause)
    if _is_told_to_the_party(clause, token) or is_of_the_slack(clause) or _is_guide(told):
        return None
    if token.word.text == "提供" and not clause.taken and not _is_offered(clause):
        return None
    if token.is_a("notify") and not told.has(*_STANDING):
        return None
    fed = feed(clause, token)
    if fed is not None:
        return fed
    if _feeds(clause) and not token.is_a("mutual") and told.has("data", "fact", "list"):
        return MeasureKind.INFO_INCLUSION, "推送至平台", Link.NEAR
    whole = clause.complement if clause.complement.tokens or clause.taken else clause.object
    if token.word.text in _REPORTS and whole.has("fact") and "向" not in clause.ahead():
        return MeasureKind.INFO_INCLUSION, "报送信用信息", Link.SELF
    if told.has(*_STANDING, "grade"):
        return MeasureKind.SHARING, "共享通报", Link.CREDIT
    if told.has("data") and (
        not _is_loose(told) or told.credit or told.has("bad") or clause.carried.credit or token.is_a("mutual")
    ):
        return MeasureKind.SHARING, "共享通报", Link.NEAR
    if told.has("data") and _names_receivers(clause) and "信用" in clause.behind():
        return MeasureKind.SHARING, "共享通报", Link.CREDIT
    if told.credit and token.is_a("mutual"):
        return MeasureKind.SHARING, "共享通报", Link.NEAR
    if not told.has(*_STANDING) and not token.is_a("notify") and token.word.text not in _TO_SUPERIORS:
        return (MeasureKind.SHARING, "共享通报", Link.CREDIT) if _goes_with(clause, scene, number) else None
    return None


def _goes_with(clause: Clause, scene: Scene, number: int) -> bool:
    """Tells whether what is passed on to offices is the record or denial that the clauses before lay down."""
    if not _leaves_out_its_object(clause) or (
        not clause.complement.has("office", "person", "credit", *_STANDING)
        and not (clause.behind().rstrip("等").endswith(_RECEIVERS))
    ):
        return False
    if scene.grade(number):
        return True
    for before in reversed(scene.clauses[max(0, number - _MOST_BEFORE) : number]):
        if before.mark == "；":
            return False
        if Phrase(before.tokens).has(*_STANDING, "credit_book"):
            return True
        if before.predicate >= 0 and before.tokens[before.chain[-1]].is_a("deny") and before.complement.has("access"):
            return True
    return False


def publish(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to publish; None where it is no act of a measure."""
    told = _told(clause, "person", "bad")
    if is_of_the_slack(clause) or clause.behind().startswith("的"):
        return None
    if "曝光" in token.word.text and not _is_guide(clause.complement):
        return MeasureKind.SHARING, "公开曝光", Link.SELF if told.has("bad") else Link.ACTED
    if _is_guide(told):
        return None
    last = told.last("chosen", "person", *_CONTENT)
    if told.has("chosen") and ((last is not None and last.is_a("chosen")) or not (told.credit or told.has("bad"))):
        return None
    if any(t.word.text.endswith("被执行人") for t in told.tokens) and (
        told.has("data") or any(t.word.text in _NAMES for t in told.tokens)
    ):
        return MeasureKind.SHARING, "公开曝光", Link.SELF
    if told.has("bad") and (told.has("person", "bad_person") or any(t.word.text in _NAMES for t in told.tokens)):
        return MeasureKind.SHARING, "公开曝光", Link.SELF if clause.complement is told else Link.ACTED
    if any(t.word.text.endswith(_PRIVATE) for t in told.tokens):
        return MeasureKind.SHARING, "公开曝光", Link.SELF
    if _PENALTIES.search(clause.text) and Phrase(clause.tokens).has("person"):
        return MeasureKind.SHARING, "公布", Link.SELF
    if told.has(*_STANDING, "grade"):
        return MeasureKind.SHARING, "公布", Link.CREDIT
    if _names_conduct(told) and told.has("person", "bad", "data"):
        return MeasureKind.SHARING, "公布", Link.CREDIT
    if told.has("data"):
        named = any(t.word.text in _NAMES for t in told.tokens)
        return MeasureKind.SHARING, "公布", Link.CREDIT if named else Link.NEAR
    if told.has("person"):
        did = scene.near or told.tokens[-1].is_a("of")
        return (MeasureKind.SHARING, "公布", Link.CREDIT) if scene.acted(number) and did else None
    if token.word.text in _CRITICIZES and scene.acted(number) and clause.object.has("outlet"):
        return MeasureKind.SHARING, "公开曝光", Link.ACTED
    return (MeasureKind.SHARING, "公布", Link.NEAR) if _leaves_out_its_object(clause) else None


_PRIVATE = ("住址", "照片", "肖像", "头像", "身份证号", "身份证号码")
_PENALTIES = re.compile("(?:处罚|违法)(?:的)?(?:信息|记录|情况)")
_TOLD_FOR = re.compile("(?:公示|公开|公布|公告|披露|曝光)[^，。；]{0,6}(?:期|时间|时限)")


def prolong(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to make longer: how long someone stays published; None of anything else."""
    return (MeasureKind.SHARING, "延长公示", Link.CREDIT) if _TOLD_FOR.search(clause.text) else None


def ask(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to ask for; None where it is no act of a measure."""
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if token.word.text in ("审查", "审核", "核实", "查看") and "是否" not in clause.behind():
        return None
    if len(clause.chain) > 1 and scene.near and clause.behind().endswith("服务"):
        return MeasureKind.SHARING, "提供查询", Link.NEAR
    offered = len(clause.chain) > 1 and clause.tokens[clause.chain[0]].is_a("mutual", "publish")
    if offered and clause.carried.has(*_STANDING, "credit_book", "data") and not clause.complement.tokens:
        return MeasureKind.SHARING, "提供查询", Link.NEAR
    if around.credit or ("是否" in clause.behind() and around.has("list", "bad")):
        return MeasureKind.SHARING, "查询信用", Link.SELF
    return None


def embed(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to build a query into a procedure; None where it is no act of a measure."""
    if clause.object.has("ask", "flow", *_STANDING):
        return MeasureKind.SHARING, "嵌入流程", Link.CREDIT
    return None


def _is_offered(clause: Clause) -> bool:
    """Tells whether news of someone is offered to others, and no report handed in by the one whom it is about."""
    offered = clause.complement
    return offered.has(*_CONTENT) and (not offered.has("report") or any(m in clause.ahead() for m in "向为给"))


def _told(clause: Clause, *also: str) -> Phrase:
    """Returns the words of what is told: what 将 brings forward, what stands behind the verb, its subject, or what was left to it."""
    behind = (
        Phrase(()) if _opens_with_the_receiver(clause) or _names_receivers(clause) else _without_its(clause.complement)
    )
    ahead = _without_its(_before(clause))
    if clause.carried.has("contact") and not ahead.credit:
        ahead = Phrase((*clause.carried.tokens, *ahead.tokens))
    order = (ahead, behind) if clause.taken else (behind, ahead)
    left = clause.carried if _leaves_out_its_object(clause) else Phrase(())
    if not left.has(*_STANDING, "data", "grade", *also):
        left = Phrase(())
    return next((phrase for phrase in (*order, left) if phrase.has(*_CONTENT, *also)), Phrase(()))


def _before(clause: Clause) -> Phrase:
    """Returns the object or subject of a clause without the words that say where and how: 在村公开栏通报."""
    how = {clause.tokens[k] for k in clause.aside}
    return Phrase([t for t in clause.object.tokens if t not in how])


def _without_its(phrase: Phrase) -> Phrase:
    """Returns a phrase without 其, which names nobody by itself."""
    return Phrase([t for t in phrase.tokens if t.word.text != "其"])


def _leaves_out_its_object(clause: Clause) -> bool:
    """Tells whether nothing but the receiver or place stands behind the verb: 函告海事机构, 公布于官网."""
    behind = [t for t in clause.complement.tokens if not t.word.plain]
    if clause.behind().startswith("、") and not any(t.word.noun and not t.word.verb for t in behind):
        return True  # 公布、实时更新
    if not behind and _FOR_HOW_LONG.fullmatch(clause.behind()):
        return True
    if behind and all(t.word.verb and t.is_a("ask", "publish") for t in behind):
        return True  # 向雇主开放查询
    words = _AND_KEPT.sub("", clause.behind().rstrip("等"))
    if _opens_with_the_receiver(clause) or (len(words) <= _LONG and "的" not in words and words.endswith(_RECEIVERS)):
        return True
    return bool(behind) and all(t.word.mark or t.is_a("person", "office", "record_book", "party") for t in behind)


def _names_receivers(clause: Clause) -> bool:
    """Tells whether nothing but offices stands behind the verb, though one may be called by credit: 抄送市信用中心."""
    words = clause.behind().rstrip("等")
    if "的" in words or not words.endswith(_RECEIVERS) or clause.complement.has("record_book"):
        return False
    return not clause.complement.has("data", "grade", *_STANDING)


def _opens_with_the_receiver(clause: Clause) -> bool:
    """Tells whether 至, 给 or 于 stands behind the verb."""
    tokens = clause.complement.tokens
    return bool(tokens) and tokens[0].is_a("to", "place") and clause.behind().startswith(tokens[0].word.text)


def _is_guide(told: Phrase) -> bool:
    """Tells whether what is told is no news of anyone: a rule, a telephone number, the state of the work."""
    if told.tokens and told.tokens[-1].is_a("of"):
        return False  # 哄抬价格的，…: what someone did
    if told.has("contact") and not told.credit:
        return True  # 确定一名联络员，名单报县信用办
    named = any(t.word.text in _NAMES for t in told.tokens)
    for k in range(len(told.tokens) - 1, -1, -1):
        token = told.tokens[k]
        if token.is_a("guide") and named and token.word.text == "地址":
            continue  # 姓名、地址
        if token.is_a("guide"):
            return True
        if token.is_a("loose"):
            continue
        if token.is_a(*_CONTENT):
            return False
    return False


def _names_conduct(told: Phrase) -> bool:
    """Tells whether it says how someone behaved: 违规的企业, 典型案例."""
    return told.has("bad", "good") or told.credit or (told.has("data") and not _is_loose(told))


def _is_loose(told: Phrase) -> bool:
    """Tells whether it holds no news but such as any office has: 情况, 结果, 材料."""
    return not any(t.is_a("data") and not t.is_a("loose") for t in told.tokens)


def _feeds(clause: Clause) -> bool:
    """Tells whether a platform is named before the verb as what something is handed to: 向平台报送."""
    tokens = clause.object.tokens
    return any(
        t.word.text == "向" and any(n.is_a("record_book") and not n.is_a("outlet") for n in tokens[k : k + 5])
        for k, t in enumerate(tokens)
    )


def _is_told_to_the_party(clause: Clause, token: Token) -> bool:
    """Tells whether something is told to the one whom it is about: part of a procedure."""
    to = (*clause.complement.tokens, *(clause.object.tokens if not clause.taken else ()))
    return any(t.is_a("party") for t in to) and (token.is_a("notify") or not clause.complement.has("fact", "list"))
