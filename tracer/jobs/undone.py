"""Carries over the repairs that a person undid in a file to a corrected text of it: by the words of each place and those beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_schema.records import Span, Undo

_BESIDE = 12  # characters on either side of a place that tell it from others
_FEWER = 6  # that many will do where the correction is near


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """The repairs that are not to be made in the corrected text, and those of the earlier one whose place is not found in it."""

    undone: tuple[Undo, ...]
    lost: tuple[Undo, ...]


def carried_over(undone: Iterable[Undo], before: str, after: str) -> CarriedOver:
    """Returns where in a corrected text the repairs stand that were undone in the earlier one. Those of a whole kind stay."""
    kept: list[Undo] = []
    lost: list[Undo] = []
    for undo in undone:
        if undo.span is None:
            kept.append(undo)
        elif (start := _place_of(undo.span, before, after)) is not None:
            kept.append(Undo(kind=undo.kind, span=Span(start, start + undo.span.end - undo.span.start)))
        else:
            lost.append(undo)
    return CarriedOver(tuple(kept), tuple(lost))


def _place_of(span: Span, before: str, after: str) -> int | None:
    """Returns where the words of a place begin in the corrected text; None where that could be several places, or none."""
    for left, right in ((_BESIDE, _BESIDE), (_FEWER, _FEWER), (_BESIDE, 0), (0, _BESIDE)):
        start, end = max(0, span.start - left), min(len(before), span.end + right)
        found = list(_found(before[start:end], after))
        if len(found) == 1:
            return found[0] + span.start - start
        if len(found) > 1 and len(found) == len(same := list(_found(before[start:end], before))):
            return found[same.index(start)] + span.start - start
    return None


def _found(words: str, text: str) -> Iterator[int]:
    """Yields where words stand in a text."""
    if words:
        yield from (match.start() for match in re.finditer(f"(?={re.escape(words)})", text))
