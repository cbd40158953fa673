"""Finds in a text the cells of its tables that are one with the cell above.

A row that has no words of its own in the column of the basis rests on what the merged cell says; one that was left empty
rests on nothing. The text shows both alike, the spans of FileText.tables tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.formats.file_text import FileText, Table

_MOST_BETWEEN = 8  # lines between two rows of one table: heads printed again, numbers of pages


def merged_cells(found: FileText) -> Iterator[tuple[int, int]]:
    """Yields where in the text rows begin in which a cell of the row above goes on, and the column."""
    tables = [table for table in found.tables if _has_merged(table)]
    if not tables:
        return
    lines: list[tuple[int, list[str]]] = []
    at = 0
    for line in found.text.split("\n"):
        lines.append((at, [cell.strip() for cell in line.split("\t")]))
        at += len(line) + 1
    first = 0
    for table in tables:
        covered: dict[int, int] = {}
        is_begun = False
        for _, cells in table.rows:
            words = {column: cell.words.strip() for column, cell in cells if cell.words.strip()}
            last = first + _MOST_BETWEEN if is_begun else len(lines)
            place = next((n for n in range(first, min(last, len(lines))) if _is_row(lines[n][1], words)), None)
            if place is not None:
                first, is_begun = place + 1, True
                yield from (
                    (lines[place][0], column) for column, rows in covered.items() if rows and column not in words
                )
            covered = {column: rows - 1 for column, rows in covered.items() if rows > 1}
            covered |= {
                column: cell.rows - 1
                for at_column, cell in cells
                if cell.rows > 1
                for column in range(at_column, at_column + cell.columns)
            }


def _has_merged(table: Table) -> bool:
    return any(cell.rows > 1 for _, cells in table.rows for _, cell in cells)


def _is_row(cells: list[str], words: dict[int, str]) -> bool:
    """Tells whether a line is a row with these words in these columns."""
    return bool(words) and all(column < len(cells) and cells[column] == said for column, said in words.items())
