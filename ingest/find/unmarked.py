"""Documents cited without 《》: a bare 文号, a law that a verb governs, 其实施细则 behind a law."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graph_schema.regions import STATE
from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.articles import articles_behind, split_articles
from ingest.find.mention import Mention
from ingest.find.printed_numbers import PrintedNumber

_CONSTITUTION = re.compile("(?:根据|依据|依照|遵守)(?:《)?(?P<name>宪法)(?!》)(?=和|、|，|的|规定|及)")
_MOST_IN_LIST = 20
_OPENS_WITH_PLACE = re.compile("[\u4e00-\u9fff]{2,9}?(?:省|市|自治区|自治州|自治县|自治旗|特区)")
_FOLLOWER = re.compile("(?:及|和|以及)?(?P<name>其(?P<what>实施条例|实施细则|实施办法))")
_NO_LAW = re.compile(
    "^(?:本|该|有关|相关|国家(?!赔偿法|安全法|情报法)|现行|其他|上述|前款|法律|办|依|合|执|司|立|非|守|宪法和)|(?:办法|方法|做法|违法|合法|依法|执法|司法|立法|非法|守法|普法|无法|设法|想法|说法|看法|本法|该法|此法|书法|手法|用法|算法|打法)$"
)


def find_bare_numbers(flat: str, end: int, printed: Sequence[PrintedNumber]) -> Iterator[Mention]:
    """Finds the 文号 without a title: 国发〔2016〕33号, 国务院令第8号; `printed` are all numbers of the text."""
    for number in printed:
        at, articles = articles_behind(flat, number.end, end)
        yield Mention(
            start=number.start,
            end=at,
            title=None,
            number=number.number,
            articles=articles,
            role=Role.MENTION,
            cue="",
            way="order" if number.is_order else "number",
            damaged=number.damaged,
        )


def find_bare_laws(
    flat: str, start: int, end: int, law_names: Mapping[str, str], titled: Sequence[Mention]
) -> Iterator[Mention]:
    """Finds laws without 《》: a verb governs them, they stand in a list behind such a one or behind a title, or an article follows.

    Their name is known, or has an article behind it, or opens with a place.
    """
    found = list(_governed(flat, start, end, law_names))
    ends = sorted({mention.end for mention in [*titled, *found]})
    listed = [law for at in ends for law in _next_in_list(flat, at, end, law_names)]
    yield from found
    yield from listed
    yield from _with_article(flat, start, end, law_names)
    yield from _constitution(flat, start, end)


def _governed(flat: str, start: int, end: int, law_names: Mapping[str, str]) -> Iterator[Mention]:
    """Finds the laws that 依照, 根据, 违反 or the like governs."""
    for law in patterns.BARE_LAW.regex.finditer(flat, start, end):
        mention = _law(flat, start, law, law_names)
        if mention is not None:
            yield mention


def _next_in_list(flat: str, at: int, end: int, law_names: Mapping[str, str]) -> Iterator[Mention]:
    """Finds the known laws that go on a list: 依照《甲法》、乙法和丙条例."""
    for _ in range(_MOST_IN_LIST):
        law = patterns.NEXT_LAW.regex.match(flat, at, end)
        if law is None or law["name"].removeprefix(STATE) not in law_names:
            return
        mention = _law(flat, at, law, law_names)
        if mention is None:
            return
        yield mention
        at = mention.end


def _law(flat: str, start: int, law: re.Match[str], law_names: Mapping[str, str]) -> Mention | None:
    """Makes the mention of a law; None where the words are no law."""
    name = law["name"].removeprefix(STATE)
    known = name in law_names
    if not known and _NO_LAW.search(name):
        return None
    local = name.endswith("条例") and _OPENS_WITH_PLACE.match(name) is not None
    if not known and not law["articles"] and not local:
        return None
    if not known and len(name) > (24 if local else 12):
        return None
    first = law.start("name")
    if flat[max(start, first - len(STATE)) : first] == STATE:
        first -= len(STATE)
    return _mention(first, law.end(), name, law["articles"], law_names)


def _with_article(flat: str, start: int, end: int, law_names: Mapping[str, str]) -> Iterator[Mention]:
    """Finds the known laws that nothing governs, but that an article follows."""
    for law in followed_by_article(flat, start, end) if law_names else ():
        run = law["run"]
        names = (run[at:] for at in range(len(run) - 2))
        name = next((name for name in names if name in law_names), None)
        if name is None or (name.endswith("条例") and name != run.removeprefix(STATE)):
            continue
        first = law.end("run") - len(name)
        if flat[max(start, first - len(STATE)) : first] == STATE:
            first -= len(STATE)
        yield _mention(first, law.end(), name, law["articles"], law_names)


_LAW_END = re.compile("[法典例]第")
_LONGEST_LAW = 28  # characters of the words before an article, the longest end of a law's name included


def followed_by_article(flat: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Finds the words before an article that end as the name of a law does, looked for around these ends only."""
    at = start
    for ending in _LAW_END.finditer(flat, start, end):
        last = ending.start()
        for first in range(max(at, last - _LONGEST_LAW), last - 1):
            law = patterns.LAW_WITH_ARTICLE.regex.match(flat, first, end)
            if law is not None:
                yield law
                at = law.end()
                break


def _mention(start: int, end: int, name: str, articles: str | None, law_names: Mapping[str, str]) -> Mention:
    """Makes the mention of a law with its full title."""
    return Mention(
        start=start,
        end=end,
        title=law_names.get(name, name),
        number=None,
        articles=split_articles(articles) if articles else (),
        role=Role.MENTION,
        cue="",
        way="law_name" if name in law_names else "law_guess",
    )


def _constitution(flat: str, start: int, end: int) -> Iterator[Mention]:
    """Finds 宪法 without 《》."""
    if flat.find("宪法", start, end) < 0:
        return
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
