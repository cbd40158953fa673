"""The records of all readings put together, and the look-ups from one record to those beside it.

The same document in several files is one node with several captures (a city's and a district's file
both hold 国办发〔2020〕49号): the longest one stands for all (docs/semantics.md#one-document).
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from zlib import crc32

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
_BITS = 1 << 13
_CHARACTERS = re.compile("[\u4e00-\u9fff]+")
_TOLD_APART = 8  # letters of a title that tells one document from others


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
    groups: dict[str, dict[str, str]] = {}
    for reading in readings:
        for document in reading.documents:
            groups.setdefault(capture_key(document), {})[document.id] = document.span.of(reading.source.text)
    return {
        member: leader
        for texts in groups.values()
        for member, leader in leaders_of({id: dense_length(text) for id, text in texts.items()}, texts.get).items()
    }


def capture_key(document: Document) -> str:
    """Returns what all captures of a document share: number and title. Without a full title nothing says that two texts are one document."""
    title = bare(document.title or "")
    return f"{document.number or ''}\n{title}" if len(title) >= _TOLD_APART else without_copy(document.id)


def dense_length(text: str) -> int:
    """Returns the length of a text without its blanks."""
    return sum(map(len, text.split()))


@dataclass(frozen=True, slots=True)
class Outline:
    """Tells of a text that it is surely no capture of another: how many eights of characters it has, and bits for its pairs."""

    eights: int
    pairs: int


def outline_of(text: str) -> Outline:
    """Returns the outline of a text."""
    dense = _characters(text)
    pairs = {dense[i : i + 2] for i in range(len(dense) - 1)}
    bits = bytearray(_BITS // 8)
    for pair in pairs:
        at = crc32(pair.encode()) % _BITS
        bits[at // 8] |= 1 << at % 8
    return Outline(len({dense[i : i + _GRAM] for i in range(max(1, len(dense) - _GRAM + 1))}), int.from_bytes(bits))


def may_be_capture(small: Outline | None, large: Outline | None) -> bool:
    """Tells whether a text may be a capture of a longer one, as far as outlines show: each pair that this does not have is in an eight that it does not have."""
    if small is None or large is None:
        return True
    return (small.pairs & ~large.pairs).bit_count() <= (1 - _SAME) * small.eights + 0.001


def leaders_of(
    lengths: Mapping[str, int],
    text_of: Callable[[str], str | None],
    outlines: Callable[[str], Outline | None] = lambda _: None,
) -> dict[str, str]:
    """Returns which of the captures of one number and title stands for each: the longest of those that are one document.

    `outlines` spare the comparing of texts that are surely different ones.
    """
    rest = sorted(lengths, key=lambda id: (-lengths[id], id))
    leaders: dict[str, str] = {}
    grams: dict[str, array[int]] = {}

    def of(id: str) -> array[int]:
        if id not in grams:
            grams[id] = grams_of(text_of(id) or "")
        return grams[id]

    shown = {id: outlines(id) for id in rest} if len(rest) > 1 else {}
    while rest:
        leader, *rest = rest
        leaders[leader] = leader
        near = [id for id in rest if may_be_capture(shown[id], shown[leader])]
        if near:
            all_of_it = set(of(leader))
            leaders.update((id, leader) for id in near if is_capture(of(id), all_of_it))
            rest = [id for id in rest if id not in leaders]
    return leaders


def grams_of(text: str) -> array[int]:
    """Returns the digests of all eight Chinese characters in a row, each once."""
    dense = _characters(text)
    return array("q", {hash(dense[i : i + _GRAM]) for i in range(max(1, len(dense) - _GRAM + 1))})


def _characters(text: str) -> str:
    return "".join(_CHARACTERS.findall(text))


def is_capture(grams: array[int], of: set[int]) -> bool:
    """Tells whether a text has so much in common with a longer one that both are captures of one document."""
    # Where the first fifth has nothing in common the rest cannot make up for it: most texts of one title end here.
    if of.isdisjoint(grams[: len(grams) - math.ceil(_SAME * len(grams) - 0.001) + 1]):
        return False
    return len(of.intersection(grams)) / len(grams) >= _SAME


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
            measure = measures.get(tied.measure)
            if measure is not None and measure.document in fresh and tied not in basis.setdefault(tied.measure, []):
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
    outer = {id: outermost(document, documents) for id, document in documents.items()}
    named: dict[str, list[tuple[str, str]]] = {}
    for citation in citations.values():
        named.setdefault(outer[citation.document], []).extend(named_in([citation]))
    numbers = {document: numbers_of(pairs) for document, pairs in named.items()}
    return {id: with_number(citation, numbers[outer[citation.document]]) for id, citation in citations.items()}


def named_in(citations: Iterable[Citation]) -> tuple[tuple[str, str], ...]:
    """Returns the titles that citations name with a number, each pair once."""
    pairs = ((c.title, c.number) for c in citations if c.role is not Role.SELF)
    return tuple(dict.fromkeys((title, number) for title, number in pairs if title and number))


def numbers_of(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Returns the number of each title that is named with one number only."""
    numbers: dict[str, set[str]] = {}
    for title, number in named:
        numbers.setdefault(title, set()).add(number)
    return {title: next(iter(known)) for title, known in numbers.items() if len(known) == 1}


def with_number(citation: Citation, numbers: Mapping[str, str]) -> Citation:
    """Returns a citation, one of a title alone with the number that the title has."""
    unnumbered = citation.number is None and citation.defined_number is None and citation.role is not Role.SELF
    number = numbers.get(citation.title or "") if unnumbered else None
    return replace(citation, defined_number=number) if number is not None else citation


def outermost(document: Document, documents: Mapping[str, Document]) -> str:
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


def whole_of(gathered: Gathered) -> dict[str, tuple[str, ...]]:
    """Returns the citations of each document as a whole: basis of preamble or basis clause, and what it forwards."""
    tied = {b.citation for bases in gathered.basis.values() for b in bases if b.tie is Tie.DOCUMENT}
    records = gathered.records
    found = (c for c in records.citations.values() if is_of_whole(c, records.provisions, tied))
    return grouped(found, lambda c: c.document, lambda c: c.id)


def is_of_whole(citation: Citation, provisions: Mapping[str, Provision], tied: Collection[str]) -> bool:
    """Tells whether a document as a whole rests on a citation: forwards it, or names it in preamble, basis clause or a tie (`tied`)."""
    if citation.role is not Role.BASIS:
        return citation.role is Role.FORWARDS
    provision = provisions.get(citation.provision or "")
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
