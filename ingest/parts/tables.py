"""Tables of measures: a header row that names its columns (措施内容 · 适用对象 · 依据 · 实施单位), one measure a row.

Lists of measures (措施清单, 联合惩戒措施表) state in one cell what is done and in another what it rests
on. Cells are parted by tabs, as tables are written into texts. What a row cites in its 依据 cell is the
basis of the measures of that row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.parts.lines import Kind, Line

_MEASURE_COLUMN = re.compile(
    "(?:失信|联合|守信|具体|主要|信用)*(?:惩戒|激励|奖惩|约束|限制|惩罚|处理|处置|监管|修复|应用)?(?:措施|内容|方式|事项)(?:内容|名称|说明|描述)?|"
    "(?:惩戒|激励|奖惩|处理|限制)(?:内容|方式|事项)|结果(?:应用|运用)|处理(?:意见|结果|办法)|奖惩|(?:评分|计分|扣分|加分|考核)(?:标准|办法|细则)"
)
_BASIS_COLUMN = re.compile(
    "(?:政策|法律|法规|设定|实施|制定|主要|惩戒|文件|规范性文件|法律法规|、|及|和|或)*依据(?:及条款|内容|名称|文件)?"
)
_BEARER_COLUMN = re.compile("(?:适用|惩戒|奖惩|激励|约束|失信|责任)?(?:对象|主体|情形|行为)(?:范围)?")
_LONGEST_NAME = 14
_AS_ABOVE = re.compile(r"[\s（(]*(?:〃|″|同上|同前)[\s）)。]*")
_FEWEST_SUBS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of measures: its cells that state measures and those that state a basis, and its heading.

    Cells are half-open offsets of the text; `heading` is the subheading above the row, else the
    name of the column of measures, and whom the row bears on. `unstated` are the columns of the basis where the row states none.
    """

    measures: tuple[tuple[int, int], ...]
    basis: tuple[tuple[int, int], ...]
    heading: str
    unstated: frozenset[int] = frozenset()


def rows_of_tables(lines: Sequence[Line]) -> dict[int, Row]:
    """Reads the rows of the tables of measures: line (index) → row, for all rows below a header row that names a column of measures."""
    rows: dict[int, Row] = {}
    columns: _Columns | None = None
    subheading = ""
    below: tuple[str, ...] | None = None
    for number, line in enumerate(lines):
        if below is not None and line.kind is Kind.TABLE:
            below = None  # the second row of a head
            continue
        if line.kind is not Kind.TABLE:
            # A subheading between two rows says of which kind the next ones are.
            subheading = line.flat if columns and len(line.flat) <= 30 and not line.flat.endswith("。") else ""
            columns = columns if subheading else None
            continue
        cells = _cells(line)
        following = lines[number + 1] if number + 1 < len(lines) else None
        if following is not None and following.kind is Kind.TABLE:
            below = _second_head(line.flat, following.flat)
        named = _columns(line.flat, below or ())
        if named is None and below is not None:
            below = None
        if named:
            columns, subheading = named, ""
        elif columns:
            words = line.flat.split("\t")
            bearers = "".join(c for k, c in enumerate(words) if k in columns.bearers)
            states_none = not any(k < len(words) and _states(words[k]) for k in columns.basis)
            rows[number] = Row(
                measures=tuple(c for k, c in enumerate(cells) if k in columns.measures and c[1] - c[0] >= 4),
                basis=tuple(c for k, c in enumerate(cells) if k in columns.basis),
                heading=f"{subheading or columns.name}，{bearers}",
                unstated=columns.basis if states_none else frozenset(),
            )
    return rows


def _states(cell: str) -> bool:
    """Tells whether a cell has words of its own."""
    return bool(cell.strip()) and _AS_ABOVE.fullmatch(cell) is None


def rows_as_above(
    rows: Mapping[int, Row], lines: Sequence[Line], merged: Callable[[int], Collection[int]]
) -> frozenset[int]:
    """Returns the rows whose basis is that of the row above: the cell says so (同上, 〃), or is one with the cell above.

    `merged` gives the columns of such cells in the row that begins at an offset of the text: the words alone do not tell them
    from cells that are empty.
    """
    found = set()
    for number, row in rows.items():
        words = lines[number].flat.split("\t")
        says = any(k < len(words) and _AS_ABOVE.fullmatch(words[k]) for k in row.unstated)
        if says or (row.unstated and not row.unstated.isdisjoint(merged(lines[number].paragraph.start))):
            found.add(number)
    return frozenset(found)


class _Columns(NamedTuple):
    """The columns of measures, of their basis and of those who bear them, and the name of the first."""

    measures: frozenset[int]
    basis: frozenset[int]
    bearers: frozenset[int]
    name: str


def _second_head(flat: str, below: str) -> tuple[str, ...] | None:
    """Returns the cells of the second row of a head, which name what a cell of the first is parted into; None where it is none."""
    heads, subs = ([cell.strip() for cell in words.split("\t")] for words in (flat, below))
    width = max(len(heads), len(subs))  # the last cells are cut off where they are empty
    heads, subs = ([*cells, *[""] * (width - len(cells))] for cells in (heads, subs))
    if subs[0] or sum(map(bool, subs)) < _FEWEST_SUBS or "" not in heads[1:]:
        return None
    if any(len(words) > _LONGEST_NAME or words[:1].isdigit() for words in subs):
        return None
    # One of them stands where a cell of the first row goes on to the right.
    return tuple(subs) if heads[0] and any(sub and not head for head, sub in zip(heads, subs, strict=True)) else None


def _columns(flat: str, below: Sequence[str] = ()) -> _Columns | None:
    """Tells what the columns below a head are, whose second row may be given; None where the row is no such head."""
    names = [re.sub(r"[\s（）]", "", cell) for cell in flat.split("\t")]
    if any(len(x) > _LONGEST_NAME for x in names):
        return None
    subs = [re.sub(r"[\s（）]", "", cell) for cell in below] or [""] * len(names)
    names += [""] * (len(subs) - len(names))
    for k, sub in enumerate(subs):
        if sub and not names[k]:
            names[k] = names[k - 1]
    measures = [
        k
        for k, (x, sub) in enumerate(zip(names, subs, strict=True))
        if _MEASURE_COLUMN.fullmatch(sub) or (_MEASURE_COLUMN.fullmatch(x) and not _BASIS_COLUMN.fullmatch(sub))
    ]
    if not measures:
        return None
    basis = frozenset(
        k
        for k, (x, sub) in enumerate(zip(names, subs, strict=True))
        if k not in measures and (_BASIS_COLUMN.fullmatch(x) or _BASIS_COLUMN.fullmatch(sub))
    )
    bearers = frozenset(k for k, x in enumerate(names) if _BEARER_COLUMN.fullmatch(x))
    return _Columns(frozenset(measures), basis, bearers, names[measures[0]])


def _cells(line: Line) -> list[tuple[int, int]]:
    cells = []
    at = line.paragraph.start
    for cell in line.flat.split("\t"):
        start = at + len(cell) - len(cell.lstrip())
        cells.append((start, at + len(cell.rstrip())))
        at += len(cell) + 1
    return cells
