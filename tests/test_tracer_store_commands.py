"""tracer store judge, search, log and show, as people and scripts meet them."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from small_corpus import write_corpus

from tracer.cli.app import main
from tracer.cli.options import BAD_INPUT, GAPS, OK
from tracer.cli.store import CHANGES
from tracer.store.base.log import ChangeKind


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setenv("TRACER_USER", "甲")
    folder = write_corpus(tmp_path / "texts")
    assert main(["ingest", str(folder)]) == OK
    capsys.readouterr()
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """Returns what the command prints as JSON."""
    assert main(["store", *words, "--json"]) == OK
    return json.loads(capsys.readouterr().out)


def test_judging_keeps_graph_and_findings(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "judge", "--as-of", "2023-01-01")
    assert (first["policy"], first["as_of"], first["version"], first["removed"]) == ("credit-49", "2023-01-01", 3, 0)
    assert first["written"] > 20
    assert said(capsys, "judge", "--as-of", "2023-01-01")["written"] == 0
    shown = said(capsys, "show")
    assert shown["counts"]["sources"] == shown["nodes"]["Document"] == 3
    assert sum(shown["judgements"][0]["verdicts"].values()) == shown["nodes"]["Measure"]
    assert main(["gaps", "--as-of", "2023-01-01", "--json"]) == 1
    gaps = json.loads(capsys.readouterr().out)
    assert gaps["counts"] == shown["judgements"][0]["verdicts"]


def test_a_changed_file_touches_its_own_part_only(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything = said(capsys, "judge", "--as-of", "2023-01-01")["written"]
    file = corpus / "局.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("记入信用档案", "记入诚信档案"), encoding="utf-8")
    assert main(["ingest", str(corpus)]) == OK
    capsys.readouterr()
    again = said(capsys, "judge", "--as-of", "2023-01-01")
    assert 0 < again["written"] < everything / 2
    assert [c["kind"] for c in said(capsys, "log", "--since", "3")["changes"]] == ["replaced"]


def test_words_are_found_and_changes_listed(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hits = said(capsys, "search", "信用档案")["hits"]
    assert {hit["kind"] for hit in hits} == {"measure"} and all("信用档案" in hit["text"] for hit in hits)
    assert said(capsys, "search", "鹭政发〔2021〕3号", "--limit", "1")["hits"][0]["kind"] == "number"
    changes = said(capsys, "log")["changes"]
    assert [(c["version"], c["who"], c["kind"]) for c in changes] == [(n, "甲", "added") for n in (1, 2, 3)]
    assert {Path(c["subject"]).name for c in changes} == {"省.txt", "市.txt", "局.txt"}


WORDS_OF_SHOW = {
    "zh": ["文件 3、", "公文 3、", "措施 ", "人的决定 0", "依据图的关系：包含 "],
    "en": ["files 3, ", "documents 3, ", "measures ", "decisions of people 0", "Edges of the graph: CONTAINS "],
}


@pytest.mark.parametrize(
    ("lang", "stale"), [("zh", "此后库有 1 次改动，请再运行 tracer store judge"), ("en", "changes: 1")]
)
def test_people_read_what_the_store_holds(
    corpus: Path, capsys: pytest.CaptureFixture[str], lang: str, stale: str
) -> None:
    def printed(*words: str) -> str:
        assert main([*words, "--lang", lang]) == OK
        return capsys.readouterr().out

    assert stale not in printed("store", "show")
    for day in ("2022-01-01", "2023-01-01"):
        assert "2022-01-01" not in printed("store", "judge", "--as-of", day).replace(f" {day} ", "")
    shown = printed("store", "show")
    assert stale not in shown
    for words in WORDS_OF_SHOW[lang]:
        assert words in shown
    file = corpus / "局.txt"
    file.write_text(file.read_text(encoding="utf-8") + "列入黑名单。\n", encoding="utf-8")
    printed("ingest", str(corpus))
    assert printed("store", "show").count(stale) == 2
    again = printed("store", "judge", "--as-of", "2023-01-01")
    assert "2022-01-01" not in again
    assert printed("store", "show").count(stale) == 1


def test_judging_names_the_days_whose_findings_went(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for year in range(2013, 2024):
        assert said(capsys, "judge", "--as-of", f"{year}-01-01")["gone"] == []
    assert said(capsys, "judge", "--as-of", "2012-01-01")["gone"] == [{"policy": "credit-49", "as_of": "2013-01-01"}]


def test_judging_tells_what_was_judged_and_written(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counts = ("documents", "measures", "written", "removed")

    def judged() -> list[int]:
        told = said(capsys, "judge")
        return [told[name] for name in counts]

    documents, measures, written, removed = judged()
    assert (documents, measures, removed) == (0, 0, 0) and written > 20  # reading has judged
    assert judged() == [0, 0, 0, 0]
    file = corpus / "市.txt"
    file.write_text(file.read_text(encoding="utf-8") + "列入黑名单。\n", encoding="utf-8")
    assert main(["ingest", str(corpus)]) == OK
    capsys.readouterr()
    documents, measures, some, removed = judged()
    assert (documents, measures) == (0, 0) and 0 < some < written and removed > 0


@pytest.mark.parametrize(("lang", "word"), [("zh", "新入库"), ("en", "added")])
def test_the_log_speaks_in_words_and_in_the_time_of_the_place(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str, word: str
) -> None:
    at = datetime.fromisoformat(said(capsys, "log")["changes"][0]["at"])
    assert at.tzinfo == UTC
    monkeypatch.setenv("TZ", "CST-8")
    time.tzset()
    try:
        assert main(["store", "log", "--lang", lang]) == OK
    finally:
        monkeypatch.undo()
        time.tzset()
    local = at.astimezone(timezone(timedelta(hours=8))).strftime("%Y-%m-%d %H:%M:%S+08:00")
    first = capsys.readouterr().out.splitlines()[0]
    assert f"1  {local}  甲  {word}  " in first


def test_every_kind_of_change_has_a_word() -> None:
    assert set(CHANGES) == set(ChangeKind)


@pytest.mark.parametrize(
    ("words", "lang", "more"),
    [
        ("没有的字词", "zh", []),
        ("国办发[2020]49号", "zh", ["tracer impact '国办发〔2020〕49号'", "tracer registry search '国办发[2020]49号'"]),
        ("国办发2020 49号", "en", ["tracer impact '国办发〔2020〕49号'", "tracer registry search '国办发2020 49号'"]),
        ("征信业管理条例", "zh", ["《征信业管理条例》", "tracer impact '国务院令第631号'"]),
    ],
)
def test_where_nothing_is_found_it_is_said_what_was_searched(
    corpus: Path, capsys: pytest.CaptureFixture[str], words: str, lang: str, more: list[str]
) -> None:
    assert main(["store", "search", words, "--lang", lang]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert all(what in lines[0] for what in (("文号", "标题", "措施") if lang == "zh" else ("numbers", "measures")))
    assert len(lines) == (2 if more else 1)
    assert all(what in lines[1] for what in more)


@pytest.mark.parametrize(("lang", "says"), [("zh", "不是 UTF-8"), ("en", "not UTF-8")])
@pytest.mark.parametrize("words", ["\udcff", "公示\0"])
def test_words_that_are_no_text_are_refused(
    corpus: Path, capsys: pytest.CaptureFixture[str], words: str, lang: str, says: str
) -> None:
    assert main(["store", "search", words, "--lang", lang]) == BAD_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert says in line


@pytest.mark.parametrize("command", ["judge", "search 信用", "log", "show"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_people_get_lines(corpus: Path, capsys: pytest.CaptureFixture[str], command: str, lang: str) -> None:
    assert main(["store", *command.split(), "--lang", lang]) == OK
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    "words", [["search", "信用", "--limit", "many"], ["log", "--since", "-1"], ["judge", "--as-of", "someday"]]
)
def test_bad_values_are_refused(corpus: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["store", *words]) == BAD_INPUT
    assert words[-1] in capsys.readouterr().err


def test_without_a_store_it_is_said_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/none.sqlite")
    for words in (["search", "信用"], ["log"], ["show"], ["judge"]):
        assert main(["store", *words]) == BAD_INPUT
        assert "tracer ingest" in capsys.readouterr().err


def test_what_is_damaged_is_named_and_mended(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reading, the texts that are searched, the findings: each is found by check and mended by reading or judging anew."""
    before = said(capsys, "judge", "--as-of", "2023-01-01")
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE measure SET kind = 'joy' WHERE source = 1")
        connection.execute("DELETE FROM search_text WHERE source = 2")
        connection.execute("UPDATE finding SET verdict = 'direct', gap = 0")
        connection.execute("UPDATE node_measure SET text = '别的'")
    assert main(["store", "check", "--json"]) == GAPS
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert {fault["kind"] for fault in faults} == {"unreadable", "index", "graph"}
    # What is kept of today, and what counts alike on another day, needs no reading; a judgement of its own does.
    assert main(["store", "judge", "--as-of", "2022-06-01"]) == BAD_INPUT
    assert "--anew" in capsys.readouterr().err
    assert main(["ingest", str(corpus)]) == OK
    assert main(["store", "check"]) == GAPS
    assert main(["ingest", str(corpus), "--anew"]) == OK
    assert main(["store", "judge", "--as-of", "2023-01-01", "--anew"]) == OK
    capsys.readouterr()
    assert main(["store", "check"]) == OK
    capsys.readouterr()
    shown = said(capsys, "show")
    assert shown["version"] == before["version"] and shown["judgements"][0]["verdicts"]["dead_end"] > 0


def test_a_restore_that_fails_leaves_no_empty_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.backup").write_bytes(b"SQLite format 3\x00" + bytes(50))
    new = tmp_path / "new.sqlite"
    assert main(["store", "restore", str(tmp_path / "b.backup"), "--store", f"sqlite:///{new}"]) == BAD_INPUT
    assert "b.backup" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["b.backup"]
