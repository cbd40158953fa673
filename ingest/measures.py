"""Measures: one record for each separable measure (FEATURES.md B4, E1; gold/CONVENTIONS.md).

A measure is what a clause does to someone. Each sentence that holds a trigger is cut into clauses;
the first rule of lexicon/measures.toml that fits a clause gives its kind, unless a refusal of
lexicon/refusals.toml shows that the clause is a duty, a limit, a slogan or a definition. A list of
punishments in one clause becomes one record each, sharing act and object.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from graph_schema.terms import MeasureKind

_CLAUSE_CHAR = "[^，。；：！？\n]"
_SENTENCE_CHAR = "[^。！？\n]"
_CREDIT = re.compile(
    "(?<!诚实)信用(?!贷款|卡|证|社|原则|信息公示系统|信息(?:共享|服务|管理)?平台)|诚信(?!原则)|失信|守信|征信|信誉|黑名单|红名单|红黑|惩戒|激励|奖惩|不良记录|被执行人|处罚信息|违法信息|信易|积分|文明行为"
)
_PLATFORM = re.compile("信用信息公示系统|信用信息(?:共享|服务|管理)?平台")
_KNOWN = re.compile("处罚|违法|不良|处理结果|异常|许可|检查结果|评价|记录")
_TRIGGER = re.compile(
    "信用|诚信|失信|守信|名单|名录|红榜|黑榜|惩戒|奖惩|激励|限制|取消|撤销|不得|不予|不再|不能|暂停|停止|禁止|优先|优惠|奖励|表彰|"
    "公示|公布|公开|曝光|披露|共享|互联互通|查询|修复|移出|评价|评级|等级|积分|评定|档案|记录|归集|推送|记入|纳入|列入|列为|分类监管|"
    "免|折|绿色|容缺|便利|通报|警告|劝退|约谈|拒绝|提高|增加|降低|张贴|不受理|不适用|不享受|享受|受限|从重|停业|加分|扣"
)
_CONDITION = re.compile("的$")
_PERIOD = re.compile(r"[一二三四五六七八九十两\d]{1,3}个?(?:年|月|个月|个工作日|日)(?:以)?内|终身|永久|当年|年度")
_BEARER = re.compile(
    "对[^，。；：]{2,}|将[^，。；：]{2,}|(?:主体|企业|单位|人员|个人|商户|农户|会员|者|机构|车辆|居民|村民|经营者|投标人|被执行人)"
)
_MASK = re.compile("（(?!如|即)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_BREAK = re.compile(
    "[，；：]|（(?=如|即)|(?<=[\u4e00-\u9fff”）》])(?=(?:并(?!且|购|行|列|存|不)|同时|以及(?=实施|予以|给予|限制|取消))(?:(?:依法|同时|在|向|将|把|可以?|予以|按|对|通过|由|应当)|[取纳列公记录归推处实建限降停暂拒不给责提增通抄撤]))"
)
_SPEAKER = re.compile(
    "^[^，。；：]{0,60}?(?:(?<!依法)应当|(?<![相对响适反供])应(?![用急对收付届聘有当])|可以|(?<![许认])可(?![信行能用持以])|(?<![必主重需摘纪])要(?![求素点件闻])|(?<!必)须|(?<!依法)必须|负责(?![人制任部])|有权|一律)(?:依法依规|依法|及时|会同有关部门|按照(?:有关|国家有关|相关)?规定|严格)?(?=[^的])"
)
_ACTS = re.compile("采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立")
_PREDICATE = re.compile(
    "采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立|限制|取消|禁止|不|增|提高|降低|优先|减|加|惩戒|激励|处理|优惠|暂停|停止|撤销|实行|免|列为|推"
)
_LEADING = re.compile("^(?:并且|并|且|同时|以及|及时|要|还应当|还应|还要|其中|和|或者|或|，|、|:|一律|由|即)+")
_LIST_VERB = re.compile(
    "^(?:其|依法|相应)?(?:限制|禁止|取消|撤销|暂停|停止|不得|不予|不再|不准|不能|降低|提高|增加|减少|收回|乘坐|购买|出境|旅游|入住|警告|通报|"
    "公开谴责|劝退|约谈|列为|列入|评先|享受|参加|参与|参评|申请|申报|担任|从事|其他高消费|责令|业内|行业内|发展党员)"
)
_HEAD_OF_MEASURES = re.compile(
    "(?:下列|以下|如下)[^，。；：]{0,16}(?:措施|激励|惩戒|限制|约束|便利|服务|优惠|处理|方式|待遇|政策)[^。；]{0,16}：?$|(?:措施|方式)[^，。；]{0,6}：$|同时：$|的基础上：$"
)
_HEAD_OF_CONDITIONS = re.compile(
    "(?:下列|以下|如下)[^，。；：]{0,16}(?:情形|行为|条件|信息|内容|情况|事项|主体|资料|文件|工作|标准|原则|领域|职责|范围|之一)|包括[^，。；]{0,10}：$|如下：$|以下：$"
)
_KIND_OF_HEAD = (
    (MeasureKind.PUNISHMENT, re.compile("惩戒|惩罚|约束|限制|处罚|失信")),
    (MeasureKind.INCENTIVE, re.compile("激励|奖励|优惠|便利|守信|优待|待遇|A级")),
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
    """What a sentence stands under: headings and list head above it, and whether the document is about credit."""

    headings: str = ""
    list_head: str = ""
    about_credit: bool = False


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
    return re.compile(re.sub(r"(?<![A-Za-z\\\[])S(?=\{)", lambda _: _SENTENCE_CHAR, expanded))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of lexicon/measures.toml, in order."""
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
def refusals(scope: str | None = None) -> tuple[Refusal, ...]:
    """The refusals of lexicon/refusals.toml, in order; those of one scope (clause or sentence) where it is given."""
    if scope is not None:
        return tuple(r for r in refusals() if r.scope == scope)
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


