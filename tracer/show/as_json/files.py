"""Writes as JSON what became of files: read into a store, or repaired in reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_schema.errors import TracerError
from graph_schema.messages import Message
from graph_schema.page_map import PageMap, Place
from graph_schema.records import Reading, SourceFile, Span
from tracer.show.as_json.decisions import moved_json
from tracer.show.decisions import DecisionRow
from tracer.show.places import places_of
from tracer.show.repairs import RepairRow


def ingest_json(
    lang: str,
    *,
    added: Sequence[str],
    unchanged: Sequence[str],
    replaced: Sequence[str],
    failed: Iterable[tuple[str, TracerError]],
    moved: Iterable[DecisionRow] = (),
    undone_lost: Iterable[tuple[str, int]] = (),
    fragments: Sequence[str] = (),
    unread: Iterable[tuple[str, Sequence[int]]] = (),
    warned: Iterable[tuple[str, Sequence[Message]]] = (),
    joined: Sequence[tuple[str, str]] = (),
    judged: tuple[int, int] | None = None,
) -> dict[str, object]:
    """Returns what `tracer ingest --json` prints: the paths by what became of them, failures with the reason.

    Where decisions follow a corrected text or have lost their words, they are `decisions`; corrected files with
    undone repairs whose place is gone are `undone_lost`; files that hold a document without its beginning `fragments`,
    those of them that continue another file `joined`; what the readers of files noticed is `warned`. Where any documents were judged anew, `judged` counts them and their measures.
    """
    return {
        "added": list(added),
        "unchanged": list(unchanged),
        "replaced": list(replaced),
        "failed": [{"path": path, "error": error.in_language(lang)} for path, error in failed],
        **moved_json(moved),
        **({"undone_lost": gone} if (gone := [{"path": path, "repairs": n} for path, n in undone_lost]) else {}),
        **({"fragments": list(fragments)} if fragments else {}),
        **({"unread": fenced} if (fenced := [{"path": path, "lines": list(at)} for path, at in unread]) else {}),
        **(
            {"warned": told}
            if (told := [{"path": path, "warnings": said_in(each, lang)} for path, each in warned])
            else {}
        ),
        **({"joined": [{"path": page, "continues": before} for page, before in joined]} if joined else {}),
        **({"judged": {"documents": judged[0], "measures": judged[1]}} if judged and judged[0] else {}),
    }


def repairs_json(reading: Reading, rows: Iterable[RepairRow], lang: str) -> dict[str, object]:
    """Returns what `tracer repairs --json` prints: the repairs of a file, and the kinds that are not made in it."""
    places = places_of(reading.source)
    return {
        "path": reading.source.path,
        "repairs": [{**_row_json(row), **places_json(places, row.span)} for row in rows],
        "kept": [undo.kind.value for undo in reading.undone if undo.span is None],
        **file_json(reading.source, lang),
    }


def said_in(messages: Iterable[Message], lang: str) -> list[str]:
    """Returns messages as sentences."""
    return [message.said_in(lang) for message in messages]


def file_json(source: SourceFile, lang: str) -> dict[str, object]:
    """Returns what a file that is more than plain text holds beside its text, as far as it has any: warnings, metadata, comments."""
    origin = source.origin
    if origin is None:
        return {}
    found = {
        "warnings": said_in(origin.warnings, lang),
        "metadata": dict(origin.metadata),
        "comments": list(origin.comments),
    }
    return {"file": {name: value for name, value in found.items() if value}}


def places_json(places: PageMap | None, span: Span) -> dict[str, object]:
    """Returns where a stretch of a text stands in its file; nothing for plain text."""
    found = [_place_json(place) for place in places.places(span.start, span.end)] if places is not None else []
    return {"places": found} if found else {}


def _place_json(place: Place) -> dict[str, object]:
    return {
        "start": place.start,
        "end": place.end,
        **({"part": place.part} if place.part else {}),
        place.unit.value: place.number,
        **({"box": [round(side, 1) for side in place.box]} if place.box else {}),
        **({"confidence": round(place.confidence, 3)} if place.confidence is not None else {}),
    }


def _row_json(row: RepairRow) -> dict[str, object]:
    return {
        "number": row.number,
        "kind": row.kind.value,
        "start": row.span.start,
        "end": row.span.end,
        "line": row.line,
        "column": row.column,
        "words": row.words,
        "replacement": row.replacement,
        "made": row.made,
    }
