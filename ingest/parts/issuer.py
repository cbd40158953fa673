"""The issuer of a document: the places that name it, the surest first (docs/reading.md#card-issuer; GB/T 9704—2012, 7.2.4 and 7.3.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from graph_schema.regions import find_region
from ingest.clean.edits import CUT
from ingest.clean.text import CleanText
from ingest.parts.days import BLANK_DAY, DAY
from ingest.parts.lines import GENRES, Kind, Line, is_short
from ingest.parts.notes import ORDER, Note, passed_by
from ingest.parts.offices import (
    OFFICE_WORD,
    bare_office,
    is_body,
    is_branch_of,
    names_no_place,
    names_office,
    split_offices,
)

_ORGAN_TITLE = re.compile(
    r"(?P<organ>[\u4e00-\u9fff（）、·]{2,90}?)(?:关于|(?:印发|转发|批转|公布)(?=.*(?:" + GENRES + ")))"
)
# A rule that its maker names in the title without 关于: 楚江学院学生诚信档案管理办法, 石梁县交通运输局公示制度.
_OWN_TITLE = re.compile(
    "(?P<organ>[\u4e00-\u9fff（）]{2,28}?(?:(?P<body>大学|学院|学校|医院|协会|商会|有限(?:责任)?公司|法院|检察院)|"
    "局|厅|(?<!居民)(?<!村民)委员会|人民政府|办公室))(?!管理|工作)(?=[\u4e00-\u9fff“”（）、]{4,}(?:办法|制度|规定|细则|规则|标准|方案)(?:（|$))"
)
_BEFORE_DAY = re.compile(rf"(?P<organ>[\u4e00-\u9fff（）、]{{4,90}}?)(?={DAY}|{BLANK_DAY})")
_PRINTED_BY = re.compile(r"(?P<organ>[\u4e00-\u9fff（）]{4,40}?)\d{4}年")
_LETTERHEAD_END = re.compile("(?:规范性)?文件$")
_PART_OF_OFFICE = re.compile("^办公[室厅]$|(?:分局|支队|大队|中心)$")
_ABOVE_SIGNATURE = frozenset({Kind.CLOSING, Kind.ATTACH_LIST, Kind.ATTACH_MARK, Kind.ADDRESSEE})
_BELOW_SIGNATURE = frozenset({Kind.CLOSING, Kind.COLOPHON, Kind.ATTACH_MARK, Kind.ATTACH_LIST, Kind.DATE})
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
    title_at: tuple[int, int] | None
    number_at: tuple[int, int] | None
    passed: str | None


def find_issuer(
    head: Sequence[Line],
    lines: Sequence[Line],
    clean: CleanText,
    title: str | None,
    title_at: tuple[int, int] | None,
    number_at: tuple[int, int] | None,
    notes: Sequence[Note],
) -> str | None:
    """Names the issuer of a document: the first of `_PLACES` that names one decides; None where none does.

    `title_at` and `number_at` are the places of its title and its 文号, where it has them.
    """
    search = _Search(head, lines, clean, title, title_at, number_at, passed_by(notes))
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
    end = last + 1
    # Offices that issue together stand one below the other, 文件 beside the middle of them (7.2.4).
    while first < last and end < len(search.head) and _is_office(search.head[end], search.clean):
        if search.head[end].paragraph.start == (search.title_at or (None,))[0]:
            break
        end += 1
    named = (_LETTERHEAD_END.sub("", line.flat) for line in search.head[first:end])
    return "、".join(office for run in named if run for office in split_offices(run))


def _named_in_title(search: _Search) -> str | None:
    """Names the office before 关于, 印发 and the like, where it is named with its place."""
    named = _before_about(search)
    return None if named is None or names_no_place(named) else named


def _short_in_title(search: _Search) -> str | None:
    """Names the office before 关于 that the title names without its place: 市政府关于…."""
    return _before_about(search)


def _before_about(search: _Search) -> str | None:
    """Names the offices that open the title."""
    found = _ORGAN_TITLE.match(search.title) if search.title else None
    if found is None or not OFFICE_WORD.search(found["organ"]):
        return None
    signed = _signature(search)
    # Names that nothing parts in the title are parted where they sign.
    return signed if signed and signed.replace("、", "") == found["organ"] else _as_in_source(found["organ"], search)


def _named_in_order(search: _Search) -> str | None:
    """Names the office of an order: 石岭市人民政府令第8号."""
    if search.number_at is None:
        return None
    start, end = search.number_at
    order = ORDER.match(search.clean.flat[start:end].replace("\n", ""))
    if order is None:
        return None
    written = search.clean.as_printed(start + order.start("organ"), start + order.end("organ"))
    offices = [office for words in re.split(r"[\s、]+", written.strip()) for office in split_offices(words)]
    return "、".join(_without_state(office) for office in offices)


def _without_state(office: str) -> str:
    """Returns the name of an office; 国务院 without 中华人民共和国."""
    return office.removeprefix("中华人民共和国") if "国务院" in office else office


def _passed(search: _Search) -> str | None:
    return search.passed


def _issued_by(search: _Search) -> str | None:
    """Names the office that the 题注 says has issued the text."""
    notes = (line.flat for line in search.head if line.kind is Kind.NOTE)
    named = (found["organ"] for note in notes if (found := _ISSUED_BY.search(note)))
    return next((organ for organ in named if OFFICE_WORD.search(organ)), None)


def _line_of_head(search: _Search) -> str | None:
    """Names the first office that is a line of the head, with the offices below it: above the title, or right below it."""
    head = search.head[: _head_proper(search)]
    at = next((at for at, line in enumerate(head) if _is_office(line, search.clean)), None)
    if at is None or not is_short(head[at]) or "，" in head[at].flat:
        return None
    if head[at].kind is not Kind.SIGN:
        return _offices_in(head[at], search.clean)
    return _joined(list(takewhile(lambda line: line.kind is Kind.SIGN, head[at:])), search.clean)


def _head_proper(search: _Search) -> int:
    """Returns the index of the first line below the title that is neither number, date, note nor office: a table begins there."""
    for at, line in enumerate(search.head):
        below = search.title_at is not None and line.paragraph.start >= search.title_at[1]
        if below and line.kind in (Kind.BODY, Kind.TABLE) and not _is_office(line, search.clean):
            return at
    return len(search.head)


def _is_office(line: Line, clean: CleanText) -> bool:
    return line.kind in (Kind.SIGN, Kind.BODY) and names_office(_offices_in(line, clean))


def _beside_number(search: _Search) -> str | None:
    """Names the office that stands on the line of the 文号, before or behind it."""
    if search.number_at is None:
        return None
    start, end = search.number_at
    line = next((line for line in search.head if line.paragraph.start <= start < line.paragraph.end), None)
    if line is None or line.kind is not Kind.NUMBER:
        return None
    at = line.paragraph.start
    beside = (line.flat[: max(start - at, 0)], line.flat[end - at :])
    return next(("、".join(split_offices(words)) for words in map(bare_office, beside) if names_office(words)), None)


def _signature(search: _Search) -> str | None:
    """Names the issuer below the text, where the date stands beside it: behind it, or else before it."""
    lines = search.lines[len(search.head) :]
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        below = line.kind is Kind.COLOPHON and at > 0 and lines[at - 1].kind is Kind.SIGN
        named = _BEFORE_DAY.match(line.flat) if line.kind is Kind.DATE or below else None
        if line.kind is not Kind.DATE and (not below or named):
            continue
        if named and OFFICE_WORD.search(bare_office(named["organ"])):
            return "、".join(split_offices(bare_office(named["organ"])))
        above = _run_of_offices(lines, at - 1, -1)
        signed = above or (_run_of_offices(lines, at + 1, 1) if line.kind is Kind.DATE else [])
        if signed:
            return _joined(_signers(signed), search.clean)
    return None


def _run_of_offices(lines: Sequence[Line], at: int, step: int) -> list[Line]:
    """Returns the lines of offices that stand together, from line `at` upward (`step` -1) or downward, in their order.

    Below a colon they are a list and sign nothing, unless firms or schools stand between.
    """
    run: list[Line] = []
    while 0 <= at < len(lines) and lines[at].kind is Kind.SIGN:
        run.append(lines[at])
        at += step
    listed = step < 0 <= at and lines[at].flat.endswith("：") and not any(is_body(bare_office(x.flat)) for x in run)
    return [] if listed else run[::step]


def _signers(run: Sequence[Line]) -> list[Line]:
    """Returns the lines of a sign-off that sign: a list of firms or schools that stands above them, or alone, signs nothing."""
    signers = list(run)
    last = next((at for at in range(len(run) - 1, -1, -1) if is_body(bare_office(run[at].flat))), None)
    return signers if last is None or len(run) == 1 else signers[last + 1 :]


def _undated_signature(search: _Search) -> str | None:
    """Names the offices that stand below the text without a day."""
    lines = search.lines[len(search.head) :]
    last = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].kind is Kind.SIGN), None)
    if last is None or (last + 1 < len(lines) and lines[last + 1].kind not in _BELOW_SIGNATURE):
        return None
    run = _run_of_offices(lines, last, -1)
    above = last - len(run)
    ended = above < 0 or lines[above].flat.endswith(("。", "）", "！")) or lines[above].flat.startswith("特此")
    if not ended and lines[above].kind not in _ABOVE_SIGNATURE:
        return None  # below the label of a table, or a heading
    signed = _signers(run)
    return _joined(signed, search.clean) if any(names_office(bare_office(line.flat)) for line in signed) else None


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
    _beside_number,
    _line_of_head,
    _signature,
    _undated_signature,
    _maker_in_title,  # a rule that its maker names without 关于
    _short_in_title,  # 市政府关于…, where no place has its full name
    _colophon,  # last, for the office that prints may be another one
)


def _as_in_source(organ: str, search: _Search) -> str:
    """Joins the issuers of a title, which the source parts by blanks, by 、."""
    source, head = search.clean.source, search.head
    end = search.clean.offsets.to_source(head[-1].paragraph.end - 1) + 1 if head else len(source)
    written = re.compile(r"\s*".join(map(re.escape, organ))).search(source, 0, end)
    parted = _parted(written[0].replace("\n", "").replace(CUT, ""), _ANY_BLANKS, 3) if written else None
    return parted or "、".join(split_offices(organ))


def _joined(lines: Sequence[Line], clean: CleanText) -> str | None:
    """Joins the offices of several lines by 、; None where there is none. A national body's branch may stand below its name."""
    named: list[str] = []
    for line in lines:
        offices = _offices_in(line, clean)
        if named and is_branch_of(named[-1].rpartition("、")[2], offices):
            named[-1] += offices
        else:
            named.append(offices)
    return "、".join(named) or None


