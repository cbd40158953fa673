"""Web pages (HTML): the text of block elements, without scripts, styles and navigation. Rows of tables run together."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from ingest.formats.paragraphs import Paragraphs
from ingest.formats.text import decode

_NO_TAG = re.compile("<(?![A-Za-z/!?])")


def read(data: bytes, name: str) -> Paragraphs:
    """Returns the paragraphs of a web page. InputError where the bytes are no text."""
    parser = _Blocks()
    parser.feed(_without_open_ends(decode(data, name)[0]))
    parser.close()
    return Paragraphs(_joined(parser.blocks), above=_joined(parser.above))


def _without_open_ends(page: str) -> str:
    """Returns a page whose signs of a tag that never ends are words: at each the parser looks through all that follows."""
    page = _NO_TAG.sub("&lt;", page)
    end, comment_end = page.rfind(">") + 1, page.rfind("-->") + 1
    page = page[:end] + page[end:].replace("<", "&lt;")
    return page[:comment_end] + page[comment_end:].replace("<!--", "&lt;!--")


def _joined(blocks: list[list[str]]) -> tuple[str, ...]:
    """Returns the words of each block that has any."""
    return tuple(words for words in (" ".join("".join(raw).split()) for raw in blocks) if words)


class _Blocks(HTMLParser):
    """Collects the text of each block element that is no part of the page's frame, and apart that of its header."""

    _BLOCKS = frozenset(("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "section", "article", "table", "title"))
    _LEFT_OUT = frozenset(("script", "style", "nav", "head", "header", "footer", "noscript"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[list[str]] = [[]]
        self.above: list[list[str]] = [[]]
        self._outside = 0
        self._is_header = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._outside += tag in self._LEFT_OUT
        self._is_header = self._is_header or tag == "header"
        self._end_block(tag)

    def handle_endtag(self, tag: str) -> None:
        self._outside = max(0, self._outside - (tag in self._LEFT_OUT))
        self._is_header = self._is_header and tag != "header"
        self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if self._is_header:
            self.above[-1].append(data)
        elif not self._outside:
            self.blocks[-1].append(data)

    def _end_block(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.blocks.append([])
            self.above.append([])
