"""The patterns of citations, roles and references that need examples, with what they match and refuse.

They run on the flat view of the text (ingest.clean.flat): one form for each bracket and mark. One test runs
all the examples: tests/test_ingest_patterns.py. A small pattern that one finder alone needs stands beside it
without examples; the patterns of duties stand in ingest/find/duties.py, those of measures in ingest/lexicon.
"""

from __future__ import annotations

from graph_schema.patterns import Pattern
from ingest.parts.lines import GENRES

_CN = "一二三四五六七八九十百零〇两"


_YEAR = r"(?:19|20)\d\d"

# One serial: digits, or a numeral.
SERIAL = Pattern(
    rf"\d{{1,5}}|[{_CN}]{{1,7}}",
    matches=("33", "三十三"),
    refuses=("号",),
)

# What stands behind a code, in every form that texts print: 〔2016〕33号, {2016年}33号, 〔二〇一六〕三十三号, 2016第33号,
# 201633号, 〔2019〕35、36号. Without a bracket a code must stand before it. Groups torn_year, torn_serial and glued:
# characters are lost that nothing gives back. A year without a bracket behind a sign that joins serials is one of them: no code
# stands before it, and a list that comes to no 号 is gone through once.
_ANY_YEAR = rf"{_YEAR}|[一二][零○〇0一二三四五六七八九]{{3}}"
_ONE_SERIAL = rf"(?:\d{{1,5}}|[{_CN}]{{1,7}})"
_TORN = r"[\dA-Za-zＸ■□▇█▆▓◆◼▪●○×?？*＊…_＿·零〇一二三四五六七八九 ]"
NUMBER_TAILS = Pattern(
    rf"(?:(?P<open>[〔（〈｛{{「『【]{{1,2}})\n?|(?<![\d、，和及与至到\-—~～第]))(?P<year>{_ANY_YEAR})年?(?:(?P<close>[〕）〉｝}}」』】]{{1,2}})\n?|[ .\-—·])?(?:第)?"
    rf"(?P<serials>{_ONE_SERIAL}(?>号?(?:、|，(?=第?\d{{1,5}}(?:号|、))|和|及|与|至|到|[\-—~～])第?{_ONE_SERIAL}(?![年月日\d]))*)(?:\n?号|(?=、[〔（](?:{_ANY_YEAR})[〕）]第?\d)|(?P<open_end>(?<=\d)(?=文件|，|。|；)))"
    rf"|[〔｛{{](?P<torn_year>{_TORN}{{0,8}})年?[〕｝}}]第?(?P<torn_serial>{_TORN}{{0,5}})号"
    r"|(?P<glued>(?=[\d■□▇█▆▓◆◼▪?？]{4,9}号)[\d■□▇█▆▓◆◼▪?？]+)号",
    matches=(
        "国发〔2016〕33号",
        "国发（2016）33号",
        "国发〔201633号",
        "国发{2016年}33号",
        "国办发2020第49号",
        "〔2019〕35、36号",
        "国发〔2014〕21、〔2016〕33号",
        "国发〔20■6〕33号",
    ),
    refuses=("第33号", "（2016年33）"),
)

# An order or an announcement with its number, in every order of words.
_NUMBERED_ORDER = rf"第?(?:\d{{1,5}}|(?<=第)[{_CN}]{{1,7}})\n?号"
ORDERS = Pattern(
    rf"(?P<front>令|公告)\n?(?:（{_NUMBERED_ORDER}）|(?:〔?\d{{4}}年〕?)?{_NUMBERED_ORDER})"
    rf"|第\d{{1,5}}号(?P<behind>[\u4e00-\u9fff]{{1,16}}?)令(?![人其牌各])"
    rf"|(?:\d{{4}}年)?{_NUMBERED_ORDER}(?:令(?![人其牌各])|公告(?!栏|如下))",
    matches=(
        "国务院令第654号",
        "公告2014年第3号",
        "省政府第220号令",
        "电监会9号令",
        "第154号市政府令",
        "主席令第七十三号",
    ),
    refuses=("命令执行", "公告如下", "第33号"),
)

