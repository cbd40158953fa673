"""The numbers that a browser sets before the items of a list (HTML, 4.4.5: start, type, reversed, value)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement as Element

_STYLE = re.compile(
    r"(?i)list-style(?:-type)?\s*:[^;]*?(none|cjk-ideographic|simp-chinese-(?:in)?formal|lower-alpha|lower-latin|upper-alpha|upper-latin|lower-roman|upper-roman|decimal|disc|circle|square)"
)
_KINDS = {
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "lower-latin": "lower-alpha",
    "upper-latin": "upper-alpha",
    "simp-chinese-informal": "cjk-ideographic",
    "simp-chinese-formal": "cjk-ideographic",
}
_SIGNS = frozenset(("none", "disc", "circle", "square"))
_OWN_NUMBER = re.compile(
    r"\s*(?:[(（]?[0-9一二三四五六七八九十百]{1,4}[)）、.．,，]|第[0-9一二三四五六七八九十百]{1,5}[条章节项款]|[①-⑳]|[（(])"
)
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_DIGITS = "零一二三四五六七八九"
_WHOLE = re.compile(r"\s*(-?\d{1,6})")


class Numbers:
    """Counts the items of the lists of a page."""

    def __init__(self) -> None:
        self._next: dict[Element, tuple[int, int, str]] = {}

    def of(self, element: Element, tag: str) -> str:
        """Returns the number of an item as it is shown, "" for what has none.

        An item whose words begin with a number has no other: style sheets, which are not read, take it away there.
        """
        around = element.getparent() if tag == "li" else None
        if around is None or around.tag != "ol":
            return ""
        number, step, kind = self._next.get(around) or _begun(around)
        value = _WHOLE.match(element.get("value") or "")
        number = int(value[1]) if value else number
        self._next[around] = (number + step, step, kind)
        kind = _kind(element, kind)
        return "" if kind in _SIGNS or _has_own(element) else shown(number, kind)


def _begun(around: Element) -> tuple[int, int, str]:
    start = _WHOLE.match(around.get("start") or "")
    kind = _kind(around, "decimal")
    if around.get("reversed") is None:
        return (int(start[1]) if start else 1), 1, kind
    return (int(start[1]) if start else sum(1 for _ in around.iterchildren("li"))), -1, kind


def _kind(element: Element, kind: str) -> str:
    styled = _STYLE.search(element.get("style") or "")
    named = styled[1].lower() if styled else element.get("type") or kind
    return _KINDS.get(named, named)


def _has_own(element: Element) -> bool:
    """Tells whether the first words of an item are a number."""
    read = ""
    for words in element.itertext():
        read += words.lstrip()
        if len(read) > 8:
            break
    return _OWN_NUMBER.match(read) is not None


def shown(number: int, kind: str) -> str:
    """Returns a number with its sign, as a list of this kind shows it."""
    if kind in ("lower-alpha", "upper-alpha") and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
        return f"{letters if kind == 'lower-alpha' else letters.upper()}. "
    if kind in ("lower-roman", "upper-roman") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return f"{roman if kind == 'lower-roman' else roman.upper()}. "
    if kind == "cjk-ideographic" and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return f"{head}{_DIGITS[ones] if ones or not tens else ''}、"
    return f"{number}. "
