"""PDF with text: its paragraphs and tables in the order in which they are read, with the place of each on its page.

Read by pdfium, page after page; each is closed before the next one is opened. A page that is only a picture, or whose fonts
do not say what they show, has no text: it is named (`FileText.unread_pages`) and needs its text recognised.
"""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain

from graph_schema.errors import InputError
from graph_schema.messages import Message
from ingest.formats.file_text import FileText, Table
from ingest.formats.layout import Line, laid_out
from ingest.formats.pdf_letters import Drawn
from ingest.formats.pdf_open import metadata_of, opened, warnings_of
from ingest.formats.pdf_page import has_ended, pages_of

_PICTURED = 0.25  # share of a page without text that pictures cover where it is one to be recognised
_SHAPES = 80  # filled shapes on a page without text: letters drawn as such
_FEW = 10  # characters: a page number on a scan is no text of the page
_HEAD = 0.45  # share of the first page in which marks of secrecy stand
_LONGEST_MARK = 40  # characters
_AT_A_TIME = 200  # pages that are read of a document before it is opened anew
_MOST_DOTS = 100_000_000  # of a picture
_POINTS = 72


def read(data: bytes, name: str) -> FileText:
    """Returns the text of a PDF. InputError where it cannot be opened, or is blank."""
    pages, failed, metadata, warnings = _read_pages(data, name)
    for code, numbers in (
        ("pdf.pages_failed", failed),
        ("pdf.garbled", [page.sheet.number for page in pages if page.is_garbled]),
        ("pdf.turned", [page.sheet.number for page in pages if page.is_turned]),
        ("pdf.lost", [page.sheet.number for page in pages if page.lost]),
        ("pdf.layer", [page.sheet.number for page in pages if page.has_layer]),
        ("pdf.hidden", [page.sheet.number for page in pages if page.has_hidden]),
    ):
        if numbers:
            warnings.append(Message.of(code, n=len(numbers), pages=_listed(numbers)))
    above = _head(pages[0])
    unread = [
        page.sheet.number
        for page in pages
        if page.is_garbled or page.is_turned or _has_lost_much(page) or _is_picture(page)
    ]
    if not unread and not any(page.letters for page in pages):
        raise InputError("file.blank", name=name)
    found = laid_out([page.sheet for page in pages])
    return FileText(
        text=found.text,
        encoding="pdf",
        page_map=found.page_map,
        repairs=found.repairs,
        warnings=tuple(warnings),
        metadata=metadata,
        above=above,
        comments=tuple(words for page in pages for words in page.comments),
        tables=found.tables,
        unread_pages=tuple(unread),
    )


def _read_pages(data: bytes, name: str) -> tuple[list[Drawn], list[int], dict[str, str], list[Message]]:
    """Returns what is drawn on the pages, the numbers of those that the file does not have whole, metadata and warnings."""
    import pypdfium2.raw as pdfium

    failed: list[int] = []
    pages: list[Drawn] = []
    with opened(data, name) as document:
        last = pdfium.FPDF_GetPageCount(document)
        metadata, warnings = metadata_of(document), warnings_of(document, data)
        pages += pages_of(document, range(1, min(last, _AT_A_TIME) + 1), failed)
    # What pdfium has parsed of a document it keeps until that is closed.
    for first in range(_AT_A_TIME + 1, last + 1, _AT_A_TIME):
        if has_ended(failed, first):
            break
        with opened(data, name) as document:
            pages += pages_of(document, range(first, min(last, first + _AT_A_TIME - 1) + 1), failed)
    if not pages:
        raise InputError("pdf.damaged", name=name)
    return pages, failed, metadata, warnings


def _is_picture(page: Drawn) -> bool:
    """Tells whether the text of a page is in its picture: hardly any letters, and a picture or shapes."""
    return page.letters < _FEW and (page.pictured >= _PICTURED or page.shapes >= _SHAPES)


def _has_lost_much(page: Drawn) -> bool:
    """Tells whether a good part of the words of a page is in fonts that are nowhere."""
    return page.lost >= _FEW and page.lost > 0.1 * page.letters


def _head(page: Drawn) -> tuple[str, ...]:
    """Returns what stands at the head of a page, each piece apart: a mark may stand beside something else."""
    lines = (line for line in page.sheet.lines if line.box.top < _HEAD * page.sheet.height)
    return tuple(line.words for line in lines if len(line.words) <= _LONGEST_MARK)


