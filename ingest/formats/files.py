"""Files in, SourceFiles out: which files a folder holds, their bytes, and a plain sentence where one cannot be read.

`find_files` lists what to read, `load_file` reads one file, `file_of_text` takes a text that is
already in memory. What the bytes are, ingest.formats.table says.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph_schema.errors import InputError
from graph_schema.files import file_error, files_below, name_of, size_of
from graph_schema.records import Origin, SourceFile
from ingest.formats.bundle import packed_folder
from ingest.formats.file_text import FileText
from ingest.formats.merged import merged_cells
from ingest.formats.secrecy import require_open
from ingest.formats.table import DOCUMENT_SUFFIXES, document_text, recognised_page, whole_text, with_pages
from ingest.formats.text import require_words

if TYPE_CHECKING:
    from ingest.formats.scan import RecognisedPage

NO_PAGES: Mapping[int, RecognisedPage] = {}
"""No page is a picture."""

MAX_BYTES = 512 * 1024 * 1024
"""The largest file that is read. A volume of the State Council gazette has some 10 MB as text."""

_BESIDE_PAGE = re.compile(r"(?:_files|\.files|_文件)$")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Returns the files to read: files as given, folders searched for documents in sorted order.

    Hidden files and folders inside a folder are skipped, a file that is named twice is listed once.
    InputError where a folder holds no document.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _documents_in(path) if os.path.isdir(path) else [path]:
            found.setdefault(os.path.abspath(file), file)
    return list(found.values())


def _documents_in(folder: Path) -> list[Path]:
    """Returns documents below a folder, sorted by path; a folder that may not be entered is listed itself."""
    files = sorted(files_below(folder, DOCUMENT_SUFFIXES, hidden=False))
    files = [file for file in files if not _belongs_to_page(file, folder)]
    if not files:
        raise InputError("file.none_in_folder", folder=name_of(folder), kinds=DOCUMENT_SUFFIXES)
    return files


def _belongs_to_page(file: Path, folder: Path) -> bool:
    """Tells whether a file lies in the folder that a browser makes beside a saved page, with its pictures and frames."""
    for above in file.parents:
        if above == folder:
            return False
        name = _BESIDE_PAGE.sub("", above.name)
        if name != above.name and any(os.path.exists(above.with_name(name + end)) for end in (".html", ".htm", ".mht")):
            return True
    return False


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as it was found, not yet text."""

    path: str
    sha256: str
    data: bytes

    def read(self) -> FileText:
        """Returns what is in the file; pages that are pictures are still to be recognised.

        InputError where its bytes cannot be trusted, or pages are pictures and there is nothing to recognise them with.
        """
        found = document_text(self.data, self.path)
        if found.unread_pages:
            from ingest.formats.scan_engine import require_engine

            require_engine(self.path, len(found.unread_pages))
        return found

    def recognise(self, page: int) -> RecognisedPage:
        """Returns what stands on a page that is a picture. InputError where it cannot be drawn."""
        return recognised_page(self.data, self.path, page)

    def as_file(self) -> SourceFile:
        """Returns the file as text, pages that are pictures recognised here and now. InputError as `read`."""
        return source_file(self.path, self.sha256, whole_text(self.data, self.path))


def source_file(path: str, sha256: str, found: FileText, pages: Mapping[int, RecognisedPage] = NO_PAGES) -> SourceFile:
    """Returns a file as it is to be read, with all its `pages` that are pictures. SecretError where one bears a mark."""
    if pages:
        found = with_pages(found, pages, path)
    return SourceFile(path=path, sha256=sha256, encoding=found.encoding, text=found.text, origin=_origin(found))


_PERSONS = frozenset({"author", "editor", "last_modified_by", "lastmodifiedby", "manager"})
"""Fields of a file that name who wrote it: looked at for marks, and not kept."""


def _origin(found: FileText) -> Origin | None:
    """Returns what the file held beside its text; None for plain text."""
    if found.page_map is None:
        return None
    return Origin(
        text_sha256=hashlib.sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest(),
        page_map=found.page_map.as_bytes(),
        repairs=found.repairs,
        warnings=found.warnings,
        metadata=tuple(sorted(item for item in found.metadata.items() if item[0].lower() not in _PERSONS)),
        comments=found.comments,
        merged=tuple(merged_cells(found)),
    )


def load_file(path: Path) -> SourceFile:
    """Returns the file as text with its hash and encoding. InputError says what is wrong, where, and what to do."""
    return read_bytes(path).as_file()


def read_bytes(path: Path) -> FileBytes:
    """Returns the bytes of a file with their hash. InputError where there is no such file or it cannot be read."""
    name = name_of(path)
    data = _read_bytes(path, name)
    return FileBytes(name, hashlib.sha256(data).hexdigest(), data)


def bundle_of(folder: Path) -> FileBytes:
    """Returns a folder as one file whose parts are the documents in it: its hash is that of their names and bytes.

    InputError where there is none, or they are larger together than any file.
    """
    files = _documents_in(folder)
    total = sum(map(size_of, files))
    if total > MAX_BYTES:
        raise _too_large(name_of(folder), total)
    held = ((file.relative_to(folder).as_posix(), read_bytes(file).data) for file in files)
    data = packed_folder((name_of(Path(name)), words) for name, words in held)
    return FileBytes(name_of(folder), hashlib.sha256(data).hexdigest(), data)


def file_of_text(text: str, name: str) -> SourceFile:
    """Returns a text at hand as a SourceFile; InputError where it is blank, holds half a character or is marked as secret."""
    require_words(text, name)
    require_open(text, name)
    half = _SURROGATE.search(text)
    if half:
        raise InputError(
            "file.half_character",
            at=half.start(),
            name=name,
        )
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return SourceFile(path=name, sha256=digest, encoding="utf-8", text=text)


def _read_bytes(path: Path, name: str) -> bytes:
    """Returns all bytes of a regular file."""
    try:
        _require_readable_kind(path.stat(), name)
        return path.read_bytes()
    except OSError as error:
        raise file_error(error, name) from error


def _require_readable_kind(state: os.stat_result, name: str) -> None:
    """Raises InputError for what has no end (devices, pipes) or is larger than any document."""
    if not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
        raise InputError(
            "file.no_regular_file",
            name=name,
        )
    if state.st_size > MAX_BYTES:
        raise _too_large(name, state.st_size)


def _too_large(name: str, size: int) -> InputError:
    return InputError("file.too_large", name=name, megabytes=size // 1024**2, most=MAX_BYTES // 1024**2)
