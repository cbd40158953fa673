"""Writes the versions of instruments as the texts of a law library tell them: numbers and days for the registry, no word of a text.

`python -m tracer.jobs.version_facts TABLES LIBRARY` reads the fact tables (as `tracer registry build` does) and all law files of a
folder, with the package of laws where it is installed, and writes data/text_versions.csv and data/text_moves.csv beside the
tables by hand: the count of each whole text, the days of effect that texts and amending decisions tell, and where
articles have moved between two wordings that are both there. A line by hand on the same version counts before these.
The same texts and tables give the same lines.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from graph_schema.files import PROGRAM_FILE, written_beside
from graph_schema.records import Instrument, MovedArticle, Version
from tracer.registry.build import TEXT_MOVES, TEXT_VERSIONS, build
from tracer.registry.importing import row_of_law
from tracer.registry.law_text import FoundLaw, LawText
from tracer.registry.load import Registry, load_registry
from tracer.registry.versions import MOVE_COLUMNS, VERSION_COLUMNS, cells_of_version
from tracer.registry.wordings import moves_between, together, version_of, with_wording


def facts_of_texts(
    found: Iterable[FoundLaw], registry: Registry
) -> tuple[list[Mapping[str, str]], list[Mapping[str, str]]]:
    """Returns the lines on versions and on moves of the instruments of `registry` whose texts say more of them than it does."""
    wordings: defaultdict[str, list[tuple[LawText, PurePath]]] = defaultdict(list)
    for one in found:
        row = row_of_law(one.law, registry) if one.law else None
        if one.law and row and one.law.part is None:
            wordings[row.id].append((one.law, one.path))
    versions: list[Mapping[str, str]] = []
    moves: list[Mapping[str, str]] = []
    for id in sorted(wordings):
        texts = sorted(wordings[id], key=lambda text: (str(text[0].version or ""), str(text[1])))
        of_versions, of_moves = _of_one(registry.instruments[id], texts)
        versions += of_versions
        moves += of_moves
    return versions, moves


def _of_one(
    row: Instrument, texts: Sequence[tuple[LawText, PurePath]]
) -> tuple[list[Mapping[str, str]], list[Mapping[str, str]]]:
    versions = row.versions
    for law, _ in texts:
        versions = with_wording(versions, law)
    sources: defaultdict[int, list[str]] = defaultdict(list)
    for law, path in texts:
        if (mine := version_of(versions, law)) is not None:
            sources[versions.index(mine)].append(_named(path))
    moves: list[Mapping[str, str]] = []
    for version, moved in moves_between(versions, [(law, law.articles) for law, _ in texts]):
        day = version.effective or version.day
        if day and moved:
            cell = " ".join(map(_move_cell, together(day, moved)))
            both = [sources[at][0] for at in (versions.index(version) - 1, versions.index(version))]
            moves.append({"id": row.id, "effective": day.isoformat(), "moves": cell, "source": " → ".join(both)})
    # What the tables say by themselves needs no line.
    new = [at for at, version in enumerate(versions) if at in sources and version not in row.versions]
    return [_line(row.id, versions[at], sources[at]) for at in new], moves


def _named(path: PurePath) -> str:
    """Returns the file as the table names it: its name, without the folders of whoever has it."""
    return path.name


def _line(id: str, version: Version, sources: Sequence[str]) -> Mapping[str, str]:
    cells = dict(zip(VERSION_COLUMNS, cells_of_version(id, version), strict=True))
    return {**cells, "source": "；".join(dict.fromkeys(sources))}


def _move_cell(move: MovedArticle) -> str:
    old = f"{move.old}-{move.old + move.count - 1}" if move.count > 1 else str(move.old)
    if move.new is None:
        return f"{old}>"
    return f"{old}>{move.new}-{move.new + move.count - 1}" if move.count > 1 else f"{old}>{move.new}"


def tables_of(lines: Sequence[Mapping[str, str]], columns: Sequence[str]) -> str:
    """Returns lines as a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def write(tables: Path, found: Iterable[FoundLaw]) -> tuple[int, int]:
    """Writes both tables anew from the texts; returns how many lines each has."""
    with TemporaryDirectory(prefix="tracer-") as folder:
        plain = Path(folder, "registry.tsv.gz")
        build(tables, plain, text_versions=None, text_moves=None)
        registry = load_registry(plain)
    versions, moves = facts_of_texts(found, registry)
    for path, lines, columns in ((TEXT_VERSIONS, versions, VERSION_COLUMNS), (TEXT_MOVES, moves, MOVE_COLUMNS)):
        with written_beside(path, mode=PROGRAM_FILE) as beside:
            beside.write_text(tables_of(lines, (*columns, "source")), "utf-8")
    return len(versions), len(moves)
