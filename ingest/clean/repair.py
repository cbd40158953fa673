"""Damage repair with a way back: source text in, text to read and an offset map out.

What scans and web copies do to a 公文 (docs/reading.md#repairs): lines broken inside sentences, page numbers
and stamps between lines, a page scanned twice, blanks between characters, inserted readings
(huì), traditional characters, characters that stand for others, letters for digits, lost or foreign brackets. Nothing is thrown away: each mended place
is a `Repair`, and every offset of the clean text leads back to the source. Any repair can be left
out (`undone`), and the text is then read as it stands there.

`clean()` gives paragraphs. The text has two views of the same length: `text` with the characters as
they are (simplified script), and `flat` in which brackets and punctuation have one form each, for
matching. Only the latter is kept: a file may have 50 MB and more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.clean.cells import with_cells_in_rows
from ingest.clean.columns import Columns
from ingest.clean.constructs import TAIL
from ingest.clean.digits import with_digits
from ingest.clean.edits import as_given
from ingest.clean.furniture import Furniture, without_furniture
from ingest.clean.glued import with_lines_apart
from ingest.clean.joins import joins, open_brackets, page_width
from ingest.clean.lines import SourceLine, SourceLines, lines_of
from ingest.clean.markers import Marker
from ingest.clean.marks import with_marks
from ingest.clean.offsets import OffsetMap
from ingest.clean.pages import without_duplicates, without_page_lines
from ingest.clean.script import in_simplified_script
from ingest.clean.shown import as_shown
from ingest.clean.text import CleanText, Paragraph
from ingest.clean.undoing import ALL_MADE, Undoing
from ingest.formats.joining import part_ends

_BLOCK = 1 << 16  # characters whose pieces are kept apart; bounds the memory


def clean(source: str, undone: Undoing = ALL_MADE, given: Sequence[Repair] = ()) -> CleanText:
    """Mends `source`, all but the `undone` places; see the module's docstring. Linear in the length of the text.

    `given` are the repairs that the reader of the file's format asks for; they come first.
    """
    repairs: list[Repair] = []
    text = as_given(
        source, given, repairs, undone
    )  # one name for all of them: a file may be large, and no text is needed once the next one is made
    for mended in (as_shown, with_digits, with_marks, in_simplified_script, with_lines_apart, with_cells_in_rows):
        text = mended(text, repairs, undone)
    lines = lines_of(text, repairs, undone)
    kept = without_duplicates(lines, repairs, undone)
    kept = without_page_lines(lines, kept, repairs, undone)
    page = without_furniture(lines, kept, repairs, undone)
    return _assemble(lines, page, part_ends(source), repairs, undone)


def _assemble(
    lines: SourceLines, page: Furniture, ends: Sequence[int], repairs: list[Repair], undone: Undoing
) -> CleanText:
    """Puts the kept lines together to paragraphs, with the way back to the source; none goes on past one of the `ends` of parts."""
    width = page_width(lines, page.kept)
    flat = ""
    out: list[str] = []
    offsets = OffsetMap()
    paragraphs = Columns(Paragraph, "IIOO")
    at = block_at = shift = 0
    open_start, open_marker, open_gap = 0, Marker(), False
    previous: SourceLine | None = None
    for number in page.kept:
        pieces = lines.pieces(number)
        line = lines.line(number, pieces)
        if not line.text.strip():
            continue  # nothing but marks: an image, a link without words
        joined = (
            previous is not None
            and not (ends and bisect_left(ends, previous.end) < bisect_left(ends, line.start))
            and joins(previous, line, width)
            and not undone.forbids(RepairKind.LINE_BREAK, previous.end, line.start)
        )
        if previous is not None:
            if joined:
                repairs.append(Repair(kind=RepairKind.LINE_BREAK, span=Span(previous.end, line.start), replacement=""))
            else:
                paragraphs.add(open_start, at, open_marker, open_gap)
                if previous.end - at != shift:
                    offsets.add(at, previous.end)
                    shift = previous.end - at
                out.append("\n")
                at += 1
        if not joined:
            open_start, open_marker, open_gap = at, line.marker, line.gap
        out.append(line.flat)
        for start, end in pieces:
            if start - at != shift:
                offsets.add(at, start)
                shift = start - at
            at += end - start
        if at - block_at > _BLOCK:
            # Thousands of short strings take more memory than their words; one that grows is not copied.
            flat += "".join(out)
            out.clear()
            block_at = at
        previous = _joined(previous, line, open_marker, open_gap) if joined and previous is not None else line
    if previous is not None:
        paragraphs.add(open_start, at, open_marker, open_gap)
    flat += "".join(out)
    repairs.sort(key=lambda r: (r.span.start, r.span.end))
    return CleanText(lines.text, flat, paragraphs, offsets, tuple(repairs), page.fields)


def _joined(previous: SourceLine, line: SourceLine, marker: Marker, gap: bool) -> SourceLine:
    """Returns what the joining rule needs of the paragraph so far: the open bracket, if any, the last line and what is above it."""
    above = (previous.above + previous.flat)[-TAIL:]
    carried, flat = previous.text[-200:] + line.text, previous.flat[-200:] + line.flat
    if not open_brackets(flat):
        carried, flat = line.text, line.flat
    else:
        above = ""
    return SourceLine(line.start, line.end, carried, flat, marker, gap, above)
