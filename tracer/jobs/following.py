"""Says where decisions stand after texts were corrected, and what an id of an earlier text means now (docs/semantics.md#following)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain

from graph_schema.errors import DamagedError
from graph_schema.ids import without_copy
from graph_schema.records import Reading
from graph_schema.terms import DecisionKind
from tracer.jobs.kept import library_in
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.links.following import HOLDS, Place, anchor_of, marks_of
from tracer.links.library import Library
from tracer.links.records import gather, stands_for
from tracer.show.decisions import DecisionRow, decision_rows, withdrawn_row
from tracer.store import GraphStore


@with_its_registry
def standings(store: GraphStore, subject: str | None = None) -> tuple[DecisionRow, ...]:
    """Returns all decisions of a store with where they stand now, in the order in which they were made; on one subject or all.

    Those that were taken back are there too, and those that place another decision.
    """
    if not store.decisions():
        return ()
    library = library_in(store, Tools.load(None))
    rows = {row.decision.id: row for row in decision_rows(library.decided.standings, library.records)}
    found = (rows.get(one.id) or withdrawn_row(one) for one in store.decisions())
    return tuple(row for row in found if subject is None or subject in _subjects(row))


def _subjects(row: DecisionRow) -> set[str]:
    places = {place.id for place in (row.was, row.now) if place}
    return (
        {row.decision.subject, row.decision.id} | places
        if row.decision.kind is not DecisionKind.PLACE
        else {
            row.decision.subject,
            row.decision.value,
        }
    )


def now_of(store: GraphStore, library: Library, id: str) -> Place:
    """Returns what the id of a document, measure or citation means now, that was one of an earlier text or of another copy.

    The text of the store that had it tells its words; a Place without an id where no text ever had it, or nothing is like it.
    """
    document = id.rpartition(".")[0] or id
    for reading in _readings_with(store, document):
        leaders = stands_for([reading])
        gathered = gather([reading], leaders)
        records, texts = gathered.records, gathered.texts
        follower = library.follower
        first = leaders.get(document, document)
        if id == document:
            return follower.document_now(document, marks_of(records.documents[first], texts))
        renamed = id.replace(document, first)
        record = records.measures.get(renamed) or records.citations.get(renamed)
        if record is not None:
            kept = library.measures if renamed in records.measures else library.citations
            return follower.now(id, anchor_of(record, records, texts), kept)
    return Place(None, 0.0)


def id_now(store: GraphStore, library: Library, id: str) -> str:
    """Returns the id that a document, measure or citation has now; the one given where it is known, or nothing else is sure."""
    if id in library.documents or id in library.measures or id in library.citations:
        return id
    place = now_of(store, library, id)
    return place.id if place.id is not None and place.confidence >= HOLDS else id


def ids_now(url: str, ids: Sequence[str], policy: str | None = None) -> tuple[str, ...]:
    """Returns what ids of earlier texts mean now in the store at an address, each the one given where nothing is sure."""
    with opened(url, policy=policy) as store:
        library = library_in(store, Tools.load(policy))
        return tuple(id_now(store, library, id) if id else "" for id in ids)


def _readings_with(store: GraphStore, document: str) -> Iterator[Reading]:
    """Yields the readings that hold a document, those of earlier versions last; damaged ones are passed over."""
    rows = store.index_rows((document, without_copy(document))).values()
    with suppress(DamagedError):
        now = (store.get_reading(path) for path in sorted({row.path for row in rows}))
        for reading in chain(now, (one.reading for one in store.history().earlier)):
            if any(without_copy(one.id) == without_copy(document) for one in reading.documents):
                yield reading
