"""Holds the terms for which a text publishes bad credit against the rule of the day (docs/semantics.md#publication-term).

A term is one of publication where its clause, or the topic before it, publishes: 公示期为三年, 在网站公示两年, 三年的公示期. What says
within how many days an office publishes (七日内公示), how long objections wait, or how long somebody is barred is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from graph_schema.first_use import later
from graph_schema.messages import Message
from graph_schema.numerals import value_of
from graph_schema.records import CheckFinding
from graph_schema.terms import CheckResult
from tracer.policy.rules import CheckRule, TermLimits
from tracer.registry.statements import PERMANENT
from tracer.verdict.check_words import word_class
from tracer.verdict.clauses import sentences

_TERM = later(
    "(?P<n>[一二三四五六七八九十两半\\d]{1,3})(?P<unit>个月|周年|年度?)(?P<half>半)?(?!以?[内前后上下度]|之内|之前|之后|以后|起)"
)
_DAYS = later("(?P<days>\\d{2,4})(?:日|天)(?!以?[内前后]|之[内前后])")
# 在网站公示，期限为一年.
_TOPIC = later("(?:公示|公布|公开|披露|张贴|曝光|展示)(?:期限?|时间|时限|周期)|^其?(?:期限|时间|时限)(?:为|是|$)")
_FOR_EVER = later("永久|永远|终身|终生|无限期|无期限|不设(?:期限|时限)|长期")
_BARS = later("不得|禁止|限制|不予|取消|有效期|整改|申请|保存|保管|培训")
_PRAISE = later("守信|红名单|红榜|诚信典型")
# 公示期不得超过一年 bars nobody.
_BOUNDS = later("不得(?:少于|低于|超过|短于|长于)|最短|最长")
_BEFORE_ACT = later("^的?(?:在[^，]{0,12})?(?:向社会)?")
_PENALTY = later("处罚")
# 修复后，原失信信息继续公示.
_REPAIRED = later("修复(?:完成|成功|决定|结束)?(?:之?后|的|(?=不影响))|(?:完成|经|通过|获得)[^，]{0,8}修复")


# 公示期延长二年; 延长至五年 is five years in all.
_PROLONGED = later("(?:延长|顺延|延续)(?![至到为])[^，]{0,8}[一二三四五六七八九十两半\\d]")
_UNTIL = later(
    "(?:直至|直到|公示[至到]|公开[至到]|公布[至到]|期[至到]|一直[^，]{0,6}[至到])[^，]{0,16}(?:为止|之日止|完毕|到位|纠正|改正|修复|移出|撤销|义务)"
)
_LIST = later("名单|名录|黑榜")


class Gravity(StrEnum):
    """Says how grave bad credit is, as 国办发〔2025〕22号 tells it apart."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


_WORDS_OF = {Gravity.MINOR: "gravity_minor", Gravity.GENERAL: "gravity_general", Gravity.SERIOUS: "gravity_serious"}
GRAVITIES = {Gravity.MINOR: "gravity.minor", Gravity.GENERAL: "gravity.general", Gravity.SERIOUS: "gravity.serious"}

_NAMED = {"轻微": Gravity.MINOR, "一般": Gravity.GENERAL, "严重": Gravity.SERIOUS}
_IN_ORDER = later("|".join(_NAMED))
_ANY = Message("gravity.any")


@dataclass(frozen=True, slots=True)
class PublishedFor:
    """Holds one term of publication: the words that show it, its months, and how grave a case it is for (None: not told).

    `of_list`: its sentence names a list; `is_open`: it ends with what somebody does, and no month is named.
    """

    words: str
    months: int
    gravity: Gravity | None
    of_penalties: bool
    of_list: bool = False
    is_open: bool = False


