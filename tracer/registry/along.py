"""A store's own registry, article texts and kept editions on the way with it: into a backup, back, into another store.

They lie beside the store (`tracer.registry.own_rows`) and beside its backup under the same names: FILE.registry, FILE.articles,
FILE.editions. Editions are never taken away: those that a file brings come to those that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from graph_schema.files import written_beside
from tracer.registry.article_texts import Articles
from tracer.registry.editions import Editions
from tracer.registry.own_rows import OwnRegistry, beside

_OPENED: Mapping[str, Callable[[Path], OwnRegistry | Articles]] = {"registry": OwnRegistry, "articles": Articles}


_EDITIONS = "editions"


def files_of(url: str) -> dict[str, Path]:
    """Returns where the registry, the texts and the editions of a store lie, by their kind, whether they are there or not."""
    return {kind: beside(url, kind) for kind in (*_OPENED, _EDITIONS)}


def files_with(backup: Path) -> dict[str, Path]:
    """Returns the same of a backup."""
    return {kind: Path(f"{backup}.{kind}") for kind in (*_OPENED, _EDITIONS)}


def take_along(origin: Mapping[str, Path], target: Mapping[str, Path]) -> int:
    """Puts copies of the files at `origin` in the place of those at `target`, each whole or not at all; returns how many.

    What `origin` does not have stays as it is at `target`, and so do editions.
    """
    count = 0
    for kind, opened in _OPENED.items():
        if origin[kind].is_file() and origin[kind] != target[kind]:
            with written_beside(target[kind]) as new, opened(origin[kind]) as source:
                source.write_copy(new)
            count += 1
    if origin[_EDITIONS].is_file() and origin[_EDITIONS] != target[_EDITIONS]:
        with Editions(target[_EDITIONS]) as kept:
            kept.take(origin[_EDITIONS])
        count += 1
    return count


def held_more(target: Mapping[str, Path], origin: Mapping[str, Path]) -> Iterator[Path]:
    """Yields the files at `target` that hold anything which the one in whose place a copy of `origin` would come does not."""
    for kind, opened in _OPENED.items():
        if origin[kind].is_file() and target[kind].is_file():
            with opened(target[kind]) as mine, opened(origin[kind]) as other:
                if not mine.kept() <= other.kept():
                    yield target[kind]
