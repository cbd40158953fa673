"""Says what each clause of a sentence is for (docs/frames.md#roles): told by its words of the closed class and by how it ends.

A word such as 列入名单 lays a measure down only where it is what the clause orders. In a time, a basis, a principle, a
duty, the name of a person or a rule that is done away with, the same word only stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.find.frames.clause import Clause, Role, bare_start
from ingest.find.frames.heads import is_head_of_measures, opens_conditions

# 作出记录后，: the time of what the next clause orders. 及时, 事后, 目前 and the like are no such time.
_TIME = re.compile(
    "(?:(?<![事先最今售落背滞前])后|(?<![及实同准按随定临平限超小工学现])时|(?<![事此目当日提会靠之])前|以来"
    "|之前|之日起|期间|[次当同翌]日|的同时)$"
)
# 受到两次处罚，或者被曝光的，: the condition goes on.
_OR_ELSE = re.compile("^(?:或者?|并且|且|以及|及|并)[^，。；]*的$")
# 公布失信名单不得泄露隐私: a bound on what is told.
_BOUNDS_WHAT_IS_TOLD = re.compile(
    "(?:公示|公布|公开|披露|归集|共享|发布|查询)[^，。；]{0,20}不得(?:涉及|包含|含有|泄露|侵犯|侵害|危害|损害)"
)
# How what the patterns look for ends: of most clauses it says that they need not be asked.
_ENDS_OF_TIMES = tuple("后时前来起间日年月周满")
_ENDS_OF_COUNTS = tuple("家户起件名次")
_ENDS_OF_PAPERS = tuple("限额料明续节金费供告息表证※")
_SAVE = re.compile("^[^，]{0,12}除了?[^，]*外$")  # 除依法处罚外，
_SINCE = ("截至", "截止", "自从", "力争到", "力争在")
_PRINCIPLES = ("原则", "方针", "理念", "宗旨", "导向", "思路", "为准")
_SLOGAN = re.compile("^(?:落实|坚持|遵循|秉承|本着|秉持)“[^”]*”$")
_BASIS = re.compile(
    "^(?:按照|根据|依照|依据|参照|比照|遵照|遵循|依|按)[^，]*(?:的|有关|相关)(?:具体|明确|统一|各项)?"
    "(?:规定|要求|办法|标准|程序|流程|约定)$"
)
_IN_THE_SPIRIT_OF = re.compile("^(?:按照|根据|依照|依据|参照|遵照|遵循)[^，]*(?:要求|精神|部署|安排)$")
_GOING_BY = re.compile("^(?:根据|按照|依据|结合|视)[^，]*(?:情况|实际|结果|程度|需要|性质|因素)$")
_BY = ("按照", "根据", "依照", "依据", "参照", "比照", "遵照", "遵循", "结合", "依", "按", "凭")
_OPEN_BASES, _OPEN_MEANS = frozenset("按根依参比遵结视"), frozenset("以通利借依")
_WITH = ("通过", "利用", "借助", "依托", "运用", "充分利用", "充分运用", "围绕", "立足")
# 以…为依托，为…创造条件，: means and ends, told by how the phrase closes.
_BY_MEANS_OF = re.compile(
    "^以[^，]*为(?:依托|基础|抓手|支撑|载体|手段|核心|主体|重点|导向|目标|契机|切入点|突破口|保障|引领|牵引)$"
)
_FOR_AN_END = re.compile(
    "^为[^，]*(?:创造(?:良好)?条件|提供(?:有力|坚实|数据|技术)?(?:支撑|保障|依据|支持)|(?:奠定|打下|打好|夯实|做好|创设)(?:坚实|良好|了)?(?:基础|铺垫|准备))$"
)
_THROUGH = re.compile(
    "^(?:通过|利用|借助|依托)(?!建立|设立|完善|健全|实行|实施|开展|推行)[^，]*"
    "(?:共享|互联互通|对接|机制|制度|方式|手段|途径|渠道|平台|系统|建设)$"
)
_FIRST = "(?:[^，、的和及与]{2,4}[、和及与])"  # 认定、 of 名单的认定、报送和移出
_WORK = "(?:统筹|协调|指导|监督|管理|督办|督促|推进|推动|组织|实施|落实|维护|保管|考核|职责|职能|任务|工作)"
_DUTY = re.compile(
    f"(?:负责|主管|承担|牵头|履行)[^，]{{2,}}的(?:[^，的]{{0,8}}?{_WORK}(?:、|和|与|及|以及)?)*[^，的]{{0,8}}{_WORK}(?:等)?$"
)
_DUTIES = re.compile(f"(?:负责|主管|承担)[^，]{{2,}}的{_FIRST}{{1,5}}[^，、的]{{2,4}}$")
# 公示满六个月的, 列入名单期满: how long something has lasted.
_LASTED = re.compile(
    "(?:公示|公开|公布|公告|列入|记入|惩戒|披露)[^，的]{0,8}(?:满|已满|届满)[^，的]{0,8}(?:年|月|日|周|期满)$"
)
# 取消…的限制, 停止执行…的规定: what is done away with is the rule that the clause names.
_RULES = ("做法", "规定", "要求", "条款", "门槛", "限制", "限购", "限售")
_ENDS_RULES = re.compile(
    "(?:取消|废止|停止|终止|撤销|叫停|纠正|放宽|放开|解除|删去|删除|不再(?:执行|实行|实施)|不设)(?!的)"
)
_PAPERS_DROPPED = re.compile(
    "(?:取消|免除|精简)(?!其|的)[^，]*(?:[上下]限|限额|材料|证明|手续|环节|保证金|押金|收费|的提供)$"
)
_PAPERS_SPARED = re.compile(
    "(?:不再|无需|无须|不必|不用|免予?|减少)(?:需要|要求)?(?:提供|提交|查询|出具|核验|开具|收取)"
    "[^，]*(?:材料|报告|证明|资料|信息|表|证|费|※)$"
)
_EASED = re.compile("(?:条件|限制|要求|标准|年限|门槛|次数)(?:放宽|降低|缩短|下调|调减)(?:为|至|到)")
_BEARING_ON = re.compile("^(?:对于?|针对)[^，]*(?:行为|情况|问题|现象|情形|事项)$")
_CONDITIONAL = re.compile("^(?:如果?|若|倘若|一旦|假如)(?!期|实|何|上|下|需)")
# 建立了档案: what is told has been done already.
_VERBS_DONE = "降低|建立|完善|实施|开展|推进|提高|制定|归集|公示|公布|出台|健全|形成|实现|取消|增加|减少|加强"
_DONE = re.compile(f"(?:{_VERBS_DONE}|纳入|列入|记入|签订|实行|推动)了")
_ALREADY = re.compile("(?:已经?|共|累计|先后)(?:将|把)[^，的]{0,20}$|(?:共计?|累计|先后)(?:依法|已)?$")
_COUNTED = re.compile("(?<=[一二三四五六七八九十百千万余多\\d])(?:余|多)?(?:家|户|起|件|名|批次|人次|个次)$")
# 公开信息时隐去住址: how the act is done, not that it is.
_WHILE = re.compile(
    "^[^，]{2,20}[^及实同准按随定临平限超小工学现]时(?![间限效长段刻候代])(?:应当?|要|须|隐|不|可|由|先|注意|一律)"
)
_OF_OWN_CREDIT = re.compile("(?:提高|提升|增加|赚取|积累|积攒|维护)(?:自己|自身|本人)的?[^，]{0,8}(?:信用|积分|诚信)")
_OF_OWN_WILL = re.compile(
    "(?:可以?|均可|自愿|有权)[^，]{0,8}(?:参与|申请|参加|申报)[^，]{0,12}(?:信用|诚信)[^，]{0,4}(?:评价|评级|评定)$"
)
# 现予以公告: what is made known is the document before it.
_ITSELF_ISSUED = re.compile("^(?:现|特)?(?:将其)?(?:予以|予)(?:公布|公告|发布|印发)(?:实施|施行)?$")
_DOCUMENT_MADE = re.compile("※|(?:办法|规定|细则|条例|意见|方案|标准|目录|规程)(?:已经?|业经|经)")
_LIMIT = re.compile("^(?:但|并|且)?不得(?:泄露|涉及|侵犯|侵害|损害|危害|包含|含有|公开|披露)")
_ORDERED = re.compile("应当|必须|一律|须|应(?=[将把对在向])|^[将把]")
_AMOUNTS = "数量?|名额|人数|个数|家数|户数|件数|场次|次数|总量|占比|面积|时间|时长|期限|天数|年限|周期"
_QUOTA = re.compile(
    f"(?:{_AMOUNTS})[^，。；的]{{0,4}}(?:原则上|一般)?不(?:得|能|应|可)?(?:少于|低于|超过|高于|多于|突破|大于|小于)"
    "|不得(?:多于|少于)|^最[高多低少]不|^(?:原则上)?每[^，]{1,6}(?:不(?:得)?[少低多超]于?过?|至少|最多)[^，]{1,4}[次遍]$"
)
_TOPIC = re.compile("的[^，的将把]{0,8}(?:措施|名单|信息|记录|档案|数据|机制|制度|评价结果)$")
_COMMENT = re.compile("^(?:应当?|须|必须|要|不得|不应|可以)?(?:与|有|以|由|符合|为|是|限于|具有|具备)")
# 逾期未报的，视为放弃，不再受理: what follows from giving up bars nobody.
_GIVEN_UP = re.compile("视为(?:自动|主动|自愿)?(?:放弃|弃权|撤回|未申报|未报名)")
# 关于失信惩戒措施。: a heading that says what is spoken of.
_ABOUT = re.compile("^关于[^，]*$")
_WISH = re.compile("^(?:希望|欢迎|呼吁|期待|祝贺|愿|敬请)")
_PREDICATE = re.compile(
    "采取|实施|给予|进行|予以|开展|纳入|列入|记入|公示|公布|建立|限制|取消|禁止|不|增|提高|降低|优先|减|加"
    "|惩戒|激励|处理|优惠|暂停|停止|撤销|实行|免|列为|推"
)
_DOES = re.compile("采取|实施|给予|进行|予以|开展|提供")
_TO_THE_PUBLIC = re.compile("(?:并|提请)?[^，]{0,24}?(?:向|面向)社会(?:公布|公开|发布)(?:并组织实施)?$")
_MADE_BEFORE = re.compile("(?:制定|编制|出台|修订)(?!W{0,10}名单)|清单实行")
_OF_SOMEONE = re.compile("记录|处罚|评价结果")
_ACTS = re.compile("行为|情形|情况|问题|现象")
_ACTS_END = re.compile(f"(?:等|的)[^，。；：的]{{0,6}}(?:{_ACTS.pattern})$")
_MOST_ACTS = 40  # clauses of one list of acts; bounds the work on a sentence without an end
_CALLS_TO_ACCOUNT = re.compile("追究|追责|问责|查处|处理|处分|打击|整改|纠正|通报|约谈")
_PERSON = re.compile(
    "(?:主体|企业|单位|人员?|个人|机构|居民|村民|家庭|网点|公司|学生|医师|教师|司机|组织|[者户店厂场队员])(?:※*)$"
)
_MATTER = re.compile("(?:事项|内容|依据|程序|期限|范围|情形|材料|条件|理由|信息|线路|方式|行为)$")
_BEFALLEN = re.compile("(?:被|受到|受过|曾|已|有过|因|经|获|由于|考核|违反|参加|连续)")
_BARE = re.compile("(?:应当|应|须|必须|不得|不准|不应)")
_BARE_OR_BY = re.compile("(?:应当|应|须|必须|不得|不准|不应|可以|可|由|依照|按照|自|一律|均|不予)")
_REFUSES = re.compile(
    "不(?:予)?(?:受理|接受|安排|推荐|支持|授予|批准|办理|提供|审批|核准|聘用|录用|发放|拨付|评选|推选)"
)
_NOT_YET = re.compile("未(?:被|曾)|不曾")
_NEGATES = ("不", "暂", "严禁", "禁止")
_HARMS = ("put", "publish", "record", "as", "burden", "sanction", "deny")
_SPARES = ("免予", "免于", "无需", "无须", "不必", "防止", "避免", "杜绝")
_TO_THE_POINT = 400  # characters before a clause that are looked at


@dataclass(slots=True)
class _Place:
    """Keeps a clause with those around it."""

    clauses: Sequence[Clause]
    i: int
    clause: Clause
    text: str
    """Its words behind the connectives."""
    after: str
    """The clause behind a comma, empty where none follows."""

    def before(self) -> str:
        """Returns the words of the sentence before the clause."""
        return self.clause.sentence[max(0, self.clause.start - _TO_THE_POINT) : self.clause.start]

    def is_nothing_but(self, words: tuple[str, ...]) -> bool:
        """Tells whether the clause has no predicate, and a circumstance that one of these words opens."""
        if self.clause.predicate >= 0:
            return False
        opening = next((t for t in self.clause.tokens if t.is_a("basis") and not t.word.verb), None)
        return opening is not None and opening.word.text in words

    def tail(self) -> str:
        """Returns the words behind the last 的."""
        return self.text.rpartition("的")[2] if "的" in self.text else ""

    def acts_behind_of(self) -> bool:
        """Tells whether the predicate stands behind the last 的: 被评为先进的单位优先推荐."""
        clause = self.clause
        of = clause.start + self.begins + self.text.rfind("的")
        return clause.predicate >= 0 and clause.predicate_span[0] > of

    def is_noun(self) -> bool:
        """Tells whether the clause may be a noun with a modifier: 的 stands in it, and nothing that opens a predicate."""
        tokens = self.clause.tokens
        return bool(self.tail()) and not any(t.is_a("take", "modal", "agent") for t in tokens)

    @property
    def begins(self) -> int:
        """Returns where the clause begins behind its connectives."""
        return len(self.clause.text) - len(self.text)


def role_of(clauses: Sequence[Clause], number: int) -> Role:
    """Returns what a clause (its number) is for."""
    clause = clauses[number]
    after = clauses[number + 1].text if number + 1 < len(clauses) and clause.mark == "，" else ""
    place = _Place(clauses, number, clause, clause.text[bare_start(clause.text) :], after)
    first = place.text[:1]
    for role, begins, test in _TESTS:
        if (not begins or first in begins) and test(place):
            return role
    return Role.ACT


def _is_condition(place: _Place) -> bool:
    """Tells whether a clause is …的，: an act or a person that the next clause bears on; or 如…，; 除…外，."""
    clause, text = place.clause, place.text
    if text.endswith("的") and len(text) > 1:
        # Before ： it heads a list, unless what follows is what it is for; at the end it is an item of a list.
        return not (clause.mark == "：" and (opens_conditions(clause.text) or place.i + 1 == len(place.clauses)))
    if (
        _OR_ELSE.match(place.after)
        and place.clause.modal < 0
        and not place.clause.taken
        and place.i + 2 < len(place.clauses)
    ):
        return True
    if place.after and _CONDITIONAL.match(text) and "则" not in text:
        return True
    return bool(place.after) and text.startswith(("除", "凡")) and text.endswith(("外", "的"))


def _leads(place: _Place) -> bool:
    """Tells whether a clause is …可以采取以下惩戒措施：, whose measures are the items below."""
    clause = place.clause
    return (
        place.i == len(place.clauses) - 1
        and clause.mark == "："
        and is_head_of_measures(clause.sentence[clause.start :])
    )


def _is_time(place: _Place) -> bool:
    if not place.after:
        return False
    if place.text.endswith(_ENDS_OF_TIMES) and (_TIME.search(place.text) or _LASTED.search(place.text)):
        return True
    return place.clause.predicate < 0 and place.text.startswith(_SINCE)


def _is_circumstance(place: _Place) -> bool:
    clause = place.clause
    if place.after and _SAVE.match(place.text):
        return True
    if not place.after or clause.predicate >= 0 or not clause.tokens:
        return False
    return clause.tokens[-1].is_a("within") and clause.tokens[-1].end == clause.end


def _is_basis(place: _Place) -> bool:
    if place.text[:1] in _OPEN_BASES and (
        (place.after and _GOING_BY.match(place.text)) or _BASIS.match(place.text) or _IN_THE_SPIRIT_OF.match(place.text)
    ):
        return True
    return place.is_nothing_but(_BY)


def _is_means(place: _Place) -> bool:
    if place.text[:1] in _OPEN_MEANS:
        text = place.text.removesuffix("等")
        if _BY_MEANS_OF.match(text) or _THROUGH.match(text):
            return True
    return bool(place.after) and place.is_nothing_but(_WITH)


def _is_purpose(place: _Place) -> bool:
    """Tells whether a clause is 为规范管理，: 为 with a verb of its own right behind it; or 为…创造条件."""
    text = place.text
    if _FOR_AN_END.match(text.removesuffix("等")):
        return True
    if not place.after or not text.startswith("为"):
        return False
    begins = place.clause.start + place.begins + (2 if text.startswith("为了") else 1)
    return text.startswith("为了") or any(t.start == begins and t.word.verb for t in place.clause.tokens[:4])


def _is_an_aim(place: _Place) -> bool:
    """Tells whether a clause says what something is good for: 便于主体识别失信行为并实施惩戒."""
    number = place.i
    while (
        number > 0
        and place.clauses[number - 1].mark == "并"
        and place.clauses[number].modal < 0
        and place.i - number < _MOST_ACTS
    ):
        number -= 1
    clause = place.clauses[number]
    return bool(clause.tokens) and clause.tokens[0].is_a("aim") and clause.tokens[0].start <= clause.start + 1


def _is_report(place: _Place) -> bool:
    clause = place.clause
    rates = clause.predicate >= 0 and clause.tokens[clause.chain[-1]].is_a("rate", "points")
    if "了" in place.text and _DONE.search(place.text):
        return True
    if not rates and place.text.endswith(_ENDS_OF_COUNTS) and _COUNTED.search(place.text):
        return True
    if clause.predicate < 0 and "的" not in place.text:
        return any(t.word.text in ("已", "已经", "业已") for t in clause.tokens)
    ahead = clause.ahead() if clause.predicate >= 0 else ""
    return bool(ahead) and bool(
        _ALREADY.search(clause.sentence, clause.start + ahead.rfind("的") + 1, clause.start + len(ahead))
    )


def _is_ended(place: _Place) -> bool:
    """Tells whether a rule or a demand is done away with: 取消…的限制, 无需提交…证明."""
    text = place.text
    if text.endswith(_RULES):
        m = _ENDS_RULES.search(text)
        if m is not None and not text.endswith("其限制"):
            return True
    papers = text.endswith(_ENDS_OF_PAPERS) and (_PAPERS_DROPPED.search(text) or _PAPERS_SPARED.search(text))
    return bool(papers or _EASED.search(text))


def _names_a_bearer(place: _Place) -> bool:
    """Tells whether a clause is 对列入“黑名单”的商户，: only the person that the next clause bears on."""
    clause = place.clause
    if place.i + 1 >= len(place.clauses) or not clause.text.startswith(("对", "针对")) or "的" not in clause.text:
        return False
    return not _DOES.search(clause.text) and not _PREDICATE.search(clause.text.rsplit("的", 1)[1])


def _is_named(place: _Place) -> bool:
    """Tells whether a clause is 被列入名单的企业，: someone named by what befell or holds of them."""
    if not place.after or not place.is_noun() or place.acts_behind_of():
        return False
    befallen = bool(_BEFALLEN.match(place.text))
    if not _PERSON.search(place.tail()):
        return befallen and place.clause.predicate < 0 and not _MATTER.search(place.tail())
    return befallen or _is_modified(place)


def _is_modified(place: _Place) -> bool:
    """Tells whether the verb of a clause only modifies its noun: 采取的措施, 列入名单的依据, 记入档案的个人."""
    clause = place.clause
    if clause.predicate < 0:
        return True
    _, end = clause.predicate_span
    if clause.sentence.startswith("的", end):
        return True
    put = clause.tokens[clause.chain[-1]].is_a("put") and clause.predicate_span[0] == clause.start + place.begins
    return put and bool(_PERSON.search(place.tail()) or _MATTER.search(place.tail()))


def _is_topic(place: _Place) -> bool:
    """Tells whether the clause is a noun of which the next one says how it must be: 所作的处理，应当与情节相适应."""
    if not place.after:
        return False
    if _COMMENT.match(place.after) and _TOPIC.search(place.clause.text):
        return True
    if place.is_noun() and (_is_modified(place) or _BARE.match(place.after)):
        return True
    return (
        place.clause.predicate < 0 and bool(_BARE_OR_BY.match(place.after)) and not place.text.startswith(("将", "把"))
    )


def _is_spared(place: _Place) -> bool:
    """Tells whether a clause says what is not to be done to someone: 不列入名单, 不得将…公布, 免予记入档案."""
    clause = place.clause
    if clause.predicate < 0:
        return bool(_NOT_YET.match(place.text))
    token = clause.tokens[clause.chain[-1]]
    text = token.word.text
    if text.startswith(_SPARES) and not token.is_a("deny"):
        return True
    if not token.is_a("deny") or not text.startswith(_NEGATES):
        return False
    if text.startswith(("不列入", "不纳入", "不作为", "不记入", "不公")):
        return True
    if _REFUSES.match(text) or (
        clause.complement.tokens[:1]
        and clause.complement.has("post", "chosen")
        and clause.complement.tokens[0].is_a("as")
    ):
        return False  # 不受理…申请, 不得作为候选人
    denied = [t for t in clause.complement.tokens if not t.word.mark or t.word.verb]
    if denied and denied[0].word.noun and not denied[0].word.verb and not denied[0].is_a("access"):
        denied = [t for t in denied if t.word.verb]
    eased = clause.complement.has("benefit", "good_list") and not clause.complement.has("bad_list", "bad", "fact")
    if denied and denied[0].is_a("put") and eased:
        return False  # 不再纳入免检范围
    if any(t.is_a("take") for t in clause.complement.tokens):
        return any(t.is_a("put", "publish", "as") for t in denied)
    return bool(denied) and denied[0].word.verb and denied[0].is_a(*_HARMS) and not denied[0].is_a("access", "benefit")


def _is_borne_on(place: _Place) -> bool:
    """Tells whether a clause is a part of 对…，在…，以及…等行为，要追究…责任: acts that the last clause bears on."""
    clauses, number = place.clauses, place.i
    if number + 1 == len(clauses):
        return False
    ahead = range(number, min(number + _MOST_ACTS, len(clauses) - 1))
    if not ahead or not _ACTS.search(place.clause.sentence, place.clause.start, clauses[ahead[-1]].end):
        return False
    last = next((k for k in ahead if _ACTS_END.search(clauses[k].text)), None)
    if last is None or not _CALLS_TO_ACCOUNT.search(clauses[last + 1].text):
        return False
    back = range(last, max(number - _MOST_ACTS, -1), -1)
    first = next((k for k in back if clauses[k].text.startswith(("对", "针对"))), None)
    return first is not None and first <= number and all(c.mark == "，" for c in clauses[first : last + 1])


def _is_heading(place: _Place) -> bool:
    """Tells whether a clause is a noun that says what is spoken of: 关于…, A级：, 信用信息的采集和公开."""
    clause = place.clause
    if place.after:
        return False
    if _ABOUT.match(place.text):
        return True
    if clause.predicate < 0 and clause.mark == "：" and len(place.text) <= 8:
        return True
    if not place.is_noun() or clause.mark == "，":
        return False
    if clause.predicate < 0:
        begins = clause.start + len(clause.text) - len(clause.text.lstrip("※0123456789.．、"))
        opens = next((t for t in clause.tokens if t.start == begins), None)
        return opens is not None and (opens.word.noun or opens.is_a("toward")) and len(place.tail()) <= 8
    if any(t.is_a("toward") for t in clause.tokens):
        return False
    at = clause.start + place.begins + place.text.rfind("的")
    behind = [t for t in clause.tokens if t.start > at]
    covered = sum(t.end - t.start for t in behind) == clause.end - at - 1
    before = next((t for t in reversed(clause.tokens) if t.end == at), None)
    if behind and behind[0].is_a("person") and clause.tokens[clause.predicate].is_a("put"):
        return False  # 拖欠工资的企业列入失信名单: what happens to someone
    return (
        clause.predicate_span[0] > at
        and covered
        and all(t.word.noun or t.is_a("and") for t in behind)
        and before is not None
        and before.word.noun
        and not before.is_a("bad")
    )


def _is_aside(place: _Place) -> bool:
    """Tells whether a clause stands beside in another way: a rule made public, one's own will, how an act is done."""
    clause, text = place.clause, place.text
    if clause.text == "其中" or (("自" in text or "本人" in text) and _OF_OWN_CREDIT.search(text)):
        return True
    if text.endswith(("评价", "评级", "评定")) and _OF_OWN_WILL.search(text):
        return True
    if "不得" in text and _BOUNDS_WHAT_IS_TOLD.search(text):
        return True
    if _WHILE.match(text) and clause.predicate >= 0 and clause.predicate_span[0] == clause.start + place.begins:
        return True
    if _ITSELF_ISSUED.match(text) and _DOCUMENT_MADE.search(place.before()):
        return True
    if place.i and place.clauses[place.i - 1].mark == "，" and _GIVEN_UP.search(place.clauses[place.i - 1].text):
        return True
    if _LIMIT.match(place.after) and not _ORDERED.search(text):
        return True
    return "社会" in text and bool(_TO_THE_PUBLIC.match(clause.text)) and _is_rule_before(place)


