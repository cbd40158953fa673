"""Cleanup decisions read row by row: what a stored decision lists as in force, void or to be amended, and which stored document each row names.

A row stands in a table, on a numbered line, or in a sentence; headings, columns and the words around it say what becomes of the document
(docs/semantics.md#cleanup-lists). Rows that name no stored document are kept: nothing of a list is lost.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import SequenceMatcher

from graph_schema.days import printed_day
from graph_schema.numbers import normal_number
from graph_schema.records import Citation, Document, Span
from graph_schema.terms import CleanupState, Role
from tracer.links.power import may_repeal, wholes_of
from tracer.links.records import Records, Texts
from tracer.links.resolve import Shelf, bare, differ_by_a_word, editions, find
from tracer.registry.load import Registry, office_key


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """Holds what a row of a cleanup decision says of a document: `state`, from or by which day, under which condition.

    `document` is the stored document that the row names, None where it names none that the decision has power over. `day` is that from which a
    void one no longer holds, by which one is to be amended, or after which one that continues lapses (`until`). With a `condition` nothing is ended.
    """

    decision: str
    source: str
    span: Span
    words: str
    title: str | None
    number: str | None
    state: CleanupState
    day: date | None
    until: bool = False
    condition: str | None = None
    document: str | None = None

    @property
    def ends_on(self) -> date | None:
        """Returns the first day on which the document holds no longer by this row; None where the row ends nothing for certain."""
        if self.condition is not None or self.document is None or self.day is None:
            return None
        if self.state is CleanupState.VOID:
            return self.day
        return self.day + timedelta(days=1) if self.until else None


_DIGITS = "[0-9〇○零一二三四五六七八九十]"
_DAY = rf"(?:{_DIGITS}{{4}}年{_DIGITS}{{1,3}}月(?:{_DIGITS}{{1,3}}日|底|末)|[0-9]{{4}}年[底末]|[0-9]{{4}}[-./][0-9]{{1,2}}[-./][0-9]{{1,2}})"
_ENDS = "废止|失效|失去效力|(?:停止|终止|不再)(?:执行|施行|实施|适用|使用)|不再(?:保留|(?:继续)?有效|具有效力|作为[^，。；\t]{0,12}依据)|作废|不予保留"
_VOID = re.compile(f"{_ENDS}|(?<!有)无效")
_KEEP = re.compile("(?<!不再)继续(?:有效|执行|施行|实施|适用)|(?<!不再)(?<!不予)(?<!不)保留|现行有效|^有效$")
_AMEND = re.compile("修改|修订|修正")
_PARTLY = re.compile("(?:部分|个别|有关)(?:条款|条文|内容|废止)[^，。；\t]{0,6}")
_ABOVE = re.compile("(?:以上|上述|上列|前述)[^，。；]{0,12}(?:文件|规章|规定)")
_LATER = re.compile(
    "(?:(?:待|在|于)?[^，。；、\t（）]{0,14}(?:新|修订后|修改后|替代|有关|相关|上级|配套)[^，。；\t（）]{0,16}(?:出台|印发|公布|发布|施行|实施|生效)"
    "[^，。；\t（）]{0,8}(?:后|之日起?|时|起)[^。；\t（）]{0,8}(?:废止|失效)|逾期[^。；\t]{0,30}(?:废止|失效)|由[^，。；\t]{1,16}(?:局|委|办|厅|部门|单位|机关)[^，。；\t]{0,10}(?:废止|失效)|(?:按程序|提请|报请)[^，。；\t]{0,14}(?:废止|失效)|(?:拟|建议|应予?)(?:予以)?(?:废止|失效|宣布失效))"
)
VOID_FROM = re.compile(
    rf"[自从于](?P<day>{_DAY})(?:之日)?起?[^。；\t]{{0,10}}?(?:{_ENDS})|(?P<after>{_DAY})(?:之?后|届满后?)[，]?(?:自[行动]|即|同时)?(?:{_ENDS})"
    rf"|(?:废止|失效)(?:日期|时间)?[为：:]?自?(?P<behind>{_DAY})"
)
"""What says from which day on something is void; `after` is the last day on which it holds."""
_AT_ONCE = re.compile(
    f"自(?:本[\u4e00-\u9fff]{{2,4}})?(?:公布|发布|印发|颁布|下发|即)之?日起[^。；\t]{{0,10}}?(?:{_ENDS})"
)
_UNTIL = re.compile(rf"有效期[^。；，\t]{{0,6}}[至到](?P<day>{_DAY})")
_BY = re.compile(rf"(?P<day>{_DAY})(?:之?前|以前)")
_WHOLE = re.compile(rf"本(?:决定|通知|公告|通告|意见|文件)[^。；]{{0,4}}自(?P<day>{_DAY})起?(?:施行|实施|执行|生效)")
_IS_CLEANUP = re.compile("清理|废止|失效|继续有效|作废|有效期")
_TITLE = re.compile("《(?:[^《》\n]|《[^《》\n]*》){3,120}》")
_NUMBER = re.compile(
    r"(?P<title>(?:[\u4e00-\u9fff]*?(?:通知|办法|意见|规定|方案|细则|决定|公告|通告))?)[\u4e00-\u9fff]{1,14}[〔［\[（(【﹝][12][0-9]{3}年?[〕］\]）)】﹞]第?[0-9]{1,5}号|[\u4e00-\u9fff]{2,20}令(?:〔?[12][0-9]{3}〕?年?)?第?[0-9]{1,5}号"
)
_BEHIND_TITLE = re.compile("[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)]")
_MARK = re.compile(
    r"(?:[（(][0-9一二三四五六七八九十百]{1,4}[)）]|[0-9]{1,3}[.．、)）]|[一二三四五六七八九十百]{1,4}、|第[0-9一二三四五六七八九十百]{1,4}[条项]|[①-⑳●•·◆■▪—-])"
)
_WIDE_BLANK = re.compile(r"[ \u3000]{2,}|\u3000")
_SERIAL = re.compile(r"[0-9]{1,4}[.．、]?")
_BAR = re.compile("[|│┃｜]")
_OUTER_BARS = re.compile(r"^[|│┃｜]|[|│┃｜]$")
_RULE = re.compile(r"[\s|│┃｜+\-=:_─━┄┅—┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝═║]{3,}")
_TICK = re.compile("[√✓✔☑■●★是vV]+")
_NUMERALS = str.maketrans("一二三四五六七八九１２３４５６７８９", "123456789123456789")
_ANNEX = re.compile("附(?:件|表|录)(?:[：:]?([0-9一二三四五六七八九１-９]{1,2}))?")
_NAMES_LIST = re.compile("^.{0,40}(?:目录|清单|名单|一览表|汇总表|列表|文件)(?:（[^（）]{1,10}）)?$")
_PART = re.compile("》?(?:[（(][^（）()]*[）)])?(?:中的?|的)?第[0-9一二三四五六七八九十百零]+[条款项章节]")
_TERM_COLUMN = re.compile("有效期.{0,4}|(?:失效|废止|停止执行)(?:日期|时间)")
_NEXT_SUBJECT = re.compile(
    "，(?=其中|其余|其他|对?(?:附件|列入|纳入|以上|上述|上列|前述|所列|下列|废止|失效|宣布|公布|决定))"
)
_OF_LISTS = re.compile("(废止|失效)[^，。；]{0,12}?(?:目录|清单|名单|文件|规章)")
_HEADS_LIST = re.compile("目录|清单|文件|如下|下列|以下|规定|名称|一览|汇总|列表|附件|[件部个][（(：:。]?|[：:]$")
_LONGEST_HEADING = 110
_SHORTEST_TITLE = 5
_LONGEST_ROW = 6  # lines of one row whose cells stand below each other
_GENRE = re.compile(
    "(?:通知|意见|办法|规定|细则|方案|决定|公告|通告|规则|条例|措施|制度|规程|标准|纲要|规划|目录|清单|函|批复|复函|指引|指南|章程|准则|预案)(?:[（(][^（）()]{1,12}[)）])?$"
)
_NAME_COLUMN = re.compile("(?:规范性)?(?:文件|规章|政策)?(?:名称|标题|题目|题名)|文件")
_NUMBER_COLUMN = re.compile("(?:发文|文件)?(?:文号|字号|编号|发文号)")
_RESULT_COLUMN = re.compile(
    "(?:清理|处理|审查|评估)?(?:结果|意见|结论|方式|建议|类别|类型|情况)|备注|说明|状态|效力|有效性|有效期限?"
)
_VERDICT_COLUMN = re.compile("(?:清理|处理|审查|审核|评估)?(?:结果|意见|结论|决定|方式|建议)|状态|效力|有效性")
_REASON_COLUMN = re.compile(".{0,6}(?:理由|原因|依据)")
_SERIAL_COLUMN = re.compile("序号|编号|号")
_RESTS = re.compile("(?:根据|依据|按照|依照|遵照|贯彻|落实|执行|结合)[^，。；]{0,20}$")
_NEAR = 0.93
_LONG_ENOUGH = 10  # letters of a subject that is known again though a scan misread one


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a table of a list by what they hold, and their heads; `groups` are merged cells of results left of the names."""

    names: frozenset[int]
    numbers: frozenset[int]
    serials: frozenset[int]
    groups: frozenset[int]
    heads: tuple[str, ...]


