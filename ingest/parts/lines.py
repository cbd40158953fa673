"""The lines of a file, and what each is for.

A 公文 opens with a letterhead (…文件), a 文号, a title and an addressee, and closes with the list
of attachments, the issuer's name, the date and a colophon (GB/T 9704—2012, 7.2 to 7.4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum, auto
from functools import lru_cache, partial
from typing import NamedTuple, overload

from ingest.clean.markers import Marker
from ingest.clean.text import CleanText, Paragraph
from ingest.parts.days import BLANK_DAY, DAY
from ingest.parts.offices import bare_office, names_office

GENRES = (
    "通知|意见|决定|决议|命令|公告|通告|通报|报告|请示|批复|函|纪要|方案|办法|规定|细则|条例|规则|规程|制度|"
    "规划|计划|纲要|目录|清单|样式|反馈表|统计表|汇总表|一览表|须知|标准|指引|指南|守则|公约|章程|预案|要点|措施|解释|备忘录|法"
)
TITLE_SUFFIX = r"(?:[（〔](?:试行|暂行|征求意见稿|草案|草稿|送审稿|修订|修订稿|修正|[\d一-龥、]{2,14}|[\u4e00-\u9fff、〔（]{2,60}(?:\d{4}[〕）年])?第?\d{1,5}号)[）〕])*"
_TITLE = re.compile(rf"[^。；！？\t]{{2,90}}(?:{GENRES}){TITLE_SUFFIX}$")
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff（）、]{4,60}文件")
# The year and the serial in digits or, within brackets, in numerals: 某发〔2019〕3号, 某发〔二〇一九〕三号.
_NUMBER = re.compile(
    r"(?:(?:发文字|文)号：)?[（]?[\u4e00-\u9fff]{1,16}(?:[〔（〈]?(?:19|20)\d\d[〕）〉]?第?\d{1,5}"
    r"|[〔（〈](?:(?:19|20)\d\d|[一二][零○〇0一二三四五六七八九]{3})年?[〕）〉]第?[零〇一二三四五六七八九十百]{1,7})号[）]?"
    r"(?:签发人.{0,12}|（[^（）。，；]{2,24}）)?"
)
_SERIAL = "第(?:\\d{1,5}|[零〇一二三四五六七八九十百]{1,7})号"
_ORDER = re.compile(
    rf"[（]?[\u4e00-\u9fff、]{{2,60}}(?:令|公告|通告)[（]?(?:\d{{4}}年)?(?:{_SERIAL}|\d{{1,5}}号)[）]?|[（]?令?{_SERIAL}[）]?"
    rf"|[（]?(?:19|20)\d\d年?{_SERIAL}[）]?|[\u4e00-\u9fff]{{2,30}}{_SERIAL}(?:令|公告)"
)
# The serial of a draft is not filled in: 某发〔2022〕 号, 某发〔2022〕×号.
_UNNUMBERED = re.compile(r"[（]?[\u4e00-\u9fff]{1,16}〔(?:19|20)\d\d〕第?[\s×xX＿_*]{0,8}号[）]?(?:签发人.{0,12})?")
_SIGN_DATE = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）、·]{{0,80}}?)(?P<date>{DAY})")
_BRACKETED_DAY = re.compile(rf"（(?:{DAY})）")
_BLANK_DATE = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）、·]{{0,80}}?)(?:{BLANK_DAY})")
_COLOPHON = re.compile(rf"(?P<issuer>[\u4e00-\u9fff（）、]{{0,40}}?)(?:{DAY})(?:印发?|印制|翻印)")
_NOTE = re.compile(
    rf"[（]?(?:根据)?(?:{DAY}).{{0,140}}(?:通过|批准|公布|发布|印发|修订|修正|施行|废止)[）]?。?(?:根据)?$"
    rf"|（(?=[^（）]*(?:{DAY}|〔(?:19|20)\d\d〕第?\d{{1,5}}号))[^（）]{{0,120}}"
    rf"(?:通过|批准|公布|发布|印发|下发|修订|修正|施行|实施|号)）"
)
_ORGAN_END = (
    "政府|办公室|办公厅|委员会|局|厅|部|院|署|行|中心|小组|党委|县委|市委|省委|区委|联席会议|联社|协会|大队|支队|总队|处|所|站|"
    "管委会|办|发改委|委|党组|分局|公司|集团|学校|医院|人大|政协|总会|联合会|指挥部|工作组|[证银保电]监会|工会|妇联|工商联|供销合作社|联合社|供销社|调查队"
)
_ORGAN = re.compile(
    rf"(?!.*(?:关于|印发|转发|批转))[\u4e00-\u9fff（）、·]{{3,90}}(?:{_ORGAN_END})(?:（[\u4e00-\u9fff]{{1,4}}）)?"
)
_LEAD = re.compile(
    r"据(?![此实以])|近日|日前|[昨今][日天]|(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚)?[，（讯电]|本[报网]"
)
_SHORT_ORGAN = re.compile(r"[\u4e00-\u9fff]{3,6}")  # 财政部, 中国证监会, 省政府: known by name, not by form
_ORGANS = re.compile(f"(?:{_ORGAN_END}|工商联|中央|机关|法院|检察院|单位|军区|分区|团体|派|各[^，]{{2,12}})$")
_ADDRESSEE = re.compile(r"[^。；]{2,160}：")
_ADDRESSEE_WORDS = re.compile(
    "各|部门|单位|政府|委|局|厅|办|公司|企业|小组|机构|学校|医院|乡|镇|街道|院|所|商户|股室|科室|人民"
)
_NO_ADDRESSEE = re.compile("《|〔|如下|现将|根据|按照|依据|依照|^为|应当|实施|采取|下列|以下")
_ATTACH = r"-?附\s*(?:[件表录图]\s*)?(?P<no>[\d一二三四五六七八九十]{0,3}(?:[-—]\d{1,2})?)"
_ATTACH_MARK = re.compile(rf"{_ATTACH}[：.、]?")
_ATTACH_TITLED = re.compile(rf"{_ATTACH}(?:[：]|(?<=[\d一二三四五六七八九十])[.、 ]?)(?P<title>[^\d：][^：]{{1,79}})")
_ATTACH_LIST = re.compile(r"-?附(?:件[：]?|[表录图]?[\d一二三四五六七八九十]{0,2}[：])\s*(?:\d{1,2}[.、．])?.+")
_CLOSING = re.compile(
    r"抄送|抄报|主送|报送|发送|分送|主题词|[（]?(?:此件|本件|信息公开|公开属性|公开方式|主动公开|联系人|共印)|联系电话|联系人|邮箱|电子邮箱|电话|传真|[（]?盖章|（院印）"
)
_CUT = re.compile(r"…{1,}|\.{3,}")
# A number with a code of registration, the office or the day on the same line, parted by blanks that are cut out.
_NUMBER_BESIDE = re.compile(
    rf"[A-Z]{{2,10}}[-—–\d]{{4,24}}\s*[\u4e00-\u9fff]{{1,16}}〔(?:19|20)\d\d〕第?\d{{1,5}}号"
    rf"|[（]?[\u4e00-\u9fff]{{1,16}}〔(?:19|20)\d\d〕第?\d{{1,5}}号[）]?[，\s]{{0,9}}(?:{_ORGAN.pattern}|{DAY})[）]?"
)
# What the patterns above can begin or end with.
_NOTE_FIRST = frozenset("（根〇○零一二三四五六七八九12")
_ORGAN_LAST = frozenset(x[-1] for x in _ORGAN_END.split("|")) | {"）"}
_TITLE_LAST = frozenset(x[-1] for x in GENRES.split("|")) | {"）", "〕"}
_LINES = 1024  # in a block that is made at once
_BLOCKS = 8
_FEW = 1 << 17  # lines, some 40 MB of them
_LONGEST = 200  # characters: a longer line is a paragraph of the text


def ends_as_office(words: str) -> bool:
    """Tells whether words end as the names of offices do."""
    return _ORGANS.search(words) is not None


class Kind(IntEnum):
    """The purpose of a paragraph. A number, for each line is looked up in several sets of kinds."""

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


HEAD = frozenset({Kind.LETTERHEAD, Kind.NUMBER, Kind.TITLE, Kind.ATTACH_MARK, Kind.NOTE})
"""The kinds of lines that open a document."""

END = frozenset({Kind.DATE, Kind.COLOPHON, Kind.CLOSING, Kind.SIGN, Kind.ATTACH_LIST})
"""The kinds of lines that close one."""

# What stands below a list of attachments, and what shows that no text of an attachment follows.
_LISTED_ABOVE = frozenset({Kind.SIGN, Kind.DATE, Kind.COLOPHON, Kind.CLOSING})
_NO_ANNEX = _LISTED_ABOVE | {Kind.ATTACH_LIST, Kind.ATTACH_MARK, Kind.TITLE, Kind.LETTERHEAD}


class Line(NamedTuple):
    """A paragraph with its purpose. `flat` is its text in the flat view."""

    paragraph: Paragraph
    kind: Kind
    flat: str


_new_line = partial(tuple.__new__, Line)


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
        at = index + (self._first if index >= 0 else self._last)
        if not self._first <= at < self._last:
            raise IndexError(index)
        return (self._blocks.get(at // _LINES) or self._block(at // _LINES))[at % _LINES]

    def __iter__(self) -> Iterator[Line]:
        for at in range(self._first - self._first % _LINES, self._last, _LINES):
            block = self._blocks.get(at // _LINES) or self._block(at // _LINES)
            yield from block[max(self._first - at, 0) : self._last - at]

    def at_hand(self) -> Sequence[Line]:
        """Returns the lines themselves where they are few: a look at one of them then costs nothing."""
        if len(self) > _FEW:
            return self
        out: list[Line] = []
        for at in range(self._first - self._first % _LINES, self._last, _LINES):
            block = self._blocks.get(at // _LINES) or self._block(at // _LINES)
            out += block[max(self._first - at, 0) : self._last - at]
        return out

    def _stretch(self, start: int, stop: int, step: int) -> Lines:
        """Returns neighbouring lines, without copying them."""
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
        paragraphs = self._paragraphs[at]
        flats = [self._flat[start:end] for start, end, _, _ in paragraphs]
        made = list(map(_new_line, zip(paragraphs, self._kinds[at], flats, strict=True)))
        self._blocks[number] = made
        return made


def classify(clean: CleanText) -> Lines:
    """Tells of each line of the file what it is for."""
    kinds: list[Kind] = []
    before: Kind | None = None
    last: Paragraph | None = None
    flat = ""
    for paragraph in clean.paragraphs:
        after = clean.flat[paragraph.start : paragraph.end]
        if last is not None:
            before = _kind_of(last, flat, before, after)
            kinds.append(before)
        last, flat = paragraph, after
    if last is not None:
        kinds.append(_kind_of(last, flat, before, ""))
    _settle(clean, kinds)
    return Lines(clean.flat, clean.paragraphs, kinds)


def _settle(clean: CleanText, kinds: list[Kind]) -> None:
    """Settles the lines whose purpose the lines further below decide: entries of a list of attachments, and runs of offices."""
    lines = Lines(clean.flat, clean.paragraphs, kinds)
    for at in [at for at, kind in enumerate(kinds) if kind is Kind.ATTACH_LIST]:
        if _heads_an_attachment(lines, kinds, at):
            kinds[at] = Kind.ATTACH_MARK
    at = 0
    while at < len(kinds):
        if kinds[at] is not Kind.SIGN:
            at += 1
            continue
        end = at + 1
        while end < len(kinds) and kinds[end] is Kind.SIGN:
            end += 1
        if end - at > 1 and not _is_signature_run(lines, kinds, at, end):
            kinds[at:end] = [Kind.BODY] * (end - at)
        at = end


def _heads_an_attachment(lines: Lines, kinds: Sequence[Kind], at: int) -> bool:
    """Tells whether 附件1：… heads an attachment: text follows, and no further entry, office or day as below a list of attachments."""
    if _ATTACH_TITLED.fullmatch(lines[at].flat) is None:
        return False
    below = range(at + 1, min(at + 9, len(kinds)))
    first = next(iter(below), None)
    if first is None or kinds[first] in _NO_ANNEX:
        return False
    for number in below:
        if kinds[number] in _LISTED_ABOVE:
            return False
        if kinds[number] is Kind.TABLE or lines[number].paragraph.marker.level or not is_short(lines[number]):
            return True
    return True


def _is_signature_run(lines: Lines, kinds: Sequence[Kind], first: int, last: int) -> bool:
    """Tells whether the offices of [first, last) sign or head a document: a day, a 文号 or a title below, or the end of a text above.

    Other runs are lists, such as the firms of an annex.
    """
    below = kinds[last] if last < len(kinds) else None
    if below in (Kind.DATE, Kind.COLOPHON, Kind.LETTERHEAD, Kind.NUMBER, Kind.TITLE):
        return True
    if below is Kind.BODY and lines[last].flat.startswith(("关于", "印发", "转发")):
        return True
    if first == 0:
        return True
    above = lines[first - 1]
    return above.kind in (Kind.DATE, Kind.COLOPHON, Kind.CLOSING, Kind.ATTACH_LIST) or above.flat.endswith("。")


def titled_mark(line: Line) -> str | None:
    """Returns the title that stands behind the mark of an attachment: 附件1：某某办法."""
    found = _ATTACH_TITLED.fullmatch(line.flat) if line.kind is Kind.ATTACH_MARK else None
    return found["title"].strip() if found else None


def mark_number(line: Line) -> int:
    """Returns the number of an attachment (附件2, 附件二); 0 where it has none."""
    found = _ATTACH_TITLED.fullmatch(line.flat) or _ATTACH_MARK.fullmatch(line.flat)
    written = re.match(r"\d+|[一二三四五六七八九十]+", found["no"]) if found else None
    return _number(written[0]) if written else 0


def mark_name(line: Line) -> str:
    """Returns what an attachment is called: 附件, 附表, 附."""
    found = re.match(r"-?附\s*([件表录图]?)", line.flat)
    return "附" + (found[1] if found else "")


def _number(written: str) -> int:
    """Returns a number up to 99 that is written in digits or in Chinese."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return ("一二三四五六七八九".find(tens) + 1 or 1) * 10 * bool(ten) + "一二三四五六七八九".find(ones[:1] or "〇") + 1


