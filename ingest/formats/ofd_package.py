"""The package of an OFD file (GB/T 33190—2016): its members by their places, unpacked within limits, as trees of elements.

A place in the package that leads out of it leads nowhere; nothing is ever written to disk or asked of another machine.
What would unpack into much more than the file, declares a type of document, or nests too deep is refused.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from graph_schema.errors import InputError

_MOST_MEMBERS = 60_000
_LARGEST_XML = 64_000_000  # bytes of one member
_LARGEST_RESOURCE = 64_000_000
_MOST_TAGS = 500_000  # of one member: a page has some thousands
_ROOM = 32_000_000  # bytes that may be unpacked in all, and for each byte of the file as many as below
_ROOM_A_BYTE = 150
_DEEPEST = 64  # elements inside one another; a page has ten
_ENTRY = b"PK\x01\x02"  # begins the entry of a member in the list of members
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_CHINESE = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,80}encoding=["'](?:gbk|gb2312|gb18030)["'][^>]{0,40}\?>""", re.I
)
_DAMAGED = (
    zipfile.BadZipFile,
    ElementTree.ParseError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    zlib.error,
    ValueError,
    LookupError,
)

Element = ElementTree.Element


class Package:
    """Holds the members of an OFD file. InputError where it is none, is damaged, or would unpack into too much."""

    def __init__(self, data: bytes, name: str) -> None:
        """Opens the package."""
        self.name = name
        if data.count(_ENTRY) > _MOST_MEMBERS:
            raise InputError("file.too_large_unpacked", name=name)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as error:
            raise self.damaged(error) from error
        self._members = {_plain(info.filename): info for info in self._archive.infolist() if not info.is_dir()}
        self._folded = {place.casefold(): info for place, info in self._members.items()}
        self._room = _ROOM + _ROOM_A_BYTE * len(data)
        if any(info.flag_bits & 1 for info in self._members.values()) or "Encryptions.xml" in self._members:
            raise InputError("file.locked", name=name)

    def damaged(self, why: object) -> InputError:
        """Returns the sentence for a file that is no OFD, or a damaged one."""
        return InputError("file.no_ofd", name=self.name, why=str(why))

    def place(self, base: str, location: str) -> str:
        """Returns the member that `location` names in the member `base`; "" where it leads out of the package."""
        location = location.strip().replace("\\", "/")
        joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
        found = posixpath.normpath(joined.lstrip("/"))
        return "" if found.startswith("..") or found == "." else found

    def has(self, place: str) -> bool:
        """Tells whether there is such a member."""
        return place.casefold() in self._folded

    def bytes_of(self, place: str, most: int = _LARGEST_RESOURCE) -> bytes:
        """Returns the bytes of a member. InputError where there is none or it is too large."""
        found = self._members.get(place) or self._folded.get(place.casefold())
        if found is None:
            raise self.damaged(place)
        if found.file_size > most or found.file_size > self._room:
            raise InputError("file.too_large_unpacked", name=self.name)
        self._room -= found.file_size
        try:
            return self._archive.read(found)
        except _DAMAGED as error:
            raise self.damaged(error) from error

    def tree(self, place: str) -> Element:
        """Returns the root element of a member. InputError where there is none, or no such XML as programs write."""
        data = self.bytes_of(place, _LARGEST_XML)
        declared = _CHINESE.match(data)
        if declared:
            data = data[declared.end() :].decode("gb18030", "replace").encode()
        if any(sign in data for sign in _DOCTYPES):
            raise InputError("file.nested_too_deep", name=self.name, deepest=_DEEPEST)
        if data.count(b"<") > _MOST_TAGS:
            raise InputError("file.too_large_unpacked", name=self.name)
        try:
            root = ElementTree.fromstring(data)
        except _DAMAGED as error:
            raise self.damaged(f"{place}: {error}") from error
        self._require_flat(root)
        return root

    def _require_flat(self, root: Element) -> None:
        """Raises InputError where elements are nested as no program does."""
        level, depth = [root], 0
        while level:
            depth += 1
            if depth > _DEEPEST:
                raise InputError("file.nested_too_deep", name=self.name, deepest=_DEEPEST)
            level = [child for element in level for child in element if len(child)]


def _plain(filename: str) -> str:
    return posixpath.normpath(filename.replace("\\", "/").lstrip("/"))


def tag_of(element: Element) -> str:
    """Returns the name of an element without its namespace: drafts of the standard had others."""
    return element.tag.rpartition("}")[2]


def children(element: Element | None, tag: str) -> Iterator[Element]:
    """Yields the elements of a name right within another."""
    if element is not None:
        for child in element:
            if tag_of(child) == tag:
                yield child


def child(element: Element | None, *path: str) -> Element | None:
    """Returns the first element along a path of names; None where there is none."""
    for tag in path:
        element = next(children(element, tag), None)
    return element


def words_of(element: Element | None) -> str:
    """Returns the words of an element, without blanks around them; "" where there is none."""
    return ("".join(element.itertext()) if element is not None else "").strip()


def numbers_of(words: str | None) -> list[float]:
    """Returns the numbers of an array of the standard (ST_Array, ST_Box); what is no number, or has no end, is 0."""
    found = []
    for word in (words or "").replace(",", " ").split():
        try:
            number = float(word)
        except ValueError:
            number = 0.0
        found.append(number if -1e7 < number < 1e7 else 0.0)
    return found
