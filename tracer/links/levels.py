"""效力层级 from words alone: what number, title and issuer show of a document that nobody has on record.

The level comes from the instrument, never from the word in its title alone (docs/semantics.md#level-by-instrument):
the code of the number decides first, then the issuer or the place that the title opens with, then
the kind of document. What shows neither issuer nor place stays unknown, so that nobody is accused
on a guess. Reasons are in Chinese, for the reader of a verdict.
"""

from __future__ import annotations

import re

from graph_schema.numbers import DocumentNumber
from graph_schema.regions import NATION, UNKNOWN, NationalOrgan, covers, find_region, level_of, national_organ
from graph_schema.terms import SourceLevel
from tracer.registry.load import STATE, Registry, parsed_number

Answer = tuple[SourceLevel, str | None, str]

_NOTHING: Answer = (SourceLevel.UNKNOWN, None, "题名、文号和所述机关都看不出是谁制定的")


def level_of_text(
    title: str | None, number: str | None, issuer_hint: str | None, region: str | None, registry: Registry
) -> Answer:
    """Level, place (a region path, 全国, or None where it does not show) and the reason in Chinese.

    `issuer_hint` are the words before a citation that say whose it is (省发展改革委, 我市); `region`
    is that of the citing document, which gives such words and short codes their place.
    """
    parsed = parsed_number(number) if number else None
    if parsed:
        of_number = _of_order if parsed.is_order else _of_code
        found = of_number(parsed, title, issuer_hint, region, registry)
        if found:
            return found
    return _of_title(title, issuer_hint, region) or _of_issuer(issuer_hint, title, region) or _NOTHING


# --- by number ----------------------------------------------------------------------------------

_CENTRE_CODE = re.compile(
    r"(?:国发|国函|国办|国办发|国办函|国发明电|国办发明电|国办秘函|国办字|国秘|国阅|中发|中办|中办发|中办字|中办函|中办通报|中委|中委发|厅字)$"
)
_MINISTRY_CODE = re.compile(
    r"发改|国(?![政府委]|信用)|人社[部厅]|税总|银办?发|银保?监|保监|证监|汇发|财[税库金综预会建社农教科办行企资外监评关际债文经规评采]"
    r"|工信[部厅]|公通字|公[治消刑经]|公交管|公信安|民(?:函|办函|电)|司(?:规|办通)|自然资|环(?:发|办|规|综合|环评|水体|大气|土壤|执法|监测)"
    r"|建(?:[质房金城村标规办督]|科[技研]?)|交(?:公路|水|运|政研|安监|科技|法|财审|规划|通运|搜救)|水(?:利部|资源|规计|建管|农|安监|总)"
    r"|农(?:质|市|经|机|产|医|渔|科教|计财)|商(?:流通|秩|服贸|资|运|建|贸|市)|文旅|文市|卫(?:医|监督|规财|妇社|疾控)|退役军人部|应急"
    r"|署[企法加监税稽办关风综政]|市监|食药监|安监总|质检|新广|林[改资造场策规护湿]|民航|旅(?:办|监管|质监)|教(?:政法|监管|高|基|职成|师|思政|督|体艺)"
    r"|法[释研复]|高检|组通|中[组宣纪央]|总工|全国|老龄|医保|金规|知识产权|铁总"
)
_LOCAL_CODE = re.compile(
    r".{1,3}(?:政[发办函字文规通综]|府[发办函字规]|[委党][发办])|.{1,2}发改|.{1,4}(?:信用|社信)|.{0,3}政$"
)
_ABBREVIATIONS = {
    "京": "北京市",
    "津": "天津市",
    "沪": "上海市",
    "渝": "重庆市",
    "冀": "河北省",
    "豫": "河南省",
    "云": "云南省",
    "滇": "云南省",
    "辽": "辽宁省",
    "黑": "黑龙江省",
    "湘": "湖南省",
    "皖": "安徽省",
    "鲁": "山东省",
    "新": "新疆维吾尔自治区",
    "苏": "江苏省",
    "浙": "浙江省",
    "赣": "江西省",
    "鄂": "湖北省",
    "桂": "广西壮族自治区",
    "甘": "甘肃省",
    "陇": "甘肃省",
    "晋": "山西省",
    "内": "内蒙古自治区",
    "陕": "陕西省",
    "秦": "陕西省",
    "吉": "吉林省",
    "闽": "福建省",
    "贵": "贵州省",
    "黔": "贵州省",
    "粤": "广东省",
    "青": "青海省",
    "藏": "西藏自治区",
    "川": "四川省",
    "蜀": "四川省",
    "宁": "宁夏回族自治区",
    "琼": "海南省",
}
# No city of another province uses these.
_PROVINCE_ONLY = frozenset("京沪渝豫皖浙闽粤黔")
_RULE_ISSUER = re.compile(r"(?:部|总局|署|委|委员会|局|银行|会)$")
_GOVERNMENT = re.compile(r"(?:政府|省|自治区|市|自治州)$")


