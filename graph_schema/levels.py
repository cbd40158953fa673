"""效力层级 from words alone: what number, issuer and title show of a document, with the reason.

One function, `level_shown`, serves the card of a document at hand (`level_of_card`) and a citation of a
document that nobody has on record (`level_of_citation`). The level comes from the instrument, never from the
word in its title alone (docs/semantics.md#level-by-instrument): a number that only one organ uses decides
first, then the issuer, then the code of the number, then what the title says of its maker. A title does not
decide against the issuer: where it names a kind that this issuer can't make, the level is unknown. What shows
neither issuer nor place stays unknown too, so that nobody is accused on a guess.

Who makes what: 立法法 80–82 (provinces, 设区的市 and 自治州 make 地方性法规), 85 (自治条例 and 单行条例 of
autonomous places, 自治县 included), 91 and 93 (部门规章; 地方政府规章 of provinces, 设区的市 and 自治州).
Counties and towns make neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

from graph_schema.agencies import national_code
from graph_schema.first_use import later
from graph_schema.level_reasons import REASONS, LevelCause
from graph_schema.messages import Message
from graph_schema.numbers import DocumentNumber, parse_spelt_number
from graph_schema.regions import (
    NATION,
    STATE,
    UNKNOWN,
    NationalOrgan,
    covers,
    find_region,
    level_of,
    national_organ,
    own_unit,
    place_above,
    place_name,
    region_code,
)
from graph_schema.terms import SourceLevel


@dataclass(frozen=True, slots=True)
class LevelShown:
    """The level that words show, whose place the document is, and why.

    `place` is a region path, 全国, or None where it does not show.
    """

    level: SourceLevel
    place: str | None
    cause: LevelCause
    reason: Message


class AgencyCode(Protocol):
    """Holds what a registry knows of the code in front of 〔年份〕: whose it is, their level and place."""

    @property
    def issuer(self) -> str: ...
    @property
    def level(self) -> SourceLevel: ...
    @property
    def region(self) -> str: ...


AgencyLookup = Callable[[str, str | None], AgencyCode | None]
"""Finds whose code it is, from the code and the place that the code was read in; None where nobody knows."""


def _shown(level: SourceLevel, place: str | None, cause: LevelCause, /, **values: str | Message) -> LevelShown:
    return LevelShown(level, place, cause, Message.of(REASONS[cause], **values))


_NOTHING = _shown(SourceLevel.UNKNOWN, None, LevelCause.NOTHING)

# --- the three questions ------------------------------------------------------------------------


def level_of_card(title: str | None, number: str | None, issuer: str | None, region: str | None) -> LevelShown:
    """Returns the level that the card of a document at hand shows; `region` is the document's own place.

    A card that shows nobody who stands higher is read as the lowest, local_normative: a document without an
    issuer never counts as a source by itself.
    """
    place = place_name(region) if region and region != NATION else None
    shown = level_shown(title, number, issuer or place, region)
    other_code = shown.cause is LevelCause.OTHER_CODE and shown.place is None
    if other_code or shown.cause in (LevelCause.NOTHING, LevelCause.LOCAL_UNCLEAR):
        lowest = SourceLevel.DEPARTMENT_NORMATIVE if region == NATION else SourceLevel.LOCAL_NORMATIVE
        return replace(shown, level=lowest, place=shown.place or region)
    return shown


_LOW = frozenset(
    {SourceLevel.LOCAL_NORMATIVE, SourceLevel.LOCAL_RULE, SourceLevel.DEPARTMENT_NORMATIVE, SourceLevel.DEPARTMENT_RULE}
)


def level_of_citation(
    title: str | None,
    number: str | None,
    hint: str | None,
    region: str | None,
    citing: SourceLevel,
    agency: AgencyLookup | None = None,
) -> LevelShown:
    """Returns the level of a document that a citation names and no registry knows.

    `hint` are the words before the citation that say whose it is (省发展改革委, 我市); `region` and `citing` are
    place and level of the citing document: a title alone, cited by a ministry's document, is taken for a ministry's.
    """
    shown = level_shown(title, number, hint, region, agency)
    if number is None and shown.level is SourceLevel.UNKNOWN and shown.place is None and citing in _LOW:
        if citing is SourceLevel.DEPARTMENT_NORMATIVE:
            return _shown(SourceLevel.DEPARTMENT_NORMATIVE, NATION, LevelCause.COMPANY_OF_MINISTRY)
        return _shown(SourceLevel.UNKNOWN, None, LevelCause.NO_ISSUER)
    return shown


def level_shown(
    title: str | None,
    number: str | None,
    issuer: str | None,
    region: str | None = None,
    agency: AgencyLookup | None = None,
) -> LevelShown:
    """Returns level, place and reason from title, number and issuer, as they stand on a card or in a citation.

    `issuer` may be a place or 我市 only, which says whose it is and not which office made it. `region` is the place
    that the words are read in: it places 我市, 省发展改革委 and short codes. `agency` asks a registry for a code.
    """
    if agency is None:
        return _shown_by_words(title, number, issuer, region)
    return _first_shown(_Words.of(title, number, issuer, region, agency))


@lru_cache(maxsize=1 << 12)
def _shown_by_words(title: str | None, number: str | None, issuer: str | None, region: str | None) -> LevelShown:
    """Returns what the words show by themselves: a card is asked several times, by different fields of it."""
    return _first_shown(_Words.of(title, number, issuer, region, None))


def _first_shown(given: _Words) -> LevelShown:
    """Returns the answer of the first question that has one."""
    return (
        _of_standard(given)
        or _of_certain_number(given)
        or _of_issuer(given)
        or _of_code(given)
        or _of_title(given.title, given)
        or _of_place_named(given)
        or _NOTHING
    )


def shows_the_centre(number: str | None, title: str | None, issued: date | None) -> bool:
    """Tells whether a number alone shows a document of the centre, cited with this title by a document of that day.

    See docs/semantics.md#ruling-40. It does not where the title opens with another body or a place, or where the number is of a later year.
    """
    parsed = parse_spelt_number(number) if number else None
    known = national_code(parsed.organ) if parsed and not parsed.is_order else None
    if parsed is None or known is None or known.level is not SourceLevel.CENTRAL_POLICY:
        return False
    if issued and parsed.year and parsed.year > issued.year:
        return False
    return not title or (national_organ(title) in (None, NationalOrgan.CENTRE) and find_region(title) in (None, NATION))


def place_of_number(number: str | None) -> str | None:
    """Returns the place that a number shows by itself: 全国 of a ministry's, 江西省 of 赣发改〔2021〕3号; None where none shows."""
    return level_shown(None, number, None).place if number else None


