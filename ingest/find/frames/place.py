"""The place of a measure's words in their clause (docs/reading.md#clause).

A word such as 列入名单 lays a measure down only where it is what the clause orders. In a time, a basis, a principle,
a duty, the name of a person or a rule that is done away with, the same word only stands beside. The tests here look at
how a clause is built: what it begins and ends with, what stands before the act and behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph_schema.terms import MeasureKind

_BEARER = (
    "(?:主体|企业|单位|人员|个人|商户|农户|会员|机构|居民|村民|投标人|被执行人|业主|职工|家庭|网点|公司|学生|医师|教师|司机|"
    "当事人|纳税人|经营户|供应商|组织|[者户店厂场队])"
)
# 作出记录后，: the time of what the next clause orders. 及时, 事后, 目前 and the like are no such time.
_TIME = re.compile(
    "(?:(?<![事先最今售落背滞前])后|(?<![及实同准按随定临平限超小工学现])时|(?<![事此目当日提会靠之])前|之前|之日起|期间|[次当同翌]日|的同时)$"
)
_SAVE = re.compile("^[^，]{0,12}除了?[^，]*外$")  # 除依法处罚外，
_PRINCIPLE = re.compile("(?:原则|方针|理念|宗旨|导向|思路|为准)$")
_BASIS = re.compile(
    "^(?:按照|根据|依照|依据|参照|比照|遵照|遵循|依|按)[^，]*(?:的|有关|相关)(?:具体|明确|统一|各项)?(?:规定|要求|办法|标准|程序|流程|约定)$"
    "|^(?:按照|根据|依照|依据|参照|遵照|遵循)[^，]*(?:要求|精神|部署|安排)$"
)
# 以…为依托，为…创造条件，通过部门间信息共享，: means and ends, told by how the phrase closes.
_MEANS = re.compile(
    "^以[^，]*为(?:依托|基础|抓手|支撑|载体|手段|核心|主体|重点|导向|目标|契机|切入点|突破口|保障|引领|牵引)$"
    "|^为[^，]*(?:创造(?:良好)?条件|提供(?:有力|坚实|数据|技术)?(?:支撑|保障|依据|支持)|(?:奠定|打下)(?:坚实|良好)?基础)$"
    "|^(?:通过|利用|借助|依托)(?!建立|设立|完善|健全|实行|实施|开展|推行)[^，]*(?:共享|互联互通|对接|机制|制度|方式|手段|途径|渠道|平台|系统|建设)$"
)
_WORK = "(?:统筹|协调|指导|监督|管理|督办|督促|推进|推动|组织|实施|落实|维护|保管|考核|职责|职能|任务|工作)"
_DUTY = re.compile(
    f"(?:负责|主管|承担|牵头|履行)[^，]{{2,}}的(?:[^，的]{{0,8}}?{_WORK}(?:、|和|与|及|以及)?)*[^，的]{{0,8}}{_WORK}(?:等)?$"
)
# 取消…的限制, 停止执行…的规定: what is done away with is the rule that the clause names.
_RULE_ENDED = re.compile(
    "(?:取消|废止|停止|终止|撤销|叫停|纠正|放宽|放开|解除|删去|删除|不再(?:执行|实行|实施)|不设)(?!的)[^，]*"
    "(?:做法|规定|要求|条款|门槛|(?:条件|次数|套数|户籍|的)?限制|限购|限售)$"
    "|(?:取消|免除|精简)(?!其|的)[^，]*(?:[上下]限|限额|材料|证明|手续|环节|保证金|押金|收费|的提供)$"
    "|(?:不再|无需|无须|不必|不用|免予?|减少)(?:要求)?(?:提供|提交|查询|出具|核验|开具|收取)[^，]*(?:材料|报告|证明|资料|信息|表|证|费|※)$"
    "|(?:条件|限制|要求|标准|年限|门槛|次数)(?:放宽|降低|缩短|下调|调减)(?:为|至|到)"
)
_SPARED = re.compile(
    "(?:不予|免予|免于|暂不|暂缓|不再|不应|不宜|不得|不准|不要|不能|不可|可不|可以不|未|无需|无须|不必|不用|停止|取消|终止|废止|叫停|撤销|防止|避免|严禁|禁止|杜绝)"
    "(?:执行|实施|再|直接|提前|擅自|随意)*(?:(?:将|把|对)[^，]{1,60})?$|(?<![得能])不(?:(?:将|把|对)[^，]{1,60})?$"
    "|未(?:被|曾|因[^，]{0,40})[^，]{0,16}$|不(?:得|应|予|再)?视(?:为|作)[^，]{0,12}$"
)
_UNDER_A_MARK = re.compile("(?:被|受到|受过|曾|已经?|有过|存在)(?:[^，的]{0,12})$")
_CALLED = re.compile(f"的[^，的]{{0,12}}{_BEARER}(?:（[^）]*）)?$")
# 记入档案的内容, 予以公示的文件: the act stands before the noun that the clause is about.
_BEFORE_A_NOUN = re.compile("的[^，的]{1,16}(?:与[^，]{1,12})?$")
_PUT_IN = re.compile("[列纳录计载记归登报推上汇传移写填编转存][入送报传至到进]|(?:予以|进行)?(?:公示|公布|公开|公告)")
_NOUN_AT_END = re.compile("的[^，的得不]{1,10}$")
_GRADED_AS = re.compile("(?:评定|评价|认定|判定|评|判|定|列)(?:为|至|到)")
_OF_THOSE = re.compile("^对于?(?:首次|已经?|新|当年|连续[^，]{0,4})?(?:被|经)?$|(?:首次|已)?(?:被|获)$")
_BEARING_ON = re.compile("^对于?[^，]*(?:行为|情况|问题|现象|情形|事项)$")
_CONDITIONAL = re.compile("^(?:如果?|若|倘若|一旦|假如)(?!期|实|何|上|下|需)")
# 建立了档案: what is told has been done already.
_DONE_BEFORE = re.compile(
    "(?:降低|建立|完善|实施|开展|推进|提高|制定|归集|公示|公布|出台|健全|形成|实现|取消|增加|减少|加强|纳入|列入|记入|签订|实行|推动)了"
)
_REPORTED = re.compile("(?:已经?|共|累计|先后)(?:将|把)[^，的]{0,20}$")
# 公开信息时隐去住址: how the act is done, not that it is.
_WHILE = re.compile(
    "^[^，]{2,20}[^及实同准按随定临平限超小工学现]时(?![间限效长段刻候代])(?:应当?|要|须|隐|不|可|由|先|注意|一律)"
)
_OF_OWN_WILL = re.compile(
    "(?:提高|提升|增加|赚取|积累|积攒|维护)(?:自己|自身|本人)的?[^，]{0,8}(?:信用|积分|诚信)|"
    "(?:可以?|均可|自愿|有权)[^，]{0,8}(?:参与|申请|参加|申报)[^，]{0,12}(?:信用|诚信)[^，]{0,4}(?:评价|评级|评定)$"
)
# 现予以公告: what is made known is the document before it.
_ITSELF_ISSUED = re.compile("^(?:现|特)?(?:将其)?(?:予以|予)(?:公布|公告|发布|印发)(?:实施|施行)?$")
_DOCUMENT_MADE = re.compile("※|(?:办法|规定|细则|条例|意见|方案|标准|目录|规程)(?:已经?|业经|经)")
_LIMIT = re.compile("^(?:但|并|且)?不得(?:泄露|涉及|侵犯|侵害|损害|危害|包含|含有|公开|披露)")
_ORDERED = re.compile("应当|必须|一律|须|应(?=[将把对在向])|^[将把]")
_QUOTA = re.compile(
    "(?:数量?|名额|人数|个数|家数|户数|件数|场次|次数|总量|占比|面积|时间|时长|期限|天数|年限|周期)[^，。；的]{0,4}(?:原则上|一般)?不(?:得|能|应|可)?(?:少于|低于|超过|高于|多于|突破|大于|小于)|不得(?:多于|少于)"
)
_TOPIC = re.compile("的[^，的将把]{0,8}(?:措施|名单|信息|记录|档案|数据|机制|制度|评价结果)$")
_COMMENT = re.compile("^(?:应当?|须|必须|要|不得|不应|可以)?(?:与|有|以|由|符合|为|是|限于|具有|具备)")
# 逾期未报的，视为放弃，不再受理: what follows from giving up bars nobody.
_GIVEN_UP = re.compile("视为(?:自动|主动|自愿)?(?:放弃|弃权|撤回|未申报|未报名)[^，]*，$")
# 关于失信惩戒措施。: a heading that says what is spoken of.
_ABOUT = re.compile("^关于[^，]*$")
# 如实提供房源、优惠等信息: what is given is told, not granted.
_TELLS = re.compile("^[^，]{0,8}(?:提供|提交|报送|填报|公布|公示|告知)[^，]*(?:信息|材料|资料|情况|说明)$")
# 已报送的予以调整: what was recorded is put right.
_PUT_RIGHT = re.compile(
    "已经?(?:报送|上报|录入|记录|归集|公示|列入|纳入)的?(?:应当?|须)?(?:及时|一并)?(?:予以|给予)(?:调整|更正|修改|撤销|剔除)$"
)
_WISH = re.compile("^(?:希望|欢迎|呼吁|期待|祝贺|愿|敬请)")


@dataclass(frozen=True, slots=True)
class Place:
    """Keeps where the words that show a measure stand: their clause, their offsets in it, the clauses around it."""

    clause: str
    begins: int
    """Where the clause begins behind its connectives."""
    start: int
    end: int
    kind: MeasureKind
    before: str
    after: str
    """The clause behind a comma, empty where none follows."""


def orders_nothing(place: Place) -> bool:
    """Tells whether the words stand where they lay nothing down: in a time, means, basis, duty, name or limit."""
    clause = place.clause[place.begins :]
    return bool(
        (place.after and _TIME.search(clause))
        or (place.after and _SAVE.search(clause))
        or _PRINCIPLE.search(clause)
        or _BASIS.search(clause)
        or (place.after and _MEANS.search(clause))
        or _MEANS.search(clause[:-1] if clause.endswith("等") else clause)
        or _DUTY.search(clause)
        or _QUOTA.search(clause)
        or _WISH.search(clause)
        or (not place.after and _ABOUT.search(clause))
        or (place.kind is MeasureKind.INCENTIVE and _TELLS.search(clause))
        or (place.kind is MeasureKind.PUNISHMENT and _PUT_RIGHT.search(clause))
        or _DONE_BEFORE.search(clause)
        or _REPORTED.search(place.clause[: place.start])
        or (place.start == place.begins and _WHILE.search(clause))
        or _OF_OWN_WILL.search(clause)
        or (place.after and _BEARING_ON.search(clause))
        or (place.after and _CONDITIONAL.search(clause) and "则" not in clause)
        or _GIVEN_UP.search(place.before)
        or _is_spared(place)
        or _is_a_name(place)
        or _is_a_topic(place)
        or (_ITSELF_ISSUED.search(clause) and _DOCUMENT_MADE.search(place.before))
        or (_LIMIT.search(place.after) and not _ORDERED.search(clause))
    )


def _is_spared(place: Place) -> bool:
    """Tells whether the act is denied or ended: 免于列入名单, 停止将…列入名单, 取消…的限制."""
    if place.kind is MeasureKind.REPAIR:
        return bool(re.search("不得[^，]{0,4}$|不予$", place.clause[: place.start]))
    if place.kind is not MeasureKind.INCENTIVE and _SPARED.search(place.clause[: place.start]):
        return True
    return bool(_RULE_ENDED.search(place.clause))


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


def _is_a_topic(place: Place) -> bool:
    """Tells whether the clause is a noun of which the next one says how it must be: 所作的处理，应当与情节相适应."""
    return bool(_COMMENT.search(place.after) and _TOPIC.search(place.clause))
