"""The articles that a verdict ends at: which they are, what they state, and what the document quotes from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.records import Citation, Hop
from tracer.links.library import Library
from tracer.registry.article_facts import Key
from tracer.registry.articles import article_key
from tracer.registry.shelf import Cited
from tracer.registry.statements import article_profile, joined
from tracer.verdict.support import quote_after


@dataclass(frozen=True, slots=True)
class CitedArticles:
    """A citation of articles, with what is known of them (None where nothing is)."""

    citation: Citation
    known: Cited | None


def cited_articles(library: Library, ends: Sequence[Hop], day: date) -> list[CitedArticles]:
    """Returns the citations that name articles among those that lead to these ends (docs/semantics.md#ruling-27)."""
    cited: list[CitedArticles] = []
    for hop in ends:
        citation = library.citation_at.get((hop.document, hop.span)) if hop.document and hop.span else None
        if citation is None:
            continue
        keys = [key for article in citation.articles if (key := article_key(article)) is not None]
        if keys:
            cited.append(CitedArticles(citation, _stated(library, hop.id, keys, day)))
    return cited


def _stated(library: Library, node: str, keys: Sequence[Key], day: date) -> Cited | None:
    """Returns what these articles state: by the texts and facts at hand, else by the text that is in the store itself."""
    row = library.instrument_of(node)
    # The texts and facts at hand are of the latest version: they say nothing of an older day.
    if row is not None and any(revised > day for revised in row.revised):
        return None
    found = library.articles.cited(row, keys) if row is not None else None
    document = library.documents.get(node)
    if found is not None or document is None:
        return found
    revised = row.revised if row is not None else ()
    if any(document.date is None or document.date < later for later in revised):
        return None
    stored = library.stored_articles(node)
    texts = [stored[key] for key in keys if key in stored]
    return Cited(joined([article_profile(text) for text in texts]), tuple(texts)) if len(texts) == len(keys) else None


def quoted(library: Library, cited: Sequence[CitedArticles]) -> tuple[tuple[str, Cited | None], ...]:
    """Returns the words that the document quotes from these articles, right behind their citations."""
    behind = [
        (library.texts.file[one.citation.document][one.citation.span.end : one.citation.span.end + 400], one.known)
        for one in cited
    ]
    return tuple((words, known) for text, known in behind if (words := quote_after(text)) is not None)
