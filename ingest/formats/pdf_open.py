"""A PDF opened by pdfium: what cannot be opened is said with what to do, what else the file holds is noted and left alone.

pdfium (BSD) knows no threads: whoever opens a file holds `_ONE` until it is closed. Nothing of a file is run: scripts are
counted, embedded files are named.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from graph_schema.errors import InputError
from graph_schema.messages import Message

MOST_PAGES = 5_000
"""So many pages are read at most: the longest 汇编 have two thousand."""

_MOST_NAMED = 10  # embedded files
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_LOCKED_KINDS = 5  # FPDF_ERR_SECURITY
_FIELDS = {
    "title": "Title",
    "author": "Author",
    "subject": "Subject",
    "keywords": "Keywords",
    "creator": "Creator",
    "producer": "Producer",
    "created": "CreationDate",
    "modified": "ModDate",
}
_LONGEST_FIELD = 500  # characters
_ONE = threading.RLock()


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """Yields the document of a PDF as pdfium's handle. InputError where it cannot be opened, or has no pages or too many."""
    if not data:
        raise InputError("file.empty", name=name)
    with _ONE:
        import pypdfium2.raw as pdfium  # only who reads a PDF needs it

        document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not document:
            locked = pdfium.FPDF_GetLastError() in (_PASSWORD, _LOCKED_KINDS)
            raise InputError("pdf.locked" if locked else "pdf.damaged", name=name)
        try:
            pages = pdfium.FPDF_GetPageCount(document)
            if pages < 1:
                raise InputError("pdf.no_pages", name=name)
            if pages > MOST_PAGES and _has_page(document, MOST_PAGES):
                raise InputError("pdf.too_many_pages", name=name, n=pages, most=MOST_PAGES)
            yield document
        finally:
            pdfium.FPDF_CloseDocument(document)


def _has_page(document: Any, index: int) -> bool:
    """Tells whether a page is there: the number of pages that a file states may be a lie."""
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(document, index)
    if page:
        pdfium.FPDF_ClosePage(page)
    return bool(page)


def metadata_of(document: Any) -> dict[str, str]:
    """Returns the fields of the file: title, author, programs, days (2024-05-01 where the file says D:20240501…)."""
    import pypdfium2.raw as pdfium

    found = {}
    for field, tag in _FIELDS.items():
        words = _wide(partial(pdfium.FPDF_GetMetaText, document, tag.encode()))
        words = " ".join(words.split())[:_LONGEST_FIELD]
        if field in ("created", "modified"):
            words = _day(words)
        if words:
            found[field] = words
    return found


def _day(words: str) -> str:
    """Returns D:20240501093000+08'00' as 2024-05-01; anything else as it stands."""
    digits = words.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdecimal() else words


def warnings_of(document: Any, data: bytes) -> list[Message]:
    """Returns what a person should know of the file beside its text."""
    import pypdfium2.raw as pdfium

    found = []
    if not pdfium.FPDF_DocumentHasValidCrossReferenceTable(document):
        found.append(Message("pdf.rebuilt"))
    if pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0:
        found.append(Message("pdf.encrypted"))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or b"/JavaScript" in data:
        found.append(Message("pdf.scripts"))
    attached = pdfium.FPDFDoc_GetAttachmentCount(document)
    if attached > 0:
        names = "、".join(_attached(document, at) for at in range(min(attached, _MOST_NAMED)))
        found.append(Message.of("pdf.attached", n=attached, names=names))
    if pdfium.FPDF_GetFormType(document) > 0:
        found.append(Message("pdf.form"))
    return found


def _attached(document: Any, index: int) -> str:
    """Returns the name of an embedded file."""
    import pypdfium2.raw as pdfium

    attachment = pdfium.FPDFDoc_GetAttachment(document, index)
    if not attachment:
        return "?"
    words = _wide(partial(pdfium.FPDFAttachment_GetName, attachment))
    return "".join(c for c in words if c.isprintable())[:80] or "?"


def _wide(ask: Callable[[Any, int], int]) -> str:
    """Returns what pdfium writes into a buffer in UTF-16, asked first for its size."""
    size = ask(None, 0)
    if not 2 < size < 1_000_000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").split("\x00", 1)[0]
