"""What is drawn on one page of a PDF: pieces of text at their places, straight lines, pictures; all as the page is shown.

A piece is what stands side by side without a wide gap. Places are in points from the upper left of the page as it is shown,
whatever its rotation and crop box. pdfium is asked in few calls for many characters: a call a character is the cost here.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise, repeat
from typing import Any

from graph_schema.page_map import SURE, Box
from graph_schema.terms import RepairKind
from ingest.formats.layout import Line, Rule, Sheet
from ingest.formats.pdf_calls import Room, address_of, as_object, calls

WIDE = 0.9
"""A gap of so many heights of a line parts two pieces: no blank within a sentence is as wide."""

_MOST_CHARACTERS = 400_000  # of one page; a page of A0 in small print has 100,000
_MOST_OBJECTS = 200_000  # of one page that are looked at; more are a drawing
_MOST_LINES = 20_000  # drawn lines of one page: more are a drawing
_LAYER = bytes([round(0.75 * SURE)])  # how sure a character is that an unknown program recognised
_DEEPEST = 4  # forms within forms
_THIN = 3.0  # a filled rectangle as thin as this (in points) is a line
_LEAST_LINE = 4.0  # points; what is shorter both ways is a dot
_MANY = 150  # texts of one page
_MOST_GROUNDS = 200  # filled boxes on which white words are looked for
_TINY = 1.5  # points; letters as small are not seen
_WHITE = 245  # of 255
_COVERS = 0.5  # share of a page that a picture covers to be its scan
_SPACES = re.compile(r"[\s\x00-\x1f\xad\ufeff\ufffe\uffff]+")
_CLOSERS = "，。、；：！？）》〉」』】〕”’"
_OPENERS = "（《〈「『【〔“‘"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TYPED = 0.13  # heights of a line: as much wider than its neighbours is a gap where a blank was typed
_TEXT, _PATH, _IMAGE, _SHADING, _FORM = 1, 2, 3, 4, 5  # FPDF_PAGEOBJ_…
_UNSEEN_MODES = frozenset((3, 7))  # text that is neither filled nor stroked


class Seen(IntEnum):
    """Tells whether a piece is seen on the page, lies as a layer of words under its picture, or is hidden."""

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
    comments: list[str] = field(default_factory=list)


class Frame:
    """Turns places of a page as its file states them into places on the page as it is shown."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        rectangle = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, rectangle)
        self._left, self._right = sorted((rectangle.left, rectangle.right))
        self._bottom, self._top = sorted((rectangle.bottom, rectangle.top))
        self._turns = pdfium.FPDFPage_GetRotation(page) % 4
        wide, high = self._right - self._left, self._top - self._bottom
        self.width, self.height = (high, wide) if self._turns % 2 else (wide, high)

    def shown(self, left: Any, bottom: Any, right: Any, top: Any) -> tuple[Any, Any, Any, Any]:
        """Returns left, top, right and bottom on the page as shown, of numbers or of arrays of them."""
        match self._turns:
            case 0:
                return left - self._left, self._top - top, right - self._left, self._top - bottom
            case 1:
                return bottom - self._bottom, left - self._left, top - self._bottom, right - self._left
            case 2:
                return self._right - right, bottom - self._bottom, self._right - left, top - self._bottom
            case _:
                return self._top - top, self._right - right, self._top - bottom, self._right - left


_BOXES = Room(16)
_COLOURS = Room(16)
"""Shared by all pages: who reads holds the lock of pdf_open."""


