"""Files: what they are called, why the system refuses them, and writing that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import InputError, why

LITTLE_ROOM = 2**16
"""Bytes below which a disk counts as full: SQLite needs as much beside a file to open it."""


def name_of(path: Path) -> str:
    """Returns the path as text that can be printed and stored, also where its bytes are not valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def file_error(error: OSError, name: str) -> InputError:
    """Returns the sentence for a file that the system does not hand out."""
    if isinstance(error, FileNotFoundError):
        return InputError(
            "file.missing",
            name=name,
        )
    if isinstance(error, PermissionError):
        return InputError(
            "file.no_right",
            name=name,
        )
    if isinstance(error, IsADirectoryError):
        return InputError(
            "file.is_folder",
            name=name,
        )
    return InputError(
        "file.unreadable",
        name=name,
        why=why(error),
    )


def is_full(path: Path | str) -> bool:
    """Tells whether the disk on which a file lies has no room: SQLite then speaks of I/O errors as often as of a full disk."""
    try:
        return shutil.disk_usage(Path(path).absolute().parent).free < LITTLE_ROOM
    except OSError:
        return False


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """Yields a name beside `path` to write to; it takes the place of `path` when all went well, and is gone when not.

    A link stays, and what it leads to is written. InputError where `path` is a device, a pipe or the like.
    """
    place = _regular(path)
    beside = _beside(place)
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Yields the same for a folder, which takes the place of an empty one only. OSError where there is more."""
    place = _regular(path)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
    beside = _beside(place)
    beside.mkdir()
    try:
        yield beside
        beside.replace(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _regular(path: Path) -> Path:
    """Tells where to write: what a link leads to, to its end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise InputError(
            "file.cannot_write_device",
            path=path,
        )
    place = Path(os.path.realpath(path))
    if place.is_symlink():  # links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return place


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")
