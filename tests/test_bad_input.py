"""Bad input, with the real command line: a clear sentence on standard error, exit status 2, the other files of
the run done, nothing lost and nothing half written."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sizes import sized
from small_corpus import CITY, CLEAN, PROVINCE

from tracer.cli.app import main
from tracer.store.sqlite.schema import LATEST

ROOT = Path(__file__).resolve().parent.parent
GOOD = {"甲.txt": PROVINCE, "乙.txt": CITY}


class Done:
    """Holds what one command gave."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


def tracer(*words: str | Path, store: str | Path, lang: str = "zh") -> Done:
    """Returns the command line within this process, on a store."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    url = store if isinstance(store, str) else f"sqlite:///{store}"
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["--lang", lang, "--store", url, *map(str, words)])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return Done(status, *texts)


def process(*words: str | Path, store: Path, prefix: Sequence[str] = ()) -> Done:
    """Returns the command line as a process of its own."""
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "tracer", "--lang", "zh", "--store", f"sqlite:///{store}", *map(str, words)],
        capture_output=True,
        cwd=ROOT,
        timeout=900,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return Done(done.returncode, out, err)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns two good documents, among which each test puts its bad one."""
    place = tmp_path / "公文"
    place.mkdir()
    for name, text in GOOD.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def stored(store: Path) -> list[str]:
    """Returns the names of the files in a store, which must be whole."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return sorted(Path(row[0]).name for row in connection.execute("SELECT path FROM source"))


def stored_so_far(store: Path) -> int:
    """Tells how many files a store holds while another process writes it; 0 where it is only being made."""
    with closing(sqlite3.connect(store)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM source").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def without_override() -> list[str]:
    """Returns what to put before a command so that file rights hold for it, also where the tests run as root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("file rights cannot be tested: running as root, and setpriv (util-linux) is missing")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def assert_others_done(done: Done, store: Path, bad: str, *words: str) -> None:
    """Asserts exit status 2, one line that names the bad file with these words, and the good files in the store."""
    assert done.status == 2
    (line,) = done.err.splitlines()
    assert bad in line
    for word in words:
        assert word in line
    assert stored(store) == sorted(GOOD)


# --- files ---


@pytest.mark.parametrize(
    ("name", "data", "zh", "en"),
    [
        ("empty.txt", b"", "空文件", "Empty file"),
        ("blank.txt", b" \r\n\t\n" * 40, "空白", "blank"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "PNG", "PNG"),
        ("report.txt", b"%PDF-1.7\n" + b"\xe2\xe3\xcf\xd3" * 100, "PDF", "PDF"),
        ("report.md", b"PK\x03\x04" + bytes(200), "DOCX", "DOCX"),
        ("bytes.txt", "通知".encode() + b"\x00\x01\x02" * 99, "二进制", "binary"),
        ("half.txt", PROVINCE.encode() + b"\xed\xa0\x80\n", "半个代理字符", "lone surrogate"),
        ("damaged.txt", PROVINCE.encode().replace("名单".encode(), b"\xe5\x90\xff", 1), "已损坏", "Damaged"),
        ("big5.txt", ("關於社會信用體系建設的通知列入名單" * 20).encode("big5", "ignore"), "编码", "encoding"),
    ],
)
def test_a_file_that_is_no_text(folder: Path, store: Path, name: str, data: bytes, zh: str, en: str) -> None:
    (folder / name).write_bytes(data)
    assert_others_done(tracer("ingest", folder, store=store), store, name, zh)
    english = tracer("ingest", folder, store=store, lang="en")
    assert english.status == 2 and name in english.err and en in english.err
    for command in ("check", "extract"):
        done = tracer(command, folder / name, store=store)
        assert (done.status, done.out) == (2, "") and name in done.err


