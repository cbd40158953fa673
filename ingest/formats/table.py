"""The table of formats: by which suffix and first bytes a format is known, what reads it, and for what it serves.

Whatever has first bytes of its own and no reader is refused by name. Texts of laws and tables of lists are taken from the same reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from graph_schema.errors import InputError, SecretError
from graph_schema.messages import Message
from ingest.formats import (
    bundle,
    docx,
    ofd,
    ofd_picture,
    office,
    pdf,
    scan,
    scan_pictures,
    sheets,
    text,
    web,
)
from ingest.formats.file_text import FileText
from ingest.formats.first_page import marked_places
from ingest.formats.packed import names_in
from ingest.formats.scan import RecognisedPage
from ingest.formats.secrecy import require_open
from ingest.formats.text import require_words

TextReader = Callable[[bytes, str], FileText]
"""Bytes and name of a file to its text and all that was noticed; InputError where they are none that can be trusted."""

PictureReader = Callable[[bytes, str, int, int], bytes]
"""Bytes and name of a file, number of a page and dots an inch to the picture of the page (PNG); InputError likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of files: what it is said to be (a message), its media type, by what it is known, and what reads it.

    `magic` is a pattern of the first bytes, `holds` are bytes that must stand further on as well, of a packed file how the name of
    a part begins. `inside` is a pattern by which a file of that name is
    known whose first bytes show nothing. A format without a reader is known so that it can be refused by name, with the sentence `refusal`.
    """

    said: str
    media: str
    suffixes: tuple[str, ...] = ()
    magic: bytes = b""
    holds: bytes = b""
    inside: bytes = b""
    refusal: str = "file.other_kind"
    as_text: TextReader | None = None
    as_picture: PictureReader | None = None

    def is_in(self, data: bytes) -> bool:
        """Tells whether the bytes show the format; never so for one without signs of its own."""
        head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
        if not self.magic or re.match(self.magic, head) is None or self.holds not in data:
            return False
        # A bundle may hold another packed file whose parts are to be seen in its bytes.
        names = names_in(data) if self.holds and head.startswith(b"PK") else None
        return names is None or any(name.startswith(self.holds.decode("latin-1")) for name in names)

    def is_meant_by(self, data: bytes) -> bool:
        """Tells whether bytes that show nothing may be of the format that the name of their file says."""
        return not self.magic or (bool(self.inside) and re.search(self.inside, data[:65_536]) is not None)


def _bundle_text(data: bytes, name: str) -> FileText:
    return bundle.read(data, name, _of_bundles())


def _bundle_picture(data: bytes, name: str, number: int, dots_per_inch: int) -> bytes:
    return bundle.picture(data, name, number, dots_per_inch, _of_bundles())


def _of_bundles() -> bundle.Formats:
    """Returns what a bundle asks of this table, of which it is a row itself."""
    return bundle.Formats(_media, document_text, page_picture)


def _image(said: str, media: str, suffixes: tuple[str, ...], magic: bytes) -> Format:
    """Returns the row of a format of images: all are recognised and shown alike."""
    return Format(
        said=said,
        media=media,
        suffixes=suffixes,
        magic=magic,
        as_text=scan.read,
        as_picture=scan_pictures.picture,
    )


TEXT = Format(said="file_kind.text", media="text/plain", suffixes=(".text", ".txt"), as_text=text.read)

FORMATS = (
    TEXT,
    Format(
        said="file_kind.markdown",
        media="text/markdown",
        suffixes=(".md",),
        as_text=text.read,
    ),
    Format(
        said="file_kind.docx",
        media="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        suffixes=(".docx", ".docm", ".dotx"),
        magic=rb"PK\x03\x04",
        holds=b"word/document",
        as_text=docx.read,
    ),
    Format(
        said="file_kind.sheets",
        media="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        suffixes=(".xlsx", ".xlsm", ".xlsb"),
        magic=rb"PK\x03\x04",
        holds=b"xl/workbook.",
        as_text=sheets.read,
    ),
    Format(
        said="file_kind.sheets",
        media="application/vnd.oasis.opendocument.spreadsheet",
        suffixes=(".ods",),
        magic=rb"(?s)PK\x03\x04.{26,80}?application/vnd\.oasis\.opendocument\.spreadsheet",
        as_text=sheets.read,
    ),
    Format(
        said="file_kind.csv",
        media="text/csv",
        suffixes=(".csv", ".tsv"),
        as_text=sheets.read_csv,
    ),
    Format(
        said="file_kind.odt",
        media="application/vnd.oasis.opendocument.text",
        suffixes=(".odt",),
        magic=rb"(?s)PK\x03\x04.{26,80}?application/vnd\.oasis\.opendocument\.text",
        as_text=office.read_document,
    ),
    Format(
        said="file_kind.ofd",
        media="application/ofd",
        suffixes=(".ofd",),
        magic=rb"PK\x03\x04",
        holds=b"OFD.xml",
        as_text=ofd.read,
        as_picture=ofd_picture.picture,
    ),
    Format(
        said="file_kind.web_page",
        media="text/html",
        suffixes=(".html", ".htm"),
        magic=web.SIGNS,
        inside=rb"(?i)<(?:p|div|br|table|tr|span|body|head|meta|h[1-6])[\s/>]",
        as_text=web.read,
    ),
    Format(
        said="file_kind.web_archive",
        media="multipart/related",
        suffixes=(".mhtml", ".mht"),
        magic=rb"(?i)(?:from|mime-version|subject|date|content-type|snapshot-content-location):",
        holds=b"multipart/",
        as_text=web.read,
    ),
    Format(
        said="file_kind.pdf",
        media="application/pdf",
        suffixes=(".pdf",),
        magic=rb"%PDF",
        as_text=pdf.read,
        as_picture=pdf.picture,
    ),
    Format(
        said="file_kind.packed",
        media="application/zip",
        suffixes=(".zip",),
        magic=rb"PK\x03\x04",
        as_text=_bundle_text,
        as_picture=_bundle_picture,
    ),
    Format(
        said="file_kind.old_office",
        media="application/x-ole-storage",
        suffixes=(".doc", ".dot", ".wps", ".wpt", ".xls", ".et", ".ett"),
        magic=rb"\xd0\xcf\x11\xe0",
        as_text=office.read,
    ),
    _image("file_kind.png", "image/png", (".png",), rb"\x89PNG"),
    _image("file_kind.jpeg", "image/jpeg", (".jpg", ".jpeg"), rb"\xff\xd8\xff"),
    _image("file_kind.gif", "image/gif", (".gif",), rb"GIF8"),
    _image("file_kind.tiff", "image/tiff", (".tif", ".tiff"), rb"II\*\x00|MM\x00\*"),
    _image("file_kind.bmp", "image/bmp", (".bmp",), rb"(?s)BM.{4}\x00{4}.{4}[\x0c\x28\x40\x6c\x7c]\x00\x00\x00"),
    _image("file_kind.webp", "image/webp", (".webp",), rb"(?s)RIFF.{4}WEBP"),
    Format(said="file_kind.media", media="application/x-riff", magic=rb"RIFF"),
    Format(said="file_kind.rar", media="application/vnd.rar", refusal="file.other_archive", magic=rb"Rar!"),
    Format(
        said="file_kind.seven_zip",
        media="application/x-7z-compressed",
        refusal="file.other_archive",
        magic=rb"7z\xbc\xaf",
    ),
    Format(said="file_kind.gzip", media="application/gzip", refusal="file.other_archive", magic=rb"\x1f\x8b"),
    Format(
        said="file_kind.rtf",
        media="application/rtf",
        suffixes=(".rtf",),
        magic=rb"\{\\rtf",
        as_text=office.read_document,
    ),
    Format(
        said="file_kind.sqlite",
        media="application/vnd.sqlite3",
        refusal="file.no_document",
        magic=rb"SQLite format 3\x00",
    ),
    Format(said="file_kind.program", media="application/x-elf", refusal="file.no_document", magic=rb"\x7fELF"),
)
"""All formats; of two whose first bytes are alike the one that asks for more stands first."""

DOCUMENT_SUFFIXES = tuple(sorted(s for f in FORMATS if f.as_text for s in f.suffixes))
"""What counts as a document when a folder is given; a file given by name is read whatever it is called."""

_NO_LAWS = (".csv", ".ett", ".et", ".ods", ".tsv", ".xls", ".xlsb", ".xlsm", ".xlsx", ".zip")

LAW_SUFFIXES = tuple(suffix for suffix in DOCUMENT_SUFFIXES if suffix not in _NO_LAWS)
"""What counts as the text of a law when a folder is given: no tables, and no bundles."""


def format_in(data: bytes) -> Format | None:
    """Returns the format that the first bytes show; None for what has no signs of its own, as plain text."""
    return next((f for f in FORMATS if f.is_in(data)), None)


def document_text(data: bytes, name: str) -> FileText:
    """Returns what is read from a document: by its bytes, whatever it is called, with a warning where it is called something else.

    InputError names the format that is not read, SecretError the mark of a document that must not be here.
    """
    stated, shown = _stated(name), format_in(data)
    row = shown or (stated if stated is not None and stated.is_meant_by(data) else TEXT)
    if row.as_text is None:
        raise _refused(row, name)
    try:
        found = row.as_text(data, name)
    except SecretError:
        raise
    except InputError as error:
        if data and shown is None and stated is not None and stated.magic:
            raise InputError("file.not_as_named", name=name, stated=Message(stated.said)) from error
        raise
    require_unmarked(found, name)
    if stated is None or stated is row:
        return found
    told = Message.of("file.read_as_shown", stated=Message(stated.said), shown=Message(row.said))
    return replace(found, warnings=(told, *found.warnings))


def page_picture(data: bytes, name: str, number: int, dots_per_inch: int) -> bytes:
    """Returns the picture of a page (PNG). InputError where the format has no pages, or the page cannot be drawn."""
    shown = format_in(data)
    if shown is None or shown.as_picture is None:
        raise InputError("file.no_pages", name=name)
    return shown.as_picture(data, name, number, dots_per_inch)


def recognised_page(data: bytes, name: str, number: int) -> RecognisedPage:
    """Returns what stands on a page that is a picture. InputError where it cannot be drawn, or there is no engine for it."""
    from ingest.formats.scan_engine import require_engine

    shown = format_in(data)
    if shown is None or shown.as_picture is None or shown.as_text in (scan.read, pdf.read):
        return scan.recognise(data, name, number)
    require_engine(name, 1)
    drawing = shown.as_picture(data, name, number, scan_pictures.DOTS)
    return scan.recognised(scan_pictures.page_of_drawing(drawing, name, scan_pictures.DOTS), number)


def whole_text(data: bytes, name: str) -> FileText:
    """Returns what is read from a document, its pages that are pictures recognised here and now. InputError as document_text."""
    found = document_text(data, name)
    if not found.unread_pages:
        return found
    return with_pages(found, {page: recognised_page(data, name, page) for page in found.unread_pages}, name)


def with_pages(found: FileText, pages: Mapping[int, RecognisedPage], name: str) -> FileText:
    """Returns a file with its recognised pages. InputError where nothing stands on any page, SecretError where one bears a mark."""
    whole = scan.with_recognised(found, pages)
    require_unmarked(whole, name)
    require_words(whole.text, name)
    return whole


def _media(data: bytes) -> str:
    shown = format_in(data)
    return shown.media if shown is not None else ""


def require_unmarked(found: FileText, name: str) -> None:
    """Raises SecretError where a mark stands at the head of what was read, or in what the format keeps beside it."""
    for words in marked_places(found):
        require_open(words, name)


def _stated(name: str) -> Format | None:
    """Returns the format that the name of a file says; None where it says none."""
    suffix = PurePath(name).suffix.lower()
    return next((f for f in FORMATS if suffix in f.suffixes), None)


def _refused(shown: Format, name: str) -> InputError:
    """Returns the sentence for a document in a format that is not read for documents."""
    return InputError(shown.refusal, name=name, kind=Message(shown.said))
