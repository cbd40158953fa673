"""Keeps what an export must know of a node when it comes to its edges."""

from __future__ import annotations

import sqlite3


class Ends:
    """Remembers a word of each node by its id: in memory while these are few, else in a file that goes when this is closed."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(
            "", isolation_level=None
        )  # no name: SQLite's own file, of this process alone
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("CREATE TABLE word (id TEXT PRIMARY KEY, word TEXT NOT NULL) WITHOUT ROWID")
        self._connection.execute("BEGIN")

    def put(self, id: str, word: str) -> None:
        """Remembers the word of a node."""
        self._connection.execute("INSERT OR REPLACE INTO word VALUES (?, ?)", (id, word))

    def get(self, id: str) -> str | None:
        """Returns the word of a node, None where there is none."""
        row = self._connection.execute("SELECT word FROM word WHERE id = ?", (id,)).fetchone()
        return str(row[0]) if row else None

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()
