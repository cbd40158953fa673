"""Readings and registry joined: the records, what each citation means, and lookups from one to the other.

`tracer.links.graph` gives the same as nodes and edges.

The same document in several files is one node with several captures (a city's and a district's file
both hold 国办发〔2020〕49号): the longest one stands for all (docs/semantics.md#one-document).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

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
    Reference,
    Span,
    VagueReference,
)
from graph_schema.terms import LinkStatus, Relation, Role, SourceLevel, Tie, Zone
from tracer.links.decided import Decided, decided, decided_link
from tracer.links.resolve import Found, Shelf, bare, find, level_of, resolve, row_of
from tracer.registry.article_facts import Key, load_facts
from tracer.registry.articles import article_key
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf

RecordT = TypeVar("RecordT")
ValueT = TypeVar("ValueT")

_SAME = 0.8  # share of common 8-grams from which two texts of one number and title count as one document
_GRAM = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where words stand: document, source span, and the words."""

    document: str
    span: Span
    quote: str


@dataclass(frozen=True)
class Library:
    """The records and how they hang together. Only the capture that stands for a document is in it."""

    registry: Registry
    documents: dict[str, Document]
    provisions: dict[str, Provision]
    measures: dict[str, Measure]
    citations: dict[str, Citation]
    links: dict[str, Link]
    rivals: dict[str, tuple[Found, ...]]
    provisions_of: dict[str, tuple[Provision, ...]]
    citations_of: dict[str, tuple[Citation, ...]]
    basis_of: dict[str, tuple[Basis, ...]]
    whole_of: dict[str, tuple[str, ...]]
    mentions_of: dict[str, tuple[str, ...]]
    vague_of: dict[str, tuple[VagueReference, ...]]
    references_of: dict[str, tuple[Reference, ...]]
    children_of: dict[str, tuple[str, ...]]
    captures: dict[str, tuple[str, ...]]
    text_of: dict[str, str]
    path_of: dict[str, str]
    own_text: dict[str, str]
    credit_regulations: tuple[tuple[str, str], ...]
    articles: ArticleShelf
    decided: Decided

    def evidence(self, document: str, span: Span) -> Evidence:
        """The words of a span of a document's file, line breaks left out."""
        return Evidence(document, span, span.of(self.text_of[document]).replace("\n", ""))

    @cached_property
    def citation_at(self) -> Mapping[tuple[str, Span], Citation]:
        """Document and span → the citation there: what a hop of a chain went along."""
        return {(c.document, c.span): c for c in self.citations.values()}

    @cached_property
    def citations_in(self) -> Mapping[str, tuple[Citation, ...]]:
        """Document → all its citations, in text order."""
        ordered = sorted(self.citations.values(), key=lambda c: (c.document, c.span.start, c.span.end))
        return _grouped(ordered, lambda c: c.document, _itself)

    def stored_articles(self, document: str) -> dict[Key, str]:
        """The articles of a stored document, by number and branch."""
        text = self.text_of[document]
        labelled = [(article_key(p.label), p) for p in self.provisions_of.get(document, ())]
        return {
            k: p.span.of(text).replace("\n", "").removeprefix(p.label).strip() for k, p in labelled if k is not None
        }

    def stored_regulation(self, title: str, day: date) -> str | None:
        """The stored text of a local regulation of that title, as far as it was there on that day."""
        known = (d for d in self.documents.values() if d.title == title and d.level is SourceLevel.LOCAL_REGULATION)
        return min((d.id for d in known if d.date is None or d.date <= day), default=None)

    def instrument_of(self, target: str) -> Instrument | None:
        """The registry row of a node: its own, or that of the stored document of the same number or title."""
        if target in self.registry.instruments:
            return self.registry.instruments[target]
        document = self.documents.get(target)
        return self.known(document) if document else None

    def known(self, document: Document) -> Instrument | None:
        """The registry row that a stored document is a text of."""
        return row_of(document, self.registry)

    def level_of(self, document: Document) -> SourceLevel:
        """The level of a stored document: the registry's, else what its card shows."""
        return level_of(document, self.registry)


