"""Says whether an instrument of the registry holds on a day."""

from __future__ import annotations

from datetime import date

from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Instrument


def begins_on(instrument: Instrument) -> date | None:
    """Returns the day from which an instrument holds; of a revised one, whose last edition may be younger, its first day.

    Where no day is on record, the first of the year that its number names.
    """
    first = next((v.effective or v.made for v in instrument.versions[:1]), None)
    return first or min(filter(None, (v.effective for v in instrument.versions)), default=_year_of_number(instrument))


def _year_of_number(instrument: Instrument) -> date | None:
    years = [parsed.year for number in instrument.numbers if (parsed := parse_spelt_number(number)) and parsed.year]
    return date(min(years), 1, 1) if years else None


def is_undated(instrument: Instrument) -> bool:
    """Tells whether nobody knows on which days an instrument holds: one repealed since when is not known, or made nobody knows when."""
    if instrument.repealed:
        return False
    return instrument.status == "repealed" or begins_on(instrument) is None


def state_on(instrument: Instrument, day: date) -> str:
    """Returns in_force, not_yet, repealed, or unknown (`is_undated`)."""
    begins = begins_on(instrument)
    if begins and day < begins:
        return "not_yet"
    if instrument.repealed:
        return "repealed" if instrument.repealed <= day else "in_force"
    return "unknown" if is_undated(instrument) else "in_force"
