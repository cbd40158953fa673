"""Makes the registry file from fact tables: `tracer registry build FOLDER`.

FOLDER holds instruments.csv, central_documents.csv, local_documents.csv and agency_codes.csv (UTF-8,
with a header line). Every row is checked first; the first bad one ends the run with a RegistryError
that names file and line, and nothing is written. The same tables give the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph_schema.days import iso_day
from graph_schema.errors import RegistryError, TracerError
from graph_schema.files import PROGRAM_FILE, written_beside
from graph_schema.messages import Message
from graph_schema.numerals import number_of
from graph_schema.regions import find_region
from graph_schema.terms import SourceLevel, VersionKind
from tracer.registry.known_until import known_until
from tracer.registry.load import (
    NAMES,
    built_in_registry,
    load_registry,
    names_in,
    number_key,
)
from tracer.registry.rows import (
    AGENCY_COLUMNS,
    AGENCY_MARK,
    COLUMNS,
    INSTRUMENT_MARK,
    MOVE_MARK,
    OF_VERSIONS,
    VERSION_MARK,
    names_file,
    versions_of_cells,
)
from tracer.registry.versions import (
    DAYS,
    MOVE_COLUMNS,
    VERSION_COLUMNS,
    cells_of_version,
    in_order,
    moves_of_cell,
    told_by_texts,
    version_of_cells,
)

MOST_ARTICLES = 4
"""Digits of the count of articles: no law has ten thousand."""
DOCUMENT_TABLES = ("instruments.csv", "central_documents.csv", "local_documents.csv")
AGENCY_TABLE = "agency_codes.csv"
ADDITIONS = Path(__file__).parent / "data" / "additions.csv"
CORRECTIONS = Path(__file__).parent / "data" / "corrections.csv"
VERSIONS = Path(__file__).parent / "data" / "versions.csv"
MOVES = Path(__file__).parent / "data" / "moves.csv"
TEXT_VERSIONS = Path(__file__).parent / "data" / "text_versions.csv"
TEXT_MOVES = Path(__file__).parent / "data" / "text_moves.csv"
BUILT_IN = Path(__file__).parent / "data" / "registry.tsv.gz"

TABLE_COLUMNS = (
    "id",
    "title",
    "short_titles",
    "number",
    "level",
    "issuer",
    "region",
    "promulgated",
    "effective",
    "revised",
    "status",
    "articles",
    "confidence",
    "note",
)
CORRECTION_COLUMNS = ("id", "column", "value", "source")
_STATUS = frozenset({"in_force", "repealed", "amended", "unknown"})
_CONFIDENCE = frozenset({"sure", "likely"})
_LOCAL = frozenset({SourceLevel.LOCAL_REGULATION, SourceLevel.LOCAL_RULE, SourceLevel.LOCAL_NORMATIVE})
_REPEALED_ON = re.compile(r"\brepealed (?:by .* on )?(?P<day>\d{4}-\d\d-\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """Holds what was written where: counts of rows, size in bytes, and the edition that findings will name."""

    path: Path
    instruments: int
    agencies: int
    size: int
    edition: str

    def __str__(self) -> str:
        return f"{self.path} · {self.instruments} + {self.agencies} · {self.size // 1024} KB · {self.edition}"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a table, for messages."""

    table: Path
    line: int

    def error(self, code: str, /, **values: object) -> RegistryError:
        return RegistryError("table.in_line", table=self.table, line=self.line, what=Message.of(code, **values))


