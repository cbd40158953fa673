"""A cell as one line: what a line end parts, nothing parts between Chinese characters, a blank between Latin words."""

from __future__ import annotations

import re

LINE_END = re.compile(r"[ \u3000]*[\r\n][ \u3000\r\n]*")
_BREAK = re.compile(r"[\t\v\f\x1c-\x1e\x85\u2028\u2029]")


def one_line(words: str) -> str:
    """Returns the words of a cell without line ends and tabs, and without blanks at their ends."""
    words = _BREAK.sub(" ", words.strip())
    return LINE_END.sub(_between, words)


def _between(found: re.Match[str]) -> str:
    words, start, end = found.string, found.start(), found.end()
    return " " if words[start - 1 : start].isascii() and words[end : end + 1].isascii() else ""