ORDER = Pattern(
    r"(?:令|公告|通告)(?:\d{4}年)?第?\d{1,4}号",
    matches=("国务院令第654号", "国家税务总局公告2015年第2号", "省政府令第314号", "总局令第7号"),
    refuses=("命令执行", "公告如下", "第33号"),
)

# What leads to a 文号 and is no part of its organ's code: the code begins behind the last such word.
ORGAN_LEAD = Pattern(
    r".*(?:根据|依据|按照|依照|遵照|遵循|违反|执行|落实|贯彻|实施|延续|继续|废止|取消|修改|转发|印发|下发|发布|公布|参照|比照|对照|详见|以及|符合|适用|精神|文件|规定|要求|通知|意见|办法|方案|原则|政策"
    r"|(?:人民政府|政府)?(?:办公室|办公厅)(?=..)|人民政府(?=..)|[的了按照以由]|(?<=.)[和与及或])|^[原由即见经对在按以为和与及或依好将](?=..)",
    matches=("根据", "贯彻落实", "省政府文件精神和", "以豫政", "抵押管理仍按", "均以"),
    refuses=("国发", "平发改财金信用"),
)

ORDER_ORGAN = Pattern(
    r"(?:[\s\S]*(?:根据|依据|按照|依照|遵照|遵循|违反|执行|落实|贯彻|参照|比照|适用|符合|未按|仍按|[的按照])|^|[^\u4e00-\u9fff]|日|原|由|以|经|和|与|的)(?P<organ>[\u4e00-\u9fff、]{1,40})$",
    matches=("（国务院", "2014年7月30日原国家食品药品监督管理总局", "根据省政府"),
)

ARTICLE = Pattern(
    rf"第[{_CN}\d]{{1,7}}条(?:之[{_CN}]{{1,3}})?(?:第?[{_CN}\d]{{1,4}}款)?(?:第?[（]?[{_CN}\d]{{1,4}}[）]?项)?(?:第[{_CN}\d]{{1,3}}目)?",
    matches=(
        "第二十三条第一款",
        "第三条",
        "第一百零八条",
        "第133条之一",
        "第五条第一款第（三）项",
        "第一百二十条之十二",
    ),
    refuses=("本条", "第三章", "条例"),
)

# One numbered piece of a list of articles, several numbers with one unit: 第五十二、五十三条, 第（一）、（三）项.
_NUMERAL = rf"[（]?[{_CN}千\d]{{1,9}}[）]?"  # 第一千一百五十二条: the longest codes
_MORE_NUMERALS = rf"(?:(?:[、和及与至到－—–\-~～]第?|(?=（)){_NUMERAL}){{0,40}}"
NUMBERED = Pattern(
    rf"第?(?P<numbers>{_NUMERAL}{_MORE_NUMERALS})(?P<unit>[条款项目])(?P<of>之[{_CN}]{{1,3}}(?:、之[{_CN}]{{1,3}})*)?",
    matches=("第五十二、五十三条", "第152-154条", "第（一）（三）项", "第十至十二条"),
    refuses=("条款", "第三章"),
)

_FURTHER_ARTICLES = rf"{_NUMERAL}{_MORE_NUMERALS}条(?:之[{_CN}]{{1,3}}(?:、之[{_CN}]{{1,3}})*)?"
# 第十二条至第十五条、第二十三条第一款和第三款
# No list is longer; without a bound, a text of articles alone would be read again from each of them.
_ARTICLES = rf"第{_FURTHER_ARTICLES}"
_PARTS = rf"(?:第?{_NUMERAL}{_MORE_NUMERALS}款)?(?:第?{_NUMERAL}{_MORE_NUMERALS}项)?(?:第[{_CN}\d]{{1,3}}目)?"
ARTICLE_LIST = Pattern(
    rf"{_ARTICLES}{_PARTS}(?:(?:、|，(?=第)|和|及|与|以及|或者?)(?:第?{_FURTHER_ARTICLES}{_PARTS}|第{_NUMERAL}{_MORE_NUMERALS}[款项]{_PARTS}|（[{_CN}\d]{{1,4}}）项)"
    rf"|[至到－—–\-~～]第?{_NUMERAL}(?:条(?:之[{_CN}]{{1,3}})?{_PARTS}|[款项]){_PARTS}){{0,60}}",
    matches=(
        "第十二条至第十五条、第二十三条第一款和第三款",
        "第五十三条",
        "第五十二、五十三条",
        "第一千一百六十五条",
        "第152-154条",
        "第十条至十二条",
        "第八条第（二）项、第九条第一、三款",
        "第二十六条、二十七条",
    ),
    refuses=("三条", "第三款"),
)

