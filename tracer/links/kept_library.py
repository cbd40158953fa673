"""The library of a store whose files and links are loaded when a question comes to them (docs/decisions/0036-one-question-loads-its-chains.md).

It is a `Library` like that of all readings, and gives the same; only what is asked for by id is loaded. Walking over a mapping goes
through the whole store, a few files at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, overload

from graph_schema.memory import OfObjects
from graph_schema.records import Citation, Document, Measure, Reference, Span, VagueReference
from graph_schema.terms import Relation, Role
from tracer.links.cleanup import ListedDocument
from tracer.links.decided import Decided, decided_by
from tracer.links.desk import Desk, Kept, by_number, by_title
from tracer.links.following import FindsAgain
from tracer.links.library import Library, credit_regulations_of, is_ambiguous, rivals_of
from tracer.links.linking import Meaning, records_by
from tracer.links.marking import decisions_among
from tracer.links.overlay import Indexed
from tracer.links.pages import Pages
from tracer.links.records import Records, Ties, Within, grouped, is_of_whole
from tracer.links.resolve import Found as Meant
from tracer.links.sheets import CREDIT, FILE, LEADS, LISTS, NAME, REGULATION, ROW, Sheet
from tracer.links.standing import DeskFollower, Found, leaders, standings_from
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf, Whole

ValueT = TypeVar("ValueT")

_ROWS = 1000  # rows of the index that are looked at together
_DOCUMENTS = 400
"""So many documents lie open with their look-ups."""
_WHOLES = 400


def kept_library(store: Indexed, registry: Registry, articles: ArticleShelf) -> Library:
    """Returns the library of a store whose index was refreshed with this registry and these article texts."""
    desk = Desk(store)
    state = store.index_state()
    decisions = decisions_among(store, lambda id: desk.sheet(id) is not None)
    standings = standings_from(json.loads(state.body)["standings"], decisions) if state is not None else {}
    return library_on(desk, Meaning(desk, registry), articles, decided_by(standings.values()))


def in_order(view: Indexed, documents: Sequence[str]) -> list[tuple[str, int]]:
    """Returns documents with the state of their index rows, those that lead to the same ones behind each other: their texts are at hand then."""
    found: list[tuple[str, str, str, int]] = []
    for start in range(0, len(documents), _ROWS):
        for id, row in view.index_rows(documents[start : start + _ROWS]).items():
            leads = min((key.words for key in row.keys if key.kind == LEADS), default="")
            found.append((leads, row.path, id, row.touched))
    return [(id, touched) for _, _, id, touched in sorted(found)]


def library_on(desk: Desk, meaning: Meaning, articles: ArticleShelf, held: Decided) -> Library:
    """Returns the library of what lies on a desk."""
    opened = Opened(desk, meaning, held)
    by_part, of_document = opened.by_part, opened.of_document
    children = OfObjects[tuple[str, ...]](lambda sheet: desk.children(sheet.id), _DOCUMENTS)
    within = Within(
        of_document(lambda one: one.contents.provisions or None),
        by_part(lambda one: one.citations),
        by_part(lambda one: one.mentions),
        by_part(lambda one: one.vague),
        by_part(lambda one: one.references),
    )
    return KeptLibrary(
        opened,
        registry=meaning.registry,
        articles=articles,
        records=Records(
            meaning.documents,
            by_part(lambda one: one.records.provisions),
            by_part(lambda one: one.records.measures),
            by_part(lambda one: one.records.citations),
        ),
        stands_for=leaders(desk),
        texts=meaning.texts,
        within=within,
        ties=Ties(
            by_part(lambda one: one.contents.basis),
            of_document(lambda one: one.whole or None),
            opened.of_sheet(lambda sheet: children(sheet) or None),
        ),
        settled=Found(lambda id: meaning.settled(sheet) if (sheet := desk.sheet(id)) else None, opened.all_ids),
        links=by_part(lambda one: one.sheet.links),
        rivals=by_part(lambda one: one.rivals),
        ended=opened.of_sheet(lambda sheet: sheet.ended),
        ended_provisions=by_part(lambda one: one.sheet.ended_provisions),
        listed=Listed(desk),
        decided=held,
        pages=Pages(
            opened.of_sheet(lambda sheet: sheet.before),
            opened.of_sheet(lambda sheet: sheet.candidates or None),
        ),
    )


class OpenDocument:
    """A document that lies open: its sheet, its records as people left them, and look-ups among them."""

    def __init__(self, sheet: Sheet, meaning: Meaning, held: Decided) -> None:
        self.sheet, self._meaning = sheet, meaning
        self.records, self.contents = records_by(sheet, meaning.desk, held)

    @cached_property
    def citations(self) -> Mapping[str, tuple[Citation, ...]]:
        """Returns the citations by provision, those of none by document."""
        return grouped(self.records.citations.values(), lambda c: c.provision or c.document, lambda c: c)

    @cached_property
    def mentions(self) -> Mapping[str, tuple[str, ...]]:
        """Returns the ids of citations that are no basis, by provision."""
        found = (c for c in self.records.citations.values() if c.role is Role.MENTION and c.provision)
        return grouped(found, lambda c: c.provision or c.document, lambda c: c.id)

    @cached_property
    def vague(self) -> Mapping[str, tuple[VagueReference, ...]]:
        """Returns the vague words by provision, those of none by document."""
        return grouped(self.contents.vague, lambda v: v.provision or v.document, lambda v: v)

    @cached_property
    def references(self) -> Mapping[str, tuple[Reference, ...]]:
        """Returns the references by provision, those of none by document."""
        return grouped(self.contents.references, lambda r: r.provision or r.document, lambda r: r)

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Returns the citations of the document as a whole, as its text says, before a person ties one to a measure."""
        desk = self._meaning.desk
        tied = desk.contents(self.sheet).tied
        return tuple(c.id for c in desk.numbered(self.sheet) if is_of_whole(c, self.records.provisions, tied))

    @cached_property
    def rivals(self) -> Mapping[str, tuple[Meant, ...]]:
        """Returns the things that each ambiguous citation may mean."""
        links, meaning = self.sheet.links, self._meaning
        return {
            id: rivals_of(id, links, self.records, meaning.registry, meaning.shelf)
            for id, link in links.items()
            if is_ambiguous(link)
        }

    @cached_property
    def in_order(self) -> tuple[Citation, ...]:
        """Returns all citations in text order."""
        return tuple(sorted(self.records.citations.values(), key=lambda c: (c.span.start, c.span.end)))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Returns all measures in text order."""
        return tuple(sorted(self.records.measures.values(), key=lambda m: (m.span.start, m.span.end, m.id)))

    @cached_property
    def by_span(self) -> Mapping[tuple[str, Span], Citation]:
        """Maps document and span to the citation there."""
        return {(c.document, c.span): c for c in self.records.citations.values()}


class Opened:
    """The documents that lie open, and mappings that open them."""

    def __init__(self, desk: Desk, meaning: Meaning, held: Decided) -> None:
        self._desk, self._meaning, self._held = desk, meaning, held
        self._open: Kept[str, OpenDocument] = Kept(_DOCUMENTS)

    @property
    def desk(self) -> Desk:
        """Returns the desk on which they lie."""
        return self._desk

    def document(self, id: str) -> OpenDocument | None:
        """Opens a document that stands for itself; None for any other id."""
        sheet = self._desk.leading(id)
        if sheet is None:
            return None
        found = self._open.get(id)
        if found is None or found.sheet is not sheet:
            found = OpenDocument(sheet, self._meaning, self._held)
            self._open.keep(id, found)
        return found

    def ids(self) -> Iterator[str]:
        """Yields the documents that stand for themselves, in the order of their files and there of the text."""
        return (sheet.id for sheet in self._desk.in_order())

    def all_ids(self) -> Iterator[str]:
        """Yields all documents, copies included."""
        return iter(self._desk.store.index_documents())

    def of_document(self, value: Callable[[OpenDocument], ValueT | None]) -> Mapping[str, ValueT]:
        """Returns a mapping from documents to what is found in them when they are opened."""

        def find(id: str) -> ValueT | None:
            one = self.document(id)
            return value(one) if one is not None else None

        return Found(find, lambda: (id for id in self.ids() if find(id) is not None))

    def of_sheet(self, value: Callable[[Sheet], ValueT | None]) -> Mapping[str, ValueT]:
        """Returns a mapping from documents to what their sheets say, without opening them."""

        def find(id: str) -> ValueT | None:
            sheet = self._desk.leading(id)
            return value(sheet) if sheet is not None else None

        return Found(find, lambda: (id for id in self.ids() if find(id) is not None))

    def by_part(self, values: Callable[[OpenDocument], Mapping[str, ValueT]]) -> Mapping[str, ValueT]:
        """Returns a mapping from the ids of provisions, measures, citations or documents to what is found when their document is opened."""

        def find(id: str) -> ValueT | None:
            one = self.document(id.rpartition(".")[0] or id)
            return values(one).get(id) if one is not None else None

        def every() -> Iterator[str]:
            for id in self.ids():
                one = self.document(id)
                yield from values(one) if one is not None else ()

        return Found(find, every)


class Listed(Sequence[ListedDocument]):
    """The rows of all cleanup decisions, loaded when somebody walks over them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def _rows(self) -> tuple[ListedDocument, ...]:
        ids = sorted({id for _, id in self._desk.store.index_kind(LISTS)})
        rows = (row for id in ids if (sheet := self._desk.leading(id)) is not None for row in sheet.listed)
        return tuple(sorted(rows, key=lambda row: (row.decision, row.span.start, row.span.end)))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[ListedDocument]:
        return iter(self._rows)

    @overload
    def __getitem__(self, at: int) -> ListedDocument: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[ListedDocument, ...]: ...

    def __getitem__(self, at: int | slice) -> ListedDocument | tuple[ListedDocument, ...]:
        return self._rows[at]


