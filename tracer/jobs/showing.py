"""Opens a store for the pages: judged up to now, once for all who ask at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock

from tracer.jobs.kept import up_to_date
from tracer.jobs.opening import Tools, opened
from tracer.links.library import Library
from tracer.registry.editions import edition_now, judged_by
from tracer.registry.own_rows import registry_of
from tracer.show.board import Board
from tracer.show.census import Census, Counted
from tracer.store import GraphStore, default_store_url
from tracer.work import OnProgress

__all__ = ["default_store_url", "opened_board", "registry_edition"]

_one_at_a_time: dict[str, Lock] = {}


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
    with registry_of(url), judged_by(url, registry), opened(store, policy=policy) as source:
        tools = Tools.load(policy)
        with _one_at_a_time.setdefault(url, Lock()):
            now = up_to_date(source, tools, as_of, on_progress)
        yield Board(
            source,
            now.answers,
            now.library,
            census_of(now.library),
            policy=tools.policy,
            as_of=as_of,
            judged=now.documents,
            personal=personal,
        )


def census_of(library: Library) -> Census:
    """Returns the census of the documents of a store."""
    documents = library.documents.values()
    return Census(Counted(document=d.id, region=d.region, level=d.level, date=d.date) for d in documents)


def registry_edition(store: str) -> str:
    """Returns the edition of the registry of a store as it stands now."""
    with registry_of(store):
        return edition_now().id
