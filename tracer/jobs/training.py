"""Says what is learnt from labels: the classifier of clauses, and shares of being right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_schema.terms import MeasureKind
from ingest.confidence import shares
from ingest.confidence.classifier import Guess, evidence
from ingest.confidence.clauses import clauses_of_measures, clauses_passed_over
from ingest.confidence.training import fit_calibration, keep, train
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.registry.load import load_registry


def clauses_in(text: str, name: str) -> list[dict[str, Any]]:
    """Returns the clauses of a text that may be measures: `start, end, words`, and the `kind` of those that the rules find.

    `kind` is None for a clause that holds a trigger and that the rules pass over.
    """
    # The classifier that is being made rates nothing yet.
    reading = read(file_of_text(text, name), load_registry().law_names(), rate=lambda _, measures: tuple(measures))
    found = [*clauses_of_measures(text, reading.measures), *clauses_passed_over(reading)]
    return [
        {"start": c.span.start, "end": c.span.end, "words": c.words, "kind": c.kind.value if c.kind else None}
        for c in found
    ]


def guesses(known: Sequence[tuple[str, str]], asked: Sequence[str], *, seed: int, variations: int = 0) -> list[Guess]:
    """Returns what a classifier trained on `known` (words, label) thinks of the words asked about."""
    return train(known, seed=seed, variations=variations).guess(asked)


def confidences(known: Sequence[tuple[Guess, str, bool]], asked: Sequence[tuple[Guess, str]]) -> list[float]:
    """Returns the confidence of findings (guess, kind), calibrated on known ones (guess, kind, right or wrong)."""
    calibration = fit_calibration([(evidence(g, MeasureKind(kind)), ok) for g, kind, ok in known])
    return [calibration.confidence(g, MeasureKind(kind)) for g, kind in asked]


def keep_classifier(
    clauses: Sequence[tuple[str, str]], judged: Sequence[tuple[Guess, str, bool]], *, seed: int, variations: int = 0
) -> None:
    """Trains on all clauses, calibrates on cross-validated guesses, and puts both where the reader takes them from."""
    calibration = fit_calibration([(evidence(g, MeasureKind(kind)), ok) for g, kind, ok in judged])
    keep(train(clauses, seed=seed, variations=variations), calibration)


def assumed_shares() -> Mapping[str, Mapping[str, float]]:
    """Maps class of statement → way in which it is found → the share of right ones taken before any label is looked at."""
    return shares.assumed()


def keep_shares(table: Mapping[str, Mapping[str, float]]) -> None:
    """Puts the learnt shares where the reader takes them from."""
    shares.keep(table)
