"""Tests the group of measures whose sources say nothing of them: in counts, lists and words; of an invented county."""

from __future__ import annotations

from datetime import date

from graph_schema.terms import Group, Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.links.library import build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.show.groups import count_groups, in_group
from tracer.show.wording import unsupported_in_words
from tracer.verdict.judge import judge_library

TEXT = """湘沅省澧江市慈源县发展和改革局文件

慈发改发〔2019〕57号

关于失信住户管理的通知

各乡镇人民政府：

为贯彻《国务院关于建立完善守信联合激励和失信联合惩戒制度加快推进社会诚信建设的指导意见》（国发〔2016〕33号），现将有关事项通知如下。

一、对严重失信的住户，取消其最低生活保障待遇。

二、依据国发〔2016〕33号二（四），将拒不整改的企业列入失信名单。

三、将受到处罚的住户记入信用档案。

四、依照《石门渡口管理条例》，对失信者一年内不予发放补贴。

慈源县发展和改革局
2019年8月12日
"""


def test_only_what_reaches_a_source_that_says_nothing_of_it_is_unsupported() -> None:
    library = build_library([read(file_of_text(TEXT, "a.txt"))], load_registry())
    policy = load_policy()
    findings = judge_library(library, policy, date(2023, 3, 1))
    listed = in_group(findings, Group.UNSUPPORTED, policy.permitted_for_some)
    assert [finding.verdict for finding in listed] == [Verdict.INDIRECT, Verdict.DIRECT]
    assert "最低生活保障" in listed[0].measure.text and "失信名单" in listed[1].measure.text
    assert count_groups(findings, policy.permitted_for_some, {})[Group.UNSUPPORTED] == 2
    said = [unsupported_in_words(finding) for finding in findings]
    assert sum(map(bool, said)) == 2
    assert said[0][0].startswith("来源未规定此事：国发〔2016〕33号全文没有规定此事")
    assert "says nothing" in unsupported_in_words(listed[1], "en")[0]
