"""Tells where a text has repair asked for: at “信用中国”, or at a window of its own (docs/semantics.md#one-window)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from graph_schema.first_use import later
from graph_schema.messages import Message
from graph_schema.records import CheckFinding
from graph_schema.terms import CheckResult
from tracer.policy.rules import CheckRule
from tracer.verdict.check_words import word_class
from tracer.verdict.clauses import sentences

_NATIONAL = "信用中国"
_REPAIR = later("修复(?!方案)|移出[^，]{0,8}申请")
_OF_NATURE = later("生态|植被|环境|湿地|土壤|水体|文物|路面|古建")
# 向…提出, 在…提交, 登录…填报, 交…, 由…受理.
_ENTRY = later(
    "(?:(?:向|到|在|至|经由?|通过|登录|登陆|使用|进入|由)(?P<where>[^，]{2,40}?)"
    "(?:再次|重复|另行|现场|书面|在线|直接|负责|统一|代为)*(?:提出|提交|递交|申请|申报|填报|填写|报送|办理|受理|收取材料)"
    "|(?:材料|申请(?:表|书)?|填写后)[^，]{0,6}(?:交|报送?|送)(?P<to>[^，]{2,40}?)(?:审核|备案|受理|$)|^(?P<takes>[^，向到由在]{2,20}?)(?:负责|统一|代为)受理)"
)
_HANDED_ON = later("信用中国.*?(?:推送|转(?:交|送|办|至)|分办|分派|流转)")
_HANDS_UP = later('(?:推送|上报|报送|录入|同步)(?:至|到|给)?[“”"]?信用中国')
_FINDER = later(
    "(?:认定|列入|决定|处罚|作出)[^，]{0,8}(?:单位|部门|机关|机构)|(?:认定|处罚)(?:单位|部门|机关)|行业主管部门|国家企业信用信息公示系统"
)
_BY_STAGES = later("逐级|层层|分别(?:向|报|到|在)|分送")
_TWICE = later("(?:再次|重复|重新|另行|还(?:应当?|须|需|要)?向)[^，]{0,12}(?:提出|提交|申请|申报|填报|报送)")
_NOT = later("(?:不得|无需|无须|不再|不必|严禁|禁止|不)[^，]{0,12}$")
_REACH = 60  # letters of a clause that are looked at


class Way(StrEnum):
    """Says where repair is asked for."""

    NATIONAL = "national"
    OWN = "own"
    FINDER = "finder"
    TWICE = "twice"


def one_window(text: str, rule: CheckRule) -> CheckFinding:
    """Returns how the ways on which a text has repair asked for stand to the one way of the rule."""
    ways = _ways(text)
    told = {way: words for way, words in reversed(ways)}
    for way, code in ((Way.TWICE, "check_words.asked_twice"), (Way.OWN, "check_words.own_window")):
        if way in told:
            words = Message.of(code, words=told[way], authority=rule.authority, since=rule.since or "")
            return CheckFinding(result=CheckResult.FAILED, words=words)
    if Way.NATIONAL in told:
        return CheckFinding(result=CheckResult.OK, words=told[Way.NATIONAL])
    if Way.FINDER in told:
        words = Message.of("check_words.asked_of_finder", words=told[Way.FINDER], authority=rule.authority)
        return CheckFinding(result=CheckResult.UNKNOWN, words=words)
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message("check_words.no_window"))


@lru_cache(maxsize=16)
def _ways(text: str) -> tuple[tuple[Way, str], ...]:
    """Returns the ways of a text, each with the words that show it, in order."""
    speaks = "修复" in text or "移出" in text
    return tuple(way for sentence in sentences(text) for way in _ways_in(sentence)) if speaks else ()


def _ways_in(sentence: str) -> Iterator[tuple[Way, str]]:
    """Yields the ways of a sentence on repair; what “信用中国” hands on to an office is asked for at “信用中国”."""
    repair = _REPAIR.search(sentence)
    if repair is None or _OF_NATURE.search(sentence[max(0, repair.start() - 8) : repair.start()]):
        return
    handed_on = _HANDED_ON.search(sentence) is not None
    for clause in sentence.split("，"):
        clause = clause[:_REACH]
        for pattern in (_BY_STAGES, _TWICE):
            found = pattern.search(clause)
            if found and not _NOT.search(clause[: found.start()]):
                yield Way.TWICE, clause.strip()
        hands_up = _HANDS_UP.search(clause) is not None
        if _NATIONAL in clause and not (hands_up and list(_own(clause))):
            yield Way.NATIONAL, clause.strip()
            continue
        if handed_on or re.search("异议|申诉|复议|诉讼", clause):
            continue
        yield from _own(clause)


def _own(clause: str) -> Iterator[tuple[Way, str]]:
    """Yields the windows of a clause that are none of the nation's; a counter of the hall for affairs is what 国办发〔2025〕22号 asks for."""
    for entry in _ENTRY.finditer(clause):
        where = entry["where"] or entry["to"] or entry["takes"]
        if _NOT.search(clause[: entry.start()]) or word_class("affairs_hall").first_in(clause):
            continue
        if _FINDER.search(where):
            yield Way.FINDER, clause.strip()
        elif word_class("own_window").first_in(where):
            yield Way.OWN, clause.strip()
