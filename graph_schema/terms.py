"""The closed vocabularies of the product, one member per term of docs/semantics.md and docs/reading.md.

Every member is a plain string, so that it can be stored, printed and compared as such.
The words that a reader sees stand in the catalogue of messages (graph_schema.messages, `label_of`).
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
    """What a citation does in its sentence; a chain goes along BASIS, FORWARDS and ATTACHES only."""

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


CREDIT_KINDS = (
    MeasureKind.NAME_LIST,
    MeasureKind.PUNISHMENT,
    MeasureKind.INCENTIVE,
    MeasureKind.INFO_INCLUSION,
    MeasureKind.SHARING,
    MeasureKind.REPAIR,
    MeasureKind.SCORING,
)
"""The kinds of measures of credit, those that the reader of credit documents finds."""


class Verdict(StrEnum):
    """结论 (docs/semantics.md#verdicts)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    DEAD_END = "dead_end"
    EXEMPT = "exempt"
    REVIEW = "review"


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
    """How the resolution of a citation ended."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class Tie(StrEnum):
    """How near a citation stands to the measure it supports, nearest first (docs/reading.md#ties)."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    REFERENCE = "reference"
    ITEM = "item"
    DOCUMENT = "document"


class ReferenceKind(StrEnum):
    """What a reference such as 本办法, 前款, 该条例 or 上述文件 leads to."""

    OWN = "own"
    PROVISION = "provision"
    CITED = "cited"


class SegmentKind(StrEnum):
    """What a stretch of a compound file is. NOISE and DUPLICATE are kept, and never read as a document."""

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
    """How a segment hangs on another one of the same file."""

    SELF = "self"
    FORWARDS = "forwards"
    ATTACHES = "attaches"


class RepairKind(StrEnum):
    """What was mended between the file's own text and the text that is read."""

    LINE_BREAK = "line_break"
    PAGE_NOISE = "page_noise"
    DUPLICATE = "duplicate"
    BLANK = "blank"
    READING = "reading"
    TRADITIONAL = "traditional"
    NUMBER = "number"
    FOREIGN = "foreign"


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


class Disposal(StrEnum):
    """处置方式 as the ledger names it; NONE where a person must look first."""

    KEEP = "keep"
    AMEND = "amend"
    LEGISLATE = "legislate"
    REPEAL = "repeal"
    NONE = "none"


class DecisionKind(StrEnum):
    """What a person decided: a verdict, what a citation means, or that a measure rests on a citation too."""

    VERDICT = "verdict"
    LINK = "link"
    BASIS = "basis"


Term = (
    SourceLevel
    | Role
    | MeasureKind
    | Verdict
    | BreakReason
    | LinkStatus
    | Tie
    | ReferenceKind
    | SegmentKind
    | Relation
    | RepairKind
    | Zone
    | Check
    | CheckResult
    | Disposal
    | DecisionKind
)
