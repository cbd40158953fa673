"""The articles that a verdict ends at: which they are, what they state, and what the document quotes from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.records import Citation, Hop, Instrument
from graph_schema.terms import VersionKind
from tracer.links.library import Library
from tracer.registry.article_facts import Key
from tracer.registry.articles import article_key
from tracer.registry.clauses import Path as Clause
from tracer.registry.clauses import clauses_behind, of_article
from tracer.registry.shelf import Cited, Whole
from tracer.registry.standing import number_in
from tracer.registry.statements import article_profile, joined
from tracer.registry.versions import indices_on, may_hold_since
from tracer.verdict.support import quote_after

Known = Cited | Whole | None
"""What is known of a thing cited: of the articles or clauses named, or of all of it where none is; None where nothing is."""


@dataclass(frozen=True, slots=True)
class CitedArticles:
    """A source that a verdict ends at, with the citation that leads to it and what is known of it."""

    citation: Citation | None
    known: Known


def cited_articles(library: Library, ends: Sequence[Hop], day: date) -> list[CitedArticles]:
    """Returns these ends with what they state: the articles or clauses that the citation names, else all of the document (docs/semantics.md#ruling-35)."""
    cited: list[CitedArticles] = []
    for hop in ends:
        citation = library.citation_at.get((hop.document, hop.span)) if hop.document and hop.span else None
        one = CitedArticles(citation, _known(library, hop.id, citation, day))
        if one not in cited:
            cited.append(one)
    return cited


def _known(library: Library, node: str, citation: Citation | None, day: date) -> Known:
    """Returns what the articles or clauses of a document that a citation names state, else what all of it does."""
    row = library.instrument_of(node)
    issued = library.documents[citation.document].date if citation is not None else None
    keys = [key for article in citation.articles if (key := article_key(article)) is not None] if citation else []
    if row is not None and len(row.versions) > 1:
        at = library.articles.version_of(row)
        # The texts and facts at hand are of one version: they say nothing of an older day.
        if may_hold_since(row.versions[-1 if at is None else at]) > day:
            return None
        if at is not None:
            there = _in_version(row, keys, issued or day, at)
            if there is None:
                return None
            keys = there
    if citation is not None:
        found = _articles(library, node, keys) if keys else None
        clauses = [] if found else _clauses_of(library, citation)
        if found or keys or clauses:
            return found or _clauses(library, node, clauses)
    return library.whole(node)


def _in_version(row: Instrument, keys: Sequence[Key], day: date, at: int) -> list[Key] | None:
    """Returns the articles that a document of a day cites under their numbers in the version at hand; None where these are unknown.

    See docs/semantics.md#versions.
    """
    own = indices_on(row.versions, day) or (0,)
    if own == (at,) or all(_keeps_numbers(row, min(i, at), max(i, at)) for i in own):
        return list(keys)
    numbers = [number_in(row, number, own[0], at) if own[-1] < at and len(own) == 1 else None for number, _ in keys]
    found = [(number, branch) for number, (_, branch) in zip(numbers, keys, strict=True) if number]
    return found if keys and len(found) == len(keys) else None


def _keeps_numbers(row: Instrument, one: int, other: int) -> bool:
    """Tells whether only amendments lie between two versions, and both have as many articles."""
    between = row.versions[one + 1 : other + 1]
    count = row.versions[one].articles
    return all(v.kind is not VersionKind.REVISED and v.articles == count for v in between) and (
        count is not None or one == other
    )


def _articles(library: Library, node: str, keys: Sequence[Key]) -> Cited | None:
    """Returns what these articles state: by the texts and facts at hand, else by the text that is in the store itself."""
    row = library.instrument_of(node)
    found = library.articles.cited(row, keys) if row is not None else None
    if found is not None or not library.is_latest_text(node):
        return found
    stored = library.stored_articles(node)
    texts = [stored[key] for key in keys if key in stored]
    return Cited(joined([article_profile(text) for text in texts]), tuple(texts)) if len(texts) == len(keys) else None


def _clauses_of(library: Library, citation: Citation) -> list[Clause]:
    """Returns the clauses that a citation names, as articles or right behind its words."""
    named = [clause for article in citation.articles if (clause := of_article(article)) is not None]
    text = library.texts.file[citation.document][citation.span.end : citation.span.end + 80]
    return named or list(clauses_behind(re.sub(r"\s", "", text)))


def _clauses(library: Library, node: str, clauses: Sequence[Clause]) -> Cited | None:
    """Returns what these clauses state: by the text that is in the store, else by the facts."""
    stored = library.stored_clauses(node, clauses) if library.is_latest_text(node) else {}
    if stored:
        texts = tuple(stored.values())
        return Cited(joined([article_profile(text) for text in texts]), texts, "、".join(stored))
    row = library.instrument_of(node)
    return library.articles.clauses(row, clauses) if row is not None else None


def quoted(library: Library, cited: Sequence[CitedArticles]) -> tuple[tuple[str, Known], ...]:
    """Returns the words that the document quotes from these articles, right behind their citations."""
    behind = [
        (library.texts.file[citation.document][citation.span.end : citation.span.end + 400], one.known)
        for one in cited
        if (citation := one.citation) is not None and citation.articles
    ]
    return tuple((words, known) for text, known in behind if (words := quote_after(text)) is not None)
