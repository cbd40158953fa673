"""Editions of the registry: findings name theirs, it can be had again after an import, and a changed file is refused."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_tracer_registry_remove import COLUMNS, LATER, LAW, OLD, run

from graph_schema.errors import NotFoundError, RegistryError
from tracer import jobs
from tracer.jobs import keeping
from tracer.registry import editions
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.editions import Editions, editions_file, find_edition, keep_edition, kept_editions
from tracer.registry.load import load_registry, parse_registry, registry_text
from tracer.registry.own_rows import OwnRegistry, own_registry_path, registry_of
from tracer.registry.shelf import ArticleShelf, shelf
from tracer.show.as_json.findings import gaps_json
from tracer.store import open_store

DAY = date(2026, 3, 1)
TITLE = "溪石市河灯条例"
ROW = "own-7,{title},溪石发〔2019〕7号,{level},溪石市人大,河南省/平顶山市,2019-01-01,2019-02-01,{status},9,\n"
NOTICE = """溪石市人民政府文件

溪政发〔2021〕5号

溪石市人民政府关于河灯信用管理的通知

各乡镇：

一、依照《溪石市河灯条例》第二条，将受到行政处罚的放流人的处罚信息记入信用档案。

二、依照《河南省河灯管理条例》第二条，将违反规定放流河灯的单位列入黑名单。

三、将不配合的商户列入失信名单。

