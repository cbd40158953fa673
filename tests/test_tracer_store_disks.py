"""Disks that are full or may not be written: a sentence, exit status 2, and nothing half done.

A small file system of one's own needs the right to mount; where it is missing the tests say so.
"""

from __future__ import annotations

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
    """Yields a file system with 1.5 MB of room."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)], capture_output=True, text=True, check=False
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
