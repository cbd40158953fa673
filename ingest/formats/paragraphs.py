"""The paragraphs of a file, and what its format shows beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.records import Repair


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs without the blanks around them, none of them empty, and what was noticed beside the text.

    `front_matter` is the block of settings above a Markdown text; `comments` are those between the
    paragraphs: the number of paragraphs before it, and its words.
    """

    lines: tuple[str, ...]
    front_matter: str = ""
    comments: tuple[tuple[int, str], ...] = ()


def paragraphs_of(text: str, repairs: Sequence[Repair] = ()) -> Paragraphs:
    """Returns the paragraphs of a text, with the repairs made that the reader of its file asks for."""
    pieces, at = [], 0
    for repair in repairs:
        pieces += [text[at : repair.span.start], repair.replacement]
        at = repair.span.end
    lines = (line.replace("\t", " ").strip() for line in "".join((*pieces, text[at:])).splitlines())
    return Paragraphs(tuple(filter(None, lines)))
