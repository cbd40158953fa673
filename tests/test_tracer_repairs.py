"""The repairs of a file: listed with their places, left out on demand, remembered by the store through corrections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.errors import NotFoundError
from graph_schema.records import Repair, Span, Undo
from graph_schema.terms import RepairKind
from tracer import jobs
from tracer.cli import app as cli
from tracer.cli.printing.repairs import shortened
from tracer.jobs import opened
from tracer.jobs.undone import CarriedOver, carried_over
from tracer.show.repairs import kept_rows, repair_rows, undoing

TEXT = """澧泉市人民政府文件
澧政发[2021]第08号
澧泉市人民政府关于信用 工作的通知
各单位：
一、根据《关于信用的意见》（国发[2016]第033号），对失信企业限制招标。
— 3 —
二、对失信企业列入黑名单。
澧泉市人民政府
2021年5月6日
"""
BLANK = Repair(kind=RepairKind.BLANK, span=Span(2, 3), replacement="")
NUMBER = Repair(kind=RepairKind.NUMBER, span=Span(5, 7), replacement="乙")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "通知.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/库.sqlite"


def numbers_in(store: str) -> set[str | None]:
    with opened(store) as source:
        return {c.number for reading in source.readings() for c in reading.citations} - {None}


def test_rows_name_line_and_column_and_keep_their_numbers() -> None:
    rows = repair_rows("甲\n 乙\n丙丁", [BLANK, NUMBER], [NUMBER])
    assert [(r.number, r.line, r.column, r.words, r.made) for r in rows] == [
        (1, 2, 1, " ", False),
        (2, 3, 1, "丙丁", True),
    ]


def test_a_repair_that_comes_only_now_has_no_number() -> None:
    rows = repair_rows("甲\n 乙\n丙丁", [BLANK], [BLANK, NUMBER])
    assert [r.number for r in rows] == [1, None]


def test_numbers_and_kinds_become_places() -> None:
    assert undoing([BLANK, NUMBER], [2, 2], [RepairKind.BLANK]) == (
        Undo(kind=RepairKind.BLANK, span=None),
        Undo(kind=RepairKind.NUMBER, span=Span(5, 7)),
    )
    for number in (0, 3, -1):
        with pytest.raises(NotFoundError):
            undoing([BLANK, NUMBER], [number], [])


def test_every_repair_is_listed_with_what_stood_there(file: Path) -> None:
    rows = jobs.repairs(file).rows
    assert [(r.kind.value, r.line, r.column, r.words, r.replacement) for r in rows if r.kind is RepairKind.NUMBER] == [
        ("number", 2, 1, "澧政发[2021]第08号", "澧政发〔2021〕8号"),
        ("number", 5, 15, "国发[2016]第033号", "国发〔2016〕33号"),
    ]
    assert all(r.made for r in rows) and [r.number for r in rows] == list(range(1, len(rows) + 1))


def test_undoing_keeps_the_numbers_of_the_list(file: Path) -> None:
    before = jobs.repairs(file).rows
    after = jobs.repairs(file, undo=[2], keep=[RepairKind.NUMBER]).rows
    assert [(r.number, r.kind, r.words) for r in after] == [(r.number, r.kind, r.words) for r in before]
    assert [r.number for r in after if not r.made] == [
        r.number for r in before if r.kind is RepairKind.NUMBER or r.number == 2
    ]


def test_check_reads_the_file_without_the_repair(file: Path) -> None:
    number = next(r.number for r in jobs.repairs(file).rows if "国发" in r.words)
    assert number is not None
    assert "国发〔2016〕33号" in {c.number for c in jobs.check(file).reading.citations}
    assert "国发〔2016〕33号" not in {c.number for c in jobs.check(file, undo=[number]).reading.citations}


def test_what_is_remembered_holds_for_the_bytes(file: Path, store: str, tmp_path: Path) -> None:
    jobs.ingest([file], store)
    jobs.repairs(file, store=store, keep=[RepairKind.NUMBER], remember=True)
    raw = {"澧政发[2021]第08号", "国发[2016]第033号"}
    assert numbers_in(store) == raw
    # A copy elsewhere is the same file; listing and checking follow the store.
    copy = tmp_path / "副本" / "另名.txt"
    copy.parent.mkdir()
    copy.write_bytes(file.read_bytes())
    assert jobs.ingest([copy, file], store).unchanged == (str(file),)
    assert numbers_in(store) == raw
    assert [r.words for r in jobs.repairs(copy, store=store).rows if not r.made] == sorted(raw, reverse=True)
    assert jobs.check(copy, store=store).document.number == "澧政发[2021]第08号"
    # None named: all repairs are made again, in both copies.
    jobs.repairs(file, store=store, remember=True)
    assert numbers_in(store) == {"澧政发〔2021〕8号", "国发〔2016〕33号"}


def test_what_was_undone_follows_a_corrected_text(file: Path, store: str) -> None:
    jobs.ingest([file], store)
    number = next(r.number for r in jobs.repairs(file).rows if "国发" in r.words)
    assert number is not None
    jobs.repairs(file, store=store, undo=[number], remember=True)
    file.write_text("\n" + TEXT + "抄送：各县。\n", encoding="utf-8")
    assert [r.words for r in jobs.repairs(file, store=store).rows if not r.made] == ["国发[2016]第033号"]
    report = jobs.ingest([file], store)
    assert numbers_in(store) == {"澧政发〔2021〕8号", "国发[2016]第033号"} and report.undone_lost == ()
    # Where the place itself was corrected, nothing is left to undo, and that is told.
    file.write_text(TEXT.replace("国发[2016]第033号", "国发〔2016〕33号"), encoding="utf-8")
    report = jobs.ingest([file], store)
    assert report.undone_lost == ((str(file), 1),)
    assert numbers_in(store) == {"澧政发〔2021〕8号", "国发〔2016〕33号"}


def test_a_whole_kind_that_was_undone_stays_undone(file: Path, store: str) -> None:
    jobs.ingest([file], store)
    jobs.repairs(file, store=store, keep=[RepairKind.NUMBER], remember=True)
    file.write_text(TEXT + "抄送：各县。\n", encoding="utf-8")
    jobs.ingest([file], store)
    assert numbers_in(store) == {"澧政发[2021]第08号", "国发[2016]第033号"}


@settings(max_examples=sized(100, 2000))
@given(st.text("甲乙丙，。", min_size=3, max_size=60), st.data())
def test_a_place_is_carried_over_to_its_own_words(text: str, data: st.DataObject) -> None:
    """Edits before and behind it leave a place where its words are; it never comes to stand on others."""
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    before, behind = data.draw(st.text("丁戊", max_size=5)), data.draw(st.text("丁戊", max_size=5))
    undo = Undo(kind=RepairKind.BLANK, span=span)
    carried = carried_over([undo], text, before + text + behind)
    for one in carried.undone:
        assert one.span is not None and one.span.of(before + text + behind) == span.of(text)
    assert len(carried.undone) + len(carried.lost) == 1
    assert carried_over([undo], text, text) == CarriedOver((undo,), ())


def test_a_store_without_the_file_cannot_remember(file: Path, store: str) -> None:
    with opened(store, create=True), pytest.raises(NotFoundError):
        jobs.repairs(file, store=store, keep=[RepairKind.BLANK], remember=True)


def test_a_stored_reading_shows_what_was_undone(file: Path, store: str) -> None:
    jobs.ingest([file], store)
    jobs.repairs(file, store=store, undo=[1], remember=True)
    with opened(store) as source:
        (reading,) = source.readings()
    rows = kept_rows(reading)
    assert [(r.words, r.made) for r in rows if not r.made] == [("澧政发[2021]第08号", False)]
    assert len(rows) == len(jobs.repairs(file).rows)


@pytest.mark.parametrize(
    ("words", "shown"),
    [(" \u3000\t", "␣␣⇥"), ("甲\r\n乙", "甲↵乙"), ("字" * 41, "字" * 20 + "…" + "字" * 10), ("\x1b[1m", "?")],
)
def test_words_are_shown_on_one_line(words: str, shown: str) -> None:
    assert "\x1b" not in shortened(words) and "\n" not in shortened(words)
    assert shortened(words) == shown or shown == "?"


def test_the_command_lists_and_exits(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["repairs", str(file), "--keep", "blank"]) == 0
    out = capsys.readouterr().out
    assert "第 2 行第 1 列  澧政发[2021]第08号 → 澧政发〔2021〕8号" in out and "未修" in out
    assert cli.main(["repairs", str(file), "--json", "--undo", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"path", "repairs", "kept"}
    assert report["repairs"][0]["made"] is False
    assert set(report["repairs"][0]) == {
        *("number", "kind", "start", "end", "line", "column", "words", "replacement", "made")
    }
    assert cli.main(["repairs", str(file), "--undo", "99"]) == 2
    assert cli.main(["repairs", str(file), "--keep", "everything"]) == 2
