"""Says how sure a measure is: a small text classifier's view of its clause, made into a probability.

The rules (ingest.find.measures) find the measures; the classifier only says how much the clause looks
like one of that kind. It is a bag of one and two characters with hashed weights, trained as spaCy's
TextCatBOW (textcat.py) and asked with numpy, so that reading a file does not load spaCy. The weights, with
the labels that they were trained on, and the calibration lie in lexicon/clauses.gz and lexicon/confidence.toml, both
written by `python -m tracer.learning.calibrate` (docs/decisions/0006-a-classifier-for-confidence.md).
"""

from __future__ import annotations

import gzip
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from graph_schema.making import altered
from graph_schema.records import Measure
from graph_schema.terms import CREDIT_KINDS, MeasureKind
from ingest.confidence.clauses import clauses_of_measures
from ingest.confidence.grams import keys_of, rows_of

NONE = "none"
LABELS = (NONE, *(kind.value for kind in CREDIT_KINDS))
"""What a new training teaches. Weights that were trained before know their own labels."""

UNLEARNT = 0.8
"""The confidence of a measure whose kind no labels were at hand for: of a new kind, or of another campaign."""

WEIGHTS = "lexicon/clauses.gz"
CALIBRATION = "lexicon/confidence.toml"
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
    """Weights that tell labels apart by the characters and pairs of a clause: a number for each label and row of a table, and one for each label alone."""

    def __init__(self, labels: Sequence[str], bias: NDArray[np.float32], weights: NDArray[np.float32]) -> None:
        self.labels, self.bias, self.weights = tuple(labels), bias, weights

    @classmethod
    def from_bytes(cls, packed: bytes) -> Classifier:
        """Returns the classifier with these weights, which tells apart the labels that they were trained on."""
        labels, _, numbers = gzip.decompress(packed).partition(b"\n")
        names = labels.decode().split()
        bias, weights = np.split(np.frombuffer(numbers, "<f4"), [len(names)])
        return cls(names, bias, weights.reshape(len(names), -1))

    def to_bytes(self) -> bytes:
        """Returns the labels and the weights: the same bytes for the same weights."""
        numbers = np.concatenate((self.bias, self.weights.ravel())).astype("<f4")
        return gzip.compress(" ".join(self.labels).encode() + b"\n" + numbers.tobytes(), mtime=0)

    def guess(self, clauses: Sequence[str]) -> list[Guess]:
        """Returns the probabilities for each clause."""
        out: list[Guess] = []
        for at in range(0, len(clauses), _AT_ONCE):
            scores = _shares(self._scores(clauses[at : at + _AT_ONCE])).tolist()
            out += [dict(zip(self.labels, row, strict=True)) for row in scores]
        return out

    def _scores(self, clauses: Sequence[str]) -> NDArray[np.float32]:
        """Returns the sum of the weights for each clause and label, added one after the other as spaCy adds them: to the last digit the same."""
        keys, sizes = keys_of(clauses)
        rows = self.weights.T[rows_of(keys, self.weights.shape[1])]
        scores = np.empty((len(clauses), len(self.labels)), np.float32)
        end = 0
        for number, size in enumerate(2 * sizes):
            start, end = end, end + size
            scores[number] = np.add.accumulate(np.concatenate((self.bias[None], rows[start:end])), axis=0)[-1]
        return scores


_AT_ONCE = 1000  # clauses; bounds the memory


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns scores as shares of one (softmax)."""
    raised: NDArray[np.float32] = np.exp(scores - scores.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def rated(text: str, measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Returns the measures of a text (in text order) with the confidence of each."""
    if not measures:
        return ()
    rated_as = [
        (clause.words, measure.kind)
        for clause, measure in zip(clauses_of_measures(text, measures), measures, strict=True)
    ]
    told = dict.fromkeys(
        words for words, _ in rated_as
    )  # items of lists and cells of tables say the same over and over
    guesses = dict(zip(told, _classifier().guess(list(told)), strict=True))
    calibration = _calibration()
    sure = {
        (words, kind): round(calibration.confidence(guesses[words], kind), 2) for words, kind in dict.fromkeys(rated_as)
    }
    return tuple(altered(m, confidence=sure[said]) for m, said in zip(measures, rated_as, strict=True))


@cache
def _classifier() -> Classifier:
    return Classifier.from_bytes(files("ingest").joinpath(WEIGHTS).read_bytes())


@cache
def _calibration() -> Calibration:
    return Calibration(**tomllib.loads(files("ingest").joinpath(CALIBRATION).read_text(encoding="utf-8")))
