"""Tells where the words of a file stand in it: on which page, in which paragraph or row, and what its reader noticed."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.messages import Message, say
from graph_schema.page_map import PageMap, Place, Unit
from graph_schema.records import SourceFile, Span


def places_of(source: SourceFile) -> PageMap | None:
    """Returns where the words of a file stand; None for plain text. ValueError where what is kept of it is damaged."""
    return PageMap.of_bytes(source.origin.page_map) if source.origin is not None else None


def place_words(places: PageMap | None, span: Span, lang: str) -> str:
    """Returns where a stretch begins, in words (page 3; attachment 2.xlsx, row 7); "" for plain text."""
    first = next(places.places(span.start, span.end), None) if places is not None else None
    return _words(first, lang) if first is not None else ""


_CODES = {Unit.PAGE: "place.page", Unit.PARAGRAPH: "place.paragraph", Unit.ROW: "place.row"}


def _words(place: Place, lang: str) -> str:
    where = Message.of(_CODES[place.unit], number=place.number)
    return say(lang, "place.in_part", part=place.part, where=where) if place.part else where.said_in(lang)


def warning_lines(source: SourceFile, lang: str) -> Iterator[str]:
    """Yields what the reader of a file noticed, a sentence each."""
    for warning in source.origin.warnings if source.origin is not None else ():
        yield say(lang, "file.warning", what=warning)
