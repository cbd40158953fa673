"""graph_schema.regions: which place a name speaks for, and which place lies above which."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.regions import (
    NationalOrgan,
    covers,
    find_region,
    is_place,
    level_of,
    national_organ,
    present_region,
    region_code,
)

REGISTRY = Path(__file__).resolve().parents[2] / "shared" / "registry"

# name, context, region
PLACES: list[tuple[str, str | None, str | None]] = [
    # real places, with and without those above them
    ("平顶山市发展和改革委员会", None, "河南省/平顶山市"),
    ("河南省平顶山市叶县人民政府", None, "河南省/平顶山市/叶县"),
    ("河南省叶县人民政府", None, "河南省/平顶山市/叶县"),
    ("叶县人民政府办公室", None, "河南省/平顶山市/叶县"),
    ("石家庄市栾城区社会信用体系建设领导小组办公室", None, "河北省/石家庄市/栾城区"),
    ("舞阳县社会信用体系建设领导小组办公室", None, "河南省/漯河市/舞阳县"),
    ("文登区信用“进机关”工作方案", None, "山东省/威海市/文登区"),
    ("绥芬河市人民政府办公室", None, "黑龙江省/牡丹江市/绥芬河市"),
    ("中共河南省委办公厅", None, "河南省"),
    ("上海市浦东新区人民政府", None, "上海市/浦东新区"),
    ("重庆市彭水苗族土家族自治县旅游条例", None, "重庆市/彭水苗族土家族自治县"),
    ("恩施州人民政府", None, "湖北省/恩施土家族苗族自治州"),
    ("济源市人民政府", None, "河南省/济源市"),
    ("新疆生产建设兵团办公厅", None, "新疆维吾尔自治区/新疆生产建设兵团"),
    ("新疆生产建设兵团第三师市场监督管理局", None, "新疆维吾尔自治区/新疆生产建设兵团/第三师"),
    ("兵团第四师可克达拉市人民政府", None, "新疆维吾尔自治区/可克达拉市"),
    ("甘肃省嘉峪关市人民政府", None, "甘肃省/嘉峪关市"),
    ("嘉峪关市人民政府", None, "甘肃省/嘉峪关市"),
    ("儋州市发展改革委", None, "海南省/儋州市"),
    # what autonomous places and banners are called in short
    ("科左中旗人民政府", None, "内蒙古自治区/通辽市/科尔沁左翼中旗"),
    ("察右后旗教育局", None, "内蒙古自治区/乌兰察布市/察哈尔右翼后旗"),
    ("内蒙古自治区乌中旗人民政府", None, "内蒙古自治区/巴彦淖尔市/乌拉特中旗"),
    ("鄂伦春旗住建局", None, "内蒙古自治区/呼伦贝尔市/鄂伦春自治旗"),
    ("莫旗市场监督管理局", None, "内蒙古自治区/呼伦贝尔市/莫力达瓦达斡尔族自治旗"),
    ("朝阳市喀左县人民政府", None, "辽宁省/朝阳市/喀喇沁左翼蒙古族自治县"),
    ("前郭县医疗保障局", None, "吉林省/松原市/前郭尔罗斯蒙古族自治县"),
    ("博州应急管理局", None, "新疆维吾尔自治区/博尔塔拉蒙古自治州"),
    ("巴州库尔勒市人民政府", None, "新疆维吾尔自治区/巴音郭楞蒙古自治州/库尔勒市"),
    ("巴州区人民政府", None, "四川省/巴中市/巴州区"),
    ("湘西自治州人民政府办公室", None, "湖南省/湘西土家族苗族自治州"),
    ("北川自治县人民政府", None, "四川省/绵阳市/北川羌族自治县"),
    ("隆林县人民政府", None, "广西壮族自治区/百色市/隆林各族自治县"),
    ("东乡县人民政府", None, None),
    ("甘肃省东乡县人民政府", None, "甘肃省/临夏回族自治州/东乡族自治县"),
    ("深圳经济特区社会信用条例", None, "广东省/深圳市"),
    ("海南自由贸易港社会信用条例", None, "海南省"),
    ("中国（河南）自由贸易试验区条例", None, "河南省"),
    ("开封古城保护条例", None, "河南省/开封市"),
    ("《上海市社会信用条例》", None, "上海市"),
    ("关于印发平顶山市信用信息管理办法的通知", None, "河南省/平顶山市"),
    ("2021年平顶山市信用工作要点", None, "河南省/平顶山市"),
    ("徐州市市区公共租赁住房管理办法", None, "江苏省/徐州市"),
    # places that have been renamed or merged
    ("即墨市人民政府", None, "山东省/青岛市/即墨区"),
    ("威海市文登市人民政府", None, "山东省/威海市/文登区"),
    ("莱芜市人民政府", None, "山东省/济南市/莱芜区"),
    ("毕节地区行政公署", None, "贵州省/毕节市"),
    # one name, several places
    ("鼓楼区人民政府", None, None),
    ("朝阳区发展和改革委员会", None, None),
    ("鼓楼区人民政府", "江苏省/南京市", "江苏省/南京市/鼓楼区"),
    ("鼓楼区人民政府", "福建省/福州市/闽侯县", "福建省/福州市/鼓楼区"),
    ("朝阳区发展和改革委员会", "北京市/朝阳区", "北京市/朝阳区"),
    ("鼓楼区人民政府", "云南省/昆明市", None),
    # invented places
    ("湖南省澧泉市资湾县文化旅游广电体育局", None, "湖南省/澧泉市/资湾县"),
    ("广西壮族自治区桂滩市红水县人民政府", None, "广西壮族自治区/桂滩市/红水县"),
    ("云麓省青浦湾市人民政府", None, "云麓省/青浦湾市"),
    ("资湾县文化旅游广电体育局", "湖南省/澧泉市/资湾县", "湖南省/澧泉市/资湾县"),
    ("柳河湾县城市管理局", "辽宁省/辽湾市/柳河湾县", "辽宁省/辽湾市/柳河湾县"),
    ("柳河湾县市场监督管理局", None, "?/柳河湾县"),
    ("澧泉市信用办", "湖南省/澧泉市/资湾县", "湖南省/澧泉市"),
    ("滇岭市城市建筑垃圾管理条例", "云南省/滇岭市/澜山县", "云南省/滇岭市"),
    ("滇岭市城市建筑垃圾管理条例", None, "?/滇岭市"),
    ("滇岭市民政局", None, "?/滇岭市"),
    ("滇岭市民政局", "云南省", "云南省/滇岭市"),
    ("邻山县城市管理局", "云南省/滇岭市", "云南省/滇岭市/邻山县"),
    ("邻山县城市管理局", "云南省/滇岭市/澜山县", "?/邻山县"),
    ("资湾县乡村振兴局", None, "?/资湾县"),
    # below the county
    ("贵州省黔岭市乌溪县石板镇人民政府", None, "贵州省/黔岭市/乌溪县/石板镇"),
    ("石板镇人民政府", "贵州省/黔岭市/乌溪县/石板镇", "贵州省/黔岭市/乌溪县/石板镇"),
    ("石板镇人民政府", "贵州省/黔岭市/乌溪县", "贵州省/黔岭市/乌溪县/石板镇"),
    ("石板镇人民政府", None, "?/石板镇"),
    ("东莞市虎门镇人民政府", None, "广东省/东莞市/虎门镇"),
    ("平顶山市高新技术产业开发区管委会", None, "河南省/平顶山市/高新区"),
    ("平顶山市高新区管委会", None, "河南省/平顶山市/高新区"),
    ("平顶山市城乡一体化示范区管委会", None, "河南省/平顶山市/城乡一体化示范区"),
    # zones whose city is printed without its suffix, or not at all
    ("淮安经济技术开发区管理委员会", None, "江苏省/淮安市/经开区"),
    ("苏州工业园区管委会", None, "江苏省/苏州市/工业园区"),
    ("兰州新区管委会", None, "甘肃省/兰州市/兰州新区"),
    ("重庆两江新区管委会", None, "重庆市/两江新区"),
    ("天津滨海新区人民政府", None, "天津市/滨海新区"),
    ("河北雄安新区管理委员会", None, "河北省/雄安新区"),
    ("经济技术开发区管委会", "江苏省/淮安市", "江苏省/淮安市/经开区"),
    ("经济技术开发区管委会", "江苏省/淮安市/经开区", "江苏省/淮安市/经开区"),
    ("经济技术开发区管委会", None, None),
    ("昆山经济技术开发区管委会", None, "江苏省/苏州市/昆山市/经开区"),
    ("四川天府新区管理委员会", None, "四川省/成都市/天府新区"),
    ("陕西省西咸新区管理委员会", None, "陕西省/西安市/西咸新区"),
    ("贵安新区管委会", None, None),
    ("关于支持雄安新区改革的意见", None, None),
    # above it a place without its suffix
    ("江苏淮安市人民政府", None, "江苏省/淮安市"),
    ("北京海淀区人民政府", None, "北京市/海淀区"),
    ("吉林长春市财政局", None, "吉林省/长春市"),
    ("吉林市财政局", None, "吉林省/吉林市"),
    # what the document's own place makes of it
    ("省发展改革委", "湖南省/澧泉市/资湾县", "湖南省"),
    ("自治区发展改革委", "广西壮族自治区/桂滩市/红水县", "广西壮族自治区"),
    ("市市场监管局", "河南省/平顶山市", "河南省/平顶山市"),
    ("县城市管理局", "河南省/平顶山市/叶县", "河南省/平顶山市/叶县"),
    ("区信用办", "河北省/石家庄市/栾城区", "河北省/石家庄市/栾城区"),
    ("我市信用管理办法", "河南省/平顶山市/叶县", "河南省/平顶山市"),
    ("省发展改革委", None, None),
    ("区发展改革局", "广西壮族自治区/桂滩市/红水县", None),
    # the nation, and its branches in a place
    ("国务院办公厅", None, "全国"),
    ("中共中央 国务院", "河南省/平顶山市", "全国"),
    ("中共中央宣传部", None, "全国"),
    ("中央文明办", None, "全国"),
    ("最高人民法院关于执行的若干规定", None, "全国"),
    ("全国人民代表大会常务委员会", None, "全国"),
    ("中华人民共和国公司法", None, "全国"),
    ("交通运输部等36部门", None, "全国"),
    ("人力资源社会保障部", None, "全国"),
    ("海关总署", None, "全国"),
    ("证监会", None, "全国"),
    ("国家税务总局", None, "全国"),
    ("国家税务总局河南省税务局", None, "河南省"),
    ("国家税务总局澧泉市税务局", None, "?/澧泉市"),
    ("中国人民银行平顶山市中心支行", None, "河南省/平顶山市"),
    ("中国人民银行郑州中心支行", None, "河南省/郑州市"),
    ("国家统计局河南调查总队", None, "河南省"),
    ("郑州海关", None, "河南省/郑州市"),
    ("兰州住房公积金管理中心", None, "甘肃省/兰州市"),
    ("青岛海事法院", None, "山东省/青岛市"),
    # words that only look like places, and places of somebody else
    ("关于转发河南省人民政府关于印发实施方案的通知", None, None),
    ("关于规范我市信用措施运用的通知", None, None),
    ("关于印发《国务院关于加强政务诚信建设的指导意见》的通知", None, None),
    ("城市市容和环境卫生管理条例", None, None),
    ("市场监督管理严重违法失信名单管理办法", "河南省/平顶山市", None),
    ("市政公用设施管理办法", "河南省/平顶山市", None),
    ("区域合作办法", "河北省/石家庄市/栾城区", None),
    ("县级以上人民政府", "河南省/平顶山市/叶县", None),
    ("各县（市、区）人民政府", "河南省/平顶山市", None),
    ("乡村振兴局", "河南省/平顶山市/叶县", None),
    ("示范区管理办法", None, None),
    ("上市公司监督管理条例", None, None),
    ("住宅小区物业管理办法", None, None),
    ("推进县域经济发展的意见", None, None),
    ("优化市场环境条例", None, None),
    ("财政部门监督办法", None, None),
    ("XX市垃圾分类管理条例", None, None),
    ("", None, None),
    ("\ud800市人民政府", None, None),
]


@pytest.mark.parametrize(("name", "context", "region"), PLACES)
def test_the_place_a_name_speaks_for(name: str, context: str | None, region: str | None) -> None:
    assert find_region(name, context) == region


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        ("全国", "河南省/平顶山市", True),
        ("河南省", "河南省/平顶山市/叶县", True),
        ("河南省/叶县", "河南省/平顶山市/叶县", True),
        ("河南省/平顶山市", "河南省", False),
        ("河南省", "河北省/石家庄市", False),
        ("河南省", "全国", False),
        ("河南省/平顶山市/叶县", "河南省/平顶山市/舞钢市", False),
        ("?/滇岭市", "云南省/滇岭市/澜山县", True),
        ("?/滇岭市", "云南省/澜江市/澜山县", False),
        ("?/滇岭市", "?/滇岭市/澜山县", True),
        ("云南省/滇岭市", "?/滇岭市/澜山县", True),
        ("云南省", "?/滇岭市", False),
        ("上海市|江苏省", "江苏省/南京市", True),
        ("上海市|江苏省", "浙江省/杭州市", False),
    ],
)
def test_covers(upper: str, lower: str, expected: bool) -> None:
    assert covers(upper, lower) is expected


@pytest.mark.parametrize(
    ("region", "level"),
    [
        ("全国", "nation"),
        ("河南省", "province"),
        ("北京市", "province"),
        ("北京市/朝阳区", "county"),
        ("河南省/平顶山市", "city"),
        ("河南省/济源市", "city"),
        ("海南省/陵水黎族自治县", "county"),
        ("山东省/威海市/荣成市", "county"),
        ("?/滇岭市", "city"),
        ("?/资湾县", "county"),
        ("?/石板镇", "town"),
        ("贵州省/黔岭市/乌溪县/石板镇", "town"),
        ("广东省/东莞市/虎门镇", "town"),
    ],
)
def test_level_of(region: str, level: str) -> None:
    assert level_of(region) == level


@pytest.mark.parametrize(
    ("name", "organ"),
    [
        ("国务院办公厅", NationalOrgan.CENTRE),
        ("中共中央、国务院", NationalOrgan.CENTRE),
        ("中央办公厅", NationalOrgan.CENTRE),
        ("国务院安全生产委员会", NationalOrgan.DEPARTMENT),
        ("中共中央组织部", NationalOrgan.DEPARTMENT),
        ("财政部", NationalOrgan.DEPARTMENT),
        ("国家发展改革委", NationalOrgan.DEPARTMENT),
        ("最高人民检察院", NationalOrgan.COURT),
        ("全国人大常委会", NationalOrgan.CONGRESS),
        ("中华人民共和国公司法", NationalOrgan.STATE),
        ("国家税务总局河南省税务局", None),
        ("河南省人民政府", None),
        ("财政部门", None),
    ],
)
def test_kinds_of_national_organs(name: str, organ: NationalOrgan | None) -> None:
    assert national_organ(name) is organ


def test_codes_of_the_table() -> None:
    assert region_code("河南省/平顶山市/叶县") == "410422"
    assert region_code("上海市/浦东新区") == "310115"
    assert region_code("云南省/滇岭市") is None


ALPHABET = "省市县区州镇乡街道自治中共央国务院关于印发转河南平顶山叶上海城场人民政府委办局税总《》 ?/A1\ud800"


@given(st.text() | st.text(alphabet=ALPHABET, max_size=40), st.none() | st.text(alphabet=ALPHABET, max_size=12))
def test_any_text_is_read_without_an_exception(name: str, context: str | None) -> None:
    region = find_region(name, context)
    assert region is None or region
    if region:
        assert covers(region, region)
        assert level_of(region) in {"nation", "province", "city", "county", "town"}


PATHS = ["全国", "河南省", "河南省/平顶山市", "河南省/平顶山市/叶县", "河南省/济源市", "河南省/叶县"]
PATHS += ["北京市", "北京市/朝阳区", "吉林省", "吉林省/吉林市", "辽宁省/朝阳市", "辽宁省/朝阳市/朝阳县"]


@given(st.sampled_from(PATHS), st.sampled_from(PATHS), st.sampled_from(PATHS))
def test_covers_is_an_order_on_known_paths(first: str, second: str, third: str) -> None:
    assert covers(first, first)
    if covers(first, second) and covers(second, third):
        assert covers(first, third)
    if covers(first, second) and covers(second, first):
        assert first == second


@pytest.mark.shared
@pytest.mark.skipif(not REGISTRY.is_dir(), reason="../shared/registry is not here")
def test_titles_of_national_instruments_are_not_taken_for_local_ones() -> None:
    known = {"北京市新技术产业开发试验区暂行条例", "上海航运交易所管理规定"}  # national rules about one place
    wrong = []
    for table in ("instruments.csv", "central_documents.csv"):
        with (REGISTRY / table).open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                national = row["region"] == "全国" and row["level"] != "unknown"
                if national and row["title"] not in known and find_region(row["title"]) not in (None, "全国"):
                    wrong.append(row["title"])
    assert wrong == []


@pytest.mark.shared
@pytest.mark.skipif(not REGISTRY.is_dir(), reason="../shared/registry is not here")
def test_issuers_of_the_registry_speak_for_their_region() -> None:
    wrong, seen = [], 0
    for table in ("instruments.csv", "central_documents.csv", "local_documents.csv"):
        with (REGISTRY / table).open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row["issuer"]:
                    seen += 1
                    found = find_region(row["issuer"]) or ""
                    if not covers(row["region"], found) and "莱芜" not in found:
                        wrong.append((row["issuer"], found))
    assert seen > 3000
    assert len(wrong) <= 1, wrong


# --- history -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("湖北省/襄樊市", "湖北省/襄阳市"),
        ("湖北省/襄樊市/樊城区", "湖北省/襄阳市/樊城区"),
        ("江苏省/淮阴市/涟水县", "江苏省/淮安市/涟水县"),
        ("山东省/莱芜市", "山东省/济南市/莱芜区"),
        ("浙江省/杭州市/江干区", "浙江省/杭州市/上城区"),
        ("河北省/保定地区/徐水县", "河北省/保定市/徐水区"),
        ("安徽省/六安市/寿县", "安徽省/淮南市/寿县"),
        ("江西省/吉安地区/宁冈县", "江西省/吉安市/井冈山市"),
        ("北京市/崇文区", "北京市/东城区"),
        ("河南省/平顶山市", "河南省/平顶山市"),
        ("?/滇岭市", "?/滇岭市"),
        ("云南省/滇岭市/澜山县", "云南省/滇岭市/澜山县"),
        ("全国", "全国"),
        ("", ""),
    ],
)
def test_a_former_path_leads_to_the_present_one(former: str, now: str) -> None:
    assert present_region(former) == now


def test_a_place_that_was_renamed_or_merged_keeps_its_documents() -> None:
    assert covers("江苏省/淮安市", "江苏省/淮阴市/涟水县")
    assert covers("江苏省/淮阴市", "江苏省/淮安市/涟水县")
    assert covers("安徽省/六安市/寿县", "安徽省/淮南市/寿县")
    assert covers("山东省/济南市", "山东省/莱芜市")
    assert not covers("安徽省/六安市", "安徽省/淮南市/寿县")
    assert not covers("山东省/莱芜市", "山东省/济南市/历下区")


def test_every_former_path_leads_to_a_place_of_the_table_in_one_step() -> None:
    text = resources.files("graph_schema").joinpath("data/region_history.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line[:1].isdigit()]
    assert len(rows) > 2000
    for year, change, before, now in rows:
        assert 1980 <= int(year) <= 2026 and change
        assert region_code(now) and not region_code(before) and before != now


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("襄樊市人民政府", "湖北省/襄阳市"),
        ("淮阴市人民政府办公室", "江苏省/淮安市"),
        ("莱芜市人民政府", "山东省/济南市/莱芜区"),
        ("江西省宁冈县人民政府", "江西省/吉安市/井冈山市"),
        ("沙县人民政府", "福建省/三明市/沙县区"),
        ("淮安市经济技术开发区管委会", "江苏省/淮安市/经开区"),
        ("平顶山市高新技术产业开发区管理委员会", "河南省/平顶山市/高新区"),
    ],
)
def test_issuers_of_before_speak_for_the_place_of_now(name: str, place: str) -> None:
    assert find_region(name) == place


def test_a_development_zone_is_a_child_of_its_city() -> None:
    assert covers("江苏省/淮安市", "江苏省/淮安市/经开区")
    assert not covers("江苏省/淮安市/经开区", "江苏省/淮安市")
    assert not covers("江苏省/淮安市/淮阴区", "江苏省/淮安市/经开区")
    assert is_place("江苏省/淮安市/经开区") and not is_place("江苏省/云水市")
