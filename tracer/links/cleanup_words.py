"""The words of cleanup decisions: which say what becomes of a document, and from, until or by which day (docs/semantics.md#cleanup-lists)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from graph_schema.days import printed_day
from graph_schema.first_use import later
from graph_schema.terms import CleanupState

_DIGITS = "[0-9〇○零一二三四五六七八九十]"
DAY_WORDS = rf"(?:{_DIGITS}{{4}}年{_DIGITS}{{1,3}}月(?:{_DIGITS}{{1,3}}日|底|末)|[0-9]{{4}}年[底末]|[0-9]{{4}}[-./][0-9]{{1,2}}[-./][0-9]{{1,2}})"
_ENDS = "废止|失效|失去效力|(?:停止|终止|不再)(?:执行|施行|实施|适用|使用)|不再(?:保留|(?:继续)?有效|具有效力|作为[^，。；\t]{0,12}依据)|作废|不予保留"
VOID = later(f"{_ENDS}|(?<!有)无效")
KEEP = later("(?<!不再)继续(?:有效|执行|施行|实施|适用)|(?<!不再)(?<!不予)(?<!不)保留|现行有效|^有效$")
AMEND = later("修改|修订|修正")
_PARTLY = later("(?:部分|个别|有关)(?:条款|条文|内容|废止)[^，。；\t]{0,6}")
LATER = later(
    "(?:(?:待|在|于)?[^，。；、\t（）]{0,14}(?:新|修订后|修改后|替代|有关|相关|上级|配套)[^，。；\t（）]{0,16}(?:出台|印发|公布|发布|施行|实施|生效)"
    "[^，。；\t（）]{0,8}(?:后|之日起?|时|起)[^。；\t（）]{0,8}(?:废止|失效)|逾期[^。；\t]{0,30}(?:废止|失效)|由[^，。；\t]{1,16}(?:局|委|办|厅|部门|单位|机关)[^，。；\t]{0,10}(?:废止|失效)|(?:按程序|提请|报请)[^，。；\t]{0,14}(?:废止|失效)|(?:拟|建议|应予?)(?:予以)?(?:废止|失效|宣布失效))"
)
VOID_FROM = later(
    rf"[自从于](?P<day>{DAY_WORDS})(?:之日)?起?[^。；\t]{{0,10}}?(?:{_ENDS})|(?P<after>{DAY_WORDS})(?:之?后|届满后?)[，]?(?:自[行动]|即|同时)?(?:{_ENDS})"
    rf"|(?:废止|失效)(?:日期|时间)?[为：:]?自?(?P<behind>{DAY_WORDS})"
)
"""What says from which day on something is void; `after` is the last day on which it holds."""
AT_ONCE = later(f"自(?:本[\u4e00-\u9fff]{{2,4}})?(?:公布|发布|印发|颁布|下发|即)之?日起[^。；\t]{{0,10}}?(?:{_ENDS})")
UNTIL = later(rf"有效期[^。；，\t]{{0,6}}[至到](?P<day>{DAY_WORDS})")
BY = later(rf"(?P<day>{DAY_WORDS})(?:之?前|以前)")
TAKES_EFFECT = later(
    rf"本(?:决定|通知|公告|通告|意见|文件)[^。；]{{0,4}}自(?P<day>{DAY_WORDS})起?(?:施行|实施|执行|生效)"
)
_NEXT_SUBJECT = later(
    "，(?=其中|其余|其他|对?(?:附件|列入|纳入|以上|上述|上列|前述|所列|下列|废止|失效|宣布|公布|决定))"
)


def flat_words(words: str) -> str:
    """Returns words without blanks and line ends."""
    return "".join(words.split())


def state_of(words: str) -> CleanupState | None:
    """Returns the one state that words speak of; None where they speak of none or of several. What is void in part is amended."""
    words = _PARTLY.sub("修改", words)
    said = {
        state
        for state, pattern in (
            (CleanupState.VOID, VOID),
            (CleanupState.CONTINUES, KEEP),
            (CleanupState.AMEND, AMEND),
        )
        if pattern.search(words)
    }
    if said == {CleanupState.CONTINUES, CleanupState.AMEND}:
        return CleanupState.AMEND  # 修改后继续有效
    return next(iter(said)) if len(said) == 1 else None


def clauses_of(overall: str) -> Iterator[str]:
    """Yields the sentences of a text, parted where another subject begins."""
    for sentence in re.split("[。；]", overall):
        yield from _NEXT_SUBJECT.split(sentence)


def day_of(found: re.Match[str] | None) -> date | None:
    """Returns the day that a pattern found; the one after it where that is the last on which something holds."""
    groups = found.groupdict() if found else {}
    if last := groups.get("after"):
        day = _printed_day(last)
        return day + timedelta(days=1) if day else None
    return _printed_day(next(filter(None, groups.values()), ""))


def _printed_day(words: str) -> date | None:
    """Returns a day as it is printed, the last of a month or year where only that is named."""
    parts = re.match(
        rf"({_DIGITS}{{4}})年({_DIGITS}{{1,3}})月(?:({_DIGITS}{{1,3}})日|[底末])|([0-9]{{4}})年[底末]|([0-9]{{4}})[-./]([0-9]{{1,2}})[-./]([0-9]{{1,2}})",
        words,
    )
    if parts is None:
        return None
    if parts[4]:
        return date(int(parts[4]), 12, 31)
    if parts[5]:
        return printed_day(parts[5], parts[6], parts[7])
    if parts[3]:
        return printed_day(parts[1], parts[2], parts[3])
    first = printed_day(parts[1], parts[2], "1")
    return first.replace(day=monthrange(first.year, first.month)[1]) if first else None
