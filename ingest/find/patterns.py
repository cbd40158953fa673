"""The patterns of citations, roles and references that need examples, with what they match and refuse.

They run on the flat view of the text (ingest.clean.flat): one form for each bracket and mark. One test runs
all the examples: tests/test_ingest_patterns.py. A small pattern that one finder alone needs stands beside it
without examples; the patterns of duties stand in ingest/find/duties.py, those of measures in ingest/lexicon.
"""

from __future__ import annotations

from graph_schema.patterns import Pattern

_CN = "一二三四五六七八九十百零〇两"


_YEAR = r"(?:19|20)\d\d"
_ORGAN = r"[\u4e00-\u9fff]{1,16}?"

# 〔2016〕33号 in any brackets, one of them possibly lost; what stands before it is the organ's code.
NUMBER_TAIL = Pattern(
    rf"[〔（〈]{_YEAR}[〕）〉]?第?\d{{1,5}}号",
    matches=("国发〔2016〕33号", "国发（2016）33号", "国发〔201633号", "淮政办发〔2021〕第13号"),
    refuses=("国发2016年33号", "第33号", "（2016年33号）"),
)

ORDER = Pattern(
    r"(?:令|公告|通告)(?:\d{4}年)?第?\d{1,4}号",
    matches=("国务院令第654号", "国家税务总局公告2015年第2号", "省政府令第314号", "总局令第7号"),
    refuses=("命令执行", "公告如下", "第33号"),
)

# What leads to a 文号 and is no part of its organ's code: the code begins behind the last such word.
ORGAN_LEAD = Pattern(
    r".*(?:根据|依据|按照|依照|遵照|执行|落实|贯彻|转发|印发|下发|参照|以及|符合|适用|精神|文件|规定|要求|通知|意见|办法|方案|的|了|(?<=.)[和与及或])|^[原由即见经对在按以为和与及或依](?=..)",
    matches=("根据", "贯彻落实", "省政府文件精神和", "以豫政"),
    refuses=("国发", "平发改财金信用"),
)

ORDER_ORGAN = Pattern(
    r"(?:[\s\S]*(?:根据|依据|按照|依照|遵照)|^|[^\u4e00-\u9fff]|日|原|由|以|经|和|与|的)(?P<organ>[\u4e00-\u9fff、]{1,40})$",
    matches=("（国务院", "2014年7月30日原国家食品药品监督管理总局", "根据省政府"),
)

ARTICLE = Pattern(
    rf"第[{_CN}\d]{{1,7}}条(?:之[{_CN}])?(?:第?[{_CN}\d]{{1,4}}款)?(?:第?[（]?[{_CN}\d]{{1,4}}[）]?项)?(?:第[{_CN}\d]{{1,3}}目)?",
    matches=("第二十三条第一款", "第三条", "第一百零八条", "第133条之一", "第五条第一款第（三）项"),
    refuses=("本条", "第三章", "条例"),
)

# 第十二条至第十五条、第二十三条第一款和第三款
# No list is longer; without a bound, a text of articles alone would be read again from each of them.
ARTICLE_LIST = Pattern(
    rf"{ARTICLE.source}(?:(?:、|，(?=第)|和|及|以及|或者?|至|到|－|—|-)(?:{ARTICLE.source}|第[{_CN}\d]{{1,4}}款(?:第[（]?[{_CN}\d]{{1,4}}[）]?项)?|第?[（][{_CN}\d]{{1,4}}[）]项|第[{_CN}\d]{{1,4}}项)){{0,60}}",
    matches=("第十二条至第十五条、第二十三条第一款和第三款", "第五十三条"),
    refuses=("三条", "第三款"),
)

# A definition of a short name; quotation marks of any kind.
SHORT_NAME = Pattern(
    r"(?:以下|下文|下)(?:统称|简称|称)(?:为|：)?(?P<quote>[《“‘「『]?)(?P<name>[^（）《》“”‘’「」『』，。；]{1,24})[》”’」』]?",
    matches=("以下简称《通知》", "以下简称“15号文”", "以下简称慈善法", "以下统称失信主体"),
    refuses=("简称为信用", "以下事项"),
)

# Papers that are handed out or filled in, not documents that lay something down.
PAPERS = Pattern(
    r"(?:证|证书|执照|许可证|通知书|告知书|承诺书|申请书|决定书|裁定书|判决书|调解书|建议书|意见书|责任书|倡议书|(?<!一览|目录)表|名册|样式|模板|协议|协议书|合同|证明|日报|晚报|早报|时报|周报|快报|新闻|杂志|简报|(?<![清名榜])单|发票|回执|须知书|存根)$",
    matches=("执行通知书", "网络预约出租汽车运输证", "信用承诺书", "清理规范工作联系人反馈表"),
    refuses=("国务院关于加强个人诚信体系建设的指导意见", "失信企业联合惩戒合作备忘录"),
)

