"""An update of the registry tells what it would change, verdicts included, before it does, and can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_tracer_registry_editions import DAY, figures, law, read, store, table
from test_tracer_registry_remove import LATER, OLD, run

from tracer import jobs
from tracer.jobs import gaps
from tracer.registry.load import load_registry

__all__ = ["read", "store"]  # fixtures


def verdicts(url: str) -> dict[str, str]:
    """Returns the verdict on each measure of the store."""
    from graph_schema.terms import Verdict
    from tracer.store import Filters

    report = gaps(url, as_of=DAY, filters=Filters(verdicts=frozenset(Verdict)))
    return {finding.measure.id: finding.verdict.value for finding in report.findings}


def test_what_it_shows_is_what_it_does(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, before_edition = verdicts(store), figures(store)[1]
    files = (table(tmp_path, level="department_normative"), law(tmp_path, OLD))
    words = ("registry", "update", *files, "--store", store, "--as-of", DAY)
    status, out, _ = run(capsys, *words, "--json")
    shown = json.loads(out)
    assert status == 0 and not shown["done"] and verdicts(store) == before
    assert {row["title"] for row in shown["rows"]} == {"溪石市河灯条例", "河南省河灯管理条例"}
    assert (shown["summary"]["new"], shown["summary"]["ended"], shown["summary"]["texts"]) == (2, 0, 1)
    status, out, _ = run(capsys, *words)
    assert status == 0 and "什么也没有改动" in out and "→" in out and verdicts(store) == before
    status, out, _ = run(capsys, *words, "--yes")
    assert status == 0 and "已更新" in out
    after = verdicts(store)
    told = {one["measure"]: one for document in shown["documents"] for one in document["measures"]}
    assert after != before
    assert {m for m in before if before[m] != after[m]} <= told.keys()
    for id, one in told.items():
        assert (one["before"]["verdict"], one["after"]["verdict"]) == (before[id], after[id])
    assert shown["registry"] == {"before": before_edition, "after": figures(store)[1]}
    assert sum(shown["verdicts"]["before"].values()) == sum(shown["verdicts"]["after"].values()) == len(before)
    status, out, _ = run(capsys, *words, "--json")
    assert json.loads(out)["documents"] == json.loads(out)["rows"] == []
    for file in files:
        assert run(capsys, "registry", "remove", file, "--store", store)[0] == 0
    assert verdicts(store) == before and figures(store)[1] == before_edition


def test_rows_that_end_and_counts_that_change_are_counted(store: str, tmp_path: Path) -> None:
    jobs.import_to_registry([table(tmp_path), law(tmp_path, OLD)], DAY)
    update = jobs.preview_update([table(tmp_path, "end.csv", status="repealed")], DAY, store=store)
    assert (update.summary["ended"], update.summary["changed"]) == (1, 0)
    update = jobs.preview_update([law(tmp_path, LATER, "later.md")], DAY, store=store)
    assert update.summary["texts"] == 1 and update.edition_before != update.edition_after


def test_without_a_store_it_tells_of_the_rows_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    url = f"sqlite:///{tmp_path}/none.sqlite"
    before = load_registry().edition
    status, out, _ = run(capsys, "registry", "update", table(tmp_path), "--store", url, "--dry-run", "--yes", "--json")
    said = json.loads(out)
    assert status == 0 and not said["done"] and said["documents"] == [] and len(said["rows"]) == 1
    assert load_registry().edition == before and not (tmp_path / "none.sqlite").exists()
    bad = tmp_path / "bad.csv"
    bad.write_text("title,level\n无级别,nothing\n", encoding="utf-8")
    status, _, err = run(capsys, "registry", "update", bad, "--store", url)
    assert status == 2 and "bad.csv" in err
