"""Names of persons, by what stands before and behind them: a label, a sex, an identity number, a telephone.

No list holds all names: what is taken for one begins with a surname (words.py), or is called a name and followed by
a telephone. 张某, 李某某 and 王×× hide the person already and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph_schema.first_use import later
from graph_schema.personal.letters import spaced
from graph_schema.personal.words import (
    AFTER_LONG,
    COMPOUND,
    ENDS_OF_OFFICES,
    NOT_NAMES,
    ORDINARY,
    PEOPLE,
    PERSONS,
    POSTS,
    PUBLIC,
    RARE,
    SURNAMES,
)

Span = tuple[int, int]

_HAN = r"[\u3400-\u9fff]"
_SURNAMES, _COMPOUND = frozenset(SURNAMES), frozenset(COMPOUND.split())
_COMMON = _SURNAMES - RARE
_SELDOM_WORDS = _COMMON | frozenset("何于任方万文安包申车房盖纪华党丰沙古练储商廉楼关冷路项惠宋")
"""Surnames that may be taken for one right behind a word that only a party or a head of a firm is called."""
_STOPS = frozenset(NOT_NAMES.split())
_WORDS, _KNOWN_TO_ALL = frozenset(ORDINARY.split()), frozenset(PUBLIC.split())
_OFFICES = frozenset("局办委室科处厅部院所站队股市县区镇乡组厂店司")
_POST = later(r"(?:[局科处部厅市县区镇乡村所站院校会行组队班店厂省州首社家户事]长|主任|主席|书记|经理|科员|干事|秘书)$")
_HIDDEN = later(r"[某×✕xX*○〇□]")
_NAME_LENGTH = 4
_ALSO_NAMES = frozenset(
    [
        "黎明",
        "方圆",
        "江山",
        "江河",
        "江南",
        "阳光",
        "梅花",
        "兰花",
        "汪洋",
        "元旦",
        "庄严",
        "桂花",
        "乔木",
        "向阳",
        "舒适",
        "时光",
        "卓越",
    ]
)
"""Ordinary words that are names of persons too."""


_PERSONS = tuple(PERSONS.split())
_POSTS = tuple(POSTS.split())
_PEOPLE = tuple(PEOPLE.split())
_ALL = sorted({*_PERSONS, *_POSTS}, key=len, reverse=True)


def _any_of(words: Iterable[str], between: str = "", not_behind: str = "") -> str:
    """Returns a pattern of words of two characters or more, in their order, with what may stand in them, and none of some characters before them.

    By their first characters, which are looked for quickly: what a pattern asks before them, it asks of every character of a text.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(between.join(word[1:]))
    before = f"(?<![{not_behind}]{{}})" if not_behind else ""
    alike = (f"{first}{before.format(first)}{between}(?:{'|'.join(left)})" for first, left in rests.items())
    return f"(?:{'|'.join(alike)})"


