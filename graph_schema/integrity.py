"""Says what must hold of every reading, whoever keeps it: ids lead somewhere, spans lie in the text, words stand where they are said to.

`faults_of` names everything that does not hold. An empty answer says that the reading is whole, not
that it is right.
"""

from __future__ import annotations

import codecs
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from graph_schema.ids import copy_id, document_id
from graph_schema.records import Citation, Duty, Measure, Reading, Reference, SourceFile, Span, VagueReference

Placed = Citation | Measure
Loose = VagueReference | Reference | Duty


class FaultKind(StrEnum):
    """Holds what can be broken in a store."""

    HASH = "hash"
    SPAN = "span"
    WORDS = "words"
    DOCUMENT_ID = "document_id"
    TWICE = "twice"
    DANGLING = "dangling"
    ELSEWHERE = "elsewhere"
    UNREADABLE = "unreadable"
    DAMAGED = "damaged"
    SCHEMA = "schema"
    ORPHAN = "orphan"
    GAP = "gap"
    INDEX = "index"
    HISTORY = "history"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One broken invariant: its kind, the file it is in ("" for the store itself), and the record or the place."""

    kind: FaultKind
    file: str
    where: str


def faults_of(reading: Reading) -> Iterator[Fault]:
    """Yields everything in a reading that does not hold together."""
    for check in (_hash, _spans, _words, _document_ids, _twice, _dangling, _elsewhere):
        for kind, where in check(reading):
            yield Fault(kind=kind, file=reading.source.path, where=where)


_Found = Iterator[tuple[FaultKind, str]]


def _hash(reading: Reading) -> _Found:
    """Finds a text that is not the one whose bytes were hashed: written in its encoding again, it gives another hash.

    A text that a reader made of a page or a Word file cannot be written back: its own hash is kept.
    """
    source = reading.source
    if source.origin is not None:
        if hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest() != source.origin.text_sha256:
            yield FaultKind.HASH, source.origin.text_sha256
    elif source.sha256 not in {hashlib.sha256(data).hexdigest() for data in _bytes_of(source)}:
        yield FaultKind.HASH, source.sha256


def _bytes_of(source: SourceFile) -> Iterator[bytes]:
    """Yields the bytes that the text may have been read from; the order of bytes of UTF-16 and UTF-32 is not known any more."""
    marks = {
        "utf-16": ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
        "utf-32": ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
    }
    try:
        for mark, encoding in marks.get(source.encoding, ((b"", source.encoding),)):
            yield mark + source.text.encode(encoding)
    except (LookupError, ValueError):  # no such encoding, or it cannot write the text
        return


def _placed(reading: Reading) -> list[Placed]:
    """Returns what stands in a provision and has an id."""
    return [*reading.citations, *reading.measures]


def _loose(reading: Reading) -> list[tuple[str, Loose]]:
    """Returns what has words and no id, by its kind and words."""
    records: list[Loose] = [*reading.vague, *reading.references, *reading.duties]
    return [(f"{type(record).__name__.lower()} “{record.text[:20]}”", record) for record in records]


def _all_spans(reading: Reading) -> Iterator[tuple[str, Span]]:
    """Yields every span of a reading with the name of its record."""
    for repair in reading.repairs:
        yield f"repair {repair.kind}", repair.span
    for segment in reading.segments:
        yield f"segment {segment.index}", segment.span
    for document in reading.documents:
        yield document.id, document.span
    for provision in reading.provisions:
        yield provision.id, provision.span
    yield from ((record.id, record.span) for record in _placed(reading))
    yield from ((f"{measure.id} (sentence)", measure.sentence) for measure in reading.measures)
    yield from ((name, record.span) for name, record in _loose(reading))
    for undo in reading.undone:
        if undo.span is not None:
            yield f"undone {undo.kind}", undo.span


def _spans(reading: Reading) -> _Found:
    length = len(reading.source.text)
    for name, span in _all_spans(reading):
        if not 0 <= span.start <= span.end <= length:
            yield FaultKind.SPAN, f"{name} [{span.start}, {span.end})"


def _words(reading: Reading) -> _Found:
    """Finds records whose words are not those of their span, blanks left out and repairs made."""
    quoted = [(record.id, record.span, record.text) for record in _placed(reading)]
    quoted += [(name, record.span, record.text) for name, record in _loose(reading)]
    for name, span, words in quoted:
        if _dense(words) not in (_dense(span.of(reading.source.text)), _dense(_mended(reading, span))):
            yield FaultKind.WORDS, name


def _dense(words: str) -> str:
    return "".join(words.split())


def _mended(reading: Reading, span: Span) -> str:
    """Returns the text of a span as it was read."""
    out, at = [], span.start
    for repair in sorted(reading.repairs, key=lambda r: (r.span.start, r.span.end)):
        if at <= repair.span.start and repair.span.end <= span.end:
            out += [reading.source.text[at : repair.span.start], repair.replacement]
            at = repair.span.end
    return "".join([*out, reading.source.text[at : span.end]])


def _document_ids(reading: Reading) -> _Found:
    """Finds documents whose id is not the one that their content gives."""
    copies: Counter[str] = Counter()
    for document in reading.documents:
        own = document.span.of(reading.source.text)
        alike = document_id(document.number, document.title, document.issuer, own)
        copies[alike] += 1
        if document.id != copy_id(alike, copies[alike]):
            yield FaultKind.DOCUMENT_ID, document.id


def _twice(reading: Reading) -> _Found:
    """Finds records of a file that share an id."""
    records = (*reading.documents, *reading.provisions, *_placed(reading))
    yield from ((FaultKind.TWICE, i) for i, count in Counter(record.id for record in records).items() if count > 1)


def _dangling(reading: Reading) -> _Found:
    """Finds ids that a record names and that lead nowhere."""
    documents = {d.id for d in reading.documents}
    provisions = {p.id for p in reading.provisions}
    citations = {c.id for c in reading.citations}
    measures = {m.id for m in reading.measures}

    def led(name: str, known: set[str], ids: Iterable[str | None]) -> _Found:
        for identity in ids:
            if identity is not None and identity not in known:
                yield FaultKind.DANGLING, f"{name} → {identity}"

    for segment in reading.segments:
        yield from led(f"segment {segment.index}", documents, [segment.document])
        if not 0 <= segment.parent < len(reading.segments):
            yield FaultKind.DANGLING, f"segment {segment.index} → segment {segment.parent}"
    for document in reading.documents:
        yield from led(document.id, documents, [document.parent])
    for provision in reading.provisions:
        yield from led(provision.id, documents, [provision.document])
    for within in _placed(reading):
        yield from led(within.id, documents, [within.document])
        yield from led(within.id, provisions, [within.provision])
    for basis in reading.basis:
        yield from led("basis", measures, [basis.measure])
        yield from led("basis", citations, [basis.citation])
    for name, loose in _loose(reading):
        yield from led(name, documents, [loose.document])
        yield from led(name, provisions, [loose.provision])
    for reference in reading.references:
        yield from led(f"reference “{reference.text[:20]}”", documents | provisions | citations, reference.targets)


def _elsewhere(reading: Reading) -> _Found:
    """Finds what is said to stand in a provision and lies outside its document or span."""
    provisions = {p.id: p for p in reading.provisions}
    for record in _placed(reading):
        provision = provisions.get(record.provision or "")
        if provision and (record.document != provision.document or not provision.span.contains(record.span)):
            yield FaultKind.ELSEWHERE, f"{record.id} → {provision.id}"