@dataclass(slots=True)
class _Section:
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
class _Row:
    """A row as it stands: its span, what names the document, and all that is said of it there."""

    span: Span
    title: str | None
    number: str | None
    words: str
    remark: str


def listed_documents(records: Records, texts: Texts, registry: Registry, shelf: Shelf) -> tuple[ListedDocument, ...]:
    """Returns the rows of all cleanup decisions of the store, by decision, in text order."""
    documents = records.documents
    found: list[ListedDocument] = []
    by_subject: _Subjects | None = None
    for id in sorted(documents):
        document = documents[id]
        whole = wholes_of(document, documents)[-1]
        said = texts.own[id] + (
            texts.own[whole.id] if whole.id != id and _NAMES_LIST.search(document.title or "") else ""
        )
        if not _is_cleanup(document, whole) or not (_VOID.search(said) or _KEEP.search(said) or _AMEND.search(said)):
            continue
        by_subject = by_subject or _by_subject(documents)
        overall = "".join(texts.own[whole.id].split())
        for section, row in _rows_of(document, whole, texts.file[id]):
            listed = _listed(row, section, whole, document, overall)
            if listed is not None:
                target = _named(listed, whole, documents, registry, shelf, by_subject)
                found.append(replace(listed, document=target))
    return tuple(sorted(found, key=lambda row: (row.decision, row.span.start, row.span.end)))


