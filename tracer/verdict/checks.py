"""The checks beside the verdict, by the words of the document (docs/semantics.md#checks).

A silent text is not_found; failed needs words that contradict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph_schema.messages import Message, codes
from graph_schema.numbers import article_number
from graph_schema.records import CheckFinding, Document, Measure
from graph_schema.terms import Check, CheckResult, SourceLevel, Verdict
from tracer.policy.rules import Policy
from tracer.policy.scope import is_local_list
from tracer.registry.shelf import Cited
from tracer.verdict.support import Statement, proportion, quotation, support


@dataclass(frozen=True, slots=True)
class Case:
    """The things that the checks look at: the measure, its sentence, its provision, its document, and what it rests on."""

    measure: Measure
    sentence: str
    provision: str
    document: Document
    text: str
    reached: SourceLevel | None
    all_reached: frozenset[SourceLevel]
    verdict: Verdict
    policy: Policy
    as_of: date
    statement: Statement
    cited: tuple[Cited | None, ...]
    quoted: tuple[tuple[str, Cited | None], ...]
    lays_down: bool
    nationwide: bool


_FINDING = re.compile(
    "判决|裁判|裁定|仲裁|裁决|行政处罚|处罚决定|处理决定|处罚信息|行政决定|生效(?:法律)?文书|法律文书|被?(?:吊销|撤销)(?:许可|营业执照|资质|行政许可)?|失信被执行人|行政强制|刑事责任|认定文书|决定书|犯罪"
)
_SLIGHT = re.compile(
    "投诉|举报|群众反映|(?:积分|得分|信用分|评分|评价)[^，。；]{0,4}(?:低于|不足|不合格|在.{0,6}以下)|低于\\d+分|不足\\d+分|(?:记分|扣分|计分)[^，。；]{0,6}(?:达到?|满|超过)|等级(?:为|在).{0,4}(?:以下|级)"
)
_FIELDS = {
    "people": "食品|药品|食物中毒|生态|环境|污染|工程质量|安全生产|消防|生命|身体健康|特种设备|医疗",
    "market": "贿赂|逃税|骗税|偷税|欠税|欠薪|拖欠|拒不支付|非法集资|合同欺诈|欺诈|传销|无证|无照|假冒|伪劣|知识产权|围标|串标|串通投标|虚假|消费者|证券|网络秩序|扰乱|价格违法|骗取|弄虚作假|公平竞争",
    "duties": "拒不履行|拒不执行|逃避执行|被执行人|判决确定的义务|抗拒执行",
    "defence": "国防|兵役",
}
_FIELD_NAMES = codes("check_field", ("people", "market", "duties", "defence"))
_PROCEDURE = {
    "notice": "告知",
    "grounds": "事由|理由|事实|依据",
    "rights": "陈述|申辩|依法享有的权利|异议|听证",
    "objection": "核实|复核|核查.{0,10}(?:反馈|答复)|反馈(?:结果|意见)",
    "decision": "决定书|决定文书|行政决定|书面决定",
    "removal": "移出|退出|撤出",
    "remedy": "救济|复议|诉讼|起诉|申诉",
}
_STEP_NAMES = codes("check_step", ("notice", "grounds", "rights", "objection", "decision", "removal", "remedy"))
_NO_NOTICE = re.compile("(?:不经|无需|不需|无须|不再|未经)(?:另行|事先|事前)?(?:告知|通知)|直接(?:列入|纳入)")
_THIRD = "(?:银行|金融机构|信用服务机构|征信机构|行业协会|商会|协会|新闻媒体|媒体|信用社|保险公司|供水|供电)"
_COERCION = re.compile(
    f"{_THIRD}[^，。；]{{0,12}}(?:必须|应当|应|一律|不得|须|要)(?!依法保护)|(?:责令|强制|强制要求|要求|督促|责成)[^，。；]{{0,10}}{_THIRD}"
)
_FREE = re.compile("鼓励|支持|引导|可以|倡导|建议|不得强制")
_REPAIR = re.compile(
    "(?<!不予)(?<!不得)(?<!不得申请)(?<!不可)(?<!不能)(?<!不再)(?:信用修复|修复|移出|退出名单|撤销失信|停止公示|重塑信用|纠正失信)"
)
_FEE = re.compile("(?:缴纳|交纳|收取|支付)[^，。；]{0,16}(?:费|金额|元)|(?:修复|审核|服务)费[^，。；]{0,6}\\d*元?")
_NO_FEE = re.compile("不得[^，。；]{0,20}收|不收|免收|免费|无偿")
_REPAIR_DENIED = re.compile(
    "不予(?:信用)?(?:修复|移出|退出)|不得(?:申请)?(?:信用)?(?:修复|移出|退出)|不可(?:修复|移出)"
)
_NO_REPAIR = re.compile(
    "不予(?:修复|移出|退出)|不得(?:申请)?(?:修复|移出)|终身(?:不|禁)|永久(?:列入|记录|不|保留)|不可修复"
)
_MINORS = re.compile("未成年|未满十[四六八]|不满十[四六八]|未满1[468]|不满1[468]|中小学生|在校学生")
_LENIENT = re.compile("宽容审慎|不可抗力|非主观|轻微失信|情节轻微|未成年人[^，。；]{0,12}(?:不|除外|免)|容错")
_CONSENTED = re.compile(
    "(?:征得|征求|经|报)[^，。；]{0,16}(?:发展(?:和|与)?改革|发改|信用)[^，。；]{0,16}同意|"
    "信用(?:主管|牵头|综合管理)部门[^，。；]{0,10}(?:意见|同意)|(?:发展(?:和|与)?改革|发改)[^，。；]{0,10}(?:出具|函复|回复)[^，。；]{0,10}(?:同意|意见)"
)


def run_checks(case: Case) -> Mapping[Check, CheckFinding]:
    """Returns the checks that apply to this kind of measure, each with its result and words, in a stable order."""
    out: dict[Check, CheckFinding] = {}
    for check, run in CHECKS:
        asked = case.policy.check_for(check, case.measure.kind)
        if asked and not (check in _SEVERE_LISTS and _PRAISE.search(case.measure.text)):
            finding = run(case)
            if finding is not None:
                out[check] = finding
    return out


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    m = pattern.search(text)
    return m[0] if m else None


_ITEM = re.compile("（[一二三四五六七八九十]{1,3}）|(?<![\\d.．])\\d{1,2}[.．、](?!\\d)")
_ONE_OF = re.compile("(?:下列|以下|如下)[^，。；：]{0,12}(?:情形|行为|情况|条件|事项)[^。]{0,80}：$")
_CONDITION = re.compile("[^。；]{4,}?的(?=，)")


def _items_below(case: Case) -> list[str]:
    """Returns the items below a measure that each suffices for: 有下列情形之一的，列入名单：（一）…."""
    sentence = case.sentence.replace("\n", "").strip()
    at = case.provision.find(sentence)
    if at < 0 or not _ONE_OF.search(sentence):
        return []
    below = case.provision[at + len(sentence) :]
    marks = list(_ITEM.finditer(below))
    ends = [m.start() for m in marks[1:]] + [len(below)]
    return [below[m.end() : end] for m, end in zip(marks, ends, strict=True)]


def _alternatives(sentence: str) -> list[str]:
    """Returns what each suffices in a condition: 受到处罚或者被投诉三次的."""
    condition = _CONDITION.search(sentence)
    return re.split("或者?", condition[0]) if condition else []


def _misconduct_finding(case: Case) -> CheckFinding:
    """Asks of each alternative whether it rests on a decision: the weakest decides."""
    items = _items_below(case)
    without = [words for words in items or _alternatives(case.sentence) if not _FINDING.search(words)]
    slight = next((found for words in without if (found := _found(_SLIGHT, words))), None)
    if slight:
        return CheckFinding(result=CheckResult.FAILED, words=slight)
    open_items = bool(items and without)
    for words in (case.sentence,) if open_items else (case.sentence, case.provision):
        formal = _found(_FINDING, words)
        if formal:
            return CheckFinding(result=CheckResult.OK, words=formal)
        slight = _found(_SLIGHT, words)
        if slight:
            return CheckFinding(result=CheckResult.FAILED, words=slight)
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_legal_document"))


def _list_fields(case: Case) -> CheckFinding:
    for name, words in _FIELDS.items():
        named = re.search(words, case.sentence) or re.search(words, case.provision)
        if named:
            return CheckFinding(result=CheckResult.OK, words=_in_field(named[0], name))
    named = re.search("|".join(_FIELDS.values()), (case.document.title or ""))
    if named:
        return CheckFinding(result=CheckResult.OK, words=named[0])
    return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.no_field"))


def _in_field(words: str, field: str) -> Message:
    return Message.of("check_words.in_field", words=words, field=Message(_FIELD_NAMES[field]))


_NATIONAL = frozenset({SourceLevel.CONSTITUTION, SourceLevel.LAW, SourceLevel.ADMIN_REGULATION})
_LOCAL_LEVELS = frozenset({SourceLevel.LOCAL_NORMATIVE, SourceLevel.LOCAL_RULE})


def _list_criteria(case: Case) -> CheckFinding:
    local = case.document.level in _LOCAL_LEVELS
    if SourceLevel.LOCAL_REGULATION in case.all_reached:
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.by_local_regulation"))
    if case.reached in _NATIONAL and not (local and is_local_list(case.measure)):
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.by_law"))
    if not local and case.reached is SourceLevel.CENTRAL_POLICY:
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.by_central_policy"))
    if case.nationwide or (not local and case.document.level is SourceLevel.DEPARTMENT_RULE):
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.by_ministry_rule"))
    if local:
        return CheckFinding(result=CheckResult.FAILED, words=Message("check_words.local_list"))
    return CheckFinding(result=CheckResult.FAILED, words=Message("check_words.no_criteria"))


# What is asked of the whole text of a document is asked once for all its measures.
@lru_cache(maxsize=8)
def _missing_steps(text: str) -> tuple[str, ...]:
    """Returns the steps of the procedure that a text does not name, by their keys."""
    return tuple(name for name, words in _PROCEDURE.items() if not re.search(words, text))


@lru_cache(maxsize=8)
def _fee_words(text: str) -> str | None:
    """Returns the words that make repair cost a fee."""
    for sentence in re.split("[。；\n]", text):
        if _FEE.search(sentence) and re.search("修复|移出", sentence) and not _NO_FEE.search(sentence):
            return _found(_FEE, sentence)
    return None


@lru_cache(maxsize=8)
def _repair_words(text: str) -> str | None:
    return _found(_REPAIR, text)


@lru_cache(maxsize=8)
def _denied_repair(text: str) -> str | None:
    """Returns the words by which a text denies removal or repair."""
    return _found(_REPAIR_DENIED, text)


@lru_cache(maxsize=8)
def _lenient_words(text: str) -> str | None:
    return _found(_LENIENT, text)


def _list_procedure(case: Case) -> CheckFinding:
    contrary = _found(_NO_NOTICE, case.provision)
    if contrary and re.search("名单|告知|通知", case.provision):
        return CheckFinding(result=CheckResult.FAILED, words=contrary)
    late = _late_answer(case)
    if late:
        return CheckFinding(result=CheckResult.FAILED, words=late)
    missing = _missing_steps(case.text)
    if not missing:
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.procedure_whole"))
    return CheckFinding(
        result=CheckResult.NOT_FOUND,
        words=Message.of("check_words.missing", steps=[Message(_STEP_NAMES[step]) for step in missing]),
    )


_ANSWER = re.compile(
    "(?P<days>[一二三四五六七八九十两\\d]{1,3})个工作日(?:以)?内[^，。；]{0,12}(?:反馈|答复|核实|复核|处理|告知)"
)


def _late_answer(case: Case) -> Message | None:
    """Returns the words that give an objection more working days than the policy does."""
    asked = case.policy.check_for(Check.LIST_PROCEDURE, case.measure.kind)
    if asked is None or asked.answer_days is None:
        return None
    for sentence in re.split("[。；\n]", case.text):
        for found in _ANSWER.finditer(sentence) if "异议" in sentence else ():
            days = article_number(f"第{found['days']}条")
            if days is not None and days > asked.answer_days:
                return Message.of(
                    "check_words.late_answer", words=found[0], authority=asked.authority, n=asked.answer_days
                )
    return None


def _no_coercion(case: Case) -> CheckFinding:
    words = _found(_COERCION, case.sentence)
    if words and not _FREE.search(case.sentence):
        return CheckFinding(result=CheckResult.FAILED, words=words)
    return CheckFinding(result=CheckResult.OK)


def _proportion(case: Case) -> CheckFinding:
    return proportion(case.statement, case.cited)


def _repair(case: Case) -> CheckFinding:
    fee = _fee_words(case.text)
    if fee:
        return CheckFinding(result=CheckResult.FAILED, words=fee)
    contrary = _found(_NO_REPAIR, case.provision)
    if contrary:
        return CheckFinding(result=CheckResult.FAILED, words=contrary)
    words = _repair_words(case.text)
    if words:
        return CheckFinding(result=CheckResult.OK, words=words)
    denied = _denied_repair(case.text)
    if denied:
        return CheckFinding(result=CheckResult.FAILED, words=denied)
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_repair"))


def _leniency(case: Case) -> CheckFinding:
    minors = _found(_MINORS, case.sentence)
    if minors and not re.search(
        f"{minors}[^，。；]{{0,12}}(?:不适用|不予惩戒|不记入|不纳入|不扣|除外|免于|免予)|除{minors}", case.sentence
    ):
        return CheckFinding(result=CheckResult.FAILED, words=minors)
    words = _lenient_words(case.text)
    if words:
        return CheckFinding(result=CheckResult.OK, words=words)
    return CheckFinding(result=CheckResult.NOT_FOUND)


def _transition(case: Case) -> CheckFinding | None:
    end = case.policy.transition_ends
    issued = case.document.date
    if end is None or issued is None or issued >= case.policy.since:
        return None
    if case.as_of <= end:
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.in_transition"))
    in_line = _list_criteria(case).result is CheckResult.OK and _list_procedure(case).result is CheckResult.OK
    if in_line and case.verdict in (Verdict.DIRECT, Verdict.EXEMPT):
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.in_line"))
    return CheckFinding(result=CheckResult.FAILED, words=Message("check_words.not_brought_into_line"))


def _pre_issuance(case: Case) -> CheckFinding | None:
    if not case.document.draft:
        return None
    words = _found(_CONSENTED, case.text)
    if words:
        return CheckFinding(result=CheckResult.OK, words=words)
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_consent_of_lead"))


def _catalogue(case: Case) -> CheckFinding:
    return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.no_catalogue"))


_DEFERS = re.compile("(?:依照|按照|根据|依据)(?:有关|相关)?(?:法律|行政法规|法律法规)(?:、(?:行政)?法规)*(?!》)")


def _support(case: Case) -> CheckFinding | None:
    if case.verdict not in (Verdict.DIRECT, Verdict.INDIRECT):
        return None
    if case.lays_down:
        if _DEFERS.search(case.sentence):
            return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.defers"))
        return CheckFinding(result=CheckResult.STATED, words=case.measure.text)
    return support(case.statement, case.cited)


def _quote(case: Case) -> CheckFinding | None:
    return quotation(case.quoted)


# What 国办发〔2020〕49号 四 asks of lists of severe misconduct it does not ask of lists of praise.
_PRAISE = re.compile("红名单|红”?榜|白名单|守信(?:主体|企业)?名单|诚信(?:企业|主体|典型)?名单")
_SEVERE_LISTS = frozenset(
    {
        Check.MISCONDUCT_FINDING,
        Check.LIST_FIELDS,
        Check.LIST_CRITERIA,
        Check.LIST_PROCEDURE,
        Check.REPAIR,
        Check.TRANSITION,
    }
)
CHECKS: tuple[tuple[Check, Callable[[Case], CheckFinding | None]], ...] = (
    (Check.MISCONDUCT_FINDING, _misconduct_finding),
    (Check.LIST_FIELDS, _list_fields),
    (Check.LIST_CRITERIA, _list_criteria),
    (Check.LIST_PROCEDURE, _list_procedure),
    (Check.NO_COERCION, _no_coercion),
    (Check.PROPORTION, _proportion),
    (Check.REPAIR, _repair),
    (Check.LENIENCY, _leniency),
    (Check.TRANSITION, _transition),
    (Check.PRE_ISSUANCE, _pre_issuance),
    (Check.CATALOGUE, _catalogue),
    (Check.SUPPORT, _support),
    (Check.QUOTE, _quote),
)
