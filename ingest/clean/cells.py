"""Tables that were copied with a cell a line: their rows are put together again, with tabs between the cells.

The head is known by 序号 on a line of its own and the names of columns below it, a row by its running number and by having as many
lines as the head. A last cell for remarks may be empty, and one cell may be a list of several lines; the first row of which it
cannot be told ends the table, and what follows is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.edits import CUT, Edit, made
from ingest.clean.undoing import Undoing

_HEAD = re.compile(r"(?m)^[ \u3000]*序[ \u3000]*号[ \u3000]*\r?$")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_END = re.compile("[\r\n]")
_NUMBER = re.compile(r"0{0,2}(\d{1,4})[.、．]?")
_KNOWN = re.compile(
    "措施|依据|名称|文号|文件|单位|部门|机关|事项|内容|对象|主体|备注|时间|日期|类型|类别|情形|行为|程序|方式|期限|条款|标题|项目"
)
_NO_NAME = re.compile(r"[。；：？！，]|^\d")
_LONGEST_NAME = 20
_COLUMNS = range(3, 16)
_FEWEST_ROWS = 2
_LONGEST_CELL = 2_000
_MOST_MORE = 12  # lines of a row beside those of the head
_REMARKS = re.compile("备注|说明|其他")
_ROOM = 4  # characters
_LISTED = re.compile(r"《|[(（]?[1-9一二三四五六七八九十]{1,2}[.、．)）]\s*\D|[①-⑳]")


class _Cell(NamedTuple):
    """Holds a line: its words, and where they stand."""

    words: str
    start: int
    end: int


def with_cells_in_rows(text: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns a text of the same length in which the cells of a row stand on one line."""
    edits: list[Edit] = []
    done = 0
    for head in _HEAD.finditer(text):
        if head.start() < done:
            continue
        rows = _rows(text, head.start())
        for row in rows:
            for left, right in pairwise(row):
                gap = right.start - left.end
                edits.append(Edit(RepairKind.LINE_BREAK, left.end, right.start, "\t", "\t" + CUT * (gap - 1)))
                edits += [Edit(RepairKind.LINE_BREAK, at, at + 1, "", CUT) for at in _breaks(text, right)]
            done = row[-1].end
    return made(text, edits, repairs, undone) if edits else text


def _rows(text: str, start: int) -> list[list[_Cell]]:
    """Returns the rows of the table whose head begins here, each as its cells; none where it is no such table."""
    lines = _lines(text, start)
    head: list[_Cell] = []
    first: _Cell | None = None
    for line in lines:
        if head and _value(line) == 1:
            first = line
            break
        if len(line.words) > _LONGEST_NAME or _NO_NAME.search(line.words) or len(head) >= _COLUMNS.stop:
            return []
        head.append(line)
    if first is None or len(head) not in _COLUMNS or not any(_KNOWN.search(cell.words) for cell in head[1:]):
        return []
    rows = list(_numbered(lines, first, head))
    return [head, *rows] if len(rows) >= _FEWEST_ROWS else []


def _numbered(lines: Iterator[_Cell], first: _Cell, head: list[_Cell]) -> Iterator[list[_Cell]]:
    """Yields the rows that follow one another by their numbers, as long as it is plain which lines are the cells of each."""
    row = [first]
    number, longest = 1, 0
    for line in lines:
        if _value(line) == number + 1 and len(row) >= len(head) - 1:
            cells = _cells(row, head)
            if not cells:
                return
            yield cells
            longest = max(longest, len(cells[-1].words)) if len(cells) == len(head) else longest
            row, number = [line], number + 1
        elif len(row) < len(head) + _MOST_MORE and len(line.words) <= _LONGEST_CELL:
            row.append(line)
        else:
            break
    # Nothing tells where the last row ends but the number of its cells: what is no cell may stand where the last one is empty.
    row = row[: len(head)]
    if any(_value(cell) == number + 1 for cell in row[1:]):
        return
    if len(row) == len(head) and (not longest or len(row[-1].words) <= 2 * longest + _ROOM):
        yield row
    elif len(row) >= len(head) - 1 and _REMARKS.search(head[-1].words):
        yield row[: len(head) - 1]


def _cells(row: list[_Cell], head: list[_Cell]) -> list[_Cell]:
    """Returns the cells of a row; none where it has other lines than the head and nothing tells why."""
    more = len(row) - len(head)
    if more == -1 and _REMARKS.search(head[-1].words):
        return row  # the last cell is empty
    if more <= 0:
        return row if more == 0 else []
    # One cell has several lines, each of which begins as one of a list does.
    listed = [bool(_LISTED.match(cell.words)) for cell in row]
    at = [k for k in range(1, len(head)) if all(listed[k : k + more + 1]) and sum(listed) == more + 1]
    if len(at) != 1:
        return []
    whole = _Cell("", row[at[0]].start, row[at[0] + more].end)
    return [*row[: at[0]], whole, *row[at[0] + more + 1 :]]


def _breaks(text: str, cell: _Cell) -> Iterator[int]:
    """Yields where the line ends of a cell are."""
    return (found.start() for found in _END.finditer(text, cell.start, cell.end))


def _lines(text: str, start: int) -> Iterator[_Cell]:
    """Yields the lines from an offset on that are not blank."""
    for found in _LINE.finditer(text, start):
        words = found[0].strip(" \u3000\t\r\n")
        if words:
            at = found.start() + found[0].index(words)
            yield _Cell(words, at, at + len(words))


def _value(line: _Cell) -> int | None:
    found = _NUMBER.fullmatch(line.words)
    return int(found[1]) if found else None
