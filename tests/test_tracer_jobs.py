"""The jobs on real texts: reading, registry, chains and store as they are, nothing in their stead."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from small_corpus import CITY, CLEAN, PROVINCE, write_corpus

import tracer
from graph_schema.errors import InputError, NotFoundError, PolicyError, StoreError
from graph_schema.records import Finding, Undo
from graph_schema.terms import MeasureKind, RepairKind, Verdict
from tracer import jobs
from tracer.show.board import Board, Filters
from tracer.show.drawing import Lane, chain_view
from tracer.show.rows import MarkKind, gap_row
from tracer.store import open_store
from tracer.work import JUDGING, LAYING, Progress

TODAY = date(2026, 1, 1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Returns a store with the three documents of the small corpus."""
    address = f"sqlite:///{tmp_path}/store.sqlite"
    report = jobs.ingest([write_corpus(tmp_path / "公文")], address)
    assert (len(report.added), report.failed) == (3, ())
    return address


def dump(address: str) -> list[object]:
    """Returns all that a store says, as it would be printed."""
    from tracer.show.as_json.findings import finding_json

    return [
        finding_json(f, "zh")
        for f in jobs.gaps(address, as_of=TODAY, filters=Filters(verdicts=frozenset(Verdict))).findings
    ]


# --- ingest ---


def test_ingesting_twice_changes_nothing(url: str, tmp_path: Path) -> None:
    before = dump(url)
    report = jobs.ingest([tmp_path / "公文"], url)
    assert (report.added, report.replaced, len(report.unchanged)) == ((), (), 3)
    assert dump(url) == before


def test_the_order_of_ingest_does_not_show(url: str, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.sqlite"
    for name in ("局.txt", "省.txt", "市.txt"):
        jobs.ingest([tmp_path / "公文" / name], other)
    assert dump(other) == dump(url)


def test_several_workers_fill_the_same_store_as_one(tmp_path: Path) -> None:
    """Unreadable files, copies of a file whose repairs were undone, one of them changed on the way."""
    folder, copies = tmp_path / "公文", [f"{n:02}副.txt" for n in (10, 20, 30)]
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(PROVINCE.replace("8号", f"{number + 100}号"), encoding="utf-8")
    (folder / "05.txt").write_bytes(b"%PDF-1.7")
    stores = [f"sqlite:///{tmp_path}/{workers}.sqlite" for workers in (1, 2, 3)]
    reports = []
    for workers, store in enumerate(stores, start=1):
        for name in copies:
            (folder / name).unlink(missing_ok=True)
        (folder / copies[0]).write_text(CITY, encoding="utf-8")
        jobs.ingest([folder], store, workers=workers)
        sha256 = hashlib.sha256(CITY.encode()).hexdigest()
        jobs.undo_repairs(store, sha256, [Undo(kind=RepairKind.BLANK, span=None)])
        (folder / copies[0]).write_text(CLEAN, encoding="utf-8")
        for name in copies[1:]:
            (folder / name).write_text(CITY, encoding="utf-8")
        reports.append(jobs.ingest([folder], store, workers=workers))
    assert len(reports[0].failed) == 1 and len(reports[0].added) == 2 and len(reports[0].replaced) == 1
    assert [str(report).replace(report.url, reports[0].url) for report in reports] == [str(reports[0])] * 3
    held = []
    for store in stores:
        with open_store(store) as opened:
            held.append((opened.entries(), list(opened.readings())))
    assert held[1] == held[0] and held[2] == held[0]


def test_a_changed_file_replaces_its_earlier_text(url: str, tmp_path: Path) -> None:
    file = tmp_path / "公文" / "局.txt"
    file.write_text(CLEAN.replace("依照《中华人民共和国旅游法》第一百零八条，", ""), encoding="utf-8")
    before = jobs.gaps(url, as_of=TODAY).gaps
    report = jobs.ingest([tmp_path / "公文"], url)
    assert report.replaced == (str(file),)
    assert len(report.unchanged) == 2
    assert jobs.gaps(url, as_of=TODAY).gaps == before + 1


def test_a_bad_file_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "公文")
    (folder / "坏.txt").write_bytes(b"%PDF-1.7 ...")
    (folder / "空.txt").touch()
    report = jobs.ingest([folder, tmp_path / "没有.txt", tmp_path / "空夹"], f"sqlite:///{tmp_path}/s.sqlite")
    assert [Path(path).name for path in report.added] == ["局.txt", "市.txt", "省.txt"]
    named = {Path(path).name: error for path, error in report.failed}
    assert set(named) == {"坏.txt", "空.txt", "没有.txt", "空夹"}
    assert all(isinstance(error, InputError) for error in named.values())


