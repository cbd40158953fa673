"""Says what people decide on measures and citations: what it changes, what stays, how it is found again and taken back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sizes import sized
from small_corpus import write_corpus
from store_contract import MOMENT, SAMPLE

from graph_schema.errors import InputError, NotFoundError
from graph_schema.ids import digest
from graph_schema.messages import say
from graph_schema.records import Citation, Decision, Measure, Reading, Withdrawal
from graph_schema.seals import digest_of
from graph_schema.terms import BreakReason, DecisionKind, MeasureKind, Role, Verdict
from ingest.formats.files import load_file
from ingest.reading import read
from tracer import jobs
from tracer.bulk.standings import judge_all
from tracer.cli.app import main
from tracer.cli.printing.finding import disposal_reason
from tracer.jobs.deciding import citations, decide, withdraw
from tracer.jobs.following import standings
from tracer.links.decided import OF_BASES, decided
from tracer.links.following import anchor_of
from tracer.links.library import Library, build_library
from tracer.links.records import Records, Texts
from tracer.policy.file import load_policy
from tracer.policy.value import policy_value
from tracer.registry.load import load_registry
from tracer.show.drawing import chain_view
from tracer.show.wording import reaches
from tracer.store import Filters, GraphStore, open_store
from tracer.verdict.judge import finding_on, in_order
from tracer.verdict.proof import prove
from tracer.verify import Anchors, verify

DAY = date(2024, 1, 1)
KINDS = (MeasureKind.NAME_LIST, MeasureKind.PUNISHMENT, MeasureKind.INFO_INCLUSION, MeasureKind.INCENTIVE)


@cache
def sample_readings() -> tuple[Reading, ...]:
    return tuple(read(load_file(file)) for file in sorted(SAMPLE.glob("*.txt")))


@cache
def plain() -> Library:
    return build_library(sample_readings(), load_registry())


def of_measure(kind: DecisionKind, subject: str, value: str, number: int = 0) -> Decision:
    """Returns a decision as the command makes it."""
    library = plain()
    records: dict[str, Measure | Citation] = {**library.measures, **library.citations}
    at = {name: anchor_of(r, library.records, library.texts) for name in (subject, value) if (r := records.get(name))}
    return Decision(
        id="j-" + digest(kind, subject, value, str(number)),
        kind=kind,
        subject=subject,
        value=value,
        who="甲",
        at=MOMENT,
        why="看过原件",
        subject_at=at.get(subject),
        value_at=at.get(value),
    )


@st.composite
def some_decisions(draw: st.DrawFn) -> list[Decision]:
    """Returns any decisions on the sample corpus, some of them taken back."""
    library = plain()
    measures = st.sampled_from(sorted(library.measures))
    linked = sorted(library.links)
    targets = st.sampled_from([*sorted(library.documents), *sorted(library.registry.instruments)[::150]])
    found = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from([kind for kind in DecisionKind if kind is not DecisionKind.PLACE]))
        if kind is DecisionKind.LINK:
            one = of_measure(kind, draw(st.sampled_from(linked)), draw(targets), number)
        elif kind is DecisionKind.VERDICT:
            one = of_measure(kind, draw(measures), draw(st.sampled_from(Verdict)).value, number)
        elif kind is DecisionKind.KIND:
            one = of_measure(kind, draw(measures), draw(st.sampled_from(KINDS)).value, number)
        elif kind not in OF_BASES:
            one = of_measure(kind, draw(measures), "stopped", number)
        else:
            measure = draw(measures)
            beside = [c for c in linked if library.citations[c].document == library.measures[measure].document]
            if not beside:
                continue
            one = of_measure(kind, measure, draw(st.sampled_from(beside)), number)
        back = Withdrawal(who="乙", at=MOMENT, why="不对") if draw(st.integers(0, 4)) == 0 else None
        found.append(replace(one, withdrawn=back))
    return found


def library_with(decisions: Sequence[Decision]) -> Library:
    return build_library(sample_readings(), load_registry(), decisions=decisions)


@settings(max_examples=sized(10, 60), suppress_health_check=[HealthCheck.too_slow])
@given(some_decisions())
def test_bulk_engine_and_proofs_agree_on_what_was_decided(decisions: list[Decision]) -> None:
    library, policy = library_with(decisions), load_policy()
    assert library.decided.moved == ()
    one_by_one = {m.id: f for m in in_order(library) if (f := finding_on(library, m, policy, DAY))}
    machine = {m: f.overruled.machine if f.overruled else f.verdict for m, f in one_by_one.items()}
    assert {m: standing.verdict for m, standing in judge_all(library, policy, DAY).items()} == machine
    trust = Anchors(library.registry.tree.root, frozenset({digest_of(policy_value(policy))}))
    touched = {d.subject for d in decisions} & library.measures.keys()
    for m in [*touched, *list(one_by_one)[::12]]:
        if m in one_by_one:
            report = verify(prove(library, library.measures[m], policy, DAY), trust)
            assert report.faults == (), (m, report.faults)


def test_all_decisions_taken_back_leave_everything_as_it_was() -> None:
    measure, link = sorted(plain().measures)[3], sorted(plain().links)[5]
    back = Withdrawal(who="乙", at=MOMENT, why="不对")
    library = library_with(
        [
            replace(of_measure(DecisionKind.VERDICT, measure, "exempt"), withdrawn=back),
            replace(of_measure(DecisionKind.LINK, link, sorted(plain().documents)[0]), withdrawn=back),
        ]
    )
    assert replace(library, articles=plain().articles) == plain()


# --- found again -------------------------------------------------------------------------------


def renumbered(reading: Reading, by: int) -> Reading:
    """Returns the reading as another edition of the reader would give it, which finds more measures and citations before."""

    def later(id: str) -> str:
        head, _, tail = id.rpartition(".")
        return f"{head}.{tail[0]}{int(tail[1:]) + by}"

    return replace(
        reading,
        measures=tuple(replace(m, id=later(m.id)) for m in reading.measures),
        citations=tuple(replace(c, id=later(c.id)) for c in reading.citations),
        basis=tuple(replace(b, measure=later(b.measure), citation=later(b.citation)) for b in reading.basis),
    )


@pytest.mark.parametrize("by", [1, 2, 7])
def test_a_decision_follows_its_words_when_ids_move(by: int) -> None:
    before = plain()
    measures = sorted(before.measures.values(), key=lambda m: m.id)[::9]
    decisions = [of_measure(DecisionKind.VERDICT, m.id, "exempt") for m in measures]
    after = build_library([renumbered(r, by) for r in sample_readings()], load_registry(), decisions=decisions)
    assert after.decided.moved == ()
    words = sorted((m.document, m.span.start, m.text) for m in measures)
    now = [after.measures[m] for m in after.decided.verdicts]
    assert sorted((m.document, m.span.start, m.text) for m in now) == words


def test_a_decision_on_words_that_are_gone_holds_for_nothing() -> None:
    measure = sorted(plain().measures)[0]
    decision = of_measure(DecisionKind.VERDICT, measure, "direct")
    assert decision.subject_at is not None
    far = plain().texts.own[plain().measures[measure].document]
    gone = replace(decision, subject_at=replace(decision.subject_at, words="从来没有写过的话", start=len(far)))
    library = library_with([gone])
    (standing,) = library.decided.moved
    assert (standing.decision, standing.subject, standing.holds) == (gone, None, False)
    assert library.decided.verdicts == {}


def test_other_words_where_they_stood_wait_for_a_person() -> None:
    """Another edition of the reader draws the bounds of the measure otherwise."""
    measure = sorted(plain().measures)[0]
    decision = of_measure(DecisionKind.VERDICT, measure, "direct")
    assert decision.subject_at is not None
    other = replace(decision, subject_at=replace(decision.subject_at, words="从来没有写过的话"))
    (standing,) = library_with([other]).decided.moved
    assert (standing.subject, standing.holds) == (measure, False)


def test_of_equal_words_the_nearest_are_meant() -> None:
    document = next(iter(plain().documents.values()))
    one = next(m for m in plain().measures.values())
    start = plain().documents[one.document].span.start
    twins = {
        f"{one.document}.m{n}": replace(one, id=f"{one.document}.m{n}", span=replace(one.span, start=at, end=at + 5))
        for n, at in enumerate((start + 10, start + 200))
    }
    decision = of_measure(DecisionKind.VERDICT, one.id, "direct")
    assert decision.subject_at is not None
    near = replace(decision, subject=f"{one.document}.m0", subject_at=replace(decision.subject_at, start=195))
    documents = {one.document: plain().documents[one.document], document.id: document}
    texts = Texts({id: "" for id in documents}, {id: "" for id in documents}, {id: "" for id in documents})
    held = decided([near], Records(documents, {}, twins, {}), texts, {id: id for id in documents})
    assert set(held.verdicts) == {f"{one.document}.m1"}


# --- by command and job ------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GraphStore:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    jobs.ingest([write_corpus(tmp_path / "texts")], f"sqlite:///{tmp_path}/store.sqlite")
    return open_store(f"sqlite:///{tmp_path}/store.sqlite", reader=jobs.reader_version())


def measure_of(store: GraphStore, words: str) -> str:
    (found,) = {m.id for r in store.readings() for m in r.measures if words in m.text}
    return found


def test_a_verdict_that_is_overruled_stands_beside_the_machines(store: GraphStore, tmp_path: Path) -> None:
    gap = measure_of(store, "列入失信黑名单")
    before = jobs.trace(store, gap)
    assert before.is_gap and before.overruled is None
    effect = decide(store, DecisionKind.VERDICT, gap, "review", who="张三", why="依据正在修订。")
    assert [(b.verdict, a.verdict) for b, a in effect.changes] == [(Verdict.DEAD_END, Verdict.REVIEW)]
    after = jobs.trace(store, gap)
    assert after.overruled is not None
    assert (after.verdict, after.overruled.machine, after.overruled.who) == (Verdict.REVIEW, Verdict.DEAD_END, "张三")
    assert (after.chain, after.stops, after.checks) == (before.chain, before.stops, before.checks)
    assert "张三" in say("zh", after.sentence) and say("zh", before.sentence) in say("zh", after.sentence)
    assert not after.is_gap
    report = jobs.gaps(store)
    assert gap not in {f.measure.id for f in report.findings}
    assert gap in {
        f.measure.id for f in jobs.gaps(store, filters=Filters(verdicts=frozenset({Verdict.REVIEW}))).findings
    }
    with jobs.opened_board(store, as_of=date.today(), personal=True) as board:
        assert board.finding(gap) == after
    # It outlives reading the file anew, and is gone when it is taken back.
    jobs.ingest([tmp_path / "texts"], store)
    assert jobs.trace(store, gap) == after
    back = withdraw(store, effect.decision.id, who="李四", why="看错了")
    assert [(b.verdict, a.verdict) for b, a in back.changes] == [(Verdict.REVIEW, Verdict.DEAD_END)]
    assert jobs.trace(store, gap) == before


def test_a_citation_that_a_person_resolved_carries_the_chain(store: GraphStore) -> None:
    """The city's notice rests on the province's; a person says that its citation means another one."""
    travel = measure_of(store, "参加年度先进评选")
    (row,) = citations(store, "鹭政发〔2021〕3号")
    assert (row.citation.role, row.title) == (Role.BASIS, "云岭省人民政府办公厅关于加强旅游市场信用管理的通知")
    effect = decide(store, DecisionKind.LINK, row.citation.id, "《中华人民共和国旅游法》", who="张三", why="题名写错")
    assert [(b.verdict, a.verdict) for b, a in effect.changes] == [(Verdict.DEAD_END, Verdict.INDIRECT)]
    found = jobs.trace(store, travel)
    assert found.chain[-1].title == "中华人民共和国旅游法"
    (row,) = citations(store, "鹭政发〔2021〕3号")
    assert row.decided and "张三" in say("en", row.link.level_reason)


def test_a_basis_that_a_person_added_counts_by_where_it_stands(store: GraphStore, tmp_path: Path) -> None:
    text = """云岭省鹭洲市商务局文件

