"""The rows of the registry file: made when they are asked for, and the names by which they are found.

Most questions come to a few dozen of the five thousand rows, and to no more than the names of the others. The program's own
file has these names beside it (data/registry.names.gz, written with it); they count while they are of this very file.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.terms import SourceLevel
from tracer.registry.versions import MOVE_COLUMNS, VERSION_COLUMNS, moves_of_cell, restated, version_of_cells

COLUMNS = (
    "id",
    "title",
    "short_titles",
    "numbers",
    "level",
    "issuer",
    "region",
    "promulgated",
    "effective",
    "revised",
    "repealed",
    "status",
    "articles",
    "is_decision",
    "confidence",
    "known_until",
)
AGENCY_COLUMNS = ("code", "issuer", "level", "region")
OF_VERSIONS = ("promulgated", "effective", "revised", "articles")
"""The columns that say something of versions."""
INSTRUMENT_MARK, VERSION_MARK, MOVE_MARK, AGENCY_MARK = "I", "V", "M", "A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """机关代字: the letters before 〔年份〕, and whose they are. `region` is a path or 全国."""

    code: str
    issuer: str
    level: SourceLevel
    region: str


@dataclass(frozen=True, slots=True)
class Names:
    """Holds what rows are found by: title key → (rank, id) as they come, number key → ids, law id → its bare names with its title."""

    titles: Mapping[str, Sequence[tuple[int, str]]]
    numbers: Mapping[str, Sequence[str]]
    laws: Mapping[str, Sequence[tuple[str, str]]]

    def under(self, over: Names, replaced: Iterable[str], order: Iterable[str]) -> Names:
        """Returns these names with those of other rows over them, in place of those of the ids `replaced`; `order` is that of all ids."""
        gone = frozenset(replaced)
        titles = {key: [one for one in known if one[1] not in gone] for key, known in self.titles.items()}
        numbers = {key: [id for id in known if id not in gone] for key, known in self.numbers.items()}
        place = {id: at for at, id in enumerate(order)} if over.numbers else {}
        for key, more in over.titles.items():
            titles[key] = [*titles.get(key, ()), *more]
        for key, ids in over.numbers.items():
            numbers[key] = sorted((*numbers.get(key, ()), *ids), key=place.__getitem__)
        return Names(titles, numbers, {**self.laws, **dict.fromkeys(gone & self.laws.keys(), ()), **over.laws})


class FileRows(Mapping[str, Instrument]):
    """The instruments of a registry file by id, each made when it is asked for. ValueError and KeyError of a line that is none."""

    def __init__(self, text: str) -> None:
        if not text.startswith(f"#{INSTRUMENT_MARK}\t"):
            raise ValueError("no registry")
        self.agencies: list[Agency] = []
        self.names: Names | None = None
        self._lines: dict[str, str] = {}
        self._versions: defaultdict[str, list[str]] = defaultdict(list)
        self._moves: defaultdict[str, list[str]] = defaultdict(list)
        self._made: dict[str, Instrument] = {}
        of_mark = {VERSION_MARK: self._versions, MOVE_MARK: self._moves}
        for line in text.splitlines():
            mark, _, row = line.partition("\t")
            if mark == INSTRUMENT_MARK:
                self._lines[row.partition("\t")[0]] = row
            elif mark in of_mark:
                of_mark[mark][row.partition("\t")[0]].append(row)
            elif mark == AGENCY_MARK:
                code, issuer, level, region = row.split("\t")
                self.agencies.append(Agency(code=code, issuer=issuer, level=SourceLevel(level), region=region))

    def __getitem__(self, id: str) -> Instrument:
        made = self._made.get(id)
        if made is None:
            made = self._made[id] = self._make(id)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, id: object) -> bool:
        return id in self._lines

    def cells(self, id: str) -> Mapping[str, str]:
        """Returns the cells of a row by column (COLUMNS)."""
        cells = self._lines[id].split("\t")
        if len(cells) == len(COLUMNS) - 1:  # a file of before the last column
            cells.append("")
        return dict(zip(COLUMNS, cells, strict=True))

    def whole(self) -> FileRows:
        """Returns the same with all rows made: ValueError or KeyError where one does not hold together."""
        for id in (*self._lines, *self._versions, *self._moves):
            self[id]
        return self

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Returns the ids of rows with a part that no source states."""
        at = COLUMNS.index("confidence")
        return frozenset(id for id, line in self._lines.items() if line.split("\t", at + 1)[at] != "sure")

    def _make(self, id: str) -> Instrument:
        one = instrument_of_cells(self.cells(id))
        versions: list[Version] = [_version(line) for line in self._versions.get(id, ())]
        moved: list[MovedArticle] = [move for line in self._moves.get(id, ()) for move in _moves(line)]
        if versions or moved:
            return replace(one, versions=tuple(versions) or one.versions, moved=tuple(moved))
        return one


