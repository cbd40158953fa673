"""Lines that cannot end where they end: a number, a day, a title, an article or a phrase is half written at the break.

`goes_on` looks at the words on both sides of a line end together. A form that reaches over the end (〔2016〕⏎33号, 依⏎照, 第五⏎十三条) is
one thing that was broken; so is a preposition without its object (依照⏎政府采购法). Forms are those of GB/T 9704—2012 (numbers,
days), GB/T 15834—2011 (no line begins with a mark that closes) and of the 立法技术规范 (articles, paragraphs, items).
"""

from __future__ import annotations

import re

from ingest.clean.markers import marker_of
from ingest.clean.marks import GENRES

TAIL, HEAD = 160, 80
"""Characters that are looked at above a line end and below it."""

_CN = "一二三四五六七八九十百千零〇两"
_N = rf"[{_CN}\d]"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
_SERIAL = rf"第?{_N}{{1,5}}(?:、{_N}{{1,5}}){{0,6}}号"
_BRACKETED = rf"[〔（〈]{_YEAR}年?[〕）〉]?{_SERIAL}"
_CUES = (
    "依照",
    "按照",
    "根据",
    "依据",
    "遵照",
    "参照",
    "比照",
    "遵循",
    "违反",
    "符合",
    "贯彻",
    "落实",
    "执行",
    "适用",
    "属于",
)
_PURPOSE = r"为了?(?:进一步|深入|全面|认真|切实|更好地?)?(?:贯彻落实|贯彻实施|贯彻执行|贯彻|落实|实施|执行)"
# 依据 is a noun as well: 法律依据, 制定依据.
_GOVERNS = rf"(?:依照|按照|根据|遵照|参照|比照|遵循|违反|(?:(?<=[，。；、：应须当可并])|^)依据|{_PURPOSE})"

# Forms that are one thing wherever they are broken; each must reach over the line end.
_WHOLE = re.compile(
    rf"[\u4e00-\u9fff〕）]{_BRACKETED}"
    rf"|{_GOVERNS}[\u4e00-\u9fff、]{{0,16}}{_BRACKETED}"
    rf"|{_GOVERNS}(?:(?!）第{_N}{{1,7}}条)[^，。；：！？《》]){{0,40}}《"
    rf"|{_GOVERNS}[\u4e00-\u9fff、]{{0,30}}(?:令|公告)(?:{_YEAR}年)?第?{_N}{{1,5}}号"
    rf"|{_GOVERNS}[\u4e00-\u9fff]{{0,24}}?(?:法(?!律|规(?!定))|条例)(?:的?规定)?"
    rf"|[\u4e00-\u9fff](?:令|公告)(?:{_YEAR}年)?第?{_N}{{1,5}}号"
    rf"|{_YEAR}年(?:{_N}{{1,3}}月(?:{_N}{{1,3}}日)?)?|{_N}{{1,3}}月{_N}{{1,3}}日"
    rf"|[{_CN}\d]、{_N}{{1,7}}(?:、{_N}{{1,7}})*[条款项号]"
    rf"|[条款]、?(?:[和及]|以及|至|到|—|－|-)?第?[（]?{_N}{{1,4}}[）]?(?:、[（]?{_N}{{1,4}}[）]?)*(?:款|项(?!目)|目(?![标录的]))"
    rf"|[条款项](?:、|和|及|以及|至|到|或者?|—|－|-)第{_N}{{1,7}}[条款项]"
    rf"|条之{_N}"
)
_LONGEST = 64  # characters of the longest of them before the line end
# Looks that spare the pattern: no form holds a mark that ends a clause, each ends in one of these, and one that has
# begun above the line end is governed, or stands at the line end.
_CLAUSE_ENDS = re.compile("[，。；：！？]")
_GOVERN_OPENS = re.compile("[依按根遵参比违为]")
_WITHIN_FORM = frozenset(f"{_CN}第号年月日条款项目之令公告〔（〈〕）〉、和及以至到或者—－-")
_FORM_OPENS = ("〔", "（", "〈", "令", "公告")
_FORM_ENDS = re.compile(rf"[号《法例定年月日条款项目\d{_CN}]")

