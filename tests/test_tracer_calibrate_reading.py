"""Confidences of citations, header fields and ties: drawn from what is assumed towards what labels show."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.confidence import shares
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.learning.calibrate_reading import Trial, cross_stated, learnt, main, reliability

SAMPLE = Path(__file__).parent.parent / "tracer" / "sample" / "labels.jsonl"
ASSUMED = {"citation": {"title": 0.9, "law_guess": 0.6}}


def trials(way: str, outcomes: list[bool]) -> list[Trial]:
    return [Trial(f"d{i}", "citation", (("citation", way, ok),)) for i, ok in enumerate(outcomes)]


def test_without_labels_a_way_keeps_what_is_assumed() -> None:
    assert learnt([], ASSUMED) == ASSUMED


def test_labels_draw_the_share_and_never_reach_one() -> None:
    table = learnt(trials("title", [True] * 500) + trials("law_guess", [False] * 20), ASSUMED)
    assert 0.99 < table["citation"]["title"] < 1.0
    assert 0 < table["citation"]["law_guess"] < 0.3


def test_a_document_does_not_judge_itself() -> None:
    """One wrong statement in a document of its own: what is stated of it knows the others only."""
    stated = cross_stated(
        [*trials("title", [True] * 9), Trial("x", "citation", (("citation", "title", False),))], ASSUMED
    )
    assert stated[-1][1] > max(share for _, share, _ in stated[:-1]) and not stated[-1][2]


def test_the_table_counts_every_statement_once() -> None:
    lines = list(reliability([("citation", 0.65, False), ("citation", 0.98, True), ("tie", 0.98, True)]))
    assert lines[0] == "citation: 2 statements, 1 right"
    assert sum("n=   1" in line for line in lines) == 3


def test_what_the_reader_uses_has_a_share_for_every_way_and_none_is_sure() -> None:
    kept, assumed = shares.shares(), shares.assumed()
    assert {k: set(v) for k, v in kept.items()} == {k: set(v) for k, v in assumed.items()}
    assert all(0 < share < 1 for ways in kept.values() for share in ways.values())


def test_the_command_prints_the_same_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(SAMPLE)]) == 0
    first = capsys.readouterr().out
    assert main([str(SAMPLE)]) == 0
    assert capsys.readouterr().out == first and "citation:" in first and "header:" in first


def evidence_of(text: str) -> dict[str, str]:
    document = read(file_of_text(text, "x")).documents[0]
    return {e.field: e.found for e in document.evidence}


def test_a_full_head_is_surer_than_a_bare_one() -> None:
    full = """青禾县住房建设局文件
青住建〔2021〕3号
青禾县住房建设局关于报送台账的通知
各物业企业：
一、请报送台账。
青禾县住房建设局
2021年3月1日
"""
    assert evidence_of(full) == {
        "title": "line",
        "number": "line",
        "issuer": "three_agree",
        "date": "sign",
        "level": "issuer_number",
        "region": "issuer",
    }
    assert evidence_of("关于报送台账的通知\n一、请报送台账。\n")["level"] == "default"


def test_the_same_law_is_surer_with_its_title_marks() -> None:
    def confidence(text: str) -> float:
        return (
            read(file_of_text("甲县通知\n一、" + text, "x"), {"旅游法": "中华人民共和国旅游法"})
            .citations[-1]
            .confidence
        )

    marked = confidence("依照《中华人民共和国旅游法》第五条处理。")
    known, guessed = confidence("依照旅游法第五条处理。"), confidence("依照星际旅行法第五条处理。")
    assert marked > known > 0.7 > guessed
