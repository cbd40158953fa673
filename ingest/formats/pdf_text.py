"""The pages of a PDF as one text: paragraphs, rows of tables, and what is not of the text with a repair over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph_schema.page_map import SURE, Box, PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats.file_text import Cell, Table
from ingest.formats.pdf_layout import Line, in_reading_order, line_of, rows_of
from ingest.formats.pdf_noise import Sheet, find_noise, set_marks_apart
from ingest.formats.pdf_page import Drawn, Piece, Seen
from ingest.formats.pdf_paragraphs import Margins, goes_on, margins_of
from ingest.formats.pdf_tables import Field, Grid, blank_between, blank_tables, drawn_tables

LAYER_CONFIDENCE = 0.75
"""How sure a character of the layer is that a scanner laid under its picture: recognised by a program that nobody knows."""

_REPEATED_ROWS = 3  # of the head of a table that goes on over a page


@dataclass(slots=True)
class Noise:
    """Holds a line that is not of the text, and why."""

    line: Line
    kind: RepairKind


@dataclass(slots=True)
class Block:
    """Holds lines of one column that stand below each other, with their margins."""

    lines: list[Line]
    is_column: bool = False
    margins: Margins | None = None


Item = Block | Grid | Noise


@dataclass(slots=True)
class Composed:
    """Holds the text of all pages, and what is known of it."""

    text: str
    page_map: PageMap
    repairs: list[Repair]
    tables: list[Table]
    read: dict[int, int]
    """How many characters of each page are of its text."""


def compose(pages: Sequence[Drawn]) -> Composed:
    """Returns the text of pages."""
    marks = set_marks_apart(pages)
    sheets = []
    for page in pages:
        sheets.append(Sheet(page, rows_of(piece for piece in page.pieces if piece.seen is not Seen.NO)))
    find_noise(sheets)
    items: list[Item] = []
    for sheet, tilted in zip(sheets, marks, strict=True):
        items += _items_of(sheet, tilted)
    _set_margins(items)
    writer = _Writer(items)
    for page in pages:
        writer.page_map.add_page(0, page.number, page.width, page.height)
    writer.write()
    return Composed(writer.text, writer.page_map, writer.repairs, writer.tables, writer.read)


# --- one page after the other -----------------------------------------------------------------------------------


def _items_of(sheet: Sheet, marks: Sequence[Piece]) -> Iterator[Item]:
    """Yields what stands on a page, in the order in which it is read."""
    page = sheet.drawn
    last = max((n for n in range(len(sheet.rows)) if n not in sheet.noise), default=-1)
    for index in sorted(sheet.noise):
        if index < last:
            yield Noise(line_of(sheet.rows[index], page.number), RepairKind.PAGE_NOISE)
    rows = [row for index, row in enumerate(sheet.rows) if index not in sheet.noise]
    yield from _body(page, [piece for row in rows for piece in row])
    for index in sorted(sheet.noise):
        if index > last:
            yield Noise(line_of(sheet.rows[index], page.number), RepairKind.PAGE_NOISE)
    for row in rows_of(marks):
        yield Noise(line_of(row, page.number), RepairKind.PAGE_NOISE)
    for row in rows_of(piece for piece in page.pieces if piece.seen is Seen.NO):
        yield Noise(line_of(row, page.number), RepairKind.INVISIBLE)


def _body(page: Drawn, pieces: Sequence[Piece]) -> Iterator[Item]:
    """Yields the text of a page: stretches of lines between tables."""
    grids, rest = drawn_tables(page, pieces) if len(page.upright) > 2 else ([], list(pieces))
    grids.sort(key=lambda grid: grid.top)
    for grid in grids:
        above = [piece for piece in rest if piece.middle < grid.top]
        yield from _stretches(above, page.number)
        rest = [piece for piece in rest if piece.middle >= grid.top]
        yield grid
    yield from _stretches(rest, page.number)


def _stretches(pieces: Sequence[Piece], page: int) -> Iterator[Item]:
    """Yields lines and tables without lines, column by column."""
    if not pieces:
        return
    stretches = list(in_reading_order(rows_of(pieces)))
    for stretch in stretches:
        lines: list[Line] = []
        for row in blank_tables(stretch, page):
            if isinstance(row, Grid):
                if lines:
                    yield Block(lines, len(stretches) > 1)
                lines = []
                yield row
            else:
                lines.append(line_of(row, page))
        if lines:
            yield Block(lines, len(stretches) > 1)


def _set_margins(items: Sequence[Item]) -> None:
    """Sets the margins of each block: those of the whole text, or its own where it is a column among several."""
    blocks = [item for item in items if isinstance(item, Block)]
    whole = margins_of([line for block in blocks if not block.is_column for line in block.lines])
    for block in blocks:
        own = margins_of(block.lines) if block.is_column or len(block.lines) > 5 else whole
        size = block.lines[0].size
        is_usual = abs(own.left - whole.left) < 3 * size and abs(own.right - whole.right) < 3 * size
        block.margins = whole if is_usual and not block.is_column else own


# --- writing ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Writer:
    """Writes items as text, and notes where each stretch of it stands."""

    items: Sequence[Item]
    page_map: PageMap = field(default_factory=PageMap)
    repairs: list[Repair] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    read: dict[int, int] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _at: int = 0
    _waiting: list[Noise] = field(default_factory=list)
    _paragraph: list[Line] = field(default_factory=list)
    _margins: Margins | None = None
    _grid: Grid | None = None
    _rows: list[tuple[int, tuple[tuple[int, Cell], ...]]] = field(default_factory=list)
    _name: str = ""

    @property
    def text(self) -> str:
        """Returns all that was written."""
        return "".join(self._parts)

    def write(self) -> None:
        """Writes all items."""
        self.page_map.add_part("", Unit.PAGE)
        for item in self.items:
            if isinstance(item, Noise):
                self._waiting.append(item)
                if not self._paragraph:
                    self._write_noise()
            elif isinstance(item, Grid):
                self._end_paragraph()
                self._write_grid(item)
            else:
                self._end_table()
                self._write_block(item)
        self._end_paragraph()
        self._end_table()

    def _write_block(self, block: Block) -> None:
        margins = block.margins
        for line in block.lines:
            paragraph = self._paragraph
            if paragraph and margins is not None and self._margins is not None:
                above = paragraph[-1]
                moved = Margins(
                    self._margins.left, self._margins.right, self._margins.is_indented, self._margins.pitch
                )
                if above.page != line.page or above.top > line.top:
                    # In another column or on another page: measured there, as if it stood below.
                    line_there = _moved(line, moved.left - margins.left)
                else:
                    line_there = line
                if goes_on(above, line_there, paragraph[0], moved):
                    paragraph.append(line)
                    self._margins = margins
                    continue
            self._end_paragraph()
            self._paragraph = [line]
            self._margins = margins

    def _end_paragraph(self) -> None:
        """Writes the lines of a paragraph as one line of the text."""
        words = ""
        for line in self._paragraph:
            self._put(blank_between(words, line.words))
            self._put_line(line)
            words = line.words
        if self._paragraph:
            self._put("\n")
            self._name = "".join(line.words for line in self._paragraph)[-80:]
        self._paragraph = []
        self._write_noise()

    def _write_noise(self) -> None:
        for noise in self._waiting:
            start = self._at
            self._put_line(noise.line, is_read=False)
            self.repairs.append(Repair(kind=noise.kind, span=Span(start, self._at), replacement=""))
            self._put("\n")
        self._waiting = []

    def _put(self, words: str) -> None:
        if words:
            self._parts.append(words)
            self._at += len(words)

    def _put_line(self, line: Line, *, is_read: bool = True) -> None:
        start = self._at
        self._put(line.words)
        sure = b"" if line.seen is not Seen.LAYER else bytes([round(LAYER_CONFIDENCE * SURE)]) * len(line.words)
        box = Box(line.left, line.top, line.right, line.bottom)
        self.page_map.add(start, self._at, 0, line.page, box, edges=line.edges, confidences=sure)
        if is_read:
            self.read[line.page] = self.read.get(line.page, 0) + len(line.words)

    # --- tables ---------------------------------------------------------------------------------------------

    def _write_grid(self, grid: Grid) -> None:
        """Writes a table; one that goes on over the page is one with that before."""
        before = self._grid
        is_same = before is not None and _is_same(before, grid)
        if not is_same:
            self._end_table()
        known = [tuple(cell.words for _, cell in cells) for _, cells in self._rows[:_REPEATED_ROWS]]
        is_head = is_same
        for at, cells in enumerate(grid.rows):
            words = tuple(cell.words for cell in cells)
            is_head = is_head and at < len(known) and words == known[at] and any(words)
            start = self._at
            self._put_row(cells, len(grid.columns) - 1 if grid.is_drawn else len(grid.columns), is_read=not is_head)
            if is_head:
                if self._at > start:
                    self.repairs.append(Repair(kind=RepairKind.PAGE_NOISE, span=Span(start, self._at), replacement=""))
            else:
                number = len(self._rows) + 1
                self._rows.append(
                    (
                        number,
                        tuple((cell.column, Cell(words=cell.words, rows=cell.rows, columns=cell.columns)) for cell in cells),
                    )
                )
            self._put("\n")
        self._grid = grid

    def _put_row(self, cells: Sequence[Field], columns: int, *, is_read: bool) -> None:
        at = 0
        for cell in cells:
            self._put("\t" * (cell.column - at))
            at = cell.column
            words = ""
            for line in cell.lines:
                self._put(blank_between(words, line.words))
                self._put_line(line, is_read=is_read)
                words = line.words
        self._put("\t" * (columns - 1 - at))

    def _end_table(self) -> None:
        if self._rows:
            self.tables.append(Table(name=self._name, rows=tuple(self._rows)))
        self._rows, self._grid = [], None


def _moved(line: Line, across: float) -> Line:
    """Returns a line as it would stand in another column."""
    return Line(
        line.page, line.words, line.left + across, line.top, line.right + across, line.bottom, line.size, line.edges, line.seen,
        line.inner + across,
    )  # fmt: skip


def _is_same(before: Grid, grid: Grid) -> bool:
    """Tells whether a table goes on with that on the page before: the same columns, nothing but page numbers between."""
    return (
        grid.page == before.page + 1
        and before.is_drawn == grid.is_drawn
        and len(before.columns) == len(grid.columns)
        and all(abs(a - b) < 6 for a, b in zip(before.columns, grid.columns, strict=True))
    )