class _Place(NamedTuple):
    """A line that is not empty, with its first and last character, the kind of the line before and the words of the next."""

    flat: str
    first: str
    last: str
    marker: Marker
    before: Kind | None
    after: str


def _kind_of(paragraph: Paragraph, flat: str, before: Kind | None, after: str) -> Kind:
    """Tells what a line is for: the first of `_CASES` that fits decides."""
    if "\t" in flat and (flat[0] == "\t" or before is Kind.TABLE or flat.count("\t") >= 2):
        return Kind.TABLE
    if len(flat) > _LONGEST or not flat:
        return Kind.BODY
    place = _Place(flat, flat[0], flat[-1], paragraph.marker, before, after)
    for kind, fits in _cases(place.first, place.last):
        if fits(place):
            return kind
    return Kind.BODY


@lru_cache(maxsize=1 << 14)
def _cases(first: str, last: str) -> tuple[tuple[Kind, Callable[[_Place], bool]], ...]:
    """Returns the cases that a line with these ends may be, in their order: most lines are few of them."""
    return tuple((case.kind, case.fits) for case in _CASES if case.begins(first) and case.ends(last))


def _is_cut(place: _Place) -> bool:
    return _CUT.fullmatch(place.flat) is not None


def _is_attachment_mark(place: _Place) -> bool:
    return _ATTACH_MARK.fullmatch(place.flat) is not None or (
        place.before is Kind.ATTACH_MARK and _ATTACH_TITLED.fullmatch(place.flat) is not None
    )


