"""Measures: one record for each separable measure (docs/reading.md#measures).

A measure is what a clause does to someone. Each sentence that holds a trigger is cut into clauses;
the first rule of lexicon/measures.toml that fits a clause gives its kind, unless a refusal of
lexicon/refusals.toml shows that the clause is a duty, a limit, a slogan or a definition. A list of
punishments in one clause becomes one record each, sharing act and object.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from graph_schema.terms import MeasureKind
from ingest.find.clauses import Place, orders_nothing
from ingest.find.prefilter import Prefilter, alternatives

_CLAUSE_CHAR = "[^，。；：！？\n]"
SENTENCE_CHAR = "[^。！？\n]"
# Each alternative begins with a character: a lookbehind in front would make the search many times slower.
_CREDIT = re.compile(
    "信用(?<!诚实信用)(?!贷款|卡|证|社|原则|增进|保险|担保|保证|信息公示系统|信息(?:共享|服务|管理)?平台)|诚信(?!原则)|失信|守信|征信|信誉|黑名单|红名单|红黑|惩戒|联合激励|联合奖惩|不良记录|被执行人|处罚信息|违法信息|信易|积分|文明行为|(?:监管|违法|惩戒|警示)(?:者|企业|单位)?(?:与[^，。；]{0,16})?名单|良好(?:的)?[^，。；]{0,6}记录"
)
_PLATFORM = re.compile("信用信息公示系统|信用信息(?:共享|服务|管理)?平台")
_KNOWN = re.compile("互联互通|共享|对接|严重失信|处罚|违法|不良|处理结果|异常|许可|检查结果|评价|记录")
_PERIOD = re.compile(r"[一二三四五六七八九十两\d]{1,3}个?(?:年|月|个月|个工作日|日)(?:以)?内|终身|永久|当年|年度")
_BEARER = re.compile(
    "对[^，。；：]{2,}|将[^，。；：]{2,}|(?:主体|企业|单位|人员|个人|商户|农户|会员|者|机构|车辆|居民|村民|经营者|投标人|被执行人)"
)
_MASK = re.compile("（(?!如|即)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_MAY_BREAK = re.compile("[，；：（并同以]")  # what _BREAK begins with: a search for it runs many times faster
_BREAK = re.compile(
    "[，；：]|（(?=如|即)|(?<=[\u4e00-\u9fff”）》])(?=(?:并(?!且|购|行|列|存|不)|同时|以及(?=实施|予以|给予|限制|取消))(?:(?:依法|同时|在|向|将|把|可以?|予以|按|对|通过|由|应当)|[取纳列公记录归推处实建限降停暂拒不给责提增通抄撤]))"
)
_SPEAKER = re.compile(
    "^(?!.{0,16}(?:档案|记录)中?应当(?:包括|包含|载明|记载))[^，。；：]{0,60}?(?:(?<!依法)应当|(?<![相对响适反供])应(?![用急对收付届聘有当])|可以|(?<![许认])可(?![信行能用持以])|(?<![必主重需摘纪])要(?![求素点件闻])|(?<!必)须|(?<!依法)必须|负责(?![人制任部])|有权|一律)(?:依法依规|依法|及时|会同有关部门|按照(?:有关|国家有关|相关)?规定|严格)?(?!作为)(?=[^的])"
)
_ACTS = re.compile("采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立|作为|挂钩")
_PREDICATE = re.compile(
    "采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立|限制|取消|禁止|不|增|提高|降低|优先|减|加|惩戒|激励|处理|优惠|暂停|停止|撤销|实行|免|列为|推"
)
_LEADING = re.compile("^(?:※+|并且|并|且|同时|以及|及时|要(?!求)|还应当|还应|还要|其中|和|或者|或|，|、|:|一律|由|即)+")
_LIST_VERB = re.compile(
    "^(?:其|依法|相应)?(?:限制|禁止|取消|撤销|暂停|停止|不得|不予|不再|不准|不能|降低|提高|增加|减少|收回|乘坐|购买|出境|旅游|入住|警告|通报|"
    "公开谴责|劝退|约谈|列为|列入|评先|享受|参加|参与|参评|申请|申报|担任|从事|其他高消费|责令|业内|行业内|发展党员)"
)
# Headings and list heads under which consequences stand, and words that give their bearer a grade.
_ANNOUNCES = re.compile(
    "惩戒|激励|奖惩|约束|惩处|惩罚|奖励|褒扬|结果的?(?:应用|运用|使用)|(?:等级|分类|分级)(?:监管|管理|应用)|处理|待遇|(?:惩戒|激励|监管|管理|约束)措施"
)
_TAKES_AWAY = re.compile(
    "(?:其|依法|一律|相应)*(?:取消|限制|停止|暂停|暂缓|禁止|不得|不予|不再|撤销|终止|核减|扣减|收回|剥夺|停办)"
)
_GRADED = re.compile(
    "[A-DＡ-Ｄ]{1,3}级|信用[户村镇]|[一二三四五]星|[红黄绿蓝黑白]牌|[红黄黑白]名单|红榜|黑榜|失信|守信|诚信(?:企业|示范|户|主体)|"
    "信用(?:等级|良好|优秀|较好|较差|差|极差)|不良(?:信用|行为)?记录|[有存][^，。；]{1,12}(?:记录|情形)的|无(?:欠薪|不良|失信|违法|违规)(?:行为)?(?:信用)?记录|名单内|被评为|评定为|积分(?:前|达|低|高|为负|在|不足)"
)
_BY_RESULT = re.compile("(?:依据|根据|按照|结合|凭)[^，]{0,16}(?:得分|评分|评价结果|考核结果|等级|排名|名次)")
_HEAD_OF_MEASURES = re.compile(
    "(?:下列|以下|如下)[^，。；：]{0,16}(?:措施|办法|激励|惩戒|限制|约束|便利|服务|优惠|处理|处置|方式|待遇|政策)[^。；]{0,16}：?$|(?:措施|方式)[^，。；]{0,6}：$|同时：$|的基础上：$|^(?:（[^）]{1,3}）|\\d{1,2}[.、．])?对[^，。；：]{2,40}(?:级|牌|榜|名单|失信|守信|用户|企业|机构|单位|主体|对象|户|人员|商户|会员|学生|人)(?:的)?(?:，[^。；：]{0,40})?：$|(?:规定|要求|方式)(?:办理|处理|执行)：$|(?:在榜|上榜|列入|公示|惩戒|管理|名单)期间：$|(?:人员|主体|企业|户|者|商户|会员)，[^。；：]{0,16}(?:起|期间|内)：$"
)
# 被执行人不得有下列高消费行为：, whose items say what a listed person may not do (法释〔2015〕17号 第三条).
_HEAD_OF_RESTRICTIONS = re.compile(
    "(?:被执行人|失信|限制(?:高)?消费|惩戒|黑名单)[^。；]{0,60}(?:不得|禁止|限制)[^，。；：]{0,10}(?:下列|以下|如下)[^。；：]{0,24}(?:行为|消费|活动)[^。；：]{0,8}：$"
)
_HEAD_OF_CONDITIONS = re.compile(
    "(?:下列|以下|如下)[^，。；：]{0,16}(?:情形|行为|条件|信息|内容|情况|事项|主体|资料|文件|工作|标准|原则|领域|范围|之一)|包括[^，。；]{0,10}：$|(?:情形|行为|条件|信息|内容|情况|范围|材料|目录|主体|对象)如下：$|以下：$"
)
# What is ordered, told or agreed on below: 做好以下工作：, 会议议定如下事项：, 现就下列事项通告如下：.
_HEAD_OF_ORDERS = re.compile(
    "(?:做好|抓好|做到|落实|开展|完成|推进|加强|强化|组织|办理|执行|遵守|采取|会议|议定|商定|决定|研究|审议|讨论|同意|明确|要求|部署)"
    "[^，。；：]{0,12}(?:下列|以下|如下)[^，。；：]{0,10}(?:事项|工作|任务|内容|要求|方面)[^，。；：]{0,4}：?$"
    "|(?:通知|通告|公告|通报|意见|决定|决议|批复|函复|答复|复函|安排|部署|规定|要求|明确|布告|公示)如下[：。]?$"
)
_TITLE = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》")
# An act, or someone who did it, that the clauses behind bear on.
_ACTED = re.compile(
    "的(?:[^，。；：的]{0,6}(?:主体|企业|单位|人员|个人|商户|农户|会员|者|机构|居民|村民|投标人|被执行人|业主|职工|家庭|网点|[生户人店]))?$"
)
# What an amendment takes out of another document is no measure of this one: “列入黑名单”修改为…, 删去“…”.
_STRUCK_OUT = re.compile(
    "“[^“”]*”(?=修?改为|修订为)|(?<=删去)[^“”，。；]{0,20}“[^“”]*”|(?<=删除)[^“”，。；]{0,20}“[^“”]*”"
)
_DOES = re.compile("采取|实施|给予|进行|予以|开展|提供")
_TO_THE_PUBLIC = re.compile("(?:并|提请)?[^，]{0,24}?(?:向|面向)社会(?:公布|公开|发布)(?:并组织实施)?$")
_MADE_BEFORE = re.compile("(?:制定|编制|出台|修订)(?!W{0,10}名单)|清单实行")
_OF_SOMEONE = re.compile("记录|处罚|评价结果")
_AND_OTHERS = re.compile("规定的其他|其他(?:措施|惩戒|激励)")
_HANDLES = re.compile("对|将|把|经|在.{2,}(?:时|中|后)")
_SUMS_UP = re.compile(
    "(?:实行|实施|推行|采取|进行|落实)(?:差异化|差别化|分类|分级|分级分类|分类分级)(?:的)?(?:监管|管理)(?:政策|措施)?"
)
_HANDLED = re.compile("对于?|针对")
_ACTS_END = re.compile("(?:等|的)[^，。；：的]{0,6}(?:行为|情形|情况|问题|现象)$")
_MOST_ACTS = 40  # clauses of one list of acts; bounds the work on a sentence without an end
_CALLS_TO_ACCOUNT = re.compile("追究|追责|问责|查处|处理|处分|打击|整改|纠正|通报|约谈")
_LIST_MARK = re.compile("、|和|及|或者?|以及")
# 有下列情形之一的，…采取惩戒措施：, below which stand the acts.
_ACTS_BELOW = re.compile("(?:下列|以下|如下)[^，。；：]{0,10}(?:情形|行为|情况|条件)(?:之一)?的?，")
# More of what is wanted, for those of good credit, is a favour: 信用A级企业的拨付比例上浮5%.
_GIVES_MORE = re.compile(
    "(?:拨付|支取|使用|授信|贷款|额度|补助|补贴|名额)[^，。；]{0,16}(?:上浮|提高|增加|上调)|(?:增加|提高|上调|加大)[^，。；]{0,8}(?:授信|贷款额度|拨付|支取|补助|补贴|支持|优惠)"
)
_GOOD = re.compile(
    "信用(?:评价|评定)?(?:等级)?(?:为|达到?|在)?[AＡ]|[AＡ]{1,3}级?(?:及以上)?信用|守信(?!激励|联合)|诚信(?:企业|主体|单位|商户|农户|示范)|信用(?:状况|记录|等级)?(?:良好|优良|优秀|较好)"
)
_MENDS = re.compile("修复|移出|恢复|解除|撤销|终止|停止|缩短")
_BAD = re.compile("失信|不良|黑名单|黑榜|[B-DＢ-Ｄ]级|违法|违规|逾期|较差|不合格")
# 申请人应当符合下列条件：, below which 无失信记录 shuts out; what qualifies for a list or a grade shuts nobody out.
_REQUIRES = re.compile(
    "^(?!.*(?:名单|[红黑]榜|激励|等级|评定|评为|修复|移出|认定|信用评价))(?:.*(?:符合|具备|满足|达到)[^，。；：]{0,16}(?:条件|要求)|.*(?:申请|申报|报名|参评|推荐|入围|准入|资格|招聘|选聘|投标|竞买|承租)[^，。；：]{0,16}(?:条件|要求))"
)
_MUST_BE = re.compile(
    "(?:应当?|须|必须|需)(?:同时)?(?:符合|具备|满足|提供|是|为|无|没有|未)|条件(?:之一)?(?:是|为|：|$)|(?:申请|申报|报名|参评|投标|竞买|承租|参加)[^，。；：]{0,8}(?:人|者|单位|企业|机构|主体|对象)"
)
# What is done with a grade; the points that make one, and its name, are no consequence.
_DONE_WITH_A_GRADE = re.compile(
    "准予|可以?(?=[^能])|不[得予再受享]|实行|实施|执行|给予|予以|提供|享受|适用|免|减|增|上浮|下调|优先|改为|额度|比例|采取|加强|纳入|按|须|应当?|加收|缴存"
)
_MAKES_A_GRADE = re.compile(
    "得分|分值|\\d+分|分以[上下]|是指|指的是|表示|定为|有效期|证书|评价标准|评定标准|告知|标识为|申报|公布|公示"
)
# 两年内有下列情形的，不予扶持: what someone did in years past counts against them.
_LOOKS_BACK = re.compile("[一二三四五六七八九十两\\d]{1,3}年(?:以)?内(?:曾|再|仍)?(?:有|存在|因|发生|受|被|出现)")
# A bar with a term, 两年内不得申报, and a bar from what others may have, 不得享受补贴, for a breach.
_BARRED_FOR_A_TERM = re.compile(
    "(?:(?:[一二三四五六七八九十两\\d]{1,3}|半)个?(?:年|个?月|年度)(?:以)?内|(?:今后|此后|未来)[一二三四五六七八九十两\\d]{1,3}年|终身|永久|永远|下一?年度|次年)[^，。；]{0,24}(?:不|取消|禁止|限制其|予以限制|停止|暂停|剥夺|资格)"
    "|(?:不得|不予|不再|取消|禁止|限制其|停止|暂停|剥夺)[^，。；]{0,40}(?:[一二三四五六七八九十两\\d]{1,3}|半)个?(?:年|个月)(?![度份底初前起])"
)
_BARS = re.compile(
    "(?:不得|不再|不能|不可|不准|禁止|取消|停止|暂停|剥夺)(?:其)?(?:再次?|继续)?[^，。；]{0,12}(?:享受|申请|申报|参加|参与|参评|评[优先选为]|申领|领取|竞[买拍价租]|承[接揽包租]|从事|担任|投标|推荐|资格|优惠|待遇|补贴|补助|扶持|奖励)|不得(?:为|向|给)其|资格$"
)
_SHUTS_OUT = re.compile(
    "(?:依法|一律|相应)?限制其?(?:再次?|继续)?(?:参与|参加|参评|申报|申请|竞[买拍价租]|投标|承[接揽包租])"
)
_CLASS = re.compile(
    "对于?[^，。；]*(?:的|过多|过高)[^，。；的]{0,8}(?:主体|企业|单位|人员|个人|房企|公司|机构|商户|农户|组织|[者户店场])?$"
)
_BREACH = re.compile(
    "弄虚作假|虚假|骗取|欺骗|隐瞒|伪造|变造|虚报|瞒报|冒领|套取|挪用|拒不|拒绝|逃避|恶意|违反|违规|违法|违约|擅自|未按|不履行|不配合|拖欠|串通|围标|行贿|抄袭|作弊|转借|转租|出借|倒卖"
)
_KIND_OF_HEAD = (
    (
        MeasureKind.PUNISHMENT,
        re.compile("惩戒|惩罚|约束|限制|不得|禁止|处罚|失信|黑名单|黑榜|不良|[红黄黑]牌|[CDＣＤ]级|恶意|拖欠"),
    ),
    (MeasureKind.INCENTIVE, re.compile("激励|奖励|优惠|便利|守信|优待|待遇|A级|红名单|白名单|红榜|绿牌|优良")),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure within a text: half-open offsets, its kind, and the rule that showed it."""

    start: int
    end: int
    kind: MeasureKind
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """Holds what a sentence stands under: headings and list head above it, and whether the document is about credit."""

    headings: str = ""
    list_head: str = ""
    about_credit: bool = False
    beside_credit: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """One block of measures.toml."""

    name: str
    kind: MeasureKind
    pattern: re.Pattern[str]
    needs: frozenset[str]
    matches: tuple[str, ...]
    refuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One block of refusals.toml."""

    name: str
    scope: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    refuses: tuple[str, ...]


def _compiled(pattern: str) -> re.Pattern[str]:
    expanded = re.sub(r"(?<![A-Za-z\\])W", lambda _: _CLAUSE_CHAR, pattern)
    return re.compile(re.sub(r"(?<![A-Za-z\\\[])S(?=\{)", lambda _: SENTENCE_CHAR, expanded))


@cache
def rules() -> tuple[Rule, ...]:
    """Returns the rules of lexicon/measures.toml, in order."""
    data = tomllib.loads(files("ingest").joinpath("lexicon/measures.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            name=r["name"],
            kind=MeasureKind(r["kind"]),
            pattern=_compiled(r["pattern"]),
            needs=frozenset(r.get("needs", ())),
            matches=tuple(r["matches"]),
            refuses=tuple(r["refuses"]),
        )
        for r in data["rule"]
    )


@cache
def refusals() -> tuple[Refusal, ...]:
    """Returns the refusals of lexicon/refusals.toml, in order."""
    data = tomllib.loads(files("ingest").joinpath("lexicon/refusals.toml").read_text(encoding="utf-8"))
    return tuple(
        Refusal(
            name=r["name"],
            scope=r["scope"],
            pattern=_compiled(r["pattern"]),
            matches=tuple(r["matches"]),
            refuses=tuple(r["refuses"]),
        )
        for r in data["refusal"]
    )


EVERY_PATTERN = -1
"""Says of a sentence that nothing is known about it: any pattern may match."""

# A pattern that blanks out brackets and titles (_mask) can only lose characters to this one.
_BLANK = "※"


@cache
def _choices() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """Returns each rule as its outermost alternatives, in order: a short pattern that cannot match is left out by itself."""
    return tuple((r, re.compile(a)) for r in rules() for a in alternatives(r.pattern.pattern))


@cache
def _prefilter() -> Prefilter:
    """Returns one bit for each of _choices, then one for each refusal."""
    return Prefilter([p for _, p in _choices()] + [r.pattern for r in refusals()], _BLANK)


@lru_cache(maxsize=1 << 14)
def _choices_of(possible: int) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple(c for i, c in enumerate(_choices()) if possible >> i & 1)


@lru_cache(maxsize=1 << 14)
def _refusals_of(possible: int, scope: str) -> tuple[re.Pattern[str], ...]:
    numbered = enumerate(refusals(), start=len(_choices()))
    return tuple(r.pattern for i, r in numbered if r.scope == scope and possible >> i & 1)


def possible_patterns(flat: str, sentences: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Yields for each sentence of the flat view (ascending offsets) what find_in_sentence may take for granted about it."""
    return _prefilter().possible(flat, sentences)


