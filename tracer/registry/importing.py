"""Imports into the user's own registry: fact tables (CSV) and law libraries, whose files a reader handed in makes paragraphs.

A file is imported whole or not at all; a bad one is told with file and line, and the others go on.
Rows stand over the registry inside the program: a table overrides what it states, a text only adds
what was not known. Of several wordings of one law the newest is kept as text, and the older ones
tell where its articles have moved.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import filterfalse, islice
from pathlib import Path

from graph_schema.errors import RegistryError, TracerError, why
from graph_schema.files import files_below, name_of, require_end
from graph_schema.ids import digest
from graph_schema.messages import Message, codes, label_of, say
from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.regions import NATION, STATE, covers, is_place
from graph_schema.terms import SourceLevel
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.build import TABLE_COLUMNS, Place, present_name, several, valid_cells, valid_day, valid_version
from tracer.registry.law_text import FoundLaw, LawFile, LawText, NoLawError, NotALawError, law_of
from tracer.registry.load import (
    Registry,
    facts_of,
    number_key,
    title_key,
)
from tracer.registry.own_rows import OwnRegistry, OwnRow
from tracer.registry.rows import COLUMNS, OF_VERSIONS, instrument_of_cells, versions_of_cells
from tracer.registry.versions import VERSION_COLUMNS, laid_over_versions, may_hold_since, version_of_cells
from tracer.registry.wordings import moves_between, version_of, with_wording
from tracer.work import OnProgress, tell

TABLE = ".csv"
WRITTEN_TOGETHER = 200
"""So many instruments come to the disk at once; one that was broken off in between is made again by the next import."""
MOST_NAMED = 5
"""So many of the numbers that a text leaves out are named."""
_OWN_COLUMNS = ("former_titles", "repealed", "repealed_by", "amended_by", "moved_articles")
_DEFAULTS = {"region": "全国", "status": "in_force", "confidence": "sure"}
_FACTS = {
    *("title", "short_titles", "numbers", "level", "issuer", "region"),
    *("repealed", "status", "former_titles", "amended_by", "repealed_by"),
}
_MOVED = re.compile(r"(?P<day>[\d-]+):(?P<old>\d{1,4})>(?P<new>\d{0,4})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One instrument of a file, with its place in it, and the facts of it that the file states itself.

    `columns` are the columns of days and articles of a table: they are laid over the versions of whatever lies below.
    """

    instrument: Instrument
    place: Place
    sha256: str
    stated: frozenset[str] = frozenset()
    columns: Mapping[str, object] = field(default_factory=dict)
    law: LawText | None = None


