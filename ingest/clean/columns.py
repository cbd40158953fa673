"""Many small records kept column by column, so that a text of a million lines fits into memory.

A named tuple of four numbers takes some 170 bytes, the same numbers in arrays sixteen. The rows are
made when they are looked at, and are gone again when nobody needs them. A few rows are kept as they are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Generic, TypeVar, overload

Row = TypeVar("Row", bound=tuple[Any, ...])

_FEW = 1 << 17  # some 25 MB of rows of four numbers


class Columns(Sequence[Row], Generic[Row]):
    """A growing sequence of rows of a kind of named tuple, put together from their values.

    `codes` has a letter for each column: I for a number from 0 to 2³²-1, O for any object (shared ones, or
    nothing is won).
    """

    __slots__ = ("_columns", "_make", "_rows")

    def __init__(self, kind: type[Row], codes: str) -> None:
        # What the class itself does with its values, without a look at their names: rows are made again at each look.
        self._make = partial(tuple.__new__, kind)
        self._rows: list[Row] | None = []  # None once they are too many
        self._columns: tuple[Any, ...] = tuple([] if code == "O" else array(code) for code in codes)

    def add(self, *values: object) -> None:
        """Appends a row, given as the values of its columns."""
        if self._rows is not None:
            self._rows.append(self._make(values))
            if len(self._rows) > _FEW:
                self._lay_out(self._rows)
            return
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)

    def _lay_out(self, rows: Sequence[Row]) -> None:
        """Lays the rows out in columns."""
        for column, values in zip(self._columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
        self._rows = None

    def at_hand(self) -> Sequence[Row]:
        """Returns the rows themselves where they are few: a look at one of them then costs nothing."""
        return self if self._rows is None else self._rows

    def __len__(self) -> int:
        return len(self._columns[0]) if self._rows is None else len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if self._rows is not None:
            return self._rows[index]
        if isinstance(index, slice):
            return list(map(self._make, zip(*[column[index] for column in self._columns], strict=True)))
        return self._make([column[index] for column in self._columns])

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, zip(*self._columns, strict=True)) if self._rows is None else iter(self._rows)
