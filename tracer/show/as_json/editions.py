"""Writes editions of the registry as JSON."""

from __future__ import annotations

from dataclasses import asdict

from tracer.registry.editions import Kept, Size


def edition_json(id: str, kept: Kept | None, size: Size, *, is_now: bool) -> dict[str, object]:
    """Returns EDITION of docs/json.md; `first` and `program` are null where no finding was made with it."""
    return {
        "edition": id,
        "first": kept.first if kept else None,
        "program": kept.program if kept else None,
        "now": is_now,
        **asdict(size),
    }
