"""Addresses of persons: behind a label that only persons have, or with a room in a house.

The address of an office in a head or a contact line (地址：…路 12 号) stays: it is where people go (docs/decisions/0019).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph_schema.first_use import later

Span = tuple[int, int]

_HOME = (
    r"(?:家 {0,2}庭 {0,2}(?:住|地) {0,2}址|住 {0,4}址|现 {0,2}住(?!房)(?: {0,2}址)?|户 {0,2}籍 {0,2}(?:所在)?地(?: {0,2}址)?|户 {0,2}口 {0,2}所 {0,2}在 {0,2}地|户籍|居 {0,2}住 {0,2}地(?: {0,2}址)?"
    r"|家(?<![专国大独自]家) {0,2}住(?!房|宅|所)|经常居住地|住 {0,2}所(?: {0,2}地)?|籍 {0,2}贯|出生地|送达地址|收件地址|收货地址|家 {0,2}庭 {0,2}所 {0,2}在 {0,2}地|暂住地?址?|住(?<!入住)(?:在|于)|住(?:(?<=^住)|(?<=[,，、;；。(\n\t| ]住))(?![房宅所户院建宿处校村改])(?=[\u3400-\u9fff]{1,8}(?:省|市|县|区|镇|乡|村))|通讯地址|通信地址|联系地址|地 {0,4}址)"
)
_WORDS = r"[^\n。；;，,（）()、：:“”\"|\t]"
_VILLAGE = later(
    r"[\u3400-\u9fff]{0,16}?(?:[省市县区旗乡镇]|街道)(?:[\u3400-\u9fff]{1,7}?(?:村民?(?:委会)?|社区|屯|庄|寨|居委会|嘎查))(?:[\u3400-\u9fff]{0,4}?[\d一二三四五六七八九十]{1,3}组)?(?=的|人|村民|居民|,|，|。|、|;|；|\n|$|[)])"
)
_ROOM_CODE = r"\d{1,3}[-－]\d{1,2}(?:[-－]\d{1,4}){1,2}(?!\d)"
_LABELLED = later(rf"(?P<label>{_HOME})(?P<is>[ :=为在于系是\t|(\"“]{{0,5}})(?P<value>{_WORDS}{{4,60}})")
_HOUSE = later(
    r"(?:\d|[零〇一二三四五六七八九十百]+|[A-Za-z甲乙丙丁])[ ]?(?:号|组|栋|幢|室|单元|队|户|楼|弄|座|巷|社)|(?:小区|花园|家园|公寓|苑|新村)|村民?[一二三四五六七八九十\d]"
)
_ROOM = later(
    r"(?:栋|幢|单元|号楼|座|弄|院)[^\n。；;，,（）()]{0,16}?\d{1,5} ?(?:室|户|房|号|单元|层)?|\d{1,5} ?(?:室|户)"
    rf"|(?:苑|小区|花园|家园|公寓|新村|城|湾|府|庭|里)[^\n。；;，,（）()]{{0,6}}?{_ROOM_CODE}"
)
_HOUSE_AT_END = later(
    r"(?:\d|[零〇一二三四五六七八九十百]+|[甲乙丙丁]) ?(?:号|组|栋|幢|室|单元|队|户|楼|弄|座|巷|社)[^，]{0,4}$"
)
_CITED = later(r"\d{4} ?[〕\])]|[《》〔]|文件|规定|办法|号文")
_PLACE = later(r"^[\u3400-\u9fff]{1,8}(?:省|自治区|市|县|区|州|盟|旗|镇|乡)")
_PERSON_NEAR = later(r"男|女|汉族|族，|出生|身份|生于|日生|无业|务农|农民|个体|\*{2,4}[,，]")
_FIRM_NEAR = later(r"公司|企业|单位|机构|厂|店|合作社|机关|局|委员会|中心|办公室")
_ALWAYS = later(r"家|住 {0,4}址|现 {0,2}住|户|居|籍|出生|暂住|住在|住于|收货|收件")
_SURELY_LIVES = later(r"家 {0,2}住|现 {0,2}住|住(?!所)|户籍|籍|暂住|经常")
_LIVES_IN = later(r"[\u3400-\u9fff]{0,6}?(?:家庭住址|住址|现住址?|家住|户籍地址?|住所地?|居住)|住")
_IN_PLACE = r"[^\x00-\x2f\x3a-\u33ff\ua000-\uffff于在为是的由对将与和至到]"
_FLAT = later(
    rf"(?:{_IN_PLACE}{{2,12}}(?:省|市|区|县|州|镇|乡|街道)){{0,4}}{_IN_PLACE}{{1,14}}?(?:路|街|巷|道|弄|胡同|大道|小区|花园|家园|苑|村|公寓|新城|里)"
    rf"{_IN_PLACE}{{0,6}}?(?:\d{{1,5}} ?号)?(?:{_IN_PLACE}{{0,8}}?)(?:\d{{1,4}}|[A-Za-z一二三四五六七八九十]) ?(?:栋|幢|号楼|座|单元|弄)"
    r"(?: ?(?:\d{1,4}|[A-Za-z一二三四五六七八九十]) ?(?:单元|楼|层|门))?(?: ?[-－]?\d{1,5}) ?(?:室|户|房|号)?(?![0-9])"
)
_FLAT_SIGN = later(r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁] ?(?:栋|幢|号楼|单元|弄)")
_ROAD = later("路|街|巷|道|弄|胡同|小区|花园|家园|苑|村|公寓|新城|里")
_FLAT_BACK = 60
_LONGEST_PLACE = 30


def addresses_in(plain: str) -> Iterator[Span]:
    """Yields the addresses of persons in a text of `plainly`; stretches may overlap."""
    for found in _LABELLED.finditer(plain):
        if (
            (village := _VILLAGE.match(found["value"]))
            and _SURELY_LIVES.match(found["label"])
            and not _CITED.search(village[0])
        ):
            yield found.start("value"), found.start("value") + village.end()
        elif _is_home(plain, found):
            yield found.start("value"), found.start("value") + len(found["value"].rstrip())
    last = 0
    for sign in _FLAT_SIGN.finditer(plain):
        if sign.start() < last:
            continue
        line = plain.rfind("\n", max(0, sign.start() - _FLAT_BACK), sign.start()) + 1
        begin = max(line, sign.start() - _FLAT_BACK, last)
        if not _ROAD.search(plain, begin, sign.end()):
            continue
        for flat in _FLAT.finditer(plain, begin, min(len(plain), sign.end() + 24)):
            label = _LIVES_IN.match(flat[0])
            yield flat.start() + (label.end() if label else 0), flat.end()
            last = flat.end()


def _is_home(plain: str, found: re.Match[str]) -> bool:
    """Tells whether what a label names is where a person lives."""
    value, label = found["value"], found["label"]
    colon = ":" in found["is"]
    if set(value.strip()) <= set("* -") or _CITED.search(value):
        return False
    housed = (_HOUSE if colon else _HOUSE_AT_END).search(value.strip()) is not None
    if (_ALWAYS.match(label) and not label.startswith("户籍所在地")) or label.startswith("经常"):
        return housed or (colon and _PLACE.match(value.strip()) is not None and len(value) <= 40)
    if (
        "地" in label and "址" in label and not label.startswith("送达")
    ):  # 地址, 通讯地址, 联系地址: an office's as often
        return _ROOM.search(value) is not None and _FIRM_NEAR.search(value) is None
    near = plain[max(0, found.start() - 60) : found.start()].rpartition("\n")[2]
    if label.startswith("户籍"):
        return housed or (colon and _PLACE.match(value.strip()) is not None)
    behind = plain[found.end() : found.end() + 16].partition("\n")[0]
    person = _PERSON_NEAR.search(near) is not None or _PERSON_NEAR.search(behind) is not None
    if _FIRM_NEAR.search(near) and not person:
        return _ROOM.search(value) is not None
    if (
        label == "住"
        and (person or housed)
        and _PLACE.match(value.strip()) is not None
        and len(value) <= _LONGEST_PLACE
    ):
        return True
    return housed and (colon or person or _ROOM.search(value) is not None)
