"""The lines that go on with the sentence of the line before: scans and web copies break lines inside sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.clean.constructs import goes_on
from ingest.clean.lines import SourceLine, SourceLines
from ingest.clean.marks import GENRES

_TERMINAL = "。！？；：…!?;:"
_OPENERS = "《〈（(〔“‘、，,—的和与或及在对将把为由按以各"
_CLOSERS = "》〉）)〕”’、，,。；;：！？"
_DATE_LINE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,30})?(?:(?:19|20)\d\d|[一二〇○零]{2}[一二三四五六七八九〇○零]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_DAY_IN_PROSE = re.compile(r".*，|[起前后至止]|以[前后]|之[前后]|[^\s（）]{1,30}。$")
_COLOPHON = re.compile(rf"{_DATE_LINE.pattern}\s*(?:印发|印制|翻印)")
_NUMBER_LINE = re.compile(
    r"[（(]?[\u4e00-\u9fff]{1,14}\s*[〔\[﹝【（(]\s*(?:19|20)\d\d\s*[〕\]﹞】）)]?\s*第?\s*\d{1,5}\s*号[）)]?"
)
_NUMBER_ENDS = ("号", "号）", "号)")
_NUMBER_TAIL = re.compile(r"[（(]?[\u4e00-\u9fff]{1,30}(?:〔|令|公告|\[|（|\()")
_LETTERHEAD = re.compile(r"[\u4e00-\u9fff（）、]{4,44}文件")
_ORGAN_ENDS = (
    "号", "公告", "令", "政府", "办公室", "办公厅", "委员会", "局", "厅", "部", "院", "小组", "中心", "单位", "机构"
)  # fmt: skip
_GENRES = tuple(GENRES.split("|"))
_TITLE_END = re.compile(rf"(?:{GENRES})[（(][^）)]{{1,12}}[）)]$")
_LONGEST_END = max(map(len, _GENRES)) + 14  # characters
_MARKS = re.compile("[，。；：、]")
_TITLE_OPENS = re.compile(r"[\u4e00-\u9fff（）、]{0,60}关于[^，。；：！？]+")
_FORM_END = re.compile("的(?:报告|请示|函|复函|公示|决议|命令|议案|说明|答复|回复)$")
_TEXT_OPENS = re.compile("为|根据|依据|依照|按照|近年|[^，。；]{2,60}：")


_LEAST_FULL = 5  # lines of one width; fewer may be alike by chance


def page_width(lines: SourceLines, kept: Sequence[int]) -> int | None:
    """Returns the characters of a full line where the text is hard-wrapped, None where paragraphs are whole lines."""
    texts = map(lines.words, kept)
    open_ended = Counter(len(x) for x in texts if len(x) >= 15 and x[-1] not in _TERMINAL and not _ends_by_itself(x))
    total = sum(open_ended.values())
    if total < 6:
        return None
    width, _ = max(open_ended.items(), key=lambda counted: (counted[1], counted[0]))
    near = sum(open_ended[w] for w in range(width - 2, width + 3))
    return width if near >= max(_LEAST_FULL, 0.5 * total) else None


def _ends_by_itself(text: str) -> bool:
    """Tells whether a line without a mark at its end is whole: a title, an office, a day. It says nothing of the width."""
    return _ends_as_title(text) or text.endswith(_ORGAN_ENDS) or _opens_with_day(text) is not None


def _ends_as_title(text: str) -> bool:
    """Tells whether words end with a kind of document, and a bracket behind it at most."""
    if text[-1] in "）)":
        return _TITLE_END.search(text, max(0, len(text) - _LONGEST_END)) is not None
    return text.endswith(_GENRES)


def _opens_with_day(text: str) -> re.Match[str] | None:
    """Finds the day that a line begins with, or that stands behind the office at its beginning."""
    return _DATE_LINE.match(text) if "年" in text else None


def joins(above: SourceLine, below: SourceLine, width: int | None) -> bool:
    """Tells whether a line goes on with that above, which does not end a sentence; `width` is that of a full line where the text is hard-wrapped.

    The first case that fits decides: the order is the meaning.
    """
    text, first, last, marker = above.text, below.text[0], above.text[-1], below.marker
    in_a_table = "\t" in above.flat or "\t" in below.flat
    if last in _TERMINAL:
        # Most lines; no sentence ends within a title or a bracket.
        return not (marker.strong or in_a_table) and open_brackets(above.flat)
    if in_a_table:
        return False  # a row of a table ends with its line
    if goes_on(above.above + above.flat if above.above else above.flat, below.flat, opens=marker.strong):
        return True  # 〔2016〕 and below it 33号; 依照 and below it 政府采购法
    if last == "》" and first in "（(" and _NUMBER_TAIL.match(below.text):
        return True  # 《…》 and below it （国发〔2016〕33号）
    if marker.weak and marker.kind == "article" and last in "》法例":
        return True  # 《…法》 and below it 第三条 without a blank behind it
    if marker.strong:
        return False  # a marker that surely opens a paragraph: 一、, 第三条 with a blank
    if open_brackets(above.flat):
        return True  # no sentence ends within a title or a bracket
    if _is_dated(below):
        return False  # the issuer and the day below the text
    if _number_or_date_alone(text, below.text):
        return False  # a 文号 or a day that is the whole line
    if first in _CLOSERS:
        return True  # no line begins with 、 or 》
    if marker.weak and not (width and len(text) >= width - 3):
        return False  # 一是 may open a paragraph, unless the line above is full
    if below.flat.endswith("文件") and _LETTERHEAD.fullmatch(below.flat):
        return False  # 某市人民政府文件
    if _is_title_as_long_as_a_line(above):
        return False  # a title without any mark that happens to fill its line
    if width is not None and _is_full(above, below, width):
        # Hard-wrapped: a full line is no last line, but a heading with a gap below it is.
        return not (below.gap and _is_heading(above)) or last in _OPENERS
    if last in "）)〕］]】" or _is_heading(above) or _ends_as_title(text):
        return False  # headings and titles end without a mark
    if last in _OPENERS and len(text) >= 8 and not below.gap:
        return True  # 的, 和, 对 and the like end nothing
    if _is_short_or_remark(above) or _is_title_above_its_text(above, below):
        return False  # 附件, 抄送, a name: lines of their own; 关于…若干政策 and below it 为…, 根据…
    return _reads_as_prose(above, below)  # marks of sentences, above or below


def _is_dated(below: SourceLine) -> bool:
    """Tells whether a line is a day, with who signs before it at most."""
    day = _opens_with_day(below.text)
    return day is not None and len(below.text) < 60 and not _DAY_IN_PROSE.match(below.flat, day.end())


def _number_or_date_alone(above: str, below: str) -> bool:
    """Tells whether one of two lines is a 文号, or the first one a day, and nothing more."""
    for line in (below, above):
        if line.endswith(_NUMBER_ENDS) and _NUMBER_LINE.fullmatch(line):
            return True
    if above[-1] == "日":
        return _DATE_LINE.fullmatch(above) is not None
    return above[-1] in "发制印" and "年" in above and _COLOPHON.fullmatch(above) is not None


def _is_full(above: SourceLine, below: SourceLine, width: int) -> bool:
    """Tells whether the line above is as long as the text is wide, and no gap parts it from the one below."""
    return width - 2 <= len(above.text) <= width + 2 and not (above.gap and below.gap)


def _is_title_as_long_as_a_line(above: SourceLine) -> bool:
    if above.above or above.marker.level or not _ends_as_title(above.flat):
        return False
    return not _MARKS.search(above.flat) and not _TEXT_OPENS.match(above.flat)


def _is_short_or_remark(above: SourceLine) -> bool:
    # No name and no title holds a comma.
    is_short = len(above.above) + len(above.text) < 12 and "，" not in above.flat
    return is_short or above.text.startswith(("附件", "抄送", "注"))


def _is_title_above_its_text(above: SourceLine, below: SourceLine) -> bool:
    if _TITLE_OPENS.fullmatch(above.flat) is None:
        return False
    return _TEXT_OPENS.match(below.flat) is not None or _FORM_END.search(above.flat) is not None


def _reads_as_prose(above: SourceLine, below: SourceLine) -> bool:
    if "，" in above.flat or "。" in above.flat or "；" in above.flat:
        return True
    return len(above.text) >= 16 and ("，" in below.flat or "。" in below.flat) and not above.flat.endswith(_ORGAN_ENDS)


def _is_heading(line: SourceLine) -> bool:
    if line.marker.level <= 0:
        return False
    words = line.above + line.flat
    return "。" not in words and "；" not in words and len(words) <= 32


def open_brackets(flat: str) -> bool:
    """Tells whether a title or a bracket is still open at the end of the line."""
    return flat.count("《") > flat.count("》") or (
        flat.rfind("（") > flat.rfind("）") and len(flat) - flat.rfind("（") < 120
    )
