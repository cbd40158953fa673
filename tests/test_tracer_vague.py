"""Vague words of a document's basis clause are the reason of a dead end below it (tests/cases/vague.toml)."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge_library
from tracer.verdict.proof import prove
from tracer.verify import verify

CASES = tomllib.loads((Path(__file__).parent / "cases" / "vague.toml").read_text("utf-8"))["case"]
DAY = date(2023, 1, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["basis"][:24])
def test_vague_basis(case: dict[str, Any]) -> None:
    text = (
        "岚台省沁河市松原岭县水利局文件\n\n松水发〔2022〕8号\n\n"
        f"{case.get('title', '松原岭县采砂船信用管理办法')}\n\n"
        f"{case['basis']}\n第九条 盗采河砂的采砂船，列入失信名单。\n\n松原岭县水利局\n2022年5月16日\n"
    )
    registry = load_registry()
    library = build_library([read(file_of_text(text, "1.txt"), registry.law_names())], registry)
    (finding,) = judge_library(library, load_policy(), DAY)
    said = {stop.reason.value for stop in finding.stops}
    assert case["reason"] in said if case.get("beside") else said == {case["reason"]}
    standing = judge_all(library, load_policy(), DAY)[finding.measure.id]
    assert {reason.value for reason in standing.reasons} == said
    assert verify(json.loads(json.dumps(prove(library, finding.measure, load_policy(), DAY)))).faults == ()
