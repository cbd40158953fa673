"""Tells what an update of a store's own registry would change, its rows and the verdicts of the store, before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph_schema.errors import NoStoreError
from tracer.bulk.keeping import PARTS
from tracer.bulk.load import arrays_of
from tracer.bulk.standings import Standing, standings_of
from tracer.jobs.importing import import_to_registry
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.links.kept_library import kept_library
from tracer.links.library import Library
from tracer.links.overlay import as_if
from tracer.links.refresh import refresh
from tracer.policy.rules import Policy
from tracer.registry.article_texts import Articles, articles_paths, default_articles_path
from tracer.registry.editions import edition_of
from tracer.registry.load import Registry, registry_of_files
from tracer.registry.own_rows import OwnRegistry, own_registry_path, own_registry_paths
from tracer.registry.shelf import ArticleShelf, built_in_shelf, shelf
from tracer.show.updates import DocumentChange, MeasureChange, Update
from tracer.store import GraphStore


@with_its_registry
def preview_update(
    paths: Iterable[str | Path], today: date, *, store: str, policy: str | None = None, as_of: date | None = None
) -> Update:
    """Returns what an import of files and folders into the store's own registry would change, verdicts included; changes nothing.

    Verdicts are those of `as_of`, today where it is left out; a store that is not there yet, or is empty, has none.
    """
    tools, day = Tools.load(policy), as_of or today
    then: list[_State] = []
    with _held(store, policy) as held:
        now = _state_of(held, tools.registry, shelf(), tools.policy, day)

        def see(own: OwnRegistry, texts: Articles) -> None:
            then.append(_state_of(held, _registry_with(own), _shelf_with(texts), tools.policy, day))

        report = import_to_registry(paths, today, dry_run=True, see=see)
        (after,) = then
        documents = tuple(_changed(now, after))
    return Update(
        as_of=day,
        report=report,
        edition_before=now.edition,
        edition_after=after.edition,
        before=Counter(standing.verdict for standing in now.standings.values()),
        after=Counter(standing.verdict for standing in after.standings.values()),
        documents=documents,
    )


@dataclass(frozen=True, slots=True)
class _State:
    """Holds how all measures stand by one edition of the registry."""

    edition: str
    library: Library | None
    standings: Mapping[str, Standing]


@contextmanager
def _held(url: str, policy: str | None) -> Iterator[GraphStore | None]:
    """Yields the store; None where there is none, or nothing in it."""
    with ExitStack() as stack:
        store = None
        with suppress(NoStoreError):
            store = stack.enter_context(opened(url, policy=policy))
        yield store if store is not None and next(iter(store.entries()), None) is not None else None


def _state_of(held: GraphStore | None, registry: Registry, articles: ArticleShelf, policy: Policy, day: date) -> _State:
    if held is None:
        return _State(edition_of(registry, articles), None, {})
    view = as_if(held)
    refresh(view, registry, articles, parts=PARTS)
    library = kept_library(view, registry, articles)
    loaded = arrays_of(view.index_parts(), policy, registry)
    return _State(edition_of(registry, articles), library, standings_of(loaded, library, policy, day))


def _registry_with(own: OwnRegistry) -> Registry:
    """Returns the registry as it is with this file in the place of the one that is written."""
    files = [own.path if path == own_registry_path() else path for path in own_registry_paths()]
    return registry_of_files(files if own.path in files else [*files, own.path])


def _shelf_with(texts: Articles) -> ArticleShelf:
    """Returns the shelf as it is with these texts in the place of the file that is written."""
    others = [Articles(path, create=False) for path in articles_paths() if path != default_articles_path()]
    return built_in_shelf([*others, texts])


def _changed(now: _State, then: _State) -> Sequence[DocumentChange]:
    """Returns the measures that stand otherwise, by document; what a person overruled stands as he said."""
    library = now.library
    if library is None:
        return ()
    ids = now.standings.keys() | then.standings.keys()
    changed = {id for id in ids if _key(now.standings.get(id)) != _key(then.standings.get(id))}
    changed -= library.decided.verdicts.keys()
    documents = {id.rpartition(".")[0] for id in changed}
    return [
        DocumentChange(
            document=library.documents[id],
            measures=tuple(
                MeasureChange(measure=one, before=now.standings.get(one.id), after=then.standings.get(one.id))
                for one in library.measures_in[id]
                if one.id in changed
            ),
        )
        for id in library.documents
        if id in documents
    ]


def _key(standing: Standing | None) -> object:
    return (standing.verdict, standing.reasons) if standing else None