def shows_rule(possible: int) -> bool:
    """Tells whether any rule may match; if not, only its list head can make the sentence a measure."""
    return bool(_choices_of(possible))


def speaks_of_credit(flat: str) -> bool:
    """Tells whether a provision says anything of credit, a list or a record."""
    return bool(_CREDIT.search(flat))


@lru_cache(maxsize=1 << 12)
def are_requirements(head: str) -> bool:
    """Tells whether the items below a list head are what someone must meet to be let in."""
    return bool(_REQUIRES.search(head))


@lru_cache(maxsize=1 << 12)
def items_are(head: str) -> str:
    """Returns what the items below a list head are: 'measures', 'conditions', or '' where the head does not say."""
    if _HEAD_OF_RESTRICTIONS.search(head):
        return "measures"
    if _HEAD_OF_MEASURES.search(head) and not _ACTS_BELOW.search(head):
        return "measures"
    if _HEAD_OF_ORDERS.search(head):
        return ""
    if _HEAD_OF_CONDITIONS.search(head) or _ACTS_BELOW.search(head):
        return "conditions"
    return ""


def find_in_sentence(sentence: str, context: Context, possible: int = EVERY_PATTERN) -> list[Hit]:
    """Returns the measures of one sentence (flat view), in text order. `possible` is what possible_patterns says of it."""
    choices = _choices_of(possible)
    kind = _listed_kind(context.list_head)
    if not (choices or kind):
        return []
    masked = _mask(sentence)
    if any(pattern.search(masked) for pattern in _refusals_of(possible, "sentence")):
        return []
    refused = _refusals_of(possible, "clause")
    if items_are(context.list_head) == "conditions":
        choices, kind = tuple(c for c in choices if "requirement" in c[0].needs), None
    hits: list[Hit] = []
    clauses = list(_clauses(masked))
    previous_end = 0
    for i, (a, b) in enumerate(clauses):
        clause = masked[a:b]
        fits = [c for c in choices if c[1].search(clause)]
        # 发改部门：… names in a list of measures who acts.
        listed = None if masked.startswith("：", b) else kind
        if not (fits or listed) or _stands_back(clause, clauses, i, masked):
            continue
        lead = _lead_length(clause)
        shown = _classify(clause, lead, fits, listed, masked, context, clauses[:i])
        if shown is None or any(pattern.search(clause) for pattern in refused):
            continue
        rule = shown.kind, shown.rule
        after = masked[slice(*clauses[i + 1])] if i + 1 < len(clauses) and masked.startswith("，", b) else ""
        if orders_nothing(Place(clause, _bare_start(clause), shown.start, shown.end, shown.kind, masked[:a], after)):
            continue
        start = a + lead
        start = min(start, _bearing_start(masked, clauses, i, previous_end, start))
        for s, e in _separate(masked, start, a, b, rule):
            hits.append(Hit(s, e, rule[0], rule[1]))
        previous_end = b
    return _without_sums(hits, masked) or _by_grade(masked, choices)


