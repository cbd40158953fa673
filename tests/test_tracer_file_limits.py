"""A file that takes too long or too much is named, with the limit and how to raise it; the others are read, the store is whole."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from hostile_files import HOSTILE as HOSTILE_FILES
from small_corpus import CITY, PROVINCE
from test_bad_input import ROOT, Done, tracer

from graph_schema.errors import InputError
from ingest import limits
from ingest.formats import docx, web
from ingest.limits import MEGABYTES, SECONDS
from tracer import jobs
from tracer.store import open_store
from tracer.store.faults import store_faults

SLOW = "关于信用的通知\n\n各单位：\n" + "\n一、甲" * 80_000
GOOD = {"甲.txt": PROVINCE, "丙.txt": CITY}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a folder with a file that takes longer than it may, between two that do not."""
    place = tmp_path / "文件"
    place.mkdir()
    for name, text in {**GOOD, "乙.txt": SLOW}.items():
        (place / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv(SECONDS, "1.2")
    monkeypatch.setitem(limits._AS_MUCH_AGAIN, SECONDS, 1 << 40)  # a limit that grows would make the test longer
    return place


def assert_named(done: Done, name: str, variable: str) -> None:
    """Asserts that the file is named with the variable that raises its limit."""
    assert done.status == 2
    assert any(name in line and variable in line for line in done.err.splitlines()), done.err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ingest_goes_on_without_a_slow_file(folder: Path, tmp_path: Path, workers: str) -> None:
    store = tmp_path / "s.sqlite"
    assert_named(tracer("ingest", "--workers", workers, folder, store=store), "乙.txt", SECONDS)
    with open_store(f"sqlite:///{store}") as kept:
        assert {Path(entry.path).name for entry in kept.entries()} == set(GOOD)
    assert tracer("store", "check", store=store).status == 0


@pytest.mark.parametrize("words", [["check"], ["repairs"], ["extract"]], ids=lambda words: words[0])
def test_the_commands_that_read_one_file_end_with_a_sentence(folder: Path, tmp_path: Path, words: list[str]) -> None:
    assert_named(tracer(*words, folder / "乙.txt", store=tmp_path / "s.sqlite"), "乙.txt", SECONDS)


def test_a_slow_line_is_named_by_its_number(folder: Path, tmp_path: Path) -> None:
    lines = tmp_path / "行.jsonl"
    texts = [PROVINCE, SLOW, CITY]
    lines.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(texts)), encoding="utf-8")
    done = tracer("extract", "--jsonl", lines, store=tmp_path / "s.sqlite")
    assert_named(done, "第 2 行", SECONDS)
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [0, 2]


def test_reading_again_for_a_page_ends_and_leaves_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "长.txt"
    # Read in a second and more: the system counts processor time in ticks, and a short text may end between two.
    file.write_text(SLOW, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 's.sqlite'}"
    assert not jobs.ingest([file], url).failed
    with open_store(url) as store:
        before = store.get_reading(str(file))
    monkeypatch.setenv(SECONDS, "0.05")
    with pytest.raises(InputError, match=SECONDS):
        jobs.undo_repairs(url, before.source.sha256, ())
    with open_store(url) as store:
        assert store.get_reading(str(file)) == before


def test_a_limit_that_is_no_number_is_a_sentence(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECONDS, "viel")
    assert_named(tracer("ingest", folder, store=tmp_path / "s.sqlite"), SECONDS, SECONDS)


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BLOCK = "<w:p><w:r><w:t>第一条　为了规范河灯。</w:t></w:r></w:p>"


