"""Finds what a document itself calls its scores, lists and platforms (docs/frames.md#memory)."""

from __future__ import annotations

import re

_DEFINED = re.compile(
    "“(?P<name>[^“”]{2,10})”（[^（）]{0,30}(?:信用|诚信|积分|评价)[^（）]{0,12}）|(?:信用|诚信)[^，。；：]{0,16}（(?:以下)?简称“(?P<short>[^“”]{2,10})”|“(?P<told>[^“”]{2,10})”[^，。；]{0,6}(?:是指|系指|是)[^，。；]{0,30}(?:信用|诚信)[^，。；]{0,12}(?:积分|评分|分值|分数|评价|得分|指数)"
)


def defined_names(flat: str) -> tuple[str, ...]:
    """Returns the names that a document gives to its scores: “海贝分”（个人信用积分）."""
    return tuple({m["name"] or m["short"] or m["told"]: None for m in _DEFINED.finditer(flat)})
