"""The checker's own patterns, each with what it matches and refuses: the words that it reads apart from the engine.

Where the engine asks the same of a text, it has a pattern of its own; neither is taken from the other. One test runs
all the examples: tests/test_verify_patterns.py.
"""

from __future__ import annotations

from graph_schema.patterns import Pattern

BASIS = "根据|依据|按照|依照|遵照"
"""Words that make what follows a basis."""
_ANY_NUMERAL = "一二三四五六七八九十百千零〇0-9"

# --- a citation and its role -----------------------------------------------------------------------

CUES = Pattern(
    BASIS + "|比照|参照|对照|遵循|落实|贯彻|执行|实施|适用|属于|按|依|以|结合|围绕",
    matches=("依照", "参照", "按《办法》", "贯彻落实"),
    refuses=("违反", "废止", "学习"),
)
# What a document is made for stands before these.
MAKES = Pattern(
    "^(?:制定|制订|提出|出台|印发|编制|形成|起草|推出|发布)|(?:如下|：)$",
    matches=("制定本办法", "通知如下"),
    refuses=("落到实处", "制止"),
)
LEARNS = Pattern(
    "学习|宣传|宣讲|普及|培训|宣贯|解读|普法|宣教",
    matches=("学习贯彻", "开展普法"),
    refuses=("执行", "依照"),
)
# What stands between the word and the thing cited is short and holds no stop.
GOVERNED = Pattern(
    f"(?:{BASIS}|为(?:了|进一步|深入|全面|认真|切实|更好|地)*(?:贯彻|落实|实施|执行)+)(?P<between>[^，。；：]{{0,8}})$",
    matches=("应当依照", "根据国家的", "为进一步贯彻落实"),
    refuses=("依照规定，", "贯彻", "根据工作需要和各有关部门的意见"),
)
NO_BASIS = Pattern(
    "违反|符合|制定|修订|修改|废止|学习|宣传",
    matches=("制定", "不符合"),
    refuses=("国家", "省政府"),
)
CITED = Pattern(
    r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|（[^（）]*）|〔\d{4}〕?\d{1,5}号(?:文件)?",
    matches=("《关于转发《办法》的通知》", "（试行）", "〔2031〕7号文件"),
    refuses=("办法", "2031年7号"),
)
TITLE = Pattern(
    "《[^《》]{2,80}(?:《[^《》]*》[^《》]*)*》",
    matches=("《航行法》", "《关于印发《航行办法》的通知》"),
    refuses=("《法》", "〈航行法〉"),
)
NUMBER = Pattern(
    r"[〔\[【（(〈](?:19|20)\d\d[〕\]】）)〉]?第?\d{1,4}号",
    matches=("航发〔2031〕7号", "航发[2031]第7号", "航发（20317号"),
    refuses=("2031年第7号", "〔1831〕7号"),
)
BARE_LAW = Pattern(
    f"(?:{BASIS})(?P<law>(?!本|该|有关|相关)[\u4e00-\u9fff]{{2,24}}(?:法|条例))第[{_ANY_NUMERAL}]+条",
    matches=("依照航行法第三条", "根据渡口管理条例第12条"),
    refuses=("依照本条例第三条", "依照有关法第三条", "航行法第三条"),
)
# The first line of a text that has a number; a number before a point or comma within it is none.
FIRST_NUMBER = Pattern(
    rf"(?m)^[ \t\u3000]*(?:第|[（(])?(?P<number>[{_ANY_NUMERAL}]{{1,6}}|[①-⑳])(?:[章条）)]|[、.．](?![0-9])|(?<=[①-⑳]))",
    matches=("第九条 违反", "（三）列入", "2.公示", "④记入"),
    refuses=("2021年", "依照第九条", "3.5万元"),
)
CITED_BY_NOBODY = Pattern(
    "(?:证|证书|通知书|表|单|承诺书)》$",
    matches=("《船员证书》", "《整改通知书》"),
    refuses=("《航行法》", "《证书管理办法》"),
)
NAMED_SO = Pattern(
    "(?:统称|简称|称)(?:为|：)?(?:《[^《》]{1,24}》[、和及]?){0,7}$",
    matches=("（以下简称", "（以下统称为", "以下分别简称《条例》"),
    refuses=("依照", "名称是"),
)
# The numbers of a list of articles, one by one: 第五十二、五十三条, 第十条至十二条, 第3-5条.
IN_ARTICLES = Pattern(
    rf"(?P<range>[至到－—–~～-])?第?[（(]?(?P<number>[{_ANY_NUMERAL}]{{1,9}})[）)]?(?P<unit>[条款项目])?(?:之[{_ANY_NUMERAL}]+)?",
    matches=("第五十二", "至十二条", "（三）项"),
    refuses=("条款",),
)
QUOTES_ANOTHER = Pattern(
    "[条款项]中?的?“[^”]*$",
    matches=("将第三条中“依照", "第二款“根据"),
    refuses=("第三条“依照”改为", "所谓“依照"),
)
REFERS = Pattern(
    "[该此其]|上述|前述|以上|前款|前条",
    matches=("该办法", "前款规定", "上述文件"),
    refuses=("办法", "航行法"),
)
HANDS_ON = Pattern(
    "印发|转发|发布|下发|公布",
    matches=("现将办法印发给你们", "转发"),
    refuses=("执行", "依照"),
)
CARRIED = Pattern(
    "(?:转发|印发|贯彻(?:落实|实施|执行)?|落实)[〈<《](?P<inner>[^〈〉<>《》]{6,})[〉>》]",
    matches=("某省转发〈国务院关于航行的意见〉的通知", "关于贯彻落实《航行安全管理条例》的意见"),
    refuses=("转发国务院关于航行的意见的通知", "关于印发《办法》的通知"),
)
CARRIED_UNMARKED = Pattern(
    "转发(?P<inner>(?:国务院|中共中央|国务院办公厅).{6,}?)(?:的通知)+$",
    matches=("某省转发国务院关于航行安全的意见的通知",),
    refuses=("转发省政府关于航行安全的意见的通知", "转发国务院的通知"),
)