def _is_cleanup(document: Document, whole: Document) -> bool:
    """Tells whether a text is a cleanup decision, or a list attached to one: its title says so, and it is no draft."""
    titles = (document.title or "", whole.title or "")
    return not whole.draft and any(_IS_CLEANUP.search(title) for title in titles)


# --- rows --------------------------------------------------------------------------------------


def _rows_of(document: Document, whole: Document, text: str) -> Iterator[tuple[_Section, _Row]]:
    """Yields the rows of a text, each with the section that it stands in."""
    heading = document.title or "" if document.id != whole.id else ""
    lines = _lines(text, document.span)
    section = _Section(state_of(heading), heading, annex=_annex_above(text, document.span.start))
    group: dict[int, str] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        flat = _flat(line.words)
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
            annex = _ANNEX.match(flat)
            if annex:
                section = replace(section, annex=_annex_number(annex[1]))
            elif section.state is None and section.annex is not None and _NAMES_LIST.search(flat):
                section = replace(section, words=flat)
            if _is_heading(flat):
                section = _Section(state_of(flat), flat, section.columns, section.annex)


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


def _flat(words: str) -> str:
    return "".join(words.split())


def _ends_row(line: _Line, before: Sequence[_Line]) -> bool:
    flat = _flat(line.words)
    if _SERIAL.fullmatch(flat):
        return True
    return (
        bool(before) and _is_heading(flat) and state_of(flat) is not None and not _GENRE.search(flat) and len(flat) > 8
    )


def _is_heading(flat: str) -> bool:
    """Tells whether a line says what becomes of the documents below it."""
    if len(flat) > _LONGEST_HEADING or _NUMBER.search(flat):
        return False
    said = bool(_VOID.search(flat) or _KEEP.search(flat) or _AMEND.search(flat))
    return said and bool(_HEADS_LIST.search(flat) or len(flat) <= 12)


def _annex_above(text: str, start: int) -> str | None:
    """Returns the number of the annex that a part of a file is, as it stands directly above it; None where none does."""
    above = _flat(text[max(0, start - 40) : start].rstrip().rpartition("\n")[2])
    found = _ANNEX.match(above)
    return _annex_number(found[1]) if found else None


