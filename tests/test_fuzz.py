"""The fuzzer finds what a reader must never do, and makes it small; the files that it starts from are valid."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import fuzz, mutation
from benchmarks.small_files import SEEDS
from graph_schema.errors import InputError
from graph_schema.page_map import Box, PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats.file_text import Cell, FileText, Table
from ingest.parallel import started

SIGN = b"\xff\x00"


def refuses(data: bytes, name: str) -> FileText:
    raise InputError("file.empty", name=name)


def breaks(data: bytes, name: str) -> FileText:
    if SIGN in data:
        raise LookupError(name)
    return FileText(text="甲", encoding="x")


def dies(data: bytes, name: str) -> FileText:
    if SIGN in data:
        os._exit(3)
    return FileText(text="甲", encoding="x")


def told(reader: Callable[[bytes, str], object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> fuzz.Run:
    """Returns the run of a reader that is not in the table, tried for as long as it takes to meet the sign once or twice."""
    monkeypatch.setattr(fuzz, "readers", lambda: {"mine": {".txt": reader}})
    monkeypatch.setattr(
        fuzz, "mutated", lambda data, chance, others: data[:9] + (SIGN if chance.random() < 0.1 else b"")
    )
    with started(1) as workers:
        return fuzz.try_reader("mine", 0.2, 1, workers, lambda run, short: None)


@pytest.mark.parametrize(("reader", "short"), [(breaks, "LookupError"), (dies, "process ended")])
def test_what_a_reader_must_not_do_is_found(
    reader: Callable[[bytes, str], object], short: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = told(reader, monkeypatch, tmp_path)
    assert [short in fault for fault in run.faults] == [True]
    assert run.counts[fuzz.READ] and not run.counts[fuzz.REFUSED]
    given, why = next(iter(run.faults.values()))
    assert SIGN in given[1] and why
    assert fuzz.smaller(given, lambda one: SIGN in one[1]) == (".txt", SIGN)
    assert fuzz.keep_fault(tmp_path, "mine", "short", given, why).read_bytes() == given[1]


def test_a_refusal_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = told(refuses, monkeypatch, tmp_path)
    assert not run.faults and run.counts[fuzz.REFUSED] and not run.counts[fuzz.READ]


def test_what_does_not_hold_together_is_named() -> None:
    def repair(start: int, end: int) -> Repair:
        return Repair(kind=RepairKind.PAGE_NOISE, span=Span(start, end), replacement="")

    beyond, endless = PageMap(), PageMap()
    beyond.add(0, 9, beyond.add_part("", Unit.PAGE), 1)
    endless.add(0, 2, endless.add_part("", Unit.PAGE), 1, Box(0, 0, float("inf"), 1))
    table = Table(name="", rows=((1, ((0, Cell(words="甲", rows=0)),)),))
    good = FileText(text="甲乙丙", encoding="x", repairs=(repair(0, 1), repair(1, 3)))
    wrong = [
        FileText(text="甲\ud800", encoding="x"),
        FileText(text="甲\0", encoding="x"),
        FileText(text="甲乙丙", encoding="x", repairs=(repair(1, 4),)),
        FileText(text="甲乙丙", encoding="x", repairs=(repair(0, 2), repair(1, 3))),
        FileText(text="甲乙丙", encoding="x", page_map=beyond),
        FileText(text="甲乙丙", encoding="x", page_map=endless),
        FileText(text="甲乙丙", encoding="x", tables=(table,)),
        FileText(text="甲乙丙", encoding="x", unread_pages=(0,)),
    ]
    assert not list(fuzz.wrongs(good))
    assert all(list(fuzz.wrongs(one)) for one in wrong)


@pytest.mark.parametrize("suffix", SEEDS)
def test_a_file_is_mutated_by_chance_alone_and_stays_small(suffix: str) -> None:
    for data in SEEDS[suffix]:
        first, again = ([mutation.mutated(data, random.Random(n), [data]) for n in range(20)] for _ in range(2))
        assert first == again
        assert len(set(first)) > 10 and all(len(one) <= mutation.MOST for one in first)


@pytest.mark.parametrize("reader", fuzz.readers())
def test_each_reader_reads_the_files_that_it_is_tried_with(reader: str) -> None:
    seeds = fuzz.seeds_for(list(fuzz.readers()[reader]))
    assert seeds, "benchmarks/small_files.py, SEEDS: none of its suffixes"
    assert [fuzz.judged(reader, one).kind for one in seeds] == [fuzz.READ] * len(seeds)
