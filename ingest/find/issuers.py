"""Finds who made a document, named directly before its title: 国务院《…》, 中办、国办印发的《…》, 我市《…》."""

from __future__ import annotations

import re

from graph_schema.regions import national_organ
from ingest.find import patterns

_LEAD = 60
_MARKS = re.compile("[，。；：》）（\n]")
_LEADS = re.compile(
    "^.*(?:根据|依据|按照|依照|遵照|参照|违反|执行|落实|贯彻|推动|推进|确保|围绕|结合|对照|转发(?![的了])|(?<!联合)印发(?![的了])|由|近日|日前|年|[月日]|"
    "以及|同时|以|(?<![《》])按)(?!关于)"
)
_JOINS = re.compile("(?:和|及|与)(?P<rest>[^和及与]{2,})$")
_OPENS_OFFICE = re.compile("[省市县区我本全]")
_ACTS = re.compile(
    "(?:(?:于)?(?:\\d{4}年)?(?:\\d{1,2}月)?(?:\\d{1,2}日)?(?:联合|共同)?(?:制定|出台|印发|下发|发布|公布|颁布|通过|批准|转发|批转|修订)(?:实施|施行)?[的了]?|的|《)$"
)
_SEVERAL = re.compile("等(?:[一二三四五六七八九十\\d]{1,3})?(?:个)?(?:部门|单位|部委|部|局|委)$")
_PLACE = re.compile(
    "(?:我|本|全)?[省市县区州旗]|(?:我|本)(?:自治区|自治州)|[\u4e00-\u9fff]{2,14}(?:省|市|自治区|自治州|自治县|县|区|州|旗)"
)


def issuer_before(flat: str, at: int, start: int) -> str | None:
    """Returns who is named directly before 《, an office or a place; None where nobody is."""
    lead = _MARKS.split(flat[max(start, at - _LEAD) : at])[-1]
    who = _SEVERAL.sub("", _LEADS.sub("", _ACTS.sub("", lead)))
    who = re.sub("关于(?:印发|转发|发布)?$", "", who).strip("、和及与")
    if not 1 < len(who) <= 40:
        return None
    *before, last = who.split("、")
    joined = _JOINS.search(last)
    if joined and (_OPENS_OFFICE.match(joined["rest"]) or national_organ(joined["rest"])):
        before, last = [], joined["rest"]  # 市财政局和省政府; but 住房和城乡建设部 is one office
    if not _is_maker(last):
        if joined and _is_maker(last[: joined.start()]):
            return last[: joined.start()]
        issuer = patterns.ISSUER.regex.search(last)
        return issuer[0].rstrip("、和") if issuer else None
    makers = [last]
    while before and _is_maker(before[-1]):
        makers.append(before.pop())
    return "、".join(reversed(makers))


_PASSED_BY = re.compile(
    "（[^（）\n]{0,24}?(?P<place>[\u4e00-\u9fff]{2,12}?[省市州县区])(?:第[一二三四五六七八九十\\d]{1,4}届)?(?P<body>人民代表大会(?:常务委员会)?|人大(?:常委会)?)[^（）\n]{0,40}(?:通过|公布|批准)"
)


def congress_behind(flat: str, at: int, end: int) -> str | None:
    """Returns the people's congress that the bracket behind a title says passed it: （2019年1月15日某省人民代表大会通过）."""
    passed = _PASSED_BY.match(flat, at, min(end, at + _LEAD * 2))
    return re.sub("^.*日", "", passed["place"]) + passed["body"] if passed else None


def _is_maker(words: str) -> bool:
    """Tells whether words name an office, or the place whose document it is."""
    return bool(national_organ(words) or patterns.ISSUER.regex.fullmatch(words) or _PLACE.fullmatch(words))