def _of_code(
    parsed: DocumentNumber, title: str | None, hint: str | None, region: str | None, registry: Registry
) -> Answer:
    """代字〔年份〕序号号: the code is known, or the title says whose it is, or it is a local one."""
    organ = parsed.organ
    if _CENTRE_CODE.match(organ):
        return SourceLevel.CENTRAL_POLICY, NATION, f"文号代字“{organ}”属党中央、国务院及其办公厅"
    agency = registry.agency(organ, region)
    if agency:
        return agency.level, agency.region, f"文号代字“{organ}”是{agency.issuer}的代字"
    for words in filter(None, (title, hint)):
        named = _of_national_organ(words, title) or _of_place(words, region, organ)
        if named:
            return named
    place = _place_of_code(organ, region)
    if _MINISTRY_CODE.match(organ) and not _LOCAL_CODE.match(organ) and not place:
        return SourceLevel.DEPARTMENT_NORMATIVE, NATION, f"文号代字“{organ}”是国家部委的代字"
    return SourceLevel.LOCAL_NORMATIVE, place, f"文号代字“{organ}”不是中央机关的代字"


def _of_national_organ(words: str, title: str | None) -> Answer | None:
    """The issuer that a title or a hint opens with, where the number is of no help."""
    organ = national_organ(words)
    if organ is NationalOrgan.CENTRE:
        return SourceLevel.CENTRAL_POLICY, NATION, "以党中央、国务院或其办公厅名义印发"
    if organ is NationalOrgan.COURT:
        return _of_court(title or "")
    if organ is NationalOrgan.DEPARTMENT:
        return SourceLevel.DEPARTMENT_NORMATIVE, NATION, "由国家部委或中央部门印发"
    return None


def _of_place(words: str, region: str | None, organ: str) -> Answer | None:
    place = find_region(words, region)
    if place is None or place == NATION:
        return None
    return SourceLevel.LOCAL_NORMATIVE, place, f"文号代字“{organ}”的发文机关在{_last(place)}"


def _place_of_code(organ: str, region: str | None) -> str | None:
    """Whose place a short code stands for: the one in the citing document's path that it begins like."""
    parts = region.split("/") if region and region != NATION else []
    likeness = [_common_start(organ, part) for part in parts]
    best = max(likeness, default=0)
    province = _ABBREVIATIONS.get(organ[0])
    if province and best < 2 and (organ[0] in _PROVINCE_ONLY or (region and covers(province, region))):
        return province
    return "/".join(parts[: likeness.index(best) + 1]) if best else None


def _common_start(organ: str, part: str) -> int:
    stem = re.sub(r"(?:省|市|县|区|镇|乡|自治[州县旗区])$", "", part)
    count = 0
    while count < min(len(organ), len(stem)) and organ[count] == stem[count]:
        count += 1
    return count


def _of_order(
    parsed: DocumentNumber, title: str | None, hint: str | None, region: str | None, registry: Registry
) -> Answer | None:
    """…令第N号 and …公告第N号; None where nobody is named in front of 令."""
    organ = parsed.organ.removeprefix(STATE)
    who, kind = re.fullmatch(r"(.*?)(令|公告|通告)", organ).groups()  # type: ignore[union-attr]
    if not who:
        return None
    if kind == "令":
        return _of_decree(who, title, hint, region)
    if re.search("人民代表大会|人大", who):
        return SourceLevel.LOCAL_REGULATION, find_region(who, region), f"由{who}公布"
    named = _of_national_organ(who, title)
    if named:
        return named
    place = find_region(who, region)
    return (SourceLevel.LOCAL_NORMATIVE, place, f"{who}的{kind}") if place else None


