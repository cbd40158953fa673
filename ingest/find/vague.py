"""References that name no document: 按照有关规定, 依照法律法规 (docs/reading.md#vague)."""

from __future__ import annotations

from sys import intern

from graph_schema.records import VagueReference
from ingest.find import patterns
from ingest.parts.document_text import DocumentText


def find_vague(document: DocumentText) -> tuple[VagueReference, ...]:
    """Finds the references of a document that name nothing, in text order."""
    found = patterns.VAGUE.regex.finditer
    return tuple(
        VagueReference(
            document=document.record.id,
            provision=document.provisions[sentence.unit].id,
            span=document.span(vague.start(), vague.end()),
            text=intern(vague[0]),
        )
        for sentence in document.sentences
        for vague in found(document.flat, sentence.start, sentence.end)
    )
