"""Says how sure each measure is, learnt from labels: `python -m tracer.learning.calibrate LABELS… [--lawtext DIR] [--write]`.

A small classifier (ingest.confidence.classifier) is trained on labelled clauses: those that the rules find and
those that they pass over. Everything printed is cross-validated over documents: each document is
guessed by a classifier that has seen the others only. The first table says whether the classifier
finds measures better than the rules, alone, as a veto or as an addition; the second how well the
confidence is calibrated. `--write` puts the weights into the package; the same labels and the same
seed give the same bytes.

A label file is in the label format. A line may name an article instead of carrying a text
(`instrument`, `article`; offsets into the article); its text then comes from the folder `--lawtext`.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

from graph_schema.errors import InputError, TracerError
from tracer.jobs import clauses_in, confidences, guesses, keep_classifier, read_lines
from tracer.learning.evaluation import Label, evaluate, judged_measures, kind_labelled

NONE = "none"
_BINS = (0.0, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01)
_SURE = (0.5, 0.7, 0.8, 0.9)

Guess = Mapping[str, float]
Choice = Callable[["Trial", Guess], str | None]
"""What stands in a clause: a kind, or None for no measure."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A clause of a labelled document. `kind` is the rules' answer, None for no measure.

    `label` is the labelled one ("none" for no measure), None where the label is at the edge; `right`
    says whether a finding counts as right, None where it counts neither way. Documents of one
    `group` are never parted.
    """

    document: str
    group: str
    start: int
    end: int
    words: str
    kind: str | None
    label: str | None
    right: bool | None


@dataclass(frozen=True, slots=True)
class Stated:
    """A finding that counts: the confidence stated of it, and whether it is right."""

    confidence: float
    right: bool


def labelled_documents(paths: Iterable[Path], lawtext: Path | None) -> dict[str, Label]:
    """Returns the labels by a name of their own; texts of articles are put in. InputError where a file is something else."""
    out: dict[str, Label] = {}
    articles = _Articles(lawtext)
    for path in paths:
        for number, line in enumerate(read_lines(path), 1):
            if not line.strip():
                continue
            try:
                label = json.loads(line)
                out[f"{path.name}:{label['id']}"] = label if "text" in label else articles.filled_in(label)
            except (ValueError, KeyError, TypeError) as error:
                raise InputError("label.bad_line", name=path.name, number=number) from error
    return out


class _Articles:
    """Articles of known laws, from the folder that holds them with their INDEX.csv."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.titles: dict[str, str] = {}
        if folder is not None:
            index = b"".join(read_lines(folder / "INDEX.csv")).decode("utf-8-sig").splitlines()
            self.titles = {row["id"]: row["title"] for row in csv.DictReader(index)}

    def filled_in(self, label: Label) -> Label:
        """Returns the label with the article's text under the title of its law, the offsets moved."""
        if self.folder is None:
            raise InputError("label.needs_articles")
        lines = map(json.loads, read_lines(self.folder / f"{label['instrument']}.jsonl"))
        words = next(x["text"] for x in lines if x["article"] == label["article"])
        before = f"{self.titles[label['instrument']]}\n\n{label['article']}　"
        moved = [{**m, "start": m["start"] + len(before), "end": m["end"] + len(before)} for m in label["measures"]]
        return {**label, "text": f"{before}{words}\n", "citations": [], "measures": moved}


def trials_of(documents: Mapping[str, Label]) -> list[Trial]:
    """Returns the clauses of all documents, in order."""
    out = []
    for name, gold in documents.items():
        clauses = clauses_in(str(gold["text"]), name)
        found = [c for c in clauses if c["kind"] is not None]
        judged = {id(c): ok for c, ok in judged_measures(gold, {"measures": found})}
        group = f"{file_of(name)}:{gold.get('instrument', gold['id'])}"
        for clause in clauses:
            right = judged.get(id(clause))
            label = (
                clause["kind"] if right else None if clause["kind"] and right is None else kind_labelled(gold, clause)
            )
            out.append(
                Trial(name, group, clause["start"], clause["end"], clause["words"], clause["kind"], label, right)
            )
    return out


