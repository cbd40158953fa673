"""Tells which documents hold no longer, since when and by whose word: their measures are no findings (docs/semantics.md#ruling-33)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graph_schema.messages import Message, say
from graph_schema.records import Document, Measure, Span
from graph_schema.terms import Group
from tracer.links.library import Library, quote_of
from tracer.links.power import wholes_of
from tracer.links.repeals import Ended
from tracer.policy.rules import Policy
from tracer.show.wording import node_name


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRow:
    """A document that holds no longer, or one `provision` of it, and how many of its measures are not judged for that.

    `by` is the document that ended it, with its words for it and where they stand in its file; None where its own page says so, which names no day: `since` is then the day after its own.
    """

    document: Document
    provision: str | None
    since: date
    by: Document | None
    words: str
    span: Span | None
    lapsed: bool
    measures: int


def ended_rows(library: Library, measures: Iterable[Measure], policy: Policy, day: date) -> tuple[EndedRow, ...]:
    """Returns the documents that had ended by a day, in the order of the measures asked about, with the number of these."""
    gone = (m for m in measures if counted_aside(library, m, policy, day) is Group.ENDED)
    return ended_parts(library, ((m.document, m.provision, 1) for m in gone), day)


def ended_parts(
    library: Library,
    parts: Iterable[tuple[str, str, int]],
    day: date,
    texts_of: Callable[[Collection[str]], Mapping[str, str]] | None = None,
) -> tuple[EndedRow, ...]:
    """Returns the same of provisions with measures that ended, each by document, id and the number of these measures.

    `texts_of` gives the texts of the files of many documents at once, where that is quicker than to open each.
    """
    asked: Counter[tuple[str, str | None]] = Counter()
    for document, provision, count in parts:
        asked[document, None if library.has_ended(document, day) else provision] += count
    ended = {part: _ended(library, *part) for part in asked}
    texts = texts_of({one.by for one in ended.values() if one.by is not None}) if texts_of is not None else {}
    return tuple(_row(library, *part, ended[part], count, texts) for part, count in asked.items())


def _ended(library: Library, document: str, provision: str | None) -> Ended:
    return library.ended[document] if provision is None else library.ended_provisions[provision]


def counted_aside(library: Library, measure: Measure, policy: Policy, day: date) -> Group | None:
    """Returns the group for which alone a measure is no finding: its document has ended, or is the policy's own authority."""
    # Here, not above: rows that are kept are shown without the engine.
    from tracer.verdict.aside import measure_aside
    from tracer.verdict.judge import own_day

    document = library.documents[measure.document]
    group = measure_aside(library, measure, policy, day)
    if group is None:
        return None
    issued = own_day(library, document)
    asked = (issued is None or issued <= day) and policy.on(day, document.region).asks_for(measure.kind)
    return group if asked else None


def _row(
    library: Library, document: str, provision: str | None, ended: Ended, count: int, texts: Mapping[str, str]
) -> EndedRow:
    by = library.documents.get(ended.by or "")
    words = ""
    if by is not None and ended.span is not None:
        known = texts.get(by.id)
        words = library.evidence(by.id, ended.span).quote if known is None else quote_of(known, ended.span)
    whole = wholes_of(by, library.documents)[-1] if by is not None else None
    return EndedRow(
        document=library.documents[document],
        provision=library.provisions[provision].label if provision is not None else None,
        since=ended.day,
        by=whole,
        words=words,
        span=ended.span,
        lapsed=ended.lapsed,
        measures=count,
    )


def ended_words(row: EndedRow) -> Message:
    """Says since when a document holds no longer, and who says so."""
    if row.by is None:
        return Message("finding.ended_by_page")
    name = node_name(row.by.title or row.by.id, row.by.number)
    if row.lapsed:
        return Message.of("finding.ended_lapsed", day=row.since, name=name)
    return Message.of("finding.ended_by", day=row.since, name=name)


def ended_lines(rows: Iterable[EndedRow], lang: str) -> Iterator[str]:
    """Yields a line for each document that holds no longer: which, why, and the number of its measures."""
    for row in rows:
        name = node_name(row.document.title or say(lang, "finding.untitled"), row.document.number)
        name += row.provision or ""
        yield say(lang, "finding.ended_row", name=name, why=ended_words(row), n=row.measures)


def ended_json(rows: Iterable[EndedRow]) -> list[dict[str, object]]:
    """Returns the documents that hold no longer: `since` and `by` are null where only their own page says so."""
    return [
        {
            "document": row.document.id,
            "title": row.document.title,
            "number": row.document.number,
            "provision": row.provision,
            "since": row.since.isoformat() if row.by else None,
            "by": row.by.id if row.by else None,
            "words": row.words or None,
            "start": row.span.start if row.span else None,
            "end": row.span.end if row.span else None,
            "measures": row.measures,
        }
        for row in rows
    ]
