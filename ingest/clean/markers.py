"""The numbering of a 公文: 第一条, 一、, （一）, 1., （1） (GB/T 9704—2012, 7.3.3; 立法技术规范).

`marker_of` reads the marker that a line opens with. A marker is `strong` where it surely opens a
paragraph, and `weak` where a broken sentence could begin like this by chance.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_CN = "一二三四五六七八九十百零〇"
_CHAPTER = re.compile(rf"第[{_CN}\d]{{1,5}}[编章](?![^\s]{{0,2}}(?:规定|所列))")
_SECTION = re.compile(rf"第[{_CN}\d]{{1,5}}节")
_ARTICLE = re.compile(rf"第[{_CN}\d]{{1,7}}条(?:之[{_CN}])?")
_CITED = re.compile(r"第[一二三四五六七八九十\d]+[款项]|(?:的)?规定|、|和第|至第|之规定")
# Kind, level and pattern of the items, by what they begin with.
_IN_BRACKETS = (
    ("h2", 5, re.compile(rf"（[{_CN}]{{1,3}}）")),
    ("h4", 7, re.compile(r"（\d{1,2}）")),
)
_IN_CHINESE = (
    ("h1", 4, re.compile(rf"[{_CN}]{{1,3}}[、.．]")),
    ("yi", 7, re.compile(rf"[{_CN}]{{1,2}}是")),
)
_IN_DIGITS = (
    ("h3", 6, re.compile(r"\d{1,2}[.、．](?!\d)")),
    ("h5", 8, re.compile(r"[①-⑳]|\d{1,2}）")),
)
_OTHER = re.compile(r"(?:- )?附\s*件|抄送|抄报|主送|注\s*[：:1]|附[：:]|……|联系人|[（(]?此件")


class Marker(NamedTuple):
    """`kind` as in the tables above ("" for none), `label` as written, `level` 0 (none) to 8 (lowest)."""

    kind: str = ""
    label: str = ""
    level: int = 0
    strong: bool = False
    weak: bool = False


_made = lru_cache(maxsize=1 << 12)(Marker)  # a long text has many alike; one of them is enough in memory
NO_MARKER = Marker()
_OTHER_MARKER = Marker("other", strong=True)
_OPENS = frozenset(f"第（(︵﹙{_CN}-﹣附抄主注…联此")
_WEAK = frozenset({"h5", "yi"})


def may_open(first: str) -> bool:
    """Tells of the first character of a line, as it is written, whether a marker may begin with it."""
    return first in _OPENS or first.isdigit() or "①" <= first <= "⑳"


def marker_of(line: str) -> Marker:
    """Reads the marker at the beginning of a line whose punctuation is flat (see ingest.clean.flat)."""
    first = line[:1]
    if first == "第":
        return _division(line)
    if first == "（":
        return _item(line, _IN_BRACKETS)
    if first and first in _CN:
        return _item(line, _IN_CHINESE)
    if first.isdigit() or "①" <= first <= "⑳":
        return _item(line, _IN_DIGITS)
    return _OTHER_MARKER if first and first in "-附抄主注…联此" and _OTHER.match(line) else NO_MARKER


def _item(line: str, kinds: tuple[tuple[str, int, re.Pattern[str]], ...]) -> Marker:
    for kind, level, pattern in kinds:
        m = pattern.match(line)
        if m:
            return _made(kind, m[0], level, strong=kind not in _WEAK, weak=kind in _WEAK)
    return _OTHER_MARKER if line.startswith("（此件") else NO_MARKER


def _division(line: str) -> Marker:
    """Reads the marker of a chapter, a section or an article."""
    found = _ARTICLE.match(line)
    if found:
        # 第三条 with a blank behind it opens an article; without one it may be the rest of a citation.
        end = found.end()
        alone = end == len(line) or line[end] in " \u3000\t\xa0"
        return _made("article", found[0], 3, strong=alone, weak=not alone and not _CITED.match(line, end))
    found = _CHAPTER.match(line)
    if found:
        return _made("chapter", found[0], 1, strong=True)
    found = _SECTION.match(line)
    return _made("section", found[0], 2, strong=True) if found else NO_MARKER