def test_a_relative_path_and_the_full_one_are_the_same_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "公文")
    report = jobs.ingest(["省.txt", "./市.txt", tmp_path / "公文" / "市.txt"], url)
    assert (report.added, len(report.unchanged)) == ((), 2)


def test_a_copy_of_a_file_does_not_count_twice(url: str, tmp_path: Path) -> None:
    before = dump(url)
    (tmp_path / "副本.txt").write_text(PROVINCE, encoding="utf-8")
    assert len(jobs.ingest([tmp_path / "副本.txt"], url).added) == 1
    assert dump(url) == before


def test_progress_tells_each_file_and_the_end(tmp_path: Path) -> None:
    seen: list[Progress] = []
    jobs.ingest([write_corpus(tmp_path / "公文")], f"sqlite:///{tmp_path}/s.sqlite", on_progress=seen.append)
    assert [(p.done, p.total) for p in seen if p.doing is None] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    for doing in dict.fromkeys(p.doing for p in seen if p.doing is not None):
        steps = [(p.done, p.total) for p in seen if p.doing == doing]
        assert steps[0][0] == 0 and steps[-1][0] == steps[-1][1] > 0 and steps == sorted(steps)
    assert len({p.doing for p in seen}) == 3
    assert seen[0].path is not None and seen[0].path.endswith(".txt")
    assert seen[-1].path is None


def test_a_file_read_by_an_older_program_is_read_again(url: str, tmp_path: Path) -> None:
    from tracer.store import open_store

    with open_store(url, reader="an older one") as store:
        for reading in list(store.readings()):
            store.put(reading)
            store.remove(reading.source.path)
            store.put(reading)
    assert len(jobs.ingest([tmp_path / "公文"], url).replaced) == 3


# --- extract ---


def lines_of(*texts: str) -> Iterator[str]:
    return (json.dumps({"id": index, "text": text, "more": 1}) for index, text in enumerate(texts))


def test_extract_gives_one_label_a_line() -> None:
    labels = [done.label for done in jobs.extract(lines_of(PROVINCE, CLEAN))]
    first, second = labels
    assert first is not None and second is not None
    assert [first["id"], second["id"]] == [0, 1]
    assert set(first) == {"id", "doc", "segments", "citations", "measures", "unread"} and first["unread"] == []
    doc, measures = first["doc"], first["measures"]
    assert isinstance(doc, dict) and isinstance(measures, list)
    assert doc["number"] == "岭政办发〔2019〕8号" and doc["date"] == "2019-05-08" and doc["region"] == "云岭省"
    found = {(m["kind"], m["verdict"]) for m in measures}
    assert {("info_inclusion", "direct"), ("name_list", "dead_end"), ("incentive", "dead_end")} <= found
    assert all("reasons" in m and "checks" in m for m in measures)
    for m in measures:
        assert PROVINCE[m["start"] : m["end"]].strip()


def test_extract_names_each_bad_line_and_goes_on() -> None:
    good = json.dumps({"id": "a", "text": CLEAN})
    bad: list[str | bytes] = [
        "{",
        "[1]",
        '{"id": 1}',
        '{"id": 1, "text": 3}',
        '{"text": "x"}',
        '{"id": 1, "text": "\\ud800 名单"}',
        '{"id": 1, "text": "  "}',
        b'{"id": 1, "text": "\xff"}',
        "[" * 100_000,
        '{"id": ' + "9" * 5000 + ', "text": "x"}',
    ]
    done = list(jobs.extract([good, *bad, "", "   \n", good.encode()]))
    assert [d.line for d in done] == [*range(1, len(bad) + 2), len(bad) + 4]
    assert [d.error is None for d in done] == [True, *[False] * len(bad), True]
    for d in done[1:6]:
        assert d.error is not None and str(d.line) in d.error.message and f"Line {d.line} " in d.error.english
    assert done[0].label == done[-1].label


