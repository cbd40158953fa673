"""The card that a page shows of a document, beside the card that its own text prints (docs/reading.md#page-card).

It fills what the text lacks, and where both speak and differ, both are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from graph_schema.levels import level_of_card
from graph_schema.making import altered
from graph_schema.numbers import normal_number
from graph_schema.records import PageField, Span
from graph_schema.regions import find_region
from graph_schema.terms import PageUse, SegmentKind, SourceLevel
from ingest.clean.page_fields import ShownField
from ingest.clean.text import CleanText
from ingest.parts.days import DATE, day_of_match
from ingest.parts.header import Header
from ingest.parts.lines import Line, is_organ
from ingest.parts.part import Part
from ingest.parts.title import bare_title

_KEPT = frozenset({"title", "number", "issuer", "date", "validity"})
_NUMBER = re.compile(r"[\u4e00-\u9fff].*\d.*号")
_CUT_SHORT = re.compile(r"(?:…+|\.{3,})$")  # a title that the page cuts short is none
_PARTING = re.compile(r"[\s、，,;；/|]+")
_MARKS = re.compile(r"[\s《》〈〉“”\"（）〔〕\[\]()、，,和·]")


def shown_by_part(
    text: CleanText, lines: Sequence[Line], parts: Sequence[Part]
) -> Mapping[int, tuple[ShownField, ...]]:
    """Returns what the page shows of each document, by the number of its part: the fields above it or among its lines.

    What stands below the last document is of that document, where the page shows nothing above it.
    """
    out: dict[int, list[ShownField]] = {}
    documents = [index for index, part in enumerate(parts) if part.kind is not SegmentKind.NOISE]
    ends = {index: text.offsets.span(0, lines[parts[index].last - 1].paragraph.end).end for index in documents}
    for field in text.page:
        if field.field not in _KEPT or not documents:
            continue
        behind = next((index for index in documents if ends[index] > field.start), None)
        if behind is None:
            last = documents[-1]
            behind = last if not out.get(last) or out[last][-1].start > ends[last] else None
        if behind is not None:
            out.setdefault(behind, []).append(field)
    return {index: tuple(fields) for index, fields in out.items()}


def with_page(
    header: Header, fields: Sequence[ShownField], source: str, place: str | None, *, fills: bool
) -> tuple[Header, tuple[PageField, ...]]:
    """Returns the header with what it lacks taken from the page, and the fields of the page with the use made of each.

    `fills` is false where the document hangs on another one: its own card lacks nothing that the page could give.
    `place` completes the region.
    """
    read = header
    shown: list[PageField] = []
    for field in fields:
        words = source[field.start : field.end]
        value = _value(field.field, words)
        use = PageUse.KEPT
        if value is not None:
            own = _own(header, field.field)
            if own is not None:
                use = PageUse.AGREES if _alike(field.field, own, value) else PageUse.DIFFERS
            elif fills:
                header = _filled(header, field.field, value)
                use = PageUse.FILLS
        shown.append(PageField(field=field.field, value=words, span=Span(field.start, field.end), use=use))
    return (header if header is read else _with_place_and_level(header, place)), tuple(shown)


def _value(field: str, words: str) -> str | date | None:
    """Returns what a field of the page says, in the form of the card; None where it says nothing."""
    words = words.strip()
    if field == "title":
        title = bare_title(words)
        return title if title and len(title) >= 5 and not _CUT_SHORT.search(words) else None
    if field == "number":
        found = _NUMBER.search(words.replace(" ", ""))
        return normal_number(found[0]) if found else None
    if field == "issuer":
        offices = [office for office in _PARTING.split(words) if office]
        return "、".join(offices) if offices and all(is_organ(office) for office in offices) else None
    if field == "date":
        written = DATE.search(words)
        return day_of_match(written) if written else None
    return None


def _own(header: Header, field: str) -> str | date | None:
    """Returns what the header says, from the text or from a field of the page before."""
    own: Mapping[str, str | date | None] = {
        "title": header.title,
        "number": header.number,
        "issuer": header.issuer,
        "date": header.issued,
    }
    return own.get(field)


def _alike(field: str, own: str | date, shown: str | date) -> bool:
    """Tells whether text and page say the same; a name without 人民 or a place before it is one."""
    if isinstance(own, date) or isinstance(shown, date):
        return own == shown
    first, second = (_MARKS.sub("", words) for words in (own, shown))
    if field == "issuer":
        first, second = first.replace("人民", ""), second.replace("人民", "")
        return first.endswith(second) or second.endswith(first)
    return first == second


def _filled(header: Header, field: str, value: str | date) -> Header:
    """Returns the header with one field from the page."""
    from_page = header.from_page | {field}
    if isinstance(value, date):
        return altered(header, issued=value, from_page=from_page)
    if field == "title":
        return altered(header, title=value, from_page=from_page)
    if field == "number":
        return altered(header, number=value, from_page=from_page)
    return altered(header, issuer=value, from_page=from_page)


def _with_place_and_level(header: Header, place: str | None) -> Header:
    """Returns the header with the place and level that its fields show, where its text showed none."""
    names = (header.issuer, header.title)
    region = header.region or next((found for name in names if name and (found := find_region(name, place))), None)
    level = header.level
    if level is SourceLevel.LOCAL_NORMATIVE and header.from_page & {"number", "issuer"}:
        level = level_of_card(header.title, header.number, header.issuer, region).level
    return altered(header, region=region, level=level)
