"""Readings and registry joined: the records, what each citation means, and lookups from one to the other.

`tracer.links.graph` gives the same as nodes and edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from graph_schema.ids import instrument_key
from graph_schema.records import (
    Basis,
    Citation,
    Decision,
    Document,
    Instrument,
    Link,
    Measure,
    Provision,
    Reading,
    Span,
)
from graph_schema.terms import Lack, LinkStatus, MeasureKind, Relation, Role, SourceLevel, Tie
from tracer.links.cleanup import Around, DocumentSubjects, ListedDocument, listed_documents
from tracer.links.decided import Decided, decided, decided_link
from tracer.links.following import FindsAgain, Follower
from tracer.links.pages import Page, Pages, pages_in, pages_of, with_first_pages
from tracer.links.records import (
    Records,
    Texts,
    Ties,
    Within,
    children_of,
    gather,
    grouped,
    stands_for,
    whole_of,
    within,
)
from tracer.links.repeals import (
    Ended,
    Repeal,
    RepealsAround,
    Said,
    ended_itself,
    ended_provisions_by,
    ended_with_wholes,
    parts_of_each,
    repeals_in,
)
from tracer.links.resolve import DocumentShelf, Found, Shelf, find, resolve, row_of
from tracer.registry.article_facts import Key
from tracer.registry.articles import article_key
from tracer.registry.clauses import Path as Clause
from tracer.registry.clauses import clause_path, named_by
from tracer.registry.editions import edition_of
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf, Passage, Whole, built_in_shelf, whole
from tracer.registry.statements import article_profile


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place of words: document, source span, and the words."""

    document: str
    span: Span
    quote: str


def quote_of(text: str, span: Span) -> str:
    """Returns the words of a span of a text, line breaks left out."""
    return span.of(text).replace("\n", "")


@dataclass(frozen=True, slots=True)
class Settled:
    """The level of a stored document by the registry (else by its card), and the registry row that it is a text of."""

    level: SourceLevel
    row: Instrument | None


