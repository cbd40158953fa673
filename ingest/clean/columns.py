"""Many small records kept column by column, so that a text of a million lines fits into memory.

A named tuple of four numbers takes some 170 bytes, the same numbers in arrays sixteen. The rows are
made when they are looked at, and are gone again when nobody needs them.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

Row = TypeVar("Row")

_FEW = 1 << 13


class Columns(Sequence[Row], Generic[Row]):
    """A growing sequence of rows that `make` puts together from their values.

    `codes` has a letter for each column: I for a number from 0 to 2³²-1, O for any object (shared ones, or
    nothing is won).
    """

    __slots__ = ("_appends", "_columns", "_make")

    def __init__(self, make: Callable[..., Row], codes: str) -> None:
        self._make = make
        self._columns: tuple[Any, ...] = tuple([] if code == "O" else array(code) for code in codes)
        self._appends = tuple(column.append for column in self._columns)

    def add(self, *values: object) -> None:
        """Appends a row, given as the values of its columns."""
        for append, value in zip(self._appends, values, strict=True):
            append(value)

    def column(self, index: int) -> Sequence[Any]:
        """Returns all values of one column: a look at it makes no rows."""
        values: Sequence[Any] = self._columns[index]
        return values

    def at_hand(self) -> Sequence[Row]:
        """Returns the rows themselves where they are few: a look at one of them then costs nothing."""
        return list(self) if len(self) <= _FEW else self

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return list(map(self._make, *[column[index] for column in self._columns]))
        return self._make(*[column[index] for column in self._columns])

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, *self._columns)