_ACTS = "列入|纳入|移出|采取|实施|予以|作出|进行|处以|乘坐|购买|高消费|从重|从严|依法|失信|履行|改正|整改|缴纳|的信用|名下|处罚|罚款|拘留|限制"
_WITH_COLON = later(
    rf"(?P<label>{_any_of(_ALL, ' {0,4}')})(?P<tail> {{0,3}}(?:姓 ?名|名字|员|名单|签 ?字|签 ?名|签 ?章)?(?: ?[(/及和与、][^:\n\d*]{{1,10}}?[)]?)?) {{0,4}}:"
)
_ANY_PERSON = later(r"(?:人|员|领导|者)(?: ?[(/及和与、][^:\n\d*]{1,10}?[)]?)? {0,4}:")
_ACTED_ON = later(
    rf"(?:[将把对]|限制|给予|取消|禁止|督促|约谈|通报)(?={_HAN}{{2,4}}(?:、{_HAN}{{2,4}}){{0,12}}(?:[二两三四五六七八九十]人|等人)?(?:{_ACTS}))"
)
_CHARGED = later(
    rf"(?:由|请|安排|委托|指定|推选|任命|免去)(?={_HAN}{{2,3}}(?:负责|担任|兼任|任|牵头|主持|带队|同志|代理|出庭))"
)
_BEHIND_PHONE = later(
    rf"\*{{4,}}[)]? ?(?:[(](?={_HAN}{{2,4}}[)])|(?={_HAN}{{2,3}}(?!{_HAN}))|的(?={_HAN}{{2,3}}(?!{_HAN})))"
)
_ALONE = later(rf"(?:^|(?<=\n))[ |\t]{{0,8}}{spaced(*_PERSONS)} {{0,4}}[|\t ]{{0,3}}\n")
_CALLED = sorted({*_PERSONS, *_PEOPLE, "董事长", "总经理", "经理", "股东", "监事"}, key=lambda word: (-len(word), word))
_WITHOUT_COLON = later(
    rf"{_any_of(_CALLED, not_behind='妇')}(?:姓名)?(?:[(][^()\n]{{1,10}}[)])?(?:为|是|系|叫|名叫)?[ \t“\"|]{{0,4}}(?={_HAN})"
)
_HEADS = "|".join(
    (
        "书记",
        *(f"{of}长" for of in (*"省市县区州局处科镇乡院校所站厅部村组", "董事", "秘书")),
        "主任",
        "主席",
        "经理",
        "同志",
    )
)
_LEADERS = later(
    rf"(?:{_HEADS})(?={_HAN}{{2,4}}(?:[,，。;；、)（( \n]|出席|主持|参加|讲话|宣读|宣布|表示|指出|强调|介绍|任|为|负责|带队|签发|$))"
)
_IN_LIST = later(
    rf"(?:^|(?<=\n))[ \t]{{0,40}}(?P<name>{_HAN}(?: {{0,4}}{_HAN}){{1,3}})[ \t]{{1,8}}"
    r"(?=[^\n]{1,40}?(?:[局市县区镇乡处科部厅院所站校]长|主任|书记|主席|经理|委员|科员|主任科员|秘书长)(?:[ 、，,(;；。]|\n|$))"
)
_SIGNED = later(
    r"(?:^|(?<=\n))[ ]{0,40}(?:代 {0,2}|副 {0,2})?(?:省|市|县|区|州|局|部|厅|旗|盟) {0,4}长 {1,8}|(?:^|(?<=\n))[ ]{0,40}主 {0,4}任 {1,8}"
)
_PARTY = later(
    "(?:失信)?被执行人|申请执行人|证人|(?:违法|失信|涉案)人员|原告|被告人?|罪犯|(?:法定|法人)代表人?|负责人|举报人|投诉人|户主|(?:犯罪)?嫌疑人|被?申请人|当事人|联系人|经办人|姓名|自然人|被处罚人|实际控制人|驾驶[人员]|车主"
)
_ANNOUNCED = later(
    r"(?:名单|人员|个人|失信人|对象|如下)(?: ?[(][^()\n]{1,24}[)])? {0,2}: {0,2}|名单(?: ?[(][^()\n]{1,24}[)])? {0,4}(?=\n)"
)
_ITEM_OF_NAMES = later(
    rf"[ \t]{{0,8}}(?:\n[ \t]{{0,8}}){{0,2}}(?:[(]?\d{{1,3}}[)、. \t]{{1,3}})?(?P<name>{_HAN}{{2,4}}(?!{_HAN})|{_HAN} {{1,4}}{_HAN}(?!{_HAN})|{_HAN}{{1,8}}·{_HAN}{{1,10}})"
    r"(?P<more>[、,，;；]|[ \t]{1,8}|[ \t]{0,8}(?=\n))?(?P<end>(?<![、,，;；])(?=[。;；]|$))?"
)
_FEWEST_ANNOUNCED = 2
_ROW = later(
    rf"(?:^|(?<=\n))[ \t]{{0,20}}{_HAN}(?: {{0,3}}{_HAN}){{1,2}}(?:(?:[ \t]{{1,8}}|、){_HAN}(?: ?{_HAN}){{1,2}}){{2,40}}[ \t]{{0,8}}[。;；]?(?=\n|$)"
)
_OF_ROW = later(rf"{_HAN} {_HAN}(?= {{2}}|\t|、|\n|$)|{_HAN}+")
_FEWEST_IN_ROW = 3
_PHONE_WORDS = "联系电话|联系方式|电话|手机|座机|传真|微信|邮箱|QQ"
_PAPER_WORDS = "居民身份证|公民身份号|身份证|身份号|证件号|护照号"
_TRAIT_WORDS = "性别|出生|生于|籍贯|户籍|住址|家住|现住|民族|身份证|护照|住所"
_AT_STRONG = r"(?=[ (,，:;、\t|/]{0,7}[+)*\d男女居公身证护性出生籍户住家现民联电手座传微邮Q同先已被的等副市县区局处科镇乡院校所站厅部主书]|[(])"
"""One of these stands soon where the next pattern finds anything: most places need no further look."""
_SHOWS_PERSON = (
    rf"(?P<strong>[ (,，:;、\t|]{{1,4}}(?:男|女)(?![\u3400-\u9fff])|[ (,，:;、\t|]{{0,4}}(?:{_PAPER_WORDS})(?!明|件的|信息|核|原件)"
    rf"|[ (,，:;、\t|]{{1,4}}(?:{_TRAIT_WORDS})(?=[:\d为系]|号|\d)|[(,， ]{{1,3}}(?:男|女)(?=,|，|汉族|回族|满族|藏族|\d)"
    rf"|[(](?=[^()\n]{{2,40}}(?:法定代表人|负责人|实际控制人|股东|经理|董事长|业主|经营者)[)]))"
    rf"|(?P<weak>[ (,，:;、\t|]{{0,4}}(?:{_PHONE_WORDS})(?=[^\u3400-\u9fff\n]{{0,2}}[:\d*(])|[ (,，:;、\t|/]{{0,4}}[(+]{{0,2}}\d{{0,4}}[)(]?\*[*\-() ]{{4}}|(?:同志|先生|女士)(?!们)"
    r"|(?:已?被)(?:依法)?(?:列入|纳入|移出|认定)(?:失信|黑名单|严重|名单|信用)"
    r"|的(?:陈述|证言|询问笔录|讯问笔录|供述|证词)|等 ?(?:\d{1,3}|[一二三四五六七八九十]{1,3}) ?(?:名|人|位)|\d{1,3}人(?=予|给|作|进|实|的)|副?[市县区局处科镇乡院校所站厅部]长(?!期|效|度|远)|主任(?!务)|书记|主席)"
)
_STRONG = later(_AT_STRONG + _SHOWS_PERSON.join(("(?:", ")")))
_LEFT = frozenset(
    "予请查据送记席对将由与和为给向被是员人者长局办科室处厅部委站所队组股心院社司镇乡村区县市及民主任师生工友"
)
_AFTER_SHORT = frozenset("因于在的系将对与和及等被经由未不拒应向从曾是已担签诉")
_AFTER_LONG = frozenset(AFTER_LONG.split())
_AFTER = later(
    r"(?:因|于|在|的|系|将|诉|告诉|予以|填写|签名|签字|确认|到场|到案|到庭|缴纳|支付|偿还|归还|返还|赔偿|租赁|出售|转让|隐瞒|转移|隐匿|规避|妨碍|抗拒|消极|恶意|仍|均|先后|自愿|同意|认可|承认|明知|故意|私自|伪造|虚构|骗取|套取|冒用|侵占|挪用|醉酒|酒后|超速|超载|无|[二两三四五六七八九十]人|宣读|宣布|指出|强调|介绍|对|与|和|及|等|被|经|由|采取|提出|实施|进行|未|不|拒|应|涉嫌|违反|一案|先生|女士|同志|限制|列入|纳入|承担|负责|存在|违规|违法|作弊|分别|出资|列入|移出|签|身份|证件|性别|男|女|联系|电话"
    r"|手机|座机|传真|邮箱|微信|住|家住|现住|户籍|出生|生于|名下|本人|持|申请|曾|擅自|向|从|以|为|是|有|已|处|犯|并|所有|其|作出|给予|履行|拖欠|欠|逃|现年|自|担任|任|到|报名|等人|夫妇|职务|单位|部门|地址|乘坐|购买|参加|取消|通过|利用|驾驶|经营|无证|非法|多次|伙同|收到|至|主持|牵头|高消费|从重|从严|依法|失信|处以|罚款|拘留|移出|借款|买卖|纠纷|民间|合同|反映|举报|投诉|称|表示|陈述|拒收|出席|主持|签收|副?[市县区局处科镇乡院校所站厅部]长|主任|书记|主席)"
)
_OFFICE_APART = later(
    rf"{_HAN}{{2,24}}(?:[局办委室科处厅部院所站队股]|中心)[ \t]{{1,4}}(?P<name>{_HAN}{{2,3}})(?!{_HAN})"
)
_RUN = later(rf"{_HAN}{{1,14}}")
_APART = later(rf"{_HAN} {{1,4}}{_HAN}{{1,2}}(?!{_HAN})|{_HAN} {{1,4}}{_HAN} {{1,4}}{_HAN}(?!{_HAN})")
_DOTTED = later(rf"{_HAN}{{1,8}}(?:·{_HAN}{{1,10}}){{1,3}}")
_BEHIND_DOTTED = later(
    "[因于在的系将与由未拒应向曾是诉被及等犯]|"
    "(?:经营|违法|违反|涉嫌|不服|不履|不得|身份|驾驶|承担|名下|所有|提出|实施|采取|予以|作出|担任|负责|拖欠|逾期|借款|反映|投诉|举报|一案|同志|先生|女士)"
)
_BETWEEN = later(r"[ ]{0,2}(?:[、,，/;；]|和|及|与)[ ]{0,2}|[ ]{1,4}")
_SOUNDS = frozenset(
    "阿依古丽买提江吐尔逊艾热木合努扎克巴特孟斯图雅娜琴格勒朝鲁苏和德力哈根布仁乌云其扎西卓玛次旺堆多吉达瓦平措丹增尼白央拉姆索朗洛桑罗群培"
    "帕孜亚森麦肯再米娃汗萨迪加沙衣玉素甫如则库都热赛买司提伊敏牙生卡哈别尼扎提阔那日苏嘎娅宝音格日勒青海顿珠贡曲珍普琼边巴强久坚赞拥忠"
)
_LONGEST_SOUNDED = 6
_NO_VALUE = later("必填|填写|同上|不详|保密|暂无|未知|空缺|待定|备注|合计|小计|总计|如上|选填|略|无$|见附|某")
_IN_BRACKETS = later(r"[ ]?[(][^()\n]{0,30}[)]")
_ALL_HAN, _COMMA = re.compile(f"{_HAN}+"), re.compile("、")
_DOTTED_END = later(rf"{_HAN}{{2,8}}(?:·{_HAN}{{2,10}}){{1,3}}$")
_APART_END = later(rf"(?<!{_HAN})({_HAN} {{1,4}}{_HAN})$")
_LINE_NAME = later(rf"{_HAN}(?: {{0,4}}{_HAN}){{1,3}}")
_MOST = 200
"""So many names of one list are taken."""


