"""A line of text as the picture of a page."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")


def drawn_line(words: str, kind: str) -> bytes:
    """Returns an image of a format with one line of text; b"" where there is no font for it."""
    if not FONT.exists():
        return b""
    image = Image.new("RGB", (900, 300), "white")
    font = ImageFont.truetype(str(FONT), 40, index=2)
    ImageDraw.Draw(image).text((80, 120), words, font=font, fill="black")
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()