def parted(groups: Iterable[str], folds: int, seed: int) -> list[set[str]]:
    """Returns the groups in so many parts, by chance."""
    order = sorted(set(groups))
    random.Random(seed).shuffle(order)
    return [set(order[k::folds]) for k in range(min(folds, len(order)))]


def cross_guessed(trials: Sequence[Trial], *, folds: int, seed: int, variations: int) -> list[Guess]:
    """Returns for each clause what a classifier thinks that has seen the other documents only."""
    out: dict[int, Guess] = {}
    for held_out in parted((t.group for t in trials), folds, seed):
        asked = [i for i, t in enumerate(trials) if t.group in held_out]
        known = [(t.words, t.label) for t in trials if t.group not in held_out and t.label is not None]
        made = guesses(known, [trials[i].words for i in asked], seed=seed, variations=variations)
        out.update(zip(asked, made, strict=True))
    return [out[i] for i in range(len(trials))]


def findings(trials: Sequence[Trial], guessed: Sequence[Guess]) -> list[tuple[str, Guess, str, bool]]:
    """Returns the findings that count: (group, guess, kind, whether it is right)."""
    pairs = zip(trials, guessed, strict=True)
    return [(t.group, guess, t.kind, t.right) for t, guess in pairs if t.kind and t.right is not None]


def cross_stated(found: Sequence[tuple[str, Guess, str, bool]], *, folds: int, seed: int) -> list[Stated]:
    """Returns the confidence of each finding, calibrated on the other documents only."""
    out: dict[int, Stated] = {}
    for held_out in parted((group for group, *_ in found), folds, seed + 1):
        known = [finding[1:] for finding in found if finding[0] not in held_out]
        asked = [i for i, finding in enumerate(found) if finding[0] in held_out]
        stated = confidences(known, [found[i][1:3] for i in asked])
        out.update({i: Stated(confidence, found[i][3]) for i, confidence in zip(asked, stated, strict=True)})
    return [out[i] for i in range(len(found))]


def by_rules(t: Trial, _: Guess) -> str | None:
    """Returns what the rules say."""
    return t.kind


def by_classifier(_: Trial, guess: Guess) -> str | None:
    """Returns the likeliest label."""
    kind = max(guess, key=lambda k: guess[k])
    return None if kind == NONE else kind


def with_veto(sure: float) -> Choice:
    """Returns the rules' findings, but for those that the classifier is so sure are none."""
    return lambda t, guess: None if guess[NONE] > sure else t.kind


def with_addition(sure: float) -> Choice:
    """Returns the rules' findings, and the clauses that they pass over where the classifier is so sure of a kind."""

    def choose(t: Trial, guess: Guess) -> str | None:
        kind = by_classifier(t, guess)
        return t.kind or (kind if kind and guess[kind] > sure else None)

    return choose


def scores(
    documents: Mapping[str, Label], trials: Sequence[Trial], guessed: Sequence[Guess], choose: Choice
) -> tuple[float, float, float]:
    """Returns precision, recall and F1 of the measures that the choice gives."""
    chosen: dict[str, list[Label]] = defaultdict(list)
    for trial, guess in zip(trials, guessed, strict=True):
        kind = choose(trial, guess)
        if kind is not None:
            chosen[trial.document].append({"start": trial.start, "end": trial.end, "kind": kind})
    gold = [{**g, "id": name, "citations": []} for name, g in documents.items()]
    predicted = {name: {"measures": chosen[name]} for name in documents}
    rates: Mapping[str, Any] = evaluate(gold, predicted).total.rates()
    return rates["mea.precision"] or 0.0, rates["mea.recall"] or 0.0, rates["mea.f1"] or 0.0


def brier(stated: Iterable[Stated]) -> float:
    """Returns the mean squared distance between what was stated and what came: 0 is best."""
    distances = [(s.confidence - s.right) ** 2 for s in stated]
    return sum(distances) / len(distances) if distances else 0.0


def plain_share(found: Sequence[tuple[str, Guess, str, bool]], *, folds: int, seed: int) -> list[Stated]:
    """Returns what would be stated without a classifier: the share of right findings in the other documents."""
    out: dict[int, Stated] = {}
    for held_out in parted((group for group, *_ in found), folds, seed + 1):
        known = [ok for group, *_, ok in found if group not in held_out]
        share = (sum(known) + 1) / (len(known) + 2)
        out.update({i: Stated(share, ok) for i, (group, *_, ok) in enumerate(found) if group in held_out})
    return [out[i] for i in range(len(found))]


