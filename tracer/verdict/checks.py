"""The checks beside the verdict, by the words of the document (docs/semantics.md#checks).

A silent text is not_found; failed needs words that contradict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph_schema.first_use import later
from graph_schema.memory import remembered
from graph_schema.messages import Message, codes
from graph_schema.numbers import article_number
from graph_schema.records import CheckFinding, Document, Measure
from graph_schema.terms import Check, CheckResult, MeasureKind, SourceLevel, Verdict
from tracer.policy.rules import Policy
from tracer.policy.scope import is_local_list
from tracer.registry.credit_lists import ListEdition
from tracer.registry.shelf import Cited, Whole
from tracer.verdict.catalogue import catalogue, held
from tracer.verdict.check_words import word_class
from tracer.verdict.clauses import Polarity, Said, ordered_party, said_of, sentences
from tracer.verdict.grounds import Weight, weakest
from tracer.verdict.publication import publication_term
from tracer.verdict.support import Statement, proportion, quotation, support
from tracer.verdict.windows import one_window


@dataclass(frozen=True, slots=True)
class Case:
    """The things that the checks look at: the measure, its sentence, its provision, its document, and what it rests on.

    `lists` are the national lists and supplements that are at hand, `bases` the titles and articles that the measure is said to rest on.
    """

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
    cited: tuple[Cited | Whole | None, ...]
    quoted: tuple[tuple[str, Cited | Whole | None], ...]
    lays_down: bool
    nationwide: bool
    lists: tuple[ListEdition, ...] = ()
    bases: tuple[tuple[str, tuple[str, ...]], ...] = ()


Run = Callable[[Case], CheckFinding | None]
_FIELDS = {
    "people": "食品|药品|食物中毒|生态|环境|污染|工程质量|安全生产|消防|生命|身体健康|特种设备|医疗",
    "market": "贿赂|逃税|骗税|偷税|欠税|欠薪|拖欠|拒不支付|非法集资|合同欺诈|欺诈|传销|无证|无照|假冒|伪劣|知识产权|围标|串标|串通投标|虚假|消费者|证券|网络秩序|扰乱|价格违法|骗取|弄虚作假|公平竞争",
    "duties": "拒不履行|拒不执行|逃避执行|被执行人|判决确定的义务|抗拒执行",
    "defence": "国防|兵役",
}
_FIELD_NAMES = codes("check_field", ("people", "market", "duties", "defence"))
_STEPS = ("notice", "grounds", "rights", "objection", "decision", "removal", "remedy")
_STEP_NAMES = codes("check_step", _STEPS)
_FEE = later("(?:缴纳|交纳|收取|支付)[^，。；]{0,16}(?:费|金额|元)|(?:修复|审核|服务)费[^，。；]{0,6}\\d*元?")
_NO_FEE = later("不得[^，。；]{0,20}收|不收|免收|免费|无偿")
_CONSENTED = later(
    "(?:征得|征求|经|报)[^，。；]{0,16}(?:发展(?:和|与)?改革|发改|信用)[^，。；]{0,16}同意|"
    "信用(?:主管|牵头|综合管理)部门[^，。；]{0,10}(?:意见|同意)|(?:发展(?:和|与)?改革|发改)[^，。；]{0,10}(?:出具|函复|回复)[^，。；]{0,10}(?:同意|意见)"
)


def run_checks(case: Case) -> Mapping[Check, CheckFinding]:
    """Returns the checks that apply to this kind of measure, each with its result and words, in a stable order."""
    return dict(_found_by(case))


def has_failed(case: Case) -> bool:
    """Tells whether any of them fails; none is asked behind the first that does."""
    return any(finding.result is CheckResult.FAILED for _, finding in _found_by(case))


def is_silent(case: Case) -> bool:
    """Tells whether the check of it says that no source speaks of such a measure."""
    if case.policy.check_for(Check.SUPPORT, case.measure.kind) is None:
        return False
    found = _support(case)
    return found is not None and found.result is CheckResult.NOT_STATED


def _found_by(case: Case) -> Iterator[tuple[Check, CheckFinding]]:
    asked, of_severe_lists = _asked_of(case.policy, case.measure.kind)
    praises = bool(of_severe_lists) and _PRAISE.search(case.measure.text) is not None
    for check, run in asked:
        if praises and check in of_severe_lists:
            continue
        finding = run(case)
        if finding is not None:
            yield check, finding


@remembered(size=256)
def _asked_of(policy: Policy, kind: MeasureKind) -> tuple[tuple[tuple[Check, Run], ...], frozenset[Check]]:
    """Returns the checks that a policy asks of a kind of measure, and those of them that it asks of lists of severe misconduct alone."""
    asked = tuple((check, run) for check, run in CHECKS if policy.check_for(check, kind))
    return asked, _SEVERE_LISTS & {check for check, _ in asked}


def _misconduct_finding(case: Case) -> CheckFinding:
    """Asks of each alternative whether it rests on a decision: the weakest decides."""
    ground = weakest(case.sentence, case.measure.text.replace("\n", ""), case.provision)
    if ground.weight is Weight.OPEN:
        return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_legal_document"))
    result = CheckResult.OK if ground.weight is Weight.FORMAL else CheckResult.FAILED
    return CheckFinding(result=result, words=ground.words)


def _list_fields(case: Case) -> CheckFinding:
    for name, words in _FIELDS.items():
        named = _first_of(words, case.sentence) or _first_of(words, case.provision)
        if named:
            return CheckFinding(result=CheckResult.OK, words=_in_field(named, name))
    named = _first_of("|".join(_FIELDS.values()), case.document.title or "")
    if named:
        return CheckFinding(result=CheckResult.OK, words=named)
    return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.no_field"))


@lru_cache(maxsize=16)
def _first_of(words: str, text: str) -> str | None:
    """Returns the first of the words of a field that stands in a text."""
    found = re.search(words, text)
    return found[0] if found else None


def _in_field(words: str, field: str) -> Message:
    return Message.of("check_words.in_field", words=words, field=Message(_FIELD_NAMES[field]))


_NATIONAL = frozenset({SourceLevel.CONSTITUTION, SourceLevel.LAW, SourceLevel.ADMIN_REGULATION})
_LOCAL_LEVELS = frozenset({SourceLevel.LOCAL_NORMATIVE, SourceLevel.LOCAL_RULE})


# A list that the measure itself calls the nation's, or one that laws and regulations of the State keep by name.
_OF_THE_NATION = later("全国|国家级?|异常名录|失信被执行人|严重违法失信|重大税收违法")


def _list_criteria(case: Case) -> CheckFinding:
    """Asks whose list it is by the level of the document, then who laid down the criteria."""
    local = case.document.level in _LOCAL_LEVELS
    if SourceLevel.LOCAL_REGULATION in case.all_reached:
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.by_local_regulation"))
    if case.reached in _NATIONAL and not (local and _is_own_list(case)):
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.by_law"))
    if not local and case.reached is SourceLevel.CENTRAL_POLICY:
        return CheckFinding(result=CheckResult.OK, words=Message("check_words.by_central_policy"))
    if case.nationwide or (not local and case.document.level is SourceLevel.DEPARTMENT_RULE):
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.by_ministry_rule"))
    if local:
        return CheckFinding(result=CheckResult.FAILED, words=Message("check_words.local_list"))
    return CheckFinding(result=CheckResult.FAILED, words=Message("check_words.no_criteria"))


def _is_own_list(case: Case) -> bool:
    """Tells whether a list of a local document is the place's own: a law that speaks of the list, or a name of the nation's, make it another's."""
    if is_local_list(case.measure):
        return True
    # Only the article cited tells whose list it is; a law that is cited as a whole speaks of many.
    named = [one for one in case.cited if not isinstance(one, Whole)]
    stated = support(case.statement, named).result is CheckResult.STATED
    return not stated and not _OF_THE_NATION.search(case.measure.text)


