"""The package of an OFD file (GB/T 33190—2016): its members by the places that name them, as bytes or trees of elements.

A place that leads out of the package leads nowhere; names differ in case and slashes from program to program.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING, TypeAlias

from graph_schema.errors import InputError
from ingest.formats.packed import Packed, opened

if TYPE_CHECKING:
    from lxml import etree

    Element: TypeAlias = etree._Element

_MOST_TAGS = 500_000  # of one member: a page has some thousands
_LEAST, _MOST = -1e7, 1e7  # mm: beyond is no place on a page
_CHINESE = re.compile(
    rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,80}encoding=["'](?:gbk|gb2312|gb18030)["'][^>]{0,40}\?>""", re.IGNORECASE
)


class Package:
    """Holds the members of an OFD file. InputError where it is none, is damaged, locked, or unpacks into more than any document."""

    def __init__(self, data: bytes, name: str) -> None:
        """Opens the package."""
        self.name = name
        self._packed: Packed = opened(data, name, "file_kind.ofd")
        self._names = {_plain(entry).casefold(): entry for entry in self._packed.names}
        if self.has("Encryptions.xml"):
            raise InputError("file.locked", name=name)

    def damaged(self, part: str) -> InputError:
        """Returns the sentence on a member that is missing or damaged."""
        return self._packed.damaged(part)

    def place(self, base: str, location: str) -> str:
        """Returns the member that `location` names in the member `base`; "" where it leads out of the package."""
        location = location.strip().replace("\\", "/")
        joined = location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location)
        found = posixpath.normpath(joined.lstrip("/"))
        return "" if found.startswith("..") or found == "." else found

    def has(self, place: str) -> bool:
        """Tells whether there is such a member."""
        return place.casefold() in self._names

    def bytes_of(self, place: str) -> bytes:
        """Returns the bytes of a member. InputError where there is none, or it is damaged or too large."""
        return self._packed.read(self._names.get(place.casefold(), place or "?"))

    def tree(self, place: str) -> Element:
        """Returns the root element of a member. InputError where there is none, or no such XML as programs write."""
        data = self.bytes_of(place)
        declared = _CHINESE.match(data)
        if declared:
            data = data[declared.end() :].decode("gb18030", "replace").encode()
        if data.count(b"<") > _MOST_TAGS:
            raise InputError("file.too_large_unpacked", name=self.name)
        return self._packed.xml_in(data, place)


def _plain(filename: str) -> str:
    return posixpath.normpath(filename.replace("\\", "/").lstrip("/"))


def tag_of(element: Element) -> str:
    """Returns the name of an element without its namespace: drafts of the standard had others."""
    tag: str = element.tag
    return tag[tag.rfind("}") + 1 :]


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
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def numbers_of(words: str | None) -> list[float]:
    """Returns the numbers of an array of the standard (ST_Array, ST_Box); what is no number, or off any page, is 0."""
    if not words:
        return []
    try:
        found = [float(word) for word in words.split()]
    except ValueError:
        found = [_number(word) for word in words.replace(",", " ").split()]
    if not found or (min(found) > _LEAST and max(found) < _MOST and not isnan(sum(found))):
        return found
    return [number if _LEAST < number < _MOST else 0.0 for number in found]


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0
