"""All that a store holds as lines of JSON: a form that every store can write and take, and people can read.

The first line says what this is, each of the next holds a file's reading or a decision of a person, the
last one the count and the SHA-256 of all lines before it: a file that was cut off or changed is not taken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from graph_schema.errors import NotFoundError, StoreError
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Decision, Reading
from tracer.store.base import GraphStore
from tracer.work import OnProgress, tell

FORMAT, VERSION = "policy-basis-tracer store", 1


@dataclass(frozen=True, slots=True)
class Read:
    """A reading and the program version that read it."""

    reader: str
    reading: Reading


def is_dump(path: Path) -> bool:
    """Whether the file begins as a dump does."""
    with path.open("rb") as file:
        return file.read(len(_head()) - 4).startswith(_head()[:-4])


def write_dump(store: GraphStore, out: BinaryIO, on_progress: OnProgress | None = None) -> int:
    """Write all readings; gives how many there were."""
    digest = hashlib.sha256()

    def write(line: bytes) -> None:
        out.write(line)
        digest.update(line)

    write(_head())
    count = 0
    entries = store.entries()
    for number, entry in enumerate(entries):
        tell(on_progress, number, len(entries), entry.path)
        try:
            reading = store.get_reading(entry.path)
        except NotFoundError:
            continue  # removed meanwhile
        write(_line({"reader": entry.reader, "reading": to_plain(reading)}))
        count += 1
    for decision in store.decisions():
        write(_line({"decision": to_plain(decision)}))
        count += 1
    out.write(_line({"lines": count, "sha256": digest.hexdigest()}))
    tell(on_progress, len(entries), len(entries))
    return len(entries)


def read_dump(path: Path) -> Iterator[Read | Decision]:
    """The readings of a dump one by one, then the decisions. StoreError where a line is not what it should be, or the end is missing."""
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as file:
        head = next(file, b"")
        if head != _head():
            raise _damaged(path, 1)
        digest.update(head)
        for number, line in enumerate(file, start=2):
            value = _value(path, number, line)
            if "sha256" in value:
                if value != {"lines": count, "sha256": digest.hexdigest()} or next(file, b""):
                    raise _damaged(path, number)
                return
            digest.update(line)
            count += 1
            try:
                kept = _kept(value)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise _damaged(path, number) from error
            yield kept
    raise _damaged(path, count + 2)


def _kept(value: dict[str, object]) -> Read | Decision:
    if "decision" in value:
        return from_plain(Decision, value["decision"])
    return Read(str(value["reader"]), from_plain(Reading, value["reading"]))


def _head() -> bytes:
    return _line({"format": FORMAT, "version": VERSION})


def _line(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()


def _value(path: Path, number: int, line: bytes) -> dict[str, object]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise _damaged(path, number) from error
    if not isinstance(value, dict):
        raise _damaged(path, number)
    return value


def _damaged(path: Path, line: int) -> StoreError:
    return StoreError(
        f"备份不完整或已损坏：{path}（第 {line} 行）。库没有改动。请换一份备份。",
        f"The backup is cut off or damaged: {path} (line {line}). The store is unchanged. Use another backup.",
    )
