"""Says whose information a measure publishes, by its words: which rule it falls under (docs/semantics.md#rule-sharing)."""

from __future__ import annotations

from graph_schema.terms import MeasureKind
from tracer.verify.patterns import FIRMS, PERSONS, PUBLISHES
from tracer.verify.shape import ProofShape


def scope_of(proof: ProofShape) -> str:
    """Returns any, personal_public or mixed_public."""
    measure = proof.measure
    if measure.kind is not MeasureKind.SHARING or not PUBLISHES.regex.search(measure.text):
        return "any"
    document = next(d for d in proof.documents if d.id == measure.document)
    sentence = document.text[measure.sentence_start : measure.sentence_end]
    persons = bool(PERSONS.regex.search(measure.text + sentence))
    in_text = bool(PERSONS.regex.search(measure.text))
    firms = bool(FIRMS.regex.search(measure.text)) or (
        not in_text and bool(FIRMS.regex.search(measure.text + sentence))
    )
    if persons:
        return "mixed_public" if firms else "personal_public"
    return "any"
