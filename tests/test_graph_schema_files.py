"""Files that belong to their owner: what the program writes for a person is that person's alone at every moment, whatever the umask."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from store_contract import small_reading

from graph_schema.errors import StoreError
from graph_schema.files import (
    PROGRAM_FILE,
    folder_beside,
    narrow,
    owned_file,
    owned_folder,
    owned_opener,
    written_beside,
)
from tracer.registry.article_texts import Articles
from tracer.registry.own_rows import OwnRegistry
from tracer.store import open_store
from tracer.store.backup import back_up, restore
from tracer.store.export import FORMATS, write

SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample" / "texts"
UMASKS = [0o000, 0o022, 0o077]
LAW = """# 河南省河灯管理条例

2015年3月2日 河南省人民代表大会常务委员会公布

2015年5月1日 施行
<!-- INFO END -->

第一条 为了规范河灯的放流，制定本条例。

第二条 违反规定放流河灯受到处罚的，记入放流人的信用档案，保存一年。
"""
COMMANDS = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[1], 8))
here = Path(sys.argv[2])
from tracer.cli.app import main
from tracer import jobs
from datetime import date

def run(*words):
    status = main(list(words))
    assert status in (0, 1), (words, status)

store = f"sqlite:///{here}/made/by us/store.sqlite"
run("ingest", str(here / "texts"), "--store", store)
run("registry", "import", str(here / "laws"))
run("store", "judge", "--store", store)
finding = jobs.gaps(store, as_of=date(2024, 1, 1)).findings[0]
run("store", "decide", "verdict", finding.measure.id, "review", "--why", "试", "--by", "测试", "--store", store)
run("trace", finding.measure.id, "--proof", str(here / "proof.json"), "--store", store)
run("store", "backup", str(here / "saved.backup"), "--store", store)
run("store", "backup", str(here / "saved.backup"), "--store", store)
run("store", "restore", str(here / "saved.backup"), "--store", f"sqlite:///{here}/restored/store.sqlite")
run("store", "copy", store, f"sqlite:///{here}/copied.sqlite")
for form in ("graphml", "gexf", "jsonl", "csv", "cypher", "parquet"):
    run("store", "export", form, str(here / form), "--store", store)
run("store", "check", "--store", store)
"""


def rights(place: Path) -> int:
    """Returns the rights of a file or folder."""
    return stat.S_IMODE(place.stat().st_mode)


def open_to_others(folder: Path, *given: Path) -> list[str]:
    """Returns what others may read below a folder, but for what was given, by its own rights."""
    found = []
    for place in folder.rglob("*"):
        if not any(place == one or one in place.parents for one in given):
            try:
                found += [f"{place.relative_to(folder)} {rights(place):o}"] if rights(place) & 0o077 else []
            except FileNotFoundError:
                continue
    return found


