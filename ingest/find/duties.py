"""Says who must do or report something, and by when: 责任单位, 牵头, 于…前报送 (docs/reading.md#duties).

A duty is read where the words name an office and a deadline, an office in charge, or something to be
handed in by a day. What private parties must do, and periods of validity or of punishment, are none.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from graph_schema.numerals import value_of
from graph_schema.patterns import Pattern
from graph_schema.records import Duty
from graph_schema.terms import Zone
from ingest.parts.document_text import DocumentText
from ingest.parts.lines import Kind, Line
from ingest.parts.provisions import Sentence, Unit

_OFFICE_END = (
    "人民政府|政府|办公室|办公厅|委员会|联席会议|领导小组|工作组|管委会|发改委|发展改革委|信用办|编办|网信办|"
    "部门|单位|机关|局|厅|委|办|院|署|行|部|处|科|站|中心|街道|乡镇|镇|乡|法院|检察院|工会|协会|商会|总队|支队|大队"
)
_PLACES = r"各(?:[\u4e00-\u9fff]{0,2}(?:区县|县区|市县|镇街|街镇)|[县市区镇乡]|县?（市、区）|[县市区](?:（[县市区、]{1,5}）|、[县市区])+)"
_OFFICE = rf"(?:(?:各|本|全)?[\u4e00-\u9fff]{{0,8}}(?:（[\u4e00-\u9fff、]{{1,12}}）)?[\u4e00-\u9fff]{{0,14}}?(?:{_OFFICE_END})(?:（[\u4e00-\u9fff、]{{1,8}}）)?|{_PLACES})"

# Only sentences that hold one of these are looked at.
HINT = Pattern(
    # A class of first characters is found many times faster than words of which each has its own.
    r"[责牵配承主落参负时期日月底周初末旬度年天下](?:"
    r"(?P<titled>(?:(?<=责)任|(?<=牵)头|(?<=配)合|(?<=[承主])办|(?<=落)实|(?<=参)与)(?:单位|部门))"
    r"|(?P<led>(?<=牵)头|(?<=负)责)"
    r"|(?P<timed>(?:(?<=时)限|(?<=时)间|(?<=期)限)(?:要求)?：)"
    r"|(?P<dated>(?:(?<=[日月底周初末旬度])|(?<=日)（[^）]{1,4}）|(?<=下)班)之?以?前|(?<=[日月年天周])之?以?内))",
    matches=(
        "责任单位：市财政局",
        "2021年2月5日前",
        "一个月内",
        "由市司法局负责",
        "3月15日（周一）前",
        "完成时限：2022年",
    ),
    refuses=("前款规定", "全市范围", "以前"),
)

_TITLES = "(?:责任|牵头|配合|承办|主办|落实|参与)(?:单位|部门)"
IN_CHARGE = Pattern(
    rf"{_TITLES}(?:为)?：(?P<units>(?:(?!{_TITLES})[^。；（）：\n]|（[^（）。]{{1,16}}）){{2,160}})",
    matches=("责任单位：市发展改革委、市财政局", "牵头单位：县信用办"),
    refuses=("责任单位应当", "牵头部门负责"),
)

BY_OFFICE = Pattern(
    # The names are parted and looked at one by one afterwards: a pattern of names in a row takes forever on some text.
    r"(?:由|请)(?P<units>(?:(?![由请])[\u4e00-\u9fff、（）]){2,160}?)"
    r"(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|具体|共同|统一)?(?:负责(?!解释|人)|牵头)",
    matches=("由市发展改革委负责汇总", "由县司法局、县财政局按职责分工负责", "请市财政局牵头"),
    refuses=("由市司法局负责解释", "由法定代表人承担", "由负责人签字"),
)

_INSIDE = "(?:[^（）。；：]|（[^（）]{1,10}）)"
_SHARED = "(?:按照?(?:各自)?职责(?:分工)?)?"
BRACKETED = Pattern(
    rf"（(?P<units>{_INSIDE}{{2,120}}?){_SHARED}(?:牵头|负责)(?:，(?P<more>{_INSIDE}{{2,120}}?){_SHARED}(?:配合|参与|负责))?）",
    matches=("（市发展改革委牵头，市财政局配合）", "（各乡镇负责）", "（县法院、县信用办按职责分工负责）"),
    refuses=("（试行）", "（含主要负责人）"),
)

_MONTH = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])月"
_DAY = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日(?:（[^（）]{1,4}）)?"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3}|本|当|今|次)年"
DEADLINE = Pattern(
    rf"(?P<due>(?:{_YEAR})?{_MONTH}(?:{_DAY}|底|末|初|上旬|中旬|下旬)(?:下班|\d{{1,2}}(?:时|：\d\d|点))?(?:之|以)?前"
    rf"|{_YEAR}(?:年)?[底末初](?:之|以)?前"
    rf"|每(?:个)?(?:月|季度|年|周|半年)(?:首月|末月|度)?(?:{_MONTH})?(?:{_DAY}|底|末|初|上旬|下旬)?(?:之|以)?前"
    r"|(?:本|下)?(?:周[一二三四五六日末]|月底|季度末|年底)(?:之|以)?前"
    r"|自[^，。；：、]{0,24}?之日起(?:的)?[一二三四五六七八九十两\d]{1,4}个?(?:工作日|日|天|月|个月|年)(?:之|以)?内"
    r"|[一二三四五六七八九十两\d]{1,4}个?(?:工作日|日|天|月|周)(?:之|以)?内)",
    matches=(
        "2021年2月5日前",
        "2021年底前",
        "3月底前",
        "每月5日前",
        "自本通知印发之日起30日内",
        "10个工作日内",
        "每季度首月10日前",
        "二〇二一年十月底前",
        "3月15日（星期一）下班前",
    ),
    refuses=("自2021年1月1日起施行", "前款", "三年以内不得"),
)

_ACTS = "发送|发至|报送|上报|报告|填报|报备|报至|报到|报|反馈|提交|送交|送至|汇总|备案"
REPORT = Pattern(
    rf"(?:(?:将|把|并将)(?P<what>[^，。；：]{{2,60}}?)(?:书面|正式|一并|统一|加盖公章后|以电子邮件)?(?:{_ACTS})|(?:报送|上报|填报|反馈|提交)(?P<object>[^，。；：]{{2,40}}))",
    matches=("将自查情况报送市信用办", "报送工作总结", "将台账汇总后报"),
    refuses=("报纸", "通报批评"),
)

TIMED = Pattern(
    r"(?:时限|时间|期限)(?:要求)?：(?P<due>[^。；，（）：\n]{2,24})",
    matches=("完成时限：2021年12月底前", "完成时间：长期坚持"),
    refuses=("时限要求", "时间：。"),
)

_DOING = re.compile(
    f"{_ACTS}|完成|作出|告知|答复|办结|核实|审核|制定|印发|建立|公布|公开|整改|清理|修订|废止|移交|归集|录入|督促|开展|落实"
)
_ASKED = re.compile("(?:请|要求|推动|督促|组织|指导|引导|鼓励|支持|（[^）]{1,8}）)*")
_ACTING = re.compile(r"(?=(?:要|应当|应|须|需|务必|必须|分别|请)?(?:[，于在按每将把要应须务从自对]|\d|$))")
_LONGEST = 160  # characters of a row of offices
_REACH = 240  # so far from a day stands who must act, and what they must do
_PRIVATE = re.compile("^(?:请)?(?:企业|个人|申请人|当事人|失信|信用主体|被列入|纳税人|投标人|从业)")


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty in clean offsets; `deadline` is None where its words give no day."""

    start: int
    end: int
    unit: int
    units: tuple[str, ...]
    deadline: date | None
    due: str
    report: str


