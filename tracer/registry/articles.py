"""Texts of laws and regulations, article by article: the records, and the format they come in.

The texts themselves are no part of the project; who has them imports them (`tracer.registry.article_texts`
keeps them). Each line of the import format is {"instrument", "article", "text"} with the registry's
id and the article as printed, 第一百二十条之一.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from graph_schema.errors import InputError
from graph_schema.numbers import article_number


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `branch` is 1 for 第一百二十条之一; `heading` is the chapter or the article's own title."""

    number: int
    heading: str
    text: str
    branch: int = 0


Layers = tuple[tuple[bool, str], ...]
"""The texts of one instrument, each laid over the one before: whether it is the whole, and the digest of its articles."""


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article that a search found: its score (higher is nearer), and those of the words asked for that it holds."""

    instrument: str
    article: Article
    score: float
    words: tuple[str, ...]


class ArticleTexts(Protocol):
    """Says where article texts come from."""

    def text(self, instrument: str, number: int, branch: int = 0) -> str | None:
        """Returns the text of an article; None where it is not at hand."""
        ...

    def has(self, instrument: str) -> bool:
        """Tells whether any article of the instrument is at hand."""
        ...

    def numbers(self, instrument: str) -> tuple[tuple[int, int], ...]:
        """Returns number and branch of the articles of the instrument that are at hand, in order."""
        ...

    def held(self) -> tuple[Mapping[str, Layers], ...]:
        """Returns the texts that count by their instruments, of each file; equal for equal texts, wherever and whenever."""
        ...

    def layer(self, digest: str) -> str | None:
        """Returns the articles of a layer as JSON by their digest; None where there is none of it."""
        ...

    def search(self, words: Sequence[str], limit: int, instruments: Iterable[str] | None = None) -> list[ArticleHit]:
        """Returns the articles that hold most of the words, best first, of these instruments or of all."""
        ...


class NoTexts:
    """An installation without article texts."""

    def text(self, instrument: str, number: int, branch: int = 0) -> str | None:
        """Returns nothing: there are no texts."""
        return None

    def has(self, instrument: str) -> bool:
        """Returns False: there are no texts."""
        return False

    def numbers(self, instrument: str) -> tuple[tuple[int, int], ...]:
        """Returns nothing: there are no texts."""
        return ()

    def held(self) -> tuple[Mapping[str, Layers], ...]:
        """Returns nothing: there are no texts."""
        return ()

    def layer(self, digest: str) -> str | None:
        """Returns nothing: there are no texts."""
        return None

    def search(self, words: Sequence[str], limit: int, instruments: Iterable[str] | None = None) -> list[ArticleHit]:
        """Returns nothing: there are no texts."""
        return []


_BRANCH = re.compile("条之([一二三四五六七八九十]{1,2})")


def article_key(article: str) -> tuple[int, int] | None:
    """Returns number and branch of an article as printed: 第一百二十条之一 → (120, 1); None where it is no article."""
    number = article_number(article)
    if number is None:
        return None
    branch = _BRANCH.search(article)
    return number, (article_number(f"第{branch[1]}条") or 0) if branch else 0


def read_article_lines(path: Path) -> Iterator[tuple[str, Article]]:
    """Yields the articles of an import file with their instruments. InputError names file and line."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _article(line, path, number)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("article_texts.unreadable", path=path, why=error) from error


def _article(line: str, path: Path, number: int) -> tuple[str, Article]:
    try:
        row = json.loads(line)
        key = article_key(row["article"])
        if key is None or not isinstance(row["instrument"], str) or not isinstance(row["text"], str):
            raise ValueError(row["article"])
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("article_texts.bad_line", path=path, number=number, why=error) from error
    return row["instrument"], Article(key[0], str(row.get("heading", "")), row["text"], key[1])
