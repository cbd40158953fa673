"""Denying, taking away, burdening: punishment (docs/frames.md#deny)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from ingest.find.frames.acts.found import Found, Link, is_of_the_slack
from ingest.find.frames.acts.lists import Standing, standing_around, standing_behind
from ingest.find.frames.bearer import names_a_grade
from ingest.find.frames.clause import FORBIDDING, Clause, Phrase
from ingest.find.frames.scene import Scene
from ingest.find.frames.words import Token

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
_DOCKS = frozenset(["扣减", "核减", "扣回", "调减", "抵减"])
"""What is docked is money that someone has given or is to get: 扣减质量保证金."""
_HOLDS_DOWN = frozenset(["控制", "严格控制", "从严控制", "减少", "压缩", "推迟", "延迟", "延期", "延后", "抵制"])
_NOT_PUT = frozenset(["不纳入", "不列入", "不作为", "不计入", "不记入", "不归集", "不认定", "不认定为"])
_LIFTS = frozenset(["不再", "取消", "停止", "不", "暂停", "终止", "暂不", "不予", "无需"])
# What someone is asked to do or meet; to ask it no more bars nobody: 不再要求…, 取消对…的限制.
_ASKED = re.compile(
    "对?[^，。；]{0,2}(?:要求|需|限[制定购售]|保留|设[置定]?|区分|执行|实行|核[查实]|审[查核]|检查|提交|收取|缴[存纳]|征收|查询)"
)
_LIMIT_AT_END = re.compile("(?:限[制购售价贷]|门槛)(?:条件|期限|政策|措施|年限|标准|要求)?$")
# What someone must not do, and how much of something there may be, bars nobody.
_CONDUCT = re.compile(
    "^(?:再|其)?(?:实施|从事|采取|进行|有)?[^，。；]{0,12}(?:违法|违规|违反|虚假|欺诈|弄虚作假|虚构|泄露|篡改|侵犯|损害|擅自|随意|收取|占用|改变|变更)"
)
_MEASURED = re.compile("少于|早于|晚于|迟于|多于|低于|超过|高于|大于|小于|对称|畅|短斤少两")
_NEUTRAL = re.compile(
    "^(?:以|因|将|把|向|在|对)?[^，。；]{0,2}(?:重复|影响|妨碍|涉及|包括|包含|适用)|^[当足够符到均全良一]"
)
# What an office is forbidden bars nobody: 不得要求…, 不得因申请修复收取费用.
_OF_OFFICES = re.compile(
    "^(?:再|变相)?(?:要求|强制|强迫|强令|超出|超越|突破|收取|扩大)|^[因以][^，。；]{2,30}(?:收取|收费|拒绝|为由)"
)
# 缴清欠费后, 期满且无新违法行为: what someone did to be let off, or that the time is over.
_MENDED = re.compile(
    "[缴还付偿结]清|清偿|改正|整改(?!不|未)[^，]{0,4}(?:完|到位|合格|后|的)|履行(?:完|了|义务|后|法定)|期满|届满|满[一二两三半六\\d]"
    "|修复|消除|退[回还赔]|补[缴交齐]|足额|谅解|经[^，]{0,10}(?:核实|验收|同意)"
)
_OBJECTION = re.compile("异议|申诉|申辩|投诉|举报|复核")
_POOL = re.compile("(?:备选|候选|入围|推荐|合格|专家|商|机构|企业|人才|项目|储备)[^，。；]{0,6}(?:库|目录|池)")
# 不予处罚, 不调整分类, 限制准入类惩戒措施: nobody is denied anything.
_SPARES = re.compile("^(?:再)?(?:调整|改变|变更|影响|行政处罚|处罚|处分|追究|委托)|类的?(?:惩戒|限制|约束|措施)")
_WAY = re.compile(
    "(?:采取|采用|以|利用|通过|使用)[^，。；]{0,60}(?:方式|手段|形式|名义|方法|等[^，。；]{0,8}(?:行为|活动))"
)


_BREAKS_OFF = frozenset(["终止", "解除", "中止"])


def deny(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to deny; None where it is no act of a measure."""
    denied, words, text = clause.complement, clause.behind(), token.word.text
    if clause.text.endswith(("的", "外")):  # 停止执业一年以上的, 除追回补贴外: what is told, not what is ordered
        return None
    if token.is_a("take_off"):
        return _taken_off(clause, scene, number)
    if token.is_a("cut"):
        told = denied.has("load", "benefit", "score", "grade")
        return _cut(denied if told else clause.object, text, scene, number)
    if denied.has("access", "benefit") and any(t.word.text == "被执行人" for t in clause.tokens):
        return MeasureKind.PUNISHMENT, "取消资格", Link.SELF
    if denied.tokens and denied.tokens[0].is_a("task") and "强制" not in text:
        return None  # 不得要求银行停止服务: what an office must not ask for
    if denied.has("way_out") or (text in _BREAKS_OFF and words.rstrip("等").endswith(("协议", "合同", "契约"))):
        return None  # 不得申请修复, 终止服务协议: a limit of the way out, the end of the matter at hand
    ended = _ended(denied, text)
    if ended is not None or _lifts(denied, words, text):
        return ended
    if text in _NOT_PUT:
        listed = denied.has("list") and standing_behind(clause) in (Standing.NAMED, Standing.GOOD)
        good = (listed and not denied.credit) or denied.has("benefit", "entry")
        return (MeasureKind.PUNISHMENT, "取消资格", Link.BAR) if good else None
    if token.is_a("take_back"):
        return (
            _taken_back(Phrase((*clause.object.tokens, *denied.tokens)), scene, number)
            if text not in ("吊销", "注销")
            else None
        )
    if text in _HOLDS_DOWN:
        held = denied.has("access", "benefit") and scene.grade(number) == "bad"
        return (MeasureKind.PUNISHMENT, "限制", Link.CONSEQUENCE) if held else None
    return _denied(clause, token, scene, number)


