"""Joins the later pages of documents to the first ones (docs/semantics.md#pages).

A text that begins in the middle continues another one of the store where its numbers go on from the last one there and
both come from one place: files of one folder whose names count pages, or one title over both. Where several texts fit
nothing is joined, and they are named. A person may undo it: `tracer repairs FILE --keep continuation --remember`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graph_schema.numerals import value_of
from graph_schema.records import Document, Provision, Reading
from graph_schema.terms import Lack, Relation, RepairKind, Zone

_NUMERAL = "[一二三四五六七八九十百零〇]"
_NUMBERS = re.compile(rf"第({_NUMERAL}+|\d+)条|（({_NUMERAL}+)）|（(\d+)）|(\d+)|({_NUMERAL}+)")
_PAGE = re.compile(rf"(?P<stem>.*?)[\s_\-—.(（〔\[第]*(?P<page>(?<!\d)\d{{1,2}}|{_NUMERAL}{{1,2}})[页)）〕\]]*$")
_HEADING = 200  # characters of a page in which its title stands
_SHORTEST = 6  # characters of a title that tells one document from others
_OF_CARD = frozenset({Lack.BEGINNING, Lack.TITLE, Lack.ISSUER, Lack.DATE})


@dataclass(frozen=True, slots=True)
class Pages:
    """The first or earlier page of each text that continues one (`joined`), and the several that one may continue."""

    joined: Mapping[str, str] = field(default_factory=dict)
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first_of(self, id: str) -> str:
        """Returns the first page of a document, by any of its pages."""
        seen = {id}
        while (before := self.joined.get(id)) is not None and before not in seen:
            seen.add(before)
            id = before
        return id


class Numbered(NamedTuple):
    """A number of a provision: which sort of marker bears it, and its value."""

    sort: int
    value: int


@dataclass(frozen=True, slots=True)
class _Page:
    """A text as a page: where it lies, the number it begins with, the numbers it ends with, and its opening words."""

    document: Document
    folder: str
    stem: str
    page: int
    first: Numbered | None
    last: tuple[Numbered, ...]
    opening: str
    closed: bool


def pages_of(readings: Iterable[Reading], documents: Mapping[str, Document]) -> Pages:
    """Returns which of these documents continue others."""
    pages = list(_pages(readings, documents))
    alone = (page for page in pages if page.first is not None and page.document.relation is Relation.SELF)
    fragments = [page for page in alone if Lack.BEGINNING in page.document.lacks]
    if not fragments:
        return Pages()
    ends: defaultdict[Numbered, list[_Page]] = defaultdict(list)
    for page in pages:
        if not page.closed:
            for number in page.last:
                ends[Numbered(number.sort, number.value + 1)].append(page)
    fitting = {
        page.document.id: [one for one in ends.get(page.first, ()) if _of_one_origin(one, page)]
        for page in fragments
        if page.first is not None
    }
    claimed = [found[0].document.id for found in fitting.values() if len(found) == 1]
    joined = {
        id: found[0].document.id
        for id, found in fitting.items()
        if len(found) == 1 and claimed.count(found[0].document.id) == 1
    }
    several = {
        id: tuple(sorted(one.document.id for one in found))
        for id, found in fitting.items()
        if found and id not in joined
    }
    return Pages(joined, several)


def joined_files(readings: Sequence[Reading]) -> dict[str, str]:
    """Returns which files hold a later page of another one, by the names under which they were read."""
    documents = {d.id: d for reading in readings for d in reading.documents}
    path_of = {d.id: reading.source.path for reading in readings for d in reading.documents}
    return {path_of[page]: path_of[before] for page, before in pages_of(readings, documents).joined.items()}


def _pages(readings: Iterable[Reading], documents: Mapping[str, Document]) -> Iterator[_Page]:
    """Yields the documents that stand by themselves and the last one of each file, each once; none that a person calls no page.

    What a notice issues or attaches stands last in the file, and goes on on the next page.
    """
    seen: set[str] = set()
    for reading in sorted(readings, key=lambda reading: reading.source.path):
        if any(undo.kind is RepairKind.CONTINUATION for undo in reading.undone):
            continue
        folder, _, name = reading.source.path.rpartition("/")
        stem, page = page_in_name(name)
        provisions: defaultdict[str, list[Provision]] = defaultdict(list)
        for provision in reading.provisions:
            provisions[provision.document].append(provision)
        last = max(reading.documents, key=lambda document: document.span.start, default=None)
        for document in reading.documents:
            stands = document.relation is Relation.SELF or document is last
            if document.id in documents and document.id not in seen and stands:
                seen.add(document.id)
                own = provisions[document.id]
                opening = reading.source.text[document.span.start : document.span.start + _HEADING]
                closed = any(p.zone is Zone.CLOSING for p in own)
                yield _Page(document, folder, stem, page, _first(own), _last(own), _letters(opening), closed)


def page_in_name(name: str) -> tuple[str, int]:
    """Returns the name of a file without its ending and page, and the page: 0 where the name counts none."""
    stem = name.rpartition(".")[0] or name
    found = _PAGE.fullmatch(stem)
    number = value_of(found["page"]) if found else None
    return (found["stem"], number) if found and number is not None and found["stem"] else (stem, 0)


def numbers_in(label: str) -> tuple[Numbered, ...]:
    """Returns the numbers in the label of a provision, from the outermost in: 二（三） → 二, （三）."""
    found = []
    for match in _NUMBERS.finditer(label):
        value = value_of(match[match.lastindex or 0])
        if value is not None:
            found.append(Numbered(match.lastindex or 0, value))
    return tuple(found)


def _numbered(provisions: Sequence[Provision]) -> Iterator[tuple[Numbered, ...]]:
    for provision in provisions:
        if provision.zone in (Zone.BODY, Zone.AIMS) and not re.fullmatch(r"第\d+段", provision.label):
            numbers = numbers_in(provision.label)
            if numbers:
                yield numbers


def _first(provisions: Sequence[Provision]) -> Numbered | None:
    """Returns the number that a text begins with; None where it has none."""
    return next((numbers[0] for numbers in _numbered(provisions)), None)


def _last(provisions: Sequence[Provision]) -> tuple[Numbered, ...]:
    """Returns the numbers of the last provision: the next page may go on with any of them."""
    return next(_numbered(provisions[::-1]), ())


def _of_one_origin(before: _Page, page: _Page) -> bool:
    """Tells whether two pages come from one place: files whose names count pages, or one title over both."""
    if before.document.id == page.document.id:
        return False
    title = _letters(before.document.title or "")
    if len(title) >= _SHORTEST and title in page.opening:
        return True
    if before.folder != page.folder or before.stem != page.stem or not page.page:
        return False
    # The page after notice.html is notice_1.html or notice_2.html.
    return page.page - before.page == 1 or (before.page == 0 and page.page == 2)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def with_first_pages(documents: Mapping[str, Document], pages: Pages) -> dict[str, Document]:
    """Returns the documents, each later page hanging on the one before it, with place, day and level of the first.

    Title, number and issuer stay its own: an id rests on them.
    """
    out = dict(documents)
    for id, before in pages.joined.items():
        first = documents[pages.first_of(id)]
        own = documents[id]
        out[id] = replace(
            own,
            parent=before,
            relation=Relation.CONTINUES,
            level=first.level,
            region=first.region,
            date=first.date,
            draft=first.draft,
            evidence=first.evidence,
            lacks=tuple(lack for lack in own.lacks if lack not in _OF_CARD or lack in first.lacks),
        )
    return out