def _without_sums(hits: list[Hit], masked: str) -> list[Hit]:
    """Leaves out 实行差异化监管 beside what it sums up: the favours and burdens of the same sentence."""
    if not any(hit.kind in (MeasureKind.INCENTIVE, MeasureKind.PUNISHMENT) for hit in hits):
        return hits
    return [hit for hit in hits if not _SUMS_UP.fullmatch(masked, hit.start, hit.end)]


def _by_grade(masked: str, choices: Sequence[tuple[Rule, re.Pattern[str]]]) -> list[Hit]:
    """Returns the measure of a sentence that says what holds for one credit grade: 信用等级为A级的企业，可以…."""
    for rule, pattern in choices:
        bearer = pattern.search(masked) if "grade" in rule.needs else None
        if bearer is None:
            continue
        start = max(masked.rfind(mark, 0, bearer.start()) for mark in "，；：") + 1
        rest = masked[bearer.end() :]
        if _DONE_WITH_A_GRADE.search(rest) and not _MAKES_A_GRADE.search(rest):
            return [Hit(start, len(masked), rule.kind, rule.name)]
    return []


def _mask(sentence: str) -> str:
    """Blanks out brackets and titles, so that no word in them counts; the length stays."""
    out = sentence.replace("双随机、一公开", _BLANK * 7)
    if "改为" in out or "删" in out:
        out = _STRUCK_OUT.sub(_blank, out)
    if "（" in out:
        out = _MASK.sub(_blank, out)
    return _TITLE.sub(_blank, out) if "《" in out else out


