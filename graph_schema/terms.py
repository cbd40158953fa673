"""The closed vocabularies of the product, one member per term of docs/semantics.md and docs/reading.md.

Every member is a plain string, so that it can be stored, printed and compared as such.
A member and its words stand here; `graph_schema.messages.label_of` says them, in any language of the catalogue.
"""

from __future__ import annotations

from enum import StrEnum


class SourceLevel(StrEnum):
    """效力层级: how high a source stands. Members are listed from high to low."""

    CONSTITUTION = "constitution"
    LAW = "law"
    ADMIN_REGULATION = "admin_regulation"
    CENTRAL_POLICY = "central_policy"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_RULE = "department_rule"
    LOCAL_RULE = "local_rule"
    DEPARTMENT_NORMATIVE = "department_normative"
    LOCAL_NORMATIVE = "local_normative"
    STANDARD = "standard"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """Holds what a citation does in its sentence; a chain goes along BASIS, FORWARDS and ATTACHES only."""

    BASIS = "basis"
    FORWARDS = "forwards"
    ATTACHES = "attaches"
    AMENDS = "amends"
    REPEALS = "repeals"
    SELF = "self"
    MENTION = "mention"


class MeasureKind(StrEnum):
    """措施种类 (docs/semantics.md#kinds); the last four are those of the cleanup of 行政规范性文件."""

    NAME_LIST = "name_list"
    PUNISHMENT = "punishment"
    INCENTIVE = "incentive"
    INFO_INCLUSION = "info_inclusion"
    SHARING = "sharing"
    REPAIR = "repair"
    SCORING = "scoring"
    LICENCE = "licence"
    PENALTY = "penalty"
    COERCION = "coercion"
    FEE = "fee"


CREDIT_KINDS: dict[MeasureKind, frozenset[str]] = {
    MeasureKind.NAME_LIST: frozenset({"list"}),
    MeasureKind.PUNISHMENT: frozenset(),
    MeasureKind.INCENTIVE: frozenset({"incentive"}),
    MeasureKind.INFO_INCLUSION: frozenset({"record"}),
    MeasureKind.SHARING: frozenset({"share", "publish"}),
    MeasureKind.REPAIR: frozenset({"repair"}),
    MeasureKind.SCORING: frozenset({"score"}),
}
"""The kinds of measures of credit, those that the reader of credit documents finds.

Each has the acts of tracer/registry/data/statements.toml by which an article speaks of such a measure; a punishment has
none, it is compared by the fields that it restrains.
"""


