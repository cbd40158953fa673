"""Tables in a text: what stands in a column, or beside a label, that its head calls a name, a home or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from graph_schema.first_use import later
from graph_schema.personal.names import is_called, is_name, is_sounded, name_words
from graph_schema.personal.numbers import Found, Kind

_HAN = r"[\u3400-\u9fff]"
_CELL = later(r"[^\t|]+")
_WIDE_CELL = later(r"[^ \t|](?:[^\t| ]| (?! ))*")
_BLANK_CELL = later(r"[^ ]+")
_COMMA_CELL = later(r"[^,，\n]+")
_NAME = later(rf"{_HAN}(?: {{0,4}}{_HAN}){{1,5}}|{_HAN}{{1,8}}(?:·{_HAN}{{1,10}}){{1,3}}")
_LINE = later(r"[^\n]+")
_MOST_HEAD = 14
_FEWEST_BLANK = 3
"""So many cells at least has a line that single blanks divide."""
_ROWS_WITHOUT = 3
"""So many lines in a row that are no rows end a table: cells go on in lines of their own."""

_OF_NAMES = later(
    "(?:(?:失信|严重失信|申请|被处罚|违法|涉案)?(?:人员|当事人|被执行人|申请人|户主|本人|法定代表人|法人|学生|职工|驾驶员|从业人员|主要负责人|企业负责人|单位负责人|负责人)?"
    "(?:的)?(?:姓名|名字)(?:[(（/].{1,10})?"
    "|联系人|联络人|联络员|(?:企业)?法定代表人|法人(?:代表)?|(?:主要|企业|单位)?负责人(?:姓名)?|经办人|责任人|(?:失信)?被执行人|当事人|户主|申请人|股东|经营者"
    "|罪犯|被告人?|原告|驾驶员|车主|业主|网格员|实际控制人|承办人|受益人|借款人|担保人|监护人|举报人|投诉人|法定代表人[(（/].{1,10}|负责人[(（/].{1,10})"
)
_OF_NAMES_ONLY = later("姓名|户主|罪犯|联系人|驾驶员|法定代表人|法人|网格员")
_OF_HOMES = later("(?:家庭|现|居住)?(?:住址|地址)|现住址|户籍(?:所在)?地(?:址)?|户籍地址|常住地址|居住地")
_OF_HOMES_ONLY = later("家庭|住址|户籍|居住|常住")
_OF_PHONES = later(
    "(?:联系|办公|固定|手机|咨询|单位|家庭|监督|举报)?(?:电话|方式|座机|手机|传真)(?:号码?)?|手机号码?|联系号码"
)
_OF_IDENTITIES = later("(?:居民)?身份证件?(?:号码?)?|公民身份号码?|证件号码?|身份号码")
_OF_ACCOUNTS = later(
    "(?:银行|收款|个人|社保卡|一卡通)?(?:卡号|账号|帐号|账户|帐户)|银行卡(?:号码?)?|社保卡号?|一卡通号?"
)
_KINDS: Mapping[Kind, re.Pattern[str]] = {
    Kind.NAME: _OF_NAMES,
    Kind.ADDRESS: _OF_HOMES,
    Kind.PHONE: _OF_PHONES,
    Kind.IDENTITY: _OF_IDENTITIES,
    Kind.ACCOUNT: _OF_ACCOUNTS,
}
_SIGN = later("姓|名字|人|户主|罪犯|被告|原告|员|股东|者|址|户籍|居住|电话|方式|座机|手机|传真|号|账户|帐户|卡")
_HOME = later(rf"(?=[^\n]{{0,60}}{_HAN})[^\n]{{0,60}}(?:[省市县区乡镇村组号室户栋楼院巷街路弄屯庄]|\d)[^\n]{{0,20}}")
_OFFICE_HOME = later("公司|厂|店|政府|局|中心|委员会|大厦|办公|园区")
_NUMBER = later(r"[+(]?\d[\d \-()、/;,]{5,40}\d[Xx]?(?:转\d{1,5})?")
_IDENTITY = later(r"\d[\d* ]{12,22}[\dXx*]")
_ACCOUNT = later(r"\d[\d \-]{7,30}\d")

Cell = tuple[int, str]


def columns_in(plain: str) -> Iterator[Found]:
    """Yields what stands under heads, and beside labels, of tables; cells are divided by tabs, |, wide blanks or commas."""
    heads: Mapping[int, tuple[Kind, str]] = {}
    size = missed = 0
    split = _CELL
    for line in _LINE.finditer(plain):
        divided = _divided(line[0], split if heads else None)
        if divided is None:
            missed += 1
            if missed >= _ROWS_WITHOUT:
                heads = {}
            continue
        pattern, cells = divided
        named = {place: head for place, (_, words) in enumerate(cells) if (head := _head(words)) is not None}
        if named and _is_head(cells, named):
            heads, size, split, missed = named, len(cells), pattern, 0
            continue
        if heads and len(cells) == size:
            missed = 0
            for place, (kind, called) in heads.items():
                yield from _value(line.start(), cells[place], kind, called)
        elif named and pattern not in (_COMMA_CELL, _BLANK_CELL):
            for place, (kind, called) in named.items():
                if place + 1 < len(cells) and place + 1 not in named:
                    yield from _value(line.start(), cells[place + 1], kind, called)


def _divided(line: str, split: re.Pattern[str] | None) -> tuple[re.Pattern[str], list[Cell]] | None:
    """Returns the cells of a line with the pattern that divides it; None for a line without cells."""
    patterns = (
        (_CELL, "\t" in line or "|" in line),
        (_WIDE_CELL, "  " in line),
        (_COMMA_CELL, "," in line or "，" in line),
        (_BLANK_CELL, " " in line),
    )
    for pattern, holds in patterns:
        if holds and (split is None or split is pattern) and (pattern is not _WIDE_CELL or split or len(line) < 300):
            cells = list(_cells(line, pattern))
            fewest = _FEWEST_BLANK if pattern is _BLANK_CELL else 2
            if len(cells) >= fewest and (split or _may_be_head(cells)):
                return pattern, cells
    return None


def _may_be_head(cells: list[Cell]) -> bool:
    """Tells whether any cell can be a head or a label of what is looked for."""
    return any(_head(words) is not None for _, words in cells)


def _cells(line: str, pattern: re.Pattern[str]) -> Iterator[Cell]:
    """Yields the words of each cell with where they begin in the line."""
    for found in pattern.finditer(line):
        words = found[0].strip(' "“”')
        if words or pattern is not _WIDE_CELL:
            yield found.start() + (found[0].find(words) if words else 0), words


def _head(words: str) -> tuple[Kind, str] | None:
    """Returns what a head says of its column; None for another one."""
    if not words or len(words) > _MOST_HEAD or not _SIGN.search(words):
        return None
    word = name_words(words).rstrip(":").replace("*", "")
    for kind, pattern in _KINDS.items():
        if pattern.fullmatch(word):
            return kind, word
    return None


def _is_head(cells: list[Cell], named: Mapping[int, object]) -> bool:
    """Tells whether a row is the head of a table: short words, no value and no number beside them."""
    return all(len(words) <= _MOST_HEAD and not re.search(r"\d{3}", words) for _, words in cells) and not _is_labels(
        cells, named
    )


def _is_labels(cells: list[Cell], named: Mapping[int, object]) -> bool:
    """Tells whether a row is a label and its value, and no head."""
    return any(
        place + 1 < len(cells) and place + 1 not in named and is_name(name_words(cells[place + 1][1] or " "))
        for place in named
    )


def _value(start: int, cell: Cell, kind: Kind, head: str) -> Iterator[Found]:
    """Yields what a cell holds of the kind that its head names."""
    at, words = start + cell[0], cell[1]
    if kind is Kind.NAME:
        for part in re.finditer(r"[^、,，;；/]+", words):
            value = part[0].strip()
            if _NAME.fullmatch(value) and _is_person(value, head):
                begin = at + part.start() + part[0].find(value)
                yield begin, begin + len(value), kind
    elif kind is Kind.ADDRESS:
        if (
            _HOME.fullmatch(words)
            and (_OF_HOMES_ONLY.search(head) or not _OFFICE_HOME.search(words))
            and (_OF_HOMES_ONLY.search(head) or re.search(r"[村组室户栋]", words))
        ):
            yield at, at + len(words), kind
    else:
        pattern = {Kind.PHONE: _NUMBER, Kind.IDENTITY: _IDENTITY, Kind.ACCOUNT: _ACCOUNT}[kind]
        if pattern.fullmatch(words) and not re.fullmatch(r"[48]00[ \-]?\d{3,4}[ \-]?\d{3,4}", words):
            yield at, at + len(words), kind


def _is_person(value: str, head: str) -> bool:
    """Tells whether words in a column of names are one."""
    name = name_words(value)
    if "·" in name or is_name(name, called=True) or is_sounded(name):
        return True
    return _OF_NAMES_ONLY.search(head) is not None and is_called(name)