def names_in(plain: str) -> Iterator[Span]:
    """Yields the names in a text of `plainly`; stretches may overlap."""
    for found in _WITH_COLON.finditer(plain):
        called = re.sub(" ", "", found["label"]) in _PERSONS_CALLED
        yield from _listed(plain, found.end(), loose=called)
    for found in _ANY_PERSON.finditer(plain):
        yield from _listed(plain, found.end(), loose=False)
    for pattern in (_ACTED_ON, _CHARGED, _BEHIND_PHONE):
        for found in pattern.finditer(plain):
            yield from _directly(
                plain, found.end(), party=found[0] in ("督促", "约谈") or "、" in plain[found.end() : found.end() + 4]
            )
    for found in _ALONE.finditer(plain):
        yield from _alone(plain, found.end())
    for found in _WITHOUT_COLON.finditer(plain):
        yield from _directly(plain, found.end(), party=_PARTY.match(found[0]) is not None)
    for found in _LEADERS.finditer(plain):
        yield from _directly(plain, found.end())
    for found in _IN_LIST.finditer(plain):
        if is_name(name_words(found["name"]), _COMMON):
            yield found.span("name")
    for found in _ANNOUNCED.finditer(plain):
        yield from _announced(plain, found.end())
    for found in _ROW.finditer(plain):
        yield from _row(found)
    for found in _SIGNED.finditer(plain) if "长 " in plain or "任 " in plain else ():
        yield from _alone(plain, found.end())
    for found in _STRONG.finditer(plain):
        yield from _before(plain, found.start(), sure=found["strong"] is not None, divided=found[0][0] in _DIVIDES)