def _annex_number(printed: str | None) -> str:
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
        return [*[""] * line.tabs, *(_flat(cell) for cell in words.split("\t"))]
    if len(_BAR.findall(words)) > 1:
        return [_flat(cell) for cell in _BAR.split(_OUTER_BARS.sub("", words))]
    parted = [_flat(cell).strip('"“”') for cell in re.split("[,，]", words)]
    if len(parted) > 2 and (
        _columns(parted) or (_SERIAL.fullmatch(parted[0]) and any(_NUMBER.fullmatch(cell) for cell in parted))
    ):
        return parted
    wide = [_flat(cell) for cell in _WIDE_BLANK.split(words)]
    if len(wide) > 1 and (_NUMBER.search(_flat(words)) or _columns(wide)):
        return wide
    parts = words.split()
    return parts if len(parts) > 2 and _SERIAL.fullmatch(parts[0]) and _NUMBER.search(parts[-1] + parts[-2]) else []


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


def _of_cells(line: _Line, cells: Sequence[str], columns: _Columns | None) -> _Row | None:
    """Reads a row of a table."""
    named = [k for k in (columns.names if columns else ()) if k < len(cells) and cells[k]]
    if not named:
        named = [k for k, cell in enumerate(cells) if _TITLE.search(cell) or _GENRE.search(_without_number(cell))][:1]
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
    return _Row(Span(line.start, line.end), title, number, "".join(line.words.split("\n")), remark)


def _said_in(cell: str, head: str) -> str:
    """Returns what a cell says: a tick says the head of its column, and a day in a column of days says it with the head."""
    if _TICK.fullmatch(cell):
        return head
    if _TERM_COLUMN.fullmatch(head) and re.match(f"[自至到]?{_DAY}", cell):
        until = "至" if head.startswith("有效期") and not head.endswith("至") and cell[0] not in "至到自" else ""
        return head + until + cell
    return "" if _SERIAL.fullmatch(cell) else cell


def _of_lines(lines: Sequence[_Line]) -> _Row | None:
    """Reads a row whose cells stand below each other, its serial first."""
    cells = [_flat(line.words) for line in lines[1:]]
    numbered = next((k for k, cell in enumerate(cells) if _NUMBER.search(cell)), None)
    number = _number_in(cells[numbered]) if numbered is not None else None
    before = cells[:numbered] if numbered else cells[:1]
    title = _title_in("".join(before)) if before else None
    if number is None and title is None:
        return None
    behind = cells[(len(before) if numbered is None else numbered + 1) :]
    words = "\t".join(line.words for line in lines)
    return _Row(Span(lines[0].start, lines[-1].end), title, number, words, "\t".join(behind))


def _of_sentence(line: _Line) -> Iterator[_Row]:
    """Reads the documents that a line names, each with what is said before the first, behind the last and beside it."""
    words = line.words
    titles = list(_TITLE.finditer(words))
    if not titles:
        flat = _flat(words)
        mark = _MARK.match(flat)
        item = flat[mark.end() :] if mark else flat
        printed = _NUMBER.search(item)
        name, rest = _parted(item, printed)
        # Title and number alone on a line are a row without a mark as well.
        marked = mark or (printed and not rest and _GENRE.search(name))
        if marked and len(name) >= _SHORTEST_TITLE and (printed or _GENRE.search(name)) and not _is_heading(flat):
            yield _Row(Span(line.start, line.end), name, _number_of(printed) if printed else None, words, rest)
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
        number = _number_in(_flat(brackets[0])) if brackets else _number_in(_flat(beside))
        if brackets is None and number is None and nth + 1 < len(titles):
            number = None
        end = found.end() + (brackets.end() if brackets else 0)
        last = words[titles[-1].end() :]
        tail = last[: stop_at.start()] if (stop_at := re.search("[。；]", last)) else last
        said = f"{lead}\t{beside if len(titles) > 1 else ''}\t{tail}"
        yield _Row(Span(line.start + found.start(), line.start + end), found[0][1:-1], number, words, said)


