"""Pictures of the pages of an OFD, drawn with Pillow: words, paths and pictures, good enough to mark a place and to recognise characters.

A font of the file is used where it loads and has the character, else a Chinese font of this machine; where there is none,
boxes stand for the characters. Shadings, clips and patterns are left out; a seal is an outline at its place.
"""

from __future__ import annotations

import io
import os
import struct
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph_schema.errors import InputError
from ingest.formats.ofd_document import Document, Page, documents_of
from ingest.formats.ofd_package import child, words_of
from ingest.formats.ofd_page import POINTS, Picture, Point, Words, box_around, moved
from ingest.formats.ofd_page import Path as Shape
from ingest.formats.ofd_seals import seals_of

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

_POINTS_AN_INCH = 72
_MOST_DOTS = 100_000_000  # of a page, and of all pictures and shapes on it
_LARGEST_FONT = 24_000_000  # bytes
_LARGEST_LETTER = 2_000  # dots
_MOST_FONTS = 64  # sizes of fonts that are kept for a page
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF")
_SEAL = (200, 30, 30)
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
_FONTS = (
    "notoserifcjk",
    "notosanscjk",
    "sourcehan",
    "simfang",
    "simsun",
    "songti",
    "pingfang",
    "wqy",
    "uming",
    "droidsansfallback",
)
Ink = int | tuple[int, int, int]

_DAMAGED = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    ArithmeticError,
    LookupError,
    struct.error,
    EOFError,
    AttributeError,
)


def picture(data: bytes, name: str, number: int, dots_per_inch: int) -> bytes:
    """Returns one page as a PNG, as it is shown. InputError where the file cannot be read, has no such page, or a vast one."""
    from PIL import Image

    document = next(
        (one for one in documents_of(data, name) if one.first <= number < one.first + len(one.listed)), None
    )
    if document is None:
        raise InputError("ofd.no_such_page", name=name, page=number)
    page = document.page(number - document.first)
    scale = dots_per_inch / _POINTS_AN_INCH
    wide, high = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    if wide * high > _MOST_DOTS or dots_per_inch < 1:
        raise InputError("pdf.page_too_large", name=name, page=number)
    canvas = Image.new("RGB", (wide, high), "white")
    _Drawing(document, canvas, scale).page(page)
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


