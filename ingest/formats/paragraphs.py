"""The paragraphs of a file, and what its format shows beside them."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.file_text import FileText


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Paragraphs without the blanks around them, none of them empty, and what was noticed beside the text.

    `front_matter` is the block of settings above a Markdown text; `comments` are those between the
    paragraphs: the number of paragraphs before it, and its words. `above` is what stands above the text on its pages.
    """

    lines: tuple[str, ...]
    front_matter: str = ""
    comments: tuple[tuple[int, str], ...] = ()
    above: tuple[str, ...] = ()


def paragraphs_of(found: FileText) -> Paragraphs:
    """Returns the paragraphs of what a reader of documents made of a file, without what it would leave out."""
    text, at = [], 0
    for repair in found.repairs:
        text += [found.text[at : repair.span.start], repair.replacement]
        at = repair.span.end
    lines = (line.strip() for line in "".join((*text, found.text[at:])).split("\n"))
    return Paragraphs(tuple(filter(None, lines)), above=found.above)
