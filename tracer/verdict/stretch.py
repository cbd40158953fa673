"""Holds days that remember for how long what is made of them comes out the same (docs/decisions/0037-stretches-of-days.md).

A finding hangs on the day asked for only by comparisons with other days. A `Day` is a date that notes of each comparison
on which days it would come out alike: all of them together hold from `since` and before `until`, and on every day between
judging anew says the same. Whatever else is asked of it (its year, its words, a sum, a place in a set) shows the day
itself: then the stretch is that one day.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from typing import Any, Generic, SupportsIndex, TypeVar

OPEN = date.max
"""The `until` of a stretch without an end; itself, which stands for no day known, it lies in no stretch."""
_ONE = timedelta(days=1)

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class Day(date):
    """A day asked for, and the stretch of days on which all that it was compared with stands to them as to it."""

    __slots__ = ("plain", "since", "until")
    plain: date
    since: date
    until: date

    @classmethod
    def of(cls, day: date) -> Day:
        """Returns a day of which nothing was asked yet: another one of its own, where it is a Day already."""
        plain = day.plain if isinstance(day, Day) else day
        new = cls(plain.year, plain.month, plain.day)
        new.plain, new.since, new.until = plain, date.min, OPEN
        return new

    def within(self, since: date, until: date) -> None:
        """Notes that something made of this day holds from a day on and before another one."""
        if since > self.since:
            self.since = since
        if until < self.until:
            self.until = until

    def has(self, day: date) -> bool:
        """Tells whether a plain day lies in the stretch as far as it is known."""
        return self.since <= day < self.until

    def shown(self) -> date:
        """Returns the plain day, for what shows it: it holds on no other."""
        self.within(self.plain, _after(self.plain))
        return self.plain

    # --- comparisons: asked of this class first on whichever side it stands ---

    def __lt__(self, other: date) -> bool:
        other = _plain(other)
        if date.__lt__(self, other):
            if other < self.until:
                self.until = other
            return True
        if other > self.since:
            self.since = other
        return False

    def __ge__(self, other: date) -> bool:
        return not self < other

    def __le__(self, other: date) -> bool:
        other = _plain(other)
        return True if other == OPEN else self < other + _ONE  # no day is after the last one

    def __gt__(self, other: date) -> bool:
        return not self <= other

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, date):
            return False
        day: date = _plain(other)
        if date.__eq__(self, day):
            self.shown()
            return True
        # Notes on which side of the other one this day lies.
        return not (self < day) if date.__lt__(self, day) else self <= day

    def __ne__(self, other: object) -> bool:
        return not self == other

    # --- everything else shows the day itself ---

    def __hash__(self) -> int:
        return hash(self.shown())

    @property
    def year(self) -> int:
        """Returns the year; the stretch is this day."""
        return self.shown().year

    @property
    def month(self) -> int:
        """Returns the month; the stretch is this day."""
        return self.shown().month

    @property
    def day(self) -> int:
        """Returns the day of the month; the stretch is this day."""
        return self.shown().day

    def __add__(self, other: timedelta) -> Any:
        return self.shown() + other

    def __radd__(self, other: timedelta) -> Any:
        return self.shown() + other

    def __sub__(self, other: Any) -> Any:
        return self.shown() - _plain(other)

    def __rsub__(self, other: date) -> timedelta:
        return other - self.shown()

    def __str__(self) -> str:
        return str(self.shown())

    def __repr__(self) -> str:
        return repr(self.shown())

    def __format__(self, form: str) -> str:
        return format(self.shown(), form)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return self.shown().__reduce_ex__(protocol)

    def replace(self, *args: Any, **changes: Any) -> Any:
        """Returns the plain day with other parts; the stretch is this day."""
        return self.shown().replace(*args, **changes)

    def isoformat(self) -> str:
        """Returns the day in ISO form; the stretch is this day."""
        return self.shown().isoformat()

    def strftime(self, form: str) -> str:
        """Returns the day in a form; the stretch is this day."""
        return self.shown().strftime(form)

    def ctime(self) -> str:
        """Returns the day as ctime does; the stretch is this day."""
        return self.shown().ctime()

    def toordinal(self) -> int:
        """Returns the number of the day; the stretch is this day."""
        return self.shown().toordinal()

    def timetuple(self) -> Any:
        """Returns the day as a struct_time; the stretch is this day."""
        return self.shown().timetuple()

    def weekday(self) -> int:
        """Returns the day of the week; the stretch is this day."""
        return self.shown().weekday()

    def isoweekday(self) -> int:
        """Returns the day of the week, Monday 1; the stretch is this day."""
        return self.shown().isoweekday()

    def isocalendar(self) -> Any:
        """Returns year, week and day of the week; the stretch is this day."""
        return self.shown().isocalendar()


def _plain(other: Any) -> Any:
    return other.shown() if type(other) is Day else other


def _after(day: date) -> date:
    return day + _ONE if day < OPEN else OPEN


class Stretches(Generic[KeyT, ValueT]):
    """Remembers what was made of a key and a day, each answer with the stretch on which it holds.

    Who asks with a day that lies in the stretch gets the answer, and the stretch is noted on that day as if the answer had been
    made of it. It begins anew when `size` keys are held; of one key the last few stretches are.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: dict[KeyT, tuple[tuple[date, date, ValueT], ...]] = {}

    def of(self, key: KeyT, day: Day, make: Callable[[Day], ValueT]) -> ValueT:
        """Returns what `make` makes of a day, or has made of another one of the same stretch."""
        plain, held = day.plain, self._held.get(key, ())
        for since, until, value in held:
            if since <= plain < until:
                day.within(since, until)
                return value
        own = Day.of(plain)
        value = make(own)
        if len(self._held) >= self._size and key not in self._held:
            self._held = {}
        self._held[key] = ((own.since, own.until, value), *held[: _MOST - 1])
        day.within(own.since, own.until)
        return value

    def __len__(self) -> int:
        return len(self._held)


_MOST = 4  # stretches of one key that are remembered