鹭商发〔2022〕9号

鹭洲市商务局关于家政服务的通知

一、《中华人民共和国旅游法》第一百零八条已经公布。对失信的家政企业列入黑名单，取消其参评资格。

二、取消失信导游参评资格。

鹭洲市商务局
2022年5月6日
"""
    (tmp_path / "texts" / "商务.txt").write_text(text, encoding="utf-8")
    jobs.ingest([tmp_path / "texts"], store)
    (row,) = citations(store, "鹭商发〔2022〕9号")
    assert row.citation.role is Role.MENTION
    near, far = measure_of(store, "列入黑名单"), measure_of(store, "取消失信导游参评资格")
    for measure, verdict in ((near, Verdict.DIRECT), (far, Verdict.INDIRECT)):
        assert jobs.trace(store, measure).verdict is Verdict.DEAD_END
        decide(store, DecisionKind.BASIS, measure, row.citation.id, who="张三", why="同一份文件")
        assert jobs.trace(store, measure).verdict is verdict
        report = verify(jobs.prove(store, measure), jobs.proof_anchors())
        assert report.faults == ()
        assert f"citations/{row.citation.id}/tied" in report.trusted


TAKEN = """云岭省鹭洲市商务局关于家政服务的通知

鹭商发〔2022〕9号

