"""Word files (Office Open XML, ECMA-376 part 1; DOCX, DOCM, the strict variant): text, tables, and what stands beside the text.

A paragraph is a line, automatic numbers as they are shown; a break within it parts it into several. A table is a line a row,
but for a cell that is alone in its row: its paragraphs are lines, as those of a frame. Notes stand below the paragraph or the table
that calls them, text boxes ahead of or behind the words of the paragraph that they hang on. Tracked changes are taken as
accepted. The document is read as a stream: what was read of it is let go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graph_schema.errors import InputError
from graph_schema.messages import Message
from graph_schema.page_map import PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats.docx_numbering import Numbering, Styles, W, number_in
from ingest.formats.docx_paragraphs import MC, Met, ParagraphReader, Words, is_gone
from ingest.formats.docx_parts import Parts
from ingest.formats.file_text import Cell, FileText, Table
from ingest.formats.text import require_words

if TYPE_CHECKING:
    from lxml import etree

_P, _TABLE, _ROW, _CELL = (f"{W}{tag}" for tag in ("p", "tbl", "tr", "tc"))
_FALLBACK = f"{MC}Fallback"
_BLOCKS = (_P, _TABLE, _ROW, _CELL, _FALLBACK)
_WIDEST = 63  # columns of a table in Word
_LINE_END = re.compile(r"[ \u3000]*\n[ \u3000\n]*")
_NAMED = 3  # addresses that a warning names


def read(data: bytes, name: str) -> FileText:
    """Returns what a Word file holds. InputError where it is none, or what no word processor writes."""
    parts = Parts(data, name)
    styles = Styles(parts.beside("styles"))
    reader = ParagraphReader(styles)
    body = _Body(reader, Numbering(parts.beside("numbering"), styles), parts)
    body.read(parts.events(_BLOCKS), lets_go=True)
    body.close()
    text = body.page.text
    if reader.met.pictures and not text.strip():
        raise InputError("docx.only_pictures", name=name, n=reader.met.pictures)
    require_words(text, name)
    return FileText(
        text=text,
        encoding="docx",
        page_map=body.page.map,
        repairs=tuple(body.page.repairs),
        warnings=tuple(_warnings(parts, reader.met, len(body.page.repairs))),
        metadata=parts.metadata(),
        above=tuple(line for root in parts.margins() for line in _plain_lines(root, styles)),
        comments=(*_remarks(parts, styles), *(f"删除：{words}" for words in reader.met.deleted)),
        tables=tuple(body.tables),
    )


def _warnings(parts: Parts, met: Met, hidden: int) -> Iterator[Message]:
    """Yields what a person should know of the file beside its text."""
    if met.inserted or met.deleted or met.moved:
        yield Message.of("docx.changes", inserted=met.inserted, deleted=len(met.deleted), moved=met.moved)
    if hidden:
        yield Message.of("docx.hidden", n=hidden)
    if met.pictures:
        yield Message.of("docx.pictures", n=met.pictures)
    if parts.embedded:
        yield Message.of("docx.embedded", n=parts.embedded)
    if parts.has_macros:
        yield Message("docx.macros")
    if parts.fetched:
        yield Message.of("docx.outside", n=len(parts.fetched), targets="、".join(parts.fetched[:_NAMED]))


def _plain_lines(root: etree._Element, styles: Styles) -> Iterator[str]:
    """Yields the lines of a part beside the document, those drawn as pictures among them."""
    reader = ParagraphReader(styles)
    for paragraph in root.iter(_P):
        found = reader.read(paragraph, "")
        drawn = (one for one in (*found.before, *found.after) if isinstance(one, str))
        yield from filter(None, (line.strip() for line in (*found.text.split("\n"), *drawn)))


def _remarks(parts: Parts, styles: Styles) -> Iterator[str]:
    """Yields the comments that people made, without their names."""
    root = parts.beside("comments")
    for comment in root.iterfind(f"{W}comment") if root is not None else ():
        words = _flat("\n".join(_plain_lines(comment, styles))).text
        if words:
            yield words


# --- the document ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of a paragraph, its number in the document, and which of the words are hidden."""

    text: str
    number: int
    hidden: Sequence[tuple[int, int]] = ()