@contextmanager
def masked(umask: int) -> Iterator[None]:
    """Sets the umask for a block."""
    before = os.umask(umask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("umask", UMASKS, ids="{:03o}".format)
def test_every_command_leaves_files_of_the_owner_alone(tmp_path: Path, umask: int) -> None:
    texts, laws = tmp_path / "texts", tmp_path / "laws"
    for folder in (texts, laws):
        folder.mkdir()
    for name in sorted(SAMPLE.iterdir())[:4]:
        texts.joinpath(name.name).write_bytes(name.read_bytes())
    laws.joinpath("河灯.md").write_text(LAW, encoding="utf-8")
    given = (texts, laws)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TRACER_")},
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    child = subprocess.Popen(
        [sys.executable, "-c", COMMANDS, f"{umask:o}", str(tmp_path)],
        env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # Looked at all the while: nothing is wide for a moment either.
    seen: set[str] = set()
    watching = threading.Thread(target=lambda: watch(child, tmp_path, given, seen))
    watching.start()
    _, said = child.communicate()
    watching.join()
    assert child.returncode == 0, said
    assert open_to_others(tmp_path, *given) == []
    assert seen == set()
    made = {place.name for place in tmp_path.rglob("*")}
    assert {
        "store.sqlite.registry",
        "store.sqlite.articles",
        "store.sqlite",
        "saved.backup",
        "proof.json",
        "parquet",
    } <= made


def watch(child: subprocess.Popen[str], folder: Path, given: tuple[Path, ...], seen: set[str]) -> None:
    """Adds what others may reach below a folder while a program runs."""
    while child.poll() is None:
        seen.update(reachable(folder, given))


def reachable(folder: Path, given: tuple[Path, ...]) -> Iterator[str]:
    """Gives what others may read below a folder, and come to."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        place = Path(entry.path)
        try:
            found = stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)
        except OSError:
            continue
        if place in given:
            continue
        if found & 0o077:
            yield f"{place} {found:o}"
        if entry.is_dir(follow_symlinks=False) and found & 0o011:
            yield from reachable(place, given)


@pytest.mark.parametrize("umask", UMASKS, ids="{:03o}".format)
def test_a_store_in_use_has_files_beside_it_that_are_the_owners(tmp_path: Path, umask: int) -> None:
    with masked(umask), open_store(f"sqlite:///{tmp_path}/a/b/store.sqlite") as store:
        store.put(small_reading())
        beside = {place.name for place in (tmp_path / "a" / "b").iterdir()}
        assert beside == {"store.sqlite", "store.sqlite-wal", "store.sqlite-shm"}
        assert open_to_others(tmp_path) == []


@pytest.mark.parametrize("open_it", [OwnRegistry, Articles], ids=["rows", "articles"])
def test_the_users_registry_is_his_also_while_it_is_written(tmp_path: Path, open_it: Callable[[Path], object]) -> None:
    place = tmp_path / "own" / "kept.sqlite"
    with masked(0):
        opened = open_it(place)
    assert open_to_others(tmp_path) == []
    place.chmod(0o664)
    opened.close()  # type: ignore[attr-defined]
    open_it(place).close()  # type: ignore[attr-defined]
    assert rights(place) == 0o600


def test_a_store_that_others_could_read_is_narrowed_when_it_is_opened(tmp_path: Path) -> None:
    place = tmp_path / "store.sqlite"
    url = f"sqlite:///{place}"
    with open_store(url) as store:
        store.put(small_reading())
        for one in tmp_path.iterdir():
            one.chmod(0o666)
        with open_store(url) as again:
            assert len(again.entries()) == 1
            assert open_to_others(tmp_path) == []
    tmp_path.chmod(0o755)
    place.chmod(0o644)
    with open_store(url, create=False):
        assert rights(place) == 0o600
    assert rights(tmp_path) == 0o755, "a folder that was there is not ours"


def test_a_backup_takes_the_place_of_one_that_others_could_read(tmp_path: Path) -> None:
    with masked(0), open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        store.put(small_reading())
        back_up(store, tmp_path / "saved")
        (tmp_path / "saved").chmod(0o644)
        back_up(store, tmp_path / "saved")
        with open_store(f"sqlite:///{tmp_path}/restored/store.sqlite") as restored:
            restore(restored, tmp_path / "saved")
        assert open_to_others(tmp_path) == []


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_the_owners(tmp_path: Path, form: str) -> None:
    with masked(0):
        write([], [], form, tmp_path / form)
    assert open_to_others(tmp_path) == []


# --- the functions -----------------------------------------------------------------------------


@pytest.mark.parametrize("umask", UMASKS, ids="{:03o}".format)
def test_files_and_folders_are_made_for_the_owner(tmp_path: Path, umask: int) -> None:
    with masked(umask):
        owned_file(tmp_path / "a" / "b" / "c")
        owned_folder(tmp_path / "d" / "e")
        with open(tmp_path / "f", "w", opener=owned_opener) as file:
            file.write("x")
        with written_beside(tmp_path / "g") as beside:
            assert rights(beside) == 0o600
            beside.write_text("x")
        with folder_beside(tmp_path / "h") as folder:
            (folder / "i").mkdir()
            (folder / "i" / "j").write_text("x")
    assert open_to_others(tmp_path) == []
    assert {place.name for place in tmp_path.rglob("*")} == set("abcdefghij")


def test_what_belongs_to_the_program_can_be_read(tmp_path: Path) -> None:
    with masked(0o022), written_beside(tmp_path / "words", mode=PROGRAM_FILE) as beside:
        beside.write_text("x")
    assert rights(tmp_path / "words") == 0o644


def test_a_link_leads_to_the_owners_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "there" / "store")
    with masked(0):
        owned_file(tmp_path / "link")
    assert rights(tmp_path / "there" / "store") == 0o600
    (tmp_path / "there" / "store").chmod(0o640)
    owned_file(tmp_path / "link")
    assert rights(tmp_path / "there" / "store") == 0o600


def test_a_trap_beside_the_file_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / f".out.{os.getpid()}.new").symlink_to(victim)
    with written_beside(tmp_path / "out") as beside:
        beside.write_text("x")
    assert victim.read_text() == "kept" and (tmp_path / "out").read_text() == "x"


def test_devices_and_what_is_gone_stay_as_they_are(tmp_path: Path) -> None:
    before = rights(Path("/dev/null"))
    narrow(Path("/dev/null"))
    narrow(tmp_path / "none")
    assert rights(Path("/dev/null")) == before
    with open("/dev/null", "w", opener=owned_opener) as nowhere:
        nowhere.write("x")
    assert rights(Path("/dev/null")) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another owner's file")
def test_the_file_of_another_is_left_to_him(tmp_path: Path) -> None:
    place = tmp_path / "his"
    place.write_text("x")
    place.chmod(0o644)
    os.chown(place, 12345, 12345)
    narrow(place)
    assert rights(place) == 0o644


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another person's link")
@pytest.mark.parametrize("kind", ["link", "dangling", "file"])
def test_what_somebody_else_laid_where_everybody_writes_is_not_written(tmp_path: Path, kind: str) -> None:
    shared, victim = tmp_path / "shared", tmp_path / "victim"
    shared.mkdir()
    shared.chmod(0o1777)
    trap = shared / "out"
    if kind == "file":
        trap.write_text("kept")
        os.chown(trap, 12345, 12345)
    else:
        if kind == "link":
            victim.write_text("kept")
        trap.symlink_to(victim)
        os.chown(trap, 12345, 12345, follow_symlinks=False)
    with pytest.raises(PermissionError), written_beside(trap) as beside:
        beside.write_text("x")
    with pytest.raises(PermissionError):
        owned_file(trap)
    with pytest.raises(StoreError, match=str(trap)):
        open_store(f"sqlite:///{trap}")
    assert kind == "dangling" or trap.read_text() == "kept"
    assert kind != "dangling" or not victim.exists()
    os.chown(trap, 0, 0, follow_symlinks=False)
    with written_beside(trap) as beside:  # one's own leads where one wants
        beside.write_text("x")
    assert trap.read_text() == "x"


def test_a_link_beside_a_store_closes_no_other_file(tmp_path: Path) -> None:
    store, victim = tmp_path / "store.sqlite", tmp_path / "page.html"
    victim.write_text("for all")
    victim.chmod(0o644)
    for end in ("-wal", "-shm", "-journal"):
        store.with_name(store.name + end).symlink_to(victim)
    with suppress(StoreError):
        open_store(f"sqlite:///{store}")
    assert rights(victim) == 0o644 and victim.read_text() == "for all"
