"""Saved pages (HTML, XHTML, MHTML): the document out of what the site has set around it, its card above it, its tables as rows.

A paragraph is a line; a line break of the page is one. Numbers that a browser sets before the items of a list stand in the text.
What is hidden is left out and told; files that the page links and that are not here are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from graph_schema.errors import InputError
from graph_schema.messages import Message
from graph_schema.page_map import PageMap, Unit
from ingest.formats.file_text import FileText, Table
from ingest.formats.text import require_words
from ingest.formats.web_blocks import Block, Page, page_of
from ingest.formats.web_bytes import REPLACED, Decoded, decoded, is_in_one_file, pages_of
from ingest.formats.web_card import Card, card_of, named_in_head, title_in_head, with_head
from ingest.formats.web_main import attached, is_button, kept_of
from ingest.formats.web_tree import tree_of

_BEGIN = rb"(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,900}?-->\s*){0,4}"
SIGNS = (
    rb"(?is)" + _BEGIN + rb"<(?:!doctype\s+html|(?:html|head|body|meta|title|script|style|link|div|table)[\s>])"
    rb"|(?:\xff\xfe)?(?:\s\x00)*<\x00(?:!\x00d\x00o\x00|\?\x00x\x00m\x00|h\x00(?:t\x00m|e\x00a))"
    rb"|(?:\xfe\xff)?(?:\x00\s)*\x00<\x00(?:!\x00d\x00o|\?\x00x\x00m|h\x00(?:t\x00m|e\x00a))"
)
"""The pattern of the first bytes of a page, in UTF-16 as well."""

_MOST_NAMED = 20
_LONGEST_NAME = 60
_FIRST_LINES = 12
_MOST_ABOVE = 200
_LONGEST_ABOVE = 80
_MARKS = re.compile(r"[\s《》〈〉“”\"（）〔〕\[\]()、，,·：:.．…\-—_]")
_FRAME_ONLY = 40  # characters: a page with fewer beside a frame is that frame


def read(data: bytes, name: str) -> FileText:
    """Returns the text of a saved page. InputError where it is none that can be read, or holds nothing but its frame."""
    pages = pages_of(data, name) if is_in_one_file(data) else {"": data}
    opened = {address: decoded(page, name) for address, page in pages.items()}
    trees = {address: tree_of(page.page, name) for address, page in opened.items()}
    first = next(iter(pages))
    page = page_of(trees[first], {address: tree for address, tree in trees.items() if address != first})
    named = named_in_head(trees[first])
    kept, span = kept_of(page)
    sentence = _first_sentence(page.blocks, span)
    may_hold = [
        not block.is_hidden and not is_button(block) and (at < span.start or at >= span.stop or at < sentence)
        for at, block in enumerate(page.blocks)
    ]
    card = with_head(card_of(page.blocks, may_hold), named)
    chosen = [at for at, stays in enumerate(kept) if stays and at not in card.blocks]
    title = _missing_title(title_in_head(named), [page.blocks[at].words for at in chosen])
    text, page_map = _text_of(page.blocks, chosen, card, title)
    require_words(text, name)
    _require_whole(text, opened[first], name)
    left_out = [block for at, block in enumerate(page.blocks) if not kept[at] and at not in card.blocks]
    return FileText(
        text=text,
        encoding=opened[first].encoding,
        page_map=page_map,
        warnings=tuple(_warnings(page, chosen, span, opened[first], text)),
        metadata={**_metadata(named), **{field.label: field.value for field, _ in card.fields}},
        above=tuple(block.words for block in left_out[:_MOST_ABOVE] if len(block.words) <= _LONGEST_ABOVE),
        tables=tuple(_tables(page.blocks, chosen)),
    )


def _first_sentence(blocks: Sequence[Block], span: range) -> int:
    """Returns the first block of the middle of the page that is a paragraph of a text: a card stands above it."""
    for at in span:
        words = blocks[at].words
        if not blocks[at].cells and len(words) > 40 and words.endswith(("。", "：", "；")):
            return at
    return span.stop


def _text_of(blocks: Sequence[Block], chosen: Sequence[int], card: Card, title: str) -> tuple[str, PageMap]:
    """Returns the text with the card and a title that the page does not show above it, and where each line stands."""
    lines = card.lines + ([(title, -1)] if title else []) + [(blocks[at].words, at) for at in chosen]
    order = {at: number for number, at in enumerate(sorted({at for _, at in lines if at >= 0}), 1)}
    page_map = PageMap()
    part = page_map.add_part("", Unit.PARAGRAPH)
    offset = 0
    for words, at in lines:
        if at >= 0 and words:
            page_map.add(offset, offset + len(words), part, order[at])
        offset += len(words) + 1
    return "\n".join(words for words, _ in lines), page_map


def _missing_title(title: str, lines: Sequence[str]) -> str:
    """Returns a title that none of the first lines says, "" where they do, or where it is cut short."""
    if len(title) < 5 or title.endswith(("…", "...")):
        return ""
    bare = _MARKS.sub("", title)
    first = [_MARKS.sub("", line) for line in lines[:_FIRST_LINES]]
    if bare in "".join(first) or any(len(line) >= 8 and line in bare for line in first):
        return ""
    return title


def _require_whole(text: str, page: Decoded, name: str) -> None:
    """Raises InputError where bytes that are no characters stand in the text."""
    if page.broken and REPLACED in text:
        line = text.count("\n", 0, text.index(REPLACED)) + 1
        raise InputError("web.damaged", name=name, encoding=page.encoding.upper(), line=line)


def _warnings(page: Page, chosen: Sequence[int], span: range, opened: Decoded, text: str) -> Iterator[Message]:
    files = dict.fromkeys(words or target for at in chosen for words, target in attached(page.blocks[at]))
    if files:
        names = "、".join(words[:_LONGEST_NAME] for words in list(files)[:_MOST_NAMED])
        yield Message.of("web.attachments", names=names, n=len(files))
    hidden = [page.blocks[at] for at in span if page.blocks[at].is_hidden]
    hidden = [block for block in hidden if 2 * block.linked < len(block.words)]
    if hidden:
        yield Message.of("web.hidden", n=len(hidden), words=hidden[0].words[:_LONGEST_NAME])
    if page.frames and len(text) < _FRAME_ONLY:
        yield Message.of("web.frames", addresses="、".join(a[:_LONGEST_NAME] for a in page.frames[:_MOST_NAMED]))
    if opened.broken:
        yield Message.of("web.broken", n=opened.broken)


def _metadata(named: dict[str, str]) -> dict[str, str]:
    """Returns what the head of the page says of the document."""
    return {name: words for name, words in named.items() if name.lower() in _KEPT}


_KEPT = frozenset(
    ("title", "articletitle", "pubdate", "contentsource", "sitename", "columnname", "author", "keywords", "url")
)


def _tables(blocks: Sequence[Block], chosen: Sequence[int]) -> Iterator[Table]:
    """Yields the tables of the text, each named by the line above it."""
    above = ""
    number = 0
    for table, group in groupby((blocks[at] for at in chosen), key=lambda block: block.table):
        rows = list(group)
        if table < 0:
            above = rows[-1].words
            continue
        numbered = []
        for row in rows:
            number += 1
            numbered.append((number, row.cells))
        yield Table(name=above, rows=tuple(numbered))
