"""The cuts of a line: blanks inside Chinese words, invisible characters, readings put in (huì), marks of Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.edits import CUT
from ingest.clean.undoing import Undoing

_BLANKS = re.compile(r"[^\S\n\t]+")
_CUTS = re.compile(f"{CUT}+")
_PURE_BLANKS = re.compile(rf"[^\S\n\t{CUT}]+")
_READING = re.compile(
    r"(?<=[\u4e00-\u9fff])[（(](?=[^）)]{1,8}[）)])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]*[）)]"
)
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")  # every inserted reading holds one
_LOOSE_NUMBER = re.compile(
    r"[〔\[［﹝【（(]\s*[12][\d\s]{3,8}[〕\]］﹞】）)]?\s*第?[\d\s]{1,10}号|第[\d\s]{1,8}号|\d[\d\s]{0,6}年|\d[\d\s]{0,3}[月日]"
)


def holds_readings(text: str) -> bool:
    """Tells whether a text may hold inserted readings at all: a quick look that spares one at each line."""
    return _TONE.search(text) is not None


def cuts_of(
    line: str, marks: Sequence[tuple[int, int]], start: int, repairs: list[Repair], undone: Undoing, *, readings: bool
) -> Sequence[tuple[int, int]]:
    """Finds what is cut out of a line that starts at `start`: blanks unless they part two words or numbers; readings; `marks`.

    What ingest.clean.shown has laid out as `CUT` is listed there.
    """
    # str.split looks for blanks many times faster than a pattern.
    cuts = _blanks_of(line) if len(line.split(None, 1)) > 1 else []
    if marks:
        cuts.extend((first, last, RepairKind.MARKUP) for first, last in marks)
    if readings and ("（" in line or "(" in line):
        cuts.extend((m.start(), m.end(), RepairKind.READING) for m in _READING.finditer(line))
    if undone:
        cuts = [
            (first, last, kind)
            for first, last, kind in cuts
            if kind is None or not undone.forbids(kind, start + first, start + last)
        ]
    if not cuts:
        return ()
    if len(cuts) > 1:
        cuts.sort(key=lambda cut: cut[:2])
    made, at = [], 0
    for first, last, kind in cuts:
        if first < at:
            continue
        span = Span(start + first, start + last)
        if kind is not None:
            repairs.append(Repair(kind=kind, span=span, replacement=""))
        made.append((span.start, span.end))
        at = last
    return made


def _blanks_of(line: str) -> list[tuple[int, int, RepairKind | None]]:
    """Finds the blanks of a line that part nothing, and what is to be cut in any case (without a kind)."""
    out: list[tuple[int, int, RepairKind | None]] = []
    invisible = CUT in line
    numbers: list[tuple[int, int]] | None = None
    for blank in _BLANKS.finditer(line):
        first, last = blank.span()
        if invisible:
            out.extend((m.start(), m.end(), None) for m in _CUTS.finditer(line, first, last))
        if _is_word(line[first - 1]) and _is_word(line[last]):
            if numbers is None:
                numbers = [number.span() for number in _LOOSE_NUMBER.finditer(line)]
            if not any(start < first and last < end for start, end in numbers):
                continue
        if invisible:
            out.extend((m.start(), m.end(), RepairKind.BLANK) for m in _PURE_BLANKS.finditer(line, first, last))
        else:
            out.append((first, last, RepairKind.BLANK))
    return out


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
