"""What each paragraph of a file is for, and where one document ends and the next begins.

A 公文 opens with a letterhead (…文件), a 文号, a title and an addressee, and closes with the list
of attachments, the issuer's name, the date and a colophon (GB/T 9704—2012, 7.2 to 7.4). A scan may
hold a notice, what it forwards, its attachments and foreign pages (docs/reading.md#parts): each becomes a
`Part` with its place in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import NamedTuple, overload

from graph_schema.numbers import normal_number
from graph_schema.terms import Relation, SegmentKind
from ingest.clean.repair import CleanText, Paragraph
from ingest.parts.webpage import MOST_PAGE_FOOT, MOST_PAGE_HEAD, page_foot, page_head

GENRES = (
    "通知|意见|决定|决议|命令|公告|通告|通报|报告|请示|批复|函|纪要|方案|办法|规定|细则|条例|规则|规程|制度|"
    "规划|计划|纲要|目录|清单|样式|反馈表|统计表|汇总表|一览表|须知|标准|指引|指南|守则|公约|章程|预案|要点|措施|解释|备忘录|法"
)
_SUFFIX = r"(?:[（〔](?:试行|暂行|征求意见稿|草案|草稿|送审稿|修订|修订稿|修正|[\d一-龥、]{2,14}|[\u4e00-\u9fff、〔（]{2,60}(?:\d{4}[〕）年])?第?\d{1,5}号)[）〕])*"
_TITLE = re.compile(rf"[^。；！？\t]{{2,90}}(?:{GENRES}){_SUFFIX}$")
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff（）、]{4,60}文件")
_NUMBER = re.compile(r"(?:[（]?)[\u4e00-\u9fff]{1,16}[〔（]?(?:19|20)\d\d[〕）]?第?\d{1,5}号[）]?(?:签发人.{0,12})?")
_ORDER = re.compile(r"[（]?[\u4e00-\u9fff、]{2,60}(?:令|公告)(?:\d{4}年)?第?\d{1,5}号[）]?|第\d{1,4}号|令第\d{1,4}号")
_CN_YEAR = "[一二三四五六七八九〇○零]{4}"
_DATE = re.compile(rf"(?:(?:19|20)\d\d|{_CN_YEAR})年[\d一二三四五六七八九十]{{1,3}}月[\d一二三四五六七八九十]{{1,3}}日")
_SIGN_DATE = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）、·]{{0,80}}?)(?P<date>{_DATE.pattern})")
_COLOPHON = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）、]{{0,40}}?){_DATE.pattern}(?:印发|印制|翻印)")
_NOTE = re.compile(
    rf"[（]?(?:根据)?{_DATE.pattern}.{{0,140}}(?:通过|批准|公布|发布|印发|修订|修正|施行|废止)[）]?。?(?:根据)?$"
    rf"|（(?=[^（）]*(?:{_DATE.pattern}|〔(?:19|20)\d\d〕第?\d{{1,5}}号))[^（）]{{0,120}}"
    rf"(?:通过|批准|公布|发布|印发|下发|修订|修正|施行|实施|号)）"
)
_ORGAN_END = (
    "政府|办公室|办公厅|委员会|局|厅|部|院|署|行|中心|小组|党委|县委|市委|省委|区委|联席会议|联社|协会|大队|支队|总队|处|所|站|"
    "管委会|办|发改委|委|党组|分局|公司|集团|学校|医院|人大|政协|总会|联合会|指挥部|工作组"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fff（）、·]{{3,60}}(?:{_ORGAN_END})(?:（[\u4e00-\u9fff]{{1,4}}）)?")
_ADDRESSEE = re.compile(r"[^。；]{2,160}：")
_ADDRESSEE_WORDS = re.compile(
    "各|部门|单位|政府|委|局|厅|办|公司|企业|小组|机构|学校|医院|乡|镇|街道|院|所|商户|股室|科室|人民"
)
_NO_ADDRESSEE = re.compile("《|〔|如下|现将|根据|按照|依据|依照|^为|应当|实施|采取|下列|以下")
_ATTACH_MARK = re.compile(r"-?附\s*件\s*(?P<no>[\d一二三四五六七八九十]{0,3})[：]?")
_ATTACH_TITLED = re.compile(r"附\s*件\s*(?P<no>[\d一二三四五六七八九十]{0,3})[：](?P<title>.{2,60})")
_ATTACH_LIST = re.compile(r"-?附件[：]?\s*(?:\d{1,2}[.、．])?.+")
_CLOSING = re.compile(
    r"抄送|抄报|主送|报送|发送|分送|主题词|[（]?(?:此件|本件|信息公开|公开属性|公开方式|主动公开|联系人|共印)|联系电话|联系人|邮箱|电子邮箱|电话|传真|[（]?盖章|（院印）"
)
_BODY_OPENING = re.compile(r"第[一1]条|第[一1]章|总则|一、|（一）|为|根据|按照|依据|依照|目录")
_CUT = re.compile(r"…{1,}|\.{3,}")
_TERMS = re.compile("信用|诚信|失信|守信|惩戒|黑名单|征信|清理规范|法律|法规|措施|名单")


class Kind(IntEnum):
    """What a paragraph is for. A number, for each line is looked up in several sets of kinds."""

    LETTERHEAD = auto()
    NUMBER = auto()
    TITLE = auto()
    NOTE = auto()
    ADDRESSEE = auto()
    SIGN = auto()
    DATE = auto()
    COLOPHON = auto()
    ATTACH_MARK = auto()
    ATTACH_LIST = auto()
    CLOSING = auto()
    CUT = auto()
    TABLE = auto()
    BODY = auto()


class Line(NamedTuple):
    """A paragraph with its purpose. `flat` is its text in the flat view."""

    paragraph: Paragraph
    kind: Kind
    flat: str


class Lines(Sequence[Line]):
    """The lines of a text or of a stretch of it. They are made in blocks when they are looked at, and few blocks are kept."""

    def __init__(self, flat: str, paragraphs: Sequence[Paragraph], kinds: Sequence[Kind]) -> None:
        self._flat = flat
        self._paragraphs = paragraphs
        self._kinds = kinds
        self._first, self._last = 0, len(kinds)
        self._blocks: dict[int, list[Line]] = {}

    def __len__(self) -> int:
        return self._last - self._first

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> Line | Lines:
        if isinstance(index, slice):
            return self._stretch(*index.indices(len(self)))
        k = index + (self._first if index >= 0 else self._last)
        if not self._first <= k < self._last:
            raise IndexError(index)
        return (self._blocks.get(k // _LINES) or self._block(k // _LINES))[k % _LINES]

    def __iter__(self) -> Iterator[Line]:
        for at in range(self._first - self._first % _LINES, self._last, _LINES):
            block = self._blocks.get(at // _LINES) or self._block(at // _LINES)
            yield from block[max(self._first - at, 0) : self._last - at]

    def _stretch(self, start: int, stop: int, step: int) -> Lines:
        """Neighbouring lines, without copying them."""
        if step != 1:
            raise ValueError(step)
        part = Lines(self._flat, self._paragraphs, self._kinds)
        part._first, part._last = self._first + start, self._first + max(start, stop)
        part._blocks = self._blocks
        return part

    def _block(self, number: int) -> list[Line]:
        while len(self._blocks) >= _BLOCKS:
            del self._blocks[next(iter(self._blocks))]
        at = slice(number * _LINES, (number + 1) * _LINES)
        made = [
            Line(p, k, self._flat[p.start : p.end]) for p, k in zip(self._paragraphs[at], self._kinds[at], strict=True)
        ]
        self._blocks[number] = made
        return made


_LINES = 1024  # in a block
_BLOCKS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of lines [first, last) that belong together. `parent` is an index of a Part."""

    first: int
    last: int
    kind: SegmentKind
    relation: Relation
    parent: int


