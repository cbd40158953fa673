"""Names what of registry and article texts an index was made with, and what of it is another now.

Kept are digests and names of the user's own alone: rows, decisions on names, lists and article texts. Other rows of the program, or other facts
on articles, change everything.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from graph_schema.records import Instrument
from graph_schema.regions import STATE
from graph_schema.terms import SourceLevel
from tracer.links.carried import carried_title
from tracer.registry.load import Registry, is_on_credit, names_in, number_key, string_key, title_key
from tracer.registry.shelf import ArticleShelf

ANYWHERE = ""
"""Stands for all places."""
_FEW = 200  # names that each title that nobody bears is held against
_ALIKE = 0.5  # of the pairs of letters: far fewer than any row shares that a damaged title may mean
_OPENING = 3  # letters of a name by which it is looked for in titles


@dataclass(frozen=True, slots=True)
class RowThen:
    """A row as it was: a digest, the keys of its titles and numbers, the place in which alone it holds, its title where it is one on credit."""

    digest: str
    titles: tuple[str, ...]
    numbers: tuple[str, ...]
    place: str
    credit: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Holds what an index was made with. `base` names what comes with the program, `rows` are the user's own by id, `decisions` maps (string, document)
    to instrument and digest, `texts` maps instruments to digests of their articles."""

    base: str
    rows: Mapping[str, RowThen]
    decisions: Mapping[tuple[str, str], tuple[str, str]]
    lists: str
    texts: Mapping[str, str]

    def packed(self) -> str:
        """Returns it as text."""
        rows = {id: [one.digest, one.titles, one.numbers, one.place, one.credit] for id, one in self.rows.items()}
        decisions = [[*key, *value] for key, value in self.decisions.items()]
        body = json.dumps([self.base, rows, decisions, self.lists, dict(self.texts)], ensure_ascii=False)
        return base64.b64encode(zlib.compress(body.encode("utf-8", "surrogatepass"))).decode("ascii")


def unpacked(packed: str) -> Registered:
    """Returns what such a text says."""
    base, rows, decisions, lists, texts = json.loads(zlib.decompress(base64.b64decode(packed)))
    return Registered(
        base,
        {
            id: RowThen(digest, tuple(titles), tuple(numbers), *rest)
            for id, (digest, titles, numbers, *rest) in rows.items()
        },
        {(string, document): (instrument, digest) for string, document, instrument, digest in decisions},
        lists,
        texts,
    )


def registered(registry: Registry, articles: ArticleShelf) -> Registered:
    """Returns what an index that is made now is made with."""
    held: dict[str, list[object]] = {}
    for file in articles.texts.held():
        for id, layers in file.items():
            held.setdefault(id, []).append(layers)
    program = registry.built_in or registry.edition
    return Registered(
        json.dumps([program, articles.facts.edition, articles.central.edition]),
        {id: _row_then(row) for id, row in registry.laid_over.items()},
        {key: (one.instrument, _digest(one)) for key, one in registry.decisions.items()},
        _digest(registry.lists) if registry.lists else "",
        {id: _digest(layers) for id, layers in held.items()},
    )


def _row_then(row: Instrument) -> RowThen:
    names = names_in({row.id: row})
    place = row.region if row.level is SourceLevel.LOCAL_REGULATION else ANYWHERE
    return RowThen(
        _digest(row), tuple(names.titles), tuple(names.numbers), place, row.title if is_on_credit(row) else ""
    )


def _digest(value: object) -> str:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