def _begins_attachment_list(place: _Place) -> bool:
    if _ATTACH_LIST.match(place.flat) is None:
        return False
    # An entry of the list ends without a mark (GB/T 9704—2012, 7.3.4): 附件1所列企业，… is a sentence.
    return place.last != "。" or "，" not in place.flat


def _continues_attachment_list(place: _Place) -> bool:
    if place.before is not Kind.ATTACH_LIST:
        return False
    return place.marker.kind == "h3" or place.first == "《"


def _is_colophon(place: _Place) -> bool:
    return _COLOPHON.fullmatch(place.flat) is not None


def _is_note(place: _Place) -> bool:
    return not place.marker.level and _NOTE.fullmatch(place.flat) is not None


def _is_date(place: _Place) -> bool:
    if place.last in "日月" or place.last.isdigit():
        return _is_dated(place.flat)
    return place.last == "）" and place.first == "（" and _BRACKETED_DAY.fullmatch(place.flat) is not None


def _is_number(place: _Place) -> bool:
    flat = place.flat
    return "号" in flat and (
        _NUMBER.fullmatch(flat) is not None
        or (_ORDER.fullmatch(flat) is not None and len(flat) < 70)
        or _UNNUMBERED.fullmatch(flat) is not None
        or (_NUMBER_BESIDE.fullmatch(flat) is not None and not _is_title(place))
    )


