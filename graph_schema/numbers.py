"""文号 in one normal form: 代字〔年份〕序号号 (GB/T 9704—2012, 7.2.5).

`DocumentNumber` is the parsed form; `normal_number` turns any spelling that a scan or a web page
produces into it, or gives None where the string holds no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_letters, digits

from graph_schema.first_use import later
from graph_schema.numerals import value_of

_DIGITS = str.maketrans("０１２３４５６７８９〇ＯO", "0123456789000")
_OPENING, _CLOSING = "〔[［﹝【（(〈<『「{｛", "〕]］﹞】）)〉>』」}｝"
_OPEN, _CLOSE = (f"[{re.escape(signs)}]" for signs in (_OPENING, _CLOSING))
_YEAR = r"(?:19|20)\d\d"
_CN_DIGIT = "[零○〇0一二三四五六七八九]"
_SPELLED = later(
    rf"(?P<organ>[\u4e00-\u9fff]{{1,16}}?){_OPEN}{{0,2}}(?:(?P<year>{_YEAR})|(?P<year_cn>[一二]{_CN_DIGIT}{{3}}))年?{_CLOSE}{{0,2}}"
    r"第?(?:(?P<serial>\d{1,5})|(?P<serial_cn>[零○〇0一二三四五六七八九十百千]{1,7}))号?$"
)
_ORDER = later(
    rf"(?P<organ>[\u4e00-\u9fff、]{{0,60}}?(?:令|公告|通告))(?:{_OPEN}?(?P<year>\d{{4}})年{_CLOSE}?)?(?:第)?(?P<serial>\d{{1,5}})号?$"
)
# 省政府第220号令, 电监会9号令, 财政部2014年第3号公告; 第154号市政府令
_ORDER_BEHIND = later(
    r"(?P<organ>[\u4e00-\u9fff、]{0,60}?)(?:(?P<year>\d{4})年)?第?(?P<serial>\d{1,5})号(?P<kind>令|公告|通告)$"
)
_ORDER_AROUND = later(r"第?(?P<serial>\d{1,5})号(?P<organ>[\u4e00-\u9fff]{1,24}?)(?P<kind>令)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A 文号. `year` is None for orders such as 国务院令第654号."""

    organ: str
    year: int | None
    serial: int
    is_order: bool = False

    def __str__(self) -> str:
        if self.is_order:
            year = f"{self.year}年" if self.year else ""
            return f"{self.organ}{year}第{self.serial}号"
        return f"{self.organ}〔{self.year}〕{self.serial}号"


def parse_number(raw: str) -> DocumentNumber | None:
    """Returns the number in `raw`, which must hold nothing else; None where it holds none.

    Repairs what scans do to numbers: other brackets, a lost bracket (国发〔201633号), blanks,
    第 before the serial, leading zeros, full-width digits. Numerals are read as digits (国发〔二〇一六〕三十三号),
    and an order is read the usual way round (省政府第220号令 → 省政府令第220号).
    """
    text = re.sub(r"\s+", "", raw).translate(_DIGITS)
    order = _ORDER.match(text) or _ORDER_BEHIND.match(text) or _ORDER_AROUND.match(text)
    if order:
        named = order.groupdict()
        year = named.get("year")
        return DocumentNumber(
            organ=named["organ"] + (named.get("kind") or ""),
            year=int(year) if year else None,
            serial=int(named["serial"]),
            is_order=True,
        )
    spelled = _SPELLED.match(text)
    if not spelled:
        return None
    year = spelled["year"] or value_of(spelled["year_cn"].replace("0", "零"))
    serial = spelled["serial"] or value_of(spelled["serial_cn"].replace("0", "零"))
    return None if serial is None else DocumentNumber(organ=spelled["organ"], year=int(year or 0), serial=int(serial))


_SPELT_SERIAL = later(r"第([零〇一二三四五六七八九十百]{1,7})号")


def parse_spelt_number(raw: str) -> DocumentNumber | None:
    """Returns `raw` taken apart, orders with spelt serials (主席令第七十三号) too; None where it holds no number."""
    text = re.sub(r"\s+", "", raw)
    spelt = _SPELT_SERIAL.search(text)
    if spelt:
        text = f"{text[: spelt.start()]}第{value_of(spelt[1])}号{text[spelt.end() :]}"
    return parse_number(text)


def normal_number(raw: str) -> str | None:
    """Returns `raw` in normal form, e.g. '国发[2016]第033号' → '国发〔2016〕33号'; None where it holds no number."""
    number = parse_number(raw)
    return str(number) if number else None


_WIDE = {0xFEE0 + ord(c): c for c in digits + ascii_letters}
_BRACKETS = {ord(c): "〔" for c in _OPENING} | {ord(c): "〕" for c in _CLOSING}
_SPELT = later(rf"[{re.escape(_OPENING + _CLOSING)}０-９Ａ-Ｚａ-ｚ]|[令告]\s*第")
_IN_YEARS = later(rf"\s*〔\s*({_YEAR})\s*〕\s*(?:第\s*)?(?:0+(?=\d))?")
_IN_ORDERS = later(r"(令|公告|通告)\s*第\s*(?:0+(?=\d))?(?=\d)")


def half_width(text: str) -> str:
    """Returns the text with full-width letters and digits made half-width, each character in its place."""
    return text.translate(_WIDE)


def folded(text: str) -> str:
    """Returns a text in which every spelling of a number or a part of one looks alike: for comparing, not for reading.

    All brackets are 〔〕, letters and digits half-width and small; blanks around a year, 第 before a serial and
    its leading zeros are left out.
    """
    if not _SPELT.search(text):  # most texts
        return text.casefold()
    plain = text.translate(_WIDE | _BRACKETS).casefold()
    return _IN_ORDERS.sub(r"\1", _IN_YEARS.sub(r"〔\1〕", plain))


_ARTICLE = later(r"第([一二三四五六七八九十百千零〇两\d]{1,9})条")
_DIGIT = later(r"\d")


def article_number(article: str) -> int | None:
    """Returns the number of an article: 第一百零八条 → 108; None where it is none."""
    found = _ARTICLE.match(article)
    if not found or (not found[1].isdecimal() and _DIGIT.search(found[1])):
        return None
    return value_of(found[1])
