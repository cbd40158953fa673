"""The signs that another document begins: its head, and how its text begins (docs/reading.md#parts).

No single line does. A title may be cited, a 第一条 quoted; a head with what stands below it, or behind the end of
the text above, can be neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.parts.lines import END, HEAD, Kind, Line, titled_mark

_MOST_LINES = 12  # of a head
_MOST_PIECES = 3  # of a title above its last line

_FIRST_DIVISION = re.compile(r"第[一1][条章编](?!第?[一二三四五六七八九十\d]*[款项])|总则$")
_BODY_OPENING = re.compile(r"第[一1]条|第[一1]章|总则|一、|（一）|为|根据|按照|依据|依照|目录")
# A text says first what it is made for (立法技术规范): 为…，制定本办法；现将…通知如下.
_PURPOSE = re.compile(
    r"(?:为|根据|依据|按照|依照|遵照|经|鉴于)[^。]{4,400}?(?:制定|制订)(?:了?本|如下|以下|下列|这)[^。]{0,30}[。：]"
    r"|(?:为|根据|依据|按照|依照|遵照|经|鉴于|现)[^。]{4,400}?(?:[通公]告|通知|规定|决定|措施|意见|方案|办法|事项|要求|解释|批复|纪要)[^。，]{0,8}如下[。：]"
)
# The last article of a text says from when it holds and who explains it (立法技术规范).
_LAST_ARTICLE = re.compile(
    r"本[^，。；]{1,20}(?:自|从|由|有效期)[^。；]{2,60}(?:施行|执行|实施|生效|有效|解释|终止|废止|止)|(?:自|从)[^，。；]{2,24}起(?:正式)?(?:施行|执行|实施|生效)[^；]{0,80}。$"
    r"|由[^，。；]{2,40}负责解释"
)
# What ends the words of a notice (GB/T 9704—2012): no title goes on from it.
_LAST_WORDS = re.compile("特此(?:通知|公告|通告|通报|报告|函[复达告]|批复|证明|决定)[。！]?$|^(?:此致|以上)")
_CONTENTS = re.compile(r"目\s*[录次]")
# 1.某某办法……12: a line of a table of contents.
_ENTRY = re.compile(
    r"(?:附件)?[（]?(?:[\d一二三四五六七八九十]{1,3}[）、.．：])?\s*(?P<title>[^。；]{4,80}?)[\s.．·…—-]*[（]?\d{0,4}[）]?"
)
_NOT_COMPARED = re.compile(r"[《》〈〉“”\s]|（[^）]{1,8}）$|[全本我](?:省|市|县|区|州|盟|旗)")
_LONGEST_PLAIN = 40  # characters of a line that is no sentence
_MOST_ENTRIES = 300
_SENTENCE_MARK = re.compile("[。；，：？！]")
_PLAIN = frozenset({Kind.BODY, Kind.SIGN, Kind.TITLE})
_LIST_TITLE = re.compile("(?:名单|名录|清单|目录|表)(?:（[^）]{1,20}）)?$")


class Progress(NamedTuple):
    """The state of the document above: text has begun, articles were seen, its end was reached, a colophon closed it."""

    body: bool
    articles: bool
    closed: bool
    over: bool


class Head(NamedTuple):
    """A run of lines [start, end) that may be the head of another document, with what comes before and the titles that are awaited."""

    lines: Sequence[Line]
    start: int
    end: int
    above: Progress
    awaited: Mapping[str, int]

    @property
    def own(self) -> Sequence[Line]:
        """Returns the lines of the head."""
        return self.lines[self.start : self.end]

    @property
    def kinds(self) -> set[Kind]:
        """Returns what the lines are for."""
        return {line.kind for line in self.own}

    @property
    def titled(self) -> bool:
        """Tells whether a line of the head has the form of a title; a table of contents is none."""
        return any(line.kind is Kind.TITLE and not _CONTENTS.fullmatch(line.flat) for line in self.own)

    @property
    def after(self) -> Line | None:
        """Returns the line below the head."""
        return self.lines[self.end] if self.end < len(self.lines) else None

    @property
    def begins(self) -> str:
        """Returns the words of the line below the head."""
        return self.after.flat if self.after is not None else ""


def is_last(line: Line) -> bool:
    """Tells whether a line ends a text: its closing provision (本办法自…起施行, 由…负责解释), or 特此通知."""
    return _closes(line.flat)


def _closes(flat: str) -> bool:
    if len(flat) > 200:
        return False
    # Most lines hold none of the words that a last article cannot do without: a quick look spares the search.
    if _is_from_when(flat) and _LAST_ARTICLE.search(flat) is not None:
        return True
    return ("特此" in flat or flat.startswith(("此致", "以上"))) and _LAST_WORDS.search(flat) is not None


def _is_from_when(flat: str) -> bool:
    """Tells whether words may say from when a text holds or who explains it."""
    return "由" in flat or "自" in flat or "从" in flat or "有效期" in flat


def is_prose(flat: str) -> bool:
    """Tells whether a line is a sentence of some length."""
    return len(flat) >= 12 and ("，" in flat or "。" in flat or "；" in flat or "：" in flat)


def bare(title: str) -> str:
    """Returns the words of a title without marks, without the bracket behind it and without 全省, 我市 and the like, which a notice leaves out."""
    return _NOT_COMPARED.sub("", title)


def names_in(lines: Sequence[Line]) -> set[str]:
    """Returns the titles that the lines of a head may be read as: each title line, alone and with the pieces above it."""
    names = {bare(title) for line in lines[:1] if (title := titled_mark(line))}
    pieces = _pieces(lines)
    for at, line in enumerate(lines):
        if line.kind is Kind.TITLE:
            names.update(bare("".join(pieces[first : at + 1])) for first in range(max(0, at - _MOST_PIECES), at + 1))
    if not names:
        names.add(bare("".join(pieces)))
    return names - {""}


_OF_A_TITLE = frozenset({Kind.TITLE, Kind.BODY, Kind.SIGN})


def _pieces(lines: Sequence[Line]) -> list[str]:
    """Returns the words of lines that may be pieces of a title; "" of the others."""
    return [line.flat if line.kind in _OF_A_TITLE else "" for line in lines]


def title_start(lines: Sequence[Line], start: int, end: int, awaited: Mapping[str, int]) -> int:
    """Returns the index of the line of [start, end) with which an awaited title begins; `start` where none does."""
    pieces = _pieces(lines[start:end])
    for first in range(start, end):
        if lines[first].kind in HEAD and lines[first].kind is not Kind.TITLE:
            return start
        own = pieces[first - start :]
        if any(awaited.get(bare("".join(own[:count]))) for count in range(1, len(own) + 1)):
            return first
    return start


def may_head(line: Line) -> bool:
    """Tells whether a document, or a table of contents, may begin with a line: of most lines its kind and length say no."""
    flat = line.flat
    if line.kind is Kind.BODY:
        return (4 <= len(flat) <= _LONGEST_PLAIN and line.paragraph.marker.level == 0) or flat.startswith("目")
    return line.kind in HEAD or line.kind is Kind.ADDRESSEE or flat.startswith("目")


def head_end(lines: Sequence[Line], start: int) -> int:
    """Returns the index behind the run of head lines that begins at `start` (`start` itself where none does)."""
    if not _begins_head(lines, start):
        return start
    end = start
    while end < len(lines) and end - start < _MOST_LINES and _goes_on(lines, start, end):
        end += 1
    while end > start + 1 and not (lines[end - 1].kind in HEAD or _is_below_title(lines, start, end - 1)):
        end -= 1
    if all(line.kind is Kind.NOTE for line in lines[start:end]):
        return start
    return end


def _begins_head(lines: Sequence[Line], start: int) -> bool:
    """Tells whether a line may be the first of a head: a line of one, or the first piece of a title that no line by itself shows."""
    line = lines[start]
    if line.kind in HEAD:
        return True
    if line.kind is not Kind.BODY or not _is_plain(line) or len(line.flat) < 4 or start == 0:
        return False
    if _LIST_TITLE.search(line.flat):
        return True
    for at in range(start + 1, min(start + 1 + _MOST_PIECES, len(lines))):
        following = lines[at]
        if following.kind in (Kind.TITLE, Kind.NUMBER, Kind.NOTE, Kind.ADDRESSEE):
            return True
        if not _is_plain(following):
            return at == start + 1 and _opens_text(following.flat)
    return False


def _opens_text(flat: str) -> bool:
    return _FIRST_DIVISION.match(flat) is not None or _PURPOSE.match(flat) is not None


def _is_plain(line: Line) -> bool:
    """Tells whether a line is short, without a number and without the marks of a sentence."""
    if len(line.flat) > _LONGEST_PLAIN or line.paragraph.marker.level or line.kind not in _PLAIN:
        return False
    return _is_unmarked(line.flat)


@lru_cache(maxsize=1 << 6)
def _is_unmarked(flat: str) -> bool:
    """Tells whether words have no marks of a sentence: asked again of a line for each of those above it that may open a head."""
    return not _SENTENCE_MARK.search(flat) and not _closes(flat)


def _goes_on(lines: Sequence[Line], start: int, at: int) -> bool:
    """Tells whether line `at` belongs to the head: a line of one, or a short line within it such as a piece of a title; a mark begins one."""
    if lines[at].kind is Kind.ATTACH_MARK:
        return at == start
    return lines[at].kind in HEAD or _is_plain(lines[at])


def _is_below_title(lines: Sequence[Line], start: int, at: int) -> bool:
    """Tells whether a line is a bracket below a title: （试行）, （2020年5月）."""
    flat = lines[at].flat
    return at > start and lines[at - 1].kind is Kind.TITLE and flat.startswith("（") and flat.endswith("）")


def contents_of(lines: Sequence[Line], start: int) -> tuple[int, set[str]]:
    """Returns the end of a table of contents that begins at `start` and lists documents, and their titles; `start` where there is none.

    It ends where the first of its titles stands again.
    """
    titles: set[str] = set()
    flat = lines[start].flat
    if not flat.startswith("目") or not _CONTENTS.fullmatch(flat):
        return start, titles
    for at in range(start + 1, min(start + 1 + _MOST_ENTRIES, len(lines))):
        line = lines[at]
        if line.paragraph.marker.level == 0 and bare(line.flat) in titles:
            return at, titles
        if line.paragraph.marker.level == 0 and bare("".join(_pieces(lines[at : at + 2]))) in titles:
            return at, titles
        entry = _ENTRY.fullmatch(line.flat)
        if entry is None or is_prose(entry["title"]):
            break
        titles.add(bare(entry["title"]))
    return start, set()


def opens(head: Head) -> bool:
    """Tells whether a head opens another document: one of `_SIGNS` is enough."""
    return any(shows(head) for shows in _SIGNS)


def opens_without_head(lines: Sequence[Line], at: int, above: Progress) -> bool:
    """Tells whether line `at` is the addressee with which a document without title opens, behind the signature of another."""
    return (
        lines[at].kind is Kind.ADDRESSEE
        and above.closed
        and at > 0
        and (lines[at - 1].kind in END or is_last(lines[at - 1]))
        and at + 1 < len(lines)
        and lines[at + 1].kind is Kind.BODY
        and is_prose(lines[at + 1].flat)
    )


def _stands_above_documents_only(head: Head) -> bool:
    return Kind.LETTERHEAD in head.kinds or head.own[0].kind is Kind.ATTACH_MARK


def _is_addressed(head: Head) -> bool:
    """Tells whether an addressee stands below a title: it shows that the title is not cited."""
    below = head.lines[head.end : head.end + _MOST_PIECES]
    first = next((line for line in below if not _is_plain(line)), None)
    return first is not None and first.kind is Kind.ADDRESSEE and (head.titled or head.above.closed)


def _is_numbered(head: Head) -> bool:
    """Tells whether a number stands below a title and a text below it, or with a title apart from the text above."""
    kinds = [line.kind for line in head.own]
    if not head.titled or Kind.NUMBER not in kinds:
        return False
    apart = head.above.closed or head.own[0].paragraph.after_gap
    below = kinds.index(Kind.NUMBER) > kinds.index(Kind.TITLE)
    return apart or (below and _BODY_OPENING.match(head.begins) is not None)


def _is_awaited(head: Head) -> bool:
    """Tells whether an earlier document announced this title."""
    if head.after is None or head.after.kind in END or not head.titled or not head.awaited:
        return False
    return any(head.awaited.get(name) for name in names_in(head.own))


def _begins_behind_the_end(head: Head) -> bool:
    return head.titled and head.above.closed and _BODY_OPENING.match(head.begins) is not None


def _is_noted(head: Head) -> bool:
    """Tells whether a 题注 stands below the title: by whom and when the text was passed or issued."""
    kinds = [line.kind for line in head.own]
    return Kind.TITLE in kinds and Kind.NOTE in kinds[kinds.index(Kind.TITLE) :] and bool(head.begins)


def _numbers_anew(head: Head) -> bool:
    """Tells whether articles begin below a title, or begin anew below a line that is no sentence."""
    return (head.titled or head.above.articles) and _FIRST_DIVISION.match(head.begins) is not None


def _states_its_purpose(head: Head) -> bool:
    """Tells whether the text below the title says what it is made for."""
    return _PURPOSE.match(head.begins) is not None and (head.titled or head.above.closed)


def _stands_behind_a_colophon(head: Head) -> bool:
    """Tells whether a title with text below it stands behind the colophon, which is the last line of a document (GB/T 9704—2012, 7.4)."""
    if not head.above.over or not head.titled or head.after is None:
        return False
    below = head.lines[head.end : head.end + 4]
    return any(is_prose(x.flat) or x.kind in (Kind.TABLE, Kind.ADDRESSEE) or x.paragraph.marker.level for x in below)


def _is_a_list_behind_the_end(head: Head) -> bool:
    """Tells whether a list stands behind the end of a text, with a title of its own."""
    below = head.lines[head.end : head.end + 2]
    if not head.above.closed or len(below) < 2 or not _LIST_TITLE.search(head.own[-1].flat):
        return False
    return all(x.kind is Kind.TABLE or _is_plain(x) for x in below)


# Each of these shows that another document begins.
_SIGNS: tuple[Callable[[Head], bool], ...] = (
    _stands_above_documents_only,
    _is_addressed,
    _is_numbered,
    _is_awaited,
    _begins_behind_the_end,
    _is_noted,
    _numbers_anew,
    _states_its_purpose,
    _stands_behind_a_colophon,
    _is_a_list_behind_the_end,
)


def is_list_title(names: Collection[str]) -> bool:
    """Tells whether one of the names is that of a list or a form, which lays nothing down by itself."""
    return any(_LIST_TITLE.search(name) for name in names)
