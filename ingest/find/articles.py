"""The articles that a citation names: 第十二条至第十五条、第二十三条第一款 (docs/reading.md#articles)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph_schema.numbers import article_number
from ingest.find import patterns


def split_articles(words: str) -> tuple[str, ...]:
    """Splits 第十二条至第十五条、第二十三条第一款和第三款 into single targets."""
    out: list[str] = []
    article = ""
    parts = re.split(r"(、|，|和|以及|及|或者|或|至|到|－|—|-)", words)
    for separator, part in zip(["", *parts[1::2]], parts[0::2], strict=True):
        if not part:
            continue
        head = re.match(r"第[^条]{1,7}条(?:之.)?", part)
        article = head[0] if head else article
        if separator in ("至", "到", "－", "—", "-") and head and out:
            out.extend(_between(out[-1], part))
        out.append(part if head else article + part)
    return tuple(dict.fromkeys(out))


def articles_behind(flat: str, at: int, end: int) -> tuple[int, tuple[str, ...]]:
    """Finds the articles directly behind a title or a number: the offset behind them, and their names."""
    blanks = re.compile(r"[^\S\n]*(?:中)?的?(?=第)").match(flat, at, end)
    first = blanks.end() if blanks and "的" not in blanks[0] and "中" not in blanks[0] else at
    found = patterns.ARTICLE_LIST.regex.match(flat, first, end)
    if not found:
        return at, ()
    return found.end(), split_articles(found[0])


def _between(first: str, last: str) -> Iterator[str]:
    """Names the articles between two, where there are few."""
    low, high = article_number(first), article_number(last)
    if low is None or high is None or not low < high <= low + 60:
        return
    for number in range(low + 1, high):
        yield f"第{_to_cn(number)}条"


def _to_cn(number: int) -> str:
    """Writes a number below a thousand in Chinese."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = digits[hundreds] + "百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "")