def _of_enumeration(line: _Line) -> Iterator[_Row]:
    """Reads what a sentence lists without marks of titles behind its colon: 决定废止下列文件：1.某办法（某政发〔2019〕3号）；2.…."""
    lead, colon, listed = line.words.partition("：")
    if state_of(_flat(lead)) is None:
        return
    for item in re.finditer("[^；。]+", listed):
        words = item[0].strip()
        flat = _MARK.sub("", _flat(words), count=1) if _MARK.match(_flat(words)) else _flat(words)
        printed = _NUMBER.search(flat)
        name, rest = _parted(flat, printed)
        if printed and len(name) >= _SHORTEST_TITLE:
            start = line.start + len(lead + colon) + item.start() + item[0].index(words)
            yield _Row(Span(start, start + len(words)), name, _number_of(printed), words, f"{rest}\t{lead}")


def _parted(item: str, printed: re.Match[str] | None) -> tuple[str, str]:
    """Returns the title that an item without 《》 opens with, and what it says behind title and number."""
    if printed is not None:
        begins = printed.start() + len(printed["title"] or "")
        return item[:begins].strip("（(，,、 "), item[printed.end() :].strip("）)")
    name, mark, rest = re.sub("[。；;]$", "", item).partition("，")
    return name, mark + rest


def _number_in(cell: str) -> str | None:
    found = _NUMBER.search(cell)
    return _number_of(found) if found else None


def _number_of(found: re.Match[str]) -> str | None:
    """Returns a number in normal form, without the title that stands before it without a bracket."""
    return normal_number(found[0].removeprefix(found["title"] or ""))


def _without_number(cell: str) -> str:
    kept = _NUMBER.sub(lambda found: found["title"] or "", cell)
    return re.sub("[（(][)）]", "", kept).strip("、，,；;。 ").removesuffix("（").removesuffix("(")


def _title_in(cell: str) -> str | None:
    """Returns the title that a cell holds: what stands in 《》, else all of it but number, mark and brackets."""
    found = _TITLE.search(cell)
    if found:
        return found[0][1:-1]
    title = _MARK.sub("", _without_number(cell), count=1) if _MARK.match(cell) else _without_number(cell)
    return title if len(title) >= _SHORTEST_TITLE else None


def _rest_of(cell: str) -> str:
    """Returns what a cell says beside title and number: 《…》（自2024年起废止）."""
    return (
        _NUMBER.sub("", _TITLE.sub("", cell))
        if _TITLE.search(cell)
        else " ".join(re.findall("[（(][^（）()]*[）)]", cell))
    )


# --- what becomes of a document ----------------------------------------------------------------


def state_of(words: str) -> CleanupState | None:
    """Returns the one state that words speak of; None where they speak of none or of several. What is void in part is amended."""
    words = _PARTLY.sub("修改", words)
    said = {
        state
        for state, pattern in (
            (CleanupState.VOID, _VOID),
            (CleanupState.CONTINUES, _KEEP),
            (CleanupState.AMEND, _AMEND),
        )
        if pattern.search(words)
    }
    if said == {CleanupState.CONTINUES, CleanupState.AMEND}:
        return CleanupState.AMEND  # 修改后继续有效
    return next(iter(said)) if len(said) == 1 else None


def _listed(row: _Row, section: _Section, whole: Document, document: Document, overall: str) -> ListedDocument | None:
    """Returns what a row says of its document; None where neither it nor its heading says what becomes of it."""
    remark = _flat_cells(row.remark)
    condition = _LATER.search(remark)
    plain = VOID_FROM.sub("", _LATER.sub("", remark))
    until, since, due = _UNTIL.search(remark), VOID_FROM.search(remark), _BY.search(remark)
    own = next((state for cell in plain.split("\t") if (state := state_of(cell)) is not None), None)
    heading = _flat(section.words)
    state = own or (CleanupState.VOID if since or (condition and "逾期" not in condition[0]) else None) or section.state
    state = state or (CleanupState.CONTINUES if until else None) or _state_of_annex(section, whole, overall)
    state = state or (
        _state_of_those_above(overall)
        if not re.sub(r"\W|[0-9一二三四五六七八九十]", "", _NUMBER.sub("", remark))
        else None
    )
    if state is None or (state is CleanupState.VOID and row.title and _names_a_part(row.title, row.words)):
        return None
    if own is None and section.state is CleanupState.CONTINUES and condition:
        state = CleanupState.VOID
    day: date | None = None
    said = condition[0] if condition else None
    if state is CleanupState.VOID:
        day = day_of(since) or _void_from(heading, plain, section.annex, whole, overall)
        heading_condition = _LATER.search(heading)
        said = said or (heading_condition[0] if heading_condition and not since else None)
    elif state is CleanupState.AMEND:
        day = day_of(due) or day_of(_BY.search(heading)) or _amend_by(overall)
        late = _LATER.search(heading) or _clause_of(overall, _AMEND, "逾期")
        said = said or (late[0] if late else None)
    else:
        day = day_of(until)
    return ListedDocument(
        decision=whole.id,
        source=document.id,
        span=row.span,
        words=row.words,
        title=row.title,
        number=row.number,
        state=state,
        day=day,
        until=state is CleanupState.CONTINUES and day is not None,
        condition=said,
    )


