"""Numerals: 12, Chinese 七十三 and 一百零八, and 二〇二一 digit by digit; and digits by the thousand, which are no number."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 9
"""Digits of the longest number that anything is counted by; Python refuses to read thousands of them."""
_LONG = re.compile(r"[\d_]{4300,}")
_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SIGNS = frozenset(_VALUES) | frozenset(_UNITS)


@lru_cache(maxsize=1 << 12)
def value_of(words: str) -> int | None:
    """Returns the number that a numeral stands for: 12, 十二, 一百零五, 一〇五; None where the words are none, or too long."""
    if len(words) > LONGEST:
        return None
    if words.isdecimal():
        return int(words)
    if not words or not _SIGNS.issuperset(words):
        return None
    if _UNITS.keys().isdisjoint(words):
        return int("".join(str(_VALUES[digit]) for digit in words))
    total = pending = 0
    for sign in words:
        if sign in _UNITS:
            total, pending = total + (pending or 1) * _UNITS[sign], 0
        else:
            pending = _VALUES[sign]
    return total + pending


def number_of(digits: str, longest: int = LONGEST) -> int | None:
    """Returns the number that plain digits write; None where they are none, or more of them than `longest`."""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= longest else None


def line_of_long_number(text: str) -> int | None:
    """Returns the line, from 1, of the first number with more digits than Python reads; None where there is none."""
    found = _LONG.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else None


def numeral(number: int) -> str:
    """Returns a number from 0 to 9999 as a law prints it: 108 → 一百零八, 15 → 十五."""
    out, zero = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            plain_ten = size == 10 and digit == 1 and not out
            out += ("零" if zero and out else "") + ("" if plain_ten else _DIGITS[digit]) + unit
            zero = False
        else:
            zero = bool(out) and number > 0
    return out or _DIGITS[0]
