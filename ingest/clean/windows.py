"""A stretch of a text without what is cut out of it, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clean.edits import CUT


@dataclass(frozen=True, slots=True)
class Window:
    """The words around a place, and where each of their characters stands in the text."""

    words: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Returns where a stretch of the words stands in the text."""
        return self.at[start], self.at[end - 1] + 1


def window(text: str, first: int, last: int) -> Window:
    """Returns the window text[first:last], as far as the text reaches."""
    first, last = max(0, first), min(len(text), last)
    words = text[first:last]
    if CUT not in words:
        return Window(words, range(first, last))
    at = [place for place, sign in enumerate(words, first) if sign != CUT]
    return Window(words.replace(CUT, ""), at)
