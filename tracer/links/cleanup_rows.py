"""The rows of a cleanup decision as they stand: in a table, on numbered lines, below each other, in a sentence, each below its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graph_schema.first_use import later
from graph_schema.numbers import normal_number
from graph_schema.records import Document, Span
from graph_schema.terms import CleanupState
from tracer.links.cleanup_words import AMEND, DAY_WORDS, KEEP, VOID, flat_words, state_of

TITLE = later("《(?:[^《》\n]|《[^《》\n]*》){3,120}》")
NUMBER = later(
    r"(?P<title>(?:[\u4e00-\u9fff]*?(?:通知|办法|意见|规定|方案|细则|决定|公告|通告))?)[\u4e00-\u9fff]{1,14}[〔［\[（(【﹝][12][0-9]{3}年?[〕］\]）)】﹞]第?[0-9]{1,5}号|[\u4e00-\u9fff]{2,20}令(?:〔?[12][0-9]{3}〕?年?)?第?[0-9]{1,5}号"
)
_BEHIND_TITLE = later("[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]")
_MARK = later(
    r"(?:[（(][0-9一二三四五六七八九十百]{1,4}[)）]|[0-9]{1,3}[.．、)）]|[一二三四五六七八九十百]{1,4}、|第[0-9一二三四五六七八九十百]{1,4}[条项]|[①-⑳●•·◆■▪—-])"
)
_WIDE_BLANK = later(r"[ \u3000]{2,}|\u3000")
_SERIAL = later(r"[0-9]{1,4}[.．、]?")
_BAR = later("[|│┃｜]")
_OUTER_BARS = later(r"^[|│┃｜]|[|│┃｜]$")
_RULE = later(r"[\s|│┃｜+\-=:_─━┄┅—┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝═║]{3,}")
_TICK = later("[√✓✔☑■●★是vV]+")
_NUMERALS = str.maketrans("一二三四五六七八九１２３４５６７８９", "123456789123456789")
ANNEX = later("附(?:件|表|录)(?:[：:]?([0-9一二三四五六七八九１-９]{1,2}))?")
NAMES_LIST = later("^.{0,40}(?:目录|清单|名单|一览表|汇总表|列表|文件)(?:（[^（）]{1,10}）)?$")
_TERM_COLUMN = later("有效期.{0,4}|(?:失效|废止|停止执行)(?:日期|时间)")
_HEADS_LIST = later("目录|清单|文件|如下|下列|以下|规定|名称|一览|汇总|列表|附件|[件部个][（(：:。]?|[：:]$")
_LONGEST_HEADING = 110
_SHORTEST_TITLE = 5
_LONGEST_ROW = 6  # lines of one row whose cells stand below each other
_GENRE = later(
    "(?:通知|意见|办法|规定|细则|方案|决定|公告|通告|规则|条例|措施|制度|规程|标准|纲要|规划|目录|清单|函|批复|复函|指引|指南|章程|准则|预案)(?:[（(][^（）()]{1,12}[)）])?$"
)
_NAME_COLUMN = later("(?:规范性)?(?:文件|规章|政策)?(?:名称|标题|题目|题名)|文件")
_NUMBER_COLUMN = later("(?:发文|文件)?(?:文号|字号|编号|发文号)")
_RESULT_COLUMN = later(
    "(?:清理|处理|审查|评估)?(?:结果|意见|结论|方式|建议|类别|类型|情况)|备注|说明|状态|效力|有效性|有效期限?"
)
_VERDICT_COLUMN = later("(?:清理|处理|审查|审核|评估)?(?:结果|意见|结论|决定|方式|建议)|状态|效力|有效性")
_REASON_COLUMN = later(".{0,6}(?:理由|原因|依据)")
_SERIAL_COLUMN = later("序号|编号|号")
_RESTS = later("(?:根据|依据|按照|依照|遵照|贯彻|落实|执行|结合)[^，。；]{0,20}$")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table of a list by what they hold, and their heads; `groups` are merged cells of results left of the names."""

    names: frozenset[int]
    numbers: frozenset[int]
    serials: frozenset[int]
    groups: frozenset[int]
    heads: tuple[str, ...]


