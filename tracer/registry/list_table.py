"""Reads a national list or a place's supplement from the tables of its annex: what each column means, then item by item.

The head is known by what its cells mean, wherever the table begins; it may stand again on each page. A heading over the whole
width (一、限制市场或者行业准入) holds for the items below, a row without a number and without what is done goes on from the row
before it, notes are left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from graph_schema.errors import RegistryError
from graph_schema.terms import LABELS, CreditList, Sanction
from tracer.registry.credit_lists import CatalogItem, ListBasis, category_shown, sanction_named, sanctions_shown
from tracer.registry.statements import measure_profile

Table = Sequence[tuple[int, tuple[str, ...]]]
"""Rows of cells, each with its line in the file."""


class Column(StrEnum):
    """Says what a column of an annex holds."""

    NUMBER = "number"
    HEADING = "heading"
    WORDS = "words"
    OBJECT = "object"
    BASIS = "basis"
    EXECUTOR = "executor"
    NOTE = "note"


_MEANS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (Column.NUMBER, re.compile("^(?:序号|编号|项号|条目号|No\\.?|项目编号)$")),
    (Column.NOTE, re.compile("备注|说明|^附注")),
    (Column.OBJECT, re.compile("对象|主体(?:类型|类别|范围)|信息主体|适用范围|被惩戒")),
    (Column.BASIS, re.compile("依据|法律法规|法规政策|设定|政策文件")),
    (
        Column.EXECUTOR,
        re.compile(
            "实施(?:主体|单位|部门)|执行|责任(?:单位|部门)|归集(?:单位|部门|主体)|提供(?:单位|部门)|主管部门|牵头|认定(?:单位|部门)"
        ),
    ),
    (
        Column.WORDS,
        re.compile(
            "惩戒内容|措施内容|具体(?:措施|内容|事项|信息)|信息(?:内容|项|事项|名称)|公共信用信息$|^内容$|事项名称|条目"
        ),
    ),
    (Column.HEADING, re.compile("惩戒措施|措施(?:类别|种类|名称|类型)?$|类别|种类|大类|一级|分类|信息类型")),
)
_SAYS_LIST = ((CreditList.MEASURES, re.compile("惩戒|措施")), (CreditList.CATALOGUE, re.compile("信息")))
_NOTE_ROW = re.compile("^(?:注|备注|说明|附注|填表说明)[：:\\d一二三]|^[※*＊]")
_PAGE = re.compile("^[-—－\\s]*(?:第?\\s*\\d{1,4}\\s*页?(?:\\s*[/，,]?\\s*共?\\s*\\d{1,4}\\s*页?)?)[-—－\\s]*$")
_NUMBER = re.compile("^[（(]?(?:\\d{1,4}(?:[.．-]\\d{1,3}){0,2}|[一二三四五六七八九十百]{1,4})[）).、．]?$")
_GROUP = re.compile("^(?:第?[一二三四五六七八九十]{1,3}[、．.章类]|[（(][一二三四五六七八九十]{1,3}[）)])\\s*")
_BASIS = re.compile("《(?P<title>(?:[^《》]|《[^《》]*》)+)》(?:[（(][^（）()]*[）)])?(?P<articles>[^《；;\n]*)")
_ARTICLE = re.compile("第[零〇一二三四五六七八九十百千\\d]+条(?:之[一二三四五六七八九十])?")
# 行政许可法第七十八条、第七十九条: without the marks of a title.
_BARE_BASIS = re.compile(
    "([\u4e00-\u9fff]{2,40}?(?:法典?|条例|办法|规定|意见|决定|解释))((?:第[零〇一二三四五六七八九十百千\\d]+条[、，和至]?)*)(?=$|[；;。，、\\s])"
)
_LEAST = 3  # columns that a head must show


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundList:
    """Holds what was read of an annex: which list it seems to be, its items, what each column was taken for, and what was left out."""

    list: CreditList | None
    items: tuple[CatalogItem, ...]
    columns: tuple[tuple[str, Column | None], ...]
    skipped: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Open:
    """An item that may go on in the next row."""

    cells: dict[Column, str] = field(default_factory=dict)


def read_list(tables: Iterable[Table], name: str, which: CreditList | None = None) -> FoundList:
    """Returns the list that the tables of a file hold. RegistryError where no head is found, or no item below one."""
    items: list[CatalogItem] = []
    skipped: list[tuple[int, str]] = []
    columns: tuple[tuple[str, Column | None], ...] = ()
    head: list[Column | None] | None = None
    seen: list[str] = []
    for table in tables:
        at, head_here = _head_of(table)
        if head_here is None and head is None:
            seen += [cell for _, row in table[:3] for cell in row if cell][:8]
            continue
        if head_here is not None:
            head = head_here
            columns = columns or tuple(zip(_titles(table, at, len(head)), head, strict=True))
        which = which or _list_shown(title for title, _ in columns)
        below = [row for row in table if row[0] > at] if head_here is not None else list(table)
        items += _items(below, head or [], skipped, which)
    if head is None:
        raise RegistryError("list_import.no_head", name=name, seen=seen or ["—"])
    if not items:
        raise RegistryError("list_import.no_items", name=name, columns=[title for title, _ in columns])
    return FoundList(list=which, items=tuple(items), columns=columns, skipped=tuple(skipped))


# --- the head --------------------------------------------------------------------------------------------


def _head_of(table: Table) -> tuple[int, list[Column | None] | None]:
    """Returns the line of the head and what its columns mean: the first row that shows enough of them, with the row below where a head has two."""
    rows = list(table)
    for index, (line, row) in enumerate(rows[:40]):
        meant = _meant(row)
        joined = _cut_head(row, rows[index + 1][1]) if index + 1 < len(rows) else None
        if joined is not None:
            return rows[index + 1][0], _settled(joined)
        if len(set(filter(None, meant))) >= _LEAST and Column.WORDS in _settled(meant):
            below = rows[index + 1] if index + 1 < len(rows) else None
            if below is not None and _is_head_too(row, below[1]):
                return below[0], _settled([low or high for low, high in zip(_meant(below[1]), meant, strict=False)])
            return line, _settled(meant)
    return 0, None


def _cut_head(row: Sequence[str], below: Sequence[str]) -> list[Column | None] | None:
    """Returns the columns of a head whose narrow cells go on in the next line of a text (序 over 号); None where it is none."""
    if len(row) != len(below) or not all(row) or all(below) or any(_NUMBER.match(cell) for cell in below):
        return None
    whole = _meant([above + under for above, under in zip(row, below, strict=True)])
    shown = sum(column is not None for column in whole)
    more = shown > sum(column is not None for column in _meant(row))
    return whole if more and len(set(filter(None, whole))) >= _LEAST and Column.WORDS in _settled(whole) else None


def _meant(row: Sequence[str]) -> list[Column | None]:
    return [_meaning(cell) for cell in row]


def _meaning(cell: str) -> Column | None:
    """Returns what a cell of a head says that its column holds."""
    words = re.sub(r"\s", "", cell)
    if not words or len(words) > 16:
        return None
    return next((column for column, pattern in _MEANS if pattern.search(words)), None)


def _settled(meant: Sequence[Column | None]) -> list[Column | None]:
    """Returns the columns with what is done among them: 惩戒措施 is what is done where no column says more, else the kind."""
    if Column.WORDS in meant or Column.HEADING not in meant:
        return list(meant)
    last = max(index for index, column in enumerate(meant) if column is Column.HEADING)
    return [Column.WORDS if index == last else column for index, column in enumerate(meant)]


def _is_head_too(above: Sequence[str], row: Sequence[str]) -> bool:
    """Tells whether a row is the second line of a head: its cells are those above, or say what a column holds."""
    told = list(dict.fromkeys(cell for cell in row if cell))
    shown = sum(_meaning(cell) is not None for cell in told)
    alike = sum(cell in above for cell in told)
    return (
        bool(told)
        and shown >= 2
        and (shown + alike) >= len(told)
        and not any(_NUMBER.match(c) or _GROUP.match(c) for c in told)
    )


def _titles(table: Table, line: int, width: int) -> list[str]:
    index = next(n for n, (number, _) in enumerate(table) if number == line)
    row, above = table[index][1], table[index - 1][1] if index else ()
    if _cut_head(above, row) is not None:
        row = tuple(high + low for high, low in zip(above, row, strict=True))
    return [*row, *[""] * (width - len(row))][:width]


def _list_shown(titles: Iterable[str]) -> CreditList | None:
    words = "".join(titles)
    return next((which for which, pattern in _SAYS_LIST if pattern.search(words)), None)


# --- the items ---------------------------------------------------------------------------------------------


def _items(
    rows: Iterable[tuple[int, tuple[str, ...]]],
    head: Sequence[Column | None],
    skipped: list[tuple[int, str]],
    which: CreditList | None,
) -> list[CatalogItem]:
    """Returns the items of the rows below a head."""
    found: list[_Open] = []
    heading = ""
    for line, row in rows:
        told = list(dict.fromkeys(cell for cell in row if cell))
        if not told or (all(_PAGE.match(cell) for cell in told) and len(told) == 1 and len(head) > 1):
            continue
        if (len(told) == 1 and _NOTE_ROW.match(told[0])) or _NOTE_ROW.match(row[0] if row else ""):
            skipped.append((line, told[0]))
            continue
        if sum(_meaning(cell) is not None for cell in told) >= _LEAST and not any(_NUMBER.match(c) for c in told):
            continue  # the head again, on the next page
        cells = _by_column(row, head)
        if len(told) == 1 and (_GROUP.match(told[0]) or (len(row) > 1 and all(cell == told[0] for cell in row))):
            heading = _GROUP.sub("", told[0])
            continue
        if found and _goes_on(cells, found[-1].cells, head):
            for column, words in cells.items():
                before = found[-1].cells.get(column, "")
                found[-1].cells[column] = before if words == before else before + words
            continue
        if not cells.get(Column.WORDS):
            skipped.append((line, " ".join(told)))
            continue
        cells.setdefault(Column.HEADING, "")
        cells[Column.HEADING] = cells[Column.HEADING] or heading
        found.append(_Open(cells))
    return [_item(open_item.cells, number, which) for number, open_item in enumerate(_filled(found), 1)]


def _by_column(row: Sequence[str], head: Sequence[Column | None]) -> dict[Column, str]:
    cells: dict[Column, str] = {}
    for cell, column in zip(row, head, strict=False):
        if cell and column is not None and cell not in cells.get(column, ""):
            cells[column] = f"{cells[column]} {cell}" if column in cells else cell
    return cells


def _goes_on(cells: dict[Column, str], before: dict[Column, str], head: Sequence[Column | None]) -> bool:
    """Tells whether a row only goes on from the one before: it has no number where rows have one, and lacks most of an item.

    A merged cell stands in each of its rows: the number of the row before with another measure is another part of that item.
    """
    if Column.NUMBER in head:
        number = cells.get(Column.NUMBER, "")
        if number and number != before.get(Column.NUMBER):
            return False
        if number:
            return cells.get(Column.WORDS) in (None, before.get(Column.WORDS))
        return not (cells.get(Column.WORDS) and cells.get(Column.OBJECT) and bases_in(cells.get(Column.BASIS, "")))
    return Column.WORDS not in cells


def _filled(found: Sequence[_Open]) -> list[_Open]:
    """Returns the items, those without a kind or number with that of the item above: a cell left empty below, or cut by a page."""
    above = number = ""
    for one in found:
        number = one.cells.get(Column.NUMBER) or number
        if number:
            one.cells[Column.NUMBER] = number
        above = one.cells.get(Column.HEADING) or above
        one.cells[Column.HEADING] = above
    return list(found)


def _item(cells: dict[Column, str], place: int, which: CreditList | None) -> CatalogItem:
    words, heading = cells[Column.WORDS], cells.get(Column.HEADING, "")
    item = CatalogItem(
        number=cells.get(Column.NUMBER, str(place)).strip("（）().、．"),
        heading=heading,
        words=words,
        object=cells.get(Column.OBJECT, ""),
        bases=bases_in(cells.get(Column.BASIS, "")),
        executor=cells.get(Column.EXECUTOR, ""),
    )
    if which is CreditList.CATALOGUE:
        return replace(item, category=category_shown(heading) or category_shown(words))
    return replace(item, sanctions=_sanctions(heading, words))


def _sanctions(heading: str, words: str) -> tuple[Sanction, ...]:
    """Returns the kinds of an item: by the name of a kind in its heading, else by what is done."""
    plain = re.sub(r"[\W_]|依法|相关|或者|或|和", "", heading)
    for sanction, (label, _) in LABELS[Sanction].items():
        name = re.sub(r"[\W_]|依法|相关|或者|或|和", "", label)
        if plain and (name in plain or plain in name):
            return (Sanction(sanction),)
    profile = measure_profile(words, words, restrains=True)
    acts = profile.acts & {"list", "publish", "share"}
    return (
        sanctions_shown(sorted(profile.fields), words)
        or sanction_named(words)
        or sanction_named(heading)
        or sanctions_shown(sorted(acts), words)
    )


def bases_in(cell: str) -> tuple[ListBasis, ...]:
    """Returns the bases that a cell names: 《行政许可法》第七十八条、第七十九条；《…》."""
    marked = [
        ListBasis(title=m["title"], articles=tuple(_ARTICLE.findall(m["articles"]))) for m in _BASIS.finditer(cell)
    ]
    bare = () if marked else _BARE_BASIS.finditer(cell)
    return tuple(marked or (ListBasis(title=m[1], articles=tuple(_ARTICLE.findall(m[2]))) for m in bare))
