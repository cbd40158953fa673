"""Documents cited by title: 《title》（文号）第N条, with the issuer or the order in front."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from graph_schema.numbers import normal_number
from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.articles import articles_behind
from ingest.find.mention import Mention

_BRACKETS = re.compile("[《》]")
_MAX_TITLE = 220
_BLANK_NAME = re.compile("[XＸ×xX]{2,}|某某|○○")  # 《XX市…办法》 in a form names nothing


def find_titled(flat: str, words: Callable[[int, int], str], start: int, end: int) -> Iterator[Mention]:
    """Finds the documents that are cited by title in flat[start:end]; forms and papers are none."""
    for first, last in _title_spans(flat, start, end):
        title = words(first + 1, last - 1).replace("\n", "").strip()
        bare = re.sub(r"（[^）]{1,20}）$", "", flat[first + 1 : last - 1].replace("\n", ""))
        if not re.search("[\u4e00-\u9fff]", title) or _BLANK_NAME.search(title):
            continue
        at, number = _number_behind(flat, last, end)
        at, articles = articles_behind(flat, at, end)
        if not number and patterns.PAPERS.regex.search(bare) and not articles:
            continue
        if number is None:
            number = _order_before(flat, first, start)
        yield Mention(
            start=first,
            end=at,
            title=title,
            number=number,
            articles=articles,
            role=Role.MENTION,
            cue="",
            issuer=_issuer_before(flat, first, start),
            way="title_number" if number else "title",
        )


def _title_spans(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Finds the outermost 《…》; a lost closing mark ends at the sentence."""
    depth, at = 0, 0
    for bracket in _BRACKETS.finditer(flat, start, end):
        if bracket[0] == "《":
            if depth and bracket.start() - at > _MAX_TITLE:
                depth = 0
            if not depth:
                at = bracket.start()
            depth += 1
        elif depth:
            depth -= 1
            # A title may hold another one; where the outer closing mark is lost, the inner one ends it.
            if depth and not _closes_later(flat, bracket.end(), end):
                depth = 0
            if not depth and bracket.end() - at <= _MAX_TITLE:
                yield at, bracket.end()


def _closes_later(flat: str, at: int, end: int) -> bool:
    """Tells whether another 》 follows soon, before any 《 and within the sentence."""
    stop = min(end, at + 60)
    close = flat.find("》", at, stop)
    if close < 0:
        return False
    opening = flat.find("《", at, close)
    return opening < 0 and not re.search("[。；]", flat[at:close])


def _number_behind(flat: str, at: int, end: int) -> tuple[int, str | None]:
    """Finds （文号…） or 文号 directly behind 》: the offset behind it, and the number."""
    at_number = at
    while at_number < end and flat[at_number] in " \n\u3000":
        at_number += 1
    noise = re.compile(r"[\s\d—–\-]{1,14}(?=（)").match(flat, at_number, end)
    if noise and flat[at_number : at_number + 1] != "（":
        at_number = noise.end()
    if flat[at_number : at_number + 1] in ("（", "〔"):
        close = _matching(flat, at_number, min(end, at_number + 120))
        if close < 0:
            return at, None
        inner = flat[at_number + 1 : close]
        number = _number_in(inner)
        if number or re.fullmatch(
            "(?:[\u4e00-\u9fff]{0,20}(?:国务院|政府|部|委|总局|局)(?:第?\\d*号)?令(?:第?\\d+号)?|[\u4e00-\u9fff]{2,16}令)",
            inner,
        ):
            return close + 1, number
        return at, None
    bare = re.compile(rf"[\u4e00-\u9fff]{{1,12}}{patterns.NUMBER_TAIL.source}[）]?").match(flat, at_number, end)
    if bare:
        return bare.end(), normal_number(bare[0].rstrip("）").replace("（", "〔").replace("）", "〕"))
    return at, None


def _matching(flat: str, opening: int, end: int) -> int:
    """Returns the offset of the bracket that closes the one at `opening`, -1 where it is lost."""
    depth = 0
    for offset in range(opening, end):
        character = flat[offset]
        if character in "（〔":
            depth += 1
        elif character in "）〕":
            depth -= 1
            if depth <= 0:
                return offset
        elif character in "。；\n" or (character == "《" and depth == 0):
            break
    # A lost bracket inside, as in （国发〔201633号）: the last ）that follows the number closes it.
    last = re.compile(r"[^（）。；\n《]{0,16}[〔（]\d{4}[〕）]?第?\d{1,5}号[^（）。；\n]{0,30}[）〕]").match(
        flat, opening + 1, end
    )
    return last.end() - 1 if last else -1


def _number_in(inner: str) -> str | None:
    """Returns the first number within a bracket: （国办发〔2020〕49号，以下简称《指导意见》）."""
    head = re.split("[，；]|以下", inner, maxsplit=1)[0]
    m = re.search(rf"[\u4e00-\u9fff]{{1,16}}?{patterns.NUMBER_TAIL.source}", head)
    if m:
        return normal_number(m[0].replace("（", "〔").replace("）", "〕"))
    glued = re.fullmatch(r"[\u4e00-\u9fff]{1,12}(?:19|20)\d{3,8}号", head)
    if glued:
        return normal_number(head)
    order = re.search(rf"[\u4e00-\u9fff、]{{0,40}}?{patterns.ORDER.source}", head)
    return normal_number(order[0]) if order else None


def _order_before(flat: str, at: int, start: int) -> str | None:
    """Returns a number in front of the title: 总局令第7号公布的《…》."""
    lead = flat[max(start, at - 60) : at]
    order = re.search(
        rf"(?P<number>[\u4e00-\u9fff、]{{0,40}}?{patterns.ORDER.source})(?:公布|发布|颁布)(?:的|实施的|施行的)?$", lead
    )
    if not order:
        return None
    raw = re.sub(r"^.*?(?:日|根据|依据|按照|依照)", "", order["number"])
    return normal_number(re.sub("^原", "", raw)) or normal_number(raw)


def _issuer_before(flat: str, at: int, start: int) -> str | None:
    """Returns the issuer named directly before 《: 国务院《殡葬管理条例》."""
    lead = re.split("[，。；：、》\n]", flat[max(start, at - 30) : at])[-1]
    issuer = patterns.ISSUER.regex.search(
        re.sub("^.*(?:根据|依据|按照|依照|落实|贯彻|和|及|转发|印发|由|近日|日前|以及)", "", lead)
    )
    return issuer[0] if issuer else None