@dataclass(frozen=True)
class Library:
    """The records and how they hang together. Only the capture that stands for a document is in it."""

    registry: Registry
    articles: ArticleShelf
    records: Records
    stands_for: Mapping[str, str]
    texts: Texts
    within: Within
    ties: Ties
    settled: Mapping[str, Settled]
    links: Mapping[str, Link]
    rivals: Mapping[str, tuple[Found, ...]]
    ended: Mapping[str, Ended]
    ended_provisions: Mapping[str, Ended]
    listed: Sequence[ListedDocument]
    decided: Decided
    pages: Pages

    @property
    def documents(self) -> Mapping[str, Document]:
        """Returns the documents by id."""
        return self.records.documents

    @property
    def provisions(self) -> Mapping[str, Provision]:
        """Returns the provisions by id."""
        return self.records.provisions

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Returns the measures by id."""
        return self.records.measures

    @property
    def citations(self) -> Mapping[str, Citation]:
        """Returns the citations by id."""
        return self.records.citations

    def evidence(self, document: str, span: Span) -> Evidence:
        """Returns the words of a span of a document's file, line breaks left out."""
        return Evidence(document, span, quote_of(self.texts.file[document], span))

    @cached_property
    def follower(self) -> FindsAgain:
        """Returns what finds the words of decisions again, and documents of earlier texts."""
        return Follower(self.records, self.texts, self.stands_for)

    @cached_property
    def edition(self) -> str:
        """Returns the edition of the registry that verdicts are made with, which findings name."""
        return edition_of(self.registry, self.articles)

    @cached_property
    def memories(self) -> dict[int, object]:
        """Returns the place where those who use the library remember what they made of it (tracer.verdict.memory)."""
        return {}

    @cached_property
    def citation_at(self) -> Mapping[tuple[str, Span], Citation]:
        """Maps document and span to the citation there: what a hop of a chain went along."""
        return {(c.document, c.span): c for c in self.citations.values()}

    @cached_property
    def citations_in(self) -> Mapping[str, tuple[Citation, ...]]:
        """Maps document to all its citations, in text order."""
        ordered = sorted(self.citations.values(), key=lambda c: (c.document, c.span.start, c.span.end))
        return grouped(ordered, lambda c: c.document, lambda c: c)

    @cached_property
    def measures_in(self) -> Mapping[str, tuple[Measure, ...]]:
        """Maps document to all its measures, in text order."""
        ordered = sorted(self.measures.values(), key=lambda m: (m.span.start, m.span.end, m.id))
        return grouped(ordered, lambda m: m.document, lambda m: m)

    @cached_property
    def parts_of(self) -> Mapping[str, tuple[str, ...]]:
        """Maps document to those that it forwards or attaches, its later pages included, by id."""
        parts = (d for _, d in sorted(self.documents.items()) if d.parent and d.relation is not Relation.SELF)
        return grouped(parts, lambda d: d.parent or d.id, lambda d: d.id)

    @cached_property
    def credit_regulations(self) -> tuple[tuple[str, str], ...]:
        """Returns title and place of the local regulations on credit, of the registry and of the store."""
        return credit_regulations_of(self.registry, filter(None, map(credit_regulation, self.documents.values())))

    def stored_articles(self, document: str) -> dict[Key, str]:
        """Returns the articles of a stored document, by number and branch."""
        text = self.texts.file[document]
        labelled = [(article_key(p.label), p) for p in self.within.provisions.get(document, ())]
        return {
            k: p.span.of(text).replace("\n", "").removeprefix(p.label).strip() for k, p in labelled if k is not None
        }

    @cached_property
    def _wholes(self) -> dict[str, Whole | None]:
        return {}

    def whole(self, target: str) -> Whole | None:
        """Returns what a document states as a whole, by its text in the store or on the shelf, else by the facts; None where nothing is at hand."""
        if target not in self._wholes:
            self._wholes[target] = self._read_whole(target)
        return self._wholes[target]

    def _read_whole(self, target: str) -> Whole | None:
        row = self.instrument_of(target)
        known = self.articles.whole(row) if row is not None else None
        if (known is not None and known.is_complete) or not self.is_latest_text(target):
            return known
        stored = self._stored_whole(target)
        return stored if known is None or stored.is_complete else known

    def _stored_whole(self, document: str) -> Whole:
        """Returns what the provisions of a stored document, and of those attached to it, state."""
        parts = [document, *self.ties.children.get(document, ())]
        passages = [
            Passage(p.label, article_profile(words), words)
            for part in parts
            for p in self.within.provisions.get(part, ())
            if (words := p.span.of(self.texts.file[part]).replace("\n", ""))
        ]
        card = self.documents[document]
        name = card.number or f"《{card.title or ''}》"
        return whole(name, passages, is_complete=not {Lack.BEGINNING, Lack.ENDING} & set(card.lacks))

    def is_latest_text(self, target: str) -> bool:
        """Tells whether a node is a stored text that no later revision on record has changed."""
        document, row = self.documents.get(target), self.instrument_of(target)
        if document is None:
            return False
        return row is None or not any(document.date is None or document.date < later for later in row.revised)

    def stored_clauses(self, document: str, cited: Sequence[Clause]) -> dict[str, str]:
        """Returns the texts of a stored document's clauses that a citation names, by label."""
        labelled = [(path, p) for p in self.within.provisions.get(document, ()) if (path := clause_path(p.label))]
        named = {path for one in cited for path in named_by(one, {path for path, _ in labelled})}
        text = self.texts.file[document]
        return {p.label: p.span.of(text).replace("\n", "") for path, p in labelled if path in named}

    def stored_regulation(self, title: str, day: date) -> str | None:
        """Returns the stored text of a local regulation of that title, as far as it was there on that day."""
        known = (d for d in self.documents.values() if d.title == title and d.level is SourceLevel.LOCAL_REGULATION)
        return min((d.id for d in known if d.date is None or d.date <= day), default=None)

    def called(self, name: str) -> tuple[Document, ...]:
        """Returns the stored documents of exactly that number or title, by id."""
        return tuple(d for _, d in sorted(self.documents.items()) if name in (d.number, d.title))

    def is_cited(self, node: str) -> bool:
        """Tells whether a citation means it."""
        return any(link.target == node for link in self.links.values())

    def texts_of_row(self, row: str) -> tuple[str, ...]:
        """Returns the stored documents that are a text of a row of the registry, by id."""
        return tuple(sorted(d.id for d in self.documents.values() if (known := self.row_of(d)) and known.id == row))

    def instrument_of(self, target: str) -> Instrument | None:
        """Returns the registry row of a node: its own, or that of the stored document of the same number or title."""
        if target in self.registry.instruments:
            return self.registry.instruments[target]
        return self.settled[target].row if target in self.documents else None

    def row_of(self, document: Document) -> Instrument | None:
        """Returns the registry row that a stored document is a text of."""
        return self.settled[document.id].row

    def has_ended(self, document: str, day: date) -> bool:
        """Tells whether another document of the store has ended this one by that day (docs/semantics.md#ruling-33)."""
        ended = self.ended.get(document)
        return ended is not None and ended.day <= day

    def ended_with(self, measure: Measure) -> Ended | None:
        """Returns by what a measure ends first: its document, or its own provision while the document goes on; None where nothing ends it."""
        ends = (self.ended.get(measure.document), self.ended_provisions.get(measure.provision or ""))
        return min((one for one in ends if one is not None), key=lambda one: one.day, default=None)

    def level_of(self, document: Document) -> SourceLevel:
        """Returns the level of a stored document: the registry's, else what its card shows."""
        return self.settled[document.id].level


