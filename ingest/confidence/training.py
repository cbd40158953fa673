"""Training of the clause classifier and of its calibration; the same seed gives the same bytes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from spacy.training import Example
from thinc.api import fix_random_seed

from graph_schema.files import PROGRAM_FILE, written_beside
from ingest.confidence.classifier import CALIBRATION, LABELS, WEIGHTS, Calibration, Classifier
from ingest.confidence.textcat import doc_of, learnt, untrained
from ingest.confidence.variations import varied

Labelled = tuple[str, str]
"""The words of a clause, and its label."""

_ROUNDS = 12
_BATCH = 32
_RIDGE = 1.0
_HEAD = """# How the classifier's view of a clause (clauses.gz) becomes the confidence of a measure:
# 1 / (1 + exp(-(base + none * log odds of "no measure" + kind * log probability of its kind))).
# Made by python -m tracer.learning.calibrate LABELS… --write
"""


def train(clauses: Sequence[Labelled], *, seed: int, variations: int = 0) -> Classifier:
    """Returns a classifier trained on these clauses, and on so many variations of each."""
    fix_random_seed(seed)
    chance = random.Random(seed)
    nlp = untrained(LABELS)
    grown = [*clauses, *((varied(words, chance), label) for words, label in clauses for _ in range(variations))]
    examples = [
        Example.from_dict(doc_of(nlp, words), {"cats": {name: float(name == label) for name in LABELS}})
        for words, label in grown
    ]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(_ROUNDS):
        chance.shuffle(examples)
        for i in range(0, len(examples), _BATCH):
            nlp.update(examples[i : i + _BATCH], sgd=optimizer)
    return learnt(nlp)


def fit_calibration(found: Sequence[tuple[tuple[float, float], bool]]) -> Calibration:
    """Returns a logistic regression (Newton's steps, ridge on the slopes) from evidence to right or wrong."""
    rows = np.array([[1.0, *evidence] for evidence, _ in found])
    right = np.array([float(ok) for _, ok in found])
    ridge = np.array([1e-3, _RIDGE, _RIDGE])
    weights = np.zeros(3)
    for _ in range(30):
        p = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (p - right) + ridge * weights
        curvature = (rows.T * (p * (1 - p))) @ rows + np.diag(ridge)
        weights = weights - np.linalg.solve(curvature, gradient)
    return Calibration(*(round(float(w), 3) for w in weights))


def keep(classifier: Classifier, calibration: Calibration) -> None:
    """Puts both where the reader takes them from."""
    package = Path(str(files("ingest")))
    with written_beside(package.joinpath(WEIGHTS), mode=PROGRAM_FILE) as beside:
        beside.write_bytes(classifier.to_bytes())
    lines = f"base = {calibration.base}\nnone = {calibration.none}\nkind = {calibration.kind}\n"
    with written_beside(package.joinpath(CALIBRATION), mode=PROGRAM_FILE) as beside:
        beside.write_text(_HEAD + lines, encoding="utf-8")
