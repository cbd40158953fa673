"""Writes instruments of the registry as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from graph_schema.records import Instrument
from tracer.registry.own_rows import kept_decisions_on, kept_row


def instrument_json(instrument: Instrument) -> dict[str, object]:
    """Returns an instrument with where its row comes from and what people decided to be it, now or before."""
    row, decisions = kept_row(instrument.id), kept_decisions_on(instrument.id)
    moved = [{**asdict(m), "day": m.day.isoformat()} for m in instrument.moved if m.old != m.new]
    facts = {k: v for k, v in asdict(instrument).items() if k != "moved"}
    days = {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}
    return {
        **days,
        "revised": [day.isoformat() for day in instrument.revised],
        "moved": moved,
        "source": {"file": row.source, "line": row.line, "sha256": row.sha256, "imported": row.imported}
        if row
        else None,
        "decisions": [asdict(d) for d in decisions],
    }
