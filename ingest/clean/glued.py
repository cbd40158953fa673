"""Takes apart what stands on one line though it had lines of its own: fields of a record, an article behind another, a signature, page numbers.

Tables are copied out with a record a line, its fields parted by bars; text taken from pages of a scan may lose the end of a line
above an article, or keep the number of the page behind the words. Each is told by what surely shows it: the day that a record
opens with, numbers of articles or pages that go on one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph_schema.numerals import value_of
from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.edits import CUT, Edit, made
from ingest.clean.undoing import Undoing

_TOP = 400  # characters in which the fields of a record stand
_RECORD = re.compile(
    r"\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?(?=[ \t]*[|｜])"
)
_BAR = re.compile(r"[ \t]*[|｜][ \t]*")
_FIELDS = 3  # behind the day: office, title, text
_ADDRESS = re.compile(r"[ \t]*[|｜][ \t]*https?://\S+(?=\s*$)")
_ARTICLE_END = re.compile(r"条[ \t\u3000]")
_ARTICLE = re.compile("第(?P<number>[一二三四五六七八九十百零〇\\d]{1,7})条")
_LONGEST_ARTICLE = 8  # characters before its last one
_SENTENCE_ENDS = "。；！？"
_PAGE = re.compile(r"(?P<page>[-—–－][ \t]?(?P<number>\d{1,3})(?:[ \t]?[-—–－])?)[ \t]*$", re.MULTILINE)
_IS_BEHIND_WORDS = re.compile(r"[^\s\d\-—–－]")
_LEAST_PAGES = 3
_SIGNED = re.compile(
    r"(?<=。)(?P<before>[ \t\u3000]+)[\u4e00-\u9fff、]{3,40}(?:政府|办公室|办公厅|委员会|局|厅|部|院|中心|小组)"
    r"(?:[ \t\u3000]*(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)?\s*\Z"
)


def with_lines_apart(text: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns the text with what was glued on lines of its own, of the same length, and adds what was mended to `repairs`."""
    return made(text, [*_fields(text), *_articles(text), *_pages(text), *_signature(text)], repairs, undone)


def _line_end(kind: RepairKind, start: int, end: int) -> Edit:
    """Returns the edit that makes a stretch the end of a line."""
    return Edit(kind, start, end, "\n", "\n" + " " * (end - start - 1))


def _behind_words(text: str, end: int, blanks: str) -> int:
    """Returns where the blanks before an offset begin."""
    while end > 0 and text[end - 1] in blanks:
        end -= 1
    return end


def _fields(text: str) -> Iterator[Edit]:
    """Finds the bars of a file that is the record of a table: a day, the office, the title, the text and its address."""
    record = _RECORD.match(text)
    if record is None:
        return
    at, first = record.end(), text.find("\n", record.end())
    last = min(_TOP, first) if first >= 0 else _TOP
    for _ in range(_FIELDS):
        bar = _BAR.search(text, at, last)
        if bar is None:
            break
        yield _line_end(RepairKind.MARKUP, *bar.span())
        at = bar.end()
    address = _ADDRESS.search(text, max(at, len(text) - _TOP))
    if address is not None:
        yield Edit(RepairKind.FURNITURE, *address.span(), "", CUT * len(address[0]))


def _articles(text: str) -> Iterator[Edit]:
    """Finds the articles that stand behind the full stop of the one before, where the numbers go on by it."""
    previous, glued = 0, None
    for last in _ARTICLE_END.finditer(text):
        at = text.rfind("第", max(0, last.start() - _LONGEST_ARTICLE), last.start())
        found = _ARTICLE.fullmatch(text, at, last.start() + 1) if at >= 0 else None
        if found is None:
            continue
        start = _behind_words(text, at, " \t\u3000")
        number = value_of(found["number"]) or 0
        if start == 0 or text[start - 1] == "\n":
            if glued is not None and number == previous + 1:
                yield glued
            previous, glued = number, None
        elif start < at and text[start - 1] in _SENTENCE_ENDS and number == previous + 1:
            if glued is not None:
                yield glued
            previous, glued = number, _line_end(RepairKind.BLANK, start, at)
    if glued is not None:
        yield glued


def _signature(text: str) -> Iterator[Edit]:
    """Finds the office that signs behind the last sentence of a text, on its line: …以本通知为准。 某市水务局."""
    signed = _SIGNED.search(text, max(0, len(text) - _TOP))
    if signed is not None:
        yield _line_end(RepairKind.BLANK, *signed.span("before"))


def _pages(text: str) -> Sequence[Edit]:
    """Finds the numbers of pages behind the last words of a line, where they count on: …总价款- 3, …情形- 4."""
    edits: list[Edit] = []
    first = 0
    for found in _PAGE.finditer(text):
        start = _behind_words(text, found.start(), " \t")
        if start == 0 or not _IS_BEHIND_WORDS.match(text, start - 1):
            continue
        number = int(found["number"])
        if not edits:
            first = number
        elif number != first + len(edits):
            return ()
        end = found.end("page")
        edits.append(Edit(RepairKind.PAGE_NOISE, start, end, "", CUT * (end - start)))
    return edits if len(edits) >= _LEAST_PAGES else ()
