"""Setting up and carrying out: the kind is that of the last action that the object names (docs/frames.md#set-up)."""

from __future__ import annotations

import re
from itertools import pairwise

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import HEARD, Found, Link
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
    "(?:活动|宣传|力度|协调|意识|教育|氛围|培训|标准|常态化|指导|报道|功能|服务体系|检查|督导|建设|工作部署|方式|方法|途径|形式|手段|渠道)等?$"
)
_USES = frozenset(
    [
        "使用",
        "应用",
        "运用",
        "采用",
        "推广",
        "推广应用",
        "推广使用",
        "应用推广",
        "推行应用",
        "引入",
        "引进",
        "试用",
        "用好",
        "运用好",
    ]
)
_GIVES = frozenset(["给予", "予以", "实施", "实行", "采取", "享受", "享有", "提供", "获得", "优先"])
_NEAREST = 3  # words before a verb with nothing behind it: 将联合惩戒措施落实
_SHARING = MeasureKind.SHARING
_ACTIONS: tuple[tuple[str, MeasureKind, str], ...] = (
    ("finding", MeasureKind.NAME_LIST, "认定名单"),
    ("sanction", MeasureKind.PUNISHMENT, "实施惩戒"),
    ("reward", MeasureKind.INCENTIVE, "实施激励"),
    ("flow", MeasureKind.SHARING, "共享公示"),
    ("logging", MeasureKind.INFO_INCLUSION, "归集记录"),
    ("score", MeasureKind.SCORING, "信用评价"),
    ("rating", MeasureKind.SCORING, "信用评价"),
    ("grade", MeasureKind.SCORING, "信用评价"),
    ("rate", MeasureKind.SCORING, "信用评价"),
    ("way_out", MeasureKind.REPAIR, "信用修复"),
)
_OF_ACTION = frozenset(name for name, _, _ in _ACTIONS)
_OF_SOMEONE = ("data", "fact", "list", "score", "bad_person", "good_person", "report")


def _by_action(phrase: Phrase, around: Phrase) -> tuple[MeasureKind, str] | None:
    """Returns the kind of the last action that a phrase names: 失信信息公示制度 is about 公示, 考核制度 about nobody's credit.

    `around` is where those may stand whose data flow: 与信用平台实现互联互通.
    """
    for token in reversed(phrase.tokens):
        if token.word.classes.isdisjoint(_OF_ACTION):
            continue
        for name, kind, label in _ACTIONS:
            if not token.is_a(name):
                continue
            if name == "finding" and not (phrase.has("list", "bad_person") or "名单" in token.word.text):
                continue
            if name == "rate" and not around.credit and not phrase.credit:
                continue
            if name in ("flow", "logging") and not (around.credit or around.has(*_OF_SOMEONE)):
                return None
            if name == "rating" and not (phrase.credit or phrase.has("grade")):
                return None
            return kind, label
    return None


def _head_of(name: Phrase, clause: Clause) -> Phrase:
    """Returns what stands behind the last 的 of a name: 鼓励 of 有利于纠错的鼓励机制; all of it where nothing stands there."""
    of = next((k for k in range(len(name.tokens) - 1, -1, -1) if name.tokens[k].is_a("of")), None)
    if of is None:
        return name
    behind = name.tokens[of + 1 :]
    framed = next((t.start for t in clause.complement.tokens if t.start >= name.tokens[of].end), clause.end)
    return Phrase(behind) if behind or framed > name.tokens[of].end else name


def _unframed(phrase: Phrase) -> Phrase:
    """Returns what stands before the nouns that only frame a phrase: 共享 of 信息共享工作机制."""
    end = len(phrase.tokens)
    while end and (phrase.tokens[end - 1].is_a("frame_noun") or phrase.tokens[end - 1].word.plain):
        end -= 1
    return Phrase(phrase.tokens[:end])


def _names_a_book(name: Phrase) -> bool:
    """Tells whether one of several things that are set up is a record of credit: 建立信用信息数据库、评级系统."""
    return any(
        a.is_a("record_book")
        and a.word.credit
        and b.is_a("and")
        and b.start == a.end
        and not a.word.text.endswith(("平台", "系统", "网站", "栏", "网"))
        for a, b in pairwise(name.tokens)
    )


_PLACES = ("点", "站", "窗口", "柜台", "专柜", "岗", "专岗", "室", "员", "专区")


_RULES_LISTED = ("政策措施", "措施清单", "目录清单", "事项清单", "权责清单", "责任清单", "任务清单", "政策清单")


def _by_flow(whole: Phrase) -> bool:
    """Tells whether a system is set up for an act on someone or a flow of data: 分级监管体系, not 信用平台体系."""
    return whole.has("sanction", "reward", "flow", "logging", "rating", "score", "grade", "list", "way_out")


def _a_list(standing: Standing) -> Found:
    """Returns the setting up of a list by whom it names: none of those who may take part, of the open a matter of credit."""
    if standing is Standing.NAMED:
        return None
    return MeasureKind.NAME_LIST, "建立名单", Link.CREDIT if standing is Standing.OPEN else Link.SELF


