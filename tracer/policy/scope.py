"""Signs in a measure's own words: whose information it publishes, whose list it is, whether the person consents."""

from __future__ import annotations

from functools import lru_cache

from graph_schema.first_use import later
from graph_schema.records import Measure, Span
from graph_schema.terms import MeasureKind
from tracer.policy.rules import Scope

_PUBLIC = later("公示|公布|公开|曝光|公告|发布|披露|向社会|晒出|张贴|通报")
_PERSON = later(
    "自然人|个人|村民|居民|姓名|身份证|住址|照片|肖像|老赖|失信人员|教师|学生|家长|驾驶员|司机|导游|医师|医务人员|公职人员|公务员|农户|(?<!企)业主|党员|"
    "从业人员|劳动者|务工人员|农民|(?<!执)行人|患者|考生|公民|当事人本人|未成年"
)
_FIRM = later("企业|单位|法人|公司|机构|经营者|组织|商户|市场主体|经营主体|社会团体|集团|合作社|投标人|用人")
_CONSENT = later(
    "(?:经|征得|取得)(?:其|信息主体|信用主体|当事人)?(?:本人)?(?:书面)?(?:同意|授权)|本人(?:书面)?(?:同意|授权)"
)


def scope_of(measure: Measure, text: str) -> Scope:
    """Tells which rule's scope a measure falls under, by its sentence (docs/semantics.md#rule-sharing)."""
    if measure.kind is not MeasureKind.SHARING or not _PUBLIC.search(measure.text):
        return Scope.ANY
    around_person, around_firm = _named_in(text, measure.sentence)
    own_person = _PERSON.search(measure.text) is not None
    person = own_person or around_person
    firm = _FIRM.search(measure.text) is not None or (not own_person and around_firm)
    if person and firm:
        return Scope.MIXED_PUBLIC
    return Scope.PERSONAL_PUBLIC if person else Scope.ANY


_OWN_LIST = later(
    "[我本全](?:自治[区州县旗]|省|市(?!场)|县|区(?![间块别分])|旗|盟|州|镇|乡|街道|辖区)(?!域)"
    "|(?:自治区|省|市|县|区|旗|盟|州|乡|镇)级(?!及?其?以[上下]|[\u4e00-\u9fff]{0,8}(?:部门|政府|机关))"
)
"""本县, 全市, 我省, 乡级: the list of a place; not 县级以上, 县级…部门, which say who keeps it."""


def is_local_list(measure: Measure) -> bool:
    """Returns whether a list is called the place's own; who lays it down is not asked (国办发〔2020〕49号 四（七）)."""
    return measure.kind is MeasureKind.NAME_LIST and bool(_OWN_LIST.search(measure.text))


def consent_words(measure: Measure, text: str) -> str | None:
    """Returns the words that make the person's consent a condition, None where there are none."""
    return _consent_in(text, measure.sentence)


# What is asked of a sentence is asked once for all its measures: one without an end holds thousands.
@lru_cache(maxsize=8)
def _named_in(text: str, sentence: Span) -> tuple[bool, bool]:
    """Tells whether a sentence names persons, and whether it names firms."""
    words = sentence.of(text)
    return _PERSON.search(words) is not None, _FIRM.search(words) is not None


@lru_cache(maxsize=8)
def _consent_in(text: str, sentence: Span) -> str | None:
    found = _CONSENT.search(sentence.of(text))
    return found[0] if found else None
