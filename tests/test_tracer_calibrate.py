"""The calibration command: documents held out whole, tables that count every finding once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from shared_files import SHARED, needs_shared

from tracer.learning.calibrate import (
    Stated,
    Trial,
    brier,
    by_classifier,
    by_rules,
    cross_guessed,
    curve,
    labelled_documents,
    main,
    parted,
    scores,
    trials_of,
    with_addition,
    with_veto,
)

SAMPLE = Path(__file__).parent.parent / "tracer" / "sample" / "labels.jsonl"
ARTICLES = Path(__file__).parent / "cases" / "judged_articles.jsonl"
LAWTEXT = SHARED / "registry" / "lawtext"


def trial(document: str, words: str, kind: str | None, label: str | None) -> Trial:
    return Trial(document, document, 0, len(words), words, kind, label, None if kind is None else kind == label)


def test_a_group_is_held_out_whole_and_once() -> None:
    parts = parted(["a", "b", "a", "c", "d"], 3, seed=1)
    assert sorted(x for part in parts for x in part) == ["a", "b", "c", "d"]
    assert parts == parted(["d", "c", "b", "a"], 3, seed=1)


def test_the_classifier_guesses_documents_that_it_has_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    trials = [trial(f"d{i % 5}", f"第{i}", "sharing", "sharing") for i in range(20)]
    trials.append(trial("d1", "在边上", None, None))

    def guesses(known: list[tuple[str, str]], asked: list[str], **_: int) -> list[dict[str, float]]:
        seen = {words for words, _ in known}
        assert seen.isdisjoint(asked) and "在边上" not in seen
        return [{"sharing": 1.0} for _ in asked]

    monkeypatch.setattr("tracer.learning.calibrate.guesses", guesses)
    assert len(cross_guessed(trials, folds=3, seed=0, variations=0)) == len(trials)


@pytest.mark.parametrize(
    ("kind", "none", "sharing", "alone", "veto", "addition"),
    [
        ("punishment", 0.9, 0.1, None, None, "punishment"),
        ("punishment", 0.3, 0.7, "sharing", "punishment", "punishment"),
        (None, 0.1, 0.9, "sharing", None, "sharing"),
        (None, 0.3, 0.7, "sharing", None, None),
        (None, 0.9, 0.1, None, None, None),
    ],
)
def test_who_decides(
    kind: str | None, none: float, sharing: float, alone: str | None, veto: str | None, addition: str | None
) -> None:
    asked, guess = trial("d", "公布", kind, "sharing"), {"none": none, "sharing": sharing}
    assert by_rules(asked, guess) == kind
    assert by_classifier(asked, guess) == alone
    assert with_veto(0.8)(asked, guess) == veto
    assert with_addition(0.8)(asked, guess) == addition


def test_the_curve_counts_every_finding_once() -> None:
    stated = [Stated(i / 100, i % 3 > 0) for i in range(0, 101)]
    rows = curve(stated)
    assert sum(n for _, n, _, _ in rows) == len(stated)
    assert [said for _, _, said, _ in rows] == sorted(said for _, _, said, _ in rows)
    assert all(float(name[:4]) <= said <= float(name[5:]) for name, _, said, _ in rows)
    assert brier([Stated(1.0, True), Stated(0.0, False)]) == 0.0
    assert brier([Stated(0.5, True)]) == brier([Stated(0.5, False)]) == 0.25


def test_what_the_rules_find_counts_as_their_findings_do() -> None:
    documents = labelled_documents([SAMPLE], None)
    trials = trials_of(documents)
    assert all(t.right is not None or t.label is None for t in trials if t.kind)
    assert all(t.label == t.kind for t in trials if t.right)
    assert {t.kind for t in trials} > {None}
    precision, recall, f1 = scores(documents, trials, [{}] * len(trials), by_rules)
    assert min(precision, recall, f1) > 0.9
    assert scores(documents, trials, [{}] * len(trials), lambda *_: None) == (0.0, 0.0, 0.0)


def test_the_command_gives_the_same_every_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(SAMPLE.read_text("utf-8").splitlines()[:6]), "utf-8")
    assert main([str(few), "--folds", "2"]) == 0
    first = capsys.readouterr().out
    assert main([str(few), "--folds", "2"]) == 0
    assert capsys.readouterr().out == first
    assert "few.jsonl: 6 documents" in first and "Brier" in first


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("no json", "不是一条标注"),
        ('{"text": "x"}', "不是一条标注"),
        ('{"id": "a", "instrument": "i", "article": "第一条", "measures": []}', "--lawtext"),
    ],
)
def test_a_file_that_is_no_label_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(line, "utf-8")
    assert main([str(bad)]) == 2
    assert words in capsys.readouterr().err


def test_labels_of_articles_get_their_text(tmp_path: Path) -> None:
    (tmp_path / "INDEX.csv").write_text("id,title\nx-1,云岭省某条例\n", "utf-8")
    (tmp_path / "x-1.jsonl").write_text(
        json.dumps({"instrument": "x-1", "article": "第二条", "text": "将处罚决定记入信用档案。"}), "utf-8"
    )
    labels = tmp_path / "labels.jsonl"
    where = {"id": "x-1/第二条", "instrument": "x-1", "article": "第二条"}
    labels.write_text(json.dumps({**where, "measures": [{"start": 0, "end": 11, "kind": "info_inclusion"}]}), "utf-8")
    (label,) = labelled_documents([labels], tmp_path).values()
    measure = label["measures"][0]
    assert label["text"][measure["start"] : measure["end"]] == "将处罚决定记入信用档案"
    assert label["text"].startswith("云岭省某条例\n")


def test_the_judged_articles_name_places_and_no_words() -> None:
    for line in ARTICLES.read_text("utf-8").splitlines():
        label = json.loads(line)
        assert set(label) == {"id", "instrument", "article", "measures"}
        assert re.fullmatch("第[一二三四五六七八九十百零]+条(?:之一)?", label["article"])
        assert all(set(m) <= {"start", "end", "kind", "certain"} for m in label["measures"])


@needs_shared
@pytest.mark.shared
def test_the_rules_on_law_text_that_they_were_not_written_beside() -> None:
    documents = labelled_documents([ARTICLES], LAWTEXT)
    trials = trials_of(documents)
    precision, recall, _ = scores(documents, trials, [{}] * len(trials), by_rules)
    assert precision > 0.8 and recall > 0.85