def build_library(
    readings: Sequence[Reading],
    registry: Registry,
    articles: ArticleShelf | None = None,
    decisions: Iterable[Decision] = (),
) -> Library:
    """All readings linked to the registry and to each other. The order of `readings` does not matter.

    `articles` is what is known of the articles that they cite: the built-in facts where it is left out.
    `decisions` are those of people on single measures and citations, in the order in which they were made.
    """
    stands_for, captures = _captures(readings)
    file_of = {d.id: r.source.sha256 + r.source.path for r in readings for d in r.documents}
    documents: dict[str, Document] = {}
    text_of: dict[str, str] = {}
    path_of: dict[str, str] = {}
    for r in sorted(readings, key=lambda r: (r.source.sha256, r.source.path)):
        for d in r.documents:
            text_of.setdefault(d.id, r.source.text)
            path_of.setdefault(d.id, r.source.path)
            if stands_for[d.id] == d.id:
                documents.setdefault(d.id, d)
    shelf = Shelf((documents[k] for k in sorted(documents)), file_of)
    provisions: dict[str, Provision] = {}
    measures: dict[str, Measure] = {}
    citations: dict[str, Citation] = {}
    basis: dict[str, list[Basis]] = {}
    vague: list[VagueReference] = []
    references: list[Reference] = []
    for r in sorted(readings, key=lambda r: (r.source.sha256, r.source.path)):
        # A file that stands in the store under two paths is read once.
        fresh = {d.id for d in r.documents if d.id in documents and text_of[d.id] is r.source.text}
        provisions.update((p.id, p) for p in r.provisions if p.document in fresh)
        measures.update((m.id, m) for m in r.measures if m.document in fresh)
        citations.update((c.id, c) for c in r.citations if c.document in fresh)
        for b in r.basis:
            if b.measure in measures and b not in basis.setdefault(b.measure, []):
                basis[b.measure].append(b)
        vague.extend(v for v in r.vague if v.document in fresh)
        references.extend(x for x in r.references if x.document in fresh)
    citations = _numbered(citations)
    # What stands for a whole document is read off the text, before a person ties a citation to one measure of it.
    whole_of = _whole(readings, documents, citations, provisions)
    held = decided(decisions, documents, measures, citations, stands_for)
    for m, tied in held.bases.items():
        for c_id in tied:
            citations[c_id] = replace(citations[c_id], role=Role.BASIS)
            basis[m] = _tied(basis.get(m, []), measures[m], citations[c_id])
    links: dict[str, Link] = {}
    rivals: dict[str, tuple[Found, ...]] = {}
    for c in citations.values():
        if c.role is Role.SELF:
            continue
        person = held.links.get(c.id)
        known = decided_link(person, c.id, registry, documents) if person else None
        link = known or resolve(c, documents[c.document], registry, shelf)
        links[c.id] = link
        if link.status is LinkStatus.AMBIGUOUS:
            rivals[c.id] = tuple(find(c, documents[c.document], registry, shelf))
    return Library(
        registry=registry,
        documents=documents,
        provisions=provisions,
        measures=measures,
        citations=citations,
        links=links,
        rivals=rivals,
        provisions_of=_grouped(provisions.values(), lambda p: p.document, _itself),
        citations_of=_grouped(citations.values(), lambda c: c.provision or c.document, _itself),
        basis_of={k: tuple(v) for k, v in basis.items()},
        whole_of=whole_of,
        mentions_of=_grouped(
            (c for c in citations.values() if c.role is Role.MENTION and c.provision),
            lambda c: c.provision or c.document,
            lambda c: c.id,
        ),
        vague_of=_grouped(vague, lambda v: v.provision or v.document, _itself),
        references_of=_grouped(references, lambda x: x.provision or x.document, _itself),
        children_of=_grouped(
            (d for d in documents.values() if d.parent and d.relation is Relation.FORWARDS),
            lambda d: d.parent or d.id,
            lambda d: d.id,
        ),
        captures=captures,
        text_of={k: text_of[k] for k in documents},
        path_of={k: path_of[k] for k in documents},
        own_text={k: d.span.of(text_of[k]) for k, d in documents.items()},
        credit_regulations=_credit_regulations(registry, documents.values()),
        articles=articles or ArticleShelf(facts=load_facts()),
        decided=held,
    )


def _tied(known: Sequence[Basis], m: Measure, c: Citation) -> list[Basis]:
    """The bases of a measure with one that a person added, nearest first."""
    tie = Tie.CLAUSE if c.provision == m.provision else Tie.REFERENCE
    others = [b for b in known if b.citation != c.id]
    return sorted([Basis(measure=m.id, citation=c.id, tie=tie), *others], key=lambda b: list(Tie).index(b.tie))


def _itself(record: RecordT) -> RecordT:
    return record