def classify(clean: CleanText) -> Lines:
    """The lines of the file, each with its purpose."""
    kinds: list[Kind] = []
    before: Kind | None = None
    last: Paragraph | None = None
    flat = ""
    for p in clean.paragraphs:
        after = clean.flat[p.start : p.end]
        if last is not None:
            before = _kind_of(last, flat, before, after)
            kinds.append(before)
        last, flat = p, after
    if last is not None:
        kinds.append(_kind_of(last, flat, before, ""))
    return Lines(clean.flat, clean.paragraphs, kinds)


def _kind_of(p: Paragraph, flat: str, before: Kind | None, after: str) -> Kind:
    size = len(flat)
    if "\t" in flat and flat.count("\t") >= 2:
        return Kind.TABLE
    if size > 200 or not flat:
        return Kind.BODY
    # Most lines begin or end with no character that the pattern could begin or end with.
    first, last = flat[0], flat[-1]
    if first in "…." and _CUT.fullmatch(flat):
        return Kind.CUT
    if first in "附-":
        if _ATTACH_MARK.fullmatch(flat) or (_ATTACH_TITLED.fullmatch(flat) and before is Kind.ATTACH_MARK):
            return Kind.ATTACH_MARK
        if _ATTACH_LIST.match(flat):
            return Kind.ATTACH_LIST
    if before is Kind.ATTACH_LIST and (p.marker.kind == "h3" or first == "《") and last != "。":
        return Kind.ATTACH_LIST
    if last in "发制印" and _COLOPHON.fullmatch(flat):
        return Kind.COLOPHON
    if first in _NOTE_FIRST and not p.marker.level and _NOTE.fullmatch(flat):
        return Kind.NOTE
    if last == "日" and _SIGN_DATE.fullmatch(flat):
        return Kind.DATE
    if "号" in flat and (_NUMBER.fullmatch(flat) or (_ORDER.fullmatch(flat) and size < 70)):
        return Kind.NUMBER
    if p.marker.level or p.marker.kind == "other":
        return Kind.CLOSING if _CLOSING.match(flat) else Kind.BODY
    if last == "件" and _LETTERHEAD.fullmatch(flat):
        return Kind.LETTERHEAD
    if _CLOSING.match(flat) or (before is Kind.CLOSING and _is_organ_list(flat)):
        return Kind.CLOSING
    if _is_organ(flat) and (
        _SIGN_DATE.fullmatch(after)
        or _COLOPHON.fullmatch(after)
        or before in (Kind.SIGN, Kind.DATE, Kind.COLOPHON, None)
        or _is_organ(after)
    ):
        return Kind.SIGN
    if last == "：" and _ADDRESSEE.fullmatch(flat) and _ADDRESSEE_WORDS.search(flat) and not _NO_ADDRESSEE.search(flat):
        return Kind.ADDRESSEE
    if (
        size <= 100
        and last in _TITLE_LAST
        and _TITLE.fullmatch(flat)
        and not flat.startswith(("（", "注", "现将", "为", "根据"))
        and flat.count("，") <= 1
    ):
        return Kind.TITLE
    return Kind.BODY


