"""Each hostile file is read or refused with a sentence that names it, the others of the folder are read, and nothing is fetched."""

from __future__ import annotations

import socket
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hostile_files import ADDRESS, EITHER, HOSTILE, READ, cuts
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
        done = tracer("ingest", place, store=store)
    assert done.status == 2 and not knocked
    with open_store(f"sqlite:///{store}") as kept:
        stored = {Path(entry.path).name for entry in kept.entries()}
    assert stored >= set(GOOD)
    told = {name: [line for line in done.err.splitlines() if f"/{name}" in line] for name in files}
    assert not [lines for lines in told.values() if any("程序出错" in line or "中断" in line for line in lines)]
    assert not [name for name, lines in told.items() if not lines and name not in stored]
    wrong = {
        name: told[name]
        for name, one in HOSTILE.items()
        if name in files
        and one.outcome != EITHER
        and ((name in stored) != (one.outcome == READ) or not any(one.words in line for line in ["", *told[name]]))
    }
    assert not wrong


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_file_is_made(name: str) -> None:
    assert len(HOSTILE[name].make()) < 12_000_000
