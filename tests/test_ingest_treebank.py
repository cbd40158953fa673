"""The grammar of the clause against treebanks: clauses written for it, and clauses of the labelled documents by offset."""

from __future__ import annotations

import json
import random
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_files import SHARED, needs_shared
from spacy.tokens import Doc

import ingest.language  # noqa: F401  registers the components
from ingest.clean.flat import flatten
from ingest.find.frames.clause import Clause, Role
from ingest.find.frames.grammar import clauses_of
from ingest.find.frames.mask import mask
from ingest.find.frames.role import role_of
from ingest.find.frames.words import tokens_of, word_classes

CASES = Path(__file__).parent / "cases" / "treebank"
FLOORS = {"clauses": 0.98, "predicate": 0.95, "complement": 0.95, "object": 0.93, "modal": 0.97, "role": 0.96}
"""The share of each slot that must be right."""


class Slots(NamedTuple):
    """Holds what the treebank says of a clause (head of tests/cases/treebank/orders.toml)."""

    role: str
    predicate: str | None = None
    complement: str = ""
    object: str = ""
    modal: str = ""


def parse(text: str) -> list[Clause]:
    """Returns the clauses of a sentence."""
    masked = mask(flatten(text.rstrip("。")))
    return clauses_of(masked, tokens_of(masked))


def words(clause: Clause, span: tuple[int, int]) -> str:
    """Returns the words of a clause between two offsets."""
    return clause.sentence[span[0] : span[1]]


def faults_of(clause: Clause, role: Role, slots: Slots) -> Iterator[tuple[str, bool]]:
    """Yields each slot that the treebank asks of a clause, and whether it was found right."""
    yield "role", role == slots.role
    if slots.predicate is None:
        return
    found = words(clause, clause.predicate_span).removesuffix("至").removesuffix("给") == slots.predicate
    yield "predicate", found
    behind = words(clause, clause.complement_span).rstrip("等中内")
    yield "complement", found and behind.endswith(slots.complement) and bool(behind) == bool(slots.complement)
    if slots.object:
        yield "object", found and words(clause, clause.object_span).rstrip("等").endswith(slots.object)
    if slots.modal:
        yield "modal", clause.modal >= 0 and clause.tokens[clause.modal].word.text == slots.modal


@cache
def scores(name: str) -> dict[str, tuple[int, int, list[str]]]:
    """Returns of each slot how often it was right, how often it was asked, and where it was wrong."""
    right, asked, wrong = defaultdict[str, int](int), defaultdict[str, int](int), defaultdict[str, list[str]](list)
    for path in sorted(CASES.glob(name)):
        for sentence in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]:
            clauses, rows = parse(sentence["text"]), [Slots(*row) for row in sentence["clauses"]]
            results = [("clauses", len(clauses) == len(rows), sentence["text"])]
            for i, (clause, slots) in enumerate(zip(clauses, rows, strict=False)):
                role = role_of(clauses, i)
                results += [
                    (slot, ok, f"{clause.text} [{role} {words(clause, clause.predicate_span)}] {slots}")
                    for slot, ok in faults_of(clause, role, slots)
                ]
            for slot, ok, where in results:
                right[slot] += ok
                asked[slot] += 1
                wrong[slot] += [] if ok else [where]
    return {slot: (right[slot], asked[slot], wrong[slot]) for slot in asked}


@pytest.mark.parametrize("slot", FLOORS)
def test_the_grammar_finds_what_the_treebank_says(slot: str) -> None:
    right, asked, wrong = scores("*.toml")[slot]
    assert right >= FLOORS[slot] * asked, (right, asked, wrong)


def test_the_treebank_has_clauses_of_all_roles() -> None:
    roles = {
        row[0]
        for path in CASES.glob("*.toml")
        for sentence in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
        for row in sentence["clauses"]
    }
    assert roles == set(Role)


# --- labelled documents ---