def found(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to set up; None where it is no act of a measure."""
    words = clause.behind().rstrip("等")
    whole = clause.complement
    if not whole.tokens:
        start, end = clause.object_span
        words = clause.sentence[start:end]
        whole = Phrase([t for t in clause.object.tokens if t.end <= end])
    head = whole.tokens[-1] if whole.tokens else None
    if words.endswith((*_PLACES, *_OF_NO_ONE, *_RULES_LISTED)) or (words.endswith("体系") and not _by_flow(whole)):
        return None  # 设立积分咨询点: a place where something is done
    if head is None or (_ABOUT_RULES.search(words.split("并")[0]) and not head.is_a("list")):
        return None
    if head.is_a("list"):
        standing = standing_around(clause)
        return None if standing is Standing.OPEN and head.word.text == "清单" else _a_list(standing)
    if head.is_a("record_book", "fact"):
        if re.search("平台|系统|网站|专栏|栏$", words[-6:]):
            return (MeasureKind.INFO_INCLUSION, "建立档案", Link.SELF) if _names_a_book(whole) else None
        own = head.word.credit or (whole.credit and whole.has("fact", "person", "bad_person", "good_person"))
        own = own or (
            clause.toward and clause.object.credit and clause.object.has("person", "bad_person", "good_person")
        )
        return (MeasureKind.INFO_INCLUSION, "建立档案", Link.SELF) if own else None
    inner = _unframed(whole)
    if inner.has("sanction") and inner.has("reward"):
        return MeasureKind.PUNISHMENT, "建立惩戒机制", Link.CREDIT
    named = _head_of(inner, clause)
    action = _by_action(named, inner)
    last = inner.tokens[-1] if inner.tokens else None
    if (last is not None and last.is_a("list")) or (action is not None and action[0] is MeasureKind.NAME_LIST):
        return _a_list(standing_around(clause))
    if action is not None:
        if len(inner.tokens) == len(whole.tokens):
            return action[0], action[1], Link.CREDIT
        return (
            action[0],
            "建立" + action[1] + "机制",
            Link.CREDIT if inner.credit or action[0] is not _SHARING else Link.NEAR,
        )
    if _names_a_book(whole):
        return MeasureKind.INFO_INCLUSION, "建立档案", Link.SELF
    if inner.has("record_book") and inner.credit and len(inner.tokens) < len(whole.tokens):
        return MeasureKind.INFO_INCLUSION, "建立档案", Link.SELF
    return None


_OF_NO_ONE = ("意义", "重要性", "必要性", "作用", "常态化")


def carry(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to carry out; None where it is no act of a measure."""
    words, text = clause.behind(), token.word.text
    whole = clause.complement
    if not whole.tokens:
        own = clause.tokens[clause.begin : clause.predicate]
        ahead = [t for k, t in enumerate(own, clause.begin) if k not in clause.aside]
        whole = Phrase(ahead[-_NEAREST:]) if clause.begin == 0 else Phrase(clause.object.tokens[-_NEAREST:])
    if text in _USES and (whole.has("report") or (not clause.complement.tokens and clause.object.has("report"))):
        return MeasureKind.SCORING, "使用信用报告", Link.CREDIT
    if text == "做好" or words.endswith(_OF_NO_ONE):
        return None
    borne = clause.object if clause.toward else clause.complement
    named = clause.toward or (bool(borne.tokens) and borne.tokens[0].is_a("toward"))
    aimed = words.endswith("力度") and named and borne.has("person", "bad_person", "good_person")
    if HEARD.search(words):
        return None
    if text == "适用" and not clause.complement.tokens:
        return None
    if _FOR_ALL.search(words) or (_NO_ACT.search(words) and not aimed):
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
    if whole.has("bad_list", "good_list") and whole.tokens[-1].is_a("frame_noun"):
        return MeasureKind.NAME_LIST, "建立名单", Link.SELF
    if whole.has("sanction") and whole.has("reward"):
        return MeasureKind.PUNISHMENT, "实施奖惩", Link.CREDIT
    if text in ("受到", "面临", "接受", "承担", "履行"):
        return (MeasureKind.PUNISHMENT, "受到限制", Link.NEAR) if whole.has("sanction") else None
    action = _by_action(whole, Phrase((*clause.carried.tokens, *clause.object.tokens, *clause.complement.tokens)))
    if action is not None:
        kind, label = action
        if kind is MeasureKind.SCORING and clause.object.has("guide"):
            return None
        if kind is MeasureKind.PUNISHMENT:
            if text in ("作出", "做出") and not whole.credit:
                return None
            if whole.has("watch") and not whole.has("bad", "bad_person", "stain") and scene.grade(number) != "bad":
                return None  # 加强对征信机构的重点监管: supervision of a trade
            named = whole.credit or any("惩戒" in t.word.text for t in whole.tokens)
            return kind, label, Link.SELF if named else Link.NEAR
        if kind is MeasureKind.SCORING and not whole.credit and not clause.object.credit:
            return kind, label, Link.CREDIT
        return kind, label, Link.SELF if whole.credit else Link.CREDIT
    if whole.has("burden") and (clause.complement.tokens or clause.taken or clause.toward):
        return MeasureKind.PUNISHMENT, "增加负担", Link.CONSEQUENCE
    if whole.has("favour", "benefit") and text in _GIVES and scene.ranks(number) != "bad":
        return MeasureKind.INCENTIVE, "给予优惠", Link.CONSEQUENCE
    return None