# What the patterns above can begin or end with.
_NOTE_FIRST = frozenset("（根〇○零一二三四五六七八九12")
_ORGAN_LAST = frozenset(x[-1] for x in _ORGAN_END.split("|")) | {"）"}
_TITLE_LAST = frozenset(x[-1] for x in GENRES.split("|")) | {"）", "〕"}


def _is_organ(flat: str) -> bool:
    return flat[-1:] in _ORGAN_LAST and _ORGAN.fullmatch(flat) is not None


_MOST_ANNOUNCED = 200  # titles that are still awaited; bounds the work on a file of thousands of documents

_ORGANS = re.compile(f"(?:{_ORGAN_END}|工商联|中央|机关|法院|检察院|单位|军区|分区|团体|派|各[^，]{{2,12}})$")


def _is_organ_list(flat: str) -> bool:
    """A line that goes on with the offices to which copies are sent."""
    pieces = [x for x in re.split("[，、。；]", flat) if x]
    return bool(pieces) and all(len(x) <= 24 and _ORGANS.search(x) for x in pieces)


_HEAD = frozenset({Kind.LETTERHEAD, Kind.NUMBER, Kind.TITLE, Kind.ATTACH_MARK, Kind.NOTE})
_TEXT = frozenset({Kind.BODY, Kind.TABLE, Kind.ADDRESSEE})
_END = frozenset({Kind.DATE, Kind.COLOPHON, Kind.CLOSING, Kind.SIGN, Kind.ATTACH_LIST})


