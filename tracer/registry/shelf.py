"""The shelf of articles: the texts that this installation has, and the facts on articles that come with the program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graph_schema.records import Instrument
from tracer.registry.article_facts import ArticleFacts, Key, load_facts
from tracer.registry.article_texts import Articles, default_articles_path
from tracer.registry.articles import ArticleTexts, NoTexts
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


def shelf() -> ArticleShelf:
    """Returns what this installation knows of articles: the user's texts where there are any, and the built-in facts."""
    path = default_articles_path()
    return ArticleShelf(texts=_texts(path) if path.is_file() else NoTexts(), facts=load_facts())


@cache
def _texts(path: Path) -> Articles:
    return Articles(path, create=False)