class PageReader:
    """Reads pages of one document one after the other."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def read(self, index: int) -> Drawn | None:
        """Returns what is drawn on a page; None where the file does not have it whole."""
        import pypdfium2.raw as pdfium

        page = pdfium.FPDF_LoadPage(self._document, index)
        if not page:
            return None
        try:
            frame = Frame(page)
            drawn = Drawn(Sheet(index + 1, frame.width, frame.height))
            layer = _Objects(page, frame, drawn)
            letters = pdfium.FPDFText_LoadPage(page)
            if letters:
                try:
                    self._read_letters(letters, frame, drawn, layer)
                finally:
                    pdfium.FPDFText_ClosePage(letters)
            _note_remarks(page, drawn)
            return drawn
        finally:
            pdfium.FPDF_ClosePage(page)

    def _read_letters(self, letters: Any, frame: Frame, drawn: Drawn, layer: _Objects) -> None:
        import numpy as np
        import pypdfium2.raw as pdfium

        count = min(pdfium.FPDFText_CountChars(letters), _MOST_CHARACTERS)
        if count < 1:
            return
        text, codes = _text(letters, count)
        places = _BOXES.places(count)
        deque(map(calls().box_of, repeat(address_of(letters)), range(count), places), 0)
        boxes = np.frombuffer(_BOXES.buffer, np.float32, 4 * count).reshape(count, 4)
        inked = np.flatnonzero(_is_inked()[codes])
        if not len(inked):
            return
        drawn.is_garbled = _is_garbled(codes[inked])
        if drawn.is_garbled:
            return
        taken = boxes[inked]
        if not np.isfinite(taken).all():
            taken = np.nan_to_num(taken, posinf=0, neginf=0)
        left, top, right, bottom = frame.shown(taken[:, 0], taken[:, 3], taken[:, 2], taken[:, 1])
        unseen = layer.unseen(letters, inked, left, top, right, bottom)
        _Pieces(text, codes, inked, left, top, right, bottom, unseen).add_to(drawn)


def _text(letters: Any, count: int) -> tuple[str, Any]:
    """Returns the characters of a page, one each for those that pdfium counts, and their codes."""
    import numpy as np
    import pypdfium2.raw as pdfium

    buffer: Any = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(letters, 0, count, buffer)
    codes = np.frombuffer(buffer, np.uint16, count)
    is_plain = written == count + 1 and not ((codes & 0xF800) == 0xD800).any()
    if not is_plain:  # characters beyond the first plane, or such as the font does not name
        asked = np.fromiter(map(pdfium.FPDFText_GetUnicode, repeat(letters), range(count)), np.uint32, count)
        asked[(asked > 0x10FFFF) | ((asked & 0xFFFFF800) == 0xD800)] = 0xFFFD
        text = asked.astype("<u4").tobytes().decode("utf-32-le")
        return text, np.minimum(asked, 0xFFFD)
    text = codes.tobytes().decode("utf-16-le")
    if "\x02" in text:
        text = text.replace("\x02", "-")  # a hyphen at the end of a line
        codes = np.where(codes == 2, 45, codes)
    return text, codes


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


def _is_garbled(codes: Any) -> bool:
    """Tells whether the fonts of a page lie: characters without a name, of private use, or such as no text has."""
    total = len(codes)
    lost = int(((codes < 32) | ((codes >= 0xE000) & (codes <= 0xF8FF)) | (codes == 0xFFFD)).sum())
    latin = int(((codes >= 0xC0) & (codes <= 0x24F)).sum())
    if total >= 10 and (lost > 0.2 * total or latin > 0.3 * total):
        return True
    high = codes[(codes >= 0x3400) & (codes <= 0x9FFF)]
    if len(high) < 40:
        return False
    return 2 * int(_is_one_of(_common())[high].sum()) < len(high)


@lru_cache
def _common() -> str:
    """Returns the first-level hanzi of GB 2312: half of any Chinese text, in whatever script, are of them."""
    return bytes(code for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for code in (lead, trail)).decode(
        "gb2312", "ignore"
    )


# --- pieces -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Pieces:
    """Parts the characters of a page into pieces: at the ends of lines, at wide gaps, where the way goes back."""

    text: str
    codes: Any
    inked: Any
    left: Any
    top: Any
    right: Any
    bottom: Any
    unseen: Any
    gaps: Any = None
    """How far each character is from the next one, in heights of the line."""
    is_spread: bool = False
    """Tells whether the page sets letters and digits off from Chinese characters, as word processors do by themselves."""

    def add_to(self, drawn: Drawn) -> None:
        """Adds the pieces to a page."""
        import numpy as np

        left, top, right, bottom, inked = self.left, self.top, self.right, self.bottom, self.inked
        high = bottom - top
        around = high.copy()  # the height of letters near by: a comma alone has little
        for step in (1, 2, 3):
            np.maximum(around[step:], high[:-step], out=around[step:])
            np.maximum(around[:-step], high[step:], out=around[:-step])
        size = np.maximum(around[1:], around[:-1])
        codes = self.codes[inked]
        is_wide_code = codes >= 0x2E80
        # Marks that fill half of their square may be given without the other half.
        narrow = right - left < 0.7 * around
        half = (_is_one_of(_CLOSERS)[codes] & narrow)[:-1] | (_is_one_of(_OPENERS)[codes] & narrow)[1:]
        self.gaps = (left[1:] - right[:-1]) / np.maximum(size, 0.1) - 0.5 * half
        apart = np.abs((top + bottom)[1:] - (top + bottom)[:-1]) > 1.3 * size
        apart |= self.gaps > WIDE
        apart |= left[1:] - left[:-1] < -0.5 * size
        if self.unseen is not None:
            apart |= self.unseen[1:] != self.unseen[:-1]
        letters = _is_one_of(_LETTERS)[codes]
        mixed = ((letters[1:] & is_wide_code[:-1]) | (letters[:-1] & is_wide_code[1:])) & ~apart
        spread = int((mixed & (self.gaps > _TYPED)).sum())
        self.is_spread = spread > 3 and spread >= 0.8 * int(mixed.sum())
        firsts = np.concatenate(([0], np.flatnonzero(apart) + 1))
        lefts = np.minimum.reduceat(left, firsts)
        rights = np.maximum.reduceat(right, firsts)
        tops = np.minimum.reduceat(top, firsts)
        bottoms = np.maximum.reduceat(bottom, firsts)
        sizes = np.maximum.reduceat(high, firsts)
        counts = np.diff(np.append(firsts, len(inked)))
        scale = 255 / np.maximum(rights - lefts, 0.01)
        shares = (left - np.repeat(lefts, counts)) * np.repeat(scale, counts)
        edges = np.clip(shares, 0, 255).astype(np.uint8).tobytes()
        starts, ends = inked[firsts].tolist(), inked[firsts + counts - 1].tolist()
        seen = [0] * len(starts) if self.unseen is None else self.unseen[firsts].tolist()
        columns = (
            firsts.tolist(),
            counts.tolist(),
            starts,
            ends,
            *(c.tolist() for c in (lefts, tops, rights, bottoms, sizes)),
        )
        lines = drawn.sheet.lines
        for at, (first, count, start, end, x, y, right_x, low, size_of) in enumerate(zip(*columns, strict=True)):
            words, places = self.text[start : end + 1], edges[first : first + count]
            if len(words) != count:
                words, places = self._with_blanks(first, count, places)
            line = Line(words, Box(x, y, right_x, low), size_of, places)
            if seen[at] == Seen.NO:
                line.noise, drawn.has_hidden = RepairKind.INVISIBLE, True
            elif seen[at] == Seen.LAYER:
                line.confidences, drawn.has_layer = _LAYER * len(words), True
            if line.noise is None:
                drawn.letters += count
            lines.append(line)

    def _with_blanks(self, first: int, count: int, edges: bytes) -> tuple[str, bytes]:
        """Returns the words of a piece with the blanks that are meant.

        PDF programs set a blank wherever letters are spread, and none where one was typed: what is wider than its neighbours counts.
        """
        at = self.inked[first : first + count].tolist()
        gaps = self.gaps[first : first + count - 1].tolist()
        usual = sorted(gaps)[(len(gaps) - 1) // 2]
        words, places = self.text[at[0]], [edges[0]]
        for order, (before, after) in enumerate(pairwise(at), 1):
            blank = ""
            if after - before > 1:
                blank = self._blank(self.text[before : after + 1], gaps[order - 1], max(usual, 0.0))
            words += blank + self.text[after]
            places += [edges[order]] * (len(blank) + 1)
        return words, bytes(places)

    def _blank(self, words: str, gap: float, usual: float) -> str:
        """Returns the blank between the first and the last character of `words`; `gap` is its width in heights of the line."""
        if "\u3000" in words:
            return "\u3000" * words.count("\u3000")
        before, after = is_wide(words[0]), is_wide(words[-1])
        if before == after and before:
            return " " if gap > usual + _TYPED else ""
        if before or after:
            letter = words[-1] if before else words[0]
            least = 0.4 if self.is_spread and letter.isalnum() else usual + _TYPED
            return " " if gap > least else ""
        both_digits = words[0].isdigit() and words[-1].isdigit()
        return " " if gap > (usual + 0.15 if both_digits else min(usual, 0.1) + 0.05) else ""


def is_wide(character: str) -> bool:
    """Tells whether a character is a Chinese one, or a mark as wide."""
    return character >= "\u2e80" or character in "“”‘’—…"


# --- objects ------------------------------------------------------------------------------------------------


class _Objects:
    """Looks through the objects of a page: notes lines and pictures, and which texts are not seen."""

    def __init__(self, page: Any, frame: Frame, drawn: Drawn) -> None:
        self._frame, self._drawn = frame, drawn
        self._unseen: dict[int, Seen] = {}
        self._white: list[Any] = []
        self._grounds: list[Box] = []
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._left = _MOST_OBJECTS
        self._look(page, None, 0)
        for text, box in self._white:
            if not any(_is_over(ground, box) for ground in self._grounds):
                self._unseen[text] = Seen.NO
        if drawn.pictured < _COVERS:
            self._unseen = dict.fromkeys(self._unseen, Seen.NO)

    def _look(self, holder: Any, matrix: Any, depth: int) -> None:
        import pypdfium2.raw as pdfium

        known = calls()
        if depth:
            count, get = pdfium.FPDFFormObj_CountObjects(holder), known.object_of_form
        else:
            count, get = pdfium.FPDFPage_CountObjects(holder), known.object_of_page
        count = min(count, self._left)
        self._left -= max(count, 0)
        objects = list(map(get, repeat(address_of(holder)), range(count)))
        kinds = list(map(known.kind_of, objects))
        if kinds.count(_TEXT) == len(kinds):
            self._look_at_texts(objects)
            return
        self._look_at_texts([text for text, kind in zip(objects, kinds, strict=True) if kind == _TEXT])
        for address, kind in zip(objects, kinds, strict=True):
            if kind == _TEXT:
                continue
            thing = as_object(address)
            if kind == _PATH:
                self._look_at_path(thing, matrix)
            elif kind in (_IMAGE, _SHADING):
                self._look_at_picture(thing, matrix)
            elif kind == _FORM and depth < _DEEPEST:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, own)
                self._look(thing, _within(own, matrix), depth + 1)

    def _look_at_texts(self, texts: Sequence[int]) -> None:

        if not texts:
            return
        modes = list(map(calls().mode_of, texts))
        if not _UNSEEN_MODES.isdisjoint(modes):
            for text, mode in zip(texts, modes, strict=True):
                if mode in _UNSEEN_MODES:
                    self._unseen[text] = Seen.LAYER
        # A text may be a page or a character; of very many every third one tells whether all are to be looked at.
        sample = texts if len(texts) <= _MANY else texts[::3]
        if self._has_missing_font(sample):
            self._count_lost(texts)
        if len(self._light(sample)):
            for at in self._light(texts):
                self._look_at_light(texts[at], modes[at])

    def _light(self, texts: Sequence[int]) -> list[int]:
        """Returns which texts are so light or clear that they may not be seen."""
        import numpy as np

        count = len(texts)
        red = _COLOURS.places(count)
        sides = (range(red.start + at, red.stop + at, 16) for at in (4, 8, 12))
        known = np.fromiter(map(calls().colour_of, texts, red, *sides), np.int32, count)
        green, opaque = np.frombuffer(_COLOURS.buffer, np.uint32, 4 * count).reshape(count, 4)[:, (1, 3)].T
        return list(map(int, np.flatnonzero((known != 0) & ((green >= _WHITE) | (opaque == 0)))))

    def _look_at_light(self, text: int, mode: int) -> None:
        """Notes a text that is white or clear: it is not seen where nothing dark lies below."""
        import pypdfium2.raw as pdfium

        thing = as_object(text)
        if mode not in (0, 4) or not pdfium.FPDFPageObj_GetFillColor(thing, *self._colour):
            return  # its outline is drawn
        red, green, blue, opaque = (colour.value for colour in self._colour)
        if not opaque:
            self._unseen[text] = Seen.NO
        elif min(red, green, blue) >= _WHITE:
            self._white.append((text, self._box(thing, None)))

    def _has_missing_font(self, texts: Sequence[int]) -> bool:
        """Tells whether a font of some texts is not in the file."""
        import pypdfium2.raw as pdfium

        for address in set(map(calls().font_of, texts)) - {None}:
            font = ctypes.cast(address, pdfium.FPDF_FONT)
            # One drawn by the file itself has no name.
            if not pdfium.FPDFFont_GetIsEmbedded(font) and pdfium.FPDFFont_GetBaseFontName(font, None, 0) > 1:
                return True
        return False

    def _count_lost(self, texts: Sequence[int]) -> None:
        """Counts the texts that pdfium leaves out: in a font that is nowhere a single character has no extent."""
        boxes = (self._box(as_object(text), None) for text in texts)
        self._drawn.lost += sum(box is not None and box.left == box.right for box in boxes)

    def _look_at_path(self, path: Any, matrix: Any) -> None:
        import pypdfium2.raw as pdfium

        box = self._box(path, matrix)
        if box is None:
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if not fill.value and not stroke.value:
            return
        wide, high = box.right - box.left, box.bottom - box.top
        if min(wide, high) <= _THIN:
            self._add_line(box)
            return
        segments = pdfium.FPDFPath_CountSegments(path)
        if fill.value:
            self._drawn.shapes += 1
            self._ground(path, box)
        if stroke.value or segments > 5:
            for line in self._lines_of(path, matrix, segments, box):
                self._add_line(line)

    def _add_line(self, box: Box) -> None:
        wide, high = box.right - box.left, box.bottom - box.top
        sheet = self._drawn.sheet
        if max(wide, high) < _LEAST_LINE or len(sheet.level) + len(sheet.upright) >= _MOST_LINES:
            return
        if wide >= high:
            sheet.level.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
        else:
            sheet.upright.append(Rule((box.left + box.right) / 2, box.top, box.bottom))

    def _lines_of(self, path: Any, matrix: Any, segments: int, box: Box) -> Iterator[Box]:
        """Yields the straight sides of a path that lie level or upright, each as a thin box."""
        import pypdfium2.raw as pdfium

        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(path, own)
        whole = _within(own, matrix)
        x, y = ctypes.c_float(), ctypes.c_float()
        first = last = (0.0, 0.0)
        for index in range(min(segments, 4 * _MOST_LINES)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            place = (
                whole.a * x.value + whole.c * y.value + whole.e,
                whole.b * x.value + whole.d * y.value + whole.f,
            )
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                first = place
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield from self._side(last, place)
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield from self._side(place, first)
            last = place

    def _side(self, start: tuple[float, float], end: tuple[float, float]) -> Iterator[Box]:
        if min(abs(start[0] - end[0]), abs(start[1] - end[1])) <= 1.0:
            (left, right), (bottom, top) = sorted((start[0], end[0])), sorted((start[1], end[1]))
            yield Box(*self._frame.shown(left, bottom, right, top))

    def _ground(self, path: Any, box: Box) -> None:
        """Notes a filled box that is not white: white words are seen upon it."""
        import pypdfium2.raw as pdfium

        if len(self._grounds) >= _MOST_GROUNDS or not pdfium.FPDFPageObj_GetFillColor(path, *self._colour):
            return
        if min(colour.value for colour in self._colour[:3]) < _WHITE and self._colour[3].value:
            self._grounds.append(box)

    def _look_at_picture(self, picture: Any, matrix: Any) -> None:
        box = self._box(picture, matrix)
        sheet = self._drawn.sheet
        if box is None or not (sheet.width and sheet.height):
            return
        wide = min(box.right, sheet.width) - max(box.left, 0)
        high = min(box.bottom, sheet.height) - max(box.top, 0)
        if wide > 0 and high > 0:
            self._drawn.pictured += wide * high / (sheet.width * sheet.height)
            if len(self._grounds) < _MOST_GROUNDS:
                self._grounds.append(box)

    def _box(self, thing: Any, matrix: Any) -> Box | None:
        """Returns the box of an object on the page as shown; None where it has none."""
        import pypdfium2.raw as pdfium

        left, bottom, right, top = self._sides
        if not pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
            return None
        sides = left.value, bottom.value, right.value, top.value
        if matrix is not None:
            corners = [
                (matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f)
                for x in (sides[0], sides[2])
                for y in (sides[1], sides[3])
            ]
            across, along = [x for x, _ in corners], [y for _, y in corners]
            sides = min(across), min(along), max(across), max(along)
        if any(side != side or abs(side) > 1e7 for side in sides):
            return None
        return Box(*self._frame.shown(*sides))

    def unseen(self, letters: Any, inked: Any, left: Any, top: Any, right: Any, bottom: Any) -> Any:
        """Returns for each character how it is seen (Seen); None where all are."""
        import numpy as np

        sheet = self._drawn.sheet
        across, along = (left + right) / 2, (top + bottom) / 2
        out = (across < 0) | (along < 0) | (across > sheet.width) | (along > sheet.height)
        small = (bottom - top < _TINY) & (right - left < _TINY)
        if small.any():  # a point is as small, and stands between letters
            small &= np.convolve(small, np.ones(5), "same") > 3
        found = np.where(out | small, int(Seen.NO), int(Seen.YES)).astype(np.uint8)
        if self._unseen:
            texts = map(calls().text_of, repeat(address_of(letters)), inked.tolist())
            found = np.maximum(found, np.array([self._unseen.get(text or 0, 0) for text in texts], np.uint8))
        return found if found.any() else None


def _is_over(ground: Box, box: Box | None) -> bool:
    """Tells whether the middle of a box lies upon a ground."""
    if box is None:
        return True
    across, along = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return ground.left <= across <= ground.right and ground.top <= along <= ground.bottom


def _within(own: Any, outer: Any) -> Any:
    """Returns the matrix of an object on the page, where it stands within another."""
    if outer is None:
        return own
    import pypdfium2.raw as pdfium

    return pdfium.FS_MATRIX(
        own.a * outer.a + own.b * outer.c,
        own.a * outer.b + own.b * outer.d,
        own.c * outer.a + own.d * outer.c,
        own.c * outer.b + own.d * outer.d,
        own.e * outer.a + own.f * outer.c + outer.e,
        own.e * outer.b + own.f * outer.d + outer.f,
    )


def _note_remarks(page: Any, drawn: Drawn) -> None:
    """Notes what people remarked on the page."""
    import pypdfium2.raw as pdfium

    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 200)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
            if 2 < size < 20_000:
                buffer = (ctypes.c_ushort * (size // 2 + 1))()
                pdfium.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size)
                words = bytes(buffer).decode("utf-16-le", "replace").split("\x00", 1)[0].strip()
                if words:
                    drawn.comments.append(" ".join(words.split()))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