def _of_decree(who: str, title: str | None, hint: str | None, region: str | None) -> Answer | None:
    if who.endswith("主席"):
        return SourceLevel.LAW, NATION, "以主席令公布"
    if who.startswith("国务院") or who == "国":
        return SourceLevel.ADMIN_REGULATION, NATION, "以国务院令公布"
    if "军委" in who or "军事委员会" in who:
        return SourceLevel.UNKNOWN, NATION, "军事法规、规章，不在所列层级之内"
    place = find_region(who, region) or next(
        (found for words in (title, hint) if words and (found := find_region(words, region)) not in (None, NATION)),
        None,
    )
    if _GOVERNMENT.search(who):
        if place and level_of(place) in ("county", "town"):
            return SourceLevel.LOCAL_NORMATIVE, place, f"以{who}令公布，县级政府没有规章制定权"
        return SourceLevel.LOCAL_RULE, place, f"以{who}令公布"
    if national_organ(who) or (find_region(who, region) is None and _RULE_ISSUER.search(who)):
        return SourceLevel.DEPARTMENT_RULE, NATION, f"以{who}令公布"
    return (SourceLevel.LOCAL_NORMATIVE, place, f"以{who}令公布，不是政府规章") if place else None


# --- by title -----------------------------------------------------------------------------------

_TAIL = re.compile(r"[（(][^（）()]*[）)]$")  # （试行）, （2014—2020年）
_NO_LAW = re.compile(
    r"(?:办法|方法|做法|看法|想法|说法|手法|技法|书法|语法|立法|执法|普法|守法|依法|违法|合法|非法|(?<!公)司法|(?<!适)用法|(?<!预)算法)$"
)
_LAW = re.compile(r"法$|法典$|法通则$|刑法修正案")
_CONSTITUTION = re.compile(rf"(?:{STATE})?宪法(?:修正案.*)?$")
_REGULATION = re.compile(r"条例$")
_CHANGES_REGULATION = re.compile(
    r"(?:修改|废止|修订|清理).*(?:条例|法规).*(?:决定|修正案)$|(?:条例|法规).*(?:修正案|的决定)$"
)
_CARRIES_OUT_LAW = re.compile(r"法[〉》>]?(?:实施(?:细则|办法)|施行细则)$")
_CARRIES_OUT_REGULATION = re.compile(r"条例[〉》>]?(?:实施(?:细则|办法)|施行细则)$")
_LOCALLY_CARRIES_OUT_LAW = re.compile(
    r"实施[〈《<]?[^〉》>]*法[〉》>]?(?:的?(?:若干)?(?:办法|规定|细则|意见))$|[〈《<][^〉》>]*法[〉》>]实施办法$"
)
_CONGRESS = re.compile(r"人民代表大会|人大常委会|人大(?=关于)")
_STANDARD = re.compile(r"(?:GB|DB|[A-Z]{2,3})\s*(?:/\s*[TZ])?\s*\d|(?:国家|行业|地方|团体|技术)标准$")
_PAPER = re.compile(
    r"(?:办法|规定|细则|方案|意见|通知|通告|公告|规划|纲要|计划|决定|决议|命令|批复|函|报告|目录|清单|制度|规则|规程|规范|标准|措施"
    r"|指引|指南|要点|备忘录|名单|机制|流程|导则|办理程序|政策|若干条|条款|须知|范本|台账)$"
)
_PLACEHOLDER = re.compile(r"(?:[XxＸｘ×*＊○〇某]{1,3})(?:省|市|县|区|州)")
_OWN = re.compile(r"(?:我|本|全)(?:省|市|县|区|州|自治区|旗)(?!级)")
_COURT_RULE = re.compile(r"解释|规定|批复|规则|安排$|(?:修改|废止).*决定$")
_COURTS = re.compile(r"人民(?:法院|检察院).*(?:规则|规定|解释)$|(?:案件|法律|法[〉》>]).*的解释$")
_FORWARDS = re.compile(r"(?:关于)?(?:转发|批转).*的通知$")
_MEMORANDUM = re.compile(r"联合(?:惩戒|激励|奖惩).*备忘录$")


_CHANGES = re.compile(
    "关于(?:修改|修订|修正|废止)[《〈<](?P<title>[^《》〈〉<>]{4,80})[》〉>](?:等[^，。]{0,20})?的决定$"
)
_OF_LOCAL_REGULATIONS = re.compile(
    "关于[^，。]{0,16}(?:修改|废止|取消|调整|清理)[^，。]{0,12}地方性法规[^，。]{0,40}的决定$"
)


