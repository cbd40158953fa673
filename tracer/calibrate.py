"""How sure each rule of the measure stage is, learnt from labels: `python -m tracer.calibrate LABELS… [--write]`.

A rule's confidence is the share of its findings that are right, drawn towards the share of all
rules where it found little (Laplace's rule with the prior's weight WEIGHT). The curve that is
printed is cross-validated over documents: each document is judged by the rules' shares in all the
others. `--write` puts the shares into ingest/lexicon/confidence.toml, which the reader uses.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from graph_schema.errors import TracerError
from tracer.evaluate import judged_measures
from tracer.jobs import extract, read_lines

WEIGHT = 4.0
HEAD = """# How often each rule of measures.toml is right, on hand labels: made by
#   python -m tracer.calibrate LABELS… --write
# `prior` is the share of all rules, for rules without an entry.
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """One finding of a rule in a document, right or wrong."""

    document: str
    rule: str
    right: bool


def trials_of(paths: Iterable[Path]) -> list[Trial]:
    """The findings in the label files that count either way."""
    out = []
    for path in paths:
        gold = [json.loads(line) for line in read_lines(path) if line.strip()]
        lines = (json.dumps({"id": g["id"], "text": g["text"]}) for g in gold)
        labels = {str(x.label["id"]): x.label for x in extract(lines) if x.label is not None}
        for g in gold:
            for measure, right in judged_measures(g, labels.get(str(g["id"]), {})):
                out.append(Trial(f"{path.name}:{g['id']}", str(measure["rule"]), right))
    return out


def shares(trials: Sequence[Trial]) -> tuple[float, dict[str, float]]:
    """(share of all, share of each rule drawn towards it)."""
    prior = (sum(t.right for t in trials) + 1) / (len(trials) + 2)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for t in trials:
        counts[t.rule][0] += t.right
        counts[t.rule][1] += 1
    return prior, {rule: (a + WEIGHT * prior) / (n + WEIGHT) for rule, (a, n) in sorted(counts.items())}


def curve(trials: Sequence[Trial]) -> list[tuple[str, int, float, float]]:
    """Cross-validated over documents: (stated confidence, findings, mean stated, share right), by bins of 0.05."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for document in sorted({t.document for t in trials}):
        prior, table = shares([t for t in trials if t.document != document])
        for t in trials:
            if t.document == document:
                stated = table.get(t.rule, prior)
                bins[int(stated * 20)].append((stated, t.right))
    return [
        (f"{b / 20:.2f}-{(b + 1) / 20:.2f}", len(x), sum(s for s, _ in x) / len(x), sum(r for _, r in x) / len(x))
        for b, x in sorted(bins.items())
    ]


def as_toml(prior: float, table: Mapping[str, float]) -> str:
    """The file that the reader uses."""
    rows = "".join(f"{json.dumps(rule, ensure_ascii=False)} = {share:.3f}\n" for rule, share in table.items())
    return f"{HEAD}prior = {prior:.3f}\n\n[rules]\n{rows}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the curve; with --write keep the shares. Exit status 2 where a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        trials = trials_of(asked.labels)
    except TracerError as error:
        print(error.message, file=sys.stderr)
        return 2
    print(f"{len(trials)} findings, {sum(t.right for t in trials)} right")
    for name, n, stated, right in curve(trials):
        print(f"  {name}  n={n:4d}  stated {stated:.3f}  right {right:.3f}")
    if asked.write:
        target = Path(str(files("ingest").joinpath("lexicon/confidence.toml")))
        target.write_text(as_toml(*shares(trials)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