@dataclass(frozen=True, slots=True)
class Names:
    """Names of rows, as keys, and what asks for one of them."""

    titles: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    _by_opening: dict[str, list[str]] = field(default_factory=dict)

    def of_title(self, title: str) -> bool:
        """Tells whether a look-up of a title may come to one of the names: what it looks for stands in the title."""
        if not self.titles:
            return False
        if not self._by_opening:
            for name in self.titles:
                self._by_opening.setdefault(name[:_OPENING], []).append(name)
        key = title_key(title)
        return any(self._stands_in(one) for one in ({key, key.replace(STATE, "")} if STATE in key else (key,)))

    def _stands_in(self, key: str) -> bool:
        sizes = range(1, _OPENING + 1)
        return any(
            key.startswith(name, at)
            for at in range(len(key))
            for size in sizes
            for name in self._by_opening.get(key[at : at + size], ())
        )

    def of_number(self, number: str) -> bool:
        """Tells whether a look-up of a number comes to one of the names."""
        return bool(self.numbers) and number_key(number) in self.numbers

    def of_key(self, words: str) -> bool:
        """Tells whether the words of a key of the index, a number or a title, may come to one of the names."""
        return (
            self.of_number(words[1:]) if words.startswith("n") else words.startswith("t") and self.of_title(words[1:])
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """Holds what is another than before: rows and texts by the id of their instruments, with all names that they bear and bore; strings that people
    decided on; whether titles that nobody bears may be like others (`likeness`); whether lists are others; in which places cures may be."""

    rows: frozenset[str] = frozenset()
    names: Names = field(default_factory=Names)
    texts: frozenset[str] = frozenset()
    names_of_texts: Names = field(default_factory=Names)
    strings: frozenset[str] = frozenset()
    likeness: bool = False
    lists: bool = False
    places: frozenset[str] = frozenset()

    def decides(self, words: str) -> bool:
        """Tells whether another decision may hold for the words of a key of the index."""
        said = words[1:]
        if not self.strings:
            return False
        if words.startswith("n"):
            return string_key(said) in self.strings or title_key(said) in self.strings
        return words.startswith("t") and (
            title_key(said) in self.strings or any(_may_be(said, one) for one in self.strings if "|" in one)
        )

    def is_like(self, title: str) -> bool:
        """Tells whether a title may be like one of another row than before, or that of one come between it and what it is like."""
        if not self.likeness:
            return False
        if len(self.names.titles) > _FEW:
            return True
        own = _pairs(title_key(title))
        return any(
            2 * len(own & (other := _pairs(name))) >= _ALIKE * (len(own) + len(other)) for name in self.names.titles
        )

    def carries(self, title: str) -> bool:
        """Tells whether a title names one of the rows as what it forwards or carries out."""
        return _carries(title, self.names)

    def carries_text(self, title: str) -> bool:
        """Tells whether a title names an instrument of other texts as what it forwards or carries out."""
        return _carries(title, self.names_of_texts)


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def _carries(title: str, names: Names) -> bool:
    named = carried_title(title)
    return named is not None and names.of_title(named["inner"])


def _may_be(title: str, number: str) -> bool:
    """Tells whether a title without its brackets may be a number, given as its key."""
    return number_key(title) == number or all(part in title for part in number.split("|")[1:])


def changed(then: Registered, now: Registered, registry: Registry, articles: ArticleShelf) -> Changed | None:
    """Returns what changed; None where it may be everything."""
    if then.base != now.base:
        return None
    rows = {id for id in then.rows.keys() | now.rows.keys() if _digest_in(then, id) != _digest_in(now, id)}
    texts = {id for id in then.texts.keys() | now.texts.keys() if then.texts.get(id) != now.texts.get(id)}
    rows_then = {id: tuple(_versions(id, then, now, registry)) for id in rows}
    versions = [one for several in rows_then.values() for one in several]
    decided = {
        key for key in then.decisions.keys() | now.decisions.keys() if then.decisions.get(key) != now.decisions.get(key)
    }
    decided |= {key for key, (instrument, _) in now.decisions.items() if instrument in rows}
    names = Names(
        frozenset(key for one in versions for key in one.titles),
        frozenset(key for one in versions for key in one.numbers),
    )
    return Changed(
        rows=frozenset(rows),
        names=names,
        texts=frozenset(texts),
        names_of_texts=_names_of(registry, texts),
        strings=frozenset(string for string, _ in decided),
        likeness=bool(rows),
        lists=then.lists != now.lists or any(one.regulation in rows for one in registry.lists),
        places=frozenset(_places(rows_then, texts, names, registry, articles)),
    )


def _digest_in(one: Registered, id: str) -> str | None:
    row = one.rows.get(id)
    return row.digest if row is not None else None


def _versions(id: str, then: Registered, now: Registered, registry: Registry) -> Iterator[RowThen]:
    """Yields a row as it was and as it is: the user's own, else that of the program."""
    below = registry.below(id)
    for one in (then.rows.get(id), now.rows.get(id)):
        if one is not None:
            yield one
        elif below is not None:
            yield _row_then(below)


def _names_of(registry: Registry, ids: Iterable[str]) -> Names:
    rows = {id: row for id in ids if (row := registry.instruments.get(id)) is not None}
    names = names_in(rows)
    return Names(frozenset(names.titles), frozenset(names.numbers))


def _places(
    rows: Mapping[str, Collection[RowThen]],
    texts: Collection[str],
    names: Names,
    registry: Registry,
    articles: ArticleShelf,
) -> Iterator[str]:
    """Yields the places in which dead ends may have other cures: those of regulations on credit of these names, and of all articles that are known."""
    for id, versions in rows.items():
        yield from (one.place for one in versions if one.credit or id in articles.facts.known)
    for title, place in registry.credit_regulations:
        if names.of_title(title):
            yield place
    for id in texts:
        if id in articles.facts.known and (row := registry.instruments.get(id)) is not None:
            yield _row_then(row).place