def build_library(
    readings: Sequence[Reading],
    registry: Registry,
    articles: ArticleShelf | None = None,
    decisions: Iterable[Decision] = (),
) -> Library:
    """Returns all readings linked to the registry and to each other. The order of `readings` does not matter.

    `articles` is what is known of the articles that they cite: the built-in facts where it is left out.
    `decisions` are those of people on single measures and citations, in the order in which they were made.
    """
    leaders = stands_for(readings)
    gathered = gather(readings, leaders)
    files = {d.id: (r.source.sha256, r.source.path) for r in _backwards(readings) for d in r.documents}
    pages = _pages(readings, gathered.records.documents, files)
    settled = _settled(readings, registry)
    if pages.joined:
        joined = with_first_pages(gathered.records.documents, pages)
        gathered = replace(gathered, records=replace(gathered.records, documents=joined))
        settled |= {id: Settled(settled[pages.first_of(id)].level, None) for id in pages.joined}
    # What stands for a whole document is read off the text, before a person ties a citation to one measure of it.
    whole = whole_of(gathered)
    held = decided(decisions, gathered.records, gathered.texts, leaders)
    records, basis = with_decided_bases(gathered.records, gathered.basis, held)
    documents = records.documents
    shelf = DocumentShelf((documents[id] for id in sorted(documents)), {id: "".join(files[id]) for id in documents})
    levels = {id: settled[id].level for id in documents}
    links = dict(links_of(records.citations.values(), documents, registry, shelf, (held.links, levels)))
    subjects = DocumentSubjects(documents.values())
    listed = listed_documents(Around(documents, gathered.texts.own, registry, shelf, subjects), gathered.texts.file)
    contents = within(gathered, records)
    ended, provisions = _all_ended(records, RepealsAround(documents, links, gathered.texts), listed, (files, contents))
    return Library(
        registry=registry,
        articles=articles or built_in_shelf(),
        records=records,
        stands_for=leaders,
        texts=gathered.texts,
        within=contents,
        ties=Ties(basis, whole, children_of(documents.values())),
        settled=settled,
        links=links,
        rivals={id: rivals_of(id, links, records, registry, shelf) for id in links if is_ambiguous(links[id])},
        ended=ended,
        ended_provisions=provisions,
        listed=listed,
        decided=held,
        pages=pages,
    )


def _backwards(readings: Iterable[Reading]) -> list[Reading]:
    """Returns the readings from the last to the first: of a document in several files the first one counts."""
    return sorted(readings, key=lambda reading: (reading.source.sha256, reading.source.path), reverse=True)


def _pages(
    readings: Iterable[Reading], documents: Mapping[str, Document], files: Mapping[str, tuple[str, str]]
) -> Pages:
    """Returns which of the documents continue others."""
    found: dict[str, Page] = {}
    for reading in readings:
        place = (reading.source.sha256, reading.source.path)
        found.update((id, page) for id, page in pages_in(reading).items() if id in documents and files[id] == place)
    return pages_of(found)


def _settled(readings: Iterable[Reading], registry: Registry) -> dict[str, Settled]:
    """Settles level and registry row of every document once, the copies that stand for none included."""
    return {d.id: settled_as(d, registry) for reading in _backwards(readings) for d in reading.documents}


def settled_as(document: Document, registry: Registry) -> Settled:
    """Returns level and registry row of a document by itself."""
    row = row_of(document, registry)
    shown = row.level if row else SourceLevel.UNKNOWN
    return Settled(document.level if shown is SourceLevel.UNKNOWN else shown, row)