def packed(xml: str, **parts: bytes) -> bytes:
    """Returns a Word file whose document is this XML."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def document(words: str, before: str = "") -> str:
    """Returns the XML of a document."""
    return f'{before}<w:document xmlns:w="{W}"><w:body>{words}</w:body></w:document>'


DEEP = document("<w:p>" * 40_000 + "<w:r><w:t>甲</w:t></w:r>" + "</w:p>" * 40_000)
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = {
    "深.docx": packed(DEEP),
    "炸.docx": packed("<a>" + " " * 70_000_000 + "</a>"),
    "多.docx": packed(document(BLOCK), **{f"word/{n}": b"" for n in range(10_001)}),
    "笑.docx": packed(document("&b;", LAUGHS)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_unpacks_into_more_than_a_text_is_refused_at_once(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(InputError):
        docx.read(HOSTILE[name], name)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("sign", ["<", "<a ", "</", "<?", '<a b="', "<!--", "<!"])
def test_a_page_of_tags_that_never_end_is_read_in_a_moment(sign: str) -> None:
    begun = time.process_time()
    web.read(("<p>甲</p>" + sign * (1_000_000 // len(sign))).encode(), "甲.html")
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(("variable", "limit"), [(SECONDS, "0.3"), (MEGABYTES, "4")])
def test_an_import_goes_on_without_what_it_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, limit: str
) -> None:
    monkeypatch.setenv(variable, limit)
    law = "# 中华人民共和国河灯法\n\n2015年3月2日 全国人民代表大会常务委员会公布\n\n<!-- INFO END -->\n\n第一条 为了规范河灯的放流，制定本法。\n"
    (tmp_path / "法.md").write_text(law, encoding="utf-8")
    (tmp_path / "大.html").write_text("<!DOCTYPE html>" + "甲<p>" * 900_000, encoding="utf-8")
    (tmp_path / "深.docx").write_bytes(HOSTILE["深.docx"])
    done = tracer("registry", "import", tmp_path, store=tmp_path / "s.sqlite")
    assert_named(done, "大.html", variable)
    told = [line for line in done.err.splitlines() if line.startswith("错误")]
    assert any("深.docx" in line for line in told) and not any("法.md" in line for line in told)
    assert "1 部" in done.out


def children_of(process: int) -> list[int]:
    """Returns the processes that a process started."""
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the process that reads")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_process_that_is_killed_from_outside_costs_one_file(folder: Path, tmp_path: Path, workers: str) -> None:
    store = tmp_path / "s.sqlite"
    command = [sys.executable, "-m", "tracer", "--lang", "en", "--store", f"sqlite:///{store}", "ingest"]
    run = subprocess.Popen(
        [*command, "--workers", workers, str(folder)],
        cwd=ROOT,
        env={**os.environ, SECONDS: "600"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    threading.Thread(target=kill_busy_child, args=(run.pid,), daemon=True).start()
    _, err = run.communicate(timeout=300)
    assert run.returncode == 2
    assert b"Traceback" not in err and "乙.txt".encode() in err and b"-9" in err
    with open_store(f"sqlite:///{store}") as kept:
        assert {Path(entry.path).name for entry in kept.entries()} == set(GOOD)
        assert not list(store_faults(kept))


def kill_busy_child(parent: int) -> None:
    """Kills the process that has worked longest, once it has worked for longer than the short files take."""
    while True:
        for child in children_of(parent):
            ticks = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            if int(ticks[11]) + int(ticks[12]) > 1.5 * os.sysconf("SC_CLK_TCK"):
                os.kill(child, signal.SIGKILL)
                return
        time.sleep(0.05)


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["repairs"],
        ["extract"],
        ["ingest"],
        ["registry", "import-list", "--edition", "2099年版", "--list", "catalogue"],
        ["registry", "import"],
    ],
    ids=" ".join,
)
def test_a_library_that_dies_on_a_file_ends_no_command(
    tmp_path: Path, no_own_registry: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    """A form that draws itself twice takes any memory that there is, within the library."""
    monkeypatch.setenv(MEGABYTES, "300")
    file = tmp_path / "环.pdf"
    file.write_bytes(HOSTILE_FILES["表单循环.pdf"].make())
    done = tracer(*words, file, store=tmp_path / "s.sqlite")
    assert done.status == 2, done.err
    assert "环.pdf" in done.err and "Traceback" not in done.err and "程序出错" not in done.err