def may_hold_measure(flat: str) -> bool:
    """A cheap test: whether a sentence holds any trigger at all."""
    return bool(_TRIGGER.search(flat))


def items_are(head: str) -> str:
    """What the items below a list head are: 'measures', 'conditions', or '' where the head does not say."""
    if _HEAD_OF_MEASURES.search(head):
        return "measures"
    if _HEAD_OF_CONDITIONS.search(head):
        return "conditions"
    return ""


def find_in_sentence(sentence: str, context: Context) -> list[Hit]:
    """The measures of one sentence (flat view), in text order."""
    if not may_hold_measure(sentence):
        return []
    masked = _mask(sentence)
    if any(r.pattern.search(masked) for r in refusals("sentence")):
        return []
    hits: list[Hit] = []
    clauses = list(_clauses(masked))
    previous_end = 0
    for i, (a, b) in enumerate(clauses):
        clause = masked[a:b]
        if _is_condition(clause, clauses, i, masked) or _introduces_list(masked, clauses, i):
            continue
        if _publishes_a_rule(masked, clauses, i) or _names_a_bearer(masked, clauses, i):
            continue
        lead = _lead_length(clause)
        rule = _classify(clause, lead, masked, context, clauses[:i])
        if rule is None:
            continue
        start = a + lead
        start = min(start, _bearing_start(masked, clauses, i, previous_end, start))
        for s, e in _separate(masked, start, a, b, rule):
            hits.append(Hit(s, e, rule[0], rule[1]))
        previous_end = b
    return hits


def _mask(sentence: str) -> str:
    """Brackets and titles blanked out, so that no word in them counts; the length stays."""
    out = _MASK.sub(lambda m: "※" * len(m[0]), sentence.replace("双随机、一公开", "※" * 7))
    return re.sub("《[^《》]*(?:《[^《》]*》[^《》]*)*》", lambda m: "※" * len(m[0]), out)


def _clauses(masked: str) -> Iterator[tuple[int, int]]:
    at = 0
    for m in _BREAK.finditer(masked):
        if m.start() > at:
            yield at, m.start()
        at = m.end()
    if at < len(masked):
        yield at, len(masked)


def _is_condition(clause: str, clauses: Sequence[tuple[int, int]], i: int, masked: str) -> bool:
    """…的，: an act or a person that the next clause bears on."""
    if i + 1 >= len(clauses):
        return False
    if masked[clauses[i][1] : clauses[i][1] + 1] == "：" and _HEAD_OF_CONDITIONS.search(clause):
        return False
    return bool(_CONDITION.search(clause)) and masked[clauses[i][1] : clauses[i][1] + 1] in ("，", "：")


