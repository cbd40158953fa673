"""Characters of a PDF with their boxes in, pieces of lines out: parted at wide gaps, with the blanks that were typed.

Many pages are taken at once: what is done for each character is done for all of them in a few steps over arrays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from graph_schema.page_map import SURE, Box
from graph_schema.terms import RepairKind
from ingest.formats.layout import Line, Sheet

_WIDE = 0.9  # heights of a line: no blank within a sentence is as wide
_TYPED = 0.13  # heights of a line: as much wider than its neighbours is a gap where a blank was typed
_LEAST_TURNED = 20  # characters that tell how a page is written
_TINY = 1.5  # points; letters as small are not seen
_LAYER = bytes([round(0.75 * SURE)])  # how sure a character is that an unknown program recognised
_FARTHEST = 20_000.0  # points from the corner of a page: pages have 14,400 at most
_SPACES = re.compile(r"[\s\x00-\x1f\xad\ufeff\ufffe\uffff]")
_CLOSERS = "，。、；：！？）》〉」』】〕”’"
_OPENERS = "（《〈「『【〔“‘"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Seen(IntEnum):
    """Tells whether a character is seen on the page, lies as a layer of words under its picture, or is hidden."""

    YES = 0
    LAYER = 1
    NO = 2


@dataclass(slots=True)
class Drawn:
    """Holds what is drawn on a page: its lines as they are laid out, how much of it pictures cover, and what was noticed."""

    sheet: Sheet
    pictured: float = 0.0
    """The share of the page that pictures cover."""
    shapes: int = 0
    """Filled shapes that are no lines: letters may be drawn as such."""
    letters: int = 0
    """Characters of the text."""
    has_layer: bool = False
    """Tells whether words lie unseen under a picture of the page."""
    has_hidden: bool = False
    lost: int = 0
    """Texts in fonts that are neither in the file nor on this machine: their characters cannot be told."""
    is_garbled: bool = False
    """Tells whether the fonts do not say which characters they show."""
    is_turned: bool = False
    """Tells whether most letters stand above each other: written upright, or turned on a page that is not."""
    comments: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Letters:
    """Holds the characters of a page: the text, their codes, their boxes as rows of left, top, right and bottom, how each is seen."""

    drawn: Drawn
    text: str
    codes: Any
    boxes: Any
    seen: Any
    """One Seen a character; None where all are seen as far as the objects tell."""


def add_lines(pages: Sequence[Letters]) -> None:
    """Adds to each page the pieces of lines that its characters make."""
    if pages:
        _Characters(pages).add_lines()


class _Characters:
    """The characters of some pages that are seen as ink, in arrays."""

    def __init__(self, pages: Sequence[Letters]) -> None:
        import numpy as np

        self._pages = pages
        self._text = "".join(page.text for page in pages)
        codes = np.concatenate([page.codes for page in pages])
        self._inked = np.flatnonzero(_is_inked()[codes])
        self._codes = codes[self._inked]
        page_of = np.repeat(np.arange(len(pages)), [len(page.codes) for page in pages])
        self._page = page_of[self._inked]
        boxes = np.concatenate([page.boxes for page in pages])[self._inked]
        if not np.isfinite(boxes).all():
            boxes = np.nan_to_num(boxes, posinf=0, neginf=0)
        boxes = np.clip(boxes, -_FARTHEST, _FARTHEST)
        self._left, self._top, self._right, self._bottom = boxes.T.copy()
        self._seen = self._how_seen()
        self._gaps: Any = None
        self._spread: Any = None
        self._tilted: Any = None

    def _how_seen(self) -> Any:
        """Returns for each character how it is seen: off the page and tiny ones are not."""
        import numpy as np

        pages, page = self._pages, self._page
        wide = np.array([one.drawn.sheet.width for one in pages], np.float32)[page]
        high = np.array([one.drawn.sheet.height for one in pages], np.float32)[page]
        across, along = (self._left + self._right) / 2, (self._top + self._bottom) / 2
        hidden = (across < 0) | (along < 0) | (across > wide) | (along > high)
        small = (self._bottom - self._top < _TINY) & (self._right - self._left < _TINY)
        if small.any():  # a point is as small, and stands between letters
            hidden |= small & (np.convolve(small, np.ones(5), "same") > 3)
        found = np.where(hidden, np.uint8(Seen.NO), np.uint8(Seen.YES))
        if any(one.seen is not None for one in pages):
            known = [one.seen if one.seen is not None else np.zeros(len(one.codes), np.uint8) for one in pages]
            found = np.maximum(found, np.concatenate(known)[self._inked])
        return found

    def _note_garbled(self) -> None:
        """Notes the pages whose fonts lie: characters without a name, of private use, or such as no text has."""
        import numpy as np

        codes, count = self._codes, len(self._pages)

        def of_page(chosen: Any) -> Any:
            return np.bincount(self._page[chosen], minlength=count)

        total = np.bincount(self._page, minlength=count)
        lost = of_page((codes < 32) | ((codes >= 0xE000) & (codes <= 0xF8FF)) | (codes == 0xFFFD))
        latin = of_page((codes >= 0xC0) & (codes <= 0x24F))
        is_high = (codes >= 0x3400) & (codes <= 0x9FFF)
        high, common = of_page(is_high), of_page(is_high & _is_one_of(_common())[codes])
        garbled = ((total >= 10) & ((lost > 0.2 * total) | (latin > 0.3 * total))) | (
            (high >= 40) & (2 * common < high)
        )
        for at in np.flatnonzero(garbled).tolist():
            self._pages[at].drawn.is_garbled = True

    def _note_turned(self, steps: Any) -> None:
        """Notes the pages most of whose letters stand straight above or below the one before."""
        import numpy as np

        count = len(self._pages)
        turned = np.bincount(self._page[1:][steps], minlength=count)
        total = np.bincount(self._page, minlength=count)
        for at in np.flatnonzero((total >= _LEAST_TURNED) & (turned > 0.6 * total)).tolist():
            self._pages[at].drawn.is_turned = True

    def _apart(self) -> Any:
        """Returns after which characters a piece ends: at the ends of lines, at wide gaps, where the way goes back."""
        import numpy as np

        left, top, right, bottom, codes = self._left, self._top, self._right, self._bottom, self._codes
        high = bottom - top
        around = high.copy()  # the height of letters near by: a comma alone has little
        for step in (1, 2, 3):
            np.maximum(around[step:], high[:-step], out=around[step:])
            np.maximum(around[:-step], high[step:], out=around[:-step])
        size = np.maximum(np.maximum(around[1:], around[:-1]), 0.1)
        # Marks that fill half of their square may be given without the other half.
        narrow = right - left < 0.7 * around
        half = (_is_one_of(_CLOSERS)[codes] & narrow)[:-1] | (_is_one_of(_OPENERS)[codes] & narrow)[1:]
        self._gaps = gaps = (left[1:] - right[:-1]) / size - 0.5 * half
        middles = top + bottom
        apart = np.abs(middles[1:] - middles[:-1]) > 1.3 * size
        apart |= gaps > _WIDE
        apart |= left[1:] - left[:-1] < -0.5 * size
        apart |= self._seen[1:] != self._seen[:-1]
        other_page = self._page[1:] != self._page[:-1]
        self._tilted = _tilted(left + right, middles, size, other_page)
        apart &= ~(self._tilted[1:] & self._tilted[:-1])
        aside, down = np.abs(np.diff(left + right)) / size, np.abs(np.diff(middles)) / size
        self._note_turned((aside < 0.5) & (down > 1.0) & (down < 4.0) & ~other_page)
        apart |= other_page
        letters, is_chinese = _is_one_of(_LETTERS)[codes], codes >= 0x2E80
        mixed = ((letters[1:] & is_chinese[:-1]) | (letters[:-1] & is_chinese[1:])) & ~apart
        count, page = len(self._pages), self._page[1:]
        spread = np.bincount(page[mixed & (gaps > _TYPED)], minlength=count)
        self._spread = (spread > 3) & (spread >= 0.8 * np.bincount(page[mixed], minlength=count))
        return apart

    def add_lines(self) -> None:
        """Adds the pieces to their pages."""
        import numpy as np

        if not len(self._inked):
            return
        self._note_garbled()
        inked, left = self._inked, self._left
        firsts = np.concatenate(([0], np.flatnonzero(self._apart()) + 1))
        counts = np.diff(np.append(firsts, len(inked)))
        lefts = np.minimum.reduceat(left, firsts)
        rights = np.maximum.reduceat(self._right, firsts)
        scale = 255 / np.maximum(rights - lefts, 0.01)
        shares = (left - np.repeat(lefts, counts)) * np.repeat(scale, counts)
        edges = np.clip(shares, 0, 255).astype(np.uint8).tobytes()
        columns = (
            firsts,
            counts,
            inked[firsts],
            inked[firsts + counts - 1] + 1,
            self._seen[firsts],
            self._page[firsts],
            self._tilted[firsts],
            np.maximum.reduceat(self._bottom - self._top, firsts),
        )
        sides = (
            lefts,
            np.minimum.reduceat(self._top, firsts),
            rights,
            np.maximum.reduceat(self._bottom, firsts),
        )
        boxes = map(Box._make, np.stack(sides, 1).tolist())
        text = self._text
        for box, first, count, start, end, seen, page, is_tilted, size in zip(
            boxes, *(column.tolist() for column in columns), strict=True
        ):
            words, places = text[start:end], edges[first : first + count]
            if end - start != count:
                words, places = self._with_blanks(first, count, places)
            line = Line(words, box, size, places)
            drawn = self._pages[page].drawn
            if drawn.is_garbled or drawn.is_turned:
                continue
            if is_tilted:
                line.words = "".join(map(text.__getitem__, inked[first : first + count].tolist()))
                line.edges, line.noise = b"", RepairKind.PAGE_NOISE
            elif seen == Seen.NO:
                line.noise, drawn.has_hidden = RepairKind.INVISIBLE, True
            else:
                drawn.letters += count
                if seen == Seen.LAYER:
                    line.confidences, drawn.has_layer = _LAYER * len(words), True
            drawn.sheet.lines.append(line)

    def _with_blanks(self, first: int, count: int, edges: bytes) -> tuple[str, bytes]:
        """Returns the words of a piece with the blanks that are meant.

        PDF programs set a blank wherever letters are spread, and none where one was typed: what is wider than its neighbours counts.
        """
        at = self._inked[first : first + count].tolist()
        gaps = self._gaps[first : first + count - 1].tolist()
        usual = max(sorted(gaps)[(len(gaps) - 1) // 2], 0.0)
        is_spread = bool(self._spread[self._page[first]])
        words, places, begun = "", b"", 0
        for order, (before, after) in enumerate(pairwise(at), 1):
            if after - before > 1:
                blank = _blank(self._text[before : after + 1], gaps[order - 1], usual, is_spread=is_spread)
                words += self._text[at[begun] : before + 1] + blank
                places += edges[begun:order] + edges[order : order + 1] * len(blank)
                begun = order
        return words + self._text[at[begun] : at[-1] + 1], places + edges[begun:]


def _tilted(across: Any, along: Any, size: Any, other_page: Any) -> Any:
    """Returns which characters stand on a slanting line, as a watermark does: the way from each to the next goes down or up alike.

    `across` and `along` are twice the middles of the characters, `size` is the height of letters between two of them.
    """
    import numpy as np

    aside, down = np.diff(across) / 2 / size, np.diff(along) / 2 / size
    slants = (np.abs(aside) > 0.2) & (np.abs(aside) < 2) & (np.abs(down) > 0.2) & (np.abs(down) < 2) & ~other_page
    found = np.zeros(len(across), bool)
    if slants.any():
        alike = slants[1:] & slants[:-1] & (np.abs(np.diff(aside)) < 0.35) & (np.abs(np.diff(down)) < 0.35)
        for step in (0, 1, 2):
            found[step : len(alike) + step] |= alike
    return found


def _blank(words: str, gap: float, usual: float, *, is_spread: bool) -> str:
    """Returns the blank between the first and the last character of `words`.

    `gap` is its width in heights of the line, `usual` that of its neighbours; `is_spread` tells that the page sets letters and
    digits off from Chinese characters, as word processors do by themselves.
    """
    if "\u3000" in words:
        return "\u3000" * words.count("\u3000")
    before, after = words[0] >= "\u2e80", words[-1] >= "\u2e80"
    if before and after:
        return " " if gap > usual + _TYPED else ""
    if before or after:
        letter = words[-1] if before else words[0]
        return " " if gap > (0.4 if is_spread and letter.isalnum() else usual + _TYPED) else ""
    both_digits = words[0].isdigit() and words[-1].isdigit()
    return " " if gap > (usual + 0.15 if both_digits else min(usual, 0.1) + 0.05) else ""


@lru_cache
def _is_inked() -> Any:
    """Returns for each code whether its character is seen; blanks and signs of control are not."""
    table = ~_is_one_of("".join(chr(code) for code in range(0x10000) if _SPACES.match(chr(code))))
    table[0] = True  # no character that the font names, and drawn all the same
    return table


@lru_cache
def _is_one_of(characters: str) -> Any:
    """Returns for each code whether it is that of one of some characters."""
    import numpy as np

    table = np.zeros(0x10000, bool)
    table[[ord(character) for character in characters]] = True
    return table


@lru_cache
def _common() -> str:
    """Returns the first-level hanzi of GB 2312: half of any Chinese text, in whatever script, are of them."""
    return bytes(code for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for code in (lead, trail)).decode(
        "gb2312", "ignore"
    )