def find_duties(
    flat: str, lines: Sequence[Line], units: Sequence[Unit], sentences: Sequence[Sentence], issued: date | None
) -> list[Obligation]:
    """Finds the duties of a document in text order. `issued` is its date: a day without a year is the next one after it."""
    if not sentences:
        return []
    starts = array("I", [sentence.start for sentence in sentences])
    hinted: dict[int, set[str | None]] = {}
    for hint in HINT.regex.finditer(flat, sentences[0].start, sentences[-1].end):
        hinted.setdefault(bisect_right(starts, hint.start()) - 1, set()).add(hint.lastgroup)
    out: list[Obligation] = []
    for number, hints in hinted.items():
        sentence = sentences[number]
        if units[sentence.unit].zone in (Zone.CLOSING, Zone.HEADER) or lines[sentence.line].kind is Kind.TABLE:
            continue
        if "titled" in hints or "timed" in hints:
            out.extend(_with_time(flat, sentence, list(_in_charge(flat, sentence, IN_CHARGE)), issued))
        if "led" in hints:
            out.extend(_in_charge(flat, sentence, BRACKETED))
            out.extend(_in_charge(flat, sentence, BY_OFFICE))
        if "dated" in hints:
            out.extend(_dated(flat, sentence, issued))
    return sorted(out, key=lambda d: (d.start, d.end))


