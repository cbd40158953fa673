"""The documents of a file: where one ends and the next begins, and how they hang together.

A scan may hold a notice, what it forwards, its attachments and foreign pages (docs/reading.md#parts): each
becomes a `Part` with its place in the others.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.terms import Relation, SegmentKind
from ingest.parts.days import DATE
from ingest.parts.hanging import Hanging
from ingest.parts.lines import END, TITLE_SUFFIX, Kind, Line
from ingest.parts.openings import (
    Head,
    Progress,
    contents_of,
    head_end,
    is_last,
    is_prose,
    may_head,
    opens,
    opens_without_head,
    title_start,
)
from ingest.parts.part import Part

_TERMS = re.compile("信用|诚信|失信|守信|惩戒|黑名单|征信|清理规范|法律|法规|措施|名单")
_TOP = 14  # lines that show what a document is
_ROW_SERIAL = re.compile(r"(\d{1,4})[.．、]?")
_LONGEST_ROW = 10  # lines: two rows of a list whose cells stand below each other
_TEXT = frozenset({Kind.BODY, Kind.TABLE, Kind.ADDRESSEE})
_OF_A_DOCUMENT = frozenset({Kind.CUT, Kind.TITLE, Kind.LETTERHEAD, Kind.NUMBER, Kind.ATTACH_MARK})
_NAMES_ITS_OFFICE = re.compile("关于|印发|转发|批转")
_TITLE_SUFFIX = re.compile(f"{TITLE_SUFFIX}$")
# The ends of titles by kind, in the order in which they are tried.
_KINDS: tuple[tuple[SegmentKind, re.Pattern[str]], ...] = (
    (SegmentKind.NOTICE, re.compile("(?:通知|通告|公告|通报)$")),
    (SegmentKind.OPINION, re.compile("意见$")),
    (SegmentKind.PLAN, re.compile("(?:方案|规划|计划|要点|纲要)$")),
    (SegmentKind.MEASURES, re.compile("(?:办法|规定|细则|规则|制度)$")),
    (SegmentKind.REGULATION, re.compile("(?:条例|法|解释)$")),
)


@dataclass(slots=True)
class _Open:
    """The part being read, and how far its text has come."""

    first: int
    relation: Relation
    parent: int
    begun: bool = False
    body: bool = False
    articles: bool = False
    closed: bool = False
    over: bool = False

    @property
    def progress(self) -> Progress:
        """Returns how far the text of the part has come."""
        return Progress(self.body, self.articles, self.closed, self.over)

    def take(self, line: Line) -> None:
        """Takes in a line: whether text has begun, ended, or is over."""
        self.begun = self.begun or line.kind is not Kind.ATTACH_MARK
        if line.kind in _TEXT:
            marked = line.kind is not Kind.BODY or line.paragraph.marker.level > 0
            self.body = self.body or marked or is_prose(line.flat)
            self.articles = self.articles or line.paragraph.marker.kind == "article"
            if line.kind is Kind.BODY:
                self.closed = is_last(line)
        elif line.kind in END and self.body:
            self.closed = True
            self.over = self.over or line.kind is Kind.COLOPHON


def split_parts(lines: Sequence[Line], begins: Sequence[int] = ()) -> list[Part]:
    """Splits a file into its documents, attachments and foreign pages, in order. At least one where there are lines.

    With each line of `begins` (in order) another part of the file begins, and with it another document.
    """
    return _with_colophons(lines, _Splitter(lines, begins).parts()) if lines else []


class _Splitter:
    """Goes through the lines of a file, and closes a part where the next one begins."""

    def __init__(self, lines: Sequence[Line], begins: Sequence[int]) -> None:
        self._lines = lines
        self._begins = deque(begins)
        self._parts: list[Part] = []
        self._hanging = Hanging()
        self._now = _Open(0, Relation.SELF, 0)
        self._at = 0
        self._subject = _Subject(lines)

    def parts(self) -> list[Part]:
        """Returns the parts, a foreign page fenced as noise."""
        lines, stop = self._lines, len(self._lines)
        while self._at < stop:
            line = lines[self._at]
            if self._begins and self._at >= self._begins[0]:
                self._begins.popleft()
                if self._at > self._now.first:
                    self._begin(self._at, self._within(head_end(lines, self._at)))
                    continue
            if may_head(line) and self._opened(line):
                continue
            if line.kind is Kind.COLOPHON:
                self._fence_before_colophon()
            self._read_on(line)
            self._at += 1
        self._finish(stop)
        return self._parts

    def _opened(self, line: Line) -> bool:
        """Opens what begins with the line read now, and tells whether anything does: a table of contents or a document."""
        if self._fence_contents():
            return True
        end = self._within(head_end(self._lines, self._at))
        if end > self._at and self._opens(end):
            self._open(end)
            return True
        if line.kind is Kind.ADDRESSEE and opens_without_head(self._lines, self._at, self._now.progress):
            self._open(end)
            return True
        return False

    def _opens(self, end: int) -> bool:
        """Tells whether the head before line `end` opens another document; one without text yet is still in its head."""
        lines, at, now = self._lines, self._at, self._now
        if lines[at].kind is Kind.ATTACH_MARK:
            return now.begun
        if not (now.body or now.closed) or self._is_row():
            return False
        return opens(Head(lines, at, end, now.progress, self._hanging.awaited))

    def _is_row(self) -> bool:
        """Tells whether the line read now is the title in a row of a list whose cells stand below each other: serials in order lead to it."""
        above = [line.flat for line in self._lines[max(0, self._at - _LONGEST_ROW) : self._at]]
        last = _ROW_SERIAL.fullmatch(above[-1]) if above else None
        before = {"序号", *((str(int(last[1]) - 1) + mark) for mark in ("", ".", "．", "、"))} if last else set()
        return any(flat in before for flat in above)

    def _fence_contents(self) -> bool:
        """Fences a table of contents above the documents that it lists, with the title above it; tells whether there was one."""
        end, titles = contents_of(self._lines, self._at)
        if end == self._at or end > self._within(end):
            return False
        if self._now.body:
            self._parts.append(_close(self._lines, self._now, self._at))
        first = self._at if self._now.body else self._now.first
        own = len(self._parts)
        self._parts.append(Part(first, end, SegmentKind.NOISE, Relation.SELF, own))
        self._hanging.expect(titles)
        self._now = _Open(end, Relation.SELF, own + 1)
        self._at = end
        return True

    def _open(self, end: int) -> None:
        """Closes the part and opens the document whose header ends before line `end`."""
        lines = self._lines
        self._at = start = title_start(lines, self._at, end, self._hanging.awaited)
        # Offices between the end of one document and the head of the next are the letterhead of the latter.
        while start - 1 > self._now.first and lines[start - 1].kind is Kind.SIGN:
            start -= 1
        if start < self._at and lines[start - 1].kind not in (Kind.DATE, Kind.COLOPHON, Kind.CLOSING):
            start = self._at
        if start < self._at and self._signs_below_day(start):
            start = self._at
        self._begin(start, end)

    def _begin(self, start: int, end: int) -> None:
        """Closes the part before line `start` and begins another one; its head, from the line read now on, ends before line `end`."""
        lines = self._lines
        self._parts.append(_close(lines, self._now, start))
        relation, parent = self._hanging.place(lines[self._at : max(end, self._at + 1)], lines, self._parts)
        begun = any(x.kind is not Kind.ATTACH_MARK for x in lines[start:end])
        self._now = _Open(start, relation, parent if parent >= 0 else len(self._parts), begun)
        self._at = end

    def _within(self, end: int) -> int:
        """Returns the end of a run of lines, or where the next part of the file begins before it."""
        return min(end, self._begins[0]) if self._begins else end

    def _signs_below_day(self, start: int) -> bool:
        """Tells whether the offices from line `start` sign the document above: its day stands above them, and no office above that."""
        lines, day = self._lines, start - 1
        unsigned = lines[day].kind is Kind.DATE and DATE.match(lines[day].flat) is not None
        return (
            unsigned and lines[day - 1].kind is not Kind.SIGN and _NAMES_ITS_OFFICE.match(lines[self._at].flat) is None
        )

    def _fence_before_colophon(self) -> None:
        """Fences a foreign page between a document and its colophon."""
        lines, at = self._lines, self._at
        signed = at - 1 if at > self._now.first and lines[at - 1].kind is Kind.SIGN else at
        start = self._foreign_before(signed)
        if start is None:
            return
        owner = len(self._parts)
        self._parts.append(_close(lines, self._now, start))
        self._parts.append(Part(start, signed, SegmentKind.NOISE, Relation.SELF, owner + 1))
        self._now = _Open(signed, Relation.SELF, owner, closed=True)

    def _read_on(self, line: Line) -> None:
        """Takes a line into the open part: what it announces, and whether text has begun or ended."""
        self._hanging.take(line, len(self._parts))
        self._now.take(line)

    def _finish(self, stop: int) -> None:
        """Closes the last part; a foreign page behind it is noise."""
        foreign = self._foreign_before(stop)
        end = stop if foreign is None else foreign
        self._parts.append(_close(self._lines, self._now, end))
        if end < len(self._lines):
            noise = Part(end, len(self._lines), SegmentKind.NOISE, Relation.SELF, len(self._parts))
            self._parts.append(noise)

    def _foreign_before(self, last: int) -> int | None:
        """Finds where a foreign page begins in the open part before line `last`: behind the closing, no header, no word of the subject.

        None where there is none. The test is strict: what is fenced is not read.
        """
        lines, first = self._lines, self._now.first
        closing = next((at for at in range(last - 1, first - 1, -1) if lines[at].kind in END), None)
        if closing is None or closing + 1 >= last:
            return None
        block = lines[closing + 1 : last]
        text = "".join(x.flat for x in block)
        if len(text) < _LEAST_FOREIGN or any(x.kind in _OF_A_DOCUMENT for x in block):
            return None
        if lines[closing].kind not in (Kind.ATTACH_LIST, Kind.COLOPHON, Kind.CLOSING) or _TERMS.search(text):
            return None
        pairs = _pairs(text)
        known = pairs & self._subject.pairs(first, closing)
        return closing + 1 if len(known) < 0.5 * len(pairs) else None


_LEAST_FOREIGN = 40  # characters


class _Subject:
    """Knows the pairs of characters of a part as far as it was asked: it is asked again at each colophon of the part."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._first = self._end = 0
        self._last = ""
        self._pairs: set[str] = set()

    def pairs(self, first: int, end: int) -> set[str]:
        """Returns the pairs of lines [first, end)."""
        if first != self._first or end < self._end:
            self._first = self._end = first
            self._last, self._pairs = "", set()
        text = self._last + "".join(x.flat for x in self._lines[self._end : end])
        self._pairs |= _pairs(text)
        self._last, self._end = text[-1:], end
        return self._pairs


