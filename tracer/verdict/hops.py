"""The hops of a chain: a measure, a provision, a document, an instrument or a thing cited as one of its places."""

from __future__ import annotations

from graph_schema.records import Citation, Document, Hop, Instrument, Link, Measure, Provision, Span
from graph_schema.terms import Role, SourceLevel
from tracer.links.library import Library, node_of
from tracer.links.resolve import Found


def measure_hop(measure: Measure) -> Hop:
    """Returns the measure itself, where its chains begin."""
    return Hop(
        id=measure.id,
        kind="Measure",
        title=measure.text,
        number=None,
        level=None,
        role=None,
        quote=measure.text,
        document=measure.document,
        span=measure.span,
    )


def provision_hop(library: Library, measure: Measure) -> Hop:
    """Returns the measure's own provision, with the sentence that the measure stands in."""
    sentence = library.evidence(measure.document, measure.sentence)
    return _of_provision(measure, library.provisions[measure.provision], "contains", sentence.quote, measure.sentence)


def referred_hop(library: Library, measure: Measure, citation: Citation) -> Hop:
    """Returns the provision that cites, with the words of the measure's sentence that refer to it, directly or on the way."""
    provision = library.provisions[citation.provision or measure.provision]
    references = library.within.references.get(measure.provision, ())
    near = [reference for reference in references if measure.sentence.contains(reference.span)]
    words = next((reference for reference in near if provision.id in reference.targets), near[-1] if near else None)
    return _of_provision(
        measure, provision, Role.BASIS.value, words.text if words else None, words.span if words else None
    )


def _of_provision(measure: Measure, provision: Provision, role: str, quote: str | None, span: Span | None) -> Hop:
    return Hop(
        id=provision.id,
        kind="Provision",
        title=provision.label,
        number=None,
        level=None,
        role=role,
        quote=quote,
        document=measure.document,
        span=span,
    )


def document_hop(library: Library, document: Document, role: str | None = None, quote: str | None = None) -> Hop:
    """Returns a stored document, by no citation: the measure's own one, or one of the same file."""
    return Hop(
        id=document.id,
        kind="Document",
        title=document.title,
        number=document.number,
        level=library.level_of(document),
        role=role,
        quote=quote,
    )


def text_hop(library: Library, document: Document, citation: Citation, level: SourceLevel | None = None) -> Hop:
    """Returns a stored document that a citation leads into; at its own level where none is given."""
    return Hop(
        id=document.id,
        kind="Document",
        title=document.title,
        number=document.number,
        level=library.level_of(document) if level is None else level,
        role=citation.role.value,
        quote=citation.text,
        document=citation.document,
        span=citation.span,
    )


def instrument_hop(row: Instrument, role: str | None, quote: str | None) -> Hop:
    """Returns a row of the registry."""
    return Hop(
        id=row.id,
        kind="Instrument",
        title=row.title,
        number=row.numbers[0] if row.numbers else None,
        level=row.level,
        role=role,
        quote=quote,
    )


def target_hop(citation: Citation, link: Link) -> Hop:
    """Returns what a citation points to, as its own words name it."""
    return Hop(
        id=node_of(citation, link),
        kind="Instrument",
        title=citation.title,
        number=citation.number or citation.defined_number,
        level=link.level,
        role=citation.role.value,
        quote=citation.text,
        document=citation.document,
        span=citation.span,
    )


def found_hop(library: Library, citation: Citation, found: Found) -> Hop:
    """Returns the thing that a citation means, as store or registry name it, else as its own words do."""
    if found.document is not None:
        return text_hop(library, found.document, citation, found.level)
    row = found.instrument
    return Hop(
        id=row.id if row is not None else found.target,
        kind="Instrument",
        title=row.title if row is not None else citation.title,
        number=next(iter(row.numbers), None) if row is not None else citation.number,
        level=found.level,
        role=citation.role.value,
        quote=citation.text,
        document=citation.document,
        span=citation.span,
    )
