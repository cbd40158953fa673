"""OFD: reading a file beside unpacking it and taking its XML apart with expat, which the words alone would need at least."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache, partial
from xml.parsers import expat

from benchmarks.formats.make_ofd import Style, ofd_of
from benchmarks.formats.rows import Row, beside

_PARAGRAPH = (
    "为加强渡口信用管理，根据《渡口管理条例》第十二条和有关规定，结合本县实际，制定本办法，请各单位认真遵照执行。" * 3
)
_MOST = 300.0  # MB, with the interpreter


def rows() -> Iterator[Row]:
    """Yields a row a way in which programs write words, and one of a file of 1,000 pages."""
    for style, pages in ((Style.LINES, 100), (Style.CHARACTERS, 40), (Style.LINES, 1_000)):
        yield beside(
            f"OFD, {style}, {pages:,} pages",
            partial(_read, style, pages),
            partial(_bare, style, pages),
            pages,
            most=_MOST,
            passes=3 if pages < 1_000 else 1,
        )


@cache
def _file(style: Style, pages: int) -> bytes:
    """Returns a file of about so many pages."""
    return ofd_of("\n".join([_PARAGRAPH] * (4 * pages)), style=style, running_head="渡口公报")


def _read(style: Style, pages: int) -> None:
    from ingest.formats.ofd import read

    read(_file(style, pages), "a.ofd")


def _bare(style: Style, pages: int) -> None:
    with zipfile.ZipFile(io.BytesIO(_file(style, pages))) as archive:
        for name in archive.namelist():
            words: list[str] = []
            parser = expat.ParserCreate()
            parser.CharacterDataHandler = words.append
            parser.Parse(archive.read(name), True)