# The word at the end of a title that says what kind of document it names.
_GENRE_END = rf"(?:(?<![办方做立司执依合违非])法|法典|法实施条例|{GENRES.removesuffix('|法')}|规范|准则|政策|通则|导则)(?:（[^（）]{{1,16}}）)?"
READS_AS_TITLE = Pattern(
    rf"(?!有关|相关|国家有关|上级|本|该)[^《》，。；：\n]{{2,80}}?{_GENRE_END}$",
    matches=("中华人民共和国招标投标法", "关于加强信用管理的意见", "河东省信用条例（试行）"),
    refuses=("谁主管、谁负责", "有关规定", "十四五"),
)

# What opens the title of a document, when nothing marks it as one.
OPENS_TITLE = Pattern(
    r"^(?:中华人民共和国|国务院|中共|中国|国家|最高人民|全国|关于|[\u4e00-\u9fff]{1,8}(?:省|市|县|区|州|旗|部|委|局|厅|办公室|办公厅|政府)(?=[\u4e00-\u9fff]{3}))",
    matches=("国务院关于加强", "河东省信用条例", "关于做好"),
    refuses=("一店一码", "信用分级管理办法"),
)

# What leads to a title that nothing marks, from the beginning of its clause.
LEADS_TO_TITLE = Pattern(
    r".*(?:根据|依据|按照|依照|遵照|参照|比照|违反|执行|落实|贯彻|符合|适用|转发|印发|修改|废止|遵守|[仍均应]按)(?:了)?(?:国家|有关)?",
    matches=("依照", "应当根据", "认真落实"),
    refuses=("加强", "建立"),
)

# An article or a number directly behind a title.
FOLLOWS_TITLE = Pattern(
    rf"(?:（[^（）\n]{{0,40}})?(?:第[{_CN}\d]{{1,7}}(?:、[{_CN}\d]{{1,7}}){{0,9}}条|[\u4e00-\u9fff]{{1,16}}[〔（〈{{]\d{{4}}|[\u4e00-\u9fff]{{1,20}}令)",
    matches=("第五十三条", "（国发〔2016〕33号）", "（国务院令第8号）"),
    refuses=("的规定", "（试行）"),
)

# A title whose 》 is lost ends with the first genre behind which no title goes on.
LOST_CLOSING = Pattern(
    rf"(?P<title>[^《》，。；：\n]{{3,90}}?{_GENRE_END})(?=第[{_CN}\d]{{1,7}}(?:条|、)|（[^（）\n]{{0,40}}号|[，。；、：\n]|等|规定|要求|精神|的规定|和|及|$)",
    matches=("中华人民共和国招标投标法第五十三条", "关于加强信用管理的意见（国发〔2016〕33号）"),
    refuses=("谁主管谁负责，", "关于印发"),
)

# The number of a standard, as it stands in brackets behind its title.
STANDARD_NUMBER = Pattern(
    r"[A-Z]{1,5}(?:\d{2})?(?: ?/ ?[A-Z]{1,3})? ?[A-Z]?\d[\dA-Z.]*(?:[—–\-][\dA-Z.]{1,6}){0,3}",
    matches=("GB/T 7414-2019", "DB37/T5097-2021", "GB55026", "JGJ160"),
    refuses=("附件", "试行"),
)

# A definition of a short name; quotation marks of any kind.
SHORT_NAME = Pattern(
    r"(?:(?:以下|下文|下)(?:统称|简称|称)|(?<=[（，])简称)(?:为|：)?(?P<quote>[《“‘「『]?)(?P<name>[^（）《》“”‘’「」『』，。；]{1,24})[》”’」』]?",
    matches=("以下简称《通知》", "以下简称“15号文”", "以下简称慈善法", "以下统称失信主体"),
    refuses=("简称为信用", "以下事项"),
)

