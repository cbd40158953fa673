"""Days as written in a document, in Arabic or Chinese digits."""

from __future__ import annotations

import re
from datetime import date

DATE = re.compile(
    r"((?:19|20)\d\d|[一二三四五六七八九〇○零]{4})年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日"
)
_CN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def to_date(written: re.Match[str]) -> date | None:
    """Returns the day that a match of `DATE` stands for, in Arabic or Chinese digits; None if there is no such day."""
    year = "".join(_CN_DIGITS.get(c, c) for c in written[1])
    try:
        return date(int(year), _cn_int(written[2]), _cn_int(written[3]))
    except ValueError:
        return None


def _cn_int(digits: str) -> int:
    """Returns the number that 12, 十二 or 一二 stands for."""
    if digits.isdigit():
        return int(digits)
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return int(_CN_DIGITS.get(tens, "1") if tens else "1") * 10 + int(_CN_DIGITS.get(ones, "0") if ones else "0")
    return int("".join(_CN_DIGITS.get(c, c) for c in digits))