溪石市人民政府
2021年6月6日
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the file of a store of one notice, read once."""
    folder = tmp_path_factory.mktemp("read")
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        jobs.ingest([folder / "notice.txt"], f"sqlite:///{folder}/store.sqlite")
    return folder / "store.sqlite"


@pytest.fixture
def store(tmp_path: Path, read: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Returns the address of a store of one notice, in a user's folder of its own."""
    for name in ("TRACER_REGISTRY", "TRACER_ARTICLES", "TRACER_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    url = f"sqlite:///{tmp_path}/store.sqlite"
    shutil.copyfile(read, tmp_path / "store.sqlite")
    with registry_of(url):
        yield url


def table(folder: Path, name: str = "t.csv", *, level: str = "local_regulation", status: str = "in_force") -> Path:
    """Writes a table with the row of the regulation."""
    (folder / name).write_text(COLUMNS + ROW.format(title=TITLE, level=level, status=status), encoding="utf-8")
    return folder / name


def law(folder: Path, articles: str, name: str = "law.md") -> Path:
    """Writes the text of the province's regulation."""
    (folder / name).write_text(LAW.format(revised="", articles=articles), encoding="utf-8")
    return folder / name


def figures(store: str, edition: str | None = None) -> tuple[str, str]:
    """Returns all figures and findings of the store as JSON, and the edition that they name."""
    report = jobs.gaps(store, as_of=DAY, registry=edition)
    shown = (*report.findings, *report.other, *report.unsupported)
    said = gaps_json(
        shown, report.counts, report.groups, "zh", as_of=DAY, policy=report.policy, registry=report.registry
    )
    return json.dumps(said, ensure_ascii=False), report.registry


def test_figures_of_the_morning_are_had_again_in_the_evening(store: str, tmp_path: Path) -> None:
    before, first = figures(store)
    jobs.import_to_registry([table(tmp_path)], DAY)
    noon, second = figures(store)
    jobs.import_to_registry([law(tmp_path, OLD), table(tmp_path, "u.csv", level="department_rule")], DAY)
    evening, third = figures(store)
    assert len({first, second, third}) == 3 and len({before, noon, evening}) == 3
    assert figures(store, first) == (before, first)
    assert figures(store, second[:6]) == (noon, second)
    assert figures(store, third) == (evening, third)
    jobs.remove_from_registry("u.csv", DAY)
    jobs.remove_from_registry("law.md", DAY)
    assert figures(store) == (noon, second), "what was taken back leaves the edition that was there before"
    assert [kept.id for kept in kept_editions(store)] == [first, second, third]


def test_texts_and_their_search_are_those_of_the_edition(store: str, tmp_path: Path) -> None:
    jobs.import_to_registry([law(tmp_path, OLD)], DAY)
    morning, edition = figures(store)
    (other,) = (i for i in load_registry().instruments.values() if i.title == "河南省河灯管理条例")
    hits = shelf().texts.search(["信用档案"], 5)
    jobs.import_to_registry([law(tmp_path, LATER, "later.md")], DAY)
    assert shelf().texts.text(other.id, 3) is not None
    again = find_edition(store, edition)
    assert again.articles.texts.text(other.id, 3) is None
    assert again.articles.texts.search(["信用档案"], 5) == hits
    assert figures(store, edition) == (morning, edition)


def test_a_decision_on_a_name_is_part_of_the_edition(store: str, tmp_path: Path) -> None:
    jobs.import_to_registry([table(tmp_path)], DAY)
    before, first = figures(store)
    with OwnRegistry(own_registry_path()) as own:
        own.decide("河南省河灯管理条例", "", "own-7", "甲", "就是这一部", "2026-03-01")
    after, second = figures(store)
    assert (before, first) != (after, second)
    assert figures(store, first) == (before, first)
    with OwnRegistry(own_registry_path()) as own:
        own.undo("河南省河灯管理条例", "", "甲", "2026-03-02")
    assert figures(store) == (before, first)
    assert figures(store, second) == (after, second)


def test_the_rows_of_another_version_of_the_program_are_kept(store: str) -> None:
    lines = [line for line in registry_text().splitlines() if "\t" in line][:200]
    older = parse_registry("\n".join(lines), "older")
    assert not keep_edition(store, older, shelf(), "2026-01-01T08:00:00", "0.0.9"), "its file is not here any more"
    bare = ArticleShelf()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(editions, "registry_text", lambda: "\n".join(lines))
        assert keep_edition(store, older, bare, "2026-01-01T08:00:00", "0.0.9")
    (kept,) = kept_editions(store)
    assert (kept.first, kept.program) == ("2026-01-01T08:00:00", "0.0.9")
    assert find_edition(store, kept.id).registry.instruments == older.instruments


def test_a_changed_file_is_refused(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jobs.import_to_registry([table(tmp_path)], DAY)
    _, edition = figures(store)
    jobs.remove_from_registry("t.csv", DAY)
    (kept,) = kept_editions(store)
    file = editions_file(store)
    for part in kept.parts.values():
        with closing(sqlite3.connect(file)) as base, base:
            (packed,) = base.execute("SELECT packed FROM part WHERE sha256 = ?", (part,)).fetchone()
            base.execute("UPDATE part SET packed = ? WHERE sha256 = ?", (packed[:-9] + packed[-8:], part))
        with pytest.raises(RegistryError) as caught:
            find_edition(store, edition)
        assert caught.value.said.code == "editions.changed"
        with closing(sqlite3.connect(file)) as base, base:
            base.execute("UPDATE part SET packed = ? WHERE sha256 = ?", (packed, part))
    with closing(sqlite3.connect(file)) as base, base:  # another part under the name of the edition
        other = {**kept.parts, "own": kept.parts["facts"]}
        base.execute("UPDATE edition SET parts = ?", (json.dumps(other),))
    status, _, err = run(capsys, "gaps", "--store", store, "--registry", edition)
    assert status == 2 and edition in err


def test_an_unknown_edition_names_those_there_are(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, first = figures(store)
    day = kept_editions(store)[0].first[:10]
    jobs.import_to_registry([table(tmp_path)], DAY)
    for words in (("gaps",), ("trace", "x"), ("check", tmp_path / "notice.txt"), ("store", "judge")):
        status, out, err = run(capsys, *words, "--store", store, "--registry", "000000000000")
        assert (status, out) == (2, "") and first in err and day in err
    status, out, _ = run(capsys, "registry", "editions", "--json", "--store", store)
    said = json.loads(out)
    assert status == 0 and [e["edition"] for e in said["editions"]] == [first, said["now"]]
    assert [(e["now"], e["rows"], e["first"] is None) for e in said["editions"]] == [(False, 0, False), (True, 1, True)]
    assert run(capsys, "registry", "editions", first, "--store", store)[1].startswith(first)


def test_every_command_judges_by_the_edition(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = jobs.gaps(store, as_of=DAY)
    measure, first = report.findings[0].measure.id, report.registry
    commands = (
        ("trace", measure, "--json"),
        ("check", tmp_path / "notice.txt", "--json"),
        ("trace", measure),
    )
    ends = ("--as-of", DAY, "--store", store)
    before = [run(capsys, *words, *ends)[1] for words in commands]
    jobs.import_to_registry([table(tmp_path), law(tmp_path, OLD)], DAY)
    after = [run(capsys, *words, *ends)[1] for words in commands]
    again = [run(capsys, *words, *ends, "--registry", first)[1] for words in commands]
    assert again == before and all(one != other for one, other in zip(after, before, strict=True))
    judged = jobs.judge_store(store, as_of=DAY, registry=first)
    assert first in judged.judgement.edition


def test_editions_go_with_the_store(store: str, tmp_path: Path) -> None:
    morning, first = figures(store)
    with open_store(store) as source:
        keeping.back_up(source, tmp_path / "backup.sqlite")
    jobs.import_to_registry([table(tmp_path)], DAY)
    noon, second = figures(store)
    copy = f"sqlite:///{tmp_path}/copy.sqlite"
    with open_store(store) as source, open_store(copy) as target:
        keeping.copy(source, target)
    with registry_of(copy):
        assert figures(copy, first) == (morning, first) and figures(copy, second) == (noon, second)
    with open_store(store) as target:
        keeping.restore(target, tmp_path / "backup.sqlite", replace=True)
    assert [kept.id for kept in kept_editions(store)] == [first, second], "a restored store keeps what it had"
    restored = f"sqlite:///{tmp_path}/restored.sqlite"
    with open_store(restored) as target:
        keeping.restore(target, tmp_path / "backup.sqlite")
    with registry_of(restored):
        assert figures(restored, first) == (morning, first)


def test_findings_of_a_store_in_memory_or_a_locked_folder_go_on(tmp_path: Path) -> None:
    assert keep_edition("sqlite:///:memory:", load_registry(), shelf(), "", "") is False
    (tmp_path / "s.editions").mkdir()
    assert keep_edition(f"sqlite:///{tmp_path}/s", load_registry(), shelf(), "", "") is False
    with pytest.raises(NotFoundError):
        find_edition(f"sqlite:///{tmp_path}/t", "000000000000")


@settings(max_examples=8)
@given(
    puts=st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.lists(st.sampled_from(["甲乙丙", "乙丙丁", "丙丁戊"]), min_size=1, max_size=3),
            st.booleans(),
        ),
        max_size=6,
    ),
    gone=st.integers(0, 6),
)
def test_texts_made_again_answer_as_they_did(puts: list[tuple[str, list[str], bool]], gone: int) -> None:
    texts = Articles(":memory:")
    for number, (instrument, said, is_whole) in enumerate(puts):
        articles = [Article(n, "", text) for n, text in enumerate(said, start=1)]
        texts.put(instrument, articles, f"{number}.md", str(number), is_whole=is_whole)
    texts.take_out([(f"{gone}.md", str(gone))], "2026-03-01")
    (held,) = texts.held()
    other = Articles(":memory:")
    for instrument, said, is_whole in puts[::-2]:
        other.put(instrument, [Article(n, "", text) for n, text in enumerate(said, start=2)], "x", is_whole=is_whole)
    for like in (None, texts, other):
        again = Articles.remade(held, lambda digest: texts.layer(digest) or "", like)
        assert again.held() == (held,)
        for words in (["乙丙丁"], ["丙丁", "甲乙丙"], ["丁"]):
            assert again.search(words, 9) == texts.search(words, 9)


def test_parts_are_kept_once(store: str, tmp_path: Path) -> None:
    figures(store)
    with Editions(editions_file(store)) as kept:
        before = kept.hashes()
    jobs.import_to_registry([table(tmp_path)], DAY)
    figures(store)
    with Editions(editions_file(store)) as kept:
        assert len(kept.hashes() - before) == 1, "only what the user has of his own is another"
