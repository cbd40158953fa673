"""The language work as spaCy components, for anyone's pipeline.

`policy_citations` puts every mention of a document into ``doc.spans["citations"]`` (label: role),
`policy_measures` every measure into ``doc.spans["measures"]`` (label: kind). Both run on any
Chinese pipeline that splits into characters; `make_pipeline` gives a blank one. What a sentence
stands under can be handed over in ``doc.user_data["context"]`` (ingest.measures.Context).

    import spacy, ingest.language
    nlp = spacy.blank("zh"); nlp.add_pipe("policy_measures")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from ingest.citations import NO_NAMES, find_mentions
from ingest.clean import flatten
from ingest.measures import Context, Hit, find_in_sentence


@Language.component("policy_citations")
def policy_citations(doc: Doc) -> Doc:
    """Adds doc.spans["citations"]."""
    text = doc.text
    flat = flatten(text)
    names = doc.user_data.get("law_names", NO_NAMES)
    found = find_mentions(flat, text, 0, len(flat), None, names)
    doc.spans["citations"] = list(_spans(doc, len(text), ((m.start, m.end, m.role.value) for m in found)))
    return doc


@Language.component("policy_measures")
def policy_measures(doc: Doc) -> Doc:
    """Adds doc.spans["measures"]; the hits themselves are in doc.user_data["measures"]."""
    # Putting the text together again costs more than reading it: whoever makes the Doc may hand it over.
    text = doc.user_data.get("text") or doc.text
    hits = find_in_sentence(flatten(text), doc.user_data.get("context", Context()))
    doc.user_data["measures"] = hits
    doc.spans["measures"] = list(_spans(doc, len(text), ((h.start, h.end, h.kind.value) for h in hits)))
    return doc


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
    """A blank Chinese pipeline with the measure component: what the reading stage runs on candidate sentences."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_measures")
    return nlp


def measures_of(sentences: Iterable[tuple[str, Context]]) -> Iterator[list[Hit]]:
    """The measures of each sentence, in order."""
    nlp = make_pipeline()

    def docs() -> Iterator[Doc]:
        for text, context in sentences:
            # One character, one token, as the blank pipeline splits; made directly, which takes half the time.
            doc = Doc(nlp.vocab, words=list(text), spaces=[False] * len(text))
            doc.user_data["text"] = text
            doc.user_data["context"] = context
            yield doc

    for doc in nlp.pipe(docs()):
        yield doc.user_data["measures"]
