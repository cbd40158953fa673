"""Documents that must not be here: the marks of secrecy at the head of a document, by which a file is refused.

A mark (绝密, 机密, 秘密 with ★ and a period, GB/T 9704—2012, 7.2.2; 内部资料 注意保存) is known by its shape, a line or a
column of its own with nothing beside it but what a head holds (copy number, urgency, 文号, the name of an office), and
by its place, the head of the file or of a later document in it. The same words in titles, sentences and lists are
no marks, nor are labels that deny it (密级：公开).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload

from graph_schema.errors import SecretError

_MOST_HEAD = 40  # lines above which no head goes on, a web page's card and bread crumbs among them
_NEAR = 6  # lines beside a mark further down that tell whether it stands at the head of a document
_LONGEST = 200  # characters: a longer line is a paragraph of the text
_MOST_PIECES = 12  # pieces between blanks that a mark may be written in
_LONGEST_TITLE = 80
_LONGEST_LABEL = 8
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")
_SCRIPT = str.maketrans(
    "機絕絶祕內資級啟開嚴傳號發關於報見規辦參閱電長國", "机绝绝秘内资级启开严传号发关于报见规办参阅电长国"
)

_CLASS = "(?:绝密|机密|(?:国家|工作|商业)?秘密|(?:核心|普通)商密)"
_STAR = "[★☆⭐✩-✰⋆※]"
_NUMERAL = "[0-9一二三四五六七八九十百两〇零]"
_DATE = rf"(?:至|到)?{_NUMERAL}{{4}}年(?:{_NUMERAL}{{1,3}}月(?:{_NUMERAL}{{1,3}}日)?)?(?:止|前)?"
_EVENT = "(?:启用|启封|解密|公布|公开|发布|使用|开考|考试|开启|宣布|实施)前"
# Atomic, as _BESIDE is: one that could be read in two ways would be tried in all ways of a long line.
_PERIOD = rf"(?>{_DATE}|{_NUMERAL}{{1,3}}(?:年|个?月|天|日|周)半?|(?:长期|永久)(?:保存|有效)?|{_EVENT})"
_NOUN = "(?:文件|资料|材料|公文|刊物|读物|文稿|信息|情况|电报|参考|参阅|使用|传阅|掌握)"
_SIGN = r"[,.;:!·•・/|~、。()\[\]【】〔〕<>—–\-_*]"
_LEAK = "(?:外传|外泄|外借|外流|外露|泄露|泄密|泄漏|翻印|复印|复制|扩散|公开|转载|传播|散发|散布|摘抄|摘录|引用|丢失|遗失|拍照|转发|上网|带出|出售)"
_CARE = (
    "(?:(?:请|敬请)?(?:注意|妥善|严格|专人|加强)(?:保存|保密|保管|收存)|请(?:妥为)?保[存密管]好?|免费(?:交流|赠阅)"
    f"|(?:请|切|务)?(?:不得|严禁|禁止|不准|不许|不可|切勿|请勿|勿|谨防|严防)(?:随意|擅自|对外|向外|私自)?{_LEAK}(?:(?:和|或|、|及|与)?{_LEAK})*"
    "|(?:仅供|只供|仅限|限于?)[^。;:]{0,10}(?:参考|参阅|使用|传阅|掌握|阅读|阅)"
    "|(?:用|阅|会)[后毕](?:请|即|应|须)?(?:及时|立即)?(?:收回|退回|交回|归还|销毁|焚毁|焚|毁)"
    "|(?:请)?(?:按期|及时|如期)(?:清退|退回|收回|交回))"
)
_LABEL = (
    "(?:本?文件|公文|资料|材料|信息|本件|定|国家秘密)?(?:密级|密别|(?:保密|涉密|秘密|机密)(?:等级|级别|程度|级))"
    "(?:(?:和|及|与|[/、])?(?:保密)?期限)?"
)
_OPEN, _CLOSE = r"[(\[【〔〖「『<{]", r"[)\]】〕〗」』>}]"
_THIS = "(?:(?:本|此)(?:文件|资料|材料|件|刊物?|文|书)(?:为|是|系|属于?)?)?"

# With a period, a star, a label or a sentence of care the line is a mark wherever a head is.
_SURE = (
    rf"(?:{_STAR}|\*)*{_OPEN}?(?:{_CLASS}级?|内部){_CLOSE}?(?:{_STAR}+(?:{_PERIOD}|[^。;,:★☆*]{{0,12}})|\*+{_PERIOD}?){_CLOSE}?(?:{_STAR}|\*)*"
    rf"|(?:{_STAR}|\*)+(?:{_CLASS}级?|内部)"
    rf"|{_OPEN}?{_CLASS}[级件]?(?:[·•・.:\-—–_/|~,、▲△●◎◆◇■#+]*{_PERIOD}|{_OPEN}(?:保密期限:?)?{_PERIOD}{_CLOSE}){_CLOSE}?"
    rf"|{_OPEN}?{_LABEL}[:,|—\-]*(?:{_CLASS}|内部(?:{_NOUN}|资料)?)[级件]?(?:[★☆*·•:\-—(,;、]*(?:(?:保密)?期限:?)?{_PERIOD}\)?)?{_CLOSE}?"
    rf"|{_LABEL}[:|]?.{{0,24}}[☑☒■√✓✔](?:{_CLASS}).{{0,24}}"
    rf"|(?:{_SIGN}|{_STAR})*{_THIS}(?:内部|涉密|{_CLASS})(?:[级件]|{_NOUN})?(?:(?:{_SIGN}|{_STAR})*{_CARE})+(?:{_SIGN}|{_STAR})*"
    rf"|{_SIGN}*{_CARE}{_SIGN}*(?:内部|涉密|{_CLASS})(?:[级件]|{_NOUN})?{_SIGN}*"
    rf"|{_SIGN}*(?:仅供|只供|仅限|限于?|供)(?:[\u4e00-\u9fff]{{0,8}})内部(?:人员)?(?:参考|参阅|使用|传阅|掌握|交流|阅读)?{_SIGN}*(?:{_CARE}{_SIGN}*)*"
)
# The bare words are a mark where nothing speaks for a list or for a line broken in a sentence.
_BARE = (
    rf"{_OPEN}?{_THIS}(?:绝密|机密|(?:工作)?秘密)(?:[级件]|文件|资料|材料)?{_CLOSE}?|内部(?:文件|资料|材料|刊物|读物|文稿|参考|参阅|使用|传阅)"
    rf"|涉密(?:文件|资料|材料)|{_OPEN}(?:内部|涉密){_NOUN}?{_CLOSE}"
)
_NUMBER = r"[\u4e00-\u9fff]{1,16}[〔\[(]?(?:19|20)\d\d[〕\])]?第?\d{1,5}号"
_BESIDE = (
    rf"(?>(?:份号|编号|份数|No)[:.]?\d{{1,8}}号?|(?:保密期限:?)?{_PERIOD}|(?<!\d)\d{{3,8}}(?!\d)|{_STAR}|第\d{{1,8}}[期号份页]"
    r"|涉密(?:文件|件)(?=[·•・:\-]?(?:绝密|机密|秘密))|国家秘密(?=[·•・:\-]?(?:绝密|机密|秘密))|签发人:?[\u4e00-\u9fff]{2,8}"
    r"|(?:紧急程度|缓急|等级)?:?(?:特急|加急|急件|特提|平急|平件|限时|急)"
    rf"|{_NUMBER}|[A-Za-z][A-Za-z .]{{1,30}})"
)
_BETWEEN = "[·•・/|]"
_SURE_LINE = re.compile(rf"(?:{_BESIDE}|{_BETWEEN})*(?P<mark>{_SURE})(?:{_BESIDE}|{_BETWEEN})*")
_BARE_LINE = re.compile(rf"(?:{_BESIDE}|{_BETWEEN})*(?P<mark>{_BARE})(?:{_BESIDE}|{_BETWEEN})*")
_BESIDE_LINE = re.compile(rf"(?:{_BESIDE}|{_SIGN})+")
_GLUED = re.compile(rf"(?:{_BESIDE})*(?P<mark>{_CLASS}级?{_STAR}+{_PERIOD})[\u4e00-\u9fff()、·]{{4,60}}文件.{{0,60}}")
_LABELS = re.compile(rf"{_OPEN}?{_LABEL}")
_WORD = re.compile(f"{_CLASS}|内部{_NOUN}?|涉密{_NOUN}?")
_DENIED = re.compile("(?:已|予以|可以)解密|已解除|解除密级|撤销密级|非密|不涉密|非涉密")
_LISTED = re.compile(rf"(?:{_SIGN}*(?:绝密|机密|秘密|内部|公开|普通|非密|一般)[级件]?)+")

_GENRE = "通知|意见|决定|决议|命令|令|公告|通告|通报|报告|汇报|请示|批复|函|纪要|方案|办法|规定|细则|条例|规则|制度|规划|计划|目录|清单|简报|要点|总结|预案|材料|表"
_OFFICE = "政府|委员会|办公室|办公厅|局|厅|部|院|署|行|中心|小组|委|公司|集团|学校|医院|总队|支队|大队|处|所|站|会"
_LETTERHEAD = re.compile(
    rf"[\u4e00-\u9fff()、·]{{3,60}}(?:文件|电报|{_OFFICE})(?:函|令|纪要|简报|\([\u4e00-\u9fff]{{1,6}}\))?"
)
_TITLE = re.compile(rf"[^。;!?]{{3,90}}(?:{_GENRE})(?:\([^()]{{1,30}}\))?")
_NUMBER_LINE = re.compile(rf"\(?{_NUMBER}\)?(?:签发人:?.{{0,12}})?|第\d{{1,5}}[号期]|.{{0,20}}第\d{{1,5}}期.{{0,20}}")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|第[一二三四五六七八九十百\d]{1,4}[条章节]|\d{1,2}[.、)](?!\d)"
)
_CONTENTS = re.compile("目录|目次|contents", re.IGNORECASE)
_DAY = rf"{_NUMERAL}{{4}}年{_NUMERAL}{{1,3}}月{_NUMERAL}{{1,3}}日"
_CLOSED = re.compile(
    rf".{{0,60}}{_DAY}\)?(?:印发|印制|翻印|签发)?|.{{0,60}}(?:印发|印制)|[-=—_*~.…·#]{{3,}}|附件\d{{0,3}}:?|抄送:.*|\(.*(?:公开|印|章)\)?"
)
_INTRODUCED = re.compile("(?:[:]|如下|例|例子|示例|样式|格式|式样)$")
_GOES_ON = re.compile("[的是指、,及和与或等为之于者,。;:]")
_LEADS_ON = re.compile("[的、,属于为是及和与或保守泄露《“(]$")
_TAG = re.compile(r"</?[A-Za-z][^<>\n\r]{0,80}>")
_CARD = re.compile(r"[\u4e00-\u9fff]{2,8}:\S")
_FRAME = re.compile(r"^[\s#>*_`'\"|│=]+|[\s#*_`'\",|│=]+$")


class _Line(NamedTuple):
    """A line that is not blank: its pieces between blanks, all of it without blanks, and what stands above it."""

    pieces: tuple[str, ...]
    flat: str
    after_gap: bool
    after_page: bool


class _Lines(Sequence[_Line]):
    """The lines of a text that are not blank, each taken apart when it is looked at."""

    def __init__(self, text: str) -> None:
        self._raw: list[tuple[str, bool, bool]] = []
        after_gap = after_page = False
        for raw in _LINE_END.split(text.replace("\f", "\n\f\n")):
            if raw.strip():
                self._raw.append((raw, after_gap, after_page))
                after_gap = after_page = False
            else:
                after_gap, after_page = True, after_page or raw == "\f"

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, index: int) -> _Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[_Line]: ...
    def __getitem__(self, index: int | slice) -> _Line | list[_Line]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        raw, after_gap, after_page = self._raw[index]
        pieces = tuple(_FRAME.sub("", raw[:_LONGEST]).split())
        return _Line(pieces, "".join(pieces), after_gap, after_page)

    def with_words(self, first: int) -> Iterator[int]:
        """Yields the lines from `first` on that could hold a mark."""
        for at in range(first, len(self._raw)):
            raw = self._raw[at][0]
            if _may_be_marked(raw) and len(raw) <= _LONGEST:
                yield at


def require_open(text: str, name: str) -> None:
    """Raises SecretError where the text is a document that is marked as secret or internal, or holds one.

    The error names the file and the kind of mark, and nothing of the text.
    """
    mark = mark_in(text)
    if mark is not None:
        raise SecretError("file.secret", name=name, mark=mark)


def mark_in(text: str) -> str | None:
    """Returns the word by which a document of the text is marked as secret or internal; None where none is."""
    if not _may_be_marked(text):
        return None
    lines = _Lines(_plain(text))
    head = _head_end(lines)
    return next(_marks_at_head(_joined_upright(lines[:head])), None) or next(_marks_further_down(lines, head), None)


def _may_be_marked(text: str) -> bool:
    """Tells whether any word of a mark occurs at all: in most texts none does."""
    return "密" in text or "㊙" in text or ("部" in text and ("内" in text or "內" in text))


def _plain(text: str) -> str:
    """Returns a text in simplified script and half width, without invisible characters and tags."""
    return _TAG.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.replace("㊙", "秘密")))).translate(
        _SCRIPT
    )


def _head_end(lines: _Lines) -> int:
    """Returns the index of the first line that belongs to no head: a sentence, an addressee, an item, a list of contents."""
    for at in range(min(len(lines), _MOST_HEAD)):
        line = lines[at]
        if _ends_head(line.flat) and _sure_mark(line) is None:
            return at
    return min(len(lines), _MOST_HEAD)


def _ends_head(flat: str) -> bool:
    if _is_prose(flat) or _ITEM.match(flat) or _CONTENTS.fullmatch(flat):
        return True
    return flat.endswith(":") and len(flat) > 2 and (len(flat) > _LONGEST_LABEL or flat.startswith("各"))


def _is_prose(flat: str) -> bool:
    """Tells whether a line is running text, and no title, name or entry of a card."""
    if len(flat) >= _LONGEST or "。" in flat:
        return True
    if _CARD.match(flat) or "http" in flat:
        return False
    return bool(re.search("[;!?,]", flat)) or len(flat) > _LONGEST_TITLE


def _joined_upright(lines: Iterable[_Line]) -> list[_Line]:
    """Returns the lines, those of one character each (a mark written upright) joined into one."""
    joined: list[_Line] = []
    upright = False
    for line in lines:
        single = len(line.flat) == 1
        if single and upright:
            flat = joined[-1].flat + line.flat
            joined[-1] = joined[-1]._replace(pieces=(flat,), flat=flat)
        else:
            joined.append(line)
        upright = single
    return joined


def _marks_at_head(lines: Sequence[_Line]) -> Iterator[str]:
    """Yields the marks in the head of the file."""
    for at, line in enumerate(lines):
        mark = _sure_mark(line) or (_bare_mark(line) if _stands_alone(lines, at) else None)
        if mark is not None:
            yield mark


def _marks_further_down(lines: _Lines, first: int) -> Iterator[str]:
    """Yields the marks in the heads of later documents of the file.

    A bare word needs the end of a document above it and a head below it, any other mark one of the two.
    """
    for at in lines.with_words(first):
        line = lines[at]
        sure, bare = _sure_mark(line), _bare_mark(line)
        if sure is None and bare is None:
            continue
        above, below = _document_ends_above(lines, at), _head_goes_on_below(lines, at)
        introduced = at > 0 and _INTRODUCED.search(lines[at - 1].flat)
        if sure is not None and (above or below) and not introduced:
            yield sure
        elif bare is not None and above and below and _stands_alone(lines, at):
            yield bare


def _sure_mark(line: _Line) -> str | None:
    """Returns the word of a mark with a period, star, label or sentence of care that the line is, begins or ends with."""
    if _DENIED.search(line.flat):
        return None
    if found := _SURE_LINE.fullmatch(line.flat) or _GLUED.match(line.flat):
        return _word_of(found["mark"])
    if _is_prose(line.flat):
        return None
    for first, last in _stretches(line.pieces):
        found = _SURE_LINE.fullmatch("".join(line.pieces[first:last]))
        if found and not _is_joined(line.pieces, first, last):
            return _word_of(found["mark"])
    return None


def _is_joined(pieces: Sequence[str], first: int, last: int) -> bool:
    """Tells whether the pieces [first, last) are one of a list of marks, or go on in a sentence or title."""
    before, after = "".join(pieces[first - 1 : first]), "".join(pieces[last : last + 1])
    if after and (_LISTED.fullmatch(after) or _GOES_ON.match(after)):
        return True
    return bool(before) and _LEADS_ON.search(before) is not None


def _stretches(pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yields what a mark beside other words may be: pieces from the first on, up to the last, or from a label on."""
    count = len(pieces)
    for size in range(min(count - 1, _MOST_PIECES), 0, -1):
        yield 0, size
        yield count - size, count
    for first in range(1, count):
        if _LABELS.match("".join(pieces[first : first + _MOST_PIECES])):
            yield from ((first, last) for last in range(min(count, first + _MOST_PIECES), first, -1))


