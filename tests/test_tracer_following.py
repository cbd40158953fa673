"""Says where decisions stand when texts are corrected: found again by words and marks, never lost without a word."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sizes import sized
from small_corpus import write_corpus
from store_contract import MOMENT, SAMPLE

from graph_schema.errors import InputError, NotFoundError
from graph_schema.ids import digest
from graph_schema.likeness import likeness, sketch_of
from graph_schema.records import Decision, Measure, Reading, SourceFile, Span
from graph_schema.terms import DecisionKind, Verdict
from ingest.reading import read
from tracer import jobs
from tracer.cli.app import main
from tracer.jobs.deciding import citations, confirm, decide, withdraw
from tracer.jobs.following import standings
from tracer.links.decided import Decided, decided
from tracer.links.following import HOLDS, anchor_of
from tracer.links.records import Gathered, gather, stands_for
from tracer.store import Filters, GraphStore, open_store

NOTICE = """云岭省鹭洲市商务局文件

鹭商发〔2022〕9号

鹭洲市商务局关于家政服务信用管理的通知

各县（区）商务局：

为规范家政服务，现通知如下。

一、市商务局负责家政企业的登记，每年公布一次。

二、对失信的家政企业列入黑名单，取消其参评资格。

三、对欺骗客户的家政服务员记入信用档案，三年内不得参加评优。

四、各县（区）可以细化本通知。

