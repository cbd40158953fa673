"""Tells where in a file a mark of secrecy may stand: its text, its first page as it is laid out, what stands above it, its properties.

The text that a reader gives has its lines in the order in which a person reads them. A mark in a corner, written upright or over
the page stands apart from that, and the head of a web page behind all its navigation: each is offered as a text of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from graph_schema.page_map import Box, Unit
from ingest.formats.file_text import FileText
from ingest.formats.joining import PART_END

_MOST_STRETCHES = 4_000  # of a first page; a line may be one, or each of its characters
_MOST_REPAIRED = 200
_LONGEST_HEAD = 4_000  # characters of a recognised text
_LONGEST = 80  # characters of what could be a mark
_SAME_COLUMN = 4.0  # points
_LARGE = 2.0  # times the height of most lines; a letterhead stands out less
_MOST_PIECES = 16
_PIECES = re.compile("[;；,，、|/\n]+")
# What recognition makes of a star between the word and the period, and of the word itself.
_STAR_READ = re.compile(
    r"(?m)^([^\n]{0,12}?[绝机秘]密)[ \t]*[大太女木火犬交文食夫米去合会寸方x×+＋][ \t]*"
    r"(?=[0-9〇零一二三四五六七八九十两]{1,4}[ \t]*(?:年|个?月|天|日)|长期|$)"
)
_WORD_READ = re.compile(r"(?m)^([^\n]{0,12}?[绝机秘])[蜜宓](?=[^\n]{0,8}$)")


def marked_places(found: FileText) -> Iterator[str]:
    """Yields the texts in whose heads marks are to be looked for."""
    is_recognised = found.page_map is not None and found.page_map.has_doubts
    for words in _places(found):
        yield words
        if is_recognised:
            yield _put_right(words[:_LONGEST_HEAD])


def _places(found: FileText) -> Iterator[str]:
    """Yields the same as the file has them."""
    yield from found.text.split(PART_END)
    yield from _without_repaired(found)
    yield from found.above
    yield "\n".join(found.above)
    yield from _of_properties(found)
    yield from _of_first_page(found)


def _put_right(words: str) -> str:
    """Returns a recognised text with the signs of a mark that are often misread as they should be."""
    return _STAR_READ.sub(r"\1★", _WORD_READ.sub(r"\1密", words))


def _without_repaired(found: FileText) -> Iterator[str]:
    """Yields the text as it is read, without what the reader thinks is no text, and each stretch of that apart."""
    if not found.repairs:
        return
    kept, at = [], 0
    for repair in found.repairs:
        kept += [found.text[at : repair.span.start], repair.replacement]
        at = max(at, repair.span.end)
    yield "".join((*kept, found.text[at:]))
    for repair in found.repairs[:_MOST_REPAIRED]:
        words = found.text[repair.span.start : repair.span.end].strip()
        if 1 < len(words) <= _LONGEST:
            yield words


def _of_properties(found: FileText) -> Iterator[str]:
    """Yields each property of the file: its words alone, behind its name, and where they are a list the surest of them."""
    for name, words in found.metadata.items():
        yield words
        yield f"{name}：{words}"
        for piece in _PIECES.split(words)[:_MOST_PIECES]:
            if re.search("[★☆*]|级|：|:", piece):  # a bare word of a list is what the document is about
                yield piece


def _of_first_page(found: FileText) -> Iterator[str]:
    """Yields the first page line by line from the top, each of its columns of single characters, and what is written large over it."""
    pieces = _pieces_of_first_page(found)
    if not pieces:
        return
    yield "\n".join("  ".join(words for _, words in line) for line in _lines(pieces))
    yield from filter(lambda words: 1 < len(words) <= _LONGEST, (*_columns(pieces), *_over_the_page(pieces)))


_Piece = tuple[Box, str]


def _pieces_of_first_page(found: FileText) -> list[_Piece]:
    """Returns the stretches of the first page that has any, with their boxes."""
    if found.page_map is None:
        return []
    places = list(islice(found.page_map.places(0, len(found.text)), _MOST_STRETCHES))
    on_pages = [place for place in places if place.unit is Unit.PAGE and place.box is not None]
    return [
        (place.box, words)
        for place in on_pages
        if (place.part, place.number) == (on_pages[0].part, on_pages[0].number) and place.box is not None
        if (words := found.text[place.start : place.end].strip())
    ]


def _lines(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """Yields the pieces of each line, from the top, each from the left."""
    line: list[_Piece] = []
    for piece in sorted(pieces, key=lambda one: one[0].top + one[0].bottom):
        box = piece[0]
        if line and (box.top + box.bottom) / 2 > line[0][0].bottom:
            yield sorted(line, key=lambda one: one[0].left)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda one: one[0].left)


def _over_the_page(pieces: Sequence[_Piece]) -> Iterator[str]:
    """Yields what is written in letters much larger than the others, as a watermark is."""
    heights = sorted(box.bottom - box.top for box, _ in pieces)
    large = _LARGE * heights[len(heights) // 2]
    yield from (words for box, words in pieces if box.bottom - box.top >= large)


def _columns(pieces: Sequence[_Piece]) -> Iterator[str]:
    """Yields the words written upright: single characters below each other."""
    single = sorted((box.left, box.top, words) for box, words in pieces if len(words) == 1)
    column: list[tuple[float, float, str]] = []
    for one in single:
        if column and one[0] - column[0][0] > _SAME_COLUMN:
            yield _from_top(column)
            column = []
        column.append(one)
    yield _from_top(column)


def _from_top(column: Sequence[tuple[float, float, str]]) -> str:
    return "".join(words for _, _, words in sorted(column, key=lambda one: one[1]))
