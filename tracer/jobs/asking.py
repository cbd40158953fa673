"""Tells what a question to a store is about before it is answered: whether there is such a document or place, and was read for the policy.

No finding must not read as no gap. Whatever has findings is there; only of what has none the index is asked.
"""

from __future__ import annotations

from dataclasses import replace

from graph_schema.errors import NotFoundError
from graph_schema.ids import is_document_id
from graph_schema.numbers import normal_number
from graph_schema.records import Document
from graph_schema.regions import is_in
from tracer.jobs.following import id_now
from tracer.jobs.kept import UpToDate
from tracer.jobs.opening import is_document
from tracer.links.sheets import MEASURED, PLACE, UNREAD
from tracer.show.page import lines_of
from tracer.store import Filters
from tracer.store.base.search import HitKind

_HITS = 10_000  # titles and numbers that are looked at for one that a person named


def as_asked(kept: UpToDate, filters: Filters) -> Filters:
    """Returns the filters: a document named by the id of an earlier text is the one that it is now.

    NotFoundError where there is nothing to report on: no document at all, none of that name or place, or nothing read for the policy.
    """
    if not _has_any(kept, Filters()):
        _require_read_for(kept)
        if next(kept.view.index_documents(), None) is None:
            raise NotFoundError("store.empty")
    wanted, region = filters.document, filters.region
    if wanted is not None and not (_has_any(kept, Filters(document=wanted)) or _is_there(kept, wanted)):
        document = id_now(kept.store, kept.library, wanted) if is_document_id(wanted) else wanted
        if document not in kept.library.documents:
            raise NotFoundError("store.no_document_named", document=wanted)
        filters = replace(filters, document=document)
    if region is not None and not (_has_any(kept, Filters(region=region)) or _is_place(kept, region)):
        raise NotFoundError("store.no_place", region=region)
    return filters


def unread_lines(
    kept: UpToDate, filters: Filters, most: int | None = None
) -> tuple[tuple[tuple[str, tuple[int, ...]], ...], int]:
    """Returns the files of the place or document asked about with fenced lines that hold words of measures, and these lines; the first `most`, and how many there are."""
    found: list[tuple[str, tuple[int, ...]]] = []
    paths = sorted({path for path, _ in kept.view.index_kind(UNREAD)})
    is_of_all = filters.region is None and filters.document is None
    for path in paths[:most] if is_of_all else paths:
        reading = kept.view.get_reading(path)
        if is_of_all or any(_is_asked(document, filters) for document in reading.documents):
            found.append((path, lines_of(reading, reading.unread)))
    return tuple(found[:most]), len(paths if is_of_all else found)


def _is_asked(document: Document, filters: Filters) -> bool:
    placed = filters.region is None or is_in(document.region, filters.region)
    return placed and (filters.document is None or is_document(document, filters.document))


def _has_any(kept: UpToDate, filters: Filters) -> bool:
    """Tells whether there is a finding that passes, also one that counts nowhere."""
    tally = kept.answers.tally(kept.judgement.policy, kept.judgement.as_of, filters)
    return any(tally.verdicts.values()) or any(tally.groups.values())


def _require_read_for(kept: UpToDate) -> None:
    """Raises NotFoundError where the store was read for another campaign: measures that nobody looked for are no clean bill."""
    kinds, view = kept.policy.kinds, kept.view
    for _, document in view.index_kind(MEASURED):
        if any(measure.kind in kinds for measure in kept.library.measures_in.get(document, ())):
            return
    if not all(kept.store.has(entry.path, entry.sha256) for entry in view.entries()):
        raise NotFoundError("store.not_read_for", policy=kept.policy.id)


def _is_there(kept: UpToDate, wanted: str) -> bool:
    """Tells whether a document without findings is meant: by id, by number or by words of its title."""
    if kept.view.index_rows((wanted,)):
        return True
    number = normal_number(wanted)
    hits = kept.store.search(wanted, limit=_HITS)
    return any(
        (hit.kind is HitKind.NUMBER and number is not None and hit.text == number)
        or (hit.kind is HitKind.TITLE and bool(wanted.strip()) and wanted in hit.text)
        for hit in hits
    )


def _is_place(kept: UpToDate, region: str) -> bool:
    """Tells whether a document of a place is there."""
    return any(is_in(place, region) for place in dict.fromkeys(place for place, _ in kept.view.index_kind(PLACE)))
