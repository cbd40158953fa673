"""Whether an instrument of the registry holds on a day."""

from __future__ import annotations

from datetime import date

from graph_schema.records import Instrument


def state_on(i: Instrument, day: date) -> str:
    """in_force, not_yet, repealed, or unknown (repealed, since when is not known)."""
    begins = i.effective or i.promulgated
    if i.revised and i.promulgated and begins and i.promulgated < begins:
        begins = i.promulgated
    if begins and day < begins:
        return "not_yet"
    if i.repealed:
        return "repealed" if i.repealed <= day else "in_force"
    if i.status == "repealed":
        return "unknown"
    return "in_force"
