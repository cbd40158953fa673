"""Opens the store that the pages show, judged up to now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from tracer import jobs
from tracer.show.board import Board

Told = Callable[[str, int, int], None]
"""Is told the code of words for what is done, with how many documents it is done, and of how many."""


def store_shown() -> str:
    """Returns the address of the store whose pages these are."""
    return os.environ.get("TRACER_STORE") or jobs.default_store_url()


def edition_now() -> str:
    """Returns the edition of the registry of the store shown as it stands now."""
    return jobs.registry_edition(store_shown())


@contextmanager
def opened_board(day: date, edition: str, *, personal: bool = False, told: Told | None = None) -> Iterator[Board]:
    """Yields what the pages ask on a day, by an edition of the registry.

    TracerError where there is no store, or no such edition of its registry.
    """
    policy = os.environ.get("TRACER_POLICY") or None
    with jobs.opened_board(
        store_shown(),
        as_of=day,
        policy=policy,
        registry=edition,
        personal=personal,
        on_progress=told and (lambda at: told(at.doing or "work.judging", at.done, at.total)),
    ) as board:
        yield board
