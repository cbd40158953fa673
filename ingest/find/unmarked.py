"""Documents cited without 《》: a bare 文号, a law that a verb governs, 其实施细则 behind a law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graph_schema.numbers import normal_number
from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.articles import articles_behind, split_articles
from ingest.find.mention import Mention

_CONSTITUTION = re.compile("(?:根据|依据|依照|遵守)(?:《)?(?P<name>宪法)(?!》)(?=和|、|，|的|规定|及)")
_FOLLOWER = re.compile("(?:及|和|以及)?(?P<name>其(?P<what>实施条例|实施细则|实施办法))")
_NO_LAW = re.compile(
    "^(?:本|该|有关|相关|国家(?!赔偿法|安全法|情报法)|现行|其他|上述|前款|法律|办|依|合|执|司|立|非|守|宪法和)|(?:办法|方法|做法|违法|合法|依法|执法|司法|立法|非法|守法|普法|无法|设法|想法|说法|看法|本法|该法|此法|书法|手法|用法|算法|打法)$"
)


def find_bare_numbers(flat: str, start: int, end: int) -> Iterator[Mention]:
    """Finds the 文号 without a title in flat[start:end]: 国发〔2016〕33号, 国务院令第8号."""
    yield from _numbers(flat, start, end)
    yield from _orders(flat, start, end)


def _numbers(flat: str, start: int, end: int) -> Iterator[Mention]:
    """Finds 国发〔2016〕33号 and the like."""
    for tail in patterns.NUMBER_TAIL.regex.finditer(flat, start, end):
        organ = _organ_code(flat[max(start, tail.start() - 18) : tail.start()])
        if not organ:
            continue
        first = tail.start() - len(organ)
        number = normal_number(flat[first : tail.end()].replace("（", "〔").replace("）", "〕"))
        if not number:
            continue
        at, articles = articles_behind(flat, tail.end(), end)
        yield Mention(
            start=first, end=at, title=None, number=number, articles=articles, role=Role.MENTION, cue="", way="number"
        )


def _orders(flat: str, start: int, end: int) -> Iterator[Mention]:
    """Finds 国务院令第8号 and the like, with the office that gave the order."""
    for order in patterns.ORDER.regex.finditer(flat, start, end):
        named = patterns.ORDER_ORGAN.regex.search(flat[max(start, order.start() - 42) : order.start()])
        if (
            not named
            or not order[0].startswith(("令", "公告"))
            or not re.search("国务院|部|总局|委|政府|主席|署|局|行$", named["organ"])
        ):
            continue
        if re.compile("(?:公布|发布|颁布)(?:的|实施的)?《").match(flat, order.end()):
            continue
        first = order.start() - len(named["organ"].removeprefix("日"))
        at, articles = articles_behind(flat, order.end(), end)
        yield Mention(
            start=first,
            end=at,
            title=None,
            number=normal_number(flat[first : order.end()]),
            articles=articles,
            role=Role.MENTION,
            cue="",
            way="order",
        )


def _organ_code(lead: str) -> str:
    """Returns the code at the end of `lead`, without the words that lead to it: 根据国发 → 国发."""
    run = re.search("[\u4e00-\u9fff]*$", lead)
    words = run[0] if run else ""
    while (m := patterns.ORGAN_LEAD.regex.match(words)) and m.end() < len(words):
        words = words[m.end() :]
    return "" if patterns.ORGAN_LEAD.regex.fullmatch(words) else words[-14:]


def find_bare_laws(flat: str, start: int, end: int, law_names: Mapping[str, str]) -> Iterator[Mention]:
    """Finds laws without 《》 that a verb governs, and 宪法: their name is known, or has an article behind it."""
    for law in patterns.BARE_LAW.regex.finditer(flat, start, end):
        name = law["name"].removeprefix("中华人民共和国")
        if _NO_LAW.search(name):
            continue
        known = name in law_names
        if not known and not law["articles"]:
            continue
        if not known and len(name) > 12:
            continue
        first = law.start("name")
        if flat[max(start, first - 7) : first] == "中华人民共和国":
            first -= 7
        articles = split_articles(law["articles"]) if law["articles"] else ()
        title = law_names.get(name, name)
        yield Mention(
            start=first,
            end=law.end(),
            title=title,
            number=None,
            articles=articles,
            role=Role.MENTION,
            cue="",
            way="law_name" if known else "law_guess",
        )
    yield from _constitution(flat, start, end)


def _constitution(flat: str, start: int, end: int) -> Iterator[Mention]:
    """Finds 宪法 without 《》."""
    for found in _CONSTITUTION.finditer(flat, start, end):
        yield Mention(
            start=found.start("name"),
            end=found.end("name"),
            title="中华人民共和国宪法",
            number=None,
            articles=(),
            role=Role.MENTION,
            cue="",
            way="law_name",
        )


def find_followers(flat: str, found: Sequence[Mention]) -> Iterator[Mention]:
    """Finds 其实施条例 and 其实施细则 behind a law (docs/reading.md#followers)."""
    for mention in found:
        follower = _FOLLOWER.match(flat, mention.end)
        if follower and mention.title:
            base = mention.title.removesuffix("》")
            yield replace(
                mention,
                start=follower.start("name"),
                end=follower.end("name"),
                title=base + follower["what"],
                number=None,
                articles=(),
                defined=None,
                way="follower",
            )
