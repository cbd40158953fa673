"""The lines that go on with the sentence of the line before: scans and web copies break lines inside sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

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


class _Break(NamedTuple):
    """The end of a line and the one below it; `width` is that of a full line where the text is hard-wrapped."""

    above: SourceLine
    below: SourceLine
    width: int | None


def joins(above: SourceLine, below: SourceLine, width: int | None) -> bool:
    """Tells whether a line goes on with that above, which does not end a sentence: the first of `_CASES` that fits decides."""
    if above.text[-1] in _TERMINAL:
        # Most lines; no sentence ends within a title or a bracket.
        whole = below.marker.strong or "\t" in above.flat or "\t" in below.flat
        return not whole and open_brackets(above.flat)
    place = _Break(above, below, width)
    for fits, joined in _CASES:
        if fits(place):
            return joined
    return False


def _is_half_written(place: _Break) -> bool:
    above, below = place.above, place.below
    words = above.above + above.flat if above.above else above.flat
    return goes_on(words, below.flat, opens=below.marker.strong)


def _in_a_table(place: _Break) -> bool:
    return "\t" in place.above.flat or "\t" in place.below.flat


def _number_behind_its_title(place: _Break) -> bool:
    below = place.below.text
    return place.above.text[-1] == "》" and below[0] in "（(" and _NUMBER_TAIL.match(below) is not None


def _article_behind_its_law(place: _Break) -> bool:
    marker = place.below.marker
    return marker.kind == "article" and marker.weak and place.above.text[-1] in "》法例"


def _below_opens(place: _Break) -> bool:
    return place.below.marker.strong


def _bracket_is_open(place: _Break) -> bool:
    return open_brackets(place.above.flat)


def _below_is_dated(place: _Break) -> bool:
    below = place.below
    day = _opens_with_day(below.text)
    return day is not None and len(below.text) < 60 and not _DAY_IN_PROSE.match(below.flat, day.end())


def _number_or_date_alone(place: _Break) -> bool:
    above, below = place.above.text, place.below.text
    for line in (below, above):
        if line.endswith(_NUMBER_ENDS) and _NUMBER_LINE.fullmatch(line):
            return True
    if above[-1] == "日":
        return _DATE_LINE.fullmatch(above) is not None
    return above[-1] in "发制印" and "年" in above and _COLOPHON.fullmatch(above) is not None


def _below_closes(place: _Break) -> bool:
    return place.below.text[0] in _CLOSERS


def _item_below_a_short_line(place: _Break) -> bool:
    width = place.width
    return place.below.marker.weak and not (width and len(place.above.text) >= width - 3)


def _letterhead_below(place: _Break) -> bool:
    below = place.below.flat
    return below.endswith("文件") and _LETTERHEAD.fullmatch(below) is not None


def _is_full(place: _Break) -> bool:
    """Tells whether the line above is as long as the text is wide, and no gap parts it from the one below."""
    above, width = place.above, place.width
    return width is not None and width - 2 <= len(above.text) <= width + 2 and not (above.gap and place.below.gap)


def _title_as_long_as_a_line(place: _Break) -> bool:
    above = place.above
    if above.above or above.marker.level or _MARKS.search(above.flat):
        return False
    return _ends_as_title(above.flat) and not _TEXT_OPENS.match(above.flat)


def _full_line_goes_on(place: _Break) -> bool:
    if not _is_full(place):
        return False
    return not (_is_heading(place.above) and place.below.gap) or place.above.text[-1] in _OPENERS


def _heading_or_title(place: _Break) -> bool:
    above = place.above
    return above.text[-1] in "）)〕］]】" or _is_heading(above) or _ends_as_title(above.text)


def _word_awaits_more(place: _Break) -> bool:
    above = place.above.text
    return above[-1] in _OPENERS and len(above) >= 8 and not place.below.gap


def _short_or_remark(place: _Break) -> bool:
    above = place.above.text
    # No name and no title holds a comma.
    is_short = len(place.above.above) + len(above) < 12 and "，" not in place.above.flat
    return is_short or above.startswith(("附件", "抄送", "注"))


def _title_above_its_text(place: _Break) -> bool:
    above = place.above.flat
    if _TITLE_OPENS.fullmatch(above) is None:
        return False
    return _TEXT_OPENS.match(place.below.flat) is not None or _FORM_END.search(above) is not None


def _reads_as_prose(place: _Break) -> bool:
    above, below = place.above.flat, place.below.flat
    if "，" in above or "。" in above or "；" in above:
        return True
    return len(place.above.text) >= 16 and ("，" in below or "。" in below) and not above.endswith(_ORGAN_ENDS)


def _is_heading(line: SourceLine) -> bool:
    words = line.above + line.flat
    return line.marker.level > 0 and "。" not in words and "；" not in words and len(words) <= 32


# The first case that fits says whether the lines are one: the order is the meaning.
_CASES: tuple[tuple[Callable[[_Break], bool], bool], ...] = (
    (_in_a_table, False),  # a row of a table ends with its line
    (_is_half_written, True),  # 〔2016〕 and below it 33号; 依照 and below it 政府采购法
    (_number_behind_its_title, True),  # 《…》 and below it （国发〔2016〕33号）
    (_article_behind_its_law, True),  # 《…法》 and below it 第三条 without a blank behind it
    (_below_opens, False),  # a marker that surely opens a paragraph: 一、, 第三条 with a blank
    (_bracket_is_open, True),  # no sentence ends within a title or a bracket
    (_below_is_dated, False),  # the issuer and the day below the text
    (_number_or_date_alone, False),  # a 文号 or a day that is the whole line
    (_below_closes, True),  # no line begins with 、 or 》
    (_item_below_a_short_line, False),  # 一是 may open a paragraph, unless the line above is full
    (_letterhead_below, False),  # 某市人民政府文件
    (_title_as_long_as_a_line, False),  # a title without any mark that happens to fill its line
    (_full_line_goes_on, True),  # hard-wrapped: a full line is no last line
    (_is_full, False),  # but a heading with a gap below it is
    (_heading_or_title, False),  # headings and titles end without a mark
    (_word_awaits_more, True),  # 的, 和, 对 and the like end nothing
    (_short_or_remark, False),  # 附件, 抄送, a name: lines of their own
    (_title_above_its_text, False),  # 关于…若干政策 and below it 为…, 根据…
    (_reads_as_prose, True),  # marks of sentences, above or below
)


def open_brackets(flat: str) -> bool:
    """Tells whether a title or a bracket is still open at the end of the line."""
    return flat.count("《") > flat.count("》") or (
        flat.rfind("（") > flat.rfind("）") and len(flat) - flat.rfind("（") < 120
    )
