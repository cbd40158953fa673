"""The place of an act's words in their clause, where it hangs on the kind of the act (docs/frames.md#roles).

The act may be denied (免于列入名单) or may only name someone or something (被记入档案的企业，…). What a clause is for
whatever its act is, role.py says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_schema.making import quick_to_make
from graph_schema.terms import MeasureKind

_BEARER = (
    "(?:主体|企业|单位|人员|个人|商户|农户|会员|机构|居民|村民|投标人|被执行人|业主|职工|家庭|网点|公司|学生|医师|教师|司机|"
    "当事人|纳税人|经营户|供应商|组织|[者户店厂场队])"
)
_NO = "不予|免予|免于|暂不|暂缓|不再|不应|不宜|不得|不准|不要|不能|不可|可不|可以不|未|无需|无须|不必|不用"
_NO_MORE = "停止|取消|终止|废止|叫停|撤销|防止|避免|严禁|禁止|杜绝"
_WHOM = "(?:(?:将|把|对)[^，]{1,60})?"
_SPARED = re.compile(
    f"(?:{_NO}|{_NO_MORE})(?:执行|实施|再|直接|提前|擅自|随意)*{_WHOM}$|(?<![得能])不{_WHOM}$"
    "|未(?:被|曾|受|因[^，]{0,40})[^，]{0,16}$|不(?:得|应|予|再)?视(?:为|作)[^，]{0,12}$"
)
_UNDER_A_MARK = re.compile("(?:被|受到|受过|曾|已经?|有过|存在)(?:[^，的]{0,12})$")
_CALLED = re.compile(f"的[^，的]{{0,12}}{_BEARER}(?:（[^）]*）)?$")
# 记入档案的内容, 予以公示的文件: the act stands before the noun that the clause is about.
_BEFORE_A_NOUN = re.compile("的[^，的]{1,16}(?:与[^，]{1,12})?$")
_PUT_IN = re.compile("[列纳录计载记归登报推上汇传移写填编转存][入送报传至到进]|(?:予以|进行)?(?:公示|公布|公开|公告)")
_NOUN_AT_END = re.compile("的[^，的得不]{1,10}$")
_GRADED_AS = re.compile("(?:评定|评价|认定|判定|评|判|定|列)(?:为|至|到)")
_OF_THOSE = re.compile("^对于?(?:首次|已经?|新|当年|连续[^，]{0,4})?(?:被|经)?$|(?:首次|已)?(?:被|获)$")
# 如实提供房源、优惠等信息: what is given is told, not granted.
_TELLS = re.compile("^[^，]{0,8}(?:提供|提交|报送|填报|公布|公示|告知)[^，]*(?:信息|材料|资料|情况|说明)$")
# 已报送的予以调整: what was recorded is put right.
_PUT_RIGHT = re.compile(
    "已经?(?:报送|上报|录入|记录|归集|公示|列入|纳入)的?(?:应当?|须)?(?:及时|一并)?(?:予以|给予)(?:调整|更正|修改|撤销|剔除)$"
)


@quick_to_make
@dataclass(frozen=True, slots=True)
class Place:
    """Keeps where the words that show a measure stand: their clause, their offsets in it, the clauses around it."""

    clause: str
    begins: int
    """Where the clause begins behind its connectives."""
    start: int
    end: int
    kind: MeasureKind
    after: str
    """The clause behind a comma, empty where none follows."""


def orders_nothing(place: Place) -> bool:
    """Tells whether the words stand where an act of their kind lays nothing down."""
    clause = place.clause[place.begins :]
    return bool(
        (place.kind is MeasureKind.INCENTIVE and _TELLS.match(clause))
        or (place.kind is MeasureKind.PUNISHMENT and _PUT_RIGHT.search(clause))
        or _is_spared(place)
        or _is_a_name(place)
    )


def _is_spared(place: Place) -> bool:
    """Tells whether the act is denied or ended: 免于列入名单, 停止将…列入名单, 取消…的限制."""
    if place.kind is MeasureKind.REPAIR:
        return bool(re.search("不得[^，]{0,4}$|不予$", place.clause[: place.start]))
    return place.kind is not MeasureKind.INCENTIVE and bool(_SPARED.search(place.clause[: place.start]))


def _is_a_name(place: Place) -> bool:
    """Tells whether the act only names someone or something: 被记入档案的企业，…, 予以公示的文件."""
    if place.kind not in (MeasureKind.PUNISHMENT, MeasureKind.INCENTIVE) and _BEFORE_A_NOUN.match(
        place.clause, place.end
    ):
        return bool(_PUT_IN.match(place.clause, place.start))
    if place.kind is MeasureKind.SCORING and _GRADED_AS.match(place.clause, place.start):
        ahead = place.clause[place.begins : place.start]
        return place.clause.startswith("的", place.end) or bool(_OF_THOSE.search(ahead))
    if not place.after:
        return False
    if _UNDER_A_MARK.search(place.clause[: place.start]):
        return bool(_CALLED.search(place.clause, place.start) or _NOUN_AT_END.search(place.clause, place.end))
    if place.start == place.begins and place.end == len(place.clause):
        return place.kind is MeasureKind.NAME_LIST and bool(_CALLED.search(place.clause, place.start))
    of_fact = place.kind in (MeasureKind.INFO_INCLUSION, MeasureKind.NAME_LIST)
    return of_fact and bool(_CALLED.search(place.clause, place.end))
