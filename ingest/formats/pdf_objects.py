"""The objects of a page of a PDF: straight lines, pictures, and which of its texts are not seen.

A text may be a page or a single character, so that there may be as many as there are characters.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

from graph_schema.page_map import Box
from ingest.formats.layout import Rule
from ingest.formats.pdf_calls import Room, address_of, as_object, calls
from ingest.formats.pdf_letters import Drawn, Seen

_MOST_OBJECTS = 200_000  # of one page that are looked at; more are a drawing
_MOST_LINES = 20_000  # drawn lines of one page: more are a drawing
_MANY = 150  # texts of one page
_MOST_GROUNDS = 200  # filled boxes on which white words are looked for
_DEEPEST = 4  # forms within forms
_THIN = 3.0  # a filled rectangle as thin as this (in points) is a line
_LEAST_LINE = 4.0  # points; what is shorter both ways is a dot
_WHITE = 245  # of 255
_COVERS = 0.5  # share of a page that a picture covers to be its scan
_PATH, _IMAGE, _SHADING, _FORM = 2, 3, 4, 5  # FPDF_PAGEOBJ_…
_NO_TEXT = -1  # the mode of what is no text
_UNSEEN_MODES = frozenset((3, 7))  # text that is neither filled nor stroked
_DOWNWARDS = (1, -1, 1, -1)
_COLOURS = Room(16)


class Frame:
    """Turns places of a page as its file states them into places on the page as it is shown."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        rectangle = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, rectangle)
        self._left, self._right = sorted((rectangle.left, rectangle.right))
        self._bottom, self._top = sorted((rectangle.bottom, rectangle.top))
        self._turns = pdfium.FPDFPage_GetRotation(page) % 4
        self._origin = (self._left, self._top, self._left, self._top)
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

    def boxes(self, boxes: Any) -> Any:
        """Returns rows of left, top, right and bottom on the page as shown, of such rows as the file states them."""
        import numpy as np

        if not self._turns:
            return (boxes - self._origin) * _DOWNWARDS
        return np.stack(self.shown(boxes[:, 0], boxes[:, 3], boxes[:, 2], boxes[:, 1]), 1)


class Objects:
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
        modes = list(map(known.mode_of, objects))
        if _NO_TEXT not in modes:
            self._look_at_texts(objects, modes)
            return
        texts = [text for text, mode in zip(objects, modes, strict=True) if mode != _NO_TEXT]
        self._look_at_texts(texts, [mode for mode in modes if mode != _NO_TEXT])
        for address, mode in zip(objects, modes, strict=True):
            if mode != _NO_TEXT:
                continue
            thing, kind = as_object(address), known.kind_of(address)
            if kind == _PATH:
                self._look_at_path(thing, matrix)
            elif kind in (_IMAGE, _SHADING):
                self._look_at_picture(thing, matrix)
            elif kind == _FORM and depth < _DEEPEST:
                own = pdfium.FS_MATRIX()
                pdfium.FPDFPageObj_GetMatrix(thing, own)
                self._look(thing, _within(own, matrix), depth + 1)

    def _look_at_texts(self, texts: Sequence[int], modes: Sequence[int]) -> None:

        if not texts:
            return
        if not _UNSEEN_MODES.isdisjoint(modes):
            for text, mode in zip(texts, modes, strict=True):
                if mode in _UNSEEN_MODES:
                    self._unseen[text] = Seen.LAYER
        # A text may be a page or a character; of very many every third one tells whether all are to be looked at.
        sample = texts if len(texts) <= _MANY else texts[::3]
        if self._has_missing_font(texts[::3]):
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

        for address in filter(None, set(map(calls().font_of, texts))):
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
        across, along = ctypes.c_float(), ctypes.c_float()
        first = last = (0.0, 0.0)
        for index in range(min(segments, 4 * _MOST_LINES)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, across, along)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            place = (
                whole.a * across.value + whole.c * along.value + whole.e,
                whole.b * across.value + whole.d * along.value + whole.f,
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

    def seen(self, letters: Any, count: int) -> Any:
        """Returns for each character of the page how it is seen (Seen); None where all are."""
        import numpy as np

        if not self._unseen:
            return None
        texts = map(calls().text_of, repeat(address_of(letters)), range(count))
        return np.fromiter((self._unseen.get(text or 0, 0) for text in texts), np.uint8, count)


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