@dataclass(frozen=True, slots=True)
class LawReader:
    """Holds what finds the laws in files with these suffixes. `read` raises a TracerError that names the file.

    `require_open` raises one for a table that must not be here.
    """

    suffixes: tuple[str, ...]
    read: Callable[[Path], FoundLaw]
    require_open: Callable[[Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """Holds what a row changes: the instrument before (None: it is new) and after (None: it is gone), and where it stands."""

    id: str
    before: Instrument | None
    after: Instrument | None
    source: str
    line: int

    @property
    def fields(self) -> tuple[str, ...]:
        """Returns the names of the facts that are others now; none of an instrument that is new or gone."""
        if self.before is None or self.after is None:
            return ()
        one, other = asdict(self.before), asdict(self.after)
        return tuple(name for name in one if one[name] != other[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """The articles of an instrument that are kept, how many there were before, and from which file."""

    id: str
    title: str
    articles: int
    before: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file that is no law, and why: a page of contents, a court case, an essay."""

    source: str
    why: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulText:
    """A text whose last number is no count of articles, as it shows by `signs`; nothing is ever missing from it for certain."""

    id: str
    title: str
    last: int
    source: str
    signs: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """Holds what became of the files: rows written, instruments with texts, articles, older wordings, what changed, the errors;
    what was left out, and which texts are cut off or have holes."""

    files: int
    instruments: int
    texts: int
    articles: int
    older: int
    failed: tuple[TracerError, ...]
    rows: tuple[RowChange, ...] = ()
    laws: tuple[TextChange, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    doubtful: tuple[DoubtfulText, ...] = ()


@dataclass(slots=True)
class _Count:
    files: int = 0
    instruments: int = 0
    texts: int = 0
    articles: int = 0
    older: int = 0
    failed: list[TracerError] = field(default_factory=list)
    rows: list[RowChange] = field(default_factory=list)
    laws: list[TextChange] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubtful: list[DoubtfulText] = field(default_factory=list)


def import_files(
    paths: Iterable[Path],
    registry: Registry,
    own: OwnRegistry,
    texts: Articles,
    today: date,
    laws_by: LawReader,
    *,
    collected: Sequence[FoundLaw] = (),
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Imports files and folders over `registry`, and the laws that another collection holds. Nothing of a file that does
    not hold together is kept.

    Tables come first, each over the ones before it, so that texts find the rows that tables give them. `today` is the day
    whose texts in force are kept; those that are not in force yet are kept where there is no other.
    """
    count = _Count()
    laws: dict[str, list[Entry]] = {}
    known = dict(registry.instruments)
    found = list(_files(paths, (TABLE, *laws_by.suffixes), count))
    for path in filter(_is_table, found):
        try:
            laws_by.require_open(path)
            _put(own, read_table(path, registry), known, today, count)
            registry = registry.with_rows(known.values())
            count.files += 1
        except TracerError as error:
            count.failed.append(error)
    files = list(filterfalse(_is_table, found))
    for at, path in enumerate(files):
        tell(on_progress, at, len(files), name_of(path))
        try:
            _take(laws_by.read(path), registry, laws, count)
            count.files += 1
        except TracerError as error:
            count.failed.append(error)
    for one in collected:
        _take(one, registry, laws, count)
    numbered = enumerate(laws.values())
    while many := list(islice(numbered, WRITTEN_TOGETHER)):
        with own.together(), texts.together():
            for at, same in many:
                tell(on_progress, at, len(laws), same[0].instrument.title)
                _put_laws(same, registry, known, own, texts, today, count)
    tell(on_progress, len(laws), len(laws))
    return ImportReport(
        files=count.files,
        instruments=count.instruments,
        texts=count.texts,
        articles=count.articles,
        older=count.older,
        failed=tuple(count.failed),
        rows=tuple(count.rows),
        laws=tuple(count.laws),
        left_out=tuple(count.left_out),
        doubtful=tuple(count.doubtful),
    )


def _take(found: FoundLaw, registry: Registry, laws: dict[str, list[Entry]], count: _Count) -> None:
    """Puts what was found in a file to the other wordings of its instrument, or to what is left out."""
    entry = entry_of(found, registry)
    if entry is None:
        count.left_out.append(LeftOut(source=name_of(Path(found.path)), why=found.left_out or Message("law.contents")))
    else:
        laws.setdefault(entry.instrument.id, []).append(entry)


def _is_table(path: Path) -> bool:
    return path.suffix.lower() == TABLE


def _files(paths: Iterable[Path], suffixes: Sequence[str], count: _Count) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            found = sorted(files_below(path, suffixes))
            yield from found
            if not found:
                count.failed.append(_no_file(path, Message("importing.empty_folder")))
        elif path.suffix.lower() in suffixes:
            yield path
        else:
            count.failed.append(_no_file(path, Message.of("importing.no_format", kinds=suffixes)))


def _no_file(path: Path, what: Message) -> RegistryError:
    return RegistryError("importing.no_file", path=path, what=what)


def _put(own: OwnRegistry, entries: Sequence[Entry], known: dict[str, Instrument], today: date, count: _Count) -> None:
    changed = [e for e in entries if known.get(e.instrument.id) != e.instrument]
    # What another import states already is kept too: it stands on when that one is taken back.
    same = [
        e
        for e in entries
        if (e.stated or e.columns)
        and known.get(e.instrument.id) == e.instrument
        and (given := own.given(e.instrument.id))
        and (str(e.place.table), e.sha256) not in given  # the same import again changes nothing
    ]
    own.put(_row(e, known.get(e.instrument.id), today) for e in (*changed, *same))
    for entry in changed:
        count.rows.append(
            RowChange(
                id=entry.instrument.id,
                before=known.get(entry.instrument.id),
                after=entry.instrument,
                source=name_of(entry.place.table),
                line=entry.place.line,
            )
        )
    known.update((e.instrument.id, e.instrument) for e in changed)
    count.instruments += len(changed)


def _stated(entry: Entry, known: Instrument | None) -> str:
    """Returns the facts that a file states as JSON: those of its cells, and those that are others than what was known."""
    if known is None:
        return ""
    facts, below = json.loads(facts_of(entry.instrument)), json.loads(facts_of(known))
    stated = {name: value for name, value in facts.items() if name in entry.stated or value != below[name]}
    for name in ("moved", "versions"):
        if name in stated:
            stated[name] = [one for one in facts[name] if one not in below[name]]
    if entry.columns:
        stated.pop("versions", None)
        stated |= entry.columns
    return json.dumps(stated, ensure_ascii=False, sort_keys=True)


def _row(entry: Entry, known: Instrument | None, today: date) -> OwnRow:
    return OwnRow(
        id=entry.instrument.id,
        facts=facts_of(entry.instrument),
        stated=_stated(entry, known),
        source=name_of(entry.place.table),
        line=entry.place.line,
        sha256=entry.sha256,
        imported=today.isoformat(),
    )


# --- tables ------------------------------------------------------------------------------------


def read_table(path: Path, registry: Registry) -> list[Entry]:
    """Returns the rows of a table laid over the registry. RegistryError names the line of the first bad row."""
    entries, problems = rows_and_faults(path, registry)
    if problems:
        more = len(problems) - 1
        raise (
            problems[0]
            if not more
            else RegistryError("importing.more_faults", what=problems[0].said, more=more, path=path)
        )
    return entries


def rows_and_faults(path: Path, registry: Registry) -> tuple[list[Entry], list[RegistryError]]:
    """Returns all good rows of a table, and what is wrong with the others, line by line."""
    entries: list[Entry] = []
    problems: list[RegistryError] = []
    ids: dict[str, Place] = {}
    numbers: dict[str, tuple[str, str]] = {}
    try:
        require_end(path)
        content = path.read_bytes()
        text = _decoded(path, content)
        if _is_of_versions(text):
            return _versions_and_faults(path, text, hashlib.sha256(content).hexdigest(), registry)
        rows = list(_rows(path, text))
    except RegistryError as error:
        return [], [error]
    except OSError as error:
        return [], [RegistryError("importing.cannot_read", path=path, why=why(error))]
    sha256 = hashlib.sha256(content).hexdigest()
    for place, row in rows:
        try:
            instrument, stated, of_versions = _instrument_of_row(place, row, registry)
            if instrument.id in ids:
                first = ids[instrument.id].line
                raise place.error("table.same_instrument", line=first)
            _require_own_number(place, instrument, registry, numbers)
        except RegistryError as error:
            problems.append(error)
            continue
        ids[instrument.id] = place
        entries.append(Entry(instrument=instrument, place=place, sha256=sha256, stated=stated, columns=of_versions))
    return entries, problems


def _is_of_versions(text: str) -> bool:
    """Tells whether a table has the columns of one of versions, not those of one of instruments."""
    columns = set(next(csv.reader(text.splitlines()[:1]), ()))
    return {"id", "kind"} <= columns and "level" not in columns


def _versions_and_faults(
    path: Path, text: str, sha256: str, registry: Registry
) -> tuple[list[Entry], list[RegistryError]]:
    """Returns the instruments with the versions that a table states of them, and what is wrong with the lines that are not good."""
    told: dict[str, list[Version]] = {}
    places: dict[str, Place] = {}
    problems: list[RegistryError] = []
    for place, row in _rows(path, text, (*VERSION_COLUMNS, "source"), needed=("id", "kind")):
        try:
            valid_version(place, row)
            if row["id"] not in registry.instruments:
                raise place.error("table.no_such_instrument", id=row["id"])
        except RegistryError as error:
            problems.append(error)
            continue
        places.setdefault(row["id"], place)
        told.setdefault(row["id"], []).append(version_of_cells(row))
    entries = [
        Entry(
            instrument=replace(
                registry.instruments[id],
                versions=laid_over_versions(registry.instruments[id].versions, versions),
            ),
            place=places[id],
            sha256=sha256,
            stated=frozenset({"versions"}),
        )
        for id, versions in told.items()
    ]
    return entries, problems


def _decoded(path: Path, content: bytes) -> str:
    """Returns a table's text: UTF-8, or GB 18030 as spreadsheet programs save it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Place(path, line).error("table.no_encoding") from error


def _rows(
    path: Path,
    text: str,
    known: Sequence[str] = (*TABLE_COLUMNS, *_OWN_COLUMNS, "source", "versions"),
    needed: Sequence[str] = ("title", "level"),
) -> Iterator[tuple[Place, dict[str, str]]]:
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        yield from _valid_rows(path, reader, known, needed)
    except csv.Error as error:
        raise Place(path, max(reader.reader.line_num, 1)).error("table.no_csv", why=error) from error


def _valid_rows(
    path: Path, reader: csv.DictReader[str], known: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[Place, dict[str, str]]]:
    columns = reader.fieldnames or ()
    for column in needed:
        if column not in columns:
            raise Place(path, 1).error("table.no_columns", column=column)
    unknown = [c for c in columns if c not in known]
    if unknown:
        raise Place(path, 1).error("table.unknown_column", column=unknown[0], known=" ".join(sorted(known)))
    for row in reader:
        place = Place(path, reader.line_num)
        if None in row or None in row.values():
            raise place.error("table.cell_count")
        cells = dict.fromkeys(known, "") | {k: v.strip() for k, v in row.items()}
        if any(re.search(r"[\t\n\r]", cell) for cell in cells.values()):
            raise place.error("table.bad_cell")
        yield place, cells


def _place_of(region: str, place: Place) -> str:
    """Returns a place with its present name and all steps (山东省/莱芜市 → 山东省/济南市/莱芜区), at least as far down as stated."""
    found = region if is_place(region) else present_name(region)
    if not is_place(found) or found.count("/") < region.count("/"):
        raise place.error("table.unknown_region", region=region)
    return found


_STATES = codes("instrument_state", ("in_force", "repealed", "amended", "unknown"))
_LANGUAGES = ("zh", "en")


def _in_codes(place: Place, row: dict[str, str]) -> dict[str, str]:
    """Returns a row with level and state as codes, however the program prints them: 地方性法规, 现行."""
    levels = {label_of(level, lang): level.value for lang in _LANGUAGES for level in SourceLevel}
    states = {say(lang, key): state for lang in _LANGUAGES for state, key in _STATES.items()}
    coded = {}
    for column, known, fault in (("level", levels, "table.no_such_level"), ("status", states, "table.no_such_status")):
        cell = row[column]
        coded[column] = known.get(cell, cell)
        if cell and coded[column] not in known.values():
            raise place.error(fault, cell=cell, known="、".join(known))
    return row | coded


def _instrument_of_row(
    place: Place, row: dict[str, str], registry: Registry
) -> tuple[Instrument, frozenset[str], dict[str, object]]:
    """Returns a valid row over the instrument that it speaks of, and which facts it states, those on versions apart.

    What it leaves empty stays as known.
    """
    row = _in_codes(place, row)
    stated = {column for column, cell in row.items() if cell}
    known = _known(row, registry)
    row = {**row, "id": known.id if known else row["id"] or f"own-{digest(row['title'], row['number'])}"}
    if known:
        row = {**row, **{c: row[c] or getattr(known, c) for c in ("region", "status")}}
    row = {column: cell or _DEFAULTS.get(column, "") for column, cell in row.items()}
    row["region"] = "|".join(_place_of(region, place) for region in several(row["region"]))
    cells = dict(zip(COLUMNS, valid_cells(place, row), strict=True))
    cells["repealed"] = valid_day(place, "repealed", row["repealed"]) or cells["repealed"]
    stated |= {"repealed"} if cells["repealed"] else set()
    stated |= {"numbers"} if cells["numbers"] else set()
    if cells["repealed"] and row["status"] == "in_force":
        cells["status"] = "repealed"
        stated.add("status")
    new = replace(
        instrument_of_cells(cells),
        former_titles=tuple(several(row["former_titles"])),
        amended_by=tuple(several(row["amended_by"])),
        repealed_by=row["repealed_by"] or None,
        moved=tuple(_moved(place, cell) for cell in several(row["moved_articles"])),
    )
    whole = new if known is None else _over(known, new, stated)
    whole = replace(whole, versions=versions_of_cells(cells, known.versions if known else ()))
    if whole.repealed and whole.in_force_since and whole.repealed < whole.in_force_since:
        raise place.error(
            "table.repealed_before",
            repealed=whole.repealed,
            effective=whole.in_force_since,
        )
    columns = {name: cells[name] for name in OF_VERSIONS if cells[name]}
    values = {"revised": several(cells["revised"]), "articles": int(cells["articles"] or 0)}
    return whole, frozenset(_FACTS & stated), {name: values.get(name, cell) for name, cell in columns.items()}


def _moved(place: Place, cell: str) -> MovedArticle:
    found = _MOVED.match(cell)
    if not found:
        raise place.error(
            "table.bad_moves",
            cell=cell,
        )
    day = date.fromisoformat(valid_day(place, "moved_articles", found["day"]))
    return MovedArticle(day=day, old=int(found["old"]), new=int(found["new"]) if found["new"] else None)


def _known(row: Mapping[str, str], registry: Registry) -> Instrument | None:
    """Returns the instrument that a row speaks of: by id, else by number and title, else by its full title and place."""
    if row["id"]:
        return registry.instruments.get(row["id"])
    region = row["region"] or "全国"
    named = [i for i in registry.by_title(row["title"]) if same_title(i.title, row["title"]) and i.region == region]
    numbers = {number_key(n) for n in several(row["number"])}
    numbered = [i for i in named if numbers & {number_key(n) for n in i.numbers}]
    if numbered:
        return numbered[0]
    return named[0] if len(named) == 1 and not (numbers and named[0].numbers) else None


def same_title(one: str, other: str) -> bool:
    """Tells whether two titles differ in signs and in a leading 中华人民共和国 only."""
    return title_key(one).removeprefix(STATE) == title_key(other).removeprefix(STATE)


def _over(known: Instrument, new: Instrument, stated: set[str]) -> Instrument:
    """Returns what a row states, over what was known."""
    changed = {name: getattr(new, name) for name in _FACTS & stated}
    return replace(known, **changed, moved=_moves(known.moved, new.moved))


def _moves(*several_of: Iterable[MovedArticle]) -> tuple[MovedArticle, ...]:
    by_place = {(m.day, m.old): m for moves in several_of for m in moves}
    return tuple(by_place[key] for key in sorted(by_place))


def _require_own_number(
    place: Place, instrument: Instrument, registry: Registry, seen: dict[str, tuple[str, str]]
) -> None:
    """Raises RegistryError where another instrument has the number; one order may publish several regulations."""
    for number in instrument.numbers:
        parsed, key = parse_spelt_number(number), number_key(number)
        if key is None or parsed is None or parsed.is_order:
            continue
        others = [(i.id, i.title) for i in registry.by_number(number) if i.id != instrument.id]
        if key in seen:
            others.append(seen[key])
        if others:
            raise place.error(
                "table.number_taken",
                number=number,
                title=others[0][1],
                id=others[0][0],
            )
        seen[key] = (instrument.id, instrument.title)


# --- law texts ---------------------------------------------------------------------------------


def find_law(file: LawFile) -> FoundLaw:
    """Returns the law in a file. RegistryError where there is none and it is no page of a library's own either."""
    try:
        law = law_of(file)
    except NotALawError as error:
        return FoundLaw(path=file.path, sha256=file.sha256, law=None, left_out=error.said)
    except NoLawError as error:
        raise RegistryError("importing.no_law", path=file.path, what=error.said) from error
    return FoundLaw(path=file.path, sha256=file.sha256, law=law)


def entry_of(found: FoundLaw, registry: Registry) -> Entry | None:
    """Returns the law that was found in a file with its row in the registry; None where there is none."""
    if found.law is None:
        return None
    instrument = _instrument_of_law(found.law, registry)
    return Entry(instrument=instrument, place=Place(Path(found.path), 1), sha256=found.sha256, law=found.law)


def _instrument_of_law(law: LawText, registry: Registry) -> Instrument:
    """Returns the registry's row with what the text adds to it, or a new row."""
    known = row_of_law(law, registry)
    if known is None:
        return Instrument(
            id=f"own-{digest(law.title, law.region, law.level)}",
            title=law.title,
            short_titles=(law.title.removeprefix(STATE),) if law.title.startswith(STATE) else (),
            numbers=law.numbers,
            level=law.level,
            issuer=law.issuer,
            region=law.region,
            repealed=None,
            status="in_force",
            versions=with_wording((), law),
        )
    return replace(
        known,
        level=law.level if known.level is SourceLevel.UNKNOWN else known.level,
        numbers=known.numbers or law.numbers,
        issuer=known.issuer or law.issuer,
        versions=with_wording(known.versions, law),
    )


def row_of_law(law: LawText, registry: Registry) -> Instrument | None:
    """Returns the row of a law: of its title, level and place, or the only one of a place that lies around or in that."""
    titled = [
        i
        for i in registry.by_title(law.title)
        if _is_title_of(i, law) and not (law.version and i.repealed and i.repealed <= law.version)
    ]
    # The level on record counts where a collection tells another: an order of the State Council among laws, a notice among rules.
    named = [i for i in titled if i.level in (law.level, SourceLevel.UNKNOWN)] or (
        titled if law.region == NATION and len(titled) == 1 else []
    )
    there = [i for i in named if i.region == law.region]
    around = [i for i in named if covers(i.region, law.region) or covers(law.region, i.region)]
    return there[0] if there else around[0] if len(around) == 1 else None


def titles_of(row: Instrument) -> Iterator[str]:
    """Yields the titles that an instrument bears or has borne."""
    yield from (row.title, *row.former_titles, *(version.title for version in row.versions if version.title))


def _is_title_of(row: Instrument, law: LawText) -> bool:
    """Tells whether a row bears the title of a law; a court's name in front of an interpretation may be missing."""
    if any(same_title(title, law.title) for title in titles_of(row)):
        return True
    is_court = law.level is SourceLevel.JUDICIAL_INTERPRETATION and law.title.startswith("关于")
    return is_court and title_key(row.title).endswith(title_key(law.title))


def _put_laws(
    same: Sequence[Entry],
    registry: Registry,
    known: dict[str, Instrument],
    own: OwnRegistry,
    texts: Articles,
    today: date,
    count: _Count,
) -> None:
    """Puts the files of one instrument: its wording in force as text, what all of them tell of its versions, and what it repeals."""
    laws = sorted(same, key=lambda e: (e.law.version if e.law and e.law.version else date.min, str(e.place.table)))
    before = registry.instruments.get(laws[0].instrument.id)
    versions = before.versions if before else ()
    for law in filter(None, (entry.law for entry in laws)):
        versions = with_wording(versions, law)
    newest = _in_force(laws, versions, today)
    assert newest.law is not None  # entry_of gives one
    current: tuple[Article, ...] = _whole(laws, newest, texts) if _stands(newest.law, versions, today) else ()
    at_hand = [(e.law, e.law.articles) for e in laws if e.law is not None and e.law.part is None]
    if newest.law.part is not None:
        at_hand = [(newest.law, current)]
    elif not current and (standing := _at_hand(texts, newest.instrument.id)):
        at_hand.append((replace(newest.law, version=_day_in_force(versions, today), cut=()), standing))
    moves = [
        MovedArticle(day=day, old=old, new=new or None)
        for version, moved in moves_between(versions, at_hand)
        for old, new in moved.items()
        if (day := version.effective or version.day) is not None  # as in the tables of moves
    ]
    whole = replace(newest.instrument, versions=versions, moved=_moves(newest.instrument.moved, moves))
    count.doubtful += [doubt for entry in laws if (doubt := _doubt_of(entry)) is not None]
    try:
        repealed = list(_repealed(newest, known)) if current else []
        _put(own, [replace(newest, instrument=whole), *repealed], known, today, count)
        if current:
            count_before = len(texts.numbers(whole.id))
            for entry in [newest] if newest.law.part is None else laws:
                if entry.law is not None:
                    source, is_whole = name_of(entry.place.table), entry.law.part is None
                    texts.put(whole.id, entry.law.articles, source, entry.sha256, is_whole=is_whole)
            now = len(texts.numbers(whole.id))
            count.articles += now
            count.texts += 1
            source = name_of(newest.place.table)
            count.laws.append(
                TextChange(id=whole.id, title=whole.title, articles=now, before=count_before, source=source)
            )
    except TracerError as error:
        count.failed.append(error)
    overtaken = bool(newest.law.articles) and not current
    count.older += len(laws) - 1 + overtaken if newest.law.part is None else 0


def _in_force(laws: Sequence[Entry], versions: Sequence[Version], day: date) -> Entry:
    """Returns the newest wording of those that may be in force by then, as far as is known; of none in force the newest."""
    begun = [entry for entry in laws if entry.law and _begins(entry.law, versions) <= day]
    return (begun or laws)[-1]


def _begins(law: LawText, versions: Sequence[Version]) -> date:
    mine = version_of(versions, law)
    return law.begins or (may_hold_since(mine) if mine else date.min)


def _day_in_force(versions: Sequence[Version], day: date) -> date | None:
    begun = [version.day for version in versions if may_hold_since(version) <= day]
    return begun[-1] if begun else None


def _stands(law: LawText, versions: Sequence[Version], day: date) -> bool:
    """Tells whether a wording may stand for the text in force: no later version has begun, and none before it lasts on."""
    mine = version_of(versions, law)
    if mine is None:
        return law.version is None or not any(v.day and law.version < v.day for v in versions)
    begun = [version for version in versions if may_hold_since(version) <= day]
    return mine is begun[-1] if begun else True


def _doubt_of(entry: Entry) -> DoubtfulText | None:
    law = entry.law
    if law is None or law.last is None or not (law.cut or law.holes):
        return None
    signs = (*law.cut, *([Message.of("law.holes", numbers=law.holes[:MOST_NAMED])] if law.holes else []))
    return DoubtfulText(
        id=entry.instrument.id, title=law.title, last=law.last, source=name_of(entry.place.table), signs=signs
    )


def _whole(laws: Sequence[Entry], newest: Entry, texts: Articles) -> tuple[Article, ...]:
    """Returns the articles of the newest wording; the books of a code together, with those at hand."""
    assert newest.law is not None
    if newest.law.part is None:
        return newest.law.articles
    at_hand = {(a.number, a.branch): a for a in _at_hand(texts, newest.instrument.id)}
    books = {(a.number, a.branch): a for e in laws if e.law for a in e.law.articles}
    together = at_hand | books
    return tuple(together[key] for key in sorted(together))


def _at_hand(texts: Articles, instrument: str) -> tuple[Article, ...]:
    return tuple(
        Article(number, "", texts.text(instrument, number, branch) or "", branch)
        for number, branch in texts.numbers(instrument)
    )


def _repealed(entry: Entry, known: Mapping[str, Instrument]) -> Iterator[Entry]:
    """Yields what the text repeals with its own day of effect, of the same place and older; one candidate or none."""
    law, day = entry.law, entry.law.effective if entry.law else None
    if law is None or day is None or not law.repeals:
        return
    wanted = {title_key(title).removeprefix(STATE) for title in law.repeals}
    by_title: dict[str, list[Instrument]] = {}
    for instrument in known.values():
        key = title_key(instrument.title).removeprefix(STATE)
        if key in wanted and instrument.region == entry.instrument.region and instrument.id != entry.instrument.id:
            by_title.setdefault(key, []).append(instrument)
    for found in by_title.values():
        one = found[0]
        older = one.promulgated is not None and one.promulgated < day
        if len(found) == 1 and one.repealed is None and (older or one.status == "repealed"):
            gone = replace(one, status="repealed", repealed=day, repealed_by=entry.instrument.title)
            yield replace(entry, instrument=gone, law=None)
