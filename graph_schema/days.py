"""Days: as a text prints them, as a person types them, and as a table or a file holds them."""

from __future__ import annotations

from datetime import date

from graph_schema.numerals import value_of

_AS_TYPED = str.maketrans("年月/.", "----", "日")


def printed_day(year: str, month: str, day: str) -> date | None:
    """Returns the day of a year, a month and a day in Arabic or Chinese digits; None if there is no such day."""
    numbers = (value_of(year), value_of(month), value_of(day))
    try:
        return date(*(n or 0 for n in numbers))
    except ValueError:
        return None


def typed_day(text: str) -> date | None:
    """Returns a day as people type it: 2022-09-13, 2022/9/13, 2022.9.13 or 2022年9月13日; None where it is none."""
    parts = text.strip().translate(_AS_TYPED).split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def iso_day(text: str) -> date | None:
    """Returns the day of YYYY-MM-DD exactly; None where the text is anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
