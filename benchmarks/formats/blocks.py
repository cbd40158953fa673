"""A text as the blocks that a document is set in: what stands in the middle, to the right, indented, and in tables.

All makers of files (make_pdf, make_docx, make_html) set the same blocks, so that formats differ and documents don't.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

_SENTENCE_END = "。；：！？;:"
_HEAD = 12  # lines at the most above the first sentence that are set as a head


class Kind(StrEnum):
    """Names how a block is set."""

    MIDDLE = "middle"
    """Letterhead, number, title: in the middle of the page."""

    FLUSH = "flush"
    """An addressee: from the left edge on."""

    PLAIN = "plain"
    """A paragraph, its first line indented by two characters."""

    RIGHT = "right"
    """The office that signs, and the day."""

    TABLE = "table"
    """Rows of cells."""


@dataclass(frozen=True, slots=True)
class Block:
    """Holds one paragraph, or the rows of one table."""

    kind: Kind
    words: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks_of(text: str) -> tuple[Block, ...]:
    """Returns the blocks of a text with one paragraph a line; lines with tabs are rows of a table, empty lines are left out."""
    return tuple(_blocks([line.strip(" \u3000\r") for line in text.split("\n") if line.strip()]))


def _blocks(lines: list[str]) -> Iterator[Block]:
    first = next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))
    for is_table, numbered in groupby(enumerate(lines), key=lambda one: "\t" in one[1]):
        group = list(numbered)
        if is_table:
            yield Block(Kind.TABLE, rows=tuple(tuple(line.split("\t")) for _, line in group))
            continue
        for at, line in group:
            yield Block(_kind(lines, at, first), line)


def _kind(lines: list[str], at: int, first: int) -> Kind:
    line = lines[at]
    if at > 0 and (_is_day(line) or (_is_name(line) and any(map(_is_day, lines[at + 1 : at + 3])))):
        return Kind.RIGHT
    if line.endswith(("：", ":")) and at <= first:
        return Kind.FLUSH
    if at < min(first, _HEAD) and len(line) <= 60:
        return Kind.MIDDLE
    if at > 0 and _is_name(line) and (_is_day(lines[at - 1]) or re.fullmatch(r"附件\d*", lines[at - 1])):
        return Kind.MIDDLE  # the title of what is attached
    return Kind.PLAIN


def _is_prose(line: str) -> bool:
    return len(line) > 60 or line.endswith(tuple(_SENTENCE_END))


def _is_day(line: str) -> bool:
    return (
        re.fullmatch(
            r"[\d〇○一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日", line
        )
        is not None
    )


def _is_name(line: str) -> bool:
    return len(line) <= 28 and re.search(r"[，。：；、《》\d]", line) is None


def signed_by(blocks: tuple[Block, ...]) -> str:
    """Returns the office that signs, above its day; "" where none does."""
    return next((b.words for b in blocks if b.kind is Kind.RIGHT and not _is_day(b.words)), "")


def is_title(blocks: tuple[Block, ...], at: int) -> bool:
    """Tells whether a block in the middle belongs to a title: no letterhead, no number, no note, no heading of a chapter."""
    words = blocks[at].words
    is_other = words.endswith("文件") or re.search(r"号$|^[（(]|^\d|^第.{1,3}[章条]|^各", words)
    return blocks[at].kind is Kind.MIDDLE and not is_other


def title_of(blocks: tuple[Block, ...]) -> str:
    """Returns the title: the first blocks of one that follow each other; "" where there are none."""
    first = next((at for at in range(len(blocks)) if is_title(blocks, at)), len(blocks))
    last = next((at for at in range(first, len(blocks)) if not is_title(blocks, at)), len(blocks))
    return "".join(block.words for block in blocks[first:last])
