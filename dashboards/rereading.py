"""The one thing that a screen changes: a file of the store is read again, with some of its repairs undone."""

from __future__ import annotations

import os
from collections.abc import Sequence

from dashboards.rights import may_write
from graph_schema.errors import InputError
from graph_schema.records import Reading, Span, Undo


def read_again(store: str, sha256: str, undone: Sequence[Undo]) -> Reading:
    """Returns the new reading of the files of these bytes, which the store now holds. TracerError where it cannot."""
    if not may_write():
        raise InputError("screen.read_only")
    # The reader is heavy, and most visitors only look.
    from tracer import jobs

    return jobs.undo_repairs(store, sha256, undone, policy=os.environ.get("TRACER_POLICY") or None)


def document_at(reading: Reading, place: Span) -> str:
    """Returns the id of the document that now stands where another stood before; empty where there is none."""

    def shared(span: Span) -> int:
        return min(span.end, place.end) - max(span.start, place.start)

    best = max(reading.documents, key=lambda document: shared(document.span), default=None)
    return best.id if best is not None and shared(best.span) > 0 else ""