def _introduces_list(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """…可以采取以下惩戒措施：, whose measures are the items below."""
    return (
        masked[clauses[i][1] :].startswith("：")
        and i == len(clauses) - 1
        and bool(_HEAD_OF_MEASURES.search(masked[clauses[i][0] :]))
    )


def _names_a_bearer(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """对列入“黑名单”的商户，: only the person that the next clause bears on."""
    clause = masked[clauses[i][0] : clauses[i][1]]
    if i + 1 >= len(clauses) or not re.match("对|针对", clause) or "的" not in clause:
        return False
    if re.search("采取|实施|给予|进行|予以|开展|提供", clause):
        return False
    return not _PREDICATE.search(clause.rsplit("的", 1)[1])


def _publishes_a_rule(masked: str, clauses: Sequence[tuple[int, int]], i: int) -> bool:
    """编制…清单，并向社会公布: what is published is a rule, not what is known of someone."""
    a, b = clauses[i]
    if not re.match("(?:并|提请)?[^，]{0,24}?(?:向|面向)社会(?:公布|公开|发布)(?:并组织实施)?$", masked[a:b]):
        return False
    return bool(re.search("(?:制定|编制|出台|修订)(?!W{0,10}名单)|清单实行", masked[:a])) and not re.search(
        "记录|处罚|评价结果", masked[:a]
    )


def _classify(
    clause: str, lead: int, sentence: str, context: Context, before: Sequence[tuple[int, int]]
) -> tuple[MeasureKind, str] | None:
    """Kind and rule of a clause whose predicate begins at `lead`: words of its subject show no measure."""
    shown = _shown(clause, lead, sentence, context, before)
    if shown is None or any(r.pattern.search(clause) for r in refusals("clause")):
        return None
    return shown


def _shown(
    clause: str, lead: int, sentence: str, context: Context, before: Sequence[tuple[int, int]]
) -> tuple[MeasureKind, str] | None:
    """The first rule that fits, before the refusals are asked."""
    for rule in rules():
        m = rule.pattern.search(clause, lead)
        if m and _holds(rule, clause, sentence, context, before):
            return rule.kind, rule.name
    if items_are(context.list_head) == "measures":
        for kind, words in _KIND_OF_HEAD:
            if (
                words.search(context.list_head)
                and len(clause) >= 4
                and not re.search("规定的其他|其他(?:措施|惩戒|激励)", clause)
            ):
                return kind, "列举项"
    return None


def _holds(rule: Rule, clause: str, sentence: str, context: Context, before: Sequence[tuple[int, int]]) -> bool:
    if not rule.needs:
        return True
    if "credit_act" in rule.needs:
        return any(_CREDIT.search(sentence[a:b]) for a, b in before)
    # A platform's name alone makes nothing credit work; what is known of someone on it does.
    near = bool(_PLATFORM.search(sentence) and _KNOWN.search(sentence))
    near = near or bool(_CREDIT.search(clause) or _CREDIT.search(sentence) or _CREDIT.search(context.list_head))
    if "credit_near" in rule.needs:
        return near
    wide = near or bool(_CREDIT.search(context.headings)) or context.about_credit
    if "credit" in rule.needs:
        return wide
    acted = any(_CONDITION.search(sentence[a:b]) for a, b in before)
    return acted or near or bool(_PERIOD.search(clause)) or (wide and bool(_BEARER.search(clause) or before))


def _lead_length(clause: str) -> int:
    """Length of the words before the measure itself: connectives, the office that acts, its modal verb."""
    lead = _LEADING.match(clause)
    at = lead.end() if lead else 0
    speaker = _SPEAKER.match(clause[at:])
    if (
        speaker
        and not re.search("对|将|把|经|在.{2,}(?:时|中|后)", speaker[0])
        and at + speaker.end() <= len(clause) - 4
    ):
        at += speaker.end()
    return at


def _bearing_start(masked: str, clauses: Sequence[tuple[int, int]], i: int, previous_end: int, start: int) -> int:
    """Where the act or person begins that this clause bears on, if it stands directly before and is not yet used."""
    k = i - 1
    at = start
    while k >= 0 and clauses[k][0] >= previous_end:
        words = masked[clauses[k][0] : clauses[k][1]]
        if (
            not (_CONDITION.search(words) or (re.match("对|将|把", words) and not _ACTS.search(words)))
            or masked[clauses[k][1] : clauses[k][1] + 1] == "；"
        ):
            break
        at = clauses[k][0]
        k -= 1
    return at


def _separate(masked: str, start: int, a: int, b: int, rule: tuple[MeasureKind, str]) -> Iterator[tuple[int, int]]:
    """One span, or one for each punishment of a list such as 限制A、B和C."""
    if rule[0] is not MeasureKind.PUNISHMENT:
        yield start, b
        return
    clause = masked[a:b]
    cuts = [m for m in re.finditer("、|和|及|或者?|以及", clause)]
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