_TAIL = later(r"[（(][^（）()]*[）)]$")  # （试行）, （2014—2020年）
_DRAFT = later("征求意见稿|草案|草稿|送审稿|讨论稿|审议稿")


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that are asked, each in the form that the questions need."""

    title: str
    number: DocumentNumber | None
    printed_number: str
    issuer: str
    region: str | None
    agency: AgencyLookup | None
    draft: bool

    @classmethod
    def of(
        cls,
        title: str | None,
        number: str | None,
        issuer: str | None,
        region: str | None,
        agency: AgencyLookup | None,
    ) -> _Words:
        """Returns the words without blanks and outer brackets, the number taken apart."""
        bare = "".join((title or "").split()).strip('《》〈〉<>“”"')
        return cls(
            title=bare,
            number=parse_spelt_number(number) if number else None,
            printed_number="".join((number or "").split()),
            issuer="".join((issuer or "").split()),
            region=region,
            agency=agency,
            draft=bool(_DRAFT.search(bare)),
        )

    @property
    def core(self) -> str:
        """Returns the title without what stands in brackets behind it."""
        return _TAIL.sub("", self.title)


# --- who may make what --------------------------------------------------------------------------


def makes_rules(place: str | None) -> bool:
    """Returns whether the government of a place makes 地方政府规章 (立法法 93): provinces, 设区的市, 自治州."""
    if place is None:
        return True
    code = region_code(place)
    directly_below_a_province = code is not None and code[2:4] == "90"  # 济源市, 仙桃市: no 设区的市
    return level_of(place) in ("province", "city") and not directly_below_a_province


def makes_regulations(place: str | None) -> bool:
    """Returns whether the congress of a place makes 地方性法规 or, in a 自治县, 单行条例 (立法法 80–85)."""
    return makes_rules(place) or _is_autonomous_county(place)


def _is_autonomous_county(place: str | None) -> bool:
    return place is not None and level_of(place) == "county" and "自治" in place_name(place)


# --- by number ----------------------------------------------------------------------------------

_STANDARD = later(r"(?:GB|DB|[A-Z]{2,3})\s*(?:/\s*[TZ])?\s*\d|T/[A-Z]{2,}")
_STANDARD_NAMED = later(r"(?:国家|行业|地方|团体|技术)标准$")
_ORDERS_OR_TELLS = later(r"关于|印发|发布|批准|通知|公告")


def _of_standard(given: _Words) -> LevelShown | None:
    """Returns the level of a standard, told by its number or its title; a notice that speaks of one is none."""
    for words in (given.printed_number, given.core):
        if _STANDARD.match(words) or (
            not _ORDERS_OR_TELLS.search(words) and (_STANDARD.search(words) or _STANDARD_NAMED.search(words))
        ):
            local = re.search(r"DB\d", words)
            return _shown(SourceLevel.STANDARD, None if local else NATION, LevelCause.STANDARD)
    return None


_COURT_CODE = later("法(?!办)|高检")
_ABBREVIATIONS = {
    "京": "北京市",
    "津": "天津市",
    "沪": "上海市",
    "渝": "重庆市",
    "冀": "河北省",
    "豫": "河南省",
    "云": "云南省",
    "滇": "云南省",
    "辽": "辽宁省",
    "黑": "黑龙江省",
    "湘": "湖南省",
    "皖": "安徽省",
    "鲁": "山东省",
    "新": "新疆维吾尔自治区",
    "苏": "江苏省",
    "浙": "浙江省",
    "赣": "江西省",
    "鄂": "湖北省",
    "桂": "广西壮族自治区",
    "甘": "甘肃省",
    "陇": "甘肃省",
    "晋": "山西省",
    "内": "内蒙古自治区",
    "陕": "陕西省",
    "秦": "陕西省",
    "吉": "吉林省",
    "闽": "福建省",
    "贵": "贵州省",
    "黔": "贵州省",
    "粤": "广东省",
    "青": "青海省",
    "藏": "西藏自治区",
    "川": "四川省",
    "蜀": "四川省",
    "宁": "宁夏回族自治区",
    "琼": "海南省",
}
# No city of another province uses these.
_PROVINCE_ONLY = frozenset("京沪渝豫皖浙闽粤黔赣")
_RULE_ISSUER = later(r"(?:部|总局|署|委|委员会|局|银行|会)$")
_GOVERNMENT = later(r"(?:政府|省|自治区|市|自治州)$")
_GOVERNMENT_BELOW_CITY = later(r"(?:县|(?<!自治)区|旗|镇|乡|街道)(?:人民)?政府$")
_FIRST_INTERPRETATION_YEAR = 1998  # from 法发〔1997〕15号 on interpretations bear 法释; before that 法发 may be one


def _of_certain_number(given: _Words) -> LevelShown | None:
    """Orders, announcements, and codes that only the centre or the courts' interpretations bear."""
    parsed = given.number
    if parsed is None:
        return None
    if parsed.is_order or parsed.organ.endswith("令"):  # 某省人民政府令〔2019〕3号 too
        return _of_order(parsed, given)
    known = national_code(parsed.organ)
    match known.level if known else None:
        case SourceLevel.CENTRAL_POLICY as level:
            return _of_centre(given, _shown(level, NATION, LevelCause.CENTRE_CODE, organ=parsed.organ))
        case SourceLevel.JUDICIAL_INTERPRETATION as level:
            return _shown(level, NATION, LevelCause.INTERPRETATION_NUMBER, organ=parsed.organ)
        case _:
            return None