@dataclass(slots=True)
class _Page:
    """The text as it grows, and where its stretches stand."""

    map: PageMap = field(default_factory=PageMap)
    repairs: list[Repair] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _at: int = 0

    def __post_init__(self) -> None:
        self.map.add_part("", Unit.PARAGRAPH)

    @property
    def text(self) -> str:
        """Returns what was put so far."""
        return "".join(self._pieces)

    def put(self, line: _Line, behind: str = "\n") -> None:
        """Adds words, and what stands behind them."""
        if line.text:
            self.map.add(self._at, self._at + len(line.text), 0, line.number)
        for start, end in line.hidden:
            self.repairs.append(
                Repair(kind=RepairKind.INVISIBLE, span=Span(self._at + start, self._at + end), replacement="")
            )
        self._pieces += (line.text, behind)
        self._at += len(line.text) + len(behind)


@dataclass(slots=True)
class _OpenCell:
    """A cell that is being read: the lines and tables in it."""

    inside: list[_Line | _OpenTable] = field(default_factory=list)


@dataclass(slots=True)
class _ReadCell:
    """A cell as it was read: column, columns and rows that it covers, its words, and what is in it."""

    column: int
    columns: int
    rows: int
    line: _Line
    inside: list[_Line | _OpenTable]


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read: its rows so far, the cells of the row at hand, and those that go on downwards, by column."""

    name: str
    width: int = 0
    rows: list[tuple[int, list[_ReadCell]]] = field(default_factory=list)
    row: list[_ReadCell] = field(default_factory=list)
    merged: dict[int, _ReadCell] = field(default_factory=dict)
    column: int = 0


class _Body:
    """Reads the blocks of a document, of its text boxes and notes, and puts them on a page."""

    def __init__(self, reader: ParagraphReader, numbering: Numbering, parts: Parts) -> None:
        self.page = _Page()
        self.tables: list[Table] = []
        self._reader, self._numbering, self._parts = reader, numbering, parts
        self._open: list[_OpenTable | _OpenCell] = []
        self._number = self._rows = self._notes = 0
        self._above = ""
        self._carried: Words | None = None
        self._note_texts: dict[tuple[str, str], etree._Element] | None = None
        self._called: list[_Line] = []

    def read(self, events: Iterable[tuple[str, etree._Element]], *, lets_go: bool = False) -> None:
        """Reads blocks. `lets_go` clears what was read."""
        within = passed = 0
        for event, element in events:
            tag, begins = element.tag, event == "start"
            if tag == _FALLBACK:
                passed += 1 if begins else -1
            elif passed:
                continue
            elif tag == _P:
                within += 1 if begins else -1
                if not within:
                    self._paragraph(element)
                    if lets_go:
                        _let_go(element)
            elif not within:
                self._table_sign(tag, element, begins=begins)
                if lets_go and not begins:
                    _let_go(element)

    def close(self) -> None:
        """Puts what was carried over behind the last paragraph."""
        if self._carried is not None:
            self._put(_Line(self._carried.text, self._number, self._carried.hidden))
        self._put_notes()

    # --- paragraphs ---

    def _paragraph(self, element: etree._Element) -> None:
        properties = element.find(f"{W}pPr")
        named = properties.find(f"{W}pStyle") if properties is not None else None
        style = named.get(f"{W}val", "") if named is not None else self._numbering.usual_style
        found = self._reader.read(element, style)
        if self._carried is not None:
            found, self._carried = _joined(self._carried, found), None
        if is_gone(properties):
            self._carried = found
            return
        self._number += 1
        number = self._number
        label = self._numbering.label(properties, style, found.text)
        self._put_boxes(found.before)
        is_blank = not label and not found.text.strip()
        if not (is_blank and (found.before or found.after)):
            hidden = [(start + len(label), end + len(label)) for start, end in found.hidden]
            self._put(_Line("", number) if is_blank and not hidden else _Line(label + found.text, number, hidden))
        self._put_boxes(found.after)
        for note in found.notes:
            self._call(note, number)
        if not self._open:
            self._put_notes()

    def _put(self, line: _Line) -> None:
        """Puts a line on the page, or into the cell that is being read."""
        holder = self._open[-1] if self._open else None
        if isinstance(holder, _OpenCell):
            holder.inside.append(line)
            return
        self.page.put(line)
        if line.text.strip():
            self._above = line.text.strip()

    def _put_boxes(self, boxes: Iterable[etree._Element | str]) -> None:
        from lxml import etree

        for box in boxes:
            if isinstance(box, str):
                self._put(_Line(box, self._number))
            else:
                self.read(etree.iterwalk(box, events=("start", "end"), tag=_BLOCKS))

    def _call(self, note: tuple[str, str], number: int) -> None:
        """Keeps the words of a note until they can be put below what calls it."""
        if self._note_texts is None:
            self._note_texts = {
                (kind, one.get(f"{W}id", "")): one
                for kind in ("footnote", "endnote")
                if (root := self._parts.beside(f"{kind}s")) is not None
                for one in root.iterfind(f"{W}{kind}")
            }
        found = self._note_texts.pop(note, None)
        if found is None:
            return
        words = "\n".join(self._reader.read(paragraph, "").text.strip() for paragraph in found.iter(_P)).strip()
        if words:
            self._notes += 1
            self._called.append(_Line(f"注{self._notes}：{words}", number))

    def _put_notes(self) -> None:
        called, self._called = self._called, []
        for line in called:
            self.page.put(line)

    # --- tables ---

    def _table_sign(self, tag: str, element: etree._Element, *, begins: bool) -> None:
        """Opens or closes a table, a row or a cell. What stands where no word processor puts it is read all the same."""
        holder = self._open[-1] if self._open else None
        if tag == _ROW:
            if isinstance(holder, _OpenTable):
                self._row_sign(holder, element, begins=begins)
        elif begins:
            self._open.append(_OpenTable(self._line_above()) if tag == _TABLE else _OpenCell())
        elif isinstance(holder, _OpenTable):
            self._open.pop()
            self._close_table(holder)
        elif holder is not None:
            self._open.pop()
            self._close_cell(holder, element)

    def _line_above(self) -> str:
        """Returns the last words before a table that begins."""
        inside = self._open[-1].inside if self._open and isinstance(self._open[-1], _OpenCell) else []
        lines = (one.text.strip() for one in reversed(inside) if isinstance(one, _Line))
        return next(filter(None, lines), self._above)

    def _close_cell(self, cell: _OpenCell, element: etree._Element) -> None:
        holder = self._open[-1] if self._open else None
        if isinstance(holder, _OpenTable):
            _take_cell(holder, cell, element.find(f"{W}tcPr"))
            return
        for one in cell.inside:
            if isinstance(one, _Line):
                self._put(one)
            else:
                self._close_table(one)

    def _row_sign(self, table: _OpenTable, element: etree._Element, *, begins: bool) -> None:
        properties = element.find(f"{W}trPr")
        if begins:
            table.row, table.column = [], 0
            return
        if properties is not None and properties.find(f"{W}del") is not None:
            return
        before, after = (_span(properties, tag, 0) for tag in ("gridBefore", "gridAfter"))
        for cell in table.row if before else ():
            cell.column += before
        self._rows += 1
        table.rows.append((self._rows, table.row))
        table.width = max(table.width, before + table.column + after)
        if len(self._open) == 1:
            self._put_row(table, table.row)
            for cell in table.row:
                cell.inside = []

    def _close_table(self, table: _OpenTable) -> None:
        holder = self._open[-1] if self._open else None
        if isinstance(holder, _OpenCell):
            holder.inside.append(table)
        elif isinstance(holder, _OpenTable):
            holder.rows += table.rows
        else:
            self._keep(table)
            self._put_notes()

    def _keep(self, table: _OpenTable) -> None:
        """Keeps a table as rows of cells."""
        rows = tuple(
            (number, tuple((one.column, Cell(words=one.line.text, rows=one.rows, columns=one.columns)) for one in row))
            for number, row in table.rows
        )
        if rows:
            self.tables.append(Table(name=table.name, rows=rows))

    def _put_row(self, table: _OpenTable, row: Sequence[_ReadCell]) -> None:
        """Puts a row on the page: a line with a tab between its columns; a cell alone in its row as what is in it."""
        inside = row[0].inside if len(row) == 1 else []
        if sum(not isinstance(one, _Line) or bool(one.text.strip()) for one in inside) > 1:
            for one in inside:
                if isinstance(one, _Line):
                    self.page.put(one)
                    continue
                for _, nested in one.rows:
                    self._put_row(one, nested)
                self._keep(one)
            return
        tabs = 0
        for cell in row:
            self.page.put(_Line("", 0), "\t" * (cell.column - tabs))
            self.page.put(cell.line, "")
            tabs = cell.column
        self.page.put(_Line("", 0), "\t" * (table.width - 1 - tabs) + "\n")


def _take_cell(table: _OpenTable, cell: _OpenCell, properties: etree._Element | None) -> None:
    """Adds a cell to the row at hand; one that goes on from above, or from the left, makes that one larger."""
    columns = max(1, _span(properties, "gridSpan", 1))
    column = table.column
    table.column += columns
    sideways = properties.find(f"{W}hMerge") if properties is not None else None
    if sideways is not None and sideways.get(f"{W}val", "continue") == "continue" and table.row:
        table.row[-1].columns += columns
        return
    downwards = properties.find(f"{W}vMerge") if properties is not None else None
    first = table.merged.get(column)
    if downwards is not None and first is not None and downwards.get(f"{W}val", "continue") == "continue":
        first.rows += 1
        return
    found = _ReadCell(column, columns, 1, _line_of(cell.inside), cell.inside)
    table.row.append(found)
    if downwards is not None:
        table.merged[column] = found
    else:
        table.merged.pop(column, None)


def _span(properties: etree._Element | None, tag: str, usual: int) -> int:
    """Returns a number of columns."""
    found = properties.find(f"{W}{tag}") if properties is not None else None
    return min(max(number_in(found, usual) or 0, 0), _WIDEST)


def _line_of(inside: Sequence[_Line | _OpenTable]) -> _Line:
    """Returns what is in a cell as one line: what a line end parts, nothing parts between Chinese characters."""
    lines = list(_lines_in(inside))
    number = next((line.number for line in lines if line.text.strip()), 0)
    raw = "\n".join(line.text for line in lines)
    hidden: list[tuple[int, int]] = []
    shift = 0
    for line in lines:
        hidden += [(start + shift, end + shift) for start, end in line.hidden]
        shift += len(line.text) + 1
    return _flat(raw, hidden, number)


def _lines_in(inside: Sequence[_Line | _OpenTable]) -> Iterator[_Line]:
    """Yields the lines of a cell; of a table in it the cells of a row behind one another."""
    for one in inside:
        if isinstance(one, _Line):
            yield one
            continue
        for _, row in one.rows:
            words = " ".join(filter(None, (cell.line.text for cell in row)))
            hidden = [(0, len(words))] if any(cell.line.hidden for cell in row) else []
            yield _Line(words, row[0].line.number if row else 0, hidden)


def _flat(raw: str, hidden: Sequence[tuple[int, int]] = (), number: int = 0) -> _Line:
    """Returns words as one line: without line ends, and without blanks at its ends."""
    if "\n" not in raw and not hidden:
        return _Line(raw.strip(), number)
    pieces: list[str] = []
    begins: list[tuple[int, int]] = []  # of each piece, in the words and in the line
    at = size = 0
    for cut in (*_LINE_END.finditer(raw), None):
        end = cut.start() if cut is not None else len(raw)
        words = raw[at:end] if pieces else raw[at:end].lstrip()
        if words and pieces and pieces[-1][-1].isascii() and words[0].isascii():
            pieces.append(" ")
            size += 1
        if words:
            begins.append((end - len(words), size))
            pieces.append(words)
            size += len(words)
        at = cut.end() if cut is not None else end
    text = "".join(pieces).rstrip()

    def moved(position: int) -> int:
        before = [piece for piece in begins if piece[0] <= position]
        return min(len(text), before[-1][1] + position - before[-1][0] if before else 0)

    spans = ((moved(start), moved(end)) for start, end in hidden)
    return _Line(text, number, [span for span in spans if span[0] < span[1]])


def _joined(first: Words, second: Words) -> Words:
    """Returns the words of two paragraphs of which the first has lost its end."""
    shift = len(first.text)
    return Words(
        text=first.text + second.text,
        hidden=[*first.hidden, *((start + shift, end + shift) for start, end in second.hidden)],
        before=[*first.before, *(second.before if not first.text else ())],
        after=[*first.after, *(second.before if first.text else ()), *second.after],
        notes=[*first.notes, *second.notes],
    )


def _let_go(element: etree._Element) -> None:
    """Clears an element that was read, and forgets those before it, but what a cell or a row still needs."""
    element.clear()
    parent = element.getparent()
    if element.tag == _CELL or parent is None or parent.tag == _CELL:
        return
    while element.getprevious() is not None:
        del parent[0]
