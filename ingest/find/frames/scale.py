"""Finds the order of the credit grades that a document sets up (docs/frames.md#bearer)."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.find.frames.places import Places
from ingest.find.near import marks_of

_GRADE = "[^，。；：、的和（]{1,6}(?:（[^（）]{0,20}）)?"
_SCALE = re.compile(
    f"(?:划分|评定|认定|区分|[评分定设列判排])(?:[为成作设]|出)?(?P<rows>{_GRADE}(?:、{_GRADE}){{0,6}}(?:、|和|及|与)[^，。；：、的（]{{1,8}})"
)
_KNOWN = re.compile(
    "[A-EＡ-Ｅ]{1,4}[+＋-]?|[一二三四五六甲乙丙丁零]|[红黄蓝绿白黑灰橙金银铜]|优秀?|优良|良好?|中等?|(?:基本|不)?合格|较?差|不及格"
)
_SPEAKS = re.compile("信用|诚信|评级|积分|资信|信誉|管理类别")
_OF_ACTS = re.compile("(?:行为|信息|情节|违法|问题|数据|措施|风险)[^，。；]{0,6}$")
_UPWARD = re.compile("(?:由|从|自)(?:低|劣|差|下)(?:到|至|往)")
_COUNTED = re.compile("(?:[一二三四五六两\\d]个?)?(?:信用)?(?:等级|等次|档次|级别|级|档|类|等|星级)$")
_NUMBER_OF = re.compile("[三四五六3-6]个?(?:信用)?(?:等级|等次|档次|级别|级|档|类|等|星级)$")
_BRACKETS = re.compile("（[^（）]*）|[“”]")


@lru_cache(maxsize=1)
def grades_of(flat: str) -> tuple[str, ...]:
    """Returns the credit grades that a document sets up, the best first: 从优至劣评定为一级、二级和三级.

    The first of the order is the best, unless the document says that it goes upward. What is no short row of at least three
    names, or stands in a sentence without a word of credit, is no order of grades.
    """
    spoken = Places(found.span() for found in _SPEAKS.finditer(flat))
    for match in _SCALE.finditer(flat):
        begin = marks_of(flat).last("。！？\n", 0, match.start()) + 1
        if not spoken.within(begin, match.end() + 12):
            continue
        if _OF_ACTS.search(flat[max(begin, match.start() - 12) : match.start()]):
            continue
        grades = [_bare(row) for row in re.split("[、和及与]", _BRACKETS.sub("", match["rows"]))]
        if len(grades) < 3 or len({*grades}) < len(grades) or not all(1 <= len(grade) <= 4 for grade in grades):
            continue
        if not (_NUMBER_OF.search(match["rows"]) or all(_KNOWN.fullmatch(grade) for grade in grades)):
            continue
        return tuple(reversed(grades)) if _UPWARD.search(flat, begin, match.start()) else tuple(grades)
    return ()


def _bare(row: str) -> str:
    """Returns a grade without its unit, and without the number of grades behind the last one: D四级 is D, 一级 is 一."""
    return (_COUNTED.sub("", row) or row[:1]).rstrip("牌码星")