def _flat_cells(words: str) -> str:
    return "\t".join(_flat(cell) for cell in words.split("\t"))


def _names_a_part(title: str, words: str) -> bool:
    """Tells whether words name an article of a document rather than the whole."""
    flat = _flat(words)
    return bool(_PART.match(flat, flat.find(title) + len(title))) if title in flat else False


def _state_of_annex(section: _Section, whole: Document, overall: str) -> CleanupState | None:
    """Returns what a decision says of all that an annex lists, whose own heading says nothing: 对附件1所列文件予以废止, or its title alone."""
    if section.annex is None or not _NAMES_LIST.search(section.words):
        return None
    for clause in _clauses(overall):
        named = {
            _annex_number(number)
            for number in re.findall(f"{_ANNEX.pattern}[^，。；、]{{0,6}}(?:所列|所附|列明|中的|的)", clause)
        }
        state = state_of(clause) if named & {section.annex, ""} and not _LATER.search(clause) else None
        if state is not None:
            return state
    return state_of(whole.title or "")


def _state_of_those_above(overall: str) -> CleanupState | None:
    """Returns what a decision says of all that it has listed before: 以上2件文件自公布之日起废止."""
    said = {state_of(clause) for clause in _clauses(overall) if _ABOVE.search(clause) and not _LATER.search(clause)}
    return next(iter(said)) if len(said) == 1 else None


def _clauses(overall: str) -> Iterator[str]:
    """Yields the sentences of a text, parted where another subject begins."""
    for sentence in re.split("[。；]", overall):
        yield from _NEXT_SUBJECT.split(sentence)


def _void_from(heading: str, remark: str, annex: str | None, whole: Document, overall: str) -> date | None:
    """Returns from which day what a decision declares void is void: by the heading, a sentence of the decision, its day of effect, its own day.

    A sentence about another annex, or about the list of the others (废止, 失效), says nothing of it.
    """
    near = day_of(VOID_FROM.search(heading))
    if near is not None:
        return near
    kinds = {word for word in ("废止", "失效") if word in heading} or {w for w in ("废止", "失效") if w in remark}
    for clause in _clauses(overall):
        found = VOID_FROM.search(clause)
        at_once = _AT_ONCE.search(clause) if whole.date else None
        first = found or at_once
        if first is None or "逾期" in clause or _TITLE.search(clause):
            continue
        subject = clause[: first.start()]
        annexes = {_annex_number(number) for number in _ANNEX.findall(subject)} - {""}
        lists = set(_OF_LISTS.findall(subject))
        if (annexes and annex and annex not in annexes) or (lists and kinds and not lists & kinds):
            continue
        return day_of(found) or whole.date
    return day_of(_WHOLE.search(overall)) or whole.date


def _amend_by(overall: str) -> date | None:
    """Returns by which day a decision wants documents amended, where one of its sentences says so."""
    for sentence in re.split("[。；]", overall):
        if _AMEND.search(sentence) and not _TITLE.search(sentence):
            found = day_of(_BY.search(sentence))
            if found is not None:
                return found
    return None


def _clause_of(overall: str, about: re.Pattern[str], word: str) -> re.Match[str] | None:
    """Returns what a sentence of a decision about something says will follow (逾期未公布的，自…失效)."""
    for sentence in re.split("[。；]", overall):
        if about.search(sentence) and word in sentence:
            return _LATER.search(sentence) or re.search("逾期.+", sentence)
    return None


