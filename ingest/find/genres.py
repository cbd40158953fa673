"""The genre that a title names: 办法, 条例, 通知."""

from __future__ import annotations

import re
from functools import lru_cache

_BRACKET_END = re.compile("(?:[（〈(][^（）〈〉()]{1,30}[）〉)])+$|[》〉]+$")
_INNER = re.compile("关于(?:印发|转发|发布|公布|批转)[〈《]?(?P<inner>.+?)[〉》]?的(?:通知|公告)$")


@lru_cache(maxsize=4096)
def is_of_genre(title: str | None, genre: str) -> bool:
    """Tells whether a title names a document of that genre; a notice that issues a 办法 is both."""
    if not title:
        return False
    bare = title
    while (cut := _BRACKET_END.sub("", bare)) != bare:
        bare = cut
    inner = _INNER.search(bare)
    if inner and is_of_genre(inner["inner"], genre):
        return True
    if genre in ("法", "法律"):
        return bare.endswith(("法", "法典")) and not bare.endswith("办法")
    return bare.endswith(genre)
