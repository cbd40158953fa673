"""The editions of the registry that findings of a store were made with, kept in one SQLite file beside it, to be had again.

An edition is all that a verdict takes from the registry: the rows and the facts on articles and clauses that come with the program, the rows,
decisions on names and article texts of the user's own that count. Its name is a digest of these, so equal ones have one name
wherever and whenever; each part is kept once, by its hash, and checked against it when it is read
(docs/decisions/0034-editions-of-the-registry.md).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path

from graph_schema.errors import NotFoundError, RegistryError
from graph_schema.files import owned_file
from tracer.registry.article_facts import ArticleFacts, facts_text, parse_facts
from tracer.registry.article_texts import Articles, articles_paths
from tracer.registry.articles import Layers
from tracer.registry.central_facts import CentralFacts, central_facts_text, parse_central_facts
from tracer.registry.load import (
    Registry,
    edition_with,
    load_registry,
    parse_registry,
    registry_given,
    registry_text,
    with_own_rows,
)
from tracer.registry.own_rows import OwnFile, beside
from tracer.registry.shelf import ArticleShelf, shelf, shelf_given, shelf_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS edition (
    id TEXT PRIMARY KEY,
    first TEXT NOT NULL,
    program TEXT NOT NULL,
    size TEXT NOT NULL,
    parts TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS part (
    sha256 TEXT PRIMARY KEY,
    packed BLOB NOT NULL
);
"""
REGISTRY, FACTS, CENTRAL, OWN, TEXTS = "registry", "facts", "central", "own", "texts"
_LEAST = 4  # characters that name an edition
_MEMORY = ":memory:"


@dataclass(frozen=True, slots=True)
class Size:
    """Tells how much of the user's own is in an edition: rows, decisions on names, instruments with texts."""

    rows: int
    decisions: int
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An edition on record: when findings were first made with it, by which version of the program, how much of the user's own
    is in it, and the hashes of its parts."""

    id: str
    first: str
    program: str
    size: Size
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition to judge by: its rows and what is known of articles."""

    id: str
    registry: Registry
    articles: ArticleShelf

    @property
    def size(self) -> Size:
        """Tells how much of the user's own is in it."""
        own = json.loads(self.registry.own) if self.registry.own else {"rows": (), "decisions": ()}
        texts = {instrument for file in self.articles.texts.held() for instrument in file}
        return Size(len(own["rows"]), len(own["decisions"]), len(texts))

    @property
    def digests(self) -> dict[str, str]:
        """Returns the digests of its parts: rows of the program, facts on articles and clauses, the user's own, texts ("" for none)."""
        own, texts = self.registry.own, _texts_part(self.articles)
        return {
            REGISTRY: self.registry.built_in[:12],
            FACTS: self.articles.facts.edition,
            CENTRAL: self.articles.central.edition,
            OWN: _hash(own)[:12] if own else "",
            TEXTS: _hash(texts)[:12] if texts else "",
        }


def edition_of(registry: Registry, articles: ArticleShelf) -> str:
    """Returns the name of the edition that these are."""
    return _name_of(registry.edition, articles.facts.edition, articles.central.edition, _texts_part(articles))


def _name_of(*editions: str) -> str:
    return _hash(json.dumps(editions))[:12]


def edition_now() -> Edition:
    """Returns the edition that counts now, of the store at hand."""
    registry, articles = load_registry(), shelf()
    return Edition(edition_of(registry, articles), registry, articles)


