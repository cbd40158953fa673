"""Every pattern matches its examples and refuses its counter-examples; every example is run."""

from __future__ import annotations

import pytest
from ingest.find.measures import Refusal, Rule, refusals, rules
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


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.name)
def test_measure_rule_examples(rule: Rule) -> None:
    assert rule.matches and rule.refuses, "a rule without examples says nothing"
    assert [t for t in rule.matches if not rule.pattern.search(t)] == []
    assert [t for t in rule.refuses if rule.pattern.search(t)] == []


@pytest.mark.parametrize("refusal", refusals(), ids=lambda r: r.name)
def test_refusal_examples(refusal: Refusal) -> None:
    assert [t for t in refusal.matches if not refusal.pattern.search(t)] == []
    assert [t for t in refusal.refuses if refusal.pattern.search(t)] == []
