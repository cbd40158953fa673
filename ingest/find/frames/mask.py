"""Blanks out what does not count of a sentence: words in brackets, titles, or what an amendment takes out of another document."""

from __future__ import annotations

import re

_BLANK = "※"
_MASK = re.compile("（(?!如|即)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_TITLE = re.compile("《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_STRUCK_OUT = re.compile(
    "“[^“”]*”(?=修?改为|修订为)|(?<=删去)[^“”，。；]{0,20}“[^“”]*”|(?<=删除)[^“”，。；]{0,20}“[^“”]*”"
)

# Titles without marks: 某市人民政府关于建立失信企业公示制度的通知（某政发〔2018〕4号). A number behind the genre shows one
# anywhere; without a number it fills its line or cell, and only what offices send (通知) is one: 关于…的制度 may be laid down there.
_SENT = "通知|意见|决定|公告|通告|通报|批复|复函"
_RULES = f"{_SENT}|函|办法|规定|细则|方案|规则|条例|规程|纲要"
_OTHER_GENRES = (
    "措施|制度|标准|规划|目录|清单|要点|计划|备忘录"  # also what a measure is: 建立公示制度（某政发〔2018〕4号）
)
_BEHIND = "(?:[（〈][^（）〈〉]{1,12}[）〉])?"
_GAP = r"[\s|│┃，,]{0,40}"
_NUMBER = r"[（〔]?[\u4e00-\u9fff]{1,14}[〔（〈【\[][12]\d{3}年?[〕）〉】\]]第?\d{1,5}号?"
_SERIAL = r"(?:(?:[（(]?[\d一二三四五六七八九十百]{1,4}[）)]|[\d一二三四五六七八九十百]{1,4}[.．、，,]?)[\s|│┃，,]*)?"
_EDGE = r"(?:^|(?<=[\s|│┃，,；]))"
_WORD = r"[^，,。；：\s|│┃]"
_OTHERS = r"(?!\S{0,90}?(?:将|对|应当|予以|不得|可以|按照|根据|依照|依据|凡))"
_LISTED = re.compile(
    rf"关于{_WORD}{{2,80}}?(?:{_RULES}|{_OTHER_GENRES}){_BEHIND}{_GAP}{_NUMBER}"
    rf"|{_EDGE}{_SERIAL}{_OTHERS}{_WORD}{{4,60}}?(?:{_RULES}){_BEHIND}{_GAP}{_NUMBER}"
    rf"|{_EDGE}{_SERIAL}{_WORD}{{0,40}}关于{_WORD}{{2,80}}的(?:{_SENT}){_BEHIND}(?=[\s|│┃，,。；]|$)"
    rf"|(?<=[|│┃])\s{{0,40}}(?:{_WORD}{{0,40}}关于{_WORD}{{2,60}}|{_WORD}{{2,60}}的(?:实施|指导|若干)?(?:{_SENT}))\s{{0,40}}(?=[|│┃])"
)
_SHOWS_ONE = re.compile(f"关于|号|的(?:实施|指导|若干)?(?:{_SENT})")


def mask(sentence: str) -> str:
    """Blanks out brackets and titles, so that no word in them counts; the length stays."""
    out = sentence.replace("双随机、一公开", _BLANK * 7)
    if "改为" in out or "删" in out:
        out = _STRUCK_OUT.sub(_blank, out)
    if _SHOWS_ONE.search(out):
        out = _LISTED.sub(_blank, out)
    if "（" in out:
        out = _MASK.sub(_blank, out)
    return _TITLE.sub(_blank, out) if "《" in out else out


def _blank(m: re.Match[str]) -> str:
    return _BLANK * len(m[0])
