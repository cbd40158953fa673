"""Tests of damaged numbers and titles: a question that quotes them, in the exact engine, in bulk and in a proof (docs/semantics.md#ruling-32)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from graph_schema.messages import say
from graph_schema.records import Finding, Reading
from graph_schema.terms import Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge_library
from tracer.verdict.proof import prove
from tracer.verify import Anchors, verify

CITED: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "damaged_numbers.toml").read_text(encoding="utf-8")
)
DAY = date(2023, 1, 1)
NOTICE = """青石县人民政府关于加强信用监管的通知
青政发〔2022〕9号
各单位：
一、依照{cited}，对失信企业限制参加投标。
二、依照{cited}和{source}，将失信企业列入失信名单。
青石县人民政府
2022年5月6日
"""


def library_of(cited: str) -> Library:
    text = NOTICE.format(cited=cited, source="《中华人民共和国政府采购法》")
    reading: Reading = read(file_of_text(text, "notice.txt"), load_registry().law_names())
    return build_library([reading], load_registry())


def first_of(library: Library) -> Finding:
    return judge_library(library, load_policy(), DAY)[0]


@pytest.mark.parametrize("cited", CITED["damaged"])
def test_a_damaged_citation_is_a_question(cited: str) -> None:
    library = library_of(cited)
    finding = first_of(library)
    assert finding.verdict is Verdict.REVIEW and finding.question is not None
    assert cited.strip("《》").replace(" ", "") in say("zh", finding.question)
    assert judge_all(library, load_policy(), DAY)[finding.measure.id].verdict is Verdict.REVIEW
    assert verify(prove(library, finding.measure, load_policy(), DAY), Anchors()).verdict == "review"


@pytest.mark.parametrize("cited", CITED["damaged"])
def test_a_source_beside_it_settles_it(cited: str) -> None:
    verdicts = [f.verdict for f in judge_library(library_of(cited), load_policy(), DAY)]
    assert verdicts == [Verdict.REVIEW, Verdict.DIRECT]


@pytest.mark.parametrize("cited", CITED["whole"])
def test_a_whole_number_says_what_it_says(cited: str) -> None:
    assert first_of(library_of(cited)).verdict is Verdict.DEAD_END
