"""Disks that are full or may not be written: a sentence, exit status 2, and nothing half done.

A small file system of one's own needs the right to mount; where it is missing the tests say so.
"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_contract import small_reading

from tracer.cli.app import main
from tracer.store import open_store
from tracer.store.backup import back_up
from tracer.store.faults import store_faults


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Yields a file system with 2 MB of room."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2000k", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"a full disk needs the right to mount one: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def big(tmp_path: Path) -> str:
    """Returns the address of a store that has no room on the disk, and lies elsewhere."""
    url = f"sqlite:///{tmp_path}/big.sqlite"
    with open_store(url) as store:
        for number in range(80):
            store.put(small_reading(f"{number}.txt", f"列入名单{number}。" * 2000))
    return url


def small(place: Path) -> str:
    """Returns the address of a store on the disk."""
    url = f"sqlite:///{place}/store.sqlite"
    with open_store(url) as store:
        store.put(small_reading())
    return url


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Returns what a command says that ends with exit status 2."""
    assert main(["--lang", "en", *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: ") and "Internal" not in said
    return said


def whole(url: str) -> int:
    """Tells how many files a store holds in which nothing is broken but what the readings of the test are."""
    with open_store(url) as store:
        assert list(store.faults()) == []
        return sum(1 for _ in store_faults(store)) and len(list(store.readings()))


def test_ingest_into_a_full_disk_keeps_what_went_before(
    disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "in"
    texts.mkdir()
    for number in range(80):
        (texts / f"{number:02}.txt").write_text(
            "关于信用的通知\n\n" + f"列入第{number}号名单。" * 1000, encoding="utf-8"
        )
    url = f"sqlite:///{disk}/store.sqlite"
    assert "full" in refused(capsys, "--store", url, "ingest", str(texts))
    with open_store(url) as store:
        assert list(store_faults(store)) == []
        kept = [entry.path for entry in store.entries()]
        assert 0 < len(kept) < 80
        assert sorted(kept) == sorted(map(str, texts.iterdir()))[: len(kept)]


def test_no_room_for_a_backup(disk: Path, big: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert str(disk / "b.backup") in refused(capsys, "--store", big, "store", "backup", str(disk / "b.backup"))
    assert list(disk.iterdir()) == []


def test_no_room_for_a_restore(disk: Path, big: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = small(disk)
    with open_store(big) as store:
        back_up(store, tmp_path / "b.backup")
    said = refused(capsys, "--store", url, "store", "restore", "--replace", str(tmp_path / "b.backup"))
    assert "full" in said and "unchanged" in said and "damaged" not in said
    assert whole(url) == 1
    assert not list(disk.glob(".restore*"))


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_no_room_for_an_export(form: str, disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from graph_schema.errors import InputError
    from graph_schema.graph import Node
    from tracer.store.export import write

    with pytest.raises(InputError, match="磁盘已满"):
        write([Node("Issuer", f"{n}", {"title": "市" * 1000}) for n in range(1000)], [], form, disk / "out")
    assert list(disk.iterdir()) == []


def test_no_room_for_a_copy(disk: Path, big: str, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{disk}/store.sqlite"
    assert "full" in refused(capsys, "store", "copy", big, url)
    assert 0 < whole(url) < 80


def test_a_disk_that_may_not_be_written(disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = small(disk)
    texts = tmp_path / "in"
    texts.mkdir()
    (texts / "1.txt").write_text("关于信用的通知\n\n列入名单。", encoding="utf-8")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for store in (url, f"sqlite:///{disk}/new.sqlite"):
        assert str(disk) in refused(capsys, "--store", store, "ingest", str(texts))
    with open_store("sqlite:///:memory:") as empty:
        back_up(empty, tmp_path / "b.backup")
    refused(capsys, "--store", url, "store", "restore", "--replace", str(tmp_path / "b.backup"))
    refused(capsys, "--store", f"sqlite:///{tmp_path}/b.backup", "store", "backup", str(disk / "b.backup"))
    assert {file.name.partition("-")[0] for file in disk.iterdir()} == {"store.sqlite"}


# --- what lies beside a store ---

TABLE = "id,title,level,issuer,region,promulgated\n" + "".join(
    f"own-{n},溪石市信用条例{n},local_regulation,溪石市人大,河南省/平顶山市,2019-01-01\n" for n in range(3000)
)


@pytest.fixture
def no_room(disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns the disk with a store and its registry of one row, to be filled."""
    url = f"sqlite:///{disk}/store.sqlite"
    for name in ("TRACER_REGISTRY", "TRACER_ARTICLES"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("TRACER_STORE", url)
    text = "溪石市人民政府文件\n\n溪政发〔2021〕5号\n\n溪石市人民政府关于信用的通知\n\n各乡镇：\n\n一、将企业列入失信黑名单。\n"
    (disk.parent / "1.txt").write_text(text, encoding="utf-8")
    (disk.parent / "one.csv").write_text("".join(TABLE.splitlines(keepends=True)[:2]), encoding="utf-8")
    (disk.parent / "many.csv").write_text(TABLE, encoding="utf-8")
    assert main(["ingest", str(disk.parent / "1.txt")]) == 0
    assert main(["registry", "import", str(disk.parent / "one.csv")]) == 0
    return disk


def fill(disk: Path) -> None:
    """Leaves no room on the disk."""
    with (disk / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"0" * 4096):
            pass


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Returns what a command prints that only reads."""
    capsys.readouterr()
    assert main(list(words)) in (0, 1)
    return capsys.readouterr().out


def test_no_room_for_an_import_or_its_taking_back(no_room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = shown(capsys, "registry", "show", "own-0", "--json")
    fill(no_room)
    for words in (("import", str(no_room.parent / "many.csv")), ("remove", "one.csv")):
        said = refused(capsys, "registry", *words)
        assert "No space left" in said and str(no_room) in said, words
    (no_room / "filler").unlink()
    assert shown(capsys, "registry", "show", "own-0", "--json") == before
    assert main(["registry", "show", "own-2999"]) == 2
    capsys.readouterr()
    assert main(["registry", "import", str(no_room.parent / "one.csv"), "--dry-run"]) == 0
    assert main(["registry", "remove", "one.csv"]) == 0


def test_no_room_for_proofs_decisions_judgements_and_baselines(
    no_room: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = shown(capsys, "gaps", "--json")
    measure = listed.split('"measure": "')[1].split('"')[0]
    names = {file.name for file in no_room.iterdir()} | {"filler"}
    fill(no_room)
    for words in (
        ("gaps",),
        ("trace", measure, "--proof", str(no_room / "p.json")),
        ("store", "decide", "verdict", measure, "review", "--why", "因" * 200_000),
        ("store", "backup", str(no_room / "b.backup")),
        ("store", "export", "graphml", str(no_room / "x.graphml")),
        ("ingest", "--anew", str(no_room.parent / "1.txt")),
    ):
        assert "full" in (said := refused(capsys, *words)) or "No space" in said, words
    assert {file.name for file in no_room.iterdir() if "-" not in file.name} == {n for n in names if "-" not in n}
    (no_room / "filler").unlink()
    assert shown(capsys, "gaps", "--json") == listed
    assert 'decisions": []' in shown(capsys, "store", "decisions", "--json")
    assert main(["store", "check"]) == 0
