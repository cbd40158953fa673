"""Letters and rings for digits, inside the form of a number or a day only: 〔2O16〕, 20l6年, 二OO八年, 二００八年, 第三千九条.

A letter is read as a digit where the whole is the form of a 文号 (GB/T 9704—2012, 7.2.5), of a year, month or day, or of the number of an
article, and where only one reading is a number: O and o are 0, I, l and | are 1. Latin words have no such form.
A scan may show 十 as 千 or 干: it is read as 十 where the number of an article has no other reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from graph_schema.records import Repair
from graph_schema.terms import RepairKind
from ingest.clean.edits import CUT, Edit, made
from ingest.clean.scan import Classes, classes_of, scanned
from ingest.clean.undoing import Undoing
from ingest.clean.windows import Window, window

_ZEROS = "OoＯｏ\u039f\u03bf\u041e\u043e○◯⚪"  # Latin, Greek and Cyrillic O, and rings
_ONES = "IlＩｌ|｜\u0399\u0406丨"
_OPENING, _CLOSING = "〔[［﹝【〖（(〈<＜『「{｛", "〕]］﹞】〗）)〉>＞』」}｝"
_WIDE = "０１２３４５６７８９"
_NUMERALS = "一二三四五六七八九〇零"
_ARABIC = str.maketrans(_ZEROS + "〇" + _ONES + _WIDE, "0" * (len(_ZEROS) + 1) + "1" * len(_ONES) + "0123456789")
_CHINESE = str.maketrans(_ZEROS + "0０", "〇" * (len(_ZEROS) + 2))
_TEN = str.maketrans("千干", "十十")
_LETTER, _ZERO, _NUMERAL, _BESIDE = range(1, 5)
_REACH = 40  # characters around a letter in which its number stands whole


class _Form(NamedTuple):
    """A form of numbers: each group of the pattern that `fits` is read by the `digits`."""

    pattern: re.Pattern[str]
    fits: Callable[[str], bool]
    digits: dict[int, int]


def _between(least: int, most: int) -> Callable[[str], bool]:
    """Tells of plain digits that they lie within limits."""
    return lambda read: least <= int(read) <= most


_is_year, _is_month, _is_day = _between(1900, 2099), _between(1, 12), _between(1, 31)
_is_number = _between(1, 99999)


def _is_chinese_year(read: str) -> bool:
    """Tells of Chinese digits that they are a year of this century or the last."""
    return read.startswith(("一九", "二〇", "二零"))


def _is_any(read: str) -> bool:
    """Tells of what has no other form that it fits."""
    return bool(read)


_D = rf"[0-9〇{_WIDE}{re.escape(_ZEROS + _ONES)}]"
_Y = rf"[12２{re.escape(_ONES)}]{_D}{{3}}"
_C = rf"[{_NUMERALS}{re.escape(_ZEROS)}0０]"
_OPEN, _CLOSE = f"[{re.escape(_OPENING)}]", f"[{re.escape(_CLOSING)}]"
_ALONE = r"(?<![0-9A-Za-z０-９])"
_S = r"\s{0,2}"


def _form(pattern: str, fits: Callable[[str], bool], digits: dict[int, int] = _ARABIC) -> _Form:
    return _Form(re.compile(pattern), fits, digits)


_FORMS = (
    _form(rf"{_ALONE}({_Y})(?={_S}年)", _is_year),
    _form(rf"{_OPEN}{_S}({_Y})(?={_S}年?{_CLOSE})", _is_year),
    _form(rf"{_OPEN}{_S}({_Y})(?={_S}第?{_S}{_D}{{1,5}}{_S}号)", _is_year),
    _form(rf"(?<=[\u4e00-\u9fff])({_Y})(?={_CLOSE}{_S}第?{_S}{_D}{{1,5}}{_S}号)", _is_year),
    _form(rf"{_Y}{_S}年?{_CLOSE}{_S}第?{_S}(?:{_D}{{1,5}}{_S}[、，,和]{_S}){{0,6}}({_D}{{1,5}})(?={_S}[号、，,和])", _is_number),
    _form(rf"第{_S}({_D}{{1,5}})(?={_S}[号条款项])", _is_number),
    _form(rf"年{_S}({_D}{{1,2}})(?={_S}月)", _is_month),
    _form(rf"月{_S}({_D}{{1,2}})(?={_S}日)", _is_day),
    _form(rf"{_ALONE}({_Y})(?=[.．\-/]{_D}{{1,2}}[.．\-/]{_D}{{1,2}}(?![0-9A-Za-z]))", _is_year),
    _form(rf"{_ALONE}{_Y}[.．\-/]({_D}{{1,2}})(?=[.．\-/]{_D}{{1,2}}(?![0-9A-Za-z]))", _is_month),
    _form(rf"{_ALONE}{_Y}[.．\-/]{_D}{{1,2}}[.．\-/]({_D}{{1,2}})(?![0-9A-Za-z])", _is_day),
    _form(rf"(?<![{_NUMERALS}])([一二]{_C}{{3}})(?={_S}(?:年|{_CLOSE}))", _is_chinese_year, _CHINESE),
    _form(rf"年{_S}(一{_C}|{_C}[一二三四五六七八九])(?={_S}月)", _is_any, _CHINESE),
    _form(rf"月{_S}([一二三]{_C}|{_C}[一二三四五六七八九])(?={_S}日)", _is_any, _CHINESE),
    _form(rf"第([一二三四五六七八九]百{_C}[一二三四五六七八九])(?=[号条款项])", _is_any, _CHINESE),
    # No instrument has two thousand articles, and 千九 is no number.
    _form(r"第([二三四五六七八九]?[千干][一二三四五六七八九]?)(?=[条款项])", _is_any, _TEN),
)  # fmt: skip


def with_digits(text: str, repairs: list[Repair], undone: Undoing) -> str:
    """Returns the text with digits in its numbers, of the same length, and adds what was mended to `repairs`."""
    edits = dict.fromkeys(edit for place in _letters(text) for edit in _numbers(text, place))
    return made(text, edits, repairs, undone)


def _letters(text: str) -> Iterator[int]:
    """Finds the letters and rings beside digits, and the zeros beside Chinese numerals."""
    for block, found in scanned(text, _classes(), margin=1):
        here, before, behind = found[1:-1], found[:-2], found[2:]
        letters = (here == _LETTER) & ((before >= _ZERO) | (behind >= _ZERO))
        zeros = (here == _ZERO) & ((before == _NUMERAL) | (behind == _NUMERAL))
        for place in np.flatnonzero(letters | zeros).tolist():
            yield block + place


def _numbers(text: str, place: int) -> Iterator[Edit]:
    """Finds the numbers that hold the letter at `place`."""
    around = window(text, place - _REACH, place + _REACH)
    for form in _FORMS:
        for number in form.pattern.finditer(around.words):
            start, end = around.span(*number.span(1))
            if start <= place < end:
                yield from _edit(form, number[1], start, end, around)


def _edit(form: _Form, written: str, start: int, end: int, around: Window) -> Iterator[Edit]:
    read = written.translate(form.digits)
    if read == written or (not re.search(rf"[0-9{_WIDE}{_NUMERALS}]", written) and len(written) > 1):
        return
    if not form.fits(read):
        return
    laid = iter(read)
    kept = set(around.at)
    yield Edit(
        RepairKind.DIGIT, start, end, read, "".join(next(laid) if place in kept else CUT for place in range(start, end))
    )


@cache
def _classes() -> Classes:
    beside = "123456789" + _WIDE[1:] + _OPENING + _CLOSING + "年月日号条款项第、" + CUT
    return classes_of({_BESIDE: beside, _LETTER: _ZEROS + _ONES + "千干", _ZERO: "0０", _NUMERAL: _NUMERALS})
