"""Tells what cleanup decisions of a store come to: the rows that they list, and how the measures stand with and without what has ended.

See docs/semantics.md#cleanup-lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.messages import Message, say
from graph_schema.records import Document
from graph_schema.regions import is_in
from graph_schema.terms import CleanupState, Verdict
from tracer.links.cleanup import ListedDocument
from tracer.links.library import Library
from tracer.show.wording import node_name
from tracer.store.base.findings import Tally as Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRow:
    """A row of a cleanup decision: what it says, the decision, and the stored document that it names (None where it names none)."""

    listed: ListedDocument
    decision: Document
    document: Document | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of findings: by verdict, the gaps, and what must be mended."""

    counts: Mapping[Verdict, int]
    gaps: int
    must_mend: int


_NOTHING = Tally(counts=dict.fromkeys(Verdict, 0), gaps=0, must_mend=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleanup:
    """The result of a cleanup on a day: the rows of its decisions, and how the measures stood before and stand after it.

    `before` counts the measures of ended documents as if these still held.
    """

    rows: tuple[ListedRow, ...] = ()
    before: Tally = _NOTHING
    after: Tally = _NOTHING

    @property
    def is_empty(self) -> bool:
        """Tells whether there is neither a decision with a list nor a measure that ended."""
        return not self.rows and self.before == self.after


def cleanup_of(library: Library, counted: Counted, day: date, region: str | None = None) -> Cleanup:
    """Returns the result of the cleanup on a day, by what was counted of the measures.

    Decisions that were not there on that day are left out, and with a region those that neither are of it nor list a document of it.
    """
    held = counted.ended
    before = Tally(
        counts={verdict: count + held.verdicts.get(verdict, 0) for verdict, count in counted.verdicts.items()},
        gaps=counted.gaps + held.gaps,
        must_mend=counted.must_mend + held.must_mend,
    )
    after = Tally(counts=counted.verdicts, gaps=counted.gaps, must_mend=counted.must_mend)
    return Cleanup(rows=tuple(listed_rows(library, day, region)), before=before, after=after)


def listed_rows(
    library: Library, day: date, region: str | None = None, *, document: str | None = None
) -> Iterator[ListedRow]:
    """Yields the rows of the cleanup decisions that were there on a day; of a region, or those that list a document, where one is named."""
    for listed in library.listed:
        if document is not None and listed.document != document:
            continue
        decision, named = library.documents[listed.decision], library.documents.get(listed.document or "")
        asked = region is None or any(d is not None and is_in(d.region, region) for d in (decision, named))
        if asked and (decision.date is None or decision.date <= day):
            yield ListedRow(listed=listed, decision=decision, document=named)


def listed_words(listed: ListedDocument) -> Message:
    """Says what a row says becomes of its document, from or by which day, and under which condition."""
    if listed.condition is not None:
        return Message.of("cleanup.conditional", state=listed.state, condition=listed.condition)
    if listed.day is None:
        return Message.of("cleanup.state", state=listed.state)
    if listed.state is CleanupState.VOID:
        return Message.of("cleanup.void_from", state=listed.state, day=listed.day)
    if listed.state is CleanupState.AMEND:
        return Message.of("cleanup.amend_by", state=listed.state, day=listed.day)
    return Message.of("cleanup.until", state=listed.state, day=listed.day)


def row_words(row: ListedRow) -> Message:
    """Says which decision lists a document, and what becomes of it."""
    name = node_name(row.decision.title or row.decision.id, row.decision.number)
    return Message.of("cleanup.listed", name=name, said=listed_words(row.listed))


def cleanup_lines(cleanup: Cleanup, lang: str) -> Iterator[str]:
    """Yields what a cleanup came to: a line with the figures before and after, one for each decision, one for each row that names no stored document."""
    if cleanup.is_empty:
        return
    before, after = cleanup.before, cleanup.after
    yield say(
        lang,
        "cleanup.figures",
        gaps_before=before.gaps,
        gaps_after=after.gaps,
        mend_before=before.must_mend,
        mend_after=after.must_mend,
    )
    for rows in _by_decision(cleanup.rows):
        states = Counter(row.listed.state for row in rows)
        decision = rows[0].decision
        yield say(
            lang,
            "cleanup.decision",
            name=node_name(decision.title or decision.id, decision.number),
            continues=states[CleanupState.CONTINUES],
            void=states[CleanupState.VOID],
            amend=states[CleanupState.AMEND],
            conditional=sum(row.listed.condition is not None for row in rows),
            unmatched=sum(row.document is None for row in rows),
        )
    for row in cleanup.rows:
        if row.document is None:
            name = node_name(row.listed.title or row.listed.words, row.listed.number)
            yield say(lang, "cleanup.unmatched", name=name, said=listed_words(row.listed))


def _by_decision(rows: Sequence[ListedRow]) -> list[list[ListedRow]]:
    found: dict[str, list[ListedRow]] = {}
    for row in rows:
        found.setdefault(row.decision.id, []).append(row)
    return list(found.values())


def cleanup_json(cleanup: Cleanup) -> dict[str, object] | None:
    """Returns CLEANUP of docs/json.md; None where there is nothing to tell."""
    if cleanup.is_empty:
        return None
    return {
        "before": _tally_json(cleanup.before),
        "after": _tally_json(cleanup.after),
        "decisions": [_decision_json(rows) for rows in _by_decision(cleanup.rows)],
        "rows": [_row_json(row) for row in cleanup.rows],
    }


def _tally_json(tally: Tally) -> dict[str, object]:
    counts = {verdict.value: count for verdict, count in tally.counts.items()}
    return {"counts": counts, "gaps": tally.gaps, "must_mend": tally.must_mend}


def _decision_json(rows: Sequence[ListedRow]) -> dict[str, object]:
    decision, states = rows[0].decision, Counter(row.listed.state for row in rows)
    return {
        "document": decision.id,
        "title": decision.title,
        "number": decision.number,
        "date": decision.date.isoformat() if decision.date else None,
        "states": {state.value: states[state] for state in CleanupState},
        "conditional": sum(row.listed.condition is not None for row in rows),
        "unmatched": sum(row.document is None for row in rows),
    }


def _row_json(row: ListedRow) -> dict[str, object]:
    listed = row.listed
    return {
        "decision": listed.decision,
        "document": row.document.id if row.document else None,
        "title": listed.title,
        "number": listed.number,
        "state": listed.state.value,
        "day": listed.day.isoformat() if listed.day else None,
        "condition": listed.condition,
        "words": listed.words,
        "start": listed.span.start,
        "end": listed.span.end,
    }