# Short names defined together: 以下分别简称《条例》《细则》.
SHORT_NAMES = Pattern(
    r"[（，](?:以下|下文)?分别(?:简称|称)(?:为)?(?P<names>(?:《[^《》]{1,24}》[、和及]?){2,8})",
    matches=("（以下分别简称《条例》《细则》", "（以下分别称为《条例》和《细则》"),
    refuses=("（以下简称《条例》",),
)

# Papers that are handed out or filled in, not documents that lay something down.
PAPERS = Pattern(
    r"(?:证|(?<!皮)书|执照|许可证|(?<!一览|目录)表|名册|样式|模板|协议|合同|证明|日报|晚报|早报|时报|周报|快报|新闻|杂志|简报|(?<![清名榜])单|票|回执|存根|(?<!工作)(?<!的)报告|(?<!的)(?<!的复)函)$",
    matches=(
        "执行通知书",
        "网络预约出租汽车运输证",
        "信用承诺书",
        "成交确认书",
        "个人信用报告",
        "贷款确认函",
        "清理规范工作联系人反馈表",
    ),
    refuses=("国务院关于加强个人诚信体系建设的指导意见", "失信企业联合惩戒合作备忘录"),
)

# What goes on a word that ends in 法: 法律, 法规, 法学, 法院; there no law is named.
WORD_GOES_ON = "(?![律学治院制庭官权系宗理案医警师盲务典]|人(?!民)|定(?!的)|规(?!定)|实施(?:条例|细则|办法))"
_LAW_END = rf"法典|法实施条例|法实施细则|法{WORD_GOES_ON}|条例(?!外|实施细则)"

# A law named without 《》: only where one of these verbs governs it (docs/reading.md#bare-law).
BARE_LAW = Pattern(
    rf"(?:依照|按照|根据|依据|违反|遵守|适用|遵照|参照|执行)(?:了|国务院|国家(?!赔偿法|安全法|情报法)|我国|现行|有关法律和|有关|：)?\n?(?:中华人民共和国)?(?P<name>[\u4e00-\u9fff]{{2,24}}?(?:{_LAW_END}))(?P<articles>{ARTICLE_LIST.source})?",
    matches=(
        "依照民事诉讼法第二百二十七条",
        "根据社会保险法第六十条规定",
        "适用国家赔偿法第三条",
        "根据民事诉讼法规定",
        "依照\n政府采购法",
    ),
    refuses=("根据有关规定", "按照办理", "违反食品安全法律、法规", "根据审计法学会", "依照公司法人章程"),
)

# The next law of a list: 政府采购法、招标投标法和审计法.
NEXT_LAW = Pattern(
    rf"(?:、|，|和|及|与|或者?|以及)\n?(?:中华人民共和国)?(?P<name>[\u4e00-\u9fff]{{2,24}}?(?:{_LAW_END}))(?P<articles>{ARTICLE_LIST.source})?",
    matches=("、招标投标法", "和审计法第三条"),
    refuses=("和法律", "、办法"),
)

# A law named by an article alone, without a verb: 政府采购法第七十七条所列情形.
LAW_WITH_ARTICLE = Pattern(
    rf"(?P<run>[\u4e00-\u9fff]{{2,24}}(?:法典|法实施条例|法|条例))(?P<articles>{ARTICLE_LIST.source})",
    matches=("政府采购法第七十七条", "新修订的审计法第三条"),
    refuses=("第七十七条",),
)

# Words that lead to a basis; the nearest one before the citation governs it.
BASIS_CUE = Pattern(
    r"根据|依据|按照|依照|遵照|比照|参照|对照|遵循|为(?:了)?(?:进一步|深入|全面|认真|切实|更好地?)?(?:贯彻落实|贯彻实施|贯彻执行|贯彻|落实|实施|执行)|(?:贯彻落实|贯彻执行|贯彻实施|严格落实|严格执行|认真落实|认真执行|全面落实|深入落实|抓好|落实|执行|按|依|贯彻|适用|属于|以|结合|围绕)",
    matches=("根据《中华人民共和国旅游法》", "为深入贯彻落实《国务院办公厅…》", "按照", "落实"),
    refuses=("违反《中华人民共和国旅游法》", "学习宣传"),
)

