"""Each hostile file is read or refused with a sentence that names it, the others of the folder are read, and nothing is fetched."""

from __future__ import annotations

import json
import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hostile_files import ADDRESS, HOSTILE, READ, REFUSED, Hostile, cuts
from small_corpus import CITY, PROVINCE
from test_bad_input import tracer

from ingest.formats.table import DOCUMENT_SUFFIXES
from tracer.store import open_store

GOOD = {"一.txt": PROVINCE, "好.txt": CITY}


@contextmanager
def listening() -> Iterator[list[object]]:
    """Yields who has knocked at the address that the files name; nobody can where the machine has no such address."""
    knocked: list[object] = []
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind(ADDRESS)
    except OSError:
        yield knocked
        return
    server.listen()

    def answer() -> None:
        while True:
            try:
                connection, who = server.accept()
            except OSError:
                return
            knocked.append(who)
            connection.close()

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield knocked
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def test_a_folder_of_hostile_files_is_read_to_its_end(tmp_path: Path) -> None:
    place, store = tmp_path / "文件", tmp_path / "s.sqlite"
    place.mkdir()
    files = {name: one.make() for name, one in HOSTILE.items() if Path(name).suffix in DOCUMENT_SUFFIXES}
    files |= {name: data for name, data in cuts() if Path(name).suffix in DOCUMENT_SUFFIXES}
    for name, data in {**{name: text.encode() for name, text in GOOD.items()}, **files}.items():
        (place / name).write_bytes(data)
    with listening() as knocked, warnings.catch_warnings():
        warnings.simplefilter("error")
        done = tracer("ingest", "--json", place, store=store)
    assert done.status == 2 and not knocked
    with open_store(f"sqlite:///{store}") as kept:
        stored = {Path(entry.path).name for entry in kept.entries()}
    assert stored >= set(GOOD)
    told = {Path(one["path"]).name: one["error"] for one in json.loads(done.out)["failed"]}
    assert stored | told.keys() == files.keys() | GOOD.keys() and not stored & told.keys()
    assert not {name: said for name, said in told.items() if name not in said or "程序出错" in said}
    wrong = {
        name: told.get(name) for name, one in HOSTILE.items() if name in files and not is_as_meant(one, told.get(name))
    }
    assert not wrong


def is_as_meant(hostile: Hostile, said: str | None) -> bool:
    """Tells whether a file was read (nothing is said) or refused as it should be; no process dies unless that is meant."""
    if said is None:
        return hostile.outcome != REFUSED
    return hostile.outcome != READ and hostile.words in said and ("中断" not in said or hostile.words == "中断")


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_file_is_made(name: str) -> None:
    assert len(HOSTILE[name].make()) < 12_000_000
