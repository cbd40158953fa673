"""Tells what an update of a store's own registry would change, its rows and the verdicts of the store, before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph_schema.errors import NoStoreError, NotFoundError
from tracer.bulk.standings import Standing, judge_all
from tracer.jobs.importing import import_to_registry
from tracer.jobs.opening import Held, Tools, held_by, with_its_registry
from tracer.links.library import Library, build_library
from tracer.policy.rules import Policy
from tracer.registry.article_texts import Articles, articles_paths, default_articles_path
from tracer.registry.editions import edition_of
from tracer.registry.load import Registry, load_registry, registry_of_files
from tracer.registry.own_rows import OwnRegistry, own_registry_path, own_registry_paths
from tracer.registry.shelf import ArticleShelf, built_in_shelf, shelf
from tracer.show.updates import DocumentChange, MeasureChange, Update


@with_its_registry
def preview_update(
    paths: Iterable[str | Path], today: date, *, store: str, policy: str | None = None, as_of: date | None = None
) -> Update:
    """Returns what an import of files and folders into the store's own registry would change, verdicts included; changes nothing.

    Verdicts are those of `as_of`, today where it is left out; a store that is not there yet, or is empty, has none.
    """
    rules, day, held = Tools.load(policy).policy, as_of or today, _held(store, policy)
    then: list[_State] = []
    now = _state_of(held, load_registry(), shelf(), rules, day)

    def see(own: OwnRegistry, texts: Articles) -> None:
        then.append(_state_of(held, _registry_with(own), _shelf_with(texts), rules, day))

    report = import_to_registry(paths, today, dry_run=True, see=see)
    (after,) = then
    return Update(
        as_of=day,
        report=report,
        edition_before=now.edition,
        edition_after=after.edition,
        before=Counter(standing.verdict for standing in now.standings.values()),
        after=Counter(standing.verdict for standing in after.standings.values()),
        documents=tuple(_changed(now, after)),
    )


@dataclass(frozen=True, slots=True)
class _State:
    """Holds how all measures stand by one edition of the registry."""

    edition: str
    library: Library | None
    standings: Mapping[str, Standing]


def _held(store: str, policy: str | None) -> Held | None:
    """Returns what the store holds; None where there is none, or nothing in it."""
    try:
        return held_by(store, policy)
    except (NoStoreError, NotFoundError):
        return None


def _state_of(held: Held | None, registry: Registry, articles: ArticleShelf, policy: Policy, day: date) -> _State:
    library = build_library(held.readings, registry, articles, held.decisions) if held else None
    standings = judge_all(library, policy, day) if library else {}
    return _State(edition_of(registry, articles), library, standings)


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
    by_document: dict[str, list[MeasureChange]] = {}
    for measure in library.measures.values():
        before, after = now.standings.get(measure.id), then.standings.get(measure.id)
        if _key(before) != _key(after) and measure.id not in library.decided.verdicts:
            change = MeasureChange(measure=measure, before=before, after=after)
            by_document.setdefault(measure.document, []).append(change)
    return [
        DocumentChange(document=library.documents[id], measures=tuple(changes)) for id, changes in by_document.items()
    ]


def _key(standing: Standing | None) -> object:
    return (standing.verdict, standing.reasons) if standing else None
