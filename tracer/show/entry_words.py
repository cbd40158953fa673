"""What the entries of a policy and of an instrument are called where people read them, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]

POLICY_WORDS: Words = {
    "scope_personal_public": ("向社会公开个人信息", "personal information in public"),
    "scope_mixed_public": ("公开的信息中自然人与企业混在一起", "persons and firms mixed in what is public"),
    "principle_local_jurisdiction": ("地方性法规的效力范围", "reach of local regulations"),
    "principle_stop_execution": ("先停止执行", "stop first"),
    "is_true": ("是", "yes"),
    "is_false": ("否", "no"),
    "rule": ("编号", "id"),
    "levels": ("可作依据的层级", "levels permitted"),
    "authority": ("出处", "authority"),
    "conditions": ("要求", "conditions"),
    "decisions": ("国务院的决定、命令也可作依据", "State Council decisions and orders count"),
    "consent": ("本人同意也可", "the person's consent counts"),
    "direct": ("须直接援引", "to be cited directly"),
    "gaps": ("追不到依据时列为断链", "counted as a gap"),
    "interim": ("只作过渡、须人判断的层级", "levels for an interim, for a person to judge"),
    "review": ("须人判断的层级", "levels for a person to judge"),
    "question": ("要问的是", "question"),
    "answer_working_days": ("异议答复期限（工作日）", "working days to answer an objection"),
    "from": ("自", "from"),
    "to": ("至", "to"),
    "region": ("只用于", "only for"),
    "kinds": ("措施种类", "kinds of measures"),
    "source": ("来源", "source"),
    "transition_ends": ("过渡期至", "transition ends"),
    "exempt": ("不在清理范围的层级", "levels outside"),
    "exempt_authority": ("不在清理范围的出处", "authority of what is outside"),
    "provincial_only": ("只限省级", "of provinces only"),
    "review_below": ("可信度低于此数的交人判断", "below this confidence a person judges"),
    "below_measure": ("措施", "measure"),
    "below_citation": ("引用", "citation"),
    "below_header": ("文件头", "header"),
}
"""The keys of a policy file, its scopes and its yes and no."""

INSTRUMENT_WORDS: Words = {
    "id": ("标识", "id"),
    "short_titles": ("简称", "short titles"),
    "former_titles": ("曾用名", "former titles"),
    "numbers": ("文号", "numbers"),
    "level": ("层级", "level"),
    "issuer": ("机关", "issuer"),
    "region": ("地方", "place"),
    "promulgated": ("公布", "promulgated"),
    "effective": ("施行", "effective"),
    "revised": ("修改", "revised"),
    "amended_by": ("修改依据", "amended by"),
    "repealed": ("废止", "repealed"),
    "repealed_by": ("废止依据", "repealed by"),
    "status": ("状态", "status"),
    "articles": ("条数", "articles"),
    "moved": ("条文移动", "articles moved"),
    "source": ("来源", "source"),
    "decisions": ("人的决定", "decisions"),
    "status_in_force": ("现行", "in force"),
    "status_repealed": ("已废止", "repealed"),
    "status_amended": ("已修改", "amended"),
    "status_unknown": ("不明", "unknown"),
}
"""The facts of an instrument, and its states."""


def word_of(words: Words, entry: str, lang: str) -> str:
    """What an entry is called."""
    zh, en = words[entry]
    return en if lang == "en" else zh
