"""Confidence of measures: clauses that do not depend on the rules, a classifier that training repeats byte for byte."""

from __future__ import annotations

import gzip
import random
import tomllib
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline import TextCategorizer
from spacy.strings import get_string_id
from thinc.api import NumpyOps

from graph_schema.records import Measure, Reading
from graph_schema.terms import MeasureKind
from ingest.confidence.classifier import CALIBRATION, LABELS, WEIGHTS, Calibration, Classifier, _classifier, rated
from ingest.confidence.clauses import clauses_of_measures, clauses_passed_over
from ingest.confidence.grams import keys_of
from ingest.confidence.textcat import doc_of, learnt, untrained
from ingest.confidence.training import fit_calibration, train
from ingest.confidence.variations import varied
from ingest.formats.files import file_of_text
from ingest.reading import read

TEXT = """云岭省家政服务信用管理办法

第一条　主管部门应当建立家政企业信用档案，将处罚决定记入信用档案，并向社会公布。
第二条　违反《云岭省家政条例》的，列入失信名单，三年内不得申报扶持资金。
第三条　主管部门负责信用信息系统的日常查询维护，定期培训人员。
"""
CLAUSES = [
    ("将处罚决定记入信用档案", "info_inclusion"),
    ("公布评标专家名单", "none"),
    ("列入失信名单", "name_list"),
] * 4


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(file_of_text(TEXT, "办法.txt"))


def test_the_words_of_a_measure_are_its_clause_alone(reading: Reading) -> None:
    clauses = list(clauses_of_measures(TEXT, reading.measures))
    assert [c.kind for c in clauses] == [m.kind for m in reading.measures]
    assert "将处罚决定记入信用档案" in [c.words for c in clauses]
    assert not any("，" in c.words or "云岭省家政条例" in c.words for c in clauses)


def test_two_measures_of_one_clause_have_words_of_their_own() -> None:
    text = TEXT.replace("，并向社会公布", "并向社会公布")
    clauses = list(clauses_of_measures(text, read(file_of_text(text, "x")).measures))
    assert "将处罚决定记入信用档案" in [c.words for c in clauses]
    assert any(c.words.endswith("社会公布") and "档案" not in c.words for c in clauses)


def test_clauses_passed_over_hold_a_trigger_and_no_measure(reading: Reading) -> None:
    passed = list(clauses_passed_over(reading))
    assert "主管部门负责信用信息系统的日常查询维护" in [c.words for c in passed]
    assert all(TEXT[c.span.start : c.span.end].strip() == c.words for c in passed)
    spans = [(m.span.start, m.span.end) for m in reading.measures]
    assert not any(a < c.span.end and c.span.start < b for c in passed for a, b in spans)


def test_every_measure_of_a_reading_has_a_confidence_of_its_own(reading: Reading) -> None:
    stated = [m.confidence for m in reading.measures]
    assert len(set(stated)) > 1 and all(0.0 < x < 1.0 for x in stated)
    assert rated(TEXT, reading.measures) == reading.measures
    assert rated(TEXT, ()) == ()


@given(st.text(alphabet="信用档案将记入《》（）如，。\n \ud800并对", max_size=40))
def test_any_clause_can_be_rated(words: str) -> None:
    given_ = read(file_of_text(TEXT, "x")).measures[0]
    text = TEXT[: given_.span.start] + words + TEXT[given_.span.start :]
    measure: tuple[Measure, ...] = rated(text, [given_])
    assert 0.0 <= measure[0].confidence <= 1.0


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first = train(CLAUSES, seed=3, variations=1).to_bytes()
    assert train(CLAUSES, seed=3, variations=1).to_bytes() == first
    assert train(CLAUSES, seed=4, variations=1).to_bytes() != first


def test_a_trained_classifier_knows_what_it_was_trained_on() -> None:
    classifier = Classifier.from_bytes(train(CLAUSES, seed=0).to_bytes())
    for guess, (_, label) in zip(classifier.guess([w for w, _ in CLAUSES]), CLAUSES, strict=True):
        assert max(guess, key=lambda k: guess[k]) == label
        assert sum(guess.values()) == pytest.approx(1.0, abs=1e-5)
    assert classifier.guess([]) == []


