"""Keeps open the files and index rows of a store that somebody asked for last, and looks rows up by key.

Everything that loads on demand goes through one `Desk`. It holds a bounded number of files, so that a walk over a whole
store needs no more memory than a question on one document.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from graph_schema.records import Basis, Citation, Document, Measure, Provision, Reading, Reference, VagueReference
from graph_schema.terms import Relation, Tie
from tracer.links.overlay import Indexed
from tracer.links.pages import Page, pages_in
from tracer.links.records import grouped, numbers_of, with_number
from tracer.links.resolve import bare, heads_of, of_own_file
from tracer.links.sheets import ABOVE, AFTER, FILE, NAME, Sheet, sheet_of

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")

CHARACTERS = 2_000_000
"""So many characters of files lie open at most; their records take some twenty times as many bytes."""
_OF_A_FILE = 1_000  # characters that what is there of a file beside its text counts as
SHEETS = 4_000
_FILES = 64
_LOOK_UPS = 50_000


class Kept(Generic[KeyT, ValueT]):
    """The values that were asked for last, up to a weight in all; the one asked for is always kept."""

    def __init__(self, most: int, weight: Callable[[ValueT], int] = lambda _: 1) -> None:
        self._most, self._weight, self._all = most, weight, 0
        self._values: OrderedDict[KeyT, ValueT] = OrderedDict()

    def get(self, key: KeyT) -> ValueT | None:
        """Returns a value that is still kept."""
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        return None

    def keep(self, key: KeyT, value: ValueT) -> None:
        """Keeps a value, and lets those go that were not asked for longest."""
        self.drop(key)
        self._values[key] = value
        self._all += self._weight(value)
        while self._all > self._most and len(self._values) > 1:
            _, gone = self._values.popitem(last=False)
            self._all -= self._weight(gone)

    def drop(self, key: KeyT) -> None:
        """Lets a value go."""
        if key in self._values:
            self._all -= self._weight(self._values.pop(key))

    def clear(self) -> None:
        """Lets all go."""
        self._values.clear()
        self._all = 0


@dataclass(frozen=True, slots=True)
class Contents:
    """Holds what one document says by itself: its records in text order, as they were read."""

    provisions: tuple[Provision, ...]
    citations: tuple[Citation, ...]
    measures: tuple[Measure, ...]
    basis: Mapping[str, tuple[Basis, ...]]
    vague: tuple[VagueReference, ...]
    references: tuple[Reference, ...]

    @property
    def tied(self) -> frozenset[str]:
        """Returns the citations that a measure rests on because the whole document does."""
        return frozenset(b.citation for bases in self.basis.values() for b in bases if b.tie is Tie.DOCUMENT)


@dataclass(frozen=True)
class OpenFile:
    """A file that lies open: its reading, and what each of its documents says."""

    reading: Reading
    contents: Mapping[str, Contents]

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Returns the documents that stand by themselves as pages."""
        return pages_in(self.reading)

    @cached_property
    def cards(self) -> Mapping[str, tuple[int, Document]]:
        """Returns the documents by id, each with its place among them."""
        return {d.id: (nth, d) for nth, d in enumerate(self.reading.documents)}


def opened_file(reading: Reading) -> OpenFile:
    """Returns a file with its records by document."""
    provisions = grouped(reading.provisions, lambda p: p.document, lambda p: p)
    citations = grouped(reading.citations, lambda c: c.document, lambda c: c)
    measures = grouped(reading.measures, lambda m: m.document, lambda m: m)
    vague = grouped(reading.vague, lambda v: v.document, lambda v: v)
    references = grouped(reading.references, lambda r: r.document, lambda r: r)
    basis = grouped(dict.fromkeys(reading.basis), lambda b: b.measure, lambda b: b)
    return OpenFile(
        reading,
        {
            d.id: Contents(
                _each_once(provisions.get(d.id, ())),
                _each_once(citations.get(d.id, ())),
                (own := _each_once(measures.get(d.id, ()))),
                {m.id: basis[m.id] for m in own if m.id in basis},
                vague.get(d.id, ()),
                references.get(d.id, ()),
            )
            for d in reading.documents
        },
    )