def publication_term(
    text: str, rule: CheckRule | None, *, serious: bool, by_law: bool, beside: str = ""
) -> CheckFinding:
    """Returns how the terms of a text stand to a rule.

    Of the document `beside`, terms that are wrong count as well where they name no list and no other gravity than those
    of the text. `serious` tells that what the text publishes is a list of severe misconduct unless it says otherwise, `by_law` that
    the text is a law or an administrative regulation, which may set another term.
    """
    limits = rule.limits if rule else None
    if rule is None or limits is None:
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.no_term_rule"))
    goes_on = None if limits.penalties_only else published_after_repair(text)
    if goes_on and not by_law:
        return CheckFinding(
            result=CheckResult.FAILED,
            words=Message.of("check_words.after_repair", words=goes_on, authority=rule.authority),
        )
    own = terms_of_publication(text)
    found = [_held(term, rule, limits, serious=serious) for term in own]
    if own:
        grave = {term.gravity for term in own} | {None}
        others = (term for term in terms_of_publication(beside) if not term.of_list and term.gravity in grave)
        further = (_held(term, rule, limits, serious=False) for term in others)
        found += [finding for finding in further if finding.result is CheckResult.FAILED]
    if not found:
        return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_publication_term"))
    worst = min(found, key=lambda finding: _WORST.index(finding.result))
    if by_law and worst.result is CheckResult.FAILED:
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.term_by_law"))
    return worst


_WORST = (CheckResult.FAILED, CheckResult.UNKNOWN, CheckResult.OK)


def _held(term: PublishedFor, rule: CheckRule, limits: TermLimits, *, serious: bool) -> CheckFinding:
    """Returns how one term stands to the limits of a rule."""
    if limits.penalties_only and not term.of_penalties:
        return _outcome(CheckResult.UNKNOWN, "check_words.term_of_penalties", term, rule)
    if term.is_open:
        return _outcome(CheckResult.UNKNOWN, "check_words.published_until", term, rule)
    gravity = term.gravity or (Gravity.SERIOUS if serious else None)
    bounds = limits.every if limits.every else getattr(limits, gravity) if gravity else None
    if bounds is None:
        return _without_gravity(term, rule, limits)
    shortest, longest = bounds
    told = {"gravity": Message(GRAVITIES[gravity]) if gravity and not limits.every else _ANY}
    if term.months > longest:
        return _outcome(CheckResult.FAILED, "check_words.published_longer", term, rule, most=in_words(longest), **told)
    if term.months < shortest:
        return _outcome(
            CheckResult.FAILED, "check_words.published_shorter", term, rule, least=in_words(shortest), **told
        )
    return _outcome(CheckResult.OK, "check_words.published_within", term, rule)


def _without_gravity(term: PublishedFor, rule: CheckRule, limits: TermLimits) -> CheckFinding:
    """Returns how a term stands that does not say for how grave a case it is: what no class allows fails, what the graver ones allow is right."""
    if term.months > max(longest for _, longest in limits.stated):
        most = in_words(max(longest for _, longest in limits.stated))
        return _outcome(CheckResult.FAILED, "check_words.published_longer", term, rule, most=most, gravity=_ANY)
    graver = [pair for pair in (limits.general, limits.serious) if pair]
    if graver and all(shortest <= term.months <= longest for shortest, longest in graver):
        return _outcome(CheckResult.OK, "check_words.published_within", term, rule)
    return _outcome(CheckResult.UNKNOWN, "check_words.gravity_open", term, rule)


def _outcome(result: CheckResult, code: str, term: PublishedFor, rule: CheckRule, **values: object) -> CheckFinding:
    words = Message.of(code, words=term.words, authority=rule.authority, since=rule.since or "", **values)
    return CheckFinding(result=result, words=words)