def _texts_part(articles: ArticleShelf) -> str:
    files = articles.texts.held()
    return json.dumps(files, sort_keys=True) if files else ""


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class Editions(OwnFile[Path]):
    """The file at `path`, made where there is none. RegistryError where it cannot be used."""

    _unreadable = ValueError  # also a part that is no longer what was packed

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            owned_file(path)
            self._connection = sqlite3.connect(path, timeout=30)
            self._connection.executescript(_SCHEMA)

    def kept(self) -> list[Kept]:
        """Returns the editions on record, in the order in which findings were first made with them."""
        with self._told():
            query = "SELECT id, first, program, size, parts FROM edition ORDER BY rowid"
            found = self._connection.execute(query).fetchall()
            return [
                Kept(id=r[0], first=r[1], program=r[2], size=Size(*json.loads(r[3])), parts=json.loads(r[4]))
                for r in found
            ]

    def put(self, kept: Kept, parts: Iterable[str]) -> None:
        """Keeps an edition with the contents of its parts, all of it or nothing; what is there already stays."""
        packed = ((_hash(part), zlib.compress(part.encode("utf-8", "surrogatepass"), 3)) for part in parts)
        with self._told(), self._connection:
            self._connection.executemany("INSERT OR IGNORE INTO part (sha256, packed) VALUES (?, ?)", packed)
            self._connection.execute(
                "INSERT OR IGNORE INTO edition (id, first, program, size, parts) VALUES (?, ?, ?, ?, ?)",
                (kept.id, kept.first, kept.program, json.dumps(astuple(kept.size)), json.dumps(kept.parts)),
            )

    def hashes(self) -> frozenset[str]:
        """Returns the hashes of all parts that are there."""
        with self._told():
            return frozenset(row[0] for row in self._connection.execute("SELECT sha256 FROM part"))

    def part(self, sha256: str, edition: str) -> str:
        """Returns a part by its hash. RegistryError where it is gone or another than was kept."""
        with self._told():
            row = self._connection.execute("SELECT packed FROM part WHERE sha256 = ?", (sha256,)).fetchone()
        try:
            text = zlib.decompress(row[0]).decode("utf-8", "surrogatepass") if row else None
        except (zlib.error, UnicodeDecodeError, TypeError):
            text = None
        if text is None or _hash(text) != sha256:
            raise self.changed(edition)
        return text

    def changed(self, edition: str) -> RegistryError:
        """Returns the sentence for an edition that is not as it was kept."""
        return RegistryError("editions.changed", edition=edition, path=self.path)

    def take(self, other: Path) -> None:
        """Takes up all that another such file holds and this one does not."""
        with self._told(), closing(sqlite3.connect(other, timeout=30)) as source, self._connection:
            for table, places in (("part", "?, ?"), ("edition", "?, ?, ?, ?, ?")):
                rows = source.execute(f"SELECT * FROM {table} ORDER BY rowid")
                self._connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", rows)

    def _refusal(self, why: object) -> RegistryError:
        return RegistryError("registry.own_unusable", path=self.path, why=why)


def editions_file(url: str) -> Path:
    """Returns the file of the editions of a store."""
    return beside(url, "editions")


def keep_edition(url: str, registry: Registry, articles: ArticleShelf, moment: str, program: str) -> bool:
    """Keeps the edition that findings of a store are made with, once; tells whether it can be had again from now on.

    False where the store is only in memory, the registry no file of the program, or its folder cannot be written.
    """
    if url.endswith(_MEMORY) or not registry.built_in:
        return False
    edition, file = edition_of(registry, articles), editions_file(url)
    if (file, edition) in _known and file.is_file():
        return True
    try:
        with Editions(file) as editions:
            if edition not in {kept.id for kept in editions.kept()}:
                contents = _contents(registry, articles)
                if contents is None:
                    return False
                kept = Kept(
                    id=edition,
                    first=moment,
                    program=program,
                    size=Edition(edition, registry, articles).size,
                    parts={name: _hash(content) for name, content in contents.items() if content},
                )
                editions.put(kept, (*filter(None, contents.values()), *_bodies(articles, editions.hashes())))
    except RegistryError:
        return False
    _known.add((file, edition))
    return True


_known: set[tuple[Path, str]] = set()
"""The editions that this process has found on record, so that each page does not open the file."""