def test_extract_takes_the_first_line_with_a_bom() -> None:
    (done,) = jobs.extract([b"\xef\xbb\xbf" + json.dumps({"id": 1, "text": CLEAN}).encode()])
    assert done.error is None


def test_extract_judges_on_the_documents_own_date() -> None:
    """A law that came into force after the document is no basis for it."""
    text = CLEAN.replace("旅游法》第一百零八条", "噪声污染防治法》第八十四条")
    early = text.replace("2022", "2021")
    late = text.replace("2022", "2023")
    verdicts = []
    for done in jobs.extract(lines_of(early, late)):
        assert done.label is not None
        measures = done.label["measures"]
        assert isinstance(measures, list)
        verdicts.append([m["verdict"] for m in measures])
    assert verdicts == [["dead_end"], ["direct"]]


def test_several_workers_give_the_same_in_the_same_order(tmp_path: Path) -> None:
    lines: list[str | bytes] = [*lines_of(*[PROVINCE, CLEAN, CITY] * 7), "{", b"\xff"]
    alone, shared = list(jobs.extract(lines)), list(jobs.extract(lines, workers=2))
    assert [(d.line, d.label, str(d.error)) for d in shared] == [(d.line, d.label, str(d.error)) for d in alone]
    assert [d.error.in_language("en") for d in shared if d.error] == [
        d.error.in_language("en") for d in alone if d.error
    ]


def test_a_policy_that_does_not_hold_is_refused_before_any_work() -> None:
    with pytest.raises(PolicyError):
        list(jobs.extract([], policy="no such policy", workers=2))


def test_extract_reads_files_and_folders_too(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "公文")
    done = list(jobs.extract_files([folder, tmp_path / "none.txt", folder / "省.txt"]))
    assert [d.error is None for d in done] == [True, True, True, False, True]
    assert done[0].label is not None and done[0].label["id"] == str(folder / "局.txt")


# --- gaps ---


def test_gaps_are_the_dead_ends_that_count(url: str) -> None:
    report = jobs.gaps(url, as_of=TODAY)
    assert report.policy and report.as_of == TODAY
    assert all(f.is_gap for f in report.findings)
    kinds = {f.measure.kind for f in report.findings}
    assert MeasureKind.NAME_LIST in kinds and MeasureKind.INCENTIVE not in kinds
    assert report.gaps == len(report.findings) == report.counts[Verdict.DEAD_END] - 1  # the incentive
    assert report.counts[Verdict.DIRECT] == 2
    assert sum(report.counts.values()) == len(dump(url))


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (Filters(region="云岭省"), {"岭政办发〔2019〕8号", "鹭政发〔2021〕3号"}),
        (Filters(region="云岭省/鹭洲市"), {"鹭政发〔2021〕3号"}),
        (Filters(region="鹭洲市"), {"鹭政发〔2021〕3号"}),
        (Filters(issued_after=date(2019, 5, 8)), {"鹭政发〔2021〕3号"}),
        (Filters(issued_after=date(2019, 5, 7)), {"岭政办发〔2019〕8号", "鹭政发〔2021〕3号"}),
        (Filters(document="岭政办发[2019]8号"), {"岭政办发〔2019〕8号"}),
        (Filters(document="推进诚信建设"), {"鹭政发〔2021〕3号"}),
        (Filters(kinds=frozenset({MeasureKind.NAME_LIST})), {"岭政办发〔2019〕8号"}),
        (Filters(kinds=frozenset({MeasureKind.REPAIR})), set()),
    ],
)
def test_filters_narrow_the_list_and_the_counts(url: str, filters: Filters, numbers: set[str]) -> None:
    report = jobs.gaps(url, as_of=TODAY, filters=filters)
    assert {f.document.number for f in report.findings} == numbers
    assert report.counts[Verdict.DEAD_END] >= len(report.findings) == report.gaps


