"""Tells what the citations of one document mean, what it says of the end of others, and since when it holds no longer itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from graph_schema.memory import remembered
from graph_schema.records import Citation, Document, Link, Provision
from graph_schema.terms import LinkStatus, SourceLevel
from tracer.links.cleanup import LONG_ENOUGH, Around, ListedDocument, asked_in, is_damaged, listed_in, subject_of
from tracer.links.decided import Decided
from tracer.links.desk import Contents, Desk, DeskShelf
from tracer.links.facts import RegistryFacts
from tracer.links.keys import asked_of, led_to, like_key, pieces_near, pieces_of
from tracer.links.library import Settled, is_ambiguous, links_of, rivals_of, settled_as, with_decided_bases
from tracer.links.power import wholes_of
from tracer.links.records import Records, Texts
from tracer.links.repeals import (
    Ended,
    Repeal,
    RepealsAround,
    Said,
    ended_itself,
    ended_provisions_by,
    ended_with_wholes,
    repeals_in,
)
from tracer.links.resolve import asks_for_likeness, find, is_alike
from tracer.links.sheets import (
    ASKS,
    ASKS_LIKE,
    ASKS_NEAR,
    ASKS_SUBJECT,
    ENDS,
    LEADS,
    LISTS,
    NEAR,
    OF_LINKS,
    SUBJECT,
    Sheet,
    with_keys,
)
from tracer.links.standing import Found
from tracer.registry.load import Registry


class DeskSubjects:
    """The subjects of the titles of a store, found by the keys of its index."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, subject: str) -> Iterable[Document]:
        """Returns the documents of a subject."""
        return [sheet.document for sheet in self._desk.leading_by(SUBJECT, subject)]

    def near(self, subject: str) -> Iterable[Document]:
        """Returns the documents whose subject is another but for what a scan did to it."""
        pieces = pieces_near(subject)
        self._desk.look_ahead(NEAR, pieces)
        ids = sorted({id for piece in pieces for id in self._desk.by(NEAR, piece)})
        found = (sheet.document for sheet in self._desk.sheets(ids) if sheet.leads)
        return [d for d in found if is_damaged(subject_of(d.title or "")[1], subject)]


class Meaning:
    """The documents of a store as links are told: cards, levels, texts and shelf, each loaded when it is asked for."""

    def __init__(self, desk: Desk, registry: Registry) -> None:
        self.desk, self.registry = desk, registry
        self.shelf = DeskShelf(desk)
        self.documents: Mapping[str, Document] = Found(self._document, self._ids)
        self.levels: Mapping[str, SourceLevel] = Found(self._level, self._ids)
        self.texts = Texts(
            Found(self._of(desk.text), self._ids),
            Found(self._of(lambda sheet: sheet.path), self._ids),
            Found(self._of(desk.own_text), self._ids),
        )
        self.around = Around(self.documents, self.texts.own, registry, self.shelf, DeskSubjects(desk))

    def _ids(self) -> Iterator[str]:
        return (sheet.id for sheet in self.desk.in_order())

    def _document(self, id: str) -> Document | None:
        sheet = self.desk.leading(id)
        return sheet.document if sheet is not None else None

    def _level(self, id: str) -> SourceLevel | None:
        sheet = self.desk.leading(id)
        return self.settled(sheet).level if sheet is not None else None

    def _of(self, value: Callable[[Sheet], str]) -> Callable[[str], str | None]:
        def of(id: str) -> str | None:
            sheet = self.desk.leading(id)
            return value(sheet) if sheet is not None else None

        return of

    def settled(self, sheet: Sheet) -> Settled:
        """Returns level and registry row of a document; a later page has the level of the first and no row."""
        first, seen = sheet, {sheet.id}
        while first.leads and first.before is not None and first.before not in seen:
            before = self.desk.sheet(first.before)
            if before is None:
                break
            seen.add(before.id)
            first = before
        own = _settled_as(first.card, self.registry)
        return own if first is sheet else Settled(own.level, None)


_settled_as = remembered(size=4096)(settled_as)


def records_by(sheet: Sheet, desk: Desk, held: Decided) -> tuple[Records, Contents]:
    """Returns the records of a document and its contents, as people left them."""
    contents = desk.contents(sheet)
    records = Records(
        {sheet.id: sheet.document},
        {p.id: p for p in contents.provisions},
        {m.id: m for m in contents.measures},
        {c.id: c for c in desk.numbered(sheet)},
    )
    records, basis = with_decided_bases(records, contents.basis, held)
    return records, replace(contents, basis=basis)


def linked(sheet: Sheet, meaning: Meaning, held: Decided, facts: RegistryFacts) -> Sheet:
    """Returns a sheet with what its citations mean and what it says of the end of others."""
    if not sheet.leads:
        return replace(sheet, keys=with_keys(sheet.keys, OF_LINKS, ()), links={}, registered=0, repeals=(), listed=())
    desk, documents = meaning.desk, meaning.documents
    records, _ = records_by(sheet, desk, held)
    citations = tuple(records.citations.values())
    of_person = (held.links, meaning.levels)
    links = dict(links_of(citations, documents, meaning.registry, meaning.shelf, of_person))
    own = Records({sheet.id: sheet.document}, records.provisions, records.measures, records.citations)
    rivals = {id: rivals_of(id, links, own, meaning.registry, meaning.shelf) for id in links if is_ambiguous(links[id])}
    listed = tuple(listed_in(sheet.id, desk.text(sheet), meaning.around))
    around = RepealsAround(documents, links, meaning.texts)
    repeals = tuple(repeals_in(citations, [row.span for row in listed], around, sheet.places[0]))
    row = meaning.settled(sheet).row
    return replace(
        sheet,
        keys=with_keys(sheet.keys, OF_LINKS, set(_keys(sheet, citations, links, (repeals, listed), meaning, held))),
        links=links,
        registered=facts.registered_of(sheet.document, row, citations, (links, rivals)),
        repeals=repeals,
        listed=listed,
    )


