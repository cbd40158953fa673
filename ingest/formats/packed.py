"""Packed files (zip: Word, OFD, workbooks, bundles): their parts and the XML in them, within what any real file needs.

A file with more parts, one that unpacks into more, whose parts lie over each other, or that is packed in another way than office
programs do is refused; XML that declares a type of document or nests deeper likewise. Nothing outside of the file is ever looked at.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph_schema.errors import InputError
from graph_schema.messages import Message

if TYPE_CHECKING:  # commands that read text need not load it
    from lxml import etree

MOST_PARTS = 10_000
"""A Word file has some dozens, and one for each picture; a large OFD some for each page."""

LARGEST_PART = 64_000_000
LARGEST = 256_000_000
"""Bytes of one part, and of all that are read: more is no document."""

DEEPEST = 256
"""Elements inside one another, as libxml2 has it; tables in tables make some dozens."""

_ENTRY = b"PK\x01\x02"  # begins the entry of a part in the list of parts
_WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IS_LOCKED = 1  # the bit of an entry's flags
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_WIDE_DECLARES = tuple("<!DOCTYPE".encode(order) for order in ("utf-16-le", "utf-16-be"))

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises where a file does not hold together."""


class Packed:
    """The parts of a packed file, opened by `opened`. `said` is what the file is called in the sentence on a damaged one."""

    def __init__(self, archive: zipfile.ZipFile, name: str, said: Message) -> None:
        """Keeps the list of parts; of two of one name the last, as office programs do."""
        self.name = name
        self._archive, self._said, self._read = archive, said, 0
        self.entries = {
            entry.filename: entry for entry in archive.infolist() if entry.filename and not entry.filename.endswith("/")
        }

    def __contains__(self, part: str) -> bool:
        """Tells whether there is such a part."""
        return part in self.entries

    @property
    def names(self) -> tuple[str, ...]:
        """Returns the names of all parts, in their order in the file."""
        return tuple(self.entries)

    def read(self, part: str) -> bytes:
        """Returns the bytes of a part. InputError where there is none, it is damaged, locked or too large."""
        entry = self.entries.get(part)
        if entry is None:
            raise self.damaged(part)
        if entry.flag_bits & _IS_LOCKED:
            raise InputError("file.locked", name=self.name)
        if entry.compress_type not in _WAYS:
            raise self.damaged(part)
        self._read += entry.file_size
        if entry.file_size > LARGEST_PART or self._read > LARGEST:
            raise InputError("file.too_large_unpacked", name=self.name)
        try:
            return self._archive.read(entry)
        except DAMAGED as error:
            raise self.damaged(part) from error

    def ends(self, part: str, most: int) -> tuple[bytes, bytes]:
        """Returns the first and the last bytes of a part, however large it is; errors as `read` has them."""
        entry = self.entries.get(part)
        if entry is None or entry.flag_bits & _IS_LOCKED or entry.compress_type not in _WAYS:
            return self.read(part), b""
        try:
            with self._archive.open(entry) as stream:
                head = last = stream.read(most)
                while more := stream.read(1 << 18):
                    last = (last + more)[-most:]
        except DAMAGED as error:
            raise self.damaged(part) from error
        return head, last

    def xml(self, part: str) -> etree._Element:
        """Returns the root of a part that is XML. InputError where it is none, nests too deep or declares a type of document."""
        return self.xml_in(self.read(part), part)

    def xml_in(self, data: bytes, part: str) -> etree._Element:
        """Returns the root of XML at hand, as `xml` does."""
        from lxml import etree

        self._require_plain(data)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.LxmlError, LookupError, ValueError) as error:
            if "depth" in str(error):
                raise InputError("file.nested_too_deep", name=self.name, deepest=DEEPEST) from error
            raise self.damaged(part) from error
        if root.getroottree().docinfo.doctype:  # in another encoding
            raise InputError("file.nested_too_deep", name=self.name, deepest=DEEPEST)
        return root

    def events_in(self, data: bytes, part: str, tags: Sequence[str]) -> Iterator[tuple[str, etree._Element]]:
        """Yields the elements of these tags as they begin ("start") and end ("end") in XML at hand; errors as `xml` has them.

        What was read of an element may be cleared, so that a large part needs no more memory than one of its pieces.
        """
        from lxml import etree

        self._require_plain(data)
        parser = etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=tags,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            yield from parser
        except (etree.LxmlError, LookupError, ValueError) as error:
            if "depth" in str(error):
                raise InputError("file.nested_too_deep", name=self.name, deepest=DEEPEST) from error
            raise self.damaged(part) from error

    def _require_plain(self, data: bytes) -> None:
        """Raises InputError where XML declares a type of document, in whatever encoding."""
        if _DECLARES.search(data) or any(sign in data for sign in _WIDE_DECLARES):
            raise InputError("file.nested_too_deep", name=self.name, deepest=DEEPEST)

    def damaged(self, part: str) -> InputError:
        """Returns the sentence on a part that is missing or damaged."""
        return InputError("file.part_damaged", name=self.name, kind=self._said, part=part)


def opened(data: bytes, name: str, said: str) -> Packed:
    """Returns the parts of a packed file. InputError where it is none, or what no real file is.

    `said` is the message that says what kind of file it should be: "file_kind.docx".
    """
    if data.count(_ENTRY) > MOST_PARTS:
        raise InputError("file.too_many_parts", name=name, most=MOST_PARTS)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED as error:
        raise InputError("file.not_packed", name=name, kind=Message(said)) from error
    if _is_within(archive.infolist()):
        raise InputError("file.not_packed", name=name, kind=Message(said))
    # Parts that lie over each other let a small file unpack into any size.
    if sum(entry.compress_size for entry in archive.infolist()) > len(data):
        raise InputError("file.too_large_unpacked", name=name)
    return Packed(archive, name, Message(said))


def _is_within(entries: list[zipfile.ZipInfo]) -> bool:
    """Tells whether the list of parts is that of a packed file within this one, which is cut off: it does not begin where the file does."""
    return bool(entries) and min(entry.header_offset for entry in entries) > 0


def names_in(data: bytes) -> frozenset[str] | None:
    """Returns the names of the parts of a packed file; None where it cannot be opened."""
    entries = _entries(data)
    return None if entries is None else frozenset(entry.filename for entry in entries)


def unpacked_size(data: bytes) -> int:
    """Returns the bytes that a packed file says it unpacks into, at most twenty times its own; those of the file where it is none."""
    entries = _entries(data) if data.startswith(b"PK\x03\x04") else None
    says = sum(entry.file_size for entry in entries or ())
    return max(len(data), min(says, 20 * len(data)))


def _entries(data: bytes) -> list[zipfile.ZipInfo] | None:
    """Returns the list of parts; None where there is none that can be read, or too many are on it."""
    if data.count(_ENTRY) > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except DAMAGED:
        return None
    return None if _is_within(entries) else entries
