"""One document of a file, laid out: what every finder of its words is given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.ids import provision_id
from graph_schema.records import Document, Provision, Span
from graph_schema.terms import Lack
from ingest.clean.text import CleanText
from ingest.parts.cards import Card
from ingest.parts.header import Header
from ingest.parts.lines import Line
from ingest.parts.provisions import Sentence, Unit, split_provisions, split_sentences


@dataclass(frozen=True, slots=True)
class DocumentText:
    """A document (its `record`) with its lines, provisions and sentences, in offsets of the clean text, and the way back to the file."""

    text: CleanText
    lines: Sequence[Line]
    header: Header
    record: Document
    units: Sequence[Unit]
    sentences: Sequence[Sentence]
    provisions: tuple[Provision, ...]

    @property
    def flat(self) -> str:
        """Returns the flat view of the whole file."""
        return self.text.flat

    def span(self, start: int, end: int) -> Span:
        """Returns where flat[start:end] stands in the source."""
        return self.text.offsets.span(start, end)

    def words(self, start: int, end: int) -> str:
        """Returns flat[start:end] with the characters as they are, on one line."""
        return self.text.words(start, end).replace("\n", "")

    def as_written(self, start: int, end: int) -> tuple[str, Span]:
        """Returns flat[start:end] with the characters as they are, on one line, and where it stands in the source."""
        span = self.text.offsets.span(start, end)
        if span.end - span.start == end - start and self.flat.find("\n", start, end) < 0:
            return self.text.source[span.start : span.end], span  # nothing is cut out of it
        return self.words(start, end), span

    def provision_at(self, at: int) -> str | None:
        """Returns the id of the provision that an offset stands in; None in the head."""
        number = bisect_right(self.units, at, key=lambda unit: unit.start) - 1
        return self.provisions[number].id if number >= 0 and at < self.units[number].end else None


def lay_out(text: CleanText, card: Card) -> DocumentText:
    """Splits a document into its provisions and sentences."""
    lines, record = card.lines.at_hand(), card.document
    units = split_provisions(lines, card.header.body, begins=Lack.BEGINNING not in record.lacks)
    sentences = split_sentences(text.flat, lines, units)
    provisions = tuple(
        Provision(
            id=provision_id(record.id, number),
            document=record.id,
            label=unit.label,
            zone=unit.zone,
            span=text.offsets.span(unit.start, unit.end),
        )
        for number, unit in enumerate(units)
    )
    return DocumentText(text, lines, card.header, record, units, sentences, provisions)
