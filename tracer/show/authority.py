"""Tells which documents are the policy's own authority: what they lay down is read and counted nowhere (docs/semantics.md#ruling-30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from graph_schema.messages import say
from graph_schema.records import Document, Measure
from graph_schema.terms import Group
from tracer.links.cleanup import subject_of
from tracer.links.desk import by_number, by_title
from tracer.links.keys import pieces_of
from tracer.links.library import Library
from tracer.links.sheets import ABOVE, AFTER, NAME, NEAR, SUBJECT
from tracer.policy.rules import AuthorityText, Policy
from tracer.show.ended import counted_aside
from tracer.show.wording import node_name
from tracer.store.base.index import LinkIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRow:
    """A document that is one of the policy's authority texts, or a part of one, and how many of its measures are not judged for that."""

    document: Document
    number: str
    title: str
    measures: int


def authority_rows(
    library: Library, documents: Iterable[Document], measures: Iterable[Measure], policy: Policy, day: date
) -> tuple[AuthorityRow, ...]:
    """Returns those of the documents that are the policy's authority, in their order, with the number of the measures asked about."""
    from tracer.verdict.aside import authority_of  # here, not above: rows that are kept are shown without the engine

    asked = Counter(m.document for m in measures if counted_aside(library, m, policy, day) is Group.AUTHORITY)
    texts = ((document, authority_of(library, document, policy)) for document in documents)
    return tuple(
        AuthorityRow(document=document, number=text.number, title=text.title, measures=asked[document.id])
        for document, text in texts
        if text is not None
    )


def authority_documents(index: LinkIndex, policy: Policy, judged: Collection[str]) -> tuple[str, ...]:
    """Returns the documents that may be the policy's authority: `judged`, of which measures count nowhere for that, those that bear its names, and what hangs on them."""
    found, names = set(judged), [key for text in policy.authority_texts for key in _keys_of(text)]
    for kind in {kind for kind, _ in names}:
        words = [words for of, words in names if of == kind]
        found.update(chain.from_iterable(index.index_by(kind, words).values()))
    new = set(found)
    while new:
        below = (index.index_by(kind, new).values() for kind in (ABOVE, AFTER))
        new = {id for several in below for ids in several for id in ids} - found
        found |= new
    return tuple(sorted(found))


def _keys_of(text: AuthorityText) -> Iterator[tuple[str, str]]:
    subject = subject_of(text.title)[1]
    yield NAME, by_number(text.number)
    yield NAME, by_title(text.title)
    yield SUBJECT, subject
    yield from ((NEAR, piece) for piece in pieces_of(subject))


def authority_lines(rows: Iterable[AuthorityRow], lang: str) -> Iterator[str]:
    """Yields a line for each document of the authority: which, and the number of its measures."""
    for row in rows:
        name = node_name(row.document.title or row.title, row.document.number or row.number)
        yield say(lang, "finding.authority_row", name=name, n=row.measures)


def authority_json(rows: Iterable[AuthorityRow]) -> list[dict[str, object]]:
    """Returns the documents of the authority; `text` is the number by which the policy names it."""
    return [
        {
            "document": row.document.id,
            "title": row.document.title,
            "number": row.document.number,
            "text": row.number,
            "measures": row.measures,
        }
        for row in rows
    ]
