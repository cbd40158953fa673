"""The title and the 文号 in the head of a document (GB/T 9704—2012, 7.2.5 and 7.2.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph_schema.numbers import parse_spelt_number
from graph_schema.regions import find_region
from ingest.clean.text import CleanText
from ingest.parts.days import DAY_BEHIND_TITLE
from ingest.parts.lines import GENRES, TITLE_SUFFIX, Kind, Line, is_short, titled_mark
from ingest.parts.offices import OFFICE_WORD, names_office

_BRACKETED = re.compile(r"[（〔](?P<inner>[^（）]{4,80})[）〕]$")
# The 题注 of a normative document: （2020年4月15日某市某局以某环规〔2020〕2号印发）, in any order of its parts.
_ISSUED_UNDER = re.compile(
    r"（(?:.*(?:以|，|、|日|印发|发布|公布|下发))?(?P<number>[\u4e00-\u9fff]{2,14}〔(?:19|20)\d\d〕第?\d{1,5}号)"
)
_GENRE_END = re.compile(f"(?:{GENRES})$")
_ENDS_AS_TITLE = re.compile(f"(?:{GENRES}){TITLE_SUFFIX}$")
_PLACE_ALONE = re.compile("[\u4e00-\u9fff]{2,12}[省市县区州盟旗]")
_ORDERED_BY = re.compile(r"[\u4e00-\u9fff、]{2,40}?(?:令|公告)(?:\d{4}年)?第?\d{1,5}号(?=公布|发布|$|）)")
_HAN = re.compile("[\u4e00-\u9fff]")
_OPENING = re.compile(r"(?P<offices>[\u4e00-\u9fff（）、·]{0,90}?)(?:关于|印发|转发|批转)")
_OFFICE_OPENS = re.compile(r"(?!关于|印发|转发|批转)")
_MOST_BREAKS = 4  # lines of a title
_SHORTEST_HALF = 6
_TITLE_VERB = re.compile("关于|进一步|加强|加快|支持|规范|促进(?![局会中])|推进(?![办组委])")  # in no office's name
_NO_HALF = re.compile(rf"(?:{OFFICE_WORD.pattern})|文件$|网")
_LONGEST_SUBTITLE = 60
# The marks of a title, and those that stand for them.
_MARKS = {"《": "》", "〈": "〉", "「": "」", "『": "』", "“": "”", "【": "】", "〔": "〕"}
_IN_MARKS = re.compile(
    rf"(?P<open>[{''.join(_MARKS)}])(?P<title>.+)(?P<close>[{''.join(_MARKS.values())}])(?P<suffix>{TITLE_SUFFIX})"
)
_BEFORE_TITLE = re.compile(
    rf"[（]?(?P<number>[\u4e00-\u9fff]{{1,16}}〔(?:19|20)\d\d〕第?\d{{1,5}}号)[）]?\s*(?P<title>《.+》{TITLE_SUFFIX}$|[\u4e00-\u9fff].+)"
)
_BARE_NUMBER = re.compile(r"〔?(?:19|20)\d\d〕?第?\d{1,4}[号期]|第\d{1,4}期")
# Who tells what, with the number on the next line: 某市人民政府令, 某总局公告.
_INSTRUMENT = re.compile(
    r"(?!.*(?:关于|印发))[\u4e00-\u9fff、（）]{2,60}"
    r"(?:政府|办公室|办公厅|委员会|委|局|厅|部|院|署|行|会|中心|小组|指挥部|主席)(?:令|命令|公告|通告)"
)
_SERIAL = re.compile(r"[（]?令?(?:(?:19|20)\d\d年?)?第(?:\d{1,5}|[零〇一二三四五六七八九十百]{1,7})号[）]?")
_TOLD = re.compile("(?:公告|通告)$")
_CODED = re.compile(r"[\u4e00-\u9fff]{1,40}(?P<year>〔(?:19|20)\d\d〕)第?\d{1,5}号")
_BLANK_SERIAL = re.compile(r"〔(?:19|20)\d\d〕第?[\s×xX＿_*]{0,8}号")


def find_title(head: Sequence[Line], clean: CleanText) -> tuple[str | None, tuple[int, int] | None]:
    """Finds the title and its place: the title line with its first halves before and a bracketed line behind."""
    marked = titled_mark(head[0]) if head else None
    if marked:
        end_of_mark = head[0].paragraph.end
        at = end_of_mark - len(marked), end_of_mark
        return clean.words(*at), at
    end = _last_title_line(head)
    if end is None:
        return None, None
    start = _first_title_line(head, end)
    if end + 1 < len(head) and _belongs_to_title(head[end + 1].flat):
        end += 1
    at = head[start].paragraph.start, head[end].paragraph.end
    day = DAY_BEHIND_TITLE.search(clean.flat[at[0] : at[1]])
    if day:
        at = at[0], at[0] + day.start()
    return clean.words(*at).replace("\n", ""), at


def bare_title(title: str | None) -> str | None:
    """Returns a title without the 《》 that stand around all of it: 《某办法》, 《某办法》（试行）."""
    whole = _in_marks(title) if title else None
    return title if whole is None else whole["title"] + whole["suffix"]


def _in_marks(words: str) -> re.Match[str] | None:
    """Matches words that one pair of marks stands around: 《甲》和《乙》 is none."""
    whole = _IN_MARKS.fullmatch(words)
    if whole is None or whole["close"] != _MARKS[whole["open"]]:
        return None
    depth = 0
    for sign in whole["title"]:
        depth += (sign == whole["open"]) - (sign == whole["close"])
        if depth < 0:
            return None
    return whole if depth == 0 else None


def _last_title_line(head: Sequence[Line]) -> int | None:
    """Returns the index of the line that ends the title: a title line, one with its 文号 behind it, one with 关于, or the first."""
    titles = [at for at, line in enumerate(head) if line.kind is Kind.TITLE]
    if len(titles) > 1 and (_is_instrument(head, titles[0]) or _is_form(head, titles[0], titles[1])):
        del titles[0]
    if titles:
        end = titles[0]
        for at in titles[1:]:
            if at == end + 1 and not head[end].flat.endswith("》") and not _is_complete(head[end].flat):
                end = at
        return end
    numbered = next((at for at, line in enumerate(head) if _is_numbered_title(line.flat)), None)
    if numbered is not None:
        return numbered
    marked = next((at for at, line in enumerate(head) if _is_marked_title(line)), None)
    if marked is not None:
        return marked
    opened = next((at for at, line in enumerate(head) if _may_hold_title(line) and _opens(line.flat)), None)
    if opened is not None:
        return _end_of_opened(head, opened)
    first = next((at for at, line in enumerate(head) if line.kind is not Kind.ATTACH_MARK), None)
    return first if first is not None and _is_plain_title(head[first]) else None


def _end_of_opened(head: Sequence[Line], opened: int) -> int:
    """Returns the index of the line that ends the title which line `opened` begins: 某局关于, 印发某方案的, 通知."""
    words = head[opened].flat
    for at in range(opened + 1, min(opened + _MOST_BREAKS + 1, len(head))):
        if _ENDS_AS_TITLE.search(words) or not _may_hold_title(head[at]) or head[at].kind is Kind.SIGN:
            break
        words += head[at].flat
        if _ENDS_AS_TITLE.search(words):
            return at
    return opened


def _is_instrument(head: Sequence[Line], at: int) -> bool:
    """Tells whether a line names who tells what, with its number below: 某市人民政府公告, 第3号. The title is another line."""
    flat = head[at].flat
    below = head[at + 1] if at + 1 < len(head) else None
    return below is not None and _SERIAL.fullmatch(below.flat) is not None and _INSTRUMENT.fullmatch(flat) is not None


def _is_form(head: Sequence[Line], at: int, following: int) -> bool:
    """Tells whether a line names only the form of the document (专题会议纪要), with its number between it and the title with 关于."""
    between = head[at + 1 : following]
    return (
        bool(between)
        and not _opens(head[at].flat)
        and _opens(head[following].flat)
        and all(
            line.kind in (Kind.NUMBER, Kind.DATE, Kind.SIGN) or _BARE_NUMBER.fullmatch(line.flat) for line in between
        )
    )


def _opens(flat: str) -> bool:
    """Tells whether a title opens here: with 关于 or the like, behind nothing but the offices that issue it."""
    opening = _OPENING.match(flat)
    return opening is not None and (not opening["offices"] or OFFICE_WORD.search(opening["offices"]) is not None)


def _opens_with_place(flat: str) -> bool:
    """Tells whether the first half of a title may open here with the place it speaks of: 某市进一步促进房地产市场."""
    no_half = _NO_HALF.search(flat) is not None and not _TITLE_VERB.search(flat)
    return len(flat) >= _SHORTEST_HALF and not no_half and find_region(flat) is not None


def _may_hold_title(line: Line) -> bool:
    """Tells whether a line may be a part of a title: no sentence, no item, no number."""
    return (
        line.kind in (Kind.BODY, Kind.TITLE, Kind.SIGN)
        and line.paragraph.marker.level == 0
        and len(line.flat) <= 90
        and not re.search("[。；：？！，|]|^（", line.flat)
    )


def _first_title_line(head: Sequence[Line], end: int) -> int:
    """Returns the index of the line that begins the title which ends in line `end`."""
    start = _opening_line(head, end)
    if _OFFICE_OPENS.match(head[start].flat) and _opens(head[start].flat):
        # The last of several offices may stand on the line of 关于.
        while start > 0 and head[start - 1].kind is Kind.SIGN and names_office(head[start - 1].flat):
            start -= 1
        return start - 1 if start > 0 and _places(head[start - 1], head[start]) else start
    while start > 0 and _is_piece(head[start - 1], head[start]):
        start -= 1
    # Several offices above the title are the letterhead; a single one belongs to the title.
    joint = start > 0 and head[start].kind is Kind.SIGN and head[start - 1].kind is Kind.SIGN
    return start + 1 if joint else start


def _places(line: Line, following: Line) -> bool:
    """Tells whether a line is the place of the office that opens the line below it: 某县, 人民政府关于…."""
    return (
        line.kind is Kind.BODY
        and _PLACE_ALONE.fullmatch(line.flat) is not None
        and find_region(following.flat) is None
        and find_region(line.flat + following.flat) is not None
    )


def _opening_line(head: Sequence[Line], end: int) -> int:
    """Returns the index of the line with 关于 that the title in line `end` is the rest of; `end` where there is none.

    A title is broken at any place, and copies of web pages have an empty line at each break.
    """
    if _opens(head[end].flat):
        return _above_verb(head, end)
    for at in range(end - 1, max(end - _MOST_BREAKS, -1), -1):
        if not _may_hold_title(head[at]):
            break
        flat = head[at].flat
        if (_opens(flat) or _opens_with_place(flat)) and not _GENRE_END.search(flat):
            return _above_verb(head, at)
    return end


def _above_verb(head: Sequence[Line], at: int) -> int:
    """Returns the line above line `at` where that one ends with the 关于 that this one goes on: 某局关于, 印发某方案的通知."""
    broken = (
        at > 0 and _may_hold_title(head[at - 1]) and head[at - 1].flat.endswith("关于") and _opens(head[at - 1].flat)
    )
    return at - 1 if broken else at


def _belongs_to_title(flat: str) -> bool:
    """Tells whether a line below the title is a bracket of it (（试行）) or its second half (——某报告)."""
    if flat.startswith("—"):
        return len(flat) <= _LONGEST_SUBTITLE and "。" not in flat
    return bool(re.fullmatch(r"（[^）]{2,20}）", flat)) and not re.search("号|节录|摘录|年|此件", flat)


def _is_marked_title(line: Line) -> bool:
    """Tells whether a line is nothing but a title in 《》."""
    marked = _in_marks(line.flat) if line.kind is Kind.BODY else None
    return marked is not None and _GENRE_END.search(marked["title"]) is not None


def _is_numbered_title(flat: str) -> bool:
    """Tells whether a line is a title with a 文号 in a bracket behind it."""
    bracket = _BRACKETED.search(flat)
    return bracket is not None and _GENRE_END.search(flat[: bracket.start()].rstrip("》")) is not None


def _is_plain_title(line: Line) -> bool:
    """Tells whether a first line is a title that names its document by no genre: 致全体会员的一封信."""
    return (
        line.kind is Kind.BODY
        and 5 <= len(line.flat) <= 45
        and len(_HAN.findall(line.flat)) * 2 > len(line.flat)
        and line.paragraph.marker.level == 0
        and not re.search(r"[。；：，、〉|]|》(?:已|业|于|经)|^(?:为|根据|首页|附|\d{1,2}\D)|[ \t]", line.flat)
    )


def _is_complete(flat: str) -> bool:
    """Tells whether a title line can stand without the title line below it."""
    return bool(re.match(r".*(?:关于|印发|转发|实施|试行).*", flat)) or len(flat) > 8


def _is_piece(line: Line, following: Line) -> bool:
    """Tells whether a line is the first half of the title that goes on in the line below it."""
    opens = following.flat.startswith(("关于", "印发", "转发"))
    if line.kind is Kind.SIGN or opens:
        return opens and OFFICE_WORD.search(line.flat) is not None and is_short(line)
    return (
        line.kind in (Kind.BODY, Kind.TITLE)
        and is_short(line)
        and line.paragraph.marker.level == 0
        and "，" not in line.flat
        and not re.search("^(?:第|附件)|文件$|^（|节录", line.flat)
        and (not line.flat.endswith("）") or line.flat.startswith(("关于", "印发", "转发")))
        and not following.paragraph.after_gap
    )


class _Numbered(NamedTuple):
    """A 文号 and where it stands, and where the title then stands, if that had the number with it."""

    number: str | None
    at: tuple[int, int]
    title_at: tuple[int, int] | None = None


def find_number(
    head: Sequence[Line], clean: CleanText, title: str | None, title_at: tuple[int, int] | None
) -> tuple[str | None, tuple[int, int] | None, str | None, tuple[int, int] | None]:
    """Finds the 文号 of the head and its place: a line of its own, with the title on its line, or the order of the 题注.

    Title and place of the title come back with it, without the number.
    """
    found = _number_line(head, clean, title)
    if found is None and title and title_at:
        found = _number_behind_title(clean, title_at) or _number_before_title(clean, title_at)
    if found is None:
        found = _number_in_notes(head)
    if found is None:
        return None, None, title, title_at
    if found.title_at is not None:
        return found.number, found.at, clean.words(*found.title_at).replace("\n", ""), found.title_at
    return found.number, found.at, title, title_at


def is_unnumbered(head: Sequence[Line]) -> bool:
    """Tells whether the place of the serial is left blank in the head, as in a draft: 某发〔2022〕 号."""
    return any(line.kind is Kind.NUMBER and _BLANK_SERIAL.search(line.flat) for line in head)


def _number_line(head: Sequence[Line], clean: CleanText, title: str | None) -> _Numbered | None:
    """Finds a 文号 that is a line of its own, or stands on one beside an office or a day."""
    for at, line in enumerate(head):
        if line.kind is not Kind.NUMBER:
            continue
        found = _serial_line(head, at, title) if _SERIAL.fullmatch(line.flat) else _number_on(line, clean)
        if found is not None:
            return found
    return None


def _number_on(line: Line, clean: CleanText) -> _Numbered | None:
    """Finds the 文号 on a line. An office or a day beside it is parted from it by blanks, which only the source has."""
    start = line.paragraph.start
    for written in _CODED.finditer(line.flat):
        begin = start + written.start()
        first = max(_starts_behind_blanks(clean, begin, start + written.start("year")), default=begin)
        number = _number_of(clean.flat[first : start + written.end()])
        if number:
            return _Numbered(number, (first, start + written.end()))
    number = _number_of(line.flat)
    return _Numbered(number, (start, line.paragraph.end)) if number else None


def _starts_behind_blanks(clean: CleanText, start: int, end: int) -> Iterator[int]:
    """Finds where in a stretch of one line words begin behind an office and blanks in the source."""
    to_source = clean.offsets.to_source
    for at in range(start + 1, end):
        if to_source(at) > to_source(at - 1) + 1 and OFFICE_WORD.search(clean.flat[start:at]):
            yield at


def _serial_line(head: Sequence[Line], at: int, title: str | None) -> _Numbered | None:
    """Finds the number of an order or announcement whose serial has a line of its own: 第8号 below …令, 2019年第3号 below a title."""
    start, end = head[at].paragraph.start, head[at].paragraph.end
    serial = head[at].flat.strip("（）")
    above = head[at - 1] if at else None
    if above is not None and (_INSTRUMENT.fullmatch(above.flat) or (above.kind is Kind.SIGN and serial[0] == "令")):
        return _Numbered(_number_of(above.flat + serial), (above.paragraph.start, end))
    genre = _TOLD.search(title or "") if serial[0] != "令" else None
    number = _number_of((genre[0] if genre else "") + serial)
    return _Numbered(number, (start, end)) if number else None


def _number_behind_title(clean: CleanText, title_at: tuple[int, int]) -> _Numbered | None:
    """Finds a 文号 in the bracket that ends the title."""
    first = title_at[0]
    bracket = _BRACKETED.search(clean.flat[first : title_at[1]])
    number = _number_of(bracket["inner"]) if bracket else None
    if bracket is None or not number:
        return None
    at = (first + bracket.start("inner"), first + bracket.end("inner"))
    return _Numbered(number, at, (first, first + bracket.start()))


def _number_before_title(clean: CleanText, title_at: tuple[int, int]) -> _Numbered | None:
    """Finds a 文号 in front of the title, on its line: 某发〔2019〕4号《…》."""
    first = title_at[0]
    before = _BEFORE_TITLE.match(clean.flat[first : title_at[1]])
    number = _number_of(before["number"]) if before else None
    if before is None or not number or not (before["title"].startswith("《") or _opens(before["title"])):
        return None
    return _Numbered(
        number,
        (first + before.start("number"), first + before.end("number")),
        (first + before.start("title"), title_at[1]),
    )


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
    bare = re.sub("^.*：|签发人.*$", "", flat.strip("（）"))
    number = parse_spelt_number(bare) or parse_spelt_number(re.sub("[（）]", "", bare))
    return str(number) if number else None
