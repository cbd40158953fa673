"""A reference as it is found in the text, before it is a record."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.terms import ReferenceKind, Role
from ingest.find.mention import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A reference in clean offsets. What it leads to: `units` (indexes) and stretches of them, or `cited`.

    `genre` is that of a reference to the document itself, which other parts of the file may bear out.
    """

    start: int
    end: int
    unit: int
    kind: ReferenceKind
    role: Role
    shown: str
    genre: str = ""
    articles: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    cited: tuple[Mention, ...] = ()
