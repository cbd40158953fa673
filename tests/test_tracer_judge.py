"""Verdict cases: small documents of an invented place and what must come out, one file a case.

`reasons` must agree whole; `ends_at` is title or number of the last node; `checks` are those that
the case is about (absent: not reported at all). An unknown key is an error in the case.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_schema.messages import say
from graph_schema.records import Finding
from graph_schema.terms import Check
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge

CASES = sorted((Path(__file__).parent / "cases" / "verdicts").glob("*.toml"))
KEYS = {"file", "quote", "kind", "verdict", "reasons", "ends_at", "checks"}


def found_in(case: dict[str, Any]) -> list[tuple[str, Finding]]:
    registry = load_registry()
    readings = [read(file_of_text(f["text"], f["name"]), registry.law_names()) for f in case["file"]]
    file_of = {d.id: r.source.path for r in readings for d in r.documents}
    return [(file_of[f.document.id], f) for f in judge(readings, registry, load_policy(), case["as_of"])]


def overlap(finding: Finding, start: int, end: int) -> int:
    return min(finding.measure.span.end, end) - max(finding.measure.span.start, start)


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    text_of = {f["name"]: f["text"] for f in case["file"]}
    found = found_in(case)
    if not case["expect"]:
        assert [say("zh", f.sentence) for _, f in found] == []
    for expected in case["expect"]:
        assert set(expected) <= KEYS
        start = text_of[expected["file"]].index(expected["quote"])
        end = start + len(expected["quote"])
        near = [f for name, f in found if name == expected["file"] and overlap(f, start, end) > 0]
        same = [f for f in near if f.measure.kind.value == expected["kind"]]
        assert same, [f.measure for f in near]
        finding = max(same, key=lambda f: overlap(f, start, end))
        assert finding.verdict.value == expected["verdict"], say("zh", finding.sentence)
        if finding.verdict.value == "dead_end":
            assert {s.reason.value for s in finding.stops} == set(expected["reasons"]), say("zh", finding.sentence)
        if finding.verdict.value == "review":
            assert finding.question
        if "ends_at" in expected:
            assert expected["ends_at"] in {finding.chain[-1].title, finding.chain[-1].number}, say(
                "zh", finding.sentence
            )
        for check, result in expected.get("checks", {}).items():
            found_result = finding.checks.get(Check(check))
            assert (found_result.result.value if found_result else "absent") == result, (check, found_result)


def test_the_same_input_gives_the_same_findings_whatever_the_order() -> None:
    case = tomllib.loads(next(p for p in CASES if p.stem.startswith("r13")).read_text(encoding="utf-8"))
    turned = {**case, "file": list(reversed(case["file"]))}
    assert found_in(case) == found_in(turned)


def test_an_item_is_set_apart_from_the_words_of_the_sentence() -> None:
    text = (
        "岚台省沁河市交通运输局文件\n\n沁交发〔2022〕4号\n\n关于渡口管理的通知\n\n各单位：\n\n"
        "一、依照《中华人民共和国旅游法》第一百零八条，将旅行社受到的行政处罚记入信用档案。\n\n沁河市交通运输局\n2022年4月6日\n"
    )
    ((_, finding),) = found_in({"file": [{"name": "1.txt", "text": text}], "as_of": date(2023, 1, 1)})
    assert "在“一”直接援引法律《中华人民共和国旅游法》" in say("zh", finding.sentence)
