"""The picture of a page with places marked on it, and personal data painted over."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from graph_schema.page_map import Box

_POINTS = 72
_MARK = (255, 213, 79, 110)  # of a text marker: what is below can be read
_EDGE = (198, 40, 40, 255)
_HIDDEN = (60, 60, 60, 255)
_BESIDE = 1.5  # points that a mark goes beyond its words


def marked_page(
    picture: bytes,
    dots_per_inch: int,
    marks: Iterable[Box],
    hidden: Iterable[Box] = (),
    turned: int = 0,
    skew: float = 0.0,
) -> bytes:
    """Returns a page (PNG) with boxes marked and others painted over, turned as it was when it was recognised.

    Boxes are in points from the upper left corner of the page. `turned` are the degrees against the clock, `skew` those by
    which it was set straight after that.
    """
    from PIL import Image, ImageDraw

    with Image.open(BytesIO(picture)) as opened:
        page = opened.convert("RGB")
    if turned:
        page = page.rotate(turned, expand=True)
    if skew:
        page = page.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    scale = dots_per_inch / _POINTS
    layer = Image.new("RGBA", page.size)
    draw = ImageDraw.Draw(layer)
    for boxes, fill, edge in ((marks, _MARK, _EDGE), (hidden, _HIDDEN, _HIDDEN)):
        for box in boxes:
            left, top, right, bottom = (
                (box.left - _BESIDE) * scale,
                (box.top - _BESIDE) * scale,
                (box.right + _BESIDE) * scale,
                (box.bottom + _BESIDE) * scale,
            )
            if left <= right and top <= bottom:
                draw.rectangle((left, top, right, bottom), fill=fill, outline=edge, width=2)
    page.paste(layer, mask=layer)
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue()
