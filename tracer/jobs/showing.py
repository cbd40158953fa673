"""Opens a store for the pages: judged up to now, once for all who ask at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from threading import Lock

from tracer.jobs.kept import UpToDate, kept_findings
from tracer.jobs.opening import Tools
from tracer.links.sheets import COUNTED
from tracer.registry.editions import edition_now, judged_by
from tracer.registry.own_rows import registry_of
from tracer.show.board import Board
from tracer.show.census import Census
from tracer.store import GraphStore, default_store_url
from tracer.work import OnProgress

__all__ = ["default_store_url", "opened_board", "registry_edition"]

_STORES = 4
"""The census of so many states of stores is kept."""

_one_at_a_time: dict[str, Lock] = {}
_counted: dict[tuple[str, int, int], Census] = {}


@contextmanager
def opened_board(
    store: GraphStore | str,
    *,
    as_of: date,
    policy: str | None = None,
    registry: str | None = None,
    personal: bool = False,
    on_progress: OnProgress | None = None,
) -> Iterator[Board]:
    """Yields what pages ask of a store, judged on a day by an edition of the registry; what is stale is judged first.

    Several that ask at the same time wait for one judging. StoreError where there is no store.
    """
    url = store if isinstance(store, str) else store.url
    with registry_of(url), ExitStack() as until_shown:
        earlier = None if registry in (None, edition_now().id) else registry
        until_shown.enter_context(judged_by(url, earlier))
        tools = Tools.load(policy)
        with _one_at_a_time.setdefault(url, Lock()):
            kept = until_shown.enter_context(
                kept_findings(store, tools, as_of, registry=earlier, must_write=False, on_progress=on_progress)
            )
        yield Board(
            kept.store,
            kept.view,
            kept.answers,
            kept.library,
            _census_of(kept),
            policy=tools.policy,
            as_of=as_of,
            judged=kept.documents,
            is_kept=kept.is_kept,
            personal=personal,
        )


def _census_of(kept: UpToDate) -> Census:
    """Returns the census of the documents of a store, the one of before where the index is the same."""
    state = kept.view.index_state()
    key = (kept.store.url, state.serial if state else 0, state.version if state else 0)
    if kept.view is not kept.store or key not in _counted:
        census = Census(words for words, _ in kept.view.index_kind(COUNTED))
        if kept.view is not kept.store:
            return census
        while len(_counted) >= _STORES:
            _counted.pop(next(iter(_counted)), None)
        _counted[key] = census
    return _counted[key]


def registry_edition(store: str) -> str:
    """Returns the edition of the registry of a store as it stands now."""
    with registry_of(store):
        return edition_now().id
