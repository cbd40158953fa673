"""Search in Neo4j: words as a query of the full-text index, whose analyser (cjk) cuts Chinese into pairs of characters.

The query finds at least the texts that hold the words; which of them do is checked afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from neo4j import ManagedTransaction

from graph_schema.numbers import half_width
from tracer.store.base.search import Hit, SearchText
from tracer.store.neo4j.database import Part
from tracer.store.rows import Way, hits, ways_of

_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")
_STOPPED = 5  # English words up to this length may be stop words, which the index leaves out


class Neo4jSearch(Part):
    """The side of `tracer.store.base.search.Search`."""

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Finds where all the words stand."""
        ways = ways_of(words)
        if not ways:
            return ()
        query = _candidates(ways)
        found = (
            "CALL db.index.fulltext.queryNodes('search_text', $query) YIELD node AS t"
            if query
            else "MATCH (t:SearchText)"
        )

        def work(tx: ManagedTransaction) -> tuple[Hit, ...]:
            rows = tx.run(
                f"{found} RETURN t.tier AS tier, t.item AS item, t.text AS text ORDER BY t.tier, t.size, t.text, t.item",
                {"query": query},
            )
            return hits(((row["tier"], row["item"], row["text"]) for row in rows), ways, limit)

        return self._database.read(work)

    def search_texts(self, path: str) -> list[SearchText]:
        """Returns the texts of a file that are searched."""
        rows = self._database.rows(
            "MATCH (:Source {path: $path})-[:SAYS]->(t:SearchText)"
            " RETURN t.tier AS tier, t.item AS item, t.size AS size, t.text AS text",
            path=path,
        )
        return sorted(SearchText(row["tier"], row["item"], row["size"], row["text"]) for row in rows)


def _candidates(ways: Sequence[Way]) -> str:
    """Returns a Lucene query; "" where the index cannot tell anything about the words."""
    parts = [" AND ".join(part for word in way.words for part in _parts(word)) for way in ways]
    return " OR ".join(f"({part})" for part in parts) if all(parts) else ""


def _parts(word: str) -> Iterator[str]:
    """Gives what the index knows of a word: its runs of Chinese as phrases, those of letters and digits in any longer one."""
    for run in _RUN.findall(half_width(word)):  # the index makes all of it half-width
        if run[0] > "z" and len(run) > 1:
            yield f'"{run}"'
        elif run[0] > "z" or len(run) > _STOPPED or any(c.isdigit() for c in run):
            yield f"*{run}*"
