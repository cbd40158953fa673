"""Takes apart what stands on one line though it had lines of its own: fields of a record, an article behind another, a signature, page numbers.

Tables are copied out with a record a line, its fields parted by bars; text taken from pages of a scan may lose the end of a line
above an article, or keep the number of the page behind the words. Each is told by what surely shows it: the day that a record
opens with, numbers of articles or pages that go on one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
_ARTICLE = re.compile(
    r"(?P<before>^[ \t\u3000]*|(?<=[。；！？])[ \t\u3000]+)第(?P<number>[一二三四五六七八九十百零〇\d]{1,7})条(?=[ \t\u3000])",
    re.MULTILINE,
)
_PAGE = re.compile(
    r"(?<=[^\s\d\-—–－])[ \t]*[-—–－][ \t]?(?P<number>\d{1,3})(?:[ \t]?[-—–－])?(?=[ \t]*$)", re.MULTILINE
)
_LEAST_PAGES = 3
_SIGNED = re.compile(
    r"(?<=。)(?P<before>[ \t\u3000]+)[\u4e00-\u9fff、]{3,40}(?:政府|办公室|办公厅|委员会|局|厅|部|院|中心|小组)"
    r"(?:[ \t\u3000]*(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)?\s*\Z"
)


def with_lines_apart(text: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns the text with what was glued on lines of its own, of the same length, and adds what was mended to `repairs`."""
    return made(text, [*_fields(text), *_articles(text), *_pages(text), *_signature(text)], repairs, undone)


def _line_end(kind: RepairKind, found: re.Match[str], group: str | int = 0) -> Edit:
    """Returns the edit that makes what was found the end of a line."""
    start, end = found.span(group)
    return Edit(kind, start, end, "\n", "\n" + " " * (end - start - 1))


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
        yield _line_end(RepairKind.MARKUP, bar)
        at = bar.end()
    address = _ADDRESS.search(text, max(at, len(text) - _TOP))
    if address is not None:
        yield Edit(RepairKind.FURNITURE, *address.span(), "", CUT * len(address[0]))


def _articles(text: str) -> Iterator[Edit]:
    """Finds the articles that stand behind the full stop of the one before, where the numbers go on by it."""
    previous, glued = 0, None
    for found in _ARTICLE.finditer(text):
        number = value_of(found["number"]) or 0
        opens_line = found.start() == 0 or text[found.start() - 1] == "\n"
        if opens_line:
            if glued is not None and number == previous + 1:
                yield glued
            previous, glued = number, None
        elif number == previous + 1:
            if glued is not None:
                yield glued
            previous, glued = number, _line_end(RepairKind.BLANK, found, "before")
    if glued is not None:
        yield glued


def _signature(text: str) -> Iterator[Edit]:
    """Finds the office that signs behind the last sentence of a text, on its line: …以本通知为准。 某市水务局."""
    signed = _SIGNED.search(text, max(0, len(text) - _TOP))
    if signed is not None:
        yield _line_end(RepairKind.BLANK, signed, "before")


def _pages(text: str) -> Sequence[Edit]:
    """Finds the numbers of pages behind the last words of a line, where they count on: …总价款- 3, …情形- 4."""
    found = list(_PAGE.finditer(text))
    numbers = [int(page["number"]) for page in found]
    if len(found) < _LEAST_PAGES or any(below != above + 1 for above, below in pairwise(numbers)):
        return ()
    return [Edit(RepairKind.PAGE_NOISE, *page.span(), "", CUT * len(page[0])) for page in found]
