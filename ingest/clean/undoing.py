"""Repairs that a person does not want: asked for by kind and place, and left out of the reading.

A repair is known by its kind and its span in the file, not by its number in a list: a list changes when
one of its repairs is left out, the place in the file does not.
"""

from __future__ import annotations

from collections.abc import Collection

from graph_schema.records import Repair, Undo
from graph_schema.terms import RepairKind


class Undoing:
    """The repairs that are not to be made. It is false where all are to be made."""

    __slots__ = ("_kinds", "_places")

    def __init__(self, undone: Collection[Undo] = ()) -> None:
        self._kinds = frozenset(u.kind for u in undone if u.span is None)
        self._places = frozenset((u.kind, u.span.start, u.span.end) for u in undone if u.span is not None)

    def __bool__(self) -> bool:
        return bool(self._kinds or self._places)

    def forbids(self, kind: RepairKind, start: int, end: int) -> bool:
        """Tells whether the repair of this kind at source[start:end] is not to be made."""
        return kind in self._kinds or (kind, start, end) in self._places

    def without(self, repair: Repair) -> bool:
        """Tells whether this repair is not to be made."""
        return self.forbids(repair.kind, repair.span.start, repair.span.end)


ALL_MADE = Undoing()
