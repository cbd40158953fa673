"""Which lines of a PDF are one paragraph, by their places alone: a full line goes on in the next one where that is not indented.

A line is full where the first word of the next one would not have found room in it. In doubt lines stay apart: what
reads as one sentence is joined by ingest.clean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pdf_layout import Line

_TOKEN = re.compile(
    r"[《〈（〔“‘(\[【]*(?:[A-Za-z0-9.,%/:@_#&+=~\-]+|.)[》〉）〕”’、，。；：！？)\]】,.;:!?%％]*", re.DOTALL
)
_ENDS = "。！？；：!?;:"
_ITEM = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[条章节编款]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]"
    r"|\d{1,3}[.、．)）]|[①-⑳㈠-㈩⑴-⒇]|附\s*件|[•·●◆■□▪-]\s"
)


@dataclass(frozen=True, slots=True)
class Margins:
    """Holds from where to where the lines of a text go, whether its paragraphs begin with an indent, and how far lines are apart."""

    left: float
    right: float
    is_indented: bool
    pitch: float


def margins_of(lines: Sequence[Line]) -> Margins:
    """Returns the margins of lines of one column, of one page or of many."""
    widest = max((line.right - line.left for line in lines), default=0.0)
    wide = [line for line in lines if line.right - line.left > 0.7 * widest]
    lefts, rights = sorted(line.left for line in wide), sorted(line.right for line in wide)
    if not lefts:
        return Margins(0.0, 0.0, False, 0.0)
    left, right = lefts[len(lefts) // 20], rights[len(rights) * 19 // 20]
    # What begins two letters further in than most lines, and is full, is the first line of a paragraph.
    indented = sum(1.2 * line.size < line.left - left < 3.2 * line.size for line in wide)
    flush = sum(line.left - left < 0.6 * line.size for line in wide)
    steps = sorted(
        below.top - above.top
        for above, below in zip(lines, lines[1:], strict=False)
        if above.page == below.page and 0 < below.top - above.top < 4 * above.size
    )
    pitch = steps[len(steps) // 3] if steps else 0.0
    return Margins(left, right, indented > 0 and indented >= 0.1 * (indented + flush), pitch)


def goes_on(above: Line, below: Line, first: Line, margins: Margins) -> bool:
    """Tells whether a line goes on with the one above; `first` is the first line of the paragraph so far."""
    if not _is_alike(above, below) or _is_centred(above, margins) or _is_centred(below, margins):
        return False
    if not _is_full(above, below, margins):
        return False
    if above.page == below.page and margins.pitch and below.top - above.top > 1.45 * margins.pitch:
        return False
    slack = 0.6 * below.size
    if above is not first:  # the paragraph has shown where its lines begin
        if abs(below.left - above.left) > slack:
            return False
    elif abs(below.left - margins.left) > slack and abs(below.left - above.inner) > slack:
        return False
    starts_further_in = first.left - below.left > 1.2 * below.size
    if starts_further_in or (margins.is_indented and abs(below.left - margins.left) <= slack):
        return True
    # Without an indent a new paragraph would look alike.
    return above.words[-1] not in _ENDS and not _ITEM.match(below.words)


def _is_alike(above: Line, below: Line) -> bool:
    return max(above.size, below.size) <= 1.25 * min(above.size, below.size)


def _is_centred(line: Line, margins: Margins) -> bool:
    """Tells whether a line stands in the middle, with room on both sides."""
    room = line.left - margins.left, margins.right - line.right
    return min(room) > 2.5 * line.size and abs(room[0] - room[1]) < line.size


def _is_full(above: Line, below: Line, margins: Margins) -> bool:
    """Tells whether the first word of the line below would not have found room above."""
    token = _TOKEN.match(below.words)
    wide = below.begins(token.end()) - below.left if token else below.size
    return margins.right - above.right < min(wide, 0.5 * (margins.right - margins.left)) + 0.5 * above.size
