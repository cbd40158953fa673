"""Backs a store up, restores it and copies it, its own registry with it: verdicts rest on both."""

from __future__ import annotations

from pathlib import Path

from graph_schema.errors import StoreError
from tracer.registry.along import files_of, files_with, held_more, take_along
from tracer.store import GraphStore
from tracer.store import backup as backups
from tracer.store.copying import Copied
from tracer.store.copying import copy as copy_records
from tracer.work import OnProgress


def back_up(store: GraphStore, path: Path, on_progress: OnProgress | None = None) -> int:
    """Writes the store to a file, and beside it the registry and texts imported for it; returns how many files it holds.

    Errors as of tracer.store.backup.back_up.
    """
    count = backups.back_up(store, path, on_progress)
    take_along(files_of(store.url), files_with(path))
    return count


def restore(store: GraphStore, path: Path, *, replace: bool = False, on_progress: OnProgress | None = None) -> int:
    """Makes the store hold what the backup holds, its registry and texts too; returns how many files these are.

    A backup without a registry leaves that of the store as it is. StoreError, before anything is written, where the store or
    its registry holds anything that the backup does not, unless `replace`; else as of tracer.store.backup.restore.
    """
    here, there = files_of(store.url), files_with(path)
    surplus = [] if replace else list(held_more(here, there))
    if surplus:
        raise StoreError("backup.registry_holds_more", file=surplus[0], path=there["registry"])
    count = backups.restore(store, path, replace=replace, on_progress=on_progress)
    take_along(there, here)
    return count


def copy(source: GraphStore, target: GraphStore, on_progress: OnProgress | None = None) -> Copied:
    """Makes the target hold what the source holds, its registry and texts too. Errors as of tracer.store.copying.copy.

    StoreError, before anything is written, where the target's own registry holds anything that the source's does not.
    """
    here, there = files_of(target.url), files_of(source.url)
    for file in held_more(here, there):
        raise StoreError("store.copy_registry", file=file, url=target.url)
    done = copy_records(source, target, on_progress)
    take_along(there, here)
    return done
