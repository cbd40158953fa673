"""Lines of a document to Provisions: articles with their paragraphs, numbered items, preamble.

See docs/reading.md#provisions.

An article (第三条) is one provision with all its paragraphs and items; in a numbered notice the
innermost numbered paragraph is, with the unnumbered paragraphs behind it. A provision's label is
the way a lawyer cites it: 第三条, 二（一）3, 序言.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from sys import intern
from typing import NamedTuple

from graph_schema.terms import Zone
from ingest.clean.columns import Columns
from ingest.clean.markers import Marker
from ingest.clean.text import Paragraph
from ingest.parts.lines import END, Kind, Line

_AIMS = re.compile(
    "(?:总体要求|总体思路|总体目标|指导思想|基本原则|工作原则|遵循原则|主要原则|主要目标|工作目标|目标任务|发展目标|基本思路)"
)
_SENTENCE = re.compile("[^。！？\n]+[。！？]?")
_HEADING_END = re.compile("[。；：，]")
_BASIS = re.compile("通知如下|公告如下|意见如下|印发给|转发给|制定(?:本|如下)|现将|特制定")


class Unit(NamedTuple):
    """A provision in clean offsets, with its lines (indexes into the document's lines)."""

    label: str
    zone: Zone
    start: int
    end: int
    first: int
    last: int


class Sentence(NamedTuple):
    """A sentence in clean offsets, with the unit (index) that it stands in."""

    start: int
    end: int
    unit: int
    line: int


def split_provisions(lines: Sequence[Line], body: int, *, begins: bool = True) -> Sequence[Unit]:
    """Splits a document into provisions: its head ends before line `body`; in text order, without gaps in the body.

    A text that does not begin where its document does has no preamble: what stands before its first number is the rest
    of a provision that is not there.
    """
    kinds, markers, bounds, first_number, first_article = _gone_through(lines, body)
    leveled = (at for at in range(len(kinds) - 1, -1, -1) if markers[at].level)
    # Closing lines close the document from here on: what stands before the last item or article is a part of the text.
    closing = next((at for at in leveled if kinds[at] not in END), 0)
    starts = list(_starts(kinds, markers, first_number, first_article, closing))
    units = Columns(Unit, "OOIIII")
    stack: list[tuple[int, str]] = []
    first_numbered = next((first for first in starts if markers[first].level), len(kinds))
    aims_level = 0
    for number, first in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(kinds)
        kind, marker = kinds[first], markers[first]
        if kind in END and first >= closing:
            label, zone = "落款", Zone.CLOSING
        elif marker.kind in ("chapter", "section"):
            stack = [] if marker.kind == "chapter" else stack[:1]
            aims_level = 0
            label, zone = marker.label, Zone.HEADER
        elif marker.level:
            while stack and stack[-1][0] >= marker.level:
                stack.pop()
            stack.append((marker.level, _tidy(marker.label)))
            if aims_level and marker.level <= aims_level:
                aims_level = 0
            if not aims_level:
                heading = _HEADING_END.split(lines[body + first].flat[:25], maxsplit=1)[0]
                if len(heading) <= 24 and _AIMS.search(heading):
                    aims_level = marker.level
            label = "".join(x for _, x in stack) if first < first_article else _article_label(stack)
            zone = Zone.AIMS if aims_level else Zone.BODY
        elif begins and first < first_numbered:
            leads = kind is not Kind.TABLE and (
                first_numbered < len(kinds) or first <= 1 or _states_basis(lines[body + first].flat)
            )
            label, zone = ("序言", Zone.PREAMBLE) if leads else (f"第{number + 1}段", Zone.BODY)
        else:
            label, zone = f"第{number + 1}段", Zone.AIMS if aims_level else Zone.BODY
        # Thousands of articles share their labels, and records keep them.
        units.add(intern(label), zone, bounds[2 * first], bounds[2 * end - 1], body + first, body + end)
    return units.at_hand()


def _gone_through(lines: Sequence[Line], body: int) -> tuple[list[Kind], list[Marker], array[int], int, int]:
    """Goes through the lines of a body once: those of a long text are made anew at each look.

    Returns for each its kind, its marker, start and end; then the first one with a number before the first article, and
    that article (in lines of the body, their count where there is none).
    """
    kinds: list[Kind] = []
    markers: list[Marker] = []
    bounds = array("I")
    first_number = first_article = -1
    for (start, end, marker, _), kind, _ in lines[body:] if body else lines:
        if marker.level and first_article < 0:
            if first_number < 0:
                first_number = len(kinds)
            if marker.kind == "article":
                first_article = len(kinds)
        kinds.append(kind)
        markers.append(marker)
        bounds.append(start)
        bounds.append(end)
    count = len(kinds)
    return (
        kinds,
        markers,
        bounds,
        count if first_number < 0 else first_number,
        count if first_article < 0 else first_article,
    )


def _tidy(label: str) -> str:
    return label.rstrip("、.．")


def _article_label(stack: Sequence[tuple[int, str]]) -> str:
    return "".join(x for level, x in stack if level >= 3)


def _starts(
    kinds: Sequence[Kind], markers: Sequence[Marker], first_number: int, first_article: int, closing: int
) -> Iterator[int]:
    """Yields the lines that open a provision of their own; the first line of the body always does."""
    above = Kind.BODY
    for at, kind in enumerate(kinds):
        numbered, articled, closes = at > first_number, at >= first_article, at - closing
        if not at or _opens(kind, markers[at], above, numbered=numbered, articled=articled, closes=closes):
            yield at
        above = kind


def _opens(kind: Kind, marker: Marker, above: Kind, *, numbered: bool, articled: bool, closes: int) -> bool:
    """Tells whether a line opens a provision of its own; `closes` is its distance from where closing lines close the document."""
    level = marker.level
    if closes >= 0:
        if kind in END:
            return above not in END
        if closes and above in END:
            return True
    if articled:
        return 0 < level <= 3 or kind is Kind.CUT
    if level:
        return marker.kind != "yi"
    # Below the first number a line that ends like an addressee leads to what follows: 对下列企业：.
    if kind is Kind.TABLE or (kind is Kind.ADDRESSEE and not numbered):
        return above is not kind
    # An unnumbered paragraph continues the numbered item above it, unless it stands before the first one.
    return not numbered


def _states_basis(flat: str) -> bool:
    return _BASIS.search(flat) is not None


def split_sentences(flat: str, lines: Sequence[Line], units: Sequence[Unit]) -> Sequence[Sentence]:
    """Splits the provisions of a document into sentences, in text order; a row of a table is one sentence."""
    sentences = Columns(Sentence, "IIII")
    add = sentences.add
    body = iter(lines[units[0].first :] if units else ())  # no line stands between two provisions
    for number, unit in enumerate(units):
        for at, (paragraph, kind, _) in zip(range(unit.first, unit.last), body, strict=False):
            if kind is Kind.TABLE:
                add(paragraph.start, paragraph.end, number, at)
                continue
            for words in _SENTENCE.finditer(flat, behind_marker(paragraph), paragraph.end):
                start, end = words.span()
                add(start, end, number, at)
    return sentences.at_hand()


def behind_marker(paragraph: Paragraph) -> int:
    """Returns where the words of a paragraph begin, its 第三条 or （一） left out."""
    marker = paragraph.marker
    return paragraph.start + (len(marker.label) if marker.level and marker.kind != "yi" else 0)
