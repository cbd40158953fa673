"""What can be wrong with a proof, and how it is said in both languages.

A fault is a record: a code, the place in the proof, and the values that its sentence shows. The words stand
here and not with the words of the commands, for the checker needs nothing else of the program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_schema.terms import Verdict


class FaultCode(StrEnum):
    """The code of a fault: what does not hold."""

    SHAPE_KEYS = "shape_keys"
    SHAPE_VALUE = "shape_value"
    SHAPE_OBJECT = "shape_object"
    SHAPE_LIST = "shape_list"
    SHAPE_LENGTH = "shape_length"
    CHANGED = "changed"
    NOT_TRUSTED = "not_trusted"
    TWICE = "twice"
    NO_RULE = "no_rule"
    OTHER_SCOPE = "other_scope"
    BRANCH_LEFT_OUT = "branch_left_out"
    BRANCH_NOT_BORNE_OUT = "branch_not_borne_out"
    BRANCH_COUNT = "branch_count"
    OTHER_VERDICT = "other_verdict"
    OTHER_REASONS = "other_reasons"
    NO_ROW = "no_row"
    OTHER_HASH = "other_hash"
    OTHER_ID = "other_id"
    OTHER_INSTRUMENT = "other_instrument"
    OTHER_DOCUMENT = "other_document"
    NOT_SHOWN = "not_shown"
    TRUSTED_THOUGH_SHOWN = "trusted_though_shown"
    OUTSIDE = "outside"
    WORDS_NOT_THERE = "words_not_there"
    NOT_IN_TEXT = "not_in_text"
    OTHER_ARTICLES = "other_articles"
    STANDS_ELSEWHERE = "stands_elsewhere"
    WHOLE_UNSAID = "whole_unsaid"
    WHOLE_NO_BASIS = "whole_no_basis"
    WHOLE_ELSEWHERE = "whole_elsewhere"
    NO_CUE = "no_cue"
    NO_ANTECEDENT = "no_antecedent"
    NO_REFERRING_WORDS = "no_referring_words"
    LEARNT = "learnt"
    NOT_FORWARDED = "not_forwarded"
    IS_BASIS = "is_basis"
    IS_FORWARDED = "is_forwarded"
    IS_KNOWN = "is_known"
    NO_TARGET = "no_target"
    NO_CANDIDATE = "no_candidate"
    OF_INSTRUMENT = "of_instrument"
    OF_DOCUMENT = "of_document"
    NOT_IN_PROOF = "not_in_proof"
    CITATION_LEFT_OUT = "citation_left_out"
    NOT_ITS_SENTENCE = "not_its_sentence"
    SEVERAL_SENTENCES = "several_sentences"
    OWN_ELSEWHERE = "own_elsewhere"
    NO_BASIS = "no_basis"
    NOT_LED_THERE = "not_led_there"
    LED_THERE = "led_there"
    OWN_LEFT_ASIDE = "own_left_aside"
    OPENING_LEFT_ASIDE = "opening_left_aside"
    VAGUE_LEFT_OUT = "vague_left_out"


_SAID = {
    FaultCode.SHAPE_KEYS: ("多出或者缺少的项：{0}", "too many or missing: {0}"),
    FaultCode.SHAPE_VALUE: ("此处不能是 {0}", "{0} cannot stand here"),
    FaultCode.SHAPE_OBJECT: ("应当是一组有名称的项（JSON 对象）", "not an object"),
    FaultCode.SHAPE_LIST: ("应当是列表", "not a list"),
    FaultCode.SHAPE_LENGTH: ("应有 {1} 项，却有 {0} 项", "{0} items instead of {1}"),
    FaultCode.CHANGED: ("证明写成之后被改动过", "the proof was changed after it was made"),
    FaultCode.NOT_TRUSTED: (
        "不是本机所用的（另见 --policy、--any-registry）",
        "not the one of this installation (see --policy, --any-registry)",
    ),
    FaultCode.TWICE: ("同一编号出现两次", "an id stands twice"),
    FaultCode.NO_RULE: ("没有适用于这条措施的规则", "no rule for this measure"),
    FaultCode.OTHER_SCOPE: ("与措施的文字不符", "not that of the measure's words"),
    FaultCode.BRANCH_LEFT_OUT: ("漏了这一支：{0}", "left out: {0}"),
    FaultCode.BRANCH_NOT_BORNE_OUT: ("这一支不成立：{0}", "not borne out: {0}"),
    FaultCode.BRANCH_COUNT: ("应有 {0} 支，却有 {1} 支", "there are {0}, not {1}"),
    FaultCode.OTHER_VERDICT: ("按各支应为“{0}”", "the branches give {0}"),
    FaultCode.OTHER_REASONS: ("不是各支得出的原因", "not those of the branches"),
    FaultCode.NO_ROW: ("与登记库中的这一行不符", "not a row of the registry"),
    FaultCode.OTHER_HASH: ("与所写的散列值不符", "not the text of this hash"),
    FaultCode.OTHER_ID: (
        "文号、题名、机关或者正文与编号不符",
        "number, title, issuer or text are not those of this id",
    ),
    FaultCode.OTHER_INSTRUMENT: ("指的是另一部法规或者文件", "another instrument"),
    FaultCode.OTHER_DOCUMENT: ("指的是另一份公文", "another document"),
    FaultCode.NOT_SHOWN: ("文字看不出来", "the words do not show it"),
    FaultCode.TRUSTED_THOUGH_SHOWN: ("正文写明的，不应列为采信", "taken on trust though the text shows it: {0}"),
    FaultCode.OUTSIDE: ("超出正文", "outside the text"),
    FaultCode.WORDS_NOT_THERE: ("正文该处没有这些字", "these words do not stand there in the text"),
    FaultCode.NOT_IN_TEXT: ("正文中没有", "not in the text"),
    FaultCode.OTHER_ARTICLES: ("不是原文所引的条", "not those of the text"),
    FaultCode.STANDS_ELSEWHERE: ("不在这一条款之内", "it does not stand in this provision"),
    FaultCode.WHOLE_UNSAID: (
        "序言中的依据是全文的依据，却没有这样写",
        "a basis in the preamble is one of the whole document",
    ),
    FaultCode.WHOLE_NO_BASIS: ("不是依据，不能算全文的依据", "only a basis is one of the whole document"),
    FaultCode.WHOLE_ELSEWHERE: (
        "既不在序言，也不是制定依据，不能算全文的依据",
        "neither in the preamble nor in the basis clause",
    ),
    FaultCode.NO_CUE: ("没有“依据”一类的字", "no words make it a basis"),
    FaultCode.NO_ANTECEDENT: ("前文没有它所指的文件", "nothing before it is what it refers to"),
    FaultCode.NO_REFERRING_WORDS: ("没有“该”“上述”一类的字", "no words refer to anything"),
    FaultCode.LEARNT: ("是学习宣传的对象，不是依据", "it is learnt, not rested on"),
    FaultCode.NOT_FORWARDED: ("没有转发或者印发它", "it is not forwarded"),
    FaultCode.IS_BASIS: ("按其文字是依据", "its words make it a basis"),
    FaultCode.IS_FORWARDED: ("按其文字是转发", "its words forward it"),
    FaultCode.IS_KNOWN: ("登记库中有它", "the registry knows it"),
    FaultCode.NO_TARGET: ("没有写明指哪一份", "missing"),
    FaultCode.NO_CANDIDATE: ("不是任何一个候选的", "that of no candidate"),
    FaultCode.OF_INSTRUMENT: ("与登记库所载不符", "not that of the instrument"),
    FaultCode.OF_DOCUMENT: ("与所引公文的不符", "not that of the document"),
    FaultCode.NOT_IN_PROOF: ("证明中没有", "not in the proof"),
    FaultCode.CITATION_LEFT_OUT: ("漏了作为依据的引用：{0}", "a basis is left out: {0}"),
    FaultCode.NOT_ITS_SENTENCE: ("不是它所在的句子", "not its own"),
    FaultCode.SEVERAL_SENTENCES: ("不止一句", "more than one sentence"),
    FaultCode.OWN_ELSEWHERE: ("不与措施同处", "it does not stand with the measure"),
    FaultCode.NO_BASIS: ("不是依据", "it is no basis"),
    FaultCode.NOT_LED_THERE: ("措施的文字没有指到那里", "no words lead there"),
    FaultCode.LED_THERE: ("措施所在的句子指到那里，却没有写", "the measure's sentence leads there"),
    FaultCode.OWN_LEFT_ASIDE: ("同一句中的依据被略过", "a basis of its own sentence is left aside"),
    FaultCode.OPENING_LEFT_ASIDE: (
        "条款开头的依据被略过",
        "the basis that opens its provision is left aside",
    ),
    FaultCode.VAGUE_LEFT_OUT: ("笼统的引用被略过", "a vague reference is left out"),
}

_PLACES = {
    "": ("证明", "proof"),
    "seal": ("封印", "seal"),
    "policy": ("规则", "policy"),
    "registry": ("登记库", "registry"),
    "scope": ("适用范围", "scope"),
    "branches": ("依据链各支", "branches"),
    "verdict": ("结论", "verdict"),
    "reasons": ("原因", "reasons"),
    "documents": ("公文", "document"),
    "facts": ("登记库的行", "registry row"),
    "citations": ("引用", "citation"),
    "provisions": ("条款", "provision"),
    "measure": ("措施", "measure"),
    "text": ("正文", "text"),
    "level": ("层级", "level"),
    "date": ("日期", "date"),
    "region": ("地方", "place"),
    "instrument": ("对应的法规", "instrument"),
    "trusted": ("采信的项目", "taken on trust"),
    "references": ("条款间的指引", "references"),
    "vague": ("笼统的引用", "vague references"),
    "articles": ("条", "articles"),
    "provision": ("所在条款", "provision"),
    "whole": ("全文的依据", "basis of the whole"),
    "cue": ("引出依据的字", "cue"),
    "by_reference": ("指代", "reference back"),
    "role": ("作用", "role"),
    "title": ("题名", "title"),
    "number": ("文号", "number"),
    "status": ("查找结果", "status"),
    "target": ("所指", "target"),
    "document": ("所在公文", "document"),
    "id": ("编号", "id"),
    "sentence": ("所在句子", "sentence"),
    "own": ("措施自身的依据", "own basis"),
    "referred": ("经指引的依据", "basis by reference"),
    "tied": ("由人认定的依据", "basis that a person added"),
    "confidence": ("可信度", "confidence"),
}

# The words of graph_schema's terms are the commands' affair; a verdict is the only one that a fault names.
_VERDICTS = {
    Verdict.DIRECT: "直接",
    Verdict.INDIRECT: "间接",
    Verdict.DEAD_END: "断链",
    Verdict.EXEMPT: "不在清理范围",
    Verdict.REVIEW: "待核",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: what, where in the proof, and the values that its sentence shows."""

    place: str
    code: FaultCode
    values: tuple[str, ...] = ()

    def in_language(self, lang: str, names: Mapping[str, str] | None = None) -> str:
        """The fault as a sentence ("zh" or "en"). `names` says what documents and instruments are called."""
        values = self.values
        if self.code is FaultCode.OTHER_VERDICT and lang == "zh":
            values = tuple(_VERDICTS[Verdict(value)] for value in values)
        said = _SAID[self.code][1 if lang == "en" else 0].format(*(_named(value, names or {}) for value in values))
        return f"{place_in_language(self.place, lang, names)}{': ' if lang == 'en' else '：'}{said}"