# These make a mention of what would else be a basis (docs/semantics.md#ruling-16).
LEARNING = Pattern(
    r"学习|宣传|宣讲|普及|培训|宣贯|解读|普法|宣教|知识竞赛|法律知识",
    matches=("深入学习宣传贯彻", "组织宣讲", "开展普法活动"),
    refuses=("贯彻落实", "按照"),
)

NARRATIVE = Pattern(
    r"近年来|一直以来|长期以来|[自从].{0,40}(?:以来|实施后|颁布后|出台后|印发后)|近期|近日|日前|曾经|先后",
    matches=("近年来，各地区认真贯彻落实", "自条例实施以来", "近日"),
    refuses=("为贯彻落实", "现将"),
)

FORWARD_BEFORE = Pattern(
    r"(?:转发|批转|印发|下发|发布|公布)(?!的)(?:了|《)?(?:[\u4e00-\u9fff、（）]{0,40}?(?:关于(?:印发|转发|发布))?)$",
    matches=("现转发", "现印发", "转发省人民政府关于印发"),
    refuses=("根据", "违反", "依据市政府印发的"),
)

FORWARD_AFTER = Pattern(
    r"^(?:等)?(?:\d个文件)?(?:（[^）]{0,60}）)?(?:[^。；《]{0,60}?[，,])?(?!已经?(?:正式)?(?:印发|下发|发布|公布)(?:，|。|于))[^。；《，]{0,20}?(?:现)?(?:予以|予)?(?:转发|印发|下发|批转|发布|公布)(?:给|如下|执行|实施|，|。|于|你们|后)|^已?经?[^。；《]{0,40}(?:通过|同意|审定)，现(?:予|予以)?(?:印发|发布|公布)",
    matches=(
        "已经局党组会议研究通过，现予印发。",
        "转发给你们，",
        "已经省政府同意，现印发给你们",
        "现予公布，自2016年11月1日起施行",
    ),
    refuses=("的规定，将有关信息公布", "要求，对违反规定的"),
)

REPEAL_AFTER = Pattern(
    r"^(?!(?:的)?(?:有关|相关)?(?:要求|规定|明确|精神)(?:不符)?的)[^。；]{0,240}?(?:同时废止|予以废止|即行废止|停止执行|宣布失效|同时停止执行|起废止|自行废止|不再执行|作废)"
    r"|^(?:失效|废止)(?=[。；，]|$)",
    matches=("失效。", "同时废止。", "和其他文件予以废止", "（国家税务总局公告2015年第2号）同时废止"),
    refuses=("规定的，从其规定", "要求的失信约束措施，一律先停止执行"),
)

AMEND_AFTER = Pattern(
    r"^[^。；，]{0,16}?(?:进行(?:了)?(?:修订|修改|修正)|作(?:出)?如下(?:修改|修订)|修改为|修订为)|^(?:的)?第[一二三四五六七八九十百]+条.{0,12}修改为",
    matches=("进行了修订", "作如下修改", "第三条修改为"),
    refuses=("的规定", "修正的"),
)

# 决定废止《…》 and 将《…》第三条修改为: the verb stands before the document.
REPEAL_BEFORE = Pattern(
    r"(?<!未)(?<!不)(?<!自行)(?:废止|宣布失效|停止执行|不再执行|不再适用)(?:了|以下|下列)?(?:文件|规范性文件|规定|办法)?(?:：)?(?:[\u4e00-\u9fff]{0,24}?(?:印发|发布|公布|制定)的)?$",
    matches=("决定废止", "一、废止", "予以废止：", "废止市民政局印发的"),
    refuses=("废止后按照", "未废止", "根据"),
)

