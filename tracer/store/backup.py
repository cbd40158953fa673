"""A store into one file, and back: `back_up` and `restore`.

A store of SQLite becomes an SQLite file, copied at one moment whoever writes meanwhile; any other
store becomes lines of JSON. Either can be restored into any store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_schema.errors import InputError, NewerStoreError, NotAStoreError, StoreError
from graph_schema.files import written_beside
from graph_schema.records import Decision
from tracer.store.base import GraphStore
from tracer.store.base.log import Change, Earlier, History
from tracer.store.checking import damage
from tracer.store.copying import copy
from tracer.store.dump import First, Read, is_dump, read_dump, write_dump
from tracer.store.sqlite.database import MEMORY, is_sqlite, no_room
from tracer.store.sqlite.store import SqliteStore
from tracer.work import OnProgress


def back_up(store: GraphStore, path: Path, on_progress: OnProgress | None = None) -> int:
    """Writes the store to a file, complete or not at all; returns how many files it holds.

    An earlier backup of that name is replaced. InputError where the file is anything else, or the store
    itself; StoreError where the store is damaged: a good backup must not make way for a bad one.
    """
    with _told(path):
        _require_replaceable(store, path)
        fault = damage(store, on_progress)
        if fault is not None:
            raise StoreError(
                f"库已损坏（{fault.file} {fault.where}），没有备份，原有的备份没有改动。请运行 tracer store check：{store.url}",
                f"The store is damaged ({fault.file} {fault.where}); no backup was made and an earlier one is "
                f"unchanged. Run tracer store check: {store.url}",
            )
        with written_beside(path) as beside:
            if isinstance(store, SqliteStore):
                return store.write_copy(str(beside))
            with beside.open("wb") as out:
                return write_dump(store, out, on_progress)


def restore(store: GraphStore, path: Path, *, replace: bool = False, on_progress: OnProgress | None = None) -> int:
    """Makes the store hold what the backup holds; returns how many files these are.

    The backup is read to its end and checked first. A store of SQLite then changes in one transaction;
    another one file by file, and the same command again goes on where it was broken off. StoreError where
    the store holds anything that the backup does not, unless `replace`.
    """
    with _told(path), _staged(store, path) as saved:
        kept = saved.entries()
        surplus = set(store.entries()) - set(kept)
        undecided = {d.id for d in store.decisions()} - {d.id for d in saved.decisions()}
        if (surplus or undecided) and not replace:
            raise _holds_more(store, len(surplus), len(undecided))
        if isinstance(store, SqliteStore):
            store.take_over(saved)
        else:
            for gone in {entry.path for entry in surplus} - {entry.path for entry in kept}:
                store.remove(gone)
            copy(saved, store, on_progress)
            store.take_history(saved.history())
        return len(kept)


@contextmanager
def _staged(store: GraphStore, path: Path) -> Iterator[SqliteStore]:
    """Gives the backup as a store of this version, beside the store that will take it; the backup itself stays as it is."""
    if not path.exists():
        raise InputError(f"备份文件不存在：{path}。请检查路径。", f"No such backup: {path}. Check the path.")
    if not path.is_file() or not (is_sqlite(path) or is_dump(path)):
        raise _no_backup(path)
    with (
        TemporaryDirectory(prefix=".restore-", dir=_folder_of(store)) as folder,
        _unpacked(path, Path(folder) / "staged.sqlite") as saved,
    ):
        yield saved


def _unpacked(path: Path, place: Path) -> SqliteStore:
    """Returns the backup in a file of its own, found whole."""
    try:
        if is_sqlite(path):
            SqliteStore.copy_file(str(path), str(place))
        with ExitStack() as on_failure:
            saved = on_failure.enter_context(SqliteStore(str(place)))
            if not is_sqlite(path):
                _unpack(path, saved)
            fault = damage(saved)
            if fault is not None:
                raise _damaged(path, f"{fault.file} {fault.where}".strip())
            on_failure.pop_all()
            return saved
    except (NewerStoreError, NotAStoreError) as error:
        here, there = str(place), str(path)
        raise type(error)(error.message.replace(here, there), error.english.replace(here, there)) from error
    except StoreError as error:
        if "SHA-256" in error.english or is_dump(path):
            raise
        raise no_room(error.__cause__) or _damaged(path, str(error.__cause__)) from error


def _unpack(path: Path, saved: SqliteStore) -> None:
    """Puts what a dump holds into an empty store."""
    first, changes = None, []
    for kept in read_dump(path):
        if isinstance(kept, Read):
            saved.put(kept.reading, reader=kept.reader)
        elif isinstance(kept, Decision):
            saved.decide(kept)
        elif isinstance(kept, Change):
            changes.append(kept)
        elif isinstance(kept, First):
            first = kept.version
    if first is not None:
        earlier = (kept for kept in read_dump(path) if isinstance(kept, Earlier))
        saved.take_history(History(first=first, changes=tuple(changes), decisions=saved.decisions(), earlier=earlier))


def _folder_of(store: GraphStore) -> Path | None:
    """Returns where the store lies, which has room for it; None where it lies in no folder."""
    return Path(store.path).parent if isinstance(store, SqliteStore) and store.path != MEMORY else None


def _require_replaceable(store: GraphStore, path: Path) -> None:
    """Raises InputError unless the name is free or that of an earlier backup."""
    if not path.exists():
        return
    if isinstance(store, SqliteStore) and store.path != MEMORY and path.samefile(store.path):
        raise InputError(
            f"备份不能写到库自己的文件：{path}。请换一个文件名。",
            f"A backup cannot be written over the store itself: {path}. Choose another name.",
        )
    if not path.is_file() or not (is_sqlite(path) or is_dump(path)):
        raise InputError(
            f"这个名字已被别的文件占用：{path}。原文件没有改动，请换一个文件名。",
            f"Another file has this name: {path}. It was not changed; choose another name.",
        )


def _damaged(path: Path, what: str) -> StoreError:
    return StoreError(
        f"备份已损坏：{path}（{what}）。库没有改动。请换一份备份。",
        f"The backup is damaged: {path} ({what}). The store is unchanged. Use another backup.",
    )


def _no_backup(path: Path) -> InputError:
    return InputError(
        f"这个文件不是备份：{path}。请指定 tracer store backup 写出的文件。",
        f"This file is no backup: {path}. Name one that tracer store backup wrote.",
    )


def _holds_more(store: GraphStore, files: int, decisions: int) -> StoreError:
    return StoreError(
        f"库里有备份中没有的内容（{files} 个文件，{decisions} 项决定），没有恢复：{store.url}。确定要用备份取代，请加 --replace。",
        f"The store holds what the backup does not ({files} files, {decisions} decisions); nothing was restored: {store.url}. "
        "Add --replace if the backup is to take its place.",
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tells what the system refuses, as a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"没有完成：{path}（{error.strerror}）。库没有改动。请检查路径、磁盘空间和写权限。",
            f"Not done: {path} ({error.strerror}). The store is unchanged. Check the path, the room on the disk and the "
            "right to write.",
        ) from error