@pytest.mark.parametrize(
    ("encoding", "said"), [("gb18030", "gb18030"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16")]
)
def test_other_encodings_are_read(tmp_path: Path, store: Path, encoding: str, said: str) -> None:
    file = tmp_path / "通知.txt"
    file.write_bytes(PROVINCE.encode(encoding))
    assert tracer("ingest", file, store=store).status == 0
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT encoding, text FROM source").fetchall() == [(said, PROVINCE)]
    findings = json.loads(tracer("gaps", "--json", store=store).out)["findings"]
    assert findings and all(PROVINCE[f["start"] : f["end"]] == f["text"] for f in findings)


def test_line_ends_are_kept(tmp_path: Path, store: Path) -> None:
    text = CLEAN.replace("\n", "\r\n")
    file = tmp_path / "通知.txt"
    file.write_bytes(text.encode())
    assert tracer("ingest", file, store=store).status == 0
    findings = json.loads(tracer("gaps", "--json", "--verdict", "direct", store=store).out)["findings"]
    assert [text[f["start"] : f["end"]] for f in findings] == [f["text"] for f in findings] != []


def test_a_file_that_does_not_exist(folder: Path, store: Path) -> None:
    done = tracer("ingest", folder, folder / "没有.txt", store=store)
    assert_others_done(done, store, "没有.txt", "不存在")


def test_a_file_that_is_listed_and_gone(folder: Path, store: Path) -> None:
    """A link whose target is gone is listed like any file, and gone when its turn comes."""
    (folder / "丁.txt").write_text(CLEAN, encoding="utf-8")
    link = folder / "丙.txt"
    link.symlink_to(folder / "away" / "丙.txt")
    done = tracer("ingest", folder, store=store)
    assert done.status == 2 and "丙.txt" in done.err and "不存在" in done.err
    assert stored(store) == sorted([*GOOD, "丁.txt"])


def test_files_that_vanish_during_the_run(folder: Path, store: Path) -> None:
    """Files that someone removes while the run goes on are named; all others are stored, and every one is whole."""
    names = [f"{number:03}.txt" for number in range(150)]
    for number, name in enumerate(names):
        (folder / name).write_text(PROVINCE.replace("8号", f"{number + 100}号"), encoding="utf-8")

    def remove_last_ones_once_it_runs() -> None:
        while not (store.exists() and stored_so_far(store)):
            if over.wait(0.001):
                return
        for name in names[-20:]:
            (folder / name).unlink()

    over = threading.Event()
    thread = threading.Thread(target=remove_last_ones_once_it_runs, daemon=True)
    thread.start()
    done = process("ingest", folder, store=store)
    over.set()
    thread.join(timeout=60)
    assert not thread.is_alive()
    kept = stored(store)
    missing = sorted(set(names) - set(kept))
    assert set(GOOD) <= set(kept) and missing and set(missing) <= set(names[-20:])
    assert done.status == 2
    # On a busy machine the run takes so long that it tells how far it is.
    told = [line for line in done.err.splitlines() if not line.startswith("读取文件")]
    assert [name for name in names if any(name in line for line in told)] == missing
    assert all("不存在" in line for line in told)


def test_a_file_without_the_right_to_read(folder: Path, store: Path) -> None:
    prefix = without_override()
    closed = folder / "密.txt"
    closed.write_text(CLEAN, encoding="utf-8")
    closed.chmod(0)
    assert_others_done(process("ingest", folder, store=store, prefix=prefix), store, "密.txt", "没有读取权限")
    assert process("check", closed, store=store, prefix=prefix).status == 2


def test_a_folder_without_the_right_to_enter(folder: Path, store: Path) -> None:
    prefix = without_override()
    closed = folder / "内部"
    closed.mkdir()
    (closed / "x.txt").write_text(CLEAN, encoding="utf-8")
    closed.chmod(0)
    try:
        assert_others_done(process("ingest", folder, store=store, prefix=prefix), store, "内部", "没有读取权限")
    finally:
        closed.chmod(0o700)


def test_a_folder_without_documents(folder: Path, tmp_path: Path, store: Path) -> None:
    empty = tmp_path / "空夹"
    empty.mkdir()
    (empty / "扫描.rar").write_bytes(b"Rar!")
    assert_others_done(tracer("ingest", empty, folder, store=store), store, "空夹", ".txt")
    alone = tracer("ingest", empty, store=store)
    assert alone.status == 2 and "空夹" in alone.err


def test_a_folder_in_place_of_a_file(folder: Path, store: Path) -> None:
    done = tracer("check", folder, store=store)
    assert (done.status, done.out) == (2, "") and "文件夹" in done.err
    done = tracer("extract", "--jsonl", folder, store=store)
    assert (done.status, done.out) == (2, "") and "文件夹" in done.err


MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""
"""Runs a command, and says on standard error how many kilobytes it took at most."""


@pytest.mark.slow
def test_a_text_of_many_megabytes_is_read(folder: Path, store: Path) -> None:
    """It ends, in less than 1.5 GB for 50 MB, and the documents beside it are there."""
    paragraph = (
        "为进一步提升政务服务水平，持续优化营商环境，各地各部门要加强组织领导，健全工作机制，细化任务分工。" * 5 + "\n"
    )
    megabytes = sized(10, 50)
    size = megabytes * 1024 * 1024
    with (folder / "丙.txt").open("w", encoding="utf-8") as file:
        file.write(CLEAN)
        for number in range(size // len(paragraph.encode())):
            file.write(f"{number}{paragraph}")
    assert (folder / "丙.txt").stat().st_size >= size
    done = process("ingest", folder, store=store, prefix=(sys.executable, "-c", MEASURED))
    assert done.status == 0, done.err
    assert stored(store) == sorted([*GOOD, "丙.txt"])
    used = int(done.err.split()[-1])
    assert used < (300 + 24 * megabytes) * 1024
    assert tracer("gaps", store=store).status == 1


# --- stores ---


def unchanged(path: Path) -> Iterator[None]:
    """Yields the bytes of a file stay what they are while the test runs."""
    before = path.read_bytes()
    yield
    assert path.read_bytes() == before


def assert_store_refused(store: str | Path, folder: Path, *words: str) -> None:
    """Asserts that every command that needs the store names it, and prints nothing on standard output."""
    for command in (["ingest", folder], ["gaps", "--json"], ["trace", "d-1.m1"], ["dashboard", "--no-browser"]):
        done = tracer(*command, store=store)
        assert (done.status, done.out) == (2, ""), command
        (line,) = done.err.splitlines()
        for word in words:
            assert word in line, command
    english = tracer("gaps", store=store, lang="en")
    assert english.status == 2 and len(english.err.splitlines()) == 1


def test_a_store_that_is_a_text_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "笔记.txt"
    file.write_text("这不是库\n" * 500, encoding="utf-8")
    for _ in unchanged(file):
        assert_store_refused(file, folder, "笔记.txt", "不是本程序的库")


def test_a_store_that_is_another_database(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE source (path)")
        connection.commit()
    for _ in unchanged(file):
        assert_store_refused(file, folder, "other.sqlite", "不是本程序的库")


def test_a_store_made_by_a_newer_version(folder: Path, store: Path) -> None:
    assert tracer("ingest", folder, store=store).status == 0
    with closing(sqlite3.connect(store)) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 7}")
    for _ in unchanged(store):
        assert_store_refused(store, folder, "更新版本", f"第 {LATEST + 7} 版")


def test_a_store_that_is_a_folder(folder: Path) -> None:
    assert_store_refused(folder, folder, "指向文件夹")


def test_a_store_in_a_place_that_cannot_be(folder: Path, tmp_path: Path) -> None:
    assert_store_refused(folder / "甲.txt" / "store.sqlite", folder, "store.sqlite")
    assert sorted(path.name for path in folder.iterdir()) == sorted(GOOD)


def test_a_store_in_a_folder_that_may_not_be_written(folder: Path, tmp_path: Path) -> None:
    prefix = without_override()
    closed = tmp_path / "只读"
    closed.mkdir()
    closed.chmod(0o500)
    done = process("ingest", folder, store=closed / "store.sqlite", prefix=prefix)
    assert (done.status, done.out) == (2, "") and "写权限" in done.err and "只读" in done.err
    assert list(closed.iterdir()) == []


def test_a_store_that_became_read_only_is_not_harmed(folder: Path, tmp_path: Path) -> None:
    prefix = without_override()
    place = tmp_path / "库"
    place.mkdir()
    file = place / "store.sqlite"
    assert tracer("ingest", folder, store=file).status == 0
    (folder / "丙.txt").write_text(CLEAN, encoding="utf-8")
    file.chmod(0o400)
    place.chmod(0o500)
    try:
        for words in (("ingest", folder), ("gaps",)):
            done = process(*words, store=file, prefix=prefix)
            assert done.status == 2 and "写权限" in done.err
            assert "只看也需要写权限" in done.err and "复制" in done.err and "readonly" not in done.err
    finally:
        place.chmod(0o700)
        file.chmod(0o600)
    assert stored(file) == sorted(GOOD)
    assert tracer("ingest", folder, store=file).status == 0


@pytest.mark.parametrize("url", ["store.sqlite", "mysql://host/x", "sqlite://store", "bolt://127.0.0.1:7687"])
def test_a_store_address_that_does_not_exist_here(folder: Path, url: str) -> None:
    assert_store_refused(url, folder, url)


def test_a_missing_store_is_not_an_empty_result(folder: Path, store: Path) -> None:
    for command in ("gaps", "dashboard"):
        done = tracer(command, store=store)
        assert (done.status, done.out) == (2, "") and "tracer ingest" in done.err
    assert not store.exists()


@pytest.mark.parametrize(
    "command", [("registry", "lint"), ("policy", "check"), ("policy", "diff", "credit"), ("gaps", "--policy")]
)
def test_what_has_no_end_is_not_read(command: tuple[str, ...], tmp_path: Path, store: Path) -> None:
    """A pipe that nobody writes to and a device are named, where they are called like a table or a policy."""
    end = ".csv" if command[0] == "registry" else ".toml"
    pipe, device = tmp_path / f"pipe{end}", tmp_path / f"zero{end}"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for place in (pipe, device):
        done = tracer(*command, place, store=store)
        assert done.status in (1, 2), done.err
        assert place.name in done.out + done.err and "不是普通文件" in done.out + done.err


def test_folders_are_nested_as_deep_as_the_system_lets_them(tmp_path: Path, store: Path) -> None:
    """A path longer than the system reads is named; what stands above it is read."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "甲.txt").write_text(PROVINCE, encoding="utf-8")
    at = os.open(tmp_path / "deep", os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("a", dir_fd=at)
        below = os.open("a", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    try:
        for words in (("ingest",), ("registry", "import", "--dry-run")):
            done = tracer(*words, tmp_path / "deep", store=store)
            assert done.status == 2 and "a/a/a" in done.err and "内部错误" not in done.err
        assert "甲.txt" in tracer("store", "log", store=store).out
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "deep")], check=True)  # deeper than shutil goes
