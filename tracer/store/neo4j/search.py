"""Words as a query of Neo4j's full-text index, whose analyser (cjk) cuts Chinese into pairs of characters.

The query finds at least the texts that hold the words; which of them do is checked afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph_schema.numbers import half_width
from tracer.store.rows import Way

_RUN = re.compile(r"[\u3400-\u9fff]+|[0-9a-z]+")
_STOPPED = 5  # English words up to this length may be stop words, which the index leaves out


def candidate_query(ways: Sequence[Way]) -> str:
    """A Lucene query; "" where the index cannot tell anything about the words."""
    parts = [" AND ".join(part for word in way.words for part in _parts(word)) for way in ways]
    return " OR ".join(f"({part})" for part in parts) if all(parts) else ""


def _parts(word: str) -> Iterator[str]:
    """What the index knows of a word: its runs of Chinese as phrases, those of letters and digits in any longer one."""
    for run in _RUN.findall(half_width(word)):  # the index makes all of it half-width
        if run[0] > "z" and len(run) > 1:
            yield f'"{run}"'
        elif run[0] > "z" or len(run) > _STOPPED or any(c.isdigit() for c in run):
            yield f"*{run}*"
