"""The title and the 文号 in the head of a document (GB/T 9704—2012, 7.2.5 and 7.2.7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from graph_schema.numbers import normal_number
from ingest.clean.text import CleanText
from ingest.parts.lines import GENRES, Kind, Line, is_short

_BRACKETED = re.compile(r"[（〔](?P<inner>[^（）]{4,80})[）〕]$")
# The 题注 of a normative document: （2020年4月15日某市某局以某环规〔2020〕2号印发）, in any order of its parts.
_ISSUED_UNDER = re.compile(
    r"（(?:.*(?:以|，|、|日|印发|发布|公布|下发))?(?P<number>[\u4e00-\u9fff]{2,14}〔(?:19|20)\d\d〕第?\d{1,5}号)"
)
_GENRE_END = re.compile(f"(?:{GENRES})$")
_ORDERED_BY = re.compile(r"[\u4e00-\u9fff、]{2,40}?(?:令|公告)(?:\d{4}年)?第?\d{1,5}号(?=公布|发布|$|）)")
_HAN = re.compile("[\u4e00-\u9fff]")


def find_title(head: Sequence[Line], clean: CleanText) -> tuple[str | None, tuple[int, int] | None]:
    """Finds the title and its place: the title line with its first halves before and a bracketed line behind."""
    end = _last_title_line(head)
    if end is None:
        return None, None
    start = _first_title_line(head, end)
    if end + 1 < len(head) and _belongs_to_title(head[end + 1].flat):
        end += 1
    at = head[start].paragraph.start, head[end].paragraph.end
    return clean.words(*at).replace("\n", ""), at


def _last_title_line(head: Sequence[Line]) -> int | None:
    """Returns the index of the line that ends the title: a title line, a title with its 文号 behind it, or the first line."""
    titles = [at for at, line in enumerate(head) if line.kind is Kind.TITLE]
    if titles:
        end = titles[0]
        for at in titles[1:]:
            if at == end + 1 and not head[end].flat.endswith("》") and not _is_complete(head[end].flat):
                end = at
        return end
    numbered = next((at for at, line in enumerate(head) if _is_numbered_title(line.flat)), None)
    if numbered is not None:
        return numbered
    return 0 if head and _is_plain_title(head[0]) else None


def _first_title_line(head: Sequence[Line], end: int) -> int:
    """Returns the index of the line that begins the title which ends in line `end`."""
    start = end
    while start > 0 and _is_piece(head[start - 1], head[start]):
        start -= 1
    # Several offices above the title are the letterhead; a single one belongs to the title.
    joint = start > 0 and head[start].kind is Kind.SIGN and head[start - 1].kind is Kind.SIGN
    return start + 1 if joint else start


def _belongs_to_title(flat: str) -> bool:
    """Tells whether a line below the title is a bracket of it: （试行）."""
    return bool(re.fullmatch(r"（[^）]{2,20}）", flat)) and not re.search("号|节录|摘录|年|此件", flat)


def _is_numbered_title(flat: str) -> bool:
    """Tells whether a line is a title with a 文号 in a bracket behind it."""
    bracket = _BRACKETED.search(flat)
    return bracket is not None and _GENRE_END.search(flat[: bracket.start()]) is not None


def _is_plain_title(line: Line) -> bool:
    """Tells whether a first line is a title that names its document by no genre: 致全体会员的一封信."""
    return (
        line.kind is Kind.BODY
        and 5 <= len(line.flat) <= 45
        and len(_HAN.findall(line.flat)) * 2 > len(line.flat)
        and line.paragraph.marker.level == 0
        and not re.search("[。；：，、〉|]|^(?:为|根据|首页|附)|[ \\t]", line.flat)
    )


def _is_complete(flat: str) -> bool:
    """Tells whether a title line can stand without the title line below it."""
    return bool(re.match(r".*(?:关于|印发|转发|实施|试行).*", flat)) or len(flat) > 8


def _is_piece(line: Line, following: Line) -> bool:
    """Tells whether a line is the first half of the title that goes on in the line below it."""
    if line.kind is Kind.SIGN:
        return following.flat.startswith(("关于", "印发", "转发"))
    return (
        line.kind in (Kind.BODY, Kind.TITLE)
        and is_short(line)
        and line.paragraph.marker.level == 0
        and "，" not in line.flat
        and not re.search("^(?:第|附件)|文件$|^（|节录", line.flat)
        and (not line.flat.endswith("）") or line.flat.startswith(("关于", "印发", "转发")))
        and (not following.paragraph.after_gap or following.flat.startswith(("关于", "印发", "转发")))
    )


class _Numbered(NamedTuple):
    """A 文号 and where it stands; `cut` characters of the title are left where it stood behind the title."""

    number: str | None
    at: tuple[int, int]
    cut: int | None = None


def find_number(
    head: Sequence[Line], clean: CleanText, title: str | None, title_at: tuple[int, int] | None
) -> tuple[str | None, tuple[int, int] | None, str | None, tuple[int, int] | None]:
    """Finds the 文号 of the head and its place: a line of its own, a bracket behind the title, or the order of the 题注.

    Title and place of the title come back with it, without the bracket.
    """
    found = _number_line(head)
    if found is None and title and title_at:
        found = _number_behind_title(clean, title_at)
    if found is None:
        found = _number_in_notes(head)
    if found is None:
        return None, None, title, title_at
    if found.cut is not None and title and title_at:
        return found.number, found.at, title[: found.cut], (title_at[0], title_at[0] + found.cut)
    return found.number, found.at, title, title_at


def _number_line(head: Sequence[Line]) -> _Numbered | None:
    """Finds a 文号 that is a line of its own; 第8号 below …令 is one number with it."""
    for at, line in enumerate(head):
        if line.kind is not Kind.NUMBER:
            continue
        above = head[at - 1] if at else None
        start, end = line.paragraph.start, line.paragraph.end
        if line.flat.startswith("第") and above is not None and above.flat.endswith(("令", "公告")):
            return _Numbered(_number_of(above.flat + line.flat), (above.paragraph.start, end))
        number = _number_of(line.flat)
        if number:
            return _Numbered(number, (start, end))
    return None


def _number_behind_title(clean: CleanText, title_at: tuple[int, int]) -> _Numbered | None:
    """Finds a 文号 in the bracket that ends the title."""
    bracket = _BRACKETED.search(clean.flat[title_at[0] : title_at[1]])
    number = _number_of(bracket["inner"]) if bracket else None
    if bracket is None or not number:
        return None
    at = (title_at[0] + bracket.start("inner"), title_at[0] + bracket.end("inner"))
    return _Numbered(number, at, bracket.start())


def _number_in_notes(head: Sequence[Line]) -> _Numbered | None:
    """Finds a 文号 in the 题注, the last line first: the number or the order under which the text was issued."""
    for line in reversed(head):
        first = line.paragraph.start
        issued = _ISSUED_UNDER.match(line.flat) if line.kind is Kind.NOTE else None
        if issued:
            return _Numbered(
                _number_of(issued["number"]), (first + issued.start("number"), first + issued.end("number"))
            )
        orders = list(_ORDERED_BY.finditer(line.flat)) if line.kind in (Kind.NOTE, Kind.BODY) else []
        if orders:
            raw = re.sub(r"^.*?日", "", orders[-1][0])
            end = first + orders[-1].end()
            return _Numbered(_number_of(raw), (end - len(raw), end))
    return None


def _number_of(flat: str) -> str | None:
    """Returns the 文号 of a number line in normal form."""
    bare = flat.strip("（）")
    return normal_number(re.sub("签发人.*$", "", bare))
