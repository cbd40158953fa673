"""Confidence of the measure rules: shares drawn towards the whole, the curve over documents left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.measures import confidence_of, rules
from tracer.calibrate import Trial, as_toml, curve, main, shares

SAMPLE = Path(__file__).parent.parent / "tracer" / "sample" / "labels.jsonl"


def trials(rule: str, *, right: int, wrong: int, documents: int = 4) -> list[Trial]:
    outcomes = [True] * right + [False] * wrong
    return [Trial(f"d{i % documents}", rule, ok) for i, ok in enumerate(outcomes)]


def test_a_rule_that_found_little_stays_near_the_share_of_all() -> None:
    prior, table = shares(trials("often", right=90, wrong=10) + trials("once", right=0, wrong=1))
    assert 0.8 < prior < 0.95
    assert table["often"] == pytest.approx(0.9, abs=0.01)
    assert 0.5 < table["once"] < prior


def test_the_curve_counts_every_finding_once() -> None:
    made = trials("good", right=95, wrong=5) + trials("bad", right=10, wrong=30)
    assert sum(n for _, n, _, _ in curve(made)) == len(made)
    stated = [s for _, _, s, _ in curve(made)]
    assert stated == sorted(stated)


def test_what_the_reader_uses_is_within_bounds() -> None:
    assert all(0.5 <= confidence_of(rule.name) <= 1.0 for rule in rules())
    assert confidence_of("no such rule") == confidence_of("nor this one")


def test_the_command_gives_the_same_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SAMPLE)]) == 0
    first = capsys.readouterr().out
    assert main([str(SAMPLE)]) == 0
    assert capsys.readouterr().out == first and "findings" in first


def test_the_file_can_be_read_back() -> None:
    import tomllib

    prior, table = shares(trials("列入名单", right=9, wrong=1))
    kept = tomllib.loads(as_toml(prior, table))
    assert kept["rules"]["列入名单"] == pytest.approx(table["列入名单"], abs=0.001)
