"""Documents cited by title: 《title》（文号）第N条, with the issuer or the number in front."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.articles import articles_behind
from ingest.find.issuers import congress_behind, issuer_before
from ingest.find.marks import TitleSpan, other_marks, title_spans, unmarked_titles
from ingest.find.mention import Mention
from ingest.find.printed_numbers import PrintedNumber

_BLANK_NAME = re.compile(
    r"[XＸ×xX]{2,}|某某|○○|□□[省市县区]|^[XＸ×某][省市县区州旗]|[_＿]{2,}|^〔[^〕]{1,8}〕|\*{2,}|^[（〈][^）〉]{0,6}[地单]名?[^）〉]{0,4}[）〉]"
)  # 《XX市…办法》 in a form names nothing
_BRACKET_BEHIND = re.compile("（[^）]{1,60}）$")
_HAN = re.compile("[\u4e00-\u9fff]")
_NOISE = re.compile(r"[\s\d—–\-]{1,14}(?=（)")
_OWN = re.compile("(?<![根基成资样文版日课书标原剧])本$")  # 本《通知》
_BLOT = re.compile("[■□▇█▆▓◆◼▪●\ufffd]")


def find_titled(
    flat: str,
    words: Callable[[int, int], str],
    start: int,
    end: int,
    printed: Sequence[PrintedNumber],
    law_names: Mapping[str, str],
) -> Iterator[Mention]:
    """Finds the documents that are cited by title in flat[start:end]; forms and papers are none.

    `printed` are the numbers that stand there, in text order.
    """
    numbers = _Numbers(printed)
    marked = list(title_spans(flat, start, end))
    taken = [(span.start, span.end) for span in marked]
    others = [*other_marks(flat, start, end, taken, law_names), *unmarked_titles(flat, start, printed, law_names)]
    for span in sorted([*marked, *others], key=lambda s: s.start):
        mention = _titled(flat, words, start, end, span, numbers)
        if mention is not None:
            yield mention


def _titled(
    flat: str, words: Callable[[int, int], str], start: int, end: int, span: TitleSpan, numbers: _Numbers
) -> Mention | None:
    """Makes the mention of one title; None where it names nothing, or a paper."""
    title = words(span.first, span.last).replace("\n", "").strip()
    bare = _BRACKET_BEHIND.sub("", flat[span.first : span.last].replace("\n", ""))
    if not _HAN.search(title) or _BLANK_NAME.search(title) or _OWN.search(flat[span.start - 2 : span.start]):
        return None
    behind = _number_behind(flat, span.end, end, title, numbers)
    at, articles = articles_behind(flat, behind.end, end)
    if not behind.number and patterns.PAPERS.regex.search(bare) and not articles:
        return None
    number, damaged, lead = behind.number, behind.damaged, None
    if number is None:
        before = numbers.before(flat, span.start)
        if before is not None:
            number, damaged, lead = before.number, before.damaged, before.start
    way = f"{span.way}_number" if number and span.way == "title" else span.way
    return Mention(
        start=span.start,
        end=at,
        title=title,
        number=number,
        articles=articles,
        role=Role.MENTION,
        cue="",
        issuer=issuer_before(flat, span.start if lead is None else lead, start) or congress_behind(flat, span.end, end),
        way=way,
        lead=lead,
        damaged=damaged or (number is None and _BLOT.search(title) is not None),
    )


@dataclass(frozen=True, slots=True)
class _Behind:
    """Holds what stands behind a title: where it ends, and its number."""

    end: int
    number: str | None = None
    damaged: bool = False


class _Numbers:
    """The numbers of a text, looked up by where they stand."""

    def __init__(self, printed: Sequence[PrintedNumber]) -> None:
        self._printed = printed
        self._starts = [number.start for number in printed]
        self._ends = [number.end for number in printed]

    def within(self, start: int, end: int) -> PrintedNumber | None:
        """Returns the first number in flat[start:end]."""
        at = bisect_left(self._starts, start)
        found = self._printed[at] if at < len(self._printed) else None
        return found if found is not None and found.end <= end else None

    def at(self, start: int) -> PrintedNumber | None:
        """Returns the number that begins at an offset."""
        at = bisect_left(self._starts, start)
        return self._printed[at] if at < len(self._printed) and self._starts[at] == start else None

    def before(self, flat: str, at: int) -> PrintedNumber | None:
        """Returns the number in front of a title: 总局令第7号公布的《…》, 某发〔2019〕3号《…》."""
        last = bisect_right(self._ends, at) - 1
        if last < 0 or at - self._ends[last] > _MOST_GAP:
            return None
        return self._printed[last] if _NUMBER_LEADS.fullmatch(flat, self._ends[last], at) else None


_MOST_GAP = 16
_NUMBER_LEADS = re.compile("(?:号?文件?|附件)?(?:联合)?(?:公布|发布|颁布|印发|下发)?(?:实施|施行)?的?")
_ORDER_WITHOUT_NUMBER = re.compile(
    "(?:[\u4e00-\u9fff]{0,20}(?:国务院|政府|部|委|总局|局)(?:第?\\d*号)?令(?:第?\\d+号)?|[\u4e00-\u9fff]{2,16}令)"
)
_WITHOUT_CODE = re.compile(r"〔\d{4}〕\d{1,5}号")
_ANNOUNCED = re.compile(r"(?P<number>\d{4}年第\d{1,4}号)(?:[，；].*)?")


def _number_behind(flat: str, at: int, end: int, title: str, numbers: _Numbers) -> _Behind:
    """Finds （文号…） or 文号 directly behind 》."""
    at_number = at
    while at_number < end and flat[at_number] in " \n\u3000":
        at_number += 1
    noise = _NOISE.match(flat, at_number, end)
    if noise and flat[at_number : at_number + 1] != "（":
        at_number = noise.end()
    if flat[at_number : at_number + 1] in ("（", "〔"):
        close = _matching(flat, at_number, min(end, at_number + 120))
        return _Behind(at) if close < 0 else _in_bracket(flat, at, at_number, close, title, numbers)
    bare = numbers.at(at_number)
    if bare is not None:
        return _Behind(bare.end + (flat[bare.end : bare.end + 1] == "）"), bare.number, bare.damaged)
    return _Behind(at)


def _in_bracket(flat: str, at: int, opening: int, close: int, title: str, numbers: _Numbers) -> _Behind:
    """Reads the bracket behind a title: （国办发〔2020〕49号，以下简称《指导意见》）."""
    inner = flat[opening + 1 : close]
    head = re.split("[，；]|以下", inner, maxsplit=1)[0]
    number = numbers.within(opening + 1, opening + 1 + len(head))
    if number is not None:
        return _Behind(close + 1, number.number, number.damaged)
    standard = patterns.STANDARD_NUMBER.regex.fullmatch(head)
    if standard:
        return _Behind(close + 1, head.strip())
    if _WITHOUT_CODE.fullmatch(head):
        return _Behind(close + 1, head)
    announced = _ANNOUNCED.fullmatch(inner)
    kind = re.search("(?P<maker>[\u4e00-\u9fff、]{2,40}?)?关于.*(?P<kind>公告|通告)$", title)
    if announced and kind:
        return _Behind(close + 1, f"{kind['maker'] or ''}{kind['kind']}{announced['number']}")
    return _Behind(close + 1) if _ORDER_WITHOUT_NUMBER.fullmatch(inner) else _Behind(at)


_NUMBER_WITHIN = re.compile(r"[^（）。；\n《]{0,16}[〔（]\d{4}[〕）]?第?\d{1,5}号[^（）。；\n]{0,30}[）〕]")


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
    last = _NUMBER_WITHIN.match(flat, opening + 1, end)
    return last.end() - 1 if last else -1
