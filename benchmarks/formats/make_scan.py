"""Makes scans of a PDF: each page a picture, as scanners and fax machines leave it; for tests and scores, no part of the product.

`Quality.GOOD` is 200 dpi in colour with noise, turned by one degree, a red seal over the office that signs; `Quality.BAD` is 150 dpi in black
and white, with specks, lost rows and a turn of one degree and a half. What is drawn hangs on the seed alone.
"""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_POINTS = 72.0
_RED = (214, 32, 38)


class Quality(StrEnum):
    """Names how a page was scanned."""

    GOOD = "scan"
    BAD = "fax"


def scan_of(pdf: bytes, quality: Quality, *, signed_by: str = "", seed: int = 0, pages: int | None = None) -> bytes:
    """Returns a PDF of pictures of the pages of a PDF, the first `pages` of it where that is given."""
    pictures = list(pictures_of(pdf, quality, signed_by=signed_by, seed=seed, pages=pages))
    return as_pdf(pictures, dots(quality))


def as_pdf(pictures: list[Image], dpi: float) -> bytes:
    """Returns pictures as a PDF of a page each."""
    held = io.BytesIO()
    first, *others = pictures
    more: dict[str, object] = {} if first.mode == "1" else {"quality": 80}
    more |= dict.fromkeys(("creationDate", "modDate"), time.gmtime(0))
    first.save(held, "PDF", resolution=dpi, save_all=True, append_images=others, **more)
    return held.getvalue()


def dots(quality: Quality) -> int:
    """Returns the resolution in dots an inch."""
    return 200 if quality is Quality.GOOD else 150


def pictures_of(
    pdf: bytes, quality: Quality, *, signed_by: str = "", seed: int = 0, pages: int | None = None
) -> Iterator[Image]:
    """Yields the pictures of the pages."""
    import numpy
    import pypdfium2

    chance = numpy.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document) if pages is None else min(pages, len(document))
        for at in range(count):
            page = document[at]
            picture = page.render(scale=dots(quality) / _POINTS).to_pil().convert("RGB")
            if quality is Quality.GOOD:
                place = _place_of(page, signed_by) if signed_by else None
                if place is not None:
                    _seal(picture, place, signed_by, dots(quality))
                yield _scanned(picture, chance)
            else:
                yield _faxed(picture, chance)
    finally:
        document.close()


def _place_of(page: Any, words: str) -> tuple[float, float] | None:
    """Returns the middle of the last place of words on a page, in points from the upper left corner; None where they are not on it."""
    text = page.get_textpage()
    finder, last = text.search(words), None
    while (found := finder.get_next()) is not None:
        last = found
    if last is None:
        return None
    left, low, _, high = text.get_charbox(last[0])
    right = text.get_charbox(last[0] + last[1] - 1)[2]
    return (left + right) / 2, page.get_height() - (low + high) / 2


def _seal(picture: Image, place: tuple[float, float], words: str, dpi: int) -> None:
    """Draws a round red seal of 42 mm over words: a ring, a star, the name of the office around it."""
    from PIL import Image, ImageDraw, ImageFont

    inch = dpi / _POINTS
    radius = 21 / 25.4 * dpi
    # The seal stands a little below the middle of the name, over the day as well.
    across, down = place[0] * inch, place[1] * inch + radius * 0.35
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    colour = (*_RED, 190)
    draw.ellipse(
        (across - radius, down - radius, across + radius, down + radius), outline=colour, width=max(2, int(radius / 16))
    )
    star = [
        (
            across + math.sin(math.pi * k / 5) * radius * (0.32 if k % 2 == 0 else 0.13),
            down - math.cos(math.pi * k / 5) * radius * (0.32 if k % 2 == 0 else 0.13),
        )
        for k in range(10)
    ]
    draw.polygon(star, fill=colour)
    font = ImageFont.truetype(_font(), int(radius * 0.24))
    for at, character in enumerate(words):
        turn = math.radians(-120 + 240 * (at + 0.5) / len(words))
        letter = Image.new("RGBA", (int(radius * 0.3),) * 2, (0, 0, 0, 0))
        ImageDraw.Draw(letter).text((0, 0), character, font=font, fill=colour)
        letter = letter.rotate(-math.degrees(turn), resample=Image.Resampling.BICUBIC, expand=True)
        centre = across + math.sin(turn) * radius * 0.8, down - math.cos(turn) * radius * 0.8
        layer.alpha_composite(
            letter, (max(0, int(centre[0] - letter.width / 2)), max(0, int(centre[1] - letter.height / 2)))
        )
    picture.paste(Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB"))


def _font() -> str:
    from pathlib import Path

    places = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts"))
    return str(next(file for place in places for file in sorted(place.rglob("NotoS*CJK*Regular*"))))


def _turned(picture: Image, degrees: float) -> Image:
    from PIL import Image as images

    return picture.rotate(degrees, resample=images.Resampling.BICUBIC, fillcolor=(255, 255, 255))


def _scanned(picture: Image, chance: Any) -> Image:
    """Returns a page as a scanner in colour sees it: turned by a degree, paper that is not quite white, noise."""
    import numpy
    from PIL import Image as images

    turned = numpy.asarray(_turned(picture, float(chance.choice((-1.0, 1.0))))).astype(numpy.float32)
    noise = chance.normal(0.0, 9.0, turned.shape[:2]).astype(numpy.float32)
    paper = turned * (244 / 255) + noise[:, :, None]
    return images.fromarray(numpy.clip(paper, 0, 255).astype(numpy.uint8))


def _faxed(picture: Image, chance: Any) -> Image:
    """Returns a page as a fax has it: black and white, specks, thin letters that broke, rows that were lost."""
    import numpy
    from PIL import Image as images

    grey = numpy.asarray(_turned(picture, float(chance.choice((-1.5, 1.5)))).convert("L")).astype(numpy.float32)
    black = grey + chance.normal(0.0, 28.0, grey.shape) < 138
    specks = chance.random(grey.shape)
    black[specks < 0.004] = True
    black[specks > 0.992] = False
    # A row that is lost is white, or the row above it once more.
    for row in chance.choice(grey.shape[0], size=grey.shape[0] // 60, replace=False):
        black[row] = black[row - 1] if chance.random() < 0.5 else False
    return images.fromarray(numpy.where(black, 0, 255).astype(numpy.uint8)).convert("1", dither=images.Dither.NONE)