def in_words(months: int) -> Message:
    """Returns a number of months in words."""
    if months >= PERMANENT:
        return Message("check_words.for_life")
    if months and months % 12 == 0:
        return Message.of("count.years", n=months // 12)
    return Message.of("count.months", n=months)


@lru_cache(maxsize=16)
def terms_of_publication(text: str) -> tuple[PublishedFor, ...]:
    """Returns the terms for which a text publishes; one that is prolonged is as long as the one before it and its prolongation."""
    terms: list[PublishedFor] = []
    for sentence in sentences(text) if word_class("publication").may_be_in(text) else ():
        for term in _paired(sentence, list(_terms_in(sentence))):
            prolonged = _PROLONGED.search(term.words) is not None and bool(terms) and terms[-1].months < PERMANENT
            months = terms[-1].months + term.months if prolonged else term.months
            gravity = term.gravity or (terms[-1].gravity if prolonged else None)
            terms.append(replace(term, months=months, gravity=gravity, of_list=_LIST.search(sentence) is not None))
    return tuple(terms)


def _paired(sentence: str, terms: list[PublishedFor]) -> list[PublishedFor]:
    """Returns terms with how grave the cases are that a sentence names in the same order: 三个月、一年、三年，分别对应轻微、一般、严重."""
    found = [_NAMED[word[0]] for word in _IN_ORDER.finditer(sentence)]
    if "分别" not in sentence or len(found) != len(terms) or len(terms) < 2:
        return terms
    return [replace(term, gravity=gravity) for term, gravity in zip(terms, found, strict=True)]


def _terms_in(sentence: str) -> Iterator[PublishedFor]:
    """Yields the terms of one sentence; the topic 公示期： holds for the clauses behind it, how grave for the next one."""
    publishes = word_class("publication")
    if publishes.first_in(sentence) is None or _PRAISE.search(sentence):
        return
    of_penalties = bool(_PENALTY.search(sentence))
    topic = False
    gravity: Gravity | None = None
    until: PublishedFor | None = None
    has_term = False
    for clause in re.split("[，：、]", sentence):
        topic = topic or _TOPIC.search(clause) is not None
        gravity = _gravity_in(clause) or gravity
        if publishes.first_in(clause) is not None and _UNTIL.search(clause):
            until = PublishedFor(clause.strip(), 0, gravity, of_penalties, is_open=True)
        for found in (*_TERM.finditer(clause), *_DAYS.finditer(clause), *_FOR_EVER.finditer(clause)):
            before = clause[: found.start()]
            behind = clause[found.end() :]
            if _BARS.search(before) and not _BOUNDS.search(before):
                continue
            if not topic and not _belongs(before, behind):
                continue
            if (months := _months(found)) is None:
                continue
            has_term = True
            yield PublishedFor(clause.strip(), months, _gravity_in(before) or gravity, of_penalties)
    if until is not None and not has_term:
        yield until


def _belongs(before: str, behind: str) -> bool:
    """Tells whether a term is that of the publication in its clause: 公示两年, 公示期为三年, 三年的公示期, 永久公示."""
    publishes = word_class("publication")
    return publishes.first_in(before) is not None or publishes.opens(_BEFORE_ACT.sub("", behind))


def _gravity_in(text: str) -> Gravity | None:
    """Returns how grave a case the last such word of a text says."""
    found = [(word.start(), gravity) for gravity in Gravity for word in word_class(_WORDS_OF[gravity]).each_in(text)]
    return max(found)[1] if found else None


def _months(found: re.Match[str]) -> int | None:
    """Returns the months of a term; None of days that make no month: a notice before a decision is published so long."""
    if "days" in found.re.groupindex:
        return int(found["days"]) // 30 or None
    if "n" not in found.re.groupindex:
        return PERMANENT
    number = found["n"]
    if number == "半":
        return 6
    count = int(number) if number.isdigit() else value_of(number) or 0
    months = count if found["unit"] == "个月" else count * 12
    return months + (6 if found["half"] else 0)


@lru_cache(maxsize=16)
def published_after_repair(text: str) -> str | None:
    """Returns the words by which what is repaired goes on being published, shared or used."""
    for sentence in sentences(text) if "修复" in text else ():
        repaired = _REPAIRED.search(sentence)
        for goes_on in word_class("goes_on").each_in(sentence, repaired.end()) if repaired else ():
            behind = sentence[goes_on.end() : goes_on.end() + 8].split("，")[0]
            word = word_class("use_of_record").first_in(behind)
            if word:
                return sentence[goes_on.start() : goes_on.end()] + behind[: behind.index(word) + len(word)]
    return None
