"""Bundles: a packed folder (ZIP), or a folder, as one file whose parts stand below each other: the notice first, then its attachments by number.

Between two parts stands PART_END, at which the splitter of documents always cuts (docs/reading.md#bundles). A part that
cannot be read is named in a warning; one that is marked as secret refuses the whole. A packed folder within one is opened once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from graph_schema.errors import InputError, SecretError
from graph_schema.messages import Message
from graph_schema.numerals import number_of, value_of
from graph_schema.page_map import PageMap, Unit
from ingest.formats.file_text import FileText
from ingest.formats.joining import NamedPart, joined
from ingest.formats.packed import LARGEST, Packed, opened

MOST_PARTS = 1_000
"""Files of one bundle that are read: more are no document with its attachments."""

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
_LATEST = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class _Room:
    """Counts the bytes and parts that may still be unpacked, over all packed folders within each other."""

    name: str
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


def read(data: bytes, name: str) -> FileText:
    """Returns the texts of all parts below each other.

    InputError where the bundle cannot be opened, or no part can be read; SecretError where one bears a mark.
    """
    told: list[Message] = []
    parts = list(_parts(opened(data, name, "file_kind.packed"), name, "", _Room(name), told))
    if not parts:
        raise InputError("bundle.nothing_read", name=name, why=tuple(told[:5]) or "—")
    return joined(parts, "zip", told)


def part_bytes(data: bytes, name: str, part: str) -> tuple[bytes, str]:
    """Returns the bytes of a file of a bundle, and the rest of the name of a part that lies within that file ("" for the whole).

    `part` is as the page map names it. InputError where there is none of the name.
    """
    packed = opened(data, name, "file_kind.packed")
    for entry, shown in _names(packed):
        if part == shown or part.startswith(f"{shown}/"):
            held, rest = packed.read(entry), part[len(shown) + 1 :]
            return part_bytes(held, f"{name}/{shown}", rest) if _is_bundle(held) and rest else (held, rest)
    raise packed.damaged(part)


def packed_folder(files: Iterator[tuple[str, bytes]]) -> bytes:
    """Returns files (names within their folder, bytes) as one packed folder, the same for the same files on any day."""
    from io import BytesIO

    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, data in sorted(files):
            archive.writestr(ZipInfo(name, _LATEST), data)
    return out.getvalue()


# --- the parts -----------------------------------------------------------------------------------------------


def _parts(packed: Packed, name: str, within: str, room: _Room, told: list[Message]) -> Iterator[NamedPart]:
    """Yields the parts of a packed folder in their order, and tells of those that cannot be read."""
    for entry, shown in sorted(_names(packed), key=lambda names: _order(names[1])):
        room.take(packed.entries[entry].file_size)
        part = f"{within}{shown}"
        try:
            data = packed.read(entry)
            if not _is_bundle(data):
                yield _part(data, name, part)
                continue
            if within:
                raise InputError("bundle.nested", name=f"{name}/{part}")
            inner = opened(data, f"{name}/{part}", "file_kind.packed")
            yield from _parts(inner, name, f"{part}/", room, told)
        except SecretError:
            raise
        except InputError as error:
            if error.said.code in ("file.too_large_unpacked", "file.too_many_parts"):
                raise  # what does not fit is no bundle
            told.append(Message.of("bundle.part_unread", why=error.said))


def _part(data: bytes, name: str, part: str) -> NamedPart:
    """Returns one part as it is read by its own format. InputError where it cannot be."""
    from ingest.formats.table import whole_text  # which names this module

    found = whole_text(data, f"{name}/{part}")
    if found.page_map is None:
        found = replace(found, page_map=_by_lines(found.text))
    number = _attached(part)
    mark = f"附件{number or ''}" if number is not None and not _MARKED.match(found.text) else ""
    return NamedPart(part, found, mark)


def _is_bundle(data: bytes) -> bool:
    from ingest.formats.table import format_in

    found = format_in(data)
    return found is not None and found.as_text is read


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