def build(
    folder: Path,
    out: Path | None = None,
    additions: Path | None = ADDITIONS,
    corrections: Path | None = CORRECTIONS,
    versions: Path | None = VERSIONS,
    moves: Path | None = MOVES,
    text_versions: Path | None = TEXT_VERSIONS,
    text_moves: Path | None = TEXT_MOVES,
) -> BuildReport:
    """Writes the registry of the tables in `folder` and of `additions` to `out` (default: the one inside the program).

    Cells that `corrections` names take its value: counts that a cut-off text gave, days and numbers that are missing.
    The lines that `versions` has of an instrument stand in place of its cells of days and articles; those of instruments
    that are in no table are left out, and so are those of `moves`. What texts tell (`tracer.registry.version_facts`) is laid
    over the cells and fills what lines by hand leave empty; moves by hand of the same day take the place of theirs.

    RegistryError for a missing table, a bad row, or a place that cannot be written to.
    """
    target = out or BUILT_IN
    corrected = _corrections(corrections) if corrections else {}
    of_versions = _versions(versions) if versions else {}
    told_on = _days_told(table for table in (versions, text_versions) if table)
    rows = list(_instruments(folder, additions, corrected, told_on))
    if text_versions:
        of_versions = _with_texts(rows, of_versions, _versions(text_versions))
    instruments = sorted((_without_days(row) if row[0] in of_versions else row for row in rows), key=lambda row: row[0])
    ids = {row[0] for row in instruments}
    told = [row for id_ in sorted(ids & of_versions.keys()) for row in of_versions[id_]]
    of_moves = {row[:2]: row for table in (text_moves, moves) if table for row in _moves(table)}
    moved = [row for row in sorted(of_moves.values()) if row[0] in ids]
    agencies = sorted(_agencies(folder))
    parts = (
        (INSTRUMENT_MARK, COLUMNS, instruments),
        (VERSION_MARK, VERSION_COLUMNS, told),
        (MOVE_MARK, MOVE_COLUMNS, moved),
        (AGENCY_MARK, AGENCY_COLUMNS, agencies),
    )
    header = [_line("#" + mark, columns) for mark, columns, _ in parts]
    lines = [_line(mark, row) for mark, _, of_mark in parts for row in of_mark]
    _write(target, gzip.compress("\n".join([*header, *lines, ""]).encode("utf-8"), compresslevel=9, mtime=0))
    built_in_registry.cache_clear()
    known = load_registry(target)
    if target == BUILT_IN:
        _write(target.with_name(NAMES), names_file(names_in(known.instruments), known.built_in))
        built_in_registry.cache_clear()
    return BuildReport(
        path=target,
        instruments=len(instruments),
        agencies=len(agencies),
        size=target.stat().st_size,
        edition=known.edition,
    )


def _line(mark: str, cells: Sequence[str]) -> str:
    return "\t".join((mark, *cells))


def _write(target: Path, packed: bytes) -> None:
    """Writes all or nothing. What is packed is packed without the time of day, so that the same facts give the same bytes."""
    try:
        with written_beside(target, mode=PROGRAM_FILE) as beside:
            beside.write_bytes(packed)
    except OSError as error:
        raise RegistryError("registry.cannot_write", path=target, why=error) from error


def _rows(table: Path, columns: Iterable[str]) -> Iterator[tuple[Place, Mapping[str, str]]]:
    """Yields the rows of a table with their places. RegistryError for a missing table or column, or a ragged row."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise Place(table, 1).error("table.no_columns", column=missing)
            for row in reader:
                place = Place(table, reader.line_num)
                if None in row or None in row.values():
                    raise place.error("table.cell_count")
                if any(re.search(r"[\t\n\r]", row[column]) for column in columns):
                    raise place.error("table.bad_cell")
                yield place, {column: row[column].strip() for column in columns}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RegistryError("table.unreadable", path=table, why=error) from error


# --- documents ----------------------------------------------------------------------------------


def _corrections(table: Path) -> dict[str, dict[str, str]]:
    """Returns the values that stand in place of those of the fact tables, by id and column."""
    found: dict[str, dict[str, str]] = {}
    for place, row in _rows(table, CORRECTION_COLUMNS):
        if row["column"] not in TABLE_COLUMNS:
            raise place.error("table.no_columns", column=row["column"])
        found.setdefault(row["id"], {})[row["column"]] = row["value"]
    return found


def _versions(table: Path) -> dict[str, list[tuple[str, ...]]]:
    """Returns the valid lines of versions by instrument, each in the order in which they were made."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for place, row in _rows(table, (*VERSION_COLUMNS, "source")):
        valid_version(place, row)
        found.setdefault(row["id"], []).append(tuple(row[column] for column in VERSION_COLUMNS))
    return {id_: _ordered(rows) for id_, rows in found.items()}


