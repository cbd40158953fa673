"""The language work as spaCy components, for anyone's pipeline.

`policy_citations` puts every mention of a document into ``doc.spans["citations"]`` (label: role),
`policy_measures` every measure into ``doc.spans["measures"]`` (label: kind), `policy_clauses`
the clauses that measures are found in into ``doc.spans["clauses"]`` (label: role). They run on any
Chinese pipeline that splits into characters; `make_pipeline` gives a blank one. The reading itself
makes no Doc: it calls the finders that the components call (docs/decisions/0026-reading-without-docs.md).
What a sentence stands under can be handed over in ``doc.user_data["context"]`` (ingest.find.frames.scene.Context).

    import spacy, ingest.language
    nlp = spacy.blank("zh"); nlp.add_pipe("policy_measures")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from ingest.clean.flat import flatten
from ingest.find.citations import NO_NAMES, find_mentions
from ingest.find.frames.find import find_in_sentence
from ingest.find.frames.grammar import clauses_of
from ingest.find.frames.mask import mask
from ingest.find.frames.role import role_of
from ingest.find.frames.scene import Context
from ingest.find.frames.words import tokens_of


@Language.component("policy_citations")
def policy_citations(doc: Doc) -> Doc:
    """Adds doc.spans["citations"]."""
    text = doc.text
    flat = flatten(text)
    names = doc.user_data.get("law_names", NO_NAMES)
    found = find_mentions(flat, lambda a, b: text[a:b], 0, len(flat), None, names)
    doc.spans["citations"] = list(_spans(doc, len(text), ((m.start, m.end, m.role.value) for m in found)))
    return doc


@Language.component("policy_measures")
def policy_measures(doc: Doc) -> Doc:
    """Adds doc.spans["measures"]: the measures of the sentences that its own 。！？ part."""
    text = doc.text
    context = doc.user_data.get("context", Context())
    found = (
        (at + hit.start, at + hit.end, hit.kind.value)
        for at, sentence in _sentences(flatten(text))
        for hit in find_in_sentence(sentence, context)
    )
    doc.spans["measures"] = list(_spans(doc, len(text), found))
    return doc


@Language.component("policy_clauses")
def policy_clauses(doc: Doc) -> Doc:
    """Adds doc.spans["clauses"], by the grammar that `policy_measures` reads by (docs/frames.md#clause).

    Their parts are in doc.spans["clause_parts"] (label: predicate, object, complement), and under span._.predicate and the
    like of each clause.
    """
    text = doc.text
    clauses: list[tuple[int, int, str]] = []
    parts: list[tuple[int, int, str]] = []
    for at, sentence in _sentences(flatten(text)):
        masked = mask(sentence)
        found = clauses_of(masked, tokens_of(masked))
        for i, clause in enumerate(found):
            clauses.append((at + clause.start, at + clause.end, role_of(found, i).value))
            spans = (clause.object_span, clause.predicate_span, clause.complement_span)
            parts += [(at + a, at + b, part) for part, (a, b) in zip(_PARTS, spans, strict=True) if a < b]
    doc.spans["clauses"] = list(_spans(doc, len(text), clauses))
    doc.spans["clause_parts"] = list(_spans(doc, len(text), parts))
    return doc


_PARTS = ("object", "predicate", "complement")


def _part(clause: Span, label: str) -> Span | None:
    """Returns the part of a clause with a label."""
    parts = clause.doc.spans.get("clause_parts", ())
    return next((p for p in parts if p.label_ == label and clause.start <= p.start and p.end <= clause.end), None)


for _label in _PARTS:
    Span.set_extension(_label, getter=partial(_part, label=_label), force=True)


def _sentences(flat: str) -> Iterator[tuple[int, str]]:
    """Yields the sentences of a flat view without their end marks, each with its offset."""
    for sentence in re.finditer("[^。！？\n]+", flat):
        yield sentence.start(), sentence[0]


def _spans(doc: Doc, size: int, found: Iterable[tuple[int, int, str]]) -> Iterator[Span]:
    by_character = len(doc) == size
    for start, end, label in found:
        if by_character:
            yield Span(doc, start, end, label=label)
            continue
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            yield span


@cache
def make_pipeline() -> Language:
    """Returns a blank Chinese pipeline with the measure component."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_measures")
    return nlp
