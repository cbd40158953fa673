"""Tables of a PDF as rows of cells: by the lines that are drawn around them, where there are none by the blanks between columns.

A drawn line that lacks between two cells makes one of them, which stands in each of its rows and columns, as in a workbook.
Tables that go on over pages in as many columns are one. What is only a picture, as scans are, has no text and is refused.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, NameObject

from graph_schema.errors import InputError

_MOST_PAGES = 2_000
_MOST_LINES = 40_000  # drawn lines of one page: more are a drawing
_THIN = 3.0  # a filled rectangle as thin as this (in points) is a line
_NEAR = 2.0  # lines nearer than this are one
_LEAST_LINES = 3  # upright lines that a table has at least

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is damaged is said by the error, once

Matrix = Sequence[float]
Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """Holds words drawn at a place: `x` from the left, `y` from the top, and the height of the letters."""

    x: float
    y: float
    size: float
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds a drawn line: where it lies across its direction, and from where to where it goes."""

    at: float
    first: float
    last: float


@dataclass(slots=True)
class Page:
    """Holds what is drawn on a page: words, level lines and upright lines."""

    pieces: list[Piece] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)


def tables_of(data: bytes, name: str) -> list[Rows]:
    """Returns the drawn tables of a PDF; none where no page has any. InputError where it cannot be read, or has no text."""
    tables: list[Rows] = []
    for page in _pages(data, name):
        for table in _ruled(page):
            if tables and len(tables[-1][0]) == len(table[0]):
                tables[-1] += table
            else:
                tables.append(table)
    return tables


def text_in_columns(data: bytes, name: str) -> str:
    """Returns the text of a PDF line by line, each piece as many blanks from the left as it is drawn."""
    return "\n".join(line for page in _pages(data, name) for line in _lines(page.pieces))


# --- what is drawn -----------------------------------------------------------------------------------------