_PERSONS_CALLED = frozenset(_PERSONS)


def name_words(span_text: str) -> str:
    """Returns a name without the blanks in it."""
    return "".join(span_text.split())


def spreads(name: str) -> bool:
    """Tells whether a name, once known, is a name wherever it stands in the text."""
    if "·" in name:
        return True
    return len(name) >= 2 and name not in _WORDS and is_name(name, _SURNAMES)


def is_name(words: str, surnames: frozenset[str] = _SURNAMES, *, called: bool = False) -> bool:
    """Tells whether words can be the name of a person: surname, and one or two characters.

    Where a head calls them a name (`called`) they may be an ordinary word as well, as 黎明 is.
    """
    if (
        words in _KNOWN_TO_ALL
        or (words[:2] in _STOPS and not (called and words in _ALSO_NAMES))
        or _HIDDEN.search(words)
        or _POST.search(words)
    ):
        return False
    if words[:2] in _COMPOUND:
        return 3 <= len(words) <= _NAME_LENGTH and words[-1] not in _OFFICES
    if words[0] not in surnames or not 2 <= len(words) <= 3:
        return False
    return words[-1] not in (ENDS_OF_OFFICES if len(words) == 2 or surnames is _COMMON else _OFFICES)


def _listed(plain: str, at: int, *, loose: bool) -> Iterator[Span]:
    """Yields the names that begin at a place behind a colon, as long as one follows the other."""
    first = True
    for _ in range(_MOST):
        at += len(plain[at : at + 4]) - len(plain[at : at + 4].lstrip(' \t"“|'))
        span = _one_at(plain, at, loose=loose and first)
        if span is None:
            return
        yield span
        at, first = span[1], False
        if brackets := _IN_BRACKETS.match(plain, at):
            at = brackets.end()
        between = _BETWEEN.match(plain, at)
        if between is None:
            return
        at = between.end()