def duty_records(document: DocumentText) -> tuple[Duty, ...]:
    """Finds the duties of a document, as records."""
    found = find_duties(document.flat, document.lines, document.units, document.sentences, document.record.date)
    return tuple(
        Duty(
            document=document.record.id,
            provision=document.provisions[obligation.unit].id,
            span=document.span(obligation.start, obligation.end),
            text=document.words(obligation.start, obligation.end),
            units=obligation.units,
            deadline=obligation.deadline,
            due=obligation.due,
            report=obligation.report,
        )
        for obligation in found
    )


def _in_charge(flat: str, sentence: Sentence, pattern: Pattern) -> Iterator[Obligation]:
    """Finds offices named as responsible, without a day."""
    for charged in pattern.regex.finditer(flat, sentence.start, sentence.end):
        named = split_offices(charged["units"])
        if pattern is BRACKETED and charged["more"]:
            named += split_offices(charged["more"])
        if named and all(_IS_OFFICE.search(x) for x in named):
            yield Obligation(charged.start(), charged.end(), sentence.unit, tuple(dict.fromkeys(named)), None, "", "")


def _with_time(
    flat: str, sentence: Sentence, charged: Sequence[Obligation], issued: date | None
) -> Iterator[Obligation]:
    """Completes offices in charge with the time that is set for them: 责任单位：市信用办；完成时限：2021年12月."""
    timed = TIMED.regex.search(flat, sentence.start, sentence.end)
    due = timed["due"] if timed and (_IS_TIME.search(timed["due"])) else ""
    for duty in charged:
        yield replace(duty, due=due, deadline=day_of(due, issued)) if due else duty
    if timed and due and not charged and "完成" in flat[max(sentence.start, timed.start() - 4) : timed.start()]:
        yield Obligation(timed.start(), timed.end(), sentence.unit, (), day_of(due, issued), due, "")


_IS_TIME = re.compile("[年月日底]|长期|持续|每|立即")


def _dated(flat: str, sentence: Sentence, issued: date | None) -> Iterator[Obligation]:
    """Finds offices that must act by a day: 各单位于2021年2月5日前将自查情况报送市信用办; one for each day named."""
    named: tuple[str, ...] = ()
    at = sentence.start
    marks = list(DEADLINE.regex.finditer(flat, sentence.start, sentence.end))
    for day, following in zip_longest(marks, marks[1:]):
        lead = flat[max(at, day.start() - _REACH) : day.start()]
        tail = flat[day.end() : min(sentence.end, day.end() + _REACH)]
        own = flat[day.end() : following.start() if following else sentence.end]
        named = _subject(lead.lstrip("，")) or named or (() if lead.strip("，") else _subject(tail.lstrip("，")))
        asked = bool(re.search("请[^，]{0,12}$", lead)) or lead.endswith(("务必于", "务必在"))
        at = day.end()
        if _PRIVATE.match(lead) or not (named or asked) or not _DOING.search(tail):
            continue
        report = REPORT.regex.search(flat, day.start() - len(lead), day.end() + len(own))
        what = (report["what"] or report["object"]) if report else ""
        start = day.start() - len(lead.lstrip("，"))
        yield Obligation(
            start, day.end() + len(own), sentence.unit, named, day_of(day["due"], issued), day["due"], what.strip("“”")
        )