AMEND_BEFORE = Pattern(
    r"^(?:[（(]?[一二三四五六七八九十百\d]+[）).、．])?(?:决定)?(?:将|对|删去|删除|修改|修订|调整)(?:[\u4e00-\u9fff]{0,24}?(?:印发|发布|公布|制定)的)?$",
    matches=("（一）将", "删去", "决定修改", "对县民政局印发的"),
    refuses=("根据", "将列入"),
)
AMENDS = Pattern(
    r"^[^。]{0,60}?(?:修改为|修订为|改为|调整为|删去|删除|作(?:出)?(?:如下|以下)?(?:修改|修订)|增加(?:一|两|二|三)?(?:条|款|项)|予以(?:修改|修订))",
    matches=("第三十一条修改为：", "中的“列入黑名单”修改为“依法处理”", "作如下修改"),
    refuses=("的规定办理", "第九条执行"),
)

# The heading of a list of documents says what becomes of them.
REPEAL_HEAD = Pattern(
    r"^(?!.*(?:修改|修订|保留|继续有效))[^。]{0,40}?(?:废止|失效|停止执行)[^。]{0,24}$",
    matches=("一、废止下列文件", "（一）宣布失效的规范性文件（12件）", "决定予以废止的文件目录"),
    refuses=("二、修改下列文件", "废止、修改的文件目录"),
)
AMEND_HEAD = Pattern(
    r"^(?!.*(?:废止|失效|保留|继续有效))[^。]{0,40}?(?:修改|修订|修正)[^。]{0,24}$",
    matches=("二、修改下列文件", "决定修改的规范性文件目录"),
    refuses=("一、废止下列文件", "保留和修改的文件"),
)

# 一、依据。《…》、《…》: a heading that says what the citations of its line are for.
_BASIS_WORDS = r"(?:制定|编制|起草|政策|法律|法规|主要|设定|文件|规范性文件|、|和|及)*依据"
# The same heading on a line of its own, above the documents that it names.
BASIS_HEAD_ALONE = Pattern(
    rf"^(?:[（(]?[一二三四五六七八九十\d]{{1,3}}[）)]?[、.．]?)?{_BASIS_WORDS}[。：:]?$",
    matches=("二、编制依据", "政策依据："),
    refuses=("一、依据《甲办法》", "以此为依据，按照"),
)

# What a document is made for: from these words on its sentence makes it (制定本办法, 通知如下).
MAKES_DOCUMENT = Pattern(
    r"(?:制定|制订|出台|编制|提出|印发|形成|起草|推出|发布)(?:了|出|并(?:印发|发布))?(?:本|如下|以下|下列|[^，。；：《》]{0,24}(?:意见|措施|办法|方案|细则|规定|通知|计划|政策|通告|公告|要求|条例|规则|标准|目录|清单|规范|举措)(?=[，。；：]|如下|$))"
    r"|(?:通知|公告|通告|意见|方案|措施|事项|安排|规定|函告|批复|部署|政策|要求|条款|内容|明确|说明|补充|调整|决定|告知|事宜)(?:如下|：)",
    matches=("制定本方案", "现就有关事项通知如下：", "提出以下措施", "制定如下工作方案"),
    refuses=("制定好", "落到实处", "可以提出意见建议的，"),
)

# A sentence that opens with a purpose: 为推动…; a clause that says by what a document goes: 围绕….
PURPOSE = Pattern(
    r"^(?:[^，。；]{0,8}[、\s])?(?:为|为了|为着)(?!主|准|由|止|例|期|限|基础|依据)|，为(?:了|切实|进一步|深入|全面|更好|贯彻|推动|落实)",
    matches=("为推动", "为切实做好", "第一条 为规范"),
    refuses=("作为", "以此为准"),
)
GOES_BY = Pattern(
    r"^(?:[^，。；]{0,8}[、\s])?(?:(?!现|将|经|近|日前|对|由|自|在|印发|修[订改]|制[定订]|起草|废止|发布|公布)[\u4e00-\u9fff]{1,5}$|根据|按照?|依据)",
    matches=("围绕", "按", "一、结合", "紧扣"),
    refuses=("现印发", "我局起草的办法对", "制定"),
)

