"""The decisions of a store whose texts were corrected, with the marks that decisions of earlier versions of the program lack.

Those kept the words alone. The store still has the text that they were made on among its earlier readings: it tells
number, title, provision and the rest, and they follow a correction like any other decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from graph_schema.errors import DamagedError
from graph_schema.ids import without_copy
from graph_schema.records import Anchor, Decision, Reading
from tracer.links.decided import kept_for
from tracer.links.following import HOLDS, Follower, Kept, anchor_of
from tracer.links.records import Records, Texts, gather, stands_for
from tracer.store.base.log import History


class Decisions(Protocol):
    """The side of a store that has decisions, and what it held before."""

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """Returns the decisions in the order in which they were made."""
        ...

    def history(self) -> History:
        """Returns the log, the decisions and what earlier versions held."""
        ...


def decisions_among(store: Decisions, is_held: Callable[[str], bool]) -> tuple[Decision, ...]:
    """Returns the decisions of a store, each with the marks of its document as far as they are known; `is_held` tells which documents it has now."""
    decisions = store.decisions()
    bare = {_document(one) for one in decisions if one.withdrawn is None and _is_bare(one)}
    bare = {document for document in bare if not is_held(document)}
    if not bare:
        return decisions
    with suppress(DamagedError):  # what is damaged tells nothing more; `store check` names it
        for earlier in store.history().earlier:
            found = bare & {without_copy(document.id) for document in earlier.reading.documents}
            if found:
                decisions = _marked(decisions, found, earlier.reading)
    return decisions


def _is_bare(decision: Decision) -> bool:
    return decision.subject_at is None or decision.subject_at.marks is None


def _document(decision: Decision) -> str:
    return without_copy(decision.subject.rpartition(".")[0])


def _marked(decisions: Iterable[Decision], documents: set[str], reading: Reading) -> tuple[Decision, ...]:
    """Returns the decisions, those on these documents with the marks that the reading tells."""
    leaders = stands_for([reading])
    gathered = gather([reading], leaders)
    records, texts = gathered.records, gathered.texts
    follower = Follower(records, texts, leaders)
    return tuple(
        replace(
            one,
            subject_at=_full(one.subject, one.subject_at, kept_for(one, records), follower, records, texts),
            value_at=one.value_at and _full(one.value, one.value_at, records.citations, follower, records, texts),
        )
        if _is_bare(one) and _document(one) in documents
        else one
        for one in decisions
    )


def _full(
    id: str, anchor: Anchor | None, kept: Kept, follower: Follower, records: Records, texts: Texts
) -> Anchor | None:
    """Returns the anchor that a decision made today on these words would have; the one given where they are not found."""
    place = follower.now(id, anchor, kept)
    record = kept.get(place.id or "")
    return anchor if record is None or place.confidence < HOLDS else anchor_of(record, records, texts)
