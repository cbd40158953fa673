"""The faults that a proof can have.

A fault is a record: a code, the place in the proof, and the values that its sentence shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_schema.messages import codes, say
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
    OF_AUTHORITY = "of_authority"
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
    NO_DECISION = "no_decision"
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


_SAID = codes("proof_fault", FaultCode)

_PLACES = {
    "": "proof_place.proof",
    "verdict": "word.verdict",
    "citations": "word.citation",
    "provisions": "word.provision",
    "measure": "word.measure",
    "level": "word.level",
    "ended": "proof_place.ended",
    "date": "word.date",
    "region": "word.place",
    "id": "word.id",
    **codes("proof_place", ("seal", "policy", "registry", "scope", "branches")),
    **codes("proof_place", ("reasons", "documents", "facts", "text", "instrument")),
    **codes("proof_place", ("trusted", "references", "vague", "articles", "provision")),
    **codes("proof_place", ("whole", "cue", "by_reference", "role", "title")),
    **codes("proof_place", ("number", "status", "target", "document", "sentence")),
    **codes("proof_place", ("own", "referred", "tied", "confidence", "masked", "begins", "decisions")),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold: what, where in the proof, and the values that its sentence shows."""

    place: str
    code: FaultCode
    values: tuple[str, ...] = ()

    def in_language(self, lang: str, names: Mapping[str, str] | None = None) -> str:
        """Returns the fault as a sentence ("zh" or "en"). `names` says what documents and instruments are called."""
        values: list[object] = [_named(value, names or {}) for value in self.values]
        if self.code is FaultCode.OTHER_VERDICT:
            values = [Verdict(value) for value in self.values]
        said = say(lang, _SAID[self.code], **dict(zip(("one", "other"), values, strict=False)))
        return say(lang, "list.pair", name=place_in_language(self.place, lang, names), words=said)


def place_in_language(place: str, lang: str, names: Mapping[str, str] | None = None) -> str:
    """Maps documents/d-1/date to 公文 某政发〔2021〕3号 · 日期. A path that begins with / is one of the JSON and stays as it is."""
    if place.startswith("/"):
        return place
    said: list[str] = []
    after_kind = False
    for step in place.split("/"):
        known = None if after_kind else _PLACES.get(step)
        if known is not None:
            said.append(say(lang, known))
        else:
            said[-1:] = [" ".join([*said[-1:], _named(step, names or {}, parts=True)])]
        after_kind = not after_kind and step in _WITH_ID
    return " · ".join(said)


_WITH_ID = {"decisions", "documents", "facts", "citations", "registry", "policy", "provisions"}
_ID = re.compile(r"(?P<id>[a-z]+-(?:\d{4}-)?[0-9a-f]{8,12}(?:-\d+)?)(?P<part>\.[a-z]\d+)?")


def _named(words: str, names: Mapping[str, str], *, parts: bool = False) -> str:
    """Returns words with the names of the documents and instruments whose ids stand in them; `parts`: of their parts too."""

    def with_name(m: re.Match[str]) -> str:
        name = names.get(m["id"]) if parts or not m["part"] else None
        return f"{m[0]}（{name}）" if name else m[0]

    return _ID.sub(with_name, words)
