"""The traces of pages in a text: a page that was scanned twice, and lines with nothing but a page number or a stamp."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.lines import SourceLines
from ingest.clean.undoing import Undoing

_PAGE_LINE = re.compile(
    r"(?:[—–\-－_―·•]{1,3}\s*\d{1,4}\s*[—–\-－_―·•]{1,3}|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*[/／]\s*\d{1,4}|\d{5,8}|\d{1,3})"
)
_AWAITS_DIGITS = re.compile(
    r"(?:第|[〔［\[（(【{｛]|[〕］\]）)】}｝]|[年月、，,至—-]|[\u4e00-\u9fff〕年月](?=\d))\d{0,4}$"
)
_GOES_ON_WITH = re.compile(r"\d{0,4}[〕］\]）)】}｝号条款项年月日章节、，,]")
_ENDS_MARKER = re.compile(r"[、．.](?!\d)|[）)]")  # no line begins so: the number of an item stands above
_LEAST_DUPLICATE = 80  # characters: below this a repeated line is a form or a list, not a page


def without_duplicates(lines: SourceLines, repairs: list[Repair], undone: Undoing) -> array[int]:
    """Returns the lines but those of a page scanned twice: a run of lines that stands again right behind itself."""
    last: dict[int, int] = {}  # hash of a line → where it was kept last; the words themselves would take much memory
    keep = array("I")
    line = 0
    while line < len(lines):
        text = lines.words(line)
        key = hash(text)
        first = last.get(key) if len(text) >= 6 else None
        if first is not None and _repeats(keep, first, lines, line):
            size = len(keep) - first
            span = Span(lines.starts[line], lines.ends[line + size - 1])
            if undone.forbids(RepairKind.DUPLICATE, span.start, span.end):
                keep.extend(range(line, line + size))
            else:
                repairs.append(Repair(kind=RepairKind.DUPLICATE, span=span, replacement=""))
            line += size
            continue
        last[key] = len(keep)
        keep.append(line)
        line += 1
    return keep


def _repeats(kept: Sequence[int], first: int, lines: SourceLines, line: int) -> bool:
    """Tells whether the lines kept from `first` on stand again from line i on."""
    count = len(kept) - first
    if line + count > len(lines):
        return False
    size = 0
    for below in range(count):
        words = lines.words(line + below)
        if lines.words(kept[first + below]) != words:
            return False
        size += len(words)
    return size >= _LEAST_DUPLICATE


def without_page_lines(lines: SourceLines, kept: Sequence[int], repairs: list[Repair], undone: Undoing) -> array[int]:
    """Returns the lines but those with nothing but a page number or a stamp."""
    keep = array("I")
    gap = False
    for at, line in enumerate(kept):
        words = lines.words(line)
        if len(words) <= 14 and _PAGE_LINE.fullmatch(words) and not _goes_on(lines, keep, kept, at):
            start, end = lines.starts[line], lines.ends[line]
            if not undone.forbids(RepairKind.PAGE_NOISE, start, end):
                repairs.append(Repair(kind=RepairKind.PAGE_NOISE, span=Span(start, end), replacement=""))
                gap = gap or bool(lines.gaps[line])
                continue
        if gap:
            lines.gaps[line], gap = True, False
        keep.append(line)
    return keep


def _goes_on(lines: SourceLines, keep: Sequence[int], kept: Sequence[int], at: int) -> bool:
    """Tells whether a line of digits is a part of a number that was broken: 〔2016〕⏎33⏎号, 2016年⏎3⏎月."""
    words = lines.words(kept[at])
    if not words.isdecimal():
        return False
    below = lines.words(kept[at + 1]) if at + 1 < len(kept) else ""
    if _ENDS_MARKER.match(below):
        return True
    above = lines.words(keep[-1]) if keep else ""
    return _AWAITS_DIGITS.search(above) is not None and _GOES_ON_WITH.match(below) is not None
