"""Writes what an update of the registry would change: rows and texts, then the measures that stand otherwise, by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graph_schema.messages import Message, label_of, listed, say
from graph_schema.terms import Verdict
from graph_schema.visible import in_one_line
from tracer.bulk.standings import Standing
from tracer.cli.printing.imports import change_lines
from tracer.show.updates import DocumentChange, Update

MAX_DOCUMENTS = 50
"""So many documents are printed; JSON has all."""


def update_lines(update: Update, lang: str) -> Iterator[str]:
    """Yields what would change in the registry, in sum, and which measures would stand otherwise: by document, counted."""
    yield from change_lines(update.report.rows, update.report.laws, lang)
    yield say(lang, "update.rows", **update.summary)
    yield say(lang, "update.editions", before=update.edition_before, after=update.edition_after)
    changed, total = update.summary["measures"], sum(update.before.values())
    if not changed:
        yield say(lang, "update.no_measures", day=update.as_of, total=total)
        return
    yield say(lang, "update.measures", day=update.as_of, n=changed, total=total)
    for verdict in Verdict:
        before, after = update.before.get(verdict, 0), update.after.get(verdict, 0)
        if before != after:
            yield f"  {label_of(verdict, lang)}  {before} → {after}"
    for document in update.documents[:MAX_DOCUMENTS]:
        yield f"  {_document_line(document, lang)}"
    if (more := len(update.documents) - MAX_DOCUMENTS) > 0:
        yield say(lang, "update.more", n=more)


def _document_line(change: DocumentChange, lang: str) -> str:
    """Returns a document with its measures that change: from which verdict to which, how many."""
    document = change.document
    title = in_one_line(document.title or say(lang, "finding.untitled"))
    ways = Counter((_name(one.before, lang), _name(one.after, lang)) for one in change.measures)
    words = [
        say(lang, "update.reasons_only" if before == after else "update.way", before=before, after=after, n=n)
        for (before, after), n in ways.items()
    ]
    return f"{document.id} {title} {in_one_line(document.number or '')}: {listed(lang, words, 'list.semicolon')}"


def _name(standing: Standing | None, lang: str) -> str:
    return label_of(standing.verdict, lang) if standing else say(lang, Message("update.not_judged"))
