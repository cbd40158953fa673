"""Pages of a PDF, read one after the other: what is drawn on each, with places in points from its upper left as it is shown.

pdfium is asked in few calls for many characters: a call a character is the cost here. A page is closed before the next is opened.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from ingest.formats.layout import Sheet
from ingest.formats.pdf_calls import Room, address_of, calls
from ingest.formats.pdf_letters import Drawn, Letters, add_lines
from ingest.formats.pdf_objects import Frame, Objects

_MOST_CHARACTERS = 400_000  # of one page; a page of A0 in small print has 100,000
_MOST_FAILED = 20  # pages in a row that cannot be opened: the file ends there
_AT_ONCE = 20_000  # characters whose lines are made in one go
_MOST_REMARKS = 200  # of one page
_LONGEST_REMARK = 20_000  # bytes
_BOXES = Room(16)
"""Shared by all pages: who reads holds the lock of pdf_open."""


def pages_of(document: Any, numbers: Iterable[int], failed: list[int]) -> list[Drawn]:
    """Returns what is drawn on pages of a document; adds the numbers of those that the file does not have whole to `failed`.

    Where so many in a row are not there (`_MOST_FAILED`), the file ends.
    """
    import pypdfium2.raw as pdfium

    pages: list[Drawn] = []
    waiting: list[Letters] = []
    held = 0
    for number in numbers:
        if has_ended(failed, number):
            break
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            failed.append(number)
            continue
        try:
            drawn, letters = _read(page, number)
        finally:
            pdfium.FPDF_ClosePage(page)
        pages.append(drawn)
        if letters is not None:
            waiting.append(letters)
            held += len(letters.codes)
        if held > _AT_ONCE:
            add_lines(waiting)
            waiting, held = [], 0
    add_lines(waiting)
    return pages


def has_ended(failed: Sequence[int], number: int) -> bool:
    """Tells whether a file has no page of this number, since all just before it were not there."""
    return len(failed) >= _MOST_FAILED and failed[-_MOST_FAILED] == number - _MOST_FAILED


def _read(page: Any, number: int) -> tuple[Drawn, Letters | None]:
    """Returns what is drawn on a page, and its characters."""
    import numpy as np
    import pypdfium2.raw as pdfium

    frame = Frame(page)
    drawn = Drawn(Sheet(number, frame.width, frame.height))
    objects = Objects(page, frame, drawn)
    _note_remarks(page, drawn)
    letters = pdfium.FPDFText_LoadPage(page)
    if not letters:
        return drawn, None
    try:
        count = min(pdfium.FPDFText_CountChars(letters), _MOST_CHARACTERS)
        if count < 1:
            return drawn, None
        text, codes = _text(letters, count)
        deque(map(calls().box_of, repeat(address_of(letters)), range(count), _BOXES.places(count)), 0)
        boxes = np.frombuffer(_BOXES.buffer, np.float32, 4 * count).reshape(count, 4)
        return drawn, Letters(drawn, text, codes, frame.boxes(boxes), objects.seen(letters, count))
    finally:
        pdfium.FPDFText_ClosePage(letters)


_NO_LETTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _text(letters: Any, count: int) -> tuple[str, Any]:
    """Returns the characters of a page, one each for those that pdfium counts, and their codes."""
    import numpy as np
    import pypdfium2.raw as pdfium

    buffer: Any = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(letters, 0, count, buffer)
    codes = np.frombuffer(buffer, np.uint16, count)
    text = codes.tobytes().decode("utf-16-le", "replace")
    if (
        written != count + 1 or len(text) != count
    ):  # characters beyond the first plane, or such as the font does not name
        asked = np.fromiter(map(pdfium.FPDFText_GetUnicode, repeat(letters), range(count)), np.uint32, count)
        asked[(asked > 0x10FFFF) | ((asked & 0xFFFFF800) == 0xD800)] = 0xFFFD
        text = asked.astype("<u4").tobytes().decode("utf-32-le")
        codes = np.minimum(asked, 0xFFFD)
    if "\x02" in text:
        text = text.replace("\x02", "-")  # a hyphen at the end of a line
        codes = np.where(codes == 2, 45, codes)
    if _NO_LETTER.search(text):  # a font that gives a letter no name, or a control character for one
        text = _NO_LETTER.sub("\ufffd", text)
        codes = np.where((codes < 32) & ~np.isin(codes, (9, 10, 13)), 0xFFFD, codes)
    return text, codes


def _note_remarks(page: Any, drawn: Drawn) -> None:
    """Notes what people remarked on the page."""
    import pypdfium2.raw as pdfium

    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_REMARKS)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
            if 2 < size < _LONGEST_REMARK:
                buffer = (ctypes.c_ushort * (size // 2 + 1))()
                pdfium.FPDFAnnot_GetStringValue(note, b"Contents", buffer, size)
                words = bytes(buffer).decode("utf-16-le", "replace").split("\x00", 1)[0].strip()
                if words:
                    drawn.comments.append(" ".join(words.split()))
        finally:
            pdfium.FPDFPage_CloseAnnot(note)
