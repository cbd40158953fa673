"""The card of a document: title, 文号, issuer, date, region, level, as its own text presents them.

GB/T 9704—2012, 7.2 (letterhead, 文号, title), 7.3.5 (issuer and date below the text) and 7.4
(colophon); the 题注 of a regulation (立法技术规范): 通过、批准、修正、公布 with their dates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from graph_schema.regions import find_region
from graph_schema.terms import SourceLevel
from ingest.clean.repair import CleanText
from ingest.parts.layout import GENRES, Kind, Line, number_of

_DRAFT = re.compile("征求意见稿|草案|草稿|送审稿|讨论稿|审议稿")
_DATE = re.compile(
    r"((?:19|20)\d\d|[一二三四五六七八九〇○零]{4})年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日"
)
_CN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
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
_ORDER = re.compile(r"(?P<organ>[\u4e00-\u9fff、（）]{2,60}?)(?:令|公告)(?:\d{4}年)?第?\d{1,5}号")
_CONGRESS = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,20}?)(?:第[一二三四五六七八九十百\d]+届)?(?P<organ>人民代表大会(?:常务委员会)?)(?:第[一二三四五六七八九十百\d]+次(?:会议|全体会议))?"
)
_BRACKETED = re.compile(r"[（〔](?P<inner>[^（）]{4,80})[）〕]$")
_MADE_TITLE = re.compile(r"制定(?:本)?(?P<title>[^，。；、《》本了]{4,40}(?:方案|办法|细则|规定|意见|制度|规则))[。，]")
# The 题注 of a normative document: （2020年4月15日某市某局以某环规〔2020〕2号印发）, in any order of its parts.
_ISSUED_UNDER = re.compile(
    r"（(?:.*(?:以|，|、|日|印发|发布|公布|下发))?(?P<number>[\u4e00-\u9fff]{2,14}〔(?:19|20)\d\d〕第?\d{1,5}号)"
)
_ISSUED_BY = re.compile(
    r"(?:^（|[，日])(?P<organ>[\u4e00-\u9fff]{4,30}?)(?=(?:19|20)\d\d年|以[\u4e00-\u9fff]{2,14}〔|印发|发布|公布|下发)"
)
_CENTRAL = re.compile("^(?:国务院|中共中央|中央办公厅|中办|党中央)")
_MINISTRY = re.compile("^(?:国家|中国|中华人民共和国|最高人民|全国|海关总署|.{2,12}部(?:办公厅)?$)")


@dataclass(frozen=True, slots=True)
class Header:
    """The card, and where title and number stand (clean offsets); `body` is the first line behind the head.

    `inherited` is set where issuer, number and place are those of the document that this one hangs on.
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


def read_header(lines: Sequence[Line], clean: CleanText, context: Header | None, *, hangs: bool) -> Header:
    """The card of the document in `lines`.

    `context` is the card of the document that this one hangs on, else of the first one of the
    file: it completes places. What a notice issues or attaches (`hangs`) without a number and an
    issuer of its own is its issuer's, under its number.
    """
    body = _first_body(lines)
    head = lines[:body]
    title, title_at = _title(head, clean)
    number, number_at, title, title_at = _number(head, lines, clean, title, title_at)
    if title is None and context is None:
        made = next((m for x in lines[body : body + 2] if (m := _MADE_TITLE.search(x.flat))), None)
        title = made["title"] if made else None
    notes = _notes(head)
    issuer = _issuer(head, lines, clean, title, number, number_at, notes)
    issued = _issued(head, lines, notes, issuer)
    letterhead = next((x.flat for x in head if x.kind in (Kind.LETTERHEAD, Kind.SIGN)), None)
    place = (context.region if context else None) or _province(notes)
    region = _region(letterhead, issuer, title, place)
    level = own_level(title, number, issuer, region, notes)
    nameless = number is None and issuer is None and level is not SourceLevel.ADMIN_REGULATION
    inherited = hangs and context is not None and nameless
    if inherited and context is not None:
        issuer, issued = context.issuer, issued or context.issued
        number, region = context.number, region or context.region
        level = own_level(title, number, issuer, region, notes)
    if issuer is None and level is SourceLevel.ADMIN_REGULATION:
        issuer = "国务院"
        region = region or "全国"
    draft = bool(title and _DRAFT.search(title)) or any(_DRAFT.search(x.flat) for x in head if len(x.flat) < 60)
    return Header(title, number, issuer, issued, region, level, draft, body, title_at, number_at, inherited)


