"""Pictures of pages: how many a file holds, and each as pixels, with its size in points; sizes are asked before any pixel is.

A picture of a page is as a viewer shows it (turned as its EXIF says), at 200 dots an inch: more takes time and reads no
better. Colours are in the order blue, green, red, as the engine takes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from graph_schema.errors import InputError

if TYPE_CHECKING:
    from PIL import Image

    from ingest.formats.scan_engine import Picture

DOTS = 200
"""The dots an inch at which a page is recognised."""

MOST_PIXELS = 150_000_000
"""The largest picture: A3 at 800 dots an inch."""

_MOST_SIDE = 65_535
_MOST_PAGES = 10_000
_LEAST_SIDE = 16  # pixels; nothing can be read in less
_KNOWN = (72, 1300)  # dots an inch that a file may state
_INCHES = (1.5, 60)  # the longer side of a page; what a file states is wrong where it is another
_A4 = 842 / 72  # inches of the longer side, where the file states nothing
_POINTS = 72
_SMALLER = 0.8  # a picture is made smaller where it becomes so much so
_NAMED = {"1": "L", "P": "RGBA", "PA": "RGBA"}  # whose pixels are no levels of light
_KINDS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "MPO")


class PagePicture(NamedTuple):
    """Holds the picture of a page, and the size of the page in points."""

    pixels: Picture
    width: float
    height: float


def kind_of(data: bytes, name: str) -> str:
    """Returns the format of an image: png, jpeg, tiff, bmp, gif, webp."""
    with _opened(data, name) as image:
        return "jpeg" if image.format == "MPO" else str(image.format).lower()


def page_count(data: bytes, name: str) -> int:
    """Returns how many pages an image has, without decoding one: the pictures of a TIFF, of all others the first one."""
    with _opened(data, name) as image:
        pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        if pages > _MOST_PAGES:
            raise InputError("scan.too_many_pages", name=name, pages=pages, most=_MOST_PAGES)
        return pages


def page_of_image(data: bytes, name: str, page: int) -> PagePicture:
    """Returns a page (from 1) of an image; InputError where its bytes are none, or it is too large."""
    with _opened(data, name) as image:
        if page > 1:
            image.seek(page - 1)
            _require_size(image, name)
        return _decoded(image)


def picture(data: bytes, name: str, number: int, dots_per_inch: int) -> bytes:
    """Returns one page of an image as a PNG. InputError where the bytes are none, or it is too large."""
    from PIL import Image

    page = page_of_image(data, name, number)
    size = [max(1, round(side / _POINTS * dots_per_inch)) for side in (page.width, page.height)]
    out = BytesIO()
    # The pixels stand blue first, as the engine takes them.
    Image.fromarray(page.pixels[:, :, ::-1]).resize((size[0], size[1])).save(out, "PNG")
    return out.getvalue()


def page_of_drawing(png: bytes, name: str, dots_per_inch: int) -> PagePicture:
    """Returns a page that was drawn with so many dots an inch."""
    page = page_of_image(png, name, 1)
    height, width = page.pixels.shape[:2]
    return PagePicture(page.pixels, width * _POINTS / dots_per_inch, height * _POINTS / dots_per_inch)


def page_of_pdf(data: bytes, name: str, page: int) -> PagePicture:
    """Returns a page (from 1) of a PDF as it is shown; InputError where it cannot be drawn."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            width, height = document[page - 1].get_size()
            scale = min(DOTS / _POINTS, _MOST_DRAWN / max(width, height, 1.0))
            pixels = document[page - 1].render(scale=scale, rev_byteorder=False).to_numpy()
            return PagePicture(_three_channels(pixels), width, height)
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise InputError("scan.damaged", name=name, page=page) from error


_MOST_DRAWN = 5_000  # pixels of the longer side


def _three_channels(pixels: Picture) -> Picture:
    import numpy as np

    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
    return np.ascontiguousarray(pixels[:, :, :3])


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Image.Image]:
    """Opens an image; whatever the library raises on its bytes is one sentence."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on damaged tags; the size is looked at here
            with Image.open(BytesIO(data), formats=_KINDS) as image:
                _require_size(image, name)
                yield image
    except (InputError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise InputError("scan.too_large", name=name, most=MOST_PIXELS) from error
    except Exception as error:  # Pillow raises some dozen kinds, by format
        raise InputError("scan.damaged", name=name, page=1) from error


def _require_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    if max(width, height) > _MOST_SIDE or width * height > MOST_PIXELS:
        raise InputError("scan.too_large", name=name, most=MOST_PIXELS)


def _decoded(image: Image.Image) -> PagePicture:
    """Returns an image as pixels of the wanted size."""
    import numpy as np
    from PIL import Image, ImageOps

    across, down = _dots(image)
    width, height = image.width * _POINTS / across, image.height * _POINTS / down
    if image.format == "JPEG":
        image.draft("RGB", (round(width * DOTS / _POINTS), round(height * DOTS / _POINTS)))
    turned = ImageOps.exif_transpose(image)
    if turned.size != image.size and (turned.width < turned.height) != (image.width < image.height):
        width, height = height, width
    if turned.mode in _NAMED:
        turned = turned.convert(_NAMED[turned.mode])
    dots = min(float(DOTS), max(turned.width * _POINTS / width, turned.height * _POINTS / height))
    size = (max(1, round(width * dots / _POINTS)), max(1, round(height * dots / _POINTS)))
    times = sorted((size[0] / turned.width, size[1] / turned.height))
    if times[0] < _SMALLER or times[1] > 1 / _SMALLER:
        turned = turned.resize(size, Image.Resampling.BOX if times[1] <= 1 else Image.Resampling.BILINEAR)
    if "A" in turned.getbands() or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        ground = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(ground, turned)
    if turned.mode.startswith(("I", "F")):
        turned = _of_deep_grey(turned)
    pixels = np.asarray(turned.convert("RGB"))[:, :, ::-1]
    least = min(pixels.shape[:2])
    if least < _LEAST_SIDE:
        pixels = np.pad(pixels, ((0, _LEAST_SIDE), (0, _LEAST_SIDE), (0, 0)), constant_values=255)
    return PagePicture(np.ascontiguousarray(pixels), width, height)


def _of_deep_grey(image: Image.Image) -> Image.Image:
    """Returns an image of 16 or 32 bits a pixel with 8: its range is that of its pixels."""
    import numpy as np
    from PIL import Image

    values = np.nan_to_num(np.asarray(image, np.float32))
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1))).astype(np.uint8))


def _dots(image: Image.Image) -> tuple[float, float]:
    """Returns the dots an inch, across and down: those that the file states, unless its page would have no page's size; else those of A4.

    A fax has half as many down as across.
    """
    stated = image.info.get("dpi", (0, 0))
    try:
        across, down = float(stated[0]), float(stated[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        across = down = 0
    if all(_KNOWN[0] < dots < _KNOWN[1] for dots in (across, down)):
        long = max(image.width / across, image.height / down)
        if _INCHES[0] < long < _INCHES[1]:
            return across, down
    dots = max(1.0, max(image.size) / _A4)
    return dots, dots