def test_what_is_shipped_is_small_and_holds_no_words() -> None:
    weights = files("ingest").joinpath(WEIGHTS).read_bytes()
    assert len(weights) < 1_000_000
    raw = gzip.decompress(weights)
    assert not any(word.encode() in raw for word in ("信用", "名单", "公示", "记入", "应当"))
    assert set(tomllib.loads(files("ingest").joinpath(CALIBRATION).read_text("utf-8"))) == {"base", "none", "kind"}


def test_calibration_gives_the_shares_that_came() -> None:
    likely, unlikely = (-4.0, -0.1), (1.0, -2.0)
    found = [(likely, i % 20 != 0) for i in range(400)] + [(unlikely, i % 2 == 0) for i in range(400)]
    fitted = fit_calibration(found)
    assert isinstance(fitted, Calibration)

    def stated(none: float, kind: float) -> float:
        guess = dict.fromkeys(LABELS, 0.0) | {"none": none, "sharing": kind}
        return fitted.confidence(guess, MeasureKind.SHARING)

    assert stated(0.018, 0.905) == pytest.approx(0.95, abs=0.02)
    assert stated(0.731, 0.135) == pytest.approx(0.5, abs=0.03)


def test_a_variation_keeps_the_clause_a_clause() -> None:
    chance = random.Random(0)
    words = "依法将企业、个人、商户的处罚信息记入信用档案三年"
    made = {varied(words, chance) for _ in range(50)}
    assert len(made) > 10
    assert all(w and "，" not in w and "处罚信息" in w for w in made)


_OPS = NumpyOps()
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text("信用名单^$", max_size=8)


@pytest.fixture(scope="module")
def trained() -> Language:
    """Returns spaCy's component with the weights that are shipped."""
    kept = _classifier()
    nlp = untrained(kept.labels)
    component = nlp.get_pipe("textcat")
    assert isinstance(component, TextCategorizer)
    linear = component.model.get_ref("output_layer")
    linear.set_param("W", _OPS.asarray1f(kept.weights.ravel().tolist()))
    linear.set_param("b", _OPS.asarray1f(kept.bias.tolist()))
    return nlp


@given(st.lists(WORDS, max_size=6))
def test_a_guess_is_what_the_spacy_component_predicts(trained: Language, clauses: list[str]) -> None:
    component = trained.get_pipe("textcat")
    assert isinstance(component, TextCategorizer)
    found = _classifier().guess(clauses)
    assert len(found) == len(clauses)
    if clauses:
        expected = component.predict([doc_of(trained, words) for words in clauses])
        assert [list(g.values()) for g in found] == [pytest.approx(row.tolist(), abs=1e-5) for row in expected]


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_characters_and_pairs_fall_on_the_rows_that_spacy_gives_them(trained: Language, clauses: list[str]) -> None:
    """To the last digit: what spaCy's layers make of keys in this order is what numpy makes of them."""
    component = trained.get_pipe("textcat")
    assert isinstance(component, TextCategorizer)
    keys, sizes = keys_of(clauses)
    start = 0
    for words, size in zip(clauses, sizes.tolist(), strict=True):
        characters = np.array([get_string_id(one) for one in f"^{words}$"], np.uint64)
        assert keys[start : start + size : 2].tolist() == characters.tolist()
        assert keys[start + 1 : start + size : 2].tolist() == _OPS.ngrams(2, characters).tolist()
        start += size
    grams_to_scores, softmax = component.model.layers
    given_ = (keys, np.ones(len(keys), np.float32), sizes.astype(np.int32))
    expected = softmax.predict(grams_to_scores.layers[0].layers[1].predict(given_))
    assert [list(g.values()) for g in _classifier().guess(clauses)] == expected.tolist()


def test_what_spacy_learnt_is_what_is_kept(trained: Language) -> None:
    assert learnt(trained).to_bytes() == files("ingest").joinpath(WEIGHTS).read_bytes()