def _first_body(lines: Sequence[Line]) -> int:
    """Index of the first line that is no part of the head."""
    titled = False
    for i, line in enumerate(lines):
        if line.kind is Kind.ADDRESSEE:
            return i
        if line.kind in (Kind.LETTERHEAD, Kind.NUMBER, Kind.NOTE, Kind.ATTACH_MARK):
            continue
        if line.kind is Kind.TITLE:
            if titled and lines[i - 1].kind is not Kind.TITLE and not _short(lines[i - 1]):
                return i
            titled = True
            continue
        if i > 14 or line.paragraph.marker.level or line.kind in (Kind.TABLE, Kind.ATTACH_LIST, Kind.CUT, Kind.CLOSING):
            return i
        if line.kind in (Kind.SIGN, Kind.DATE) or _short(line):
            continue
        return i
    return len(lines)


def _short(line: Line) -> bool:
    return len(line.flat) <= 45 and not re.search("[。；：]", line.flat)


def _title(head: Sequence[Line], clean: CleanText) -> tuple[str | None, tuple[int, int] | None]:
    """The title: the title line with its first halves before and a bracketed line behind."""
    ends = [i for i, x in enumerate(head) if x.kind is Kind.TITLE]
    if not ends:
        bracketed = [
            i
            for i, x in enumerate(head)
            if (m := _BRACKETED.search(x.flat)) and re.search(f"(?:{GENRES})$", x.flat[: m.start()])
        ]
        if bracketed:
            ends = bracketed[:1]
        elif head and _is_plain_title(head[0]):
            ends = [0]
        else:
            return None, None
    end = ends[0]
    for i in ends[1:]:
        if i == end + 1 and not re.search("[》]$", head[end].flat) and not _complete(head[end].flat):
            end = i
    start = end
    while start > 0 and _is_piece(head[start - 1], head[start]):
        start -= 1
    if start > 0 and head[start].kind is Kind.SIGN and head[start - 1].kind is Kind.SIGN:
        # Several offices above the title are the letterhead; a single one belongs to the title.
        start += 1
    if (
        end + 1 < len(head)
        and re.fullmatch(r"（[^）]{2,20}）", head[end + 1].flat)
        and not re.search("号|节录|摘录|年|此件", head[end + 1].flat)
    ):
        end += 1
    a, b = head[start].paragraph.start, head[end].paragraph.end
    return clean.words(a, b).replace("\n", ""), (a, b)


_HAN = re.compile("[\u4e00-\u9fff]")


def _is_plain_title(line: Line) -> bool:
    """A first line that names its document by no genre: 致全体会员的一封信."""
    return (
        line.kind is Kind.BODY
        and 5 <= len(line.flat) <= 45
        and len(_HAN.findall(line.flat)) * 2 > len(line.flat)
        and line.paragraph.marker.level == 0
        and not re.search("[。；：，、〉|]|^(?:为|根据|首页|附)|[ \\t]", line.flat)
    )


def _complete(flat: str) -> bool:
    return bool(re.match(r".*(?:关于|印发|转发|实施|试行).*", flat)) or len(flat) > 8


def _is_piece(line: Line, following: Line) -> bool:
    if line.kind is Kind.SIGN:
        return following.flat.startswith(("关于", "印发", "转发"))
    return (
        line.kind in (Kind.BODY, Kind.TITLE)
        and _short(line)
        and line.paragraph.marker.level == 0
        and "，" not in line.flat
        and not re.search("^(?:第|附件)|文件$|^（|节录", line.flat)
        and (not line.flat.endswith("）") or line.flat.startswith(("关于", "印发", "转发")))
        and (not following.paragraph.after_gap or following.flat.startswith(("关于", "印发", "转发")))
    )


