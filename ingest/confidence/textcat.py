"""The spaCy component that the clause classifier is trained in. What it learnt is asked without spaCy (classifier.py)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TextCategorizer
from spacy.tokens import Doc

from ingest.confidence.classifier import Classifier

_ROWS = 1 << 15  # of the hash table; more of them gave no better confidence


def untrained(labels: Sequence[str]) -> Language:
    """Returns a pipeline with the text classifier alone, which is to tell these labels apart."""
    nlp = spacy.blank("zh")
    architecture = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": _ROWS,
    }
    component = nlp.add_pipe("textcat", config={"model": architecture})
    assert isinstance(component, TextCategorizer)
    for label in labels:
        component.add_label(label)
    nlp.initialize()
    return nlp


def doc_of(nlp: Language, words: str) -> Doc:
    """Returns a clause with a token for each character, and one for either end."""
    tokens = ["^", *words, "$"]
    return Doc(nlp.vocab, words=tokens, spaces=[False] * len(tokens))


def learnt(nlp: Language) -> Classifier:
    """Returns what the classifier of a pipeline learnt."""
    component = nlp.get_pipe("textcat")
    assert isinstance(component, TextCategorizer)
    linear = component.model.get_ref("output_layer")
    bias = np.asarray(linear.get_param("b"), np.float32)
    return Classifier(component.labels, bias, np.asarray(linear.get_param("W"), np.float32).reshape(len(bias), -1))
