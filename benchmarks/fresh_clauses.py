"""Draws clauses of real laws to be judged by eye: `python -m benchmarks.fresh_clauses --seed 1`.

As many sentences with a finding as without one, among those that speak of credit or deny something; each seed draws others.
Whoever reads them counts what is false and what was missed. The texts are those of the shared registry; nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reading import SHARED
from ingest.clean.flat import flatten
from ingest.find.frames.find import find_in_sentence
from ingest.find.frames.scene import Context
from ingest.find.frames.words import tokens_of

LAWS = SHARED / "registry/lawtext"


def sentences(paths: Sequence[Path]) -> Iterator[tuple[str, str, str]]:
    """Yields law, article and sentence of each sentence that speaks of credit or denies something."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            for sentence in article["text"].replace("\n", "。").split("。"):
                tokens = tokens_of(flatten(sentence))
                if any(token.word.credit or token.is_a("deny", "list") for token in tokens):
                    yield path.stem, article["article"], sentence.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints `--size` sentences with findings and as many without; 2 where the laws are not at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=60)
    asked = parser.parse_args(arguments)
    paths = sorted(LAWS.glob("*.jsonl"))
    if not paths:
        sys.stderr.write(f"{LAWS}: no texts of laws here\n")
        return 2
    draw = random.Random(asked.seed)
    draw.shuffle(paths)
    found: list[str] = []
    passed_over: list[str] = []
    for law, article, sentence in sentences(paths[:120]):
        hits = find_in_sentence(flatten(sentence), Context(beside_credit=False))
        shown = "; ".join(f"[{hit.kind.value} {hit.rule}] {sentence[hit.start : hit.end]}" for hit in hits)
        (found if hits else passed_over).append(f"{law} {article}\n  {sentence}\n  {shown}")
    for heading, drawn in (("with a finding", found), ("without", passed_over)):
        sys.stdout.write(f"\n== {heading}: {min(asked.size, len(drawn))} of {len(drawn)}\n")
        for text in draw.sample(drawn, min(asked.size, len(drawn))):
            sys.stdout.write(text.rstrip() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
