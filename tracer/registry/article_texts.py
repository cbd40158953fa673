"""Article texts in one SQLite file, searched by FTS5 with trigrams (Chinese has no blanks to cut at).

The file is the user's own (`default_articles_path`): who has no texts has no such file, and
everything else works without it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph_schema.closing import ClosedAtEnd
from graph_schema.errors import StoreError
from graph_schema.files import owned_file
from tracer.registry.articles import Article, ArticleHit
from tracer.store import data_folder

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
"""
_GRAM = 3  # FTS5's trigrams find nothing shorter


def default_articles_path() -> Path:
    """Returns TRACER_ARTICLES, or articles.sqlite beside the default store."""
    given = os.environ.get("TRACER_ARTICLES")
    return Path(given) if given else data_folder() / "articles.sqlite"


class Articles(ClosedAtEnd):
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

    def put(self, instrument: str, articles: Iterable[Article]) -> int:
        """Keeps the articles of an instrument in place of those that were here; returns how many there are now."""
        rows = [(instrument, a.number, a.branch, a.heading, a.text) for a in articles]
        with self._told(), self._connection:
            self._connection.execute("DELETE FROM article WHERE instrument = ?", (instrument,))
            self._connection.executemany(
                "INSERT INTO article (instrument, number, branch, heading, text) VALUES (?, ?, ?, ?, ?)", rows
            )
        return len(rows)

    def text(self, instrument: str, number: int, branch: int = 0) -> str | None:
        """Returns the text of an article; None where it is not at hand."""
        query = "SELECT text FROM article WHERE instrument = ? AND number = ? AND branch = ?"
        row = self._one(query, (instrument, number, branch))
        return str(row[0]) if row else None

    def has(self, instrument: str) -> bool:
        """Tells whether any article of the instrument is at hand."""
        return self._one("SELECT 1 FROM article WHERE instrument = ? LIMIT 1", (instrument,)) is not None

    def edition(self) -> object:
        """Returns what was written here so far, by this connection and by others."""
        version = self._one("PRAGMA data_version", ())
        return self.path, version, self._connection.total_changes

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
                f" WHERE article_words MATCH ?{where} ORDER BY bm25(article_words), article.id LIMIT ?"
            )
            parameters: list[str | int] = [match, *values, limit]
        else:
            likes = " + ".join("(instr(article.text, ?) > 0)" for _ in wanted)
            query = (
                f"SELECT {columns}, {likes} AS score FROM article WHERE score > 0{where}"
                " ORDER BY score DESC, length(article.text), id LIMIT ?"
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

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _one(self, query: str, parameters: Sequence[str | int]) -> tuple[object, ...] | None:
        with self._told():
            row: tuple[object, ...] | None = self._connection.execute(query, parameters).fetchone()
        return row

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError("article_texts.unusable", path=self.path, why=error) from error
