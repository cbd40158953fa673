"""The lines of a source that are not empty, as offsets, with what is cut out of each."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.cuts import cuts_of, holds_readings
from ingest.clean.edits import CUT
from ingest.clean.flat import flatten
from ingest.clean.markers import NO_MARKER, Marker, marker_of, may_open
from ingest.clean.markup import holds_inner_marks, is_heading, marks_of, may_begin_with_mark, opens_alone, without
from ingest.clean.undoing import Undoing

_BLOCK = 1 << 16  # characters of which a flat view is made at once; bounds the memory
_FEW = 1 << 20  # characters of a text of which the words of all lines are kept
_OPENING = 20  # characters of a line in which its marker stands whole


@dataclass(slots=True)
class SourceLine:
    """A line of the source without the blanks around it, and what is left of it: `text`, and `flat`, its flat view.

    `above` is the flat view of the lines above that it goes on with, as far as they matter.
    """

    start: int
    end: int
    text: str
    flat: str
    marker: Marker
    gap: bool
    above: str = ""


class SourceLines:
    """The lines of a text that are not empty, as offsets: the lines themselves are made one at a time.

    `gaps` says whether an empty line stands before, `marked` whether the line holds marks of Markdown. The cuts of a line are those from its `first_cut` to that
    of the next one.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = array("I")
        self.ends = array("I")
        self.gaps = bytearray()
        self.marked = bytearray()
        self.markers: list[Marker] = []
        self._first_cut = array("I", [0])
        self._cut_starts = array("I")
        self._cut_ends = array("I")
        self._words: list[str] | None = [] if len(text) <= _FEW else None  # of a long text they are made anew each time
        self._block = (0, 0, "")  # a stretch of the text and its flat view

    def __len__(self) -> int:
        return len(self.starts)

    def add(
        self, start: int, words: str, marker: Marker, cuts: Sequence[tuple[int, int]], *, gap: bool, marked: bool
    ) -> None:
        """Appends a line with its words, of which the cuts (offsets of the text) are left out."""
        end = start + len(words)
        self.starts.append(start)
        self.ends.append(end)
        self.gaps.append(gap)
        self.marked.append(marked)
        self.markers.append(marker)
        for first, last in cuts:
            self._cut_starts.append(first)
            self._cut_ends.append(last)
        self._first_cut.append(len(self._cut_starts))
        if self._words is not None:
            self._words.append(self._left_of(len(self.starts) - 1) if cuts else words)

    def pieces(self, line: int) -> list[tuple[int, int]]:
        """Returns the stretches of the text that are left of a line."""
        at, end = self.starts[line], self.ends[line]
        first, last = self._first_cut[line], self._first_cut[line + 1]
        if first == last:
            return [(at, end)]
        out = []
        for cut in range(first, last):
            if self._cut_starts[cut] > at:
                out.append((at, self._cut_starts[cut]))
            at = self._cut_ends[cut]
        if at < end:
            out.append((at, end))
        return out

    def words(self, line: int) -> str:
        """Returns what is left of a line."""
        return self._left_of(line) if self._words is None else self._words[line]

    def _left_of(self, line: int) -> str:
        """Puts together what is left of a line."""
        if self._first_cut[line] == self._first_cut[line + 1]:
            return self.text[self.starts[line] : self.ends[line]]
        return "".join([self.text[start:end] for start, end in self.pieces(line)])

    def flat(self, start: int, end: int) -> str:
        """Returns the flat view of a stretch, made for a whole block of the text at once."""
        first, last, flat = self._block
        if not (first <= start and end <= last):
            first, last = start, max(end, start + _BLOCK)
            flat = flatten(self.text[first:last])
            self._block = first, last, flat
        return flat[start - first : end - first]

    def line(self, line: int, pieces: Sequence[tuple[int, int]]) -> SourceLine:
        """Returns a line, of which the `pieces` are left, with all that is known of it."""
        start, end = self.starts[line], self.ends[line]
        if len(pieces) == 1:
            flat = self.flat(*pieces[0])
        else:
            flat = "".join([self.flat(first, last) for first, last in pieces])
        return SourceLine(start, end, self.words(line), flat, self.markers[line], bool(self.gaps[line]))


def _marker_of(line: str, marks: Sequence[tuple[int, int]]) -> Marker:
    """Reads the marker of a line; most lines have none, and no more than the beginning of the others is flattened."""
    if marks or CUT in line:
        return marker_of(without(flatten(line), marks).replace(CUT, ""))
    if not may_open(line[0]):
        return NO_MARKER
    head = line[:_OPENING]
    # A number or a gap that reaches as far may go on.
    return marker_of(flatten(line if head[-1].isspace() or head[-1].isnumeric() else head))


def lines_of(text: str, repairs: list[Repair], undone: Undoing) -> SourceLines:
    """Finds the lines that are not empty, and cuts blanks inside Chinese, readings and marks of Markdown out of them."""
    lines = SourceLines(text)
    readings = holds_readings(text)
    inner = holds_inner_marks(text)
    gap = below_heading = in_table = False
    at = 0
    size = len(text)
    while at <= size:
        end = text.find("\n", at)
        if end < 0:
            end = size
        raw = text[at:end]
        line = raw.strip()
        if line:
            start = at if len(line) == len(raw) else at + len(raw) - len(raw.lstrip())
            if "\t" in raw:
                if in_table and raw[0] == "\t":
                    # A row whose first cells are empty: without them each cell would stand in another column.
                    start, line = at, raw.rstrip()
                in_table = in_table or raw.count("\t") > 1
            else:
                in_table = False
            marks = found = marks_of(line) if inner or may_begin_with_mark(line) else []
            if marks and undone:
                marks = [m for m in marks if not undone.forbids(RepairKind.MARKUP, start + m[0], start + m[1])]
            marker = _marker_of(line, marks)
            if marks or below_heading:
                # A heading, an item and what stands below a heading are paragraphs of their own.
                marker = marker._replace(strong=True) if below_heading or opens_alone(line, marks) else marker
                below_heading = is_heading(line, marks)
            cuts = cuts_of(line, marks, start, repairs, undone, readings=readings)
            lines.add(start, line, marker, cuts, gap=gap, marked=bool(found))
            gap = False
        else:
            gap = True
        at = end + 1
    return lines