def _all_ended(
    records: Records,
    around: RepealsAround,
    listed: Sequence[ListedDocument],
    placed: tuple[Mapping[str, tuple[str, str]], Within],
) -> tuple[dict[str, Ended], dict[str, Ended]]:
    """Returns the documents that hold no longer, and the provisions that do not while their document goes on, from which day on."""
    documents, (files, contents) = records.documents, placed
    rows, naming = grouped(listed, lambda row: row.source, lambda row: row.span), _naming(listed)
    repeals: dict[str, list[Repeal]] = {}
    cited = grouped(records.citations.values(), lambda c: c.document, lambda c: c)
    for id, citations in cited.items():
        for repeal in repeals_in(citations, rows.get(id, ()), around, files[id]):
            repeals.setdefault(repeal.target, []).append(repeal)

    def itself(document: Document) -> Ended | None:
        said = Said(repeals.get(document.id, ()), naming.get(document.id, ()), lambda id: documents[id].date)
        return ended_itself(document, said)

    parts = parts_of_each(documents) if any(one.articles for several in repeals.values() for one in several) else {}
    provisions: dict[str, Ended] = {}
    for target, several in repeals.items():
        for id, ended in ended_provisions_by(several, target, parts.get(target, ()), contents.provisions).items():
            if id not in provisions or (ended.day, 0) < (provisions[id].day, 0):
                provisions[id] = ended
    found = {id: ended_with_wholes(document, documents, itself) for id, document in documents.items()}
    return {id: ended for id, ended in found.items() if ended is not None}, provisions


def _naming(listed: Iterable[ListedDocument]) -> dict[str, tuple[ListedDocument, ...]]:
    """Returns the rows of lists by the stored document that they name."""
    return grouped((row for row in listed if row.document), lambda row: row.document or "", lambda row: row)


def with_decided_bases(
    records: Records, basis: Mapping[str, tuple[Basis, ...]], held: Decided
) -> tuple[Records, Mapping[str, tuple[Basis, ...]]]:
    """Returns records and bases with the citations that a person tied to a measure, without those taken away, and with the kinds that a person gave.

    Of records without the measure of a decision the decision changes nothing.
    """
    if not (held.bases or held.taken or held.kinds):
        return records, basis
    citations, tied, measures = dict(records.citations), dict(basis), dict(records.measures)
    for measure, decision in held.kinds.items():
        if measure in measures:
            measures[measure] = replace(measures[measure], kind=MeasureKind(decision.value))
    for measure, gone in held.taken.items():
        if measure in measures:
            tied[measure] = tuple(one for one in tied.get(measure, ()) if one.citation not in gone)
    for measure, added in held.bases.items():
        for citation in added:
            if citation in citations:
                citations[citation] = replace(citations[citation], role=Role.BASIS)
            if measure in measures and citation in citations:
                tied[measure] = _tied(tied.get(measure, ()), measures[measure], citations[citation])
    return replace(records, citations=citations, measures=measures), tied


def _tied(known: Sequence[Basis], measure: Measure, citation: Citation) -> tuple[Basis, ...]:
    """Returns the bases of a measure with one that a person added, nearest first."""
    tie = Tie.CLAUSE if citation.provision == measure.provision else Tie.REFERENCE
    others = [b for b in known if b.citation != citation.id]
    added = Basis(measure=measure.id, citation=citation.id, tie=tie)
    return tuple(sorted([added, *others], key=lambda b: list(Tie).index(b.tie)))


def links_of(
    citations: Iterable[Citation],
    documents: Mapping[str, Document],
    registry: Registry,
    shelf: Shelf,
    people: tuple[Mapping[str, Decision], Mapping[str, SourceLevel]],
) -> Iterator[tuple[str, Link]]:
    """Yields what each citation means: what a person decided, else what registry and store show. `people` are their decisions, and the levels of documents."""
    decisions, levels = people
    for citation in citations:
        if citation.role is not Role.SELF:
            person = decisions.get(citation.id)
            known = decided_link(person, citation.id, registry, documents, levels) if person else None
            yield citation.id, known or resolve(citation, documents[citation.document], registry, shelf)


def is_ambiguous(link: Link) -> bool:
    """Tells whether a citation may mean several things, or one in doubt."""
    return link.status is LinkStatus.AMBIGUOUS


def rivals_of(
    id: str, links: Mapping[str, Link], records: Records, registry: Registry, shelf: Shelf
) -> tuple[Found, ...]:
    """Returns the things that an ambiguous citation may mean."""
    citation = records.citations[id]
    return tuple(find(citation, records.documents[citation.document], registry, shelf))


def credit_regulations_of(registry: Registry, stored: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Returns title and place of the local regulations on credit in force, of the registry and of the store."""
    return tuple(sorted({*registry.credit_regulations, *stored}))


def credit_regulation(document: Document) -> tuple[str, str] | None:
    """Returns title and place of a stored local regulation on credit; None for any other document."""
    if document.level is SourceLevel.LOCAL_REGULATION and "信用" in (document.title or "") and document.region:
        return document.title or "", document.region
    return None


def node_of(citation: Citation, link: Link) -> str:
    """Returns node id of what a citation points to; an unresolved one is a ghost node of its own words."""
    return link.target or instrument_key(citation.number or citation.defined_number, citation.title)