RecordT = TypeVar("RecordT", Provision, Citation, Measure)


def _each_once(records: Collection[RecordT]) -> tuple[RecordT, ...]:
    return tuple({record.id: record for record in records}.values())


class Desk:
    """The files and rows of a store that lie open."""

    def __init__(self, store: Indexed) -> None:
        self.store = store
        self._files: Kept[str, OpenFile] = Kept(CHARACTERS, lambda file: len(file.reading.source.text) + _OF_A_FILE)
        self._sheets: Kept[str, Sheet] = Kept(SHEETS)
        self._absent: Kept[str, bool] = Kept(SHEETS)
        self._by: Kept[tuple[str, str], tuple[str, ...]] = Kept(_LOOK_UPS, lambda found: 1 + len(found))

    def file(self, path: str) -> OpenFile:
        """Returns a file of the store."""
        found = self._files.get(path)
        if found is None:
            found = opened_file(self.store.get_reading(path))
            self._files.keep(path, found)
        return found

    def forget(self, path: str) -> None:
        """Lets go of a file that was changed."""
        self._files.drop(path)

    def lay(self, reading: Reading) -> OpenFile:
        """Lays a reading that is at hand on the desk."""
        file = opened_file(reading)
        self._files.keep(reading.source.path, file)
        return file

    # --- sheets ---

    def sheet(self, id: str) -> Sheet | None:
        """Returns the sheet of a document; None where the index has none."""
        found = self._sheets.get(id)
        if found is None and self._absent.get(id) is None:
            self._fetch([id])
            found = self._sheets.get(id)
        return found

    def sheets(self, ids: Iterable[str]) -> list[Sheet]:
        """Returns the sheets of documents in the order of the ids; what the index does not have is left out."""
        wanted = list(dict.fromkeys(ids))
        found = {id: sheet for id in wanted if (sheet := self._sheets.get(id)) is not None}
        found |= self._fetch([id for id in wanted if id not in found and self._absent.get(id) is None])
        return [found[id] for id in wanted if id in found]

    def _fetch(self, ids: list[str]) -> dict[str, Sheet]:
        """Fetches sheets from the index, and notes which it does not have."""
        found = {id: sheet_of(row) for id, row in self.store.index_rows(ids).items()} if ids else {}
        for id in ids:
            if id in found:
                self._sheets.keep(id, found[id])
            else:
                self._absent.keep(id, True)
        return found

    def leading(self, id: str | None) -> Sheet | None:
        """Returns the sheet of a document that stands for itself; None for any other id."""
        sheet = self.sheet(id) if id else None
        return sheet if sheet is not None and sheet.leads else None

    def by(self, kind: str, words: str) -> tuple[str, ...]:
        """Returns the documents that have a key, ordered by id."""
        found = self._by.get((kind, words))
        if found is None:
            self.look_ahead(kind, (words,))
            found = self._by.get((kind, words))
        return found or ()

    def look_ahead(self, kind: str, words: Iterable[str]) -> None:
        """Asks for several keys at once: what is asked for one by one afterwards is known."""
        wanted = [one for one in dict.fromkeys(words) if self._by.get((kind, one)) is None]
        found = self.store.index_by(kind, wanted) if wanted else {}
        for one in wanted:
            self._by.keep((kind, one), found.get(one, ()))

    def leading_by(self, kind: str, words: str) -> list[Sheet]:
        """Returns the sheets of the documents with a key that stand for themselves, ordered by id."""
        return [sheet for sheet in self.sheets(self.by(kind, words)) if sheet.leads]

    # --- what hangs together ---

    def below(self, id: str) -> list[Sheet]:
        """Returns the documents that hang on one directly, in the order of their files and there of the text."""
        found = [s for s in self.leading_by(ABOVE, id) if s.document.parent == id] + self.leading_by(AFTER, id)
        return sorted(found, key=order_of)

    def children(self, id: str) -> tuple[str, ...]:
        """Returns the documents that a document forwards or issues in its own file."""
        return tuple(s.id for s in self.below(id) if s.document.relation is Relation.FORWARDS)

    def family(self, sheet: Sheet) -> list[Sheet]:
        """Returns the documents that hang together in one file, as they were read: a notice and what it issues or attaches."""
        found, queue = {}, [self._outermost(sheet)]
        while queue:
            one = queue.pop()
            if one.id not in found:
                found[one.id] = one
                queue += [s for s in self.leading_by(ABOVE, one.id) if s.card.parent == one.id]
        found.setdefault(sheet.id, sheet)
        return list(found.values())

    def _outermost(self, sheet: Sheet) -> Sheet:
        seen = {sheet.id}
        while (above := self.leading(sheet.card.parent)) is not None and above.id not in seen:
            sheet = above
            seen.add(sheet.id)
        return sheet

    # --- contents ---

    def contents(self, sheet: Sheet) -> Contents:
        """Returns what a document says by itself."""
        return self.file(sheet.path).contents[sheet.id]

    def numbered(self, sheet: Sheet) -> tuple[Citation, ...]:
        """Returns the citations of a document, those of a title alone with the number that its notice gives it elsewhere."""
        citations = self.contents(sheet).citations
        if all(c.number is not None or c.title is None for c in citations):
            return citations
        numbers = numbers_of(pair for one in self.family(sheet) for pair in one.named)
        return tuple(with_number(citation, numbers) for citation in citations) if numbers else citations

    def text(self, sheet: Sheet) -> str:
        """Returns the text of the file of a document."""
        return self.file(sheet.path).reading.source.text

    def own_text(self, sheet: Sheet) -> str:
        """Returns the part of a document in the text of its file."""
        return sheet.card.span.of(self.text(sheet))

    # --- all of the store ---

    def in_order(self) -> Iterator[Sheet]:
        """Yields the documents that stand for themselves, in the order of their files and there of the text."""
        paths: list[str] = []
        seen: set[str] = set()
        for entry in self.store.entries():
            if entry.sha256 not in seen:  # of files of equal bytes the first is read
                seen.add(entry.sha256)
                paths.append(entry.path)
            if len(paths) >= _FILES:
                yield from self._of_files(paths)
                paths = []
        yield from self._of_files(paths)

    def _of_files(self, paths: list[str]) -> Iterator[Sheet]:
        ids = self.store.index_by(FILE, paths)
        for path in paths:
            sheets = (s for s in self.sheets(ids.get(path, ())) if s.leads and s.path == path)
            yield from sorted(sheets, key=order_of)


def order_of(sheet: Sheet) -> tuple[str, str, int]:
    """Returns where a document stands among all: by hash and path of its file, then in its text."""
    return (*sheet.places[0], sheet.nth)


class DeskShelf:
    """The shelf of the documents of a store, found by the keys of its index."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def by_number(self, number: str) -> list[Document]:
        """Returns documents of that number; what a notice issues under its own number stands behind the notice."""
        return heads_of([sheet.document for sheet in self._desk.leading_by(NAME, by_number(number))])

    def by_title(self, title: str, citing: Document) -> list[Document]:
        """Returns documents of that title, those of the citing document's own file alone where there are any."""
        found = self._desk.leading_by(NAME, by_title(title))
        file_of = {sheet.id: sheet.places[0] for sheet in found}
        own = self._desk.sheet(citing.id)
        if own is not None:
            file_of[citing.id] = own.places[0]
        return of_own_file([sheet.document for sheet in found], citing, file_of.get)


def by_number(number: str) -> str:
    """Returns the words of the key by which a document of that number is found."""
    return "n" + number


def by_title(title: str) -> str:
    """Returns the words of the key by which a document is found that bears that title."""
    return "t" + bare(title)