def _of_centre(given: _Words, otherwise: LevelShown) -> LevelShown:
    """Returns what the centre issued: a 条例 of the State Council is a 行政法规, all the rest a policy document."""
    of_party = re.match("中(?!华)|厅字", given.number.organ if given.number else given.issuer or given.title)
    inner = re.search("关于|通知|批复|决定", given.core)
    regulation = _REGULATION.search(given.core) or _CARRIES_OUT_LAW.search(given.core)
    if regulation and not of_party and not inner and not given.title.startswith("中国共产党"):
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.CENTRE_REGULATION)
    return otherwise


def _of_order(parsed: DocumentNumber, given: _Words) -> LevelShown | None:
    """Reads …令第N号 and …公告第N号; None where nobody is named in front of 令."""
    named = re.fullmatch(r"(.*?)(令|公告|通告)", parsed.organ.removeprefix(STATE))
    if named is None:
        return None
    who, kind = named[1] or (given.issuer if _is_office(given.issuer) else ""), named[2]
    if not who:
        return None
    if kind == "令":
        return _of_decree(who, given)
    if _CONGRESS.search(who):
        place = find_region(who, given.region)
        found = _of_congress(who, place or find_region(given.title, given.region), given)
        if found.level is not SourceLevel.LOCAL_REGULATION:
            return found
        return _shown(SourceLevel.LOCAL_REGULATION, place, LevelCause.PUBLISHED_BY_CONGRESS, issuer=who)
    national = _of_national_organ(who, given)
    if national:
        return national
    place = find_region(who, given.region)
    return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.NOTICE_OF, issuer=who, kind=kind) if place else None