def place_in_language(place: str, lang: str, names: Mapping[str, str] | None = None) -> str:
    """documents/d-1/date → 公文 某政发〔2021〕3号 · 日期. A path that begins with / is one of the JSON and stays as it is."""
    if place.startswith("/"):
        return place
    column = 1 if lang == "en" else 0
    said: list[str] = []
    after_kind = False
    for step in place.split("/"):
        known = None if after_kind else _PLACES.get(step)
        if known is not None:
            said.append(known[column])
        else:
            said[-1:] = [" ".join([*said[-1:], _named(step, names or {}, parts=True)])]
        after_kind = not after_kind and step in _WITH_ID
    return " · ".join(said)


_WITH_ID = {"documents", "facts", "citations", "registry", "policy", "provisions"}
_ID = re.compile(r"(?P<id>[a-z]+-(?:\d{4}-)?[0-9a-f]{8,12})(?P<part>\.[a-z]\d+)?")


def _named(words: str, names: Mapping[str, str], *, parts: bool = False) -> str:
    """Words with the names of the documents and instruments whose ids stand in them; `parts`: of their parts too."""

    def with_name(m: re.Match[str]) -> str:
        name = names.get(m["id"]) if parts or not m["part"] else None
        return f"{m[0]}（{name}）" if name else m[0]

    return _ID.sub(with_name, words)
