"""The numbering of a 公文: 第一条, 一、, （一）, 1., （1） (GB/T 9704—2012, 7.3.3; 立法技术规范).

`marker_of` reads the marker that a line opens with. A marker is `strong` where it surely opens a
paragraph, and `weak` where a broken sentence could begin like this by chance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN = "一二三四五六七八九十百零〇"
_MARKERS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("chapter", 1, re.compile(rf"第[{_CN}\d]{{1,5}}[编章](?![^\s]{{0,2}}(?:规定|所列))")),
    ("section", 2, re.compile(rf"第[{_CN}\d]{{1,5}}节")),
    ("article", 3, re.compile(rf"第[{_CN}\d]{{1,7}}条(?:之[{_CN}])?")),
    ("h1", 4, re.compile(rf"[{_CN}]{{1,3}}[、.．](?=\S)?")),
    ("h2", 5, re.compile(rf"（[{_CN}]{{1,3}}）")),
    ("h3", 6, re.compile(r"\d{1,2}[.、．](?!\d)")),
    ("h4", 7, re.compile(r"（\d{1,2}）")),
    ("h5", 8, re.compile(r"[①-⑳]|\d{1,2}）")),
    ("yi", 7, re.compile(rf"[{_CN}]{{1,2}}是")),
)
_OTHER = re.compile(r"(?:- )?附\s*件|抄送|抄报|主送|注\s*[：:1]|附[：:]|……|联系人|[（(]?此件")


@dataclass(frozen=True, slots=True)
class Marker:
    """`kind` as in the table above ("" for none), `label` as written, `level` 0 (none) to 8 (lowest)."""

    kind: str = ""
    label: str = ""
    level: int = 0
    strong: bool = False
    weak: bool = False


def marker_of(line: str) -> Marker:
    """The marker at the beginning of a line whose punctuation is flat (see ingest.clean)."""
    if not line:
        return Marker()
    first = line[0]
    if first not in "第（-附抄主注…联此" and not first.isdigit() and first not in _CN and not "①" <= first <= "⑳":
        return Marker()
    for kind, level, pattern in _MARKERS:
        m = pattern.match(line)
        if not m:
            continue
        if kind == "yi":
            return Marker(kind, m[0], level, weak=True)
        if kind == "article":
            # 第三条 with a blank behind it opens an article; without one it may be the rest of a citation.
            alone = m.end() == len(line) or line[m.end()] in " \u3000\t\xa0"
            cited = re.match(r"第[一二三四五六七八九十\d]+[款项]|(?:的)?规定|、|和第|至第|之规定", line[m.end() :])
            return Marker(kind, m[0], level, strong=alone, weak=not alone and not cited)
        if kind in ("h3", "h4", "h5"):
            return Marker(kind, m[0], level, strong=kind != "h5", weak=kind == "h5")
        return Marker(kind, m[0], level, strong=True)
    if _OTHER.match(line):
        return Marker("other", "", 0, strong=True)
    return Marker()