def _of_decree(who: str, given: _Words) -> LevelShown | None:
    if who.endswith("主席"):
        return _shown(SourceLevel.LAW, NATION, LevelCause.PRESIDENT)
    if who.startswith("国务院") or who == "国":
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.STATE_COUNCIL_ORDER)
    if "军委" in who or "军事委员会" in who:
        return _shown(SourceLevel.UNKNOWN, NATION, LevelCause.MILITARY)
    own = find_region(who, given.region)
    place = own or next(
        (
            found
            for x in (given.title, given.issuer)
            if x and (found := find_region(x, given.region)) not in (None, NATION)
        ),
        None,
    )
    if _GOVERNMENT.search(who):
        if not makes_rules(place) or _GOVERNMENT_BELOW_CITY.search(who):
            return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.ORDER_BELOW_CITY, issuer=who)
        return _shown(SourceLevel.LOCAL_RULE, place, LevelCause.ORDER, issuer=who)
    if national_organ(who) or (own is None and _RULE_ISSUER.search(who)):
        return _shown(SourceLevel.DEPARTMENT_RULE, NATION, LevelCause.ORDER, issuer=who)
    return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.ORDER_OF_OFFICE, issuer=who) if place else None


def _of_code(given: _Words) -> LevelShown | None:
    """Reads 代字〔年份〕序号号: the code is known, or the title says whose it is, or it is a local one."""
    if given.number is None or given.number.is_order:
        return None
    organ = given.number.organ
    agency = given.agency(organ, given.region) if given.agency else None
    if agency:
        return _shown(agency.level, agency.region, LevelCause.AGENCY_CODE, organ=organ, issuer=agency.issuer)
    for words in filter(None, (given.title, given.issuer)):
        named = _of_national_organ(words, given) or _of_place(words, given.region, organ)
        if named:
            return named
    place = _place_of_code(organ, given.region)
    # 市场监督管理局 with 市监发: an office that is no national body does not become one by its code.
    unplaced_office = _is_office(given.issuer) and national_organ(given.issuer) is None
    known = None if place or unplaced_office else national_code(organ)
    if known and known.issuer:
        return _shown(known.level, NATION, LevelCause.AGENCY_CODE, organ=organ, issuer=known.issuer)
    if known:
        return _shown(known.level, NATION, LevelCause.MINISTRY_CODE, organ=organ)
    return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.OTHER_CODE, organ=organ)


def _of_place(words: str, region: str | None, organ: str) -> LevelShown | None:
    place = find_region(words, region)
    if place is None or place == NATION:
        return None
    return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.PLACE_OF_CODE, organ=organ, place=place_name(place))


def _place_of_code(organ: str, region: str | None) -> str | None:
    """Returns whose place a short code stands for: the one in the path of `region` that it begins like."""
    parts = region.split("/") if region and region != NATION else []
    likeness = [_common_start(organ, part) for part in parts]
    best = max(likeness, default=0)
    province = _ABBREVIATIONS.get(organ[0])
    if province and best < 2 and (organ[0] in _PROVINCE_ONLY or (region and covers(province, region))):
        return province
    return "/".join(parts[: likeness.index(best) + 1]) if best else None


def _common_start(organ: str, part: str) -> int:
    stem = re.sub(r"(?:省|市|县|区|镇|乡|自治[州县旗区])$", "", part)
    count = 0
    while count < min(len(organ), len(stem)) and organ[count] == stem[count]:
        count += 1
    return count


# --- by issuer ----------------------------------------------------------------------------------