def day_of(found: re.Match[str] | None) -> date | None:
    """Returns the day that a pattern found; the one after it where that is the last on which something holds."""
    groups = found.groupdict() if found else {}
    if last := groups.get("after"):
        day = _printed_day(last)
        return day + timedelta(days=1) if day else None
    return _printed_day(next(filter(None, groups.values()), ""))


def _printed_day(words: str) -> date | None:
    """Returns a day as it is printed, the last of a month or year where only that is named."""
    parts = re.match(
        rf"({_DIGITS}{{4}})年({_DIGITS}{{1,3}})月(?:({_DIGITS}{{1,3}})日|[底末])|([0-9]{{4}})年[底末]|([0-9]{{4}})[-./]([0-9]{{1,2}})[-./]([0-9]{{1,2}})",
        words,
    )
    if parts is None:
        return None
    if parts[4]:
        return date(int(parts[4]), 12, 31)
    if parts[5]:
        return printed_day(parts[5], parts[6], parts[7])
    if parts[3]:
        return printed_day(parts[1], parts[2], parts[3])
    first = printed_day(parts[1], parts[2], "1")
    return first.replace(day=monthrange(first.year, first.month)[1]) if first else None


# --- which document a row names ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Subjects:
    """The stored documents by the subject of their titles, without the office before 关于."""

    documents: Mapping[str, tuple[Document, ...]] = field(default_factory=dict)


def _by_subject(documents: Mapping[str, Document]) -> _Subjects:
    found: dict[str, list[Document]] = {}
    for document in documents.values():
        if document.title:
            found.setdefault(_subject(document.title)[1], []).append(document)
    return _Subjects({key: tuple(several) for key, several in found.items()})


def _subject(title: str) -> tuple[str, str]:
    office, about, subject = title.partition("关于")
    return (bare(office), bare(subject)) if about and subject else ("", bare(title))


def _named(
    listed: ListedDocument,
    decision: Document,
    documents: Mapping[str, Document],
    registry: Registry,
    shelf: Shelf,
    subjects: _Subjects,
) -> str | None:
    """Returns the one stored document that a row names and the decision has power over; None where there is none or are several."""
    citation = Citation(
        id="",
        document=decision.id,
        provision=None,
        span=listed.span,
        text=listed.words,
        title=listed.title,
        number=listed.number,
        articles=(),
        role=Role.REPEALS,
    )
    found = find(citation, decision, registry, shelf)
    stored = [f.document for f in found if f.document is not None and f.doubt is None]
    if len(found) > 1 and len({f.target for f in found}) > 1:
        stored = []  # title and number are of different documents, or several bear the name
    if not found and listed.title:
        stored = _alike(listed, decision, subjects)
    able = [d for d in stored if wholes_of(d, documents)[-1].id != decision.id and may_repeal(decision, d)]
    return able[0].id if len(able) == 1 else None


def _alike(listed: ListedDocument, decision: Document, subjects: _Subjects) -> list[Document]:
    """Returns the documents whose title is that of a row but for its office or what a scan did to it, of no other number."""
    office, subject = _subject(listed.title or "")
    near = list(subjects.documents.get(subject, ()))
    if not near and len(subject) >= _LONG_ENOUGH:
        near = [d for key, several in subjects.documents.items() if _is_damaged(key, subject) for d in several]
    same = [d for d in near if editions(d.title or "") == editions(listed.title or "")]
    fits = [d for d in same if _is_office(office, d) and (listed.number is None or d.number in (None, listed.number))]
    return [d for d in fits if may_repeal(decision, d)]


def _is_damaged(key: str, subject: str) -> bool:
    """Tells whether one of two subjects is the other but for what a scan did to it."""
    if abs(len(key) - len(subject)) > 1 or re.sub(r"\D", "", key) != re.sub(r"\D", "", subject):
        return False
    alike = SequenceMatcher(a=key, b=subject, autojunk=False)
    return alike.quick_ratio() >= _NEAR and alike.ratio() >= _NEAR and not differ_by_a_word(key, subject)


def _is_office(office: str, document: Document) -> bool:
    """Tells whether a document may be of an office as a list names it: 市水利局 of 霁川市水利局."""
    if not office:
        return True
    key = office_key(office)
    return any(key in office_key(name) for name in (document.issuer or "", _subject(document.title or "")[0]))
