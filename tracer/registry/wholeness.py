"""Tells by what a text of a law shows that it is cut off or has holes: then its last number is no count of articles.

A text is whole where one of its last articles says from when it holds; nothing else tells that nothing follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from graph_schema.messages import Message
from graph_schema.numbers import article_number
from tracer.registry.articles import Article

_HEADING = re.compile(r"第[一二三四五六七八九十百]{1,5}(?:编|分编|章|节)(?:[\s　]|$)|附则$")
_LAST = 3
_HOLDS_FROM = re.compile(
    r"(?:自|从|于|在)[^。；]{0,40}?(?:起|日|月|年|后|时)[^。；，]{0,4}(?:施行|生效|实施|执行|适用)|(?<!并)(?:公布|发布|颁布|通过|批准|印发|签署|下发)"
    r"(?:之日|之后|后|日|时)?起?[，,]?(?:即|开始)?(?:施行|生效|实施|执行)|(?:施行|生效|实施)(?:日期|时间)"
)
# How interpretations of courts end that leave the day to the notice above them.
_STANDS_TO_OTHERS = re.compile(
    r"(?:以|按)本(?:解释|规定|批复|意见)(?:的规定)?(?:为准|执行)|不(?:再)?适用本(?:解释|规定)|本(?:解释|规定)(?:施行|实施|公布)"
    r"|(?:以前|此前)(?:发布|公布|颁布|作出|所作)的.{0,12}(?:解释|规定).{0,20}(?:不一致|相抵触)"
)
_OWN_ARTICLE = re.compile(
    r"本(?:法|条例|规定|办法|细则|解释|规则|规程|决定|章程)(?P<article>第[一二三四五六七八九十百千零〇两\d]{1,9}条)"
)
_AMENDING = re.compile("修正案|修改.*的决定$")
_ENDS = tuple("。；：！？….;:!?)）]】」』”\"'》〉")


def signs_of_cut(title: str, articles: Sequence[Article], before: Sequence[str], body: Sequence[str]) -> list[Message]:
    """Returns what shows that a text does not go to its end; nothing of a whole one, or of one without articles.

    `before` are the paragraphs above the first article, which may hold a table of contents, `body` those from there on.
    """
    return list(_signs(articles, before, body)) if articles and not _AMENDING.search(title) else []


def holes(articles: Sequence[Article], title: str) -> tuple[int, ...]:
    """Returns the numbers below the last one that no article has; of an amendment, which goes on counting, from its first."""
    numbers = {article.number for article in articles}
    first = min(numbers, default=1) if _AMENDING.search(title) else 1
    return tuple(number for number in range(first, max(numbers, default=0)) if number not in numbers)


def own_articles(title: str, articles: Sequence[Article]) -> tuple[Article, ...]:
    """Returns the articles without those that an amendment quotes from the law it changes: where its own count breaks off."""
    if not _AMENDING.search(title):
        return tuple(articles)
    ends = (at for at, (one, other) in enumerate(pairwise(articles), 1) if other.number - one.number > 1)
    return tuple(articles[: next(ends, len(articles))])


def _signs(articles: Sequence[Article], before: Sequence[str], body: Sequence[str]) -> Iterator[Message]:
    last = max(article.number for article in articles)
    if not any(_is_end(article.text) for article in articles[-_LAST:]):
        yield Message("law.cut_no_end")
    if (furthest := max(_own_articles_cited(articles), default=0)) > last:
        yield Message.of("law.cut_cites", article=furthest, last=last)
    if missing := _missing_headings(before, body):
        yield Message.of("law.cut_contents", heading=missing[0])
    text = articles[-1].text.rstrip()
    if text and "\n" not in text and not text.endswith(_ENDS) and not _is_end(text):
        yield Message("law.cut_open")


def _is_end(text: str) -> bool:
    return bool(_HOLDS_FROM.search(text) or _STANDS_TO_OTHERS.search(text))


def _own_articles_cited(articles: Sequence[Article]) -> Iterator[int]:
    for article in articles:
        # What stands in quotation marks is the wording of another law.
        plain = re.sub("“[^”]*”|《[^》]*》", "", article.text)
        yield from (article_number(found["article"]) or 0 for found in _OWN_ARTICLE.finditer(plain))


def _missing_headings(before: Sequence[str], body: Sequence[str]) -> list[str]:
    """Returns the last heading of a table of contents where the text does not reach it; one in the middle may be worded otherwise."""
    above = [_key(paragraph) for paragraph in before if is_heading(paragraph)]
    restart = next((at for at, key in enumerate(above) if at and key == above[0]), None)
    if restart is None:  # no contents: the first heading comes once
        return []
    reached = {*above[restart:], *(_key(paragraph) for paragraph in body if is_heading(paragraph))}
    return [key for key in above[restart - 1 : restart] if key not in reached]


def is_heading(paragraph: str) -> bool:
    """Tells whether a paragraph is the heading of a part, a chapter or a section."""
    return len(paragraph) < 40 and bool(_HEADING.match(paragraph))


def _key(paragraph: str) -> str:
    return re.sub(r"[\s　\d.…·]+", "", paragraph)
