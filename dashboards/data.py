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
from tracer.show.rows import DocumentRow, Snapshot, default_store_url, documents, load_snapshot, registry_edition

KEPT = 6
"""So many judged days are kept in memory."""
SHORT = 60
"""A store that is no file is asked again after so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A snapshot with what every page asks of it: the documents issued by its day, and lookups by id."""

    snapshot: Snapshot
    documents: tuple[DocumentRow, ...]
    findings: Mapping[str, Finding]
    by_document: Mapping[str, tuple[Finding, ...]]

    @property
    def as_of(self) -> date:
        """Returns the day on which everything was judged."""
        return self.snapshot.as_of


def load_board(day: date, store: str | None = None) -> Board:
    """Returns the board of a day, from memory where nothing changed. TracerError where there is no store."""
    url = store or os.environ.get("TRACER_STORE") or default_store_url()
    return _judged(url, day, os.environ.get("TRACER_POLICY") or None, f"{_state_of(url)} {registry_edition()}")


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _judged(url: str, day: date, policy: str | None, state: str) -> Board:
    """Returns the board of a day, kept as long as `state` is the same: it only tells one state of the store from another."""
    latest = _latest(url, day, policy)
    snapshot = load_snapshot(url, day, policy, latest[0] if latest else None)
    latest[:] = [snapshot]
    return make_board(snapshot)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _latest(url: str, day: date, policy: str | None) -> list[Snapshot]:
    """Returns the last snapshot of a store on a day, so that a file read anew touches only what rests on it."""
    return []


def make_board(snapshot: Snapshot) -> Board:
    """Returns the lookups of a snapshot."""
    by_document: dict[str, list[Finding]] = {}
    for finding in snapshot.findings:
        by_document.setdefault(finding.document.id, []).append(finding)
    return Board(
        snapshot=snapshot,
        documents=tuple(row for row in documents(snapshot) if row.date is None or row.date <= snapshot.as_of),
        findings={finding.measure.id: finding for finding in snapshot.findings},
        by_document={
            document: tuple(sorted(found, key=lambda f: (f.measure.span.start, f.measure.span.end)))
            for document, found in by_document.items()
        },
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
