"""The judged store, kept between clicks and judged afresh when the store, the day or the rules change."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from graph_schema.records import Finding
from tracer.show.personal import snapshot_under
from tracer.show.rows import DocumentRow, Snapshot, default_store_url, documents, load_snapshot, registry_edition

KEPT = 6
"""So many judged days are kept in memory."""
SHORT = 60
"""A store that is no file is asked again after so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A snapshot with what every page asks of it: the documents issued by its day, and lookups by id.

    All of it is without personal data, unless that was asked for; `said` has the findings as the documents say them, for
    searches alone: words are found as they stand and shown masked. `findings` and `by_document` hold what counts nowhere too
    (`snapshot.aside`), for it can be shown; `snapshot.findings` are those that count.
    """

    snapshot: Snapshot
    documents: tuple[DocumentRow, ...]
    findings: Mapping[str, Finding]
    by_document: Mapping[str, tuple[Finding, ...]]
    said: Mapping[str, Finding]

    @property
    def as_of(self) -> date:
        """Returns the day on which everything was judged."""
        return self.snapshot.as_of


def store_shown() -> str:
    """Returns the address of the store whose pages these are."""
    return os.environ.get("TRACER_STORE") or default_store_url()


def edition_now() -> str:
    """Returns the edition of the registry of the store shown as it stands now."""
    return registry_edition(store_shown())


def load_board(day: date, edition: str, *, personal: bool = False) -> Board:
    """Returns the board of a day by an edition of the registry, from memory where nothing changed.

    TracerError where there is no store, or no such edition of its registry.
    """
    url, policy = store_shown(), os.environ.get("TRACER_POLICY") or None
    return _board(url, day, policy, edition, _state_of(url), personal=personal)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _board(url: str, day: date, policy: str | None, edition: str, state: str, *, personal: bool) -> Board:
    """Returns the board of a day with personal data or without."""
    return make_board(_judged(url, day, policy, edition, state), personal=personal)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _judged(url: str, day: date, policy: str | None, edition: str, state: str) -> Snapshot:
    """Returns the store judged on a day, kept as long as `state` is the same: it only tells one state of the store from another."""
    latest = _latest(url, day, policy)
    snapshot = load_snapshot(url, day, policy, latest[0] if latest else None, edition)
    latest[:] = [snapshot]
    return snapshot


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _latest(url: str, day: date, policy: str | None) -> list[Snapshot]:
    """Returns the last snapshot of a store on a day, so that a file read anew touches only what rests on it."""
    return []


def make_board(judged: Snapshot, *, personal: bool = False) -> Board:
    """Returns the lookups of a snapshot, without personal data unless that is asked for."""
    snapshot = judged if personal else snapshot_under(judged)
    by_document: dict[str, list[Finding]] = {}
    shown, said = (*snapshot.findings, *snapshot.aside), (*judged.findings, *judged.aside)
    for finding in shown:
        by_document.setdefault(finding.document.id, []).append(finding)
    return Board(
        snapshot=snapshot,
        documents=tuple(row for row in documents(snapshot) if row.date is None or row.date <= snapshot.as_of),
        findings={finding.measure.id: finding for finding in shown},
        by_document={
            document: tuple(sorted(found, key=lambda f: (f.measure.span.start, f.measure.span.end)))
            for document, found in by_document.items()
        },
        said={finding.measure.id: finding for finding in said},
    )


def _state_of(url: str) -> str:
    """Returns something that changes when the store does: times and sizes of its files, else the clock."""
    if not url.startswith("sqlite:///"):
        return str(int(time.time() // SHORT))
    path = Path(url.removeprefix("sqlite:///"))
    return " ".join(_stamp(file) for file in (path, path.with_name(f"{path.name}-wal")))


def _stamp(file: Path) -> str:
    try:
        stat = file.stat()
    except OSError:
        return "-"
    return f"{stat.st_mtime_ns}:{stat.st_size}"
