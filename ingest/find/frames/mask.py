"""Blanks out what does not count of a sentence: words in brackets, titles, or what an amendment takes out of another document."""

from __future__ import annotations

import re

_BLANK = "※"
_MASK = re.compile("（(?!如|即)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_TITLE = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_STRUCK_OUT = re.compile(
    "“[^“”]*”(?=修?改为|修订为)|(?<=删去)[^“”，。；]{0,20}“[^“”]*”|(?<=删除)[^“”，。；]{0,20}“[^“”]*”"
)


def mask(sentence: str) -> str:
    """Blanks out brackets and titles, so that no word in them counts; the length stays."""
    out = sentence.replace("双随机、一公开", _BLANK * 7)
    if "改为" in out or "删" in out:
        out = _STRUCK_OUT.sub(_blank, out)
    if "（" in out:
        out = _MASK.sub(_blank, out)
    return _TITLE.sub(_blank, out) if "《" in out else out


def _blank(m: re.Match[str]) -> str:
    return _BLANK * len(m[0])
