"""The card of a document: title, 文号, issuer, date, region, level, as its own text presents them.

GB/T 9704—2012, 7.2 (letterhead, 文号, title), 7.3.5 (issuer and date below the text) and 7.4
(colophon); the 题注 of a regulation (立法技术规范): 通过、批准、修正、公布 with their dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.levels import level_of_card, place_of_number
from graph_schema.regions import NATION, find_region
from graph_schema.terms import SourceLevel
from ingest.clean.text import CleanText
from ingest.parts.issued import issued_on
from ingest.parts.issuer import find_issuer
from ingest.parts.lines import Kind, Line, is_news, is_short
from ingest.parts.notes import notes_of, order_of, province_of
from ingest.parts.title import bare_title, find_number, find_title, is_unnumbered

_DRAFT = re.compile("征求意见稿|草案|草稿|送审稿|讨论稿|审议稿")
_MADE_TITLE = re.compile(r"制定(?:本)?(?P<title>[^，。；、《》本了]{4,40}(?:方案|办法|细则|规定|意见|制度|规则))[。，]")
# 关于促进青石县粮食流通健康发展的若干措施: an office that acts for a place speaks of its own; what is supported, approved or praised may be another's.
_SPEAKS_OF = re.compile(
    "关于(?:(?:进一步|切实|全面|持续|更好|着力|深入)*(?:促进|推动|推进|加强|规范|做好|优化|调整|加快|完善|明确|提升|强化|深化)(?:和|、)?){1,3}"
    "(?P<place>[\u4e00-\u9fff]{2,9}?(?:省|市|县|区|州|盟|旗).+)"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The card, and where title and number stand (clean offsets); `body` is the first line behind the head.

    `inherited` is set where issuer, number and place are those of the document that this one hangs on; `from_page` are the
    fields that the page around the text shows, and its text does not. `from_folder`: the place is that of the file's folder.
    """

    title: str | None
    number: str | None
    issuer: str | None
    issued: date | None
    region: str | None
    level: SourceLevel
    draft: bool
    body: int
    title_at: tuple[int, int] | None
    number_at: tuple[int, int] | None
    inherited: bool = False
    from_page: frozenset[str] = frozenset()
    from_folder: bool = False


def read_header(
    lines: Sequence[Line], clean: CleanText, context: Header | None, *, hangs: bool, folder: str | None = None
) -> Header:
    """Reads the card of the document in `lines`.

    `context` is the card of the document that this one hangs on, else of the first one of the
    file: it completes places. What a notice issues or attaches (`hangs`) without a number and an
    issuer of its own is its issuer's, under its number. `folder` is the place that the folders of the file name: it
    completes places that nothing in the file does.
    """
    body = _first_body(lines)
    head = lines[:body]
    title, title_at = find_title(head, clean)
    number, number_at, title, title_at = find_number(head, clean, title, title_at)
    title = bare_title(title)
    if title is None and context is None:
        made = next(
            (m for x in lines[body : body + 2] if (m := _MADE_TITLE.search(x.flat)) and not is_news(x.flat)), None
        )
        title = made["title"] if made else None
    notes = notes_of(head)
    issuer = find_issuer(head, lines, clean, title, title_at, number_at if number else None, notes)
    issued = issued_on(head, lines, notes, issuer)
    letterhead = next((x.flat for x in head if x.kind in (Kind.LETTERHEAD, Kind.SIGN)), None)
    place = (context.region if context else None) or province_of(notes) or folder
    region = _region(letterhead, issuer, title, place) or _region_of_number(number, issuer)
    level = level_of_card(title, number or order_of(notes), issuer, region).level
    nameless = number is None and issuer is None and level is not SourceLevel.ADMIN_REGULATION
    inherited = hangs and context is not None and nameless
    if inherited and context is not None:
        issuer, issued = context.issuer, issued or context.issued
        number, region = context.number, region or context.region
        level = level_of_card(title, number, issuer, region).level
    if issuer is None and level is SourceLevel.ADMIN_REGULATION:
        issuer = "国务院"
        region = region or "全国"
    draft = any(_DRAFT.search(words) for words in (title or "", *(x.flat for x in head if len(x.flat) < 60)))
    draft = draft or (number is None and is_unnumbered(head))
    return Header(title, number, issuer, issued, region, level, draft, body, title_at, number_at, inherited)


def _first_body(lines: Sequence[Line]) -> int:
    """Returns the index of the first line that is no part of the head."""
    titled = False
    for at, line in enumerate(lines):
        if line.kind is Kind.ADDRESSEE:
            return at
        if line.kind in (Kind.LETTERHEAD, Kind.NUMBER, Kind.NOTE, Kind.ATTACH_MARK):
            continue
        if line.kind is Kind.TITLE:
            if titled and lines[at - 1].kind is not Kind.TITLE and not is_short(lines[at - 1]):
                return at
            titled = True
            continue
        if (
            at > 14
            or line.paragraph.marker.level
            or line.kind in (Kind.TABLE, Kind.ATTACH_LIST, Kind.CUT, Kind.CLOSING)
        ):
            return at
        if line.kind in (Kind.SIGN, Kind.DATE) or is_short(line):
            continue
        return at
    return len(lines)


def _region(letterhead: str | None, issuer: str | None, title: str | None, place: str | None) -> str | None:
    """Names the place of a document: that of the first of its names in which one is found."""
    for name in (letterhead, issuer, title):
        found = find_region(name, place) if name else None
        if found:
            return found
    spoken_of = _SPEAKS_OF.match(title) if title else None
    found = find_region(spoken_of["place"], place) if spoken_of else None
    return found if found and not found.startswith("?") else None  # 园区, 小区 are no places that a table knows


def _region_of_number(number: str | None, issuer: str | None) -> str | None:
    """Names the place that the number's code shows; an office that no words place is not made a national one by it."""
    place = place_of_number(number)
    return None if issuer and place == NATION else place
