"""行政区划: the place that an issuer, a letterhead or a title speaks for.

A region is a path from the province down: 河南省, 河南省/平顶山市, 河南省/漯河市/舞阳县,
广东省/东莞市/虎门镇, 上海市/浦东新区; 全国 for national organs. Where the places above are not
known the path opens with "?": ?/滇岭市. A development zone is a child of its city.

Only the BEGINNING of a name is read, after wrappers (中共, 关于, 《, 2021年) are taken off: the
place named in 关于转发河南省人民政府… is somebody else's. Real places come from data/regions.tsv
(GB/T 2260 codes and names as of June 2023 from the npm package china-division 2.7.0, WTFPL 2;
names of nationalities from the PyPI package cpca 0.5.5, MIT; its head says what was left out),
former names lead to the present one (即墨市 → 即墨区), and names that no table knows are read by
their suffixes, so that an invented 澧泉市 works like a real one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from graph_schema.first_use import later

NATION = "全国"
STATE = "中华人民共和国"
UNKNOWN = "?"
_HEAD = 80  # characters of a name that are looked at
_LONGEST = 15  # 双江拉祜族佤族布朗族傣族自治县
_HAN = r"[\u4e00-\u9fff]"


class NationalOrgan(StrEnum):
    """Holds what kind of national body a name opens with."""

    CENTRE = "centre"  # 中共中央, 国务院 and their general offices
    CONGRESS = "congress"  # 全国人大 and its standing committee
    STATE = "state"  # 中华人民共和国…: a law, the president, a ministry with its full name
    COURT = "court"  # 最高人民法院, 最高人民检察院
    DEPARTMENT = "department"  # ministries, commissions, party departments, national bodies


# --- words --------------------------------------------------------------------------------------

_WRAPPER = later(
    r"(?:附件[一二三四五六七八九十\d]{0,3}[:：.、]?|[《〈<﹤“”\"『「（(【\[]|关于|中共(?!中央)|中国共产党(?!中央)"
    r"|第[一二三四五六七八九十\d]{1,3}届|(?P<issues>印发)|公布|发布|修改|修订|废止|(?:19|20)\d\d年度?)"
)
_COUNCIL_OFFICES = (
    r"国有资产监督管理委员会|国资委|安全生产委员会|安委会|食品安全委员会|食安委|办公厅秘书局|法制办|扶贫|港澳|侨务|侨办"
    r"|联防联控机制|新闻办|(?:(?!关于|印发|[转批]发)[\u4e00-\u9fff]){2,4}?办(?![公法理事])|研究室|发展研究中心|税则委员会|反垄断委员会|学位委员会|(?:(?!关于|印发)[\u4e00-\u9fff]){2,24}?(?:领导小组|联席会议|工作组|指挥部)"
)
_MINISTRIES = (
    "交通运输|交通|工业和信息化|工信|财政|教育|科学技术|科技|公安|国家安全|民政|司法|人力资源和社会保障|人力资源社会保障|人社"
    "|自然资源|国土资源|生态环境|环境保护|环保|住房和城乡建设|住房城乡建设|住建|建设|水利|农业农村|农业|商务|文化和旅游|文旅|文化"
    "|卫生|退役军人事务|退役军人|应急管理|外交|国防|监察|人事|劳动和社会保障|劳动保障|劳动|信息产业|对外贸易经济合作|对外经济贸易"
    "|外经贸|国内贸易|商业|铁道|邮电|电力工业|电力|机械工业|化学工业|煤炭工业|冶金工业|轻工业|纺织工业|石油工业|地质矿产"
    "|林业|能源|物资|内务|粮食|广播电影电视|城乡建设环境保护|中宣|中组|中央宣传|中央组织|总后勤|航空航天工业|电子工业"
)
_GENERALS = (
    "税务|海关|市场监管|市场监督管理|工商|工商行政管理|质检|质量监督检验检疫|食品药品监管|食品药品监督管理|新闻出版广电"
    "|广电|广播电视|体育|安全监管|安监|安全生产监督管理|金融监管|金融监督管理|食药监|环保|环境保护|新闻出版"
)
_PARTY_BODY = (
    r"(?:(?!关于|印发|转发|批转|国务院|军委)[\u4e00-\u9fff]){1,16}?"
    r"(?:委员会|办公室|领导小组|委(?!托|任|派)|部(?![门分位])|办(?![法理学事公])|组(?!织))"
)
_NATIONAL: tuple[tuple[NationalOrgan, re.Pattern[str]], ...] = tuple(
    (kind, later(pattern))
    for kind, pattern in (
        (NationalOrgan.DEPARTMENT, rf"国务院(?:{_COUNCIL_OFFICES})"),
        (NationalOrgan.DEPARTMENT, r"全国人(?:大|民代表大会)常?务?委?员?会?(?:法制工作委员会|法工委|办公厅)"),
        (NationalOrgan.CONGRESS, r"全国人大常委会|全国人大|全国人民代表大会(?:常务委员会)?"),
        (NationalOrgan.COURT, r"最高人民法院|最高人民检察院|最高法院?|最高检察?院?|两高"),
        (NationalOrgan.CENTRE, rf"国务院(?:办公厅)?|国办|中共中央(?:办公厅|(?!{_PARTY_BODY}))"),
        (NationalOrgan.CENTRE, r"党中央|中央办公厅|中办|中央(?=[、，,和关印转]|$)"),
        (NationalOrgan.DEPARTMENT, rf"(?:中共)?中央{_PARTY_BODY}"),
        (
            NationalOrgan.DEPARTMENT,
            r"(?:共青)?团中央|中华全国[\u4e00-\u9fff]{2,10}?会|全国(?:总工会|妇联|工商联|政协|老龄办)",
        ),
        (NationalOrgan.DEPARTMENT, rf"(?:{_MINISTRIES})部(?!门|队|分|署)"),
        (NationalOrgan.DEPARTMENT, rf"(?:{_GENERALS})总局|海关总署|审计署|新闻出版总署|央行|人民银行"),
        (NationalOrgan.DEPARTMENT, r"(?:银保监|银监|保监|证监|电监|卫生计生)会|卫生计生委(?=[、 ])"),
        (
            NationalOrgan.DEPARTMENT,
            r"国家[\u4e00-\u9fff]{2,16}?(?:总局|委员会|办公室|局|署(?!名)|委(?!托|任|派)|部(?![门分位])|办(?![法理学事公]))",
        ),
        (NationalOrgan.DEPARTMENT, r"中国[\u4e00-\u9fff]{2,14}?(?:委员会|总公司|联合会|银行|总会|集团|协会|局|会|院)"),
        (NationalOrgan.DEPARTMENT, r"(?:中央军委|中央军事委员会|中国人民解放军|解放军|武警部队)"),
        (NationalOrgan.STATE, r"中华人民共和国|国家|全国|中国(?![（(])|中央"),
    )
)
_BRANCH = later(
    r"(?:驻)?(?:省|市|县|区)?(?:电子|国家|地方|出入境|口岸)?(?:税务局|中心支行|中心支局|支局|分行|支行|营业管理部|监管局|监管分局|监督管理局"
    r"|监督管理分局|监察局|海关|海事局|调查总队|调查队|证监局|银保监局|银监局|保监局|通信管理局|邮政管理局|气象局|地震局"
    r"|烟草专卖局|烟草局|专员办事处|专员办|监管专员办|特派员办事处|特派办|督察局|管理局|办事处|分局|消防救援|出入境|检验检疫局|边防)"
)
_BRANCH_OF_A_PLACE = later(
    rf"(?:驻)?(?P<stem>(?:(?!关于|印发|转发|公布|发布){_HAN}){{2,5}}?)(?:税务局|调查总?队|中心支[行局]|分行|支行|监管分?局|海关|海事局"
    r"|特派员办事处|特派办|专员办(?:事处)?|督察局|监督管理分局|监察分局|邮政管理局|通信管理局|检验检疫局|流域管理局|航务管理局)(?![一-鿿]{0,2}司)"
)
_NO_PLACE = later(
    "稽查|督察|综合|人事|办公|机关|执法|专利|消防|反垄断|信用|市场|价格|金融|安全|质量|保险|证券|基金|直属|大企业|国际|政策|法规|各[省级地]|全国"
)
_BARE_ORGAN = later(
    rf"(?:{_BRANCH.pattern}|铁路|住房公积金管理|公共资源交易中心|海事法院|高新技术|高新区|经济技术开发区|经开区|经济开发区|航空港|自由贸易|自贸试验区|自贸区|经济特区|仲裁委)"
)
# A city without its suffix opens the name of a rule of its own: 开封古城保护条例.
_BARE_RULE = later(r".{2,40}(?:条例|规定|办法|规则|细则|决定)$")
_BARE_WORDS = frozenset(("来宾", "安康", "长治", "日照", "百色", "保山", "平安", "自贡", "中山", "文山"))
_FREE_TRADE = later(r"中国[（(](?P<place>[\u4e00-\u9fff]{2,3})[）)]自由贸易")

_ORGAN = (
    r"(?:人民政府|政府|人大|人民代表大会|政协|纪委|监委|党委|党工委|工委|管委会|管理委员会|委员会|委(?=办|[、 ]|$)"
    rf"|{_HAN}{{2,20}}?(?:局|委员会|办公室|领导小组|联席会议|法院|检察院|中心|大队|支队|办(?=[、关]|$)|委(?=[、关]|$)))"
)
_ORGAN_NEXT = later(_ORGAN)
# What a unit is followed by where the syllable belongs to another word (市场, 县城, 区域).
_NOT_CITY = r"(?!场|容|民(?![政族宗营兵用生主])|政(?![府协务法治策数研])|级|域|值|面|际|值|售|镇|辖区)"
_NOT_COUNTY = r"(?!域|级|处|际|乡(?!村|镇)|城(?![市管乡建镇])|区(?!人民政府)|市(?!场))"
_NOT_DISTRICT = r"(?!域|块|间|别|划|位|段|市(?!场|政|容)|县|分(?!局)|级|港)"
_SUFFIX = (
    rf"自治州|自治县|自治旗|市{_NOT_CITY}|县{_NOT_COUNTY}|区{_NOT_DISTRICT}"
    r"|地区(?=行政?公?署|[\u4e00-\u9fff]{2,12}局)|盟(?=行政公署|[\u4e00-\u9fff]{2,12}局)"
)
_UNLISTED = later(rf"(?P<stem>{_HAN}{{2,5}}?)(?P<suffix>{_SUFFIX})")
_UNLISTED_PROVINCE = later(rf"(?P<stem>{_HAN}{{2,3}}?)省(?!级|直|市|辖|会城|际|委)|{_HAN}{{2,6}}?自治区")
# Stems that are words, not names: 城市, 示范区, 推进县….
_WORDS_INSIDE = later(
    r"[的与及或在对为以等于该其由被把从向将之不非第省市县区州镇乡局办委院部厅府我所条个件届]|.和|关于|自治|社会|人民|国家|政府|城乡|农村"
)
_WORDS_FIRST = later(
    r"[各本全我该某外跨每]|推进|推动|加快|加强|促进|规范|建立|完善|优化|落实|贯彻|支持|统筹|整治|培育|服务|建设|实施|实行|执行|开展|深化"
    r"|创新|健全|提升|提高|做好|印发|转发|批转|公布|发布|修订|修改|废止|调整|成立|设立|撤销|同意|授权|取消|下放|清理|申报|举办|承办"
    r"|参加|组织|构建|打造|鼓励|引导|扶持|稳定|防范|打击|治理|保护|保障|维护|管理|监督|检查|考核|评价|认定|界定|明确|进一步|切实|全面"
    r"|积极|大力|扎实|坚决|依法|严格|严厉|持续|有效|充分|认真|迅速|抓紧|抓好|严禁|禁止|限制|发展|扩大|改革|改进|改善|试行|推广|强化"
    r"|贫困|文明|示范|卫生|园林|森林|宜居|信用|平安|双拥|先进|特色|重点|试点|直管|相关|有关|部分|其他|中心|智慧|海绵|绿色|节水|低碳"
    r"|历史|风景|自然|行政|民族|少数|革命|边远|偏远|周边|沿海|西部|东部|中部|大中|中小|特大|无障碍|住宅|居住|公共|商业|工业|农业|旅游"
    r"|生态|资源|环境|水源|饮用|高新|经济|出口|综合|保税|功能|核心|停车|候车|禁烟|禁燃|禁养|限养|证券|股票|期货|资本|金融|房地产"
    r"|劳动|人才|技术|文化|建筑|粮食|交通|道路|网络|通信|信息|法规|企业|学校|教育|医疗|食品|药品|外商|投资|税收|财政|进出口|国有|集体"
)
_BAD_LAST = {
    "市": frozenset("上城超股楼夜都集菜闹门辖级设各本全该贵外跨入罢退车房黑灯早花书互大中小开间新旧老强靠收涨"),
    "县": frozenset("辖级设各本全该贵外跨大中小强管困达弱点范省市区旗治老"),
    "区": frozenset(
        "社园小景库灾牧保护郊城市辖片街校厂特战疆分专矿新范发工税住宅营商禁养燃限控聚能验作假游胜湿耕种殖产流老困业务车候公主地端核学"
        "功用共定治荒漠放治牧垦居动理管育货运"
    ),
}
_ZONE = later(
    rf"(?:{_HAN}{{0,8}}?)(?:高新技术产业开发区|高新技术开发区|高新技术产业园区|高新区|经济技术开发区|经济开发区|经开区|开发区"
    r"|城乡一体化示范区|示范区|产业集聚区|工业园区|产业园区|高技术产业开发区|新区|新城|综合实验区|实验区|试验区|综合保税区|保税区"
    rf"|管理区|度假区|风景名胜区|功能区|合作区)(?=管委会|管理委员会|党工委|工委|管理办公室|{_HAN}{{2,14}}?(?:局|办公室|领导小组|中心|分局))"
)
_ZONE_ALONE = later(
    "(?:高新技术产业开发区|高新区|经济技术开发区|经济开发区|经开区|城乡一体化示范区|工业园区)(?=管委会|管理委员会|党工委)"
)
# State-level zones whose names do not say where they are, below the city whose offices run them; those that several
# cities share (贵安新区, 赣江新区) are left out, as a regulation of any of them may hold there.
_ZONES_OF_THEIR_OWN = {
    "雄安新区": "河北省/雄安新区",
    "湘江新区": "湖南省/长沙市/湘江新区",
    "滇中新区": "云南省/昆明市/滇中新区",
    "西海岸新区": "山东省/青岛市/西海岸新区",
    "金普新区": "辽宁省/大连市/金普新区",
    "两江新区": "重庆市/两江新区",
    "舟山群岛新区": "浙江省/舟山市/舟山群岛新区",
    "天府新区": "四川省/成都市/天府新区",
    "西咸新区": "陕西省/西安市/西咸新区",
    "横琴粤澳深度合作区": "广东省/珠海市/横琴粤澳深度合作区",
    "前海深港现代服务业合作区": "广东省/深圳市/前海深港现代服务业合作区",
    "洋浦经济开发区": "海南省/儋州市/洋浦经开区",
    "平潭综合实验区": "福建省/福州市/平潭县/平潭综合实验区",
    "杨凌示范区": "陕西省/咸阳市/杨陵区/杨凌示范区",
    "杨凌农业高新技术产业示范区": "陕西省/咸阳市/杨陵区/杨凌示范区",
}
# The corps and its divisions lie in the autonomous region, whose regulations hold for them.
_CORPS = later("(?:新疆生产建设兵团|兵团(?=第))(?:第?(?P<division>[一二三四五六七八九十]{1,2})师)?")
_MUNICIPALITIES = frozenset(("北京市", "天津市", "上海市", "重庆市"))
_ZONE_NAMES = (
    (re.compile("高新技术产业开发区|高新技术开发区|高新技术产业园区"), "高新区"),
    (re.compile("经济技术开发区|经济开发区"), "经开区"),
)
_TOWN = later(rf"(?P<town>{_HAN}{{1,6}}?(?:民族乡|镇|乡|街道|苏木))(?=人民政府|政府|党委|党工委|办事处|人大|纪委)")
_TOWN_BELOW = later(rf"(?P<town>{_HAN}{{1,6}}?(?:民族乡|镇|乡|街道|苏木))(?={_ORGAN}|$)")
_NO_TOWN = later(r"[的和与及各本全]|(?:城|乡|村|集|重|小|建制)(?:镇|乡)$|人民|社会|关于|管理")
_SELF_UNIT = later(
    rf"(?:(?:我|本|全|该)(?P<own>自治区|省|市|县|区|州|盟|旗)(?!级|场|域)"
    rf"|(?P<unit>自治区|省|市{_NOT_CITY}|县{_NOT_COUNTY}|区{_NOT_DISTRICT}|州|盟|旗(?![下舰帜]))"
    rf"(?!区|县|内|外|直|属|市(?!场|政|容))(?=(?:委|人大)(?:$|[、和及与关印办常])|{_HAN}{{1,24}}?(?:局|委|办(?!法|理)|厅|府|院|会|组|中心|队|人大|政协|部|公司|站|所|联)))"
)

# --- the table ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """The places of regions.tsv: by name (present and former), below each place, and by code."""

    by_name: Mapping[str, tuple[str, ...]]
    below: Mapping[str, Mapping[str, tuple[str, ...]]]
    codes: Mapping[str, str]
    bare: Mapping[str, str]
    stems: Mapping[str, tuple[str, ...]]  # 昆山: cities and counties without their suffix


def _rows() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    text = resources.files("graph_schema").joinpath("data/regions.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line[:1].isdigit():
            code, name, other = line.split("\t")
            yield code, name, tuple(filter(None, other.split("|")))


@cache
def _table() -> _Table:
    paths: dict[str, str] = {}
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    below: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    bare: dict[str, str] = {}
    stems: defaultdict[str, list[str]] = defaultdict(list)
    for code, name, other in _rows():  # sorted by code, so that parents come first
        above = paths.get(code[:4] + "00") or paths.get(code[:2] + "0000")
        path = paths[code] = f"{above}/{name}" if above else name
        for known in dict.fromkeys((name, *other, *_short_names(name, other))):
            by_name[known].append(path)
            for ancestor in places_above(path):
                below[ancestor][known].append(path)
        if not code.endswith("00") and len(name) > 2:
            stems[name[:-1]].append(path)
        if code.endswith("00"):
            bare.setdefault(re.sub(r"(?:壮族|回族|维吾尔)?(?:省|市|自治区|地区|盟)$", "", name), path)
    for name, path in _names_that_are_gone(set(by_name)):
        by_name[name].append(path)
        for ancestor in places_above(path):
            below[ancestor][name].append(path)
    return _Table(
        by_name={name: tuple(found) for name, found in by_name.items()},
        below={path: {name: tuple(found) for name, found in names.items()} for path, names in below.items()},
        codes={path: code for code, path in paths.items()},
        bare={name: path for name, path in bare.items() if len(name) > 1 and not name.endswith("自治州")},
        stems={name: tuple(found) for name, found in stems.items()},
    )


_AUTONOMOUS = later("自治(?P<unit>[州县旗])$")
_WING = later("(?P<first>.).+(?P<side>[左右])翼(?P<part>[前中后])旗$")
_SIDE = later("(?P<first>.).{2,}(?P<side>[左右前中后])旗$")


def _short_names(name: str, other: Sequence[str]) -> Iterator[str]:
    """Yields the short names that follow from the full one: without the peoples, with and without 自治; the wings of a banner.

    恩施土家族苗族自治州 → 恩施自治州 (恩施州 is in the table), 龙胜各族自治县 → 龙胜县, 鄂温克族自治旗 → 鄂温克旗,
    科尔沁左翼后旗 → 科左后旗, 乌拉特前旗 → 乌前旗.
    """
    autonomous, wing, side = _AUTONOMOUS.search(name), _WING.match(name), _SIDE.match(name)
    if autonomous:
        unit = autonomous["unit"]
        yield from (f"{short[:-1]}自治{unit}" for short in other if len(short) > 2 and short.endswith(unit))
        yield re.sub(f"(?:各?族)?自治{unit}$", unit, name)
    elif wing:
        yield wing["first"] + wing["side"] + wing["part"] + "旗"
    elif side and "翼" not in name:
        yield side["first"] + side["side"] + "旗"


_UNIT_NAME = later(r"..+(?:市|区|旗|地区|盟|自治州)$|.+(?:县|自治县)$")
_NO_NAME = later(
    r"^(?:郊|城|市|矿|新|老|东|西|南|北|城关|城郊|城中|新城|新市|工农|红旗|东风|向阳|和平|胜利|市中|市郊)区$"
)


def _names_that_are_gone(known: set[str]) -> Iterator[tuple[str, str]]:
    """Yields names of region_history.tsv that no place has now, where they lead to one place only: 宁冈县 → 井冈山市."""
    leads: defaultdict[str, set[str]] = defaultdict(set)
    for before, now in _former().items():
        leads[place_name(before)].add(now)
    for name, places in leads.items():
        if name not in known and len(places) == 1 and _UNIT_NAME.match(name) and not _NO_NAME.match(name):
            yield name, next(iter(places))


def region_code(region: str) -> str | None:
    """Returns the GB/T 2260 code of a place of the table, six digits; None for 全国 and for other places."""
    return _table().codes.get(region)


_BELOW_THE_TABLE = tuple(
    [
        "开发区",
        "高新区",
        "经开区",
        "新区",
        "新城",
        "示范区",
        "园区",
        "管理区",
        "试验区",
        "实验区",
        "保税区",
        "合作区",
        "度假区",
        "功能区",
        "集聚区",
        "名胜区",
        "镇",
        "乡",
        "街道",
        "苏木",
    ]
)


def is_place(region: str) -> bool:
    """Tells whether a path names 全国, a place of the table, or a zone or town directly below one."""
    above, _, last = region.rpartition("/")
    below = above in _table().codes and last.endswith(_BELOW_THE_TABLE)
    return region == NATION or region in _table().codes or below


# --- history -----------------------------------------------------------------------------------


@cache
def _former() -> Mapping[str, str]:
    """Returns the present paths of region_history.tsv by the former ones."""
    text = resources.files("graph_schema").joinpath("data/region_history.tsv").read_text("utf-8")
    out: dict[str, str] = {}
    for line in text.splitlines():
        if line[:1].isdigit():
            _, _, before, now = line.split("\t")
            out[before] = now  # by year: the last change decides
    return out


@cache
def present_region(region: str) -> str:
    """Returns the place that a former path leads to now (江苏省/淮阴市 → 江苏省/淮安市); any other path as it is.

    A county that was renamed, raised, merged or moved to another city keeps its documents under its
    present path; what lies below follows the place above it.
    """
    codes, former = _table().codes, _former()
    if region in codes or "/" not in region or region.startswith(UNKNOWN):
        return region
    if region in former:
        return former[region]
    above, _, last = region.rpartition("/")
    renamed = _table().below.get(above, {}).get(last, ())
    if len(renamed) == 1:
        return renamed[0]
    moved = present_region(above)
    return present_region(f"{moved}/{last}") if moved != above else region


# --- comparing ----------------------------------------------------------------------------------


def covers(upper: str, lower: str) -> bool:
    """Tells whether `upper` is the same place as `lower` or above it.

    全国 covers everything. What is unknown of a path ("?") is not held against it: ?/滇岭市 covers
    云南省/滇岭市/澜山县, 云南省/滇岭市 covers ?/滇岭市/澜山县, but 云南省 is not shown to cover
    ?/滇岭市. A step left out (河南省/舞阳县) does no harm either. Several places of one instrument
    (上海市|江苏省) cover what one of them covers. Former paths count as what they lead to now.
    """
    if upper in (NATION, lower) or _covers(upper, lower):
        return True
    above, under = present_region(upper), present_region(lower)
    return (above, under) != (upper, lower) and (above == under or _covers(above, under))


def _covers(upper: str, lower: str) -> bool:
    if "|" in upper:
        return any(covers(one, lower) for one in upper.split("|"))
    if lower == NATION or not upper or not lower:
        return False
    above, under = upper.split("/"), lower.split("/")
    if under[0] == UNKNOWN and above[0] != UNKNOWN:
        known = under[1:]
        return any(above[start:] == known[: len(above) - start] for start in range(1, len(above)))
    if above[0] == UNKNOWN:
        above, under = above[1:], [part for part in under if part != UNKNOWN]
    elif above[0] != under[0]:
        return False
    rest = iter(under)
    return bool(above) and all(part in rest for part in above)


def level_of(region: str) -> str:
    """Returns nation, province, city, county or town, by the number of steps and the suffix of the last."""
    if region == NATION:
        return "nation"
    parts = region.split("/")
    last = parts[-1]
    if len(parts) == 1 and last != UNKNOWN:
        return "province"
    if last.endswith(("镇", "乡", "街道", "苏木")):
        return "town"
    if parts[0].endswith("市") or (last.endswith(("县", "区", "旗")) and not last.endswith("地区")):
        return "county" if len(parts) < 4 else "town"
    if parts[0] == UNKNOWN:
        return "city" if len(parts) == 2 else "county"
    return {2: "city", 3: "county"}.get(len(parts), "town")


def place_name(region: str) -> str:
    """Returns the name of a place without what lies above it: 河南省/漯河市/舞阳县 → 舞阳县."""
    return region.rpartition("/")[2]


def place_above(region: str) -> str:
    """Returns the path of the place above: 河南省/漯河市/舞阳县 → 河南省/漯河市; empty for a province."""
    return region.rpartition("/")[0]


def places_above(region: str) -> tuple[str, ...]:
    """Returns the paths of all places above, the highest first: 河南省/漯河市/舞阳县 → 河南省, 河南省/漯河市."""
    parts = region.split("/")
    return tuple("/".join(parts[:length]) for length in range(1, len(parts)))


def is_unplaced(region: str | None) -> bool:
    """Returns whether it is not known where a place lies: ?/滇岭市."""
    return region is not None and region.startswith(f"{UNKNOWN}/")


def known_path(region: str) -> str:
    """Returns a path without the sign for what is unknown above it: ?/滇岭市 → 滇岭市."""
    return region.removeprefix(f"{UNKNOWN}/")


# --- finding ------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 12)
def national_organ(name: str) -> NationalOrgan | None:
    """Returns what kind of national body `name` opens with; None for local offices and for branches in a place."""
    text, _ = _unwrap(name)
    found = _national(text)
    if found is None or _branch(text[found[1] :]) is not None:
        return None
    return found[0]


@lru_cache(maxsize=1 << 12)
def find_region(name: str, context: str | None = None) -> str | None:
    """Returns the place that an issuer name, a letterhead or a title speaks for; None where nothing shows.

    `context` is the region of the document that holds the name. It gives 省发展改革委 and 我市 their
    place, decides between places of one name (鼓楼区: None without it), and completes names that
    no table knows. An unknown city or county directly below `context` is taken to lie in it; any
    other unknown place opens with "?".
    """
    text, issues = _unwrap(name)
    if not text:
        return None
    free_trade = _FREE_TRADE.match(text)
    if free_trade:
        return _table().bare.get(free_trade["place"])
    national = _national(text)
    if national is not None:
        branch = _branch(text[national[1] :])
        return branch or (None if issues or _is_branch_somewhere(text[national[1] :]) else NATION)
    return (
        _own_unit(text, context)
        or _local(text, context)
        or _zone(text, context)
        or _bare(text, _BARE_ORGAN)
        or _bare(text, _BARE_RULE)
    )


def _unwrap(name: str) -> tuple[str, bool]:
    """Returns the beginning of a name without blanks and wrappers, and whether 印发 was among them."""
    text = "".join(name[: 2 * _HEAD].split())[:_HEAD]
    issues = False
    while text and (wrapper := _WRAPPER.match(text)):
        issues = issues or bool(wrapper["issues"])
        text = text[wrapper.end() :]
    return text, issues


def _national(text: str) -> tuple[NationalOrgan, int] | None:
    for kind, pattern in _NATIONAL:
        found = pattern.match(text)
        if found:
            return kind, found.end()
    return None


def _branch(rest: str) -> str | None:
    """Returns the place of a branch, from what follows the national body: …总局河南省税务局, …银行郑州中心支行."""
    rest = rest.removeprefix("驻")
    found = _walk(rest, None)
    if found and _BRANCH.match(rest[found[1] :]):
        return found[0]
    return _bare(rest, _BRANCH)


def _is_branch_somewhere(rest: str) -> bool:
    """Tells whether what follows a national body is a branch of it in a place that no table knows: …调查队, …中心支行."""
    found = _BRANCH_OF_A_PLACE.match(rest)
    return found is not None and not _is_word(found["stem"], "") and not _NO_PLACE.search(found["stem"])


def _bare(text: str, then: re.Pattern[str]) -> str | None:
    """Returns a province or city without its suffix, where `then` follows it directly: 郑州海关."""
    for length in (4, 3, 2):
        path = _table().bare.get(text[:length])
        if path and then.match(text[length:]) and not (then is _BARE_RULE and text[:length] in _BARE_WORDS):
            return path
    return None


def own_unit(name: str) -> str | None:
    """Returns the kind of place of a name without the place itself: 省 of 省政府办公厅 and of 我省; None of any other name."""
    found = _SELF_UNIT.match(_unwrap(name)[0])
    return (found["own"] or found["unit"]) if found else None


def _own_unit(text: str, context: str | None) -> str | None:
    """Reads 省发展改革委, 市信用办, 我县: the province, city or county of the document itself."""
    found = _SELF_UNIT.match(text)
    if not found or not context or context == NATION:
        return None
    unit = found["own"] or found["unit"]
    parts = context.split("/")
    for index in reversed(range(len(parts))):
        is_region = parts[index].endswith("自治区")
        names_it = parts[index].endswith(unit) and not (unit == "区" and is_region)
        if names_it or (unit == "省" and is_region):
            return "/".join(parts[: index + 1])
    return None


def _local(text: str, context: str | None) -> str | None:
    context = None if context == NATION else context
    found = _walk(text, context)
    if found is None:
        return _town_alone(text, context)
    path, end = found
    rest = text[end:]
    own = _zone_of_its_own(rest)
    if own and covers(path, own):
        return own
    zone = _ZONE.match(rest)
    if zone and level_of(path) in ("city", "county"):
        return f"{path}/{_zone_name(zone[0])}"
    town = _TOWN_BELOW.match(rest)
    if town and level_of(path) in ("city", "county") and not _NO_TOWN.search(town["town"]):
        return f"{path}/{town['town']}"
    return path


def _zone(text: str, context: str | None) -> str | None:
    """Returns a development zone: 合肥高新区管委会, 天津滨海新区人民政府, 雄安新区管委会, or 高新区管委会 in the city of the context."""
    for length in (4, 3, 2, 0):
        above, rest = _table().bare.get(text[:length]), text[length:]
        if above is None and length:
            continue
        own = _zone_of_its_own(rest)
        if own:
            return own
        zone = _ZONE.match(rest)
        if zone and above and (level_of(above) == "city" or above in _MUNICIPALITIES):
            return f"{above}/{text[:length] if zone[0] == '新区' else ''}{_zone_name(zone[0])}"
    for length in (5, 4, 3, 2):
        cities, zone = _table().stems.get(text[:length], ()), _ZONE.match(text[length:])
        city = _choose(cities, context) if cities and zone else None
        if city and zone:
            return f"{city}/{text[:length] if zone[0] == '新区' else ''}{_zone_name(zone[0])}"
    alone = _ZONE_ALONE.match(text)
    if alone is None or not context or level_of(context) not in ("city", "county"):
        return None
    name = _zone_name(alone[0])
    return context if context.endswith(f"/{name}") else f"{context}/{name}"


def _zone_of_its_own(text: str) -> str | None:
    return next((path for name, path in _ZONES_OF_THEIR_OWN.items() if text.startswith(name)), None)


def _zone_name(printed: str) -> str:
    for pattern, short in _ZONE_NAMES:
        printed = pattern.sub(short, printed)
    return printed


def _town_alone(text: str, context: str | None) -> str | None:
    """Reads 石板镇人民政府: below the county of the context, otherwise ?/石板镇."""
    found = _TOWN.match(text)
    if not found or _NO_TOWN.search(found["town"]):
        return None
    town = found["town"]
    parts = context.split("/") if context else [UNKNOWN]
    if town in parts:
        return "/".join(parts[: parts.index(town) + 1])
    return f"{context}/{town}" if context and level_of(context) == "county" else f"{UNKNOWN}/{town}"


def _walk(text: str, context: str | None) -> tuple[str, int] | None:
    """Returns province, city and county at the beginning of `text`: the path, and where it ends."""
    path, end = _province(text) or _bare_above(text) or (None, 0)
    while True:
        step = _step(text[end:], path, context)
        if step is None:
            break
        path, end = step[0], end + step[1]
        if level_of(path) in ("county", "town"):
            break
    return (path, end) if path else None


def _province(text: str) -> tuple[str, int] | None:
    codes = _table().codes
    for length in range(min(8, len(text)), 2, -1):
        if text[:length] in codes:
            return text[:length], length
    corps = _CORPS.match(text)
    if corps:
        city = next((name for name in _table().below["新疆维吾尔自治区"] if text.startswith(name, corps.end())), None)
        if city and corps["division"]:  # 第八师石河子市: one place with its city
            return _table().below["新疆维吾尔自治区"][city][0], corps.end() + len(city)
        division = f"/第{corps['division']}师" if corps["division"] else ""
        return f"新疆维吾尔自治区/新疆生产建设兵团{division}", corps.end()
    found = _UNLISTED_PROVINCE.match(text)
    if found and not _is_word(found["stem"] or found[0][:-3], "省"):
        return found[0], found.end()
    return None


def _bare_above(text: str) -> tuple[str, int] | None:
    """Returns a province or city without its suffix, where a place of it follows: 江苏淮安市, 天津滨海新区."""
    table = _table()
    for length in (4, 3, 2):
        path = table.bare.get(text[:length])
        if path is None:
            continue
        names, rest = table.below.get(path, {}), text[length:]
        if any(rest[:end] in names and not _runs_on(rest, end) for end in range(3, min(_LONGEST, len(rest)) + 1)):
            return path, length
    return None


def _step(rest: str, path: str | None, context: str | None) -> tuple[str, int] | None:
    """Returns the next place down at the beginning of `rest`: its path, and its length in the text."""
    in_context = _step_in_context(rest, path, context)
    if in_context:
        return in_context
    names = _table().below.get(path, {}) if path else _table().by_name
    for length in range(min(_LONGEST, len(rest)), 1, -1):
        found = names.get(rest[:length])
        if found and not _runs_on(rest, length):
            chosen = _choose(found, context)
            return (chosen, length) if chosen else None
    return _upgraded(rest, names) or _unlisted(rest, path, context)


def _runs_on(rest: str, length: int) -> bool:
    """Tells whether the last syllable belongs to a following word: 城区域, 平顶山市场."""
    return rest[length - 1 : length + 1] in ("市场", "区域", "区划", "区块", "县域")


def _step_in_context(rest: str, path: str | None, context: str | None) -> tuple[str, int] | None:
    if not context or (path and not covers(path, context)):
        return None
    parts = context.split("/")
    for index, part in enumerate(parts):
        if part not in ("", UNKNOWN) and rest.startswith(part) and not _runs_on(rest, len(part)):
            return "/".join(parts[: index + 1]), len(part)
    return None


def _choose(found: tuple[str, ...], context: str | None) -> str | None:
    """Returns the only candidate, or the only one that stands nearest to the context; None if still several."""
    if len(found) == 1:
        return found[0]
    if not context:
        return None
    shared = {path: _shared(path, context) for path in found}
    best = max(shared.values())
    nearest = [path for path in found if shared[path] == best]
    return nearest[0] if best and len(nearest) == 1 else None


def _shared(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


_UPGRADES = {"县": ("区", "市"), "市": ("区",), "地区": ("市",)}
_OLD_UNIT = later(rf"(?P<stem>{_HAN}{{2,4}}?)(?P<unit>地区|市|县)(?!场|域)")


def _upgraded(rest: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, int] | None:
    """Reads 文登市, 即墨市, 栾城县: the present unit of the same name, where there is only one."""
    old = _OLD_UNIT.match(rest)
    if not old or _is_word(old["stem"], old["unit"][-1]):
        return None
    found = [path for suffix in _UPGRADES[old["unit"]] for path in names.get(old["stem"] + suffix, ())]
    return (found[0], old.end()) if len(found) == 1 else None


def _unlisted(rest: str, path: str | None, context: str | None) -> tuple[str, int] | None:
    """Returns a place that no table knows, by its suffix."""
    found = _UNLISTED.match(rest)
    if not found or _is_word(found["stem"], found["suffix"][-1]):
        return None
    name, unit = found[0], found["suffix"]
    follows = rest[found.end() :]
    # Alone, a 区 is more often a word than a name; and the counties of a real city are all known.
    doubtful = unit == "区" if path is None else path in _table().codes and level_of(path) == "city"
    if doubtful and not _ORGAN_NEXT.match(follows):
        return None
    if path:
        return f"{path}/{name}", found.end()
    return f"{_home(unit, context)}/{name}", found.end()


def _home(unit: str, context: str | None) -> str:
    """Returns the context, where a place of this unit can lie directly in it; otherwise unknown."""
    if not context:
        return UNKNOWN
    fits = {"province": ("市", "自治州", "地区", "盟"), "city": ("县", "区", "自治县", "自治旗")}
    return context if unit in fits.get(level_of(context), ()) else UNKNOWN


def _is_word(stem: str, unit: str) -> bool:
    """Tells whether a stem and its unit are a common word or the end of a phrase, not a name."""
    if stem[-1:] in _BAD_LAST.get(unit, ()):
        return True
    return bool(_WORDS_INSIDE.search(stem) or _WORDS_FIRST.match(stem))


def may_lie_in(region: str | None, place: str) -> bool:
    """Tells whether a place is within another one as far as its name tells: ?/贺兰湖县 may be anywhere."""
    return region is None or is_unplaced(region) or covers(place, region)


_RANKS = {"nation": 0, "province": 1, "city": 2, "county": 3, "town": 4}


def is_open_above(place: str | None) -> bool:
    """Tells whether it is not known of a place what lies above it: nothing, ?/资湾县, or a county without its city."""
    if not place or is_unplaced(place):
        return True
    steps = place.split("/")
    skipped = len(steps) == 2 and level_of(place) == "county" and steps[0] not in _MUNICIPALITIES
    return skipped and place not in _table().codes


def may_lie_below(place: str | None, upper: str) -> bool:
    """Tells whether a place could lie in a higher one although its path does not show it.

    What no words place could lie anywhere (None); ?/资湾县 in any province or city; 云麓省/资湾县 in any city of
    云麓省. What is shown to lie there is none of these.
    """
    if upper == NATION or not is_open_above(place):
        return False
    if not place:
        return True
    return any(_could_hold(one, place) for one in upper.split("|"))


def _could_hold(upper: str, place: str) -> bool:
    if covers(upper, place) or _RANKS[level_of(upper)] >= _RANKS[level_of(place)]:
        return False
    heads = {upper.split("/")[0], place.split("/")[0]}
    return len(heads) == 1 or UNKNOWN in heads


def is_provincial(region: str | None) -> bool:
    """Tells whether a region is a province, an autonomous region or a municipality."""
    return bool(region) and level_of(region or "") == "province"


def is_in(place: str | None, region: str) -> bool:
    """Tells whether a place is the region or lies in it; the region may leave out what is above it, or be its former name."""
    wanted, here = present_region(region.strip("/")), place or ""
    if f"/{wanted}/" in f"/{here}/":
        return True
    now = None if "/" in wanted or wanted == NATION else find_region(wanted)
    return now is not None and now != NATION and covers(now, here)