def _is_rule_before(place: _Place) -> bool:
    """Tells whether the clauses before make a rule: 编制…清单，并向社会公布 publishes nothing that is known of someone."""
    before = place.before()
    return bool(_MADE_BEFORE.search(before)) and not _OF_SOMEONE.search(before)


# The first test that fits tells the role. Beside some stand characters with one of which the words must begin.
_TESTS: tuple[tuple[Role, str, Callable[[_Place], object]], ...] = (
    (Role.CONDITION, "", _is_condition),
    (Role.LEAD, "", _leads),
    (Role.TIME, "", _is_time),
    (Role.BASIS, "", _is_basis),
    (Role.MEANS, "", _is_means),
    (Role.PRINCIPLE, "", lambda place: place.text.endswith(_PRINCIPLES) or _SLOGAN.match(place.text)),
    (Role.PURPOSE, "为", _is_purpose),
    (Role.PURPOSE, "", _is_an_aim),
    (Role.DUTY, "", lambda place: "的" in place.text and (_DUTY.search(place.text) or _DUTIES.search(place.text))),
    (Role.QUOTA, "", lambda place: ("不" in place.text or "每" in place.text) and _QUOTA.search(place.text)),
    (Role.WISH, "希欢呼期祝愿敬", lambda place: _WISH.match(place.text)),
    (Role.HEADING, "", _is_heading),
    (Role.REPORT, "", _is_report),
    (Role.ENDED, "", _is_ended),
    (Role.SPARED, "", _is_spared),
    (Role.ASIDE, "", _is_aside),
    (Role.CIRCUMSTANCE, "", _is_circumstance),
    (Role.TOPIC, "对针", lambda place: place.after and _BEARING_ON.match(place.text)),
    (Role.NAME, "对针", _names_a_bearer),
    (Role.NAME, "", _is_named),
    (Role.TOPIC, "", _is_borne_on),
    (Role.TOPIC, "", _is_topic),
)