# What is asked of the whole text of a document is asked once for all its measures.
@lru_cache(maxsize=8)
def _missing_steps(text: str) -> tuple[str, ...]:
    """Returns the steps of the procedure that a text does not name, or names to deny them, by their keys."""
    granting = word_class("granting")
    return tuple(
        step
        for step in _STEPS
        if all(said.polarity is Polarity.DENIED for said in said_of(text, word_class(step), granting))
    )


@lru_cache(maxsize=8)
def _fee_words(text: str) -> str | None:
    """Returns the words that make repair cost a fee."""
    for sentence in sentences(text):
        mends = word_class("way_out").first_in(sentence) or (
            "修复" in sentence and word_class("listing").first_in(sentence)
        )
        if mends and not _NO_FEE.search(sentence):
            fee = _FEE.search(sentence)
            if fee:
                return fee[0]
    return None


@lru_cache(maxsize=8)
def _lenient_words(text: str) -> CheckFinding:
    """Reads what a text says of excuses: that they spare somebody, that they count for nothing, or nothing at all."""
    ignored: str | None = None
    for sentence in sentences(text):
        for excuse in word_class("excuse").each_in(sentence):
            spares = _spares(sentence, excuse.start())
            if spares:
                return CheckFinding(result=CheckResult.OK, words=excuse[0])
            if spares is False:
                ignored = ignored or sentence
    for said in said_of(text, word_class("mercy")):
        if said.polarity is not Polarity.DENIED:
            return CheckFinding(result=CheckResult.OK, words=said.words)
    if ignored:
        return CheckFinding(result=CheckResult.FAILED, words=ignored)
    return CheckFinding(result=CheckResult.NOT_FOUND)


