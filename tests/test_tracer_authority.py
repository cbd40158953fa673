"""Tests that what the policy names as its own authority is read, shown on request and counted nowhere (docs/semantics.md#ruling-30)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dashboard_helpers import board_of, everything_of, words_of

from dashboards import cards, views
from dashboards.addresses import Scene
from graph_schema.errors import NotFoundError
from graph_schema.terms import Disposal, Group, Verdict
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer import jobs
from tracer.bulk.standings import judge_all
from tracer.cli.app import main
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.show.rows import MarkKind
from tracer.store import Filters
from tracer.verdict.aside import authority_of
from tracer.verdict.judge import finding_aside, judge_library
from tracer.verdict.proof import prove
from tracer.verify import verify
from tracer.verify.faults import FaultCode

DAY = date(2023, 3, 1)
CASES: tuple[dict[str, Any], ...] = tuple(
    tomllib.loads((Path(__file__).parent / "cases" / "authority.toml").read_text("utf-8"))["case"]
)
each = pytest.mark.parametrize("number", range(len(CASES)), ids=[case["purpose"] for case in CASES])


@cache
def library_of(number: int) -> Library:
    return build_library([read(file_of_text(CASES[number]["text"], "a.txt"))], load_registry())


def aside(library: Library) -> Iterator[str]:
    """Yields the measures that count nowhere, by id."""
    shown = (finding_aside(library, m, load_policy(), DAY) for m in library.measures.values())
    return (finding.measure.id for finding in shown if finding is not None and finding.aside is Group.AUTHORITY)


@each
def test_only_what_is_no_authority_text_is_judged(number: int) -> None:
    library, case = library_of(number), CASES[number]
    findings = judge_library(library, load_policy(), DAY)
    assert len(findings) == len(case["own"])
    for finding, words in zip(findings, case["own"], strict=True):
        assert words in finding.measure.text
    assert len(set(aside(library))) == case["authority"]
    assert set(judge_all(library, load_policy(), DAY)) == {f.measure.id for f in findings}
    # On its own day too, as `extract` judges.
    assert {f.measure.id for f in judge_library(library, load_policy(), None)} == {f.measure.id for f in findings}


@each
def test_another_policy_counts_it(number: int) -> None:
    policy = replace(load_policy(), authority_texts=())
    assert len(judge_library(library_of(number), policy, DAY)) == len(library_of(number).measures)


@each
def test_a_proof_of_it_is_refused_and_not_believed(number: int) -> None:
    library, policy = library_of(number), load_policy()
    without = replace(policy, authority_texts=())
    texts = [{"number": text.number, "title": text.title} for text in policy.authority_texts]
    for measure in library.measures.values():
        document = library.documents[measure.document]
        forged = json.loads(json.dumps(prove(library, measure, without, DAY)))
        forged["policy"]["authority_texts"] = texts
        found = FaultCode.OF_AUTHORITY in {fault.code for fault in verify(forged).faults}
        if authority_of(library, document, policy) is None:
            assert not found and prove(library, measure, policy, DAY)
            continue
        with pytest.raises(NotFoundError, match="清理所依据的文件"):
            prove(library, measure, policy, DAY)
        # A title without its office is told by the notice above alone, a title damaged or broken by its likeness.
        assert found or not (document.title or "").startswith(("国务院办公厅", "国家发展")) or document.number is None


def test_what_is_shown_of_it_says_why_it_does_not_count() -> None:
    library = library_of(0)
    (finding, *_) = [finding_aside(library, m, load_policy(), DAY) for m in library.measures.values()]
    assert finding is not None and finding.verdict is Verdict.EXEMPT and finding.disposal is Disposal.NONE
    assert not finding.is_gap and not finding.must_mend and finding.checks == {}
    assert finding.sentence.said_in("zh").startswith("权威文件，不计")
    assert "not counted" in finding.sentence.said_in("en")


# --- on every surface --------------------------------------------------------------------------

ENDING = """云岭省白水县教育局关于废止一份文件的通知

