"""The names of offices in head and sign-off: what ends one, and where the next begins when nothing parts them.

Offices that sign together stand in one line or in several, parted by 、, by blanks or by nothing (石梁县水利局石梁县财政局).
Each of them opens with a place, with the name of a national body or with 中共, so that a run can be taken apart by structure.
"""

from __future__ import annotations

import re

from graph_schema.regions import NATION, NationalOrgan, find_region, is_place, national_organ

_END = (
    "政府|办公室|办公厅|委员会|委|局|厅|部|院|署|行|社|中心|小组|中央|联席会议|协会|商会|学会|联合会|总会|[证银保电]监会|妇联|工商联|大队|支队|调查队|指挥部|公司|集团|"
    "大学|学校|党组|大会|工会|人大|政协|办"
)
OFFICE_WORD = re.compile(f"(?:{_END})$")
_ENDS = re.compile(_END)
_PARTY = re.compile("中共|中国共产党|共青团|政协")
_OWN_UNIT = re.compile("省(?!级)|市(?!场|政(?!府|协)|容|民(?!政|宗|族))|县(?!城)|区(?![域间])|州|盟|旗|自治区")
_STATE = re.compile("中国|国家")
_PLACE = re.compile("[\u4e00-\u9fff]{2,9}?(?:省|市|县|区|州|盟|旗)")
# Bodies that bear the name of a city without its last character: 青山住房公积金管理中心.
_NAMED_SHORT = ("住房公积金", "海关", "海事", "银保监", "证监", "监管", "供电", "电力")
_BRANCHES = re.compile("(?:分局|支队|大队|所|站|办事处|分行|支行)$")
_SEAL = re.compile("（(?:加?盖?公?印?章|代章|签章|印)）$")
# Who stands in lists of firms and of schools as well: such a line alone makes nobody an issuer.
_BODY = re.compile("(?:公司|集团|厂|店|(?<!供销)合作社|学校|学院|大学|中学|小学|幼儿园|医院|卫生院|研究院|事务所)$")
# A station is a public office too, where it is none of trade: 某县农机站.
_STATION = re.compile("(?<![油气电车])站$")
_SHORTEST = 3  # characters: 财政部


def bare_office(name: str) -> str:
    """Returns the name of an office without the note of its seal: 某局（盖章）."""
    return _SEAL.sub("", name)


def is_body(name: str) -> bool:
    """Tells whether a name is that of a firm, a school or a hospital."""
    return _BODY.search(name) is not None


def names_office(name: str) -> bool:
    """Tells whether words are the name of a public office by themselves: a place or a national body, and a word of offices."""
    if not (OFFICE_WORD.search(name) or _STATION.search(name)) or is_body(name):
        return False
    return _OWN_UNIT.match(name) is not None or find_region(name) is not None


def names_no_place(name: str) -> bool:
    """Tells whether an office is named without its place, as offices do among themselves: 市财政局, 省政府办公厅."""
    return _OWN_UNIT.match(name) is not None


def split_offices(run: str) -> list[str]:
    """Takes the names of offices in a run apart: at 、 where each part is one, and where one ends and the next begins."""
    out: list[str] = []
    start = 0
    for end in _ENDS.finditer(run):
        left, rest = run[start : end.end()], run[end.end() :]
        if len(left) >= _SHORTEST and len(rest) >= _SHORTEST and _begins_office(left, rest):
            out.append(left)
            start = end.end()
    return [*out, run[start:]]


def _begins_office(left: str, rest: str) -> bool:
    """Tells whether an office begins in `rest`, behind a complete one."""
    if _PARTY.match(rest) or rest.startswith("中华人民共和国"):
        return True
    place = find_region(_PARTY.sub("", left, count=1))
    by_nation = national_organ(left) is not None
    if national_organ(rest) not in (None, NationalOrgan.STATE) or (_STATE.match(rest) and find_region(rest)):
        return by_nation or place is not None
    if by_nation:
        return place == NATION and _is_no_branch(left, rest)
    if place is None:
        return _OWN_UNIT.match(left) is not None and _OWN_UNIT.match(rest) is not None
    named = _PLACE.match(_PARTY.sub("", left, count=1))
    if named and rest.startswith((named[0], *(named[0][:-1] + body for body in _NAMED_SHORT))):
        return True
    other = find_region(rest)
    return other is not None and is_place(other) and not _BRANCHES.search(rest)


def is_branch_of(body: str, name: str) -> bool:
    """Tells whether a name that stands behind a national body is that of its branch at a place: 某委员会, 青石监管分局."""
    return find_region(body) == NATION and find_region(body + name) not in (None, NATION)


def _is_no_branch(left: str, rest: str) -> bool:
    """Tells whether what follows a national body is an office of a place, and not the body's branch there."""
    place = None if rest.startswith("驻") else find_region(rest)
    return place is not None and place != NATION and not is_branch_of(left, rest)
