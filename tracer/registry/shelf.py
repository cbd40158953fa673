"""The shelf of articles: the texts that this installation has, and the facts on articles that come with the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graph_schema.numerals import numeral
from graph_schema.records import Instrument
from tracer.registry.article_facts import ArticleFacts, Key, load_facts
from tracer.registry.article_texts import Articles, articles_paths
from tracer.registry.articles import ArticleHit, ArticleTexts, Layers, NoTexts
from tracer.registry.central_facts import CentralFacts, load_central_facts
from tracer.registry.clauses import Path as Clause
from tracer.registry.clauses import clause_path, named_by
from tracer.registry.statements import (
    Profile,
    article_profile,
    joined,
)
from tracer.registry.versions import version_of_length


@dataclass(frozen=True, slots=True)
class Cited:
    """Holds what is known of the articles of one citation: what they state, and their texts where at hand.

    `place` names them where the citation does not do so itself: 国发〔2016〕33号三（十）. `whom` says on whom alone they fall.
    """

    profile: Profile
    texts: tuple[str, ...] = ()
    place: str = ""
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """An article or clause of a document, as a lawyer names it, with what it states and its text ("" where not at hand)."""

    place: str
    profile: Profile
    text: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """Holds what is known of a document as a whole: the passages that state anything, and what they state together.

    `name` is how it is called; `is_complete` where nothing else in it states anything; `whom` says on whom alone its measures fall;
    `has_articles` where it is a law read article by article, whatever that is about.
    """

    name: str
    passages: tuple[Passage, ...]
    together: Profile
    is_complete: bool
    whom: str = ""
    has_articles: bool = False


def whole(
    name: str, passages: Iterable[Passage], *, is_complete: bool, whom: str = "", has_articles: bool = False
) -> Whole:
    """Returns a document of these passages; those that state nothing are left out."""
    stating = tuple(passage for passage in passages if passage.profile)
    together = joined([passage.profile for passage in stating])
    return Whole(name, stating, together, is_complete, whom, has_articles)


@dataclass(frozen=True, slots=True)
class ArticleShelf:
    """The article texts that this installation has, and the facts that come with the program."""

    texts: ArticleTexts = field(default_factory=NoTexts)
    facts: ArticleFacts = field(default_factory=ArticleFacts)
    central: CentralFacts = field(default_factory=CentralFacts)

    def whole(self, instrument: Instrument) -> Whole | None:
        """Returns what all articles or clauses of an instrument state; None where nothing of it is at hand."""
        read = self._read_whole(instrument)
        document = self.central.documents.get(instrument.id)
        if document is None or (read is not None and read.is_complete):
            return read
        clauses = (Passage(label, profile) for label, profile in document.clauses.items())
        return whole(name_of(instrument), clauses, is_complete=document.is_whole, whom=document.whom)

    def _read_whole(self, instrument: Instrument) -> Whole | None:
        """Returns what all articles of an instrument state, by their texts or the facts on them."""
        has_texts = self.texts.has(instrument.id)
        keys = self.texts.numbers(instrument.id) if has_texts else self.facts.keys(instrument.id)
        if not keys:
            return None
        passages = (self._passage(instrument.id, key) for key in keys)
        counted = {number for number, branch in keys if not branch}
        # Where nobody has counted the articles the text may be cut off.
        is_complete = instrument.articles is not None and counted >= set(range(1, instrument.articles + 1))
        return whole(name_of(instrument), passages, is_complete=is_complete, has_articles=True)

    def version_of(self, instrument: Instrument) -> int | None:
        """Returns the place of the version that the texts or facts at hand are of: the newest one of as many articles, else the
        newest of all where nobody has counted its articles; None where that is not to be told."""
        numbers = self.texts.numbers(instrument.id) or self.facts.keys(instrument.id)
        found = version_of_length(instrument.versions, max((number for number, _ in numbers), default=0))
        if found is not None:
            return instrument.versions.index(found)
        unknown = bool(instrument.versions) and instrument.versions[-1].articles is None
        return len(instrument.versions) - 1 if unknown and numbers else None

    def clauses(self, instrument: Instrument, cited: Iterable[Clause]) -> Cited | None:
        """Returns what the clauses of a central document state; None where they are not known."""
        document = self.central.documents.get(instrument.id)
        if document is None:
            return None
        labels = {path: label for label in document.clauses if (path := clause_path(label)) is not None}
        found = [labels[path] for one in cited for path in named_by(one, labels)]
        if not found:
            return None
        place = name_of(instrument) + "、".join(found)
        return Cited(joined([document.clauses[label] for label in found]), place=place, whom=document.whom)

    def _passage(self, instrument: str, key: Key) -> Passage:
        text = self.texts.text(instrument, *key)
        profile = article_profile(text) if text is not None else self.facts.profile(instrument, key)
        return Passage(spelt(key), profile or Profile(), text or "")

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


def name_of(instrument: Instrument) -> str:
    """Returns how an instrument is called in a sentence: a central document by its number, any other by its title."""
    number = instrument.numbers[0] if instrument.numbers and "〔" in instrument.numbers[0] else ""
    return number or f"《{instrument.title}》"


def spelt(key: Key) -> str:
    """Returns an article as a law prints it: (108, 0) → 第一百零八条."""
    return f"第{numeral(key[0])}条" + (f"之{numeral(key[1])}" if key[1] else "")


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

    def numbers(self, instrument: str) -> tuple[Key, ...]:
        """Returns number and branch of the articles of the instrument that are at hand, in order."""
        file = self._of(instrument)
        return file.numbers(instrument) if file else ()

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
    return given if given is not None else built_in_shelf([_texts(path) for path in articles_paths()])


def shelf_of(files: Sequence[Articles], facts: ArticleFacts, central: CentralFacts) -> ArticleShelf:
    """Returns a shelf of these texts, each file over the one before it, and these facts."""
    return ArticleShelf(texts=_Layered(tuple(reversed(files))) if files else NoTexts(), facts=facts, central=central)


def built_in_shelf(files: Sequence[Articles] = ()) -> ArticleShelf:
    """Returns a shelf of these texts and the facts that come with the program."""
    return shelf_of(files, load_facts(), load_central_facts())


@cache
def _texts(path: Path) -> Articles:
    return Articles(path, create=False)