def _spares(sentence: str, at: int) -> bool | None:
    """Tells whether a sentence spares the person or the case that it names at an offset; None where it says neither."""
    if re.search("除(?:了|对|对于|因)?$", sentence[:at]):
        return True
    # In the clause that names it, or where the next one opens.
    clause = sentence[sentence.rfind("，", 0, at) + 1 :].split("，")
    if word_class("regardless").first_in("，".join((clause[0], *(next_one[:4] for next_one in clause[1:2])))):
        return False
    for said in said_of(sentence[at:], word_class("sparing")):
        return said.polarity is not Polarity.DENIED
    if any(said.polarity is Polarity.DENIED for said in said_of(sentence[at:], word_class("penalty"))):
        return True
    return None


_ENTERS = later("列入|纳入|名单")
_AT_ONCE = later("直接(?=列入|纳入)")
_NOT_BEFORE = later(
    "(?:不得|不能|不应|不予|严禁|禁止|方可|才能|才可)[^，]{0,12}(?:列入|纳入)|(?:不得|严禁|禁止)[^，]{0,6}直接"
)


@lru_cache(maxsize=16)
def _denied_step(text: str, *, whole: bool) -> str | None:
    """Returns the words that deny notice or rights; of a `whole` document only where the sentence is about a list."""
    granting = word_class("granting")
    for step in ("notice", "rights"):
        for said in said_of(text, word_class(step), granting):
            about = _ENTERS.search(said.sentence) or not whole
            if said.polarity is Polarity.DENIED and about and not _NOT_BEFORE.search(said.sentence):
                return said.words
    for sentence in sentences(text):
        at_once = _AT_ONCE.search(sentence)
        if at_once and not _NOT_BEFORE.search(sentence) and not whole:
            return at_once[0]
    return None


def _list_procedure(case: Case) -> CheckFinding:
    contrary = _denied_step(case.provision, whole=False) or _denied_step(case.text, whole=True)
    if contrary:
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


