"""The documents of a file: where one ends and the next begins, and how they hang together.

A scan may hold a notice, what it forwards, its attachments and foreign pages (docs/reading.md#parts): each
becomes a `Part` with its place in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph_schema.terms import Relation, SegmentKind
from ingest.parts.lines import TITLE_SUFFIX, Kind, Line

_BODY_OPENING = re.compile(r"第[一1]条|第[一1]章|总则|一、|（一）|为|根据|按照|依据|依照|目录")
_TERMS = re.compile("信用|诚信|失信|守信|惩戒|黑名单|征信|清理规范|法律|法规|措施|名单")
_MOST_ANNOUNCED = 200  # titles that are still awaited; bounds the work on a file of thousands of documents
_HEAD = frozenset({Kind.LETTERHEAD, Kind.NUMBER, Kind.TITLE, Kind.ATTACH_MARK, Kind.NOTE})
_TEXT = frozenset({Kind.BODY, Kind.TABLE, Kind.ADDRESSEE})
_END = frozenset({Kind.DATE, Kind.COLOPHON, Kind.CLOSING, Kind.SIGN, Kind.ATTACH_LIST})
_OF_A_DOCUMENT = frozenset({Kind.CUT, Kind.TITLE, Kind.LETTERHEAD, Kind.NUMBER, Kind.ATTACH_MARK})
_FORWARDING = re.compile("印发|转发|下发|公布|发布")
_ANNOUNCED = re.compile(r"《([^《》]{4,80}(?:《[^》]*》[^《》]*)?)》")
_TITLE_SUFFIX = re.compile(f"{TITLE_SUFFIX}$")
# The ends of titles by kind, in the order in which they are tried.
_KINDS: tuple[tuple[SegmentKind, re.Pattern[str]], ...] = (
    (SegmentKind.NOTICE, re.compile("(?:通知|通告|公告|通报)$")),
    (SegmentKind.OPINION, re.compile("意见$")),
    (SegmentKind.PLAN, re.compile("(?:方案|规划|计划|要点|纲要)$")),
    (SegmentKind.MEASURES, re.compile("(?:办法|规定|细则|规则|制度)$")),
    (SegmentKind.REGULATION, re.compile("(?:条例|法|解释)$")),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of lines [first, last) that belong together. `parent` is an index of a Part."""

    first: int
    last: int
    kind: SegmentKind
    relation: Relation
    parent: int


@dataclass(slots=True)
class _Open:
    """The part being read."""

    first: int
    relation: Relation
    parent: int
    body: bool = False
    closed: bool = False


class _Announced(NamedTuple):
    """A title that a document (index of its part) says it forwards or attaches."""

    part: int
    title: str
    relation: Relation


def split_parts(lines: Sequence[Line]) -> list[Part]:
    """Splits a file into its documents, attachments and foreign pages, in order. At least one where there are lines."""
    return _with_colophons(lines, _Splitter(lines).parts()) if lines else []


