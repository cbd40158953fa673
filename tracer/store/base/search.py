"""Words and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class SearchText:
    """A text to be searched. `tier` is the place of its kind among those of HitKind, `size` its length."""

    tier: int
    item: str
    size: int
    text: str


class HitKind(StrEnum):
    """The places where words stand, the ones that count most first."""

    NUMBER = "number"
    TITLE = "title"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words found: in the number or the title of document `id`, or in the text of measure `id`."""

    kind: HitKind
    id: str
    text: str


class Search(Protocol):
    """Finding words in the numbers, titles and measures of a store."""

    def search(self, words: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Finds where all the words (divided by blanks) stand: numbers first, then titles, then measures, the shortest texts first.

        A word is found wherever its characters stand, in a longer word too; capitals do not count.
        """
        ...

    def search_texts(self, path: str) -> list[SearchText]:
        """Returns the texts of the file at `path` that are searched, in order; none where there is no such file."""
        ...