@dataclass(slots=True)
class Section:
    """The state and the columns of the rows below a heading, until the next one, and the number of the annex that it stands in ("" for one without)."""

    state: CleanupState | None = None
    words: str = ""
    columns: _Columns | None = None
    annex: str | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a text: where it begins in the file, its words without the blanks around them, and how many tabs were among these in front."""

    start: int
    words: str
    tabs: int = 0

    @property
    def end(self) -> int:
        """Returns where it ends in the file."""
        return self.start + len(self.words)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: its span, what names the document, and all that is said of it there."""

    span: Span
    title: str | None
    number: str | None
    words: str
    remark: str


def rows_of(document: Document, whole: Document, text: str) -> Iterator[tuple[Section, Row]]:
    """Yields the rows of a text, each with the section that it stands in."""
    heading = document.title or "" if document.id != whole.id else ""
    lines = _lines(text, document.span)
    section = Section(state_of(heading), heading, annex=_annex_above(text, document.span.start))
    group: dict[int, str] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        flat = flat_words(line.words)
        cells = _cells(line)
        if cells:
            columns = _columns(cells)
            if columns is not None:
                section, group = replace(section, columns=columns), {}
                continue
            while at < len(lines) and (more := _continues(lines[at], cells, section.columns)):
                cells = [one + other for one, other in zip(cells, more, strict=True)]
                line = _Line(line.start, text[line.start : lines[at].end], line.tabs)
                at += 1
            for k in section.columns.groups if section.columns else ():
                group[k] = cells[k] = cells[k] or group.get(k, "")
            row = _of_cells(line, cells, section.columns)
            if row is not None:
                yield section, row
            continue
        if _SERIAL.fullmatch(flat):  # the cells of a row below each other
            upto = at
            while upto < len(lines) and upto - at < _LONGEST_ROW and not _ends_row(lines[upto], lines[at:upto]):
                upto += 1
            row = _of_lines(lines[at - 1 : upto])
            if row is not None:
                yield section, row
                at = upto
            continue
        rows = tuple(_of_sentence(line))
        if rows:
            yield from ((section, row) for row in rows)
        else:
            annex = ANNEX.match(flat)
            if annex:
                section = replace(section, annex=annex_number(annex[1]))
            elif section.state is None and section.annex is not None and NAMES_LIST.search(flat):
                section = replace(section, words=flat)
            if _is_heading(flat):
                section = Section(state_of(flat), flat, section.columns, section.annex)


def _lines(text: str, span: Span) -> list[_Line]:
    """Returns the lines of a stretch of a text, without empty ones and rules between the rows of a table."""
    found, at = [], span.start
    for part in text[span.start : span.end].splitlines(keepends=True):
        words = part.strip()
        if words and not _RULE.fullmatch(words):
            first = part.index(words[0])
            found.append(_Line(at + first, words, part.count("\t", 0, first)))
        at += len(part)
    return found


def _ends_row(line: _Line, before: Sequence[_Line]) -> bool:
    flat = flat_words(line.words)
    if _SERIAL.fullmatch(flat):
        return True
    return (
        bool(before) and _is_heading(flat) and state_of(flat) is not None and not _GENRE.search(flat) and len(flat) > 8
    )


def _is_heading(flat: str) -> bool:
    """Tells whether a line says what becomes of the documents below it."""
    if len(flat) > _LONGEST_HEADING or NUMBER.search(flat):
        return False
    said = bool(VOID.search(flat) or KEEP.search(flat) or AMEND.search(flat))
    return said and bool(_HEADS_LIST.search(flat) or len(flat) <= 12)


def _annex_above(text: str, start: int) -> str | None:
    """Returns the number of the annex that a part of a file is, as it stands directly above it; None where none does."""
    above = flat_words(text[max(0, start - 40) : start].rstrip().rpartition("\n")[2])
    found = ANNEX.match(above)
    return annex_number(found[1]) if found else None


def annex_number(printed: str | None) -> str:
    """Returns the number of an annex in Arabic digits; "" for one without a number."""
    return (printed or "").translate(_NUMERALS)


def _continues(line: _Line, cells: Sequence[str], columns: _Columns | None) -> list[str]:
    """Returns the cells of a line of a table with bars that goes on with the row above, whose cells were too narrow; none where it does not."""
    if columns is None or not columns.serials or not _BAR.search(line.words):
        return []
    more = _cells(line)
    serials = [k for k in columns.serials if k < len(more)]
    goes_on = len(more) == len(cells) and bool(serials) and not any(more[k] for k in serials)
    return more if goes_on and not any(more[k] for k in columns.groups) else []


