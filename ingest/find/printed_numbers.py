"""文号 as a text prints them, in all their forms (docs/reading.md#number-forms).

国发〔2016〕33号 with any brackets or none, years and serials in numerals, several serials behind one year,
orders and announcements either way round (国务院令第8号, 省政府第8号令, 第8号市政府令), and those that
lost characters which nothing gives back: these are damaged, and stay as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph_schema.agencies import national_code
from graph_schema.numbers import normal_number, parse_spelt_number
from ingest.find import patterns
from ingest.find.near import found_near

_RUN = re.compile("[\u4e00-\u9fff、]*$")
_LONGEST_CODE = 14
_LEAD = 18  # characters before 〔2016〕 in which its code stands
_ORDER_LEAD = 42  # characters before 令第8号 in which the office that gave the order is named
_PLAIN_CODE = re.compile(r"[\u4e00-\u9fff]{1,13}[发函办字规通综文电委]$")
_OFFICE = re.compile("国务院|部|总局|委|政府|主席|署|局|厅|会|院|[国省市州县]$|行$")
_OFFICE_ENDS = re.compile("(?:国务院|部|总局|委|委员会|局|厅|办|署|行|会|院|政府)$")
_LEADS_TO_OFFICE = re.compile("^(?:以及|[日和与及由经的以为]?原?(?=..))")
_DAY = re.compile(r"\d$")
_ORDER_WORD = re.compile("令|公告")
_ORDER_BEFORE, _ORDER_BEHIND = (
    24,
    20,
)  # characters of an order's number around that word: 第12345号 and the longest office
# All that the tail of a number is made of, and what none is without.
_TAIL_RUN = re.compile(
    r"[〔（〈｛{「『【〕）〉｝}」』】\n\d一二三四五六七八九十百零〇两○年第号 .\-—·、，和及与至到~～A-Za-zＸ■□▇█▆▓◆◼▪●×?？*＊…_＿]{3,}"
)
_TAIL_SIGN = re.compile(r"[号\d]")
_SERIALS = re.compile(patterns.SERIAL.source)
_RANGE = frozenset("至到-—~～")
_MOST_SERIALS = 60
_JOINED = re.compile(r"(?:[、，和及与]|以及)?")
_BLANK = re.compile(r"[XxＸｘ×＿_*＊…]|^\s*$")  # 国发〔20XX〕X号 in a form names nothing


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A 文号 in the flat text: `number` in normal form, or as printed where it is damaged."""

    start: int
    end: int
    number: str
    is_order: bool = False
    damaged: bool = False


def printed_numbers(flat: str, start: int, end: int) -> list[PrintedNumber]:
    """Finds all numbers that flat[start:end] prints, in text order; none overlaps another."""
    found = sorted((*_codes(flat, start, end), *_orders(flat, start, end)), key=lambda n: (n.start, -n.end))
    out: list[PrintedNumber] = []
    for number in found:
        if not out or number.start >= out[-1].end:
            out.append(number)
    return out


def _codes(flat: str, start: int, end: int) -> Iterator[PrintedNumber]:
    """Finds 国发〔2016〕33号 and the like, damaged ones too."""
    last: tuple[str, int] = ("", -1)
    for tail in tails_of_numbers(flat, start, end):
        code = _code_before(flat, start, tail.start())
        if not code and tail["open"] and last[1] >= 0 and _JOINED.fullmatch(flat, last[1], tail.start()):
            code, first = last[0], tail.start()  # 国发〔2016〕33号、〔2014〕21号
        else:
            first = tail.start() - len(code)
        if not code:
            continue
        plain = _PLAIN_CODE.match(code.replace("\n", ""))
        if tail["year"] is None:
            if plain and not _is_blank(tail):
                yield PrintedNumber(first, tail.end(), flat[first : tail.end()].replace("\n", ""), damaged=True)
            continue
        if not plain and not (tail["open"] or tail["close"]):
            continue
        # 国发〔2016〕33文件: without 号 a code that everybody knows shows that it is a number.
        if tail["open_end"] is not None and not (tail["open"] and tail["close"] and national_code(code)):
            continue
        yield from _with_serials(flat, first, code.replace("\n", ""), tail)
        last = (code, tail.end())