def _of_title(title: str | None, hint: str | None, region: str | None) -> Answer | None:
    if not title:
        return None
    bare = "".join(title.split()).strip('《》〈〉<>“”"')
    core = _TAIL.sub("", bare)
    if _STANDARD.search(core):
        return SourceLevel.STANDARD, None if core.startswith("DB") else NATION, "题名显示是标准"
    changed = _CHANGES.match(bare)
    if changed:
        # A decision that amends or repeals is made by whoever made what it amends.
        found = _of_title(changed["title"], hint, region)
        if found and found[0] is SourceLevel.LOCAL_REGULATION:
            return SourceLevel.LOCAL_REGULATION, found[1], "题名是修改、废止地方性法规的决定"
    if _OF_LOCAL_REGULATIONS.match(core):
        return SourceLevel.LOCAL_REGULATION, region, "题名写明所改的是地方性法规"
    if _PLACEHOLDER.match(core):
        return _of_local_title(core, None)
    if bare.startswith("中国共产党"):
        return SourceLevel.CENTRAL_POLICY, NATION, "党内法规，以党中央名义制定"
    place = find_region(bare, region)
    if place and place != NATION:
        return _of_local_title(core, place)
    return _of_national_title(core, bare) or _of_own_words(core, region) or _of_kind(core, hint, region)


def _of_local_title(core: str, place: str | None) -> Answer:
    """A title that opens with a place: what its people's congress makes, and all the rest."""
    where = f"题名冠有{_last(place)}" if place else "题名冠有代称的地方"
    made_by_congress = _CONGRESS.search(core) and not core.endswith(("通知", "意见", "函"))
    if (
        _REGULATION.search(core)
        or _LOCALLY_CARRIES_OUT_LAW.search(core)
        or made_by_congress
        or _CHANGES_REGULATION.search(core)
    ):
        return _of_local_regulation(core, place, where)
    if _PAPER.search(core):
        return SourceLevel.LOCAL_NORMATIVE, place, f"{where}，未显示由人大制定或以政府令公布"
    return SourceLevel.UNKNOWN, place, f"{where}，但看不出是什么文种"


def _of_local_regulation(core: str, place: str | None, where: str) -> Answer:
    """A county makes no regulations, an autonomous one excepted; 鹤壁市浚县…条例 is the city's."""
    if place is None or level_of(place) not in ("county", "town") or "自治" in place.rsplit("/", 1)[-1]:
        return SourceLevel.LOCAL_REGULATION, place, f"{where}，是地方性法规的题名"
    above, _, _ = place.rpartition("/")
    if above != UNKNOWN and core.startswith(_last(above)):
        return SourceLevel.LOCAL_REGULATION, above, f"题名冠有{_last(above)}，是地方性法规的题名"
    return SourceLevel.UNKNOWN, place, f"{where}，而县级没有地方性法规的制定权"


def _is_law(core: str) -> bool:
    return bool(_LAW.search(core)) and not _NO_LAW.search(core)


def _of_national_title(core: str, bare: str) -> Answer | None:
    """A title that opens with a national body or with 中华人民共和国."""
    organ = national_organ(bare)
    if _CONSTITUTION.match(bare):
        return SourceLevel.CONSTITUTION, NATION, "宪法"
    if organ is None:
        return None
    if organ is NationalOrgan.COURT:
        return _of_court(bare)
    if organ is NationalOrgan.CONGRESS:
        return SourceLevel.LAW, NATION, "全国人大及其常委会制定"
    if _is_law(core):
        return SourceLevel.LAW, NATION, "题名以“法”结尾"
    if _REGULATION.search(core):
        return SourceLevel.ADMIN_REGULATION, NATION, "题名以“条例”结尾，不冠地方"
    if organ is NationalOrgan.CENTRE and re.search(r"(?:修改|废止).*(?:条例|法规).*决定$", core):
        return SourceLevel.ADMIN_REGULATION, NATION, "国务院修改行政法规的决定"
    if organ is NationalOrgan.STATE:
        return _of_state_title(core)
    return _of_national_organ(bare, bare)


