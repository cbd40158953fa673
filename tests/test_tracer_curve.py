"""Tests of the curve of confidence: sources left out, what is sure, what thresholds cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracer.jobs import assumed_shares, judged_below
from tracer.learning import curve
from tracer.learning.calibrate_reading import Trial, cross_stated, source_of
from tracer.learning.evaluation import judged_verdicts

SAMPLE = Path(__file__).parent.parent / "tracer" / "sample" / "labels.jsonl"
TEXT = "松原岭县农业农村局关于规范农药经营的通知\n各单位：\n一、将逾期不改的经营者列入失信名单。\n松原岭县农业农村局\n2022年5月16日\n"


def test_a_source_is_the_repository_or_the_site_of_its_address() -> None:
    assert source_of("x", {"url": "https://github.com/a/b/blob/main/c.html"}) == "github.com/a/b"
    assert source_of("x", {"url": "http://www.gov.cn/zhengce/1.htm"}) == "www.gov.cn"
    assert source_of("f:x", {"id": "x"}) == "f:x"


def test_documents_of_one_source_do_not_judge_each_other() -> None:
    table = {"citation": {"title": 0.9}}
    alike = [Trial(f"d{i}", "citation", (("citation", "title", False),), "one") for i in range(20)]
    assert {share for _, share, _ in cross_stated(alike, table)} == {0.9}


def test_the_sure_ones_are_counted() -> None:
    lines = list(curve.curve_lines([("tie", 0.95, True), ("tie", 0.92, False), ("tie", 0.5, False)]))
    assert "tie: of 2 stated at 0.9 or more 0.500 are right" in lines


def test_a_threshold_sends_what_is_less_sure_to_a_person() -> None:
    none, all_ = judged_below(TEXT, "x", assumed_shares(), {}, (0.0, 1.0))
    assert [m["verdict"] for m in none] == ["dead_end"] and [m["verdict"] for m in all_] == ["review"]
    start, end, kind = none[0]["start"], none[0]["end"], none[0]["kind"]
    (sure,) = judged_below(TEXT, "x", assumed_shares(), {(start, end, kind): 0.2}, (0.5,))
    assert sure[0]["verdict"] == "review"


def test_a_dead_end_without_a_label_is_wrong() -> None:
    found = {"measures": [{"start": 0, "end": 5, "kind": "sharing", "verdict": "dead_end"}]}
    assert judged_verdicts({"measures": []}, found) == [("dead_end", False)]
    label = {"measures": [{"start": 0, "end": 5, "kind": "sharing", "verdict": "dead_end"}]}
    assert judged_verdicts(label, found) == [("dead_end", True)]


def test_the_command_prints_curve_and_thresholds(capsys: pytest.CaptureFixture[str]) -> None:
    assert curve.main([str(SAMPLE), "--folds", "2"]) == 0
    said = capsys.readouterr().out
    assert "measure:" in said and "stated at 0.9 or more" in said and said.count("review below") == 3
