"""Web pages (HTML): the text of block elements, without scripts, styles and navigation. Rows of tables run together."""

from __future__ import annotations

from html.parser import HTMLParser

from ingest.formats.paragraphs import Paragraphs
from ingest.formats.text import decode


def read(data: bytes, name: str) -> Paragraphs:
    """Returns the paragraphs of a web page. InputError where the bytes are no text."""
    parser = _Blocks()
    parser.feed(decode(data, name)[0])
    parser.close()
    return Paragraphs(tuple(words for words in (" ".join(raw.split()) for raw in parser.blocks) if words))


class _Blocks(HTMLParser):
    """Collects the text of each block element that is no part of the page's frame."""

    _BLOCKS = frozenset(("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "section", "article", "table", "title"))
    _LEFT_OUT = frozenset(("script", "style", "nav", "head", "header", "footer", "noscript"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self._outside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._outside += tag in self._LEFT_OUT
        if tag in self._BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._outside = max(0, self._outside - (tag in self._LEFT_OUT))
        if tag in self._BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self._outside:
            self.blocks[-1] += data
