"""The edition of the reader: changed by what the reader says and reads by, and by nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import pytest
from small_corpus import CITY, PROVINCE

from graph_schema.integrity import faults_of
from graph_schema.plain import to_plain
from graph_schema.records import Reading
from graph_schema.terms import (
    MeasureKind,
    ReferenceKind,
    Relation,
    RepairKind,
    Role,
    SegmentKind,
    SourceLevel,
    Tie,
    Zone,
)
from ingest import edition
from ingest.edition import Earlier, Edition
from ingest.find import duties
from ingest.find.campaign import load_lexicon
from tracer import jobs
from tracer.jobs.opening import earlier_readers
from tracer.registry.load import load_registry
from tracer.store import open_store

ROOT = Path(__file__).resolve().parent.parent
CACHED = (edition.kept, edition.data_digest)
PROBE = ROOT / "ingest" / "probe"
CODE = "0.1.0+5bad604a2abc"
"""What the reader was called for its code before it had an edition."""


@pytest.fixture(scope="module")
def readings() -> tuple[Reading, ...]:
    return tuple(edition.readings(PROBE))


@pytest.fixture
def kept() -> Iterator[None]:
    """Yields what is kept of edition and data is read anew before and after the test."""
    for known in CACHED:
        known.cache_clear()
    yield
    for known in CACHED:
        known.cache_clear()


@pytest.fixture
def earlier(kept: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts on record the edition with one reader before it that said the same."""
    registry = load_registry()
    names = edition.names_digest(registry.law_names())
    reader = Earlier(CODE, registry=registry.edition, names=names)
    place = tmp_path_factory.mktemp("edition") / "edition.json"
    place.write_text(json.dumps(to_plain(replace(edition.kept(), same_as=(reader,)))), "utf-8")
    monkeypatch.setattr(edition, "_place", lambda: place)
    edition.kept.cache_clear()


def test_the_reader_says_what_its_edition_says() -> None:
    assert edition.found() == edition.kept(), (
        "the reader says other things than its edition: run python -m ingest.edition --write"
    )


# --- the probe ---


def test_the_probe_shows_every_kind_of_thing_that_is_read(readings: tuple[Reading, ...]) -> None:
    shown: dict[type[StrEnum], set[StrEnum]] = {
        SegmentKind: {d.kind for r in readings for d in r.segments},
        Relation: {d.relation for r in readings for d in r.segments},
        RepairKind: {x.kind for r in readings for x in r.repairs},
        Zone: {p.zone for r in readings for p in r.provisions},
        Role: {c.role for r in readings for c in r.citations},
        MeasureKind: {m.kind for r in readings for m in r.measures},
        Tie: {b.tie for r in readings for b in r.basis},
        ReferenceKind: {x.kind for r in readings for x in r.references},
    }
    beyond_one_file = {Relation.CONTINUES, RepairKind.CONTINUATION}  # made of the readings of a store
    missing = [
        f"{kind.__name__} {member}"
        for kind, found in shown.items()
        for member in kind
        if member not in found | beyond_one_file
    ]
    assert missing == [], "ingest/probe: no text shows them"
    assert all(any(getattr(r, name) for r in readings) for name in ("vague", "duties", "undone"))
    assert any(d.draft for r in readings for d in r.documents)
    assert {r.source.encoding for r in readings} == {"utf-8", "utf-8-sig", "utf-16", "gb18030"}


def test_what_is_read_of_the_probe_holds_together(readings: tuple[Reading, ...]) -> None:
    """Ids rest on the words of the file itself, also where traditional characters were simplified."""
    assert [fault for reading in readings for fault in faults_of(reading)] == []


def test_a_character_that_is_read_otherwise_changes_the_edition(tmp_path: Path) -> None:
    name = "04_city_regulation.txt"
    text = (PROBE / name).read_text("utf-8")
    said = set()
    for words in (text, text.replace("二年内", "三年内"), text.replace("短斤缺两", "缺斤短两")):
        (tmp_path / name).write_text(words, "utf-8")
        said.add(edition.says(tmp_path))
    assert len(said) == 3


