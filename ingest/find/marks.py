"""The places where titles begin and end: 《…》, other marks that stand for it, lost marks (docs/reading.md#citation-span)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.find import patterns
from ingest.find.printed_numbers import PrintedNumber

_BRACKETS = re.compile("[《》]")
_MAX_TITLE = 220
_CLAUSE_MARKS = "，。；：《》〈〉“”「」『』（）\n"
_LEAD = 90


@dataclass(frozen=True, slots=True)
class TitleSpan:
    """A title in the text: the span with its marks, and what stands within them. `way` says how it was found."""

    start: int
    end: int
    first: int
    last: int
    way: str = "title"


def title_spans(flat: str, start: int, end: int) -> Iterator[TitleSpan]:
    """Finds the outermost 《…》. Where the closing mark is lost, the title ends with its genre or with the inner mark."""
    depth, at, inner = 0, 0, False
    for bracket in _BRACKETS.finditer(flat, start, end):
        here = bracket.start()
        if bracket[0] == "《":
            if depth and (here - at > _MAX_TITLE or (not inner and _PARTED.search(flat, at, here))):
                yield from _without_closing(flat, at, here)
                depth = 0
            if not depth:
                at, inner = here, False
            depth += 1
        elif depth:
            depth, inner = depth - 1, True
            # A title may hold another one; where the outer closing mark is lost, the inner one ends it.
            if depth and not _closes_later(flat, bracket.end(), end):
                depth = 0
            if not depth:
                lost = list(_without_closing(flat, at, here)) if _ENDS_WITHIN.search(flat, at, here) else []
                if lost:
                    yield from lost
                    yield from _without_opening(flat, start, here)
                elif bracket.end() - at <= _MAX_TITLE:
                    yield TitleSpan(at, bracket.end(), at + 1, here)
        else:
            yield from _without_opening(flat, start, here)
    if depth and not inner:
        yield from _without_closing(flat, at, end)


# Between a 《 and the next one: the first title came to its end.
_PARTED = re.compile(r"[，。；]|[、和及与]$")
_ENDS_WITHIN = re.compile("[。；]")


def _closes_later(flat: str, at: int, end: int) -> bool:
    """Tells whether another 》 follows soon, before any 《 and within the sentence."""
    stop = min(end, at + 60)
    close = flat.find("》", at, stop)
    if close < 0:
        return False
    opening = flat.find("《", at, close)
    return opening < 0 and not re.search("[。；]", flat[at:close])


def _without_closing(flat: str, at: int, end: int) -> Iterator[TitleSpan]:
    """Reads a title whose 》 is lost: up to the first genre behind which no title goes on."""
    found = patterns.LOST_CLOSING.regex.match(flat, at + 1, min(end, at + _MAX_TITLE))
    if found:
        yield TitleSpan(at, found.end("title"), at + 1, found.end("title"), "marks")


def _without_opening(flat: str, start: int, close: int) -> Iterator[TitleSpan]:
    """Reads a title whose 《 is lost: from the word that leads to it."""
    first = _title_start(flat, start, close)
    if first is not None and patterns.READS_AS_TITLE.regex.fullmatch(flat, first, close):
        yield TitleSpan(first, close + 1, first, close, "marks")


def _title_start(flat: str, start: int, end: int) -> int | None:
    """Returns where a title without an opening mark begins, that ends at `end`; None where no word leads to it."""
    left = max(start, end - _LEAD)
    for at in range(end - 1, left - 1, -1):
        if flat[at] in _CLAUSE_MARKS:
            left = at + 1
            break
    cue = patterns.LEADS_TO_TITLE.regex.match(flat, left, end)
    if cue is None and left > start and flat[left - 1] in "》）":
        cue = re.compile("[、和及与]|以及").match(flat, left, end)
    return cue.end() if cue else None


_OTHER = re.compile(
    r"(?P<open>[〈「『“‘](?:(?<=〈)〈)?)(?P<title>[^〈〉《》「」『』“”‘’\n。；，]{3,80}(?:〈[^〈〉\n]{2,60}〉[^〈〉\n。；，]{0,20})?)(?P<close>〉{1,2}|[」』”“’])"
)
_QUOTES = "“‘"
_JOINED = re.compile("[、和及与]|以及")
_LEAST_QUOTED = 8  # characters; a slogan in quotation marks is shorter


def other_marks(
    flat: str, start: int, end: int, taken: Sequence[tuple[int, int]], law_names: Mapping[str, str]
) -> Iterator[TitleSpan]:
    """Finds titles in 〈…〉, <<…>>, 「…」 or “…”: they read as one, and a word leads to them or an article follows."""
    starts = [first for first, _ in taken]
    last = -1
    for found in _OTHER.finditer(flat, start, end):
        at = bisect_right(starts, found.start()) - 1
        if at >= 0 and taken[at][1] > found.start():
            continue
        title = found["title"]
        followed = bool(patterns.FOLLOWS_TITLE.regex.match(flat, found.end(), end))
        known = title.removeprefix("中华人民共和国") in law_names
        if not known and not patterns.READS_AS_TITLE.regex.fullmatch(title):
            continue
        opens = len(title) >= _LEAST_QUOTED and patterns.OPENS_TITLE.regex.match(title)
        listed = last >= 0 and _JOINED.fullmatch(flat, last, found.start()) is not None
        if found["open"] in _QUOTES and not (known or followed or opens or listed):
            continue
        if not followed and not _is_led_to(flat, start, found.start()):
            continue
        last = found.end()
        yield TitleSpan(found.start(), found.end(), found.start("title"), found.end("title"), "marks")


def _is_led_to(flat: str, start: int, at: int) -> bool:
    """Tells whether a basis, a breach or an order to pass on leads to a title, in its clause."""
    clause = re.split("[，。；：\n]", flat[max(start, at - _LEAD) : at])[-1]
    return bool(patterns.LEADS_TO_TITLE.regex.search(clause))


def unmarked_titles(
    flat: str, start: int, printed: Sequence[PrintedNumber], law_names: Mapping[str, str]
) -> Iterator[TitleSpan]:
    """Finds titles without any marks before a number in brackets: 根据某省关于某事的意见（某政发〔2019〕3号）."""
    for number in printed:
        opening = number.start - 1
        if opening <= start or flat[opening] != "（" or flat[opening - 1] in _CLAUSE_MARKS:
            continue
        first = _title_start(flat, start, opening)
        if first is None:
            continue
        title = flat[first:opening]
        if title.removeprefix("中华人民共和国") in law_names or (
            patterns.READS_AS_TITLE.regex.fullmatch(title) and patterns.OPENS_TITLE.regex.match(title)
        ):
            yield TitleSpan(first, opening, first, opening, "marks")