_OFFICE = later(
    "(?:政府|办公室|办公厅|办|委员会|委会|[党工省市县区地州]委|委|局|厅|部|院|署|行|中心|小组|中央|联席会议|总局|党组|大会|人大|常委会|政协"
    "|协会|学会|商会|联合会|分局|总会|大队|支队|指挥部|大学|学院|学校|医院|公司|集团|合作社|法院|检察院|站|所|队)$"
)
_NO_OFFICE = later("(?:协会|学会|商会|联合会|总会|大学|学院|学校|医院|公司|集团|合作社)$")
_CONGRESS = later(r"人民代表大会|人大常委会|人大(?=关于|、|$)")
_CONGRESS_OFFICE = later(
    "(?:人民代表大会|人大)(?:常务委员会|常委会)?[^、]{0,16}?(?:办公室|办公厅|工作委员会|专门委员会|工委|党组|研究室|主任会议|(?<!常)委)$"
    "|(?:人民代表大会|人大)[^、]{2,12}(?<!常务)委员会$"
)
_COURT_RULE = later(r"解释|规定|批复|规则|安排$|(?:修改|废止).*决定$")
_CONGRESS_PAPER = later("(?:通知|意见|函|报告|方案|要点|计划|名单|批复)$")
_MADE_BY_CONGRESS_ONLY = later("条例$|变通规定$|补充规定$")


def _is_office(words: str) -> bool:
    """Returns whether words name who made a document, not only a place (我市, 河南省)."""
    return bool(_OFFICE.search(words)) and not _OWN.fullmatch(words)


def _of_issuer(given: _Words) -> LevelShown | None:
    """Returns the level by who issued it; None where only a place is named, or an office that nobody can place."""
    if not _is_office(given.issuer):
        return None
    organs = given.issuer.split("、")
    first = organs[0]
    national = national_organ(first)
    if national is NationalOrgan.CONGRESS:
        return _shown(SourceLevel.LAW, NATION, LevelCause.NATIONAL_CONGRESS)
    by_nation = _of_national_organ(first, given)
    if by_nation:
        return _against_title(by_nation, given)
    place = find_region(first, given.region)
    if _CONGRESS.search(first) and not _CONGRESS_OFFICE.search(first) and place != NATION:
        return _of_congress(first, place, given, joint=not all(map(_CONGRESS.search, organs)))
    if place is None or place == NATION:
        if _NO_OFFICE.search(first) and not national:
            return _shown(SourceLevel.LOCAL_NORMATIVE, None, LevelCause.NO_OFFICE, issuer=first)
        if national or own_unit(first) is None:
            return None
        place = None  # 省政府, 县委办: local whatever the place is
    return _against_title(_shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.OFFICE, issuer=given.issuer), given)


def _of_national_organ(words: str, given: _Words) -> LevelShown | None:
    """Returns the national body that words open with; None for local ones and for 国家, 中华人民共和国 alone."""
    match national_organ(words):
        case NationalOrgan.CENTRE:
            return _of_centre(given, _shown(SourceLevel.CENTRAL_POLICY, NATION, LevelCause.CENTRE))
        case NationalOrgan.COURT:
            return _of_court(given.title, given.number)
        case NationalOrgan.DEPARTMENT:
            return _shown(SourceLevel.DEPARTMENT_NORMATIVE, NATION, LevelCause.DEPARTMENT)
        case _:
            return None


def _is_interpretation_code(organ: str) -> bool:
    known = national_code(organ)
    return known is not None and known.level is SourceLevel.JUDICIAL_INTERPRETATION


def _of_court(title: str, number: DocumentNumber | None = None) -> LevelShown:
    """Returns the level of what the highest courts issue: interpretations bear 法释; 法发 and the like are papers."""
    paper_code = (
        number is not None
        and not number.is_order
        and _COURT_CODE.match(number.organ)
        and not _is_interpretation_code(number.organ)
        and (number.year or 0) >= _FIRST_INTERPRETATION_YEAR
    )
    if _COURT_RULE.search(title) and not paper_code:
        return _shown(SourceLevel.JUDICIAL_INTERPRETATION, NATION, LevelCause.COURT_RULE)
    return _shown(SourceLevel.DEPARTMENT_NORMATIVE, NATION, LevelCause.COURT_PAPER)


