"""References as records, settled once all documents of the file are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from sys import intern

from graph_schema.records import Citation, Document, Reference, VagueReference
from graph_schema.terms import ReferenceKind
from ingest.clean.flat import flatten
from ingest.find import patterns
from ingest.find.genres import is_of_genre
from ingest.find.mention import Mention
from ingest.find.pointer import Pointer
from ingest.parts.document_text import DocumentText


def reference_records(
    document: DocumentText, pointers: Sequence[Pointer], mentions: Sequence[Mention], citations: Sequence[Citation]
) -> tuple[Reference, ...]:
    """Makes the records of the references of a document; `citations` are the records of its `mentions`."""
    cited = {id(mention): citation.id for mention, citation in zip(mentions, citations, strict=True)}
    return tuple(
        Reference(
            document=document.record.id,
            provision=document.provisions[pointer.unit].id,
            span=document.span(pointer.start, pointer.end),
            text=intern(document.words(pointer.start, pointer.end)),
            kind=pointer.kind,
            targets=(
                *(document.provisions[unit].id for unit in pointer.units),
                *(cited[id(mention)] for mention in pointer.cited),
            ),
            articles=pointer.articles,
            role=pointer.role,
        )
        for pointer in pointers
    )


def settle(
    references: Sequence[Reference], documents: Mapping[str, Document]
) -> tuple[tuple[Reference, ...], tuple[VagueReference, ...]]:
    """Parts the references that lead somewhere from those that are vague, once all documents of the file are known.

    本办法 in the notice that issues it is the document issued, in a form attached to it the document that
    the form hangs on.
    """
    settled: list[Reference] = []
    vague: list[VagueReference] = []
    meant: dict[tuple[str, str], str | None] = {}
    for reference in references:
        if reference.kind is ReferenceKind.OWN:
            key = (reference.document, _genre_of(reference))
            if key not in meant:
                meant[key] = _document_meant(*key, documents)
            own = meant[key]
            reference = replace(reference, targets=(own,) if own else ())
        if reference.targets:
            settled.append(reference)
        else:
            vague.append(
                VagueReference(
                    document=reference.document, provision=reference.provision, span=reference.span, text=reference.text
                )
            )
    return tuple(settled), tuple(vague)


def _genre_of(reference: Reference) -> str:
    """Names the genre in the words of a reference to the document itself: 办法 of 本办法."""
    own = patterns.OWN_DOCUMENT.regex.match(flatten(reference.text))
    return own["genre"] if own else ""


def _document_meant(document: str, genre: str, documents: Mapping[str, Document]) -> str | None:
    """Returns the document of the file that 本办法 means in one of its documents; None where none or several fit."""
    own = documents[document]
    if own.title is None or genre == "文件" or own.title.endswith(genre):
        return own.id
    below = [d.id for d in documents.values() if d.parent == own.id and is_of_genre(d.title, genre)]
    if below:
        return below[0] if len(below) == 1 else None
    if is_of_genre(own.title, genre):
        return own.id
    above = documents.get(own.parent or "")
    return above.id if above is not None and is_of_genre(above.title, genre) else None
