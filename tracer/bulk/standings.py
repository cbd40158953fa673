"""All measures judged on a day: the pass over the arrays, and the exact engine for what they cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from graph_schema.terms import BreakReason, Verdict
from tracer.bulk.load import Loaded, arrays_of, load
from tracer.bulk.numbers import REASONS
from tracer.bulk.passes import ABSENT, VERDICTS, reasons, verdicts
from tracer.bulk.states import states_of
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.registry.load import Registry
from tracer.verdict.judge import weigh


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of a measure: its verdict, and the reasons of its broken branches where it is a dead end or under review.

    `exact` says that the exact engine was asked.
    """

    verdict: Verdict
    reasons: frozenset[BreakReason]
    exact: bool


def judge_all(library: Library, policy: Policy, as_of: date) -> Mapping[str, Standing]:
    """Returns how every measure stands on that day, by its id; measures of younger documents and what counts nowhere are left out."""
    return standings_of(load(library, policy), library, policy, as_of)


def standings_of(loaded: Loaded, library: Library, policy: Policy, as_of: date) -> Mapping[str, Standing]:
    """Returns the same of arrays that are loaded; the library is asked only where arrays cannot tell."""
    states = states_of(loaded.arrays)
    judged = verdicts(loaded.arrays, states, policy, as_of)
    why = reasons(loaded.arrays, states, judged)
    out = {}
    for number in np.flatnonzero(judged.verdict != ABSENT).tolist():
        measure, verdict = loaded.measure(number), int(judged.verdict[number])
        if why.exact[number]:
            weighed = weigh(library, library.measures[measure], policy, as_of)
            assert weighed is not None
            out[measure] = Standing(weighed.shown, weighed.reasons, True)
        else:
            out[measure] = Standing(VERDICTS[verdict], _named(int(why.of_measure[number])), False)
    return out


@lru_cache(maxsize=4096)
def _named(bits: int) -> frozenset[BreakReason]:
    """Returns the reasons of a sum of reasons."""
    return frozenset(reason for i, reason in enumerate(REASONS) if bits >> i & 1)


@dataclass(frozen=True, slots=True)
class Known:
    """The verdicts that the pass itself can tell on a day, by measure, and the documents that are younger than the day."""

    verdicts: Mapping[str, Verdict]
    younger: frozenset[str]


def known_on(parts: Iterable[tuple[str, bytes]], policy: Policy, as_of: date, registry: Registry) -> Known:
    """Returns what the pass over some parts tells of that day, without the exact engine."""
    loaded = arrays_of(parts, policy, registry)
    judged = verdicts(loaded.arrays, states_of(loaded.arrays), policy, as_of)
    sure = np.flatnonzero((judged.verdict != ABSENT) & ~judged.exact)
    younger = np.flatnonzero(loaded.arrays.documents.own_day > as_of.toordinal())
    return Known(
        verdicts={loaded.measure(n): VERDICTS[judged.verdict[n]] for n in sure.tolist()},
        younger=frozenset(loaded.documents[n] for n in younger.tolist()),
    )


def verdicts_of(
    parts: Iterable[tuple[str, bytes]], policy: Policy, as_of: date, registry: Registry
) -> Mapping[str, Verdict]:
    """Returns the verdicts on all measures of some parts on that day, those left out that only the exact engine can tell."""
    return known_on(parts, policy, as_of, registry).verdicts
