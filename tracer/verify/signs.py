"""Whose information a measure publishes, by its words: which rule it falls under (docs/semantics.md#rule-sharing)."""

from __future__ import annotations

from graph_schema.terms import MeasureKind
from tracer.verify.patterns import FIRMS, PERSONS, PUBLISHES
from tracer.verify.shape import ProofShape


def scope_of(proof: ProofShape) -> str:
    """any, personal_public or mixed_public."""
    m = proof.measure
    if m.kind is not MeasureKind.SHARING or not PUBLISHES.regex.search(m.text):
        return "any"
    document = next(d for d in proof.documents if d.id == m.document)
    sentence = document.text[m.sentence_start : m.sentence_end]
    persons = bool(PERSONS.regex.search(m.text + sentence))
    in_text = bool(PERSONS.regex.search(m.text))
    firms = bool(FIRMS.regex.search(m.text)) or (not in_text and bool(FIRMS.regex.search(m.text + sentence)))
    if persons:
        return "mixed_public" if firms else "personal_public"
    return "any"
