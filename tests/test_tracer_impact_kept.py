"""What-if from what is kept says what judging everything twice says, on random worlds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from random import Random

import impact_reference
import pytest
from sizes import sized
from worlds import AS_OF, readings_of, world

from graph_schema.records import Chained, Rests
from tracer.bulk.load import parts_of
from tracer.bulk.standings import verdicts_of
from tracer.links.as_if_row import names_mean_the_same, with_row
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.policy.rules import Policy
from tracer.verdict.impact import Impact, Swap, impact
from tracer.verdict.judge import judge_library
from tracer.verdict.resting import Resting, resting, rests_on, sources, walk_of

POLICY = load_policy()


class Kept:
    """Holds what a store keeps of a library on a day: findings, what they rest on, parts."""

    def __init__(self, library: Library, policy: Policy, day: date) -> None:
        self.library, self.policy, self.day = library, policy, day
        self.findings = judge_library(library, policy, day)
        judged = {finding.measure.id for finding in self.findings}
        self.paths = {id: walk_of(library, library.measures[id], policy, day) for id in judged}
        self.resting = []
        for id in sorted(library.documents):
            own = [m.id for m in library.measures_in.get(id, ()) if m.id in judged]
            packed = resting((m, self.paths[m]) for m in own).packed()
            self.resting.append(Resting.unpacked(packed))
        self.parts = list(parts_of(library))

    def on(self, target: str) -> list[Rests]:
        """Returns the measures that rest on something."""
        return [
            Rests(f.document.id, f.measure.id, f.measure.span.start, f.verdict)
            for f in self.findings
            if target in rests_on(f.measure.id, self.paths[f.measure.id])
        ]

    def chains(self, measures: Collection[str]) -> dict[str, Chained]:
        """Returns the chains of measures."""
        return {
            f.measure.id: Chained(measure=f.measure, document=f.document, verdict=f.verdict, chain=f.chain)
            for f in self.findings
            if f.measure.id in measures
        }

    def impact(self, w_readings: list, target: str, other: str | None = None, **page: int) -> Impact:  # type: ignore[type-arg]
        """Returns what falls with a source, from what is kept; `page` says which of the changes."""
        library, day = self.library, self.day
        swap = Swap.of(library, target, day, other, other)
        latest = max((d.date for d in library.documents.values() if d.date), default=None)
        row, registry = swap.repealed, swap.registry(library.registry)
        if row is not None and names_mean_the_same(library.registry, row, latest):
            then, parts = with_row(library, row), iter(self.parts)
        else:
            then = build_library([swap.reading(r) for r in w_readings], registry)
            parts = parts_of(then)
        after = verdicts_of(parts, self.policy, day, registry)
        found = self.on(target)
        return impact(library, self.policy, day, swap, found, self.resting, after, lambda: then, self.chains, **page)


@pytest.mark.parametrize("seed", range(sized(40, 1500)))
def test_what_falls_is_what_judging_twice_shows(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2, size=sized(7, 10))
    readings = readings_of(w)
    library = build_library(readings, w.registry)
    day = chance.choice(AS_OF)
    kept = Kept(library, POLICY, day)
    assert sources(kept.resting) == impact_reference.sources(
        {
            f.measure.id: kept.paths[f.measure.id]
            for f in sorted(kept.findings, key=lambda f: (f.document.id, f.measure.span.start, f.measure.id))
        }
    )
    targets = [s.id for s in sources(kept.resting) if s.id in library.documents or s.id in w.registry.instruments]
    for target in targets[:3]:
        whole = impact_reference.impact(readings, w.registry, POLICY, target, as_of=day)
        assert kept.impact(readings, target) == whole
        assert kept.impact(readings, target, offset=1, limit=2) == replace(whole, changes=whole.changes[1:3])