def _with_texts(
    rows: Iterable[tuple[str, ...]],
    by_hand: Mapping[str, list[tuple[str, ...]]],
    of_texts: Mapping[str, list[tuple[str, ...]]],
) -> dict[str, list[tuple[str, ...]]]:
    """Returns the lines on versions with what texts tell of them: over the cells of the tables, below the lines by hand."""
    found = dict(by_hand)
    for row in rows:
        id = row[0]
        if id in of_texts:
            texts = [version_of_cells(dict(zip(VERSION_COLUMNS, line, strict=True))) for line in of_texts[id]]
            if id in by_hand:
                known = [version_of_cells(dict(zip(VERSION_COLUMNS, line, strict=True))) for line in by_hand[id]]
            else:
                known = list(versions_of_cells(dict(zip(COLUMNS, row, strict=True))))
            laid = told_by_texts(known, texts, over=id not in by_hand)
            found[id] = [cells_of_version(id, version) for version in laid]
    return found


def _ordered(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    by_version = {version_of_cells(dict(zip(VERSION_COLUMNS, row, strict=True))): row for row in rows}
    return [by_version[version] for version in in_order(by_version)]


def valid_version(place: Place, row: Mapping[str, str]) -> None:
    """Raises RegistryError, with file, line and what is wrong, where a line of versions does not hold together."""
    if not row["id"]:
        raise place.error("table.empty_cell", column="id")
    for column in DAYS:
        valid_day(place, column, row[column])
    if row["kind"] not in tuple(VersionKind):
        raise place.error("table.unknown_kind", kind=row["kind"], known=" ".join(VersionKind))
    if row["articles"] and not number_of(row["articles"], MOST_ARTICLES):
        raise place.error("table.article_count", articles=row["articles"])
    if re.search("[《》]", row["title"]):
        raise place.error("table.title_marks")
    days = [row[column] for column in DAYS if row[column]]
    if not days and row["kind"] != VersionKind.MADE:
        raise place.error("table.no_version_day")
    if days != sorted(days):
        raise place.error("table.days_out_of_order", days=" ".join(days))


def _moves(table: Path) -> Iterator[tuple[str, ...]]:
    for place, row in _rows(table, (*MOVE_COLUMNS, "source")):
        day = valid_day(place, "effective", row["effective"])
        if not row["id"] or not day:
            raise place.error("table.empty_cell", column="effective" if row["id"] else "id")
        try:
            list(moves_of_cell(date.fromisoformat(day), row["moves"]))
        except ValueError as error:
            raise place.error("table.bad_move", cell=error) from error
        yield row["id"], day, " ".join(row["moves"].split())


def _without_days(row: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the cells of a row without those that the table of versions stands in place of."""
    return tuple("" if column in OF_VERSIONS else cell for column, cell in zip(COLUMNS, row, strict=True))


def _instruments(
    folder: Path,
    additions: Path | None,
    corrections: Mapping[str, Mapping[str, str]],
    told_on: Mapping[str, Sequence[tuple[date, str]]],
) -> Iterator[tuple[str, ...]]:
    seen: dict[str, Place] = {}
    # Rows added by hand stand in a table of the project's own, so that a rebuild keeps them.
    for table in (*(folder / name for name in DOCUMENT_TABLES), *([additions] if additions else [])):
        for place, row in _rows(table, (*TABLE_COLUMNS, "source")):
            if row["id"] in seen:
                first = seen[row["id"]]
                raise place.error(
                    "table.id_twice",
                    id=row["id"],
                    table=first.table.name,
                    line=first.line,
                )
            seen[row["id"]] = place
            until = known_until(row["source"], told_on.get(row["id"], ()))
            yield valid_cells(place, {**row, **corrections.get(row["id"], {}), "known_until": until.isoformat()})


def _days_told(tables: Iterable[Path]) -> dict[str, list[tuple[date, str]]]:
    """Returns the days of the versions of tables by instrument, each with its source."""
    found: dict[str, list[tuple[date, str]]] = {}
    for table in tables:
        for _, row in _rows(table, (*VERSION_COLUMNS, "source")):
            days = [day for name in ("published", "adopted", "effective") if (day := iso_day(row[name]))]
            if days:
                found.setdefault(row["id"], []).append((days[0], row["source"]))
    return found


def valid_cells(place: Place, row: Mapping[str, str]) -> tuple[str, ...]:
    """Returns the cells of a row in the order of COLUMNS. RegistryError names file, line and what is wrong."""
    _require_words(place, row)
    level = _level(place, row["level"])
    if level in _LOCAL and row["region"] == "全国":
        raise place.error("table.no_place")
    repealed = _REPEALED_ON.search(row["note"])
    cells = {
        **row,
        "numbers": "|".join(_number(place, number) for number in several(row["number"])),
        "region": "|".join(map(present_name, several(row["region"]))),
        "promulgated": valid_day(place, "promulgated", row["promulgated"]),
        "effective": valid_day(place, "effective", row["effective"]),
        "revised": "|".join(sorted(valid_day(place, "revised", day) for day in several(row["revised"]))),
        "repealed": valid_day(place, "note", repealed["day"]) if repealed else "",
        "is_decision": "1" if _is_decision(level, row) else "",
    }
    return tuple(cells.get(column, "") for column in COLUMNS)


def _require_words(place: Place, row: Mapping[str, str]) -> None:
    for column in ("id", "title", "region"):
        if not row[column]:
            raise place.error("table.empty_cell", column=column)
    if re.search("[《》]", row["title"] + row["short_titles"]):
        raise place.error("table.title_marks")
    if row["status"] not in _STATUS:
        raise place.error("table.unknown_status", status=row["status"])
    if row["confidence"] not in _CONFIDENCE:
        raise place.error("table.unknown_confidence", confidence=row["confidence"])
    if row["articles"] and not number_of(row["articles"], MOST_ARTICLES):
        raise place.error("table.article_count", articles=row["articles"])


def _level(place: Place, cell: str) -> SourceLevel:
    try:
        return SourceLevel(cell)
    except ValueError:
        raise place.error("table.unknown_level", cell=cell) from None


def valid_day(place: Place, column: str, cell: str) -> str:
    """Returns the day of a cell, "" where it is empty. RegistryError names file and line."""
    if cell and not re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        raise place.error("table.no_date", column=column, cell=cell)
    if cell and iso_day(cell) is None:
        raise place.error("table.no_day", column=column, cell=cell)
    return cell


def _number(place: Place, cell: str) -> str:
    if number_key(cell) is None:
        raise place.error("table.no_number", cell=cell)
    return cell


def several(cell: str) -> list[str]:
    """Returns the parts of a cell that holds several."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def present_name(region: str) -> str:
    """Returns a region with its present name and all steps: 浙江省/景宁畲族自治县 → 浙江省/丽水市/景宁畲族自治县."""
    found = find_region(region.replace("/", ""))
    return region if found is None or found.startswith("?") else found


def _is_decision(level: SourceLevel, row: Mapping[str, str]) -> bool:
    """Tells whether this is a decision or an order of the State Council itself: publishing personal data may rest on it (三（四）)."""
    issuer = row["issuer"] or row["title"]
    if level is not SourceLevel.CENTRAL_POLICY or not re.match("国务院(?!办公厅)", issuer):
        return False
    is_order = any(re.match(r"(?:中华人民共和国)?(?:国务院令|国令)", number) for number in several(row["number"]))
    return is_order or bool(re.search(r"(?:决定|命令)(?:[（(].*[)）])?$", row["title"]))


# --- agency codes -------------------------------------------------------------------------------


def _agencies(folder: Path) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[str, str]] = set()
    for place, row in _rows(folder / AGENCY_TABLE, AGENCY_COLUMNS):
        if not re.fullmatch(r"[\u4e00-\u9fff]+", row["code"]) or not row["issuer"] or not row["region"]:
            raise place.error("table.agency_incomplete")
        if (row["code"], row["region"]) in seen:
            raise place.error("table.code_twice", code=row["code"])
        seen.add((row["code"], row["region"]))
        yield row["code"], row["issuer"], _level(place, row["level"]).value, present_name(row["region"])


def main(arguments: Sequence[str]) -> int:
    """Runs `python -m tracer.registry.build FOLDER [FILE]`; returns exit status 0, or 2 with the reason on standard error."""
    if len(arguments) not in (1, 2):
        print("用法：python -m tracer.registry.build 事实表文件夹 [输出文件]", file=sys.stderr)
        return 2
    try:
        print(build(Path(arguments[0]), Path(arguments[1]) if len(arguments) == 2 else None))
    except TracerError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
