"""The tree of a page, by libxml2: bounded in depth, in elements and in the attributes of one tag, so that no page takes more than its size.

What no reader looks at (scripts, styles, comments) is taken out first. libxml2 is asked and not lexbor: its tree grows with
the square of the depth, and with that of unclosed <font> in memory (decision 50).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph_schema.errors import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement as Element

_MOST_TAGS = 1_000_000
_LARGEST = 32_000_000  # characters without pictures and scripts
_LONG_TAG = 8_192
_MOST_ATTRIBUTES = 2_000
_PICTURE = re.compile(r"(?<=[\"'(])data:[^\"'()<>\s]{64,}")
_RAW = re.compile(r"(?i)<(script|style|noscript|template)\b|<!--")
_SIGN = re.compile("<[A-Za-z/]")
_EMPTY = re.compile(r"<(title|script|style|textarea|iframe|div|p|a|span|td|th|li|b|i|em|strong)((?:\s[^<>]*)?)/>")
# A quote that is not closed ends the match: what matches nowhere would be tried again from each sign.
_TAG = re.compile(r"<[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*+(?:[>\"']|\Z)")
_ATTRIBUTE = re.compile(r"[\s\"'/][^\s\"'=<>/]+\s*=|\s[^\s\"'=<>/]+(?=\s)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tree_of(page: str, name: str) -> Element:
    """Returns the tree of a page. InputError where it is nested deeper, or has more tags, than any page."""
    from lxml import etree

    page = _without_scripts(_PICTURE.sub("", page))
    if page[:200].lstrip("\ufeff \t\r\n").startswith("<?xml"):
        page = _EMPTY.sub(r"<\1\2></\1>", page)
    if len(page) > _LARGEST or (page.count("<") > _MOST_TAGS and len(_SIGN.findall(page)) > _MOST_TAGS):
        raise InputError("web.too_large", name=name)
    _require_short_tags(page, name)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(_ILLEGAL.sub(" ", page).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    kinds = {entry.type_name for entry in parser.error_log}
    if "ERR_NO_MEMORY" in kinds:
        raise MemoryError
    if "ERR_RESOURCE_LIMIT" in kinds:
        raise InputError("web.too_deep", name=name)
    if root is None:
        raise InputError("file.blank", name=name)
    return root


def _without_scripts(page: str) -> str:
    """Returns a page without scripts, styles and comments; one that has no end is left to the parser."""
    kept, at, lower = [], 0, page.lower()
    if len(lower) != len(page):  # a letter with another number of small letters
        lower = page
    endless: set[str] = set()
    while found := _RAW.search(page, at):
        sign = "-->" if found[1] is None else f"</{found[1].lower()}"
        end = -1 if sign in endless else lower.find(sign, found.end())
        if end < 0:
            endless.add(sign)
            kept.append(page[at : found.end()])
            at = found.end()
            continue
        close = page.find(">", end) if found[1] is not None else end + 2
        kept.append(page[at : found.start()])
        at = close + 1 if close >= 0 else len(page)
    return "".join((*kept, page[at:]))


def _require_short_tags(page: str, name: str) -> None:
    """Raises InputError for a tag with thousands of attributes: libxml2 takes the square of their number."""
    for tag in _TAG.finditer(page):
        if tag.end() - tag.start() > _LONG_TAG:
            count = sum(1 for _ in _ATTRIBUTE.finditer(tag[0]))
            # A quote that is never closed makes one tag of many.
            if count > _MOST_ATTRIBUTES and count > 10 * tag[0].count("<"):
                raise InputError("web.too_large", name=name)


_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f“”‘’—…"
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")


def is_hidden(element: Element) -> bool:
    """Tells whether the page does not show an element."""
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def plain(words: str) -> str:
    """Returns words with one blank for all white space, none where a line was broken between Chinese characters."""
    return _SPACE.sub(" ", _WRAPPED.sub("", words))