def _number(
    head: Sequence[Line], lines: Sequence[Line], clean: CleanText, title: str | None, title_at: tuple[int, int] | None
) -> tuple[str | None, tuple[int, int] | None, str | None, tuple[int, int] | None]:
    """The 文号 of the head: a line of its own, a bracket behind the title, or the order of the 题注."""
    for i, x in enumerate(head):
        if x.kind is Kind.NUMBER:
            at = (x.paragraph.start, x.paragraph.end)
            if x.flat.startswith("第") and i and head[i - 1].flat.endswith(("令", "公告")):
                return number_of(head[i - 1].flat + x.flat), (head[i - 1].paragraph.start, at[1]), title, title_at
            number = number_of(x.flat)
            if number:
                return number, at, title, title_at
    if title and title_at:
        m = _BRACKETED.search(clean.flat[title_at[0] : title_at[1]])
        number = number_of(m["inner"]) if m else None
        if m and number:
            at = (title_at[0] + m.start("inner"), title_at[0] + m.end("inner"))
            return number, at, title[: m.start()], (title_at[0], title_at[0] + m.start())
    for x in reversed(head):
        issued = _ISSUED_UNDER.match(x.flat) if x.kind is Kind.NOTE else None
        if issued:
            at = (x.paragraph.start + issued.start("number"), x.paragraph.start + issued.end("number"))
            return number_of(issued["number"]), at, title, title_at
        if x.kind is Kind.NOTE or x.kind is Kind.BODY:
            orders = list(
                re.finditer(r"[\u4e00-\u9fff、]{2,40}?(?:令|公告)(?:\d{4}年)?第?\d{1,5}号(?=公布|发布|$|）)", x.flat)
            )
            if orders:
                m = orders[-1]
                raw = re.sub(r"^.*?日", "", m[0])
                start = x.paragraph.start + m.end() - len(raw)
                return number_of(raw), (start, x.paragraph.start + m.end()), title, title_at
    return None, None, title, title_at


@dataclass(frozen=True, slots=True)
class _Note:
    """One event of the 题注: its day and its words."""

    day: date
    words: str


def _notes(head: Sequence[Line]) -> list[_Note]:
    out = []
    for x in head:
        if x.kind is not Kind.NOTE:
            continue
        marks = list(_DATE.finditer(x.flat))
        for k, m in enumerate(marks):
            after = marks[k + 1] if k + 1 < len(marks) else None
            day = to_date(m)
            if day:
                out.append(_Note(day, x.flat[m.end() : after.start() if after else len(x.flat)]))
    return out


def to_date(m: re.Match[str]) -> date | None:
    """The day that a match of year, month and day stands for, in Arabic or Chinese digits; None if there is no such day."""
    year = "".join(_CN_DIGITS.get(c, c) for c in m[1])
    try:
        return date(int(year), _cn_int(m[2]), _cn_int(m[3]))
    except ValueError:
        return None


def _cn_int(s: str) -> int:
    if s.isdigit():
        return int(s)
    if "十" in s:
        tens, _, ones = s.partition("十")
        return int(_CN_DIGITS.get(tens, "1") if tens else "1") * 10 + int(_CN_DIGITS.get(ones, "0") if ones else "0")
    return int("".join(_CN_DIGITS.get(c, c) for c in s))


def _issuer(
    head: Sequence[Line],
    lines: Sequence[Line],
    clean: CleanText,
    title: str | None,
    number: str | None,
    number_at: tuple[int, int] | None,
    notes: Sequence[_Note],
) -> str | None:
    passed = _passed_by(notes)
    if passed and "人民代表大会" in passed:
        return passed
    for i, x in enumerate(head):
        if x.kind is Kind.LETTERHEAD:
            joint = i
            while joint and head[joint - 1].kind is Kind.SIGN:
                joint -= 1
            return "、".join(y.flat.removesuffix("文件") for y in head[joint : i + 1])
    if title:
        m = _ORGAN_TITLE.match(title)
        if m and _ORGAN_WORD.search(m["organ"]):
            return _split_organs(m["organ"], clean, head)
    if number and number_at:
        m = _ORDER.match(clean.flat[number_at[0] : number_at[1]])
        if m:
            raw = clean.offsets.span(number_at[0], number_at[0] + m.end("organ")).of(clean.source)
            joined = re.sub(r"[\s\u3000]+", "、", raw.strip())
            return joined.removeprefix("中华人民共和国") if "国务院" in joined else joined
    if passed:
        return passed
    for x in head:
        by = _ISSUED_BY.search(x.flat) if x.kind is Kind.NOTE else None
        if by and _ORGAN_WORD.search(by["organ"]):
            return by["organ"]
    first = next((x for x in head if x.kind is Kind.SIGN or (x.kind is Kind.BODY and _ORGAN_WORD.search(x.flat))), None)
    signed = _signed_by(lines[len(head) :], clean)
    if first is not None and _short(first) and "，" not in first.flat:
        if first.kind is not Kind.SIGN:
            return first.flat
        at = head.index(first)
        return "、".join(x.flat for x in takewhile(lambda x: x.kind is Kind.SIGN, head[at:]))
    if signed:
        return signed
    own = _OWN_TITLE.match(title) if title else None
    if own and (own["body"] or find_region(own["organ"])):
        return own["organ"]
    made = next(
        (
            m
            for x in lines
            if x.kind is Kind.COLOPHON and (m := re.match(r"([\u4e00-\u9fff（）]{4,40}?)\d{4}年", x.flat))
        ),
        None,
    )
    return made[1] if made else None