def _cells(line: _Line) -> list[str]:
    """Returns the cells of a line that is a row of a table: parted by tabs, bars, commas or blanks; none where it is a line of text."""
    words = line.words
    if "\t" in words:
        return [*[""] * line.tabs, *(flat_words(cell) for cell in words.split("\t"))]
    if len(_BAR.findall(words)) > 1:
        return [flat_words(cell) for cell in _BAR.split(_OUTER_BARS.sub("", words))]
    parted = [flat_words(cell).strip('"“”') for cell in re.split("[,，]", words)]
    if len(parted) > 2 and (
        _columns(parted) or (_SERIAL.fullmatch(parted[0]) and any(NUMBER.fullmatch(cell) for cell in parted))
    ):
        return parted
    wide = [flat_words(cell) for cell in _WIDE_BLANK.split(words)]
    if len(wide) > 1 and (NUMBER.search(flat_words(words)) or _columns(wide)):
        return wide
    parts = words.split()
    return parts if len(parts) > 2 and _SERIAL.fullmatch(parts[0]) and NUMBER.search(parts[-1] + parts[-2]) else []


def _columns(row: Sequence[str]) -> _Columns | None:
    """Returns what the columns below a header row hold; None where the row is no header."""
    cells = [re.sub(r"[\s（）()]", "", cell) for cell in row]
    names = frozenset(k for k, cell in enumerate(cells) if _NAME_COLUMN.fullmatch(cell))
    if not names or any(len(cell) > 14 for cell in cells):
        return None
    return _Columns(
        names=names,
        numbers=frozenset(k for k, cell in enumerate(cells) if _NUMBER_COLUMN.fullmatch(cell)),
        serials=frozenset(k for k, cell in enumerate(cells) if _SERIAL_COLUMN.fullmatch(cell)),
        groups=frozenset(k for k, cell in enumerate(cells[: min(names)]) if _RESULT_COLUMN.fullmatch(cell)),
        heads=tuple(cells),
    )


def _of_cells(line: _Line, cells: Sequence[str], columns: _Columns | None) -> Row | None:
    """Reads a row of a table."""
    named = [k for k in (columns.names if columns else ()) if k < len(cells) and cells[k]]
    if not named:
        named = [k for k, cell in enumerate(cells) if TITLE.search(cell) or _GENRE.search(_without_number(cell))][:1]
    title = _title_in(cells[named[0]]) if named else None
    numbered = [k for k in (columns.numbers if columns else ()) if k < len(cells) and _number_in(cells[k])]
    search = [cells[k] for k in (*numbered, *named)] or cells
    number = next((number for cell in search if (number := _number_in(cell))), None) or next(
        (number for cell in cells if (number := _number_in(cell))), None
    )
    if title is None and number is None:
        return None
    used = {*named[:1], *numbered, *(columns.serials if columns else ())}
    heads = dict(enumerate(columns.heads if columns else ()))
    said = [(heads.get(k, ""), cell) for k, cell in enumerate(cells) if k not in used]
    said = [(head, cell) for head, cell in said if not _REASON_COLUMN.fullmatch(head)]
    said.sort(key=lambda one: _VERDICT_COLUMN.fullmatch(one[0]) is None)
    remark = "\t".join(_said_in(cell, head) for head, cell in said)
    remark += "\t" + _rest_of(cells[named[0]]) if named else ""
    return Row(Span(line.start, line.end), title, number, "".join(line.words.split("\n")), remark)


def _said_in(cell: str, head: str) -> str:
    """Returns what a cell says: a tick says the head of its column, and a day in a column of days says it with the head."""
    if _TICK.fullmatch(cell):
        return head
    if _TERM_COLUMN.fullmatch(head) and re.match(f"[自至到]?{DAY_WORDS}", cell):
        until = "至" if head.startswith("有效期") and not head.endswith("至") and cell[0] not in "至到自" else ""
        return head + until + cell
    return "" if _SERIAL.fullmatch(cell) else cell


def _of_lines(lines: Sequence[_Line]) -> Row | None:
    """Reads a row whose cells stand below each other, its serial first."""
    cells = [flat_words(line.words) for line in lines[1:]]
    numbered = next((k for k, cell in enumerate(cells) if NUMBER.search(cell)), None)
    number = _number_in(cells[numbered]) if numbered is not None else None
    before = cells[:numbered] if numbered else cells[:1]
    title = _title_in("".join(before)) if before else None
    if number is None and title is None:
        return None
    behind = cells[(len(before) if numbered is None else numbered + 1) :]
    words = "\t".join(line.words for line in lines)
    return Row(Span(lines[0].start, lines[-1].end), title, number, words, "\t".join(behind))