def _announced(plain: str, at: int) -> Iterator[Span]:
    """Yields the names of a list that a line announces (名单：); none where anything but a name stands in its first two places."""
    spans: list[Span] = []
    while len(spans) < _MOST and (item := _ITEM_OF_NAMES.match(plain, at)):
        words = name_words(item["name"])
        if not ("·" in words or is_name(words, _SURNAMES)) or (item["more"] is None and item["end"] is None):
            break
        spans.append(item.span("name"))
        at = item.end()
        if item["more"] is None:
            break
    if len(spans) >= _FEWEST_ANNOUNCED:
        yield from spans


def _row(row: re.Match[str]) -> Iterator[Span]:
    """Yields the names of a line that holds nothing else, three at least, and not all of two characters."""
    spans = [(row.start() + item.start(), row.start() + item.end()) for item in _OF_ROW.finditer(row[0])]
    names = [name_words(row.string[start:end]) for start, end in spans]
    if (
        len(names) >= _FEWEST_IN_ROW
        and all(is_name(name, _SURNAMES) for name in names)
        and sum(is_name(name, _COMMON) for name in names) * 2 >= len(names)
        and sum(len(name) > 2 for name in names) * 3 >= len(names)
    ):
        yield from spans


def _one_at(plain: str, at: int, *, loose: bool) -> Span | None:
    """Returns the name that begins at a place; None where no name does."""
    if dotted := _dotted(plain, at):
        return dotted
    if (apart := _APART.match(plain, at)) and is_name(name_words(apart[0]), _SURNAMES):
        return apart.span()
    run = _RUN.match(plain, at)
    if run is None:
        return None
    words = run[0]
    if length := _whole(words, _SURNAMES) or _prefix(words, _SURNAMES):
        return at, at + length
    if span := _behind_office(words):
        return at + span[0], at + span[1]
    if (apart := _OFFICE_APART.match(plain, at)) and is_name(apart["name"], _SURNAMES):
        return apart.span("name")
    if is_sounded(words) or (loose and _fills_place(plain, run.end()) and is_called(words)):
        return run.span()
    if words[0] == "某" and 2 <= len(words) <= 3 and words[-1] not in ENDS_OF_OFFICES and words[1] not in _OFFICES:
        return run.span()
    if loose and 2 <= len(words) <= _NAME_LENGTH and _may_be_called(words) and _with_phone(plain, run.end()):
        return run.span()
    return None