def _subject(words: str) -> tuple[str, ...]:
    """Returns the offices that a stretch begins with, or that its last clause begins with."""
    for clause in dict.fromkeys((words.rsplit("，", 1)[-1], words)):
        asked = _ASKED.match(clause)
        row = clause[asked.end() if asked else 0 :]
        for end in _ACTING.finditer(row, 2, _LONGEST):
            names = split_offices(row[: end.start()])
            if names and all(_NAME.fullmatch(name) for name in names):
                return names
    return ()


def split_offices(words: str) -> tuple[str, ...]:
    """Splits 各县（市、区）政府、市财政局和市信用办 into three names: a 、 within brackets parts nothing."""
    kept = words
    if "（" in words:
        kept = _IN_BRACKETS.sub(lambda m: m[0].replace("、", "\0").replace("，", "\0"), words)
    parts = _BETWEEN_OFFICES.split(kept)
    names = [_AROUND_OFFICE.sub("", x.replace("\0", "、").strip()) for x in parts]
    bare = [_SHARED_BEHIND.sub("", x) if x.endswith("负责") else x for x in names]
    return tuple(x for x in bare if len(x) >= 2)


_ENDS = "府室厅会组委办门位关局院署行部处科站心道镇乡队"
_IN_BRACKETS = re.compile("（[^（）]*）")
_BETWEEN_OFFICES = re.compile(rf"[、，]|(?<=[{_ENDS}])(?:和|及|与|以及|会同)")
_AROUND_OFFICE = re.compile("^(?:由|请)|等$|^[和及与]")
_SHARED_BEHIND = re.compile("(?:按(?:照)?(?:各自)?职责(?:分工)?)?(?:分别|共同)?负责$")
_NAME = re.compile(_OFFICE)
_IS_OFFICE = re.compile(rf"(?:{_OFFICE_END}|[县市区镇州])(?:（[^（）]*）)?$")
_LAST_DAYS = {"底": 0, "末": 0, "初": 10, "上旬": 10, "中旬": 20, "下旬": 0}


def day_of(due: str, issued: date | None) -> date | None:
    """Returns the last day that the words of a deadline name; None for a period (一个月内) or a day that comes again (每月5日前)."""
    if due.startswith("每"):
        return None
    named = re.match(
        r"(?:(?P<year>\d{4}|[一二][〇○零一二三四五六七八九]{3}|[本当今次])年)?(?:(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月)?"
        r"(?P<day>(?:\d{1,2}|[一二三四五六七八九十]{1,3})日|底|末|初|[上中下]旬|$)",
        due,
    )
    if named is None or (named["month"] is None and named["year"] is None):
        return None
    month = value_of(named["month"]) or 0 if named["month"] else 12
    year = _year(named["year"], issued)
    if year is None:
        return None
    try:
        day = _last_day(year, month, named["day"])
        # 于2月5日前 in a document of December is of the next year.
        if named["year"] is None and issued and day < issued:
            day = _last_day(year + 1, month, named["day"])
    except ValueError:
        return None
    return day


def _year(words: str | None, issued: date | None) -> int | None:
    if words is None or words in "本当今次":
        return issued.year + (words == "次") if issued else None
    return value_of(words)


def _last_day(year: int, month: int, day: str) -> date:
    if day.endswith("日"):
        return date(year, month, value_of(day[:-1]) or 0)
    if _LAST_DAYS.get(day):
        return date(year, month, _LAST_DAYS[day])
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
