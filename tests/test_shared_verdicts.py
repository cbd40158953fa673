"""The verdict cases of ../shared/gold/verdicts: small documents with what must come out.

`support` and `proportion` ask for the article texts, which this version does not hold; they are
left out here, and everything else must agree.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shared_files import SHARED, needs_shared

from graph_schema.records import Finding
from graph_schema.terms import Check
from ingest.reading import read
from ingest.sources import source_of_text
from tracer.judge import judge
from tracer.policy_file import load_policy
from tracer.registry import load_registry

pytestmark = [pytest.mark.shared, needs_shared]
CASES = sorted((SHARED / "gold" / "verdicts").glob("*.json"))
NEEDS_TEXTS = {Check.SUPPORT.value, Check.PROPORTION.value}


def findings_of(case: dict[str, Any]) -> list[tuple[str, Finding]]:
    registry = load_registry()
    readings = [read(source_of_text(f["text"], f["name"]), registry.law_names()) for f in case["files"]]
    file_of = {d.id: r.source.path for r in readings for d in r.documents}
    found = judge(readings, registry, load_policy(), date.fromisoformat(case["as_of"]))
    return [(file_of[f.document.id], f) for f in found]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    text_of = {f["name"]: f["text"] for f in case["files"]}
    found = findings_of(case)
    for expected in case["expect"]:
        start = text_of[expected["file"]].index(expected["quote"])
        end = start + len(expected["quote"])
        same = [
            f
            for name, f in found
            if name == expected["file"]
            and f.measure.kind.value == expected["kind"]
            and f.measure.span.start < end
            and f.measure.span.end > start
        ]
        assert same, f"no {expected['kind']} found in “{expected['quote']}”"
        finding = same[0]
        assert finding.verdict.value == expected["verdict"], finding.sentence_zh
        if expected["reasons"]:
            assert {s.reason.value for s in finding.stops} == set(expected["reasons"])
        if expected["ends_at"]:
            assert expected["ends_at"] in {finding.chain[-1].title, finding.chain[-1].number}
        for check, result in expected["checks"].items():
            if check not in NEEDS_TEXTS:
                assert finding.checks[Check(check)].result.value == result, check
    if not case["expect"]:
        assert [f.measure.text for _, f in found] == []
