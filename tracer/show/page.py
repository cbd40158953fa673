"""Tells what the page around a document says of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from graph_schema.messages import Message, say
from graph_schema.records import Document, Reading, Span
from graph_schema.terms import PageUse

_WORDS = {
    "title": Message("word.title"),
    "number": Message("heading.number"),
    "issuer": Message("word.issuer"),
    "date": Message("word.date"),
    "validity": Message("word.validity"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRow:
    """A file with fenced lines that hold words of measures: their numbers, and its first document ("" where it has none)."""

    path: str
    document: str
    lines: tuple[int, ...]


def unread_row(reading: Reading) -> UnreadRow:
    """Returns the fenced lines of a file that hold words of measures."""
    first = reading.documents[0].id if reading.documents else ""
    return UnreadRow(path=reading.source.path, document=first, lines=lines_of(reading, reading.unread))


def page_json(document: Document) -> list[dict[str, object]]:
    """Returns the fields that the page shows of a document, as written, with the use made of each."""
    return [
        {
            "field": field.field,
            "value": field.value,
            "use": field.use.value,
            "start": field.span.start,
            "end": field.span.end,
        }
        for field in document.page
    ]


def lines_of(reading: Reading, spans: Iterable[Span]) -> tuple[int, ...]:
    """Returns the numbers of the lines on which stretches of a file begin, from 1."""
    asked = tuple(spans)
    starts = line_starts(reading.source.text) if asked else []
    return tuple(bisect_right(starts, span.start) for span in asked)


def line_starts(text: str) -> list[int]:
    """Returns where the lines of a text begin; after the last line end too."""
    return [0, *accumulate(map(len, text.splitlines(keepends=True)))]


def unread_lines(reading: Reading) -> tuple[str, ...]:
    """Returns the fenced lines of a file that hold words of measures, each behind its number."""
    lines = lines_of(reading, reading.unread)
    text = reading.source.text
    return tuple(f"{line}  {span.of(text).strip()}" for line, span in zip(lines, reading.unread, strict=True))


def unread_json(reading: Reading) -> list[dict[str, object]]:
    """Returns the fenced lines of a file that hold words of measures."""
    lines = lines_of(reading, reading.unread)
    return [
        {"start": span.start, "end": span.end, "line": line, "text": span.of(reading.source.text)}
        for span, line in zip(reading.unread, lines, strict=True)
    ]


def page_words(document: Document, lang: str) -> Iterator[str]:
    """Says what a reader should know of the page: what was taken from it, where it says otherwise, the validity it shows."""
    for field in document.page:
        if field.use is PageUse.AGREES or (field.use is PageUse.KEPT and field.field != "validity"):
            continue
        yield say(lang, "finding.page_field", field=_WORDS[field.field], value=field.value, use=field.use)