def _bare_mark(line: _Line) -> str | None:
    """Returns the bare word of a mark that is all of the line, or beside the name of an office or its letterhead."""
    if found := _BARE_LINE.fullmatch(line.flat):
        return _word_of(found["mark"])
    for size in range(1, min(len(line.pieces), _MOST_PIECES)):
        for mine, rest in (
            (line.pieces[:size], line.pieces[size:]),
            (line.pieces[-size:], line.pieces[:-size]),
        ):
            found = _BARE_LINE.fullmatch("".join(mine))
            if found and _LETTERHEAD.fullmatch("".join(rest)):
                return _word_of(found["mark"])
    return None


def _word_of(mark: str) -> str:
    """Returns the word that names the kind of mark."""
    words = _WORD.findall(mark)
    return str(words[-1]) if words else mark


def _stands_alone(lines: Sequence[_Line], at: int) -> bool:
    """Tells whether a bare word is neither one of a list of such words nor a piece of a sentence or title."""
    before = lines[at - 1].flat if at else ""
    after = lines[at + 1].flat if at + 1 < len(lines) else ""
    own = lines[at].flat
    if any(other != own and _LISTED.fullmatch(other) for other in (before, after)):
        return False
    if before and not lines[at].after_gap and (_LEADS_ON.search(before) or _is_half_title(before)):
        return False
    goes_on = bool(after) and not lines[at + 1].after_gap and _GOES_ON.match(after) is not None
    return not goes_on or _LETTERHEAD.fullmatch(after) is not None


def _is_half_title(flat: str) -> bool:
    """Tells whether a line begins a title and does not end it."""
    return "关于" in flat and not _TITLE.fullmatch(flat)


def _document_ends_above(lines: _Lines, at: int) -> bool:
    """Tells whether a document or a page ends above line `at`, with nothing but pieces of a head between."""
    for above in range(at, max(at - _NEAR, 0), -1):
        if lines[above].after_page:
            return True
        before = lines[above - 1].flat
        if _CLOSED.fullmatch(before):
            return True
        if not (_BESIDE_LINE.fullmatch(before) or _LETTERHEAD.fullmatch(before) or _NUMBER_LINE.fullmatch(before)):
            return lines[above].after_gap and before.endswith(("。", ")"))
    return at < _NEAR


def _head_goes_on_below(lines: _Lines, at: int) -> bool:
    """Tells whether a letterhead, a 文号 or a title follows line `at`, with nothing but pieces of a head between."""
    for line in lines[at + 1 : at + 1 + _NEAR]:
        if _ends_head(line.flat) and not _sure_mark(line):
            return False
        if any(shape.fullmatch(line.flat) for shape in (_LETTERHEAD, _NUMBER_LINE, _TITLE)):
            return True
    return False