def _listed(numbers: Sequence[int]) -> str:
    """Returns page numbers in words, those that follow each other as one: 1、3–5; at most ten of them."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    said = "、".join(f"{first}–{last}" if last > first else f"{first}" for first, last in ranges[:10])
    return f"{said}…" if len(ranges) > 10 else said


# --- pictures of pages ------------------------------------------------------------------------------------------


def page_count(data: bytes, name: str) -> int:
    """Returns how many pages a PDF has. InputError where it cannot be opened."""
    import pypdfium2.raw as pdfium

    with opened(data, name) as document:
        return int(pdfium.FPDF_GetPageCount(document))


def picture(data: bytes, name: str, number: int, dots_per_inch: int) -> bytes:
    """Returns one page as a PNG, as it is shown. InputError where the file cannot be opened, has no such page, or a vast one."""
    import pypdfium2.raw as pdfium
    from PIL import Image

    with opened(data, name) as document:
        page = pdfium.FPDF_LoadPage(document, number - 1) if number > 0 else None
        if not page:
            raise InputError("pdf.no_such_page", name=name, page=number)
        try:
            scale = dots_per_inch / _POINTS
            wide = max(1, round(pdfium.FPDF_GetPageWidthF(page) * scale))
            high = max(1, round(pdfium.FPDF_GetPageHeightF(page) * scale))
            bitmap = pdfium.FPDFBitmap_Create(wide, high, 0) if wide * high <= _MOST_DOTS else None
            if not bitmap:
                raise InputError("pdf.page_too_large", name=name, page=number)
            try:
                pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
                pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
                row = pdfium.FPDFBitmap_GetStride(bitmap)
                dots = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), row * high)
            finally:
                pdfium.FPDFBitmap_Destroy(bitmap)
        finally:
            pdfium.FPDF_ClosePage(page)
    out = io.BytesIO()
    Image.frombuffer("RGB", (wide, high), dots, "raw", "BGRX", row, 1).save(out, "PNG")
    return out.getvalue()


# --- lists ------------------------------------------------------------------------------------------------------

Rows = list[tuple[str, ...]]


def tables_of(data: bytes, name: str) -> list[Rows]:
    """Returns the tables of a PDF; none where no page has any. InputError where it cannot be read, or has no text."""
    return [_filled(table) for table in _list_text(data, name).tables]


def _list_text(data: bytes, name: str) -> FileText:
    found = read(data, name)
    if not found.text.strip():
        raise InputError("list_file.no_text", name=name)
    return found


def _filled(table: Table) -> Rows:
    """Returns the rows of a table, a cell that covers several places in each of them."""
    words: dict[tuple[int, int], str] = {}
    for row, (_, cells) in enumerate(table.rows):
        for column, cell in cells:
            for below in range(row, min(row + cell.rows, len(table.rows))):
                for beside in range(column, column + cell.columns):
                    words[below, beside] = cell.words
    wide = max((column for _, column in words), default=-1) + 1
    return [tuple(words.get((row, column), "") for column in range(wide)) for row in range(len(table.rows))]


def text_in_columns(data: bytes, name: str) -> str:
    """Returns the text of a PDF line by line, each piece as many blanks from the left as it is drawn."""
    pages = _read_pages(data, name)[0]
    return "\n".join(chain.from_iterable(_in_columns(page.sheet.lines) for page in pages))


def _in_columns(pieces: Sequence[Line]) -> Iterator[str]:
    """Yields lines of text in which a letter of half width is one column; what stands apart is at least two blanks apart."""
    if not pieces:
        return
    left = min(piece.box.left for piece in pieces)
    half = sorted(piece.size for piece in pieces)[len(pieces) // 2] / 2
    for line in _by_line(pieces):
        text, end = "", left
        for piece in line:
            apart = piece.box.left - end > half * 1.5
            wide = round((piece.box.left - left) / half)
            text += " " * max(2, wide - _width(text)) if apart and text else " " * (wide if not text else 0)
            text += piece.words
            end = piece.box.right
        yield text


def _by_line(pieces: Sequence[Line]) -> Iterator[list[Line]]:
    """Yields the pieces of each line, from the top, each line from the left."""
    line: list[Line] = []
    for piece in sorted(pieces, key=lambda one: (one.box.bottom, one.box.left)):
        if line and piece.box.bottom - line[0].box.bottom > max(piece.size, line[0].size) * 0.5:
            yield sorted(line, key=lambda one: one.box.left)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda one: one.box.left)


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