# What awaits more, however the next line goes on.
_OPEN_END = re.compile(
    rf"(?:{_GOVERNS}|[《〈（〔“‘]|》(?:（[^（）]*）)?(?:[和及与或、]|以及|或者)|第|第{_N}{{1,5}}、|[〔（]{_YEAR}[〕）]|[〔（](?:19|20)\d{{0,2}}|{_BRACKETED[:-1]})$"
)
_OPEN_REACH = {
    **dict.fromkeys("《〈（〔“‘第", 1),
    **dict.fromkeys("〕）", 8),
    **dict.fromkeys("照据循反彻实施行", 16),
    **dict.fromkeys(_CN, _LONGEST),
    **dict.fromkeys("和及与或者、", TAIL),
}
"""How far it reaches above the line end, by its last character: a look that spares the pattern at most lines."""
_OBJECT_OPEN = re.compile(rf"{_GOVERNS}[^，。；：]{{0,60}}$")
_CUE_RESTS = {first: tuple(cue[1:] for cue in _CUES if cue[0] == first) for first in {cue[0] for cue in _CUES}}
_VERB_END = re.compile(
    "(?:(?<=....)(?<![律规策制定件制要本价其为])依据|贯彻|落实|执行|实施|适用|属于|符合|关于|印发|转发)$"
)
_ORDINAL_ABOVE = re.compile(rf"第{_N}{{0,6}}$")
_ORDINAL_BELOW = re.compile(rf"{_N}{{0,6}}[条款项章节号批届次年期类级目编]")
_COUNTED_ABOVE = re.compile(rf"{_YEAR}年(?:{_N}{{1,3}}月)?$")
_NUMBER_BELOW = re.compile(r"\d{0,4}(?:[年月日号条款项〕]|个(?:工作日|月)|[%％万亿元])")
_DAY_BELOW = re.compile(rf"{_YEAR}年{_N}{{1,3}}月{_N}{{1,3}}日")
_GOVERNED = re.compile(_GOVERNS)
_GOVERNED_LAW = re.compile(rf"{_GOVERNS}[^，。；：]*(?:》(?:（[^（）]*）)?|法|条例)$")
_ARTICLE_BELOW = re.compile(rf"第{_N}{{1,7}}条")
_NUMBER_ENDS = ("号", "号）", "号)")
_ORDER_ENDS = ("令", "公告", "文件")
_TITLE_ALONE = re.compile(r"(?:[（(]?[\d一二三四五六七八九十]{1,3}[）).．、])?《[^》]*》(?:（[^）]*）)?")
_ENDS_WHOLE = (*GENRES.split("|"), "）")
_CLAUSE_OPENS = re.compile(rf"[，。；：]|{_GOVERNS}|[将对把经]|废止|修改|印发|转发")
_PREDICATE = re.compile(
    "已|业?经|现(?:印发|转发|予)|同时废止|予以|(?:的|之)?规定|(?:的|等)?(?:有关|相关)?(?:规定|要求)|精神"
)
_CLAUSE_GOES_ON = re.compile(
    "规定|要求|精神|有关|相关|第|和|及|以及|予以|给予|进行|作|同时|一并|现|印发|转发|公布|执行|办理|实施|已|自|由"
)
_BEGINS_NO_LINE = re.compile("的(?!士)|等[，。、]|号[，。、）]|》|[〕）]")
_HALF_MARKER = re.compile(rf"第{_N}{{0,6}}|（{_N}{{0,3}}|[{_CN}]{{1,3}}|\d{{1,2}}")
_LETTERHEAD_ORDER = re.compile(r"[\u4e00-\u9fff]{2,40}(?:令|公告|文件)")
_NUMBER_ALONE = re.compile(rf"[（(]?[\u4e00-\u9fff]{{0,14}}{_BRACKETED}[）)]?")


def goes_on(above: str, below: str, *, opens: bool) -> bool:
    """Tells whether something is half written at the end of `above` that `below` goes on with; both in the flat view.

    `opens` tells that `below` has a marker that surely opens a paragraph.
    """
    tail, head = above[-TAIL:], below[:HEAD]
    first, last = below[0], above[-1]
    is_open = _is_open(tail)
    if not is_open and below.endswith(_NUMBER_ENDS) and _NUMBER_ALONE.fullmatch(below):
        return len(above) <= 16 and _reaches_over(tail, head)
    if first in "12一二" and _DAY_BELOW.match(below):
        return False  # the day below a sign-off or a telephone number; no document begins with one
    if above.endswith(_ORDER_ENDS) and _LETTERHEAD_ORDER.fullmatch(above) and not _GOVERNED.match(above):
        return False
    return (
        is_open
        or (not opens and _awaits_its_clause(above, below))
        or (first == "《" and _VERB_END.search(tail) is not None)
        or (last in _CUE_RESTS and head.startswith(_CUE_RESTS[last]))  # 依⏎照
        or _is_broken_number(tail, head)
        or _is_broken_marker(above, below)
        or (first in "的等号》〕）" and _BEGINS_NO_LINE.match(head) is not None)
        or _reaches_over(tail, head)
        or (first == "第" and _ARTICLE_BELOW.match(below) is not None and _GOVERNED_LAW.search(tail) is not None)
        or (not opens and "》" in tail and _leaves_title_behind(above, below))
    )


