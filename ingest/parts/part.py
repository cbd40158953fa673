"""A part of a file: the lines of one document, of an attachment, of a foreign page."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.terms import Relation, SegmentKind


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of lines [first, last) that belong together. `parent` is an index of a Part."""

    first: int
    last: int
    kind: SegmentKind
    relation: Relation
    parent: int
