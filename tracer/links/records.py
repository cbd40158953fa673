"""The records of all readings put together, and the look-ups from one record to those beside it.

The same document in several files is one node with several captures (a city's and a district's file
both hold 国办发〔2020〕49号): the longest one stands for all (docs/semantics.md#one-document).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from graph_schema.ids import without_copy
from graph_schema.records import (
    Basis,
    Citation,
    Document,
    Measure,
    Provision,
    Reading,
    Reference,
    VagueReference,
)
from graph_schema.terms import Relation, Role, Tie, Zone
from tracer.links.resolve import bare

RecordT = TypeVar("RecordT")
ValueT = TypeVar("ValueT")

_SAME = 0.8  # share of common 8-grams from which two texts of one number and title count as one document
_GRAM = 8


@dataclass(frozen=True, slots=True)
class Records:
    """The documents, provisions, measures and citations of a library, each by its id."""

    documents: Mapping[str, Document]
    provisions: Mapping[str, Provision]
    measures: Mapping[str, Measure]
    citations: Mapping[str, Citation]


@dataclass(frozen=True, slots=True)
class Texts:
    """The place of each document: the text and the path of its file, and its own part of that text."""

    file: Mapping[str, str]
    path: Mapping[str, str]
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Within:
    """Contents by place: the provisions of a document; citations, vague words and references of a provision.

    What stands in no provision is under its document. `mentions` are the ids of citations that are no basis.
    """

    provisions: Mapping[str, tuple[Provision, ...]]
    citations: Mapping[str, tuple[Citation, ...]]
    mentions: Mapping[str, tuple[str, ...]]
    vague: Mapping[str, tuple[VagueReference, ...]]
    references: Mapping[str, tuple[Reference, ...]]


@dataclass(frozen=True, slots=True)
class Ties:
    """The bases by id: those of a measure (`basis`), and the citations that a document as a whole rests on (`whole`).

    `children` are the documents that a document forwards or issues in its own file.
    """

    basis: Mapping[str, tuple[Basis, ...]]
    whole: Mapping[str, tuple[str, ...]]
    children: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The contents of the readings, each record once, before registry and people have their say."""

    records: Records
    texts: Texts
    basis: Mapping[str, tuple[Basis, ...]]
    vague: tuple[VagueReference, ...]
    references: tuple[Reference, ...]


# --- one document, several captures ------------------------------------------------------------


def stands_for(readings: Iterable[Reading]) -> dict[str, str]:
    """Returns the capture that stands for each document, by number, title and likeness of the texts."""
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for reading in readings:
        for document in reading.documents:
            key = (document.number or "", bare(document.title or ""))
            # Without a number or a full title nothing says that two texts are one document.
            group = key if document.title and len(key[1]) >= 8 else (without_copy(document.id), "")
            groups.setdefault(group, {})[document.id] = document.span.of(reading.source.text)
    return {member: leader for texts in groups.values() for leader, members in _alike(texts) for member in members}


