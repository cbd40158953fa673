"""Sentences that speak of rules, not of anyone: what a document is for, what a word means, what measures must satisfy
(docs/frames.md#sentences)."""

from __future__ import annotations

import re

_RULE = "(?:办法|条例|规定|细则|方案|意见|制度|标准|通知|规则|规程|指引)"
_WHY = re.compile(f"制定(?:本{_RULE}|如下)|特制定|(?:通知|公告|意见|规定)如下")
_MEANS = re.compile(
    f"^(?:※*)(?:本{_RULE}所称|前款所称|本[条款项]所称|所称)|^(?:严重失信行为|失信行为|公共信用信息|信用信息|社会信用)(?:，)?(?:是指|包括：|主要包括)"
)
_APPLIES = re.compile(
    f"适用本{_RULE}|^[^，。；：]{{0,6}}本{_RULE}(?:主要|仅|同样|也)?(?:适用于|所?规范的|调整的|用于规范|规定了|明确了)"
)
_FORBIDS_ACTS = re.compile("(?:不得|禁止)(?:实施|有)下列行为")
_GROUND = re.compile(
    "(?:必须|应当|应|须)(?:严格)?(?:以|依据|基于|有)[^。！？]{2,90}为(?:依据|限)|不得以[^。！？]{2,40}为由|(?:出台|制定|印发)[^。！？]{0,30}(?:措施|政策|制度|文件)前|须征(?:得|求)[^。！？]{0,30}(?:同意|意见)"
)
# 认定名单…，应严格按照统一的标准规范实施: how others are to do it.
_BY_STANDARD = re.compile("(?:必须|应当|应|须)严格(?:按照|依照|遵循)[^。！？；]{2,60}(?:规范|依法)(?:实施|执行|进行)$")
_CLEANUP = re.compile(
    "措施台账|(?:发现|对)出台[^。！？]{0,20}(?:政策|措施|文件)|清理规范|梳理评估|(?:全面|集中|开展)清理|进行梳理|清理(?:工作|范围)|均纳入清理|不在[^，。；：]{0,6}清理|不得(?:擅自|随意)(?:扩大|增加|增设|扩展)"
    "|(?:(?<!诚信)(?<!信用)台账|总结报告)[^。！？]{0,20}(?:报送|填报|汇总)|(?:报送|填报)[^。！？]{0,30}(?:台账|总结报告)|符合[^。！？]{0,20}要求的[^。！？]{0,10}(?:措施|名单制度)"
)
_OFFICES_GRADED = re.compile(
    "报送\\d+(?:篇|条|次)|被[^。！？]{0,24}采用\\d*(?:篇|条)|缺席(?:一次|1次)|最高得\\d+分|否则不得分"
)
_TOLD_IN_NUMBERS = re.compile(
    "^(?:全年|截至|截止|今年以来|去年|上半年|下半年|一年来|近年来|年内已)[^。；]{0,60}[\\d一二三四五六七八九十百千万余多]{2,}(?:条|份|家|户|次|件|人次|个|项|篇|例|起)"
)
# Beside each pattern stand characters one of which is in whatever it finds.
_SENTENCES = (
    (frozenset("严"), _BY_STANDARD),
    (frozenset("年截"), _TOLD_IN_NUMBERS),
    (frozenset("定下"), _WHY),
    (frozenset("称指括"), _MEANS),
    (frozenset("本"), _APPLIES),
    (frozenset("列"), _FORBIDS_ACTS),
    (frozenset("为前征"), _GROUND),
    (frozenset("台清梳扩增报符"), _CLEANUP),
    (frozenset("报采缺最否"), _OFFICES_GRADED),
)


def speaks_of_rules(sentence: str) -> bool:
    """Tells whether a sentence is about rules: purpose, definition, scope, ground of measures, the cleanup, marks of offices."""
    held = set(sentence)
    return any(not needs.isdisjoint(held) and pattern.search(sentence) for needs, pattern in _SENTENCES)