def test_where_the_texts_lie_says_nothing(tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(PROBE, moved)
    assert edition.says(moved) == edition.says(PROBE)


def test_shares_are_alike_on_machines_that_reckon_otherwise_in_the_last_digit(readings: tuple[Reading, ...]) -> None:
    reading = next(r for r in readings if r.measures)
    other = replace(
        reading, measures=tuple(replace(m, confidence=(m.confidence or 0) + 1e-9) for m in reading.measures)
    )
    assert edition.canonical(other) == edition.canonical(reading)


# --- what is no change, and what is ---


def copied(tmp_path: Path) -> Path:
    """Returns the packages of reading at another place, for a test to change."""
    for package in ("graph_schema", "ingest"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_moved_and_commented_code_is_the_same_reader(tmp_path: Path) -> None:
    root = copied(tmp_path)
    module = root / "ingest" / "find" / "duties.py"
    module.rename(module.with_name("obligations.py"))
    for file in (*root.rglob("*.py"),):
        text = file.read_text("utf-8")
        file.write_text("# Moved.\n" + text.replace("find.duties", "find.obligations"), "utf-8")
    command = [sys.executable, "-m", "ingest.edition"]
    done = subprocess.run(command, cwd=root, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_word_in_a_pattern_is_another_reader(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = duties._IS_TIME
    monkeypatch.setattr(duties, "_IS_TIME", re.compile(known.pattern + "|旬"))
    assert edition.main([]) == 1
    assert (
        "the reader says other things than its edition: run python -m ingest.edition --write" in capsys.readouterr().err
    )
    monkeypatch.setattr(duties, "_IS_TIME", re.compile(known.pattern))
    assert edition.patterns() >= {(known.pattern, known.flags)}
    assert edition.main([]) == 0


def test_an_entry_of_a_lexicon_counts_and_neither_its_examples_nor_its_name_nor_a_comment() -> None:
    path = "lexicon/words/acts.toml"
    content = files("ingest").joinpath(path).read_bytes()
    digest = edition.content_digest(content, path)
    assert edition.content_digest(content, "elsewhere/renamed.toml") == digest
    assert edition.content_digest(b"# A comment.\n" + content, path) == digest
    assert edition.content_digest(content.replace(b'uses = ["', 'uses = ["一例", "'.encode(), 1), path) == digest
    assert edition.content_digest(content.replace("推送 ".encode(), "推送 旬报 ".encode(), 1), path) != digest


@pytest.mark.usefixtures("earlier")
def test_a_changed_lexicon_is_another_reader_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before, earlier = jobs.reader_version(), earlier_readers()
    assert earlier
    shutil.copytree(ROOT / "ingest", tmp_path / "ingest", ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "ingest" / "lexicon" / "words" / "acts.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("推送 ", "推送 旬报 ", 1), "utf-8")
    assert file.read_text("utf-8") != text
    monkeypatch.setattr(edition, "files", lambda package: tmp_path / package if package == "ingest" else files(package))
    edition.data_digest.cache_clear()
    assert jobs.reader_version() != before
    assert earlier_readers() == frozenset()


def test_the_data_are_those_that_the_reader_opens() -> None:
    """Every file of data that a run opens in these packages is among the data of the edition."""
    code = """
import sys
opened = set()
sys.addaudithook(lambda event, found: opened.add(str(found[0])) if event == "open" else None)
from pathlib import Path
from ingest import edition
from ingest.formats.files import load_file
from ingest.reading import read
for path in sorted(Path("ingest/probe").glob("*.txt")):
    read(load_file(path), edition._LAW_NAMES)
print("\\n".join(sorted(opened)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    inside = {Path(line) for line in done.stdout.splitlines()}
    data = {
        path.relative_to(ROOT).as_posix()
        for path in inside
        if any(path.is_relative_to(ROOT / package) for package in ("ingest", "graph_schema")) and ".py" not in path.name
    }
    assert data == {f"{package}/{path}" for package, path in edition.READ_BY}


# --- names of readers ---

NAMES = {"慈善法": "中华人民共和国慈善法", "渔业法": "中华人民共和国渔业法"}


def test_a_reader_is_named_by_what_it_says_the_names_of_laws_and_its_campaign() -> None:
    lexicon = load_lexicon("administrative")
    name = edition.reader_name(NAMES)
    assert edition.reader_name(dict(reversed(NAMES.items()))) == name
    others = {edition.reader_name({"慈善法": "慈善法"}), edition.reader_name(NAMES, lexicon)}
    others.add(edition.reader_name(NAMES, replace(lexicon, text=lexicon.text + " ")))
    assert len(others) == 3 and name not in others


def test_a_registry_that_brings_no_name_of_a_law_leaves_the_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    known = load_registry()
    before = jobs.reader_version()
    assert "+" in before and known.edition not in before
    for registry, same in ((replace(known, edition="another"), True), (known.with_rows([]), True)):
        monkeypatch.setattr("tracer.jobs.opening.load_registry", lambda registry=registry: registry)
        assert (jobs.reader_version() == before) is same
    law = next(i for i in known.instruments.values() if i.level is SourceLevel.LAW)
    more = replace(law, id="own-1", title="渡口灯火法", short_titles=())
    monkeypatch.setattr(
        "tracer.jobs.opening.load_registry", lambda: known.with_rows([*known.instruments.values(), more])
    )
    assert jobs.reader_version() != before


EARLIER = Edition("s", "p", "d", (Earlier("0.1.0+c", "", "r1", "n"), Earlier("e"), Earlier("f", "lexicon")))


@pytest.mark.usefixtures("kept")
def test_readers_that_said_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "kept", lambda: EARLIER)
    monkeypatch.setattr(edition, "data_digest", lambda: "d")
    names = edition.names_digest(NAMES)
    # A registry of today has the same names as on record or not; its own edition stands for its own names.
    assert edition.earlier_names(NAMES, "r2") == {"0.1.0+c+r2", f"e+{names}"}
    monkeypatch.setattr(edition, "names_digest", lambda _: "n")
    assert edition.earlier_names(NAMES, "r2") == {"0.1.0+c+r1", "0.1.0+c+r2", "e+n"}
    monkeypatch.setattr(edition, "lexicon_digest", lambda _: "lexicon")
    assert edition.earlier_names(NAMES, "r2") == {"f+n"}


def test_an_edition_is_followed_by_another() -> None:
    said = replace(EARLIER, patterns="other")
    assert edition.succeeding(EARLIER, EARLIER, same=False) == EARLIER
    assert edition.succeeding(EARLIER, said, same=False) == replace(said, same_as=())
    after = edition.succeeding(EARLIER, said, same=True)
    assert after.same_as[:3] == EARLIER.same_as
    assert {e.lexicon for e in after.same_as[3:]} == {"", edition.lexicon_digest(load_lexicon("administrative"))}
    assert after.same_as[3].reader == EARLIER.reader(after.same_as[3].lexicon)
    with pytest.raises(ValueError, match="other things"):
        edition.succeeding(EARLIER, replace(EARLIER, says="other"), same=True)


@pytest.mark.usefixtures("kept")
def test_what_is_written_is_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, place = edition.says(), tmp_path / "edition.json"
    on_record = (ROOT / "ingest" / "edition.json").read_bytes()
    before = json.loads(on_record)
    monkeypatch.setattr(edition, "_place", lambda: place)
    monkeypatch.setattr(edition, "says", lambda: said)

    def written(earlier: dict[str, object], *arguments: str) -> tuple[int, dict[str, list[object]]]:
        place.write_text(json.dumps(earlier), "utf-8")
        edition.kept.cache_clear()
        return edition.main(arguments), json.loads(place.read_text("utf-8"))

    assert written(before, "--write") == (0, before) and place.read_bytes() == on_record
    status, after = written({**before, "patterns": "earlier"}, "--write", "--same")
    assert status == 0 and after["patterns"] == before["patterns"]
    assert len(after["same_as"]) == len(before["same_as"]) + 2
    assert written({**before, "says": "earlier"}, "--write", "--same")[0] == 1
    assert written({**before, "says": "earlier"}, "--write") == (0, {**before, "same_as": []})


# --- stores ---


@pytest.mark.usefixtures("earlier")
def test_what_an_earlier_reader_that_said_the_same_has_read_is_not_read_again(tmp_path: Path) -> None:
    for name, text in (("甲.txt", PROVINCE), ("乙.txt", CITY)):
        (tmp_path / name).write_text(text, "utf-8")
    url = f"sqlite:///{tmp_path}/store.sqlite"
    jobs.ingest([tmp_path], url)
    with open_store(url) as store:
        kept = list(store.readings())
    for reader, unchanged in ((f"{CODE}+{load_registry().edition}", 2), ("0.1.0+000000000000+000000000000", 0)):
        with open_store(url) as store:
            for reading in kept:
                store.put(reading, reader=reader)
        assert len(jobs.ingest([tmp_path], url).unchanged) == unchanged
