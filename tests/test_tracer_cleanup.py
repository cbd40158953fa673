"""Cleanup decisions: what their rows say, which documents they name, and what they end (tests/cases/cleanup.toml)."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph_schema.records import Reading
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.bulk.standings import judge_all
from tracer.cli.app import main
from tracer.links.cleanup import ListedDocument
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.show.ended import ended_rows
from tracer.verdict.judge import judge

GIVEN: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "cleanup.toml").read_text(encoding="utf-8")
)
DOCUMENT = """{title}

{number}

各有关单位：

现就有关事项通知如下：

一、对超载的经营者，列入失信名单。

{issuer}
{date.year}年{date.month}月{date.day}日
"""


def text_of(given: dict[str, Any]) -> str:
    """Returns the text of a document of the case file."""
    return DOCUMENT.format(**given)


@cache
def listed_ones() -> tuple[Reading, ...]:
    """Returns the readings of the documents of the case file."""
    return tuple(read(file_of_text(text_of(one), f"{n}.txt"), {}) for n, one in enumerate(GIVEN["document"]))


def row_of(row: ListedDocument, library: Library) -> str:
    """Returns a row as the case file writes it."""
    document = library.documents.get(row.document or "")
    said = (row.state.value, row.day or "-", document.number if document else "-", "?" if row.condition else "")
    return " ".join(map(str, said)).strip()


@pytest.mark.parametrize("case", GIVEN["case"], ids=lambda case: str(case["purpose"]))
def test_lists_are_read_row_by_row(case: dict[str, Any]) -> None:
    assert set(case) == {"purpose", "text", "rows", "ended"}
    decision = read(file_of_text(case["text"].lstrip(), "decision.txt"), {})
    readings = [decision, *listed_ones()]
    library = build_library(readings, load_registry())
    assert [row_of(row, library) for row in library.listed] == case["rows"]
    assert decision.measures == ()
    listed = {one["title"] for one in GIVEN["document"]}
    assert not [document for document in decision.documents if document.title in listed]
    for row in library.listed:
        words = row.span.of(decision.source.text)
        assert "".join(row.words.split())[:8] in "".join(words.split()) or (row.title or "") in "".join(words.split())
    ended = {library.documents[id].number: one.day for id, one in library.ended.items()}
    assert ended == case["ended"]
    for id, one in library.ended.items():
        for day in (one.day - timedelta(days=1), one.day):
            judged = {f.document.id for f in judge(readings, load_registry(), load_policy(), day)}
            assert (id in judged) == (day < one.day)
            assert {library.measures[m].document for m in judge_all(library, load_policy(), day)} == judged


def test_a_later_decision_goes_on_with_what_an_earlier_one_let_hold() -> None:
    renewed = (
        "霁川市人民政府关于公布继续有效的规范性文件目录的通知\n\n霁政发〔2024〕8号\n\n各有关单位：\n\n"
        "下列文件继续有效：《霁川市人民政府办公室关于加强码头信用监管的通知》（霁政办发〔2020〕11号）。\n\n"
        "霁川市人民政府\n2024年11月10日\n"
    )
    first = next(case for case in GIVEN["case"] if "霁政办发〔2020〕11号" in case["ended"])
    texts = [renewed, first["text"].lstrip()]
    readings = [read(file_of_text(text, f"decision{n}.txt"), {}) for n, text in enumerate(texts)]
    library = build_library([*readings, *listed_ones()], load_registry())
    assert "霁政办发〔2020〕11号" not in {library.documents[id].number for id in library.ended}


def test_the_result_shows_before_and_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    texts = tmp_path / "texts"
    texts.mkdir()
    case = GIVEN["case"][1]
    (texts / "decision.txt").write_text(case["text"].lstrip(), encoding="utf-8")
    for n, one in enumerate(GIVEN["document"]):
        (texts / f"{n}.txt").write_text(text_of(one), encoding="utf-8")
    store = ("--store", f"sqlite:///{tmp_path}/store.sqlite")
    main(["ingest", str(texts), *store])
    capfd.readouterr()

    def printed(day: date, *words: str) -> str:
        main(["gaps", "--as-of", day.isoformat(), *words, *store])
        return capfd.readouterr().out

    number = len(GIVEN["document"])
    assert "cleanup" not in json.loads(printed(date(2023, 3, 9), "--json"))
    for day, gone in ((date(2023, 3, 31), 0), (date(2023, 4, 1), 1), (date(2023, 6, 1), 2), (date(2025, 1, 1), 3)):
        told = json.loads(printed(day, "--json"))
        cleanup = told["cleanup"]
        assert (cleanup["before"]["gaps"], cleanup["after"]["gaps"]) == (number, number - gone)
        assert told["groups"]["ended"] == gone == len(told.get("ended", []))
        assert cleanup["decisions"][0]["states"] == {"continues": 2, "void": 3, "amend": 2}
        assert (cleanup["decisions"][0]["conditional"], cleanup["decisions"][0]["unmatched"]) == (1, 1)
        assert len(cleanup["rows"]) == len(case["rows"])
        assert all(row["words"] in case["text"] for row in told.get("ended", []))
    said = printed(date(2025, 1, 1))
    assert "清理前断链 7 条、清理后 4 条" in said and "霁川市风筝信用管理办法" in said and "有效期已届满" in said


RULES = """霁川市砂石经营信用管理办法

霁政发〔2018〕31号

第一条 为加强管理，制定本办法。

第二条 对越界采砂的经营者，列入砂石行业黑名单。

第三条 对擅自堆砂的经营者，取消其评优资格。

霁川市人民政府
2018年5月4日
"""
IN_PART = """霁川市人民政府关于修改部分文件的通知

霁政发〔2022〕9号

各有关单位：

一、自2022年6月1日起废止《霁川市砂石经营信用管理办法》（霁政发〔2018〕31号）第二条。

霁川市人民政府
2022年4月1日
"""


@pytest.mark.parametrize(("day", "left"), [(date(2022, 5, 31), {"第二条", "第三条"}), (date(2022, 6, 1), {"第三条"})])
def test_the_repeal_of_an_article_ends_its_measures_alone(day: date, left: set[str]) -> None:
    readings = [read(file_of_text(text, f"{n}.txt"), {}) for n, text in enumerate((RULES, IN_PART))]
    library = build_library(readings, load_registry())
    found = judge(readings, load_registry(), load_policy(), day)
    assert {finding.provision.label for finding in found} == left
    assert set(judge_all(library, load_policy(), day)) == {finding.measure.id for finding in found}
    rows = ended_rows(library, library.measures.values(), load_policy(), day)
    assert [row.provision for row in rows] == [label for label in ("第二条",) if label not in left]
    assert all("第二条" in row.words for row in rows)
