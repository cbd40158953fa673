"""Each pattern of the checker of proofs matches its examples and refuses its counter-examples."""

from __future__ import annotations

import pytest
from pattern_lists import patterns_of

from graph_schema.patterns import Pattern
from tracer.verify import evidence, patterns, signs, walk

ALL = patterns_of(vars(patterns))


@pytest.mark.parametrize(("name", "pattern"), ALL.items(), ids=list(ALL))
def test_examples(name: str, pattern: Pattern) -> None:
    assert pattern.matches and pattern.refuses, "a pattern without examples says nothing"
    assert [t for t in pattern.matches if not pattern.regex.search(t)] == []
    assert [t for t in pattern.refuses if pattern.regex.search(t)] == []


def test_each_is_asked_for() -> None:
    asked = {id(p) for module in (evidence, signs, walk) for p in patterns_of(vars(module)).values()}
    assert [name for name, p in ALL.items() if id(p) not in asked] == []