def curve(stated: Iterable[Stated]) -> list[tuple[str, int, float, float]]:
    """Returns by bins of stated confidence: (bin, findings, mean stated, share right)."""
    bins: dict[int, list[Stated]] = defaultdict(list)
    for s in stated:
        bins[sum(s.confidence >= low for low in _BINS[1:])].append(s)
    return [
        (
            f"{_BINS[b]:.2f}-{min(_BINS[b + 1], 1.0):.2f}",
            len(x),
            sum(s.confidence for s in x) / len(x),
            sum(s.right for s in x) / len(x),
        )
        for b, x in sorted(bins.items())
    ]


def choices() -> Iterator[tuple[str, Choice]]:
    """Yields the ways to use the classifier for finding, with the rules alone first."""
    yield "rules", by_rules
    yield "classifier", by_classifier
    for sure in _SURE:
        yield f"rules, veto above {sure}", with_veto(sure)
    for sure in _SURE:
        yield f"rules, addition above {sure}", with_addition(sure)


def table_of_choices(
    documents: Mapping[str, Label], trials: Sequence[Trial], guessed: Sequence[Guess]
) -> Iterator[str]:
    """Yields precision, recall and F1 of the measures, a line for each choice."""
    for name, choose in choices():
        precision, recall, f1 = scores(documents, trials, guessed, choose)
        yield f"  {name:26s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"


def table_of_confidence(stated: Sequence[Stated], plain: Sequence[Stated]) -> Iterator[str]:
    """Yields the Brier scores, and the curve a line for each bin."""
    yield f"  confidence of {len(stated)} findings, {sum(s.right for s in stated)} right"
    yield f"  Brier {brier(stated):.4f}; where the share of right findings is stated of all: {brier(plain):.4f}"
    for name, n, said, ok in curve(stated):
        yield f"    {name}  n={n:4d}  stated {said:.3f}  right {ok:.3f}"


def report(
    documents: Mapping[str, Label], trials: Sequence[Trial], guessed: Sequence[Guess], *, folds: int, seed: int
) -> Iterator[str]:
    """Yields both tables, for each label file by itself and for all together."""
    found = findings(trials, guessed)
    stated = cross_stated(found, folds=folds, seed=seed)
    plain = plain_share(found, folds=folds, seed=seed)
    files = sorted({file_of(name) for name in documents})
    for these in [{file} for file in files] + ([set(files)] if len(files) > 1 else []):
        mine = {name: g for name, g in documents.items() if file_of(name) in these}
        kept = [(t, guess) for t, guess in zip(trials, guessed, strict=True) if t.document in mine]
        of_these = [file_of(group) in these for group, *_ in found]
        yield f"{', '.join(sorted(these))}: {len(mine)} documents, {len(kept)} clauses"
        yield from table_of_choices(mine, [t for t, _ in kept], [guess for _, guess in kept])
        yield from table_of_confidence(list(compress(stated, of_these)), list(compress(plain, of_these)))


def file_of(name: str) -> str:
    """Returns the label file that a document or group is from."""
    return name.split(":", 1)[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the tables; with --write keep the weights. Exit status 2 where a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--lawtext", type=Path, help="folder of articles, for labels that name articles")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--variations", type=int, default=1, help="variations of each clause to train on as well")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        documents = labelled_documents(asked.labels, asked.lawtext)
        trials = trials_of(documents)
    except TracerError as error:
        print(error.message, file=sys.stderr)
        return 2
    guessed = cross_guessed(trials, folds=asked.folds, seed=asked.seed, variations=asked.variations)
    for line in report(documents, trials, guessed, folds=asked.folds, seed=asked.seed):
        print(line)
    if asked.write:
        known = [(t.words, t.label) for t in trials if t.label is not None]
        judged = [finding[1:] for finding in findings(trials, guessed)]
        keep_classifier(known, judged, seed=asked.seed, variations=asked.variations)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
