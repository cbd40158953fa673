"""Every pattern matches its examples and refuses its counter-examples; every example is run."""

from __future__ import annotations

import pytest
from pattern_lists import patterns_of

from ingest.find import patterns

ALL = patterns_of(vars(patterns))
MATCHES = [(name, text) for name, p in ALL.items() for text in p.matches]
REFUSES = [(name, text) for name, p in ALL.items() for text in p.refuses]


@pytest.mark.parametrize(("name", "text"), MATCHES)
def test_pattern_matches_its_example(name: str, text: str) -> None:
    assert ALL[name].regex.search(text)


@pytest.mark.parametrize(("name", "text"), REFUSES)
def test_pattern_refuses_its_counterexample(name: str, text: str) -> None:
    assert not ALL[name].regex.search(text)
