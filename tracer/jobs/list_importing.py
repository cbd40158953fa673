"""Imports the annex of a national list, or a place's supplement to it, into the user's own registry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.files import name_of
from graph_schema.records import Instrument
from graph_schema.regions import NATION, covers, is_place
from graph_schema.terms import LABELS, CreditList, SourceLevel
from ingest.clean.shown import equivalents
from ingest.formats.files import FileBytes, read_bytes
from ingest.formats.grids import Grid, grids_of
from ingest.formats.secrecy import require_open
from ingest.parallel import Work, do_one, started
from tracer.jobs.loading import size_of_file
from tracer.jobs.opening import guarded
from tracer.registry.credit_lists import ListEdition, known_editions, list_facts
from tracer.registry.list_table import FoundList, read_list
from tracer.registry.load import Registry, load_registry
from tracer.registry.own_rows import OwnRegistry, OwnRow, own_registry_path


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMeant:
    """Holds what a person says of a file: which list, which edition, from when until when, of which place, resting on what."""

    list: CreditList | None = None
    edition: str = ""
    since: date | None = None
    until: date | None = None
    region: str = ""
    regulation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListImport:
    """Holds the edition that was taken in, what was recognised in its file, and how many items it had before (None: it is new)."""

    edition: ListEdition
    found: FoundList
    source: str
    sha256: str
    before: int | None


def import_list(path: Path, meant: ListMeant, today: date, *, dry_run: bool = False) -> ListImport:
    """Takes in the list of a file, whole or not at all. InputError, RegistryError or SecretError where that cannot be.

    `today` is noted as the day of the import. A dry run says what would be taken in, and changes nothing.
    """
    file = read_bytes(path)
    with started(1) as process:
        grids = do_one(_GRIDS, file, process)
    found = read_list([_plain(grid) for grid in grids], file.path, meant.list)
    registry = load_registry()
    edition = _edition(meant, found, registry, file.path)
    before = next((one for one in registry.lists if one.id == edition.id), None)
    if not dry_run:
        row = OwnRow(
            id=edition.id,
            facts=list_facts(edition),
            source=name_of(path),
            line=0,
            sha256=file.sha256,
            imported=today.isoformat(),
        )
        with OwnRegistry(own_registry_path()) as own:
            own.put([row])
    return ListImport(
        edition=edition,
        found=found,
        source=name_of(path),
        sha256=file.sha256,
        before=len(before.items) if before else None,
    )


def _grids_in(file: FileBytes) -> list[Grid]:
    """Returns the tables of a file. InputError where it cannot be read, SecretError where it is marked as secret."""

    def grids() -> list[Grid]:
        found = grids_of(file.data, file.path)
        require_open("\n".join("\t".join(row) for grid in found for _, row in grid.rows[:60]), file.path)
        return found

    return guarded(file.path, grids)


_GRIDS: Work[FileBytes, list[Grid]] = Work(do=_grids_in, size_of=size_of_file, name_of=lambda file: file.path)


def _plain(grid: Grid) -> list[tuple[int, tuple[str, ...]]]:
    """Returns the rows of a table with the characters that are meant: a PDF often has the radical ⼀ for 一."""
    meant = str.maketrans(equivalents())
    return [(line, tuple(cell.translate(meant) for cell in row)) for line, row in grid.rows]


def _edition(meant: ListMeant, found: FoundList, registry: Registry, name: str) -> ListEdition:
    """Returns the edition that a file and what a person says of it make."""
    which = meant.list or found.list
    if which is None:
        raise InputError("list_import.which", name=name)
    if not meant.edition.strip():
        known = [one.edition for one in known_editions() if one.list is which]
        raise InputError("list_import.no_edition", name=name, known=known)
    edition = re.sub(r"^(\d{4})年?版?$", r"\1年版", meant.edition.strip())
    regulation = _regulation(meant, registry)
    known_one = next((one for one in known_editions() if one.list is which and one.edition == edition), None)
    national = regulation is None
    since = meant.since or (known_one.since if known_one and national else None)
    until = meant.until or (known_one.until if known_one and national and not meant.since else None)
    if since is None:
        raise InputError("list_import.no_day", name=name, edition=edition)
    if until is not None and until < since:
        raise InputError("list_import.period", since=since, until=until)
    label = LABELS[CreditList][which][0]
    return ListEdition(
        list=which,
        edition=edition,
        title=known_one.title if known_one and national else f"{meant.region.split('/')[-1]}{label}（{edition}）",
        number=known_one.number if known_one and national else "",
        since=since,
        until=until,
        region=meant.region or NATION,
        regulation=regulation.id if regulation else "",
        source=name,
        items=found.items,
    )


def _regulation(meant: ListMeant, registry: Registry) -> Instrument | None:
    """Returns the local regulation that a supplement rests on; None of a national list. InputError where it is none of that place."""
    if not meant.region and not meant.regulation:
        return None
    if not meant.region or not meant.regulation:
        raise InputError("list_import.region_and_regulation")
    if meant.region == NATION or not is_place(meant.region):
        raise InputError("list_import.no_place", region=meant.region)
    asked = meant.regulation.strip("《》")
    one = registry.instruments.get(asked)
    rows = [one] if one else [*registry.by_number(asked), *registry.by_title(asked)]
    if not rows:
        raise InputError("list_import.unknown_regulation", regulation=meant.regulation)
    own = [row for row in rows if row.level is SourceLevel.LOCAL_REGULATION]
    if not own:
        raise InputError("list_import.no_regulation", regulation=rows[0].title, level=rows[0].level)
    fitting = [row for row in own if covers(row.region, meant.region)]
    if not fitting:
        raise InputError("list_import.elsewhere", regulation=own[0].title, place=own[0].region, region=meant.region)
    return fitting[0]