def _dotted(plain: str, at: int) -> Span | None:
    """Returns the name with dots that begins at a place, without the words that go on behind it."""
    found = _DOTTED.match(plain, at)
    if found is None:
        return None
    tail = found[0].rindex("·") + 1
    ends = _BEHIND_DOTTED.search(found[0], tail + 2)
    return at, at + ends.start() if ends else found.end()


def _may_be_called(words: str) -> bool:
    """Tells whether words without a known surname can be what a label calls a name."""
    return (
        words[:2] not in _STOPS
        and words[-1] not in ENDS_OF_OFFICES | frozenset("导见定名话机方真")
        and not _HIDDEN.search(words)
    )


_PHONE_NEAR = later(rf"[ (,，:;；、\t|/]{{1,4}}(?:{_PHONE_WORDS}|[(+]{{0,2}}\d{{0,4}}[)(]?\*{{3}}|[(+]{{0,2}}\d{{3}})")


def is_sounded(words: str) -> bool:
    """Tells whether words are written as names of other languages are, without a dot."""
    return 3 <= len(words) <= _LONGEST_SOUNDED and set(words) <= _SOUNDS and words[:2] not in _STOPS


def is_called(words: str) -> bool:
    """Tells whether what stands alone behind a label for persons is a name, whatever its surname."""
    return len(words) in (2, 3) and _may_be_called(words) and not _NO_VALUE.match(words) and words not in _KNOWN_TO_ALL


def _fills_place(plain: str, at: int) -> bool:
    """Tells whether nothing goes on at a place but another cell or another line."""
    return re.compile(r" *(?:$|[\n\t|]| {2}|[(,，;；。])").match(plain, at) is not None


def _with_phone(plain: str, at: int) -> bool:
    """Tells whether a telephone follows."""
    return _PHONE_NEAR.match(plain, at) is not None


