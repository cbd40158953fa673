"""The shelf of articles: the texts that this installation has, and the facts on articles that come with the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graph_schema.records import Instrument
from tracer.registry.article_facts import ArticleFacts, Key, load_facts
from tracer.registry.article_texts import Articles, articles_paths
from tracer.registry.articles import ArticleHit, ArticleTexts, Layers, NoTexts
from tracer.registry.statements import (
    Profile,
    article_profile,
    joined,
)


@dataclass(frozen=True, slots=True)
class Cited:
    """Holds what is known of the articles of one citation: what they state, and their texts where at hand."""

    profile: Profile
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleShelf:
    """The article texts that this installation has, and the facts that come with the program."""

    texts: ArticleTexts = field(default_factory=NoTexts)
    facts: ArticleFacts = field(default_factory=ArticleFacts)

    def cited(self, instrument: Instrument, keys: Iterable[Key]) -> Cited | None:
        """Returns what the articles state; None where one of them is not at hand."""
        texts: list[str] = []
        profiles: list[Profile] = []
        for key in keys:
            text = self.texts.text(instrument.id, *key)
            profile = article_profile(text) if text is not None else self.facts.profile(instrument.id, key)
            if profile is None:
                return None
            texts += [text] if text is not None else []
            profiles.append(profile)
        return Cited(joined(profiles), tuple(texts)) if profiles else None


@dataclass(frozen=True, slots=True)
class _Layered:
    """Texts of several files: of each instrument those of the first that has any."""

    files: tuple[Articles, ...]

    def text(self, instrument: str, number: int, branch: int = 0) -> str | None:
        """Returns the text of an article; None where it is not at hand."""
        file = self._of(instrument)
        return file.text(instrument, number, branch) if file else None

    def has(self, instrument: str) -> bool:
        """Tells whether any article of the instrument is at hand."""
        return self._of(instrument) is not None

    def held(self) -> tuple[Mapping[str, Layers], ...]:
        """Returns the texts that count by their instruments, of each file that has any."""
        return tuple(texts for file in self.files for texts in file.held() if texts)

    def layer(self, digest: str) -> str | None:
        """Returns the articles of a layer as JSON by their digest; None where there is none of it."""
        return next((found for file in self.files if (found := file.layer(digest)) is not None), None)

    def search(self, words: Sequence[str], limit: int, instruments: Iterable[str] | None = None) -> list[ArticleHit]:
        """Returns the articles that hold most of the words, best first, of these instruments or of all."""
        among = None if instruments is None else tuple(instruments)
        hits = (
            hit for file in self.files for hit in file.search(words, limit, among) if self._of(hit.instrument) is file
        )
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _of(self, instrument: str) -> Articles | None:
        return next((file for file in self.files if file.has(instrument)), None)


_given: ContextVar[ArticleShelf | None] = ContextVar("shelf", default=None)


@contextmanager
def shelf_given(shelf: ArticleShelf) -> Iterator[None]:
    """Has this shelf stand for the one that there is now, in the block."""
    token = _given.set(shelf)
    try:
        yield
    finally:
        _given.reset(token)


def shelf() -> ArticleShelf:
    """Returns what this installation knows of articles: the user's texts where there are any, and the built-in facts."""
    given = _given.get()
    return given if given is not None else shelf_of([_texts(path) for path in articles_paths()], load_facts())


def shelf_of(files: Sequence[Articles], facts: ArticleFacts) -> ArticleShelf:
    """Returns a shelf of these texts, each file over the one before it, and these facts."""
    return ArticleShelf(texts=_Layered(tuple(reversed(files))) if files else NoTexts(), facts=facts)


@cache
def _texts(path: Path) -> Articles:
    return Articles(path, create=False)
