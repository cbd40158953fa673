"""The parts of a Word file: the document by the relations of the package, and what stands beside it.

Files after the strict variant of the standard (ISO/IEC 29500) have other names for the same elements; they are read as if
they had the usual ones. Nothing that a file refers to outside of itself is ever fetched.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from graph_schema.errors import InputError
from ingest.formats.packed import Packed, opened

if TYPE_CHECKING:
    from lxml import etree

SAID = "file_kind.docx"
_MAIN = "word/document.xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/")
_STRICT_NAMES = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
_FIELDS = {
    "title": "title",
    "creator": "author",
    "lastModifiedBy": "editor",
    "created": "created",
    "modified": "modified",
    "subject": "subject",
    "keywords": "keywords",
    "category": "category",
    "Application": "producer",
    "Company": "company",
    "keyword": "keywords",
    "description": "description",
    "contentStatus": "status",
}
_LONGEST_FIELD = 300
_MOST_PROPERTIES = 1_000
_MOST_MARGINS = 64  # headers and footers that are looked at
_FETCHED = ("attachedTemplate", "image", "oleObject", "frame", "subDocument", "aFChunk")


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of one part to another: of which kind it is, where it is, and whether that is outside of the file."""

    kind: str
    target: str
    is_outside: bool


class Parts:
    """The parts of a Word file. InputError where it is none, or what no office program writes."""

    def __init__(self, data: bytes, name: str) -> None:
        """Opens the file and finds its document."""
        self._packed: Packed = opened(data, name, SAID)
        main = next((one.target for one in self._relations("") if one.kind == "officeDocument"), _MAIN)
        self.main = main if main in self._packed else _MAIN
        if self.main not in self._packed:
            raise self._packed.damaged(_MAIN)
        self._of_main = tuple(self._relations(self.main))

    def _relations(self, part: str) -> Iterator[Relation]:
        """Yields the relations of a part; of the package itself where it is ""."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed not in self._packed:
            return
        for one in self._xml(listed).iter(_RELATION):
            target = one.get("Target", "")
            is_outside = one.get("TargetMode") == "External"
            if not is_outside:
                target = posixpath.normpath(posixpath.join(folder, target) if target[:1] != "/" else target[1:])
            yield Relation(one.get("Type", "").rpartition("/")[2], target, is_outside)

    def _read(self, part: str) -> bytes:
        data = self._packed.read(part)
        if _STRICT.search(data, 0, 8192):
            for strict, usual in _STRICT_NAMES:
                data = data.replace(strict, usual)
        return data

    def _xml(self, part: str) -> etree._Element:
        return self._packed.xml_in(self._read(part), part)

    def beside(self, kind: str) -> etree._Element | None:
        """Returns the part of that kind beside the document: "styles", "numbering", "footnotes"; None where there is none."""
        usual = posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")
        part = next((one.target for one in self._of_main if one.kind == kind and not one.is_outside), usual)
        return self._xml(part) if part in self._packed else None

    def events(self, tags: Sequence[str]) -> Iterator[tuple[str, etree._Element]]:
        """Yields the elements of the document with these tags as they begin and end."""
        return self._packed.events_in(self._read(self.main), self.main, tags)

    def margins(self) -> Iterator[etree._Element]:
        """Yields the headers and footers; what cannot be read of them is left out."""
        named = {one.target for one in self._of_main if one.kind in ("header", "footer") and not one.is_outside}
        folder = posixpath.dirname(self.main)
        found = [
            part
            for part in self._packed.names
            if part in named or re.fullmatch(rf"{re.escape(folder)}/(?:header|footer)\d*\.xml", part)
        ]
        for part in found[:_MOST_MARGINS]:
            yield self._xml(part)

    @property
    def has_macros(self) -> bool:
        """Tells whether the file has a program in it."""
        return any(part.endswith("vbaProject.bin") for part in self._packed.names)

    @property
    def embedded(self) -> int:
        """Returns how many other files are in it that are not read."""
        return sum(bool(re.search("/(?:embeddings/|afchunk)", part)) for part in self._packed.names)

    @property
    def fetched(self) -> tuple[str, ...]:
        """Returns what a word processor would fetch from elsewhere on opening the file: templates, pictures, parts of the text."""
        folder = posixpath.dirname(self.main)
        settings = self._relations(posixpath.join(folder, "settings.xml"))
        return tuple(
            one.target[:_LONGEST_FIELD]
            for one in (*self._of_main, *settings)
            if one.is_outside and one.kind in _FETCHED
        )

    def metadata(self) -> dict[str, str]:
        """Returns the fields of the file."""
        return properties_of(self._packed)


def properties_of(packed: Packed) -> dict[str, str]:
    """Returns the fields of an office file: title, author, editor, days, the program that made it, and those that people named."""
    found: dict[str, str] = {}
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"):
        if part not in packed:
            continue
        try:
            root = packed.xml(part)
        except InputError:  # beside the text
            continue
        for element in islice(root.iter("*"), _MOST_PROPERTIES):
            tag = str(element.tag).rpartition("}")[2]
            field = _FIELDS.get(tag, "")
            if tag in ("property", "user-defined"):
                field = next(
                    (words for key, words in element.attrib.items() if str(key).rpartition("}")[2] == "name"), ""
                )
            words = " ".join("".join(map(str, element.itertext())).split())[:_LONGEST_FIELD]
            if field and words:
                found[str(field)[:_LONGEST_FIELD]] = words[:10] if field in ("created", "modified") else words
    return found
