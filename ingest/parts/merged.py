"""Knows the cells of tables that are one with the cell above, which a text cannot tell from empty ones."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection

from graph_schema.records import SourceFile


class MergedCells:
    """Holds for each row of a file's tables the columns in which the cell above goes on."""

    def __init__(self, source: SourceFile) -> None:
        """Takes what the reader of the file noted."""
        columns: defaultdict[int, set[int]] = defaultdict(set)
        for row, column in source.origin.merged if source.origin is not None else ():
            columns[row].add(column)
        self._text, self._columns, self._rows = source.text, columns, sorted(columns)

    def columns_at(self, at: int) -> Collection[int]:
        """Returns the columns of the row that begins at an offset of the file's text, or a few blanks before it."""
        number = bisect_right(self._rows, at) - 1
        if number < 0:
            return ()
        row = self._rows[number]
        return () if "\n" in self._text[row:at] else self._columns[row]