def _is_marked(place: _Place) -> bool:
    return bool(place.marker.level) or place.marker.kind == "other"


def _is_marked_closing(place: _Place) -> bool:
    return _is_marked(place) and _CLOSING.match(place.flat) is not None and not _is_sentence(place.flat)


def _is_sentence(flat: str) -> bool:
    """Tells whether a line is a sentence of the text: it ends as one, and has a clause that is no field (电话：…) with its value."""
    if flat[-1] not in "。；" or flat.startswith(("抄送", "抄报", "主送", "分送")):
        return False
    clauses = [clause for clause in re.split("[，。；]", flat) if clause]
    return len(clauses) > 1 and any("：" not in clause and len(clause) > 5 for clause in clauses[1:])


def _is_letterhead(place: _Place) -> bool:
    # Below several offices, 文件 stands alone.
    return _LETTERHEAD.fullmatch(place.flat) is not None or (place.flat == "文件" and place.before is Kind.SIGN)


def _is_closing(place: _Place) -> bool:
    if _CLOSING.match(place.flat):
        return not _is_sentence(place.flat)
    return place.before is Kind.CLOSING and _is_organ_list(place.flat) and not _is_dated(place.after)


def _is_signature(place: _Place) -> bool:
    if not is_organ(place.flat):
        return False
    after = place.after
    return (
        _is_dated(after)
        or _COLOPHON.fullmatch(after) is not None
        or place.before in (Kind.SIGN, Kind.DATE, Kind.COLOPHON, None)
        or is_organ(after)
        or (_ends_text(after) and names_office(bare_office(place.flat)))
    )


