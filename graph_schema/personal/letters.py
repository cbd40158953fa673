"""A text with one form of every digit, blank, dash and bracket, of the same length, for patterns to look at."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ALIKE = {
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f\u205f\u2060\u3000\ufeff",
    "-": "‐‑‒–—―−－﹣ー─━⁃",
    "(": "（﹙［【",
    ")": "）﹚］】",
    ":": "：﹕∶",
    "+": "＋﹢",
    "@": "＠﹫",
    ".": "．",
    "·": "•・‧∙･",
    "/": "／",
    "_": "＿",
    "*": "＊",
}


def plainly(text: str) -> str:
    """Returns the text with ASCII digits, letters and signs in place of their like, character for character.

    A hidden character that is shown by its number (graph_schema.visible, names of files) is blanks: its digits are none of
    the number beside it.
    """
    if "\\" in text:
        text = _SHOWN.sub(lambda found: " " * len(found[0]), text)
    return text if text.isascii() else text.translate(_table())


_SHOWN = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")


_POINTS = range(0x80, 0x20000)
"""Where digits of any script stand."""
_DIGIT = re.compile(r"\d")


@cache
def _table() -> dict[int, str]:
    table = {ord(other): sign for sign, others in _ALIKE.items() for other in others}
    table |= {0xFF21 + n: chr(0x41 + n) for n in range(26)} | {0xFF41 + n: chr(0x61 + n) for n in range(26)}
    table |= {ord(digit): str(unicodedata.decimal(digit)) for digit in _DIGIT.findall("".join(map(chr, _POINTS)))}
    return table


def spaced(*labels: str) -> str:
    """Returns a pattern of labels whose characters may be set apart by blanks: 电 话."""
    return "(?:" + "|".join(r" {0,4}".join(map(re.escape, label)) for label in labels) + ")"
