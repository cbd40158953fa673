"""Instruments by what a person types: a number, a title, or words of one."""

from __future__ import annotations

from collections.abc import Mapping

from graph_schema.records import Instrument
from tracer.registry.load import Registry, number_key


def by_words(registry: Registry, words: str, limit: int) -> list[tuple[Instrument, float]]:
    """Returns the instruments that a number, a title or words of one name, nearest first."""
    if number_key(words) and (found := registry.by_number(words)):
        return [(i, 1.0) for i in found]
    exact = {i.id: 1.0 for i in registry.by_title(words)}
    parts = words.split()
    holding = {i.id: 0.9 for i in registry.instruments.values() if all(part in i.title for part in parts)}
    near = {i.id: score for i, score in registry.similar(words, limit) if score >= 0.6}
    scores: Mapping[str, float] = {**near, **holding, **exact}
    ranked = sorted(scores, key=lambda one: (-scores[one], len(registry.instruments[one].title), one))
    return [(registry.instruments[one], scores[one]) for one in ranked[:limit]]