def _is_open(tail: str) -> bool:
    """Tells whether words await more by what they end with."""
    reach = _OPEN_REACH.get(tail[-1], _LONGEST if tail[-1].isdecimal() else 0)
    return reach > 0 and _OPEN_END.search(tail, max(0, len(tail) - reach)) is not None


def _reaches_over(tail: str, head: str) -> bool:
    """Tells whether a form of `_WHOLE` begins above the line end and ends below it."""
    end = len(tail)
    start = max(0, end - _LONGEST)
    if not (
        tail[-1] in _WITHIN_FORM
        or tail[-1].isdecimal()
        or head.startswith(_FORM_OPENS)
        or _GOVERN_OPENS.search(tail, start)
    ):
        return False
    mark = _CLAUSE_ENDS.search(head)
    clause = head[: mark.start()] if mark is not None else head
    if not _FORM_ENDS.search(clause):
        return False
    words = tail + clause
    found = _WHOLE.search(words, max(start, _clause_start(tail, "，。；：！？")))
    while found is not None and found.start() < end:
        if found.end() > end:
            return True
        found = _WHOLE.search(words, found.start() + 1)  # forms overlap: 第三条第二款, 第二款第（三）项
    return False


def _clause_start(words: str, marks: str) -> int:
    """Returns where the last clause of the words begins: behind the last of the marks."""
    return max(map(words.rfind, marks)) + 1


def _awaits_its_clause(above: str, below: str) -> bool:
    """Tells whether a line ends within the phrase of a preposition (按照职责⏎分工，); a heading may be such a phrase and no more."""
    if above.endswith(_ENDS_WHOLE) or ("，" not in below and "。" not in below):
        return False
    tail = above[-TAIL:]
    if not _OBJECT_OPEN.search(tail, _clause_start(tail, "，。；：")):
        return False
    marker = marker_of(above)
    return marker.level == 0 or marker.kind == "article" or "，" in above or above[-1] == "的"


def _is_broken_number(tail: str, head: str) -> bool:
    """Tells whether a number is broken, or parted from what it counts: 第五⏎十三条, 30⏎日."""
    if "第" in tail[-7:] and _ORDINAL_ABOVE.search(tail, max(0, len(tail) - 7)) and _ORDINAL_BELOW.match(head):
        return True
    if head.isdecimal() and _COUNTED_ABOVE.search(tail):
        return True
    return len(tail) > 1 and (tail[-1].isdecimal() or tail[-1] == ".") and _NUMBER_BELOW.match(head) is not None


def _is_broken_marker(above: str, below: str) -> bool:
    """Tells whether a line is the first part of the number of an item or an article: 第⏎三条 为了…."""
    if len(above) > 8 or not _HALF_MARKER.fullmatch(above):
        return False
    marker = marker_of(above + below[:12])
    return marker.strong and len(marker.label) > len(above)


def _leaves_title_behind(above: str, below: str) -> bool:
    """Tells whether a clause that names a document goes on: 现将《…》⏎印发给你们，; a title that is the whole line is one of a list."""
    tail = above[-TAIL:]
    clause = tail[_clause_start(tail, "，。；：") :]
    if "》" not in clause:
        return False
    if _TITLE_ALONE.fullmatch(above):
        return _PREDICATE.match(below) is not None
    if tail.endswith(_ENDS_WHOLE):
        return tail[-1] == "）" and _PREDICATE.match(below) is not None
    if _PREDICATE.match(clause.rpartition("》")[2]):
        return True
    if ("，" not in below and "。" not in below) or not _CLAUSE_OPENS.search(above):
        return False
    # A heading may end with a title: （一）贯彻《…》.
    return marker_of(above).level == 0 or "，" in above or _CLAUSE_GOES_ON.match(below) is not None