class _Drawing:
    """Draws the objects of a page onto a picture of it; `scale` are dots a point."""

    def __init__(self, document: Document, canvas: Image.Image, scale: float) -> None:
        from PIL import ImageDraw

        self._document, self._canvas, self._scale = document, canvas, scale
        self._draw: ImageDraw.ImageDraw = ImageDraw.Draw(canvas)
        self._room = _MOST_DOTS
        self._fonts: dict[tuple[str, int], ImageFont.FreeTypeFont | None] = {}
        self._files: dict[str, bytes] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def page(self, page: Page) -> None:
        """Draws a page, the remarks on it, and the outlines of seals."""
        for found in (*page.drawn, *(one for remark in page.remarks for one in remark.drawn)):
            if isinstance(found, Words):
                self._words(found)
            elif isinstance(found, Picture):
                self._picture(found)
            else:
                self._shape(found)
        if self._document.signatures:
            for seal in seals_of(self._document.package, self._document.signatures):
                for called, box in seal.stamps:
                    if called == page.called and len(box) == 4 and box[2] > 0 < box[3]:
                        left, top, wide, high = (side * POINTS * self._scale for side in box)
                        self._draw.ellipse((left, top, left + wide, top + high), outline=_SEAL, width=2)

    # --- words ---

    def _words(self, words: Words) -> None:
        size = round(words.size * self._scale)
        if words.is_hidden or not 1 <= size <= _LARGEST_LETTER:
            return
        if words.turned:
            self._turned(words, size)
            return
        base = words.base * self._scale
        for letter, place in zip(words.words, words.places, strict=False):
            if not letter.isspace():
                self._letter(self._draw, letter, (place * self._scale, base), words, size, words.colour)

    def _letter(self, draw: ImageDraw.ImageDraw, letter: str, at: Point, words: Words, size: int, ink: Ink) -> None:
        font = self._font_for(letter, words.font, size)
        if font is not None:
            draw.text(at, letter, font=font, fill=ink, anchor="ls")
        else:
            draw.rectangle((at[0] + 1, at[1] - 0.8 * size, at[0] + 0.85 * size, at[1]), outline=ink)

    def _turned(self, words: Words, size: int) -> None:
        """Draws words that are not level: level ones on a piece of their own, which is turned."""
        from PIL import Image, ImageDraw

        long = round((max(words.places) - min(words.places)) * self._scale) + 2 * size
        if not self._takes(long * long):
            return
        piece = Image.new("L", (2 * long, 2 * long), 0)
        draw = ImageDraw.Draw(piece)
        for letter, place in zip(words.words, words.places, strict=False):
            if not letter.isspace():
                at = (long + (place - words.places[0]) * self._scale, float(long))
                self._letter(draw, letter, at, words, size, 255)
        turned = piece.rotate(-words.turned, center=(long, long))
        left, top = (round(side * self._scale) - long for side in words.origin)
        self._canvas.paste(words.colour, (left, top), turned)

    def _font_for(self, letter: str, number: str, size: int) -> ImageFont.FreeTypeFont | None:
        """Returns the font of the file where it has the letter, else that of this machine."""
        font = self._font(number, size) if number else None
        if font is not None and self._has(number, font, letter):
            return font
        return self._font("", size)

    def _font(self, number: str, size: int) -> ImageFont.FreeTypeFont | None:
        key = (number, size)
        if key not in self._fonts:
            if len(self._fonts) >= _MOST_FONTS:
                self._fonts.clear()
            self._fonts[key] = self._opened(number, size)
        return self._fonts[key]

    def _opened(self, number: str, size: int) -> ImageFont.FreeTypeFont | None:
        from PIL import ImageFont

        try:
            if number:
                data = self._file(number)
                return ImageFont.truetype(io.BytesIO(data), size) if data else None
            found = system_font()
            return ImageFont.truetype(found[0], size, index=found[1]) if found else None
        except _DAMAGED:
            return None

    def _file(self, number: str) -> bytes:
        """Returns the bytes of a font of the file; none where it has none, or a vast one."""
        if number not in self._files:
            self._files[number] = b""
            resource = self._document.resources.get(number)
            location = words_of(child(resource.element, "FontFile")) if resource else ""
            place = self._document.package.place(resource.base, location) if resource and location else ""
            if place and self._document.package.has(place):
                data = self._document.package.bytes_of(place)
                self._files[number] = data if len(data) <= _LARGEST_FONT else b""
        return self._files[number]

    def _has(self, number: str, font: ImageFont.FreeTypeFont, letter: str) -> bool:
        """Tells whether a font draws a letter otherwise than one that no font has."""
        key = (number, letter)
        if key not in self._known:
            try:
                self._known[key] = bytes(font.getmask(letter)) != bytes(font.getmask("\U000fffff"))
            except _DAMAGED:
                self._known[key] = False
        return self._known[key]

    # --- paths and pictures ---

    def _takes(self, dots: float) -> bool:
        """Tells whether so many dots more may be drawn for themselves, and counts them."""
        self._room -= int(dots)
        return self._room >= 0

    def _shape(self, shape: Shape) -> None:
        scaled = [[(x * self._scale, y * self._scale) for x, y in piece] for piece in shape.pieces]
        if shape.fill is not None:
            self._fill(scaled, shape.fill)
        if shape.stroke is not None:
            width = max(1, min(round(shape.width * self._scale), _LARGEST_LETTER))
            for piece in scaled:
                self._draw.line([_near(point) for point in piece], fill=shape.stroke, width=width)

    def _fill(self, pieces: list[list[Point]], colour: tuple[int, int, int]) -> None:
        """Fills a path; a piece within another one is a hole, as in letters."""
        from PIL import Image, ImageChops, ImageDraw

        if len(pieces) == 1:
            if len(pieces[0]) > 2:
                self._draw.polygon([_near(point) for point in pieces[0]], fill=colour)
            return
        box = box_around([_near(point) for piece in pieces for point in piece])
        left, top = max(int(box.left), 0), max(int(box.top), 0)
        right, bottom = min(int(box.right) + 2, self._canvas.width), min(int(box.bottom) + 2, self._canvas.height)
        if right <= left or bottom <= top or not self._takes((right - left) * (bottom - top) * len(pieces)):
            return
        mask = Image.new("1", (right - left, bottom - top), 0)
        for piece in pieces:
            if len(piece) > 2:
                own = Image.new("1", mask.size, 0)
                ImageDraw.Draw(own).polygon([(_near(p)[0] - left, _near(p)[1] - top) for p in piece], fill=1)
                mask = ImageChops.logical_xor(mask, own)
        self._canvas.paste(colour, (left, top), mask)

    def _picture(self, shown: Picture) -> None:
        """Draws a picture of the file at its place; one that cannot be decoded is a grey frame."""
        box = [side * self._scale for side in shown.box]
        wide, high = round(box[2] - box[0]), round(box[3] - box[1])
        if wide < 1 or high < 1 or not self._takes(wide * high):
            return
        found = self._decoded(shown.resource)
        if found is None:
            self._draw.rectangle(
                [_near(p)[at] for p in ((box[0], box[1]), (box[2], box[3])) for at in (0, 1)], outline=(160, 160, 160)
            )
            return
        matrix = shown.matrix
        is_level = abs(matrix[1]) + abs(matrix[2]) < 1e-3 * (abs(matrix[0]) + abs(matrix[3]))
        if is_level:
            from PIL import ImageOps

            found = ImageOps.mirror(found) if matrix[0] < 0 else found
            found = ImageOps.flip(found) if matrix[3] < 0 else found
            found = found.resize((wide, high))
        else:
            found = self._warped(found, shown, (box[0], box[1]), (wide, high))
        self._canvas.paste(found.convert("RGB"), (round(box[0]), round(box[1])), found.getchannel("A"))

    def _warped(self, found: Image.Image, shown: Picture, corner: Point, size: tuple[int, int]) -> Image.Image:
        """Returns a picture that is turned or slanted, in a box of this size at `corner`."""
        from PIL import Image

        to_right, to_left, down_right, down_left = self._back(shown)
        start = [side * self._scale for side in moved(shown.matrix, 0.0, 0.0)]
        beside, below = corner[0] - start[0], corner[1] - start[1]
        wide, high = found.size
        across = (to_right * wide, to_left * wide, (to_right * beside + to_left * below) * wide)
        down = (down_right * high, down_left * high, (down_right * beside + down_left * below) * high)
        return found.transform(size, Image.Transform.AFFINE, (*across, *down))

    def _back(self, shown: Picture) -> tuple[float, float, float, float]:
        """Returns the matrix from dots of the page to the square of the picture, without its shift."""
        a, b, c, d = (value * self._scale for value in shown.matrix[:4])
        whole = a * d - b * c or 1e-9
        return d / whole, -c / whole, -b / whole, a / whole

    def _decoded(self, number: str) -> Image.Image | None:
        from PIL import Image

        resource = self._document.resources.get(number)
        location = words_of(child(resource.element, "MediaFile")) if resource else ""
        package = self._document.package
        place = package.place(resource.base, location) if resource and location else ""
        if not place or not package.has(place):
            return None
        try:
            opened = Image.open(io.BytesIO(package.bytes_of(place)), formats=_FORMATS)
            if not self._takes(opened.width * opened.height):
                return None
            return opened.convert("RGBA")
        except (*_DAMAGED, Image.DecompressionBombError):
            return None


