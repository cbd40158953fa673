"""Reads files and folders into a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from graph_schema.errors import DamagedError, SecretError, StoreError, TracerError
from graph_schema.files import name_of
from graph_schema.messages import Message
from graph_schema.records import Reading, SourceFile, Undo
from graph_schema.terms import Lack
from ingest.formats.files import FileBytes, find_files, read_bytes
from ingest.parallel import Work, Workers, do_one, map_in_order, started
from tracer.jobs.following import standings
from tracer.jobs.kept import UpToDate, up_to_date
from tracer.jobs.loading import Pictured, file_at, recognised, size_of_file, text_of
from tracer.jobs.opening import Remembered, Tools, opened, remembered, require_campaign, with_held, with_its_registry
from tracer.links.kept_library import joined_files
from tracer.registry.own_rows import registry_of
from tracer.show.decisions import DecisionRow, to_confirm
from tracer.show.page import lines_of
from tracer.store import GraphStore, Put, StoreCounts
from tracer.store.base.readings import Readings
from tracer.work import OnProgress, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """Holds what became of each file, by path (`failed` has the reason beside it), and how much the store at `url` holds now.

    `moved` are the decisions of people of which a person should confirm where they stand after corrections, `followed`
    counts those that surely follow their words; `undone_lost` are the corrected files with the number of undone repairs
    whose place is gone; `fragments` are the files read now that hold a document without its beginning, `joined` those of
    them that continue another file. `warned` has what the readers of files noticed. `judged` are the documents, and the measures in them, that were judged anew for it; None where
    the store is damaged, which `store check` tells of.
    """

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    replaced: tuple[str, ...]
    failed: tuple[tuple[str, TracerError], ...]
    url: str
    counts: StoreCounts
    moved: tuple[DecisionRow, ...] = ()
    followed: int = 0
    undone_lost: tuple[tuple[str, int], ...] = ()
    fragments: tuple[str, ...] = ()
    unread: tuple[tuple[str, tuple[int, ...]], ...] = ()
    warned: tuple[tuple[str, tuple[Message, ...]], ...] = ()
    joined: tuple[tuple[str, str], ...] = ()
    judged: tuple[int, int] | None = None


@with_its_registry
def ingest(
    paths: Iterable[str | Path],
    store: GraphStore | str,
    *,
    on_progress: OnProgress | None = None,
    policy: str | None = None,
    workers: int = 1,
    anew: bool = False,
    bundles: bool = False,
) -> IngestReport:
    """Reads files and folders into the store and judges what they touch; a file that is there already, unchanged, is not read again.

    Each file is one transaction. `workers` processes read; what they read is written in the order of the
    files, so that the store is the same as with one. A file that cannot be read, or is marked as secret, is reported and the run goes on; StoreError ends it, with all earlier
    files kept, and comes at once where the store was read for another campaign. `anew` reads and writes all
    files again, which mends what is damaged. With `bundles` each folder is one file, its documents the parts of it.
    """
    done: dict[Put, list[str]] = {put: [] for put in Put}
    lost: list[tuple[str, int]] = []
    fragments: list[str] = []
    unread: list[tuple[str, tuple[int, ...]]] = []
    warned: list[tuple[str, tuple[Message, ...]]] = []
    files, failed = _list_files(paths, bundles=bundles)
    tools = Tools.load(policy)
    with started(workers) as readers, opened(store, create=True, policy=policy) as target:
        require_campaign(target, tools)
        looked_at = (_look_at(file, target, anew=anew, bundles=bundles) for file in files)
        read_ones = map_in_order(_reading_work(policy, target.url), looked_at, readers)
        queue: list[Pictured] = []

        def keep(name: str, read_one: Reading | TracerError | None) -> None:
            """Puts what was read into the store, or notes why it could not be."""
            try:
                put, gone = _keep_one(read_one, target, tools, anew=anew)
                done[put].append(name)
                fragments.extend([name] if _is_fragment(read_one) else ())
                unread.extend([(name, lines)] if (lines := _unread_lines(read_one)) else ())
                lost.extend([(name, len(gone))] if gone else ())
                warned.extend(_warnings(read_one))
            except StoreError as error:
                if not isinstance(error, DamagedError):
                    raise
                failed.append((name, error))
            except SecretError as error:
                failed.append((name, with_held(error, name, target)))
            except TracerError as error:
                failed.append((name, error))

        for index, file in enumerate(files):
            tell(on_progress, index, len(files), name_of(file))
            read_one = next(read_ones)
            if isinstance(read_one, Pictured):
                queue.append(read_one)
            else:
                keep(name_of(file), read_one)
        tell(on_progress, len(files), len(files))
        for pictured, source in zip(queue, recognised(queue, readers, on_progress), strict=True):
            keep(pictured.path, _read_recognised(source, target, tools, policy, readers))
        kept = _judged(target, tools, on_progress, readers if workers > 1 else None)
        url, counts, rows = target.url, target.counts(), standings(target) if kept else ()
        joined = joined_files(kept.view, fragments) if kept else {}
    return IngestReport(
        url=url,
        counts=counts,
        added=tuple(done[Put.ADDED]),
        unchanged=tuple(done[Put.UNCHANGED]),
        replaced=tuple(done[Put.REPLACED]),
        failed=tuple(failed),
        moved=to_confirm(rows),
        followed=sum(row.is_moved and not row.needs_look for row in rows),
        undone_lost=tuple(lost),
        fragments=tuple(fragments),
        unread=tuple(unread),
        warned=tuple(warned),
        joined=tuple((page, joined[page]) for page in fragments if page in joined),
        judged=(kept.documents, kept.measures) if kept else None,
    )


def _judged(
    store: GraphStore, tools: Tools, on_progress: OnProgress | None, workers: Workers | None
) -> UpToDate | None:
    """Judges what the files touch, today; None where the store is damaged."""
    today = date.today()
    try:
        return up_to_date(store, tools, today, today=today, on_progress=on_progress, workers=workers)
    except DamagedError:
        return None


def _is_fragment(read_one: _Read) -> bool:
    """Tells whether a file that was read holds a document without its beginning."""
    return isinstance(read_one, Reading) and any(Lack.BEGINNING in d.lacks for d in read_one.documents)


def _unread_lines(read_one: _Read) -> tuple[int, ...]:
    """Returns the numbers of the fenced lines of a file that hold words of measures."""
    return lines_of(read_one, read_one.unread) if isinstance(read_one, Reading) else ()


def _list_files(paths: Iterable[str | Path], *, bundles: bool) -> tuple[list[Path], list[tuple[str, TracerError]]]:
    """Returns all files by absolute path, each once, and the folders that hold none.

    The path is the name under which the store keeps a file: a relative one would mean another file
    from another folder.
    """
    files: dict[Path, None] = {}
    failed: list[tuple[str, TracerError]] = []
    for path in paths:
        try:
            at = Path(path).absolute()
            files.update(dict.fromkeys([at] if bundles else find_files([at])))
        except TracerError as error:
            failed.append((name_of(Path(path)), error))
    return list(files), failed


_Seen = tuple[FileBytes, Remembered] | TracerError | None
"""A file that must be read, with the repairs that somebody undid in it; why it cannot be read; None where the store has it."""


def _look_at(file: Path, store: Readings, *, anew: bool, bundles: bool) -> _Seen:
    """Returns what is to be done with a file. The store is asked before the bytes are made text: most files are unchanged."""
    try:
        data = file_at(file) if bundles else read_bytes(file)
        known = not anew and store.has(data.path, data.sha256)
        return None if known else (data, remembered(data.path, data.sha256, store))
    except StoreError:
        raise
    except TracerError as error:
        return error


_Read = Reading | Pictured | TracerError | None
"""What a file says, or its pages that are to be recognised first; why it cannot be read; None where the store has it."""


def _reading_work(policy: str | None, store: str) -> Work[_Seen, _Read]:
    """Returns what the processes do; a file at which one ends is reported like any other that cannot be read."""
    return Work(
        do=partial(_read_one, policy, store),
        is_idle=_is_known,
        size_of=_bytes_of,
        name_of=lambda seen: seen[0].path if isinstance(seen, tuple) else "",
        lost=lambda _, error: error,
    )


def _is_known(seen: _Seen) -> bool:
    """Tells whether there is nothing to read."""
    return seen is None or isinstance(seen, TracerError)


def _bytes_of(seen: _Seen) -> int:
    """Tells how much there is to read."""
    return size_of_file(seen[0]) if isinstance(seen, tuple) else 0


def _read_one(policy: str | None, store: str, seen: _Seen) -> _Read:
    """Returns the reading of a file that must be read."""
    if seen is None or isinstance(seen, TracerError):
        return seen
    data, known = seen
    try:
        source = text_of(data)
        return source if isinstance(source, Pictured) else _reading(policy, store, (source, known))
    except TracerError as error:
        return error


def _reading(policy: str | None, store: str, asked: tuple[SourceFile, Remembered]) -> Reading | TracerError:
    source, known = asked
    try:
        with registry_of(store):  # in a process of its own nothing says which store is at hand
            return Tools.load(policy).read_file(source, known.within(source.text).undone)
    except TracerError as error:
        return error


def _read_recognised(
    source: SourceFile | TracerError, store: GraphStore, tools: Tools, policy: str | None, readers: Workers
) -> Reading | TracerError:
    """Returns the reading of a file whose pages were recognised."""
    if isinstance(source, TracerError):
        return source
    work: Work[tuple[SourceFile, Remembered], Reading | TracerError] = Work(
        do=partial(_reading, policy, store.url),
        size_of=lambda asked: len(asked[0].text.encode("utf-8")),
        name_of=lambda asked: asked[0].path,
        lost=lambda _, error: error,
    )
    return do_one(work, (source, remembered(source.path, source.sha256, store)), readers)


def _warnings(read_one: _Read) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Yields what the reader of a file noticed, with its path."""
    origin = read_one.source.origin if isinstance(read_one, Reading) else None
    if isinstance(read_one, Reading) and origin is not None and origin.warnings:
        yield read_one.source.path, origin.warnings


def _keep_one(
    read_one: Reading | TracerError | None, store: Readings, tools: Tools, *, anew: bool
) -> tuple[Put, tuple[Undo, ...]]:
    """Puts a reading into the store; returns what became of it, and the undone repairs whose place is gone."""
    if read_one is None:
        return Put.UNCHANGED, ()
    if isinstance(read_one, TracerError):
        raise read_one
    # With several workers the file was looked at before the last ones were kept, and these may have brought or taken
    # away a file of the same bytes.
    source = read_one.source
    known = remembered(source.path, source.sha256, store).within(source.text)
    same = read_one.undone == known.undone
    return store.put(read_one if same else tools.read_file(source, known.undone), anew=anew), known.lost
