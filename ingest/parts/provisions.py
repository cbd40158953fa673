"""Lines of a document to Provisions: articles with their paragraphs, numbered items, preamble.

See docs/reading.md#provisions.

An article (第三条) is one provision with all its paragraphs and items; in a numbered notice the
innermost numbered paragraph is, with the unnumbered paragraphs behind it. A provision's label is
the way a lawyer cites it: 第三条, 二（一）3, 序言.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from sys import intern
from typing import NamedTuple

from graph_schema.terms import Zone
from ingest.clean.columns import Columns
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
    first_article = first_number = len(lines)
    for at, line in enumerate(lines[body:], start=body):
        if line.paragraph.marker.level:
            first_number = min(first_number, at)
            if line.paragraph.marker.kind == "article":
                first_article = at
                break
    closing = _closing_from(lines, body)
    starts = _starts(lines, body, first_number, first_article, closing)
    units = Columns(Unit, "OOIIII")
    stack: list[tuple[int, str]] = []
    first_numbered = next((first for first in starts if lines[first].paragraph.marker.level), len(lines))
    aims_level = 0
    bounds = [*starts, len(lines)]
    for number, first in enumerate(starts):
        end = bounds[number + 1]
        line = lines[first]
        marker = line.paragraph.marker
        if line.kind in END and first >= closing:
            _add(units, lines, first, end, "落款", Zone.CLOSING)
            continue
        if marker.kind in ("chapter", "section"):
            stack = [] if marker.kind == "chapter" else stack[:1]
            aims_level = 0
            _add(units, lines, first, end, marker.label, Zone.HEADER)
            continue
        if marker.level:
            while stack and stack[-1][0] >= marker.level:
                stack.pop()
            stack.append((marker.level, _tidy(marker.label)))
            if aims_level and marker.level <= aims_level:
                aims_level = 0
            heading = _HEADING_END.split(line.flat[:25], maxsplit=1)[0]
            if not aims_level and len(heading) <= 24 and _AIMS.search(heading):
                aims_level = marker.level
            label = "".join(x for _, x in stack) if first < first_article else _article_label(stack)
            _add(units, lines, first, end, label, Zone.AIMS if aims_level else Zone.BODY)
        elif begins and first < first_numbered:
            zone = Zone.PREAMBLE if _is_preamble(lines, first, body, first_numbered) else Zone.BODY
            _add(units, lines, first, end, "序言" if zone is Zone.PREAMBLE else f"第{number + 1}段", zone)
        else:
            _add(units, lines, first, end, f"第{number + 1}段", Zone.AIMS if aims_level else Zone.BODY)
    return units.at_hand()


def _tidy(label: str) -> str:
    return label.rstrip("、.．")


def _article_label(stack: Sequence[tuple[int, str]]) -> str:
    return "".join(x for level, x in stack if level >= 3)


def _closing_from(lines: Sequence[Line], body: int) -> int:
    """Returns the index from which closing lines close the document: what stands before the last item or article is a part of the text."""
    items = (at for at in range(len(lines) - 1, body - 1, -1) if lines[at].paragraph.marker.level)
    return next((at for at in items if lines[at].kind not in END), body)


def _starts(lines: Sequence[Line], body: int, first_number: int, first_article: int, closing: int) -> list[int]:
    """Returns the lines that open a provision of their own; the first line of the body always does."""
    starts: list[int] = []
    above = Kind.BODY
    for at, line in enumerate(lines[body:], start=body):
        if at == body or _opens(
            line, above, numbered=at > first_number, articled=at >= first_article, closes=at - closing
        ):
            starts.append(at)
        above = line.kind
    return starts


def _opens(line: Line, above: Kind, *, numbered: bool, articled: bool, closes: int) -> bool:
    """Tells whether a line opens a provision of its own; `closes` is its distance from where closing lines close the document."""
    kind, level = line.kind, line.paragraph.marker.level
    if closes >= 0:
        if kind in END:
            return above not in END
        if closes and above in END:
            return True
    if articled:
        return 0 < level <= 3 or kind is Kind.CUT
    if level:
        return line.paragraph.marker.kind != "yi"
    # Below the first number a line that ends like an addressee leads to what follows: 对下列企业：.
    if kind is Kind.TABLE or (kind is Kind.ADDRESSEE and not numbered):
        return above is not kind
    # An unnumbered paragraph continues the numbered item above it, unless it stands before the first one.
    return not numbered


def _is_preamble(lines: Sequence[Line], at: int, body: int, first_numbered: int) -> bool:
    return lines[at].kind is not Kind.TABLE and (
        first_numbered < len(lines) or at <= body + 1 or _states_basis(lines[at].flat)
    )


def _states_basis(flat: str) -> bool:
    return _BASIS.search(flat) is not None


def _add(units: Columns[Unit], lines: Sequence[Line], first: int, last: int, label: str, zone: Zone) -> None:
    # Thousands of articles share their labels, and records keep them.
    units.add(intern(label), zone, lines[first].paragraph.start, lines[last - 1].paragraph.end, first, last)


def split_sentences(flat: str, lines: Sequence[Line], units: Sequence[Unit]) -> Sequence[Sentence]:
    """Splits the provisions of a document into sentences, in text order; a row of a table is one sentence."""
    sentences = Columns(Sentence, "IIII")
    add = sentences.add
    for number, unit in enumerate(units):
        for at, (paragraph, kind, _) in enumerate(lines[unit.first : unit.last], start=unit.first):
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