def _near(point: Point) -> Point:
    """Returns a point, or where it lies beyond any page the nearest one: Pillow counts in 32 bits."""
    return min(max(point[0], -30_000.0), 60_000.0), min(max(point[1], -30_000.0), 60_000.0)


@cache
def system_font() -> tuple[str, int] | None:
    """Returns a Chinese font of this machine: its file, and its number in it; None where there is none."""
    found: dict[str, Path] = {}
    for folder in _FOLDERS:
        for path in sorted(Path(os.path.expanduser(folder)).rglob("*.[ot]t[cf]")):
            plain = path.name.lower().replace("-", "").replace("_", "")
            kind = next((name for name in _FONTS if name in plain), None)
            if kind is not None and ("regular" in plain or kind not in found):
                found[kind] = path
    best = next((found[name] for name in _FONTS if name in found), None)
    return (str(best), _simplified(best)) if best is not None else None


def _simplified(path: Path) -> int:
    """Returns the number of the font for simplified characters in a collection."""
    from PIL import ImageFont

    for index in range(16 if path.suffix.lower() == ".ttc" else 0):
        try:
            family = ImageFont.truetype(str(path), 12, index=index).getname()[0] or ""
        except _DAMAGED:
            break
        if family.endswith(("SC", "CN")):
            return index
    return 0