鹭洲市商务局
2022年5月6日
"""


def reading_of(text: str, path: str = "/文件/通知.txt") -> Reading:
    """Returns what a text says that lies under a path."""
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return read(SourceFile(path=path, sha256=sha256, encoding="utf-8", text=text))


def gathered(*readings: Reading) -> tuple[Gathered, dict[str, str]]:
    leaders = stands_for(readings)
    return gather(readings, leaders), leaders


def on_measure(reading: Reading, measure: Measure, kind: DecisionKind = DecisionKind.VERDICT) -> Decision:
    """Returns a decision on a measure, as the command makes it."""
    found, _ = gathered(reading)
    return Decision(
        id="j-" + digest(measure.id, kind),
        kind=kind,
        subject=measure.id,
        value="review",
        who="甲",
        at=MOMENT,
        why="看过原件",
        subject_at=anchor_of(measure, found.records, found.texts),
    )


def measure_with(reading: Reading, words: str) -> Measure:
    (found,) = (measure for measure in reading.measures if words in measure.text)
    return found


def standing_in(decision: Decision, *readings: Reading) -> Decided:
    found, leaders = gathered(*readings)
    return decided([decision], found.records, found.texts, leaders)


# --- edits elsewhere never lose a decision -----------------------------------------------------

PIECES = (
    "请认真执行。",
    "（修订）",
    "2021年",
    "\n",
    "　",
    "，",
    "三、",
    "附件",
    "联系人见附件。",
    "取消其资格。",
    "〔2019〕7号",
)


def edited(text: str, keep: Span, chance: Random, times: int) -> tuple[str, int]:
    """Returns the text with random edits outside a span, and where that span begins now."""
    start, end = keep.start, keep.end
    for _ in range(times):
        at = chance.randrange(len(text) + 1)
        gone = 0 if chance.random() < 0.4 else chance.choice((1, 1, 2, 5, 20))
        new = chance.choice(PIECES) if gone == 0 else chance.choice(("", "", chr(chance.randrange(0x4E00, 0x9000))))
        if at + gone < start:
            text = text[:at] + new + text[at + gone :]
            start, end = start + len(new) - gone, end + len(new) - gone
        elif at > end:
            text = text[:at] + new + text[at + gone :]
    return text, start


@cache
def texts_of_sample() -> tuple[str, ...]:
    return (NOTICE, *(file.read_text("utf-8") for file in sorted(SAMPLE.glob("*.txt"))))


@settings(max_examples=sized(60, 1500), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seed=st.integers(0, 1_000_000))
@example(seed=262)  # the number is gone, and pieces of the head stand in title and issuer
def test_edits_outside_its_provision_never_lose_a_decision(seed: int) -> None:
    chance = Random(seed)
    before = reading_of(chance.choice(texts_of_sample()))
    if not before.measures:
        return
    measure = chance.choice(before.measures)
    (provision,) = (p for p in before.provisions if p.id == measure.provision)
    text, start = edited(before.source.text, provision.span, chance, chance.choice((1, 3, 10)))
    after = reading_of(text)
    begins = measure.span.start - provision.span.start + start
    there = {m.id for m in after.measures if m.span.start == begins and m.text == measure.text}
    found = standing_in(on_measure(before, measure), after)
    (standing,) = found.standings
    if there:
        assert standing.subject in there
        (now,) = (d for d in after.documents if d.id == standing.subject.rpartition(".")[0])
        (was,) = (d for d in before.documents if d.id == measure.document)
        if was.number in (None, now.number) and was.title in (None, now.title):
            assert standing.holds
        else:  # a head that was damaged could be that of another notice under this name: it holds, or a person is asked
            assert standing.holds or found.moved == (standing,)
    else:  # the edit changed what the words around are read as: then it is told, and not put elsewhere in silence
        assert found.moved == (standing,)


@settings(max_examples=sized(20, 300), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_blanks_and_line_ends_of_the_whole_file_do_not_matter(seed: int) -> None:
    chance = Random(seed)
    text = "".join(line.rstrip() + chance.choice(("\n", "\r\n", " \n", "\n\n")) for line in NOTICE.splitlines() if line)
    before = reading_of(NOTICE)
    for measure in before.measures:
        (standing,) = standing_in(on_measure(before, measure), reading_of(text)).standings
        assert standing.holds


# --- the marks of a document -------------------------------------------------------------------

CORRECTIONS = {
    "number": ("鹭商发〔2022〕9号", "鹭商发〔2022〕19号"),
    "title": ("家政服务信用管理的通知", "家政服务业信用管理的通知"),
    "issuer": ("云岭省鹭洲市商务局文件", "云岭省鹭洲市商务和粮食局文件"),
    "date": ("2022年5月6日", "2022年5月16日"),
    "new item before": ("一、市商务局负责", "一、本通知自印发之日起施行。\n\n二、市商务局负责"),
    "item before gone": ("一、市商务局负责家政企业的登记，每年公布一次。\n\n", ""),
    "renumbered": ("二、对失信的家政企业", "三、对失信的家政企业"),
    "other words of the provision": ("取消其参评资格。", "取消其当年参评资格。"),
}


@pytest.mark.parametrize("what", CORRECTIONS)
@pytest.mark.parametrize("renamed", [False, True])
def test_a_decision_follows_the_correction_of(what: str, renamed: bool) -> None:
    before = reading_of(NOTICE)
    measure = measure_with(before, "列入黑名单")
    old, new = CORRECTIONS[what]
    assert old in NOTICE
    after = reading_of(NOTICE.replace(old, new), "/文件/新/通知（更正）.txt" if renamed else before.source.path)
    (standing,) = standing_in(on_measure(before, measure), after).standings
    assert standing.subject == measure_with(after, "列入黑名单").id
    assert standing.is_moved and standing.confidence < 1.0
    # Under another name and another number it could be another notice: a person is asked.
    assert standing.holds is not (renamed and what == "number")


def test_changed_words_wait_for_a_person() -> None:
    before = reading_of(NOTICE)
    decision = on_measure(before, measure_with(before, "列入黑名单"))
    after = reading_of(NOTICE.replace("对失信的家政企业列入黑名单", "对严重失信的家政企业列入失信黑名单"))
    (standing,) = standing_in(decision, after).standings
    assert standing.subject == measure_with(after, "黑名单").id
    assert not standing.holds and 0.3 <= standing.confidence < HOLDS


def test_next_years_notice_takes_no_decision_over() -> None:
    before = reading_of(NOTICE)
    decision = on_measure(before, measure_with(before, "列入黑名单"))
    next_year = NOTICE.replace("〔2022〕9号", "〔2023〕4号").replace("2022年5月6日", "2023年4月1日")
    (standing,) = standing_in(decision, reading_of(next_year, "/文件/明年.txt")).standings
    assert not standing.holds
    # Beside the old one, which is still there, nothing is even proposed.
    assert standing_in(decision, before, reading_of(next_year, "/文件/明年.txt")).moved == ()


def test_another_offices_notice_with_the_same_item_takes_no_decision_over() -> None:
    before = reading_of(NOTICE)
    decision = on_measure(before, measure_with(before, "列入黑名单"))
    other = """云岭省青芷市商务局文件