# A law named without 《》: only where one of these verbs governs it (docs/reading.md#bare-law).
BARE_LAW = Pattern(
    r"(?:依照|按照|根据|依据|违反|遵守|适用)(?:了|国务院|国家(?!赔偿法|安全法|情报法)|有关法律和|有关)?(?:中华人民共和国)?(?P<name>[\u4e00-\u9fff]{2,24}?(?:法典|法(?!律|规(?!定)|治|院|人(?!民)|定|制|庭|官)|法实施条例|条例))(?P<articles>"
    + ARTICLE_LIST.source
    + r")?",
    matches=(
        "依照民事诉讼法第二百二十七条",
        "根据社会保险法第六十条规定",
        "适用国家赔偿法第三条",
        "根据民事诉讼法规定",
    ),
    refuses=("根据有关规定", "按照办理", "违反食品安全法律、法规"),
)

# Words that lead to a basis; the nearest one before the citation governs it.
BASIS_CUE = Pattern(
    r"根据|依据|按照|依照|遵照|比照|参照|遵循|为(?:了)?(?:进一步|深入|全面|认真|切实|更好地?)?(?:贯彻落实|贯彻实施|贯彻执行|贯彻|落实|实施|执行)|(?:贯彻落实|贯彻执行|贯彻实施|严格落实|严格执行|认真落实|认真执行|全面落实|深入落实|抓好|落实|执行|按|依|贯彻|适用|属于|以)",
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
    r"^(?:等)?(?:\d个文件)?(?:（[^）]{0,60}）)?(?:[^。；《]{0,60}?[，,])?[^。；《，]{0,20}?(?:现)?(?:予以|予)?(?:转发|印发|下发|批转|发布|公布)(?:给|如下|执行|实施|，|。|于|你们|后)|^已?经?[^。；《]{0,40}(?:通过|同意|审定)，现(?:予|予以)?(?:印发|发布|公布)",
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
    r"(?<!未)(?<!不)(?<!自行)(?:废止|宣布失效|停止执行)(?:了|以下|下列)?(?:文件|规范性文件|规定|办法)?(?:：)?(?:[\u4e00-\u9fff]{0,24}?(?:印发|发布|公布|制定)的)?$",
    matches=("决定废止", "一、废止", "予以废止：", "废止市民政局印发的"),
    refuses=("废止后按照", "未废止", "根据"),
)

AMEND_BEFORE = Pattern(
    r"^(?:[（(]?[一二三四五六七八九十百\d]+[）).、．])?(?:决定)?(?:将|对|删去|删除|修改|修订)(?:[\u4e00-\u9fff]{0,24}?(?:印发|发布|公布|制定)的)?$",
    matches=("（一）将", "删去", "决定修改", "对县民政局印发的"),
    refuses=("根据", "将列入"),
)
AMENDS = Pattern(
    r"^[^。]{0,60}?(?:修改为|修订为|改为|删去|删除|作(?:出)?(?:如下|以下)?(?:修改|修订)|增加(?:一|两|二|三)?(?:条|款|项)|予以(?:修改|修订))",
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
BASIS_HEAD = Pattern(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?)?(?:制定|编制|政策|法律|法规|主要|设定|文件|规范性文件|、|和|及)*依据[。：:](?:《[^《》]*》(?:（[^（）]*）)?[、，和及；])*$",
    matches=("一、依据。", "政策依据：", "制定依据：《甲办法》（甲发〔2019〕1号）、"),
    refuses=("根据", "以此为依据，按照"),
)

# An issuer, with what joins it to another one.
ISSUER = Pattern(
    r"(?:国务院|中共中央|[\u4e00-\u9fff]{2,20}?(?:政府|办公室|办公厅|委员会|发展改革委|局|厅|部|院|署|人民银行|领导小组|总局|信用办))(?:、|和|联合)?$",
    matches=("国务院", "石梁县人民政府", "县财政局和"),
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
    rf"(?:根据|依据|按照|依照|遵照|参照|依(?!法(?![律规]))|按)(?:"
    rf"(?:{_WHOSE}{{0,6}}(?:有关|相关)(?:的)?|(?:(?!法|条例|纲要|规划)[\u4e00-\u9fff、]){{2,20}}?有关)[\u4e00-\u9fff、]{{0,14}}?{_HEADS}(?:(?:、|和|及)?(?:{_WHOSE}{{0,4}}(?:有关|相关))?{_HEADS}){{0,4}}"
    rf"|{_WHOSE}{{0,6}}{_LAWS}(?:{_WHOSE}{{0,4}}(?:有关|相关)?{_LAWS}){{0,6}}(?:(?:的)?(?:有关|相关)?(?:规定|要求|精神)|(?=[，。；：、的对将予给实采进处列纳记限]|$))"
    rf"|{_WHOSE}{{0,6}}(?:联合)?(?:奖惩|惩戒|激励)?(?:措施)?(?:清单|目录)(?=[，。；：、的对将予给实采进处列纳记限]|$)"
    rf"|{_WHOSE}{{1,6}}(?:规定|要求|精神|部署)|(?:规定|要求))"
    r"|(?:法律|法规)(?:、(?:法规|规章|行政法规))?(?:、(?:规章|政策))?(?:和|及|或者)?(?:国家|有关|政策|相关)*(?:规定|要求)",
    matches=(
        "按照有关规定",
        "按照国家有关规定",
        "按照有关法律法规和上级有关规定",
        "依照法律、法规和政策规定",
        "按照国家、省联合奖惩措施清单",
        "法律法规规定",
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
