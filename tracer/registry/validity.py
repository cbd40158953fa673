"""Says whether an instrument of the registry holds on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from graph_schema.memory import remembered
from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Instrument
from tracer.registry.versions import holds_since, in_force_on, may_hold_since


def begins_on(instrument: Instrument) -> date | None:
    """Returns the day from which an instrument holds; of a revised one, whose last edition may be younger, its first day.

    Where no day is on record, the first of the year that its number names.
    """
    first = next((v.effective or v.made for v in instrument.versions[:1]), None)
    return first or min(filter(None, (v.effective for v in instrument.versions)), default=_year_of_number(instrument))


def _year_of_number(instrument: Instrument) -> date | None:
    years = [parsed.year for number in instrument.numbers if (parsed := parse_spelt_number(number)) and parsed.year]
    return date(min(years), 1, 1) if years else None


def expired_since(instrument: Instrument, day: date) -> date | None:
    """Returns the last day of the newest version begun by a day, where it was known in advance and is over; else None."""
    newest = in_force_on(instrument, day)
    return newest.until if newest and newest.until and newest.until < day else None


def ends_on(instrument: Instrument) -> date | None:
    """Returns the first day on which an instrument no longer holds: by its repeal, or after the last day of its newest version."""
    until = instrument.versions[-1].until if instrument.versions else None
    days = (instrument.repealed, until and until + timedelta(days=1))
    return min(filter(None, days), default=None)


def has_pauses(instrument: Instrument) -> bool:
    """Tells whether an earlier version may have ended before the next one began."""
    pairs = pairwise(instrument.versions)
    return any(one.until is not None and one.until < may_hold_since(other) for one, other in pairs)


def is_undated(instrument: Instrument) -> bool:
    """Tells whether nobody knows on which days an instrument holds: one repealed since when is not known, or made nobody knows when."""
    if instrument.repealed:
        return False
    return instrument.status == "repealed" or begins_on(instrument) is None


@remembered(size=16384)
def states_of(instrument: Instrument) -> tuple[tuple[date, ...], tuple[str, ...]]:
    """Returns the days on which the state of an instrument changes, the first of all days first, and the state from each of them on."""
    days, states = [date.min], [_state(instrument, date.min)]
    for day in sorted(set(_days_of(instrument))):
        state = _state(instrument, day)
        if state != states[-1]:
            days.append(day)
            states.append(state)
    return tuple(days), tuple(states)


def state_on(instrument: Instrument, day: date) -> str:
    """Returns in_force, not_yet, repealed, expired (`expired_since`), or unknown (`is_undated`)."""
    days, states = states_of(instrument)
    return states[bisect_right(days, day, lo=1) - 1]


def _days_of(instrument: Instrument) -> Iterator[date]:
    """Yields the days on which the state may change."""
    yield from filter(None, (begins_on(instrument), instrument.repealed))
    for version in instrument.versions:
        yield from (may_hold_since(version), holds_since(version))
        if version.until and version.until < date.max:
            yield version.until + timedelta(days=1)


def _state(instrument: Instrument, day: date) -> str:
    begins = begins_on(instrument)
    if begins and day < begins:
        return "not_yet"
    if instrument.repealed and instrument.repealed <= day:
        return "repealed"
    if expired_since(instrument, day):
        return "expired"
    return "unknown" if is_undated(instrument) else "in_force"