@needs_shared
def test_the_grammar_finds_the_predicates_of_labelled_documents() -> None:
    texts = {
        row["id"]: row["text"]
        for name in ("dev", "local-dev", "seeds-dev")
        for row in map(json.loads, (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    }
    wrong: list[str] = []
    rows: list[Any] = tomllib.loads((CASES / "labelled" / "predicates.toml").read_text(encoding="utf-8"))["clauses"]
    for document, start, end, offset, length in rows:
        clauses = parse(texts[document][start:end])
        spans = [clause.predicate_span for clause in clauses if clause.predicate >= 0]
        if not any(start + a == offset and start + b in (offset + length, offset + length + 1) for a, b in spans):
            wrong.append(f"{document} {start} {[words(c, c.predicate_span) for c in clauses]}")
    assert len(rows) >= 100
    assert len(wrong) <= 0.08 * len(rows), wrong


# --- the spaCy component ---


def test_the_clauses_of_a_text_are_spans_with_parts_and_can_be_written_down() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_clauses")
    doc = nlp("被列入名单的企业，由县市场监管局将处罚信息记入信用档案，并向社会公布。欢迎举报。")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    for made in (doc, again):
        clauses = list(made.spans["clauses"])
        assert [clause.label_ for clause in clauses] == ["name", "act", "act", "wish"]
        assert [str(clause._.predicate) for clause in clauses[1:3]] == ["记入", "公布"]
        assert clauses[0]._.predicate is None
        assert (str(clauses[1]._.object), str(clauses[1]._.complement)) == ("处罚信息", "信用档案")


# --- properties ---

_WORDS = sorted({word for word_class in word_classes() for word in word_class.words})
_MARKS = ["，", "；", "：", "、", "的", "并", "“", "”", "※", "将", "对", "由", "在", "中", "后", "信", "3", " "]
_sentences = st.lists(st.sampled_from(_WORDS) | st.sampled_from(_MARKS), max_size=30).map("".join)


@given(_sentences)
@settings(max_examples=80, deadline=None)
def test_clauses_stand_in_order_and_share_no_character(sentence: str) -> None:
    clauses = clauses_of(sentence, tokens_of(sentence))
    assert all(a.end <= b.start for a, b in pairwise(clauses))
    for i, clause in enumerate(clauses):
        assert clause.start < clause.end
        assert isinstance(role_of(clauses, i), Role)
        assert all(clause.start <= token.start and token.end <= clause.end for token in clause.tokens)
        for start, end in (clause.object_span, clause.predicate_span, clause.complement_span):
            assert clause.start <= start <= end <= clause.end
        assert clause.object_span[1] <= clause.predicate_span[0]


@given(_sentences)
@settings(max_examples=60, deadline=None)
def test_a_predicate_is_a_verb_outside_of_circumstances(sentence: str) -> None:
    for clause in clauses_of(sentence, tokens_of(sentence)):
        assert (clause.predicate < 0) == (not clause.chain)
        for k in clause.chain:
            assert clause.tokens[k].word.verb and k not in clause.aside


@pytest.mark.parametrize(
    "piece", ["将把对由", "在按通过", "公示的", "公示、", "应当列入名单", "被推动信用的和", "“公示"]
)
def test_a_long_clause_is_parsed_in_a_time_that_grows_with_its_length(piece: str) -> None:
    def seconds(size: int) -> float:
        """Returns the least of two times that a clause of so many characters takes."""
        text = (piece * (size // len(piece) + 1))[:size]
        tokens = tokens_of(text)
        times = []
        for _ in range(2 if size < 10_000 else 1):
            begin = time.perf_counter()
            for i in range(len(clauses := clauses_of(text, tokens))):
                role_of(clauses, i)
            times.append(time.perf_counter() - begin)
        return min(times)

    assert seconds(50_000) < 25 * max(seconds(5_000), 0.01)


def test_a_long_clause_of_any_words_is_parsed_at_once() -> None:
    drawn = random.Random(7)
    text = "".join(w for w in drawn.choices(_WORDS, k=25_000) if w not in ("并", "同时", "，"))[:50_000]
    begin = time.perf_counter()
    clauses_of(text, tokens_of(text))
    assert time.perf_counter() - begin < 5
