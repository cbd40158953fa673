"""Lists the repairs of a file, and reads it again without those that a person does not want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import NotFoundError
from graph_schema.records import Reading, SourceFile, Undo
from graph_schema.terms import RepairKind
from ingest.formats.secrecy import require_open
from tracer.jobs.loading import load_beside
from tracer.jobs.opening import (
    FileReader,
    Tools,
    file_reader,
    opened,
    remembered,
    require_campaign,
    with_its_registry,
)
from tracer.show.repairs import RepairRow, repair_rows, undoing
from tracer.store import GraphStore
from tracer.work import OnProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairsReport:
    """The repairs of a file in text order, and what it says with those undone that are undone."""

    reading: Reading
    rows: tuple[RepairRow, ...]


@with_its_registry
def repairs(
    path: str | Path,
    *,
    store: GraphStore | str | None = None,
    policy: str | None = None,
    undo: Sequence[int] = (),
    keep: Sequence[RepairKind] = (),
    remember: bool = False,
    on_progress: OnProgress | None = None,
) -> RepairsReport:
    """Returns every repair of a file: the place, what stood there, what is read instead.

    Those numbered in `undo` and all of the kinds in `keep` are not made; where none is named, those that
    the store remembers for these bytes are not. With `remember` the store is told, and what it holds of
    the file is read again: with none named it makes all repairs once more. NotFoundError for a number
    that the list does not have, and where a file to be remembered is not in the store.
    """
    source = load_beside(Path(path).absolute(), store, on_progress)
    with file_reader(policy) as reader:
        plain, reading = undoing_asked(source, None if remember else store, reader, undo, keep)
    if remember and store is not None:
        undo_repairs(store, source.sha256, reading.undone, policy=policy)
    return RepairsReport(reading=reading, rows=repair_rows(source.text, plain.repairs, reading.repairs))


@with_its_registry
def undo_repairs(store: GraphStore | str, sha256: str, undone: Sequence[Undo], *, policy: str | None = None) -> Reading:
    """Reads the files of these bytes again, all repairs made but the `undone`; ingest keeps to it from now on.

    Gives one of the new readings, which differ in the path only. NotFoundError where the store has no such file,
    SecretError where one that an earlier version took in is marked as secret.
    """
    tools = Tools.load(policy)
    with file_reader(policy) as reader, opened(store, policy=policy) as target:
        paths = target.paths_of(sha256)
        if not paths:
            raise NotFoundError(
                "store.cannot_remember",
            )
        require_campaign(target, tools)
        sources = [target.get_reading(path).source for path in paths]
        for source in sources:
            require_open(source.text, source.path)
        readings = [reader.read(source, undone) for source in sources]
        for reading in readings:
            target.put(reading)
    return readings[0]


def undoing_asked(
    source: SourceFile,
    store: GraphStore | str | None,
    reader: FileReader,
    undo: Sequence[int],
    keep: Sequence[RepairKind],
) -> tuple[Reading, Reading]:
    """Returns the reading with all repairs made, and the one without those that are undone."""
    plain = reader.read(source)
    undone = undoing(plain.repairs, undo, keep)
    if not undone and store is not None:
        with opened(store) as target:
            undone = remembered(source.path, source.sha256, target).within(source.text).undone
    return plain, reader.read(source, undone) if undone else plain
