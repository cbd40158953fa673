"""Writes as JSON what became of files: read into a store, or repaired in reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph_schema.errors import TracerError
from graph_schema.records import Reading
from tracer.show.as_json.decisions import moved_json
from tracer.show.decisions import DecisionRow
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
    joined: Sequence[tuple[str, str]] = (),
    judged: tuple[int, int] | None = None,
) -> dict[str, object]:
    """Returns what `tracer ingest --json` prints: the paths by what became of them, failures with the reason.

    Where decisions follow a corrected text or have lost their words, they are `decisions`; corrected files with
    undone repairs whose place is gone are `undone_lost`; files that hold a document without its beginning `fragments`,
    those of them that continue another file `joined`. Where any documents were judged anew, `judged` counts them and their measures.
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
        **({"joined": [{"path": page, "continues": before} for page, before in joined]} if joined else {}),
        **({"judged": {"documents": judged[0], "measures": judged[1]}} if judged and judged[0] else {}),
    }


def repairs_json(reading: Reading, rows: Iterable[RepairRow]) -> dict[str, object]:
    """Returns what `tracer repairs --json` prints: the repairs of a file, and the kinds that are not made in it."""
    return {
        "path": reading.source.path,
        "repairs": [_row_json(row) for row in rows],
        "kept": [undo.kind.value for undo in reading.undone if undo.span is None],
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
