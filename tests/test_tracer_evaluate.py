"""Scoring against labels: the same counts as the labels' own scorer, gains and losses, the sample corpus as guard."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shared_files import SHARED, needs_shared

from tracer import jobs
from tracer.cli.app import main
from tracer.learning.evaluation import compare, evaluate
from tracer.learning.labels import evaluate_labels, read_baseline

ROOT = Path(__file__).parent
SAMPLE = ROOT.parent / "tracer" / "sample" / "labels.jsonl"
# Invented documents of many trades, written and labelled without a look at the rules: the figure that guards generality.
TRADES = ROOT / "labels" / "trades.jsonl"

TEXT = "依照《中华人民共和国旅游法》第一百零八条记入信用档案。"
GOLD = {
    "id": "a",
    "text": TEXT,
    "doc": {"title": None, "level": "local_normative", "region": "岚台省/沁河市", "date": "2021-03-01"},
    "citations": [
        {"start": 2, "end": 21, "title": "中华人民共和国旅游法", "number": None, "level": "law", "role": "basis"}
    ],
    "measures": [{"start": 21, "end": 27, "kind": "info_inclusion", "basis": [0], "verdict": "direct"}],
}


@pytest.mark.parametrize("labels", [SAMPLE, TRADES], ids=["sample", "trades"])
def test_no_reading_loses_on_a_labelled_corpus(labels: Path) -> None:
    """A change that reads a label worse than before must say so: `tracer eval --write-baseline` writes the baseline."""
    name = "sample" if labels is SAMPLE else "trades"
    found = compare(read_baseline(ROOT / "baseline" / f"{name}.json"), evaluate_labels(labels).outcomes)
    assert found.losses == ()


def test_a_perfect_prediction_scores_one() -> None:
    result = evaluate([GOLD], {"a": GOLD})
    assert {k: v for k, v in result.total.rates().items() if v not in (1.0, None)} == {"gap.f1": 0.0}, "no gap here"
    assert all(result.outcomes.values())
    assert "level=local_normative" in result.slices and "province=岚台省" in result.slices


def test_a_missing_prediction_scores_nothing() -> None:
    result = evaluate([GOLD], {})
    assert result.total.rates()["mea.recall"] == 0.0
    assert not any(result.outcomes.values())


def test_gains_and_losses_are_named_label_by_label() -> None:
    before = evaluate([GOLD], {"a": {**GOLD, "measures": []}}).outcomes
    after = evaluate([GOLD], {"a": {**GOLD, "citations": []}}).outcomes
    found = compare(before, after)
    assert [x.split("|")[1] for x in found.gains] == ["measure", "verdict"] or "measure" in found.gains[0]
    assert any(x.split("|")[1] == "cit" for x in found.losses)


def test_a_new_false_finding_is_a_loss() -> None:
    extra = {**GOLD["measures"][0], "start": 0, "end": 2, "kind": "punishment"}  # type: ignore[index]
    worse = {**GOLD, "measures": [*GOLD["measures"], extra]}
    found = compare(evaluate([GOLD], {"a": GOLD}).outcomes, evaluate([GOLD], {"a": worse}).outcomes)
    assert [x.split("|")[1] for x in found.losses] == ["false measure"]


def test_the_command_exits_with_one_on_a_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = json.loads((ROOT / "baseline" / "sample.json").read_text(encoding="utf-8"))
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps({**kept, "gone|measure|0-1|x": True}), encoding="utf-8")
    assert main(["eval", str(SAMPLE), "--baseline", str(baseline)]) == 1
    assert "- gone|measure|0-1|x" in capsys.readouterr().out


def test_a_baseline_that_is_something_else_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text("[1]", encoding="utf-8")
    assert main(["eval", str(SAMPLE), "--baseline", str(baseline)]) == 2
    assert "不是基线文件" in capsys.readouterr().err


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize("name", ["dev", "seeds-dev"])
def test_the_counts_are_those_of_the_labels_own_scorer(name: str, tmp_path: Path) -> None:
    gold = SHARED / "gold" / f"{name}.jsonl"
    predicted = tmp_path / "predicted.jsonl"
    with gold.open(encoding="utf-8") as lines:
        labels = [x.label for x in jobs.extract(lines) if x.label is not None]
    predicted.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in labels), encoding="utf-8")
    score = [sys.executable, str(SHARED / "gold" / "score.py"), str(gold), str(predicted), "--json"]
    theirs = json.loads(subprocess.run(score, capture_output=True, text=True, check=True).stdout)
    ours = evaluate(map(json.loads, gold.read_text(encoding="utf-8").splitlines()), {str(x["id"]): x for x in labels})
    mine = ours.total.rates()
    same = [k for k in theirs if k in mine and not k.startswith("seg.")]
    assert len(same) > 15
    assert {k: mine[k] for k in same} == {k: pytest.approx(theirs[k]) for k in same if theirs[k] is not None} | {
        k: None for k in same if theirs[k] is None
    }
