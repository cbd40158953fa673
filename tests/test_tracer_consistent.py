"""One card does not contradict itself: what a finding says in one place it does not deny in another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from shared_files import SHARED, needs_shared
from worlds import AS_OF, readings_of, world

from graph_schema.messages import in_words, label_of, say
from graph_schema.records import NEVER_GAPS, Finding, Reading
from graph_schema.terms import Check, CheckResult, Disposal, SourceLevel, Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.cli.printing.finding import disposal_reason
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.show.wording import chain_line, mending_in_words, other_ways, reaches, reasons_in_words
from tracer.verdict.explain import name_of
from tracer.verdict.judge import finding_aside, judge_library

STANDING = (Verdict.DIRECT, Verdict.INDIRECT, Verdict.EXEMPT)
FORBIDDEN = {"zh": ("停止", "废止"), "en": ("stop", "repeal")}


def contradictions(finding: Finding) -> Iterator[str]:
    """Yields what a finding says against itself."""
    verdict, kind, checks = finding.verdict, finding.measure.kind, finding.checks
    results = {check: outcome.result for check, outcome in checks.items()}
    failed = CheckResult.FAILED in results.values()
    if (finding.question is not None) != (verdict is Verdict.REVIEW):
        yield "question"
    if finding.is_gap and not finding.must_mend:
        yield "gap that need not be mended"
    if finding.must_mend and (verdict is Verdict.EXEMPT or finding.aside is not None or kind in NEVER_GAPS):
        yield "must be mended and is not part of the cleanup"
    if finding.must_mend and finding.disposal is Disposal.KEEP:
        yield "keep and mend"
    if finding.aside is None and bool(mending_in_words(finding)) and not finding.must_mend:
        yield "reasons to mend and nothing to mend"
    if verdict is Verdict.DEAD_END and not finding.stops:
        yield "dead end without a break"
    if verdict in STANDING and finding.overruled is None and (finding.stops or not finding.chain):
        yield "stands and breaks"
    if kind in NEVER_GAPS and finding.disposal is Disposal.REPEAL:
        yield "repeal of what is not part of the cleanup"
    if finding.cures and finding.disposal is Disposal.REPEAL:
        yield "repeal where something could carry it"
    if verdict is not Verdict.DEAD_END and finding.cures:
        yield "cures of what stands"
    if verdict in STANDING and len(finding.chain) > 2 and finding.overruled is None and finding.aside is None:
        name = name_of(finding.chain[-1])
        if in_words("zh", name) not in say("zh", finding.sentence):
            yield "sentence names another source"
    if verdict is Verdict.REVIEW and finding.question and say("zh", finding.question) not in reasons_in_words(finding):
        yield "list does not show the question"
    if results.get(Check.TRANSITION) is CheckResult.OK and CheckResult.FAILED in (
        results.get(Check.LIST_CRITERIA),
        results.get(Check.LIST_PROCEDURE),
    ):
        yield "brought into line and not in line"
    if results.get(Check.LIST_CRITERIA) is CheckResult.FAILED and finding.document.level is SourceLevel.DEPARTMENT_RULE:
        yield "national list failed as a local one"
    if finding.is_unsupported and results.get(Check.SUPPORT) is not CheckResult.NOT_STATED:
        yield "unsupported and supported"
    if not reaches(finding) and other_ways(finding, "zh"):
        yield "other ways where there is none"
    if finding.document.draft:
        yield from _said_of_issued_ones(finding)
    if failed and verdict is Verdict.DIRECT and finding.disposal is Disposal.KEEP and kind not in NEVER_GAPS:
        yield "keep with a failed check"
    if finding.is_unsupported and finding.disposal is Disposal.KEEP:
        yield "keep what the source does not state"


def _said_of_issued_ones(finding: Finding) -> Iterator[str]:
    """Yields what is said of a draft in words that are for issued documents."""
    if finding.disposal is Disposal.REPEAL:
        yield "draft: repeal"
    for lang, words in FORBIDDEN.items():
        said = [say(lang, finding.sentence), disposal_reason(finding, lang), label_of(finding.disposal, lang)]
        said += [in_words(lang, outcome.words) for outcome in finding.checks.values() if outcome.words]
        said += mending_in_words(finding, lang)
        own = finding.measure.text
        yield from (f"draft: {word} in {one}" for one in said for word in words if word in one and word not in own)


def faults_of(findings: Iterable[Finding]) -> list[str]:
    """Returns the contradictions of findings, each with its measure."""
    return [
        f"{fault}: {finding.measure.id} {finding.measure.text} | {chain_line(finding)}"
        for finding in findings
        for fault in contradictions(finding)
    ]


def findings_of(readings: list[Reading], day: date) -> list[Finding]:
    """Returns all findings of readings on a day, those that count nowhere included."""
    library, policy = build_library(readings, load_registry()), load_policy()
    aside = (finding_aside(library, measure, policy, day) for measure in library.measures.values())
    return [*judge_library(library, policy, day), *(one for one in aside if one is not None)]


@pytest.mark.parametrize("seed", range(20))
def test_random_worlds(seed: int) -> None:
    w = world(Random(seed), odd=seed % 3 == 2)
    library = build_library(readings_of(w), w.registry)
    for day in AS_OF:
        assert faults_of(judge_library(library, load_policy(), day)) == []


DRAFT = """浦东县社会事务局关于失信管理的通知（征求意见稿）

各村：

一、对拖欠工程款的企业列入失信黑名单，取消补贴资格。
二、根据《浦东县某某通知》，将有关信息记入信用档案，并向社会公布村民姓名。
三、对守信企业优先安排项目。
四、根据《优化营商环境条例》第五十三条，对失信企业限制参加政府采购活动。
"""


def test_a_draft_is_told_what_to_change() -> None:
    reading = read(file_of_text(DRAFT, "draft.txt"), load_registry().law_names())
    findings = findings_of([reading], date(2026, 1, 1))
    assert findings
    assert all(finding.document.draft for finding in findings)
    assert any(finding.is_gap for finding in findings)
    assert faults_of(findings) == []
    issued = [replace(d, draft=False) for d in reading.documents]
    again = findings_of([replace(reading, documents=tuple(issued))], date(2026, 1, 1))
    assert any(finding.disposal is Disposal.REPEAL for finding in again)


SILENT = """云岭省清江市石泉县人民政府关于加强信用管理的通知

石政发〔2024〕30号

各乡镇人民政府：

一、依照《优化营商环境条例》第一条，将企业的有关情况记入信用档案。

云岭省清江市石泉县人民政府
2024年3月10日
"""


def test_what_the_source_does_not_state_is_not_proposed_to_be_kept() -> None:
    reading = read(file_of_text(SILENT, "silent.txt"), load_registry().law_names())
    findings = findings_of([reading], date(2026, 1, 1))
    assert [(one.is_unsupported, one.disposal) for one in findings] == [(True, Disposal.NONE)]
    assert all("来源未规定此事" in "".join(reasons_in_words(one)) for one in findings)
    assert faults_of(findings) == []


@needs_shared
@pytest.mark.shared
@pytest.mark.parametrize(("name", "as_draft"), [("dev", False), ("seeds-dev", True)])
def test_real_documents(name: str, as_draft: bool) -> None:
    lines = (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    names = load_registry().law_names()
    readings = [read(file_of_text(g["text"], str(g["id"])), names) for g in map(json.loads, lines)]
    if as_draft:
        readings = [replace(r, documents=tuple(replace(d, draft=True) for d in r.documents)) for r in readings]
    assert faults_of(findings_of(readings, date(2026, 11, 1))) == []
