"""Tells how the one stands whom a clause bears on: by a credit grade, points, a list, a record (docs/frames.md#bearer).

A grade is good or bad by its place in the order that the document sets up for its grades; without one, by the order that
such grades have everywhere: A before B, 一级 before 二级, five stars before one, green before red.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

Standing = Literal["good", "middle", "bad", ""]

_DIGITS = "零一二三四五六七八九十百两\\d"
_NUMERAL = f"(?<![{_DIGITS}])[{_DIGITS}]+"  # from its first digit on: thousands of digits are gone through once
_UNIT = "[级类档等](?![别次级分])"
_MARKS = (
    re.compile(f"(?P<letter>[A-EＡ-Ｅ]{{1,4}}[+＋\\-－]?)(?:{_UNIT})?(?![A-Za-z\\d])"),
    re.compile(f"(?P<own>[一二三四五六甲乙丙丁]){_UNIT}"),
    re.compile("(?P<own>[零一二三四五0-5])颗?星级?"),
    re.compile("(?P<own>[红黄蓝绿白黑灰橙])[牌码]|(?P<medal>[金银铜])牌"),
    re.compile(
        "(?P<word>优秀|优良|良好|较好|基本合格|不合格|合格|不及格|[较极]差|[末中][位等档级]|最[低高](?:等级|等次|级别|档次?)|[优良中差][等级]?)(?=[级等档的以及和、，”）]|$)"
    ),
)
_GOOD = frozenset("甲54五四一蓝绿金优良") | {"优秀", "优良", "良好", "较好"}
_MIDDLE = frozenset("乙3三二银铜中") | {"合格", "基本合格", "中等"}
_WORSE = frozenset("三四五")  # the third of grades told by 级, not by stars
_COUNT = re.compile(
    f"[{_DIGITS}]个?(?:等级|等次|级别|档次?)|{_NUMERAL}分(?!钟|之|公司|局|别|类|期)|“[^”]{{1,8}}(?:户|级|星|等)”"
)
# A rating that leads to the grade: 信用等级为A级, 被评为三级.
_RATING = (
    "等级|等次|级别|星级|类别|信用|诚信|资信|信誉|评级|评价|考核|考评|评定|测评|结果|评为|获评|被评|评定为|列为|定为|认定为|确定为|"
    "判为|降为|降至|升为|达到|属于|属|年度|亮|领到|亮出"
)
_RATED = re.compile(f"(?:{_RATING}|连续[^，。；]{{1,4}}年)[^，。；、的]{{0,8}}$")
# Who bears the grade stands behind it: A级纳税人, 红牌企业, 二级房地产开发企业.
_PEOPLE = "企业|单位|机构|主体|公司|会员|人员|项目|供应商|经营者|纳税人|投标人|居民|村民|学生|司机|个人|家庭|市场"
_BORNE_BY = re.compile(
    "[”＋+]*(?:和|、|及)?(?:及?以[上下])?(?:信用)?(?:等级)?的?[^，。；：、的]{0,8}?"
    f"(?:{_PEOPLE}|[户者店人厂场所社宿馆院园行队站点城库坊铺船地村主校乐吧])"
)
# A级可跨区承揽, 红牌每周巡查: what holds for a grade may follow it at once.
_OPENS = re.compile("[级牌]?(?:及?以[上下])?(?:※*(?:：|$)|的|，|可|应|不|仅|只|按|免|限|每|实行|执行|给予|予以|减|加)")
# Behind a letter, stars or a colour any noun bears it: 三星农家乐, 红牌网吧可….
_ANYONE = re.compile("[级牌]?(?:及?以[上下])?的?[\u4e00-\u9fff]{2,8}?(?:，|可|不|应|须|免|由|每|按|给予|予以)")
# 达不到A级的: what someone falls short of.
_FALLS_SHORT = re.compile("(?:达不到|未达到?|不到|低于|不足|不满|未获得?|未被评为)[^，。；]{0,4}$")
_BEYOND = re.compile("及?以([上下])")
# Ranks of other things: 一级资质, 二级以上医院, 风险等级为A级.
_OTHER_RANK = re.compile(
    "资质|风险|医院|建造师|响应|公路|保护|景区|学科|职称|伤残|预警|危险|水质|河|桥|资格|技师|文物|密"
)
# Beside each pattern of points and records stand characters one of which is in whatever it finds: where a text has none
# of them, the pattern need not be asked. So it is with the patterns of grades, all together.
_OF_GRADES = re.compile("[A-EＡ-Ｅ级类档等星牌码优良好格差末中最]")
_AT = "(?:信用|诚信|积分|分值|得分|分数|评分|总分|指数|分”)[^，。；的]{0,10}?"
_POINTS: tuple[tuple[frozenset[str], re.Pattern[str], Standing], ...] = (
    (
        frozenset("分"),
        re.compile(
            f"(?:扣分?|(?<!登)记分?|(?<![积得信用评]分)(?<!积)累计)(?:达到?|满|超过)?[{_DIGITS}]+分(?:及?以上)?"
        ),
        "bad",
    ),
    (
        frozenset("分"),
        re.compile(
            "(?:不文明|失信|违[法规约]|负面|不良|扣)(?:行为)?[记扣积]?分[^，。；的]{0,10}?(?:以上|超过|达到?|满)"
        ),
        "bad",
    ),
    (
        frozenset("上高超达前"),
        re.compile(f"{_AT}(?:以上|高于|超过|达到|前[{_DIGITS}]|排名前|靠前|较高|高(?=的|者))"),
        "good",
    ),
    (
        frozenset("下低足满未负末后"),
        re.compile(f"{_AT}(?:以下|低于|不足|不满|未达|为负|末位|靠后|后[{_DIGITS}]|较低|低(?=的|者))"),
        "bad",
    ),
    (frozenset("分"), re.compile(f"{_NUMERAL}分(?:（[^）]{{0,80}}）)?及?以上"), "good"),
    (frozenset("分"), re.compile(f"(?:积分|得分|信用分|评分|总分|分值)(?:累计)?[达满至到]+[{_DIGITS}]+分"), "good"),
    (frozenset("分"), re.compile(f"{_NUMERAL}分(?:（[^）]{{0,80}}）)?及?以下"), "bad"),
)
_BOUNDS = tuple(row for row in _POINTS if "分" not in row[0])
_POINT = f"[{_DIGITS}.]+"
# 每次3分, 每半天2分; 基础分80分, 满分100分; 权重不低于百分之十.
_TOLD_POINTS = re.compile(
    rf"(?:^|[，；：])[^，；：。的\d]{{0,8}}?每[^，；：。的]{{1,6}}{_POINT}分(?=$|[，；。])"
    f"|(?:起评|基础|基准|初始|起始|原始|满|总|底)分(?:值)?(?:均?为|是|：)?{_POINT}分?"
    f"|权重(?:为|是|不[低高]于|占)?[^，。；]{{0,6}}(?:百分之|{_POINT}[%％])"
)
_CREDIT = "(?:信用|诚信|资信|信誉)"
_RECORDS: tuple[tuple[frozenset[str], re.Pattern[str], Standing], ...] = (
    (frozenset("好优高"), re.compile(f"{_CREDIT}[^，。；的]{{0,8}}(?:良好|优良|优秀|较好|优|好|高)"), "good"),
    (
        frozenset("无没未"),
        re.compile(
            "(?:无|没有|未(?:曾|发生|出现|受到|有|列入|被)?)[^，。；的]{0,10}(?:不良|失信|违[法规约]|欠薪|拖欠|(?:行政)?处罚|投诉|事故|欠费|逾期|差评)[^，。；]{0,10}(?:记录|行为|名单|情形)?"
        ),
        "good",
    ),
    (
        frozenset("守诚"),
        re.compile("守信(?!激励|联合)|诚信(?:企业|主体|单位|商户|农户|示范|经营|典型|家庭|者|户|店|市场)"),
        "good",
    ),
    (frozenset("用红文"), re.compile("信用(?:企业|户|村|镇|单位|示范)|红名单|红榜|文明示范行为"), "good"),
    (
        frozenset("期单"),
        re.compile(
            "(?:列入|在榜|惩戒)期(?:间|内)|(?:列入|纳入|进入)(?:该|上述|前款|本)?名单的|(?<![白红励信])名单[内上]?(?:用户|企业|单位|人员|主体|商户)"
        ),
        "bad",
    ),
    (
        frozenset("名赖曝"),
        re.compile("(?:警示|灰|黄|异常|不良|违法|违约|负面|限制|严管|关注|预警|观察)名[单录册]|老赖|曝光[榜台栏]"),
        "bad",
    ),
    (
        frozenset("失不黑"),
        re.compile("失信(?!联合惩戒机制|惩戒)|不良(?:信用|行为|记录)|不[诚守]信|黑名单|黑榜|不文明"),
        "bad",
    ),
    (
        frozenset("差低不严异惩"),
        re.compile(f"{_CREDIT}[^，。；的]{{0,6}}(?:较差|极差|差|低|不良|不合格|不佳)|严重违法|异常名录|惩戒对象"),
        "bad",
    ),
)


_FAR = 64  # characters before a grade: no words that rate it reach further


def standing(text: str, scale: Sequence[str] = ()) -> Standing:
    """Tells how the one stands of whom the words tell last: by a grade, points, a list or a record; '' where none is told.

    `scale` are the grades of the document, the best first.
    """
    last = _last_words(text, scale)
    return _told_last(last, scale) or (_told_last(text, scale) if len(last) < len(text) else "")


@lru_cache(maxsize=1 << 12)
def _told_last(text: str, scale: Sequence[str]) -> Standing:
    found = [*_by_grade(text, scale), *_by_points(text), *_by_record(text)]
    # Of what is told in the same place the longer words count: 无失信记录 is no 失信.
    for one in sorted(found, key=lambda it: -it[1]):
        if not any(b[0] <= one[0] and one[1] <= b[1] and b[:2] != one[:2] for b in found):
            return one[2]
    return ""


_LEAST_LAST = 48  # characters
_LAST_BEGINS = re.compile("[，；。]")


def _last_words(text: str, scale: Sequence[str]) -> str:
    """Returns the last clauses of a text, as many as tell of themselves what the whole tells last: no words reach into them."""
    end = len(text) - _LEAST_LAST
    begin = max(text.rfind("，", 0, end), text.rfind("；", 0, end), text.rfind("。", 0, end)) + 1 if end > 0 else 0
    if not begin or text.find("）", begin) >= 0:  # a bracket may have been opened before
        return text
    first = text[begin : begin + 2]
    if any(mark.match(text, begin) for mark in _MARKS) or any(grade.startswith(first[:1]) for grade in scale):
        return text  # it may go on a row of grades
    return text[begin:]


def rank(text: str, scale: Sequence[str] = ()) -> tuple[int, Standing]:
    """Tells how the one stands of whom the words tell last, by grade or points alone, and where those words end."""
    last = _last_words(text, scale)
    told = _ranked_last(last, scale)
    if told[0]:
        return told[0] + len(text) - len(last), told[1]
    return _ranked_last(text, scale) if len(last) < len(text) else told


@lru_cache(maxsize=1 << 12)
def _ranked_last(text: str, scale: Sequence[str]) -> tuple[int, Standing]:
    found = [*_by_grade(text, scale), *_by_points(text)]
    return max(it[1:] for it in found) if found else (0, "")


def names_a_grade(text: str, scale: Sequence[str] = ()) -> bool:
    """Tells whether a grade, or a number of grades, stands among the words, whoever bears it: A级, 三个等级, 90分."""
    return bool(_COUNT.search(text) or _marks(text, scale))


def tells_points(text: str) -> bool:
    """Tells whether the words tell points without a verb: 每次3分, 基础分80分, 权重为百分之十."""
    return "分" in text and bool(_TOLD_POINTS.search(text))


def bears_a_grade(text: str, scale: Sequence[str] = ()) -> bool:
    """Tells whether the words name someone by a credit grade or by points."""
    if next(_by_grade(text, scale), None) is not None:
        return True
    return next(_by_points(text), None) is not None


def _by_grade(text: str, scale: Sequence[str]) -> Iterator[tuple[int, int, Standing]]:
    """Yields the grades that someone bears, with their offsets; of grades in one row the best and the worst."""
    row_end = -1
    for start, end, grade, weak in _marks(text, scale):
        first = max(0, start - _FAR)
        begin = max([first - 1, *[text.rfind(mark, first, start) for mark in "，；：。"]]) + 1
        ahead, behind = text[begin:start].rstrip("“‘"), text[end : end + 16]
        short = _FALLS_SHORT.search(ahead) is not None  # 达不到A级的
        grade = "bad" if short else grade
        in_row = start - row_end <= 1 and row_end > 0
        if _OTHER_RANK.search(ahead[-8:]) or _OTHER_RANK.search(behind[:8]):
            continue
        plain = text[start] in "一二三四五六甲乙丙丁" and "星" not in text[start:end]
        opens = not ahead and (_OPENS.match(behind) or (not plain and _ANYONE.match(behind)))
        if in_row or short or _RATED.search(ahead) or (not weak and (opens or _BORNE_BY.match(behind))):
            row_end = end
            yield start, end, grade


def _marks(text: str, scale: Sequence[str]) -> list[tuple[int, int, Standing, bool]]:
    """Returns the grades of a text; weak are plain words (优秀, 差), which say nothing without a rating before them."""
    if not scale and not _OF_GRADES.search(text):
        return []
    return sorted({*_known(text, scale), *_own(text, scale)})


def _known(text: str, scale: Sequence[str]) -> Iterator[tuple[int, int, Standing, bool]]:
    """Yields the grades that are known everywhere."""
    for pattern in _MARKS:
        for match in pattern.finditer(text):
            standing = _everywhere(match)
            if not ("letter" in match.groupdict() and standing == "good"):
                standing = _placed(match[0], scale) or standing
            if standing == "middle" and (beyond := _BEYOND.match(text, match.end())):
                standing = "good" if beyond[1] == "上" else "bad"
            yield match.start(), match.end(), standing, "word" in match.groupdict()


def _own(text: str, scale: Sequence[str]) -> Iterator[tuple[int, int, Standing, bool]]:
    """Yields the grades that only the document knows."""
    for grade in scale:
        unit = "[级牌档类等]" if len(grade) < 2 else "[级牌档类]?"
        if grade not in text:
            continue
        for m in re.finditer(re.escape(grade) + unit, text):
            if not any(known.match(text, m.start()) for known in _MARKS):
                yield m.start(), m.end(), _placed(grade, scale), False


def _placed(words: str, scale: Sequence[str]) -> Standing:
    """Tells how a grade stands by its place in the order of the document."""
    bare = words.rstrip("级类档等牌星，、和的”")
    if bare not in scale or len(scale) < 2:
        return ""
    place = scale.index(bare) / (len(scale) - 1)
    return "good" if place <= 0.25 else "middle" if place <= 0.5 else "bad"


def _everywhere(mark: re.Match[str]) -> Standing:
    """Tells how a grade stands by the order that it has everywhere."""
    told = {name: words for name, words in mark.groupdict().items() if words}
    if "letter" in told:
        first = told["letter"][0]
        return "good" if first in "AＡ" else "middle" if first in "BＢ" else "bad"
    own = next(iter(told.values()))
    if "星" in mark[0] and own not in "5五4四3三":
        return "bad"
    if "own" in told and mark[0][-1] in "级类档等" and "星" not in mark[0] and own in _WORSE:
        return "bad"
    if "word" in told and own not in _GOOD | _MIDDLE:
        own = own[0]
    return "good" if own in _GOOD else "middle" if own in _MIDDLE else "bad"


def _by_points(text: str) -> Iterator[tuple[int, int, Standing]]:
    if "分" in text:
        yield from _found(_POINTS, text)
    elif "信" in text or "指数" in text:
        yield from _found(_BOUNDS, text)


def _by_record(text: str) -> Iterator[tuple[int, int, Standing]]:
    return _found(_RECORDS, text)


def _found(
    patterns: Sequence[tuple[frozenset[str], re.Pattern[str], Standing]], text: str
) -> Iterator[tuple[int, int, Standing]]:
    """Yields what patterns find in a text, and how the one stands of whom it tells."""
    held = set(text)
    for needs, pattern, own in patterns:
        if not needs.isdisjoint(held):
            for found in pattern.finditer(text):
                yield found.start(), found.end(), own