BASIS_HEAD = Pattern(
    rf"^(?:[（(]?[一二三四五六七八九十\d]{{1,3}}[）)]?[、.．]?)?{_BASIS_WORDS}[。：:](?:(?:\d{{1,2}}[.．、])?[\u4e00-\u9fff、\d]{{0,24}}《[^《》]*》(?:（[^（）]*）)?[、，和及；。])*(?:\d{{1,2}}[.．、])?[\u4e00-\u9fff、\d]{{0,24}}$",
    matches=(
        "一、依据。",
        "政策依据：",
        "制定依据：《甲办法》（甲发〔2019〕1号）、",
        "（一）制定依据：1.国务院《甲条例》。2.某厅等3部门",
    ),
    refuses=("根据", "以此为依据，按照"),
)

# An issuer, with what joins it to another one.
ISSUER = Pattern(
    r"(?:国务院|中共中央|(?:[\u4e00-\u9fff]{2,12}?)?[省市县区州旗](?:(?:人民)?政府|委|办|人大)(?:办公[室厅]|办|常委会|会)?|[\u4e00-\u9fff]{2,20}?(?:政府|办公室|办公厅|委员会|发展改革委|局|厅|部|院|署|常委会|人民银行|领导小组|联席会议|总局|信用办)"
    r"|[省市县区州旗][\u4e00-\u9fff]{1,8}[委办]|[\u4e00-\u9fff]{2,12}分行)(?:、|和|联合)?$",
    matches=("国务院", "石梁县人民政府", "县财政局和", "市发改委", "省政府", "市委办公室"),
    refuses=("企业", "国务院的规定"),
)

# Making a document is no basis: 制定出台《…办法》.
MAKING_BEFORE = Pattern(
    r"(?:制定|制订|出台|编制|起草|拟定|拟订|修订|修改|建立健全|完善|健全|研究|推动|加快|形成|编写|汇编|提请|颁布|签订|签署|加入|填写|提交|出具|下达|送达|携带|发放|取得|办理|持有|印制|公布|发布|填报)(?:完成|出台|实施|落实|了|好|并|、)*(?:[\u4e00-\u9fff]{0,6})?$",
    matches=("制定出台", "编制完成", "建立健全", "鼓励更多企业加入"),
    refuses=("根据", "按照省政府"),
)

# References that name nothing (docs/reading.md#vague): places and offices, 有关, kinds of law; no word that names
# one document.
_WHOSE = "(?:国家|我国|全国|中央|国务院|本?省|本?市|本?县|区|我省|我市|自治区|地方性|行政|党内|上级|现行|部门|行业|各级|其他|、|和|及|与|以及|或者?|的)"
_LAWS = "(?:法律法规|法律|法规|规章|政策|规范性文件|文件)"
_HEADS = "(?:规定|要求|精神|法律法规|法律|法规|政策|文件|清单|办法|程序|流程|标准|部署)"
VAGUE = Pattern(
    # A class of first characters is found many times faster than words of which each has its own.
    r"[根依按遵参法](?:(?:(?<=[根依])据|(?<=[按依遵参])照|(?<=依)(?!法(?![律规]))|(?<=按))(?:"
    rf"(?:{_WHOSE}{{0,6}}(?:有关|相关)(?:的)?|(?:(?!法|条例|纲要|规划)[\u4e00-\u9fff、]){{2,20}}?有关)[\u4e00-\u9fff、]{{0,14}}?{_HEADS}(?:(?:、|和|及)?(?:{_WHOSE}{{0,4}}(?:有关|相关))?{_HEADS}){{0,4}}"
    rf"|{_WHOSE}{{0,6}}{_LAWS}(?:{_WHOSE}{{0,4}}(?:有关|相关)?{_LAWS}){{0,6}}(?:(?:的)?(?:有关|相关)?(?:规定|要求|精神)|(?=[，。；：、的对将予给实采进处列纳记限]|$))"
    rf"|{_WHOSE}{{0,6}}(?:联合)?(?:奖惩|惩戒|激励)?(?:措施)?(?:清单|目录)(?=[，。；：、的对将予给实采进处列纳记限]|$)"
    rf"|{_WHOSE}{{1,6}}(?:规定|要求|精神|部署)|(?:规定|要求))"
    r"|(?<=法)[律规](?:、(?:法规|规章|行政法规))?(?:、(?:规章|政策))?(?:和|及|或者)?(?:国家|有关|政策|相关)*(?:规定|要求)"
    r"|(?<=依)(?:法依规|规依法))",
    matches=(
        "按照有关规定",
        "按照国家有关规定",
        "按照有关法律法规和上级有关规定",
        "依照法律、法规和政策规定",
        "按照国家、省联合奖惩措施清单",
        "法律法规规定",
        "依法依规将其列入",
        "按要求",
        "根据中央文明办、文化和旅游部有关文件精神",
        "按照有关信用信息管理规定",
        "依照法律和行政法规规定公布",
    ),
    refuses=(
        "根据工作需要",
        "按照统一部署",
        "依照《中华人民共和国旅游法》规定",
        "依法规范市场",
        "根据法律援助条例",
    ),
)

