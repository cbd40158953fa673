"""Saved pages: reading one beside libxml2 alone, which gives a tree and the words in it, without the choice of the document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from benchmarks.formats.make_html import page_of
from benchmarks.formats.rows import Row, beside

_PARAGRAPH = (
    "（一）为加强渡口信用管理，根据《渡口管理条例》第十二条和有关规定，结合本县实际，制定本办法，请各单位遵照执行。"
)
_ROW = "1\t限制参加评优\t《渡口管理条例》第十二条\t渡口管理局"
_MOST = 700.0  # MB


def rows() -> Iterator[Row]:
    """Yields a row for a page as portals have them, one for a page of tables, one for a page as large as any."""
    for what, paragraphs, cells in (
        ("HTML, 200 paragraphs", 200, 0),
        ("HTML, a table of 2,000 rows", 10, 2_000),
        ("HTML, 40,000 paragraphs", 40_000, 0),
    ):
        size = len(_file(paragraphs, cells)) / 1e6
        yield beside(what, partial(_read, paragraphs, cells), partial(_bare, paragraphs, cells), size, "MB", most=_MOST)


@cache
def _file(paragraphs: int, cells: int) -> bytes:
    """Returns a page with so many paragraphs, and a table of so many rows."""
    lines = ["关于加强渡口信用管理的通知", *[_PARAGRAPH] * paragraphs, *[_ROW] * cells]
    return page_of("\n".join(lines))


def _read(paragraphs: int, cells: int) -> object:
    from ingest.formats.web import read

    return read(_file(paragraphs, cells), "页.html")


def _bare(paragraphs: int, cells: int) -> object:
    from lxml import etree

    root = etree.fromstring(_file(paragraphs, cells), etree.HTMLParser(encoding="utf-8", huge_tree=True))
    return "".join(root.itertext())
