"""Imports fact tables and texts of laws into the user's own registry, and takes an import back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_schema.errors import InputError, NotFoundError
from graph_schema.page_map import PageMap
from graph_schema.records import SourceFile
from ingest.clean.repair import clean
from ingest.formats import markdown
from ingest.formats.files import read_bytes
from ingest.formats.paragraphs import paragraphs_of
from ingest.formats.secrecy import require_open
from ingest.formats.table import LAW_SUFFIXES
from ingest.formats.text import decode
from ingest.parallel import Work, do_one, started
from tracer.jobs.loading import FileLoader
from tracer.jobs.opening import guarded
from tracer.registry.article_texts import Articles, default_articles_path
from tracer.registry.importing import ImportReport, LawReader, find_law, import_files
from tracer.registry.law_text import FoundLaw, LawFile
from tracer.registry.laws_compared import LawDifference, differences_of
from tracer.registry.laws_package import LawsPackage, find_package, found_laws, read_package
from tracer.registry.load import load_registry
from tracer.registry.own_rows import OwnRegistry, own_registry_path
from tracer.registry.removing import RemoveReport, remove_source
from tracer.work import OnProgress

_MARKDOWN = (".md",)


def import_to_registry(
    paths: Iterable[str | Path],
    today: date,
    *,
    dry_run: bool = False,
    collected: Sequence[FoundLaw] = (),
    on_progress: OnProgress | None = None,
    see: Callable[[OwnRegistry, Articles], None] | None = None,
) -> ImportReport:
    """Imports files and folders; a file that does not hold together is reported and nothing of it is kept.

    `today` is noted as the day of the import. A dry run tells what would change, and changes nothing. `collected` are laws
    that were found elsewhere (`laws_at_hand`). `see` is shown the registry and the texts as they are then, also those of a dry run.
    """
    files = [Path(path) for path in paths]
    with started(1) as process, _own_files(dry_run=dry_run) as (own, texts):
        loader = FileLoader(process, on_progress)
        laws_by = LawReader(LAW_SUFFIXES, lambda path: do_one(_LAW, loader.load(path), process), require_open_table)
        registry = load_registry()
        report = import_files(files, registry, own, texts, today, laws_by, collected=collected, on_progress=on_progress)
        if see is not None:
            see(own, texts)
        return report


@dataclass(frozen=True, slots=True, kw_only=True)
class LawsAtHand:
    """The laws of the package that is installed, and what differs between them and the registry."""

    package: LawsPackage
    found: tuple[FoundLaw, ...]
    differences: tuple[LawDifference, ...]


def laws_at_hand(today: date) -> LawsAtHand:
    """Returns the laws of the package of laws. InputError says how to get it, or what is wrong with it."""
    package = find_package()
    laws = read_package(package)
    differences = differences_of(laws, load_registry(), today)
    return LawsAtHand(package=package, found=tuple(found_laws(package, laws)), differences=tuple(differences))


def _law_in(source: SourceFile) -> FoundLaw:
    return guarded(source.path, lambda: find_law(law_file(source)))


_LAW: Work[SourceFile, FoundLaw] = Work(
    do=_law_in, size_of=lambda source: len(source.text.encode()), name_of=lambda source: source.path
)


@contextmanager
def _own_files(*, dry_run: bool) -> Iterator[tuple[OwnRegistry, Articles]]:
    """Yields the user's own registry and texts; of a dry run copies of them, which are thrown away."""
    registry, articles = own_registry_path(), default_articles_path()
    if not dry_run:
        with OwnRegistry(registry) as own, Articles(articles) as texts:
            yield own, texts
        return
    with TemporaryDirectory(prefix="tracer-") as folder:
        copies = Path(folder, "registry"), Path(folder, "articles")
        for file, copy in zip((registry, articles), copies, strict=True):
            if file.is_file():
                shutil.copyfile(file, copy)
        with OwnRegistry(copies[0]) as own, Articles(copies[1]) as texts:
            yield own, texts


def remove_from_registry(source: str, today: date, *, back: bool = False) -> RemoveReport:
    """Takes an import back, named by its path, its name or its hash; with `back` puts one back that was taken back."""
    if not own_registry_path().is_file():
        raise NotFoundError("registry.no_imports", source=source)
    with OwnRegistry(own_registry_path()) as own, Articles(default_articles_path()) as texts:
        return remove_source(source, own, texts, load_registry, today, back=back)


def law_file(source: SourceFile) -> LawFile:
    """Returns the paragraphs of a file at hand; of one laid out in pages those that the reading of documents makes of its lines."""
    origin, path = source.origin, Path(source.path)
    if path.suffix.lower() in _MARKDOWN:
        found = markdown.paragraphs_of(source.text)
    elif origin is None or not PageMap.of_bytes(origin.page_map).pages:
        found = paragraphs_of(source.text, origin.repairs if origin is not None else ())
    else:
        found = paragraphs_of(clean(source.text, given=origin.repairs).text)
    return LawFile(
        path=path,
        sha256=source.sha256,
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
