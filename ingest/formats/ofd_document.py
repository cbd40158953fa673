"""The documents of an OFD (GB/T 33190—2016, 7): its entry, their fields, pages, templates, resources, remarks and attachments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph_schema.errors import InputError
from ingest.formats.ofd_package import Package, child, children, numbers_of, words_of
from ingest.formats.ofd_page import POINTS, Drawn, Painter, Room, Words

if TYPE_CHECKING:
    from ingest.formats.ofd_package import Element

_MOST_DOCUMENTS = 100
_MOST_PAGES = 5_000
_MOST_RESOURCES = 20
_A4 = (0.0, 0.0, 210.0, 297.0)
_LARGEST = 5_000.0  # mm of a side
_OBJECTS = 200_000  # that may be drawn in all, and for each byte of the file one more
_FIELDS = {
    "Title": "title",
    "Author": "author",
    "Subject": "subject",
    "Abstract": "abstract",
    "CreationDate": "created",
    "ModDate": "modified",
    "Creator": "creator",
}


class Resource(NamedTuple):
    """Holds a resource: a member in the folder that its files are in, and its element."""

    base: str
    element: Element


class Remark(NamedTuple):
    """Holds a remark on a page: its kind by the standard (Watermark, Stamp, Highlight, …), what somebody wrote, what it shows."""

    kind: str
    words: str
    drawn: list[Drawn]


@dataclass(slots=True)
class Page:
    """Holds a page: its number in the file, what it is called in it (ID), its size in points, and what is drawn on it, templates first."""

    number: int
    called: str
    width: float
    height: float
    drawn: list[Drawn]
    remarks: list[Remark]


@dataclass
class Document:
    """Holds one document of the file."""

    package: Package
    place: str
    root: Element
    fields: dict[str, str]
    custom: dict[str, str]
    signatures: str
    room: Room
    first: int
    """The number of its first page in the file."""
    on_pages: Counter[str] = field(default_factory=Counter)
    """On how many of the pages that were read each template stands."""
    _templates: dict[str, Element | None] = field(default_factory=dict)

    @cached_property
    def listed(self) -> list[Element]:
        """Returns the entries of its pages."""
        return list(children(child(self.root, "Pages"), "Page"))

    @cached_property
    def _box(self) -> list[float]:
        return _box_of(child(self.root, "CommonData", "PageArea")) or list(_A4)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Returns fonts, pictures, units and parameters by number; those of a page are added when it is read."""
        found: dict[str, Resource] = {}
        common = child(self.root, "CommonData")
        for tag in ("PublicRes", "DocumentRes"):
            self._take_resources(self.place, children(common, tag), found)
        return found

    def _take_resources(self, base: str, named: Iterable[Element], found: dict[str, Resource]) -> None:
        """Takes in members with resources; a missing one takes no words from the pages."""
        for element in list(named)[:_MOST_RESOURCES]:
            place = self.package.place(base, words_of(element))
            if not place or not self.package.has(place):
                continue
            root = self.package.tree(place)
            folder = self.package.place(place, f"{root.get('BaseLoc', '')}/x")
            for group in root:
                for resource in group:
                    found.setdefault(resource.get("ID", ""), Resource(folder, resource))

    def _elements(self, number: str) -> Element | None:
        found = self.resources.get(number)
        return found.element if found is not None else None

    def _template(self, number: str) -> Element | None:
        """Returns the content of a template; None where it is missing."""
        if number not in self._templates:
            common = child(self.root, "CommonData")
            listed = next((x for x in children(common, "TemplatePage") if x.get("ID") == number), None)
            place = self.package.place(self.place, listed.get("BaseLoc", "")) if listed is not None else ""
            self._templates[number] = (
                child(self.package.tree(place), "Content") if place and self.package.has(place) else None
            )
        return self._templates[number]

    def pages(self) -> Iterator[Page]:
        """Yields its pages, each read when it is asked for."""
        for at in range(len(self.listed)):
            yield self.page(at)

    def page(self, at: int) -> Page:
        """Returns the page at an index. InputError where it is missing or damaged: its words would be lost without a sign."""
        listed = self.listed[at]
        called = listed.get("ID", "")
        place = self.package.place(self.place, listed.get("BaseLoc") or words_of(child(listed, "BaseLoc")))
        root = self.package.tree(place)
        left, top, wide, high = (_box_of(child(root, "Area")) or self._box)[:4]
        self._take_resources(place, children(root, "PageRes"), self.resources)
        painter = Painter(self._elements, self.room, (left, top))
        behind: list[Drawn] = []
        before: list[Drawn] = []
        for used in children(root, "Template"):
            front = used.get("ZOrder") == "Foreground"
            number = used.get("TemplateID") or "?"
            self.on_pages[number] += 1
            drawn = painter.drawn(self._template(number), number)
            (before if front else behind).extend(drawn)
        own = list(painter.drawn(child(root, "Content")))
        remarks = list(self._remarks(called, painter))
        return Page(self.first + at, called, wide * POINTS, high * POINTS, [*behind, *own, *before], remarks)

    @cached_property
    def _remark_places(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        place = self.package.place(self.place, words_of(child(self.root, "Annotations")))
        if place and self.package.has(place):
            for listed in children(self.package.tree(place), "Page"):
                own = self.package.place(place, words_of(child(listed, "FileLoc")))
                found.setdefault(listed.get("PageID", ""), []).append(own)
        return found

    def _remarks(self, called: str, painter: Painter) -> Iterator[Remark]:
        for place in self._remark_places.get(called, ())[:_MOST_RESOURCES]:
            if not place or not self.package.has(place):
                continue
            for element in children(self.package.tree(place), "Annot"):
                appearance = child(element, "Appearance")
                drawn = list(painter.appearance(appearance)) if appearance is not None else []
                yield Remark(element.get("Type", ""), words_of(child(element, "Remark")), drawn)

    def attached(self) -> list[str]:
        """Returns the names of the files that are attached; they are not opened."""
        place = self.package.place(self.place, words_of(child(self.root, "Attachments")))
        if not place or not self.package.has(place):
            return []
        return [x.get("Name", "").strip() or "?" for x in children(self.package.tree(place), "Attachment")]


def documents_of(data: bytes, name: str) -> list[Document]:
    """Returns the documents of an OFD. InputError where it is none, is damaged, locked, or larger than any document."""
    package = Package(data, name)
    room = Room(name, _OBJECTS + len(data))
    found: list[Document] = []
    first = 1
    for body in list(children(package.tree("OFD.xml"), "DocBody"))[:_MOST_DOCUMENTS]:
        place = package.place("OFD.xml", words_of(child(body, "DocRoot")))
        info = child(body, "DocInfo")
        fields = {key: words for tag, key in _FIELDS.items() if (words := words_of(child(info, tag)))}
        keywords = [words_of(x) for x in children(child(info, "Keywords"), "Keyword")]
        if keywords:
            fields["keywords"] = "、".join(keywords)
        custom = {x.get("Name", ""): words_of(x) for x in children(child(info, "CustomDatas"), "CustomData")}
        signatures = package.place("OFD.xml", words_of(child(body, "Signatures")))
        document = Document(package, place, package.tree(place), fields, custom, signatures, room, first)
        first += len(document.listed)
        if first > _MOST_PAGES:
            raise InputError("file.too_many_pages", name=name, most=_MOST_PAGES)
        found.append(document)
    if not found:
        raise package.damaged("OFD.xml: DocBody")
    return found


def _box_of(area: Element | None) -> list[float] | None:
    """Returns the box of a page in mm; None where none is stated that a page can have."""
    box = numbers_of(words_of(child(area, "PhysicalBox")))
    if len(box) == 4 and 0 < box[2] < _LARGEST and 0 < box[3] < _LARGEST:
        return box
    return None


def words_drawn(drawn: list[Drawn]) -> str:
    """Returns the words that objects show, in their order in the file."""
    return "".join(found.words for found in drawn if isinstance(found, Words)).strip()
