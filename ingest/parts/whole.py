"""Says what of a whole document a text lacks: its beginning, its ending, fields of its card (docs/reading.md#lacks).

A document opens with its head and numbers its parts from one (GB/T 9704—2012, 7.3.3; 立法技术规范); it ends with
a sentence, and below it the signature. A text whose numbers go on from elsewhere, or whose first or last sentence is
half, is a piece of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph_schema.numerals import value_of
from graph_schema.terms import Lack, SegmentKind
from ingest.parts.header import Header
from ingest.parts.lines import END, HEAD, Kind, Line, is_news
from ingest.parts.part import Part

_HEAD = HEAD | {Kind.ADDRESSEE}
_FORMS = frozenset({SegmentKind.LEDGER, SegmentKind.ATTACHMENT})
_NUMBERED = ("chapter", "section", "article", "h1", "h2", "h3", "h4", "h5")
_ARTICLE = 3  # the level of an article's marker
_MOST_HEAD = 40  # lines that a preamble is looked for in
_NO_PARTS = ("yi", "other")
_NUMBER = re.compile(r"[\d一二三四五六七八九十百零〇]+")
# The formulas by which a document says what it is for, before its first number (党政机关公文格式; 立法技术规范).
_PREAMBLE = re.compile(
    "如下|印发给|转发给|(?:制定|制订|出台)(?:本|如下|该)|特制定|特(?:通知|公告|通告|决定)|"
    "^(?:为|根据|按照|依据|依照|遵照|鉴于|经)[^。]{4,}?，[^。]*?(?:现[就将对予]|决定|制定|提出)|"
    "^为[^。]*(?:结合[^，。]{0,6}实际|(?:根据|依照|依据|按照|落实|贯彻)[^，。]{0,10}《|决策部署)|"
    "^[^，。；：]{2,40}：(?:为|根据|按照|依据|依照|现[就将])"
)
_OPENING_WORDS = re.compile(
    "为|根据|按照|依据|依照|遵照|鉴于|经|现|各|本|近|[^，。；：]{2,40}：(?:$|为|根据|按照|依据|依照|现[就将])"
)
# No sentence begins with these: a sign that ends or parts clauses, or a word that leans on the one before it.
_GOES_ON = re.compile(
    r"[，。；：、）》”’〉】％%]|的(?!确|士)|以及|或者|或(?!许)|和(?!谐|平|睦|解)|及(?!时|早|其时)|并(?!购|联|行|非)"
    r"|等(?=[，。；、）有部相方])|了(?!解)|\d{1,2}日[，。；、内前]"
)
_OPENING, _SHUTTING = "（《“‘〈【〔", "）》”’〉】〕"
_SENTENCE_END = re.compile(r"[。！？!?.…”’）】」』]$|(?:施行|执行|实施|试行|解释|废止|为止|为准)$")


def lacks_of(lines: Sequence[Line], part: Part, header: Header, *, hangs: bool) -> tuple[Lack, ...]:
    """Returns what the document in `lines` lacks, in the order of the terms; what hangs on another document needs no card."""
    found = {
        # What hangs on another document shares its preamble, wherever its own numbers begin.
        Lack.BEGINNING: not hangs and not begins(lines, header),
        Lack.ENDING: part.kind not in _FORMS and not _ends(lines, header.body),
        Lack.TITLE: not hangs and header.title is None,
        Lack.ISSUER: not hangs and header.issuer is None,
        Lack.DATE: not hangs and header.issued is None,
    }
    return tuple(lack for lack, holds in found.items() if holds)


# --- the beginning -----------------------------------------------------------------------------


def begins(lines: Sequence[Line], header: Header) -> bool:
    """Tells whether the document's own beginning is in the text.

    A preamble is a beginning, even without a title; a title above what goes on is none: each page of a site has one.
    """
    if _is_rest(lines[0]) or lines[0].kind is Kind.CUT:
        return False
    first = _first_numbered(lines)
    body = header.body
    headed = any(line.kind in _HEAD for line in lines[: body + 1]) or (
        header.title_at is not None and not _is_report(lines[body:])
    )
    if (_has_preamble if headed else _opens)(lines[: min(first, _MOST_HEAD)]):
        return True
    if _goes_on(lines) or (body < len(lines) and _is_rest(lines[body])):
        return False
    # Plain paragraphs under no head at all are a piece of a document. A line that is no sentence may be a head that
    # was not known as one, where the numbers below it begin with one.
    return (
        headed
        or first == 0
        or lines[0].kind is not Kind.BODY
        or (first < len(lines) and not any(_is_prose(x) for x in lines[:first]))
    )


def _is_report(lines: Sequence[Line]) -> bool:
    """Tells whether a text is the news of a document: its first sentence says when it happened or who told it."""
    first = next((line for line in lines if _is_prose(line)), None)
    return first is not None and is_news(first.flat)


def _is_prose(line: Line) -> bool:
    return len(line.flat) >= 12 and re.search("[，。；]", line.flat) is not None


def _has_preamble(lines: Sequence[Line]) -> bool:
    return any(
        line.kind is Kind.ADDRESSEE or (line.kind is Kind.BODY and _PREAMBLE.search(line.flat) is not None)
        for line in lines
    )


def _opens(lines: Sequence[Line]) -> bool:
    """Tells whether lines under no head open with a preamble: the first sentence begins as preambles do, or the last leads to numbers."""
    first = next((line for line in lines if _is_prose(line)), None)
    if first is None or _OPENING_WORDS.match(first.flat) is None:
        return False
    return _has_preamble(lines) or lines[-1].flat.endswith("：")


def _is_rest(line: Line) -> bool:
    """Tells whether a line begins in the middle of a sentence, or closes a bracket that is opened nowhere."""
    if line.paragraph.marker.level or line.kind is not Kind.BODY:
        return False
    return _GOES_ON.match(line.flat) is not None or _shuts_first(line.flat[:200])


def _shuts_first(flat: str) -> bool:
    """Tells whether a bracket is shut that is not opened before it."""
    open_ = 0
    for sign in flat:
        open_ += (sign in _OPENING) - (sign in _SHUTTING)
        if open_ < 0:
            return True
    return False


class _Number(NamedTuple):
    """A numbered line: the kind and the level of its marker, and the number."""

    kind: str
    level: int
    number: int


def _goes_on(lines: Sequence[Line]) -> bool:
    """Tells whether the numbers go on from elsewhere: the first one of the text, or the first of a higher level, is not one."""
    top = 99
    for marked in _numbered(lines):
        if marked.level < top:
            if marked.number > 1:
                return True
            top = marked.level
            if top <= _ARTICLE:  # no number stands above these but those of chapters, which begin with them
                return False
    return False


def _numbered(lines: Sequence[Line]) -> Iterator[_Number]:
    """Yields the numbered lines in their order."""
    for line in lines:
        marker = line.paragraph.marker
        if not marker.level or marker.kind not in _NUMBERED or line.kind is not Kind.BODY:
            continue
        number = number_of_marker(marker.label)
        if number is not None:
            yield _Number(marker.kind, marker.level, number)


def number_of_marker(label: str) -> int | None:
    """Returns the number of a marker: 第十二条 → 12, （三） → 3, ④ → 4; None where it has none."""
    if "①" <= label[:1] <= "⑳":
        return ord(label[0]) - ord("①") + 1
    found = _NUMBER.search(label)
    return value_of(found[0]) if found else None


def _first_numbered(lines: Sequence[Line]) -> int:
    """Returns the index of the first numbered line, or the number of lines."""
    return next(
        (
            at
            for at, line in enumerate(lines)
            if line.paragraph.marker.level and line.paragraph.marker.kind not in _NO_PARTS
        ),
        len(lines),
    )


# --- the ending --------------------------------------------------------------------------------


def _ends(lines: Sequence[Line], body: int) -> bool:
    """Tells whether the document ends: its last line is a whole sentence, or stands below a signature or in a table."""
    below = lines[body:] or lines[-1:]
    if any(line.kind in END or line.kind is Kind.TABLE for line in below[-12:]):
        return True
    return _SENTENCE_END.search(below[-1].flat) is not None