def _offices_in(line: Line, clean: CleanText) -> str:
    """Joins the offices of one line by 、: the source parts them by blanks, or one of them begins where another ends."""
    written = clean.as_printed(line.paragraph.start, line.paragraph.end)
    offices = _parted(written, _WIDE_BLANKS, 4) or _parted(written, _ANY_BLANKS, 3)
    return bare_office(offices or "、".join(split_offices(line.flat)))


def _parted(written: str, gap: re.Pattern[str], shortest: int) -> str | None:
    """Joins the offices that blanks part by 、; None where a piece is no office of at least so many characters.

    A signature is often spaced out to fill its line (石 梁 县 财 政 局), or has a blank before a part of the office
    (某县公安局 交警大队): neither parts two offices.
    """
    offices = [re.sub(r"\s", "", piece) for piece in gap.split(written.strip())]
    if len(offices) < 2 or not all(len(office) >= shortest and OFFICE_WORD.search(office) for office in offices):
        return None
    if any(_is_part(office, offices[0]) for office in offices):
        return None
    return "、".join(office for run in offices for office in split_offices(run))


def _is_part(office: str, first: str) -> bool:
    """Tells whether a name is that of a part of an office only: it names no place, and not that of the first office."""
    return _PART_OF_OFFICE.search(office) is not None and office[:2] != first[:2] and not names_office(office)
