"""Says how far the engine that recognised a scan was sure of the words that a statement rests on (docs/reading.md#scans).

Its confidence in a character is about the share of right ones (measured on pages with noise), so that a statement is as
sure as the least sure character of its words; marks do not count, since brackets and commas are compared in one form.
A text of which nothing was recognised is not looked at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from graph_schema.levels import level_shown
from graph_schema.making import altered
from graph_schema.page_map import SURE, PageMap
from graph_schema.records import Citation, Document, Measure, Provision, Reading, SourceFile, Span
from graph_schema.terms import SourceLevel, Zone
from ingest.formats.file_text import RECOGNISED_PAGES

Sureness = Callable[[int, int], float]
"""Tells how sure the words of text[start:end] are."""

_WORD = re.compile(r"[^\W_]|■")
_READ_RIGHT, _DOUBTFUL = (
    0.95,
    0.7,
)  # the surest character in whose words something may be overlooked, and as what it counts
_ALIKE = 0.5  # of two printings that differ in a character or two, the one that was read less surely is as sure
_PRINTED = 6  # characters of a title that is compared with others
_HIGH = frozenset(list(SourceLevel)[: list(SourceLevel).index(SourceLevel.LOCAL_REGULATION) + 1])


def with_doubts(reading: Reading) -> Reading:
    """Returns a reading in which nothing is surer than the characters that it rests on; the same one where all are certain."""
    sure = _sureness(reading.source)
    if sure is None:
        return reading
    citations = _citations(reading.citations, sure)
    documents = {document.id: document for document in reading.documents}
    provisions: dict[str, list[Provision]] = defaultdict(list)
    for provision in reading.provisions:
        provisions[provision.document].append(provision)
    return replace(
        reading,
        documents=tuple(_document(one, provisions[one.id], sure) for one in reading.documents),
        citations=citations,
        measures=tuple(_measures(reading, citations, documents, provisions, sure)),
    )


def _sureness(source: SourceFile) -> Sureness | None:
    """Returns how sure the words of a file are; None where none of them was recognised."""
    if source.origin is None or RECOGNISED_PAGES not in dict(source.origin.metadata):
        return None
    page_map = PageMap.of_bytes(source.origin.page_map)
    if not page_map.has_doubts:
        return None
    known = bytearray(page_map.confidences(len(source.text)))
    for at, letter in enumerate(source.text):
        if known[at] < SURE and not _WORD.match(letter):
            known[at] = SURE
    for repair in source.origin.repairs:  # what is not read is not doubted
        known[repair.span.start : repair.span.end] = bytes([SURE]) * (repair.span.end - repair.span.start)
    least = bytes(known)
    return lambda start, end: min(least[start:end], default=SURE) / SURE


# --- citations ------------------------------------------------------------------------------------------


def _citations(citations: Sequence[Citation], sure: Sureness) -> tuple[Citation, ...]:
    """Returns the citations of a file; what is printed several times is as sure as its surest printing."""
    own = [sure(one.span.start, one.span.end) for one in citations]
    printed: dict[tuple[str | None, str | None], float] = {}
    for one, confidence in zip(citations, own, strict=True):
        if _is_printed(one):
            key = one.title, one.number
            printed[key] = max(printed.get(key, 0.0), confidence)
    doubted = _doubted(printed)

    def sureness(one: Citation, confidence: float) -> float:
        key = one.title, one.number or one.defined_number
        named = printed.get(key, printed.get((one.title, one.number), 1.0))
        words = named if _is_printed(one) else min(confidence, named)
        # Articles are of this printing alone.
        articles = min((sure(*span) for span in _articles(one)), default=1.0)
        return min(words, articles, doubted.get(key, 1.0))

    return tuple(
        altered(one, confidence=round(min(one.confidence, sureness(one, confidence)), 3))
        for one, confidence in zip(citations, own, strict=True)
    )


def _plain(words: str) -> str:
    return "".join(letter for letter in words if letter.isalnum())


def _is_printed(one: Citation) -> bool:
    """Tells whether the words of a citation are its title and its number, and no short name for them."""
    words = _plain(one.text)
    return all(_plain(part) in words for part in (one.title, one.number) if part)


def _articles(one: Citation) -> list[tuple[int, int]]:
    """Returns where the words of a citation name articles."""
    start = one.span.start
    return [(start + at.start(), start + at.end()) for at in re.finditer("第[^第《》]{1,12}?[条款项]", one.text)]


def _doubted(printed: Mapping[tuple[str | None, str | None], float]) -> dict[tuple[str | None, str | None], float]:
    """Returns printings of one document that differ in a character or two, all but the surest: one of them was misread."""
    found: dict[tuple[str | None, str | None], float] = {}
    for same, other in ((0, 1), (1, 0)):
        groups = defaultdict(list)
        for key in printed:
            if key[same] and key[other] and (same or len(key[same] or "") >= _PRINTED):
                groups[key[same]].append(key)
        for group in groups.values():
            for one, two in combinations(group[:_MOST], 2):
                if _are_alike(one[other] or "", two[other] or "") and printed[one] != printed[two]:
                    found[min(one, two, key=printed.__getitem__)] = _ALIKE
    return found


_MOST = 50  # printings of one title that are compared


def _are_alike(one: str, two: str) -> bool:
    return len(one) == len(two) and 0 < sum(a != b for a, b in zip(one, two, strict=True)) <= 2


# --- documents and measures ------------------------------------------------------------------------------


def _document(document: Document, provisions: Sequence[Provision], sure: Sureness) -> Document:
    """Returns a document whose card is as sure as the words above its first provision and, for office and day, below its last."""
    body = min((p.span.start for p in provisions if p.zone is Zone.BODY), default=document.span.end)
    above = sure(document.span.start, body)
    below = min(above, _least(sure, (p.span for p in provisions if p.zone is Zone.CLOSING)))
    ends = {"issuer": below, "date": below}
    evidence = tuple(
        replace(one, confidence=round(min(one.confidence, ends.get(one.field, above)), 3)) for one in document.evidence
    )
    return altered(document, evidence=evidence)


def _least(sure: Sureness, spans: Iterable[Span]) -> float:
    return min((sure(span.start, span.end) for span in spans), default=1.0)


def _measures(
    reading: Reading,
    citations: Sequence[Citation],
    documents: Mapping[str, Document],
    provisions: Mapping[str, Sequence[Provision]],
    sure: Sureness,
) -> Iterable[Measure]:
    """Yields the measures: as sure as their own words and, unless a sure citation of a high source carries them, those around.

    Where words around a measure were misread, a basis may stand there that nobody sees.
    """
    known = {one.id: one for one in citations}
    carried: dict[str, float] = defaultdict(float)
    for basis in reading.basis:
        citation = known[basis.citation]
        if citation.confidence > carried[basis.measure] and _is_high(citation, documents[citation.document]):
            carried[basis.measure] = citation.confidence
    by_id = {one.id: one for some in provisions.values() for one in some}
    opening = {
        document: _least(sure, (p.span for p in some if p.zone in (Zone.PREAMBLE, Zone.AIMS)))
        for document, some in provisions.items()
    }
    for measure in reading.measures:
        own = sure(measure.span.start, measure.span.end)
        around = min(
            _least(sure, (measure.sentence, by_id[measure.provision].span)), opening.get(measure.document, 1.0)
        )
        confidence = min(measure.confidence, own, max(_overlooking(around), carried[measure.id]))
        yield altered(measure, confidence=round(confidence, 3)) if confidence < measure.confidence else measure


def _overlooking(around: float) -> float:
    """Returns how sure it is that nothing was overlooked in words of which the least sure character is so sure.

    That nothing stands there hangs on every character, so that one in twenty wrong is too many: such words count as doubtful.
    """
    return around if around >= _READ_RIGHT else around * _DOUBTFUL / _READ_RIGHT


def _is_high(citation: Citation, document: Document) -> bool:
    return level_shown(citation.title, citation.number, citation.issuer_hint, document.region).level in _HIGH
