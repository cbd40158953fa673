"""Makes the files that a person takes away when they are asked for, and complete: no page waits for them."""

from __future__ import annotations

from collections.abc import Callable

from dashboards.addresses import Scene
from dashboards.data import opened_board
from dashboards.views import measures_csv
from tracer.show.board import Filters


def list_of(scene: Scene, filters: Filters, edition: str, *, personal: bool) -> Callable[[], bytes]:
    """Returns what makes the file of a whole list, with its rows as they stand at that moment. No more of them than a part are held at once."""

    def made() -> bytes:
        with opened_board(scene.day, edition, personal=personal) as board:
            return b"".join(measures_csv(board.every(filters), scene.lang))

    return made