def tails_of_numbers(flat: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Finds what stands behind the codes of numbers: 〔2016〕33号; looked for in runs of what it is made of only."""
    for run in _TAIL_RUN.finditer(flat, start, end):
        first, last = run.span()
        if _TAIL_SIGN.search(flat, first, last):
            yield from patterns.NUMBER_TAILS.regex.finditer(flat, first, min(end, last + len("文件")))


def _is_blank(tail: re.Match[str]) -> bool:
    """Tells whether 〔20XX〕X号 is a blank to be filled in, not a number that lost characters."""
    if tail["glued"]:
        return False
    year, serial = tail["torn_year"].strip(), tail["torn_serial"].strip()
    if _BLANK.search(year) or re.search("[XxＸｘ×＿_*＊…]", serial):
        return True
    return not re.search(r"\d", serial) and not re.search(r"(?:19|20)\d{2}", year)


def _with_serials(flat: str, first: int, code: str, tail: re.Match[str]) -> Iterator[PrintedNumber]:
    """Gives each number of 国办发〔2019〕35、36号 or 35号至37号; one serial alone makes one."""
    before: int | None = None
    at = first
    pieces = list(_SERIALS.finditer(flat, tail.start("serials"), tail.end("serials")))
    for place, piece in enumerate(pieces):
        number = normal_number(f"{code}〔{tail['year']}〕{piece[0]}号")
        if number is None:
            continue
        serial = int(number.rsplit("〕", 1)[1][:-1])
        stop = _closed(flat, tail) if place + 1 == len(pieces) else piece.end() + (flat[piece.end()] == "号")
        begin = at if place == 0 else piece.start()
        joiner = flat[pieces[place - 1].end() : piece.start()] if place else ""
        if before is not None and _RANGE & set(joiner) and before < serial <= before + _MOST_SERIALS:
            stem = number.rsplit("〕", 1)[0]
            for between in range(before + 1, serial):
                yield PrintedNumber(begin - 1, begin, f"{stem}〕{between}号")
        yield PrintedNumber(begin, stop, number)
        before = serial


def _closed(flat: str, tail: re.Match[str]) -> int:
    """Returns where a number ends: behind the bracket that closes it only there, as in 某发（2021年第3号）."""
    opened = not tail["close"] and {"（": "）", "〔": "〕"}.get(tail["open"] or "")
    return tail.end() + (bool(opened) and flat[tail.end() : tail.end() + 1] == opened)


def _code_before(flat: str, start: int, at: int) -> str:
    """Returns the code that ends at an offset, without the words that lead to it: 根据国发 → 国发."""
    lead = flat[max(start, at - _LEAD) : at]
    broken = lead.endswith("\n")
    run = _RUN.search(lead.removesuffix("\n"))
    words = run[0].rsplit("、", 1)[-1] if run else ""
    if _DAY.search(lead[: len(lead) - broken - len(words)]):
        words = words.lstrip("年月日")
    while (m := patterns.ORGAN_LEAD.regex.match(words)) and m.end() < len(words):
        words = words[m.end() :]
    if patterns.ORGAN_LEAD.regex.fullmatch(words):
        return ""
    code = words[-_LONGEST_CODE:]
    if not broken:
        return code
    return code + "\n" if _PLAIN_CODE.match(code) else ""


def _offices(words: str) -> str:
    """Returns the offices at the end of a list: 国家统计局令第3号、财政部、税务总局 → 财政部、税务总局."""
    *before, last = words.split("、")
    kept = [last]
    while before and _OFFICE_ENDS.search(before[-1]):
        kept.append(before.pop())
    return "、".join(reversed(kept))


def order_numbers(flat: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Finds the numbers of orders and announcements, without the office that gave them."""
    return found_near(_ORDER_WORD, _ORDER_BEFORE, _ORDER_BEHIND, patterns.ORDERS.regex, flat, start, end)


def _orders(flat: str, start: int, end: int) -> Iterator[PrintedNumber]:
    """Finds 国务院令第8号, 财政部公告2014年第3号, 省政府第8号令 and 第8号市政府令, with the office that gave the order."""
    for order in order_numbers(flat, start, end):
        if order["behind"]:
            first = order.start()
            named = order["behind"]
        else:
            found = patterns.ORDER_ORGAN.regex.search(flat[max(start, order.start() - _ORDER_LEAD) : order.start()])
            named = _offices(_LEADS_TO_OFFICE.sub("", found["organ"])) if found else ""
            first = order.start() - len(named)
        if not named or not _OFFICE.search(named):
            continue
        words = re.sub("[\n（）]", "", flat[first : order.end()])
        number = normal_number(words) or (words if parse_spelt_number(words) else None)
        if number is not None:
            yield PrintedNumber(first, order.end(), number, is_order=True)
