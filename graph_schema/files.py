"""Files: what they are called, why the system refuses them, and writing that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import InputError


def name_of(path: Path) -> str:
    """The path as text that can be printed and stored, also where its bytes are not valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def file_error(error: OSError, name: str) -> InputError:
    """The sentence for a file that the system does not hand out."""
    if isinstance(error, FileNotFoundError):
        return InputError(
            f"文件不存在：{name}（可能已移走或改名）。请检查路径。",
            f"No such file: {name} (it may have been moved or renamed). Check the path.",
        )
    if isinstance(error, PermissionError):
        return InputError(
            f"没有读取权限：{name}。请让文件的所有者授权，或复制一份到自己的文件夹。",
            f"No right to read {name}. Ask its owner, or copy it to a folder of your own.",
        )
    if isinstance(error, IsADirectoryError):
        return InputError(
            f"这是文件夹，不是文件：{name}。整个文件夹请用 tracer ingest。",
            f"This is a folder, not a file: {name}. Use tracer ingest for a whole folder.",
        )
    return InputError(
        f"无法读取文件：{name}（{error.strerror}）。",
        f"Cannot read the file {name} ({error.strerror}).",
    )


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A name beside `path` to write to; it takes the place of `path` when all went well, and is gone when not.

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
    """The same for a folder, which takes the place of an empty one only. OSError where there is more."""
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
    """Where to write: what a link leads to, to its end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise InputError(
            f"不能写到这里：{path}，它是设备、管道之类，不是普通文件。请写一个文件名。",
            f"Cannot write to {path}: it is a device, a pipe or the like, and no regular file. Name a file.",
        )
    place = Path(os.path.realpath(path))
    if place.is_symlink():  # links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return place


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")
