"""Tells which documents hold no longer, since when and by whose word: their measures are no findings (docs/semantics.md#ruling-33)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from graph_schema.messages import Message, say
from graph_schema.records import Document, Measure
from graph_schema.terms import Group
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.show.wording import node_name
from tracer.verdict.aside import aside_of
from tracer.verdict.judge import own_day


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRow:
    """A document that holds no longer, and how many of its measures are not judged for that.

    `by` is the document that ended it; None where its own page says so, which names no day: `since` is then the day after its own.
    """

    document: Document
    since: date
    by: Document | None
    measures: int


def ended_rows(library: Library, measures: Iterable[Measure], policy: Policy, day: date) -> tuple[EndedRow, ...]:
    """Returns the documents that had ended by a day, in the order of the measures asked about, with the number of these."""
    asked = Counter(
        measure.document for measure in measures if counted_aside(library, measure, policy, day) is Group.ENDED
    )
    return tuple(_row(library, document, count) for document, count in asked.items())


def counted_aside(library: Library, measure: Measure, policy: Policy, day: date) -> Group | None:
    """Returns the group for which alone a measure is no finding: its document has ended, or is the policy's own authority."""
    document = library.documents[measure.document]
    group = aside_of(library, document, policy, day)
    if group is None:
        return None
    issued = own_day(library, document)
    asked = (issued is None or issued <= day) and policy.on(day, document.region).asks_for(measure.kind)
    return group if asked else None


def _row(library: Library, document: str, count: int) -> EndedRow:
    ended = library.ended[document]
    citation = library.citations.get(ended.citation or "")
    by = library.documents.get(citation.document) if citation else None
    return EndedRow(document=library.documents[document], since=ended.day, by=by, measures=count)


def ended_words(row: EndedRow) -> Message:
    """Says since when a document holds no longer, and who says so."""
    if row.by is None:
        return Message("finding.ended_by_page")
    name = node_name(row.by.title or row.by.id, row.by.number)
    return Message.of("finding.ended_by", day=row.since, name=name)


def ended_lines(rows: Iterable[EndedRow], lang: str) -> Iterator[str]:
    """Yields a line for each document that holds no longer: which, why, and the number of its measures."""
    for row in rows:
        name = node_name(row.document.title or say(lang, "finding.untitled"), row.document.number)
        yield say(lang, "finding.ended_row", name=name, why=ended_words(row), n=row.measures)


def ended_json(rows: Iterable[EndedRow]) -> list[dict[str, object]]:
    """Returns the documents that hold no longer: `since` and `by` are null where only their own page says so."""
    return [
        {
            "document": row.document.id,
            "title": row.document.title,
            "number": row.document.number,
            "since": row.since.isoformat() if row.by else None,
            "by": row.by.id if row.by else None,
            "measures": row.measures,
        }
        for row in rows
    ]
