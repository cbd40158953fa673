"""Tells what the page around a document says of it."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.messages import Message, say
from graph_schema.records import Document
from graph_schema.terms import PageUse

_WORDS = {
    "title": Message("word.title"),
    "number": Message("heading.number"),
    "issuer": Message("word.issuer"),
    "date": Message("word.date"),
    "validity": Message("word.validity"),
}


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


def page_words(document: Document, lang: str) -> Iterator[str]:
    """Says what a reader should know of the page: what was taken from it, where it says otherwise, the validity it shows."""
    for field in document.page:
        if field.use is PageUse.AGREES or (field.use is PageUse.KEPT and field.field != "validity"):
            continue
        yield say(lang, "finding.page_field", field=_WORDS[field.field], value=field.value, use=field.use)
