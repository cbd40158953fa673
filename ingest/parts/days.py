"""Days as a document prints them: 2019年3月2日, 二〇一九年三月二日, spaced out, 2019.3.2, 2019-03-02, 2019/3/2."""

from __future__ import annotations

import re
from datetime import date

from graph_schema.days import printed_day

# A scan writes the circle of 二〇一九 in several ways; digits and signs may be spaced out to fill the line.
_CHINESE_YEAR = r"[一二](?:\s?[一二三四五六七八九〇○◯零0OoＯ]){3}"
_YEAR = rf"(?:1\s?9|2\s?0)\s?\d\s?\d|{_CHINESE_YEAR}"
_CHINESE_COUNT = r"[一二三四五六七八九十廿卅](?:\s?[一二三四五六七八九十]){0,2}"
_COUNT = rf"\d\s?\d?|{_CHINESE_COUNT}"
_WRITTEN = rf"(?:{_YEAR})\s{{0,2}}年\s{{0,2}}(?:正|元|{_COUNT})\s{{0,2}}月\s{{0,2}}(?:{_COUNT})\s{{0,2}}日"
_BY_SIGNS = r"(?<!\d)(?:19|20)\d\d(?:(?:\.\d{1,2}){2}|(?:-\d{1,2}){2}|(?:/\d{1,2}){2})(?![\d.\-/])"

DAY = rf"(?:{_WRITTEN}|{_BY_SIGNS})"
"""The pattern of a day, without groups."""
BLANK_DAY = (
    rf"(?:(?:{_YEAR}|[xX×＿_]{{1,4}})?\s*年\s*(?:{_COUNT}|[xX×＿_]{{0,2}})\s*月\s*(?:{_COUNT}|[xX×＿_]{{0,2}})\s*日"
    rf"|(?:{_YEAR})\s*年\s*(?:{_COUNT})\s*月)"
)
"""The pattern of a day that is not filled in (2021年 月 日), or that names a month only; of a whole day as well."""
DATE = re.compile(DAY)
DAY_BEHIND_TITLE = re.compile(rf"（{DAY}）$")
_SPELT = str.maketrans({"O": "0", "o": "0", "Ｏ": "0", "◯": "〇", "正": "一", "元": "一", "廿": "二十", "卅": "三十"})


def day_of_match(written: re.Match[str]) -> date | None:
    """Returns the day that a match of `DATE` stands for; None if there is no such day."""
    bare = re.sub(r"\s", "", written[0]).translate(_SPELT)
    parts = re.split("[年月日.\\-/]", bare)
    year = parts[0].replace("0", "〇") if not parts[0].isdecimal() else parts[0]
    return printed_day(year, parts[1], parts[2])
