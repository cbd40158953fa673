"""Cases of what a citation means by its title, number, day and edition (tests/cases/meaning.toml)."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph_schema.messages import say
from graph_schema.records import Instrument
from graph_schema.terms import SourceLevel
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.load import Registry, load_registry
from tracer.registry.versions import restated
from tracer.verdict.judge import judge
from tracer.verdict.proof import prove
from tracer.verify import verify

GIVEN: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "meaning.toml").read_text(encoding="utf-8")
)
DAY = date(2026, 11, 30)
NOTICE = """云岭省清江市石泉县人民政府关于加强信用监管的通知

石政发〔{year}〕9号

各有关单位：

现将有关事项通知如下。

一、依照{cite}，将拖欠工程款的企业记入信用档案。

云岭省清江市石泉县人民政府
{year}年{month}月{day}日
"""


def row_of(given: dict[str, Any]) -> Instrument:
    """Returns the row of the registry that a case file gives."""
    level = SourceLevel(given.get("level", "department_rule"))
    return Instrument(
        id=given["id"],
        title=given["title"],
        short_titles=(),
        numbers=tuple(given["numbers"]),
        level=level,
        issuer=given["issuer"],
        region="全国",
        repealed=None,
        status="in_force",
        versions=restated((), promulgated=given["promulgated"], effective=given["promulgated"]),
    )


@cache
def registry() -> Registry:
    """Returns the registry with the rows of the case file."""
    return load_registry().with_rows(map(row_of, GIVEN["row"]))


@pytest.mark.parametrize("case", GIVEN["case"], ids=lambda case: str(case["purpose"]))
def test_what_is_meant(case: dict[str, Any]) -> None:
    assert set(case) <= {"purpose", "day", "cite", "link", "means", "verdict", "says"}
    day: date = case["day"]
    text = NOTICE.format(year=day.year, month=day.month, day=day.day, cite=case["cite"])
    readings = [read(file_of_text(text, "notice.txt"), registry().law_names())]
    library = build_library(readings, registry())
    (link,) = (library.links[c.id] for c in library.citations.values() if c.id in library.links)
    assert link.status.value == case["link"], link
    if "means" in case:
        assert registry().instruments[link.target or ""].title == case["means"]
    (finding,) = judge(readings, registry(), load_policy(), DAY)
    said = say("zh", finding.sentence)
    assert finding.verdict.value == case.get("verdict", finding.verdict.value), said
    assert case.get("says", "") in said, said
    assert judge_all(library, load_policy(), DAY)[finding.measure.id].verdict is finding.verdict
    proved = verify(prove(library, finding.measure, load_policy(), DAY))
    assert not proved.faults