青商发〔2021〕3号

青芷市商务局关于规范预付卡的通知

一、预付卡须备案，发卡企业每季报送一次余额。

二、对失信的家政企业列入黑名单，取消其参评资格。

青芷市商务局
2021年3月3日
"""
    (standing,) = standing_in(decision, reading_of(other, "/文件/青芷.txt")).standings
    assert not standing.holds


def test_of_equal_words_each_decision_keeps_its_own() -> None:
    twins = NOTICE.replace(
        "三、对欺骗客户的家政服务员记入信用档案，三年内不得参加评优。",
        "三、对拒不整改的企业，取消其参评资格。\n\n四、对拒不整改的企业，取消其参评资格。\n\n五、对拒不整改的企业，取消其参评资格。",
    )
    before = reading_of(twins)
    equal = [m for m in before.measures if m.text.endswith("取消其参评资格")]
    assert len(equal) == 4 and len({m.text for m in equal}) == 2
    after = reading_of(twins.replace("现通知如下。", "经研究，现将有关事项通知如下。"))
    for number, measure in enumerate(equal):
        (standing,) = standing_in(on_measure(before, measure), after).standings
        now = [m.id for m in after.measures if m.text.endswith("取消其参评资格")]
        assert standing.holds and standing.subject == now[number]


def test_likeness_of_texts() -> None:
    words = "".join(chr(0x4E00 + number) for number in range(3000))
    whole = sketch_of(words)
    assert likeness(whole, whole) == 1.0
    assert likeness(whole, sketch_of(words[1500:])) == pytest.approx(0.5, abs=0.12)
    assert likeness(whole, sketch_of(words[2700:])) == pytest.approx(0.1, abs=0.08)
    assert likeness(whole, sketch_of("".join(reversed(words)))) == 0.0
    assert likeness((), whole) == likeness(sketch_of("四个字"), whole) == 0.0


# --- two documents of a file -------------------------------------------------------------------


@settings(max_examples=sized(25, 400), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_every_id_of_a_file_is_one_thing(seed: int) -> None:
    """Files that repeat, nest and shuffle documents; the same text gives the same ids again."""
    chance = Random(seed)
    pieces = [NOTICE, *texts_of_sample()[1:6], NOTICE.replace("〔2022〕9号", "〔2022〕10号")]
    text = "\n".join(chance.choice(pieces) for _ in range(chance.randrange(2, 6)))
    if chance.random() < 0.5:
        middle = len(text) // 2
        text = text[:middle] + "\n" + chance.choice(pieces) + "\n" + text[middle:]
    reading = reading_of(text)
    ids = [
        r.id for group in (reading.documents, reading.provisions, reading.citations, reading.measures) for r in group
    ]
    assert len(ids) == len(set(ids))
    assert [d.id for d in reading_of(text).documents] == [d.id for d in reading.documents]
    found, leaders = gathered(reading)
    assert set(leaders) == {d.id for d in reading.documents}
    assert {m.document for m in found.records.measures.values()} <= set(leaders.values())


def test_the_same_notice_twice_in_a_file_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = NOTICE.replace("〔2022〕9号", "〔2022〕10号").replace("家政", "餐饮")
    (tmp_path / "汇编.txt").write_text("\n".join((NOTICE, other, NOTICE)), "utf-8")
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/s.sqlite")
    assert main(["ingest", str(tmp_path / "汇编.txt")]) == 0
    assert main(["store", "judge"]) == 0
    assert main(["store", "check"]) == 0
    found = jobs.gaps(f"sqlite:///{tmp_path}/s.sqlite").findings
    words = [(f.document.number, f.measure.text) for f in found]
    assert len(words) == len(set(words)) == 8
    assert main(["trace", found[0].measure.id, "--proof", str(tmp_path / "p.json")]) == 1
    assert main(["verify", str(tmp_path / "p.json")]) == 0
    # The id of the second copy means the first.
    twice = next(f for f in found if f.document.number == "鹭商发〔2022〕9号")
    copy = twice.measure.id.replace(".", "-2.", 1)
    assert jobs.trace(f"sqlite:///{tmp_path}/s.sqlite", copy) == twice


# --- in a store --------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GraphStore:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    folder = write_corpus(tmp_path / "texts")
    (folder / "家政.txt").write_text(NOTICE, "utf-8")
    jobs.ingest([folder], f"sqlite:///{tmp_path}/store.sqlite")
    return open_store(f"sqlite:///{tmp_path}/store.sqlite", reader=jobs.reader_version())


def measure_of(store: GraphStore, words: str) -> str:
    (found,) = {m.id for r in store.readings() for m in r.measures if words in m.text}
    return found


def rewrite(tmp_path: Path, store: GraphStore, old: str, new: str) -> jobs.IngestReport:
    """Corrects the notice and reads it into the store."""
    file = tmp_path / "texts" / "家政.txt"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return jobs.ingest([tmp_path / "texts"], store)


def test_what_was_decided_survives_the_correction_and_is_confirmed_in_one_act(
    store: GraphStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = measure_of(store, "列入黑名单")
    decide(store, DecisionKind.VERDICT, before, "review", who="张三", why="依据正在修订")
    decide(store, DecisionKind.COMMENT, before, "与法规处商量", who="李四", why="")
    decide(store, DecisionKind.STATE, before, "stopped", who="李四", why="已发通知")
    decide(store, DecisionKind.STATE, before, "planned", who="李四", why="年底前修订")
    report = rewrite(tmp_path, store, "为规范家政服务", "为规范家政服务市场")
    assert (report.followed, report.moved) == (4, ())
    after = measure_of(store, "列入黑名单")
    assert after != before
    finding = jobs.trace(store, after)
    assert finding.verdict is Verdict.REVIEW and finding.overruled and finding.overruled.machine is Verdict.DEAD_END
    assert [(note.kind, note.value) for note in finding.notes] == [
        (DecisionKind.COMMENT, "与法规处商量"),
        (DecisionKind.STATE, "planned"),
    ]
    assert jobs.trace(store, before) == finding  # the id of the earlier text still leads there
    assert main(["gaps", "--json"]) == 1
    assert "decisions" not in json.loads(capsys.readouterr().out)  # nothing is asked that is sure
    assert main(["store", "decisions", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["decisions"]
    assert {(row["was"]["id"], row["now"]["id"], row["holds"]) for row in listed} == {(before, after, True)}
    assert all(0.95 <= row["confidence"] < 1 for row in listed)
    document, _, _ = before.rpartition(".")
    told = jobs.gaps(store, filters=Filters(document=document, verdicts=frozenset({Verdict.REVIEW})))
    assert [f.measure.id for f in told.findings] == [after]
    assert decide(store, DecisionKind.COMMENT, before, "同意", who="赵六", why="").decision.subject == after
    done = confirm(store, who="王五", why="已核对")
    assert len(done.decisions) == 4 and done.changes == ()
    assert jobs.gaps(store).moved == ()
    assert jobs.trace(store, after).verdict is finding.verdict
    assert [row.decision.who for row in standings(store, after)][:1] == ["张三"]
    with pytest.raises(NotFoundError):
        confirm(store, [done.decisions[0].id], who="王五", why="再来一次")


def test_what_cannot_be_carried_over_is_told_and_holds_only_when_confirmed(
    store: GraphStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = measure_of(store, "列入黑名单")
    decide(store, DecisionKind.VERDICT, before, "exempt", who="张三", why="省里已决定")
    rewrite(tmp_path, store, "对失信的家政企业列入黑名单", "对严重失信的家政企业列入失信名单")
    after = measure_of(store, "列入失信名单")
    assert jobs.trace(store, after).overruled is None
    (row,) = jobs.gaps(store).moved
    assert row.now and (row.holds, row.now.id) == (False, after)
    assert main(["gaps", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["decisions"]
    assert (told["was"]["id"], told["now"]["id"], told["holds"]) == (before, after, False)
    assert main(["gaps"]) == 1
    assert before in (words := capsys.readouterr().out) and after in words
    assert main(["store", "confirm", "--why", "改的是用词", "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert said["changes"] == [{"measure": after, "before": "dead_end", "after": "exempt"}]
    assert jobs.trace(store, after).overruled is not None
    # A confirmation can be taken back like any decision.
    (place,) = (d for d in store.decisions() if d.kind is DecisionKind.PLACE)
    withdraw(store, place.id, who="张三", why="不是同一条")
    assert jobs.trace(store, after).overruled is None


def test_a_decision_without_a_place_is_told_until_a_person_gives_it_one(store: GraphStore, tmp_path: Path) -> None:
    before = measure_of(store, "列入黑名单")
    effect = decide(store, DecisionKind.VERDICT, before, "exempt", who="张三", why="省里已决定")
    old = "二、对失信的家政企业列入黑名单，取消其参评资格。\n\n三、对欺骗客户的家政服务员记入信用档案，三年内不得参加评优。\n\n"
    report = rewrite(tmp_path, store, old, "")
    (row,) = report.moved
    assert row.was and (row.now, row.holds, row.was.words) == (None, False, "对失信的家政企业列入黑名单")
    assert confirm(store, who="王五", why="都看过").decisions == ()
    other = measure_of(store, "列入失信黑名单")
    with pytest.raises(NotFoundError):
        decide(store, DecisionKind.PLACE, effect.decision.id, "没有的", who="张三", why="合并到市里的通知")
    decide(store, DecisionKind.PLACE, effect.decision.id, other, who="张三", why="合并到市里的通知")
    assert jobs.trace(store, other).verdict is Verdict.EXEMPT
    assert jobs.gaps(store).moved == ()


def test_links_and_bases_follow_too(store: GraphStore, tmp_path: Path) -> None:
    rewrite(tmp_path, store, "为规范家政服务", "《家政服务管理办法》已经印发。为规范家政服务")
    (row,) = citations(store, "鹭商发〔2022〕9号")
    measure = measure_of(store, "列入黑名单")
    decide(store, DecisionKind.LINK, row.citation.id, "中华人民共和国旅游法", who="张三", why="试")
    decide(store, DecisionKind.BASIS, measure, row.citation.id, who="张三", why="试")
    was = jobs.trace(store, measure)
    rewrite(tmp_path, store, "各县（区）可以细化本通知", "各县（区）可以细化")
    now = jobs.trace(store, measure_of(store, "列入黑名单"))
    assert now.measure.id != measure
    assert (now.verdict, [hop.title for hop in now.chain]) == (was.verdict, [hop.title for hop in was.chain])
    followed = [row for row in standings(store) if row.is_moved]
    assert all(row.holds for row in followed)
    assert {row.decision.kind for row in followed} == {DecisionKind.LINK, DecisionKind.BASIS}
    confirm(store, who="王五", why="已核对")
    assert jobs.gaps(store).moved == ()
    assert jobs.trace(store, now.measure.id).verdict is was.verdict


def test_a_file_that_went_and_came_back_has_its_decisions(store: GraphStore, tmp_path: Path) -> None:
    before = measure_of(store, "列入黑名单")
    decide(store, DecisionKind.VERDICT, before, "exempt", who="张三", why="省里已决定")
    path = str(tmp_path / "texts" / "家政.txt")
    store.remove(path)
    (row,) = jobs.gaps(store).moved
    assert row.now is None and not row.holds
    jobs.ingest([path], store)
    assert jobs.gaps(store).moved == () and jobs.trace(store, before).verdict is Verdict.EXEMPT


def test_a_comment_needs_words_and_a_state_must_be_one(store: GraphStore) -> None:
    measure = measure_of(store, "列入黑名单")
    with pytest.raises(InputError, match="批注"):
        decide(store, DecisionKind.COMMENT, measure, " ", who="张三", why="")
    with pytest.raises(InputError, match="办理状态"):
        decide(store, DecisionKind.STATE, measure, "done", who="张三", why="好了")
    with pytest.raises(NotFoundError):
        decide(store, DecisionKind.PLACE, "j-没有", measure, who="张三", why="试")
    (row,) = citations(store, "鹭政发〔2021〕3号")
    decide(store, DecisionKind.COMMENT, row.citation.id, "题名写错", who="张三", why="")
    assert standings(store, row.citation.id)[0].holds


def test_a_decision_of_an_earlier_version_of_the_program_holds_by_its_id(store: GraphStore) -> None:
    measure = measure_of(store, "列入黑名单")
    made = decide(store, DecisionKind.VERDICT, measure, "exempt", who="张三", why="省里已决定").decision
    assert made.subject_at is not None
    bare = replace(made, id="j-旧", subject_at=replace(made.subject_at, provision="", around="", marks=None))
    store.decide(bare)
    assert [row.holds for row in standings(store)] == [True, True]


def test_a_decision_of_an_earlier_version_follows_a_correction_by_the_text_that_the_store_still_has(
    store: GraphStore, tmp_path: Path
) -> None:
    measure = measure_of(store, "列入黑名单")
    (row, *_) = citations(store, "鹭政发〔2021〕3号")
    made = decide(store, DecisionKind.VERDICT, measure, "exempt", who="张三", why="省里已决定").decision
    on_citation = decide(store, DecisionKind.LINK, row.citation.id, "征信业管理条例", who="张三", why="试").decision
    for decision in (made, on_citation):
        assert decision.subject_at is not None
        at = replace(decision.subject_at, provision="", around="", nth=0, equal=0, alike=0, marks=None)
        store.decide(replace(decision, id=f"{decision.id}-旧", subject_at=at))
        withdraw(store, decision.id, who="张三", why="换成旧的")
    rewrite(tmp_path, store, "为规范家政服务", "为规范家政服务市场")
    rewrite(tmp_path, store, "现通知如下", "经研究，现通知如下")
    followed = [row for row in standings(store) if row.is_moved]
    assert [(row.holds, row.decision.kind) for row in followed] == [(True, DecisionKind.VERDICT)]
    assert jobs.trace(store, measure_of(store, "列入黑名单")).verdict is Verdict.EXEMPT


# --- equal words, and other documents under the same name ---------------------------------------

TWIN = "对拒不整改的企业，记入信用档案"
TWINS = NOTICE.replace("四、各县", f"四、{TWIN}。\n\n五、每季报送。{TWIN}。\n\n六、各县")


@pytest.mark.parametrize(
    ("decided_on", "correction", "left"),
    [
        pytest.param(
            0,
            (f"四、{TWIN}。\n\n五、", "四、"),
            None,
            id="the one decided on is gone, the other stands under its label",
        ),
        pytest.param(0, (f"四、{TWIN}。\n\n", ""), None, id="the one decided on is gone"),
        pytest.param(1, (f"每季报送。{TWIN}。", "每季报送。"), None, id="the later one is gone"),
        pytest.param(
            1, (f"四、{TWIN}。\n\n五、", "四、"), 0, id="the other one is gone, this one as it was under its label"
        ),
        pytest.param(0, ("四、对拒", "四、自查。\n\n五、对拒"), 0, id="moved on by a new item"),
        pytest.param(1, ("四、对拒", "四、自查。\n\n五、对拒"), 1, id="the later one moved on"),
        pytest.param(1, ("每季报送", "每月报送"), 1, id="other words beside it"),
    ],
)
def test_of_equal_words_none_takes_the_decision_of_another(
    decided_on: int, correction: tuple[str, str], left: int | None
) -> None:
    before = reading_of(TWINS)
    equal = [m for m in before.measures if m.text == TWIN]
    assert len(equal) == 2
    text = TWINS.replace(*correction)
    assert text != TWINS
    after = reading_of(text)
    (standing,) = standing_in(on_measure(before, equal[decided_on]), after).standings
    assert standing.is_moved
    if left is None:
        assert not standing.holds
    else:
        assert standing.subject == [m.id for m in after.measures if m.text == TWIN][left]
        assert standing.holds


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"〔2022〕9号": "〔2023〕14号", "2022年5月6日": "2023年4月1日"}, id="next year's"),
        pytest.param({"鹭商发〔2022〕9号": "青商发〔2022〕31号", "鹭洲市": "青芷市"}, id="another office's"),
        pytest.param({"鹭商发〔2022〕9号\n": "", "鹭洲市": "青芷市"}, id="another office's without a number"),
    ],
)
def test_another_document_under_the_same_name_waits_for_a_person(changes: dict[str, str]) -> None:
    text = NOTICE if "鹭商发〔2022〕9号\n" not in changes else NOTICE.replace("鹭商发〔2022〕9号\n", "")
    before = reading_of(text)
    for old, new in changes.items():
        text = text.replace(old, new)
    (standing,) = standing_in(on_measure(before, measure_with(before, "列入黑名单")), reading_of(text)).standings
    assert standing.subject and not standing.holds


def test_words_that_are_gone_from_their_file_are_not_taken_from_its_sibling() -> None:
    """Two notices of one office have the same title and nearly the same words; one has no number."""
    bare = NOTICE.replace("鹭商发〔2022〕9号\n", "")
    before, sibling = reading_of(bare), reading_of(NOTICE.replace("各县（区）可以", "各地可以"), "/文件/前年.txt")
    after = reading_of(bare.replace("二、对失信的家政企业列入黑名单，取消其参评资格。", "二、每季报送。"))
    (standing,) = standing_in(on_measure(before, measure_with(before, "列入黑名单")), after, sibling).standings
    assert standing.is_moved and not standing.holds


def test_full_width_digits_and_signs_are_no_correction() -> None:
    before = reading_of(NOTICE.replace("三年内", "3年内"))
    wide = {ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789,"}
    after = reading_of(before.source.text.translate(wide))
    for measure in before.measures:
        (standing,) = standing_in(on_measure(before, measure), after).standings
        assert standing.holds


def test_a_part_that_became_a_file_of_its_own_is_proposed() -> None:
    """The second half bears no mark of the notice that it was."""
    before = reading_of(NOTICE)
    at = NOTICE.index("三、对欺骗")
    halves = reading_of(NOTICE[:at], "/文件/上.txt"), reading_of(NOTICE[at:], "/文件/下.txt")
    (standing,) = standing_in(on_measure(before, measure_with(before, "三年内")), *halves).standings
    assert standing.subject == measure_with(halves[1], "三年内").id and not standing.holds
