"""The ends of the references of a reading, in words: 本办法 → 《…办法》, 前款 → 第五条第一款."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.records import Reading, Reference
from graph_schema.terms import ReferenceKind
from tracer.show.wording import node_name


def leads_of(reading: Reading) -> Iterator[tuple[Reference, tuple[str, ...]]]:
    """Yields every reference of the reading, in text order, with the names of what it leads to."""
    labels = {p.id: p.label for p in reading.provisions}
    names = {d.id: node_name(d.title, d.number) or d.id for d in reading.documents}
    names.update((c.id, node_name(c.title, c.number or c.defined_number) or c.text) for c in reading.citations)
    for reference in sorted(reading.references, key=lambda r: (r.span.start, r.span.end)):
        if reference.kind is ReferenceKind.PROVISION:
            yield reference, reference.articles or tuple(labels[t] for t in reference.targets)
        else:
            place = "、".join(reference.articles)
            yield reference, tuple(names[t] + place for t in reference.targets)
