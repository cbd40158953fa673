"""Says whether confidence means what it says, and what thresholds cost: `python -m tracer.learning.curve LABELS…`.

All statements of the reader on labelled documents (fields of the card, parts, citations, ties, measures) with the
confidence that they would have if nothing of their own source (a site, a repository) had been learnt from: by bands of
confidence, how many there are and how many of them are right; and of those stated at 0.9 or more, how many are right.
Then for three thresholds: how many findings go to a person, and how many dead ends of the rest are wrong, which is to say
that the label has another verdict there or no measure at all.

`--write` learns shares and classifier from all labels for the reader, as `calibrate` and `calibrate_reading` do: one command
to be run again whenever finding has changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graph_schema.errors import TracerError
from tracer.jobs import assumed_shares, judged_below, keep_classifier, keep_shares
from tracer.learning import calibrate, calibrate_reading
from tracer.learning.calibrate_reading import Table, Trial, source_of
from tracer.learning.evaluation import Label, judged_verdicts

SURE = 0.9
THRESHOLDS = (0.0, 0.7, 0.9)

Stated = tuple[str, float, bool]
"""The sort of a statement, the confidence stated of it, and whether it is right."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All statements with what is stated of them by the other sources, and the tables that say so, by source."""

    stated: tuple[Stated, ...]
    tables: Mapping[str, Table]
    measures: Mapping[str, Mapping[tuple[int, int, str], float]]


def measured(documents: Mapping[str, Label], *, folds: int, seed: int) -> Measured:
    """Returns what is stated of each statement when its own source is left out."""
    assumed = assumed_shares()
    trials = calibrate_reading.trials_of(documents)
    sources = sorted({source_of(name, label) for name, label in documents.items()})
    tables = {source: calibrate_reading.learnt((t for t in trials if t.group != source), assumed) for source in sources}
    stated = [(t.kind if t.kind != "header" else _field(t), t.stated(tables[t.group]), t.right) for t in trials]
    of_measures, confidences = _measures(documents, folds=folds, seed=seed)
    return Measured((*stated, *of_measures), tables, confidences)


def _field(trial: Trial) -> str:
    return f"card {trial.ways[0][0]}"


def _measures(
    documents: Mapping[str, Label], *, folds: int, seed: int
) -> tuple[list[Stated], dict[str, dict[tuple[int, int, str], float]]]:
    """Returns the same of measures, and the confidence of each by document and place."""
    trials = [replace(t, group=source_of(t.document, documents[t.document])) for t in calibrate.trials_of(documents)]
    guessed = calibrate.cross_guessed(trials, folds=folds, seed=seed, variations=0)
    counted = [t for t in trials if t.kind and t.right is not None]
    found = calibrate.findings(trials, guessed)
    stated = calibrate.cross_stated(found, folds=folds, seed=seed)
    by_place: dict[str, dict[tuple[int, int, str], float]] = {}
    for trial, one in zip(counted, stated, strict=True):
        by_place.setdefault(trial.document, {})[trial.start, trial.end, trial.kind or ""] = round(one.confidence, 2)
    return [("measure", one.confidence, one.right) for one in stated], by_place


def curve_lines(stated: Sequence[Stated]) -> Iterator[str]:
    """Yields the curve of each sort of statement, and how many of the sure ones are right."""
    yield from calibrate_reading.reliability(stated)
    for kind in (*dict.fromkeys(kind for kind, _, _ in stated), None):
        sure = [ok for one, confidence, ok in stated if confidence >= SURE and kind in (one, None)]
        if sure:
            yield f"{kind or 'all'}: of {len(sure)} stated at {SURE} or more {sum(sure) / len(sure):.3f} are right"


def threshold_lines(documents: Mapping[str, Label], found: Measured) -> Iterator[str]:
    """Yields a line for each threshold: findings, those for review for want of confidence, dead ends, wrong ones of them."""
    judged: list[list[Any]] = [[] for _ in THRESHOLDS]
    for name, label in documents.items():
        table = found.tables[source_of(name, label)]
        known = found.measures.get(name, {})
        for place, measures in enumerate(judged_below(str(label["text"]), name, table, known, THRESHOLDS)):
            judged[place] += judged_verdicts(label, {"measures": measures})
    before = sum(said == "review" for said, _ in judged[0])
    for below, verdicts in zip(THRESHOLDS, judged, strict=True):
        review = sum(said == "review" for said, _ in verdicts)
        dead = [ok for said, ok in verdicts if said == "dead_end"]
        wrong = len(dead) - sum(dead)
        yield (
            f"review below {below:.2f}: {len(verdicts)} findings, {review} for review ({review / max(len(verdicts), 1):.3f}; "
            f"{review - before} for want of confidence), {len(dead)} dead ends, {wrong} of them wrong "
            f"({wrong / max(len(dead), 1):.3f})"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints curve and thresholds; with --write keeps shares and weights. Exit status 2 where a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--lawtext", type=Path, help="folder of articles, for labels that name articles")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        documents = calibrate.labelled_documents(asked.labels, asked.lawtext)
        found = measured(documents, folds=asked.folds, seed=asked.seed)
    except TracerError as error:
        print(error.message, file=sys.stderr)
        return 2
    print("\n".join(curve_lines(found.stated)))
    print("\n".join(threshold_lines(documents, found)))
    if asked.write:
        keep_shares(calibrate_reading.learnt(calibrate_reading.trials_of(documents), assumed_shares()))
        trials = calibrate.trials_of(documents)
        guessed = calibrate.cross_guessed(trials, folds=asked.folds, seed=asked.seed, variations=1)
        known = [(t.words, t.label) for t in trials if t.label is not None]
        judged = [finding[1:] for finding in calibrate.findings(trials, guessed)]
        keep_classifier(known, judged, seed=asked.seed, variations=1)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
