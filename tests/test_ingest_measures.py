"""Says what a measure is and where it stands: one case a sentence (tests/cases/measures.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

import ingest.language  # noqa: F401  registers the components
from ingest.clean.flat import flatten
from ingest.find.frames.find import find_in_sentence
from ingest.find.frames.scene import Context

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "measures.toml").read_text(encoding="utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["purpose"])
def test_measures_of_a_sentence(case: dict[str, Any]) -> None:
    assert set(case) <= {"purpose", "text", "head", "heading", "expect"}, "an unknown key is an error in the case"
    text = flatten(case["text"]).rstrip("。")  # the reader looks at sentences without their end mark
    hits = find_in_sentence(text, Context(case.get("heading", ""), case.get("head", "")))
    assert [h.kind.value for h in hits] == [kind for kind, _ in case["expect"]]
    for hit, (_, words) in zip(hits, case["expect"], strict=True):
        assert words in text[hit.start : hit.end]


def test_components_can_be_added_to_any_chinese_pipeline() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_citations")
    nlp.add_pipe("policy_measures")
    doc = nlp(
        "依照《中华人民共和国旅游法》第一百零八条，将受到行政处罚的旅行社记入信用档案。对失信旅行社取消评优资格。"
    )
    assert [(s.label_, s.text) for s in doc.spans["citations"]] == [("basis", "《中华人民共和国旅游法》第一百零八条")]
    assert [(s.label_, s.text) for s in doc.spans["measures"]] == [
        ("info_inclusion", "将受到行政处罚的旅行社记入信用档案"),
        ("punishment", "对失信旅行社取消评优资格"),
    ]


def test_docs_of_the_components_can_be_sent_and_written_down() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_citations")
    nlp.add_pipe("policy_measures")
    text = "按照《河东省信用条例》第七条，将受到处罚的商户记入信用档案。"

    def spans(doc: Doc) -> list[tuple[int, int, str]]:
        return [(s.start_char, s.end_char, s.label_) for key in ("citations", "measures") for s in doc.spans[key]]

    wanted = spans(nlp(text))
    assert len(wanted) == 2
    assert spans(Doc(nlp.vocab).from_bytes(nlp(text).to_bytes())) == wanted
    box = DocBin(docs=[nlp(text)], store_user_data=True)
    assert [spans(doc) for doc in DocBin().from_bytes(box.to_bytes()).get_docs(nlp.vocab)] == [wanted]
    assert [spans(doc) for doc in nlp.pipe([text, text], n_process=2)] == [wanted, wanted]


WORDS = st.text(
    alphabet="将对企业个人失信信用纳入记入名单档案限制取消不得的，；：、。（）《》“”一1年内公示", max_size=120
)


@given(WORDS)
def test_any_sentence_gives_spans_that_lie_in_it(text: str) -> None:
    for hit in find_in_sentence(text, Context(about_credit=True)):
        assert 0 <= hit.start < hit.end <= len(text)