def _split_organs(organ: str, clean: CleanText, head: Sequence[Line]) -> str:
    """Joint issuers, which the source parts by blanks, joined by 、 (docs/reading.md#card-issuer)."""
    spaced = r"\s*".join(map(re.escape, organ))
    end = clean.offsets.to_source(head[-1].paragraph.end - 1) + 1 if head else len(clean.source)
    m = re.compile(spaced).search(clean.source, 0, end)
    if not m:
        return organ
    pieces = re.split(r"[ \u3000]+", m[0].replace("\n", "").strip())
    if len(pieces) > 1 and all(_ORGAN_WORD.search(p) and len(p) > 2 for p in pieces):
        return "、".join(pieces)
    return organ


def _passed_by(notes: Sequence[_Note]) -> str | None:
    """Who passed the text, by the 题注, without 第N届 and 第N次会议."""
    for note in notes:
        if "通过" not in note.words and "公布" not in note.words and "发布" not in note.words:
            continue
        m = _CONGRESS.match(re.sub("^第[一二三四五六七八九十百]+届", "", note.words))
        if m:
            return m["body"] + m["organ"]
        if note.words.startswith("国务院") or "国务院令" in note.words:
            return "国务院"
        court = re.match("最高人民(?:法院|检察院)", note.words)
        if court:
            return court[0]
        order = _ORDER.match(note.words)
        if order:
            return order["organ"].removeprefix("中华人民共和国") if "国务院" in order["organ"] else order["organ"]
    return None


def _signed_by(lines: Sequence[Line], clean: CleanText) -> str | None:
    """The issuer named below the text, where the date follows."""
    for i in range(len(lines) - 1, -1, -1):
        below = lines[i].kind is Kind.COLOPHON and i > 0 and lines[i - 1].kind is Kind.SIGN
        if lines[i].kind is not Kind.DATE and not (below and _DATE.match(lines[i].flat)):
            continue
        named = re.match(r"([\u4e00-\u9fff（）、]{4,60}?)(?:(?:19|20)\d\d年)", lines[i].flat)
        if named and _ORGAN_WORD.search(named[1]):
            return named[1]
        j = i
        while j > 0 and lines[j - 1].kind is Kind.SIGN:
            j -= 1
        if j < i:
            return "、".join(_organs_of(x, clean) for x in lines[j:i])
    return None


def _organs_of(line: Line, clean: CleanText) -> str:
    """The offices that sign in one line, which the source parts by blanks, joined by 、."""
    written = clean.offsets.span(line.paragraph.start, line.paragraph.end).of(clean.source)
    pieces = [re.sub(r"\s", "", x) for x in re.split(r"[ \u3000]{2,}|\t", written.strip())]
    if len(pieces) > 1 and all(len(x) > 3 and _ORGAN_WORD.search(x) for x in pieces):
        return "、".join(pieces)
    return line.flat


