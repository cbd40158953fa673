"""The five real files: split into their documents, noise fenced, one page of two, chains as a lawyer sees them."""

from __future__ import annotations

from functools import cache

import pytest
from shared_files import SHARED, needs_shared

from graph_schema.records import Reading
from graph_schema.terms import Relation, Role, SegmentKind, SourceLevel, Verdict
from ingest.formats.files import load_file
from ingest.reading import read
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge

pytestmark = [pytest.mark.shared, needs_shared]


@cache
def seed(prefix: str) -> Reading:
    (path,) = (SHARED / "seeds").glob(prefix + "*.txt")
    return read(load_file(path), load_registry().law_names())


def test_the_form_in_000_is_no_document() -> None:
    found = seed("000")
    noise = [s for s in found.segments if s.kind is SegmentKind.NOISE]
    assert len(noise) == 1 and "竣工投产" in noise[0].span.of(found.source.text)
    assert [d.number for d in found.documents] == [
        "平发改财金信用〔2022〕308号",
        "国办发〔2020〕49号",
        "发改办财金〔2021〕15号",
    ]
    assert not any(m.span.start >= noise[0].span.start and m.span.end <= noise[0].span.end for m in found.measures)


def test_the_page_in_001_that_stands_twice_is_read_once() -> None:
    found = seed("001")
    (twice,) = [s for s in found.segments if s.kind is SegmentKind.DUPLICATE]
    words = twice.span.of(found.source.text)
    assert words.startswith("一、准确把握") and found.source.text.count(words) == 2


def test_001_holds_a_notice_its_ledger_and_what_it_attaches() -> None:
    found = seed("001")
    numbers = [d.number for d in found.documents if d.number]
    assert numbers[-1] == "国办发〔2020〕49号"
    assert {"石社信办发〔2021〕1号", "发改办财金〔2021〕15号"} <= set(numbers)
    assert any(s.kind is SegmentKind.LEDGER for s in found.segments)


def test_short_names_of_001_hold_in_their_own_document() -> None:
    found = seed("001")
    titles = {c.document: c.defined_number for c in found.citations if c.text == "《通知》" and c.role is Role.BASIS}
    assert "发改办财金〔2021〕15号" in titles.values()
    assert "石社信办发〔2021〕1号" not in titles.values()


def test_004_is_a_notice_that_forwards_a_notice_that_issues_a_plan() -> None:
    found = seed("004")
    notice, province, plan = found.documents
    assert (notice.number, province.number) == ("舞信用办〔2018〕3号", "豫政〔2016〕65号")
    assert province.parent == notice.id and plan.parent == province.id
    assert province.relation is plan.relation is Relation.FORWARDS
    assert {m.document for m in found.measures} == {plan.id}


def test_every_punishment_of_004_reaches_the_state_council_by_the_preamble_only() -> None:
    found = judge([seed("004")], load_registry(), load_policy(), None)
    punishments = [f for f in found if f.measure.kind.value == "punishment"]
    assert len(punishments) > 20
    assert {f.verdict for f in punishments} == {Verdict.INDIRECT}
    assert {f.chain[-1].number for f in punishments} == {"国发〔2016〕33号"}
    assert {f.chain[-1].level for f in punishments} == {SourceLevel.CENTRAL_POLICY}