def _of_congress(who: str, place: str | None, given: _Words, *, joint: bool = False) -> LevelShown:
    """Returns the level of what a local congress made: a regulation where the place may make one and the title is that of one."""
    if joint or _CONGRESS_PAPER.search(given.core):
        return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.CONGRESS_PAPER, issuer=who)
    if _is_autonomous_county(place) and given.core and not _MADE_BY_CONGRESS_ONLY.search(given.core):
        return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.CONGRESS_PAPER, issuer=who)
    if not makes_regulations(place):
        return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.CONGRESS_BELOW_CITY, issuer=who)
    return _shown(SourceLevel.LOCAL_REGULATION, place, LevelCause.CONGRESS, issuer=who)


_LAWMAKING = frozenset({SourceLevel.LAW, SourceLevel.ADMIN_REGULATION, SourceLevel.LOCAL_REGULATION})


def _against_title(by_issuer: LevelShown, given: _Words) -> LevelShown:
    """Returns the answer by the issuer; unknown where only the title speaks against it, as an office makes no 法 and no 条例.

    A draft is published by whoever drafts it: there the title tells what it will be.
    """
    low = by_issuer.level in (SourceLevel.LOCAL_NORMATIVE, SourceLevel.DEPARTMENT_NORMATIVE)
    law = _REGULATION.search(given.core) or (given.core.startswith(STATE) and _is_law(given.core))
    by_title = (
        _of_title(given.title, given)
        if low and law and not given.number and not _ORDERS_OR_TELLS.search(given.core)
        else None
    )
    if by_title is None or by_title.level not in _LAWMAKING:
        return by_issuer
    if given.draft:
        return by_title
    return _shown(SourceLevel.UNKNOWN, by_issuer.place, LevelCause.NOT_ITS_TO_MAKE, issuer=given.issuer)


def _of_place_named(given: _Words) -> LevelShown | None:
    """Returns the level where a place alone stands in front of the title (我市, 河南省): it is a document of that place."""
    if not given.issuer or _of_national_organ(given.issuer, given):
        return None
    ours = _OWN.fullmatch(given.issuer) is not None
    place = find_region(given.issuer, given.region) or (
        find_region(given.issuer + "政府", given.region) if ours else None
    )
    if place == NATION or (place is None and not ours):
        return None
    return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.OFFICE, issuer=given.issuer)


# --- by title -----------------------------------------------------------------------------------

_NO_LAW = later(
    r"(?:办法|方法|做法|看法|想法|说法|手法|技法|书法|语法|立法|执法|普法|守法|依法|违法|合法|非法|[计评记打加扣]分法|分类法|(?<!公)司法|(?<!适)用法|(?<!预)算法)$"
)
_LAW = later(r"法$|法典$|法通则$|刑法修正案")
_CONSTITUTION = later(rf"(?:{STATE})?宪法(?:修正案.*)?$")
_REGULATION = later(r"条例$")
_CHANGES_REGULATION = later(
    r"(?:修改|废止|修订|清理).*(?:条例|法规).*(?:决定|修正案)$|(?:条例|法规).*(?:修正案|的决定)$"
)
_CARRIES_OUT_LAW = later(r"法[〉》>]?(?:实施(?:细则|办法)|施行细则)$")
_CARRIES_OUT_REGULATION = later(r"条例[〉》>]?(?:实施(?:细则|办法)|施行细则)$")
_LOCALLY_CARRIES_OUT_LAW = later(
    r"实施[〈《<]?[^〉》>]*法[〉》>]?(?:的?(?:若干)?(?:办法|规定|细则|意见))$|[〈《<][^〉》>]*法[〉》>]实施办法$"
)
_PAPER = later(
    r"(?:办法|规定|细则|方案|意见|通知|通告|公告|规划|纲要|计划|决定|决议|命令|批复|函|报告|目录|清单|制度|规则|规程|规范|标准|措施"
    r"|指引|指南|要点|备忘录|名单|机制|流程|导则|办理程序|政策|若干条|条款|须知|范本|台账)$"
)
_PLACEHOLDER = later(r"(?:[XxＸｘ×*＊○〇某]{1,3})(?:省|市|县|区|州)")
_OWN = later(r"(?:我|本|全)(?:省|市|县|区|州|自治区|旗)(?!级)")
_COURTS = later(r"人民(?:法院|检察院).*(?:规则|规定|解释)$|(?:案件|法律|法[〉》>]).*的解释$")
_FORWARDS = later(r"(?:关于)?(?:转发|批转).*的通知$")
_MEMORANDUM = later(r"联合(?:惩戒|激励|奖惩).*备忘录$")


