"""Tells what the store cites and the registry does not know: documents, most cited first, and articles beyond its counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.numbers import article_number
from graph_schema.records import Citation, Link
from graph_schema.terms import LinkStatus, SourceLevel
from tracer.links.library import Library
from tracer.registry.load import string_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something cited that neither registry nor store knows: how often, in how many documents, and its level by its words.

    `cited_in` are the ids of these documents.
    """

    title: str | None
    number: str | None
    level: SourceLevel
    citations: int
    documents: int
    cited_in: tuple[str, ...]


def missing(library: Library) -> list[Missing]:
    """Returns what the documents of the store cite and nobody knows, in most documents first."""
    cited: defaultdict[str, list[tuple[Citation, Link]]] = defaultdict(list)
    for link in library.links.values():
        if link.status is LinkStatus.UNRESOLVED:
            citation = library.citations[link.citation]
            number = citation.number or citation.defined_number
            if citation.title or number:
                cited[string_key(number or citation.title or "")].append((citation, link))
    found = [_missing(several) for several in cited.values()]
    return sorted(found, key=lambda m: (-m.documents, -m.citations, m.number or "", m.title or ""))


def _missing(cited: Sequence[tuple[Citation, Link]]) -> Missing:
    citations = [citation for citation, _ in cited]
    return Missing(
        title=next((c.title for c in citations if c.title), None),
        number=next((n for c in citations if (n := c.number or c.defined_number)), None),
        level=cited[0][1].level,
        citations=len(citations),
        documents=len({c.document for c in citations}),
        cited_in=tuple(sorted({c.document for c in citations})),
    )


def highest_cited(library: Library) -> dict[str, int]:
    """Returns the highest article that the documents of the store cite, by instrument."""
    highest: dict[str, int] = {}
    for link in library.links.values():
        if link.status is LinkStatus.RESOLVED and link.target is not None:
            numbers = [n for article in library.citations[link.citation].articles if (n := article_number(article))]
            if numbers:
                highest[link.target] = max(*numbers, highest.get(link.target, 0))
    return highest
