"""All that a store holds as lines of JSON: a form that every store can write and take, and people can read.

The first line says what this is, each of the next holds a file's reading, a decision of a person, a change,
what an earlier version held or who was shown personal data, the last one the count and the SHA-256 of all lines before it: a file that
was cut off or changed is not taken.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from graph_schema.errors import NotFoundError, StoreError
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Decision, Reading
from tracer.store.base import Records
from tracer.store.base.log import Change, Disclosure, Earlier, History
from tracer.store.moment import at_one_moment
from tracer.work import OnProgress, tell

FORMAT, VERSION = "policy-basis-tracer store", 3


_TRIES = 5


@dataclass(frozen=True, slots=True)
class Read:
    """A reading and the program version that read it."""

    reader: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class First:
    """The earliest version of which the readings are in the dump."""

    version: int


Line = Read | Decision | Change | Earlier | Disclosure | First


def is_dump(path: Path) -> bool:
    """Tells whether the file begins as a dump does."""
    start = _head(VERSION)[: -len(f"{VERSION}}}\n")]
    with path.open("rb") as file:
        return file.read(len(start)) == start


def write_dump(store: Records, out: BinaryIO, on_progress: OnProgress | None = None) -> int:
    """Writes all that a store holds at one moment; returns how many files that is.

    What is written meanwhile makes it begin again; StoreError where that never ends.
    """

    def write() -> int:
        out.seek(0)
        out.truncate()
        return _write_all(store, store.history(), out, on_progress)

    return at_one_moment(store, write, _TRIES)


def _write_all(store: Records, history: History, out: BinaryIO, on_progress: OnProgress | None) -> int:
    digest, count = hashlib.sha256(), -1  # the head does not count

    def write(value: object) -> None:
        nonlocal count
        line = _line(value)
        out.write(line)
        digest.update(line)
        count += 1

    write(_HEAD | {"version": VERSION})
    entries = store.entries()
    for number, entry in enumerate(entries):
        tell(on_progress, number, len(entries), entry.path)
        try:
            reading = store.get_reading(entry.path)
        except NotFoundError:
            continue  # removed meanwhile
        write({"reader": entry.reader, "reading": to_plain(reading)})
    write({"first": history.first})
    for decision in history.decisions:
        write({"decision": to_plain(decision)})
    for change in history.changes:
        write({"change": to_plain(change)})
    for earlier in history.earlier:
        write({"earlier": to_plain(earlier)})
    for disclosure in history.disclosures:
        write({"disclosure": to_plain(disclosure)})
    out.write(_line({"lines": count, "sha256": digest.hexdigest()}))
    tell(on_progress, len(entries), len(entries))
    return len(entries)


def read_dump(path: Path) -> Iterator[Line]:
    """Gives what a dump holds, one by one. StoreError where a line is not what it should be, or the end is missing.

    The first version held readings and decisions only, the second no disclosures.
    """
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as file:
        head = next(file, b"")
        if head not in (_head(number) for number in range(1, VERSION + 1)):
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


def _kept(value: dict[str, Any]) -> Line:
    for name, kind in (
        ("decision", Decision),
        ("change", Change),
        ("earlier", Earlier),
        ("disclosure", Disclosure),
    ):
        if name in value:
            return cast(Line, from_plain(kind, value[name]))
    if "first" in value:
        return First(int(value["first"]))
    return Read(str(value["reader"]), from_plain(Reading, value["reading"]))


_HEAD = {"format": FORMAT}


def _head(version: int) -> bytes:
    return _line(_HEAD | {"version": version})


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
        "backup.cut_off",
        path=path,
        line=line,
    )
