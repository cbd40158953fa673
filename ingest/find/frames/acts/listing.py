"""Putting someone or something on a list, in a record, on a platform: name_list, info_inclusion (docs/frames.md#record)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link
from ingest.find.frames.acts.lists import Standing, standing_behind
from ingest.find.frames.clause import Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

_REVIEW = re.compile("审查|审核|审批|资质|准入")
# 记一次不良行为, 记录2次及以上违规: what is counted is an entry in someone's record.
_IN_A_CLASS = re.compile("[甲乙丙丁A-DＡ-Ｄ一二三四五优良中差][类级等档]$")  # 归入信用丁类
_TIMES = re.compile("^(?:为|作)?(?:[\\d一二两三四五六]+|每|多)次|次(?:及以上|以上)?$")
_QUOTED = re.compile("“[^“”]{2,12}”$")
_COLLECTS = frozenset({"采集", "收集", "征集", "汇集", "调取"})
_REGISTERS = frozenset({"登记", "申报", "备注", "更新", "报备", "填写", "整理"})
_GRADES = re.compile("(?:评定|评价|核定|测评|评估).*(?:等级|等次|级别|星级|得分|分值|信用)")
# 双方一并列入: on the list that title or headings name.
_LISTS = frozenset({"列入", "纳入", "录入", "列进", "拉入", "收录", "归入"})
_FEEDS = frozenset(
    {"推送", "报送", "传送", "上报", "传输", "发送", "转送", "传递", "报", "送", "呈报", "提供", "移送", "反馈", "上传"}
)


def put(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to put into: the kind is that of the target; None where it is no act of a measure."""
    target = clause.complement
    if target.tokens and target.tokens[-1].is_a("undo") and (clause.object.has("fact") or clause.carried.has("fact")):
        return MeasureKind.REPAIR, "恢复信用", Link.CREDIT  # 转入后台封存
    if target.has("watch") and not target.has("list"):
        return MeasureKind.PUNISHMENT, "列为重点监管", Link.CREDIT
    if _is_a_modifier(target):
        return None
    if target.has("list", "finding"):
        return _on_a_list(clause, scene, number)
    if target.has("own_work") and not target.has("record_book", "fact"):
        bound = clause.object.has("fact", "score", "bad_person") and target.has("rating", "own_work", "score")
        return (MeasureKind.SCORING, "纳入考核", Link.CREDIT) if bound else None
    if target.has("record_book", "fact"):
        return _in_a_record(clause, scene, number)
    if target.has("score", "rating", "grade"):
        return (MeasureKind.SCORING, "纳入评价", Link.CREDIT) if _is_rated(clause) else None
    if _REVIEW.search(clause.behind()) and clause.object.has("fact", "bad", "score"):
        return MeasureKind.PUNISHMENT, "纳入审查", Link.CREDIT
    if target.tokens and target.tokens[-1].is_a("bad_person", "good_person"):
        return MeasureKind.NAME_LIST, "认定名单", Link.SELF  # 列入不诚信企业
    if _IN_A_CLASS.search(clause.behind()):
        return MeasureKind.SCORING, "评定等级", Link.CREDIT
    if target.credit:
        return MeasureKind.INFO_INCLUSION, "纳入信用管理", Link.SELF
    if clause.object.has("fact", "data") and not target.tokens:
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.NEAR
    if not target.tokens and token.word.text in _LISTS and scene.acted(number) and scene.names_a_list:
        return MeasureKind.NAME_LIST, "列入名单", Link.CREDIT
    return None


def _is_a_modifier(target: Phrase) -> bool:
    """Tells whether 的 stands behind the list or record: 纳入失信名单的企业 names someone."""
    tokens = target.tokens
    last = max((k for k, t in enumerate(tokens) if t.is_a("list", "record_book")), default=len(tokens))
    return any(t.is_a("of") for t in tokens[last + 1 :])


def _is_rated(clause: Clause) -> bool:
    """Tells whether what someone did is put into a rating, and not the work of an office."""
    entered = clause.object
    if clause.complement.credit or not entered.tokens or entered.has("fact", "bad", "bad_person", "good", "score"):
        return True
    return any(t.is_a("data") and len(t.word.text) > 2 for t in entered.tokens)


def _on_a_list(clause: Clause, scene: Scene, number: int) -> Found:
    """Returns the listing of someone: no measure where the list names those who may take part, or goods and projects."""
    match standing_behind(clause):
        case Standing.BAD | Standing.GOOD:
            return MeasureKind.NAME_LIST, "列入名单", Link.SELF
        case Standing.OPEN:
            return MeasureKind.NAME_LIST, "列入名单", Link.CREDIT
        case Standing.NAMED if _bears_ill(clause, scene, number):
            return MeasureKind.NAME_LIST, "列入名单", Link.CREDIT
    return None


def _in_a_record(clause: Clause, scene: Scene, number: int) -> Found:
    """Returns the entry of a fact in a record: in one of credit by itself, in another one beside credit."""
    target, entered = clause.complement, clause.object
    if target.tokens[-1].word.text == "账户" and not target.credit and not entered.has("fact"):
        return None  # money
    if target.credit or entered.has("fact", "bad_person", "good_person"):
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.SELF
    if (
        not entered.tokens
        or entered.has("data", "bad", "person", "list", "score", "grade")
        or _bears_ill(clause, scene, number)
    ):
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.CREDIT
    return None


