"""Characters that stand for others: radicals, compatibility forms, invisible ones, entities of HTML, line ends.

What each stands for is what Unicode says: NFKC for the Kangxi radicals (U+2F00) and the compatibility ideographs,
Equivalent_Unified_Ideograph (UAX #38; Unicode 14) for the supplement of radicals (U+2E80), the general categories Cc and Cf
and the variation selectors for what nobody sees. Text from PDF files is full of the former, text from web pages of the latter.

Everything stays at its place: what is to be cut out of the text becomes `CUT` for the time being.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from html import unescape
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.edits import CUT, Edit, made
from ingest.clean.scan import Classes, scanned
from ingest.clean.script import simplified
from ingest.clean.undoing import Undoing

LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a line beside \\n. Each is read as \\n, but \\r before \\n, which is a blank at the end of its line."""

_RADICALS = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
_INVISIBLE = (range(0x10000), range(0xE0000, 0xE1000))
_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_FILLERS = (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFFFC)  # seen as nothing, though no Cf
_SEEN = (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2)  # Cf, but signs of Arabic and Syriac that are seen
_OLD_FORMS = {"靑": "青"}  # two forms of one character in Unicode, neither of them traditional
_ORDINARY, _OTHER, _NOTHING, _ENDS, _BROKEN = range(5)
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,8});")


def as_shown(source: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns the text with what its characters stand for, of the same length, and adds what was mended to `repairs`."""
    cut = {place for repair in repairs for place in range(repair.span.start, repair.span.end)}  # listed already
    edits = [edit for edit in _characters(source) if not (edit.start in cut and edit.kind is RepairKind.INVISIBLE)]
    if "&" in source:
        edits.extend(_entities(source))
    return made(source, edits, repairs, undone)


def _characters(source: str) -> Iterator[Edit]:
    """Finds the characters that stand for others, run by run."""
    for block, found in scanned(source, _classes()):
        hits = np.flatnonzero(found)
        if hits.size:
            yield from _runs(source, block, hits, found[hits])


def _runs(source: str, block: int, hits: NDArray[np.intp], found: Classes) -> Iterator[Edit]:
    """Puts neighbours of one class together, as one mended place."""
    borders = np.flatnonzero((np.diff(hits) != 1) | (np.diff(found) != 0)) + 1
    for first, last in zip([0, *borders.tolist()], [*borders.tolist(), len(hits)], strict=True):
        start, end = block + int(hits[first]), block + int(hits[last - 1]) + 1
        kind = int(found[first])
        if kind == _OTHER:
            read = "".join(map(equivalents().__getitem__, source[start:end]))
            yield Edit(RepairKind.CHARACTER, start, end, read, read)
        elif kind == _NOTHING:
            yield Edit(RepairKind.INVISIBLE, start, end, "", CUT * (end - start))
        elif kind == _ENDS:
            before_its_end = source[end - 1] == "\r" and source[end : end + 1] == "\n"
            read = "\n" * (end - start - 1) + ("\r" if before_its_end else "\n")
            yield Edit(None, start, end, read, read)
        else:
            yield Edit(None, start, end, "", "\ufffd" * (end - start))


def _entities(source: str) -> Iterator[Edit]:
    """Finds the entities of HTML that no reader of web pages has resolved: &#12298; and &nbsp;."""
    for entity in _ENTITY.finditer(source):
        sign = unescape(entity[0])
        if len(sign) != 1 or (sign.isalnum() and sign.isascii()):
            continue
        rest = CUT * (len(entity[0]) - 1)
        kind = int(_classes()[ord(sign)])
        start, end = entity.span()
        parts = sign.isspace() and f"{source[start - 1 : start]}{source[end : end + 1]}".isascii()
        if kind in (_NOTHING, _BROKEN) or (sign.isspace() and kind != _ENDS and not parts):
            yield Edit(RepairKind.INVISIBLE, start, end, "", CUT + rest)
            continue
        read = "\n" if kind == _ENDS else equivalents().get(sign, sign)
        # What closes stands last, so that a title reaches to its end.
        closes = unicodedata.category(read) in ("Pe", "Pf")
        yield Edit(RepairKind.CHARACTER, start, end, read, rest + read if closes else read + rest)


@cache
def equivalents() -> dict[str, str]:
    """Returns what the radicals and compatibility ideographs stand for, in simplified script."""
    pairs = "".join(files("ingest").joinpath("lexicon/radicals.txt").read_text(encoding="utf-8").split())
    out = {pairs[i]: pairs[i + 1] for i in range(0, len(pairs), 2)}
    for character in (chr(code) for codes in _RADICALS for code in codes):
        normal = unicodedata.normalize("NFKC", character)
        if len(normal) == 1 and normal != character:
            out[character] = normal
    return {written: simplified(_OLD_FORMS.get(read, read)) for written, read in out.items()}


@cache
def _classes() -> Classes:
    """Returns the class of each character, by its code."""
    classes = np.zeros(sys.maxunicode + 1, np.uint8)
    for code in (code for codes in _INVISIBLE for code in codes):
        if unicodedata.category(chr(code)) in ("Cc", "Cf"):
            classes[code] = _NOTHING
    classes[[code for codes in _SELECTORS for code in codes]] = _NOTHING
    classes[list(_FILLERS)] = _NOTHING
    classes[[*map(ord, "\t\n"), *_SEEN]] = _ORDINARY
    classes[list(map(ord, LINE_ENDS))] = _ENDS
    classes[list(map(ord, equivalents()))] = _OTHER
    classes[0xD800:0xE000] = _BROKEN  # a lone surrogate is no character: it is read as the sign for damage
    return classes
