"""PDF with text: its paragraphs and tables in the order in which they are read, with the place of each on its page.

Read by pdfium, page after page; each is closed before the next one is opened. A page that is only a picture, or whose fonts
do not say what they show, has no text: it is named (`FileText.unread_pages`) and needs its text recognised.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from graph_schema.errors import InputError
from graph_schema.messages import Message
from graph_schema.terms import RepairKind
from ingest.formats.file_text import FileText
from ingest.formats.pdf_layout import line_of, rows_of
from ingest.formats.pdf_open import metadata_of, opened, warnings_of
from ingest.formats.pdf_page import Drawn, PageReader, Seen
from ingest.formats.pdf_text import compose

_PICTURED = 0.25  # share of a page without text that pictures cover where it is one to be recognised
_SHAPES = 80  # filled shapes on a page without text: letters drawn as such
_FEW = 10  # characters: a page number on a scan is no text of the page
_HEAD = 0.45  # share of the first page in which marks of secrecy stand
_MOST_FAILED = 20  # pages in a row that cannot be opened: the file ends there
_MOST_DOTS = 20_000  # a side of a picture
_POINTS = 72


def read(data: bytes, name: str) -> FileText:
    """Returns the text of a PDF. InputError where it cannot be opened, or is blank."""
    with opened(data, name) as document:
        pages, failed = _pages(document)
        metadata, warnings = metadata_of(document), warnings_of(document, data)
    if not pages:
        raise InputError("pdf.damaged", name=name)
    garbled = [page.number for page in pages if page.is_garbled]
    for page in pages:
        if page.is_garbled:
            page.pieces = []
    hidden = [page.number for page in pages if any(piece.seen is Seen.NO for piece in page.pieces)]
    layered = [page.number for page in pages if any(piece.seen is Seen.LAYER for piece in page.pieces)]
    above = _head(pages[0])
    found = compose(pages)
    unread = [page.number for page in pages if page.is_garbled or _is_picture(page, found.read.get(page.number, 0))]
    if not unread and not any(found.read.values()) and not found.text.strip():
        raise InputError("file.blank", name=name)
    for code, numbers in (
        ("pdf.pages_failed", failed),
        ("pdf.garbled", garbled),
        ("pdf.layer", layered),
        ("pdf.hidden", hidden),
    ):
        if numbers:
            warnings.append(Message.of(code, n=len(numbers), pages=_listed(numbers)))
    return FileText(
        text=found.text,
        encoding="pdf",
        page_map=found.page_map,
        repairs=tuple(found.repairs),
        warnings=tuple(warnings),
        metadata=metadata,
        above=above,
        comments=tuple(words for page in pages for words in page.comments),
        tables=tuple(found.tables),
        unread_pages=tuple(unread),
    )


def _pages(document: object) -> tuple[list[Drawn], list[int]]:
    """Returns what is drawn on the pages, and the numbers of those that the file does not have whole."""
    import pypdfium2.raw as pdfium

    reader = PageReader(document)
    pages: list[Drawn] = []
    failed: list[int] = []
    for index in range(pdfium.FPDF_GetPageCount(document)):
        page = reader.read(index)
        if page is not None:
            pages.append(page)
        else:
            failed.append(index + 1)
            if len(failed) >= _MOST_FAILED and failed[-_MOST_FAILED] == index + 2 - _MOST_FAILED:
                break
    return pages, failed


def _is_picture(page: Drawn, read_there: int) -> bool:
    """Tells whether the text of a page is in its picture: hardly any letters, and a picture or shapes."""
    return read_there < _FEW and (page.pictured >= _PICTURED or page.shapes >= _SHAPES)


def _head(page: Drawn) -> tuple[str, ...]:
    """Returns what stands at the head of a page, each piece apart: a mark may stand beside something else."""
    pieces = [piece for piece in page.pieces if piece.top < _HEAD * page.height and len(piece.words) <= 40]
    return tuple(piece.words for row in rows_of(pieces) for piece in row)


def _listed(numbers: Sequence[int]) -> str:
    """Returns page numbers in words, ranges as such: 1、3–5; at most ten of them."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = "、".join(f"{first}–{last}" if last > first else f"{first}" for first, last in ranges[:10])
    return f"{said}…" if len(ranges) > 10 else said


def picture(data: bytes, name: str, number: int, dots_per_inch: int) -> bytes:
    """Returns one page as a PNG, as it is shown. InputError where the file cannot be opened or has no such page."""
    import pypdfium2.raw as pdfium
    from PIL import Image

    with opened(data, name) as document:
        page = pdfium.FPDF_LoadPage(document, number - 1) if number > 0 else None
        if not page:
            raise InputError("pdf.no_such_page", name=name, page=number)
        try:
            scale = dots_per_inch / _POINTS
            wide, high = (
                max(1, min(_MOST_DOTS, round(side * scale)))
                for side in (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
            )
            if wide * high > 100_000_000:
                raise InputError("pdf.page_too_large", name=name, page=number)
            bitmap = pdfium.FPDFBitmap_Create(wide, high, 0)
            if not bitmap:
                raise InputError("pdf.page_too_large", name=name, page=number)
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
                pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
                stride = pdfium.FPDFBitmap_GetStride(bitmap)
                import ctypes

                dots = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * high)
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        finally:
            pdfium.FPDF_ClosePage(page)
    image = Image.frombuffer("RGB", (wide, high), dots, "raw", "BGRX", stride, 1)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