@dataclass(frozen=True)
class LaidOver(Mapping[str, Instrument]):
    """Instruments with others laid over them: those of the same ids at their places, new ones behind."""

    below: Mapping[str, Instrument]
    over: Mapping[str, Instrument] = field(default_factory=dict)

    def __getitem__(self, id: str) -> Instrument:
        found = self.over.get(id)
        return self.below[id] if found is None else found

    def __iter__(self) -> Iterator[str]:
        yield from self.below
        yield from (id for id in self.over if id not in self.below)

    def __len__(self) -> int:
        return len(self.below) + sum(id not in self.below for id in self.over)

    def __contains__(self, id: object) -> bool:
        return id in self.over or id in self.below


def instrument_of_cells(row: Mapping[str, str]) -> Instrument:
    """Returns the instrument of a row by column (COLUMNS)."""
    return Instrument(
        id=row["id"],
        title=row["title"],
        short_titles=_several(row["short_titles"]),
        numbers=_several(row["numbers"]),
        level=SourceLevel(row["level"]),
        issuer=row["issuer"] or None,
        region=row["region"],
        repealed=day_of(row["repealed"]),
        status=row["status"],
        versions=versions_of_cells(row),
        is_decision=row["is_decision"] == "1",
        known_until=day_of(row["known_until"]),
    )


def versions_of_cells(row: Mapping[str, str], known: Iterable[Version] = ()) -> tuple[Version, ...]:
    """Returns the versions that the columns of days and articles of a row give, over what was known."""
    return restated(
        known,
        promulgated=day_of(row["promulgated"]),
        effective=day_of(row["effective"]),
        revised=map(date.fromisoformat, _several(row["revised"])),
        articles=int(row["articles"]) if row["articles"] else None,
    )


def _version(line: str) -> Version:
    return version_of_cells(dict(zip(VERSION_COLUMNS, line.split("\t"), strict=True)))


def _moves(line: str) -> Iterable[MovedArticle]:
    move = dict(zip(MOVE_COLUMNS, line.split("\t"), strict=True))
    return moves_of_cell(date.fromisoformat(move["effective"]), move["moves"])


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def day_of(cell: str | None) -> date | None:
    """Returns the day of a cell; None where it is empty."""
    return date.fromisoformat(cell) if cell else None


# --- the names beside the file ------------------------------------------------------------------


def names_file(names: Names, of: str) -> bytes:
    """Returns what is kept beside a registry file whose text has this hash."""
    kept = {"of": of, "titles": names.titles, "numbers": names.numbers, "laws": names.laws}
    return gzip.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), mtime=0)


def names_of_file(kept: bytes, of: str) -> Names | None:
    """Returns the names that are kept beside a registry file; None where they are those of another text."""
    said = json.loads(gzip.decompress(kept))
    return Names(said["titles"], said["numbers"], said["laws"]) if said["of"] == of else None