class KeptLibrary(Library):
    """A library that opens documents when they are asked for; no more than some lie open."""

    def __init__(self, opened: Opened, **parts: Any) -> None:
        super().__init__(**parts)
        object.__setattr__(self, "opened", opened)

    opened: Opened

    @cached_property
    def follower(self) -> FindsAgain:
        """Returns what finds the words of decisions again, and documents of earlier texts."""
        return DeskFollower(self.opened.desk, self.measures)

    @cached_property
    def citation_at(self) -> Mapping[tuple[str, Span], Citation]:
        """Maps document and span to the citation there."""

        def find(at: tuple[str, Span]) -> Citation | None:
            one = self.opened.document(at[0])
            return one.by_span.get(at) if one is not None else None

        return Found(find, lambda: ((c.document, c.span) for c in self.citations.values()))

    @cached_property
    def citations_in(self) -> Mapping[str, tuple[Citation, ...]]:
        """Maps document to all its citations, in text order."""
        return self.opened.of_document(lambda one: one.in_order or None)

    @cached_property
    def measures_in(self) -> Mapping[str, tuple[Measure, ...]]:
        """Maps document to all its measures, in text order."""
        return self.opened.of_document(lambda one: one.measures or None)

    @cached_property
    def parts_of(self) -> Mapping[str, tuple[str, ...]]:
        """Maps document to those that it forwards or attaches, its later pages included, by id."""
        desk = self.opened.desk

        def parts(id: str) -> tuple[str, ...] | None:
            below = (sheet for sheet in desk.below(id) if sheet.document.relation is not Relation.SELF)
            return tuple(sorted(sheet.id for sheet in below)) or None

        return Found(parts, lambda: (id for id in self.opened.ids() if parts(id)))

    @cached_property
    def credit_regulations(self) -> tuple[tuple[str, str], ...]:
        """Returns title and place of the local regulations on credit, of the registry and of the store."""
        stored = (words.rpartition("\n") for words, _ in self.opened.desk.store.index_kind(CREDIT))
        return credit_regulations_of(self.registry, ((title, place) for title, _, place in stored if place))

    def stored_regulation(self, title: str, day: date) -> str | None:
        """Returns the stored text of a local regulation of that title, as far as it was there on that day."""
        found = (sheet.document for sheet in self.opened.desk.leading_by(REGULATION, title))
        return min((d.id for d in found if d.date is None or d.date <= day), default=None)

    def called(self, name: str) -> tuple[Document, ...]:
        """Returns the stored documents of exactly that number or title, by id."""
        desk = self.opened.desk
        sheets = (s for key in (by_number(name), by_title(name)) for s in desk.leading_by(NAME, key))
        found = {sheet.id: self.documents[sheet.id] for sheet in sheets}
        return tuple(d for _, d in sorted(found.items()) if name in (d.number, d.title))

    def is_cited(self, node: str) -> bool:
        """Tells whether a citation means it."""
        links = (self.links.get(c.id) for id in self.opened.desk.by(LEADS, node) for c in self.citations_in.get(id, ()))
        return any(link is not None and link.target == node for link in links)

    def texts_of_row(self, row: str) -> tuple[str, ...]:
        """Returns the stored documents that are a text of a row of the registry, by id."""
        return tuple(sorted(sheet.id for sheet in self.opened.desk.leading_by(ROW, row)))

    def whole(self, target: str) -> Whole | None:
        """Returns what a document states as a whole; None where nothing is at hand."""
        known = self._texts_of_wholes.get(target)
        if known is None:
            known = (self._read_whole(target),)
            self._texts_of_wholes.keep(target, known)
        return known[0]

    @cached_property
    def _texts_of_wholes(self) -> Kept[str, tuple[Whole | None]]:
        return Kept(_WHOLES)


def joined_files(store: Indexed, paths: Collection[str]) -> dict[str, str]:
    """Returns which of these files hold a later page of another one, of a store whose index was refreshed."""
    desk = Desk(store)
    ids = store.index_by(FILE, tuple(paths))
    found: dict[str, str] = {}
    for path in paths:
        for sheet in desk.sheets(ids.get(path, ())):
            before = desk.sheet(sheet.before) if sheet.before is not None and sheet.path == path else None
            if before is not None:
                found[path] = before.path
    return found
