"""Cuts documents in two and counts what becomes a dead end in the second half: `python -m benchmarks.cut_documents LABELS…`.

Each text is cut once at a border of paragraphs and once at any character, in the middle third of it; the second half is
read and judged by itself. A measure of it may not be a dead end for want of a citation: what the first half names is not
there to be seen (docs/semantics.md#ruling-31). `--show` prints those that are, `--seed` draws other places.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tracer.jobs import extract

Label = dict[str, Any]

_WANT = {"no_citation", "vague", "mention_only"}
WAYS = ("paragraph", "character")


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """The second half of a text, from `start` on."""

    id: str
    way: str
    start: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A measure of a second half: what it is now, for which reasons, and what it was in the whole text (None: no measure)."""

    half: Half
    words: str
    verdict: str
    reasons: tuple[str, ...]
    before: str | None

    @property
    def wants_citation(self) -> bool:
        """Tells whether it is a dead end for want of a citation."""
        return self.verdict == "dead_end" and not set(self.reasons) - _WANT

    @property
    def is_new(self) -> bool:
        """Tells whether it is a dead end that the whole text does not have."""
        return self.verdict == "dead_end" and self.before != "dead_end"


def halves_of(id: str, text: str, chance: Random) -> Iterator[Half]:
    """Yields the second half of a text, cut in either way; nothing of a text too short to have two."""
    low, high = len(text) // 3, 2 * len(text) // 3
    borders = [at + 1 for at in range(low, high) if text[at] == "\n" and text[at + 1 :].strip()]
    if borders:
        yield _half(id, "paragraph", chance.choice(borders), text)
    if high > low:
        yield _half(id, "character", chance.randrange(low, high), text)


def _half(id: str, way: str, start: int, text: str) -> Half:
    return Half(id=f"{id}/{way}", way=way, start=start, text=text[start:])


def outcomes(texts: Iterable[tuple[str, str]], seed: int) -> Iterator[Outcome]:
    """Yields the measures of all second halves."""
    chance = Random(seed)
    whole = dict(texts)
    halves = [half for id, text in whole.items() for half in halves_of(id, text, chance)]
    lines = [json.dumps({"id": id, "text": text}) for id, text in whole.items()]
    lines += [json.dumps({"id": half.id, "text": half.text}) for half in halves]
    read = {str(one.label["id"]): one.label for one in extract(lines) if one.label is not None}
    for half in halves:
        before = read.get(half.id.rpartition("/")[0], {})
        yield from _outcomes_of(half, read.get(half.id, {}), before)


def _outcomes_of(half: Half, label: Label, before: Label) -> Iterator[Outcome]:
    was = {(m["kind"], m["end"]): m["verdict"] for m in before.get("measures", ())}
    for measure in label.get("measures", ()):
        yield Outcome(
            half=half,
            words=half.text[measure["start"] : measure["end"]],
            verdict=measure["verdict"],
            reasons=tuple(measure["reasons"]),
            before=was.get((measure["kind"], measure["end"] + half.start)),
        )


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yields id and text of the lines of a label file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                value = json.loads(line)
                yield str(value["id"]), value["text"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints for each file and way of cutting how many measures there are, and how many dead ends of either sort."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args(arguments)
    for path in asked.labels:
        found = list(outcomes(texts_of(path), asked.seed))
        for way in WAYS:
            mine = [o for o in found if o.half.way == way]
            verdicts = Counter(o.verdict for o in mine)
            print(
                f"{path.stem} {way}: {len(mine)} measures, {dict(verdicts)}, for want of a citation "
                f"{sum(o.wants_citation for o in mine)}, dead ends that the whole text does not have "
                f"{sum(o.is_new for o in mine)}"
            )
        if asked.show:
            for o in found:
                if o.wants_citation or o.is_new:
                    print(f"  {o.half.id} {o.before} {o.reasons} {o.words[:40]!r} ← {o.half.text[:60]!r}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
