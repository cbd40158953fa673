"""The text to read: its paragraphs, its flat view, and the way back to the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from graph_schema.records import Repair
from ingest.clean.columns import Columns
from ingest.clean.edits import CUT
from ingest.clean.markers import Marker
from ingest.clean.offsets import OffsetMap
from ingest.clean.page_fields import ShownField


class Paragraph(NamedTuple):
    """A paragraph of the clean text, half-open, with the marker that it opens with."""

    start: int
    end: int
    marker: Marker
    after_gap: bool


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text to read: its flat view, its paragraphs, and the way back to the source.

    `source` is the file's own text in the script that is read, of the same length. The characters as they are
    (`words`) are taken from there: a second text of the whole file would take as much memory as the first.
    """

    source: str
    flat: str
    paragraphs: Columns[Paragraph]
    offsets: OffsetMap
    repairs: tuple[Repair, ...]
    page: tuple[ShownField, ...] = ()

    @property
    def text(self) -> str:
        """Returns all of the clean text, with the characters as they are."""
        return self.words(0, len(self.flat))

    def words(self, start: int, end: int) -> str:
        """Returns the clean text between two offsets, with the characters as they are."""
        pieces = self.offsets.pieces(start, end)
        raw = "".join([self.source[a:b] for a, b in pieces]) if len(pieces) != 1 else self.source[slice(*pieces[0])]
        if self.flat.find("\n", start, end) < 0:
            return raw
        flat = self.flat[start:end]
        # What parts two paragraphs in the source may be any blanks.
        return "".join("\n" if f == "\n" else c for c, f in zip(raw, flat, strict=True))

    def as_printed(self, start: int, end: int) -> str:
        """Returns the source of a clean stretch with its blanks and line ends, without what nobody sees."""
        return self.offsets.span(start, end).of(self.source).replace(CUT, "")