_CHANGES = later("关于(?:修改|修订|修正|废止)[《〈<](?P<title>[^《》〈〉<>]{4,80})[》〉>](?:等[^，。]{0,20})?的决定$")
_OF_LOCAL_REGULATIONS = later(
    "关于[^，。]{0,16}(?:修改|废止|取消|调整|清理)[^，。]{0,12}地方性法规[^，。]{0,40}的决定$"
)


def _of_title(bare: str, given: _Words) -> LevelShown | None:
    """Returns the level by the title alone."""
    if not bare:
        return None
    core, region = _TAIL.sub("", bare), given.region
    changed = _CHANGES.match(bare)
    if changed:
        # A decision that amends or repeals is made by whoever made what it amends.
        found = _of_title(changed["title"], given)
        if found and found.level is SourceLevel.LOCAL_REGULATION:
            return _shown(SourceLevel.LOCAL_REGULATION, found.place, LevelCause.AMENDS_LOCAL_REGULATION)
    if _OF_LOCAL_REGULATIONS.match(core):
        return _shown(SourceLevel.LOCAL_REGULATION, _lawmaker(region), LevelCause.SPEAKS_OF_LOCAL_REGULATIONS)
    if _PLACEHOLDER.match(core):
        return _of_local_title(core, None)
    place = find_region(bare, region)
    if place and place != NATION:
        return _of_local_title(core, place)
    if bare.startswith("中国共产党"):
        return _shown(SourceLevel.CENTRAL_POLICY, NATION, LevelCause.PARTY_RULES)
    return _of_national_title(core, bare, given) or _of_own_words(core, region) or _of_kind(core, given)


def _lawmaker(region: str | None) -> str | None:
    """Returns the place itself or the next one above it whose congress makes regulations."""
    while region and "/" in region and not makes_rules(region):
        region = place_above(region)
    return region


def _of_local_title(core: str, place: str | None) -> LevelShown:
    """Returns the level of a title that opens with a place: what its people's congress makes, or a local document."""
    where = place_name(place) if place else Message("level_reason.placeholder")
    made_by_congress = _CONGRESS.search(core) and not _CONGRESS_PAPER.search(core)
    if (
        _REGULATION.search(core)
        or _LOCALLY_CARRIES_OUT_LAW.search(core)
        or made_by_congress
        or _CHANGES_REGULATION.search(core)
    ):
        return _of_local_regulation(core, place, where, LevelCause.LOCAL_REGULATION, LevelCause.COUNTY_REGULATION)
    if _PAPER.search(core):
        return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.LOCAL_PAPER, place=where)
    return _shown(SourceLevel.UNKNOWN, place, LevelCause.LOCAL_UNCLEAR, place=where)


def _of_local_regulation(
    core: str, place: str | None, where: str | Message, may: LevelCause, may_not: LevelCause
) -> LevelShown:
    """Returns the level of a regulation of a place: a county makes none, an autonomous one excepted; 鹤壁市浚县…条例 is the city's."""
    if makes_regulations(place):
        return _shown(SourceLevel.LOCAL_REGULATION, place, may, place=where)
    above = place_above(place or "")
    if above and above != UNKNOWN and core.startswith(place_name(above)):
        return _shown(SourceLevel.LOCAL_REGULATION, above, may, place=place_name(above))
    return _shown(SourceLevel.UNKNOWN, place, may_not, place=where)


def _is_law(core: str) -> bool:
    return bool(_LAW.search(core)) and not _NO_LAW.search(core)


def _of_national_title(core: str, bare: str, given: _Words) -> LevelShown | None:
    """Returns the level of a title that opens with a national body or with 中华人民共和国; None of any other."""
    organ = national_organ(bare)
    if _CONSTITUTION.match(bare):
        return _shown(SourceLevel.CONSTITUTION, NATION, LevelCause.CONSTITUTION)
    if organ is None:
        return None
    if organ is NationalOrgan.COURT:
        return _of_court(bare, given.number)
    if organ is NationalOrgan.CONGRESS:
        return _shown(SourceLevel.LAW, NATION, LevelCause.NATIONAL_CONGRESS)
    if _is_law(core):
        return _shown(SourceLevel.LAW, NATION, LevelCause.LAW)
    if _REGULATION.search(core):
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.REGULATION)
    if organ is NationalOrgan.CENTRE and re.search(r"(?:修改|废止).*(?:条例|法规).*决定$", core):
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.AMENDS_REGULATION)
    if organ is NationalOrgan.STATE:
        return _of_state_title(core, given)
    return _of_national_organ(bare, given)


