"""Tells what stands on the margins of pages and is none of the text: running heads and numbers of pages, by their place.

A running head is the same words at the same height of several pages, near the edge; a number in it is the same or counts on with
the pages. What a browser prints above and below a page (the moment and the title, the address) is known by its form.
Rows between the upright lines of a table are none: its head is printed again on each page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from graph_schema.terms import RepairKind
from ingest.formats.layout_pieces import Row, Sheet, middle_of, rows_of
from ingest.formats.layout_tables import extents

_MARGIN = 0.13  # of the height of a page
_LEAST_ALIKE = 3  # pages on which a running head stands
_LONGEST = 80  # characters of a running head
_NEAR = 6.0  # points of height that are one
_DASH = r"(?:[—–\-－―─·•~～]+)"
_NUMBERED = re.compile(
    rf"{_DASH}\s*\d{{1,4}}\s*{_DASH}|{_DASH}?\s*第\s*\d{{1,4}}\s*页(?:\s*[,，/／]?\s*[（(]?共\s*\d{{1,4}}\s*页[）)]?)?\s*{_DASH}?"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}|(?P<bare>\d{1,4})"
)
_BY_BROWSER = re.compile(  # the moment and title above a printed page, its address and number below
    r"\d{4}/\d{1,2}/\d{1,2}[ ,，]+(?:[上下]午)?\d{1,2}:\d\d(?: .*)?|(?:https?|file)://\S+ \d{1,4} ?/ ?\d{1,4}"
)
_NUMBERS = re.compile(r"\d{1,4}")
_OF_TEXT = re.compile(r"附\s*[件表录]|第[一二三四五六七八九十百\d]+[章节条编部]|[一二三四五六七八九十]+、")


class _Place(NamedTuple):
    """A row on a margin: its page, its pieces, its words, whether nothing stands further out."""

    sheet: Sheet
    row: Row
    words: str
    is_outermost: bool


def mark_margins(sheets: Sequence[Sheet]) -> None:
    """Marks what stands on the margins of pages."""
    alike: defaultdict[tuple[str, int], list[_Place]] = defaultdict(list)
    bare: defaultdict[tuple[int, bool], list[_Place]] = defaultdict(list)
    for sheet in sheets:
        for place in _on_margins(sheet):
            number = _NUMBERED.fullmatch(place.words)
            if (number and number["bare"] is None) or _BY_BROWSER.fullmatch(place.words):
                _mark(place)
                continue
            if number and place.is_outermost:
                bare[int(place.words) - sheet.number, middle_of(place.row[0]) > sheet.height / 2].append(place)
            if len(place.words) > 1 and not _OF_TEXT.match(place.words):
                key = _NUMBERS.sub(lambda one, page=sheet.number: f"#{int(one[0]) - page}", place.words)  # type: ignore[misc]
                for words in {key, place.words}:
                    alike[words, round(middle_of(place.row[0]) / _NEAR)].append(place)
    for (ahead, is_lower), places in bare.items():
        if len(places) > 1 or (len(sheets) == 1 and is_lower and not ahead):
            _mark(*places)
    for (key, height), places in alike.items():
        _mark_heads([*places, *alike.get((key, height + 1), ())], len(sheets))


def _mark_heads(places: Sequence[_Place], pages: int) -> None:
    """Marks rows that are alike where they stand on enough of the pages from the first to the last of them."""
    numbers = [place.sheet.number for place in places]
    if (len(places) >= _LEAST_ALIKE and len(places) >= 0.3 * (max(numbers) - min(numbers) + 1)) or (
        len(places) == pages == 2 and all(map(_is_small, places))
    ):
        _mark(*places)


def _is_small(place: _Place) -> bool:
    """Tells whether a row is set in smaller letters than its page is."""
    return place.row[0].size < 0.95 * median(line.size for line in place.sheet.lines)


def _mark(*places: _Place) -> None:
    for place in places:
        for line in place.row:
            line.noise = RepairKind.PAGE_NOISE


def _on_margins(sheet: Sheet) -> Iterator[_Place]:
    """Yields the rows on the margins of a page outside of its tables."""
    upper, lower = sheet.height * _MARGIN, sheet.height * (1 - _MARGIN)
    text = [line for line in sheet.lines if line.noise is None]
    near = [line for line in text if line.box.bottom <= upper or line.box.top >= lower]
    if not near:
        return
    tables = extents(sheet)
    first, last = min(line.box.top for line in text), max(line.box.bottom for line in text)
    for row in rows_of(near):
        line, middle = row[0], middle_of(row[0])
        words = " ".join(" ".join(piece.words for piece in row).split())
        if len(words) <= _LONGEST and not any(top <= middle <= bottom for top, bottom in tables):
            is_first = line.box.bottom <= upper and line.box.top < first + line.size
            yield _Place(sheet, row, words, is_first or (line.box.top >= lower and line.box.bottom > last - line.size))