def _pairs(text: str) -> set[str]:
    """Returns all pairs of neighbouring characters."""
    return {text[k : k + 2] for k in range(len(text) - 1)}


def _close(lines: Sequence[Line], now: _Open, last: int) -> Part:
    """Makes the part that ends before line `last`."""
    top = lines[now.first : min(last, now.first + _TOP)]
    return Part(now.first, last, _segment_kind(top), now.relation, now.parent)


def _segment_kind(lines: Sequence[Line]) -> SegmentKind:
    """Names the kind of a document by the lines at its top: a table called 台账, else what its title ends in, else how it begins."""
    if any(line.kind is Kind.TABLE for line in lines) and any("台账" in line.flat for line in lines[:10]):
        return SegmentKind.LEDGER
    titles = (line.flat for line in lines[:10] if line.kind is Kind.TITLE)
    titled = next((kind for title in titles if (kind := _kind_of_title(title)) is not None), None)
    if titled is not None:
        return titled
    if lines and lines[0].kind is Kind.ADDRESSEE:
        return SegmentKind.NOTICE  # its title is missing
    return SegmentKind.ATTACHMENT if lines and lines[0].kind is Kind.ATTACH_MARK else SegmentKind.DOCUMENT


def _kind_of_title(title: str) -> SegmentKind | None:
    """Names the kind of document that a title ends in; None where it names none of them."""
    bare = _TITLE_SUFFIX.sub("", title)
    return next((kind for kind, ending in _KINDS if ending.search(bare)), None)


def _with_colophons(lines: Sequence[Line], parts: list[Part]) -> list[Part]:
    """Sets a second colophon at the end apart: it belongs to an outer document and is a part of its own, SELF of that one."""
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
