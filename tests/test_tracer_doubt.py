"""A finding goes to a person where it hangs on something read with too little confidence, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_schema.errors import PolicyError
from graph_schema.messages import say
from graph_schema.records import FieldEvidence, Finding, Reading
from graph_schema.terms import BreakReason, Disposal, Verdict
from ingest.confidence.shares import is_odd
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.policy.file import load_policy, parse_policy
from tracer.policy.rules import ReviewBelow
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge

HEAD = """松原岭县农业农村局文件

松农发〔2022〕44号

松原岭县农业农村局关于规范农药经营的通知

各有关单位：

"""
FOOT = "\n\n松原岭县农业农村局\n2022年5月16日\n"


def reading_of(body: str) -> Reading:
    return read(file_of_text(HEAD + body + FOOT, "x"), load_registry().law_names())


def judged(reading: Reading, **below: float) -> Finding:
    policy = replace(load_policy(), review_below=ReviewBelow(**below))
    (finding,) = judge([reading], load_registry(), policy)
    return finding


DEAD = "一、将逾期不改的经营者列入失信名单。"
DIRECT = "一、依照《农药管理条例》第六十二条，将出借许可证的经营者列入失信名单。"
BOTH = "一、依照《农药管理条例》第六十二条和《岚台省信用条例》，将出借许可证的经营者列入失信名单。"


def test_without_thresholds_nothing_is_doubted() -> None:
    assert judged(reading_of(DEAD)).verdict is Verdict.DEAD_END


@pytest.mark.parametrize("body", [DEAD, DIRECT])
def test_a_measure_of_doubt_goes_to_a_person(body: str) -> None:
    finding = judged(reading_of(body), measure=1.0)
    assert finding.verdict is Verdict.REVIEW and not finding.is_gap
    assert [s.reason for s in finding.stops] == [BreakReason.DOUBTFUL] and finding.stops[0].node == finding.measure.id
    assert finding.question and finding.measure.text in say("zh", finding.question)
    assert finding.disposal is Disposal.NONE


def test_what_the_verdict_would_be_is_said() -> None:
    remark = judged(reading_of(DEAD), measure=1.0).remarks[-1]
    assert say("zh", remark).endswith("断链") and "“dead end”" in say("en", remark)


def test_a_citation_of_doubt_on_the_only_branch_goes_to_a_person() -> None:
    reading = reading_of(DIRECT)
    assert judged(reading).verdict is Verdict.DIRECT
    finding = judged(reading, citation=1.0)
    assert finding.verdict is Verdict.REVIEW and finding.question
    assert "农药管理条例" in say("en", finding.question)


def with_confidence(reading: Reading, words: str, share: float) -> Reading:
    citations = tuple(replace(c, confidence=share) if words in c.text else c for c in reading.citations)
    return replace(reading, citations=citations)


def test_a_citation_of_doubt_beside_a_sure_one_changes_nothing() -> None:
    reading = with_confidence(reading_of(BOTH), "岚台省信用条例", 0.2)
    assert judged(reading, citation=0.7).verdict is Verdict.DIRECT


def test_a_dead_end_with_a_citation_of_doubt_accuses_nobody() -> None:
    reading = reading_of(
        "一、依照《沁河市农药经营诚信办法》（沁政办发〔2021〕9号），将出借许可证的经营者列入失信名单。"
    )
    assert judged(reading, citation=0.7).verdict is Verdict.DEAD_END
    assert judged(with_confidence(reading, "诚信办法", 0.2), citation=0.7).verdict is Verdict.REVIEW


def test_doubt_of_the_level_counts_where_the_verdict_hangs_on_it() -> None:
    assert judged(reading_of(DEAD), header=1.0).verdict is Verdict.REVIEW
    assert judged(reading_of(DIRECT), header=1.0).verdict is Verdict.DIRECT


@pytest.mark.parametrize("line", ["measure = 2", "measures = 0.5", 'citation = "high"'])
def test_a_threshold_that_is_none_is_named(line: str) -> None:
    from importlib.resources import files

    text = files("tracer").joinpath("policy/policies/credit.toml").read_text(encoding="utf-8")
    rest = text.split("[review_below]")[1].split("\n\n", 1)[1]
    broken = text.split("[review_below]")[0] + f"[review_below]\n{line}\n\n" + rest
    with pytest.raises(PolicyError, match="review_below"):
        parse_policy(broken, "mine.toml")


ELSEWHERE = "一、依照《北京市优化营商环境条例》第七十条，将出借许可证的经营者列入失信名单。"


def with_evidence(reading: Reading, field: str, share: float) -> Reading:
    """Returns the reading, its document so sure of a field of its card."""
    documents = tuple(
        replace(
            d,
            region="安徽省/黄山市",
            evidence=(FieldEvidence(field=field, found="title", confidence=share),),
        )
        for d in reading.documents
    )
    return replace(reading, documents=documents)


def test_doubt_of_the_place_counts_where_a_dead_end_hangs_on_it() -> None:
    away, here = reading_of(ELSEWHERE), reading_of(DEAD)
    sure = judged(with_evidence(away, "region", 0.9), header=0.7)
    assert sure.verdict is Verdict.DEAD_END and {s.reason for s in sure.stops} == {BreakReason.OUT_OF_JURISDICTION}
    doubted = judged(with_evidence(away, "region", 0.5), header=0.7)
    assert doubted.verdict is Verdict.REVIEW and doubted.question and "黄山市" in say("zh", doubted.question)
    assert judged(with_evidence(here, "region", 0.5), header=0.7).verdict is Verdict.DEAD_END


def test_doubt_of_the_day_counts_where_a_dead_end_hangs_on_it() -> None:
    beyond = reading_of("一、依照《农药管理条例》第九百条，将出借许可证的经营者列入失信名单。")
    assert judged(with_evidence(beyond, "date", 0.9), header=0.7).verdict is Verdict.DEAD_END
    assert judged(with_evidence(beyond, "date", 0.5), header=0.7).verdict is Verdict.REVIEW


def test_an_issuer_without_the_form_of_a_name_is_doubtful() -> None:
    header = {e.found for e in reading_of(DEAD).documents[0].evidence if e.field == "issuer"}
    assert "odd" not in header
    assert (
        is_odd("高科学院变更办学地址的批复")
        and is_odd("某某县商务局关于印发")
        and is_odd("某县教育局某县财政局某县民政局某县人力资源和社会保障局")
    )
    assert not any(
        map(is_odd, ("某市人民代表大会", "某市人民代表大会常务委员会", "某县发展和改革委员会", "某省高级人民法院"))
    )