def feed(clause: Clause, token: Token) -> Found:
    """Returns what it is to pass something on to a platform that keeps it; None where the target is a paper, a site, an office."""
    target = clause.complement
    book = target.last("record_book")
    if (
        book is None
        or book.is_a("outlet")
        or not (clause.object.tokens or clause.carried.tokens or target.has("data", "fact"))
    ):
        return None
    if token.word.text not in _FEEDS and not target.tokens[0].is_a("to"):
        return None
    if not (
        book.word.credit
        or target.credit
        or any(p.has("data", "fact", "list", "score") for p in (clause.object, clause.carried))
    ):
        return None
    return MeasureKind.INFO_INCLUSION, "推送至平台", Link.SELF if target.credit else Link.NEAR


def gives_an_entry(clause: Clause) -> bool:
    """Tells whether a clause gives someone an entry in the record: 给予不良行为记录一次."""
    return clause.complement.has("fact") and bool(_TIMES.search(clause.behind()))


def _bears_ill(clause: Clause, scene: Scene, number: int) -> bool:
    """Tells whether someone bears the act for a breach or bad standing."""
    return clause.object.has("bad", "bad_person") or scene.grade(number) == "bad" or scene.breached(number)


_WAYS = ("目的", "方式", "范围", "流程", "程序", "标准", "条件", "目录", "周期", "频次")


def record(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to record; None where it is no act of a measure."""
    if clause.text.rstrip("等").endswith(_WAYS):
        return None  # 明示采集信息的目的、方式和范围
    around = Phrase((*clause.object.tokens, *clause.complement.tokens))
    of_standing = around.has("fact", "bad", "bad_person", "good_person") or _bears_ill(clause, scene, number)
    of_standing = of_standing or (clause.toward and around.has("data"))
    if token.word.text in _REGISTERS and not of_standing:
        return None
    if token.word.text == "累计" or (token.word.text in _REGISTERS and clause.modal >= 0 and _asks_for_it(clause)):
        return None
    if token.word.text in _COLLECTS and any(_GRADES.search(words) for words in scene.ahead(number)):
        return None  # 评定信用等级，采集其信息: a part of the rating
    if clause.complement.has("way_out") or clause.object.has("way_out"):
        return MeasureKind.REPAIR, "恢复信用", Link.CREDIT
    if clause.complement.has("bad", "fact", "data") and _TIMES.search(clause.behind()):
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.SELF if scene.context.told else Link.CREDIT
    if around.has("fact") or (around.credit and around.has("data", "record_book")):
        return MeasureKind.INFO_INCLUSION, "归集信息", Link.SELF
    if not clause.complement.tokens and token.word.text != "更新" and _bears_ill(clause, scene, number):
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.CREDIT
    if around.has("data", "record_book", "bad"):
        return MeasureKind.INFO_INCLUSION, "归集信息", Link.NEAR
    return None


def _asks_for_it(clause: Clause) -> bool:
    """Tells whether someone may register something: 用户可持证明到营业厅登记."""
    may = clause.tokens[clause.modal].word.text in ("可", "可以", "均可", "也可")
    return may and not clause.taken and not clause.toward and clause.object.has("person")


def designate(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to call someone by a standing: 认定为失信企业, 列为“诚信商户”."""
    called = clause.complement
    head = called.last("list", "bad_person", "good_person", "person", "fact", "score", "grade", "frame_noun", "watch")
    quoted = bool(_QUOTED.search(clause.text))
    if called.has("list"):
        return _on_a_list(clause, scene, number)
    if called.has("and") and called.has("good_person", "good") and called.has("bad_person", "bad"):
        return None  # 评定为诚信企业、警示企业、失信企业: grades
    if called.has("watch") or (head is not None and head.is_a("grade", "frame_noun")):
        return None
    if head is not None and head.is_a("bad_person", "good_person"):
        return MeasureKind.NAME_LIST, "认定名单", Link.SELF
    if called.has("of") and not token.word.text.endswith("为"):
        return None  # 认定失信行为的单位
    if called.credit and (quoted or (head is not None and head.is_a("person"))):
        return MeasureKind.NAME_LIST, "认定名单", Link.SELF
    if head is not None and head.is_a("fact") and head.word.text.endswith("记录"):
        return MeasureKind.INFO_INCLUSION, "记入档案", Link.SELF
    if called.has("bad") and head is not None and head.is_a("person"):
        return MeasureKind.NAME_LIST, "认定名单", Link.CREDIT
    return None


def join(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that holds its list in itself: 拉黑, 上黑榜."""
    told = "黑" in token.word.text or "红" in token.word.text
    return MeasureKind.NAME_LIST, "列入名单", Link.SELF if told else Link.CREDIT


def contain(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a credit file or someone's credit information must hold; None where a verb tells of other contents."""
    book = clause.object.last("credit_book", "fact")
    if book is None or clause.taken or clause.toward:
        return None
    if token.word.text in ("组成", "构成") and not clause.object.has("agent"):
        return None
    if book.is_a("credit_book"):
        return MeasureKind.INFO_INCLUSION, "档案内容", Link.SELF
    owned = any(t.is_a("person") for t in clause.object.tokens) and clause.complement.has("fact", "data")
    return (MeasureKind.INFO_INCLUSION, "档案内容", Link.SELF) if owned else None