class Verdict(StrEnum):
    """结论 (docs/semantics.md#verdicts)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    DEAD_END = "dead_end"
    EXEMPT = "exempt"
    REVIEW = "review"


class Group(StrEnum):
    """清单分组: groups of findings that lists show apart (docs/semantics.md#groups); members of the last two count nowhere."""

    MUST_MEND = "must_mend"
    UNSUPPORTED = "unsupported"
    DRAFTS = "drafts"
    SOURCES = "sources"
    ENDED = "ended"
    AUTHORITY = "authority"


class BreakReason(StrEnum):
    """断点原因: why a branch of a chain ends without a permitted source (docs/semantics.md#reasons)."""

    NO_CITATION = "no_citation"
    VAGUE = "vague"
    LEVEL_NOT_PERMITTED = "level_not_permitted"
    WRONG_KIND = "wrong_kind"
    UNRESOLVED = "unresolved"
    AMBIGUOUS = "ambiguous"
    NOT_IN_FORCE = "not_in_force"
    OUT_OF_JURISDICTION = "out_of_jurisdiction"
    ARTICLE_MISSING = "article_missing"
    ONLY_CYCLE = "only_cycle"
    MENTION_ONLY = "mention_only"
    DOUBTFUL = "doubtful"


class LinkStatus(StrEnum):
    """Says how the resolution of a citation ended."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class Tie(StrEnum):
    """Says how near a citation stands to the measure it supports, nearest first (docs/reading.md#ties)."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    REFERENCE = "reference"
    ITEM = "item"
    DOCUMENT = "document"


class SlotRole(StrEnum):
    """Names what a word of a measure is in its frame, and where the words stand that link it to credit (docs/frames.md)."""

    BEARER = "bearer"
    ACT = "act"
    OBJECT = "object"
    LINK_OWN = "link_own"
    LINK_HEAD = "link_head"
    LINK_HEADING = "link_heading"
    LINK_TITLE = "link_title"
    LINK_FUTURE = "link_future"


class ReferenceKind(StrEnum):
    """Holds what a reference such as 本办法, 前款, 该条例 or 上述文件 leads to."""

    OWN = "own"
    PROVISION = "provision"
    CITED = "cited"


class SegmentKind(StrEnum):
    """Holds what a stretch of a compound file is. NOISE and DUPLICATE are kept, and never read as a document."""

    NOTICE = "notice"
    OPINION = "opinion"
    PLAN = "plan"
    MEASURES = "measures"
    REGULATION = "regulation"
    LEDGER = "ledger"
    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    NOISE = "noise"
    DUPLICATE = "duplicate"


class Relation(StrEnum):
    """Says how a segment hangs on another one of the same file; only a page that continues another lies in a file of its own."""

    SELF = "self"
    FORWARDS = "forwards"
    ATTACHES = "attaches"
    CONTINUES = "continues"


class RepairKind(StrEnum):
    """Holds what was mended between the file's own text and the text that is read."""

    LINE_BREAK = "line_break"
    PAGE_NOISE = "page_noise"
    DUPLICATE = "duplicate"
    BLANK = "blank"
    READING = "reading"
    TRADITIONAL = "traditional"
    CHARACTER = "character"
    INVISIBLE = "invisible"
    DIGIT = "digit"
    MARK = "mark"
    NUMBER = "number"
    FOREIGN = "foreign"
    CONTINUATION = "continuation"
    FURNITURE = "furniture"
    MARKUP = "markup"


class PageUse(StrEnum):
    """Holds what is made of a field that the page shows of a document, beside its own text."""

    FILLS = "fills"
    AGREES = "agrees"
    DIFFERS = "differs"
    KEPT = "kept"


class Lack(StrEnum):
    """Names what the text of a document lacks (docs/reading.md#lacks)."""

    BEGINNING = "beginning"
    ENDING = "ending"
    TITLE = "title"
    ISSUER = "issuer"
    DATE = "date"


class Zone(StrEnum):
    """The part of a document that a provision stands in."""

    HEADER = "header"
    PREAMBLE = "preamble"
    AIMS = "aims"
    BODY = "body"
    CLOSING = "closing"


class Check(StrEnum):
    """Checks beside the verdict (docs/semantics.md#checks)."""

    MISCONDUCT_FINDING = "misconduct_finding"
    LIST_FIELDS = "list_fields"
    LIST_CRITERIA = "list_criteria"
    LIST_PROCEDURE = "list_procedure"
    NO_COERCION = "no_coercion"
    PROPORTION = "proportion"
    REPAIR = "repair"
    LENIENCY = "leniency"
    TRANSITION = "transition"
    PRE_ISSUANCE = "pre_issuance"
    PUBLICATION_TERM = "publication_term"
    ONE_WINDOW = "one_window"
    CATALOGUE = "catalogue"
    SUPPORT = "support"
    QUOTE = "quote"


class CheckResult(StrEnum):
    """Outcome of a check; the last three are outcomes of Check.SUPPORT and Check.QUOTE only."""

    OK = "ok"
    FAILED = "failed"
    NOT_FOUND = "not_found"
    UNKNOWN = "unknown"
    STATED = "stated"
    NOT_STATED = "not_stated"
    TEXT_NOT_AT_HAND = "text_not_at_hand"


class VersionKind(StrEnum):
    """Holds how a version of an instrument came about: made at first, amended in places, revised as a whole, renamed."""

    MADE = "made"
    AMENDED = "amended"
    REVISED = "revised"
    RENAMED = "renamed"


class Disposal(StrEnum):
    """处置方式 as the ledger names it; NONE where a person must look first."""

    KEEP = "keep"
    AMEND = "amend"
    LEGISLATE = "legislate"
    REPEAL = "repeal"
    NONE = "none"


class DecisionKind(StrEnum):
    """Holds what a person decided: a verdict, what a citation means, that a measure rests on a citation too or does not, its kind.

    A comment and the state of a case are kept in the same way. A place says where the words of another decision stand
    in a text that was corrected.
    """

    VERDICT = "verdict"
    LINK = "link"
    BASIS = "basis"
    NO_BASIS = "no_basis"
    KIND = "kind"
    COMMENT = "comment"
    STATE = "state"
    PLACE = "place"


class CaseState(StrEnum):
    """The states of the case of a measure, from found to verified (发改办财金〔2021〕15号: stop first, then mend)."""

    FOUND = "found"
    STOPPED = "stopped"
    PLANNED = "planned"
    AMENDED = "amended"
    REPEALED = "repealed"
    LEGISLATED = "legislated"
    VERIFIED = "verified"


class Sanction(StrEnum):
    """惩戒措施种类: the kinds of measures of 全国失信惩戒措施基础清单; OTHER is none of them (docs/semantics.md#sanctions)."""

    MARKET_ACCESS = "market_access"
    OCCUPATION = "occupation"
    OFFICE = "office"
    CONSUMPTION = "consumption"
    EXIT = "exit"
    SCHOOL = "school"
    FUNDS = "funds"
    PREFERENCE = "preference"
    HONOURS = "honours"
    SEVERE_LIST = "severe_list"
    PUBLICATION = "publication"
    OVERSIGHT = "oversight"
    OFFICES_REFER = "offices_refer"
    MARKET_REFER = "market_refer"
    OTHER = "other"


class SanctionClass(StrEnum):
    """惩戒措施类别: the three classes of these kinds, by what they do and who does it."""

    REDUCES = "reduces"
    MANAGES = "manages"
    PRIVATE = "private"


class InfoCategory(StrEnum):
    """信息类别: the categories of information of 全国公共信用信息基础目录 (docs/semantics.md#sanctions)."""

    REGISTRATION = "registration"
    JUDICIAL = "judicial"
    ADMINISTRATION = "administration"
    PROFESSIONAL = "professional"
    ABNORMAL = "abnormal"
    SEVERE_LISTS = "severe_lists"
    CONTRACTS = "contracts"
    COMMITMENTS = "commitments"
    RATINGS = "ratings"
    COMPLIANCE = "compliance"
    HONOURS = "honours"
    PROPERTY = "property"
    VOLUNTEERED = "volunteered"


class CreditList(StrEnum):
    """目录清单: the two lists of the nation, and what places add to them."""

    CATALOGUE = "catalogue"
    MEASURES = "measures"


Term = (
    SourceLevel
    | Role
    | MeasureKind
    | Verdict
    | Group
    | BreakReason
    | LinkStatus
    | Tie
    | ReferenceKind
    | SegmentKind
    | Relation
    | RepairKind
    | Lack
    | PageUse
    | VersionKind
    | SlotRole
    | Zone
    | Check
    | CheckResult
    | Disposal
    | DecisionKind
    | CaseState
    | Sanction
    | SanctionClass
    | InfoCategory
    | CreditList
)

LABELS: dict[type[StrEnum], dict[str, tuple[str, str]]] = {
    Sanction: {
        "market_access": ("限制市场或者行业准入", "access to a market or trade"),
        "occupation": ("职业禁入或者从业限制", "ban from an occupation"),
        "office": ("限制任职", "bar from office"),
        "consumption": ("限制相关消费行为", "limits on consumption"),
        "exit": ("不准出境", "no leaving the country"),
        "school": ("限制升学复学", "limits on schooling"),
        "funds": ("限制申请财政性资金项目", "no projects of public funds"),
        "preference": ("限制享受优惠政策和便利措施", "no preferential policies or eased procedures"),
        "honours": ("限制参加评先评优", "no honours"),
        "severe_list": ("纳入严重失信主体名单", "entry in a list of severe misconduct"),
        "publication": ("共享公示失信信息", "sharing and publication of bad credit"),
        "oversight": ("纳入重点监管范围", "closer oversight"),
        "offices_refer": ("推送政府部门自主参考", "for offices to take into account"),
        "market_refer": ("推送市场主体自主参考", "for the market to take into account"),
        "other": ("不在14种之内", "none of the 14 kinds"),
    },
    SanctionClass: {
        "reduces": ("减损权益或者增加义务", "takes rights away or adds duties"),
        "manages": ("履职管理措施", "management by offices"),
        "private": ("其他组织自主实施", "by other organizations of their own will"),
    },
    InfoCategory: {
        "registration": ("登记注册基本信息", "registration"),
        "judicial": ("司法裁判及执行信息", "judgments and their execution"),
        "administration": ("行政管理信息", "acts of administration"),
        "professional": ("职称和职业信息", "titles and professions"),
        "abnormal": ("经营（活动）异常名录（状态）信息", "abnormal operations"),
        "severe_lists": ("严重失信主体名单信息", "lists of severe misconduct"),
        "contracts": ("合同履行信息", "performance of contracts"),
        "commitments": ("信用承诺及履行情况信息", "commitments and how they are kept"),
        "ratings": ("信用评价结果信息", "credit ratings"),
        "compliance": ("遵守法律法规情况信息", "compliance with the law"),
        "honours": ("诚实守信相关荣誉信息", "honours for honesty"),
        "property": ("知识产权信息", "intellectual property"),
        "volunteered": ("经营主体自愿提供的信用信息", "what firms hand in of their own will"),
    },
    CreditList: {
        "catalogue": ("公共信用信息目录", "catalogue of public credit information"),
        "measures": ("失信惩戒措施清单", "list of punishments"),
    },
    VersionKind: {
        "made": ("制定", "made"),
        "amended": ("修正", "amended"),
        "revised": ("修订", "revised"),
        "renamed": ("更名", "renamed"),
    },
    SourceLevel: {
        "constitution": ("宪法", "constitution"),
        "law": ("法律", "law"),
        "admin_regulation": ("行政法规", "administrative regulation"),
        "central_policy": ("党中央、国务院政策文件", "central policy document"),
        "judicial_interpretation": ("司法解释", "judicial interpretation"),
        "local_regulation": ("地方性法规", "local regulation"),
        "department_rule": ("部门规章", "ministry rule"),
        "local_rule": ("地方政府规章", "local government rule"),
        "department_normative": ("部门规范性文件", "ministry document"),
        "local_normative": ("地方规范性文件", "local document"),
        "standard": ("标准", "standard"),
        "unknown": ("层级未定", "level unknown"),
    },
    Role: {
        "basis": ("依据", "basis"),
        "forwards": ("转发或印发", "forwards"),
        "attaches": ("附件", "attaches"),
        "amends": ("修改", "amends"),
        "repeals": ("废止", "repeals"),
        "self": ("本文件", "this document"),
        "mention": ("提及", "mention"),
    },
    MeasureKind: {
        "name_list": ("名单", "name list"),
        "punishment": ("失信惩戒", "punishment"),
        "incentive": ("守信激励", "incentive"),
        "info_inclusion": ("信息纳入", "recording"),
        "sharing": ("共享公开", "sharing"),
        "repair": ("信用修复", "repair"),
        "scoring": ("评价评分", "scoring"),
        "licence": ("行政许可", "licence"),
        "penalty": ("行政处罚", "penalty"),
        "coercion": ("行政强制", "coercion"),
        "fee": ("行政收费", "fee"),
    },
    Verdict: {
        "direct": ("直接", "direct"),
        "indirect": ("间接", "indirect"),
        "dead_end": ("断链", "dead end"),
        "exempt": ("不在清理范围", "exempt"),
        "review": ("待核", "review"),
    },
    Group: {
        "must_mend": ("须修改", "must mend"),
        "unsupported": ("来源未规定此事", "source says nothing of it"),
        "drafts": ("草案", "drafts"),
        "sources": ("依据文件自身规定", "sources"),
        "ended": ("已失效", "ended"),
        "authority": ("权威文件", "authority texts"),
    },
    BreakReason: {
        "no_citation": ("没有引用任何文件", "cites nothing"),
        "vague": ("引用笼统，未指明文件", "vague reference"),
        "level_not_permitted": ("来源层级不够", "level not permitted"),
        "wrong_kind": ("来源不能支持这类措施", "wrong kind of source"),
        "unresolved": ("登记库中查不到", "not in the registry"),
        "ambiguous": ("有多个可能的文件", "ambiguous"),
        "not_in_force": ("当日不生效", "not in force"),
        "out_of_jurisdiction": ("不在本地效力范围", "out of jurisdiction"),
        "article_missing": ("所引条文不存在", "article missing"),
        "only_cycle": ("只是互相引用", "circular"),
        "mention_only": ("只是提及，不是依据", "mention only"),
        "doubtful": ("机器读得没有把握", "read with doubt"),
    },
    LinkStatus: {
        "resolved": ("已对应", "resolved"),
        "ambiguous": ("有歧义", "ambiguous"),
        "unresolved": ("未对应", "unresolved"),
    },
    Tie: {
        "clause": ("同一分句", "same clause"),
        "sentence": ("同一句", "same sentence"),
        "reference": ("经指代的条款", "provision referred to"),
        "item": ("条或项的开头", "opening of the item"),
        "document": ("文件整体", "document as a whole"),
    },
    ReferenceKind: {
        "own": ("本文件", "this document"),
        "provision": ("本文件的条款", "provision of this document"),
        "cited": ("前面引用的文件", "document cited before"),
    },
    SegmentKind: {
        "notice": ("通知", "notice"),
        "opinion": ("意见", "opinion"),
        "plan": ("方案", "plan"),
        "measures": ("办法", "measures"),
        "regulation": ("法规规章", "regulation"),
        "ledger": ("台账", "ledger"),
        "document": ("文件", "document"),
        "attachment": ("附件", "attachment"),
        "noise": ("无关内容", "noise"),
        "duplicate": ("重复页", "duplicate"),
    },
    Relation: {
        "self": ("独立", "own"),
        "forwards": ("转发或印发", "forwards"),
        "attaches": ("附件", "attaches"),
        "continues": ("续页", "continues"),
    },
    RepairKind: {
        "line_break": ("接续断行", "joined line"),
        "page_noise": ("页码或图章", "page number or stamp"),
        "duplicate": ("重复页", "repeated page"),
        "blank": ("多余空格", "stray blank"),
        "reading": ("夹注读音", "inserted reading"),
        "traditional": ("繁体字", "traditional character"),
        "character": ("兼容字形", "compatibility form"),
        "invisible": ("不可见字符", "invisible character"),
        "digit": ("字母代数字", "letter for a digit"),
        "mark": ("标点代用", "stand-in mark"),
        "number": ("文号修复", "document number"),
        "foreign": ("无关内容", "foreign page"),
        "continuation": ("续页接续", "joined page"),
        "furniture": ("网页版面", "page furniture"),
        "markup": ("Markdown 标记", "Markdown mark"),
    },
    SlotRole: {
        "bearer": ("对象", "bearer"),
        "act": ("行为", "act"),
        "object": ("客体", "object"),
        "link_own": ("与信用的联系（本句）", "link to credit (own sentence)"),
        "link_head": ("与信用的联系（列举的首句）", "link to credit (head of the list)"),
        "link_heading": ("与信用的联系（上级标题）", "link to credit (heading)"),
        "link_title": ("与信用的联系（文件标题或依据）", "link to credit (title or basis of the document)"),
        "link_future": ("限制今后的资格或利益", "bars future eligibility or benefits"),
    },
    PageUse: {
        "fills": ("取自网页", "taken from the page"),
        "agrees": ("与正文一致", "the text says the same"),
        "differs": ("与正文不一致，以正文为准", "the text says otherwise and is followed"),
        "kept": ("网页所载", "shown by the page"),
    },
    Lack: {
        "beginning": ("开头", "beginning"),
        "ending": ("结尾", "ending"),
        "title": ("标题", "title"),
        "issuer": ("发文机关", "issuer"),
        "date": ("日期", "date"),
    },
    Zone: {
        "header": ("文头", "header"),
        "preamble": ("序言", "preamble"),
        "aims": ("总体要求", "aims"),
        "body": ("正文", "body"),
        "closing": ("落款", "closing"),
    },
    Check: {
        "misconduct_finding": ("失信行为认定依据", "finding of misconduct"),
        "list_fields": ("名单设列领域", "fields of the list"),
        "list_criteria": ("名单认定标准", "criteria of the list"),
        "list_procedure": ("名单认定程序", "procedure of the list"),
        "no_coercion": ("不得强制惩戒", "no coercion of third parties"),
        "proportion": ("过惩相当", "proportion"),
        "repair": ("信用修复", "repair"),
        "leniency": ("宽容审慎", "leniency"),
        "transition": ("过渡期", "transition"),
        "pre_issuance": ("出台前审查", "review before issue"),
        "publication_term": ("公示期限", "term of publication"),
        "one_window": ("统一修复渠道", "one way to ask for repair"),
        "catalogue": ("目录清单", "catalogue"),
        "support": ("条文是否规定此事", "support by the text"),
        "quote": ("所引原文", "words quoted"),
    },
    CheckResult: {
        "ok": ("符合", "ok"),
        "failed": ("不符合", "failed"),
        "not_found": ("未见规定", "not found"),
        "unknown": ("无法判断", "unknown"),
        "stated": ("条文有此规定", "stated"),
        "not_stated": ("条文未作规定", "not stated"),
        "text_not_at_hand": ("没有条文文本", "text not at hand"),
    },
    Disposal: {
        "keep": ("保留", "keep"),
        "amend": ("修订", "amend"),
        "legislate": ("立法", "legislate"),
        "repeal": ("废止", "repeal"),
        "none": ("待定", "undecided"),
    },
    DecisionKind: {
        "verdict": ("改判", "verdict overruled"),
        "link": ("确定引用", "citation resolved"),
        "basis": ("补充依据", "basis added"),
        "no_basis": ("去掉依据", "basis taken away"),
        "kind": ("改种类", "kind changed"),
        "comment": ("批注", "comment"),
        "state": ("办理状态", "state of the case"),
        "place": ("确认位置", "place confirmed"),
    },
    CaseState: {
        "found": ("已发现", "found"),
        "stopped": ("已停止执行", "stopped"),
        "planned": ("已列方案", "planned"),
        "amended": ("已修订", "amended"),
        "repealed": ("已废止", "repealed"),
        "legislated": ("已立法", "legislated"),
        "verified": ("已核实", "verified"),
    },
}
"""The words of each term in Chinese and in English, from which the catalogue takes them (`make messages`)."""

MEANINGS: dict[type[StrEnum], dict[str, str]] = {
    MeasureKind: {
        "name_list": "enters somebody in a list of bad or good credit, or sets up such a list",
        "punishment": "takes away access, eligibility or a benefit, or treats harder, for bad credit",
        "incentive": "gives an advantage for good credit",
        "info_inclusion": "puts a fact about somebody into a credit record, file or platform",
        "sharing": "publishes such facts, or hands them on",
        "repair": "ends or takes back one of these for him who has mended matters",
        "scoring": "grades or scores credit, or makes something hang on the grade",
        "licence": "lets somebody do what nobody may do without leave",
        "penalty": "punishes a breach of the law: a warning, a fine, a closure",
        "coercion": "forces: seals, seizes, freezes, carries out",
        "fee": "asks for money for an act or a service of an office",
    },
    BreakReason: {
        "no_citation": "nothing is cited",
        "vague": "only [words that name nothing](reading.md#vague)",
        "level_not_permitted": "what is reached is too low for every rule",
        "wrong_kind": "it is permitted for measures of another kind only",
        "unresolved": "neither registry nor store knows it",
        "ambiguous": "several documents may be meant",
        "not_in_force": "repealed, or not yet in effect, on that day",
        "out_of_jurisdiction": "of another place, neither the document's own nor above it",
        "article_missing": "the instrument has no such article",
        "only_cycle": "documents that cite each other and nothing else",
        "mention_only": "documents are named, and none as a basis",
        "doubtful": "the machine is not sure of what it read",
    },
    Check: {
        "misconduct_finding": "is the misconduct found by judgments, awards, penalty or other decisions? [Ruling 23](#ruling-23)",
        "list_fields": "does the list stay within the four fields of 国发〔2016〕33号? [Ruling 24](#ruling-24)",
        "list_criteria": "who lays down the criteria? Of nationwide lists a law, an administrative regulation or a central document; of local lists a local regulation. [Ruling 8](#ruling-8), [37](#ruling-37)",
        "list_procedure": "notice with reasons and rights, objections examined, a decision in writing, ways out, remedies; a profile may set the working days for an answer",
        "no_coercion": "are banks, credit services, associations or media forced to punish?",
        "proportion": "does it add to the cited article, or go further? [Ruling 26](#ruling-26)",
        "repair": "is there a way to repair, without a fee?",
        "leniency": "are minors, force majeure, slight and unintended cases spared?",
        "transition": "was an old list brought into line by the end of 2021? [Ruling 28](#ruling-28)",
        "pre_issuance": "of drafts: has the lead office for credit agreed? [Ruling 29](#ruling-29)",
        "publication_term": "does the text publish no longer than the rule of the day lets it, and does repair end the publication? [Terms](#publication-term)",
        "one_window": "is repair asked for at “信用中国” alone, once? [Windows](#one-window)",
        "catalogue": "does it stand in the national catalogue or base list? [Ruling 25](#ruling-25)",
        "support": "does the source, or the article of it that is cited, speak of such a measure at all? [Ruling 18](#ruling-18), [35](#ruling-35)",
        "quote": "are words quoted from an article those of the article? Only where words are quoted",
    },
}
"""The sentence on each member in docs/semantics.md, in Markdown; `make pages` writes the tables there."""
