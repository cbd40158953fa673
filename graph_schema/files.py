"""Files: what they are called, why the system refuses them, whose they are, and writing that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph_schema.errors import InputError, why

LITTLE_ROOM = 2**16
"""Bytes below which a disk counts as full: SQLite needs as much beside a file to open it."""


def name_of(path: Path) -> str:
    """Returns the path as text that can be printed and stored, also where its bytes are not valid UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def size_of(path: Path) -> int:
    """Returns the bytes of a file; 0 where there is none to read, which reading it will tell."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def files_below(folder: Path, suffixes: Collection[str], *, hidden: bool = True) -> Iterator[Path]:
    """Yields the files of these suffixes below a folder, unsorted and however deep; links to folders are not followed.

    A folder that may not be entered, or whose path is too long, is yielded itself, so that reading it names it. `hidden`:
    also what begins with a full stop.
    """
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                found = [entry for entry in entries if hidden or not entry.name.startswith(".")]
        except OSError:
            yield at
            continue
        waiting += [Path(entry.path) for entry in found if entry.is_dir(follow_symlinks=False)]
        fitting = [entry for entry in found if Path(entry.name).suffix.lower() in suffixes]
        yield from (Path(entry.path) for entry in fitting if not _is_folder(entry))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tells whether an entry is a folder or leads to one; a link in a circle leads to none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def require_end(path: Path) -> None:
    """Raises OSError for a device or a pipe, which need have no end."""
    if not (stat.S_ISREG(path.stat().st_mode) or path.is_dir()):
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(path))


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


OWN_FILE, OWN_FOLDER = 0o600, 0o700
"""The rights of what is written for a person: he alone reads it, whatever the umask."""
PROGRAM_FILE = 0o644
"""The rights of what belongs to the program, which others may run; the umask may take some away."""


def owned_file(path: Path) -> None:
    """Makes a file that its owner alone may read, empty where there was none, before anything is put into it.

    One that others may read is narrowed where it is ours. SQLite gives the files beside it (-wal, -shm, -journal) the same rights.
    """
    _require_no_trap(path)
    place = Path(os.path.realpath(path))
    owned_folder(place.parent)
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, OWN_FILE))
    except FileExistsError:
        narrow(place)  # never by opening it: that would let go of the locks that this process has on it


def owned_folder(path: Path) -> None:
    """Makes a folder and those above it that are missing, for their owner alone. One that is there stays as it is."""
    if not path.is_dir():
        owned_folder(path.parent)
        path.mkdir(OWN_FOLDER, exist_ok=True)


def owned_opener(path: str, flags: int) -> int:
    """Returns the opened file, which its owner alone may read: `open(path, "w", opener=owned_opener)`."""
    opened = os.open(path, flags, OWN_FILE)
    try:
        narrow(opened)
    except BaseException:
        os.close(opened)
        raise
    return opened


def narrow(place: int | Path) -> None:
    """Takes from others the rights to a file or folder, where it is ours and the file system knows rights.

    A link is left alone: who lays one beside a store would have us close whatever file of ours it leads to.
    """
    with suppress(FileNotFoundError, PermissionError):
        found = os.fstat(place) if isinstance(place, int) else os.lstat(place)
        kept = {stat.S_IFREG: OWN_FILE, stat.S_IFDIR: OWN_FOLDER}.get(stat.S_IFMT(found.st_mode))
        if kept is not None and found.st_uid == os.geteuid() and found.st_mode & 0o077:
            with suppress(OSError):  # a disk that may not be written, or that knows no rights
                os.chmod(place, found.st_mode & kept)


@contextmanager
def written_beside(path: Path, *, mode: int = OWN_FILE) -> Iterator[Path]:
    """Yields a name beside `path` to write to; it takes the place of `path` when all went well, and is gone when not.

    It is there, empty, with the rights of `mode`. A link stays, and what it leads to is written. InputError where
    `path` is a device, a pipe or the like.
    """
    place = _regular(path)
    beside = _beside(place)
    beside.unlink(missing_ok=True)  # of a process of the same number that was killed
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode))
    try:
        yield beside
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Yields the same for a folder, which takes the place of an empty one only. OSError where there is more.

    The folder and all that was put into it are their owner's alone.
    """
    place = _regular(path)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
    beside = _beside(place)
    beside.mkdir(OWN_FOLDER)
    try:
        yield beside
        for inside in beside.rglob("*"):  # nobody else reaches them yet
            narrow(inside)
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
    _require_no_trap(path)
    place = Path(os.path.realpath(path))
    if place.is_symlink():  # links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return place


def _require_no_trap(path: Path) -> None:
    """Refuses a link or a file that somebody else laid where everybody may write (/tmp).

    The link leads where that person chose, into any file of ours; the file stays open to its owner. Linux refuses the
    same (fs.protected_symlinks, fs.protected_regular) where it is told to, and only where it opens the name itself.
    """
    with suppress(FileNotFoundError, NotADirectoryError):
        found, folder = os.lstat(path), os.stat(path.parent)
        if folder.st_mode & 0o002 and found.st_uid not in (os.geteuid(), folder.st_uid):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.new")
