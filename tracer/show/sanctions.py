"""Says which of the 14 kinds of the base list a measure is, and which category of information it takes in (docs/semantics.md#sanctions)."""

from __future__ import annotations

from graph_schema.messages import label_of, listed, say
from graph_schema.records import Measure
from graph_schema.terms import Sanction
from tracer.registry.credit_lists import class_of
from tracer.verdict.sanctions import category_of, sanctions_of


def sanctions_json(measure: Measure) -> dict[str, object]:
    """Returns `sanctions`: of punishments and lists of bad credit, else empty; and `category`: of records whose words tell it."""
    category = category_of(measure)
    return {
        "sanctions": [{"kind": kind.value, "class": _class_value(kind)} for kind in sanctions_of(measure)],
        "category": category.value if category else None,
    }


def _class_value(kind: Sanction) -> str | None:
    of = class_of(kind)
    return of.value if of else None


def sanctions_line(measure: Measure, language: str) -> str:
    """Says in one line of which kinds and classes of the base list a measure is, or its category of information; "" where neither is told."""
    kinds, category = sanctions_of(measure), category_of(measure)
    if kinds:
        return say(language, "sanction.of", kinds=listed(language, (_named(kind, language) for kind in kinds)))
    return say(language, "sanction.category", category=label_of(category, language)) if category else ""


def _named(kind: Sanction, language: str) -> str:
    of = class_of(kind)
    name = label_of(kind, language)
    return say(language, "list.bracket", name=name, words=label_of(of, language)) if of else name