# --- where things stand ----------------------------------------------------------------------------

HEAD = Pattern(
    "(?m)^[ \u3000]*(?:第一条|一、|（一）|第一章)",
    matches=("第一条 为了", "前言\n\u3000\u3000一、总则"),
    refuses=("依照第一条", "第二条"),
)
OPENS = Pattern(
    f"^(?:第[^条]{{1,7}}条|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\\d+[.、])?(?:严格|认真)?(?:{BASIS})$",
    matches=("第三条依照", "（二）严格按照", "根据"),
    refuses=("第三条应当依照", "依照国家"),
)
ORDERED = Pattern(
    f"(?:{BASIS})(?:本(?:办法|细则|规定|条例|意见|制度))?(?P<label>第[一二三四五六七八九十百零〇0-9]+条)",
    matches=("依照第五条", "按照本办法第十二条"),
    refuses=("依照航行法第五条", "第五条"),
)
VAGUE = Pattern(
    "(?:按照|依照|根据|依据)(?:国家|中央|上级|[省市县区级和及与、]){0,8}(?:有关|相关)(?:法律|法规|规定|要求|文件)|(?:按照|依照|根据|依据)(?:法律|法规|法律法规)规定|依法依规|依规依法",
    matches=("按照有关规定", "依法依规列入", "依照国家有关法律", "按照国家和省、市有关规定", "依据法律法规规定"),
    refuses=("按照规定", "根据航行法规定", "有关规定"),
)

# Behind vague words of the first article: what the document is made for by them.
MADE_SO = Pattern(
    "(?:制定|制订|出台|拟定|印发)[^，。；]{0,2}(?:本|如下|以下)|特制定|(?:通知|公告|意见|规定)如下",
    matches=("，制定本办法", "，结合实际，特制定", "现通知如下"),
    refuses=("，制定实施方案", "加强巡查"),
)

# Behind vague words that are no basis: what is to be done by them.
DONE_SO = Pattern(
    "执行|落实|办理|报送|遵照|抓好|做好",
    matches=("认真执行", "抓好落实"),
    refuses=("制定本办法", "通知如下"),
)

# --- whose words -----------------------------------------------------------------------------------

NATIONAL = Pattern(
    "国务院|中共中央|中央办公厅|中办|国办|中华人民共和国",
    matches=("国务院办公厅", "中华人民共和国航行部"),
    refuses=("省人民政府", "国家"),
)
PUBLISHES = Pattern(
    "公示|公布|公开|曝光|公告|发布|披露|向社会|晒出|张贴|通报",
    matches=("向社会公示", "在公告栏张贴"),
    refuses=("记入信用档案", "报送"),
)
PERSONS = Pattern(
    "自然人|个人|村民|居民|姓名|身份证|住址|照片|肖像|老赖|失信人员|教师|学生|家长|驾驶员|司机|导游|医师|医务人员|公职人员|公务员|农户|(?<!企)业主|党员|"
    "从业人员|劳动者|务工人员|农民|(?<!执)行人|患者|考生|公民|当事人本人|未成年",
    matches=("失信村民的姓名", "小区业主", "闯红灯的行人"),
    refuses=("企业主", "被执行人", "公司"),
)
FIRMS = Pattern(
    "企业|单位|法人|公司|机构|经营者|组织|商户|市场主体|经营主体|社会团体|集团|合作社|投标人|用人",
    matches=("失信企业", "农民专业合作社"),
    refuses=("村民", "姓名"),
)
CONSENT = Pattern(
    "(?:经|征得|取得)(?:其|信息主体|信用主体|当事人)?(?:本人)?(?:书面)?(?:同意|授权)|本人(?:书面)?(?:同意|授权)",
    matches=("经本人书面同意", "征得信息主体授权"),
    refuses=("经局长批准", "未公开"),
)
ASSOCIATION = Pattern("协会|商会", matches=("由行业协会列入",), refuses=("由主管部门列入",))
_UNIT = "自治区|自治州|自治县|自治旗|省|市|县|区|旗|盟|州|乡|镇"
OF_A_PLACE = Pattern(
    f"[我本全](?:{_UNIT}|街道|辖区)(?!域)(?<!市(?=场))(?<!区(?=[间块别分]))"
    f"|(?:{_UNIT})级(?!(?:及|及其|其)?以[上下]|.{{0,8}}?(?:部门|政府|机关))",
    matches=("列入本县失信名单", "列入全乡名单", "列入县级名单"),
    refuses=("由县级以上部门列入名单", "列入本市场名单", "列入全国名单"),
)
