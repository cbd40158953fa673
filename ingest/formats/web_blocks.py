"""The blocks of a page: paragraphs, headings and rows of tables in the order of the page, each with the boxes in which it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.formats.file_text import Cell
from ingest.formats.web_numbers import Numbers
from ingest.formats.web_tables import grid_of, tables_of_data
from ingest.formats.web_tree import is_hidden, plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement as Element

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_BOXES = _BLOCKS - frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
        "tr",
        "li",
        "dt",
        "dd",
        "caption",
        "legend",
        "summary",
        "figcaption",
    ]
)
_NO_WORDS = frozenset(
    [
        "applet",
        "area",
        "audio",
        "base",
        "button",
        "canvas",
        "col",
        "colgroup",
        "datalist",
        "embed",
        "head",
        "img",
        "input",
        "link",
        "map",
        "math",
        "meta",
        "object",
        "optgroup",
        "option",
        "param",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "track",
        "video",
        "noscript",
    ]
)
_FRAMES = frozenset(("iframe", "frame"))
_EDGES = " \t\r\n\f\u00a0\u3000"
_LONGEST_HIDDEN = 400


@dataclass(slots=True)
class Box:
    """Holds a box of the page: the box around it, what it is, and what its makers call it."""

    around: int
    tag: str
    called: str


@dataclass(slots=True)
class Block:
    """Holds a paragraph, a heading or a row of a table: its words, its box, and how many of its characters lead elsewhere.

    `table` numbers the tables from 0; a row has its cells by columns. `is_hidden` is what the page does not show.
    """

    words: str
    box: int
    tag: str
    linked: int = 0
    links: tuple[tuple[str, str], ...] = ()
    cells: tuple[tuple[int, Cell], ...] = ()
    table: int = -1
    is_hidden: bool = False
    called: str = ""


@dataclass(slots=True)
class Page:
    """Holds what is on a page: its blocks, its boxes, and the frames that it shows and that are not here."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)


def page_of(root: Element, frames: Mapping[str, Element]) -> Page:
    """Returns what is on a page; `frames` are the trees of the pages that it shows in frames, by their addresses."""
    found = Page()
    _Walk(found, frames).go(root, -1)
    return found


class _Walk:
    """Goes through a tree and collects its blocks."""

    def __init__(self, found: Page, frames: Mapping[str, Element]) -> None:
        self._found = found
        self._frames = frames
        self._shown: set[str] = set()
        self._pieces: list[str] = []
        self._linked = 0
        self._links: list[tuple[str, str]] = []
        self._tables = 0

    def go(self, root: Element, around: int) -> None:
        """Collects the blocks of a tree."""
        from lxml import etree

        data = tables_of_data(root)
        numbers = Numbers()
        box, tags, linked_at = around, ["body"], -1
        called = [""]
        pre = 0
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else "?"
            if event == "start":
                if tag in _NO_WORDS or tag == "?":
                    walk.skip_subtree()
                    continue
                if is_hidden(element):
                    self._hide(element, box)
                    walk.skip_subtree()
                    continue
                if tag in _FRAMES:
                    self._flush(box, tags[-1], called[-1])
                    self._show_frame(element, box)
                    walk.skip_subtree()
                    continue
                if tag in _BLOCKS:
                    self._flush(box, tags[-1], called[-1])
                    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
                    if tag in _BOXES:
                        self._found.boxes.append(Box(box, tag, names))
                        box = len(self._found.boxes) - 1
                    tags.append(tag)
                    called.append(names)
                    if tag == "table" and element in data:
                        self._rows(element, box)
                        walk.skip_subtree()
                        continue
                    if number := numbers.of(element, tag):
                        self._pieces.append(number)
                    pre += tag == "pre"
                elif tag == "br":
                    self._pieces.append("\v")
                elif tag == "a" and linked_at < 0:
                    linked_at = len(self._pieces)
                if element.text:
                    self._say(element.text, pre)
            else:
                if tag in _BLOCKS and tag not in _NO_WORDS and not is_hidden(element):
                    self._flush(box, tags.pop(), called.pop())
                    box = self._found.boxes[box].around if tag in _BOXES else box
                    pre -= tag == "pre"
                    linked_at = 0 if linked_at >= 0 else -1
                elif tag == "a" and linked_at >= 0:
                    words = plain("".join(self._pieces[linked_at:])).strip(_EDGES)
                    self._linked += len(words)
                    self._links.append((words, element.get("href") or ""))
                    linked_at = -1
                if element.tail and element is not root:
                    self._say(element.tail, pre)
        self._flush(box, tags[-1], called[-1])

    def _say(self, words: str, pre: int) -> None:
        self._pieces.append(words.replace("\r\n", "\n").replace("\n", "\v") if pre else words)

    def _flush(self, box: int, tag: str, called: str) -> None:
        """Ends the block that is open: each line of it is one."""
        if not self._pieces:
            return
        linked, links = self._linked, tuple(self._links)
        for line in "".join(self._pieces).split("\v"):
            words = plain(line).strip(_EDGES)
            if words:
                self._found.blocks.append(Block(words, box, tag, min(linked, len(words)), links, called=called))
                linked, links = max(0, linked - len(words)), ()
        self._pieces, self._linked, self._links = [], 0, []

    def _rows(self, table: Element, box: int) -> None:
        """Adds the rows of a table of data."""
        caption, rows = grid_of(table)
        if caption:
            self._found.blocks.append(Block(caption, box, "caption"))
        for row in rows:
            width = max((column + cell.columns for column, cell in row.cells), default=0)
            words = [""] * width
            for column, cell in row.cells:
                words[column] = cell.words
            if any(words):
                line = "\t".join(words)
                self._found.blocks.append(
                    Block(line, box, "tr", row.linked, row.links, cells=row.cells, table=self._tables)
                )
        self._tables += 1

    def _hide(self, element: Element, box: int) -> None:
        """Notes words that are not shown."""
        words = plain("".join(_shown_words(element))).strip(_EDGES)
        if words:
            linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
            self._found.blocks.append(Block(words[:_LONGEST_HIDDEN], box, "hidden", linked, is_hidden=True))

    def _show_frame(self, element: Element, box: int) -> None:
        """Collects what a frame shows where it is here; notes its address where it is not."""
        address = (element.get("src") or "").strip()
        if address in self._shown or not address or address.startswith(("about:", "javascript:")):
            return
        self._shown.add(address)
        tree = self._frames.get(address)
        if tree is not None:
            self.go(tree, box)
        else:
            self._found.frames.append(address)


def _shown_words(element: Element) -> Iterator[str]:
    """Yields the words of an element but scripts."""
    for one in element.iter():
        if one.tag not in ("script", "style"):
            yield one.text or ""
        if one is not element:
            yield one.tail or ""
