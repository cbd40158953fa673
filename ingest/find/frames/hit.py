"""A measure within a sentence, as the frames find it."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.making import quick_to_make
from graph_schema.terms import MeasureKind
from ingest.find.frames.slots import SlotWords


@quick_to_make
@dataclass(frozen=True, slots=True)
class Hit:
    """A measure within a text: half-open offsets, its kind, and the frame that showed it."""

    start: int
    end: int
    kind: MeasureKind
    rule: str
    slots: tuple[SlotWords, ...] = ()
    """The words of its frame, at their places in the sentence."""