# --- references within a document ---------------------------------------------------------------

_GENRE = (
    "办法(?!律)|条例(?!外)|规定(?!期限|时间|动作)|实施细则|细则|意见(?!书|箱|建议)|通知(?!书|单|函|义务)|方案|法(?![人院定律官规治学庭医警制案务])|"
    "决定(?!书|因素|性|权)|公告|通告|规则|规程|制度|纲要|规划(?!区|期|部门|局|师)|备忘录|指引|指南|目录|清单|标准|章程|文件(?!夹)"
)

# The document itself; 根本, 基本 and the like hold another 本.
OWN_DOCUMENT = Pattern(
    rf"本(?<![基根成资样文版日课书标原剧]本)(?P<genre>{_GENRE})(?P<articles>{ARTICLE_LIST.source})?",
    matches=("按照本办法规定", "本条例第三条", "本通知自印发之日起施行", "本法所称"),
    refuses=("根本办法", "基本制度", "本法人单位", "成本规则", "本通知书"),
)

# A document of that genre named before.
THAT_DOCUMENT = Pattern(
    rf"该(?P<genre>{_GENRE})(?P<articles>{ARTICLE_LIST.source})?",
    matches=("依照该条例第九条", "按照该办法规定", "该通知要求"),
    refuses=("该法人", "该意见书", "该办公室", "应该"),
)

# What was cited just before, possibly several.
ABOVE = Pattern(
    r"(?:上述|前述|上列|以上(?<![\d日年月元级人次倍个件家项%岁名]以上))(?P<count>[两二三四五六]|\d)?(?:个|部|份|件|项)?(?:有关|相关)?"
    r"(?:(?P<any>法律、法规|法律法规|政策文件|规范性文件|文件|法规|政策|规定|要求|精神)|(?P<genre>法律|条例|办法|通知|意见|决定|方案|细则|纲要|公告))",
    matches=("按照上述文件规定", "根据上述两个办法", "以上法律法规"),
    refuses=("县级以上规定", "上述企业", "三年以上要求", "上述情形"),
)

# A place in this document, told from where one stands.
NEAR_PLACE = Pattern(
    rf"(?:前(?P<back>[两二三四])?(?P<what>款|条|项)(?![例件目])|上(?:一)?(?P<last>款|条)(?!件)|本(?<![基根]本)(?P<here>条|款)(?![例件项]))"
    rf"(?P<part>第[{_CN}\d]{{1,4}}款)?(?:第?[（]?[{_CN}\d]{{1,4}}[）]?(?:、第?[（]?[{_CN}\d]{{1,4}}[）]?)*项)?",
    matches=("违反前款规定", "前两款所列", "依照前条规定", "本条第一款", "前款第（二）项"),
    refuses=("本条例", "根本条件", "前条件", "以前项目"),
)

# An article or a paragraph without a title in front of it; what leads to it decides whether it is this document's.
ARTICLE_OR_PARAGRAPH = Pattern(
    rf"{ARTICLE_LIST.source}|第[{_CN}\d]{{1,3}}款(?:第?[（]?[{_CN}\d]{{1,4}}[）]?项)?",
    matches=("第五条", "第八条第二款、第九条", "第一款第（三）项"),
    refuses=("条款", "第三章"),
)
