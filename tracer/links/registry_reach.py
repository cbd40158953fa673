"""Tells which documents of an index another registry reaches: by what they ask for, what they lead to, and what they are a text of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from tracer.links.registered import Changed
from tracer.links.resolve import row_like
from tracer.links.sheets import ASKS, ASKS_LIKE, LEADS, NAME, ROW
from tracer.registry.load import Registry
from tracer.store.base.index import LinkIndex


@dataclass(frozen=True, slots=True)
class Affected:
    """The documents whose row of the registry may be another (`cards`), those whose citations may mean something else (`links`), and those whose
    chains may come to other article texts (`texts`)."""

    cards: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


def affected_by(index: LinkIndex, registry: Registry, other: Changed) -> Affected:
    """Returns the documents that a change of the registry reaches, as the index has them; on some of them nothing may change after all."""
    cards: set[str] = set()
    links: set[str] = set()
    texts: set[str] = set()

    def take(kind: str, *wanted: tuple[set[str], Callable[[str], bool]]) -> None:
        for words, ids in _by_words(index, kind):
            for into, is_wanted in wanted:
                if is_wanted(words):
                    into.update(ids)

    def title_of(row: str) -> str:
        known = registry.instruments.get(row)
        return known.title if known is not None else ""

    if other.rows or other.strings:
        take(ASKS, (links, lambda words: _asks(words, other)))
    if other.rows:
        take(NAME, (cards, other.names.of_key))
        take(ROW, (cards, lambda row: row in other.rows or other.carries(title_of(row))))
        take(LEADS, (links, lambda node: node in other.rows or other.carries(title_of(node))))
    if other.likeness:
        take(ASKS_LIKE, (links, lambda words: _is_like_another(words, registry, other)))
    if other.texts:
        take(ASKS, (texts, other.names_of_texts.of_key))
        take(NAME, (texts, other.names_of_texts.of_key))
        for kind in (ROW, LEADS):
            take(kind, (texts, lambda row: row in other.texts or other.carries_text(title_of(row))))
    return Affected(frozenset(cards), frozenset(links), frozenset(texts))


def _by_words(index: LinkIndex, kind: str) -> Iterator[tuple[str, list[str]]]:
    for words, keys in groupby(index.index_kind(kind), key=lambda key: key[0]):
        yield words, [document for _, document in keys]


def _asks(words: str, other: Changed) -> bool:
    """Tells whether what is asked for may be a row that changed, by its name or as what a person decided, or another decision holds for it."""
    return other.names.of_key(words) or other.decides(words) or (words.startswith("=") and words[1:] in other.rows)


def _is_like_another(words: str, registry: Registry, other: Changed) -> bool:
    row, _, title = words.partition("\n")
    return other.is_like(title) and row_like(title, registry) != row