def _keys(
    sheet: Sheet,
    citations: tuple[Citation, ...],
    links: Mapping[str, Link],
    ends: tuple[tuple[Repeal, ...], tuple[ListedDocument, ...]],
    meaning: Meaning,
    held: Decided,
) -> Iterator[tuple[str, str]]:
    repeals, listed = ends
    for citation in citations:
        if citation.id in links:
            number = citation.number or citation.defined_number
            yield from asked_of(citation.title, number)
            if asks_for_likeness(citation.title, number):
                link = links[citation.id]
                alike = next((one.target for one in link.candidates if is_alike(one.reason)), "")
                if alike or link.status is LinkStatus.UNRESOLVED:
                    yield ASKS_LIKE, like_key(citation.title or "", alike)
            if citation.id in held.links:
                yield ASKS, "=" + held.links[citation.id].value
    for target in led_to(citations, links):
        yield LEADS, target
    for near in (sheet.document.parent, *meaning.desk.children(sheet.id)):
        if near:
            yield LEADS, near
    for row in listed:
        yield LISTS, row.decision
        yield from asked_of(row.title, row.number)
        subject = subject_of(row.title or "")[1]
        found = find(asked_in(row), meaning.documents[row.decision], meaning.registry, meaning.shelf)
        if asks_for_likeness(row.title, row.number) and all(is_alike(one.reason) for one in found):
            yield ASKS_LIKE, like_key(row.title or "", next((one.target for one in found), ""))
        if row.title and not found:
            yield ASKS_SUBJECT, subject
            if len(subject) >= LONG_ENOUGH:
                for piece in pieces_of(subject):
                    yield ASKS_NEAR, piece
    for target in {*(one.target for one in repeals), *(row.document for row in listed if row.document)}:
        yield ENDS, target


class Ends:
    """Tells since when documents and provisions hold no longer, from the sheets of those that say so."""

    def __init__(self, meaning: Meaning) -> None:
        self._meaning, self._desk = meaning, meaning.desk
        self._provisions: dict[str, dict[str, Ended]] = {}
        self._itself: dict[str, Ended | None] = {}

    def of(self, sheet: Sheet) -> Sheet:
        """Returns a sheet with the ends of its document and of its provisions."""
        if not sheet.leads:
            return replace(sheet, ended=None, ended_provisions={})
        documents = self._meaning.documents
        provisions: dict[str, Ended] = {}
        for whole in wholes_of(sheet.document, documents):
            for id, since in self._provisions_by(whole.id).items():
                if id.rpartition(".")[0] == sheet.id and (id not in provisions or since.day < provisions[id].day):
                    provisions[id] = since
        ended = ended_with_wholes(sheet.document, documents, self._ended_itself)
        return replace(sheet, ended=ended, ended_provisions=provisions)

    def _ended_itself(self, document: Document) -> Ended | None:
        if document.id not in self._itself:
            saying = self._desk.leading_by(ENDS, document.id)
            said = Said(
                [one for sheet in saying for one in sheet.repeals if one.target == document.id],
                [row for sheet in saying for row in sheet.listed if row.document == document.id],
                self._day_of,
            )
            self._itself[document.id] = ended_itself(document, said)
        return self._itself[document.id]

    def _day_of(self, decision: str) -> date | None:
        sheet = self._desk.leading(decision)
        return sheet.document.date if sheet is not None else None

    def _provisions_by(self, target: str) -> dict[str, Ended]:
        """Returns the provisions of a document and its parts that sentences about its articles repeal."""
        if target not in self._provisions:
            saying = self._desk.leading_by(ENDS, target)
            repeals = [one for sheet in saying for one in sheet.repeals if one.target == target and one.articles]
            parts = sorted(parts_of(self._meaning, target)) if repeals else []
            labels: Mapping[str, tuple[Provision, ...]] = (
                {sheet.id: self._desk.contents(sheet).provisions for sheet in self._desk.sheets([target, *parts])}
                if repeals
                else {}
            )
            self._provisions[target] = ended_provisions_by(repeals, target, parts, labels)
        return self._provisions[target]


def parts_of(meaning: Meaning, id: str) -> set[str]:
    """Returns the attachments and later pages of a document, theirs as well, and what it issues under its own number."""
    found: set[str] = set()
    queue = [id]
    while queue:
        for sheet in meaning.desk.below(queue.pop()):
            wholes = wholes_of(sheet.document, meaning.documents)
            if sheet.id not in found and any(whole.id == id for whole in wholes[1:]):
                found.add(sheet.id)
                queue.append(sheet.id)
    return found