def _is_dated(flat: str) -> bool:
    """Tells whether a line is a day, filled in or not, with or without an office before it."""
    if _SIGN_DATE.fullmatch(flat):
        return True
    blank = _BLANK_DATE.fullmatch(flat)
    return blank is not None and (not blank["issuer"] or is_organ(blank["issuer"]))


def _ends_text(after: str) -> bool:
    """Tells whether a text ends above a line: there is none, or it says who gets copies or what is attached."""
    ended = (_CLOSING.match, _ATTACH_MARK.fullmatch, _ATTACH_LIST.fullmatch)
    return not after or any(ends(after) for ends in ended)


def _is_addressee(place: _Place) -> bool:
    flat = place.flat
    if not _ADDRESSEE.fullmatch(flat):
        return False
    return _ADDRESSEE_WORDS.search(flat) is not None and _NO_ADDRESSEE.search(flat) is None


def _is_title(place: _Place) -> bool:
    flat = place.flat
    return (
        len(flat) <= 100
        and place.last in _TITLE_LAST
        and _TITLE.fullmatch(flat) is not None
        and not flat.startswith(("（", "注：", "现将", "特此", "为", "根据"))
        and flat.count("，") <= 1
    )


def _any(_: str) -> bool:
    return True


def _may_end_date(last: str) -> bool:
    return last in "日月）" or last.isdigit()


