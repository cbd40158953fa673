"""The language work as spaCy components, for anyone's pipeline.

`policy_citations` puts every mention of a document into ``doc.spans["citations"]`` (label: role),
`policy_measures` every measure into ``doc.spans["measures"]`` (label: kind), `policy_clauses`
the clauses that measures are found in into ``doc.spans["clauses"]`` (label: role). They run on any
Chinese pipeline that splits into characters; `make_pipeline` gives a blank one. What a sentence
stands under can be handed over in ``doc.user_data["context"]`` (ingest.find.frames.scene.Context).

    import spacy, ingest.language
    nlp = spacy.blank("zh"); nlp.add_pipe("policy_measures")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from ingest.clean.flat import flatten
from ingest.find.citations import NO_NAMES, find_mentions
from ingest.find.frames.find import Hit, find_in_sentence
from ingest.find.frames.grammar import clauses_of
from ingest.find.frames.mask import mask
from ingest.find.frames.role import role_of
from ingest.find.frames.scene import Context
from ingest.find.frames.words import tokens_of


class Candidate(NamedTuple):
    """A sentence that may hold a measure: where it stands, and under what."""

    start: int
    end: int
    context: Context


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
    """Adds doc.spans["measures"].

    The Doc holds the sentences listed in doc.user_data["sentences"], else those that its own 。！？ part. Where they are
    listed, the hits of each, in offsets of its own, are in doc.user_data["measures"]; otherwise nothing is left there, so
    that the Doc can be written down or sent to another process.
    """
    # Putting the text together again costs more than reading it: whoever makes the Doc may hand it over.
    text = doc.user_data.get("text") or doc.text
    flat = flatten(text)
    sentences: Sequence[Candidate] | None = doc.user_data.get("sentences")
    if sentences is None:
        sentences = list(_sentences(flat, doc.user_data.get("context", Context())))
    hits = [find_in_sentence(flat[c.start : c.end], c.context) for c in sentences]
    if "sentences" in doc.user_data:
        doc.user_data["measures"] = hits
    found = (
        (c.start + h.start, c.start + h.end, h.kind.value) for c, own in zip(sentences, hits, strict=True) for h in own
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
    flat = flatten(text)
    clauses: list[tuple[int, int, str]] = []
    parts: list[tuple[int, int, str]] = []
    for sentence in _sentences(flat, Context()):
        masked, at = mask(flat[sentence.start : sentence.end]), sentence.start
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


def _sentences(flat: str, context: Context) -> Iterator[Candidate]:
    """Yields the sentences of a flat view without their end marks, all under the same context."""
    for sentence in re.finditer("[^。！？\n]+", flat):
        yield Candidate(sentence.start(), sentence.end(), context)


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
    """Returns a blank Chinese pipeline with the measure component: what the reading stage runs on candidate sentences."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_measures")
    return nlp


class _Tokens(dict[str, int]):
    """Character → the key of that token in the vocabulary of the pipeline: making a Doc of keys takes half the time."""

    def __missing__(self, character: str) -> int:
        key: int = make_pipeline().vocab.strings.add(character)
        self[character] = key
        return key


_TOKENS = _Tokens()
_DOC = 20_000  # characters of one Doc; bounds the memory


def measures_of(flat: str, candidates: Iterable[Candidate]) -> Iterator[list[Hit]]:
    """Yields the measures of each candidate sentence of a flat view, in order and in offsets of the sentence."""
    nlp = make_pipeline()
    for doc in nlp.pipe(_docs(nlp, flat, candidates)):
        yield from doc.user_data["measures"]


def _docs(nlp: Language, flat: str, candidates: Iterable[Candidate]) -> Iterator[Doc]:
    """Puts the candidates into Docs, many in one. One character, one token, as the blank pipeline splits."""
    words: list[str] = []
    placed: list[Candidate] = []
    size = 0
    for candidate in candidates:
        words.append(flat[candidate.start : candidate.end])
        placed.append(Candidate(size, size + candidate.end - candidate.start, candidate.context))
        size += candidate.end - candidate.start
        if size >= _DOC:
            yield _doc(nlp, "".join(words), placed)
            words, placed, size = [], [], 0
    if placed:
        yield _doc(nlp, "".join(words), placed)


def _doc(nlp: Language, text: str, sentences: Sequence[Candidate]) -> Doc:
    keys: list[Any] = list(map(_TOKENS.__getitem__, text))  # spaCy's annotations allow words only, its code keys too
    return Doc(nlp.vocab, words=keys, spaces=[False] * len(text), user_data={"text": text, "sentences": sentences})