def _issued(head: Sequence[Line], lines: Sequence[Line], notes: Sequence[_Note], issuer: str | None) -> date | None:
    if notes:
        congress = bool(issuer and "人民代表大会" in issuer)
        council = issuer == "国务院"
        # The day of the version in the text: its last amendment, else its passing (a regulation) or publication.
        order = ("公布|发布|印发|下发|修正|修订|修改", "通过|批准")
        if congress:
            order = ("通过|批准|修正|修订|修改", "公布|发布")
        elif council:
            order = ("修正|修订|修改", "通过") if any("通过" in n.words for n in notes) else order
        for words in order:
            days = [n.day for n in notes if re.search(words, n.words)]
            if days:
                return max(days)
    below = [x for x in lines[len(head) :] if x.kind is Kind.DATE]
    above = [x for x in head if x.kind is Kind.DATE]
    colophon = [x for x in lines if x.kind is Kind.COLOPHON]
    for x in [*below[:1], *above, *colophon]:
        m = _DATE.search(x.flat)
        day = to_date(m) if m else None
        if day:
            return day
    return None


def _province(notes: Sequence[_Note]) -> str | None:
    """The province whose congress approved a city's regulation."""
    for note in notes:
        m = re.match(r"(?P<name>[\u4e00-\u9fff]{2,10}?(?:省|自治区))(?:第|人民代表大会)", note.words)
        if m:
            return find_region(m["name"])
    return None


def colophon_date(lines: Sequence[Line], issuer: str) -> date | None:
    """The day of the first colophon or signature in `lines` that names this issuer: it may stand behind all attachments."""
    for i, line in enumerate(lines):
        if line.kind is not Kind.COLOPHON and not (line.kind is Kind.DATE and i and lines[i - 1].kind is Kind.SIGN):
            continue
        named = re.match(r"[\u4e00-\u9fff（）]*?(?=\d{4}年)", line.flat)
        organ = (named[0] if named else "") or (lines[i - 1].flat if i else "")
        m = _DATE.search(line.flat)
        if m and _same_organ(organ, issuer):
            return to_date(m)
    return None


def _same_organ(one: str, other: str) -> bool:
    a, b = (re.sub("和|与|、", "", x.replace("委员会", "委")) for x in (one, other))
    return len(a) > 3 and len(b) > 3 and (a.startswith(b) or b.startswith(a))


def _region(letterhead: str | None, issuer: str | None, title: str | None, place: str | None) -> str | None:
    for name in (letterhead, issuer, title):
        found = find_region(name, place) if name else None
        if found:
            return found
    return None


def own_level(
    title: str | None, number: str | None, issuer: str | None, region: str | None, notes: Sequence[_Note] = ()
) -> SourceLevel:
    """The level that the card shows (docs/semantics.md#level-by-instrument)."""
    by, name = issuer or "", re.sub(r"（[^）]{1,20}）$", "", title or "")
    words = "".join(n.words for n in notes)
    if "人民代表大会" in by:
        national = by.startswith(("全国", "中华人民共和国", "第"))
        if national:
            return SourceLevel.LAW
        return SourceLevel.LOCAL_REGULATION
    if (number and number.startswith("法释")) or by.startswith("最高人民"):
        normative = not re.search("解释|规定|批复|决定$", name)
        return SourceLevel.DEPARTMENT_NORMATIVE if normative else SourceLevel.JUDICIAL_INTERPRETATION
    if "国务院令" in (number or "") or "国务院令" in words:
        return SourceLevel.ADMIN_REGULATION
    is_order = bool(number and re.search("令(?:\\d{4}年)?第", number)) or bool(
        re.search("令第?\\d+号(?:公布|发布)", words)
    )
    if _CENTRAL.match(by):
        regulation = re.search("条例$", name) and not re.search("^关于|通知", name)
        return SourceLevel.ADMIN_REGULATION if regulation else SourceLevel.CENTRAL_POLICY
    if re.match("(?:国发|国办发|国函|国办函|中发|中办发|厅字|国发明电|国办发明电)〔", number or ""):
        return SourceLevel.CENTRAL_POLICY
    national = region == "全国" or bool(_MINISTRY.match(by))
    if is_order:
        return SourceLevel.DEPARTMENT_RULE if national else SourceLevel.LOCAL_RULE
    if name.endswith("条例") and not number:
        return SourceLevel.LOCAL_REGULATION if region and region != "全国" else SourceLevel.ADMIN_REGULATION
    if re.search("法$", name) and name.startswith("中华人民共和国") and "办法" not in name[-2:]:
        return SourceLevel.LAW
    if national:
        return SourceLevel.DEPARTMENT_NORMATIVE
    if by or region or number:
        return SourceLevel.LOCAL_NORMATIVE
    return SourceLevel.LOCAL_NORMATIVE
