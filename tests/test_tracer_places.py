"""Regulations of a place under documents of this place, of another, and of nobody knows where (tests/cases/places.toml)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from graph_schema.messages import say
from graph_schema.regions import NATION, find_region
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge
from tracer.verdict.proof import prove
from tracer.verify import verify

DAY = date(2026, 11, 30)
GIVEN: dict[str, list[list[str]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "places.toml").read_text(encoding="utf-8")
)
CASES = [(issuer, number, verdict) for verdict, listed in GIVEN.items() for issuer, number in listed]
NOTICE = """{issuer}关于加强信用监管的通知

{number}

各有关单位：

现将有关事项通知如下。

一、对失信企业，依照《{regulation}》第三条，限制参加政府采购活动。

{issuer}
2022年5月6日
"""
OF_NOWHERE = """市社会信用条例

市人民代表大会常务委员会公告第5号

第一条 为了加强信用建设，制定本条例。

第二条 本条例适用于本市。

第三条 对失信企业，限制参加政府采购活动。

市人民代表大会常务委员会
2019年3月2日
"""


@pytest.mark.parametrize(("issuer", "number", "verdict"), CASES, ids=[issuer for issuer, _, _ in CASES])
def test_a_regulation_holds_where_the_document_shows_that_it_does(issuer: str, number: str, verdict: str) -> None:
    text = NOTICE.format(issuer=issuer, number=number, regulation="上海市社会信用条例")
    readings = [read(file_of_text(text, "notice.txt"), {})]
    (finding,) = judge(readings, load_registry(), load_policy(), DAY)
    assert finding.verdict.value == verdict, (finding.document.region, say("zh", finding.sentence))


def test_a_regulation_of_no_known_place_carries_nothing() -> None:
    text = NOTICE.format(issuer="霁川市人民政府", number="霁政发〔2022〕9号", regulation="市社会信用条例")
    readings = [read(file_of_text(one, f"{n}.txt"), {}) for n, one in enumerate((text, OF_NOWHERE))]
    library = build_library(readings, load_registry())
    found = {f.document.title: f for f in judge(readings, load_registry(), load_policy(), DAY)}
    finding = found["霁川市人民政府关于加强信用监管的通知"]
    assert finding.verdict.value == "review" and "看不出是哪个地方的法规" in say("zh", finding.sentence)
    assert judge_all(library, load_policy(), DAY)[finding.measure.id].verdict is finding.verdict
    assert not verify(prove(library, finding.measure, load_policy(), DAY)).faults


@pytest.mark.parametrize(
    "name", ["国家税务总局稽查局", "国家税务总局办公厅", "交通运输部海事局", "中国人民银行征信管理局"]
)
def test_a_part_of_a_national_body_is_no_branch(name: str) -> None:
    assert find_region(name) == NATION