def _alike(texts: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Splits the captures of one number and title into those that are one document, the longest first."""
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


# --- the records -------------------------------------------------------------------------------


def gather(readings: Iterable[Reading], leaders: Mapping[str, str]) -> Gathered:
    """Returns the records of the documents that stand for themselves; `leaders` says which capture stands for each.

    The order of `readings` does not matter.
    """
    ordered = sorted(readings, key=lambda reading: (reading.source.sha256, reading.source.path))
    documents, texts = _documents(ordered, leaders)
    provisions: dict[str, Provision] = {}
    measures: dict[str, Measure] = {}
    citations: dict[str, Citation] = {}
    basis: dict[str, list[Basis]] = {}
    vague: list[VagueReference] = []
    references: list[Reference] = []
    for reading in ordered:
        # A file that stands in the store under two paths is read once.
        fresh = {d.id for d in reading.documents if d.id in documents and texts.file[d.id] is reading.source.text}
        provisions.update((p.id, p) for p in reading.provisions if p.document in fresh)
        measures.update((m.id, m) for m in reading.measures if m.document in fresh)
        citations.update((c.id, c) for c in reading.citations if c.document in fresh)
        for tied in reading.basis:
            if tied.measure in measures and tied not in basis.setdefault(tied.measure, []):
                basis[tied.measure].append(tied)
        vague.extend(v for v in reading.vague if v.document in fresh)
        references.extend(r for r in reading.references if r.document in fresh)
    return Gathered(
        records=Records(documents, provisions, measures, _numbered(citations, documents)),
        texts=texts,
        basis={measure: tuple(tied) for measure, tied in basis.items()},
        vague=tuple(vague),
        references=tuple(references),
    )


def _documents(readings: Sequence[Reading], leaders: Mapping[str, str]) -> tuple[dict[str, Document], Texts]:
    """Returns the documents that stand for themselves, with their texts."""
    documents: dict[str, Document] = {}
    file: dict[str, str] = {}
    path: dict[str, str] = {}
    for reading in readings:
        for document in reading.documents:
            if leaders[document.id] == document.id and document.id not in documents:
                documents[document.id] = document
                file[document.id] = reading.source.text
                path[document.id] = reading.source.path
    own = {id: document.span.of(file[id]) for id, document in documents.items()}
    return documents, Texts(file, path, own)


def _numbered(citations: Mapping[str, Citation], documents: Mapping[str, Document]) -> dict[str, Citation]:
    """Returns the citations, those of a title alone with the number that their document gives it elsewhere, if it is one.

    A notice and what it issues or attaches are one document here.
    """
    outer = {id: _outermost(document, documents) for id, document in documents.items()}
    numbers: dict[tuple[str, str], set[str]] = {}
    for citation in citations.values():
        if citation.title and citation.number and citation.role is not Role.SELF:
            numbers.setdefault((outer[citation.document], citation.title), set()).add(citation.number)
    out: dict[str, Citation] = {}
    for id, citation in citations.items():
        known = numbers.get((outer[citation.document], citation.title or ""), set())
        unnumbered = citation.number is None and citation.defined_number is None and citation.role is not Role.SELF
        out[id] = replace(citation, defined_number=next(iter(known))) if unnumbered and len(known) == 1 else citation
    return out


def _outermost(document: Document, documents: Mapping[str, Document]) -> str:
    """Returns the document that this one hangs on in the end: itself where it stands by itself."""
    seen = {document.id}
    while document.parent is not None and document.parent in documents and document.parent not in seen:
        document = documents[document.parent]
        seen.add(document.id)
    return document.id


# --- look-ups ----------------------------------------------------------------------------------


def within(gathered: Gathered, records: Records) -> Within:
    """Returns what stands in each document and provision, in the order of the records."""
    mentions = (c for c in records.citations.values() if c.role is Role.MENTION and c.provision)
    return Within(
        provisions=grouped(records.provisions.values(), lambda p: p.document, _itself),
        citations=grouped(records.citations.values(), lambda c: c.provision or c.document, _itself),
        mentions=grouped(mentions, lambda c: c.provision or c.document, lambda c: c.id),
        vague=grouped(gathered.vague, lambda v: v.provision or v.document, _itself),
        references=grouped(gathered.references, lambda r: r.provision or r.document, _itself),
    )


def whole_of(readings: Iterable[Reading], records: Records) -> dict[str, tuple[str, ...]]:
    """Returns the citations of each document as a whole: basis of preamble or basis clause, and what it forwards."""
    citations = records.citations
    tied = {
        basis.citation
        for reading in readings
        for basis in reading.basis
        if basis.tie is Tie.DOCUMENT and basis.citation in citations
    }
    found = (c for c in citations.values() if c.role is Role.FORWARDS or _is_of_whole(c, records, tied))
    return grouped(found, lambda c: c.document, lambda c: c.id)


def _is_of_whole(citation: Citation, records: Records, tied: set[str]) -> bool:
    """Tells whether a citation is a basis of its document: of the preamble, of the basis clause, or tied to it."""
    if citation.role is not Role.BASIS:
        return False
    provision = records.provisions.get(citation.provision or "")
    in_preamble = provision is not None and provision.zone is Zone.PREAMBLE
    in_first = provision is not None and provision.label == "第一条"
    return in_preamble or in_first or citation.id in tied


def children_of(documents: Iterable[Document]) -> dict[str, tuple[str, ...]]:
    """Returns the documents that each document forwards or issues in its own file."""
    forwarded = (d for d in documents if d.parent and d.relation is Relation.FORWARDS)
    return grouped(forwarded, lambda d: d.parent or d.id, lambda d: d.id)


def is_beside(documents: Mapping[str, Document], annex: Document | None, target: str | None) -> bool:
    """Tells whether a target is another document that the notice of an annex issues: the basis of one never serves another."""
    other = documents.get(target or "")
    if annex is None or other is None or annex.relation is Relation.SELF or other.id == annex.id:
        return False
    return other.relation is Relation.ATTACHES and other.parent == annex.parent


def grouped(
    records: Iterable[RecordT], key: Callable[[RecordT], str], value: Callable[[RecordT], ValueT]
) -> dict[str, tuple[ValueT, ...]]:
    """Returns the values of the records by key, in the order of the records."""
    out: dict[str, list[ValueT]] = {}
    for record in records:
        out.setdefault(key(record), []).append(value(record))
    return {k: tuple(values) for k, values in out.items()}


def _itself(record: RecordT) -> RecordT:
    return record