class _Splitter:
    """Goes through the lines of a file, and closes a part where the next one begins."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._parts: list[Part] = []
        self._announced: list[_Announced] = []
        self._now = _Open(0, Relation.SELF, 0)
        self._at = 0

    def parts(self) -> list[Part]:
        """Returns the parts, a foreign page fenced as noise."""
        stop = len(self._lines)
        while self._at < stop:
            end = self._header_end()
            if end > self._at and self._opens(end):
                self._open(end)
            else:
                self._fence_before_colophon()
                self._read_on()
                self._at += 1
        self._finish(stop)
        return self._parts

    def _header_end(self) -> int:
        """Returns the index behind the header that begins here, or this line's own."""
        return _header_end(self._lines, self._at) if self._lines[self._at].kind in _HEAD else self._at

    def _opens(self, end: int) -> bool:
        """Tells whether the header before line `end` opens another document; one without text yet is still in its head."""
        now = self._now
        return (now.body or now.closed) and _opens(self._lines, self._at, end, now, self._announced)

    def _open(self, end: int) -> None:
        """Closes the part and opens the document whose header ends before line `end`."""
        lines, start = self._lines, self._at
        # An office between the date of one document and the title of the next heads the latter.
        dated = start - 2 >= self._now.first and lines[start - 2].kind in (Kind.DATE, Kind.COLOPHON)
        if dated and lines[start - 1].kind is Kind.SIGN:
            start -= 1
        self._parts.append(_close(lines, self._now, start))
        relation, parent = _place(lines, start, end, self._parts, self._announced)
        self._now = _Open(start, relation, parent if parent >= 0 else len(self._parts))
        self._at = end

    def _fence_before_colophon(self) -> None:
        """Fences a foreign page between a document and its colophon."""
        lines, at = self._lines, self._at
        if lines[at].kind is not Kind.COLOPHON:
            return
        signed = at - 1 if at > self._now.first and lines[at - 1].kind is Kind.SIGN else at
        start = _foreign_before(lines, self._now.first, signed)
        if start is None:
            return
        owner = len(self._parts)
        self._parts.append(_close(lines, self._now, start))
        self._parts.append(Part(start, signed, SegmentKind.NOISE, Relation.SELF, owner + 1))
        self._now = _Open(signed, Relation.SELF, owner, closed=True)

    def _read_on(self) -> None:
        """Takes a line into the open part: what it announces, and whether text has begun or ended."""
        line, now = self._lines[self._at], self._now
        self._announced.extend(_announced_by(line, len(self._parts)))
        del self._announced[:-_MOST_ANNOUNCED]
        if line.kind in _TEXT:
            now.body = now.body or line.kind is not Kind.BODY or line.paragraph.marker.level > 0 or _is_prose(line.flat)
            now.closed = now.closed and line.kind is not Kind.BODY
        elif line.kind in _END and now.body:
            now.closed = True

    def _finish(self, stop: int) -> None:
        """Closes the last part; a foreign page behind it is noise."""
        foreign = _foreign_before(self._lines, self._now.first, stop)
        end = stop if foreign is None else foreign
        self._parts.append(_close(self._lines, self._now, end))
        if end < len(self._lines):
            noise = Part(end, len(self._lines), SegmentKind.NOISE, Relation.SELF, len(self._parts))
            self._parts.append(noise)


def _is_prose(flat: str) -> bool:
    return len(flat) >= 12 and any(c in flat for c in "，。；：")


def _header_end(lines: Sequence[Line], start: int) -> int:
    """Returns the index behind the run of header lines that starts at `start` (`start` itself where none does)."""
    end = start
    while end < len(lines) and end - start < 12 and (lines[end].kind in _HEAD or _is_title_piece(lines, start, end)):
        end += 1
    while end > start and lines[end - 1].kind not in _HEAD:
        end -= 1
    if end > start and all(x.kind is Kind.NOTE for x in lines[start:end]):
        return start
    return end


def _is_title_piece(lines: Sequence[Line], start: int, at: int) -> bool:
    """Tells whether line `at` is a short line inside a header, such as the first half of a title broken in two."""
    line = lines[at]
    return (
        line.kind in (Kind.BODY, Kind.SIGN)
        and at > start
        and len(line.flat) <= 40
        and line.paragraph.marker.level == 0
        and not re.search("[。；，：]", line.flat)
    )


def _opens(lines: Sequence[Line], start: int, end: int, now: _Open, announced: Sequence[_Announced]) -> bool:
    """Tells whether the header lines [start, end) open another document."""
    kinds = {x.kind for x in lines[start:end]}
    after = lines[end] if end < len(lines) else None
    # These stand above a document and nowhere else.
    if Kind.LETTERHEAD in kinds or lines[start].kind is Kind.ATTACH_MARK:
        return True
    if Kind.TITLE not in kinds:
        return False
    # A title alone may be cited; an addressee or a 文号 beside it shows that it is none of the text.
    if after is not None and after.kind is Kind.ADDRESSEE:
        return True
    if Kind.NUMBER in kinds and (now.closed or lines[start].paragraph.after_gap):
        return True
    # What an earlier document announced.
    titles = {_bare(x.flat) for x in lines[start:end] if x.kind is Kind.TITLE}
    if titles & {title for _, title, _ in announced}:
        return True
    # Behind the end of a document a title opens one where the text below begins as texts do.
    return bool(now.closed and after is not None and _BODY_OPENING.match(after.flat))


def _bare(title: str) -> str:
    return re.sub(r"[《》〈〉“”\s]|（[^）]{1,8}）$", "", title)