def _of_sentence(line: _Line) -> Iterator[Row]:
    """Reads the documents that a line names, each with what is said before the first, behind the last and beside it."""
    words = line.words
    titles = list(TITLE.finditer(words))
    if not titles:
        flat = flat_words(words)
        mark = _MARK.match(flat)
        item = flat[mark.end() :] if mark else flat
        printed = NUMBER.search(item)
        name, rest = _parted(item, printed)
        # Title and number alone on a line are a row without a mark as well.
        marked = mark or (printed and not rest and _GENRE.search(name))
        if marked and len(name) >= _SHORTEST_TITLE and (printed or _GENRE.search(name)) and not _is_heading(flat):
            yield Row(Span(line.start, line.end), name, _number_of(printed) if printed else None, words, rest)
        elif not mark:
            yield from _of_enumeration(line)
        return
    lead, tail = words[: titles[0].start()], ""
    for nth, found in enumerate(titles):
        if _RESTS.search(words[: found.start()]):
            continue
        stop = titles[nth + 1].start() if nth + 1 < len(titles) else len(words)
        beside = words[found.end() : stop]
        brackets = _BEHIND_TITLE.match(beside)
        number = _number_in(flat_words(brackets[0])) if brackets else _number_in(flat_words(beside))
        if brackets is None and number is None and nth + 1 < len(titles):
            number = None
        end = found.end() + (brackets.end() if brackets else 0)
        last = words[titles[-1].end() :]
        tail = last[: stop_at.start()] if (stop_at := re.search("[。；]", last)) else last
        said = f"{lead}\t{beside if len(titles) > 1 else ''}\t{tail}"
        yield Row(Span(line.start + found.start(), line.start + end), found[0][1:-1], number, words, said)


def _of_enumeration(line: _Line) -> Iterator[Row]:
    """Reads what a sentence lists without marks of titles behind its colon: 决定废止下列文件：1.某办法（某政发〔2019〕3号）；2.…."""
    lead, colon, listed = line.words.partition("：")
    if state_of(flat_words(lead)) is None:
        return
    for item in re.finditer("[^；。]+", listed):
        words = item[0].strip()
        flat = _MARK.sub("", flat_words(words), count=1) if _MARK.match(flat_words(words)) else flat_words(words)
        printed = NUMBER.search(flat)
        name, rest = _parted(flat, printed)
        if printed and len(name) >= _SHORTEST_TITLE:
            start = line.start + len(lead + colon) + item.start() + item[0].index(words)
            yield Row(Span(start, start + len(words)), name, _number_of(printed), words, f"{rest}\t{lead}")


def _parted(item: str, printed: re.Match[str] | None) -> tuple[str, str]:
    """Returns the title that an item without 《》 opens with, and what it says behind title and number."""
    if printed is not None:
        begins = printed.start() + len(printed["title"] or "")
        return item[:begins].strip("（(，,、 "), item[printed.end() :].strip("）)")
    name, mark, rest = re.sub("[。；;]$", "", item).partition("，")
    return name, mark + rest


def _number_in(cell: str) -> str | None:
    found = NUMBER.search(cell)
    return _number_of(found) if found else None


def _number_of(found: re.Match[str]) -> str | None:
    """Returns a number in normal form, without the title that stands before it without a bracket."""
    return normal_number(found[0].removeprefix(found["title"] or ""))


def _without_number(cell: str) -> str:
    kept = NUMBER.sub(lambda found: found["title"] or "", cell)
    return re.sub("[（(][)）]", "", kept).strip("、，,；;。 ").removesuffix("（").removesuffix("(")


def _title_in(cell: str) -> str | None:
    """Returns the title that a cell holds: what stands in 《》, else all of it but number, mark and brackets."""
    found = TITLE.search(cell)
    if found:
        return found[0][1:-1]
    title = _MARK.sub("", _without_number(cell), count=1) if _MARK.match(cell) else _without_number(cell)
    return title if len(title) >= _SHORTEST_TITLE else None


def _rest_of(cell: str) -> str:
    """Returns what a cell says beside title and number: 《…》（自2024年起废止）."""
    return (
        NUMBER.sub("", TITLE.sub("", cell))
        if TITLE.search(cell)
        else " ".join(re.findall("[（(][^（）()]*[）)]", cell))
    )