白教〔2022〕8号

各学校：

现决定自2022年6月1日起废止《白水县教育局关于校外培训信用管理的通知》（白教〔2019〕5号）。

白水县教育局

2022年5月9日
"""
ENDED = """云岭省白水县教育局关于校外培训信用管理的通知

白教〔2019〕5号

各学校：

一、对违规培训机构，列入全县培训机构黑名单。

白水县教育局

2019年5月9日
"""
DRAFT = """白水县水利局关于用水信用管理的通知（征求意见稿）

各乡镇人民政府：

一、对拖欠水费的单位，列入全县失信名单。
"""
REGULATION = """云岭省社会信用条例

（2019年1月10日云岭省第十三届人民代表大会常务委员会第八次会议通过）

第一条 为了规范社会信用，制定本条例。

第二条 对严重失信主体，限制参加政府采购活动。

第三条 本条例自2019年3月1日起施行。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Returns the address of a store with authority texts, an ended document, a draft and a source."""
    folder = tmp_path_factory.mktemp("authority")
    texts = {"forward": CASES[1]["text"], "alone": CASES[0]["text"], "ended": ENDED, "ending": ENDING}
    for name, text in (texts | {"draft": DRAFT, "regulation": REGULATION}).items():
        (folder / f"{name}.txt").write_text(text.strip() + "\n", encoding="utf-8")
    url = f"sqlite:///{folder / 'store.sqlite'}"
    assert not jobs.ingest([folder], store=url).failed
    return url


def test_groups_have_numbers_and_can_be_listed(store: str) -> None:
    report = jobs.gaps(store, as_of=DAY)
    assert report.groups == {
        Group.MUST_MEND: report.gaps + len(report.other),
        Group.UNSUPPORTED: len(report.unsupported),
        Group.DRAFTS: 1,
        Group.SOURCES: 1,
        Group.ENDED: 1,
        Group.AUTHORITY: 3,
    }
    assert sum(report.counts.values()) == 4
    for group, number in report.groups.items():
        listed = jobs.gaps(store, as_of=DAY, group=group)
        assert len(listed.findings) == number and listed.counts == report.counts and listed.gaps == report.gaps
        assert {f.aside for f in listed.findings} <= {group if group in (Group.ENDED, Group.AUTHORITY) else None}
    (source,) = jobs.gaps(store, as_of=DAY, group=Group.SOURCES).findings
    assert source.document.title == "云岭省社会信用条例"
    (ended,) = jobs.gaps(store, as_of=DAY, group=Group.ENDED).findings
    assert "黑名单" in ended.measure.text and ended.verdict is Verdict.DEAD_END and not ended.is_gap
    assert ended.sentence.said_in("zh").startswith("已失效（")
    everything = Filters(verdicts=frozenset(Verdict))
    assert len(jobs.gaps(store, as_of=DAY, filters=everything).findings) == 4
    alone = Filters(document="国办发〔2020〕49号")
    assert len(jobs.gaps(store, as_of=DAY, filters=alone, group=Group.AUTHORITY).findings) == 2


def test_before_the_repeal_the_measure_is_no_ended_one(store: str) -> None:
    report = jobs.gaps(store, as_of=date(2022, 5, 31))
    assert report.groups[Group.ENDED] == 0 and sum(report.counts.values()) == 5


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_prints_them(store: str, lang: str, capfd: pytest.CaptureFixture[str]) -> None:
    def said(*words: str) -> tuple[int, str]:
        status = main([*words, "--as-of", DAY.isoformat(), "--store", store, "--lang", lang])
        return status, capfd.readouterr().out

    status, text = said("gaps")
    assert status == 1 and "移出失信主体名单" not in text and "严重失信主体名单" not in text
    assert ("权威文件 3" if lang == "zh" else "authority texts 3") in text
    status, text = said("gaps", "--group", "authority")
    assert status == 1 and "移出失信主体名单" in text and "全县失信企业名单" not in text
    assert ("权威文件 3 条" if lang == "zh" else "authority texts: 3") in text
    status, text = said("gaps", "--json", "--group", "ended")
    value = json.loads(text)
    assert [finding["aside"] for finding in value["findings"]] == ["ended"]
    assert value["groups"]["authority"] == 3 and value["groups"]["ended"] == 1
    (first, *_) = jobs.gaps(store, as_of=DAY, group=Group.AUTHORITY).findings
    status, text = said("trace", first.measure.id)
    assert status == 0 and ("权威文件，不计" if lang == "zh" else "not counted") in text


@pytest.mark.parametrize("number", [0, 1])
def test_a_check_says_that_they_are_not_counted(number: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(CASES[number]["text"], encoding="utf-8")
    status = main(["check", str(path), "--as-of", DAY.isoformat(), "--lang", "zh"])
    assert "权威文件，不计" in capfd.readouterr().out
    assert status == (1 if CASES[number]["own"] else 0)
    main(["check", str(path), "--json", "--as-of", DAY.isoformat()])
    value = json.loads(capfd.readouterr().out)
    assert sum(row["measures"] for row in value["authority"]) == CASES[number]["authority"]
    assert len(value["findings"]) == len(CASES[number]["own"])


def test_nothing_of_them_hangs_on_a_source(store: str) -> None:
    source = jobs.impact(store, "国办发〔2020〕49号", as_of=DAY)
    assert (source.lapses, source.source.all) == (0, 0)


def test_what_is_extracted_has_none_of_them() -> None:
    for case in CASES[:4]:
        (label,) = jobs.extract([json.dumps({"id": "a", "text": case["text"]})])
        assert label.label is not None and len(label.label["measures"]) == len(case["own"])  # type: ignore[arg-type]


def test_a_store_judged_anew_has_none_of_them(store: str) -> None:
    judged = everything_of(store, DAY)
    assert len(judged.findings) == 4
    assert {f.aside for f in judged.aside} == {Group.ENDED, Group.AUTHORITY}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_say_it_and_show_them_apart(store: str, lang: str) -> None:
    board, scene = board_of(store, DAY), Scene(lang=lang, day=DAY)
    judged = everything_of(store, DAY)
    assert {f.measure.text for f in judged.subjects}.isdisjoint(f.measure.text for f in judged.aside)
    for row in board.rows([row.id for row in judged.rows]):
        view = board.view(row.id)
        card = words_of(cards.document_card(view, scene))
        is_authority = row.number in ("国办发〔2020〕49号", "发改办财金〔2021〕15号")
        assert (("权威文件，不计" if lang == "zh" else "authority text, not counted") in card) is is_authority
        if is_authority:
            assert row.measures == row.gaps == row.must_mend == 0
            assert len(view.findings) == len([m for m in view.marks if m.kind is MarkKind.MEASURE]) > 0
            said = words_of(cards.measure_card(view.findings[0], scene))
            assert ("权威文件，不计" if lang == "zh" else "Authority text, not counted") in said
    numbers = board.groups(views.Selection().filters())
    assert numbers[Group.AUTHORITY] == 3 and numbers[Group.ENDED] == 1 and numbers[Group.SOURCES] == 1
    ended = board.page(views.Selection(group=Group.ENDED).listed())
    assert "全县培训机构黑名单" in words_of(views.measure_list(ended.findings, scene, ""))
    assert len(judged.rows) - sum(sum(numbers.values()) for numbers in board.read.values()) == 2
    assert "49号" in cards.aside_list([row() for row in board.set_aside.rows], board.cleanup, scene)
    places = views.place_rows(board.read, board.tally_by_place(subjects=True), board.tally_by_place(subjects=False))
    whole = [row for row in places if not row.own and not row.depth]
    assert sum(row.sources for row in whole) == 1 and sum(row.measures for row in whole) == 3