def _blank(m: re.Match[str]) -> str:
    return _BLANK * len(m[0])


def _clauses(masked: str) -> Iterator[tuple[int, int]]:
    at = 0
    for mark in _MAY_BREAK.finditer(masked):
        k = mark.start()
        m = _BREAK.match(masked, k)
        if m is None:
            continue
        if k > at:
            yield at, k
        at = m.end()
    if at < len(masked):
        yield at, len(masked)


def _stands_back(clause: str, clauses: Sequence[tuple[int, int]], i: int, masked: str) -> bool:
    """Tells whether the clause only leads to a measure elsewhere, or is about a rule."""
    return (
        _is_condition(clause, clauses, i, masked)
        or _introduces_list(masked, clauses, i)
        or _publishes_a_rule(masked, clauses, i)
        or _names_a_bearer(masked, clauses, i)
        or _is_borne_on(masked, clauses, i)
    )


def _is_condition(clause: str, clauses: Sequence[tuple[int, int]], i: int, masked: str) -> bool:
    """Tells whether a clause is …的，: an act or a person that the next clause bears on."""
    if i + 1 >= len(clauses) or not clause.endswith("的"):
        return False
    mark = masked[clauses[i][1] : clauses[i][1] + 1]
    return mark == "，" or (mark == "：" and not _HEAD_OF_CONDITIONS.search(clause))


