"""The issuer of a document: the places that name it, the surest first (docs/reading.md#card-issuer; GB/T 9704—2012, 7.2.4 and 7.3.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from graph_schema.regions import find_region
from ingest.clean.text import CleanText
from ingest.parts.days import DATE
from ingest.parts.lines import GENRES, Kind, Line, is_short
from ingest.parts.notes import ORDER, Note, passed_by

_ORGAN_TITLE = re.compile(
    r"(?P<organ>[\u4e00-\u9fff（）、·]{2,80}?)(?:关于|印发|转发|批转|公布)(?=.*(?:" + GENRES + "))"
)
_ORGAN_WORD = re.compile(
    "(?:政府|办公室|办公厅|办|委员会|委|局|厅|部|院|署|行|中心|小组|中央|联席会议|总局|管委会|党组|大会|协会|分局|总会|大队|联合会|指挥部|大学|学校|公司|集团|商会|合作社)$"
)
# A rule that its maker names in the title without 关于: 楚江学院学生诚信档案管理办法, 石梁县交通运输局公示制度.
_OWN_TITLE = re.compile(
    "(?P<organ>[\u4e00-\u9fff（）]{2,28}?(?:(?P<body>大学|学院|学校|医院|协会|商会|有限(?:责任)?公司|法院|检察院)|"
    "局|厅|(?<!居民)(?<!村民)委员会|人民政府|办公室))(?!管理|工作)(?=[\u4e00-\u9fff“”（）、]{4,}(?:办法|制度|规定|细则|规则|标准|方案)(?:（|$))"
)
_BEFORE_YEAR = re.compile(r"(?P<organ>[\u4e00-\u9fff（）、]{4,60}?)(?:19|20)\d\d年")
_PRINTED_BY = re.compile(r"(?P<organ>[\u4e00-\u9fff（）]{4,40}?)\d{4}年")
_ANY_BLANKS = re.compile(r"[ \u3000]+")
_WIDE_BLANKS = re.compile(r"[ \u3000]{2,}|\t")
_ISSUED_BY = re.compile(
    r"(?:^（|[，日])(?P<organ>[\u4e00-\u9fff]{4,30}?)(?=(?:19|20)\d\d年|以[\u4e00-\u9fff]{2,14}〔|印发|发布|公布|下发)"
)


@dataclass(frozen=True, slots=True)
class _Search:
    """The places in which an issuer is looked for: the head and all lines of a document, its title, its 文号, and who passed it."""

    head: Sequence[Line]
    lines: Sequence[Line]
    clean: CleanText
    title: str | None
    number_at: tuple[int, int] | None
    passed: str | None


def find_issuer(
    head: Sequence[Line],
    lines: Sequence[Line],
    clean: CleanText,
    title: str | None,
    number_at: tuple[int, int] | None,
    notes: Sequence[Note],
) -> str | None:
    """Names the issuer of a document: the first of `_PLACES` that names one decides; None where none does.

    `number_at` is the place of its 文号, where it has one.
    """
    search = _Search(head, lines, clean, title, number_at, passed_by(notes))
    return next((issuer for named in _PLACES if (issuer := named(search))), None)


def _congress(search: _Search) -> str | None:
    return search.passed if search.passed and "人民代表大会" in search.passed else None


def _letterhead(search: _Search) -> str | None:
    """Names the offices of the letterhead …文件, several of them one below the other."""
    last = next((at for at, line in enumerate(search.head) if line.kind is Kind.LETTERHEAD), None)
    if last is None:
        return None
    first = last
    while first and search.head[first - 1].kind is Kind.SIGN:
        first -= 1
    offices = (line.flat.removesuffix("文件") for line in search.head[first : last + 1])
    return "、".join(office for office in offices if office)


def _named_in_title(search: _Search) -> str | None:
    """Names the office before 关于, 印发 and the like."""
    found = _ORGAN_TITLE.match(search.title) if search.title else None
    return _as_in_source(found["organ"], search) if found and _ORGAN_WORD.search(found["organ"]) else None


def _named_in_order(search: _Search) -> str | None:
    """Names the office of an order: 石岭市人民政府令第8号."""
    if search.number_at is None:
        return None
    start, end = search.number_at
    order = ORDER.match(search.clean.flat[start:end])
    if order is None:
        return None
    written = search.clean.offsets.span(start, start + order.end("organ")).of(search.clean.source)
    joined = re.sub(r"[\s\u3000]+", "、", written.strip())
    return joined.removeprefix("中华人民共和国") if "国务院" in joined else joined


def _passed(search: _Search) -> str | None:
    return search.passed


def _issued_by(search: _Search) -> str | None:
    """Names the office that the 题注 says has issued the text."""
    notes = (line.flat for line in search.head if line.kind is Kind.NOTE)
    named = (found["organ"] for note in notes if (found := _ISSUED_BY.search(note)))
    return next((organ for organ in named if _ORGAN_WORD.search(organ)), None)


def _line_of_head(search: _Search) -> str | None:
    """Names the first office that is a line of the head, with the offices below it."""
    head = search.head
    at = next((at for at, line in enumerate(head) if _is_office(line)), None)
    if at is None or not is_short(head[at]) or "，" in head[at].flat:
        return None
    if head[at].kind is not Kind.SIGN:
        return head[at].flat
    return "、".join(line.flat for line in takewhile(lambda line: line.kind is Kind.SIGN, head[at:]))


def _is_office(line: Line) -> bool:
    return line.kind is Kind.SIGN or (line.kind is Kind.BODY and _ORGAN_WORD.search(line.flat) is not None)


def _signature(search: _Search) -> str | None:
    """Names the issuer below the text, where the date follows."""
    lines = search.lines[len(search.head) :]
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        below = line.kind is Kind.COLOPHON and at > 0 and lines[at - 1].kind is Kind.SIGN
        if line.kind is not Kind.DATE and not (below and DATE.match(line.flat)):
            continue
        named = _BEFORE_YEAR.match(line.flat)
        if named and _ORGAN_WORD.search(named["organ"]):
            return named["organ"]
        first = at
        while first > 0 and lines[first - 1].kind is Kind.SIGN:
            first -= 1
        if first < at:
            return "、".join(_signed_in(signed, search.clean) for signed in lines[first:at])
    return None


def _maker_in_title(search: _Search) -> str | None:
    """Names the maker whose name opens the title of its own rule, where it is a body or of a known place."""
    own = _OWN_TITLE.match(search.title) if search.title else None
    return own["organ"] if own and (own["body"] or find_region(own["organ"])) else None


def _colophon(search: _Search) -> str | None:
    """Names the office of the colophon."""
    colophons = (line.flat for line in search.lines if line.kind is Kind.COLOPHON)
    return next((made["organ"] for flat in colophons if (made := _PRINTED_BY.match(flat))), None)


# The first place that names an issuer decides: the order is the meaning.
_PLACES: tuple[Callable[[_Search], str | None], ...] = (
    _congress,  # what a congress passed is the congress', whoever publishes it
    _letterhead,  # the standard's own place for the issuer
    _named_in_title,
    _named_in_order,
    _passed,  # by the 题注: the State Council, a court, an order
    _issued_by,  # by the 题注 of a normative document
    _line_of_head,
    _signature,
    _maker_in_title,  # a rule that its maker names without 关于
    _colophon,  # last, for the office that prints may be another one
)


def _as_in_source(organ: str, search: _Search) -> str:
    """Joins the issuers of a title, which the source parts by blanks, by 、."""
    source, head = search.clean.source, search.head
    end = search.clean.offsets.to_source(head[-1].paragraph.end - 1) + 1 if head else len(source)
    written = re.compile(r"\s*".join(map(re.escape, organ))).search(source, 0, end)
    return (_parted(written[0].replace("\n", ""), _ANY_BLANKS, 3) if written else None) or organ


def _signed_in(line: Line, clean: CleanText) -> str:
    """Joins the offices that sign in one line, which the source parts by blanks, by 、."""
    written = clean.offsets.span(line.paragraph.start, line.paragraph.end).of(clean.source)
    return _parted(written, _WIDE_BLANKS, 4) or line.flat


def _parted(written: str, gap: re.Pattern[str], shortest: int) -> str | None:
    """Joins the offices that blanks part by 、; None where a piece is no office of at least so many characters.

    In a title any blank parts two offices. A signature is often spaced out to fill its line (石 梁 县 财 政 局):
    there two blanks part them, and a piece must be longer to be an office of its own.
    """
    offices = [re.sub(r"\s", "", piece) for piece in gap.split(written.strip())]
    if len(offices) < 2 or not all(len(office) >= shortest and _ORGAN_WORD.search(office) for office in offices):
        return None
    return "、".join(offices)