根据《国务院关于建立完善守信联合激励和失信联合惩戒制度加快推进社会诚信建设的指导意见》（国发〔2016〕33号），现通知如下。

一、依照《中华人民共和国旅游法》第一百零八条，将失信的家政企业的信息记入信用档案。

二、对失信的家政企业，取消其参评资格。

鹭洲市商务局
2022年5月6日
"""


def test_a_basis_is_taken_away_and_a_kind_changed(store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "texts" / "商务.txt").write_text(TAKEN, encoding="utf-8")
    jobs.ingest([tmp_path / "texts"], store)
    rows = {row.citation.provision: row.citation.id for row in citations(store, "鹭商发〔2022〕9号")}
    record, barred = measure_of(store, "家政企业的信息记入信用档案"), measure_of(store, "取消其参评资格")
    law = next(id for id in rows.values() if "旅游法" in plain_words(store, id))
    plan = next(id for id in rows.values() if id != law)
    assert jobs.trace(store, record).verdict is Verdict.DIRECT
    first = decide(store, DecisionKind.NO_BASIS, record, law, who="张三", why="条文说的不是家政").decision
    assert jobs.trace(store, record).verdict is Verdict.INDIRECT
    decide(store, DecisionKind.NO_BASIS, record, plan, who="张三", why="意见没有规定")
    gone = jobs.trace(store, record)
    assert gone.verdict is Verdict.DEAD_END
    assert {stop.reason for stop in gone.stops} == {BreakReason.NO_CITATION}
    assert {note.why for note in gone.notes} == {"条文说的不是家政", "意见没有规定"}
    assert jobs.trace(store, barred).verdict is Verdict.INDIRECT  # the preamble still carries the other measure
    for measure in (record, barred):
        report = verify(jobs.prove(store, measure), jobs.proof_anchors())
        assert report.faults == ()
    with open_store(store.url) as held:
        assert {
            f.measure.id: f.verdict for f in jobs.gaps(held).findings if f.document.number == "鹭商发〔2022〕9号"
        } == {record: Verdict.DEAD_END}
    withdraw(store, first.id, who="李四", why="看错")
    assert jobs.trace(store, record).verdict is Verdict.DIRECT
    assert jobs.trace(store, barred).must_mend
    decide(store, DecisionKind.KIND, barred, "incentive", who="张三", why="是评优的条件")
    other = jobs.trace(store, barred)
    assert (other.measure.kind, other.must_mend, other.verdict) == (MeasureKind.INCENTIVE, False, Verdict.INDIRECT)
    assert verify(jobs.prove(store, barred), jobs.proof_anchors()).faults == ()
    with pytest.raises(InputError):
        decide(store, DecisionKind.KIND, barred, "list", who="张三", why="不对")


def plain_words(store: GraphStore, citation: str) -> str:
    """Returns the words of a citation of the store."""
    return next(row.citation.text for row in citations(store, "鹭商发〔2022〕9号") if row.citation.id == citation)


def test_an_overruled_card_draws_no_chain_that_the_machine_did_not_reach(store: GraphStore) -> None:
    measure = next(f.measure.id for f in jobs.gaps(store).findings)
    decide(store, DecisionKind.VERDICT, measure, "direct", who="张三", why="另有省法规")
    finding = jobs.trace(store, measure)
    assert (finding.verdict, finding.by_machine) == (Verdict.DIRECT, Verdict.DEAD_END)
    view = chain_view(finding, {}, "zh")
    assert not any(node.reached for node in view.nodes)
    assert any(node.broken for node in view.nodes)
    assert not reaches(finding)
    assert not finding.must_mend or any(check.result.value == "failed" for check in finding.checks.values())
    assert "另有省法规" in say("zh", finding.sentence)
    assert "另有省法规" in disposal_reason(finding, "zh")


@pytest.mark.parametrize(
    ("kind", "subject", "value", "error"),
    [
        (DecisionKind.VERDICT, "没有的", "direct", NotFoundError),
        (DecisionKind.VERDICT, "措施", "good", InputError),
        (DecisionKind.LINK, "没有的", "中华人民共和国旅游法", NotFoundError),
        (DecisionKind.LINK, "引用", "没有这部法", NotFoundError),
        (DecisionKind.BASIS, "措施", "没有的", NotFoundError),
        (DecisionKind.BASIS, "措施", "引用", InputError),
    ],
)
def test_what_cannot_be_decided_is_refused(
    store: GraphStore, kind: DecisionKind, subject: str, value: str, error: type[Exception]
) -> None:
    names = {"措施": measure_of(store, "列入失信黑名单"), "引用": citations(store, "鹭政发〔2021〕3号")[0].citation.id}
    with pytest.raises(error):
        decide(store, kind, names.get(subject, subject), names.get(value, value), who="张三", why="试")
    with pytest.raises(InputError, match="为什么"):
        decide(store, DecisionKind.VERDICT, names["措施"], "direct", who="张三", why=" ")
    assert store.decisions() == ()


def test_the_commands_say_what_changed(store: GraphStore, capsys: pytest.CaptureFixture[str]) -> None:
    gap = measure_of(store, "列入失信黑名单")
    assert main(["store", "decide", "verdict", gap, "exempt", "--why", "省里已决定", "--by", "张三", "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said["changes"] == [{"measure": gap, "before": "dead_end", "after": "exempt"}]
    decision = said["decision"]["id"]
    assert main(["store", "decisions"]) == 0
    listed = capsys.readouterr().out
    assert main(["trace", gap, "--json"]) == 0
    finding = json.loads(capsys.readouterr().out)
    assert (finding["verdict"], finding["overruled"]["machine"]) == ("exempt", "dead_end")
    assert decision in listed and "张三" in listed and "省里已决定" in listed
    assert "→ 不在清理范围" in listed
    assert main(["store", "withdraw", decision, "--why", "决定有误", "--by", "李四"]) == 0
    assert decision in capsys.readouterr().out
    assert main(["store", "decisions", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "taken back by 李四" in shown and "→ exempt" in shown
    assert main(["store", "withdraw", decision, "--why", "再撤一次"]) == 2
    assert main(["store", "decide", "merge", gap, "x", "--why", "y"]) == 2
    assert all(row.confidence == 1.0 for row in standings(store))