def _grouped(
    records: Iterable[RecordT], key: Callable[[RecordT], str], value: Callable[[RecordT], ValueT]
) -> dict[str, tuple[ValueT, ...]]:
    """The values of the records by key, in the order of the records."""
    out: dict[str, list[ValueT]] = {}
    for record in records:
        out.setdefault(key(record), []).append(value(record))
    return {k: tuple(v) for k, v in out.items()}


def _credit_regulations(registry: Registry, documents: Iterable[Document]) -> tuple[tuple[str, str], ...]:
    """Title and place of the local regulations on credit, of the registry and of the store."""
    known = [
        (i.title, i.region)
        for i in registry.instruments.values()
        if i.level is SourceLevel.LOCAL_REGULATION
        and i.status == "in_force"
        and ("社会信用" in i.title or "公共信用信息" in i.title)
        and i.title.endswith("条例")
    ]
    stored = [
        (d.title, d.region)
        for d in documents
        if d.level is SourceLevel.LOCAL_REGULATION and d.title and "信用" in d.title and d.region
    ]
    return tuple(sorted({*known, *stored}))


def _captures(readings: Iterable[Reading]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Document id → id of the capture that stands for it; and the captures of each such id."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for r in readings:
        for d in r.documents:
            key = (d.number or "", bare(d.title or ""))
            # Without a number or a full title nothing says that two texts are one document.
            group = key if d.title and len(key[1]) >= 8 else (d.id, "")
            groups.setdefault(group, {})[d.id] = d.span.of(r.source.text)
    stands_for: dict[str, str] = {}
    captures: dict[str, tuple[str, ...]] = {}
    for texts in groups.values():
        for leader, members in _same(texts):
            captures[leader] = tuple(sorted(members))
            stands_for.update((m, leader) for m in members)
    return stands_for, captures


def _same(texts: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    rest = sorted(texts, key=lambda k: (-len("".join(texts[k].split())), k))
    while rest:
        leader = rest.pop(0)
        members = [leader]
        if rest:
            grams = _grams(texts[leader])
            members += [k for k in rest if _share(_grams(texts[k]), grams) >= _SAME]
            rest = [k for k in rest if k not in members]
        yield leader, members


def _grams(text: str) -> set[str]:
    dense = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    return {dense[i : i + _GRAM] for i in range(max(1, len(dense) - _GRAM + 1))}


def _share(small: set[str], large: set[str]) -> float:
    return len(small & large) / len(small) if small else 0.0


def _numbered(citations: Mapping[str, Citation]) -> dict[str, Citation]:
    """Citations of a title alone, with the number that the document gives the same title elsewhere, if it is one."""
    numbers: dict[tuple[str, str], set[str]] = {}
    for c in citations.values():
        if c.title and c.number and c.role is not Role.SELF:
            numbers.setdefault((c.document, c.title), set()).add(c.number)
    out: dict[str, Citation] = {}
    for key, c in citations.items():
        known = numbers.get((c.document, c.title or ""), set())
        bare_title = c.number is None and c.defined_number is None and c.role is not Role.SELF
        out[key] = replace(c, defined_number=next(iter(known))) if bare_title and len(known) == 1 else c
    return out


def _whole(
    readings: Iterable[Reading],
    documents: dict[str, Document],
    citations: dict[str, Citation],
    provisions: dict[str, Provision],
) -> dict[str, tuple[str, ...]]:
    """Document → its citations of the document as a whole: basis of preamble or basis clause, and what it forwards."""
    out: dict[str, list[str]] = {}
    tied: dict[str, set[str]] = {}
    for r in readings:
        for b in r.basis:
            if b.tie is Tie.DOCUMENT and b.citation in citations:
                tied.setdefault(citations[b.citation].document, set()).add(b.citation)
    for c in citations.values():
        zone = provisions[c.provision].zone if c.provision in provisions else Zone.HEADER
        label = provisions[c.provision].label if c.provision in provisions else ""
        whole = c.role is Role.BASIS and (
            zone is Zone.PREAMBLE or c.id in tied.get(c.document, ()) or (label == "第一条")
        )
        if whole or c.role is Role.FORWARDS:
            out.setdefault(c.document, []).append(c.id)
    return {k: tuple(v) for k, v in out.items()}


def node_of(c: Citation, link: Link) -> str:
    """Node id of what a citation points to; an unresolved one is a ghost node of its own words."""
    return link.target or instrument_key(c.number or c.defined_number, c.title)