FORMER = """淮安市楚州区河灯管理局文件

楚河灯发〔2011〕3号

关于加强河灯管理的通知

各乡镇：

一、将受到行政处罚的放流人列入失信名单。

淮安市楚州区河灯管理局
2011年5月18日
"""


@pytest.mark.parametrize(
    ("region", "found"),
    [
        *((r, True) for r in ("楚州区", "淮安区", "江苏省/淮安市/楚州区", "江苏省/淮阴市", "淮阴市", "江苏省")),
        *((r, False) for r in ("清江浦区", "济南市", "全国", "某市")),
    ],
)
def test_a_renamed_county_is_found_by_either_name(tmp_path: Path, region: str, found: bool) -> None:
    (tmp_path / "a.txt").write_text(FORMER, "utf-8")
    store = f"sqlite:///{tmp_path / 's.sqlite'}"
    jobs.ingest([tmp_path / "a.txt"], store)
    with nullcontext() if found else pytest.raises(NotFoundError):
        assert len(jobs.gaps(store, as_of=TODAY, filters=Filters(region=region)).findings) == 1


def test_chosen_verdicts_change_the_list_and_not_the_counts(url: str) -> None:
    default = jobs.gaps(url, as_of=TODAY)
    direct = jobs.gaps(url, as_of=TODAY, filters=Filters(verdicts=frozenset({Verdict.DIRECT})))
    assert {f.verdict for f in direct.findings} == {Verdict.DIRECT}
    assert (direct.counts, direct.gaps) == (default.counts, default.gaps)
    dead = jobs.gaps(url, as_of=TODAY, filters=Filters(verdicts=frozenset({Verdict.DEAD_END})))
    assert len(dead.findings) == default.counts[Verdict.DEAD_END]


def test_all_that_must_be_mended_has_the_gaps_first(url: str) -> None:
    default = jobs.gaps(url, as_of=TODAY)
    mend = jobs.gaps(url, as_of=TODAY, filters=Filters(must_mend=True))
    assert all(f.must_mend for f in mend.findings)
    gaps = [f.is_gap for f in mend.findings]
    assert gaps == sorted(gaps, reverse=True)
    assert {f.measure.id for f in mend.findings} == {f.measure.id for f in (*default.findings, *default.other)}
    assert mend.other == ()


def test_a_day_before_the_documents_knows_none_of_them(url: str) -> None:
    assert sum(jobs.gaps(url, as_of=date(2018, 1, 1)).counts.values()) == 0
    assert {f.document.number for f in jobs.gaps(url, as_of=date(2020, 1, 1)).findings} == {"岭政办发〔2019〕8号"}


@pytest.mark.parametrize(
    "filters",
    [Filters(document="没有这份"), Filters(document="x〔2019〕8号"), Filters(document=""), Filters(region="某省")],
)
def test_nothing_to_report_on_is_not_the_same_as_no_gap(url: str, filters: Filters) -> None:
    with pytest.raises(NotFoundError):
        jobs.gaps(url, as_of=TODAY, filters=filters)


def test_an_empty_store_is_not_the_same_as_no_gap(tmp_path: Path) -> None:
    from tracer.store import open_store

    address = f"sqlite:///{tmp_path}/s.sqlite"
    with pytest.raises(StoreError):
        jobs.gaps(address)
    open_store(address).close()
    with pytest.raises(NotFoundError, match="tracer ingest"):
        jobs.gaps(address)


def test_an_unknown_policy_is_named(url: str) -> None:
    with pytest.raises(PolicyError, match="没有这样的规则"):
        jobs.gaps(url, policy="没有这样的规则")


# --- trace ---


def test_trace_gives_the_finding_that_the_list_shows(url: str) -> None:
    for finding in jobs.gaps(url, as_of=TODAY, filters=Filters(verdicts=frozenset(Verdict))).findings:
        assert jobs.trace(url, finding.measure.id, as_of=TODAY) == finding