_COUNTED = re.compile("(?:约|共|近|累计)?[0-9０-９一二三四五六七八九十百千万]+余?[人名户家个次]")
_RESTRAINS = frozenset(["限制", "取消", "剥夺", "暂停", "停止", "拒绝"])


def _denied(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns a denial of access or benefits, or of what is of no known class."""
    denied, words = clause.complement, clause.behind()
    head = denied.tokens[0] if denied.tokens else None
    if head is not None and head.is_a("mend") and denied.credit and token.word.text not in _ENDS:
        return None
    if _OF_OFFICES.search(words) or words.startswith(("扣", "减分", "计分", "记分")):
        return None
    if words.startswith("受理") and _OBJECTION.search(clause.ahead()):
        return None
    if _SPARES.search(words) or (_WAY.search(words) and not scene.grade(number)):
        return None
    if token.word.text in FORBIDDING and any(t.word.text in _RESTRAINS for t in denied.tokens):
        return None  # 不得因欠费而限制其用水: what is forbidden is the restraint
    if denied.has("favour") and denied.has("bad_list", "stain", "bad_person"):
        return MeasureKind.PUNISHMENT, "取消优惠", Link.SELF
    if denied.has("access", "benefit", "post"):
        if head is not None and ((head.is_a("as") and not denied.has("post", "chosen")) or "责任" in words):
            return None
        if (
            head is not None
            and head.is_a("put", "publish", "record")
            and not (denied.has("benefit") or head.is_a("access"))
        ):
            return None
        return MeasureKind.PUNISHMENT, "取消资格", Link.BAR
    if token.is_a("shut"):
        if _COUNTED.match(words):
            return None  # 限制高消费二百人: what has been done
        if token.word.text.endswith("禁入") and len(words) < 2:
            return MeasureKind.PUNISHMENT, "禁入", Link.BAR
        return MeasureKind.PUNISHMENT, "拒之门外", Link.CONSEQUENCE
    if head is not None and head.is_a("record", "ask", "pass") and token.word.text in ("不得", "禁止", "严禁"):
        return None
    barred = denied.last("bad_person")
    if token.word.text == "限制" and barred is not None and clause.end - barred.end > 1 and barred is denied.tokens[0]:
        return MeasureKind.PUNISHMENT, "限制", Link.SELF  # 限制失信被执行人租赁写字楼
    if denied.last("sanction", "flow", "list", "fact", "bad_person", "put", "publish", "burden", "record_book"):
        return None
    if _CONDUCT.match(words) or _MEASURED.search(words) or _NEUTRAL.search(words):
        return None
    if token.word.text == "限制" and len(words) < 2 and clause.object.credit and not clause.object.has("list"):
        return MeasureKind.PUNISHMENT, "限制", Link.NEAR  # 将其失信情况作为考量因素予以限制
    # 两年内其报告一律不予采信: what is denied stands before the verb.
    if len(words) < 2 and not clause.object.has("access", "benefit", "data"):
        return None
    return MeasureKind.PUNISHMENT, "限制", Link.BORNE


def _cut(denied: Phrase, text: str, scene: Scene, number: int) -> Found:
    """Returns what making something less does: less burden is a favour, less benefit a punishment."""
    if denied.has("score", "grade"):
        return MeasureKind.SCORING, "降低等级", Link.CREDIT
    first = next((t for t in denied.tokens if t.is_a("load", "benefit")), None)
    if text in _DOCKS and first is not None and first.word.text.endswith("金") and scene.grade(number) != "good":
        return MeasureKind.PUNISHMENT, "扣减款项", Link.CONSEQUENCE
    if scene.grade(number) == "good" or (first is not None and first.is_a("load") and not first.is_a("benefit")):
        return MeasureKind.INCENTIVE, "减轻负担", Link.CONSEQUENCE
    cut = denied.has("benefit", "access") or text in ("核减", "扣减", "调减")
    cut = cut or (first is None and scene.grade(number) == "bad")
    return (MeasureKind.PUNISHMENT, "减少优惠", Link.CONSEQUENCE) if cut and text != "延长" else None


def _ended(denied: Phrase, text: str) -> Found:
    """Returns the end of a measure (停止公示, 取消惩戒), which is a way out."""
    if text not in _ENDS or denied.has("access", "benefit"):
        return None
    if denied.has("flow", "publish", "sanction"):
        return MeasureKind.REPAIR, "终止公示", Link.CREDIT
    if denied.has("list"):
        return MeasureKind.REPAIR, "名单移出", Link.SELF
    harmful = denied.last("fact", "bad_person", "put", "burden")
    return (MeasureKind.REPAIR, "终止惩戒", Link.CREDIT) if harmful and denied.has("as") else None


def _lifts(denied: Phrase, words: str, text: str) -> bool:
    """Tells whether a demand or an ordinary limit ends: 不再要求…, 取消…的限售期限."""
    if text not in _LIFTS:
        return False
    return bool(_LIMIT_AT_END.search(words)) or (text != "不予" and bool(_ASKED.match(words)))


def _taken_back(denied: Phrase, scene: Scene, number: int) -> Found:
    """Returns what taking back does: only of a title or of eligibility is it more than the end of the matter at hand."""
    held = [t for t in denied.tokens if t.word.text.endswith(("资格", "称号", "荣誉", "牌匾", "头衔", "奖牌"))]
    if held:
        return MeasureKind.PUNISHMENT, "取消资格", Link.BAR
    on_credit = scene.wide and scene.grade(number) == "bad" and denied.has("benefit") and not denied.has("entry")
    return (MeasureKind.PUNISHMENT, "取消资格", Link.CONSEQUENCE) if on_credit else None


_MARKETS = re.compile("(?:出)?[^，。；]{0,8}(?:市场|行业|领域)$")


def _taken_off(clause: Clause, scene: Scene, number: int) -> Found:
    """Returns what it is to be taken off: a way out where the list names the bad, else the loss of what it gave."""
    off = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if _MARKETS.match(clause.behind()) and (scene.grade(number) == "bad" or scene.breached(number)):
        return MeasureKind.PUNISHMENT, "清出市场", Link.SELF  # 依法清出市场 bars the future by itself
    if clause.complement.has("benefit") and not clause.complement.has("list") and scene.grade(number) == "bad":
        return MeasureKind.PUNISHMENT, "取消资格", Link.CONSEQUENCE  # 下架其首页推荐位
    if off.has("list"):
        standing = standing_around(clause)
        mended = any(_MENDED.search(words) for words in (*scene.ahead(number), clause.ahead()))
        breached = (
            (not mended and scene.breached(number))
            or scene.ranks(number) == "bad"
            or clause.object.has("bad", "bad_person")
        )
        # Off a list without a name: for a breach someone loses a place, otherwise the list was one of the bad.
        told = scene.told_before(number, "bad_list")
        if standing is Standing.BAD or (standing is Standing.OPEN and (told or not breached)):
            return MeasureKind.REPAIR, "名单移出", Link.SELF
        beside = scene.bars_elsewhere(number)
        return MeasureKind.PUNISHMENT, "清出名录", Link.SELF if beside else Link.BAR
    if off.has("sanction", "bad_person") and not clause.tokens[clause.predicate].is_a("shut"):
        return MeasureKind.REPAIR, "名单移出", Link.SELF
    words, text = clause.behind(), clause.tokens[clause.predicate].word.text
    if scene.grade(number) == "bad" and Phrase(clause.tokens).has("access", "benefit"):
        return MeasureKind.PUNISHMENT, "取消资格", Link.CONSEQUENCE
    if _POOL.search(clause.text):
        return MeasureKind.PUNISHMENT, "清出名录", Link.BAR
    if clause.tokens[clause.predicate].is_a("shut") or text.startswith(("清", "逐")):
        return MeasureKind.PUNISHMENT, "清出市场", Link.BAR
    return (
        (MeasureKind.PUNISHMENT, "清出市场", Link.CONSEQUENCE) if re.search("市场|行业|领域|园区|保障", words) else None
    )


def burden(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a verb does that tells to burden; None where it is no act of a measure."""
    text, borne = token.word.text, clause.complement
    if (
        is_of_the_slack(clause)
        or clause.text.endswith(("的", "外", "力度"))
        or text.startswith(("责令", "追缴", "追回", "追讨", "追偿"))
    ):
        return None
    if "公安机关" in clause.text:  # 由公安机关予以警告
        return None
    if any(t.word.text in ("罚息", "滞纳金", "违约金", "罚款") for t in borne.tokens):
        return None  # what a debt or an offence costs in any case
    if token.is_a("raise"):
        if borne.has("score", "grade") or (clause.object.has("score") and names_a_grade(clause.behind())):
            return MeasureKind.SCORING, "调整等级", Link.CREDIT
        if scene.grade(number) == "good" or (borne.has("benefit") and not borne.has("load")):
            return MeasureKind.INCENTIVE, "增加优惠", Link.CONSEQUENCE
        if borne.has("load") or not borne.tokens or clause.object.has("load") or _IS_A_FEE.search(clause.ahead()):
            return MeasureKind.PUNISHMENT, "增加负担", Link.CONSEQUENCE
        return None
    if (token.is_a("sanction") and token.word.credit) or "惩戒" in text or "联惩" in text or "奖惩" in text:
        return MeasureKind.PUNISHMENT, "实施惩戒", Link.SELF if "惩戒" in text else Link.NEAR
    if text in _ORDINARY or token.is_a("shut"):
        return None
    return MeasureKind.PUNISHMENT, "批评约谈", Link.CONSEQUENCE


_IS_A_FEE = re.compile("(?:费用?|[租佣押]金|价格?|税|利率|费率)(?:标准|基数)?(?:一律|均)?$")
_TIMES = re.compile("(?:1\\.\\d+|[2-9](?:\\.\\d)?|[两二三四五])倍|加倍|双倍")
_ORDINARY = frozenset(
    [
        "处理",
        "处罚",
        "处分",
        "整改",
        "限期整改",
        "追责",
        "问责",
        "打击",
        "整治",
        "处",
        "处以",
        "罚",
        "严厉打击",
        "停业整顿",
        "停产整顿",
        "停工整顿",
    ]
)


def wait(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns the bar that lets someone in again only after a term: 满两年后方可再次申请."""
    return (MeasureKind.PUNISHMENT, "延后资格", Link.TERM) if clause.complement.has("access", "benefit") else None


def charge(clause: Clause, token: Token, scene: Scene, number: int) -> Found:
    """Returns what a rate does at which someone of a grade must pay: 保证金按两倍缴存."""
    paid = Phrase((*clause.object.tokens, *clause.complement.tokens))
    if not paid.has("load") or not (paid.has("basis") or _TIMES.search(clause.text)):
        return None
    if _TIMES.search(clause.text) and scene.breached(number) and scene.near:
        return MeasureKind.PUNISHMENT, "增加负担", Link.CONSEQUENCE
    match scene.grade(number):
        case "bad":
            return MeasureKind.PUNISHMENT, "增加负担", Link.CONSEQUENCE
        case "good":
            return MeasureKind.INCENTIVE, "减轻负担", Link.CONSEQUENCE
    return None