def _pages(data: bytes, name: str) -> list[Page]:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("list_file.locked", name=name)
        if len(reader.pages) > _MOST_PAGES:
            raise InputError("file.too_large_unpacked", name=name)
        pages = []
        for drawn in reader.pages:
            watch = _Watch()
            _say_each_place(drawn)
            drawn.extract_text(visitor_operand_before=watch.operation, visitor_text=watch.text)
            pages.append(watch.page)
    except InputError:
        raise
    # A damaged file breaks the package at many places.
    except (
        PyPdfError,
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise InputError("list_file.damaged", name=name, why=error) from error
    if not any(page.pieces for page in pages):
        raise InputError("list_file.no_text", name=name)
    return pages


def _say_each_place(page: PageObject) -> None:
    """Has the package tell words place by place: it joins those of a line, unless a font is named between them."""
    if page.get_contents() is None:
        return
    contents = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    operations: list[tuple[object, bytes]] = []
    fonts: list[tuple[object, bytes] | None] = [None]
    for operands, operator in contents.operations:
        operations.append((operands, operator))
        if operator == b"Tf":
            fonts[-1] = (operands, operator)
        elif operator == b"q":
            fonts.append(fonts[-1])
        elif operator == b"Q" and len(fonts) > 1:
            fonts.pop()
        elif operator in (b"Tj", b"TJ", b"'", b'"') and fonts[-1] is not None:
            operations.append(fonts[-1])
    contents.operations = operations
    page[NameObject("/Contents")] = contents


class _Watch:
    """Notes words and lines while the package goes through a page. A path counts once it is painted, not where it only clips."""

    def __init__(self) -> None:
        """Begins with an empty page."""
        self.page = Page()
        self._path: list[tuple[float, float, float, float]] = []
        self._at = (0.0, 0.0)

    def text(self, words: str, matrix: Matrix, text_matrix: Matrix, _font: object, size: float) -> None:
        """Notes words."""
        place, level = _moved(text_matrix[4], text_matrix[5], matrix)
        scale = abs(matrix[3] * text_matrix[3]) or abs(matrix[1] * text_matrix[2]) or 1.0
        plain = "".join(words.split("\n")).strip()
        if plain:
            self.page.pieces.append(Piece(place, -level, max(size * scale, 1.0), plain))

    def operation(self, operator: bytes, operands: Sequence[object], matrix: Matrix, _text_matrix: Matrix) -> None:
        """Notes what an operation draws."""
        numbers = [float(value) for value in operands if isinstance(value, (int, float))]
        if operator == b"re" and len(numbers) == 4:
            x, y, width, height = numbers
            self._path.append((*_moved(x, y, matrix), *_moved(x + width, y + height, matrix)))
        elif operator in (b"m", b"l") and len(numbers) == 2:
            at = _moved(numbers[0], numbers[1], matrix)
            if operator == b"l" and (abs(at[0] - self._at[0]) < _NEAR or abs(at[1] - self._at[1]) < _NEAR):
                self._path.append((*self._at, *at))
            self._at = at
        elif operator in (b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"):
            for box in self._path:
                self._rules(*box)
            self._path.clear()
        elif operator == b"n":
            self._path.clear()

    def _rules(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Notes the lines that a box makes: one where it is thin, else its four sides."""
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(-y0, -y1), max(-y0, -y1)
        page = self.page
        if len(page.level) + len(page.upright) > _MOST_LINES:
            return
        if bottom - top < _THIN and right - left < _THIN:
            return
        if bottom - top < _THIN:
            page.level.append(Rule((top + bottom) / 2, left, right))
        elif right - left < _THIN:
            page.upright.append(Rule((left + right) / 2, top, bottom))
        else:
            page.level += [Rule(top, left, right), Rule(bottom, left, right)]
            page.upright += [Rule(left, top, bottom), Rule(right, top, bottom)]


def _moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


# --- tables within lines ------------------------------------------------------------------------------------


def _ruled(page: Page) -> Iterator[Rows]:
    """Yields the drawn tables of a page, from the top: bands between level lines that follow each other and have upright lines."""
    bands = [
        (top, bottom)
        for top, bottom in pairwise(_places([*page.level, *_ends(page.upright)]))
        if sum(_covers(rule, (top + bottom) / 2) for rule in page.upright) >= _LEAST_LINES
    ]
    while bands:
        count = next((n for n, (a, b) in enumerate(pairwise(bands), 1) if b[0] > a[1] + _NEAR), len(bands))
        table = _table(page, bands[:count])
        if table:
            yield table
        bands = bands[count:]


def _ends(upright: Sequence[Rule]) -> list[Rule]:
    """Returns a level line where the highest and the lowest upright line end: a row cut by the end of a page has none there."""
    if not upright:
        return []
    return [Rule(at, 0, 0) for at in (min(rule.first for rule in upright), max(rule.last for rule in upright))]


def _places(rules: Iterable[Rule]) -> list[float]:
    """Returns where lines lie, those that are one line once."""
    found: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


def _covers(rule: Rule, at: float) -> bool:
    return rule.first - _NEAR <= at <= rule.last + _NEAR


def _has_line(rules: Iterable[Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= _NEAR and _covers(rule, along) for rule in rules)


def _table(page: Page, bands: Sequence[tuple[float, float]]) -> Rows:
    """Returns the rows of one drawn table; cells between which no line is drawn are one."""
    upright = [rule for rule in page.upright if any(_covers(rule, (top + bottom) / 2) for top, bottom in bands)]
    columns = list(pairwise(_places(upright)))
    if len(columns) < 2:
        return []
    cells = {(row, column): (row, column) for row in range(len(bands)) for column in range(len(columns))}

    def first_of(cell: tuple[int, int]) -> tuple[int, int]:
        while cells[cell] != cell:
            cell = cells[cell]
        return cell

    for row, column in list(cells):
        top, bottom = bands[row]
        left, right = columns[column]
        if column and not _has_line(upright, left, (top + bottom) / 2):
            cells[first_of((row, column))] = first_of((row, column - 1))
        if row and not _has_line(page.level, top, (left + right) / 2):
            cells[first_of((row, column))] = first_of((row - 1, column))
    held: dict[tuple[int, int], list[Piece]] = {}
    for piece in page.pieces:
        middle, inside = piece.y - piece.size * 0.35, piece.x + piece.size * 0.25
        found_row = next((n for n, (top, bottom) in enumerate(bands) if top <= middle < bottom), None)
        found_column = next((n for n, (left, right) in enumerate(columns) if left <= inside < right), None)
        if found_row is not None and found_column is not None:
            held.setdefault(first_of((found_row, found_column)), []).append(piece)
    words = {cell: _joined(pieces) for cell, pieces in held.items()}
    return [tuple(words.get(first_of((r, c)), "") for c in range(len(columns))) for r in range(len(bands))]


def _joined(pieces: Iterable[Piece]) -> str:
    """Returns the words of a cell, line after line; blanks stand between words of other scripts only."""
    words = ""
    for line in _by_line(pieces):
        for piece in line:
            apart = words[-1:].isascii() and piece.words[:1].isascii() and words[-1:].isalpha()
            words += f" {piece.words}" if words and apart else piece.words
    return words


# --- text in columns ------------------------------------------------------------------------------------------


def _by_line(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yields the pieces of each line, from the top, each line from the left."""
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.y, one.x)):
        if line and piece.y - line[0].y > max(piece.size, line[0].size) * 0.5:
            yield sorted(line, key=lambda one: one.x)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda one: one.x)


def _lines(pieces: Sequence[Piece]) -> Iterator[str]:
    """Yields lines of text in which a letter of half width is one column; what stands apart is at least two blanks apart."""
    if not pieces:
        return
    left = min(piece.x for piece in pieces)
    half = sorted(piece.size for piece in pieces)[len(pieces) // 2] / 2
    for line in _by_line(pieces):
        text, end = "", left
        for piece in line:
            apart = piece.x - end > half * 1.5
            wide = round((piece.x - left) / half)
            text += " " * max(2, wide - _width(text)) if apart and text else " " * (wide if not text else 0)
            text += piece.words
            end = piece.x + _width(piece.words) * piece.size / 2
        yield text


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
