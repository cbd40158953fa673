"""Parts of a file that its reader put below each other (a bundle, an OFD of several documents): with which lines they begin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ingest.clean.text import CleanText
from ingest.formats.joining import part_ends
from ingest.parts.lines import Line
from ingest.parts.part import Part


def begins_of_parts(source: str, text: CleanText, lines: Sequence[Line]) -> list[int]:
    """Returns the indexes of the lines with which all parts of the file but the first begin; none for a file without parts."""
    ends = part_ends(source)
    if not ends:
        return []
    starts = [text.offsets.to_source(line.paragraph.start) for line in lines]
    return sorted({bisect_right(starts, end) for end in ends} - {0, len(lines)})


def first_beside(parts: Sequence[Part], begins: Sequence[int], part: Part) -> int:
    """Returns the index of the first document in the part of the file in which a document stands."""
    at = bisect_right(begins, part.first)
    return bisect_right(parts, begins[at - 1] - 1, key=lambda one: one.first) if at else 0
