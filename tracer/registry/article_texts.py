"""Article texts in one SQLite file, searched by FTS5 with trigrams (Chinese has no blanks to cut at).

The file is the user's own (`default_articles_path`): who has no texts has no such file, and
everything else works without it.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph_schema.errors import StoreError
from graph_schema.files import owned_file
from tracer.registry.articles import Article, ArticleHit, Layers
from tracer.registry.own_rows import OwnFile, one_write, own_file, own_files, whole

_SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
    id INTEGER PRIMARY KEY,
    instrument TEXT NOT NULL,
    number INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (instrument, number, branch)
);
CREATE VIRTUAL TABLE IF NOT EXISTS article_words
    USING fts5(text, content='article', content_rowid='id', tokenize='trigram');
CREATE TRIGGER IF NOT EXISTS article_added AFTER INSERT ON article BEGIN
    INSERT INTO article_words(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER IF NOT EXISTS article_gone AFTER DELETE ON article BEGIN
    INSERT INTO article_words(article_words, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TABLE IF NOT EXISTS text_layer (
    number INTEGER PRIMARY KEY,
    instrument TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    is_whole INTEGER NOT NULL,
    articles TEXT NOT NULL,
    removed TEXT
);
CREATE INDEX IF NOT EXISTS text_layer_of ON text_layer(instrument, number);
CREATE TABLE IF NOT EXISTS text_digest (
    layer INTEGER PRIMARY KEY,
    digest TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS text_of_digest ON text_digest(digest);
CREATE TRIGGER IF NOT EXISTS text_layer_gone AFTER DELETE ON text_layer BEGIN
    DELETE FROM text_digest WHERE layer = old.number;
END;
"""
_GRAM = 3  # FTS5's trigrams find nothing shorter


def default_articles_path() -> Path:
    """Returns the file of texts that is written: TRACER_ARTICLES, or that of the store at hand."""
    return own_file("articles", "TRACER_ARTICLES")


def articles_paths() -> tuple[Path, ...]:
    """Returns the files of texts that there are and that count, the shared one first."""
    return tuple(path for path in own_files("articles", "TRACER_ARTICLES") if path.is_file())