@dataclass(slots=True)
class _Open:
    """The part being read."""

    first: int
    relation: Relation
    parent: int
    body: bool = False
    closed: bool = False


def split_parts(lines: Sequence[Line]) -> list[Part]:
    """The documents, attachments and foreign pages of a file, in order. At least one where there are lines."""
    parts: list[Part] = []
    if not lines:
        return parts
    announced: list[tuple[int, str, Relation]] = []  # (part, title that it announces, how)
    now = _Open(0, Relation.SELF, 0)
    i = page_head([x.flat for x in lines[:MOST_PAGE_HEAD]], [x.kind in _HEAD for x in lines[:MOST_PAGE_HEAD]])
    if i:
        parts.append(Part(0, i, SegmentKind.NOISE, Relation.SELF, 1))
        now = _Open(i, Relation.SELF, 1)
    stop = page_foot([x.flat for x in lines[-MOST_PAGE_FOOT:]]) + max(0, len(lines) - MOST_PAGE_FOOT)
    while i < stop:
        end = _header_end(lines, i) if lines[i].kind in _HEAD else i
        if end > i and _page_head_before(lines, now.first, i):
            # A web page shows the title and its own columns (栏目、发布时间、分享到) above the document.
            parts.append(Part(now.first, i, SegmentKind.NOISE, Relation.SELF, len(parts) + 1))
            now = _Open(i, Relation.SELF, len(parts))
            i = end
            continue
        if end > i and (now.body or now.closed) and _opens(lines, i, end, now, announced):
            # An office between the date of one document and the title of the next heads the latter.
            if (
                i - 2 >= now.first
                and lines[i - 1].kind is Kind.SIGN
                and lines[i - 2].kind in (Kind.DATE, Kind.COLOPHON)
            ):
                i -= 1
            parts.append(_close(lines, now, i))
            relation, parent = _place(lines, i, end, parts, announced)
            now = _Open(i, relation, parent if parent >= 0 else len(parts))
            i = end
            continue
        line = lines[i]
        if line.kind is Kind.COLOPHON:
            signed = i - 1 if i > now.first and lines[i - 1].kind is Kind.SIGN else i
            start = _foreign_before(lines, now.first, signed)
            if start is not None:
                owner = len(parts)
                parts.append(_close(lines, now, start))
                parts.append(Part(start, signed, SegmentKind.NOISE, Relation.SELF, owner + 1))
                now = _Open(signed, Relation.SELF, owner, closed=True)
        _note_announcements(lines, i, len(parts), announced)
        del announced[:-_MOST_ANNOUNCED]
        if line.kind in _TEXT:
            now.body = now.body or line.kind is not Kind.BODY or line.paragraph.marker.level > 0 or _is_prose(line.flat)
            now.closed = now.closed and line.kind is not Kind.BODY
        elif line.kind in _END and now.body:
            now.closed = True
        i += 1
    last = _foreign_before(lines, now.first, stop)
    end = stop if last is None else last
    parts.append(_close(lines, now, end))
    if end < len(lines):
        parts.append(Part(end, len(lines), SegmentKind.NOISE, Relation.SELF, len(parts)))
    return _with_colophons(lines, parts)


def _page_head_before(lines: Sequence[Line], first: int, i: int) -> bool:
    """Whether [first, i) is only a title that line i repeats, with a few short lines of a web page behind it."""
    if not 2 <= i - first <= 12 or lines[first].kind is not Kind.TITLE or lines[i].kind is not Kind.TITLE:
        return False
    between = lines[first + 1 : i]
    return _bare(lines[first].flat) == _bare(lines[i].flat) and all(
        len(x.flat) <= 60 and not x.flat.endswith("。") and x.kind in (Kind.BODY, Kind.ADDRESSEE, Kind.TABLE)
        for x in between
    )


def _is_prose(flat: str) -> bool:
    return len(flat) >= 12 and any(c in flat for c in "，。；：")


