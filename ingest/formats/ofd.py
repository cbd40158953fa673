"""OFD files (GB/T 33190—2016): text, places on the pages, fields, seals and remarks, by a reader of its own over zip and XML.

Words are put in order by where they stand, never by their order in the file (ingest.formats.layout). What cannot be read
as words is said: pages that are pictures or whose letters are drawn as paths need OCR. Nothing that the file names outside
of itself is followed; attachments are named and not opened; signatures are named and not verified.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from graph_schema.errors import InputError
from graph_schema.messages import Message
from graph_schema.terms import RepairKind
from ingest.formats.file_text import FileText
from ingest.formats.joining import NamedPart, joined
from ingest.formats.layout import Line, Sheet, laid_out
from ingest.formats.ofd_document import Document, Page, documents_of, words_drawn
from ingest.formats.ofd_lines import lines_of
from ingest.formats.ofd_page import Path, Picture, Words
from ingest.formats.ofd_seals import Seal, seals_of

_MARGIN = 0.12  # of the height of a page
_THIN = 3.0  # points: a filled shape as thin is a line
_COVERS = 0.5  # of a page: a picture that covers as much may be a scan
_SHOWS = 0.02  # of a page: a smaller picture on a page without words is an ornament
_LETTERS = 60  # filled shapes on a page without words: letters drawn as paths
_MOST_NAMED = 20
_WATERMARK = "Watermark"


def read(data: bytes, name: str) -> FileText:
    """Returns the text of an OFD; several documents in one file are parts of it. InputError where it cannot be read."""
    documents = documents_of(data, name)
    found = [_read(document) for document in documents]
    if len(found) == 1:
        return found[0]
    named = [
        NamedPart(f"{at} {document.fields.get('title', '')}".strip(), text)
        for at, (document, text) in enumerate(zip(documents, found, strict=True), 1)
    ]
    return joined(named, "ofd")


def page_count(data: bytes, name: str) -> int:
    """Returns how many pages an OFD has. InputError where it cannot be read."""
    return sum(len(document.listed) for document in documents_of(data, name))


@dataclass(slots=True)
class _Notes:
    """Collects what is noticed on the pages of a document."""

    unread: list[int] = field(default_factory=list)
    layered: list[int] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)
    watermarks: dict[str, None] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    called: dict[str, int] = field(default_factory=dict)
    heads: list[tuple[str, Line]] = field(default_factory=list)
    """What templates have on the margins of pages: a running head where several pages have it."""


def _read(document: Document) -> FileText:
    notes = _Notes()
    sheets = [_sheet(page, notes) for page in document.pages()]
    for template, line in notes.heads:
        if document.on_pages[template] > 1:
            line.noise = RepairKind.PAGE_NOISE
    laid = laid_out(sheets)
    if not laid.text.strip() and not notes.unread:
        raise InputError("file.blank", name=document.package.name)
    seals = list(seals_of(document.package, document.signatures)) if document.signatures else []
    attached = document.attached()
    fields = {**document.fields, **document.custom}
    if seals:
        fields["seals"] = "、".join(dict.fromkeys(seal.name or seal.provider or "?" for seal in seals))
    custom = [f"{key}：{value}" for key, value in document.custom.items()]
    above = [*custom, *document.fields.values(), *notes.watermarks, *(seal.name for seal in seals), *attached]
    return FileText(
        text=laid.text,
        encoding="ofd",
        page_map=laid.page_map,
        repairs=laid.repairs,
        warnings=tuple(_warnings(notes, seals, attached)),
        metadata=fields,
        above=tuple(filter(None, above)),
        comments=tuple(notes.comments),
        tables=laid.tables,
        unread_pages=tuple(notes.unread),
    )


def _warnings(notes: _Notes, seals: Iterable[Seal], attached: list[str]) -> Iterator[Message]:
    if notes.layered:
        yield Message.of("ofd.text_layer", pages=_numbers(notes.layered))
    if notes.unnamed:
        yield Message.of("ofd.glyphs_without_words", pages=_numbers(notes.unnamed))
    for seal in list(seals)[:_MOST_NAMED]:
        pages = _numbers(sorted({notes.called[called] for called, _ in seal.stamps if called in notes.called}))
        yield Message.of("ofd.seal", name=seal.name or seal.provider or "?", pages=pages or "—")
    if attached:
        yield Message.of("ofd.attachments", names="、".join(attached[:_MOST_NAMED]))


def _numbers(pages: list[int]) -> str:
    """Returns numbers of pages as words; of many the first ones."""
    return "、".join(map(str, pages[:_MOST_NAMED])) + ("…" if len(pages) > _MOST_NAMED else "")


def _sheet(page: Page, notes: _Notes) -> Sheet:
    """Returns a page as lines and drawn lines, and notes what is not to be read on it."""
    notes.called[page.called] = page.number
    sheet = Sheet(page.number, page.width, page.height)
    words: list[Words] = []
    covered, shapes = 0.0, 0
    for found in page.drawn:
        if isinstance(found, Words):
            words.append(found)
        elif isinstance(found, Picture):
            share = _area(found, page)
            covered += share
            if share > _COVERS:
                for beneath in words:
                    beneath.is_hidden = True
        else:
            shapes += _take_path(found, sheet)
    for remark in page.remarks:
        shown = words_drawn(remark.drawn)
        if remark.kind == _WATERMARK and shown:
            notes.watermarks[shown] = None
            for line in lines_of([found for found in remark.drawn if isinstance(found, Words)], ()):
                line.noise = RepairKind.FURNITURE
                sheet.lines.append(line)
        else:
            notes.comments += filter(None, (remark.words, shown))
    _note_words(words, page, covered, shapes, notes)
    by_template: dict[str, list[Words]] = {}
    for found in words:
        by_template.setdefault(found.template if _is_on_margin(found, page) else "", []).append(found)
    sheet.lines += lines_of(by_template.pop("", []), sheet.upright)
    for template, heads in by_template.items():
        of_heads = lines_of(heads, ())
        notes.heads += [(template, line) for line in of_heads]
        sheet.lines += of_heads
    return sheet


def _area(picture: Picture, page: Page) -> float:
    """Returns the share of the page that a picture covers."""
    left, top, right, bottom = picture.box
    wide = max(min(right, page.width) - max(left, 0.0), 0.0)
    high = max(min(bottom, page.height) - max(top, 0.0), 0.0)
    return wide * high / (page.width * page.height)


def _take_path(path: Path, sheet: Sheet) -> int:
    """Adds the straight lines of a path to the page; returns the number of its pieces that are none and are filled."""
    shapes = 0
    for piece in path.pieces:
        xs, ys = [x for x, _ in piece], [y for _, y in piece]
        left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
        if path.stroke is None and path.fill is None:
            continue
        if right - left < _THIN or bottom - top < _THIN:
            sheet.add_box(left, top, right, bottom)
        elif path.stroke is not None:
            for (x0, y0), (x1, y1) in pairwise(piece):
                if abs(x0 - x1) < 1.0 or abs(y0 - y1) < 1.0:
                    sheet.add_box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        elif len(piece) > 5:
            shapes += 1
    return shapes


def _note_words(words: list[Words], page: Page, covered: float, shapes: int, notes: _Notes) -> None:
    """Notes pages without words that are read, and what was made of hidden words: under a scan they are its words."""
    for found in words:
        middle_x, middle_y = (found.box.left + found.box.right) / 2, (found.box.top + found.box.bottom) / 2
        if not (0 <= middle_x <= page.width and 0 <= middle_y <= page.height):
            found.is_hidden = True
    own = [found for found in words if not found.template]
    if any(found.has_glyphs and not _is_read(found.words) for found in own):
        notes.unnamed.append(page.number)
    read = [found for found in own if _is_read(found.words)]
    if covered > _COVERS and any(found.is_hidden for found in read):
        notes.layered.append(page.number)
        for found in read:
            found.is_hidden = False
    text = [found for found in read if not found.is_hidden and not _is_on_margin(found, page)]
    if not text and (covered > _SHOWS or shapes > _LETTERS or any(not _is_read(found.words) for found in own)):
        notes.unread.append(page.number)


def _is_on_margin(words: Words, page: Page) -> bool:
    return not _MARGIN * page.height < words.base < (1 - _MARGIN) * page.height


def _is_read(words: str) -> bool:
    """Tells whether words have characters that a text has: fonts of their own give letters numbers that mean nothing elsewhere."""
    return any(unicodedata.category(letter) not in ("Co", "Cn", "Cc", "Cs") and letter != "\ufffd" for letter in words)