def _introduces_list(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is …可以采取以下惩戒措施：, whose measures are the items below."""
    return (
        i == len(clauses) - 1
        and masked.startswith("：", clauses[i][1])
        and bool(_HEAD_OF_MEASURES.search(masked[clauses[i][0] :]))
    )


def _names_a_bearer(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is 对列入“黑名单”的商户，: only the person that the next clause bears on."""
    clause = masked[clauses[i][0] : clauses[i][1]]
    if i + 1 >= len(clauses) or not clause.startswith(("对", "针对")) or "的" not in clause:
        return False
    if _DOES.search(clause):
        return False
    return not _PREDICATE.search(clause.rsplit("的", 1)[1])


def _is_borne_on(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is a part of 对…，在…，以及…等行为，要追究…责任: acts that the last clause bears on, and no orders."""
    ahead = range(i, min(i + _MOST_ACTS, len(clauses) - 1))
    last = next((k for k in ahead if _ACTS_END.search(masked, *clauses[k])), None)
    if last is None or not _CALLS_TO_ACCOUNT.search(masked, *clauses[last + 1]):
        return False
    first = next((k for k in range(last, max(i - _MOST_ACTS, -1), -1) if _HANDLED.match(masked, *clauses[k])), None)
    if first is None or first > i:
        return False
    return all(masked[end] == "，" for _, end in clauses[first : last + 1])


def _publishes_a_rule(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """Tells whether a clause is 编制…清单，并向社会公布: what is published is a rule, not what is known of someone."""
    a, b = clauses[i]
    if masked.find("社会", a, b) < 0 or not _TO_THE_PUBLIC.match(masked[a:b]):
        return False
    return bool(_MADE_BEFORE.search(masked[:a])) and not _OF_SOMEONE.search(masked[:a])


def _classify(
    clause: str,
    lead: int,
    fits: Sequence[tuple[Rule, re.Pattern[str]]],
    listed: MeasureKind | None,
    sentence: str,
    context: Context,
    before: Sequence[tuple[int, int]],
) -> Hit | None:
    """Returns what a clause shows whose predicate begins at `lead`, in its offsets: words of its subject show no measure."""
    for rule, pattern in fits:
        found = pattern.search(clause, lead)
        if (
            found
            and not (rule.kind is MeasureKind.INCENTIVE and _TAKES_AWAY.match(clause, lead))
            and _holds(rule, clause, sentence, context, before)
        ):
            kind = rule.kind
            if (
                kind is MeasureKind.PUNISHMENT
                and _GIVES_MORE.search(clause, lead)
                and _is_well_graded(sentence, clause)
            ):
                kind = MeasureKind.INCENTIVE
            if kind is MeasureKind.REPAIR and listed is MeasureKind.INCENTIVE and not _MENDS.search(clause):
                kind = MeasureKind.INCENTIVE
            return Hit(found.start(), found.end(), kind, rule.name)
    if listed is MeasureKind.INCENTIVE and not (
        _is_near_credit(sentence, context.list_head) or _is_under_credit(context)
    ):
        return None
    if listed and len(clause) >= 4 and not _AND_OTHERS.search(clause):
        return Hit(lead, len(clause), listed, "列举项")
    return None


def _is_well_graded(sentence: str, clause: str) -> bool:
    """Tells whether a sentence, up to the end of a clause, bears on those of good credit and no others."""
    said = sentence[: sentence.find(clause) + len(clause)]
    return bool(_GOOD.search(said)) and not _BAD.search(said)


@lru_cache(maxsize=1 << 12)
def _listed_kind(head: str) -> MeasureKind | None:
    """Returns what the items are below a head that names measures and says of which kind."""
    if items_are(head) != "measures":
        return None
    return next((kind for kind, words in _KIND_OF_HEAD if words.search(head)), None)


def _holds(rule: Rule, clause: str, sentence: str, context: Context, before: Sequence[tuple[int, int]]) -> bool:
    if not rule.needs:
        return True
    if "grade" in rule.needs:
        return False  # of the sentence as a whole, see _by_grade
    if "requirement" in rule.needs:
        asked = _REQUIRES.search(context.list_head) or (not context.list_head and _MUST_BE.search(sentence))
        return bool(asked) and not clause.endswith(("的", "者", "企业", "单位"))
    if "credit_act" in rule.needs:
        return any(_CREDIT.search(sentence[a:b]) for a, b in before)
    near = _is_near_credit(sentence, context.list_head)
    if "credit_near" in rule.needs:
        return near
    wide = near or _is_under_credit(context)
    if "credit" in rule.needs:
        return wide
    if "acted" in rule.needs:
        return any(_ACTED.search(sentence[a:b]) for a, b in before)
    if "consequence" in rule.needs:
        return wide and _follows_from_something(clause, sentence, context, before)
    if not wide:
        return context.beside_credit and _bars_the_future(clause, sentence, before)
    if items_are(context.list_head) == "measures":
        return True
    acted = any(_ACTED.search(sentence[a:b]) for a, b in before)
    return acted or near or bool(_PERIOD.search(clause)) or bool(_BEARER.search(clause) or before)


@lru_cache(maxsize=16)  # asked of each clause of the same sentence
def _is_near_credit(sentence: str, list_head: str) -> bool:
    """Tells whether a sentence or its list head speaks of credit."""
    # A platform's name alone makes nothing credit work; what is known of someone on it does.
    return bool(
        _CREDIT.search(sentence)
        or _CREDIT.search(list_head)
        or (_PLATFORM.search(sentence) and _KNOWN.search(sentence))
    )


def _is_under_credit(context: Context) -> bool:
    """Tells whether the headings or the title speak of credit."""
    return context.about_credit or bool(_CREDIT.search(context.headings))


def _bars_the_future(clause: str, sentence: str, before: Sequence[tuple[int, int]]) -> bool:
    """Tells whether a restriction without a word of credit is more than the answer to one application.

    It bars for a term, or bars from eligibility or benefits for a breach that the clause before it tells, or limits
    what a class of persons may take part in (对逾期交付过多的房企，限制其参与竞买).
    """
    if _SHUTS_OUT.match(clause, _bare_start(clause)) and any(_CLASS.match(sentence, *span) for span in before):
        return True
    if _BARRED_FOR_A_TERM.search(clause) or any(_LOOKS_BACK.search(sentence[a:b]) for a, b in before):
        return True
    return bool(_BARS.search(clause)) and any(
        _ACTED.search(sentence[a:b]) and _BREACH.search(sentence[a:b]) for a, b in before
    )


def _follows_from_something(clause: str, sentence: str, context: Context, before: Sequence[tuple[int, int]]) -> bool:
    """Tells whether the clause stands under a heading that announces consequences, or behind an act or a graded bearer."""
    if items_are(context.list_head) == "measures" or _ANNOUNCES.search(context.list_head + context.headings):
        return True
    return any(sentence.endswith("的", a, b) for a, b in before) or bool(
        _GRADED.search(sentence[: before[-1][1]] if before else "")
        or _GRADED.search(clause)
        or any(_BY_RESULT.search(sentence, a, b) for a, b in before)
    )


def _bare_start(clause: str) -> int:
    """Tells where a clause begins behind its connectives."""
    lead = _LEADING.match(clause)
    return lead.end() if lead else 0


def _lead_length(clause: str) -> int:
    """Returns length of the words before the measure itself: connectives, the office that acts, its modal verb."""
    at = _bare_start(clause)
    speaker = _SPEAKER.match(clause[at:])
    if speaker and not _HANDLES.search(speaker[0]) and at + speaker.end() <= len(clause) - 4:
        at += speaker.end()
    return at


def _bearing_start(masked: str, clauses: Sequence[tuple[int, int]], i: int, previous_end: int, start: int) -> int:
    """Tells where the act or person begins that this clause bears on, if it stands directly before and is not yet used."""
    k = i - 1
    at = start
    while k >= 0 and clauses[k][0] >= previous_end:
        words = masked[clauses[k][0] : clauses[k][1]]
        if not (
            words.endswith("的") or (words.startswith(("对", "将", "把")) and not _ACTS.search(words))
        ) or masked.startswith("；", clauses[k][1]):
            break
        at = clauses[k][0]
        k -= 1
    return at


def _separate(masked: str, start: int, a: int, b: int, rule: tuple[MeasureKind, str]) -> Iterator[tuple[int, int]]:
    """Yields one span, or one for each punishment of a list such as 限制A、B和C."""
    if rule[0] is not MeasureKind.PUNISHMENT:
        yield start, b
        return
    clause = masked[a:b]
    cuts = list(_LIST_MARK.finditer(clause))
    pieces: list[tuple[int, int]] = []
    at = max(start - a, 0)
    for m in cuts:
        if m.start() > at and _LIST_VERB.match(clause[m.end() :]):
            pieces.append((at, m.start()))
            at = m.end()
    pieces.append((at, len(clause)))
    if len(pieces) == 1 or any(e - s < 2 for s, e in pieces):
        yield start, b
        return
    for k, (s, e) in enumerate(pieces):
        yield (min(start, a + s) if k == 0 else a + s), a + e