def _of_state_title(core: str, given: _Words) -> LevelShown | None:
    """Reads 中华人民共和国…实施细则 and the like; 国家… without an issuer says nothing."""
    if not core.startswith(STATE):
        return None
    inner = core.removeprefix(STATE)
    if national_organ(inner) in (NationalOrgan.CENTRE, NationalOrgan.CONGRESS):
        return _of_national_title(inner, inner, given)
    if core.startswith(STATE + "海关") or _CARRIES_OUT_REGULATION.search(core):
        return _shown(SourceLevel.DEPARTMENT_RULE, NATION, LevelCause.USUAL_FOR_RULES)
    if _CARRIES_OUT_LAW.search(core):
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.CARRIES_OUT_LAW)
    return _shown(SourceLevel.UNKNOWN, NATION, LevelCause.STATE_UNCLEAR)


def _of_own_words(core: str, region: str | None) -> LevelShown | None:
    """Reads 促进我省…的意见, 关于修改本市部分地方性法规的决定: a document of the citing document's own place."""
    own = _OWN.search(core)
    if not own:
        return None
    place = find_region(own[0] + "政府", region)
    if _CHANGES_REGULATION.search(core) and makes_regulations(place):
        return _shown(SourceLevel.LOCAL_REGULATION, place, LevelCause.OWN_WORDS_REGULATION, words=own[0])
    return _shown(SourceLevel.LOCAL_NORMATIVE, place, LevelCause.OWN_WORDS, words=own[0])


_MAKES_NONE = frozenset("县区旗")  # places whose congress makes no regulations
_COMPACT = later(
    "(?:居民|村民|业主|住户|社区|小区|会员|商户|同业|家庭)[^，。]{0,8}(?:公约|规约|守则)$|村规民约|乡规民约|自治章程$"
)


def _of_kind(core: str, given: _Words) -> LevelShown | None:
    """Returns the level of a bare title: 法 and 条例 tell by themselves unless the words before say that a place made it."""
    region = given.region
    place = find_region(given.issuer, region) if given.issuer else None
    ours = (
        _OWN.fullmatch(given.issuer) is not None and place is None
    )  # 我省《…条例》 where nothing shows which province
    local = ours or (place is not None and place != NATION)
    if _is_law(core):
        return _shown(SourceLevel.LAW, NATION, LevelCause.LAW)
    if _REGULATION.search(core):
        if ours:
            if own_unit(given.issuer) in _MAKES_NONE:
                return _shown(SourceLevel.UNKNOWN, None, LevelCause.COUNTY_REGULATION_HINTED, place=given.issuer)
            return _shown(SourceLevel.LOCAL_REGULATION, None, LevelCause.LOCAL_REGULATION_HINTED, place=given.issuer)
        if local and place:
            may, may_not = LevelCause.LOCAL_REGULATION_HINTED, LevelCause.COUNTY_REGULATION_HINTED
            return _of_local_regulation(core, place, place_name(place), may, may_not)
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.REGULATION)
    if not local and _CARRIES_OUT_REGULATION.search(core):
        return _shown(SourceLevel.DEPARTMENT_RULE, NATION, LevelCause.CARRIES_OUT_REGULATION)
    if not local and _CARRIES_OUT_LAW.search(core):
        return _shown(SourceLevel.ADMIN_REGULATION, NATION, LevelCause.CARRIES_OUT_LAW_UNPLACED)
    if not local and _COURTS.search(core):
        return _shown(SourceLevel.JUDICIAL_INTERPRETATION, NATION, LevelCause.USUAL_FOR_COURTS)
    if _FORWARDS.match(core) and region and region != NATION:
        return _shown(SourceLevel.LOCAL_NORMATIVE, place if local else None, LevelCause.FORWARDS)
    if _COMPACT.search(core):
        return _shown(SourceLevel.LOCAL_NORMATIVE, place if local else region, LevelCause.COMPACT)
    if not local and _MEMORANDUM.search(core):
        return _shown(SourceLevel.DEPARTMENT_NORMATIVE, NATION, LevelCause.MEMORANDUM)
    return None
