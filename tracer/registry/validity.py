"""Says whether an instrument of the registry holds on a day."""

from __future__ import annotations

from datetime import date

from graph_schema.records import Instrument


def begins_on(instrument: Instrument) -> date | None:
    """Returns the day from which an instrument holds; of a revised one, whose last edition may be younger, its first day."""
    begins = instrument.effective or instrument.promulgated
    if instrument.revised and instrument.promulgated and begins and instrument.promulgated < begins:
        return instrument.promulgated
    return begins


def state_on(instrument: Instrument, day: date) -> str:
    """Returns in_force, not_yet, repealed, or unknown (repealed, since when is not known)."""
    begins = begins_on(instrument)
    if begins and day < begins:
        return "not_yet"
    if instrument.repealed:
        return "repealed" if instrument.repealed <= day else "in_force"
    if instrument.status == "repealed":
        return "unknown"
    return "in_force"