def _announced_by(line: Line, part: int) -> Iterator[_Announced]:
    """Finds the titles that a line of a document says are forwarded or attached."""
    if line.kind is Kind.ATTACH_LIST:
        entry = re.sub(r"^-?附件[：]?", "", line.flat)
        entry = re.sub(r"^\d{1,2}[.、．]", "", entry)
        for piece in re.split(r"(?<=[^\d])\d[.、．](?=[《\u4e00-\u9fff])", entry):
            title = re.sub(r"（[^）]*(?:号|稿)）$", "", piece.strip("；。"))
            if len(title) >= 4:
                yield _Announced(part, _bare(title), Relation.ATTACHES)
    elif line.kind is Kind.BODY and "《" in line.flat and len(line.flat) < 600 and _FORWARDING.search(line.flat):
        for named in _ANNOUNCED.finditer(line.flat):
            yield _Announced(part, _bare(named[1]), Relation.FORWARDS)


def _place(
    lines: Sequence[Line], start: int, end: int, parts: Sequence[Part], announced: Sequence[_Announced]
) -> tuple[Relation, int]:
    """Tells how the document that opens at `start` hangs on an earlier one; parent -1 where it stands by itself."""
    titles = {_bare(x.flat) for x in lines[start:end] if x.kind is Kind.TITLE}
    joined = _bare("".join(x.flat for x in lines[start:end] if x.kind in (Kind.TITLE, Kind.BODY)))
    for part, title, relation in reversed(announced):
        if title in titles or title == joined or any(_ends_alike(title, other) for other in titles):
            return relation, part
    if lines[start].kind is Kind.ATTACH_MARK:
        attaching = [part for part, _, relation in announced if relation is Relation.ATTACHES]
        return Relation.ATTACHES, attaching[-1] if attaching else len(parts) - 1
    # A text without an addressee behind a closed notice is what that notice issues.
    if (
        parts
        and _issues(lines, parts[-1])
        and not any(x.kind in (Kind.LETTERHEAD, Kind.NUMBER) for x in lines[start:end])
    ):
        return Relation.FORWARDS, len(parts) - 1
    return Relation.SELF, -1


def _ends_alike(announced: str, title: str) -> bool:
    """Tells whether one of two long titles ends in the other."""
    return len(announced) > 12 and (title.endswith(announced) or (len(title) > 12 and announced.endswith(title)))


def _issues(lines: Sequence[Line], part: Part) -> bool:
    """Tells whether the title of a part says that it issues or forwards something."""
    title = "".join(
        x.flat
        for x in lines[part.first : min(part.first + 8, part.last)]
        if x.kind in (Kind.TITLE, Kind.BODY) and len(x.flat) < 100
    )
    return bool(re.search("印发|转发|公布|发布|下发", title))


def _foreign_before(lines: Sequence[Line], first: int, last: int) -> int | None:
    """Finds where a foreign page begins in [first, last): behind the closing, no header, no word of the subject.

    None where there is none. The test is strict: what is fenced is not read.
    """
    closing = None
    for number in range(first, last):
        if lines[number].kind in _END:
            closing = number
    if closing is None or closing + 1 >= last:
        return None
    block = lines[closing + 1 : last]
    text = "".join(x.flat for x in block)
    if len(text) < 40 or any(x.kind in _OF_A_DOCUMENT for x in block):
        return None
    if lines[closing].kind not in (Kind.ATTACH_LIST, Kind.COLOPHON, Kind.CLOSING) or _TERMS.search(text):
        return None
    known = _pairs("".join(x.flat for x in lines[first:closing]))
    pairs = _pairs(text)
    return closing + 1 if len(pairs & known) < 0.5 * len(pairs) else None


def _pairs(text: str) -> set[str]:
    """Returns all pairs of neighbouring characters."""
    return {text[k : k + 2] for k in range(len(text) - 1)}


def _close(lines: Sequence[Line], now: _Open, last: int) -> Part:
    """Makes the part that ends before line `last`."""
    return Part(now.first, last, _segment_kind(lines[now.first : last]), now.relation, now.parent)


def _segment_kind(lines: Sequence[Line]) -> SegmentKind:
    """Names the kind of a document: a table called 台账, else what its title ends in, else how it begins."""
    if any(line.kind is Kind.TABLE for line in lines[:14]) and any("台账" in line.flat for line in lines[:10]):
        return SegmentKind.LEDGER
    titles = (line.flat for line in lines[:10] if line.kind is Kind.TITLE)
    titled = next((kind for title in titles if (kind := _kind_of_title(title)) is not None), None)
    if titled is not None:
        return titled
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
