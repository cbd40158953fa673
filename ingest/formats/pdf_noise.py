"""What stands on the pages of a PDF and is not of its text: running heads, page numbers, watermarks, by their place.

A running head is the same words at the same height of several pages, near the edge; a number among them goes on with the
pages. Rows within the lines of a table are none: its head is printed again on each page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.pdf_layout import Row
from ingest.formats.pdf_page import Drawn, Piece

_ZONE = 0.14  # share of the page's height, at its upper and its lower edge
_ROWS = 3  # outermost rows of a page that are looked at
_LEAST_PAGES = 3
_NEAR = 4.0  # points
_LARGE = 1.6  # times the usual letters: a watermark

_NUMERAL = "[0-9０-９]{1,4}"
_DASH = r"[\s—–\-－─·•・~～_|｜]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}第?\s*(?P<number>{_NUMERAL})\s*页?{_DASH}"
    rf"|{_DASH}第\s*(?P<of>{_NUMERAL}|[一二三四五六七八九十百]{{1,5}})\s*页\s*[,，、/／（(]?\s*(?:共\s*(?:{_NUMERAL}|[一二三四五六七八九十百]{{1,5}})\s*页)?[)）]?{_DASH}"
    rf"|{_DASH}(?P<share>{_NUMERAL})\s*[/／]\s*{_NUMERAL}{_DASH}|(?i:page)\s*(?P<page>{_NUMERAL})(?:\s*(?i:of|/)\s*{_NUMERAL})?"
    rf"|{_DASH}[IVXLivxl]{{1,6}}{_DASH}"
)
_DECORATED = re.compile(r"[—–\-－─·•・]\s*\S+\s*[—–\-－─·•・]|第.*页|共.*页|/|／|(?i:page)")
_NUMBERS = re.compile("[0-9０-９]{1,4}")
_OF_TEXT = re.compile(r"附\s*[件表录]|第[一二三四五六七八九十百\d]+[章节条编]|[一二三四五六七八九十]+、")


@dataclass(slots=True)
class Sheet:
    """Holds a page as rows, from the top, and which of them are not of the text."""

    drawn: Drawn
    rows: list[Row]
    noise: set[int] = field(default_factory=set)
    """Indices of rows."""
    marks: list[Piece] = field(default_factory=list)
    """Watermarks, which stand in no row."""


def find_noise(sheets: Sequence[Sheet]) -> None:
    """Notes on each page which rows are not of the text."""
    _find_running_heads(sheets)
    _find_page_numbers(sheets)


def _edges(sheet: Sheet) -> Iterator[tuple[int, bool]]:
    """Yields the rows near the edges of a page that stand in no table, from outside, and whether each is at the upper one."""
    zone, height = sheet.drawn.height * _ZONE, sheet.drawn.height
    for index in range(min(_ROWS, len(sheet.rows))):
        if sheet.rows[index][0].bottom <= zone and not _in_lines(sheet.drawn, sheet.rows[index]):
            yield index, True
    for index in range(len(sheet.rows) - 1, max(-1, len(sheet.rows) - 1 - _ROWS), -1):
        if sheet.rows[index][0].top >= height - zone and not _in_lines(sheet.drawn, sheet.rows[index]):
            yield index, False


def _in_lines(drawn: Drawn, row: Row) -> bool:
    """Tells whether a row stands between upright lines, as one of a table does."""
    at = row[0].middle
    around = [rule.at for rule in drawn.upright if rule.first <= at <= rule.last]
    return len(around) > 1 and min(around) <= row[0].left and max(around) >= row[-1].right


def _words(row: Row) -> str:
    return " ".join(piece.words for piece in row)


def _find_running_heads(sheets: Sequence[Sheet]) -> None:
    """Notes rows that stand at one height of several pages in the same words."""
    found: dict[tuple[str, int], list[tuple[Sheet, int]]] = defaultdict(list)
    for sheet in sheets:
        for index, _ in _edges(sheet):
            row = sheet.rows[index]
            words = _words(row)
            if _OF_TEXT.match(words) or len(words) > 80:
                continue
            number = sheet.drawn.number
            key = _NUMBERS.sub(lambda one, page=number: f"#{_value(one[0]) - page}", words)
            found[key, round(row[0].middle / _NEAR)].append((sheet, index))
    for (key, at), places in found.items():
        beside = found.get((key, at + 1), [])
        least = _LEAST_PAGES if len(sheets) > 4 else 2
        if len(places) + len(beside) >= least:
            for sheet, index in (*places, *beside):
                if least > 2 or _is_small(sheet, index):
                    sheet.noise.add(index)


def _is_small(sheet: Sheet, index: int) -> bool:
    """Tells whether a row is set in smaller letters than the page is."""
    sizes = sorted(piece.size for row in sheet.rows for piece in row)
    return sheet.rows[index][0].size < 0.95 * sizes[len(sizes) // 2]


def _value(words: str) -> int:
    return int(words)


def _find_page_numbers(sheets: Sequence[Sheet]) -> None:
    """Notes numbers of pages: those with a mark of one wherever they are outermost, bare ones where they count on."""
    bare: dict[int, list[tuple[Sheet, int]]] = defaultdict(list)
    for sheet in sheets:
        for index, is_upper in _edges(sheet):
            if index in sheet.noise:
                continue
            words = _words(sheet.rows[index]).strip()
            number = _PAGE_NUMBER.fullmatch(words)
            if number is None:
                continue
            outer = range(index) if is_upper else range(index + 1, len(sheet.rows))
            if any(other not in sheet.noise for other in outer):
                continue
            if _DECORATED.search(words):
                sheet.noise.add(index)
            else:
                stated = next((value for value in number.groupdict().values() if value), None)
                if stated is not None and stated.isdecimal():
                    bare[_value(stated) - sheet.drawn.number].append((sheet, index))
    for places in bare.values():
        for sheet, index in places:
            if len(places) > 1 or (len(sheets) == 1 and len(sheet.rows) > 1):
                sheet.noise.add(index)


def set_marks_apart(pages: Sequence[Drawn]) -> list[list[Piece]]:
    """Returns for each page its watermarks, and takes them out of its pieces.

    Tilted words are, and large ones that stand at one place of most pages.
    """
    places: dict[tuple[str, int, int], int] = defaultdict(int)
    usual = sorted(piece.size for page in pages for piece in page.pieces)
    large = _LARGE * usual[len(usual) // 2] if usual else 0.0
    for page in pages:
        for key in {_place(piece) for piece in page.pieces if piece.size > large}:
            places[key] += 1
    least = max(_LEAST_PAGES, len(pages) // 2)
    found = []
    for page in pages:
        marks = [
            piece
            for piece in page.pieces
            if piece.is_tilted or (piece.size > large and places.get(_place(piece), 0) >= least)
        ]
        if marks:
            taken = set(map(id, marks))
            page.pieces = [piece for piece in page.pieces if id(piece) not in taken]
        found.append(marks)
    return found


def _place(piece: Piece) -> tuple[str, int, int]:
    return piece.words, round(piece.left / _NEAR), round(piece.middle / _NEAR)