def _header_end(lines: Sequence[Line], i: int) -> int:
    """Index behind the run of header lines that starts at i (i itself where none does)."""
    j = i
    while j < len(lines) and j - i < 12 and (lines[j].kind in _HEAD or _is_title_piece(lines, i, j)):
        j += 1
    while j > i and lines[j - 1].kind not in _HEAD:
        j -= 1
    if j > i and all(x.kind is Kind.NOTE for x in lines[i:j]):
        return i
    return j


def _is_title_piece(lines: Sequence[Line], i: int, j: int) -> bool:
    """A short line inside a header, such as the first half of a title broken in two."""
    line = lines[j]
    return (
        line.kind in (Kind.BODY, Kind.SIGN)
        and j > i
        and len(line.flat) <= 40
        and line.paragraph.marker.level == 0
        and not re.search("[。；，：]", line.flat)
    )


def _opens(lines: Sequence[Line], i: int, end: int, now: _Open, announced: Sequence[tuple[int, str, Relation]]) -> bool:
    """Whether the header lines [i, end) open another document."""
    kinds = {x.kind for x in lines[i:end]}
    if Kind.LETTERHEAD in kinds or (Kind.ATTACH_MARK in kinds and (lines[i].kind is Kind.ATTACH_MARK)):
        return True
    after = lines[end] if end < len(lines) else None
    titled = Kind.TITLE in kinds
    if titled and after is not None and after.kind is Kind.ADDRESSEE:
        return True
    if titled and Kind.NUMBER in kinds and (now.closed or lines[i].paragraph.after_gap):
        return True
    titles = {_bare(x.flat) for x in lines[i:end] if x.kind is Kind.TITLE}
    if titles & {title for _, title, _ in announced}:
        return True
    return bool(titled and now.closed and after is not None and _BODY_OPENING.match(after.flat))


def _bare(title: str) -> str:
    return re.sub(r"[《》〈〉“”\s]|（[^）]{1,8}）$", "", title)


_FORWARDING = re.compile("印发|转发|下发|公布|发布")
_ANNOUNCED = re.compile(r"《([^《》]{4,80}(?:《[^》]*》[^《》]*)?)》")


def _note_announcements(lines: Sequence[Line], i: int, part: int, announced: list[tuple[int, str, Relation]]) -> None:
    """Remember the titles that a document says it forwards or attaches."""
    line = lines[i]
    if line.kind is Kind.ATTACH_LIST:
        entry = re.sub(r"^-?附件[：]?", "", line.flat)
        entry = re.sub(r"^\d{1,2}[.、．]", "", entry)
        for piece in re.split(r"(?<=[^\d])\d[.、．](?=[《\u4e00-\u9fff])", entry):
            title = re.sub(r"（[^）]*(?:号|稿)）$", "", piece.strip("；。"))
            if len(title) >= 4:
                announced.append((part, _bare(title), Relation.ATTACHES))
    elif line.kind is Kind.BODY and "《" in line.flat and len(line.flat) < 600 and _FORWARDING.search(line.flat):
        for m in _ANNOUNCED.finditer(line.flat):
            announced.append((part, _bare(m[1]), Relation.FORWARDS))


def _place(
    lines: Sequence[Line], i: int, end: int, parts: Sequence[Part], announced: Sequence[tuple[int, str, Relation]]
) -> tuple[Relation, int]:
    """How the document that opens at i hangs on an earlier one; parent -1 where it stands by itself."""
    titles = {_bare(x.flat) for x in lines[i:end] if x.kind is Kind.TITLE}
    joined = _bare("".join(x.flat for x in lines[i:end] if x.kind in (Kind.TITLE, Kind.BODY)))
    for part, title, relation in reversed(announced):
        if (
            title in titles
            or title == joined
            or (len(title) > 12 and any(t.endswith(title) or (title.endswith(t) and len(t) > 12) for t in titles))
        ):
            return relation, part
    if lines[i].kind is Kind.ATTACH_MARK:
        attaching = [part for part, _, relation in announced if relation is Relation.ATTACHES]
        return Relation.ATTACHES, attaching[-1] if attaching else len(parts) - 1
    # A text without an addressee behind a closed notice is what that notice issues.
    if parts and _issues(lines, parts[-1]) and not any(x.kind in (Kind.LETTERHEAD, Kind.NUMBER) for x in lines[i:end]):
        return Relation.FORWARDS, len(parts) - 1
    return Relation.SELF, -1


