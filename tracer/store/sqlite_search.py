"""Search in SQLite: FTS5 with trigrams, since Chinese has no blanks to cut at."""

from __future__ import annotations

import sqlite3

from graph_schema.records import Reading
from tracer.store.base import Hit, SearchText
from tracer.store.rows import hits, search_texts, words_of

_GRAM = 3  # trigrams find nothing shorter
_ORDER = "ORDER BY tier, size, search_text.text, item"


def add_texts(connection: sqlite3.Connection, source: int, reading: Reading) -> None:
    """Make the texts of a reading searchable, within the open transaction."""
    connection.executemany(
        "INSERT INTO search_text (source, tier, item, size, text) VALUES (?, ?, ?, ?, ?)",
        ((source, t.tier, t.item, t.size, t.text) for t in search_texts(reading)),
    )


def texts_of(connection: sqlite3.Connection, path: str) -> list[SearchText]:
    """The texts of a file, in order."""
    query = (
        "SELECT tier, item, size, search_text.text FROM search_text JOIN source ON source.id = source WHERE path = ?"
    )
    return sorted(SearchText(*row) for row in connection.execute(query, (path,)))


def search(connection: sqlite3.Connection, query: str, limit: int) -> tuple[Hit, ...]:
    """Where all the words stand; words too short for trigrams are looked for in what the others find, or everywhere."""
    words = words_of(query)
    long = [word for word in words if len(word) >= _GRAM]
    if not words:
        return ()
    if long:
        match = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
        rows = connection.execute(
            "SELECT tier, item, search_text.text FROM search_word JOIN search_text ON search_text.id = search_word.rowid"
            f" WHERE search_word MATCH ? {_ORDER}",
            (match,),
        )
    else:
        connection.create_function("folded", 1, str.casefold, deterministic=True)
        rows = connection.execute(
            f"SELECT tier, item, text FROM search_text WHERE instr(folded(text), ?) > 0 {_ORDER}", (words[0],)
        )
    return hits(rows, words, limit)