def test_trace_says_why_there_is_no_finding(url: str) -> None:
    with pytest.raises(NotFoundError, match="没有这条措施"):
        jobs.trace(url, "d-000000000000.m1")
    measure = jobs.gaps(url, as_of=TODAY).findings[0].measure.id
    with pytest.raises(NotFoundError, match="文件日期"):
        jobs.trace(url, measure, as_of=date(1999, 1, 1))


# --- check ---


def test_check_judges_a_file_alone(tmp_path: Path) -> None:
    file = write_corpus(tmp_path / "公文") / "省.txt"
    report = jobs.check(file, as_of=TODAY)
    assert report.document.number == "岭政办发〔2019〕8号"
    assert report.gaps >= 2
    spans = [f.measure.span.start for f in report.findings]
    assert spans == sorted(spans) and len(spans) >= 4
    assert len(report.reading.segments) == 1


def test_check_sees_what_the_store_holds(tmp_path: Path) -> None:
    """The city's notice rests on a document that only the store has; that one rests on a law."""
    upper = PROVINCE.replace("现就有关事项通知如下。", "根据《中华人民共和国旅游法》，现就有关事项通知如下。")
    (tmp_path / "省.txt").write_text(upper, encoding="utf-8")
    (tmp_path / "市.txt").write_text(CITY, encoding="utf-8")
    address = f"sqlite:///{tmp_path}/s.sqlite"
    jobs.ingest([tmp_path / "省.txt"], address)
    alone = jobs.check(tmp_path / "市.txt", as_of=TODAY)
    together = jobs.check(tmp_path / "市.txt", store=address, as_of=TODAY)
    assert [f.verdict for f in alone.findings] == [Verdict.DEAD_END]
    assert [f.verdict for f in together.findings] == [Verdict.INDIRECT]
    assert {f.document.number for f in together.findings} == {"鹭政发〔2021〕3号"}


def test_check_is_about_this_version_not_about_the_one_in_the_store(url: str, tmp_path: Path) -> None:
    """A longer text of the same document in the store must not stand for the one under check."""
    shorter = PROVINCE.replace("三、对守信旅行社在办理备案时给予容缺受理。\n\n", "")
    for file in (tmp_path / "公文" / "省.txt", tmp_path / "新稿.txt"):
        file.write_text(shorter, encoding="utf-8")
        report = jobs.check(file, store=url, as_of=TODAY)
        assert {f.document.id for f in report.findings} == {report.document.id}
        assert MeasureKind.INCENTIVE not in {f.measure.kind for f in report.findings}
        assert report.gaps == 2


def test_check_keeps_nothing(url: str, tmp_path: Path) -> None:
    before = dump(url)
    file = tmp_path / "草稿.txt"
    file.write_text(CITY.replace("3号", "9号"), encoding="utf-8")
    jobs.check(file, store=url)
    assert dump(url) == before


def test_a_draft_is_checked_for_the_review_before_issue(tmp_path: Path) -> None:
    from graph_schema.terms import Check

    file = write_corpus(tmp_path / "公文") / "市.txt"
    issued, draft = (jobs.check(file, as_of=TODAY, draft=flag).findings[0].checks for flag in (False, True))
    assert Check.PRE_ISSUANCE not in issued and Check.PRE_ISSUANCE in draft


