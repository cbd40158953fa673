"""The tables of a page: which of them hold data and which only lay the page out, and the cells of those that do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.formats.file_text import Cell
from ingest.formats.web_tree import is_hidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement as Element

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f“”‘’—…"
_BREAK = re.compile(rf"(?<=[{_WIDE}])\s*[\v\n]\s*(?=[{_WIDE}])")
_SPACE = re.compile(r"[\s\v]+")
_IN_CELL = frozenset(
    ["p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "ul", "ol", "blockquote"]
)
_NO_WORDS = frozenset(["script", "style", "select", "option", "textarea", "button", "svg", "noscript", "template"])
_LAYOUT = frozenset(["h1", "nav", "form", "iframe", "article", "main", "footer", "header"])
_LONG_CELL = 1_500  # characters: in a table of few rows a part of the page
_FEW_ROWS = 3
_WIDEST = 256
_MOST_EMPTY = 8  # cells that are only covered, for each that is there
_WHOLE = re.compile(r"\s*(\d{1,9})")


@dataclass(slots=True)
class Row:
    """Holds a row: its cells by columns, how many of its characters are links, and where they lead."""

    cells: tuple[tuple[int, Cell], ...]
    linked: int = 0
    links: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Seen:
    """Holds what was seen of a table."""

    rows: int = 0
    cells_of_row: int = 0
    full_rows: int = 0
    longest: int = 0
    is_layout: bool = False
    words_of_cell: int = 0


def tables_of_data(root: Element) -> set[Element]:
    """Returns the tables of a tree that hold data: with several cells in a row, and nothing in them that a cell does not hold."""
    from lxml import etree

    found: set[Element] = set()
    open_tables: list[_Seen] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag == "table":
                for outer in open_tables[-1:]:
                    outer.is_layout = True
                open_tables.append(_Seen(is_layout=element.get("role") in ("presentation", "none")))
            elif open_tables:
                seen = open_tables[-1]
                if tag == "tr":
                    seen.rows += 1
                    seen.cells_of_row = 0
                elif tag in ("td", "th"):
                    seen.words_of_cell = 0
                elif tag in _LAYOUT:
                    seen.is_layout = True
        if not open_tables:
            continue
        seen = open_tables[-1]
        words = element.text if event == "start" else element.tail
        if words and tag not in _NO_WORDS:
            seen.words_of_cell += len(words.strip())
        if event == "end":
            if tag in ("td", "th"):
                seen.longest = max(seen.longest, seen.words_of_cell)
                seen.cells_of_row += seen.words_of_cell > 0
                seen.full_rows += seen.cells_of_row == 2
                seen.words_of_cell = 0
            elif tag == "table":
                open_tables.pop()
                if not (seen.is_layout or not seen.full_rows or (seen.longest > _LONG_CELL and seen.rows <= _FEW_ROWS)):
                    found.add(element)
    return found


def grid_of(table: Element) -> tuple[str, list[Row]]:
    """Returns the caption of a table and its rows; what a cell covers beside its first place has no cell."""
    caption, rows = "", []
    below: dict[int, int] = {}
    lines = list(_lines(table))
    room = _MOST_EMPTY * sum(1 for line in lines for _ in line.iterchildren("td", "th")) + _WIDEST
    for at, line in enumerate(lines):
        if line.tag == "caption":
            caption = _words_of(line)[0]
            continue
        cells: list[tuple[int, Cell]] = []
        links: list[tuple[str, str]] = []
        linked = column = 0
        covered, below = below, {c: n - 1 for c, n in below.items() if n > 1}
        for element in line.iterchildren("td", "th"):
            while column in covered:
                column += 1
            high = min(_span(element.get("rowspan"), len(lines) - at), len(lines) - at)
            wide = _span(element.get("colspan"), 1)
            words, own, leading = _words_of(element)
            linked, links = linked + own, [*links, *leading]
            if high * wide > 1:
                room -= high * wide
                high, wide = (high, wide) if room > 0 else (1, 1)
            cells.append((column, Cell(words=words, rows=high, columns=wide)))
            if high > 1:
                below |= dict.fromkeys(range(column, column + wide), high - 1)
            column += wide
        rows.append(Row(tuple(cells), linked, tuple(links)))
    return caption, rows


def _lines(table: Element) -> Iterator[Element]:
    """Yields the caption and the rows of a table, those of its head first."""
    for part in table.iterchildren("caption", "thead", "tbody", "tfoot", "tr"):
        if part.tag in ("tr", "caption"):
            yield part
        else:
            yield from part.iterchildren("tr")


def _span(written: str | None, all_of_them: int) -> int:
    """Returns how many rows or columns a cell covers: 0 says all that follow."""
    number = _WHOLE.match(written or "1")
    if number is None:
        return 1
    return min(int(number[1]), _WIDEST if all_of_them == 1 else all_of_them) or all_of_them


def _words_of(cell: Element) -> tuple[str, int, list[tuple[str, str]]]:
    """Returns the words of a cell on one line, how many characters of them are links, and where these lead."""
    from lxml import etree

    if not len(cell):
        return _flat(cell.text or ""), 0, []
    pieces: list[str] = []
    linked, links = 0, []
    walk = etree.iterwalk(cell, events=("start", "end"))
    begun = -1
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in _NO_WORDS or (element is not cell and is_hidden(element)):
                walk.skip_subtree()
                continue
            if tag in _IN_CELL:
                pieces.append("\v")
            if tag == "a" and begun < 0:
                begun = len(pieces)
            pieces.append(element.text or "")
        elif element is not cell:
            if tag == "a" and begun >= 0:
                words = _flat("".join(pieces[begun:]))
                linked, begun = linked + len(words), -1
                links.append((words, element.get("href") or ""))
            if tag in _IN_CELL:
                pieces.append("\v")
            pieces.append(element.tail or "")
    return _flat("".join(pieces)), linked, links


def _flat(words: str) -> str:
    return _SPACE.sub(" ", _BREAK.sub("", words.strip())).strip()