def _of_state_title(core: str) -> Answer | None:
    """中华人民共和国…实施细则 and the like; 国家… without an issuer says nothing."""
    if not core.startswith(STATE):
        return None
    inner = core.removeprefix(STATE)
    if national_organ(inner) in (NationalOrgan.CENTRE, NationalOrgan.CONGRESS):
        return _of_national_title(inner, inner)
    if core.startswith(STATE + "海关") or _CARRIES_OUT_REGULATION.search(core):
        return SourceLevel.DEPARTMENT_RULE, NATION, "题名是部门规章的通常题名"
    if _CARRIES_OUT_LAW.search(core):
        return SourceLevel.ADMIN_REGULATION, NATION, "题名是法律的实施细则"
    return SourceLevel.UNKNOWN, NATION, "冠有“中华人民共和国”，但看不出由谁制定"


def _of_court(title: str) -> Answer:
    if _COURT_RULE.search(title):
        return SourceLevel.JUDICIAL_INTERPRETATION, NATION, "最高人民法院、最高人民检察院的解释、规定或批复"
    return SourceLevel.DEPARTMENT_NORMATIVE, NATION, "最高人民法院、最高人民检察院印发，不是司法解释"


def _of_own_words(core: str, region: str | None) -> Answer | None:
    """促进我省…的意见, 关于修改本市部分地方性法规的决定: a document of the citing document's own place."""
    own = _OWN.search(core)
    if not own:
        return None
    place = find_region(own[0] + "政府", region)
    if _CHANGES_REGULATION.search(core):
        return SourceLevel.LOCAL_REGULATION, place, f"题名写明“{own[0]}”，涉及地方性法规"
    return SourceLevel.LOCAL_NORMATIVE, place, f"题名写明“{own[0]}”"


_COMPACT = re.compile(
    "(?:居民|村民|业主|住户|社区|小区|会员|商户|同业|家庭)[^，。]{0,8}(?:公约|规约|守则)$|村规民约|乡规民约|自治章程$"
)


def _of_kind(core: str, hint: str | None, region: str | None) -> Answer | None:
    """A bare title: 法 and 条例 tell by themselves unless the words before say that a place made it."""
    place = find_region(hint, region) if hint else None
    local = place is not None and place != NATION
    if _is_law(core):
        return SourceLevel.LAW, NATION, "题名以“法”结尾"
    if _REGULATION.search(core):
        if local:
            return _of_local_regulation(core, place, f"前文写明是{_last(place)}的")
        return SourceLevel.ADMIN_REGULATION, NATION, "题名以“条例”结尾，不冠地方"
    if not local and _CARRIES_OUT_REGULATION.search(core):
        return SourceLevel.DEPARTMENT_RULE, NATION, "题名是条例的实施细则，不冠地方"
    if not local and _CARRIES_OUT_LAW.search(core):
        return SourceLevel.ADMIN_REGULATION, NATION, "题名是法律的实施细则，不冠地方"
    if not local and _COURTS.search(core):
        return SourceLevel.JUDICIAL_INTERPRETATION, NATION, "题名是司法解释的通常题名"
    if _FORWARDS.match(core) and region and region != NATION:
        return SourceLevel.LOCAL_NORMATIVE, place if local else None, "转发上级文件的通知"
    if _COMPACT.search(core):
        return (
            SourceLevel.LOCAL_NORMATIVE,
            place if local else region,
            "居民、村民、业主或者会员的自治规约，不高于规范性文件",
        )
    if not local and _MEMORANDUM.search(core):
        return SourceLevel.DEPARTMENT_NORMATIVE, NATION, "联合奖惩合作备忘录由国家部委联合签署"
    return None


# --- by the words before ------------------------------------------------------------------------


def _of_issuer(hint: str | None, title: str | None, region: str | None) -> Answer | None:
    if not hint:
        return None
    named = _of_national_organ(hint, title)
    if named:
        return named
    place = find_region(hint, region) or (find_region(hint + "政府", region) if _OWN.fullmatch(hint) else None)
    if place is None or place == NATION:
        return None
    if _CONGRESS.search(hint):
        return SourceLevel.LOCAL_REGULATION, place, f"前文写明由{hint}制定"
    return SourceLevel.LOCAL_NORMATIVE, place, f"前文写明由{hint}印发"


def _last(place: str | None) -> str:
    return place.rsplit("/", 1)[-1] if place else "地方"