class _Case(NamedTuple):
    """A purpose of lines, what shows it, and the characters that such a line may begin and end with."""

    kind: Kind
    fits: Callable[[_Place], bool]
    begins: Callable[[str], bool] = _any
    ends: Callable[[str], bool] = _any


# The first case that fits says what a line is for: the order is the meaning.
_CASES = (
    _Case(Kind.CUT, _is_cut, begins="….".__contains__),  # ……, where an excerpt leaves something out
    # 附件1 alone; with a title only below another mark, else it is a list
    _Case(Kind.ATTACH_MARK, _is_attachment_mark, begins="附-".__contains__),
    _Case(Kind.ATTACH_LIST, _begins_attachment_list, begins="附-".__contains__),  # 附件：1.…
    _Case(Kind.ATTACH_LIST, _continues_attachment_list, ends="。".__ne__),  # 2.… and 《…》 below it
    _Case(Kind.COLOPHON, _is_colophon, ends="发制印".__contains__),  # before dates: a day with 印发 behind it
    _Case(Kind.NOTE, _is_note, begins=_NOTE_FIRST.__contains__),  # before dates and numbers, which a 题注 holds
    _Case(Kind.DATE, _is_date, ends=_may_end_date),
    _Case(Kind.NUMBER, _is_number),
    _Case(Kind.CLOSING, _is_marked_closing),  # 抄送：, which the markers know as well
    _Case(Kind.BODY, _is_marked),  # a numbered line is nothing of what follows
    _Case(Kind.LETTERHEAD, _is_letterhead, ends="件".__eq__),
    _Case(Kind.CLOSING, _is_closing),  # and lines of offices below 抄送
    # An office alone, where a day or another office stands beside it.
    _Case(Kind.SIGN, _is_signature, ends=_ORGAN_LAST.__contains__),
    _Case(Kind.ADDRESSEE, _is_addressee, ends="：".__eq__),
    # Last, for the ends of titles are words of any line.
    _Case(Kind.TITLE, _is_title, ends=_TITLE_LAST.__contains__),
)


def is_short(line: Line) -> bool:
    """Tells whether a line is short and no sentence, as those of a head and of signatures are."""
    return len(line.flat) <= 45 and not re.search("[。；：]", line.flat)


def is_news(flat: str) -> bool:
    """Tells whether a sentence opens as news do: with the day when something happened or with who told it."""
    return _LEAD.match(flat) is not None


def is_organ(flat: str) -> bool:
    """Tells whether a line is the name of an office."""
    if flat[-1:] not in _ORGAN_LAST:
        return False
    return _ORGAN.fullmatch(flat) is not None or (_SHORT_ORGAN.fullmatch(flat) is not None and names_office(flat))


def _is_organ_list(flat: str) -> bool:
    """Tells whether a line goes on with the offices to which copies are sent."""
    pieces = [x for x in re.split("[，、。；]", flat) if x]
    return bool(pieces) and all(len(x) <= 24 and _ORGANS.search(x) for x in pieces)
