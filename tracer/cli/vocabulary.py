"""The terms of a vocabulary, as they are typed after an option and as the help lists them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from graph_schema.messages import label_of
from graph_schema.terms import Group, MeasureKind, RepairKind, Verdict
from tracer.cli.options import bad_choice

TermT = TypeVar("TermT", Group, MeasureKind, RepairKind, Verdict)


def terms(vocabulary: type[TermT], option: str, values: Iterable[str]) -> list[TermT]:
    """Returns members of a vocabulary by their value or their Chinese word, each once, in the order given."""
    by_word = {word: term for term in vocabulary for word in (term.value, label_of(term), label_of(term, "en"))}
    unknown = [value for value in values if value not in by_word]
    if unknown:
        raise bad_choice(option, unknown[0], [term.value for term in vocabulary])
    return list(dict.fromkeys(by_word[value] for value in values))


def choices(vocabulary: type[TermT], lang: str) -> str:
    """Returns the values of a vocabulary with their words, for the help."""
    if lang == "en":
        return ", ".join(vocabulary)
    return "、".join(f"{term.value} {label_of(term)}" for term in vocabulary)
