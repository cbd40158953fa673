"""Says how sure citations, header fields, parts and ties are, learnt from labels: `python -m tracer.learning.calibrate_reading LABELS…`.

Each statement belongs to a way in which it was found (《》 with a 文号, an issuer that letterhead and
signature agree on …). The share of a way starts from what is assumed of it (lexicon/assumed.toml),
with the weight of WEIGHT observations, and is drawn towards the labels, so that none is 1. The table
that is printed is cross-validated: each source (a site, a repository) is judged by the shares of all others. `--write`
keeps the shares for the reader. A field that the label leaves empty is a wrong statement where the reader fills it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod
from pathlib import Path

from graph_schema.errors import TracerError
from tracer.jobs import assumed_shares, extract, keep_shares
from tracer.learning.calibrate import labelled_documents
from tracer.learning.evaluation import Label, judged_citations, judged_segments, judged_ties, right

WEIGHT = 8.0

_BINS = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)

Table = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Trial:
    """A statement of a labelled document: the ways that it rests on, each right or wrong; it is right if all are.

    `source` is where the document comes from; without one it is a source of its own.
    """

    document: str
    kind: str
    ways: tuple[tuple[str, str, bool], ...]
    source: str = ""

    @property
    def group(self) -> str:
        """Returns the documents that are left out together with this one."""
        return self.source or self.document

    @property
    def right(self) -> bool:
        """Tells whether the statement as a whole is right."""
        return all(ok for _, _, ok in self.ways)

    def stated(self, table: Table) -> float:
        """Returns the confidence of the statement by such shares."""
        return prod(table[name][way] for name, way, _ in self.ways)


def trials_of(documents: Mapping[str, Label]) -> list[Trial]:
    """Returns all statements on the labelled documents that count either way."""
    lines = (json.dumps({"id": name, "text": g["text"]}) for name, g in documents.items())
    read = {str(x.label["id"]): x.label for x in extract(lines) if x.label is not None}
    return [
        replace(t, source=source_of(name, g))
        for name, g in documents.items()
        for t in _trials(name, g, read.get(name, {}))
    ]


def source_of(name: str, label: Label) -> str:
    """Returns where a labelled document comes from: the repository or site of its address, else the document itself."""
    address = re.match(
        r"https?://(?P<site>[^/]+)(?P<repository>/[^/]+/[^/]+)?", str(label.get("url") or label.get("source") or "")
    )
    if address is None:
        return name
    return address["site"] + ((address["repository"] or "") if address["site"] == "github.com" else "")


def _trials(name: str, gold: Label, predicted: Label) -> Iterator[Trial]:
    for c, named, role in judged_citations(gold, predicted):
        way, shown = str(c["found"]).split("/")
        yield Trial(name, "citation", (("citation", way, named), ("role", shown, role)))
    doc, card = gold.get("doc") or {}, predicted.get("doc") or {}
    for field, way in (card.get("found") or {}).items():
        if field in doc:
            yield Trial(name, "header", ((field, way, right(doc, card, field)),))
    for s, ok in judged_segments(gold, predicted):
        yield Trial(name, "segment", (("segment", _way_of(s), ok),))
    for how, ok in judged_ties(gold, predicted):
        yield Trial(name, "tie", (("tie", how, ok),))


def _way_of(segment: Label) -> str:
    """Returns the way in which a part was told, as the reader names it."""
    if segment["type"] in ("noise", "duplicate"):
        return str(segment["type"])
    if not segment.get("title"):
        return "untitled"
    return "numbered" if segment.get("number") else "issued" if segment.get("issuer") else "titled"


def learnt(trials: Iterable[Trial], assumed: Table) -> Table:
    """Returns the shares of all ways: what is assumed, drawn towards what the trials show."""
    seen: Counter[tuple[str, str]] = Counter()
    good: Counter[tuple[str, str]] = Counter()
    for t in trials:
        for name, way, ok in t.ways:
            seen[name, way] += 1
            good[name, way] += ok
    return {
        name: {way: (good[name, way] + WEIGHT * share) / (seen[name, way] + WEIGHT) for way, share in ways.items()}
        for name, ways in assumed.items()
    }


def cross_stated(trials: Sequence[Trial], assumed: Table) -> list[tuple[str, float, bool]]:
    """Returns (kind, confidence stated, right) of each statement, the shares learnt from the other sources only."""
    by_source: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials:
        by_source[trial.group].append(trial)
    out = []
    for name, mine in by_source.items():
        table = learnt((t for t in trials if t.group != name), assumed)
        out += [(t.kind, t.stated(table), t.right) for t in mine]
    return out


def reliability(stated: Sequence[tuple[str, float, bool]]) -> Iterator[str]:
    """Yields a line for each kind and bin of confidence: how many, what was stated, and how many were right."""
    for kind in dict.fromkeys(k for k, _, _ in stated):
        mine = [(confidence, ok) for k, confidence, ok in stated if k == kind]
        yield f"{kind}: {len(mine)} statements, {sum(ok for _, ok in mine)} right"
        for low, high in pairwise(_BINS):
            inside = [(confidence, ok) for confidence, ok in mine if low <= confidence < high]
            if inside:
                mean, share_right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
                top = min(high, 1.0)
                yield f"  {low:.2f}-{top:.2f}  n={len(inside):4d}  stated {mean:.3f}  right {share_right:.3f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the reliability table; with --write keeps the shares. Exit status 2 where a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--lawtext", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        trials = trials_of(labelled_documents(asked.labels, asked.lawtext))
    except TracerError as error:
        print(error.message, file=sys.stderr)
        return 2
    assumed = assumed_shares()
    print("\n".join(reliability(cross_stated(trials, assumed))))
    if asked.write:
        keep_shares(learnt(trials, assumed))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