def _contents(registry: Registry, articles: ArticleShelf) -> dict[str, str] | None:
    """Returns the parts of an edition by name; None where the program's files are others by now."""
    rows, facts = registry_text(), facts_text() if articles.facts.edition else ""
    central = central_facts_text() if articles.central.edition else ""
    known = ((facts, articles.facts.edition), (central, articles.central.edition))
    if _hash(rows) != registry.built_in or any(text and _hash(text)[:12] != edition for text, edition in known):
        return None
    return {REGISTRY: rows, FACTS: facts, CENTRAL: central, OWN: registry.own, TEXTS: _texts_part(articles)}


def _bodies(articles: ArticleShelf, there: frozenset[str]) -> Iterator[str]:
    """Yields the texts that are not there yet."""
    wanted = dict.fromkeys(d for file in articles.texts.held() for layers in file.values() for _, d in layers)
    for digest in wanted:
        body = None if digest in there else articles.texts.layer(digest)
        if body is not None:
            yield body


def kept_editions(url: str) -> list[Kept]:
    """Returns the editions on record of a store, the first one first; none where there is no such file."""
    file = editions_file(url)
    if not file.is_file():
        return []
    with Editions(file) as editions:
        return editions.kept()


@contextmanager
def judged_by(url: str, named: str | None) -> Iterator[None]:
    """Has an edition of a store stand for the registry there is now, in the block; None for the one there is now. Errors as of find_edition."""
    if named is None:
        yield
        return
    edition = find_edition(url, named)
    with registry_given(edition.registry), shelf_given(edition.articles):
        yield


def find_edition(url: str, named: str) -> Edition:
    """Returns an edition by its name or the beginning of it: one on record, or the one that counts now.

    NotFoundError with those that there are where it is unknown, or where several begin so; RegistryError where it is not
    as it was kept.
    """
    now, on_record = edition_now(), kept_editions(url)
    ids = dict.fromkeys((*(kept.id for kept in on_record), now.id))
    found = [id for id in ids if id == named] or [id for id in ids if len(named) >= _LEAST and id.startswith(named)]
    if len(found) != 1:
        days = {kept.id: kept.first[:10] for kept in on_record}
        known = [f"{id}（{days[id]}）" if id in days else id for id in ids]
        raise NotFoundError("editions.unknown", edition=named, known=known)
    if found[0] == now.id:
        return now
    file = editions_file(url)
    return _opened(file, found[0], file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _opened(file: Path, id: str, stamp: int) -> Edition:
    """Returns an edition from the file, every part of it checked."""
    with Editions(file) as editions:
        kept = next(kept for kept in editions.kept() if kept.id == id)
        parts = {name: editions.part(sha256, id) for name, sha256 in kept.parts.items()}
        rows, *facts = (_hash(parts[name])[:12] if name in parts else "" for name in (REGISTRY, FACTS, CENTRAL))
        if id != _name_of(edition_with(rows, parts.get(OWN, "")), *facts, parts.get(TEXTS, "")):
            raise editions.changed(id)
        known = parse_registry(parts.get(REGISTRY, ""), f"{file} {id} ({kept.program})")
        registry = with_own_rows(known, parts[OWN], file) if OWN in parts else known
        texts = [_texts_of(held, editions, id) for held in json.loads(parts.get(TEXTS, "[]"))]
    stated = parse_facts(parts[FACTS]) if FACTS in parts else ArticleFacts()
    central = parse_central_facts(parts[CENTRAL]) if CENTRAL in parts else CentralFacts()
    return Edition(id, registry, shelf_of(list(reversed(texts)), stated, central))


def _texts_of(held: Mapping[str, Layers], editions: Editions, id: str) -> Articles:
    """Returns the texts of one file as they were: a copy of those at hand that are most like them, with what differs."""
    held = {instrument: tuple((whole, digest) for whole, digest in layers) for instrument, layers in held.items()}
    with ExitStack() as files:
        at_hand = [files.enter_context(Articles(path, create=False)) for path in articles_paths()]
        alike = [len(held.items() & texts.held()[0].items()) for texts in at_hand]
        like = at_hand[alike.index(max(alike))] if any(alike) else None
        return Articles.remade(held, lambda digest: editions.part(digest, id), like)
