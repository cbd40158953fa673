"""The benchmark runs on any texts, whatever else is installed; how fast is no matter of a test."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from graph_schema.records import SourceFile
from ingest.reading import read

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import answers, offices
from benchmarks import reading as bench

TEXT = "关于信用的通知\n\n各单位：\n\n一、依照《种子法》第五十条，将受到处罚的企业列入失信名单。\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Returns texts as a child of the benchmark gets them."""
    path = tmp_path / "texts.json"
    path.write_text(json.dumps([TEXT] * 3), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "row", [r for r in bench.ROWS if not r.__name__.startswith("jionlp")], ids=lambda r: r.__name__
)
def test_a_row_gives_its_seconds(row: object, file: Path) -> None:
    found = bench.in_child(getattr(row, "__name__", ""), file)
    assert found["seconds"] > 0


def test_the_stages_are_parts_of_the_whole(file: Path) -> None:
    found = bench.child("--child", "stages", str(file))
    assert isinstance(found, dict), found
    assert set(found) == {"all", *bench.STAGES}, "a stage was renamed: name it in STAGES again"
    parts = sum(found.values()) - found["all"]
    assert 0.5 * found["all"] < parts <= found["all"]


def test_what_cannot_run_says_why(tmp_path: Path) -> None:
    found = bench.child("--child", "reading", str(tmp_path / "missing.json"))
    assert isinstance(found, str) and "missing.json" in found


def test_texts_are_varied_where_there_are_no_real_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bench, "SHARED", tmp_path / "none")
    ((name, texts),) = bench.corpora(0.3).items()
    assert "generated" in name and len(texts) == len(set(texts))
    assert bench.size_of(*texts) >= 0.3


def test_generated_offices_are_read_for_what_they_are(tmp_path: Path) -> None:
    papers = offices.plan(40, seed=3)
    assert list(offices.write_offices(tmp_path / "one", 40, seed=3)) == []
    for paper in papers:
        text = (tmp_path / "one" / offices.file_name(paper.at)).read_text(encoding="utf-8")
        assert text == offices.text_of(paper, offices.Size.MIXED, 3)
        if paper.form not in (offices.Form.REGULATION, offices.Form.DRAFT, offices.Form.CAPTURE):
            found = read(SourceFile(path="text", sha256="", encoding="utf-8", text=text))
            assert found.documents[0].number == paper.number and found.documents[0].date == paper.day
            assert found.measures or paper.form is offices.Form.CLEANUP


def test_generated_offices_cite_upward_what_is_older() -> None:
    papers = offices.plan(300, seed=3)
    assert {p.form for p in papers} > {offices.Form.NOTICE, offices.Form.FORWARD, offices.Form.CAPTURE}
    assert all(above.day <= paper.day for paper in papers for above in paper.above)
    assert any(second.above for paper in papers for first in paper.above for second in first.above)


def test_the_table_of_answers_has_the_slope_between_its_sizes() -> None:
    small: dict[str, answers.Cost | str] = {"gaps": answers.Cost(1, 1, 50), "trace": answers.Cost(1, 1, 50)}
    large: dict[str, answers.Cost | str] = {"gaps": answers.Cost(10, 10, 90), "trace": "failed: no such measure"}
    *_, gaps, trace = answers.table([100, 1000], [small, large]).splitlines()
    assert gaps == "| gaps | 1.00 s · 50 MB | 10.00 s · 90 MB | 1.00 |"
    assert trace == "| trace | 1.00 s · 50 MB | failed: no such measure |  |"


def test_a_row_of_answers_is_the_time_of_its_own_process() -> None:
    cost = answers.cost_of(["-c", "sum(range(3_000_000))"])
    assert cost.cpu > 0 and cost.peak > 0
    with pytest.raises(RuntimeError, match="no such thing"):
        answers.cost_of(["-c", "import sys; print('no such thing', file=sys.stderr); sys.exit(2)"])
