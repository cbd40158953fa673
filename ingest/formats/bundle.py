"""Bundles: a packed folder (ZIP), or a folder, as one file whose parts stand below each other: the notice first, then its attachments by number.

Between two parts stands PART_END, at which the splitter of documents always cuts (docs/reading.md#bundles). A part that
cannot be read is named in a warning; one that is marked as secret refuses the whole. A packed folder within one is opened once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from graph_schema.errors import InputError, SecretError
from graph_schema.messages import Message
from graph_schema.numerals import number_of, value_of
from graph_schema.page_map import PageMap, Unit
from ingest.formats import ofd, pdf, scan_pictures
from ingest.formats.file_text import FileText
from ingest.formats.joining import NamedPart, joined
from ingest.formats.packed import LARGEST, Packed, opened
from ingest.formats.scan_engine import require_engine

MOST_PARTS = 1_000
"""Files of one bundle that are read: more are no document with its attachments."""

_MEDIA = "application/zip"
_IN_UTF8 = 0x800  # the bit of an entry's flags
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|(?:Thumbs\.db|desktop\.ini)$)", re.IGNORECASE)
_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3}(?!览))"
_ATTACHED = re.compile(
    rf"附\s*(?:[件表录图]\s*[-—_（(]?\s*(?P<number>{_NUMBER})?|(?P<bare>\d{{1,2}})(?!\d)|$|[：:])"
    rf"|.*(?<![及含和与])附[件表]\s*[-—_（(]?\s*(?P<inner>{_NUMBER})"
)
_LEADING = re.compile(r"(?P<number>\d{1,3})\s*[.、．_\-— ]")
_MARKED = re.compile(r"\s*附\s*[件表录图]?\s*[\d一二三四五六七八九十：:]|\s*附\s*[件表录图]\s*\n")
_MAIN = re.compile("正文|主件|公文")
_DIGITS = re.compile(r"(\d+)")
_A4 = (595.0, 842.0)  # points: the size of a page until it is recognised
_LATEST = (1980, 1, 1, 0, 0, 0)


class Formats(NamedTuple):
    """Holds what a bundle asks of the table of formats: the media type of bytes ("" for text), their text, a page of theirs as a picture."""

    media: Callable[[bytes], str]
    text: Callable[[bytes, str], FileText]
    picture: Callable[[bytes, str, int, int], bytes]


@dataclass(slots=True)
class _Room:
    """Counts the bytes and parts that a bundle may still have, over all packed folders within each other."""

    name: str
    formats: Formats
    bytes: int = LARGEST
    parts: int = MOST_PARTS

    def take(self, size: int) -> None:
        """Takes room for one part. InputError where there is none."""
        self.bytes -= size
        self.parts -= 1
        if self.parts < 0:
            raise InputError("file.too_many_parts", name=self.name, most=MOST_PARTS)
        if self.bytes < 0:
            raise InputError("file.too_large_unpacked", name=self.name)


class _File(NamedTuple):
    """Holds a file of a bundle: its name there, its bytes, how many pages it has, and how many stand before it."""

    part: str
    data: bytes
    pages: int
    before: int


def read(data: bytes, name: str, formats: Formats) -> FileText:
    """Returns the texts of all parts below each other; pages are counted through the whole bundle.

    InputError where the bundle cannot be opened, or no part can be read; SecretError where one bears a mark.
    """
    told: list[Message] = []
    room = _Room(name, formats)
    parts: list[NamedPart] = []
    for file in _files(data, name, room, told):
        try:
            parts.append(_part(file, name, room))
        except SecretError:
            raise
        except InputError as error:
            told.append(Message.of("bundle.part_unread", why=error.said))
    if not parts:
        raise InputError("bundle.nothing_read", name=name, why=tuple(told[:5]) or "—")
    return joined(parts, "zip", told)


def picture(data: bytes, name: str, number: int, dots_per_inch: int, formats: Formats) -> bytes:
    """Returns a page as a PNG, counted through the whole bundle. InputError where there is none, or it cannot be drawn."""
    for file in _files(data, name, _Room(name, formats), []):
        if file.before < number <= file.before + file.pages:
            return formats.picture(file.data, f"{name}/{file.part}", number - file.before, dots_per_inch)
    raise InputError("bundle.no_such_page", name=name, page=number)


def packed_folder(files: Iterator[tuple[str, bytes]]) -> bytes:
    """Returns files (names within their folder, bytes) as one packed folder, the same for the same files on any day."""
    from io import BytesIO

    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, data in sorted(files):
            archive.writestr(ZipInfo(name, _LATEST), data)
    return out.getvalue()


# --- the parts -----------------------------------------------------------------------------------------------


def _files(data: bytes, name: str, room: _Room, told: list[Message]) -> Iterator[_File]:
    """Yields the files of a bundle in their order, and tells of those that cannot be unpacked."""
    before = 0
    for part, held in _unpacked(opened(data, name, "file_kind.packed"), name, "", room, told):
        count = _page_count(held, f"{name}/{part}", room.formats.media(held))
        yield _File(part, held, count, before)
        before += count


def _unpacked(packed: Packed, name: str, within: str, room: _Room, told: list[Message]) -> Iterator[tuple[str, bytes]]:
    """Yields names and bytes of the files of a packed folder, and of those within it."""
    for entry, shown in sorted(_names(packed), key=lambda names: _order(names[1])):
        room.take(packed.entries[entry].file_size)
        part = f"{within}{shown}"
        try:
            data = packed.read(entry)
            if room.formats.media(data) != _MEDIA:
                yield part, data
                continue
            if within:
                raise InputError("bundle.nested", name=f"{name}/{part}")
            inner = opened(data, f"{name}/{part}", "file_kind.packed")
        except InputError as error:
            told.append(Message.of("bundle.part_unread", why=error.said))
            continue
        yield from _unpacked(inner, name, f"{part}/", room, told)


def _page_count(data: bytes, name: str, media: str) -> int:
    """Returns how many pages a file of a media type has that can be drawn; 0 for one without pages, or that cannot be read."""
    count = scan_pictures.page_count if media.startswith("image/") else _COUNTS.get(media)
    try:
        return count(data, name) if count is not None else 0
    except InputError:
        return 0


_COUNTS: Mapping[str, Callable[[bytes, str], int]] = {
    "application/ofd": ofd.page_count,
    "application/pdf": pdf.page_count,
}


def _part(file: _File, name: str, room: _Room) -> NamedPart:
    """Returns one file as it is read by its own format. InputError where it cannot be, or its pages are pictures and there is nothing to recognise them with."""
    shown = f"{name}/{file.part}"
    found = room.formats.text(file.data, shown)
    if not found.text.strip() and not found.unread_pages:
        raise InputError("file.blank", name=shown)
    if found.unread_pages:
        require_engine(shown, len(found.unread_pages))
        found = replace(found, page_map=_with_pages(found))
    if found.page_map is None:
        found = replace(found, page_map=_by_lines(found.text))
    number = _attached(file.part)
    mark = f"附件{number or ''}" if number is not None and not _MARKED.match(found.text) else ""
    return NamedPart(file.part, found, mark, file.before)


def _with_pages(found: FileText) -> PageMap:
    """Returns the map of a file in which the pages stand that are still to be recognised, in its first part."""
    page_map = found.page_map if found.page_map is not None else PageMap()  # one without stretches counts as nothing
    if not page_map.parts:
        page_map.add_part("", Unit.PAGE)
    known = {page.number for page in page_map.pages}
    for page in found.unread_pages:
        if page not in known:
            page_map.add_page(0, page, *_A4)
    return page_map


def _by_lines(text: str) -> PageMap:
    """Returns the map of a plain text: each line that is not empty is a paragraph of it."""
    found = PageMap()
    part = found.add_part("", Unit.PARAGRAPH)
    at = number = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            number += 1
            start = at + line.index(words)
            found.add(start, start + len(words), part, number)
        at += len(line)
    return found


# --- names ---------------------------------------------------------------------------------------------------


def _names(packed: Packed) -> Iterator[tuple[str, str]]:
    """Yields the entries of a packed folder with their names as they are read, without what systems leave behind."""
    for entry, info in packed.entries.items():
        shown = (entry if info.flag_bits & _IN_UTF8 else _decoded(entry)).replace("\\", "/").strip("/")
        if shown and not _JUNK.search(shown):
            yield entry, shown


def _decoded(name: str) -> str:
    """Returns a name that zipfile took for one in cp437: UTF-8 without saying so, or GBK."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _attached(part: str) -> int | None:
    """Returns the number of the attachment that a part is called (附件2.docx, 附件/2.名单.xlsx), 0 where it has none; None for another part."""
    path = PurePosixPath(part)
    own = _ATTACHED.match(path.name)
    if own:
        return _number(own["number"] or own["bare"] or own["inner"])
    if not any(_ATTACHED.fullmatch(folder) for folder in path.parent.parts):
        return None
    leading = _LEADING.match(path.name)
    return _number(leading["number"] if leading else None)


def _number(words: str | None) -> int:
    return (value_of(words) or 0) if words else 0


def _order(part: str) -> tuple[object, ...]:
    """Returns what parts are ordered by: the folder, the notice before its attachments, their numbers, the name."""
    path = PurePosixPath(part)
    number = _attached(part)
    folders = tuple(_natural(folder) for folder in path.parent.parts if not _ATTACHED.fullmatch(folder))
    return folders, number is not None, number or 0, _MAIN.search(path.stem) is None, _natural(path.name)


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Returns a name as pieces in which numbers are compared as such."""
    return tuple((number_of(piece, 15) or 0, piece) for piece in _DIGITS.split(name))
