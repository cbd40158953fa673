"""Makes files text in processes of their own: each within its limits, and pages that are pictures one by one.

Recognising a page takes seconds. Whoever reads many files takes those without pictures first, and queues the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from graph_schema.errors import InputError, SecretError, TracerError
from graph_schema.files import name_of
from graph_schema.messages import Message
from graph_schema.records import SourceFile
from ingest.formats.file_text import FileText
from ingest.formats.files import FileBytes, bundle_of, read_bytes, source_file
from ingest.formats.packed import unpacked_size
from ingest.parallel import Work, Workers, do_one, map_in_order, started
from tracer.jobs.opening import guarded, opened, with_held
from tracer.store import GraphStore
from tracer.work import RECOGNISING, OnProgress, tell

if TYPE_CHECKING:
    from ingest.formats.scan import RecognisedPage


@dataclass(frozen=True, slots=True)
class Pictured:
    """Holds a file of which pages are still to be recognised, and what was read of the others."""

    path: str
    sha256: str
    found: FileText

    @property
    def pages(self) -> tuple[int, ...]:
        """Returns the numbers of the pages that are pictures."""
        return self.found.unread_pages


def text_of(file: FileBytes) -> SourceFile | Pictured:
    """Returns the file as text, or with the pages that are still to be recognised. InputError where it cannot be read."""
    found = guarded(file.path, file.read)
    if found.unread_pages:
        return Pictured(file.path, file.sha256, found)
    return source_file(file.path, file.sha256, found)


@dataclass(frozen=True, slots=True)
class _Page:
    path: str
    sha256: str
    size: int
    number: int

    @property
    def name(self) -> Message:
        return Message.of("file.page", name=self.path, number=self.number)


def recognised(
    files: Sequence[Pictured], workers: Workers, on_progress: OnProgress | None = None
) -> Iterator[SourceFile | TracerError]:
    """Yields each file with its pages recognised, in order, or why it could not be; pages are shared out among the processes."""
    pages = [_Page(f.path, f.sha256, _size(f.path), number) for f in files for number in f.pages]
    work: Work[_Page, RecognisedPage | TracerError] = Work(
        do=_recognise, size_of=lambda page: page.size, pages_of=_one, name_of=lambda page: page.name, lost=_error_of
    )
    results = map_in_order(work, pages, workers)
    done = 0
    for file in files:
        found: dict[int, RecognisedPage] = {}
        error: TracerError | None = None
        for number in file.pages:
            tell(on_progress, done, len(pages), file.path, RECOGNISING)
            page = next(results)
            done += 1
            if isinstance(page, TracerError):
                error = error or page
            else:
                found[number] = page
        yield error or _put_together(file, found)
    if pages:
        tell(on_progress, len(pages), len(pages), None, RECOGNISING)


def _one(_: object) -> int:
    return 1


def _error_of(_: object, error: InputError) -> TracerError:
    return error


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # the process that reads it says so


def _recognise(page: _Page) -> RecognisedPage | TracerError:
    try:
        file = _bytes_of(page.path, page.sha256)
        return guarded(page.path, lambda: file.recognise(page.number))
    except TracerError as error:
        return error


@lru_cache(maxsize=1)
def _bytes_of(path: str, sha256: str) -> FileBytes:
    """Returns the file whose pages are recognised one after the other. InputError where it is another one meanwhile."""
    file = file_at(Path(path))
    if file.sha256 != sha256:
        raise InputError("file.changed", name=path)
    return file


def _put_together(file: Pictured, pages: dict[int, RecognisedPage]) -> SourceFile | TracerError:
    try:
        return guarded(file.path, lambda: source_file(file.path, file.sha256, file.found, pages))
    except TracerError as error:
        return error


class FileLoader:
    """Makes single files text in a process, within their limits."""

    def __init__(self, process: Workers, on_progress: OnProgress | None = None) -> None:
        self._process, self._on_progress = process, on_progress
        self._work = Work(do=text_of, size_of=size_of_file, name_of=lambda file: file.path)

    def load(self, path: Path) -> SourceFile:
        """Returns a file as text. InputError says what is wrong with it, or takes more than it may."""
        found = do_one(self._work, read_bytes(path), self._process)
        if isinstance(found, SourceFile):
            return found
        (source,) = recognised([found], self._process, self._on_progress)
        if isinstance(source, TracerError):
            raise source
        return source


def size_of_file(file: FileBytes) -> int:
    """Returns how much there is to read: the bytes of a file, unpacked."""
    return unpacked_size(file.data)


def file_at(path: Path) -> FileBytes:
    """Returns the bytes of a file, of a folder those of a bundle. InputError where there is no such file or it cannot be read."""
    return bundle_of(path) if os.path.isdir(path) else read_bytes(path)


def load_files(paths: Iterable[Path], on_progress: OnProgress | None = None) -> Iterator[SourceFile]:
    """Yields files as texts. InputError where one cannot be read."""
    with started(1) as process:
        loader = FileLoader(process, on_progress)
        for path in paths:
            yield loader.load(path)


def load_beside(path: Path, store: GraphStore | str | None, on_progress: OnProgress | None = None) -> SourceFile:
    """Returns the file as text. InputError says what is wrong with it, and of a secret one what the store holds of it."""
    try:
        (source,) = load_files([path], on_progress)
        return source
    except SecretError as error:
        if store is None:
            raise
        with opened(store) as target:
            told = with_held(error, name_of(path), target)
        raise told from error
