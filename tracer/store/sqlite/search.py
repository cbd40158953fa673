"""Search in SQLite: FTS5 with trigrams, since Chinese has no blanks to cut at."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import product

from graph_schema.records import Reading
from tracer.store.base.search import Hit, SearchText
from tracer.store.rows import Way, hits, search_texts, stands_in, ways_of
from tracer.store.sqlite.database import Part

_GRAM = 3  # trigrams find nothing shorter
_RUN = re.compile(r"[0-9a-z]+[\u3400-\u9fff]*|[\u3400-\u9fff]+")  # what stands together in every spelling
_TO_WIDE = ord("Ａ") - ord("A")
_ORDER = "ORDER BY tier, size, search_text.text, item"


class SqliteSearch(Part):
    """The side of `tracer.store.base.search.Search`."""

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Finds where all the words stand; the index chooses candidates where it can, else every text is looked at."""
        ways = ways_of(words)
        if not ways:
            return ()
        match = _match(ways)
        with self._database.read() as connection:
            if match:
                rows = connection.execute(
                    "SELECT tier, item, search_text.text FROM search_word"
                    " JOIN search_text ON search_text.id = search_word.rowid"
                    f" WHERE search_word MATCH ? {_ORDER}",
                    (match,),
                )
            else:
                connection.create_function("found", 1, lambda text: stands_in(text, ways), deterministic=True)
                rows = connection.execute(f"SELECT tier, item, text FROM search_text WHERE found(text) {_ORDER}")
            return hits(rows, ways, limit)

    def search_texts(self, path: str) -> list[SearchText]:
        """Returns the texts of a file that are searched, in order."""
        query = (
            "SELECT tier, item, size, search_text.text FROM search_text"
            " JOIN source ON source.id = source WHERE path = ?"
        )
        with self._database.read() as connection:
            return sorted(SearchText(*row) for row in connection.execute(query, (path,)))


def add_texts(connection: sqlite3.Connection, source: int, reading: Reading) -> None:
    """Makes the texts of a reading searchable, within the open transaction."""
    connection.executemany(
        "INSERT INTO search_text (source, tier, item, size, text) VALUES (?, ?, ?, ?, ?)",
        ((source, t.tier, t.item, t.size, t.text) for t in search_texts(reading)),
    )


def _match(ways: Iterable[Way]) -> str:
    """Returns what every text that is found matches; "" where trigrams cannot tell, since they find nothing shorter."""
    parts = [" AND ".join(part for word in way.words for part in _parts(word, folded=way.folded)) for way in ways]
    return " OR ".join(f"({part})" for part in parts) if all(parts) else ""


def _parts(word: str, *, folded: bool) -> Iterator[str]:
    """Gives what a text with that word in it matches; of a folded word what stands there in every spelling."""
    if not folded and len(word) >= _GRAM:
        yield '"' + word.replace('"', '""') + '"'
    for run in _RUN.findall(word) if folded else ():
        for gram in dict.fromkeys((run[:_GRAM], run[-_GRAM:])) if len(run) >= _GRAM else ():
            spellings = product(*((c, chr(ord(c) + _TO_WIDE)) if c <= "z" else (c,) for c in gram))
            yield "(" + " OR ".join(f'"{"".join(spelling)}"' for spelling in spellings) + ")"
