"""Says whether an instrument of the registry holds on a day."""

from __future__ import annotations

from datetime import date

from graph_schema.records import Instrument


def begins_on(i: Instrument) -> date | None:
    """Returns the day from which an instrument holds; of a revised one, whose last edition may be younger, its first day."""
    begins = i.effective or i.promulgated
    if i.revised and i.promulgated and begins and i.promulgated < begins:
        return i.promulgated
    return begins


def state_on(i: Instrument, day: date) -> str:
    """Returns in_force, not_yet, repealed, or unknown (repealed, since when is not known)."""
    begins = begins_on(i)
    if begins and day < begins:
        return "not_yet"
    if i.repealed:
        return "repealed" if i.repealed <= day else "in_force"
    if i.status == "repealed":
        return "unknown"
    return "in_force"