class Articles(OwnFile[str]):
    """The article texts of one file. Made where there is none, unless `create` is False."""

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = str(path)
        if self.path != ":memory:" and not create and not Path(path).is_file():
            raise StoreError("article_texts.no_texts", path=path)
        with self._told():
            if self.path != ":memory:":
                owned_file(Path(path))
            self._connection = sqlite3.connect(self.path, timeout=30, check_same_thread=False)
            self._connection.executescript(_SCHEMA)

    @classmethod
    def remade(cls, held: Mapping[str, Layers], body: Callable[[str], str], like: Articles | None = None) -> Articles:
        """Returns texts in memory that hold these layers; `body` gives the articles of a digest as JSON.

        Where there are texts `like` these, they are copied and only what differs is laid anew.
        """
        texts = cls(":memory:")
        with texts._told():
            if like is not None:
                like._connection.backup(texts._connection)
            (there,) = texts.held()
            with texts._connection:
                for instrument in sorted({*there, *held}):
                    if there.get(instrument) != held.get(instrument):
                        texts._lay_anew(instrument, [(whole, body(d)) for whole, d in held.get(instrument, ())])
        return texts

    def _lay_anew(self, instrument: str, layers: Iterable[tuple[bool, str]]) -> None:
        """Puts these layers in the place of all that there are of an instrument."""
        self._connection.execute("DELETE FROM text_layer WHERE instrument = ?", (instrument,))
        self._connection.executemany(
            "INSERT INTO text_layer (instrument, source, sha256, is_whole, articles) VALUES (?, '', '', ?, ?)",
            [(instrument, int(is_whole), articles) for is_whole, articles in layers],
        )
        self._lay(instrument)

    def put(
        self, instrument: str, articles: Iterable[Article], source: str = "", sha256: str = "", *, is_whole: bool = True
    ) -> int:
        """Keeps the articles of an instrument in place of those that were here, or beside them where they are a part of it;
        returns how many there are now. What a file gave before moves up."""
        body = json.dumps([(a.number, a.branch, a.heading, a.text) for a in articles], ensure_ascii=False)
        with self._told(), whole(self._connection):
            self._keep_what_has_no_layer(instrument)
            gone = "DELETE FROM text_layer WHERE instrument = ? AND source = ? AND sha256 = ? AND removed IS NULL"
            self._connection.execute(gone, (instrument, source, sha256))
            self._connection.execute(
                "INSERT INTO text_layer (instrument, source, sha256, is_whole, articles) VALUES (?, ?, ?, ?, ?)",
                (instrument, source, sha256, int(is_whole), body),
            )
            return self._lay(instrument)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Has what is put in the block written at its end, which is faster; each part still stands or falls by itself."""
        with self._told(), one_write(self._connection):
            yield

    def _keep_what_has_no_layer(self, instrument: str) -> None:
        """Makes a layer of texts that a file of before has."""
        if self._connection.execute("SELECT 1 FROM text_layer WHERE instrument = ?", (instrument,)).fetchone():
            return
        query = "SELECT number, branch, heading, text FROM article WHERE instrument = ? ORDER BY number, branch"
        found = self._connection.execute(query, (instrument,)).fetchall()
        if found:
            self._connection.execute(
                "INSERT INTO text_layer (instrument, source, sha256, is_whole, articles) VALUES (?, '', '', 1, ?)",
                (instrument, json.dumps(found, ensure_ascii=False)),
            )

    def _lay(self, instrument: str) -> int:
        """Puts the layers of an instrument one over the other; returns how many articles come of it."""
        query = "SELECT is_whole, articles FROM text_layer WHERE instrument = ? AND removed IS NULL ORDER BY number"
        laid: dict[tuple[int, int], tuple[str, str]] = {}
        for is_whole, articles in self._connection.execute(query, (instrument,)).fetchall():
            own = {(number, branch): (heading, text) for number, branch, heading, text in json.loads(articles)}
            laid = own if is_whole else laid | own
        self._connection.execute("DELETE FROM article WHERE instrument = ?", (instrument,))
        self._connection.executemany(
            "INSERT INTO article (instrument, number, branch, heading, text) VALUES (?, ?, ?, ?, ?)",
            [(instrument, *key, *laid[key]) for key in sorted(laid)],
        )
        return len(laid)

    def sources(self, *, removed: bool = False) -> dict[tuple[str, str], tuple[str, ...]]:
        """Returns path and hash of the files that texts were imported from, or that were taken back, with the instruments."""
        query = (
            "SELECT source, sha256, instrument FROM text_layer"
            f" WHERE removed IS {'NOT ' if removed else ''}NULL ORDER BY number"
        )
        with self._told():
            found = self._connection.execute(query).fetchall()
        of: dict[tuple[str, str], tuple[str, ...]] = {}
        for source, sha256, instrument in found:
            of[source, sha256] = (*of.get((source, sha256), ()), instrument)
        return of

    def take_out(self, sources: Iterable[tuple[str, str]], day: str | None) -> None:
        """Takes the texts of these files out as of a day; None puts them back in their place. All of them or none."""
        state = "removed IS NULL" if day else "removed IS NOT NULL"
        with self._told(), self._connection:
            for key in sources:
                where = f"source = ? AND sha256 = ? AND {state}"
                found = self._connection.execute(f"SELECT DISTINCT instrument FROM text_layer WHERE {where}", key)
                touched = [instrument for (instrument,) in found.fetchall()]
                self._connection.execute(f"UPDATE text_layer SET removed = ? WHERE {where}", (day, *key))
                for instrument in touched:
                    self._lay(instrument)

    def text(self, instrument: str, number: int, branch: int = 0) -> str | None:
        """Returns the text of an article; None where it is not at hand."""
        query = "SELECT text FROM article WHERE instrument = ? AND number = ? AND branch = ?"
        row = self._one(query, (instrument, number, branch))
        return str(row[0]) if row else None

    def has(self, instrument: str) -> bool:
        """Tells whether any article of the instrument is at hand."""
        return self._one("SELECT 1 FROM article WHERE instrument = ? LIMIT 1", (instrument,)) is not None

    def held(self) -> tuple[Mapping[str, Layers], ...]:
        """Returns the texts that count by their instruments; equal for equal texts, wherever and whenever."""
        self._digest_all()
        query = (
            "SELECT instrument, is_whole, digest FROM text_layer JOIN text_digest ON layer = number"
            " WHERE removed IS NULL ORDER BY instrument, number"
        )
        with self._told():
            found = self._connection.execute(query).fetchall()
        layers: dict[str, Layers] = {}
        for instrument, is_whole, digest in found:
            below = () if is_whole else layers.get(instrument, ())
            layers[instrument] = (*below, (bool(is_whole), digest))
        return (layers,)

    def _digest_all(self) -> None:
        """Keeps the digests of what has none yet; what a file of before has becomes layers."""
        without = (
            "SELECT DISTINCT instrument FROM article WHERE instrument NOT IN (SELECT instrument FROM text_layer)"
            " ORDER BY instrument"
        )
        missing = "SELECT number, articles FROM text_layer WHERE number NOT IN (SELECT layer FROM text_digest)"
        with self._told():
            old, new = self._connection.execute(without).fetchall(), self._connection.execute(missing).fetchall()
            if not (old or new):
                return
            with self._connection:
                for (instrument,) in old:
                    self._keep_what_has_no_layer(instrument)
                for number, articles in self._connection.execute(missing).fetchall():
                    digest = hashlib.sha256(articles.encode("utf-8", "surrogatepass")).hexdigest()
                    self._connection.execute("INSERT INTO text_digest (layer, digest) VALUES (?, ?)", (number, digest))

    def layer(self, digest: str) -> str | None:
        """Returns the articles of a layer as JSON by their digest; None where there is none of it."""
        query = "SELECT articles FROM text_layer JOIN text_digest ON layer = number WHERE digest = ? LIMIT 1"
        found = self._one(query, (digest,))
        return str(found[0]) if found else None

    def numbers(self, instrument: str) -> tuple[tuple[int, int], ...]:
        """Returns number and branch of the articles of the instrument that are at hand, in order."""
        query = "SELECT number, branch FROM article WHERE instrument = ? ORDER BY number, branch"
        with self._told():
            return tuple((number, branch) for number, branch in self._connection.execute(query, (instrument,)))

    def search(self, words: Sequence[str], limit: int, instruments: Iterable[str] | None = None) -> list[ArticleHit]:
        """Returns the articles that hold any of the words, best first by BM25, of these instruments or of all.

        Words of fewer than three characters cannot be looked up; they are looked for in what the
        others find, or in all texts where there are no others.
        """
        wanted = list(dict.fromkeys(word for word in words if word.strip()))
        if not wanted:
            return []
        long = [word for word in wanted if len(word) >= _GRAM]
        among = None if instruments is None else sorted(set(instruments))
        where, values = ("", []) if among is None else (f" AND instrument IN ({', '.join('?' * len(among))})", among)
        columns = "instrument, number, heading, article.text, branch"
        if long:
            match = " OR ".join('"' + word.replace('"', '""') + '"' for word in long)
            query = (
                f"SELECT {columns}, -bm25(article_words) FROM article_words JOIN article ON article.id = article_words.rowid"
                f" WHERE article_words MATCH ?{where} ORDER BY bm25(article_words), instrument, number, branch LIMIT ?"
            )
            parameters: list[str | int] = [match, *values, limit]
        else:
            likes = " + ".join("(instr(article.text, ?) > 0)" for _ in wanted)
            query = (
                f"SELECT {columns}, {likes} AS score FROM article WHERE score > 0{where}"
                " ORDER BY score DESC, length(article.text), instrument, number, branch LIMIT ?"
            )
            parameters = [*wanted, *values, limit]
        with self._told():
            rows = self._connection.execute(query, parameters).fetchall()
        return [
            ArticleHit(
                instrument=instrument,
                article=Article(number, heading, text, branch),
                score=float(score),
                words=tuple(word for word in wanted if word in text),
            )
            for instrument, number, heading, text, branch, score in rows
        ]

    def kept(self) -> frozenset[tuple[object, ...]]:
        """Returns all texts that the file holds, what was taken back included, to compare it with another."""
        with self._told():
            layers = self._connection.execute("SELECT instrument, source, sha256, removed FROM text_layer").fetchall()
            laid = self._connection.execute("SELECT instrument, number, branch, text FROM article").fetchall()
        return frozenset([*layers, *laid])

    def _one(self, query: str, parameters: Sequence[str | int]) -> tuple[object, ...] | None:
        with self._told():
            row: tuple[object, ...] | None = self._connection.execute(query, parameters).fetchone()
        return row

    def _refusal(self, why: object) -> StoreError:
        return StoreError("article_texts.unusable", path=self.path, why=why)