def test_a_file_without_a_document_is_no_clean_document(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("第 2 页\n— 3 —\n", encoding="utf-8")  # what a scan of empty pages leaves
    with pytest.raises(InputError, match=r"x\.txt"):
        jobs.check(file)


# --- rows for screens ---


@pytest.fixture
def board(url: str) -> Iterator[Board]:
    """Yields what screens ask of the store."""
    with jobs.opened_board(url, as_of=TODAY) as opened:
        yield opened


def every(board: Board) -> tuple[Finding, ...]:
    """Returns all findings that count."""
    return tuple(board.every(Filters(verdicts=frozenset(Verdict))))


def test_a_board_has_all_that_screens_show(board: Board) -> None:
    assert board.edition and board.policy.id
    whole, places = board.tally(Filters()), board.tally_by_place(subjects=False)
    assert sorted(place for place, tally in places.items() if tally.measures) == ["云岭省", "云岭省/鹭洲市"]
    assert sum(tally.measures for tally in places.values()) == whole.measures == len(every(board))
    assert sum(tally.gaps for tally in places.values()) == whole.gaps == board.page(Filters()).total
    assert whole.must_mend == whole.gaps + board.page(Filters(rest=True)).total
    cards = board.with_most_gaps()
    assert cards[0].number == "岭政办发〔2019〕8号" and cards[0].worst is Verdict.DEAD_END
    assert [card.gaps for card in cards] == sorted((card.gaps for card in cards), reverse=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_gap_row_says_it_in_words(board: Board, lang: str) -> None:
    for row in (gap_row(finding, lang) for finding in board.every(Filters())):
        assert row.sentence and row.reasons and "✕" in row.chain_line and row.text
        assert row.chain_line.startswith("measure" if lang == "en" else "措施")


def test_the_marks_of_a_document_show_its_own_words(board: Board) -> None:
    for card in board.with_most_gaps():
        view = board.view(card.id)
        words = {f.measure.id: f.measure.text for f in view.findings}
        marked = {mark.id: view.text[mark.start : mark.end] for mark in view.marks if mark.kind is MarkKind.MEASURE}
        assert {key: "".join(text.split()) for key, text in marked.items()} == {
            key: "".join(text.split()) for key, text in words.items()
        }
        assert not words or any(mark.kind is MarkKind.CITATION for mark in view.marks)
        assert [mark.start for mark in view.marks] == sorted(mark.start for mark in view.marks)
    with pytest.raises(NotFoundError):
        board.view("d-none")


def test_a_chain_is_drawn_from_the_measure_to_its_source_or_its_breaks(board: Board) -> None:
    for finding in every(board):
        view = chain_view(finding, board.regions(finding))
        ids = {node.id for node in view.nodes}
        assert view.measure in ids
        assert all({edge.source, edge.target} <= ids for edge in view.edges)
        above = {edge.target for edge in view.edges}
        assert ids - above == {view.measure}  # everything hangs on the measure
        if finding.verdict is Verdict.DIRECT:
            assert [node.lane for node in view.nodes if node.reached] == [Lane.LAW]
            assert not any(node.broken for node in view.nodes)
        else:
            assert any(node.broken and node.reason for node in view.nodes)
            assert not any(node.reached for node in view.nodes)


def test_local_documents_stand_in_the_lane_of_their_place(board: Board) -> None:
    (finding,) = (f for f in every(board) if f.document.number == "鹭政发〔2021〕3号")
    lanes = {node.kind: node.lane for node in chain_view(finding, board.regions(finding)).nodes}
    assert lanes == {"Measure": Lane.CITY, "Provision": Lane.CITY, "Document": Lane.PROVINCE}


# --- the package as a library ---


def test_the_package_gives_the_jobs_the_records_and_the_errors(url: str) -> None:
    assert tracer.gaps(url, as_of=TODAY) == jobs.gaps(url, as_of=TODAY)
    for name in tracer.__all__:
        assert getattr(tracer, name) is not None
    assert set(dir(tracer)) == set(tracer.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        tracer.nothing_of_the_kind  # noqa: B018


def test_the_version_is_that_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert tracer.__version__ == project["project"]["version"]


def test_judging_tells_how_far_judgements_and_graph_are(tmp_path: Path) -> None:
    seen: list[Progress] = []
    url = f"sqlite:///{tmp_path}/s.sqlite"
    jobs.ingest([write_corpus(tmp_path / "公文")], url)
    judged = jobs.judge_store(url, as_of=date(2020, 1, 1), on_progress=seen.append)
    told = {doing: [one for one in seen if one.doing == doing] for doing in (JUDGING, LAYING)}
    assert [(doing, some[0].done, some[-1].done) for doing, some in told.items()] == [
        (doing, 0, judged.documents) for doing in (JUDGING, LAYING)
    ]
