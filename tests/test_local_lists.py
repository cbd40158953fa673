"""A list of the place's own: one definition in the engine, one of its own in the checker of proofs, one set of cases."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from graph_schema.records import Measure, Span
from graph_schema.terms import MeasureKind
from tracer.policy.scope import is_local_list
from tracer.verify.patterns import OF_A_PLACE

CASES = tomllib.loads((Path(__file__).parent / "cases" / "local_lists.toml").read_text("utf-8"))


def measure(words: str, kind: MeasureKind = MeasureKind.NAME_LIST) -> Measure:
    span = Span(start=0, end=len(words))
    return Measure(
        id="d-1.m1", document="d-1", provision="d-1.p1", kind=kind, span=span, text=words, sentence=span, act="列入"
    )


@pytest.mark.parametrize("words", CASES["own"]["words"])
def test_words_that_call_a_list_the_places_own(words: str) -> None:
    assert is_local_list(measure(words))
    assert OF_A_PLACE.regex.search(words)


@pytest.mark.parametrize("words", CASES["not_own"]["words"])
def test_words_that_do_not(words: str) -> None:
    assert not is_local_list(measure(words))
    assert not OF_A_PLACE.regex.search(words)


def test_only_a_list_is_one() -> None:
    assert not is_local_list(measure("列入本县失信名单", MeasureKind.PUNISHMENT))
