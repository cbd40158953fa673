"""The place of a document that its own names leave open."""

from __future__ import annotations

from collections.abc import Sequence

from graph_schema.regions import find_region
from graph_schema.terms import Role
from ingest.find.mention import Mention

_UNPLACED = "?/"


def below_its_province(region: str | None, mentions: Sequence[Mention]) -> str | None:
    """Puts a place that no table knows (?/石板镇) below the one province whose documents its document rests on."""
    if region is None or not region.startswith(_UNPLACED):
        return region
    rests = [m.title for m in mentions if m.title and m.role in (Role.BASIS, Role.FORWARDS)]
    provinces = {place.split("/")[0] for title in rests if (place := find_region(title))} - {"全国", "?"}
    return provinces.pop() + region.removeprefix("?") if len(provinces) == 1 else region
