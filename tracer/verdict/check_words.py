"""The words of the checks by class, as data with examples (check_words.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from graph_schema.first_use import later


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words of one meaning. `found_in` are uses in which one is found, `absent_from` others in which none is."""

    words: tuple[str, ...]
    found_in: tuple[str, ...]
    absent_from: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    _regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = "|".join(map(re.escape, sorted(self.words, key=len, reverse=True)))
        passed_over = "|".join(map(re.escape, sorted(self.exceptions, key=len, reverse=True)))
        source = f"{passed_over}|(?P<word>{words})" if passed_over else f"(?P<word>{words})"
        object.__setattr__(self, "_regex", later(source))

    def may_be_in(self, text: str) -> bool:
        """Tells whether a text holds a word of the class, or one that is passed over: without either no part of it holds any."""
        return self._regex.search(text) is not None

    def each_in(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Yields each word of the class in a text, in order; a longer word that means something else is passed over."""
        return (found for found in self._regex.finditer(text, start) if found["word"])

    def first_in(self, text: str) -> str | None:
        """Returns the first word of the class in a text."""
        return next((found[0] for found in self.each_in(text)), None)

    def opens(self, text: str) -> bool:
        """Tells whether a text begins with a word of the class."""
        found = self._regex.match(text)
        return found is not None and found["word"] is not None


@cache
def word_classes() -> Mapping[str, WordClass]:
    """Returns all classes by name."""
    data = tomllib.loads(files("tracer").joinpath("verdict/check_words.toml").read_text("utf-8"))
    return {
        name: WordClass(tuple(row["words"]), tuple(row["in"]), tuple(row["not_in"]), tuple(row.get("except", ())))
        for name, row in data.items()
    }


def word_class(name: str) -> WordClass:
    """Returns the class of that name."""
    return word_classes()[name]