def _whole(words: str, surnames: frozenset[str]) -> int:
    """Returns the length of the name where the words are no more than that; 0 where they are no name."""
    if len(words) > _NAME_LENGTH or not is_name(words, surnames):
        return 0
    # 当事人王莉于2021年: 于 is no part of the name.
    return 2 if len(words) == 3 and words[2] in "于的在因系将被及等与" and is_name(words[:2], surnames) else len(words)


def _prefix(words: str, surnames: frozenset[str]) -> int:
    """Returns the length of the name at the head of words that go on; 0 where there is none."""
    if words[:2] in _COMPOUND:
        lengths: tuple[int, ...] = (4, 3)
    elif len(words) > 3 and (words[2] in _AFTER_SHORT or words[2:4] in _AFTER_LONG):
        lengths = (2, 3)
    else:
        lengths = (3, 2)
    for length in lengths:
        if len(words) > length and _AFTER.match(words, length) and is_name(words[:length], surnames):
            return length
    return 0


def _behind_office(words: str) -> Span | None:
    """Returns the name that stands behind the name of an office: 县发改局张三."""
    for length in (3, 2):
        head, name = words[:-length], words[-length:]
        if len(head) >= 2 and (head[-1] in _OFFICES or head.endswith("中心")) and is_name(name, _COMMON):
            return len(head), len(words)
    return None


def _alone(plain: str, at: int) -> Iterator[Span]:
    """Yields the name that fills the rest of a line."""
    end = plain.find("\n", at)
    line = plain[at : at + 16 if end < 0 else min(end, at + 16)]
    words = line.strip(" |\t")
    begin = at + line.find(words)
    name = name_words(words)
    whole = end < 0 or at + 16 >= end
    if whole and _LINE_NAME.fullmatch(words) and is_name(name, _SURNAMES):
        yield begin, begin + len(words)


def _directly(plain: str, at: int, *, party: bool = False) -> Iterator[Span]:
    """Yields the names that follow a word for a person, or for a `party`, without a colon."""
    surnames = _SELDOM_WORDS if party else _COMMON
    for _ in range(_MOST):
        if dotted := _dotted(plain, at):
            yield dotted
            at = dotted[1]
        else:
            run = _RUN.match(plain, at)
            if run is None:
                return
            words = run[0]
            length = _whole(words, surnames) or _prefix(words, surnames)
            if not length or plain[at - 1 : at + 1] == "主张":
                return
            yield at, at + length
            at += length
        surnames = _SURNAMES
        between = _COMMA.match(plain, at)
        if between is None:
            return
        at = between.end()


_DIVIDES = frozenset(" (,，:;、\t|")


def _before(plain: str, end: int, *, sure: bool, divided: bool) -> Iterator[Span]:
    """Yields the names that end at a place, where a sex, a number or a telephone follows."""
    for _ in range(_MOST):
        start = max(0, end - 14)
        head = plain[start:end]
        dotted = _DOTTED_END.search(head)
        name = dotted[0] if dotted else _last_name(head, sure=sure, divided=divided, at_start=start == 0)
        if not name:
            return
        yield end - len(name), end
        end -= len(name)
        if end == 0 or plain[end - 1] != "、":
            return
        end, sure = end - 1, False


def _last_name(head: str, *, sure: bool, divided: bool, at_start: bool) -> str:
    """Returns the name at the end of words; "" where there is none."""
    apart = _APART_END.search(head)
    if apart and is_name(name_words(apart[1]), _COMMON):
        return apart[1]
    for length in (4, 3, 2):
        name, left = head[-length:], head[:-length][-1:]
        if len(name) < length or not _ALL_HAN.fullmatch(name):
            continue
        if length == 4 and name[:2] not in _COMPOUND:
            continue
        free = not re.match(_HAN, left) if left else at_start
        if left == "主" and name[0] in "席张":
            continue
        shown = sure and (free or left == "者" or (divided and left in "对将由"))
        if (free or sure or left in _LEFT) and is_name(name, _SURNAMES if shown else _COMMON):
            return name
    return ""