def _issues(lines: Sequence[Line], part: Part) -> bool:
    title = "".join(
        x.flat
        for x in lines[part.first : min(part.first + 8, part.last)]
        if x.kind in (Kind.TITLE, Kind.BODY) and len(x.flat) < 100
    )
    return bool(re.search("印发|转发|公布|发布|下发", title))


def _foreign_before(lines: Sequence[Line], first: int, last: int) -> int | None:
    """Where a foreign page begins in [first, last): behind the closing, no header, no word of the subject.

    None where there is none. The test is strict: what is fenced is not read.
    """
    i = last
    closing = None
    for k in range(first, last):
        if lines[k].kind in _END:
            closing = k
    if closing is None or closing + 1 >= last:
        return None
    i = closing + 1
    block = lines[i:last]
    text = "".join(x.flat for x in block)
    if len(text) < 40 or any(
        x.kind in (Kind.CUT, Kind.TITLE, Kind.LETTERHEAD, Kind.NUMBER, Kind.ATTACH_MARK) for x in block
    ):
        return None
    if lines[closing].kind not in (Kind.ATTACH_LIST, Kind.COLOPHON, Kind.CLOSING) or _TERMS.search(text):
        return None
    body = "".join(x.flat for x in lines[first:closing])
    known = {body[k : k + 2] for k in range(len(body) - 1)}
    pairs = {text[k : k + 2] for k in range(len(text) - 1)}
    return i if len(pairs & known) < 0.5 * len(pairs) else None


def _close(lines: Sequence[Line], now: _Open, last: int) -> Part:
    return Part(now.first, last, _segment_kind(lines[now.first : last]), now.relation, now.parent)


_KINDS: tuple[tuple[SegmentKind, str], ...] = (
    (SegmentKind.NOTICE, "通知|通告|公告|通报"),
    (SegmentKind.OPINION, "意见"),
    (SegmentKind.PLAN, "方案|规划|计划|要点|纲要"),
    (SegmentKind.MEASURES, "办法|规定|细则|规则|制度"),
    (SegmentKind.REGULATION, "条例|法|解释"),
)


def _segment_kind(lines: Sequence[Line]) -> SegmentKind:
    head = lines[:10]
    if any(x.kind is Kind.TABLE for x in lines[:14]) and any("台账" in x.flat for x in head):
        return SegmentKind.LEDGER
    titles = [x.flat for x in head if x.kind is Kind.TITLE]
    for title in titles:
        bare = re.sub(rf"{_SUFFIX}$", "", title)
        for kind, words in _KINDS:
            if re.search(f"(?:{words})$", bare):
                return kind
    if lines and lines[0].kind is Kind.ATTACH_MARK:
        return SegmentKind.ATTACHMENT
    return SegmentKind.DOCUMENT


def _with_colophons(lines: Sequence[Line], parts: list[Part]) -> list[Part]:
    """A second colophon at the end belongs to an outer document: a part of its own, SELF of that one."""
    if not parts:
        return parts
    tail = parts[-1]
    if tail.kind is SegmentKind.NOISE:
        return parts
    colophons = [k for k in range(tail.first, tail.last) if lines[k].kind is Kind.COLOPHON]
    if len(colophons) < 2 or len(parts) < 2:
        return parts
    at = colophons[-1]
    while at > tail.first and lines[at - 1].kind in (Kind.SIGN, Kind.CLOSING):
        at -= 1
    if at <= colophons[0]:
        return parts
    parts[-1] = Part(tail.first, at, tail.kind, tail.relation, tail.parent)
    parts.append(Part(at, tail.last, parts[0].kind, Relation.SELF, 0))
    return parts


def number_of(flat: str) -> str | None:
    """The 文号 of a number line, in normal form."""
    bare = flat.strip("（）")
    return normal_number(re.sub("签发人.*$", "", bare))
