"""Says how sure a measure is: a small text classifier's view of its clause, made into a probability.

The rules (ingest.find.measures) find the measures; the classifier only says how much the clause looks
like one of that kind. It is a bag of one and two characters with hashed weights (spaCy's
TextCatBOW), loaded at the first measure in a few hundredths of a second. The weights, with the labels
that they were trained on, and the calibration lie in lexicon/clauses.gz and lexicon/confidence.toml, both
written by `python -m tracer.learning.calibrate` (docs/decisions/0006-a-classifier-for-confidence.md).
"""

from __future__ import annotations

import gzip
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.pipeline import TextCategorizer
from spacy.strings import get_string_id
from spacy.tokens import Doc
from thinc.api import NumpyOps

from graph_schema.records import Measure
from graph_schema.terms import CREDIT_KINDS, MeasureKind
from ingest.confidence.clauses import clauses_of_measures

NONE = "none"
LABELS = (NONE, *(kind.value for kind in CREDIT_KINDS))
"""What a new training teaches. Weights that were trained before know their own labels."""

UNLEARNT = 0.8
"""The confidence of a measure whose kind no labels were at hand for: of a new kind, or of another campaign."""

WEIGHTS = "lexicon/clauses.gz"
CALIBRATION = "lexicon/confidence.toml"
_ROWS = 1 << 15  # of the hash table; more of them gave no better confidence
_LEAST = 0.005  # a probability nearer to 0 or 1 than this counts as this

Guess = Mapping[str, float]
"""The probability of each label, for one clause."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a logistic regression: how a guess becomes the share of such findings that are right."""

    base: float
    none: float
    kind: float

    def confidence(self, guess: Guess, kind: MeasureKind) -> float:
        """Returns the probability that a finding of this kind is right; UNLEARNT where the guess does not know the kind."""
        if kind.value not in guess:
            return UNLEARNT
        no_measure, same_kind = evidence(guess, kind)
        return 1 / (1 + math.exp(-(self.base + self.none * no_measure + self.kind * same_kind)))


def evidence(guess: Guess, kind: MeasureKind) -> tuple[float, float]:
    """Returns what the calibration weighs: log odds that the clause is no measure, log probability of the kind."""
    none = min(max(guess[NONE], _LEAST), 1 - _LEAST)
    return math.log(none / (1 - none)), math.log(max(guess[kind.value], _LEAST))


class Classifier:
    """The text classifier, untrained until it is given weights. `labels` are what it tells apart, in their order."""

    def __init__(self, labels: Sequence[str] = LABELS) -> None:
        self.labels = tuple(labels)
        self.nlp = spacy.blank("zh")
        architecture = {
            "@architectures": "spacy.TextCatBOW.v3",
            "exclusive_classes": True,
            "ngram_size": 2,
            "no_output_layer": False,
            "length": _ROWS,
        }
        self.nlp.add_pipe("textcat", config={"model": architecture})
        for label in self.labels:
            self.textcat.add_label(label)
        self.nlp.initialize()

    @property
    def textcat(self) -> TextCategorizer:
        """Returns the one component of the pipeline."""
        component = self.nlp.get_pipe("textcat")
        assert isinstance(component, TextCategorizer)
        return component

    @classmethod
    def from_bytes(cls, weights: bytes) -> Classifier:
        """Returns the classifier with these weights, which tells apart the labels that they were trained on."""
        labels, _, model = gzip.decompress(weights).partition(b"\n")
        made = cls(labels.decode().split())
        made.textcat.model.from_bytes(model)
        return made

    def to_bytes(self) -> bytes:
        """Returns the labels and the weights: the same bytes for the same weights."""
        return gzip.compress(" ".join(self.labels).encode() + b"\n" + self.textcat.model.to_bytes(), mtime=0)

    def doc(self, words: str) -> Doc:
        """Returns a clause with a token for each character, and one for either end."""
        tokens = ["^", *words, "$"]
        return Doc(self.nlp.vocab, words=tokens, spaces=[False] * len(tokens))

    def guess(self, clauses: Sequence[str]) -> list[Guess]:
        """Returns the probabilities for each clause."""
        if not clauses:
            return []
        grams_to_scores, softmax = self.textcat.model.layers
        linear = grams_to_scores.layers[0].layers[1]
        out: list[Guess] = []
        for at in range(0, len(clauses), _AT_ONCE):
            scores = softmax.predict(linear.predict(_grams(clauses[at : at + _AT_ONCE]))).tolist()
            out += [dict(zip(self.labels, row, strict=True)) for row in scores]
        return out


class _Keys(dict[str, int]):
    """Character → the key that spaCy gives to it as a token."""

    def __missing__(self, character: str) -> int:
        self[character] = key = get_string_id(character)
        return key


_KEYS = _Keys()
_OPS = NumpyOps()
_AT_ONCE = 1000  # clauses; bounds the memory


def _grams(clauses: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.int32]]:
    """Returns what the first layer of the model makes of the docs of clauses, for all clauses in a few steps.

    Keys of the single and double characters of each clause, the weight of each, and how many keys each
    clause has. What stands twice is listed twice with weight 1 where spaCy lists it once with weight 2.
    """
    tokens = "".join(f"^{words}$" for words in clauses)
    sizes = np.array([len(words) + 2 for words in clauses])
    keys = np.empty(2 * len(tokens), np.uint64)
    keys[0::2] = np.fromiter(map(_KEYS.__getitem__, tokens), np.uint64, len(tokens))
    keys[1:-1:2] = _OPS.ngrams(2, keys[0::2].copy())
    within = np.ones(len(keys), bool)
    within[2 * sizes.cumsum() - 1] = False  # the last character of a clause and the first of the next one
    keys = keys[within]
    return keys, np.ones(len(keys), np.float32), (2 * sizes - 1).astype(np.int32)


def rated(text: str, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Returns the measures of a text (in text order) with the confidence of each."""
    if not measures:
        return ()
    clauses = list(clauses_of_measures(text, measures))
    calibration = _calibration()
    return tuple(
        replace(m, confidence=round(calibration.confidence(guess, m.kind), 2))
        for m, guess in zip(measures, _classifier().guess([c.words for c in clauses]), strict=True)
    )


@cache
def _classifier() -> Classifier:
    return Classifier.from_bytes(files("ingest").joinpath(WEIGHTS).read_bytes())


@cache
def _calibration() -> Calibration:
    return Calibration(**tomllib.loads(files("ingest").joinpath(CALIBRATION).read_text(encoding="utf-8")))
