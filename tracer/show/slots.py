"""The words of a measure's frame, as they are shown: 对象：… · 行为：… · 客体：… (docs/frames.md#slots)."""

from __future__ import annotations

from graph_schema.messages import SOURCE, label_of
from graph_schema.records import Measure


def slots_json(measure: Measure) -> list[dict[str, object]]:
    """Returns the slots of a measure; `start` and `end` are null where the words stand outside its sentence."""
    return [
        {
            "role": slot.role.value,
            "words": slot.words,
            "start": slot.span.start if slot.span else None,
            "end": slot.span.end if slot.span else None,
        }
        for slot in measure.slots
    ]


def slots_line(measure: Measure, language: str) -> str:
    """Says in one line what a measure does to whom, and what links it to credit; "" where it has no slots.

    The name of its frame is Chinese, as its words are, and stands in the Chinese line only.
    """
    words = [f"{label_of(slot.role, language)}：{slot.words}" for slot in measure.slots]
    return " · ".join([*([measure.act] if words and language == SOURCE else []), *words])
