"""Readings without some of their documents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from graph_schema.records import Reading


def without_documents(reading: Reading, gone: Collection[str]) -> Reading:
    """Returns the reading as if its file did not hold these documents."""
    if not gone:
        return reading
    measures = tuple(measure for measure in reading.measures if measure.document not in gone)
    kept = {measure.id for measure in measures}
    return replace(
        reading,
        documents=tuple(document for document in reading.documents if document.id not in gone),
        provisions=tuple(provision for provision in reading.provisions if provision.document not in gone),
        citations=tuple(citation for citation in reading.citations if citation.document not in gone),
        vague=tuple(vague for vague in reading.vague if vague.document not in gone),
        measures=measures,
        basis=tuple(basis for basis in reading.basis if basis.measure in kept),
        references=tuple(reference for reference in reading.references if reference.document not in gone),
        duties=tuple(duty for duty in reading.duties if duty.document not in gone),
    )
