"""Whose information a measure publishes, by its words: which rule it falls under (docs/semantics.md#rule-sharing)."""

from __future__ import annotations

import re

from graph_schema.terms import MeasureKind
from tracer.verify.shape import ProofShape

_PUBLISHES = re.compile("公示|公布|公开|曝光|公告|发布|披露|向社会|晒出|张贴|通报")
_PERSONS = re.compile(
    "自然人|个人|村民|居民|姓名|身份证|住址|照片|肖像|老赖|失信人员|教师|学生|家长|驾驶员|司机|导游|医师|医务人员|公职人员|公务员|农户|(?<!企)业主|党员|"
    "从业人员|劳动者|务工人员|农民|(?<!执)行人|患者|考生|公民|当事人本人|未成年"
)
_FIRMS = re.compile("企业|单位|法人|公司|机构|经营者|组织|商户|市场主体|经营主体|社会团体|集团|合作社|投标人|用人")


def scope_of(proof: ProofShape) -> str:
    """any, personal_public or mixed_public."""
    measure = proof.measure
    if measure.kind is not MeasureKind.SHARING or not _PUBLISHES.search(measure.text):
        return "any"
    document = next(d for d in proof.documents if d.id == measure.document)
    sentence = document.text[measure.sentence_start : measure.sentence_end]
    persons = bool(_PERSONS.search(measure.text + sentence))
    in_text = bool(_PERSONS.search(measure.text))
    firms = bool(_FIRMS.search(measure.text)) or (not in_text and bool(_FIRMS.search(measure.text + sentence)))
    if persons:
        return "mixed_public" if firms else "personal_public"
    return "any"
