"""Imports fact tables and texts of laws into the user's own registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.files import name_of, size_of
from ingest.formats.files import read_bytes
from ingest.formats.secrecy import require_open
from ingest.formats.table import LAW_SUFFIXES, law_paragraphs
from ingest.formats.text import decode
from ingest.parallel import Work, do_one, started
from tracer.jobs.opening import guarded
from tracer.registry.article_texts import Articles, default_articles_path
from tracer.registry.importing import ImportReport, LawReader, find_law, import_files
from tracer.registry.law_text import FoundLaw, LawFile
from tracer.registry.load import load_registry
from tracer.registry.own_rows import OwnRegistry, own_registry_path


def import_to_registry(paths: Iterable[str | Path], today: date) -> ImportReport:
    """Imports files and folders; a file that does not hold together is reported and nothing of it is kept.

    `today` is noted as the day of the import.
    """
    files = [Path(path) for path in paths]
    work = Work(do=_law_in, size_of=size_of, name_of=name_of)
    with (
        started(1) as process,
        OwnRegistry(own_registry_path()) as own,
        Articles(default_articles_path()) as texts,
    ):
        laws_by = LawReader(LAW_SUFFIXES, lambda path: do_one(work, path, process), require_open_table)
        return import_files(files, load_registry(), own, texts, today, laws_by)


def _law_in(path: Path) -> FoundLaw:
    return guarded(name_of(path), lambda: find_law(read_law_file(path)))


def read_law_file(path: Path) -> LawFile:
    """Returns the paragraphs of a file by the reader of its format. InputError where it cannot be read."""
    file = read_bytes(path)
    found = law_paragraphs(file.data, file.path)
    return LawFile(
        path=path,
        sha256=file.sha256,
        paragraphs=found.lines,
        front_matter=found.front_matter,
        comments=found.comments,
    )


def require_open_table(path: Path) -> None:
    """Raises SecretError for a table that is marked as secret or internal; whatever else is wrong its reader says."""
    file = read_bytes(path)
    try:
        text = decode(file.data, file.path)[0]
    except InputError:
        return
    require_open(text.replace(",", "\t"), file.path)
