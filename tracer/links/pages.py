"""Joins the later pages of documents to the first ones (docs/semantics.md#pages).

A text that begins in the middle continues another one of the store where its numbers go on from the last one there and
both come from one place: files of one folder whose names count pages, or one title over both. Where several texts fit
nothing is joined, and they are named. A person may undo it: `tracer repairs FILE --keep continuation --remember`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graph_schema.first_use import later
from graph_schema.numerals import value_of
from graph_schema.records import Document, Provision, Reading
from graph_schema.terms import Lack, Relation, RepairKind, Zone

_NUMERAL = "[一二三四五六七八九十百零〇]"
_NUMBERS = later(rf"第({_NUMERAL}+|\d+)条|（({_NUMERAL}+)）|（(\d+)）|(\d+)|({_NUMERAL}+)")
_PAGE = later(rf"(?P<stem>.*?)[\s_\-—.(（〔\[第]*(?P<page>(?<!\d)\d{{1,2}}|{_NUMERAL}{{1,2}})[页)）〕\]]*$")
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
class Page:
    """A text as a page: where it lies, the number it begins with, the numbers it ends with, its title and its opening in letters.

    `is_later` where it lacks its beginning and stands by itself, `closed` where its end is there. The opening is kept of later pages alone.
    """

    folder: str
    stem: str
    page: int
    first: Numbered | None
    last: tuple[Numbered, ...]
    title: str
    opening: str
    closed: bool
    is_later: bool


def pages_of(pages: Mapping[str, Page]) -> Pages:
    """Returns which of these texts continue others, by the ids of their documents."""
    ends: defaultdict[Numbered, list[str]] = defaultdict(list)
    for id, page in pages.items():
        for number in goes_on_with(page):
            ends[number].append(id)
    fitting = {
        id: [one for one in ends.get(page.first, ()) if one != id and of_one_origin(pages[one], page)]
        for id, page in pages.items()
        if page.is_later and page.first is not None
    }
    claims = Counter(found[0] for found in fitting.values() if len(found) == 1)
    joined = {id: found[0] for id, found in fitting.items() if len(found) == 1 and claims[found[0]] == 1}
    return Pages(joined, {id: tuple(sorted(found)) for id, found in fitting.items() if found and id not in joined})


def goes_on_with(page: Page) -> tuple[Numbered, ...]:
    """Returns the numbers with which a next page may begin: none where the text has its end."""
    return () if page.closed else tuple(dict.fromkeys(Numbered(n.sort, n.value + 1) for n in page.last))


def pages_in(reading: Reading) -> dict[str, Page]:
    """Returns the documents of a file that stand by themselves and its last one as pages, by id; none that a person calls no page.

    What a notice issues or attaches stands last in the file, and goes on on the next page.
    """
    if any(undo.kind is RepairKind.CONTINUATION for undo in reading.undone):
        return {}
    folder, _, name = reading.source.path.rpartition("/")
    stem, page = page_in_name(name)
    provisions: defaultdict[str, list[Provision]] = defaultdict(list)
    for provision in reading.provisions:
        provisions[provision.document].append(provision)
    last = max(reading.documents, key=lambda document: document.span.start, default=None)
    found: dict[str, Page] = {}
    for document in reading.documents:
        if document.relation is Relation.SELF or document is last:
            own = provisions[document.id]
            is_later = document.relation is Relation.SELF and Lack.BEGINNING in document.lacks
            opening = reading.source.text[document.span.start : document.span.start + _HEADING] if is_later else ""
            found[document.id] = Page(
                folder,
                stem,
                page,
                _first(own),
                _last(own),
                _letters(document.title or ""),
                _letters(opening),
                any(p.zone is Zone.CLOSING for p in own),
                is_later,
            )
    return found


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


def of_one_origin(before: Page, page: Page) -> bool:
    """Tells whether two pages come from one place: files whose names count pages, or one title over both."""
    if len(before.title) >= _SHORTEST and before.title in page.opening:
        return True
    if before.folder != page.folder or before.stem != page.stem or not page.page:
        return False
    # The page after notice.html is notice_1.html or notice_2.html.
    return page.page - before.page == 1 or (before.page == 0 and page.page == 2)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def with_first_pages(documents: Mapping[str, Document], pages: Pages) -> dict[str, Document]:
    """Returns the documents, each later page hanging on the one before it, with place, day and level of the first."""
    joined = {
        id: as_later_page(documents[id], before, documents[pages.first_of(id)]) for id, before in pages.joined.items()
    }
    return {**documents, **joined}


def as_later_page(own: Document, before: str, first: Document) -> Document:
    """Returns a later page as it hangs on the page before it. Title, number and issuer stay its own: an id rests on them."""
    return replace(
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