_ANSWER = later(
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
    words = ordered_party(case.sentence, case.measure.text)
    if words:
        return CheckFinding(result=CheckResult.FAILED, words=words)
    return CheckFinding(result=CheckResult.OK)


def _proportion(case: Case) -> CheckFinding:
    return proportion(case.statement, case.cited)


_BARE = 10  # letters of a clause that says only that something ends: 期满自动解除


def _is_of_list(said: Said) -> bool:
    """Tells whether what ends by a word is a list or a record: its clause names one, or nothing else and its sentence does.

    What is denied and called 修复 is no wall or river.
    """
    if word_class("list").first_in(said.clause):
        return True
    ends = said.clause.endswith(said.words) and len(said.clause) <= _BARE
    if said.words.endswith("修复"):
        return said.polarity is Polarity.DENIED
    return ends and word_class("list").first_in(said.sentence) is not None


@lru_cache(maxsize=16)
def _ways_out(text: str) -> tuple[str | None, str | None]:
    """Returns the words by which a text opens a way out of a list or record, and those by which it closes it for good."""
    opened = closed = None
    for said in said_of(text, word_class("way_out")):
        if said.polarity is not Polarity.DENIED:
            opened = opened or said.words
        elif not word_class("limit").first_in(said.before + said.words):
            closed = closed or said.words
    for said in said_of(text, word_class("way_out_of_list")):
        if not _is_of_list(said):
            continue
        if said.polarity is not Polarity.DENIED:
            opened = opened or said.words
        elif not word_class("limit").first_in(said.before + said.words):
            closed = closed or said.words
    for sentence in () if closed else sentences(text):
        for for_ever in word_class("for_ever").each_in(sentence):
            barred = word_class("negation").opens(sentence[for_ever.end() :])
            if barred or word_class("listing").first_in(sentence):
                return opened, for_ever[0]
    return opened, closed


def _repair(case: Case) -> CheckFinding:
    fee = _fee_words(case.text)
    if fee:
        return CheckFinding(result=CheckResult.FAILED, words=fee)
    own_opened, own_closed = _ways_out(case.provision)
    opened, closed = _ways_out(case.text)
    if own_closed and not own_opened:
        return CheckFinding(result=CheckResult.FAILED, words=own_closed)
    if opened:
        return CheckFinding(result=CheckResult.OK, words=opened)
    if closed:
        return CheckFinding(result=CheckResult.FAILED, words=closed)
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_repair"))


def _leniency(case: Case) -> CheckFinding:
    """Asks of minors in the sentence of the measure that it spares them; else whether the document knows any excuse."""
    return _leniency_to_minors(case.sentence) or _lenient_words(case.text)


@lru_cache(maxsize=16)
def _leniency_to_minors(sentence: str) -> CheckFinding | None:
    """Tells whether a sentence spares minors; None where it does not speak of them."""
    minors = next(word_class("minors").each_in(sentence), None)
    if minors is None:
        return None
    spares = _spares(sentence, minors.start())
    return CheckFinding(result=CheckResult.OK if spares else CheckResult.FAILED, words=minors[0])


def _transition(case: Case) -> CheckFinding | None:
    end = case.policy.transition_ends
    issued = case.document.date
    if end is None or issued is None or issued >= case.policy.since:
        return None
    if case.as_of <= end:
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.in_transition"))
    # Silence is no fault (docs/semantics.md#ruling-22): a list is out of line by its basis, its criteria or a procedure denied.
    found = {_list_criteria(case).result, _list_procedure(case).result}
    if _misconduct_finding(case).result is CheckResult.FAILED:
        found.add(CheckResult.FAILED)
    if case.verdict is Verdict.DEAD_END or CheckResult.FAILED in found:
        return CheckFinding(result=CheckResult.FAILED, words=Message("check_words.not_brought_into_line"))
    if CheckResult.NOT_FOUND in found:
        return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.procedure_not_told"))
    if case.verdict is Verdict.REVIEW or CheckResult.UNKNOWN in found:
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.line_not_clear"))
    return CheckFinding(result=CheckResult.OK, words=Message("check_words.in_line"))


def _pre_issuance(case: Case) -> CheckFinding | None:
    if not case.document.draft:
        return None
    for consent in _CONSENTED.finditer(case.text):
        if not re.search("[未不没][^，。；]{0,2}$", case.text[: consent.start()]):
            return CheckFinding(result=CheckResult.OK, words=consent[0])
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_consent_of_lead"))


_BY_LAW = frozenset({SourceLevel.CONSTITUTION, SourceLevel.LAW, SourceLevel.ADMIN_REGULATION})
_SEVERE = later("严重(?:违法)?失信|黑名单|严重违法")


def _publication_term(case: Case) -> CheckFinding:
    """Asks of the terms of the measure's own provision, and of those of the document that hold for all; where it has none, of all of the document's."""
    rule = case.policy.check_for(Check.PUBLICATION_TERM, case.measure.kind)
    serious = case.measure.kind is MeasureKind.NAME_LIST and bool(_SEVERE.search(case.measure.text))
    by_law = case.document.level in _BY_LAW
    own = publication_term(case.provision, rule, serious=serious, by_law=by_law, beside=case.text)
    if own.result is not CheckResult.NOT_FOUND:
        return own
    return publication_term(case.text, rule, serious=serious, by_law=by_law)


def _one_window(case: Case) -> CheckFinding | None:
    rule = case.policy.check_for(Check.ONE_WINDOW, case.measure.kind)
    return one_window(case.text, rule) if rule else None


def _catalogue(case: Case) -> CheckFinding:
    asked = held(case.measure, case.sentence, case.document.region, case.bases, case.provision)
    return catalogue(asked, case.lists, case.as_of)


_DEFERS = later("(?:依照|按照|根据|依据)(?:有关|相关)?(?:法律|行政法规|法律法规)(?:、(?:行政)?法规)*(?!》)")


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
_PRAISE = later("红名单|红”?榜|白名单|守信(?:主体|企业)?名单|诚信(?:企业|主体|典型)?名单")
_SEVERE_LISTS = frozenset(
    {
        Check.MISCONDUCT_FINDING,
        Check.LIST_FIELDS,
        Check.LIST_CRITERIA,
        Check.LIST_PROCEDURE,
        Check.REPAIR,
        Check.TRANSITION,
        Check.PUBLICATION_TERM,
        Check.ONE_WINDOW,
    }
)
CHECKS: tuple[tuple[Check, Run], ...] = (
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
    (Check.PUBLICATION_TERM, _publication_term),
    (Check.ONE_WINDOW, _one_window),
    (Check.CATALOGUE, _catalogue),
    (Check.SUPPORT, _support),
    (Check.QUOTE, _quote),
)
